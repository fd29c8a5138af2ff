/* The lines of a chart against a second computation of the same indicators, and the log's tail. */
#include "rig.h"

#include <math.h>

#include "indicator/adx.h"
#include "indicator/vwap.h"

#define END_MS (RIG_START_MS + RIG_CANDLES * 60000)

/* What a chart must show at each candle: the session's average, the bands at 2 deviations, and the
 * ADX of 14, each only where it is warm (the strategy's defaults). */
struct lines {
	bool has_average, has_adx;
	double vwap, upper, lower, adx;
};

static struct lines oracle[RIG_CANDLES];

static void work_out(void)
{
	struct ac_adx adx;
	struct ac_vwap vwap = { 0 };
	uint32_t in_day = 0;
	ac_adx_init(&adx, 14);
	for (uint32_t i = 0; i < RIG_CANDLES; i++) {
		struct ac_candle candle = rig_candle(i);
		double high = ac_candle_value(candle.high), low = ac_candle_value(candle.low);
		double close = ac_candle_value(candle.close);
		if (candle.open_time_ms % AC_MS_PER_DAY == 0) {
			vwap = (struct ac_vwap){ 0 };
			in_day = 0;
		}
		in_day++;
		ac_vwap_add(&vwap, ac_vwap_typical(high, low, close),
			    ac_candle_value(candle.volume));
		ac_adx_update(&adx, high, low, close);
		double width = 2.0 * ac_vwap_sigma(&vwap);
		oracle[i] = (struct lines){ in_day >= 30,      adx.is_ready,      vwap.mean,
					    vwap.mean + width, vwap.mean - width, adx.value };
	}
}

static void check_value(const char *what, uint32_t index, const json_t *shown, bool is_known,
			double wanted, double precision)
{
	if (!is_known && json_is_null(shown))
		return;
	if (!is_known || !json_is_number(shown) ||
	    fabs(json_number_value(shown) - wanted) > precision)
		fail_msg("%s of candle %u is %.10f, not %.10f", what, index,
			 json_number_value(shown), wanted);
}

static void check_lines(json_t *json, uint32_t first, double adx_precision)
{
	static const char *const names[] = { "vwap", "upper", "lower", "adx" };
	json_t *values = rig_member(json, "values");
	json_t *shown_names = rig_member(json, "value_names");
	assert_int_equal(json_array_size(shown_names), 4);
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(json_string_value(json_array_get(shown_names, i)), names[i]);
	assert_int_equal(json_array_size(values), json_array_size(rig_member(json, "candles")));
	for (uint32_t i = 0; i < json_array_size(values); i++) {
		json_t *row = json_array_get(values, i);
		const struct lines *wanted = &oracle[first + i];
		if (!wanted->has_average && !wanted->has_adx) {
			assert_true(json_is_null(row));
			continue;
		}
		check_value("vwap", first + i, json_array_get(row, 0), wanted->has_average,
			    wanted->vwap, 1e-7);
		check_value("upper", first + i, json_array_get(row, 1), wanted->has_average,
			    wanted->upper, 1e-7);
		check_value("lower", first + i, json_array_get(row, 2), wanted->has_average,
			    wanted->lower, 1e-7);
		check_value("adx", first + i, json_array_get(row, 3), wanted->has_adx, wanted->adx,
			    adx_precision);
	}
}

static void test_chart_lines_are_the_indicators_of_the_strategy(void **state)
{
	(void)state;
	rig_fill();
	work_out();
	json_t *json = rig_ask("/api/v1/candles", "symbol=BTCUSDT&limit=1440", 200);
	assert_int_equal(json_array_size(rig_member(json, "candles")), 1440);
	CHECK_TEXT(json, "strategy", "vwap_reversion");
	CHECK_INT(json, "candles.0.0", RIG_START_MS + (ac_ms)(RIG_CANDLES - 1440) * 60000);
	check_lines(json, RIG_CANDLES - 1440, 1e-7);
	json_decref(json);
	/* Twice gives the same: nothing is left over from the request before. */
	json = rig_ask("/api/v1/candles", "symbol=BTCUSDT&limit=1440", 200);
	check_lines(json, RIG_CANDLES - 1440, 1e-7);
	json_decref(json);
}

static void test_chart_of_few_candles_is_warm_from_the_first_on(void **state)
{
	(void)state;
	rig_fill();
	work_out();
	json_t *json = rig_ask("/api/v1/candles", "symbol=BTCUSDT&limit=5", 200);
	assert_int_equal(json_array_size(rig_member(json, "candles")), 5);
	/* Wilder's average never forgets, but a day is as good as forever. */
	check_lines(json, RIG_CANDLES - 5, 1e-6);
	json_decref(json);
	char query[80];
	snprintf(query, sizeof(query), "symbol=BTCUSDT&limit=40&to=%lld",
		 (long long)(RIG_START_MS + 40 * 60000));
	json = rig_ask("/api/v1/candles", query, 200);
	check_lines(json, 0, 1e-7); /* cold at first: null */
	CHECK_NULL(json, "values.0");
	json_decref(json);
}

static void test_chart_candles_are_the_databases_and_bear_marks(void **state)
{
	(void)state;
	rig_fill();
	json_t *json = rig_ask("/api/v1/candles", "symbol=BTCUSDT&limit=10", 200);
	for (uint32_t i = 0; i < 10; i++) {
		struct ac_candle candle = rig_candle(RIG_CANDLES - 10 + i);
		const int64_t wanted[] = { candle.open, candle.high, candle.low, candle.close,
					   candle.volume };
		json_t *row = json_array_get(rig_member(json, "candles"), i);
		CHECK_EQ("time", json_integer_value(json_array_get(row, 0)), candle.open_time_ms);
		for (size_t k = 0; k < AC_COUNT(wanted); k++)
			assert_true(json_number_value(json_array_get(row, k + 1)) ==
				    ac_candle_value(wanted[k]));
	}
	assert_int_equal(json_array_size(rig_member(json, "signals")), 2);
	assert_int_equal(json_array_size(rig_member(json, "fills")), 1);
	assert_true(json_number_value(rig_member(json, "fills.0.price")) == 64012.1);
	CHECK_TEXT(json, "position.side", "LONG");
	assert_true(json_number_value(rig_member(json, "position.stop_price")) == 63820.0637);
	json_decref(json);
	/* Marks of another stretch stay away. */
	char query[80];
	snprintf(query, sizeof(query), "symbol=BTCUSDT&limit=10&to=%lld",
		 (long long)(END_MS - 3600000));
	json = rig_ask("/api/v1/candles", query, 200);
	assert_int_equal(json_array_size(rig_member(json, "signals")), 0);
	assert_int_equal(json_array_size(rig_member(json, "fills")), 0);
	json_decref(json);
}

static void test_chart_without_a_strategy_has_no_lines(void **state)
{
	(void)state;
	rig_fill();
	static const char *const queries[] = { "symbol=BTCUSDT&strategy=other",
					       "symbol=ETHUSDT" }; /* its book is disabled */
	for (size_t i = 0; i < AC_COUNT(queries); i++) {
		json_t *json = rig_ask("/api/v1/candles", queries[i], 200);
		assert_int_equal(json_array_size(rig_member(json, "value_names")), 0);
		json_decref(json);
	}
}

static void test_chart_asks_which_of_two_strategies(void **state)
{
	(void)state;
	struct ac_strategy second = *ac_strategy_find(&rig_registry, AC_STR("vwap_reversion"));
	const char *why;
	second.name = "second";
	assert_int_equal(ac_strategy_register(&rig_registry, &second, &why), AC_OK);
	rig_books[1] = rig_books[0];
	snprintf(rig_books[1].strategy, sizeof(rig_books[1].strategy), "second");
	ac_api_destroy(rig_api);
	rig_open(NULL);
	json_t *json = rig_ask("/api/v1/candles", "symbol=BTCUSDT", 400);
	CHECK_TEXT(json, "error.what", "strategy is missing: several trade BTCUSDT");
	CHECK_TEXT(json, "error.help", "add strategy=vwap_reversion or strategy=second");
	json_decref(json);
	json = rig_ask("/api/v1/candles", "symbol=BTCUSDT&strategy=second", 200);
	CHECK_TEXT(json, "strategy", "second");
	json_decref(json);
	ac_api_destroy(rig_api);
	rig_api = NULL;
}

static void write_log(const char *text, int repeat)
{
	FILE *file = fopen(folder_path("autocoin.jsonl"), "w");
	assert_non_null(file);
	for (int i = 0; i < repeat; i++)
		fprintf(file,
			"{\"ts\":\"2026-01-01T00:00:00.%03dZ\",\"level\":\"INFO\",\"event\":"
			"\"filler\",\"number\":%d,\"real\":0.5,\"flag\":true}\n",
			i % 1000, i);
	fputs(text, file);
	fclose(file);
}

static void test_log_is_read_from_its_end(void **state)
{
	(void)state;
	write_log(
		"this is no JSON\n[1]\n{\"ts\":\"2026-01-01T00:00:01.500Z\",\"level\":\"WARN\","
		"\"event\":\"order.update\",\"msg\":\"an \\\"order\\\"\",\"symbol\":\"BTCUSDT\"}\n"
		"{\"ts\":\"2026-01-01T00:0",
		20000);
	json_t *json = rig_ask("/api/v1/log", "limit=3", 200);
	assert_int_equal(json_array_size(rig_member(json, "lines")), 3);
	CHECK_TEXT(json, "lines.0.event", "order.update");
	CHECK_TEXT(json, "lines.0.message", "an \"order\"");
	CHECK_TEXT(json, "lines.0.fields.symbol", "BTCUSDT");
	CHECK_INT(json, "lines.0.time", RIG_START_MS + 1500);
	CHECK_INT(json, "lines.1.fields.number", 19999);
	CHECK_INT(json, "lines.2.fields.number", 19998);
	assert_true(json_is_true(rig_member(json, "lines.2.fields.flag")));
	json_decref(json);
	/* Only so much of a large file is looked at: no line is cut, none is invented. */
	json = rig_ask("/api/v1/log", "limit=1000", 200);
	assert_int_equal(json_array_size(rig_member(json, "lines")), 1000);
	json_decref(json);
	write_log("", 2);
	json = rig_ask("/api/v1/log", "limit=1000", 200);
	assert_int_equal(json_array_size(rig_member(json, "lines")), 2);
	json_decref(json);
}

static void test_log_that_is_not_there_is_empty(void **state)
{
	(void)state;
	(void)remove(folder_path("autocoin.jsonl"));
	json_t *json = rig_ask("/api/v1/log", "", 200);
	assert_int_equal(json_array_size(rig_member(json, "lines")), 0);
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define OVER(test) cmocka_unit_test_setup_teardown(test, rig_setup, rig_teardown)
		OVER(test_chart_lines_are_the_indicators_of_the_strategy),
		OVER(test_chart_of_few_candles_is_warm_from_the_first_on),
		OVER(test_chart_candles_are_the_databases_and_bear_marks),
		OVER(test_chart_without_a_strategy_has_no_lines),
		OVER(test_chart_asks_which_of_two_strategies),
		OVER(test_log_is_read_from_its_end),
		OVER(test_log_that_is_not_there_is_empty),
	};
	return cmocka_run_group_tests_name("dashboard api_chart", tests, folder_make,
					   folder_remove);
}
