/* The simulator on one side, the client's own writers and readers on the other: what one says the
 * other must understand, and both must end with the same books. */
#include "account_room.h"
#include "core/prng.h"
#include "exchange/binance/documents.h"
#include "exchange/binance/reply.h"
#include "exchange/binance/request.h"
#include "exchange/binance/user_stream.h"

static struct room room;
static struct ac_user_stream stream;

/* The client's books, from the user stream alone. */
static struct {
	struct ac_dec wallet, fees, realized, funding, amount;
	int64_t fills, orders_open;
	uint32_t frames;
} books;
#define ACTS 600
static bool is_algo_open[ACTS];

static void take(void *self, const struct ac_event *event)
{
	(void)self;
	switch (event->kind) {
	case AC_EVENT_ORDER: {
		const struct ac_order_update *order = &event->order;
		if (order->is_fill) {
			books.fills++;
			books.fees.units += order->commission.units;
			books.realized.units += order->realized_profit.units;
		} else {
			books.orders_open += order->status == AC_STATUS_NEW;
		}
		books.orders_open -=
			ac_order_status_is_terminal((enum ac_order_status)order->status);
		break;
	}
	case AC_EVENT_ALGO: {
		/* Some end twice: triggered, then expired because there was nothing to close. */
		int number = 0;
		if (sscanf(event->algo.client_id, "x-%d", &number) == 1)
			is_algo_open[number] = event->algo.status == AC_STATUS_NEW;
		break;
	}
	case AC_EVENT_BALANCE:
		books.wallet = event->balance.wallet;
		break;
	case AC_EVENT_POSITION:
		books.amount = event->position.amount;
		break;
	case AC_EVENT_FUNDING:
		books.funding.units += event->funding.payment.units;
		break;
	default:
		fail_msg("an event of kind %d", (int)event->kind);
	}
}

static void hear(struct ac_str payload)
{
	struct ac_frame frame;
	const struct ac_frame_sink sink = { .take = take };
	ac_user_stream_decode(&stream, payload, room.now_ms * AC_NS_PER_MS, &sink, &frame);
	books.frames++;
	if (frame.kind == AC_FRAME_MALFORMED || frame.kind == AC_FRAME_REFUSED)
		fail_msg("not understood (%s): %.*s", frame.text, (int)payload.size, payload.data);
}

static int open_room(void **state)
{
	(void)state;
	room_open(&room);
	memset(&books, 0, sizeof(books));
	books.wallet = AC_DEC(5000);
	ac_symbol_table_init(&stream.symbols, &room.instruments);
	snprintf(stream.margin_asset, sizeof(stream.margin_asset), "USDT");
	room.hear = hear;
	return 0;
}

static int close_room(void **state)
{
	(void)state;
	room_close(&room);
	return 0;
}

/* By REST, or by the WebSocket API. */
static struct ac_reply give(const struct ac_command *command, bool is_api)
{
	struct ac_request request;
	struct ac_event event;
	struct ac_reply_rows rows;
	const struct ac_frame_sink sink = { .take = take };
	char payload[AC_REQUEST_SIZE + 1], frame[AC_REQUEST_SIZE], signature[65];
	ac_request_command(&request, &room.instruments, command);
	ac_request_stamp(&request, room.now_ms, 5000);
	if (!is_api) {
		room_hmac(ROOM_SECRET, request.query, signature);
		ac_request_sign(&request, ac_str_from(signature));
		assert_false(request.is_full);
		int status = room_send(&room, request.method, request.path, request.query, "");
		ac_reply_decode(command, status, room.response.body, room.now_ms * AC_NS_PER_MS,
				&sink, &rows, &event);
		return event.reply;
	}
	size_t size;
	struct ac_simulator_session session = { .account = -1,
						.has_rate_limits = true,
						.address = 2 };
	struct ac_api_answer answer;
	assert_int_equal(ac_request_api_payload(&request, ROOM_KEY, payload, &size), AC_OK);
	payload[size] = '\0';
	room_hmac(ROOM_SECRET, payload, signature);
	assert_int_equal(
		ac_request_api_frame(&request, 42, ROOM_KEY, ac_str_from(signature), frame, &size),
		AC_OK);
	struct ac_str text =
		ac_simulator_api_handle(room.simulator, &session, (struct ac_str){ frame, size },
					room.now_ms * AC_NS_PER_MS);
	assert_int_equal(ac_api_answer_decode(text, &answer), AC_OK);
	assert_int_equal(answer.id, 42);
	ac_reply_decode(command, answer.status, answer.body, room.now_ms * AC_NS_PER_MS, &sink,
			&rows, &event);
	return event.reply;
}

static struct ac_command order_of(const char *client_id, enum ac_side side, int64_t quantity,
				  int64_t price)
{
	struct ac_command command;
	memset(&command, 0, sizeof(command));
	command.kind = AC_COMMAND_PLACE;
	command.symbol = ROOM_BTC;
	command.book = AC_BOOK_NONE;
	command.side = (uint8_t)side;
	command.type = price == 0 ? AC_ORDER_MARKET : AC_ORDER_LIMIT;
	command.quantity.units = quantity;
	command.price.units = price;
	snprintf(command.client_id, sizeof(command.client_id), "%s", client_id);
	return command;
}

static void test_every_command_of_the_engine_is_understood(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		bool is_api = i == 1;
		char name[16];
		snprintf(name, sizeof(name), "m%d", i);
		struct ac_command command = order_of(name, AC_SIDE_BUY, AC_DEC_SCALE / 100, 0);
		struct ac_reply reply = give(&command, is_api);
		assert_int_equal(reply.outcome, AC_OUTCOME_ACCEPTED);
		assert_int_equal(reply.status, AC_STATUS_FILLED);
		assert_int_equal(reply.executed.units, AC_DEC_SCALE / 100);
		command.kind = AC_COMMAND_QUERY;
		reply = give(&command, is_api);
		assert_int_equal(reply.outcome, AC_OUTCOME_FOUND);
		assert_int_equal(reply.average_price.units, 60000 * AC_DEC_SCALE);
		assert_true(reply.exchange_id > 1LL << 53);

		snprintf(name, sizeof(name), "l%d", i);
		command = order_of(name, AC_SIDE_BUY, AC_DEC_SCALE / 100, 59000 * AC_DEC_SCALE);
		assert_int_equal(give(&command, is_api).status, AC_STATUS_NEW);
		assert_int_equal(give(&command, is_api).code, -4116);
		command.kind = AC_COMMAND_CANCEL;
		assert_int_equal(give(&command, is_api).status, AC_STATUS_CANCELED);
		assert_int_equal(give(&command, is_api).code, -2011);

		snprintf(name, sizeof(name), "s%d", i);
		command = order_of(name, AC_SIDE_SELL, 0, 0);
		command.kind = AC_COMMAND_PLACE_ALGO;
		command.type = AC_ORDER_STOP_MARKET;
		command.close_position = true;
		command.trigger_price.units = 59000 * AC_DEC_SCALE;
		reply = give(&command, is_api);
		assert_int_equal(reply.outcome, AC_OUTCOME_ACCEPTED);
		assert_true(reply.exchange_id > 1LL << 49);
		command.kind = AC_COMMAND_QUERY_ALGO;
		assert_int_equal(give(&command, false).outcome, AC_OUTCOME_FOUND);
		command.kind = AC_COMMAND_CANCEL_ALGO;
		assert_int_equal(give(&command, is_api).outcome, AC_OUTCOME_ACCEPTED);
		command.kind = AC_COMMAND_QUERY_ALGO;
		assert_int_equal(give(&command, false).status, AC_STATUS_CANCELED);
	}
	struct ac_command ask = order_of("", AC_SIDE_BUY, 0, 0);
	ask.kind = AC_COMMAND_QUERY_POSITION;
	assert_int_equal(give(&ask, false).outcome, AC_OUTCOME_DONE);
	assert_int_equal(books.amount.units, AC_DEC_SCALE / 50);
	ask.kind = AC_COMMAND_QUERY_TRADES;
	ask.since_ms = ROOM_NOW - 1000;
	assert_int_equal(give(&ask, false).outcome, AC_OUTCOME_DONE);
	ask = order_of("nobody", AC_SIDE_BUY, 0, 0);
	ask.kind = AC_COMMAND_QUERY;
	assert_int_equal(give(&ask, false).outcome, AC_OUTCOME_NOT_FOUND);
}

static void act(struct ac_prng *prng, int i)
{
	char name[24];
	snprintf(name, sizeof(name), "x-%d", i);
	enum ac_side side = ac_prng_below(prng, 2) == 0 ? AC_SIDE_BUY : AC_SIDE_SELL;
	int64_t quantity = (int64_t)(ac_prng_below(prng, 50) + 2) * AC_DEC_SCALE / 1000;
	struct ac_command command = order_of(name, side, quantity, 0);
	uint64_t what = ac_prng_below(prng, 6);
	if (what == 1 || what == 2) {
		command.type = AC_ORDER_LIMIT;
		command.price.units = (59500 + (int64_t)ac_prng_below(prng, 1000)) * AC_DEC_SCALE;
	} else if (what == 3) {
		command.kind = AC_COMMAND_PLACE_ALGO;
		command.type = AC_ORDER_STOP_MARKET;
		command.close_position = true;
		command.quantity = AC_DEC_ZERO;
		command.trigger_price.units = (side == AC_SIDE_SELL ? 59400 : 60600) * AC_DEC_SCALE;
	} else if (what == 4) {
		snprintf(command.client_id, sizeof(command.client_id), "x-%d", i - 3);
		command.kind = AC_COMMAND_CANCEL;
	}
	(void)give(&command, ac_prng_below(prng, 2) == 0);
}

static void test_books_of_the_stream_end_like_the_simulators_own(void **state)
{
	(void)state;
	struct ac_prng prng;
	ac_prng_init(&prng, 4711);
	for (int i = 0; i < ACTS; i++) {
		char price[32];
		snprintf(price, sizeof(price), "%d.%d", 59300 + (int)ac_prng_below(&prng, 1400),
			 (int)ac_prng_below(&prng, 10));
		room.now_ms += 500;
		room_mark(&room, ROOM_BTC, price);
		room_price(&room, ROOM_BTC, price);
		act(&prng, i);
		if (i % 100 == 50) {
			struct ac_event event;
			memset(&event, 0, sizeof(event));
			event.kind = AC_EVENT_FUNDING;
			event.funding.rate.units = 12345;
			ac_simulator_price(room.simulator, &event, room.now_ms * AC_NS_PER_MS);
		}
		room_clear(&room);
	}
	struct ac_str text = ac_simulator_ledger(room.simulator, 0);
	json_t *ledger = json_loadb(text.data, text.size, JSON_REJECT_DUPLICATES, NULL);
	const struct {
		const char *name;
		struct ac_dec value;
	} rows[] = {
		{ "wallet", books.wallet },
		{ "fees", books.fees },
		{ "realized", books.realized },
		{ "funding", books.funding },
	};
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		char expected[AC_DEC_TEXT_SIZE];
		ac_dec_format(rows[i].value, expected);
		CHECK_FIELD(ledger, rows[i].name, expected);
	}
	assert_int_equal(books.fills, json_array_size(json_object_get(ledger, "fills")));
	assert_true(books.fills > 100);
	assert_int_equal(books.orders_open,
			 json_array_size(json_object_get(ledger, "open_orders")));
	size_t algos_open = 0;
	for (int i = 0; i < ACTS; i++)
		algos_open += is_algo_open[i];
	assert_int_equal(algos_open, json_array_size(json_object_get(ledger, "open_algos")));
	const json_t *positions = json_object_get(ledger, "positions");
	char amount[AC_DEC_TEXT_SIZE];
	ac_dec_format(books.amount, amount);
	if (json_array_size(positions) > 0)
		CHECK_FIELD(json_array_get(positions, 0), "amount", amount);
	else
		assert_int_equal(books.amount.units, 0);
	json_decref(ledger);
}

static char fault[256];
#define READ(path, parameters, call)                                                               \
	do {                                                                                       \
		room_ok(&room, "GET", path, parameters);                                           \
		struct ac_str body = room.response.body;                                           \
		fault[0] = '\0';                                                                   \
		if ((call) != AC_OK)                                                               \
			fail_msg("%s: %s", path, fault);                                           \
	} while (0)

static void ignore(void *self, const struct ac_event *event)
{
	(void)event;
	++*(uint32_t *)self;
}

static void test_every_document_is_understood(void **state)
{
	(void)state;
	room_ok(&room, "POST", ORDER, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010");
	room_ok(&room, "POST", ORDER,
		"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=59000");
	room_ok(&room, "POST", ALGO,
		"algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&triggerPrice=59000"
		"&closePosition=true");
	struct ac_event funding;
	memset(&funding, 0, sizeof(funding));
	funding.kind = AC_EVENT_FUNDING;
	funding.funding.rate.units = 10000;
	ac_simulator_price(room.simulator, &funding, room.now_ms * AC_NS_PER_MS);
	uint32_t count = 0;
	struct ac_document_rows rows = {
		.instruments = &room.instruments,
		.sink = { .take = ignore, .self = &count },
	};
	struct ac_account_config config;
	struct ac_symbol_account_config symbols[4];
	struct ac_commission commission;
	struct ac_key_permissions permissions;
	uint32_t symbol_count;
	READ("/fapi/v3/account", "",
	     ac_document_balance(body, "USDT", &rows, fault, sizeof(fault)));
	READ("/fapi/v3/balance", "",
	     ac_document_balance(body, "USDT", &rows, fault, sizeof(fault)));
	READ("/fapi/v3/positionRisk", "", ac_document_positions(body, &rows, fault, sizeof(fault)));
	READ("/fapi/v1/openOrders", "", ac_document_orders(body, &rows, fault, sizeof(fault)));
	READ("/fapi/v1/openAlgoOrders", "",
	     ac_document_algo_orders(body, &rows, fault, sizeof(fault)));
	READ("/fapi/v1/userTrades", "symbol=BTCUSDT",
	     ac_document_trades(body, &rows, fault, sizeof(fault)));
	READ("/fapi/v1/income", "", ac_document_funding_income(body, &rows, fault, sizeof(fault)));
	assert_int_equal(count, 7);
	READ("/fapi/v1/accountConfig", "",
	     ac_document_account_config(body, &config, fault, sizeof(fault)));
	assert_true(config.can_trade);
	READ("/fapi/v1/symbolConfig", "",
	     ac_document_symbol_config(body, symbols, AC_COUNT(symbols), &symbol_count, fault,
				       sizeof(fault)));
	assert_int_equal(symbols[0].leverage, 10);
	READ("/fapi/v1/commissionRate", "symbol=BTCUSDT",
	     ac_document_commission(body, &commission, fault, sizeof(fault)));
	assert_int_equal(commission.taker.units, AC_DEC_SCALE / 2000);
	READ("/sapi/v1/account/apiRestrictions", "",
	     ac_document_key_permissions(body, &permissions, fault, sizeof(fault)));
	assert_true(permissions.can_trade_futures);
	assert_false(permissions.can_withdraw);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_room, close_room)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_every_command_of_the_engine_is_understood),
		TEST(test_books_of_the_stream_end_like_the_simulators_own),
		TEST(test_every_document_is_understood),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
