#include "check.h"

#include "dashboard/api_query.h"

#define ALL ((1u << API_PARAM_COUNT) - 1u - API_BIT(API_CANDLES))

static struct api_query query;
static struct api_query_fault fault;

static bool is_read(const char *text, uint32_t taken)
{
	return api_query_read(ac_str_from(text), taken, 0, &query, &fault);
}

static void test_query_that_is_empty_gives_the_defaults(void **state)
{
	(void)state;
	assert_true(is_read("", ALL));
	assert_int_equal(query.given, 0);
	assert_int_equal(query.value[API_LIMIT], 100);
	assert_int_equal(query.value[API_POINTS], 600);
	assert_int_equal(query.value[API_WINDOW], API_WINDOW_24H);
	assert_int_equal(query.value[API_STATE], API_STATE_OPEN);
	assert_string_equal(query.symbol, "");
	assert_true(is_read("&&", ALL));
}

static void test_query_reads_every_parameter(void **state)
{
	(void)state;
	assert_true(is_read("symbol=BTCUSDT&strategy=vwap_reversion&from=1&to=2&limit=1000&offset=5"
			    "&window=30d&points=2000&state=all&allowed=1&side=SHORT&result=lost"
			    "&sort=hold&order=asc",
			    ALL));
	assert_int_equal(query.given, ALL);
	assert_string_equal(query.symbol, "BTCUSDT");
	assert_string_equal(query.strategy, "vwap_reversion");
	assert_int_equal(query.value[API_FROM], 1);
	assert_int_equal(query.value[API_TO], 2);
	assert_int_equal(query.value[API_LIMIT], 1000);
	assert_int_equal(query.value[API_OFFSET], 5);
	assert_int_equal(query.value[API_WINDOW], API_WINDOW_30D);
	assert_int_equal(query.value[API_POINTS], 2000);
	assert_int_equal(query.value[API_STATE], API_STATE_ALL);
	assert_int_equal(query.value[API_ALLOWED], 1);
	assert_int_equal(query.value[API_SIDE], 1);
	assert_int_equal(query.value[API_RESULT], 1);
	assert_int_equal(query.value[API_SORT], 4);
	assert_int_equal(query.value[API_ORDER], API_ORDER_ASC);
}

static void test_query_undoes_the_percent_encoding(void **state)
{
	(void)state;
	assert_true(is_read("s%79mbol=%42TC+%e5%b8%81%3d%26", ALL));
	assert_string_equal(query.symbol, "BTC \xe5\xb8\x81=&");
}

static void test_query_refuses_with_what_is_wrong(void **state)
{
	static const struct {
		const char *query, *what, *help;
	} cases[] = {
		{ "limit=abc", "limit=abc: not a whole number", "write limit=100" },
		{ "limit=", "limit=: not a whole number", "write limit=100" },
		{ "limit", "limit=: not a whole number", "write limit=100" },
		{ "limit=0", "limit=0: too small", "write limit=100" },
		{ "limit=1001", "limit=1001: too large", "from 1 to 1000" },
		{ "limit=99999999999999999999999", "too large", "write limit" },
		{ "limit=-1", "limit=-1: not a whole number", "write limit" },
		{ "limit=+1", "limit= 1: not a whole number", "write limit" },
		{ "limit=1.0", "limit=1.0: not a whole number", "write limit" },
		{ "limit=1&limit=1", "limit: it stands twice", "write limit once" },
		{ "limit=1&limi%74=2", "limit: it stands twice", "write limit once" },
		{ "limt=1", "limt: there is no such parameter", "did you mean limit?" },
		{ "zzzzzzzz=1", "zzzzzzzz: there is no such", "it takes symbol, strategy" },
		{ "=1", ": there is no such parameter", "it takes" },
		{ "window=1h", "window=1h: not one of its words",
		  "write one of window=24h, window=7d, window=30d, window=all" },
		{ "window=", "not one of its words", "window=24h" },
		{ "side=long", "side=long: not one", "side=LONG, side=SHORT" },
		{ "symbol=", "symbol=: empty", "write symbol=BTCUSDT" },
		{ "symbol=%4", "symbol: a % is not followed by two", "percent-encoded" },
		{ "symbol=%", "symbol: a % is not followed by two", "percent-encoded" },
		{ "symbol=%zz", "symbol: a % is not followed by two", "percent-encoded" },
		{ "symbol=%00", "symbol: it holds a control character", "percent-encoded" },
		{ "symbol=a%0ab", "symbol: it holds a control character", "percent-encoded" },
		{ "symbol=%ff", "symbol: it is not UTF-8", "percent-encoded" },
		{ "symbol=%c0%80", "symbol: it is not UTF-8", "percent-encoded" },
		{ "strategy=0123456789012345678901234567890123", "too long", "leave it out" },
		{ "from=2&to=2", "from=2: not before to=2", "smaller than to" },
		{ "to=0", "to=0: too small", "write to=" },
	};
	(void)state;
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		if (is_read(cases[i].query, ALL))
			fail_msg("%s was taken", cases[i].query);
		if (strstr(fault.what, cases[i].what) == NULL)
			fail_msg("%s: %s", cases[i].query, fault.what);
		if (strstr(fault.help, cases[i].help) == NULL)
			fail_msg("%s: %s", cases[i].query, fault.help);
	}
}

static void test_query_takes_only_what_the_address_takes(void **state)
{
	(void)state;
	assert_false(is_read("limit=5", API_BIT(API_SYMBOL)));
	assert_false(is_read("limit=5", 0));
	assert_string_equal(fault.help, "this address takes none");
	/* Candles have a limit of their own under the same name. */
	assert_true(is_read("limit=1440", API_BIT(API_CANDLES)));
	assert_int_equal(query.value[API_CANDLES], 1440);
	assert_false(is_read("limit=1441", API_BIT(API_CANDLES)));
}

static void test_query_misses_what_is_required(void **state)
{
	(void)state;
	assert_false(api_query_read(AC_STR("limit=5"), ALL, API_BIT(API_SYMBOL), &query, &fault));
	assert_string_equal(fault.what, "symbol is missing");
	assert_string_equal(fault.help, "add symbol=BTCUSDT");
	assert_true(api_query_read(AC_STR("symbol=A"), ALL, API_BIT(API_SYMBOL), &query, &fault));
}

/* Whatever bytes come: an answer, within bounds (the sanitizers watch), and texts that end. */
static void test_query_survives_any_bytes(void **state)
{
	(void)state;
	uint32_t seed = 1;
	for (int round = 0; round < 20000; round++) {
		static const char alphabet[] = "limtsybo=&%+0123456789afF\xff\x01\xe5\xb8\x81";
		char bytes[120];
		seed = seed * 1664525u + 1013904223u;
		size_t size = (seed >> 16) % sizeof(bytes);
		for (size_t i = 0; i < size; i++) {
			seed = seed * 1664525u + 1013904223u;
			bytes[i] = alphabet[(seed >> 16) % (sizeof(alphabet) - 1)];
		}
		char *exact = malloc(size == 0 ? 1 : size);
		assert_non_null(exact);
		memcpy(exact, bytes, size);
		bool is_taken =
			api_query_read((struct ac_str){ exact, size }, ALL, 0, &query, &fault);
		free(exact);
		assert_true(is_taken || (fault.what[0] != '\0' && fault.help[0] != '\0'));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_query_that_is_empty_gives_the_defaults),
		cmocka_unit_test(test_query_reads_every_parameter),
		cmocka_unit_test(test_query_undoes_the_percent_encoding),
		cmocka_unit_test(test_query_refuses_with_what_is_wrong),
		cmocka_unit_test(test_query_takes_only_what_the_address_takes),
		cmocka_unit_test(test_query_misses_what_is_required),
		cmocka_unit_test(test_query_survives_any_bytes),
	};
	return cmocka_run_group_tests_name("dashboard api_query", tests, NULL, NULL);
}
