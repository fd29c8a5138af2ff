/* Lines of candle files: what is taken exactly, and what is refused where. */
#include "check.h"

#include "core/prng.h"
#include "market/candle_csv.h"

#define T   "1700000040000"
#define ROW T ",10.5,12,9,11.25,3.5"

static void feed(struct ac_candle_csv *csv, const char *text)
{
	ac_candle_csv_init(csv);
	ac_candle_csv_feed(csv, ac_str_from(text));
}

static void test_csv_accepts_every_form_of_a_line(void **state)
{
	(void)state;
	static const struct {
		const char *name, *text;
		int candles;
		uint32_t trades; /* of the last candle */
	} rows[] = {
		{ "six columns", ROW "\n", 1, 0 },
		{ "no newline at the end", ROW, 1, 0 },
		{ "CRLF", ROW "\r\n" ROW "\r\n", 2, 0 },
		{ "an empty last line", ROW "\n\n", 1, 0 },
		{ "several empty last lines", ROW "\r\n\r\n\n", 1, 0 },
		{ "byte order mark", "\xef\xbb\xbf" ROW "\n", 1, 0 },
		{ "byte order mark and header",
		  "\xef\xbb\xbfopen_time,open,high,low,close,volume\n" ROW "\n", 1, 0 },
		{ "header", "open_time,open,high,low,close,volume\n" ROW "\n", 1, 0 },
		{ "header in capitals", "Time,Open,High,Low,Close,Volume\r\n" ROW "\r\n", 1, 0 },
		{ "header alone", "time,open,high,low,close,volume\n", 0, 0 },
		{ "nothing", "", 0, 0 },
		{ "microseconds", "1700000040000000,10.5,12,9,11.25,3.5\n", 1, 0 },
		{ "all columns", ROW ",1700000099999,37.5,42,1.5,16.25,0\n", 1, 42 },
		{ "unknown columns are empty", ROW ",1700000099999,,,,\n", 1, 0 },
		{ "trades unknown", ROW ",1700000099999,37.5,,1.5\n", 1, 0 },
		{ "the largest count of trades", ROW ",1,2,4294967295\n", 1, UINT32_MAX },
		{ "zeros beyond eight decimals",
		  T ",10.5000000000,12,9.000000000,11.25,3.500000000000000000000\n", 1, 0 },
		{ "leading zeros", T ",00000000000000000000010.5,012,09,11.25,3.5\n", 1, 0 },
	};
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		struct ac_candle_csv csv;
		struct ac_candle candle = { 0 };
		enum ac_status status;
		int candles = 0;
		feed(&csv, rows[i].text);
		while ((status = ac_candle_csv_next(&csv, &candle)) == AC_OK)
			candles++;
		CHECK_EQ(rows[i].name, status, AC_END);
		CHECK_EQ(rows[i].name, candles, rows[i].candles);
		if (candles == 0)
			continue;
		CHECK_EQ(rows[i].name, candle.open_time_ms, 1700000040000);
		CHECK_EQ(rows[i].name, candle.open, 1050000000);
		CHECK_EQ(rows[i].name, candle.high, 1200000000);
		CHECK_EQ(rows[i].name, candle.low, 900000000);
		CHECK_EQ(rows[i].name, candle.close, 1125000000);
		CHECK_EQ(rows[i].name, candle.volume, 350000000);
		CHECK_EQ(rows[i].name, candle.trades, rows[i].trades);
		CHECK_EQ(rows[i].name, candle.missing_before, 0);
	}
}

static void test_csv_refuses_with_line_column_and_what_was_found(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		uint64_t line;
		uint32_t column;
		const char *found;
	} rows[] = {
		{ ROW "\n" T ",10.5,1x,9,11,3\n", 2, 20, "1x" },
		{ T ",10.5,12,9,11\n", 1, 27, "" },
		{ T ",10.5,,9,11,3\n", 1, 20, "" },
		{ T ",1e3,12,9,11,3\n", 1, 15, "1e3" },
		{ T ",+1,12,9,11,3\n", 1, 15, "+1" },
		{ T ", 1,12,9,11,3\n", 1, 15, " 1" },
		{ T ",1.,12,9,11,3\n", 1, 15, "1." },
		{ T ",.5,12,9,11,3\n", 1, 15, ".5" },
		{ T ",1.000000001,12,9,11,3\n", 1, 15, "1.000000001" },
		{ T ",10,12,9,11,92233720368.54775808\n", 1, 26, "92233720368.54775808" },
		{ T ",10,12,9,11,99999999999999999999999\n", 1, 26, "99999999999999999999999" },
		/* 2^64 + 1 units must not come round to 1 */
		{ T ",10,12,9,11,184467440737.09551617\n", 1, 26, "184467440737.09551617" },
		{ T ",10,12,9,11,nan\n", 1, 26, "nan" },
		{ "1700000040000.0,10,12,9,11,3\n", 1, 1, "1700000040000.0" },
		{ "1700000040000001,10,12,9,11,3\n", 1, 1, "1700000040000001" },
		{ "99999999999999999999,10,12,9,11,3\n", 1, 1, "99999999999999999999" },
		{ T "\n", 1, 14, "" },
		{ T ";10;12;9;11;3\n", 1, 1, T ";10;12;9;11;3" },
		{ ROW "\n\n" ROW "\n", 2, 1, "" },
		{ ROW "\nopen_time,open,high,low,close,volume\n", 2, 1, "open_time" },
		{ ROW ",1,2,3\n" ROW ",1,2\n", 2, 38, "" },
		{ ROW ",1,2\n" ROW ",1,2,3\n", 2, 40, "" },
		{ ROW ",1,2,3,4,5,6,7\n", 1, 47, "7" },
		{ ROW ",1,2,-3\n", 1, 39, "-3" },
		{ ROW ",1,2,4294967296\n", 1, 39, "4294967296" },
		{ ROW ",1,x,3\n", 1, 37, "x" },
		{ "open_time,high,open,low,close,volume\n" ROW "\n", 1, 11, "high" },
		{ "open_time,open,high,low\n" ROW "\n", 1, 24, "" },
		{ "open_time,open,high,low,close,volume,trades\n" ROW "\n", 2, 34, "" },
		{ " " ROW "\n", 1, 16, "10.5" },
		{ "\x89PNG\r\n", 1, 5, "" },
	};
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		struct ac_candle_csv csv;
		struct ac_candle candle = { .trades = 77 };
		enum ac_status status;
		feed(&csv, rows[i].text);
		while ((status = ac_candle_csv_next(&csv, &candle)) == AC_OK)
			candle.trades = 77;
		CHECK_EQ(rows[i].text, status, AC_ERR_PARSE);
		CHECK_EQ(rows[i].text, csv.line, rows[i].line);
		CHECK_EQ(rows[i].text, csv.column, rows[i].column);
		CHECK_EQ(rows[i].text, candle.trades, 77);
		assert_non_null(csv.reason);
		if (!ac_str_equal(csv.found, ac_str_from(rows[i].found)))
			fail_msg("%s: found \"%.*s\", not \"%s\"", rows[i].text,
				 (int)csv.found.size, csv.found.data, rows[i].found);
	}
}

static void test_csv_takes_every_decimal_exactly(void **state)
{
	(void)state;
	uint64_t seed = 7;
	print_message("# seed %" PRIu64 "\n", seed);
	struct ac_prng prng;
	ac_prng_init(&prng, seed);
	for (int i = 0; i < 100000; i++) {
		int64_t units = (int64_t)(ac_prng_next(&prng) >> (1 + ac_prng_below(&prng, 63)));
		char number[AC_DEC_TEXT_SIZE], line[200];
		if (ac_prng_below(&prng, 2) == 0)
			ac_dec_format((struct ac_dec){ units }, number);
		else
			ac_dec_format_fixed((struct ac_dec){ units }, AC_DEC_DIGITS, number);
		snprintf(line, sizeof(line), T ",1,1,1,%s,%s%s", number, number,
			 ac_prng_below(&prng, 2) == 0 ? "\n" : "");
		struct ac_candle_csv csv;
		struct ac_candle candle;
		feed(&csv, line);
		assert_int_equal(ac_candle_csv_next(&csv, &candle), AC_OK);
		CHECK_EQ(line, candle.close, units);
		CHECK_EQ(line, candle.volume, units);
	}
}

/* Cutting, changing or inserting one byte anywhere: never a crash, and never a read outside, which
 * the address sanitizer watches because the text stands in a block of its exact size. */
static void test_csv_survives_any_damage_to_a_byte(void **state)
{
	(void)state;
	static const char text[] = "time,open,high,low,close,volume,a,b,trades\n" ROW
				   ",1,2,3\r\n1700000100000,1,2,1,1.5,0,5,6,7\n";
	for (size_t at = 0; at < sizeof(text) - 1; at++) {
		for (int byte = 0; byte < 256; byte += 5) {
			char *copy = malloc(sizeof(text) - 1);
			assert_non_null(copy);
			memcpy(copy, text, sizeof(text) - 1);
			copy[at] = (char)byte;
			size_t size = byte == 0 ? at : sizeof(text) - 1;
			struct ac_candle_csv csv;
			struct ac_candle candle;
			ac_candle_csv_init(&csv);
			ac_candle_csv_feed(&csv, (struct ac_str){ copy, size });
			int candles = 0;
			while (ac_candle_csv_next(&csv, &candle) == AC_OK)
				candles++;
			assert_in_range(candles, 0, 3);
			free(copy);
		}
	}
}

static void test_csv_goes_on_over_pieces(void **state)
{
	(void)state;
	struct ac_candle_csv csv;
	struct ac_candle candle;
	feed(&csv, "time,open,high,low,close,volume\n" ROW "\n");
	assert_int_equal(ac_candle_csv_next(&csv, &candle), AC_OK);
	assert_int_equal(ac_candle_csv_next(&csv, &candle), AC_END);
	ac_candle_csv_feed(&csv, AC_STR(ROW "\n"));
	assert_int_equal(ac_candle_csv_next(&csv, &candle), AC_OK);
	assert_int_equal(ac_candle_csv_next(&csv, &candle), AC_END);
	ac_candle_csv_feed(&csv, AC_STR("bad\n"));
	assert_int_equal(ac_candle_csv_next(&csv, &candle), AC_ERR_PARSE);
	assert_int_equal(csv.line, 4);
}

static void test_csv_rates_are_signed(void **state)
{
	(void)state;
	struct ac_candle_csv csv;
	ac_ms time_ms;
	struct ac_dec rate;
	feed(&csv, "time,open,high\n1741276800000,-0.00017064,0\n1741305600000,0.0001,0\n");
	assert_int_equal(ac_candle_csv_next_rate(&csv, &time_ms, &rate), AC_OK);
	assert_int_equal(time_ms, 1741276800000);
	assert_int_equal(rate.units, -17064);
	assert_int_equal(ac_candle_csv_next_rate(&csv, &time_ms, &rate), AC_OK);
	assert_int_equal(rate.units, 10000);
	assert_int_equal(ac_candle_csv_next_rate(&csv, &time_ms, &rate), AC_END);
	static const struct {
		const char *text;
		int64_t units; /* 0: refused */
	} exponents[] = {
		{ "9.3e-7", 93 }, { "-5e-8", -5 }, { "1000000e-14", 1 }, { "9.3e-8", 0 },
		{ "5e-9", 0 },    { "5e7", 0 },    { "5e+1", 0 },        { "5e-", 0 },
		{ "e-7", 0 },     { "5e-007", 0 }, { "5e-7e-1", 0 },     { "5e-x", 0 },
	};
	for (size_t i = 0; i < AC_COUNT(exponents); i++) {
		char line[64];
		snprintf(line, sizeof(line), "1741276800000,%s,0\n", exponents[i].text);
		feed(&csv, line);
		CHECK_EQ(line, ac_candle_csv_next_rate(&csv, &time_ms, &rate),
			 exponents[i].units != 0 ? AC_OK : AC_ERR_PARSE);
		if (exponents[i].units != 0)
			CHECK_EQ(line, rate.units, exponents[i].units);
	}
	feed(&csv, "1741276800000\n");
	assert_int_equal(ac_candle_csv_next_rate(&csv, &time_ms, &rate), AC_ERR_PARSE);
	feed(&csv, "1741276800000,x\n");
	assert_int_equal(ac_candle_csv_next_rate(&csv, &time_ms, &rate), AC_ERR_PARSE);
	assert_int_equal(csv.column, 15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_csv_accepts_every_form_of_a_line),
		cmocka_unit_test(test_csv_refuses_with_line_column_and_what_was_found),
		cmocka_unit_test(test_csv_takes_every_decimal_exactly),
		cmocka_unit_test(test_csv_survives_any_damage_to_a_byte),
		cmocka_unit_test(test_csv_goes_on_over_pieces),
		cmocka_unit_test(test_csv_rates_are_signed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
