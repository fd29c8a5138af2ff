/* An exchange that is nobody's, behind the port of exchange/exchange.h, with numbers of its own. What the
 * executor needs of an exchange is in here; docs/adding-an-exchange.md goes through it. */
#include "check.h"

#include "arena_block.h"
#include "exchange/exchange.h"
#include "executor/executor.h"
#include "market/refusal.h"

#include <stdio.h>
#include <string.h>

#define SEC           AC_NS_PER_SEC
#define QUEUE         32u
#define TOY_TRIGGERED (-7)
#define TOY_UNLISTED  (-99)
#define PRICE         AC_DEC(100)

/* ---- the toy ---- */

static enum ac_refusal toy_word_of(int32_t code)
{
	if (code == TOY_TRIGGERED)
		return AC_REFUSAL_WOULD_TRIGGER;
	return code == 0 ? AC_REFUSAL_NONE : AC_REFUSAL_OTHER;
}

static int32_t toy_code_of(enum ac_refusal word)
{
	return word == AC_REFUSAL_WOULD_TRIGGER ? TOY_TRIGGERED : 0;
}

static const char *toy_name_of(int32_t code)
{
	return code == TOY_TRIGGERED ? "TOO_LATE" : "UNKNOWN_CODE";
}

static const struct ac_refusal_codes toy_codes = { toy_word_of, toy_code_of, toy_name_of };

struct toy {
	struct ac_event queue[QUEUE];
	uint32_t count;
	int64_t id;
	int32_t refuses_algos_with; /* 0: takes them */
	uint32_t placed, algos;
};

static struct ac_event *say(struct toy *toy, uint16_t kind, const struct ac_command *command,
			    ac_ns now)
{
	assert_true(toy->count < QUEUE);
	struct ac_event *event = &toy->queue[toy->count++];
	ac_event_init(event, kind, command->symbol, command->book, now);
	return event;
}

static struct ac_reply *answer(struct toy *toy, const struct ac_command *command,
			       enum ac_outcome outcome, ac_ns now)
{
	struct ac_reply *reply = &say(toy, AC_EVENT_REPLY, command, now)->reply;
	reply->command_kind = command->kind;
	reply->outcome = (uint8_t)outcome;
	reply->exchange_id = toy->id;
	memcpy(reply->client_id, command->client_id, sizeof(reply->client_id));
	return reply;
}

/* Market orders fill at once, in one piece. */
static void place(struct toy *toy, const struct ac_command *command, ac_ns now)
{
	toy->placed++;
	answer(toy, command, AC_OUTCOME_ACCEPTED, now)->status = AC_STATUS_NEW;
	struct ac_order_update *order = &say(toy, AC_EVENT_ORDER, command, now)->order;
	*order = (struct ac_order_update){
		.status = AC_STATUS_FILLED,
		.side = command->side,
		.position_side = command->position_side,
		.type = command->type,
		.is_fill = true,
		.exchange_id = toy->id,
		.trade_id = toy->id,
		.quantity = command->quantity,
		.executed = command->quantity,
		.average_price = PRICE,
		.fill_quantity = command->quantity,
		.fill_price = PRICE,
		.time_ms = now / AC_NS_PER_MS,
	};
	memcpy(order->client_id, command->client_id, sizeof(order->client_id));
}

static void place_algo(struct toy *toy, const struct ac_command *command, ac_ns now)
{
	toy->algos++;
	if (toy->refuses_algos_with != 0) {
		struct ac_reply *reply = answer(toy, command, AC_OUTCOME_REFUSED, now);
		reply->code = toy->refuses_algos_with;
		reply->reaction = (uint8_t)ac_refusal_reaction(toy_word_of(reply->code));
		return;
	}
	answer(toy, command, AC_OUTCOME_ACCEPTED, now)->status = AC_STATUS_NEW;
}

static void toy_command(void *self, const struct ac_command *command, ac_ns now)
{
	struct toy *toy = self;
	toy->id++;
	if (command->kind == AC_COMMAND_PLACE)
		place(toy, command, now);
	else if (command->kind == AC_COMMAND_PLACE_ALGO)
		place_algo(toy, command, now);
}

static bool toy_poll(void *self, ac_ns now, struct ac_event *ret_event)
{
	struct toy *toy = self;
	if (toy->count == 0)
		return false;
	*ret_event = toy->queue[0];
	ret_event->recv_ns = now;
	memmove(&toy->queue[0], &toy->queue[1], --toy->count * sizeof(toy->queue[0]));
	return true;
}

static ac_ns toy_deadline(const void *self)
{
	return ((const struct toy *)self)->count > 0 ? 0 : INT64_MAX;
}

/* ---- the run ---- */

struct run {
	struct toy toy;
	struct ac_exchange exchange;
	struct ac_instrument instrument;
	struct ac_instruments instruments;
	struct ac_book book;
	struct ac_executor *executor;
	void *block;
	ac_ns now;
	struct ac_order_record stop; /* the newest that was published */
};

static void on_fact(void *self, const struct ac_event *fact)
{
	struct run *run = self;
	if (fact->kind == AC_EVENT_ORDER_STATE && fact->order_record.purpose == AC_PURPOSE_STOP)
		run->stop = fact->order_record;
}

static void settle(struct run *run, struct ac_commands *commands)
{
	for (uint32_t rounds = 0; rounds < 100; rounds++) {
		struct ac_event event;
		struct ac_commands sent = *commands;
		commands->count = 0;
		for (uint32_t i = 0; i < sent.count; i++)
			run->exchange.command(run->exchange.self, &sent.items[i], run->now);
		if (!run->exchange.poll(run->exchange.self, run->now, &event))
			return;
		ac_executor_on_event(run->executor, &event, commands);
		ac_executor_check(run->executor, run->now);
	}
	fail();
}

/* Buys one of the symbol at market, with a stop 1 % below. */
static const struct ac_position_record *enter(struct run *run, int32_t refuses_algos_with)
{
	uint32_t count;
	memset(run, 0, sizeof(*run));
	run->toy.refuses_algos_with = refuses_algos_with;
	run->exchange = (struct ac_exchange){ &run->toy, toy_command, toy_poll, toy_deadline };
	run->instrument = ac_instruments_default(&count)[0];
	run->instruments = (struct ac_instruments){ &run->instrument, 1, 1 };
	run->now = SEC;
	const struct ac_executor_config config = {
		.instruments = &run->instruments,
		.books = &run->book,
		.book_count = 1,
		.codes = &toy_codes,
		.orders_max = 16,
		.fills_remembered = 64,
		.run_id = 1,
		.settings.retries_max = 5,
		.settings.retry_interval_ns = 5 * SEC,
		.settings.entry_valid_ns = 30 * SEC,
		.settings.order_ttl_ns = 60 * SEC,
		.settings.reply_timeout_ns = 5 * SEC,
		.settings.protect_bound_ns = 3 * SEC,
		.trigger_bound_ns = 2 * SEC,
		.sweep_interval_ns = 30 * SEC,
		.not_found_grace_ns = 10 * SEC,
	};
	const struct ac_fact_sink sink = { on_fact, run };
	struct ac_arena arena = { 0 };
	assert_int_equal(ac_executor_create(&arena, &config, &sink, &run->executor), AC_OK);
	run->block = arena_block(&arena);
	assert_int_equal(ac_executor_create(&arena, &config, &sink, &run->executor), AC_OK);
	const struct ac_entry entry = {
		.direction = 1,
		.type = AC_ORDER_MARKET,
		.quantity = AC_DEC(1),
		.stop_loss_pct = AC_DEC(1),
		.take_profit_pct = AC_DEC(2),
	};
	struct ac_commands commands = { 0 };
	assert_int_equal(ac_executor_enter(run->executor, &entry, run->now, &commands), AC_OK);
	settle(run, &commands);
	return ac_executor_position(run->executor, 0);
}

static void test_toy_exchange_order_fills_and_its_stop_is_confirmed(void **state)
{
	(void)state;
	static struct run run;
	const struct ac_position_record *position = enter(&run, 0);
	assert_int_equal(position->direction, 1);
	assert_int_equal(position->quantity.units, AC_DEC(1).units);
	assert_true(position->is_protected);
	assert_int_equal(position->stop_price.units, AC_DEC(99).units);
	assert_int_equal(run.toy.placed, 1);
	free(run.block);
}

/* The toy's own number has a word: the stop's price is through, so the position is closed at market. */
static void test_toy_exchange_number_is_met_by_its_word(void **state)
{
	(void)state;
	static struct run run;
	assert_int_equal(enter(&run, TOY_TRIGGERED)->direction, 0);
	assert_int_equal(run.toy.placed, 2);
	assert_int_equal(run.stop.code, TOY_TRIGGERED);
	assert_int_equal(run.stop.life, AC_LIFE_REJECTED);
	free(run.block);
}

/* A number without a word: what was done is not known, and the number is published as it came. */
static void test_toy_exchange_unlisted_number_is_kept_and_asked_about(void **state)
{
	(void)state;
	static struct run run;
	const struct ac_position_record *position = enter(&run, TOY_UNLISTED);
	assert_int_equal(position->direction, 1);
	assert_false(position->is_protected);
	assert_int_equal(run.stop.code, TOY_UNLISTED);
	assert_int_equal(run.stop.life, AC_LIFE_UNKNOWN);
	free(run.block);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_toy_exchange_order_fills_and_its_stop_is_confirmed),
		cmocka_unit_test(test_toy_exchange_number_is_met_by_its_word),
		cmocka_unit_test(test_toy_exchange_unlisted_number_is_kept_and_asked_about),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
