/* Which candles are taken into a series, and how gaps are marked and counted. */
#include "check.h"

#include "market/candle.h"

#define MINUTE(n) (1700000040000 + (n)*AC_MS_PER_MIN)

static struct ac_candle candle_at(ac_ms open_time_ms)
{
	return (struct ac_candle){ .open_time_ms = open_time_ms,
				   .open = 1000,
				   .high = 1100,
				   .low = 900,
				   .close = 1050,
				   .volume = 5 };
}

static void test_candle_check_names_the_fault(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		struct ac_candle candle;
		enum ac_candle_fault fault;
	} rows[] = {
		{ "good", { MINUTE(0), 10, 12, 9, 11, 3, 0, 0 }, AC_CANDLE_OK },
		{ "no trade, no volume", { MINUTE(0), 10, 10, 10, 10, 0, 0, 0 }, AC_CANDLE_OK },
		{ "first minute of 2009", { 1230768000000, 1, 1, 1, 1, 0, 0, 0 }, AC_CANDLE_OK },
		{ "last minute of 2008",
		  { 1230767940000, 1, 1, 1, 1, 0, 0, 0 },
		  AC_CANDLE_UNALIGNED },
		{ "one ms late", { MINUTE(0) + 1, 1, 1, 1, 1, 0, 0, 0 }, AC_CANDLE_UNALIGNED },
		{ "seconds", { 1700000040, 1, 1, 1, 1, 0, 0, 0 }, AC_CANDLE_UNALIGNED },
		{ "before the epoch", { -60000, 1, 1, 1, 1, 0, 0, 0 }, AC_CANDLE_UNALIGNED },
		{ "open zero", { MINUTE(0), 0, 12, 9, 11, 3, 0, 0 }, AC_CANDLE_NOT_POSITIVE },
		{ "high zero", { MINUTE(0), 10, 0, 9, 11, 3, 0, 0 }, AC_CANDLE_NOT_POSITIVE },
		{ "low negative", { MINUTE(0), 10, 12, -9, 11, 3, 0, 0 }, AC_CANDLE_NOT_POSITIVE },
		{ "close zero", { MINUTE(0), 10, 12, 9, 0, 3, 0, 0 }, AC_CANDLE_NOT_POSITIVE },
		{ "high below open",
		  { MINUTE(0), 13, 12, 9, 11, 3, 0, 0 },
		  AC_CANDLE_INCONSISTENT },
		{ "high below close",
		  { MINUTE(0), 10, 12, 9, 13, 3, 0, 0 },
		  AC_CANDLE_INCONSISTENT },
		{ "low above open", { MINUTE(0), 8, 12, 9, 11, 3, 0, 0 }, AC_CANDLE_INCONSISTENT },
		{ "low above close", { MINUTE(0), 10, 12, 9, 8, 3, 0, 0 }, AC_CANDLE_INCONSISTENT },
		{ "volume negative", { MINUTE(0), 10, 12, 9, 11, -1, 0, 0 }, AC_CANDLE_VOLUME },
	};
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		CHECK_EQ(rows[i].name, ac_candle_check(&rows[i].candle), rows[i].fault);
		assert_non_null(ac_candle_fault_text(rows[i].fault));
	}
}

static void test_series_marks_and_counts_gaps(void **state)
{
	(void)state;
	static const struct {
		int minute;
		uint32_t missing;
	} rows[] = { { 0, 0 }, { 1, 0 }, { 3, 1 }, { 4, 0 }, { 85, 80 }, { 86, 0 } };
	struct ac_series series = { 0 };
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		struct ac_candle candle = candle_at(MINUTE(rows[i].minute));
		candle.missing_before = 999; /* whatever a source left there */
		assert_int_equal(ac_series_append(&series, &candle), AC_CANDLE_OK);
		CHECK_EQ("missing_before", candle.missing_before, rows[i].missing);
	}
	assert_int_equal(series.candles, 6);
	assert_int_equal(series.gaps, 2);
	assert_int_equal(series.minutes_missing, 81);
	assert_int_equal(series.open_time_ms_last, MINUTE(86));
}

static void test_series_is_unchanged_by_a_refused_candle(void **state)
{
	(void)state;
	struct ac_series series = { 0 };
	struct ac_candle candle = candle_at(MINUTE(5));
	assert_int_equal(ac_series_append(&series, &candle), AC_CANDLE_OK);
	const struct ac_series before = series;

	candle = candle_at(MINUTE(5));
	assert_int_equal(ac_series_append(&series, &candle), AC_CANDLE_REPEATED);
	candle = candle_at(MINUTE(4));
	assert_int_equal(ac_series_append(&series, &candle), AC_CANDLE_REPEATED);
	candle = candle_at(MINUTE(6) + 1);
	assert_int_equal(ac_series_append(&series, &candle), AC_CANDLE_UNALIGNED);
	candle = candle_at(MINUTE(6));
	candle.low = 0;
	assert_int_equal(ac_series_append(&series, &candle), AC_CANDLE_NOT_POSITIVE);
	candle = candle_at(INT64_MAX / AC_MS_PER_MIN * AC_MS_PER_MIN);
	assert_int_equal(ac_series_append(&series, &candle), AC_CANDLE_UNALIGNED);
	assert_memory_equal(&series, &before, sizeof(series));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_candle_check_names_the_fault),
		cmocka_unit_test(test_series_marks_and_counts_gaps),
		cmocka_unit_test(test_series_is_unchanged_by_a_refused_candle),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
