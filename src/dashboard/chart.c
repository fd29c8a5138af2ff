#include "dashboard/chart.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "sys/block.h"

#define WARMUP_MIN 1440
#define WARMUP_MAX 10080
#define NONE       UINT32_MAX

struct ac_chart {
	char symbol[AC_SYMBOL_SIZE];
	struct ac_strategy_instance instance;
	struct ac_block block; /* owned; the instance's memory */
	uint32_t warmup;
	/* Places among the strategy's values; NONE where it has none. With both and a width, the
	 * deviation is drawn as the two bands that it stands for. */
	uint32_t average, deviation;
	double band_k;
};

struct ac_charts {
	uint32_t count;
	struct ac_chart items[];
};

static uint32_t find_value(const struct ac_strategy *strategy, const char *name)
{
	for (uint32_t i = 0; i < AC_DECISION_VALUES_MAX; i++) {
		if (strategy->value_names[i] != NULL && strcmp(strategy->value_names[i], name) == 0)
			return i;
	}
	return NONE;
}

static uint32_t warmup_of(const struct ac_strategy *strategy, const struct ac_param_value *values)
{
	int64_t longest = WARMUP_MIN;
	for (uint32_t i = 0; i < strategy->param_count; i++) {
		if (strategy->params[i].type == AC_PARAM_INT && values[i].integer > longest)
			longest = values[i].integer;
	}
	return (uint32_t)(longest > WARMUP_MAX ? WARMUP_MAX : longest);
}

static void find_bands(struct ac_chart *chart, const struct ac_param_value *values)
{
	const struct ac_strategy *strategy = chart->instance.strategy;
	int32_t width = ac_strategy_param_find(strategy, AC_STR("band_k"));
	chart->average = find_value(strategy, "vwap");
	chart->deviation = find_value(strategy, "sigma");
	if (width < 0 || chart->average == NONE)
		chart->deviation = NONE;
	chart->band_k = chart->deviation == NONE ? 0.0 : values[width].real;
}

/* AC_ERR_CONFIG where the strategy refuses its parameters: it trades nothing then either. */
static enum ac_status init_chart(struct ac_chart *chart, const struct ac_strategy *strategy,
				 const struct ac_book_config *book)
{
	const char *why;
	struct ac_arena arena = { 0 }; /* measures */
	enum ac_status status =
		ac_strategy_instance_create(&arena, strategy, book->params, &chart->instance, &why);
	if (status == AC_OK)
		status = ac_block_take(&chart->block, &arena);
	if (status == AC_OK)
		status = ac_strategy_instance_create(&arena, strategy, book->params,
						     &chart->instance, &why);
	if (status != AC_OK) {
		ac_block_release(&chart->block);
		return status;
	}
	snprintf(chart->symbol, sizeof(chart->symbol), "%s", book->symbol);
	chart->warmup = warmup_of(strategy, book->params);
	find_bands(chart, book->params);
	return AC_OK;
}

enum ac_status ac_charts_create(const struct ac_strategy_registry *registry,
				const struct ac_config *config, struct ac_charts **ret_charts)
{
	struct ac_charts *charts =
		calloc(1, sizeof(*charts) + config->book_count * sizeof(charts->items[0]));
	if (charts == NULL)
		return AC_ERR_NOMEM;
	for (uint32_t i = 0; i < config->book_count; i++) {
		const struct ac_book_config *book = &config->books[i];
		const struct ac_strategy *strategy =
			ac_strategy_find(registry, ac_str_from(book->strategy));
		if (!book->is_enabled || strategy == NULL)
			continue;
		enum ac_status status = init_chart(&charts->items[charts->count], strategy, book);
		if (status == AC_ERR_NOMEM) {
			ac_charts_destroy(charts);
			return status;
		}
		charts->count += status == AC_OK;
	}
	*ret_charts = charts;
	return AC_OK;
}

void ac_charts_destroy(struct ac_charts *charts)
{
	if (charts == NULL)
		return;
	for (uint32_t i = 0; i < charts->count; i++)
		ac_block_release(&charts->items[i].block);
	free(charts);
}

struct ac_chart *ac_charts_next(struct ac_charts *charts, const char *symbol, const char *strategy,
				uint32_t *place)
{
	while (charts != NULL && *place < charts->count) {
		struct ac_chart *chart = &charts->items[(*place)++];
		if (strcmp(chart->symbol, symbol) == 0 &&
		    (strategy[0] == '\0' || strcmp(ac_chart_strategy(chart), strategy) == 0))
			return chart;
	}
	return NULL;
}

const char *ac_chart_strategy(const struct ac_chart *chart)
{
	return chart->instance.strategy->name;
}

uint32_t ac_chart_warmup(const struct ac_chart *chart)
{
	return chart->warmup;
}

uint32_t ac_chart_names(const struct ac_chart *chart, const char *names[AC_CHART_VALUES_MAX])
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < AC_DECISION_VALUES_MAX; i++) {
		const char *name = chart->instance.strategy->value_names[i];
		if (name == NULL)
			continue;
		names[count++] = i == chart->deviation ? "upper" : name;
		if (i == chart->deviation)
			names[count++] = "lower";
	}
	return count;
}

static double told(double value)
{
	return value == 0.0 || !isfinite(value) ? (double)NAN : value;
}

static void arrange(const struct ac_chart *chart, const double *told_values,
		    struct ac_chart_values *values)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < AC_DECISION_VALUES_MAX; i++) {
		if (chart->instance.strategy->value_names[i] == NULL)
			continue;
		if (i != chart->deviation) {
			values->items[count++] = told(told_values[i]);
			continue;
		}
		double average = told(told_values[chart->average]);
		double distance = chart->band_k * told_values[i];
		values->items[count++] = average + distance;
		values->items[count++] = average - distance;
	}
}

void ac_chart_run(struct ac_chart *chart, const struct ac_candle *candles, uint32_t count,
		  struct ac_chart_values *ret_values)
{
	struct ac_strategy_instance *instance = &chart->instance;
	const struct ac_strategy_view flat = { .wants_values = 1 };
	memset(instance->state, 0, instance->state_size);
	const char *why = instance->strategy->init(instance->state, instance->params);
	ac_assert(why == NULL);
	for (uint32_t i = 0; i < count; i++) {
		struct ac_decision decision;
		ac_strategy_instance_on_candle(instance, &candles[i], &flat, &decision);
		arrange(chart, decision.values, &ret_values[i]);
	}
}
