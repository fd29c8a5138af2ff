/* doctor_wire.h - the exchange that the doctor's test asks: answers written here, no socket.
 * Defines what rest.c would; for one test program. */
#ifndef AC_TESTS_GATEWAY_DOCTOR_WIRE_H
#define AC_TESTS_GATEWAY_DOCTOR_WIRE_H

#include "check.h"

#include "binance/doctor/doctor_state.h"
#include "sys/clock.h"

#define BODY_SIZE 4096
#define NOW_MS    1795000000000LL
#define SECRET    "s3cr3tS3CR3T"
#define USER_KEY  "l1st3nK3Yl1st3nK3Y"

enum failing { FAIL_NOT_SENT, FAIL_LOST, FAIL_DONE, FAIL_503, FAIL_DONE_503, FAIL_COUNT };

struct ac_rest {
	struct ac_server_clock clock;
	struct ac_rate_budget budget;
	bool is_withdrawing, is_futures, is_reading, is_restricted, is_transferring, is_hedge;
	ac_ms expires_ms;
	const char *wallet;
	const char *status; /* of the symbol */
	int32_t key_code;   /* of every signed question, 0 none */
	bool refuses_reduce_only, loses_order, keeps_order;
	uint32_t fail_at, questions;
	enum failing failing;
	bool is_open; /* the test order rests */
	char client_id[64];
	uint32_t placed;
	char placing[AC_REQUEST_SIZE];
	const char *asked_at; /* of the question of permissions */
	char body[BODY_SIZE];
};

static struct ac_rest wire;
static ac_ns now_ns;

enum ac_status ac_loop_create(struct ac_loop **ret_loop)
{
	*ret_loop = NULL;
	return AC_OK;
}
void ac_loop_destroy(struct ac_loop *loop)
{
	(void)loop;
}
void ac_loop_run(struct ac_loop *loop, ac_ns timeout)
{
	(void)loop;
	now_ns += timeout;
}
static ac_ns fake_steady(void *self)
{
	(void)self;
	return now_ns;
}

const struct ac_clock ac_machine_clock = { .steady = fake_steady, .wall = fake_steady };
enum ac_status ac_rest_create(struct ac_loop *loop, const struct ac_rest_config *config,
			      struct ac_rest **ret_rest)
{
	(void)loop;
	assert_string_equal(config->secret, SECRET);
	*ret_rest = &wire;
	return AC_OK;
}
void ac_rest_destroy(struct ac_rest *rest)
{
	(void)rest;
}
bool ac_rest_clock_sync(struct ac_rest *rest, uint32_t samples, struct ac_rest_answer *ret_answer)
{
	(void)rest, (void)samples, (void)ret_answer;
	return true;
}
ac_ms ac_rest_now_ms(const struct ac_rest *rest)
{
	(void)rest;
	return NOW_MS;
}
struct ac_server_clock *ac_rest_clock(struct ac_rest *rest)
{
	return &rest->clock;
}
struct ac_rate_budget *ac_rest_budget(struct ac_rest *rest)
{
	return &rest->budget;
}
struct ac_signer *ac_rest_signer(struct ac_rest *rest)
{
	return (struct ac_signer *)(void *)rest;
}
enum ac_key_kind ac_signer_kind(const struct ac_signer *signer)
{
	(void)signer;
	return AC_KEY_ED25519;
}
const char *ac_key_kind_text(enum ac_key_kind kind)
{
	assert_int_equal(kind, AC_KEY_ED25519);
	return "Ed25519";
}

void doctor_check_local(struct doctor *doctor)
{
	(void)doctor;
}
void doctor_check_streams(struct doctor *doctor)
{
	if (wire.fail_at == 0)
		assert_string_equal(doctor->listen_key, USER_KEY);
	for (uint32_t i = 0; i < doctor->instruments.count; i++)
		doctor->marks[i] = AC_DEC(1000);
}

static void put_rules(void)
{
	snprintf(wire.body, BODY_SIZE,
		 "{\"serverTime\":1,\"rateLimits\":[{\"rateLimitType\":\"REQUEST_WEIGHT\","
		 "\"interval\":\"MINUTE\",\"intervalNum\":1,\"limit\":2400},{\"rateLimitType\":"
		 "\"ORDERS\",\"interval\":\"MINUTE\",\"intervalNum\":1,\"limit\":1200},"
		 "{\"rateLimitType\":\"ORDERS\",\"interval\":\"SECOND\",\"intervalNum\":10,"
		 "\"limit\":300}],\"assets\":[],\"symbols\":[{\"symbol\":\"NEWUSDT\",\"pair\":"
		 "\"NEWUSDT\",\"contractType\":\"PERPETUAL\",\"deliveryDate\":4133404800000,"
		 "\"status\":\"%s\",\"baseAsset\":\"NEW\",\"quoteAsset\":\"USDT\","
		 "\"marginAsset\":\"USDT\",\"pricePrecision\":2,\"quantityPrecision\":3,"
		 "\"triggerProtect\":\"0.05\",\"liquidationFee\":\"0.0125\",\"marketTakeBound\":"
		 "\"0.05\",\"filters\":[{\"filterType\":\"PRICE_FILTER\",\"minPrice\":\"0.10\","
		 "\"maxPrice\":\"100000\",\"tickSize\":\"0.10\"},{\"filterType\":\"LOT_SIZE\","
		 "\"minQty\":\"0.001\",\"maxQty\":\"1000\",\"stepSize\":\"0.001\"},"
		 "{\"filterType\":\"MARKET_LOT_SIZE\",\"minQty\":\"0.001\",\"maxQty\":\"120\","
		 "\"stepSize\":\"0.001\"},{\"filterType\":\"MIN_NOTIONAL\",\"notional\":\"50\"},"
		 "{\"filterType\":\"PERCENT_PRICE\",\"multiplierUp\":\"1.0500\","
		 "\"multiplierDown\":\"0.9500\",\"multiplierDecimal\":\"4\"}]}]}",
		 wire.status);
}

static const char *word(bool value)
{
	return value ? "true" : "false";
}

static void put_algos(void)
{
	snprintf(wire.body, BODY_SIZE, "[]");
	if (wire.is_open && !wire.loses_order)
		snprintf(wire.body, BODY_SIZE,
			 "[{\"algoId\":7,\"clientAlgoId\":\"%s\",\"algoType\":\"CONDITIONAL\","
			 "\"orderType\":\"STOP_MARKET\",\"symbol\":\"NEWUSDT\",\"side\":\"BUY\","
			 "\"positionSide\":\"%s\",\"timeInForce\":\"GTC\",\"quantity\":\"0.056\","
			 "\"algoStatus\":\"NEW\",\"triggerPrice\":\"1040\",\"price\":\"0\","
			 "\"workingType\":\"CONTRACT_PRICE\",\"closePosition\":false,"
			 "\"priceProtect\":false,\"reduceOnly\":true,\"createTime\":1,"
			 "\"updateTime\":1}]",
			 wire.client_id, wire.is_hedge ? "SHORT" : "BOTH");
}

static void put_body(const char *path)
{
	if (strcmp(path, "/fapi/v1/exchangeInfo") == 0)
		put_rules();
	else if (strcmp(path, "/fapi/v1/openAlgoOrders") == 0)
		put_algos();
	else if (strcmp(path, "/fapi/v1/leverageBracket") == 0)
		snprintf(wire.body, BODY_SIZE,
			 "[{\"symbol\":\"NEWUSDT\",\"brackets\":[{\"bracket\":1,"
			 "\"initialLeverage\":33,\"notionalCap\":50000,\"notionalFloor\":0,"
			 "\"maintMarginRatio\":0.01,\"cum\":0}]}]");
	else if (strcmp(path, "/fapi/v3/balance") == 0)
		snprintf(wire.body, BODY_SIZE,
			 "[{\"accountAlias\":\"a\",\"asset\":\"USDT\",\"balance\":\"%s\","
			 "\"crossWalletBalance\":\"%s\",\"crossUnPnl\":\"0\","
			 "\"availableBalance\":\"%s\",\"maxWithdrawAmount\":\"0\","
			 "\"marginAvailable\":true,\"updateTime\":1}]",
			 wire.wallet, wire.wallet, wire.wallet);
	else if (strcmp(path, "/fapi/v1/listenKey") == 0)
		snprintf(wire.body, BODY_SIZE, "{\"listenKey\":\"" USER_KEY "\"}");
	else if (strcmp(path, "/fapi/v1/accountConfig") == 0)
		snprintf(wire.body, BODY_SIZE,
			 "{\"feeTier\":0,\"canTrade\":true,\"dualSidePosition\":%s,"
			 "\"multiAssetsMargin\":false}",
			 word(wire.is_hedge));
	else if (strcmp(path, "/fapi/v1/symbolConfig") == 0)
		snprintf(wire.body, BODY_SIZE,
			 "[{\"symbol\":\"NEWUSDT\",\"marginType\":\"CROSSED\","
			 "\"isAutoAddMargin\":false,\"leverage\":10,"
			 "\"maxNotionalValue\":\"1\"}]");
	else if (strcmp(path, "/sapi/v1/account/apiRestrictions") == 0)
		snprintf(wire.body, BODY_SIZE,
			 "{\"ipRestrict\":%s,\"createTime\":1,\"enableReading\":%s,"
			 "\"enableWithdrawals\":%s,\"enableInternalTransfer\":%s,"
			 "\"enableFutures\":%s,\"permitsUniversalTransfer\":false,"
			 "\"tradingAuthorityExpirationTime\":%lld}",
			 word(wire.is_restricted), word(wire.is_reading), word(wire.is_withdrawing),
			 word(wire.is_transferring), word(wire.is_futures),
			 (long long)wire.expires_ms);
	else
		fail_msg("asked for %s", path);
}

static void refuse(struct ac_rest_answer *answer, int status, int32_t code)
{
	answer->status = status;
	answer->code = code;
	snprintf(answer->error, sizeof(answer->error), "Refused. (%d)", code);
}

static void act(const struct ac_request *request, struct ac_rest_answer *answer)
{
	answer->status = 200;
	if (request->is_signed && wire.key_code != 0) {
		refuse(answer, 401, wire.key_code);
		return;
	}
	if (strcmp(request->path, "/fapi/v1/algoOrder") != 0) {
		put_body(request->path);
		answer->body = ac_str_from(wire.body);
		return;
	}
	if (strcmp(request->method, "DELETE") == 0) {
		if (!wire.is_open)
			refuse(answer, 400, -2011);
		wire.is_open &= wire.keeps_order;
		return;
	}
	assert_string_equal(request->method, "POST");
	wire.placed++;
	snprintf(wire.placing, sizeof(wire.placing), "%s", request->query);
	if (wire.refuses_reduce_only && strstr(request->query, "reduceOnly=true") != NULL) {
		refuse(answer, 400, -2022);
		return;
	}
	const char *id = strstr(request->query, "clientAlgoId=");
	assert_non_null(id);
	snprintf(wire.client_id, sizeof(wire.client_id), "%s", id + strlen("clientAlgoId="));
	wire.is_open = true;
}

void ac_rest_ask(struct ac_rest *rest, const struct ac_request *request, enum ac_rate_lane lane,
		 struct ac_rest_answer *ret_answer)
{
	(void)rest, (void)lane;
	*ret_answer = (struct ac_rest_answer){ .fate = AC_HTTP_ANSWERED };
	bool is_failing = ++wire.questions == wire.fail_at;
	if (!is_failing || wire.failing == FAIL_DONE || wire.failing == FAIL_DONE_503)
		act(request, ret_answer);
	if (!is_failing)
		return;
	bool is_503 = wire.failing == FAIL_503 || wire.failing == FAIL_DONE_503;
	*ret_answer = (struct ac_rest_answer){
		.fate = is_503                          ? AC_HTTP_ANSWERED
			: wire.failing == FAIL_NOT_SENT ? AC_HTTP_NOT_SENT
							: AC_HTTP_UNKNOWN,
		.status = is_503 ? 503 : 0,
	};
	snprintf(ret_answer->error, sizeof(ret_answer->error), "it failed");
}

void ac_rest_ask_at(struct ac_rest *rest, const char *base, const struct ac_request *request,
		    struct ac_rest_answer *ret_answer)
{
	wire.asked_at = base;
	ac_rest_ask(rest, request, AC_LANE_BACKGROUND, ret_answer);
}

#endif
