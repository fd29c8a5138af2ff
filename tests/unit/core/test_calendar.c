#include <time.h>

#include "check.h"
#include "core/calendar.h"
#include "core/prng.h"
#include "property.h"

static void test_calendar_agrees_with_the_c_library(void **state)
{
	(void)state;
	struct ac_prng prng;
	uint64_t seed = property_seed();
	print_message("# a million moments, AC_SEED=%" PRIu64 "\n", seed);
	ac_prng_init(&prng, seed);
	for (int n = 0; n < 1000000; n++) {
		/* Most fall between 1900 and 2200, the rest in 290 million years either way, where
		 * the C library still counts. */
		int64_t moment = (int64_t)ac_prng_next(&prng);
		if (n % 8 != 0)
			moment = moment % 7258118400000LL;
		if (n % 16 == 1)
			moment -= moment % AC_MS_PER_DAY;
		struct ac_calendar date = ac_calendar_from_ms(moment);
		int64_t rest = moment % 1000;
		time_t seconds = (time_t)(moment / 1000 - (rest < 0 ? 1 : 0));
		struct tm tm;
		assert_non_null(gmtime_r(&seconds, &tm));
		bool equal = date.year == tm.tm_year + 1900 && date.month == tm.tm_mon + 1 &&
			     date.day == tm.tm_mday && date.hour == tm.tm_hour &&
			     date.minute == tm.tm_min && date.second == tm.tm_sec &&
			     date.millisecond == (rest < 0 ? rest + 1000 : rest);
		if (!equal)
			fail_msg("moment %" PRId64 ", AC_SEED=%" PRIu64, moment, seed);
	}
}

static bool format_and_parse_hold(const int64_t *w, char *why)
{
	/* Any moment of the years 1973 to 9999. */
	int64_t first = 100000000000, moment = first + w[0];
	char text[AC_CALENDAR_TEXT_SIZE], wanted[64];
	size_t size = ac_calendar_format(moment, text);
	time_t seconds = (time_t)(moment / 1000);
	struct tm tm;
	gmtime_r(&seconds, &tm);
	size_t length = strftime(wanted, sizeof(wanted), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(wanted + length, sizeof(wanted) - length, ".%03dZ", (int)(moment % 1000));
	int64_t back = 0, day = 0, from_number = 0;
	char number[24];
	snprintf(number, sizeof(number), "%" PRId64, moment);
	snprintf(why, PROPERTY_WHY_SIZE, "%s instead of %s", text, wanted);
	return size == 24 && strcmp(text, wanted) == 0 &&
	       ac_calendar_parse(ac_str_from(text), &back) == AC_OK && back == moment &&
	       ac_calendar_parse((struct ac_str){ text, 10 }, &day) == AC_OK &&
	       day == ac_calendar_day_start(moment) &&
	       ac_calendar_parse(ac_str_from(number), &from_number) == AC_OK &&
	       from_number == moment;
}

static void test_calendar_text_is_iso_8601_and_reads_back(void **state)
{
	(void)state;
	static const struct property property = {
		.name = "format and parse",
		.holds = format_and_parse_hold,
		.words = { { "after 1973", PROPERTY_BELOW, 253402300799999 - 100000000000 } },
	};
	property_run(&property, 50000);
}

static void test_calendar_days_are_cut_downwards(void **state)
{
	(void)state;
	static const struct {
		ac_ms moment;
		int64_t day;
	} cases[] = {
		{ 0, 0 },          { 86399999, 0 },   { 86400000, 1 },          { -1, -1 },
		{ -86400000, -1 }, { -86400001, -2 }, { 1795401905123, 20780 },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		char name[32];
		snprintf(name, sizeof(name), "%" PRId64, cases[i].moment);
		CHECK_EQ(name, ac_calendar_day(cases[i].moment), cases[i].day);
		CHECK_EQ(name, ac_calendar_day_start(cases[i].moment), cases[i].day * 86400000);
	}
}

static void test_calendar_longest_texts_fit(void **state)
{
	(void)state;
	char text[AC_CALENDAR_TEXT_SIZE];
	static const struct {
		ac_ms moment;
		const char *text;
	} cases[] = {
		{ 0, "1970-01-01T00:00:00.000Z" },
		{ -1, "1969-12-31T23:59:59.999Z" },
		{ 951782400000, "2000-02-29T00:00:00.000Z" },
		{ -62167219200000, "0000-01-01T00:00:00.000Z" },
		{ -62167219200001, "-0001-12-31T23:59:59.999Z" },
		{ INT64_MAX, "292278994-08-17T07:12:55.807Z" },
		{ INT64_MIN, "-292275055-05-16T16:47:04.192Z" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		size_t size = ac_calendar_format(cases[i].moment, text);
		assert_string_equal(text, cases[i].text);
		CHECK_EQ(text, size, strlen(text));
	}
}

static void test_calendar_parse_accepts_only_what_the_header_says(void **state)
{
	(void)state;
	static const int64_t untouched = 7;
	static const struct {
		const char *text;
		enum ac_status status;
		ac_ms moment;
	} cases[] = {
		{ "1970-01-01", AC_OK, 0 },
		{ "2026-11-23", AC_OK, 1795392000000 },
		{ "2026-11-23T02:45", AC_OK, 1795401900000 },
		{ "2026-11-23T02:45Z", AC_OK, 1795401900000 },
		{ "2026-11-23T02:45:05", AC_OK, 1795401905000 },
		{ "2026-11-23T02:45:05Z", AC_OK, 1795401905000 },
		{ "2026-11-23T02:45:05.123Z", AC_OK, 1795401905123 },
		{ "2024-02-29", AC_OK, 1709164800000 },
		{ "1969-12-31T23:59:59.999", AC_OK, -1 },
		{ "1795401905123", AC_OK, 1795401905123 },
		{ "0", AC_OK, 0 },
		{ "2023-02-29", AC_ERR_RANGE, 7 },
		{ "1900-02-29", AC_ERR_RANGE, 7 },
		{ "2026-04-31", AC_ERR_RANGE, 7 },
		{ "2026-00-10", AC_ERR_RANGE, 7 },
		{ "2026-13-10", AC_ERR_RANGE, 7 },
		{ "2026-01-00", AC_ERR_RANGE, 7 },
		{ "2026-01-32", AC_ERR_RANGE, 7 },
		{ "2026-01-01T24:00", AC_ERR_RANGE, 7 },
		{ "2026-01-01T00:60", AC_ERR_RANGE, 7 },
		{ "2016-12-31T23:59:60", AC_ERR_RANGE, 7 },
		{ "2026", AC_ERR_RANGE, 7 },
		{ "20261123", AC_ERR_RANGE, 7 },
		{ "1795401905", AC_ERR_RANGE, 7 },
		{ "99999999999", AC_ERR_RANGE, 7 },
		{ "100000000000", AC_OK, 100000000000 },
		{ "9223372036854775807", AC_OK, INT64_MAX },
		{ "9223372036854775808", AC_ERR_RANGE, 7 },
		{ "99999999999999999999999", AC_ERR_RANGE, 7 },
		{ "", AC_ERR_PARSE, 7 },
		{ "-1", AC_ERR_PARSE, 7 },
		{ "2026-11", AC_ERR_PARSE, 7 },
		{ "2026-1-2", AC_ERR_PARSE, 7 },
		{ "2026/11/23", AC_ERR_PARSE, 7 },
		{ "2026-11-23Z", AC_ERR_PARSE, 7 },
		{ "2026-11-23T", AC_ERR_PARSE, 7 },
		{ "2026-11-23T02", AC_ERR_PARSE, 7 },
		{ "2026-11-23 02:45", AC_ERR_PARSE, 7 },
		{ "2026-11-23T02:45:", AC_ERR_PARSE, 7 },
		{ "2026-11-23T02:45:05.1", AC_ERR_PARSE, 7 },
		{ "2026-11-23T02:45+01:00", AC_ERR_PARSE, 7 },
		{ "2026-11-23T02:45:05ZZ", AC_ERR_PARSE, 7 },
		{ "2026-11-2", AC_ERR_PARSE, 7 },
		{ "yesterday", AC_ERR_PARSE, 7 },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		ac_ms moment = untouched;
		CHECK_EQ(cases[i].text, ac_calendar_parse(ac_str_from(cases[i].text), &moment),
			 cases[i].status);
		CHECK_EQ(cases[i].text, moment, cases[i].moment);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_calendar_agrees_with_the_c_library),
		cmocka_unit_test(test_calendar_text_is_iso_8601_and_reads_back),
		cmocka_unit_test(test_calendar_days_are_cut_downwards),
		cmocka_unit_test(test_calendar_longest_texts_fit),
		cmocka_unit_test(test_calendar_parse_accepts_only_what_the_header_says),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
