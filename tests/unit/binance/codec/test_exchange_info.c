/* Rule documents: what is taken from them, what is left out, and the real ones as a whole. */
#include "check.h"

#include <zlib.h>

#include "binance/codec/exchange_info.h"

#define CAPACITY 1024

struct fixture {
	struct ac_instruments list;
	uint32_t skipped, matched;
	char error[256];
};

static void setup(struct fixture *fixture, uint32_t capacity)
{
	*fixture = (struct fixture){ .list.capacity = capacity };
	fixture->list.items = calloc(capacity, sizeof(struct ac_instrument));
	assert_non_null(fixture->list.items);
}

static void teardown(struct fixture *fixture)
{
	free(fixture->list.items);
}

static enum ac_status decode(struct fixture *fixture, const char *json)
{
	return ac_exchange_info_decode(ac_str_from(json), &fixture->list, &fixture->skipped,
				       fixture->error, sizeof(fixture->error));
}

static enum ac_status decode_brackets(struct fixture *fixture, const char *json)
{
	return ac_leverage_brackets_decode(ac_str_from(json), &fixture->list, &fixture->matched,
					   fixture->error, sizeof(fixture->error));
}

static struct ac_dec dec(const char *text)
{
	struct ac_dec value = { 0 };
	if (ac_dec_parse(ac_str_from(text), &value) != AC_OK)
		fail_msg("%s is no decimal", text);
	return value;
}

#define HEAD(name)                                                                                 \
	"{\"symbol\":\"" name "\",\"status\":\"TRADING\",\"baseAsset\":\"AAA\","                   \
	"\"quoteAsset\":\"USDT\",\"marginAsset\":\"USDT\",\"pricePrecision\":2,"                   \
	"\"quantityPrecision\":3,"
#define PRICE_FILTER                                                                               \
	"{\"filterType\":\"PRICE_FILTER\",\"minPrice\":\"0.50\",\"maxPrice\":\"1000\","            \
	"\"tickSize\":\"0.25\"}"
#define LOT_FILTER                                                                                 \
	"{\"filterType\":\"LOT_SIZE\",\"minQty\":\"0.005\",\"maxQty\":\"100\",\"stepSize\":"       \
	"\"0.005\"}"
#define SYMBOL(name) HEAD(name) "\"filters\":[" PRICE_FILTER "," LOT_FILTER "]}"

static void test_exchange_info_takes_every_rule(void **state)
{
	(void)state;
	struct fixture f;
	setup(&f, 4);
	assert_int_equal(
		decode(&f,
		       "{\"serverTime\":1,\"symbols\":[" HEAD(
			       "AAAUSDT") "\"deliveryDate\":1800000000000,\"triggerProtect\":\"0."
					  "0500\","
					  "\"liquidationFee\":\"0.012500\",\"marketTakeBound\":\"0."
					  "30\","
					  "\"somethingNew\":{\"x\":[1.5]},\"filters\":"
					  "[" PRICE_FILTER "," LOT_FILTER ","
					  "{\"filterType\":\"MARKET_LOT_SIZE\",\"minQty\":\"0."
					  "010\",\"maxQty\":\"9\","
					  "\"stepSize\":\"0.010\"},"
					  "{\"filterType\":\"MAX_NUM_ORDERS\",\"limit\":200},"
					  "{\"filterType\":\"MIN_NOTIONAL\",\"notional\":\"50\"},"
					  "{\"filterType\":\"PERCENT_PRICE\",\"multiplierUp\":\"1."
					  "0500\","
					  "\"multiplierDown\":\"0.9500\",\"multiplierDecimal\":"
					  "\"4\"},"
					  "{\"filterType\":\"NEVER_SEEN\",\"limit\":{}},"
					  "{\"filterType\":\"POSITION_RISK_CONTROL\","
					  "\"positionControlSide\":\"NONE\"}"
					  "]}]}"),
		AC_OK);
	assert_int_equal(f.list.count, 1);
	assert_int_equal(f.skipped, 0);
	const struct ac_instrument *i = &f.list.items[0];
	assert_string_equal(i->symbol, "AAAUSDT");
	assert_string_equal(i->base_asset, "AAA");
	assert_string_equal(i->quote_asset, "USDT");
	assert_string_equal(i->margin_asset, "USDT");
	assert_int_equal(i->state, AC_SYMBOL_TRADING);
	assert_int_equal(i->price_precision, 2);
	assert_int_equal(i->quantity_precision, 3);
	assert_int_equal(i->price_minimum.units, dec("0.5").units);
	assert_int_equal(i->price_maximum.units, dec("1000").units);
	assert_int_equal(i->tick.units, dec("0.25").units);
	assert_int_equal(i->lot.minimum.units, dec("0.005").units);
	assert_int_equal(i->lot.maximum.units, dec("100").units);
	assert_int_equal(i->lot.step.units, dec("0.005").units);
	assert_int_equal(i->market_lot.minimum.units, dec("0.01").units);
	assert_int_equal(i->market_lot.maximum.units, dec("9").units);
	assert_int_equal(i->market_lot.step.units, dec("0.01").units);
	assert_int_equal(i->notional_minimum.units, dec("50").units);
	assert_int_equal(i->multiplier_up.units, dec("1.05").units);
	assert_int_equal(i->multiplier_down.units, dec("0.95").units);
	assert_int_equal(i->market_take_bound.units, dec("0.3").units);
	assert_int_equal(i->trigger_protect.units, dec("0.05").units);
	assert_int_equal(i->liquidation_fee.units, dec("0.0125").units);
	assert_int_equal(i->orders_max, 200);
	assert_int_equal(i->delivery_time_ms, 1800000000000);
	assert_int_equal(i->fee_maker.units, dec("0.0002").units);
	assert_int_equal(i->fee_taker.units, dec("0.0005").units);
	assert_int_equal(i->funding_interval_hours, 8);
	assert_int_equal(i->bracket_count, 0);
	assert_false(i->is_reduce_only_long);
	assert_false(i->is_reduce_only_short);
	teardown(&f);
}

static void test_exchange_info_market_lot_falls_back_to_lot(void **state)
{
	(void)state;
	struct fixture f;
	setup(&f, 4);
	assert_int_equal(decode(&f, "{\"symbols\":[" SYMBOL("AAAUSDT") "," HEAD(
					    "BBBUSDT") "\"filters\":[" PRICE_FILTER "," LOT_FILTER
						       ",{\"filterType\":\"MARKET_LOT_SIZE\","
						       "\"minQty\":\"0\",\"maxQty\":\"7\","
						       "\"stepSize\":\"0\"}]}]}"),
			 AC_OK);
	assert_int_equal(f.list.count, 2);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(f.list.items[i].market_lot.step.units, dec("0.005").units);
		assert_int_equal(f.list.items[i].market_lot.minimum.units, dec("0.005").units);
	}
	assert_int_equal(f.list.items[0].market_lot.maximum.units, dec("100").units);
	assert_int_equal(f.list.items[1].market_lot.maximum.units, dec("7").units);
	teardown(&f);
}

static void test_exchange_info_risk_control_closes_sides(void **state)
{
	(void)state;
	static const struct {
		const char *value;
		bool closes_long, closes_short;
	} rows[] = {
		{ "\"NONE\"", false, false },   { "\"LONG\"", true, false },
		{ "\"SHORT\"", false, true },   { "\"BOTH\"", true, true },
		{ "\"NEW_WORD\"", true, true }, { "7", true, true },
	};
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		struct fixture f;
		char json[1024];
		setup(&f, 1);
		snprintf(json, sizeof(json),
			 "{\"symbols\":[" HEAD("AAAUSDT") "\"filters\":[" PRICE_FILTER
							  "," LOT_FILTER
							  ",{\"filterType\":\"POSITION_RISK_"
							  "CONTROL\",\"positionControlSide\":%s}]}"
							  "]}",
			 rows[i].value);
		assert_int_equal(decode(&f, json), AC_OK);
		assert_int_equal(f.list.count, 1);
		CHECK_EQ(rows[i].value, f.list.items[0].is_reduce_only_long, rows[i].closes_long);
		CHECK_EQ(rows[i].value, f.list.items[0].is_reduce_only_short, rows[i].closes_short);
		teardown(&f);
	}
}

static void test_exchange_info_leaves_out_what_it_cannot_understand(void **state)
{
	(void)state;
	static const char *const symbols[] = {
		"{}", "7", "null", HEAD("XUSDT") "\"filters\":[]}",
		HEAD("XUSDT") "\"filters\":[" PRICE_FILTER "]}",
		HEAD("XUSDT") "\"filters\":[" LOT_FILTER "]}",
		HEAD("../USDT") "\"filters\":[" PRICE_FILTER "," LOT_FILTER "]}",
		HEAD("X USDT") "\"filters\":[" PRICE_FILTER "," LOT_FILTER "]}",
		HEAD("XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXUSDT") "\"filters\":"
									 "[" PRICE_FILTER
									 "," LOT_FILTER "]}",
		/* money as a bare real has been through a double */
		HEAD("XUSDT") "\"filters\":[" LOT_FILTER
			      ",{\"filterType\":\"PRICE_FILTER\",\"tickSize\":0.25}]}",
		HEAD("XUSDT") "\"filters\":[" LOT_FILTER
			      ",{\"filterType\":\"PRICE_FILTER\",\"tickSize\":\"0\"}]}",
		HEAD("XUSDT") "\"filters\":[" LOT_FILTER
			      ",{\"filterType\":\"PRICE_FILTER\",\"tickSize\":\"-0.01\"}]}",
		HEAD("XUSDT") "\"filters\":[" LOT_FILTER
			      ",{\"filterType\":\"PRICE_FILTER\",\"tickSize\":\"1e-2\"}]}",
		/* a tick that prices of two decimals cannot write */
		HEAD("XUSDT") "\"filters\":[" LOT_FILTER
			      ",{\"filterType\":\"PRICE_FILTER\",\"tickSize\":\"0.005\"}]}",
		HEAD("XUSDT") "\"filters\":[" PRICE_FILTER
			      ",{\"filterType\":\"LOT_SIZE\",\"minQty\":\"9\",\"maxQty\":\"8\","
			      "\"stepSize\":\"1\"}]}",
		HEAD("XUSDT") "\"pricePrecision\":-1,\"filters\":[" PRICE_FILTER "," LOT_FILTER
			      "]}",
		SYMBOL("AAAUSDT"), /* a second time */
	};
	for (size_t i = 0; i < AC_COUNT(symbols); i++) {
		struct fixture f;
		char json[2048];
		setup(&f, 4);
		snprintf(json, sizeof(json),
			 "{\"symbols\":[" SYMBOL("AAAUSDT") ",%s," SYMBOL("ZZZUSDT") "]}",
			 symbols[i]);
		CHECK_EQ(symbols[i], decode(&f, json), AC_OK);
		CHECK_EQ(symbols[i], f.list.count, 2);
		CHECK_EQ(symbols[i], f.skipped, 1);
		assert_string_equal(f.list.items[1].symbol, "ZZZUSDT");
		teardown(&f);
	}
}

static void test_exchange_info_takes_non_ascii_symbols_and_states(void **state)
{
	(void)state;
	struct fixture f;
	setup(&f, 2);
	assert_int_equal(
		decode(&f,
		       "{\"symbols\":[{\"symbol\":\"\xe5\xb8\x81\xe5\xae\x89USDT\",\"status\":"
		       "\"TRADING_HALT\",\"baseAsset\":\"\xe5\xb8\x81\",\"quoteAsset\":\"USDT\","
		       "\"marginAsset\":\"USDT\",\"pricePrecision\":2,\"quantityPrecision\":3,"
		       "\"filters\":[" PRICE_FILTER "," LOT_FILTER "]}]}"),
		AC_OK);
	assert_int_equal(f.list.count, 1);
	assert_int_equal(f.list.items[0].state, AC_SYMBOL_NOT_TRADING);
	assert_int_equal(ac_instruments_find(&f.list, AC_STR("\xe5\xb8\x81\xe5\xae\x89USDT")), 0);
	teardown(&f);
}

static void test_exchange_info_refuses_other_documents_with_a_sentence(void **state)
{
	(void)state;
	static const struct {
		const char *json;
		enum ac_status status;
		const char *error;
	} rows[] = {
		{ "", AC_ERR_PARSE, "not JSON" },
		{ "{\"symbols\":[", AC_ERR_PARSE, "line 1" },
		{ "[]", AC_ERR_PARSE, "no array `symbols`" },
		{ "{\"code\":-1121}", AC_ERR_PARSE, "no array `symbols`" },
		{ "{\"symbols\":{}}", AC_ERR_PARSE, "no array `symbols`" },
		{ "{\"symbols\":[" SYMBOL("AUSDT") "," SYMBOL("BUSDT") "," SYMBOL("CUSDT") "]}",
		  AC_ERR_FULL, "more symbols" },
	};
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		struct fixture f;
		setup(&f, 2);
		f.skipped = 99;
		CHECK_EQ(rows[i].json, decode(&f, rows[i].json), rows[i].status);
		CHECK_EQ(rows[i].json, f.skipped, 99);
		if (strstr(f.error, rows[i].error) == NULL)
			fail_msg("%s: \"%s\"", rows[i].json, f.error);
		teardown(&f);
	}
	/* A sentence that does not fit is cut, not written past the end. */
	struct fixture f;
	setup(&f, 1);
	memset(f.error, 'x', sizeof(f.error));
	assert_int_equal(ac_exchange_info_decode(AC_STR("[]"), &f.list, &f.skipped, f.error, 8),
			 AC_ERR_PARSE);
	assert_string_equal(f.error, "the exc");
	assert_int_equal(f.error[8], 'x');
	/* Nothing is decoded of a document that cannot be this one. */
	size_t size = (8u << 20) + 1;
	char *huge = malloc(size);
	assert_non_null(huge);
	memset(huge, ' ', size);
	assert_int_equal(ac_exchange_info_decode((struct ac_str){ huge, size }, &f.list, &f.skipped,
						 f.error, sizeof(f.error)),
			 AC_ERR_PARSE);
	assert_non_null(strstr(f.error, "8 MiB"));
	free(huge);
	teardown(&f);
}

#define TIER_1                                                                                     \
	"{\"bracket\":1,\"initialLeverage\":75,\"notionalCap\":10000,\"notionalFloor\":0,"         \
	"\"maintMarginRatio\":0.0065,\"cum\":0}"
#define TIER_2                                                                                     \
	"{\"bracket\":2,\"initialLeverage\":50,\"notionalCap\":50000,\"notionalFloor\":10000,"     \
	"\"maintMarginRatio\":0.0100,\"cum\":35.0}"
#define TEXT_TIER                                                                                  \
	"{\"tier\":1.0,\"info\":{\"bracket\":\"1\",\"initialLeverage\":\"20\",\"notionalCap\":"    \
	"\"9223372036854775807\",\"notionalFloor\":\"0\",\"maintMarginRatio\":\"0.015\","          \
	"\"cum\":\"0.0\"}}"

static void test_brackets_are_taken_from_all_three_shapes(void **state)
{
	(void)state;
	static const struct {
		const char *json;
		uint32_t matched;
	} rows[] = {
		{ "[{\"symbol\":\"AAAUSDT\",\"notionalCoef\":1.50,\"brackets\":[" TIER_1 "," TIER_2
		  "]},{\"symbol\":\"OTHER\",\"brackets\":[]}]",
		  1 },
		{ "{\"symbol\":\"AAAUSDT\",\"brackets\":[" TIER_1 "," TIER_2 "]}", 1 },
		{ "{\"AAA/USDT:USDT\":[{\"info\":" TIER_1 "},{\"info\":" TIER_2
		  "}],\"XXX/USDT:USDT\":[]}",
		  1 },
		{ "{\"AAAUSDT\":[" TIER_1 "," TIER_2 "],\"AAAUSDT_250627\":[" TIER_1 "]}", 2 },
		{ "{\"AAAUSDT\":[" TIER_1 "," TIER_2 "],\"AAA/USDT:USDT-250627\":[" TIER_1 "]}",
		  2 },
	};
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		struct fixture f;
		setup(&f, 2);
		assert_int_equal(decode(&f, "{\"symbols\":[" SYMBOL("AAAUSDT") "," SYMBOL(
						    "AAAUSDT_250627") "]}"),
				 AC_OK);
		CHECK_EQ(rows[i].json, decode_brackets(&f, rows[i].json), AC_OK);
		CHECK_EQ(rows[i].json, f.matched, rows[i].matched);
		const struct ac_instrument *instrument = &f.list.items[0];
		assert_int_equal(instrument->bracket_count, 2);
		const struct ac_bracket *second = &instrument->brackets[1];
		assert_int_equal(second->leverage_max, 50);
		assert_int_equal(second->notional_floor.units, dec("10000").units);
		assert_int_equal(second->notional_cap.units, dec("50000").units);
		assert_int_equal(second->maintenance_rate.units, dec("0.01").units);
		assert_int_equal(second->maintenance_cum.units, dec("35").units);
		assert_int_equal(instrument->brackets[0].maintenance_rate.units,
				 dec("0.0065").units);
		teardown(&f);
	}
	struct fixture f;
	setup(&f, 1);
	assert_int_equal(decode(&f, "{\"symbols\":[" SYMBOL("AAAUSDT") "]}"), AC_OK);
	assert_int_equal(decode_brackets(&f, "{\"AAA/USDT:USDT\":[" TEXT_TIER "]}"), AC_OK);
	assert_int_equal(f.matched, 1);
	assert_int_equal(f.list.items[0].brackets[0].notional_cap.units, INT64_MAX);
	assert_int_equal(f.list.items[0].brackets[0].maintenance_rate.units, dec("0.015").units);
	teardown(&f);
}

static void test_brackets_that_do_not_join_leave_the_symbol_without(void **state)
{
	(void)state;
	static const char *const tiers[] = {
		"",
		"7",
		"{}",
		TIER_2,
		TIER_1 "," TIER_1,
		TIER_2 "," TIER_1,
		/* hole */
		TIER_1 ",{\"initialLeverage\":50,\"notionalCap\":50000,\"notionalFloor\":20000,"
		       "\"maintMarginRatio\":0.01,\"cum\":35}",
		/* the rate falls */
		TIER_1 ",{\"initialLeverage\":50,\"notionalCap\":50000,\"notionalFloor\":10000,"
		       "\"maintMarginRatio\":0.006,\"cum\":35}",
		/* all of the notional */
		TIER_1 ",{\"initialLeverage\":50,\"notionalCap\":50000,\"notionalFloor\":10000,"
		       "\"maintMarginRatio\":1,\"cum\":35}",
		/* cap below floor */
		TIER_1 ",{\"initialLeverage\":50,\"notionalCap\":5000,\"notionalFloor\":10000,"
		       "\"maintMarginRatio\":0.01,\"cum\":35}",
		TIER_1 ",{\"initialLeverage\":0,\"notionalCap\":50000,\"notionalFloor\":10000,"
		       "\"maintMarginRatio\":0.01,\"cum\":35}",
		TIER_1 ",{\"initialLeverage\":50,\"notionalCap\":50000,\"notionalFloor\":10000,"
		       "\"maintMarginRatio\":0.01}",
	};
	for (size_t i = 0; i < AC_COUNT(tiers); i++) {
		struct fixture f;
		char json[1024];
		setup(&f, 1);
		assert_int_equal(decode(&f, "{\"symbols\":[" SYMBOL("AAAUSDT") "]}"), AC_OK);
		snprintf(json, sizeof(json), "{\"AAAUSDT\":[%s]}", tiers[i]);
		CHECK_EQ(tiers[i], decode_brackets(&f, json), AC_OK);
		CHECK_EQ(tiers[i], f.matched, 0);
		CHECK_EQ(tiers[i], f.list.items[0].bracket_count, 0);
		teardown(&f);
	}
	struct fixture f;
	setup(&f, 1);
	assert_int_equal(decode_brackets(&f, "7"), AC_ERR_PARSE);
	assert_int_equal(decode_brackets(&f, "{\"code\":-2014,\"msg\":\"x\"}"), AC_ERR_PARSE);
	assert_int_equal(decode_brackets(&f, "nonsense"), AC_ERR_PARSE);
	teardown(&f);
}

/* Reads a plain or .gz file whole. */
static struct ac_str read_file(const char *root, const char *name)
{
	char path[1200];
	snprintf(path, sizeof(path), "%s/exchange-info/%s", root, name);
	gzFile file = gzopen(path, "rb");
	if (file == NULL)
		fail_msg("cannot open %s", path);
	size_t size = 0, capacity = 8u << 20;
	char *data = malloc(capacity);
	assert_non_null(data);
	int got;
	while ((got = gzread(file, data + size, (unsigned)(capacity - size))) > 0)
		size += (size_t)got;
	gzclose(file);
	return (struct ac_str){ data, size };
}

/* An order at the middle of its rules passes them; the document was understood, not only parsed. */
static void check_tradable(const struct ac_instrument *instrument)
{
	struct ac_filter_order order = { .type = AC_ORDER_LIMIT, .side = AC_SIDE_BUY };
	struct ac_dec guess = { instrument->price_minimum.units + instrument->tick.units * 1000 };
	struct ac_dec wanted = { instrument->lot.maximum.units / 2 };
	assert_int_equal(ac_instrument_round_price(instrument, guess, AC_ROUND_CEIL, &order.price),
			 AC_OK);
	assert_int_equal(
		ac_instrument_round_quantity(instrument, AC_ORDER_LIMIT, wanted, &order.quantity),
		AC_OK);
	order.mark = order.price;
	enum ac_filter filter = ac_instrument_check(instrument, &order);
	if (filter != AC_FILTER_OK && filter != AC_FILTER_SYMBOL_STATE)
		fail_msg("%s: %s", instrument->symbol, ac_filter_text(filter));
}

static void test_real_documents_load_whole(void **state)
{
	(void)state;
	SKIP_WITHOUT_SHARED_DATA(root);
	static const struct {
		const char *name;
		uint32_t symbols, trading, bracketed;
	} rows[] = {
		{ "production-2025-08-25-symbols.json", 25, 25, 25 },
		{ "demo-2025-01-410-symbols.json", 410, 382, 400 },
	};
	struct ac_str brackets = read_file(root, "leverage-brackets-2025-06.json.gz");
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		struct fixture f;
		setup(&f, CAPACITY);
		struct ac_str json = read_file(root, rows[i].name);
		if (ac_exchange_info_decode(json, &f.list, &f.skipped, f.error, sizeof(f.error)) !=
		    AC_OK)
			fail_msg("%s: %s", rows[i].name, f.error);
		CHECK_EQ(rows[i].name, f.list.count, rows[i].symbols);
		CHECK_EQ(rows[i].name, f.skipped, 0);
		if (ac_leverage_brackets_decode(brackets, &f.list, &f.matched, f.error,
						sizeof(f.error)) != AC_OK)
			fail_msg("%s", f.error);
		CHECK_EQ(rows[i].name, f.matched, rows[i].bracketed);
		uint32_t trading = 0;
		for (uint32_t s = 0; s < f.list.count; s++) {
			trading += f.list.items[s].state == AC_SYMBOL_TRADING;
			check_tradable(&f.list.items[s]);
		}
		CHECK_EQ(rows[i].name, trading, rows[i].trading);
		const struct ac_instrument *btc = &f.list.items[0];
		assert_string_equal(btc->symbol, "BTCUSDT");
		assert_int_equal(btc->tick.units, dec("0.1").units);
		assert_int_equal(btc->notional_minimum.units, dec("100").units);
		assert_int_equal(btc->bracket_count, 12);
		assert_int_equal(btc->brackets[11].maintenance_cum.units, dec("421481450").units);
		teardown(&f);
		free((char *)(uintptr_t)json.data);
	}
	free((char *)(uintptr_t)brackets.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exchange_info_takes_every_rule),
		cmocka_unit_test(test_exchange_info_market_lot_falls_back_to_lot),
		cmocka_unit_test(test_exchange_info_risk_control_closes_sides),
		cmocka_unit_test(test_exchange_info_leaves_out_what_it_cannot_understand),
		cmocka_unit_test(test_exchange_info_takes_non_ascii_symbols_and_states),
		cmocka_unit_test(test_exchange_info_refuses_other_documents_with_a_sentence),
		cmocka_unit_test(test_brackets_are_taken_from_all_three_shapes),
		cmocka_unit_test(test_brackets_that_do_not_join_leave_the_symbol_without),
		cmocka_unit_test(test_real_documents_load_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
