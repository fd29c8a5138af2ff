/* metrics.h - /metrics: the newest view, the results of the strategies and the dashboard's own
 * counts as Prometheus text. Names begin with autocoin_; units are seconds, bytes and ratios of
 * one; money is in the quote asset. One thread at a time. */
#ifndef AC_DASHBOARD_METRICS_H
#define AC_DASHBOARD_METRICS_H

#include "dashboard/api_reply.h"
#include "dashboard/dashboard.h"
#include "database/history.h"

/* Reading all trades costs more than a scrape may, so the results are read once a minute. */
#define METRICS_RESULTS_MS  60000
#define METRICS_RESULTS_MAX 512u /* strategies on symbols; more are left out */

struct metrics_result {
	char symbol[AC_SYMBOL_SIZE], strategy[AC_STRATEGY_NAME_SIZE];
	uint64_t trades;
	struct ac_dec net, fees;
};
struct metrics_results {
	ac_ms read_ms; /* wall clock; 0 never */
	uint32_t count;
	struct metrics_result items[METRICS_RESULTS_MAX];
};
/* Reads them anew where they are old. A database that cannot be read leaves the old ones, whose
 * time is shown. */
void metrics_results_refresh(struct metrics_results *results, struct ac_store *store,
			     const char *account, ac_ms wall_ms);

struct metrics_subject {
	const struct ac_view *view; /* NULL: no trader */
	const struct ac_view_names *names;
	const struct ac_dashboard_stats *stats;
	const struct metrics_results *results;
	ac_ms wall_ms;
};
/* A piece of a reply: `subject` is a struct metrics_subject. */
void metrics_write(struct ac_json *out, const void *subject);
/* The part of it that is about the program. */
void metrics_write_system(struct ac_json *out, const struct ac_view *view);

#endif
