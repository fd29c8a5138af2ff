/* Answers to commands: every code of the error table, every way in which an answer can fail to say
 * what was done, and the documents that say it. */
#include "binance/codec/refusal.h"
#include "reply_rig.h"

static const enum ac_command_kind kinds[] = {
	AC_COMMAND_PLACE,       AC_COMMAND_CANCEL,       AC_COMMAND_PLACE_ALGO,
	AC_COMMAND_CANCEL_ALGO, AC_COMMAND_MODIFY,       AC_COMMAND_QUERY,
	AC_COMMAND_QUERY_ALGO,  AC_COMMAND_QUERY_TRADES, AC_COMMAND_QUERY_POSITION,
};
#define CHANGES 5 /* of the kinds, the first ones change something */

static bool leaves_open(int32_t code)
{
	return code == -1000 || code == -1001 || code == -1006 || code == -1007;
}

static void check_code(enum ac_command_kind kind, bool is_question, int status, int32_t code)
{
	char body[96], name[64];
	snprintf(body, sizeof(body), "{\"code\":%d,\"msg\":\"Some words.\"}", code);
	snprintf(name, sizeof(name), "code %d, kind %d, status %d", code, (int)kind, status);
	struct ac_event event = decode(kind, status, body);
	const struct ac_reply *reply = &event.reply;
	enum ac_outcome outcome = AC_OUTCOME_REFUSED;
	enum ac_reaction reaction = ac_refusal_reaction(ac_binance_refusal(code));
	if (leaves_open(code)) {
		outcome = is_question ? AC_OUTCOME_REFUSED : AC_OUTCOME_UNKNOWN;
		reaction = is_question ? AC_REACTION_RETRY : AC_REACTION_QUERY;
	} else if (code == -2013 && (kind == AC_COMMAND_QUERY || kind == AC_COMMAND_QUERY_ALGO)) {
		outcome = AC_OUTCOME_NOT_FOUND;
	}
	CHECK_EQ(name, reply->outcome, outcome);
	CHECK_EQ(name, reply->reaction, reaction);
	CHECK_EQ(name, reply->code, code);
	CHECK_EQ(name, reply->exchange_id, 0);
	CHECK_EQ(name, reply->executed.units, 0);
	CHECK_EQ(name, rows_count, 0);
}

/* The reactions themselves are held against the reference in test_refusal.c. */
static void test_reply_meets_every_code_of_the_table_by_its_reaction(void **state)
{
	(void)state;
	int known = 0;
	for (int32_t code = -1; code > -10000; code--) {
		if (!ac_binance_code_is_known(code))
			continue;
		known++;
		for (size_t k = 0; k < AC_COUNT(kinds); k++) {
			check_code(kinds[k], k >= CHANGES, 400, code);
			check_code(kinds[k], k >= CHANGES, 401, code);
			check_code(kinds[k], k >= CHANGES, 200, code);
		}
	}
	CHECK_EQ("codes", known, 145);
}

static void test_reply_of_a_code_outside_the_table_leaves_an_order_open(void **state)
{
	(void)state;
	static const int32_t codes[] = { -1, -999, -1999, -2099, -4999, -9999, INT32_MIN };
	for (size_t i = 0; i < AC_COUNT(codes); i++) {
		char body[64];
		snprintf(body, sizeof(body), "{\"code\":%d,\"msg\":\"News.\"}", codes[i]);
		for (size_t k = 0; k < AC_COUNT(kinds); k++) {
			struct ac_event event = decode(kinds[k], 400, body);
			CHECK_EQ(body, event.reply.outcome,
				 k < CHANGES ? AC_OUTCOME_UNKNOWN : AC_OUTCOME_REFUSED);
			CHECK_EQ(body, event.reply.reaction, AC_REACTION_QUERY);
			CHECK_EQ(body, event.reply.code, codes[i]);
		}
	}
}

#define UNKNOWN_503                                                                                \
	"{\"code\":-1000,\"msg\":\"Unknown error, please check your request or try again "         \
	"later.\"}"
#define DOWN_503   "{\"code\":0,\"msg\":\"Service Unavailable.\"}"
#define DOWN_503_N "{\"code\":-1016,\"msg\":\"Service Unavailable.\"}"
#define AGAIN_503                                                                                  \
	"{\"code\":-1001,\"msg\":\"Internal error; unable to process your request. Please try "    \
	"again.\"}"
#define BUSY_503 "{\"code\":-1008,\"msg\":\"Request throttled by system-level protection.\"}"
#define HTML     "<html><body>Bad Gateway</body></html>"

static void test_reply_meets_every_status_of_the_transport(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int status;
		const char *body;
		enum ac_outcome outcome;
		enum ac_reaction reaction;
		int32_t code;
	} table[] = {
		{ "no answer", 0, "", AC_OUTCOME_UNKNOWN, AC_REACTION_QUERY, -1007 },
		{ "no answer, some bytes", 0, "{\"orderId\":1", AC_OUTCOME_UNKNOWN,
		  AC_REACTION_QUERY, -1007 },
		{ "503 may have been done", 503, UNKNOWN_503, AC_OUTCOME_UNKNOWN, AC_REACTION_QUERY,
		  -1000 },
		{ "503 not done", 503, DOWN_503, AC_OUTCOME_REFUSED, AC_REACTION_RETRY, 0 },
		{ "503 not done, with a code", 503, DOWN_503_N, AC_OUTCOME_REFUSED,
		  AC_REACTION_RETRY, -1016 },
		{ "503 may be sent again", 503, AGAIN_503, AC_OUTCOME_REFUSED, AC_REACTION_RETRY,
		  -1001 },
		{ "the same words with 500 promise nothing", 500, AGAIN_503, AC_OUTCOME_UNKNOWN,
		  AC_REACTION_QUERY, -1001 },
		{ "throttled", 503, BUSY_503, AC_OUTCOME_REFUSED, AC_REACTION_RETRY, -1008 },
		{ "throttled by any status", 429, BUSY_503, AC_OUTCOME_REFUSED, AC_REACTION_RETRY,
		  -1008 },
		{ "503 of a proxy", 503, HTML, AC_OUTCOME_UNKNOWN, AC_REACTION_QUERY, -1007 },
		{ "503 without a word", 503, "", AC_OUTCOME_UNKNOWN, AC_REACTION_QUERY, -1007 },
		{ "500", 500, "{\"code\":-2019,\"msg\":\"Margin\"}", AC_OUTCOME_UNKNOWN,
		  AC_REACTION_QUERY, -2019 },
		{ "502", 502, HTML, AC_OUTCOME_UNKNOWN, AC_REACTION_QUERY, -1007 },
		{ "504", 504, "{\"code\":-1007,\"msg\":\"Timeout\"}", AC_OUTCOME_UNKNOWN,
		  AC_REACTION_QUERY, -1007 },
		{ "408", 408, "{\"code\":-1003,\"msg\":\"x\"}", AC_OUTCOME_UNKNOWN,
		  AC_REACTION_QUERY, -1003 },
		{ "429", 429, "{\"code\":-1003,\"msg\":\"Too many requests\"}", AC_OUTCOME_REFUSED,
		  AC_REACTION_RETRY, -1003 },
		{ "429 for orders", 429, "{\"code\":-1015,\"msg\":\"Too many new orders\"}",
		  AC_OUTCOME_REFUSED, AC_REACTION_RETRY, -1015 },
		{ "429 of a proxy", 429, HTML, AC_OUTCOME_REFUSED, AC_REACTION_RETRY, -1003 },
		{ "418", 418, "{\"code\":-1003,\"msg\":\"banned until 1795000000123.\"}",
		  AC_OUTCOME_REFUSED, AC_REACTION_RETRY, -1003 },
		{ "401 without a code", 401, HTML, AC_OUTCOME_REFUSED, AC_REACTION_HALT, 0 },
		{ "403 of the firewall", 403, HTML, AC_OUTCOME_REFUSED, AC_REACTION_HALT, 0 },
		{ "404", 404, HTML, AC_OUTCOME_REFUSED, AC_REACTION_REFUSE, 0 },
		{ "451", 451, "", AC_OUTCOME_REFUSED, AC_REACTION_HALT, 0 },
		{ "451 with a code", 451, "{\"code\":0,\"msg\":\"restricted location\"}",
		  AC_OUTCOME_REFUSED, AC_REACTION_HALT, 0 },
		{ "400 that is not JSON", 400, HTML, AC_OUTCOME_UNKNOWN, AC_REACTION_QUERY, -1007 },
		{ "400 that breaks off", 400, "{\"code\":-2019,\"msg\":\"Marg", AC_OUTCOME_UNKNOWN,
		  AC_REACTION_QUERY, -1007 },
		{ "400 without a code", 400, "{}", AC_OUTCOME_UNKNOWN, AC_REACTION_QUERY, -1007 },
		{ "400 with a code of text", 400, "{\"code\":\"-2019\",\"msg\":\"Margin\"}",
		  AC_OUTCOME_REFUSED, AC_REACTION_SKIP, -2019 },
		{ "400 with a code beyond numbers", 400, "{\"code\":-99999999999}",
		  AC_OUTCOME_UNKNOWN, AC_REACTION_QUERY, -1007 },
		{ "a redirection", 302, HTML, AC_OUTCOME_UNKNOWN, AC_REACTION_QUERY, -1007 },
		{ "200 that is not JSON", 200, HTML, AC_OUTCOME_UNKNOWN, AC_REACTION_QUERY, -1007 },
		{ "200 without a word", 200, "", AC_OUTCOME_UNKNOWN, AC_REACTION_QUERY, -1007 },
		{ "200 about nothing", 200, "{}", AC_OUTCOME_UNKNOWN, AC_REACTION_QUERY, -1007 },
		{ "200 with a list", 200, "[{\"orderId\":1}]", AC_OUTCOME_UNKNOWN,
		  AC_REACTION_QUERY, -1007 },
		{ "202 with a code", 202, "{\"code\":-2019,\"msg\":\"\"}", AC_OUTCOME_UNKNOWN,
		  AC_REACTION_QUERY, -2019 },
		{ "418 of a proxy", 418, HTML, AC_OUTCOME_REFUSED, AC_REACTION_RETRY, -1003 },
		{ "202", 202, "{}", AC_OUTCOME_UNKNOWN, AC_REACTION_QUERY, -1007 },
	};
	for (size_t i = 0; i < AC_COUNT(table); i++) {
		for (size_t k = 0; k < CHANGES; k++) {
			struct ac_event event = decode(kinds[k], table[i].status, table[i].body);
			CHECK_EQ(table[i].name, event.reply.outcome, table[i].outcome);
			CHECK_EQ(table[i].name, event.reply.reaction, table[i].reaction);
			CHECK_EQ(table[i].name, event.reply.code, table[i].code);
		}
	}
}

/* A question that was not answered was neither found nor not found nor done. */
static void test_reply_of_a_question_that_failed_says_nothing(void **state)
{
	(void)state;
	static const struct {
		int status;
		const char *body;
	} table[] = {
		{ 0, "" },         { 500, "" },     { 502, HTML },   { 503, UNKNOWN_503 },
		{ 429, "{}" },     { 418, HTML },   { 403, HTML },   { 404, HTML },
		{ 200, HTML },     { 200, "null" }, { 200, "\"\"" }, { 200, "7" },
		{ 200, "[{}]" },   { 200, "[7]" },  { 200, "[" },    { 200, "{\"a\":[}" },
		{ 400, BUSY_503 },
	};
	for (size_t i = 0; i < AC_COUNT(table); i++) {
		for (size_t k = CHANGES; k < AC_COUNT(kinds); k++) {
			struct ac_event event = decode(kinds[k], table[i].status, table[i].body);
			if (event.reply.outcome != AC_OUTCOME_UNKNOWN &&
			    event.reply.outcome != AC_OUTCOME_REFUSED)
				fail_msg("%d '%s': outcome %d", table[i].status, table[i].body,
					 event.reply.outcome);
			CHECK_EQ(table[i].body, rows_count, 0);
		}
	}
}

#define ORDER(status, executed, more)                                                              \
	"{\"orderId\":9007199254740993,\"symbol\":\"BTCUSDT\",\"status\":\"" status                \
	"\",\"clientOrderId\":\"" ID "\",\"price\":\"61000.00\",\"origQty\":\"0.010\","            \
	"\"executedQty\":\"" executed "\",\"cumQty\":\"0.000\",\"timeInForce\":\"GTC\","           \
	"\"type\":\"LIMIT\",\"reduceOnly\":false,\"updateTime\":1795000000181" more "}"

static void test_reply_to_a_placed_order_needs_no_average(void **state)
{
	(void)state;
	struct ac_event event = decode(AC_COMMAND_PLACE, 200, ORDER("NEW", "0.000", ""));
	const struct ac_reply *reply = &event.reply;
	CHECK_EQ("outcome", reply->outcome, AC_OUTCOME_ACCEPTED);
	CHECK_EQ("reaction", reply->reaction, AC_REACTION_NONE);
	CHECK_EQ("code", reply->code, 0);
	CHECK_EQ("status", reply->status, AC_STATUS_NEW);
	CHECK_EQ("id beyond doubles", reply->exchange_id, 9007199254740993);
	CHECK_EQ("executed", reply->executed.units, 0);
	CHECK_EQ("average", reply->average_price.units, 0);
	CHECK_EQ("updated", reply->update_time_ms, 1795000000181);
	CHECK_EQ("time", event.time_ns, 1795000000181 * AC_NS_PER_MS);
	event = decode(AC_COMMAND_PLACE, 200, ORDER("FILLED", "0.010", ""));
	CHECK_EQ("filled", event.reply.status, AC_STATUS_FILLED);
	CHECK_DEC("filled", event.reply.executed, "0.01");
	CHECK_EQ("average unknown", event.reply.average_price.units, 0);
	event = decode(AC_COMMAND_PLACE, 200,
		       ORDER("FILLED", "0.010", ",\"avgPrice\":\"60998.123456785\""));
	CHECK_DEC("average with more decimals", event.reply.average_price, "60998.12345678");
	event = decode(AC_COMMAND_MODIFY, 200, ORDER("PARTIALLY_FILLED", "0.004", ""));
	CHECK_EQ("modified", event.reply.outcome, AC_OUTCOME_ACCEPTED);
	CHECK_DEC("modified", event.reply.executed, "0.004");
	event = decode(AC_COMMAND_CANCEL, 200, ORDER("CANCELED", "0.004", ""));
	CHECK_EQ("cancelled", event.reply.outcome, AC_OUTCOME_ACCEPTED);
	CHECK_EQ("cancelled", event.reply.status, AC_STATUS_CANCELED);
}

static void test_reply_knows_every_status_and_takes_others_for_not_final(void **state)
{
	(void)state;
#define WORD(name, text) { name, ORDER(text, "0.000", "") },
	static const struct {
		enum ac_order_status status;
		const char *body;
	} table[] = { AC_ORDER_STATUS_LIST(WORD){ AC_STATUS_NEW,
						  ORDER("PENDING_MOON", "0.000", "") },
		      { AC_STATUS_NEW, ORDER("", "0.000", "") },
		      { AC_STATUS_NEW, ORDER("new", "0.000", "") } };
#undef WORD
	for (size_t i = 0; i < AC_COUNT(table); i++) {
		struct ac_event event = decode(AC_COMMAND_QUERY, 200, table[i].body);
		CHECK_EQ(table[i].body, event.reply.outcome, AC_OUTCOME_FOUND);
		CHECK_EQ(table[i].body, event.reply.status, table[i].status);
	}
}

static void test_reply_about_what_cannot_be_read_is_unknown(void **state)
{
	(void)state;
	static const char *const bodies[] = {
		/* no id, no status, no quantity */
		"{\"status\":\"FILLED\",\"executedQty\":\"1\"}",
		"{\"orderId\":7,\"executedQty\":\"1\"}",
		"{\"orderId\":7,\"status\":\"FILLED\"}",
		"{\"orderId\":7,\"status\":3,\"executedQty\":\"1\"}",
		"{\"orderId\":0,\"status\":\"NEW\",\"executedQty\":\"0\"}",
		"{\"orderId\":-7,\"status\":\"NEW\",\"executedQty\":\"0\"}",
		"{\"orderId\":7.0,\"status\":\"NEW\",\"executedQty\":\"0\"}",
		"{\"orderId\":9223372036854775808,\"status\":\"NEW\",\"executedQty\":\"0\"}",
		"{\"orderId\":7,\"status\":\"FILLED\",\"executedQty\":null}",
		"{\"orderId\":7,\"status\":\"FILLED\",\"executedQty\":\"\"}",
		"{\"orderId\":7,\"status\":\"FILLED\",\"executedQty\":\"-1\"}",
		"{\"orderId\":7,\"status\":\"FILLED\",\"executedQty\":\"1e3\"}",
		"{\"orderId\":7,\"status\":\"FILLED\",\"executedQty\":\"0.123456789\"}",
		/* somebody else's */
		"{\"orderId\":7,\"status\":\"FILLED\",\"executedQty\":\"1\",\"clientOrderId\":"
		"\"c1-000042\"}",
		"{\"orderId\":7,\"status\":\"FILLED\",\"executedQty\":\"1\",\"clientOrderId\":"
		"\"\"}",
		/* broken off */
		"{\"orderId\":7,\"status\":\"FILLED\",\"executedQty\":\"1\"",
		"{\"orderId\":7,\"status\":\"FILLED\",\"executedQty\":\"1\"}}",
	};
	static const enum ac_command_kind regular[] = { AC_COMMAND_PLACE, AC_COMMAND_CANCEL,
							AC_COMMAND_MODIFY, AC_COMMAND_QUERY };
	for (size_t i = 0; i < AC_COUNT(bodies); i++) {
		for (size_t k = 0; k < AC_COUNT(regular); k++) {
			struct ac_event event = decode(regular[k], 200, bodies[i]);
			CHECK_EQ(bodies[i], event.reply.outcome, AC_OUTCOME_UNKNOWN);
			CHECK_EQ(bodies[i], event.reply.reaction, AC_REACTION_QUERY);
			CHECK_EQ(bodies[i], event.reply.exchange_id, 0);
			CHECK_EQ(bodies[i], event.reply.executed.units, 0);
		}
	}
}

#define ALGO(status, more)                                                                         \
	"{\"algoId\":1000000099120345,\"clientAlgoId\":\"" ID                                      \
	"\",\"algoType\":\"CONDITIONAL\",\"orderType\":\"STOP_MARKET\",\"symbol\":\"BTCUSDT\","    \
	"\"quantity\":\"0.000\",\"algoStatus\":\"" status                                          \
	"\",\"triggerPrice\":\"60000.00\",\"icebergQuantity\":null,\"activatePrice\":\"\","        \
	"\"updateTime\":1795000001010" more "}"

static void test_reply_about_algo_orders(void **state)
{
	(void)state;
	struct ac_event event = decode(AC_COMMAND_PLACE_ALGO, 200, ALGO("NEW", ""));
	CHECK_EQ("placed", event.reply.outcome, AC_OUTCOME_ACCEPTED);
	CHECK_EQ("placed", event.reply.status, AC_STATUS_NEW);
	CHECK_EQ("placed", event.reply.exchange_id, 1000000099120345);
	CHECK_EQ("placed", event.reply.update_time_ms, 1795000001010);
	event = decode(AC_COMMAND_QUERY_ALGO, 200,
		       ALGO("TRIGGERED", ",\"actualOrderId\":\"\",\"actualPrice\":\"0.00000\""));
	CHECK_EQ("triggered", event.reply.outcome, AC_OUTCOME_FOUND);
	CHECK_EQ("triggered", event.reply.status, AC_STATUS_TRIGGERED);
	CHECK_EQ("triggered", event.reply.average_price.units, 0);
	event = decode(AC_COMMAND_QUERY_ALGO, 200,
		       ALGO("FINISHED", ",\"actualOrderId\":\"88412555001\",\"actualPrice\":"
					"\"59990.5\",\"actualQty\":\"0.010\""));
	CHECK_EQ("finished", event.reply.status, AC_STATUS_FINISHED);
	CHECK_EQ("its own id", event.reply.exchange_id, 1000000099120345);
	CHECK_DEC("executed", event.reply.executed, "0.01");
	CHECK_DEC("average", event.reply.average_price, "59990.5");
	event = decode(AC_COMMAND_PLACE_ALGO, 200,
		       "{\"algoId\":7,\"algoStatus\":\"NEW\",\"clientAlgoId\":\"other\"}");
	CHECK_EQ("somebody else's", event.reply.outcome, AC_OUTCOME_UNKNOWN);
}

static void test_reply_to_a_cancelled_algo_takes_success_in_text_or_number(void **state)
{
	(void)state;
	static const struct {
		const char *body;
		enum ac_outcome outcome;
		int64_t id;
	} table[] = {
		{ "{\"algoId\":7,\"clientAlgoId\":\"" ID "\",\"code\":\"200\",\"msg\":\"success\"}",
		  AC_OUTCOME_ACCEPTED, 7 },
		{ "{\"algoId\":7,\"clientAlgoId\":\"" ID "\",\"code\":200,\"msg\":\"success\"}",
		  AC_OUTCOME_ACCEPTED, 7 },
		{ "{\"code\":200,\"msg\":\"success\"}", AC_OUTCOME_ACCEPTED, 0 },
		{ ALGO("CANCELED", ""), AC_OUTCOME_ACCEPTED, 1000000099120345 },
		{ "{\"algoId\":7,\"clientAlgoId\":\"other\",\"code\":\"200\"}", AC_OUTCOME_UNKNOWN,
		  0 },
		{ "{\"algoId\":7,\"clientAlgoId\":\"" ID "\",\"code\":\"201\"}", AC_OUTCOME_UNKNOWN,
		  0 },
		{ "{\"algoId\":7,\"clientAlgoId\":\"" ID "\"}", AC_OUTCOME_UNKNOWN, 0 },
		{ "{\"algoId\":7,\"clientAlgoId\":\"" ID "\",\"code\":\"-2011\"}",
		  AC_OUTCOME_REFUSED, 0 },
	};
	for (size_t i = 0; i < AC_COUNT(table); i++) {
		struct ac_event event = decode(AC_COMMAND_CANCEL_ALGO, 200, table[i].body);
		CHECK_EQ(table[i].body, event.reply.outcome, table[i].outcome);
		CHECK_EQ(table[i].body, event.reply.exchange_id, table[i].id);
		if (table[i].outcome == AC_OUTCOME_ACCEPTED)
			CHECK_EQ(table[i].body, event.reply.status, AC_STATUS_CANCELED);
	}
}

static void test_reply_error_is_read_and_its_message_cut(void **state)
{
	(void)state;
	char message[16];
	CHECK_EQ("code",
		 ac_reply_error(AC_STR("{\"code\":-1121,\"msg\":\"Invalid symbol.\"}"), message,
				sizeof(message)),
		 -1121);
	assert_string_equal(message, "Invalid symbol.");
	CHECK_EQ("cut",
		 ac_reply_error(AC_STR("{\"msg\":\"Invalid symbols are these.\",\"code\":-1121}"),
				message, sizeof(message)),
		 -1121);
	assert_string_equal(message, "Invalid symbols");
	CHECK_EQ("not in a character",
		 ac_reply_error(AC_STR("{\"msg\":\"Invalid symbo\xe5\xb8\x81\",\"code\":-1}"),
				message, sizeof(message)),
		 -1);
	assert_string_equal(message, "Invalid symbo");
	CHECK_EQ("no message", ac_reply_error(AC_STR("{\"code\":-1,\"msg\":7}"), message, 16), -1);
	assert_string_equal(message, "");
	CHECK_EQ("success", ac_reply_error(AC_STR("{\"code\":200,\"msg\":\"ok\"}"), message, 16),
		 0);
	assert_string_equal(message, "ok");
	CHECK_EQ("none", ac_reply_error(AC_STR("{}"), message, 16), 0);
	CHECK_EQ("list", ac_reply_error(AC_STR("[{\"code\":-1}]"), message, 16), 0);
	CHECK_EQ("empty", ac_reply_error((struct ac_str){ NULL, 0 }, message, 16), 0);
	CHECK_EQ("no room", ac_reply_error(AC_STR("{\"code\":-1}"), NULL, 0), -1);
}

static void test_reply_ban_end_is_read_out_of_the_text(void **state)
{
	(void)state;
	static const struct {
		const char *message;
		ac_ms end;
	} table[] = {
		{ "Way too many requests; IP(1.2.3.4) banned until 1795000000123. Please use the "
		  "websocket for live updates to avoid bans.",
		  1795000000123 },
		{ "banned until 1795000000123", 1795000000123 },
		{ "Too many requests; current limit is 2400 requests per minute.", 0 },
		{ "", 0 },
		{ "banned until tomorrow", 0 },
		{ "banned until 17", 0 },
		{ "banned until 99999999999999999999999999", 0 },
		{ "banned until -1795000000123", 0 },
	};
	for (size_t i = 0; i < AC_COUNT(table); i++)
		CHECK_EQ(table[i].message, ac_reply_ban_end(table[i].message), table[i].end);
}

static void check_fixture(const char *data, const char *name, enum ac_command_kind kind,
			  const char *client_id, enum ac_order_status status)
{
	char path[1200];
	static char body[1 << 16];
	snprintf(path, sizeof(path), "%s/fixtures/%s", data, name);
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		fail_msg("%s is not there", name);
	size_t size = fread(body, 1, sizeof(body) - 1, file);
	fclose(file);
	body[size] = '\0';
	const char *start = body;
	for (int line = 0; strstr(name, ".txt") != NULL && line < 3; line++)
		start = strchr(start, '\n') + 1;
	struct ac_command command;
	memset(&command, 0, sizeof(command));
	command.kind = (uint16_t)kind;
	memcpy(command.client_id, client_id, strlen(client_id) + 1);
	const struct ac_frame_sink sink = { take, NULL };
	struct ac_event event;
	rows_count = 0;
	ac_reply_decode(&command, 200, ac_str_from(start), RECV, &sink, &rows, &event);
	if (event.reply.outcome == AC_OUTCOME_UNKNOWN || event.reply.outcome == AC_OUTCOME_REFUSED)
		fail_msg("%s: outcome %d", name, event.reply.outcome);
	CHECK_EQ(name, event.reply.status, status);
	if (kind == AC_COMMAND_QUERY_TRADES || kind == AC_COMMAND_QUERY_POSITION)
		assert_true(rows_count > 0);
	else
		assert_true(event.reply.exchange_id > 0);
}

static void test_reply_understands_the_fixtures(void **state)
{
	(void)state;
	SKIP_WITHOUT_SHARED_DATA(data);
	check_fixture(data, "rest/order_response.json", AC_COMMAND_PLACE, "testOrder123",
		      AC_STATUS_NEW);
	check_fixture(data, "endpoints/Trading/PlaceOrder.txt", AC_COMMAND_PLACE, "testOrder",
		      AC_STATUS_NEW);
	check_fixture(data, "endpoints/Trading/CancelOrder.txt", AC_COMMAND_CANCEL, "myOrder1",
		      AC_STATUS_CANCELED);
	check_fixture(data, "endpoints/Trading/EditOrder.txt", AC_COMMAND_MODIFY,
		      "LJ9R4QZDihCaS8UAOOLpgW", AC_STATUS_NEW);
	check_fixture(data, "endpoints/Trading/GetOrder.txt", AC_COMMAND_QUERY, "", AC_STATUS_NEW);
	check_fixture(data, "endpoints/Trading/PlaceConditionalOrder.txt", AC_COMMAND_PLACE_ALGO,
		      "6B2I9XVcJpCjqPAJ4YoFX7", AC_STATUS_NEW);
	check_fixture(data, "endpoints/Trading/CancelConditionalOrder.txt", AC_COMMAND_CANCEL_ALGO,
		      "0Xkl1p621E4EryvufmYre1", AC_STATUS_CANCELED);
	check_fixture(data, "endpoints/Trading/GetConditionalOrder.txt", AC_COMMAND_QUERY_ALGO,
		      "x-yHjDKm8h7cd1bf4f-9ce3-4d55-b9f", AC_STATUS_FINISHED);
	check_fixture(data, "endpoints/Trading/GetUserTrades.txt", AC_COMMAND_QUERY_TRADES, "",
		      AC_STATUS_NEW);
	check_fixture(data, "endpoints/Trading/GetPositions.txt", AC_COMMAND_QUERY_POSITION, "",
		      AC_STATUS_NEW);
	check_fixture(data, "rest/position_risk.json", AC_COMMAND_QUERY_POSITION, "",
		      AC_STATUS_NEW);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reply_meets_every_code_of_the_table_by_its_reaction),
		cmocka_unit_test(test_reply_of_a_code_outside_the_table_leaves_an_order_open),
		cmocka_unit_test(test_reply_meets_every_status_of_the_transport),
		cmocka_unit_test(test_reply_of_a_question_that_failed_says_nothing),
		cmocka_unit_test(test_reply_to_a_placed_order_needs_no_average),
		cmocka_unit_test(test_reply_knows_every_status_and_takes_others_for_not_final),
		cmocka_unit_test(test_reply_about_what_cannot_be_read_is_unknown),
		cmocka_unit_test(test_reply_about_algo_orders),
		cmocka_unit_test(test_reply_to_a_cancelled_algo_takes_success_in_text_or_number),
		cmocka_unit_test(test_reply_error_is_read_and_its_message_cut),
		cmocka_unit_test(test_reply_ban_end_is_read_out_of_the_text),
		cmocka_unit_test(test_reply_understands_the_fixtures),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
