/* Documents about the exchange, the account and the key: what is taken from each, what is refused
 * and why, and the fixtures. */
#include "check.h"

#include <jansson.h>

#include "binance/codec/documents.h"

static char error[160];

static struct ac_dec dec(const char *text)
{
	struct ac_dec value = { 0 };
	if (ac_dec_parse(ac_str_from(text), &value) != AC_OK)
		fail_msg("%s is no decimal", text);
	return value;
}

#define CHECK_DEC(name, actual, text) CHECK_EQ(name, (actual).units, dec(text).units)
#define CHECK_OK(status)                                                                           \
	do {                                                                                       \
		if ((status) != AC_OK)                                                             \
			fail_msg("refused: %s", error);                                            \
	} while (0)

static void check_refused(enum ac_status status, const char *wanted)
{
	if (status != AC_ERR_PARSE || strstr(error, wanted) == NULL)
		fail_msg("status %d, '%s' does not say '%s'", status, error, wanted);
}

static void test_documents_server_time_is_a_whole_number(void **state)
{
	(void)state;
	ac_ms time = 7;
#define TIME(json) ac_document_server_time(AC_STR(json), &time, error, sizeof(error))
	check_refused(TIME("{}"), "time: serverTime is missing");
	check_refused(TIME("{\"serverTime\":1.5}"), "serverTime is not a whole number");
	check_refused(TIME("{\"serverTime\":0}"), "serverTime is zero");
	check_refused(TIME("{\"serverTime\":-1}"), "serverTime is not a time");
	check_refused(TIME("{\"serverTime\":9223372036854775807}"), "serverTime is not a time");
	check_refused(TIME("{\"serverTime\":9223372036854775808}"), "not JSON");
	check_refused(TIME("[1]"), "serverTime is missing");
	check_refused(TIME("<html>"), "not JSON");
	check_refused(TIME(""), "not JSON");
	CHECK_EQ("untouched", time, 7);
	CHECK_OK(TIME("{\"serverTime\":1795000000123,\"more\":[1.5]}"));
	CHECK_EQ("time", time, 1795000000123);
#undef TIME
}

static void test_documents_listen_key_can_stand_in_a_path(void **state)
{
	(void)state;
	char key[9] = "before";
#define KEY(json) ac_document_listen_key(AC_STR(json), key, sizeof(key), error, sizeof(error))
	check_refused(KEY("{}"), "listenKey is missing");
	check_refused(KEY("{\"listenKey\":\"\"}"), "listenKey is missing");
	check_refused(KEY("{\"listenKey\":7}"), "listenKey is not text");
	check_refused(KEY("{\"listenKey\":\"a/../b\"}"), "listenKey is no key");
	check_refused(KEY("{\"listenKey\":\"a b\"}"), "listenKey is no key");
	check_refused(KEY("{\"listenKey\":\"123456789\"}"), "listenKey is no key");
	assert_string_equal(key, "before");
	CHECK_OK(KEY("{\"listenKey\":\"aZ09_-x8\"}"));
	assert_string_equal(key, "aZ09_-x8");
#undef KEY
}

static void test_documents_rate_limits_are_those_of_the_exchange(void **state)
{
	(void)state;
	struct ac_rate_limits limits = { 1, 1, 1 };
#define LIMITS(json) ac_document_rate_limits(AC_STR(json), &limits, error, sizeof(error))
	CHECK_OK(LIMITS("{\"serverTime\":1,\"rateLimits\":["
			"{\"rateLimitType\":\"REQUEST_WEIGHT\",\"interval\":\"MINUTE\","
			"\"intervalNum\":1,\"limit\":6000},"
			"{\"rateLimitType\":\"ORDERS\",\"interval\":\"MINUTE\",\"intervalNum\":1,"
			"\"limit\":1100},"
			"{\"rateLimitType\":\"ORDERS\",\"interval\":\"SECOND\",\"intervalNum\":10,"
			"\"limit\":250},"
			"{\"rateLimitType\":\"ORDERS\",\"interval\":\"DAY\",\"intervalNum\":1,"
			"\"limit\":9},{\"rateLimitType\":\"RAW\"}]}"));
	CHECK_EQ("weight", limits.weight_1m, 6000);
	CHECK_EQ("minute", limits.orders_1m, 1100);
	CHECK_EQ("ten seconds", limits.orders_10s, 250);
	CHECK_OK(LIMITS("[{\"rateLimitType\":\"ORDERS\",\"interval\":\"SECOND\","
			"\"intervalNum\":10,\"limit\":600}]"));
	CHECK_EQ("not named", limits.weight_1m, 2400);
	CHECK_EQ("not named", limits.orders_1m, 1200);
	CHECK_EQ("the account's own", limits.orders_10s, 600);
	check_refused(LIMITS("{}"), "rateLimits is not a list");
	check_refused(LIMITS("{\"rateLimits\":[{\"rateLimitType\":\"ORDERS\",\"interval\":"
			     "\"MINUTE\",\"intervalNum\":1,\"limit\":0}]}"),
		      "row 0: limit is no limit");
	check_refused(LIMITS("{\"rateLimits\":[{\"rateLimitType\":\"ORDERS\",\"interval\":"
			     "\"MINUTE\",\"intervalNum\":1,\"limit\":4294967296}]}"),
		      "limit is no limit");
#undef LIMITS
}

#define KLINE(open, o, h, l, c, close)                                                             \
	"[" open ",\"" o "\",\"" h "\",\"" l "\",\"" c "\",\"84.312\"," close                      \
	",\"5162877.41120\",1893,\"40.107\",\"2455991.22310\",\"0\"]"
#define KLINE_1                                                                                    \
	KLINE("1795000020000", "61230.10", "61241.00", "61228.70", "61239.90", "1795000079999")
#define KLINE_2                                                                                    \
	KLINE("1795000080000", "61239.90", "61240.00", "61230.00", "61231.00", "1795000139999")

static struct ac_candle candles[4];
static uint32_t candle_count;

static enum ac_status read_candles(const char *json, ac_ms server_time_ms, uint32_t capacity)
{
	error[0] = '\0';
	return ac_document_candles(ac_str_from(json), server_time_ms, candles, capacity,
				   &candle_count, error, sizeof(error));
}

static void test_documents_candles_leave_out_the_one_that_is_open(void **state)
{
	(void)state;
	const char *both = "[" KLINE_1 "," KLINE_2 "]";
	CHECK_OK(read_candles(both, 1795000140000, 4));
	CHECK_EQ("both are closed", candle_count, 2);
	CHECK_OK(read_candles(both, 1795000139999, 4));
	CHECK_EQ("the second is open", candle_count, 1);
	CHECK_EQ("open time", candles[0].open_time_ms, 1795000020000);
	CHECK_EQ("open", candles[0].open, dec("61230.1").units);
	CHECK_EQ("high", candles[0].high, dec("61241").units);
	CHECK_EQ("low", candles[0].low, dec("61228.7").units);
	CHECK_EQ("close", candles[0].close, dec("61239.9").units);
	CHECK_EQ("volume", candles[0].volume, dec("84.312").units);
	CHECK_EQ("trades", candles[0].trades, 1893);
	CHECK_OK(read_candles("[]", 1795000140000, 0));
	CHECK_EQ("none", candle_count, 0);
}

static void test_documents_candles_that_cannot_be_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *json, *wanted;
	} rows[] = {
		{ "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}", "is not a list" },
		{ "[[1795000020000]]", "row 0: the candle has too few columns" },
		{ "[7]", "too few columns" },
		{ "[" KLINE("1795000020000.0", "1", "1", "1", "1", "1795000079999") "]",
		  "open time is not a whole number" },
		{ "[" KLINE("1795000020000", "1e3", "1", "1", "1", "1795000079999") "]",
		  "open is not a decimal" },
		{ "[" KLINE("1795000020000", "1", "1", "1", "", "1795000079999") "]",
		  "close is not a decimal" },
		{ "[" KLINE("1795000020000", "1", "1", "2", "1", "1795000079999") "]",
		  "do not enclose" },
		{ "[" KLINE("1795000020000", "1", "1", "0", "1", "1795000079999") "]",
		  "zero or negative" },
		{ "[" KLINE("1795000020000", "1", "1", "1", "1", "1795000319999") "]",
		  "not that of a candle of one minute" },
		{ "[" KLINE("1795000020001", "1", "1", "1", "1", "1795000080000") "]",
		  "whole minute" },
		{ "[" KLINE_2 "," KLINE_1 "]", "row 1: the open time is not after" },
		{ "[" KLINE_1 "," KLINE_1 "]", "row 1: the open time is not after" },
	};
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		candle_count = 77;
		check_refused(read_candles(rows[i].json, INT64_MAX, 4), rows[i].wanted);
		CHECK_EQ(rows[i].wanted, candle_count, 77);
	}
	CHECK_EQ("full", read_candles("[" KLINE_1 "," KLINE_2 "]", INT64_MAX, 1), AC_ERR_FULL);
}

static void test_documents_account_config_is_complete_or_refused(void **state)
{
	(void)state;
	struct ac_account_config config = { .fee_tier = 77 };
#define CONFIG(json) ac_document_account_config(AC_STR(json), &config, error, sizeof(error))
	check_refused(CONFIG("{\"canTrade\":true,\"dualSidePosition\":false}"),
		      "accountConfig: multiAssetsMargin is missing");
	check_refused(CONFIG("{\"canTrade\":1,\"dualSidePosition\":false,"
			     "\"multiAssetsMargin\":false}"),
		      "canTrade is neither true nor false");
	CHECK_EQ("untouched", config.fee_tier, 77);
	CHECK_OK(CONFIG("{\"feeTier\":2,\"canTrade\":true,\"dualSidePosition\":\"true\","
			"\"multiAssetsMargin\":false,\"tradeGroupId\":-1}"));
	CHECK_EQ("trade", config.can_trade, true);
	CHECK_EQ("hedge", config.is_hedge, true);
	CHECK_EQ("assets", config.is_multi_assets, false);
	CHECK_EQ("tier", config.fee_tier, 2);
#undef CONFIG
}

static void test_documents_symbol_config_names_margin_and_leverage(void **state)
{
	(void)state;
	struct ac_symbol_account_config rows[2];
	uint32_t count = 77;
#define CONFIG(json) ac_document_symbol_config(AC_STR(json), rows, 2, &count, error, sizeof(error))
	CHECK_OK(CONFIG("[{\"symbol\":\"BTCUSDT\",\"marginType\":\"CROSSED\",\"leverage\":10,"
			"\"maxNotionalValue\":\"230000000\"},{\"symbol\":\"ETHUSDT\","
			"\"marginType\":\"ISOLATED\",\"leverage\":\"125\"}]"));
	CHECK_EQ("rows", count, 2);
	assert_string_equal(rows[0].symbol, "BTCUSDT");
	CHECK_EQ("margin", rows[0].margin_type, AC_MARGIN_CROSSED);
	CHECK_EQ("leverage", rows[0].leverage, 10);
	CHECK_EQ("margin", rows[1].margin_type, AC_MARGIN_ISOLATED);
	CHECK_EQ("leverage", rows[1].leverage, 125);
	count = 77;
	check_refused(CONFIG("[{\"symbol\":\"A\",\"marginType\":\"SHARED\",\"leverage\":1}]"),
		      "symbolConfig, row 0: marginType is none of the values");
	check_refused(CONFIG("[{\"symbol\":\"A\",\"marginType\":\"CROSSED\",\"leverage\":0}]"),
		      "leverage is no leverage");
	check_refused(CONFIG("[{\"symbol\":\"A1234567890123456789012345678901234567890123456789\","
			     "\"marginType\":\"CROSSED\",\"leverage\":1}]"),
		      "symbol is too long");
#define ROW "{\"symbol\":\"A\",\"marginType\":\"CROSSED\",\"leverage\":1}"
	CHECK_EQ("full", CONFIG("[" ROW "," ROW "," ROW "]"), AC_ERR_FULL);
	CHECK_EQ("untouched", count, 77);
#undef ROW
#undef CONFIG
}

static void test_documents_commission_is_a_fraction(void **state)
{
	(void)state;
	struct ac_commission commission = { { 7 }, { 7 } };
#define RATE(json) ac_document_commission(AC_STR(json), &commission, error, sizeof(error))
	check_refused(RATE("{\"makerCommissionRate\":0.0002,\"takerCommissionRate\":\"0.0005\"}"),
		      "commissionRate: makerCommissionRate is not a decimal in a string");
	check_refused(RATE("{\"makerCommissionRate\":\"0\",\"takerCommissionRate\":\"1\"}"),
		      "takerCommissionRate is no fraction");
	check_refused(RATE("{\"makerCommissionRate\":\"0\"}"), "takerCommissionRate is missing");
	CHECK_EQ("untouched", commission.maker.units, 7);
	CHECK_OK(RATE("{\"symbol\":\"BTCUSDT\",\"makerCommissionRate\":\"-0.000050\","
		      "\"takerCommissionRate\":\"0.000500\",\"rpiCommissionRate\":\"0.000050\"}"));
	CHECK_DEC("maker", commission.maker, "-0.00005");
	CHECK_DEC("taker", commission.taker, "0.0005");
#undef RATE
}

static void test_documents_key_permissions_are_never_assumed(void **state)
{
	(void)state;
	struct ac_key_permissions key = { .expires_ms = 77 };
#define KEY(json) ac_document_key_permissions(AC_STR(json), &key, error, sizeof(error))
	check_refused(KEY("{\"ipRestrict\":true,\"enableReading\":true,\"enableFutures\":true}"),
		      "apiRestrictions: enableWithdrawals is missing");
	check_refused(KEY("{\"ipRestrict\":true,\"enableReading\":true,\"enableFutures\":true,"
			  "\"enableWithdrawals\":0}"),
		      "enableWithdrawals is neither true nor false");
	CHECK_EQ("untouched", key.expires_ms, 77);
	CHECK_OK(KEY("{\"ipRestrict\":true,\"createTime\":1760000000000,\"enableReading\":true,"
		     "\"enableWithdrawals\":false,\"enableInternalTransfer\":false,"
		     "\"enableFutures\":true,\"permitsUniversalTransfer\":true,"
		     "\"tradingAuthorityExpirationTime\":1800000000000}"));
	CHECK_EQ("address", key.is_ip_restricted, true);
	CHECK_EQ("read", key.can_read, true);
	CHECK_EQ("trade", key.can_trade_futures, true);
	CHECK_EQ("withdraw", key.can_withdraw, false);
	CHECK_EQ("transfer", key.can_transfer, true);
	CHECK_EQ("expires", key.expires_ms, 1800000000000);
	CHECK_OK(KEY("{\"ipRestrict\":false,\"enableReading\":true,\"enableWithdrawals\":true,"
		     "\"enableFutures\":false}"));
	CHECK_EQ("address", key.is_ip_restricted, false);
	CHECK_EQ("withdraw", key.can_withdraw, true);
	CHECK_EQ("transfer", key.can_transfer, false);
	CHECK_EQ("expires", key.expires_ms, 0);
#undef KEY
}

static void test_documents_errors_fit_any_buffer(void **state)
{
	(void)state;
	ac_ms time;
	for (size_t size = 0; size < 40; size++) {
		char *text = malloc(size > 0 ? size : 1);
		assert_non_null(text);
		CHECK_EQ("refused", ac_document_server_time(AC_STR("{}"), &time, text, size),
			 AC_ERR_PARSE);
		assert_true(size == 0 || memchr(text, '\0', size) != NULL);
		free(text);
	}
}

/* ---- fixtures ---- */

static char body[1 << 21];

/* The whole file, or what follows the three lines of method, path and security. */
static struct ac_str fixture(const char *folder, const char *name)
{
	char path[1200];
	snprintf(path, sizeof(path), "%s/fixtures/%s", folder, name);
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		fail_msg("%s is not there", name);
	size_t size = fread(body, 1, sizeof(body) - 1, file);
	fclose(file);
	body[size] = '\0';
	const char *start = body;
	if (strstr(name, ".txt") != NULL) {
		for (int line = 0; line < 3; line++)
			start = strchr(start, '\n') + 1;
	}
	return ac_str_from(start);
}

static void test_documents_objects_of_the_fixtures(void **state)
{
	(void)state;
	SKIP_WITHOUT_SHARED_DATA(data);
	ac_ms time = 0;
	CHECK_OK(ac_document_server_time(fixture(data, "endpoints/ExchangeData/GetServerTime.txt"),
					 &time, error, sizeof(error)));
	CHECK_EQ("time", time, 1499827319559);
	char key[128];
	CHECK_OK(ac_document_listen_key(fixture(data, "endpoints/Account/StartUserStream.txt"), key,
					sizeof(key), error, sizeof(error)));
	CHECK_EQ("key", strlen(key), 64);
	struct ac_rate_limits limits;
	CHECK_OK(
		ac_document_rate_limits(fixture(data, "endpoints/ExchangeData/GetExchangeInfo.txt"),
					&limits, error, sizeof(error)));
	CHECK_EQ("weight", limits.weight_1m, 2400);
	CHECK_OK(ac_document_rate_limits(fixture(data, "endpoints/Account/GetOrderRateLimit.txt"),
					 &limits, error, sizeof(error)));
	CHECK_EQ("orders", limits.orders_1m, 20000);
	struct ac_account_config config;
	CHECK_OK(ac_document_account_config(
		fixture(data, "endpoints/Account/GetAccountConfiguration.txt"), &config, error,
		sizeof(error)));
	CHECK_EQ("hedge", config.is_hedge, true);
	struct ac_symbol_account_config symbols[4];
	uint32_t count = 0;
	CHECK_OK(ac_document_symbol_config(
		fixture(data, "endpoints/Account/GetSymbolConfiguration.txt"), symbols, 4, &count,
		error, sizeof(error)));
	CHECK_EQ("leverage", symbols[0].leverage, 21);
	struct ac_commission commission;
	CHECK_OK(
		ac_document_commission(fixture(data, "endpoints/Account/GetUserCommissionRate.txt"),
				       &commission, error, sizeof(error)));
	CHECK_DEC("taker", commission.taker, "0.0004");
	struct ac_candle candle[1];
	check_refused(ac_document_candles(fixture(data, "endpoints/ExchangeData/GetKlines.txt"),
					  INT64_MAX, candle, 1, &count, error, sizeof(error)),
		      "not that of a candle of one minute");
}

/* Recorded candles of five minutes, cut to the minute that they begin with. */
static void test_documents_candles_as_they_were_recorded(void **state)
{
	(void)state;
	SKIP_WITHOUT_SHARED_DATA(data);
	struct ac_str text = fixture(data, "rest/recorded-fapi-responses.json");
	json_t *root = json_loadb(text.data, text.size, 0, NULL);
	assert_non_null(root);
	const json_t *klines = json_object_get(
		json_object_get(json_object_get(root, "routes"), "/fapi/v1/klines"), "GET");
	size_t rows = 0;
	for (size_t i = 0; i < json_array_size(klines); i++) {
		json_t *list = json_object_get(json_array_get(klines, i), "data");
		static struct ac_candle read[2000];
		uint32_t count = 0;
		for (size_t k = 0; k < json_array_size(list); k++) {
			json_t *row = json_array_get(list, k);
			json_int_t open = json_integer_value(json_array_get(row, 0));
			json_array_set_new(row, 6, json_integer(open + 59999));
		}
		char *out = json_dumps(list, JSON_COMPACT);
		assert_non_null(out);
		CHECK_OK(ac_document_candles(ac_str_from(out), INT64_MAX, read, AC_COUNT(read),
					     &count, error, sizeof(error)));
		CHECK_EQ("rows", count, json_array_size(list));
		rows += count;
		free(out);
	}
	assert_true(rows > 0);
	json_decref(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_documents_server_time_is_a_whole_number),
		cmocka_unit_test(test_documents_listen_key_can_stand_in_a_path),
		cmocka_unit_test(test_documents_rate_limits_are_those_of_the_exchange),
		cmocka_unit_test(test_documents_candles_leave_out_the_one_that_is_open),
		cmocka_unit_test(test_documents_candles_that_cannot_be_are_refused),
		cmocka_unit_test(test_documents_account_config_is_complete_or_refused),
		cmocka_unit_test(test_documents_symbol_config_names_margin_and_leverage),
		cmocka_unit_test(test_documents_commission_is_a_fraction),
		cmocka_unit_test(test_documents_key_permissions_are_never_assumed),
		cmocka_unit_test(test_documents_errors_fit_any_buffer),
		cmocka_unit_test(test_documents_objects_of_the_fixtures),
		cmocka_unit_test(test_documents_candles_as_they_were_recorded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
