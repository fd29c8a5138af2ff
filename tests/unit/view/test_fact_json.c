/* Every kind of fact as JSON and as a sentence. jansson is the oracle of the text; decimals are
 * compared as text, because that is what is promised. */
#include "rig.h"

#define HOSTILE "\"\\\n\x01<b>\xff\xc3"

static char text[16384];

static struct ac_event fact_of(enum ac_event_kind kind, uint16_t symbol, uint16_t book)
{
	struct ac_event fact;
	memset(&fact, 0, sizeof(fact));
	fact.kind = (uint16_t)kind;
	fact.symbol = symbol;
	fact.book = book;
	fact.seq = 9007199254740993; /* no double holds it */
	fact.time_ns = RIG_WALL_MS * AC_NS_PER_MS + 999999;
	return fact;
}

/* With what all facts have in common checked. Free it. */
static json_t *write(const struct ac_event *fact, const char *channel, const char *sentence)
{
	struct ac_json json;
	char said[256];
	ac_json_init(&json, text, sizeof(text));
	ac_fact_json(&json, NULL, fact, &rig_names);
	json_t *root = rig_load(&json);
	check_text(root, "channel", channel);
	check_text(root, "kind", ac_event_kind_text((enum ac_event_kind)fact->kind));
	check_int(root, "seq", 9007199254740993);
	check_int(root, "time", RIG_WALL_MS);
	check_text(root, "symbol",
		   fact->symbol == AC_SYMBOL_NONE ? "" : rig_items[fact->symbol].symbol);
	check_text(root, "strategy",
		   fact->book == AC_BOOK_NONE ? "" : rig_books[fact->book].strategy);
	ac_fact_sentence(fact, &rig_names, said, sizeof(said));
	assert_string_equal(said, sentence);
	check_text(root, "sentence", sentence);
	return root;
}

static void test_a_signal(void **state)
{
	(void)state;
	struct ac_event fact = fact_of(AC_EVENT_SIGNAL, BTC, 0);
	fact.signal = (struct ac_signal){ .direction = 1,
					  .action = AC_ACTION_ENTER_LONG,
					  .reason = AC_REASON_DRAWDOWN,
					  .value = dec("5.25"),
					  .limit = dec("5"),
					  .price = dec("64012.1"),
					  .quantity = dec("0.015"),
					  .values = { 64000.125, 0.0 / 1.0, -1.5 } };
	json_t *root = write(&fact, "signal.vwap.BTCUSDT",
			     "BTCUSDT vwap: signal long at 64012.1, refused: drawdown");
	check_text(root, "action", "ENTER_LONG");
	check_text(root, "exit_reason", "");
	check_bool(root, "is_allowed", false);
	check_text(root, "verdict", "drawdown");
	check_text(root, "value", "5.25");
	check_text(root, "limit", "5");
	check_text(root, "price", "64012.1");
	check_text(root, "quantity", "0.015");
	assert_int_equal(json_array_size(rig_at(root, "values")), AC_DECISION_VALUES_MAX);
	assert_true(json_number_value(rig_at(root, "values.0")) == 64000.125);
	assert_true(json_number_value(rig_at(root, "values.2")) == -1.5);
	json_decref(root);
	fact.signal.is_allowed = true;
	fact.signal.action = AC_ACTION_EXIT;
	json_decref(
		write(&fact, "signal.vwap.BTCUSDT", "BTCUSDT vwap: signal exit at 64012.1, taken"));
}

static void test_an_order_that_was_asked_for(void **state)
{
	(void)state;
	struct ac_event fact = fact_of(AC_EVENT_COMMAND, ETH, 2);
	fact.command.kind = AC_COMMAND_PLACE;
	fact.command.side = AC_SIDE_SELL;
	fact.command.type = AC_ORDER_LIMIT;
	fact.command.quantity = dec("1.25");
	fact.command.price = dec("3000.01");
	fact.command.trigger_price = dec("2999.99");
	snprintf(fact.command.client_id, sizeof(fact.command.client_id), "ac-1-7-e");
	char sentence[128];
	snprintf(sentence, sizeof(sentence), "ETHUSDT: %s SELL 1.25 asked of the exchange",
		 ac_command_kind_text(AC_COMMAND_PLACE));
	json_t *root = write(&fact, "order.request", sentence);
	check_text(root, "command", ac_command_kind_text(AC_COMMAND_PLACE));
	check_text(root, "client_order_id", "ac-1-7-e");
	check_text(root, "side", "SELL");
	check_text(root, "type", ac_order_type_text(AC_ORDER_LIMIT));
	check_text(root, "quantity", "1.25");
	check_text(root, "price", "3000.01");
	check_text(root, "stop_price", "2999.99");
	json_decref(root);
}

static void test_an_order_s_state(void **state)
{
	(void)state;
	struct ac_event fact = fact_of(AC_EVENT_ORDER_STATE, BTC, 1);
	struct ac_order_record *order = &fact.order_record;
	snprintf(order->client_id, sizeof(order->client_id), "ac-1-2-s");
	order->life = AC_LIFE_UNKNOWN;
	order->purpose = AC_PURPOSE_STOP;
	order->side = AC_SIDE_SELL;
	order->close_position = true;
	order->executed = dec("0.00000001");
	order->trigger_price = dec("63820.1");
	order->average_price = dec("92233720368.54775807");
	order->code = -1007;
	json_t *root =
		write(&fact, "order.update",
		      "BTCUSDT adx: stop_loss SELL the whole position, UNKNOWN (error -1007)");
	check_text(root, "client_order_id", "ac-1-2-s");
	check_text(root, "purpose", "stop_loss");
	check_text(root, "status", "UNKNOWN");
	check_text(root, "executed_quantity", "0.00000001");
	check_text(root, "stop_price", "63820.1");
	check_text(root, "average_price", "92233720368.54775807");
	check_int(root, "error_code", -1007);
	json_decref(root);
	order->code = 0;
	order->close_position = false;
	order->quantity = dec("0.5");
	root = write(&fact, "order.update", "BTCUSDT adx: stop_loss SELL 0.5, UNKNOWN");
	check_null(root, "error_code");
	json_decref(root);
}

static void test_a_fill(void **state)
{
	(void)state;
	struct ac_event fact = fact_of(AC_EVENT_FILL, BTC, 0);
	struct ac_fill *fill = &fact.fill;
	snprintf(fill->client_id, sizeof(fill->client_id), "%s", HOSTILE);
	fill->side = AC_SIDE_BUY;
	fill->purpose = AC_PURPOSE_ENTRY;
	fill->is_maker = true;
	fill->trade_id = INT64_MAX;
	fill->price = dec("64012.1");
	fill->quantity = dec("0.015");
	fill->commission = dec("-0.0001");
	fill->realized_profit = dec("-92233720368.54775807");
	json_t *root = write(&fact, "order.fill", "BTCUSDT vwap: entry BUY 0.015 at 64012.1");
	check_text(root, "client_order_id", "\"\\\n\x01<b>\xef\xbf\xbd\xef\xbf\xbd");
	check_int(root, "trade_id", INT64_MAX);
	check_text(root, "price", "64012.1");
	check_text(root, "commission", "-0.0001");
	check_text(root, "realized_pnl", "-92233720368.54775807");
	check_bool(root, "is_maker", true);
	json_decref(root);
}

static void test_a_position_s_state(void **state)
{
	(void)state;
	struct ac_event fact = fact_of(AC_EVENT_POSITION_STATE, ETH, 2);
	struct ac_position_record *position = &fact.position_record;
	position->direction = -1;
	position->quantity = dec("2");
	position->entry_price = dec("3000.5");
	position->stop_price = dec("3010");
	position->take_profit_price = dec("2980");
	json_t *root = write(&fact, "position.update",
			     "ETHUSDT vwap: SHORT 2 from 3000.5, stop NOT CONFIRMED");
	check_text(root, "side", "SHORT");
	check_text(root, "quantity", "2");
	check_text(root, "stop_price", "3010");
	check_text(root, "take_profit_price", "2980");
	check_bool(root, "is_protected", false);
	json_decref(root);
	position->is_protected = true;
	position->direction = 1;
	json_decref(write(&fact, "position.update",
			  "ETHUSDT vwap: LONG 2 from 3000.5, stop confirmed"));
	position->direction = 0;
	root = write(&fact, "position.update", "ETHUSDT vwap: flat");
	check_text(root, "side", "FLAT");
	json_decref(root);
}

static void test_a_closed_position(void **state)
{
	(void)state;
	struct ac_event fact = fact_of(AC_EVENT_ROUND_TRIP, BTC, 0);
	fact.round_trip = (struct ac_round_trip){ .direction = 1,
						  .exit_reason = AC_EXIT_TAKE_PROFIT,
						  .is_ambiguous = true,
						  .quantity = dec("0.015"),
						  .entry_price = dec("63600"),
						  .exit_price = dec("64012.1"),
						  .gross_profit = dec("6.1815"),
						  .fees = dec("0.25"),
						  .funding = dec("-0.0015"),
						  .net_profit = dec("5.93"),
						  .entry_time_ms = RIG_WALL_MS - 60000,
						  .exit_time_ms = RIG_WALL_MS };
	json_t *root = write(&fact, "position.closed",
			     "BTCUSDT vwap: LONG closed at 64012.1, take_profit, +5.93 USDT");
	check_text(root, "side", "LONG");
	check_text(root, "quantity", "0.015");
	check_text(root, "entry_price", "63600");
	check_text(root, "exit_price", "64012.1");
	check_int(root, "entry_time", RIG_WALL_MS - 60000);
	check_int(root, "exit_time", RIG_WALL_MS);
	check_text(root, "exit_reason", "take_profit");
	check_bool(root, "is_ambiguous", true);
	check_text(root, "gross_pnl", "6.1815");
	check_text(root, "fees", "0.25");
	check_text(root, "funding", "-0.0015");
	check_text(root, "net_pnl", "5.93");
	json_decref(root);
	fact.round_trip.direction = -1;
	fact.round_trip.exit_reason = AC_EXIT_STOP_LOSS;
	fact.round_trip.net_profit = dec("-5.935");
	json_decref(write(&fact, "position.closed",
			  "BTCUSDT vwap: SHORT closed at 64012.1, stop_loss, -5.93 USDT"));
}

static void test_a_halt(void **state)
{
	(void)state;
	struct ac_event fact = fact_of(AC_EVENT_RISK, AC_SYMBOL_NONE, AC_BOOK_NONE);
	fact.risk_record = (struct ac_risk_record){ .guard = AC_GUARD_DRAWDOWN,
						    .state = AC_RISK_HALTED,
						    .is_active = true,
						    .reason = AC_REASON_DRAWDOWN,
						    .since_ms = RIG_WALL_MS,
						    .value = dec("5.257"),
						    .limit = dec("5") };
	json_t *root = write(&fact, "risk.drawdown",
			     "the account: entries halted by drawdown, 5.25 of 5.00");
	check_text(root, "guard", "drawdown");
	check_text(root, "risk_state", "HALTED");
	check_bool(root, "is_halted", true);
	check_text(root, "reason", "drawdown");
	check_int(root, "since", RIG_WALL_MS);
	check_null(root, "until"); /* a person must lift it */
	check_text(root, "value", "5.257");
	check_text(root, "limit", "5");
	json_decref(root);
	fact = fact_of(AC_EVENT_RISK, ETH, AC_BOOK_NONE);
	fact.risk_record = (struct ac_risk_record){ .guard = AC_GUARD_STATE,
						    .is_active = true,
						    .reason = AC_REASON_STATE_HALTED,
						    .until_ms = RIG_WALL_MS + 1 };
	root = write(&fact, "risk.state", "ETHUSDT: entries halted by state, state_halted");
	check_int(root, "until", RIG_WALL_MS + 1);
	json_decref(root);
	fact.risk_record.is_active = false;
	json_decref(write(&fact, "risk.state",
			  "ETHUSDT: guard state does not halt, its number is 0.00"));
}

static void test_the_account_and_the_system(void **state)
{
	(void)state;
	struct ac_event fact = fact_of(AC_EVENT_ACCOUNT, AC_SYMBOL_NONE, AC_BOOK_NONE);
	fact.account.wallet = dec("10000.00000001");
	fact.account.unrealized = dec("-12.5");
	fact.account.equity = dec("9987.50000001");
	fact.account.equity_peak = dec("10100");
	json_t *root = write(&fact, "account.update", "equity 9987.50, wallet 10000.00");
	check_text(root, "wallet", "10000.00000001");
	check_text(root, "unrealized_pnl", "-12.5");
	check_text(root, "equity", "9987.50000001");
	check_text(root, "equity_peak", "10100");
	json_decref(root);
	fact = fact_of(AC_EVENT_SYSTEM, BTC, AC_BOOK_NONE);
	fact.system.what = AC_SYSTEM_BARE_POSITION;
	fact.system.value = 900;
	snprintf(fact.system.text, sizeof(fact.system.text), "a position stood bare");
	root = write(&fact, "system.bare_position", "BTCUSDT: a position stood bare");
	check_int(root, "value", 900);
	json_decref(root);
	fact.symbol = AC_SYMBOL_NONE;
	json_decref(write(&fact, "system.bare_position", "a position stood bare"));
}

static void test_prices(void **state)
{
	(void)state;
	struct ac_event fact = fact_of(AC_EVENT_CANDLE, BTC, AC_BOOK_NONE);
	fact.candle =
		(struct ac_candle){ RIG_WALL_MS, 1, 300000000, 2, 200000000, 150000000, 0, 0 };
	json_t *root = write(&fact, "market.candle.BTCUSDT", "BTCUSDT: candle closed at 2");
	check_int(root, "open_time", RIG_WALL_MS);
	check_text(root, "open", "0.00000001");
	check_text(root, "high", "3");
	check_text(root, "low", "0.00000002");
	check_text(root, "close", "2");
	check_text(root, "volume", "1.5");
	json_decref(root);
	fact = fact_of(AC_EVENT_MARK, BTC, AC_BOOK_NONE);
	fact.mark.mark = dec("64000.12345678");
	fact.mark.funding_rate = dec("-0.0001");
	root = write(&fact, "market.mark.BTCUSDT", "BTCUSDT: mark price 64000.12345678");
	check_text(root, "mark_price", "64000.12345678");
	check_text(root, "funding_rate", "-0.0001");
	check_null(root, "next_funding_at");
	json_decref(root);
	fact = fact_of(AC_EVENT_TRADE, ETH, AC_BOOK_NONE);
	fact.trade.price = dec("3000");
	fact.trade.quantity = dec("7");
	root = write(&fact, "market.trade.ETHUSDT", "ETHUSDT: traded at 3000");
	check_text(root, "price", "3000");
	check_text(root, "quantity", "7");
	json_decref(root);
	fact = fact_of(AC_EVENT_FUNDING, ETH, AC_BOOK_NONE);
	fact.funding.payment = dec("-0.25");
	fact.funding.rate = dec("0.0003");
	root = write(&fact, "", "ETHUSDT: funding -0.25");
	check_text(root, "payment", "-0.25");
	check_text(root, "funding_rate", "0.0003");
	json_decref(root);
}

/* Any room for the sentence, however small, ends in a terminator and is not left. */
static void test_a_sentence_keeps_to_its_room(void **state)
{
	(void)state;
	static const enum ac_event_kind kinds[] = {
		AC_EVENT_SIGNAL,  AC_EVENT_COMMAND,    AC_EVENT_ORDER_STATE,
		AC_EVENT_FILL,    AC_EVENT_ROUND_TRIP, AC_EVENT_RISK,
		AC_EVENT_ACCOUNT, AC_EVENT_SYSTEM,     AC_EVENT_CANDLE,
		AC_EVENT_MARK,    AC_EVENT_FUNDING,    AC_EVENT_POSITION_STATE,
		AC_EVENT_TIMER,
	};
	for (size_t i = 0; i < AC_COUNT(kinds); i++) {
		struct ac_event fact = fact_of(kinds[i], BTC, 0);
		if (kinds[i] == AC_EVENT_ORDER_STATE) {
			fact.order_record.code = -2021;
			fact.order_record.purpose = AC_PURPOSE_ENTRY;
		}
		if (kinds[i] == AC_EVENT_COMMAND)
			fact.command.kind = AC_COMMAND_CANCEL;
		if (kinds[i] == AC_EVENT_FILL)
			fact.fill.purpose = AC_PURPOSE_EXIT;
		char whole[256];
		ac_fact_sentence(&fact, &rig_names, whole, sizeof(whole));
		for (size_t size = 1; size < 80; size++) {
			char room[81];
			memset(room, 'x', sizeof(room));
			ac_fact_sentence(&fact, &rig_names, room, size);
			assert_true(strlen(room) < size);
			assert_memory_equal(room, whole, strlen(room));
			assert_int_equal(room[size], 'x');
		}
	}
}

static void test_what_does_not_fit_says_so(void **state)
{
	(void)state;
	struct ac_event fact = fact_of(AC_EVENT_ROUND_TRIP, BTC, 0);
	struct ac_json json;
	ac_json_init(&json, text, sizeof(text));
	ac_fact_json(&json, NULL, &fact, &rig_names);
	size_t whole = json.size;
	for (size_t size = 0; size <= whole; size++) {
		ac_json_init(&json, text, size);
		ac_fact_json(&json, NULL, &fact, &rig_names);
		assert_int_equal(json.is_full, size < whole);
	}
}

static void test_a_pattern_is_the_bus_s_own(void **state)
{
	(void)state;
	static const struct {
		const char *pattern, *channel;
		bool is_match;
	} cases[] = {
		{ "*", "signal.vwap.BTCUSDT", true },
		{ "signal.*", "signal.vwap.BTCUSDT", true },
		{ "signal.*.ETHUSDT", "signal.vwap.BTCUSDT", false },
		{ "*.BTCUSDT", "signal.vwap.BTCUSDT", true },
		{ "risk.drawdow?", "risk.drawdown", true },
		{ "risk.drawdown?", "risk.drawdown", false },
		{ "risk", "risk.drawdown", false },
		{ "", "", true },
		{ "", "risk.drawdown", false },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++)
		CHECK_EQ(cases[i].pattern, ac_channel_matches(cases[i].pattern, cases[i].channel),
			 cases[i].is_match);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_signal),
		cmocka_unit_test(test_an_order_that_was_asked_for),
		cmocka_unit_test(test_an_order_s_state),
		cmocka_unit_test(test_a_fill),
		cmocka_unit_test(test_a_position_s_state),
		cmocka_unit_test(test_a_closed_position),
		cmocka_unit_test(test_a_halt),
		cmocka_unit_test(test_the_account_and_the_system),
		cmocka_unit_test(test_prices),
		cmocka_unit_test(test_a_sentence_keeps_to_its_room),
		cmocka_unit_test(test_what_does_not_fit_says_so),
		cmocka_unit_test(test_a_pattern_is_the_bus_s_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
