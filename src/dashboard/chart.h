/* chart.h - the indicator lines of a chart: a strategy's own code run once more over candles of the
 * past, with the parameters that its book trades with. Never near a trading decision. One thread at
 * a time. */
#ifndef AC_DASHBOARD_CHART_H
#define AC_DASHBOARD_CHART_H

#include "config/config.h"

/* One more than a strategy tells: a deviation becomes two bands. */
#define AC_CHART_VALUES_MAX (AC_DECISION_VALUES_MAX + 1u)

struct ac_charts; /* opaque: one chart for each enabled book of a configuration */
struct ac_chart;  /* opaque */

/* Copies what it needs; strategies of the registry must stay loaded. AC_ERR_NOMEM. */
AC_MUST_USE enum ac_status ac_charts_create(const struct ac_strategy_registry *registry,
					    const struct ac_config *config,
					    struct ac_charts **ret_charts);
void ac_charts_destroy(struct ac_charts *charts); /* NULL is fine */

/* The first book of the symbol from *place on, which is then moved behind it; NULL when there is
 * no more. `strategy` "" is any. `charts` may be NULL. */
struct ac_chart *ac_charts_next(struct ac_charts *charts, const char *symbol, const char *strategy,
				uint32_t *place);
const char *ac_chart_strategy(const struct ac_chart *chart);
/* Candles that must come before the first one that is drawn: as many as the longest memory that a
 * parameter could ask for, and a day at least, because sessions begin at 00:00 UTC. */
uint32_t ac_chart_warmup(const struct ac_chart *chart);
/* Number of lines, and their names. */
uint32_t ac_chart_names(const struct ac_chart *chart, const char *names[AC_CHART_VALUES_MAX]);

/* The lines at one candle; NaN where the strategy tells nothing (0, as it does while an indicator
 * is not warm, or no number). */
struct ac_chart_values {
	double items[AC_CHART_VALUES_MAX];
};
/* Begins anew and takes `count` candles in ascending order. */
void ac_chart_run(struct ac_chart *chart, const struct ac_candle *candles, uint32_t count,
		  struct ac_chart_values *ret_values);

#endif
