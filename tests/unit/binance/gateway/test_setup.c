/* Account set-up against an exchange that is written here: it answers as the real one does, and
 * refuses what it is told to refuse. */
#include "check.h"

#include "binance/gateway/advice.h"
#include "binance/gateway/setup.h"

#define SYMBOLS_MAX 80u
#define BODY_SIZE   16384

struct ac_rest {
	struct ac_rate_budget budget;
	bool has_key;
	bool can_trade, is_hedge, is_multi;
	uint32_t symbol_count;
	struct {
		char name[16];
		int leverage;
		bool is_isolated;
	} symbols[SYMBOLS_MAX];
	const char *refuse_path; /* a POST there is answered with refuse_code */
	int32_t refuse_code;
	bool is_deaf;      /* takes a change and does not carry it out */
	bool acts_refused; /* what is refused is as wanted in truth */
	uint32_t fail_at;  /* the n-th question has no answer; 0 none */
	uint32_t questions, posts, commissions;
	char log[4096]; /* every POST, a line each */
	char body[BODY_SIZE];
};

struct ac_rate_budget *ac_rest_budget(struct ac_rest *rest)
{
	return &rest->budget;
}

struct ac_signer *ac_rest_signer(struct ac_rest *rest)
{
	return rest->has_key ? (struct ac_signer *)(void *)rest : NULL;
}

static void answer(struct ac_rest *rest, struct ac_rest_answer *ret_answer)
{
	ret_answer->status = 200;
	ret_answer->body = ac_str_from(rest->body);
}

static void answer_symbols(struct ac_rest *rest)
{
	size_t used = (size_t)snprintf(rest->body, BODY_SIZE, "[");
	for (uint32_t i = 0; i < rest->symbol_count; i++)
		used += (size_t)snprintf(
			rest->body + used, BODY_SIZE - used,
			"%s{\"symbol\":\"%s\",\"marginType\":\"%s\",\"isAutoAddMargin\":false,"
			"\"leverage\":%d,\"maxNotionalValue\":\"1000000\"}",
			i == 0 ? "" : ",", rest->symbols[i].name,
			rest->symbols[i].is_isolated ? "ISOLATED" : "CROSSED",
			rest->symbols[i].leverage);
	snprintf(rest->body + used, BODY_SIZE - used, "]");
}

/* The settings that a query names. */
static void change(struct ac_rest *rest, const struct ac_request *request)
{
	char symbol[16] = "";
	const char *at = strstr(request->query, "symbol=");
	if (at != NULL)
		snprintf(symbol, sizeof(symbol), "%.*s", (int)strcspn(at + 7, "&"), at + 7);
	if (strstr(request->path, "positionSide") != NULL)
		rest->is_hedge = strstr(request->query, "=true") != NULL;
	if (strstr(request->path, "multiAssets") != NULL)
		rest->is_multi = strstr(request->query, "=true") != NULL;
	for (uint32_t i = 0; i < rest->symbol_count; i++) {
		if (strcmp(symbol, rest->symbols[i].name) != 0)
			continue;
		if (strstr(request->path, "marginType") != NULL)
			rest->symbols[i].is_isolated = strstr(request->query, "ISOLATED") != NULL;
		at = strstr(request->query, "leverage=");
		if (at != NULL)
			rest->symbols[i].leverage = atoi(at + 9);
	}
}

static void answer_post(struct ac_rest *rest, const struct ac_request *request,
			struct ac_rest_answer *ret_answer)
{
	size_t used = strlen(rest->log);
	rest->posts++;
	snprintf(rest->log + used, sizeof(rest->log) - used, "%s?%s\n", request->path,
		 request->query);
	bool is_refused =
		rest->refuse_path != NULL && strcmp(request->path, rest->refuse_path) == 0;
	if (!rest->is_deaf && (!is_refused || rest->acts_refused))
		change(rest, request);
	if (is_refused) {
		ret_answer->status = 400;
		ret_answer->code = rest->refuse_code;
		snprintf(ret_answer->error, sizeof(ret_answer->error), "Some text. (%d)",
			 rest->refuse_code);
		return;
	}
	snprintf(rest->body, BODY_SIZE, "{\"code\":200,\"msg\":\"success\"}");
	answer(rest, ret_answer);
}

static const char exchange_info[] =
	"{\"timezone\":\"UTC\",\"serverTime\":1795000000000,\"rateLimits\":["
	"{\"rateLimitType\":\"REQUEST_WEIGHT\",\"interval\":\"MINUTE\",\"intervalNum\":1,\"limit\":"
	"6000},{\"rateLimitType\":\"ORDERS\",\"interval\":\"MINUTE\",\"intervalNum\":1,\"limit\":"
	"1100},{\"rateLimitType\":\"ORDERS\",\"interval\":\"SECOND\",\"intervalNum\":10,\"limit\":"
	"290}],\"exchangeFilters\":[],\"assets\":[],\"symbols\":[{\"symbol\":\"NEWUSDT\",\"pair\":"
	"\"NEWUSDT\",\"contractType\":\"PERPETUAL\",\"deliveryDate\":4133404800000,\"status\":"
	"\"TRADING\",\"baseAsset\":\"NEW\",\"quoteAsset\":\"USDT\",\"marginAsset\":\"USDT\","
	"\"pricePrecision\":2,\"quantityPrecision\":3,\"triggerProtect\":\"0.05\","
	"\"liquidationFee\":\"0.0125\",\"marketTakeBound\":\"0.05\",\"filters\":["
	"{\"filterType\":\"PRICE_FILTER\",\"minPrice\":\"0.10\",\"maxPrice\":\"100000\","
	"\"tickSize\":\"0.10\"},{\"filterType\":\"LOT_SIZE\",\"minQty\":\"0.001\",\"maxQty\":"
	"\"1000\",\"stepSize\":\"0.001\"},{\"filterType\":\"MARKET_LOT_SIZE\",\"minQty\":"
	"\"0.001\",\"maxQty\":\"120\",\"stepSize\":\"0.001\"},{\"filterType\":\"MIN_NOTIONAL\","
	"\"notional\":\"50\"}]}]}";

static const char brackets[] =
	"[{\"symbol\":\"NEWUSDT\",\"brackets\":[{\"bracket\":1,\"initialLeverage\":33,"
	"\"notionalCap\":50000,\"notionalFloor\":0,\"maintMarginRatio\":0.01,\"cum\":0}]}]";

void ac_rest_ask(struct ac_rest *rest, const struct ac_request *request, enum ac_rate_lane lane,
		 struct ac_rest_answer *ret_answer)
{
	assert_int_equal(lane, AC_LANE_ENTRY);
	assert_false(request->is_full);
	*ret_answer = (struct ac_rest_answer){ .fate = AC_HTTP_ANSWERED };
	if (++rest->questions == rest->fail_at) {
		ret_answer->fate = AC_HTTP_UNKNOWN;
		snprintf(ret_answer->error, sizeof(ret_answer->error), "no answer in time");
		return;
	}
	bool is_public = strstr(request->path, "exchangeInfo") != NULL;
	assert_int_equal(request->is_signed, !is_public);
	if (strcmp(request->method, "POST") == 0) {
		answer_post(rest, request, ret_answer);
		return;
	}
	assert_string_equal(request->method, "GET");
	if (strcmp(request->path, "/fapi/v1/accountConfig") == 0) {
		snprintf(rest->body, BODY_SIZE,
			 "{\"feeTier\":0,\"canTrade\":%s,\"canDeposit\":true,\"canWithdraw\":true,"
			 "\"dualSidePosition\":%s,\"updateTime\":0,\"multiAssetsMargin\":%s,"
			 "\"tradeGroupId\":-1}",
			 rest->can_trade ? "true" : "false", rest->is_hedge ? "true" : "false",
			 rest->is_multi ? "true" : "false");
	} else if (strcmp(request->path, "/fapi/v1/symbolConfig") == 0) {
		answer_symbols(rest);
	} else if (strcmp(request->path, "/fapi/v1/commissionRate") == 0) {
		assert_int_equal(request->weight, 20);
		rest->commissions++;
		snprintf(rest->body, BODY_SIZE,
			 "{\"symbol\":\"X\",\"makerCommissionRate\":\"0.000%u\","
			 "\"takerCommissionRate\":\"0.000400\"}",
			 100 + rest->commissions);
	} else if (is_public) {
		snprintf(rest->body, BODY_SIZE, "%s", exchange_info);
	} else if (strcmp(request->path, "/fapi/v1/leverageBracket") == 0) {
		snprintf(rest->body, BODY_SIZE, "%s", brackets);
	} else {
		fail_msg("asked for %s", request->path);
	}
	answer(rest, ret_answer);
}

/* ---- the account and what it should be ---- */

struct rig {
	struct ac_rest rest;
	struct ac_config config;
	struct ac_symbol_config symbols[SYMBOLS_MAX];
	struct ac_instrument items[SYMBOLS_MAX];
	struct ac_instruments instruments;
	char error[512];
	uint32_t lines, sets, refusals;
	char said[8192]; /* "what: found -> wanted", a line each */
	char refusal[256];
};

static void take_line(void *self, const struct ac_setup_line *line)
{
	struct rig *rig = self;
	size_t used = strlen(rig->said);
	rig->lines++;
	rig->sets += line->was_set;
	rig->refusals += line->is_refused;
	if (line->is_refused)
		snprintf(rig->refusal, sizeof(rig->refusal), "%s", line->text);
	snprintf(rig->said + used, sizeof(rig->said) - used, "%s: %s -> %s%s\n", line->what,
		 line->found, line->wanted,
		 line->was_set      ? " set"
		 : line->is_refused ? " refused"
				    : "");
}

/* Two symbols with leverage 10 and crossed margin, one-way, as the account has them too. */
static struct rig *rig_create(uint32_t symbols)
{
	struct rig *rig = calloc(1, sizeof(*rig));
	assert_non_null(rig);
	rig->rest.can_trade = true;
	rig->rest.has_key = true;
	rig->rest.symbol_count = symbols;
	rig->config.symbols = rig->symbols;
	rig->config.symbol_count = symbols;
	rig->instruments = (struct ac_instruments){ rig->items, symbols, SYMBOLS_MAX };
	for (uint32_t i = 0; i < symbols; i++) {
		snprintf(rig->rest.symbols[i].name, sizeof(rig->rest.symbols[i].name), "S%uUSDT",
			 i);
		rig->rest.symbols[i].leverage = 10;
		snprintf(rig->symbols[i].symbol, AC_SYMBOL_SIZE, "S%uUSDT", i);
		snprintf(rig->items[i].symbol, AC_SYMBOL_SIZE, "S%uUSDT", i);
		snprintf(rig->items[i].margin_asset, AC_ASSET_SIZE, i % 2 ? "USDC" : "USDT");
		rig->symbols[i].limits.leverage = 10;
		rig->symbols[i].limits.margin_type = AC_MARGIN_CROSSED;
		rig->items[i].bracket_count = 1;
		rig->items[i].brackets[0].leverage_max = 50;
	}
	return rig;
}

static bool run(struct rig *rig, bool is_dry)
{
	return ac_setup_account(&rig->rest, &rig->config, &rig->instruments, is_dry, take_line, rig,
				rig->error, sizeof(rig->error));
}

static void test_setup_leaves_an_account_alone_that_is_as_wanted(void **state)
{
	(void)state;
	struct rig *rig = rig_create(2);
	assert_true(run(rig, false));
	assert_int_equal(rig->rest.posts, 0);
	assert_string_equal(rig->said, "position mode: one-way -> one-way\n"
				       "asset mode: single-asset -> single-asset\n"
				       "S0USDT margin type: CROSSED -> CROSSED\n"
				       "S0USDT leverage: 10 -> 10\n"
				       "S1USDT margin type: CROSSED -> CROSSED\n"
				       "S1USDT leverage: 10 -> 10\n");
	assert_int_equal(rig->rest.questions, 4); /* read once, and two commissions */
	free(rig);
}

/* Everything differs from what is wanted. */
static struct rig *rig_create_wrong(void)
{
	struct rig *rig = rig_create(2);
	rig->config.settings.position_mode = AC_MODE_HEDGE;
	rig->rest.is_multi = true;
	rig->symbols[0].limits.leverage = 7;
	rig->symbols[1].limits.margin_type = AC_MARGIN_ISOLATED;
	return rig;
}

static void test_setup_sets_what_differs_and_looks_again(void **state)
{
	(void)state;
	struct rig *rig = rig_create_wrong();
	assert_true(run(rig, false));
	assert_string_equal(rig->rest.log,
			    "/fapi/v1/positionSide/dual?dualSidePosition=true\n"
			    "/fapi/v1/multiAssetsMargin?multiAssetsMargin=false\n"
			    "/fapi/v1/leverage?symbol=S0USDT&leverage=7\n"
			    "/fapi/v1/marginType?symbol=S1USDT&marginType=ISOLATED\n");
	assert_string_equal(rig->said, "position mode: one-way -> hedge set\n"
				       "asset mode: multi-assets -> single-asset set\n"
				       "S0USDT margin type: CROSSED -> CROSSED\n"
				       "S0USDT leverage: 10 -> 7 set\n"
				       "S1USDT margin type: CROSSED -> ISOLATED set\n"
				       "S1USDT leverage: 10 -> 10\n");
	assert_true(rig->rest.is_hedge);
	assert_false(rig->rest.is_multi);
	assert_int_equal(rig->rest.questions, 2 + 4 + 2 + 2);
	free(rig);
}

static void test_setup_sets_nothing_in_a_dry_run(void **state)
{
	(void)state;
	struct rig *rig = rig_create_wrong();
	assert_true(run(rig, true));
	assert_int_equal(rig->rest.posts, 0);
	assert_int_equal(rig->sets, 0);
	assert_non_null(strstr(rig->said, "position mode: one-way -> hedge\n"));
	assert_non_null(strstr(rig->said, "S1USDT margin type: CROSSED -> ISOLATED\n"));
	free(rig);
}

static void test_setup_takes_no_need_to_change_as_success(void **state)
{
	(void)state;
	static const struct {
		const char *path;
		int32_t code;
	} cases[] = {
		{ "/fapi/v1/marginType", -4046 },
		{ "/fapi/v1/positionSide/dual", -4059 },
		{ "/fapi/v1/multiAssetsMargin", -4171 },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct rig *rig = rig_create_wrong();
		rig->rest.refuse_path = cases[i].path;
		rig->rest.refuse_code = cases[i].code;
		rig->rest.acts_refused = true;
		if (!run(rig, false))
			fail_msg("%s: %s", cases[i].path, rig->error);
		CHECK_EQ(cases[i].path, rig->sets, 4);
		free(rig);
		/* The code of one setting is no success of another. */
		rig = rig_create_wrong();
		rig->rest.refuse_path = cases[i].path;
		rig->rest.refuse_code = cases[(i + 1) % AC_COUNT(cases)].code;
		rig->rest.acts_refused = true;
		assert_false(run(rig, false));
		free(rig);
	}
}

static void test_setup_says_plainly_what_it_cannot_set(void **state)
{
	(void)state;
	static const struct {
		const char *path;
		int32_t code;
		const char *what, *text;
	} cases[] = {
		{ "/fapi/v1/marginType", -4047, "S1USDT margin type is CROSSED, not ISOLATED",
		  "orders of the symbol are open; cancel them, then start again (-4047)" },
		{ "/fapi/v1/marginType", -4048, "S1USDT margin type", "close it, then" },
		{ "/fapi/v1/marginType", -4168, "S1USDT margin type", "multi-assets mode" },
		{ "/fapi/v1/positionSide/dual", -4067, "position mode is one-way, not hedge",
		  "orders are open, in USD-M or COIN-M" },
		{ "/fapi/v1/positionSide/dual", -4068, "position mode", "a position is open" },
		{ "/fapi/v1/positionSide/dual", -4531, "position mode", "POSITION_MODE" },
		{ "/fapi/v1/multiAssetsMargin", -4169, "asset mode is multi-assets",
		  "margin would not suffice" },
		{ "/fapi/v1/multiAssetsMargin", -4170, "asset mode", "open orders" },
		{ "/fapi/v1/multiAssetsMargin", -4172, "asset mode", "below zero" },
		{ "/fapi/v1/leverage", -4028, "S0USDT leverage is 10, not 7",
		  "set a smaller one in config/symbols.yaml" },
		{ "/fapi/v1/leverage", -4161, "S0USDT leverage", "isolated position is open" },
		{ "/fapi/v1/leverage", -2027, "S0USDT leverage", "reduce it" },
		{ "/fapi/v1/leverage", -2028, "S0USDT leverage", "too small" },
		{ "/fapi/v1/leverage", -4202, "S0USDT leverage", "verified" },
		{ "/fapi/v1/leverage", -4203, "S0USDT leverage", "too young" },
		{ "/fapi/v1/leverage", -4206, "S0USDT leverage", "country" },
		{ "/fapi/v1/leverage", -4209, "S0USDT leverage", "(-4209)" },
		{ "/fapi/v1/leverage", -4403, "S0USDT leverage", "region" },
		{ "/fapi/v1/leverage", -9999, "S0USDT leverage", "Some text. (-9999)" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct rig *rig = rig_create_wrong();
		rig->rest.refuse_path = cases[i].path;
		rig->rest.refuse_code = cases[i].code;
		if (run(rig, false))
			fail_msg("%s %d passed", cases[i].path, cases[i].code);
		CHECK_EQ(cases[i].text, rig->refusals, 1);
		CHECK_EQ(cases[i].text, rig->rest.commissions, 0);
		/* The other settings were set all the same, so that one start shows everything. */
		CHECK_EQ(cases[i].text, rig->rest.posts, 4);
		if (strstr(rig->error, cases[i].what) == NULL ||
		    strstr(rig->error, cases[i].text) == NULL ||
		    strstr(rig->refusal, cases[i].text) == NULL)
			fail_msg("'%s … %s' is not in: %s", cases[i].what, cases[i].text,
				 rig->error);
		free(rig);
	}
}

static void test_setup_believes_the_exchange_only_when_it_looks_again(void **state)
{
	(void)state;
	struct rig *rig = rig_create_wrong();
	rig->rest.is_deaf = true;
	assert_false(run(rig, false));
	assert_int_equal(rig->refusals, 4);
	assert_int_equal(rig->rest.posts, 4);
	assert_non_null(strstr(rig->error, "did not carry it out"));
	free(rig);
}

static void test_setup_fails_when_any_question_has_no_answer(void **state)
{
	(void)state;
	for (uint32_t n = 1; n <= 10; n++) {
		struct rig *rig = rig_create_wrong();
		rig->rest.fail_at = n;
		if (run(rig, false))
			fail_msg("question %u failed and nobody minded", n);
		if (strstr(rig->error, "/fapi/v1/") == NULL ||
		    strstr(rig->error, "no answer in time") == NULL)
			fail_msg("question %u: %s", n, rig->error);
		CHECK_EQ("nothing is asked after it", rig->rest.questions, n);
		free(rig);
	}
}

static void test_setup_refuses_a_leverage_above_the_brackets_without_asking(void **state)
{
	(void)state;
	for (int is_dry = 0; is_dry < 2; is_dry++) {
		struct rig *rig = rig_create(2);
		rig->symbols[1].limits.leverage = 51;
		assert_false(run(rig, is_dry != 0));
		assert_int_equal(rig->rest.posts, 0);
		assert_non_null(strstr(rig->error, "S1USDT leverage is 10, not 51"));
		assert_non_null(strstr(rig->refusal, "allows 50 at most"));
		free(rig);
	}
}

static void test_setup_refuses_an_account_that_may_not_trade(void **state)
{
	(void)state;
	struct rig *rig = rig_create(1);
	rig->rest.can_trade = false;
	assert_false(run(rig, true));
	assert_non_null(strstr(rig->error, "trading is not allowed"));
	free(rig);
}

static void test_setup_refuses_a_symbol_that_the_account_does_not_have(void **state)
{
	(void)state;
	struct rig *rig = rig_create(2);
	rig->rest.symbol_count = 1;
	assert_false(run(rig, false));
	assert_non_null(strstr(rig->error, "S1USDT settings"));
	free(rig);
}

static void test_setup_replaces_fees_by_those_of_the_account(void **state)
{
	(void)state;
	struct rig *rig = rig_create(2);
	assert_true(run(rig, false));
	for (uint32_t i = 0; i < 2; i++) {
		assert_int_equal(rig->items[i].fee_maker.units, 10100 + 100 * i);
		assert_int_equal(rig->items[i].fee_taker.units, 40000);
	}
	free(rig);
}

static void test_setup_asks_fees_of_many_symbols_once_a_margin_asset(void **state)
{
	(void)state;
	struct rig *rig = rig_create(60);
	assert_true(run(rig, false));
	assert_int_equal(rig->rest.commissions, 60);
	free(rig);
	rig = rig_create(61);
	assert_true(run(rig, false));
	assert_int_equal(rig->rest.commissions, 2);
	for (uint32_t i = 0; i < 61; i++)
		assert_int_equal(rig->items[i].fee_maker.units, i % 2 ? 10200 : 10100);
	free(rig);
}

static void test_setup_reads_rules_brackets_and_limits(void **state)
{
	(void)state;
	struct rig *rig = rig_create(0);
	struct ac_instruments instruments = { 0 };
	rig->rest.budget.weight_used = 17;
	assert_true(ac_setup_instruments(&rig->rest, &instruments, rig->error, sizeof(rig->error)));
	assert_int_equal(instruments.count, 1);
	assert_string_equal(instruments.items[0].symbol, "NEWUSDT");
	assert_int_equal(instruments.items[0].bracket_count, 1);
	assert_int_equal(instruments.items[0].brackets[0].leverage_max, 33);
	assert_int_equal(rig->rest.budget.limits.weight_1m, 6000);
	assert_int_equal(rig->rest.budget.limits.orders_1m, 1100);
	assert_int_equal(rig->rest.budget.limits.orders_10s, 290);
	assert_int_equal(rig->rest.budget.weight_used, 17);
	free(instruments.items);
	free(rig);
}

static void test_setup_assumes_cautious_brackets_without_a_key(void **state)
{
	(void)state;
	struct rig *rig = rig_create(0);
	struct ac_instruments instruments = { 0 };
	rig->rest.has_key = false;
	assert_true(ac_setup_instruments(&rig->rest, &instruments, rig->error, sizeof(rig->error)));
	assert_int_equal(rig->rest.questions, 1);
	assert_true(instruments.items[0].bracket_count > 0);
	assert_true(instruments.items[0].tick.units == 10000000);
	free(instruments.items);
	free(rig);
}

static void test_setup_leaves_the_output_alone_when_rules_cannot_be_read(void **state)
{
	(void)state;
	for (uint32_t n = 1; n <= 2; n++) {
		struct rig *rig = rig_create(0);
		struct ac_instruments instruments = { .count = 77 };
		rig->rest.fail_at = n;
		assert_false(ac_setup_instruments(&rig->rest, &instruments, rig->error,
						  sizeof(rig->error)));
		assert_int_equal(instruments.count, 77);
		assert_null(instruments.items);
		assert_non_null(strstr(rig->error, n == 1 ? "exchangeInfo" : "leverageBracket"));
		free(rig);
	}
}

static void test_advice_is_there_for_what_stops_a_newcomer(void **state)
{
	(void)state;
	static const int32_t codes[] = { -1021, -1022, -2014, -2015, -4047, -4048, -4067, -4068 };
	static const int statuses[] = { 403, 404, 418, 429, 451, 500, 503 };
	for (size_t i = 0; i < AC_COUNT(codes); i++)
		assert_non_null(ac_advice_of_code(codes[i]));
	for (size_t i = 0; i < AC_COUNT(statuses); i++)
		assert_non_null(ac_advice_of_status(statuses[i]));
	assert_null(ac_advice_of_code(-9999));
	assert_null(ac_advice_of_status(302));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_setup_leaves_an_account_alone_that_is_as_wanted),
		cmocka_unit_test(test_setup_sets_what_differs_and_looks_again),
		cmocka_unit_test(test_setup_sets_nothing_in_a_dry_run),
		cmocka_unit_test(test_setup_takes_no_need_to_change_as_success),
		cmocka_unit_test(test_setup_says_plainly_what_it_cannot_set),
		cmocka_unit_test(test_setup_believes_the_exchange_only_when_it_looks_again),
		cmocka_unit_test(test_setup_fails_when_any_question_has_no_answer),
		cmocka_unit_test(test_setup_refuses_a_leverage_above_the_brackets_without_asking),
		cmocka_unit_test(test_setup_refuses_an_account_that_may_not_trade),
		cmocka_unit_test(test_setup_refuses_a_symbol_that_the_account_does_not_have),
		cmocka_unit_test(test_setup_replaces_fees_by_those_of_the_account),
		cmocka_unit_test(test_setup_asks_fees_of_many_symbols_once_a_margin_asset),
		cmocka_unit_test(test_setup_reads_rules_brackets_and_limits),
		cmocka_unit_test(test_setup_assumes_cautious_brackets_without_a_key),
		cmocka_unit_test(test_setup_leaves_the_output_alone_when_rules_cannot_be_read),
		cmocka_unit_test(test_advice_is_there_for_what_stops_a_newcomer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
