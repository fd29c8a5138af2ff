/* fake.h - a scripted exchange for the executor's tests: it takes commands, keeps positions and
 * orders, and answers as it is told to. Independent of the simulated exchange. Test programs only.
 */
#ifndef AC_TESTS_EXECUTOR_FAKE_H
#define AC_TESTS_EXECUTOR_FAKE_H

#include "check.h"

#include "core/prng.h"
#include "executor/client_id.h"
#include "executor/executor.h"

#define FAKE_ORDERS 512
#define FAKE_EVENTS 4096
#define FAKE_TRADES 1024
#define FAKE_BOOKS  3
#define SEC         AC_NS_PER_SEC
#define MSEC        AC_NS_PER_MS

enum fault {
	FAULT_NONE,
	FAULT_UNKNOWN_DONE,
	FAULT_UNKNOWN_DROPPED,
	FAULT_SILENT_DONE,
	FAULT_SILENT_DROPPED,
	FAULT_RETRY,
	FAULT_RESYNC,
	FAULT_REFUSE,
	FAULT_CLOSE,
	FAULT_COUNT
};

struct fake_order {
	struct ac_command command;
	enum ac_order_status status;
	struct ac_dec executed;
	int64_t id;       /* orderId, or algoId of a conditional one */
	int64_t child_id; /* of a triggered one */
	bool is_algo;
	bool is_live;
	bool is_triggered;
};

struct fake {
	/* what the tests set */
	enum ac_position_mode mode;
	struct ac_dec price;        /* every fill happens here */
	struct ac_dec fill_part;    /* one execution is at most this; 0: no bound */
	bool holds_fills;           /* market orders are taken and wait for fake_fill */
	bool ignores_trigger_fills; /* triggered orders are not filled */
	bool is_duplicating;
	bool is_shuffling;
	bool drops_fill_events; /* executions are found in queries only */
	bool answers_success;   /* a cancelled algo is answered without its state */
	uint32_t out_taken;     /* places of the command list that others have filled */
	uint32_t fault_at;      /* this command, from 1 on, meets `fault`; 0 none */
	uint32_t fault_kind;    /* or every command of this kind; 0 none */
	uint32_t fault_count;   /* how many more of that kind */
	enum fault fault;
	int32_t fault_code;

	/* what happened */
	uint32_t commands;
	uint32_t sent[16]; /* by kind */
	struct ac_command last[16];
	uint32_t entries_accepted;
	struct fake_order orders[FAKE_ORDERS];
	uint32_t order_count;
	struct ac_event trades[FAKE_TRADES];
	uint32_t trade_count;
	int64_t amounts[2][3]; /* signed units by symbol and position side */
	int64_t next_id;
	struct ac_event queue[FAKE_EVENTS];
	uint32_t queue_count;

	/* facts */
	uint32_t facts[128];
	uint32_t systems[16];
	struct ac_round_trip trips[64];
	uint32_t trip_count;
	struct ac_event states[64]; /* the last ORDER_STATE facts */
	uint32_t state_count;
	int64_t filled_units; /* of FILL facts */
	struct ac_position_record positions[FAKE_BOOKS];
	struct ac_event
		records[FAKE_ORDERS]; /* the newest ORDER_STATE of every order: the database */
	uint32_t record_count;
	struct ac_event fills[FAKE_TRADES]; /* every FILL */
	uint32_t fill_count;

	struct ac_prng prng;
	ac_ns now;
	struct ac_instrument instrument_items[2];
	struct ac_instruments instruments;
	struct ac_book books[FAKE_BOOKS];
	struct ac_arena arena;
	void *block;
	struct ac_executor_config config;
	struct ac_executor *executor;
	struct ac_commands out;
};

static inline struct ac_dec dec(const char *text)
{
	struct ac_dec value = { 0 };
	assert_int_equal(ac_dec_parse(ac_str_from(text), &value), AC_OK);
	return value;
}

static inline void fake_record(struct fake *f, const struct ac_event *fact)
{
	f->states[f->state_count++ % AC_COUNT(f->states)] = *fact;
	for (uint32_t i = 0; i < f->record_count; i++) {
		if (strcmp(f->records[i].order_record.client_id, fact->order_record.client_id) != 0)
			continue;
		f->records[i] = *fact;
		return;
	}
	assert_true(f->record_count < FAKE_ORDERS);
	f->records[f->record_count++] = *fact;
}

static inline void fake_publish(void *self, const struct ac_event *fact)
{
	struct fake *f = self;
	f->facts[fact->kind]++;
	if (fact->kind == AC_EVENT_SYSTEM)
		f->systems[fact->system.what]++;
	if (fact->kind == AC_EVENT_ROUND_TRIP)
		f->trips[f->trip_count++ % AC_COUNT(f->trips)] = fact->round_trip;
	if (fact->kind == AC_EVENT_ORDER_STATE)
		fake_record(f, fact);
	if (fact->kind == AC_EVENT_FILL) {
		f->filled_units += fact->fill.quantity.units;
		f->fills[f->fill_count++ % FAKE_TRADES] = *fact;
	}
	if (fact->kind == AC_EVENT_POSITION_STATE)
		f->positions[fact->book] = fact->position_record;
}

static inline void fake_push(struct fake *f, const struct ac_event *event)
{
	assert_true(f->queue_count < FAKE_EVENTS);
	f->queue[f->queue_count++] = *event;
	if (f->is_duplicating && f->queue_count < FAKE_EVENTS)
		f->queue[f->queue_count++] = *event;
}

static inline struct ac_event fake_event(const struct fake *f, enum ac_event_kind kind,
					 uint16_t symbol)
{
	struct ac_event event;
	memset(&event, 0, sizeof(event));
	event.kind = (uint16_t)kind;
	event.symbol = symbol;
	event.book = AC_BOOK_NONE;
	event.time_ns = f->now;
	event.recv_ns = f->now;
	return event;
}

static inline void fake_order_event(struct fake *f, const struct fake_order *o, int64_t fill,
				    int32_t expiry)
{
	struct ac_event event = fake_event(f, AC_EVENT_ORDER, o->command.symbol);
	struct ac_order_update *u = &event.order;
	memcpy(u->client_id, o->command.client_id, sizeof(u->client_id));
	u->status = (uint8_t)o->status;
	u->side = o->command.side;
	u->position_side = o->command.position_side;
	u->type = o->is_algo ? AC_ORDER_MARKET : o->command.type;
	u->expiry_reason = expiry;
	u->exchange_id = o->is_algo ? o->child_id : o->id;
	u->quantity = o->command.quantity;
	u->executed = o->executed;
	u->time_ms = f->now / MSEC;
	if (fill > 0) {
		u->is_fill = true;
		u->trade_id = ++f->next_id;
		u->fill_quantity.units = fill;
		u->fill_price = f->price;
		u->commission = dec("0.01");
		assert_true(f->trade_count < FAKE_TRADES);
		f->trades[f->trade_count] = event;
		f->trades[f->trade_count].order.is_from_query = true;
		f->trades[f->trade_count].order.status = AC_STATUS_NEW;
		f->trades[f->trade_count++].order.executed = AC_DEC_ZERO;
		if (f->drops_fill_events)
			return;
	}
	fake_push(f, &event);
}

static inline void fake_algo_event(struct fake *f, const struct fake_order *o,
				   enum ac_order_status status)
{
	struct ac_event event = fake_event(f, AC_EVENT_ALGO, o->command.symbol);
	memcpy(event.algo.client_id, o->command.client_id, sizeof(event.algo.client_id));
	event.algo.status = (uint8_t)status;
	event.algo.side = o->command.side;
	event.algo.position_side = o->command.position_side;
	event.algo.type = o->command.type;
	event.algo.algo_id = o->id;
	event.algo.order_id = o->child_id;
	event.algo.executed = o->executed;
	event.algo.time_ms = f->now / MSEC;
	fake_push(f, &event);
}

static inline int64_t *fake_amount(struct fake *f, const struct ac_command *c)
{
	return &f->amounts[c->symbol][c->position_side];
}

/* What a closing order may still close. */
static inline int64_t fake_closable(struct fake *f, const struct ac_command *c)
{
	int64_t amount = *fake_amount(f, c);
	int64_t closable = c->side == AC_SIDE_SELL ? amount : -amount;
	return closable > 0 ? closable : 0;
}

static inline bool fake_is_closing(const struct fake *f, const struct ac_command *c)
{
	if (f->mode == AC_MODE_ONEWAY)
		return c->reduce_only || c->close_position;
	return (c->side == AC_SIDE_SELL) == (c->position_side == AC_POSITION_LONG);
}

/* Executes up to `units` of a working order and reports each part. */
static inline void fake_fill(struct fake *f, struct fake_order *o, int64_t units)
{
	int64_t target = o->command.close_position ? fake_closable(f, &o->command)
						   : o->command.quantity.units - o->executed.units;
	if (fake_is_closing(f, &o->command) && target > fake_closable(f, &o->command))
		target = fake_closable(f, &o->command);
	if (units < target)
		target = units;
	while (target > 0) {
		int64_t part = target;
		if (f->fill_part.units > 0 && part > f->fill_part.units)
			part = f->fill_part.units;
		target -= part;
		o->executed.units += part;
		*fake_amount(f, &o->command) += o->command.side == AC_SIDE_BUY ? part : -part;
		bool is_full = o->command.close_position
				       ? fake_closable(f, &o->command) == 0
				       : o->executed.units == o->command.quantity.units;
		o->status = is_full ? AC_STATUS_FILLED : AC_STATUS_PARTIALLY_FILLED;
		o->is_live = !is_full;
		fake_order_event(f, o, part, 0);
	}
}

static inline void fake_end(struct fake *f, struct fake_order *o, enum ac_order_status status,
			    int32_t expiry)
{
	o->status = status;
	o->is_live = false;
	if (o->is_algo && !o->is_triggered)
		fake_algo_event(f, o, status);
	else
		fake_order_event(f, o, 0, expiry);
}

/* Conditional orders that close everything vanish with the position. */
static inline void fake_expire_closers(struct fake *f)
{
	for (uint32_t i = 0; i < f->order_count; i++) {
		struct fake_order *o = &f->orders[i];
		if (o->is_live && o->is_algo && !o->is_triggered && o->command.close_position &&
		    fake_closable(f, &o->command) == 0)
			fake_end(f, o, AC_STATUS_EXPIRED, 0);
	}
}

static inline struct fake_order *fake_find(struct fake *f, const char *client_id)
{
	for (uint32_t i = f->order_count; i-- > 0;)
		if (strcmp(f->orders[i].command.client_id, client_id) == 0)
			return &f->orders[i];
	return NULL;
}

/* The newest live order of a kind; NULL without one. */
static inline struct fake_order *fake_live(struct fake *f, enum ac_order_type type)
{
	for (uint32_t i = f->order_count; i-- > 0;)
		if (f->orders[i].is_live && f->orders[i].command.type == type)
			return &f->orders[i];
	return NULL;
}

static inline uint32_t fake_live_count(const struct fake *f)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < f->order_count; i++)
		count += f->orders[i].is_live;
	return count;
}

static inline void fake_trigger(struct fake *f, struct fake_order *o)
{
	o->is_triggered = true;
	o->child_id = ++f->next_id;
	o->status = AC_STATUS_NEW;
	fake_algo_event(f, o, AC_STATUS_TRIGGERING);
	fake_order_event(f, o, 0, 0);
	fake_algo_event(f, o, AC_STATUS_TRIGGERED);
	if (f->ignores_trigger_fills)
		return;
	fake_fill(f, o, INT64_MAX);
	if (o->is_live)
		fake_end(f, o, AC_STATUS_EXPIRED, 9);
	fake_algo_event(f, o, AC_STATUS_FINISHED);
	fake_expire_closers(f);
}

static inline void fake_reply(struct fake *f, const struct ac_command *c, enum ac_outcome outcome,
			      const struct fake_order *o, int32_t code, enum ac_reaction reaction)
{
	struct ac_event event = fake_event(f, AC_EVENT_REPLY, c->symbol);
	event.book = c->book;
	event.reply.command_kind = c->kind;
	event.reply.outcome = (uint8_t)outcome;
	event.reply.reaction = (uint8_t)reaction;
	event.reply.code = code;
	memcpy(event.reply.client_id, c->client_id, sizeof(event.reply.client_id));
	if (o != NULL) {
		bool is_algo = c->kind == AC_COMMAND_PLACE_ALGO ||
			       c->kind == AC_COMMAND_CANCEL_ALGO ||
			       c->kind == AC_COMMAND_QUERY_ALGO;
		event.reply.status = (uint8_t)o->status;
		if (f->answers_success && c->kind == AC_COMMAND_CANCEL_ALGO)
			event.reply.status = AC_STATUS_NEW;
		else if (is_algo && o->is_triggered)
			event.reply.status = o->is_live ? AC_STATUS_TRIGGERED : AC_STATUS_FINISHED;
		event.reply.executed = o->executed;
		event.reply.exchange_id = is_algo ? o->id : o->is_algo ? o->child_id : o->id;
	}
	fake_push(f, &event);
}

static inline void fake_place(struct fake *f, const struct ac_command *c, bool answers,
			      enum ac_outcome outcome)
{
	struct fake_order *old = fake_find(f, c->client_id);
	if (old != NULL && old->is_live) {
		if (answers)
			fake_reply(f, c, AC_OUTCOME_REFUSED, NULL, -4116, AC_REACTION_QUERY);
		return;
	}
	/* No id of ours is ever taken twice: that would be an order sent again. */
	assert_null(old);
	bool is_algo = c->kind == AC_COMMAND_PLACE_ALGO;
	bool is_closing = fake_is_closing(f, c);
	if (!is_algo && is_closing &&
	    (fake_closable(f, c) == 0 ||
	     (f->mode == AC_MODE_HEDGE && fake_closable(f, c) < c->quantity.units))) {
		if (answers)
			fake_reply(f, c, AC_OUTCOME_REFUSED, NULL, -2022, AC_REACTION_QUERY);
		return;
	}
	assert_true(f->order_count < FAKE_ORDERS);
	struct fake_order *o = &f->orders[f->order_count++];
	*o = (struct fake_order){ .command = *c, .is_algo = is_algo, .is_live = true };
	o->status = AC_STATUS_NEW;
	o->id = ++f->next_id;
	if (is_algo) {
		assert_true(c->close_position ? ac_dec_is_zero(c->quantity) && !c->reduce_only
					      : c->quantity.units > 0);
		fake_algo_event(f, o, AC_STATUS_NEW);
	} else {
		f->entries_accepted += !is_closing;
		fake_order_event(f, o, 0, 0);
	}
	if (answers)
		fake_reply(f, c, outcome, outcome == AC_OUTCOME_ACCEPTED ? o : NULL, 0,
			   AC_REACTION_NONE);
	if (!is_algo && c->type == AC_ORDER_MARKET && !f->holds_fills) {
		fake_fill(f, o, INT64_MAX);
		if (o->is_live)
			fake_end(f, o, AC_STATUS_EXPIRED, 9);
		fake_expire_closers(f);
	}
}

static inline void fake_cancel(struct fake *f, const struct ac_command *c, bool answers,
			       enum ac_outcome outcome)
{
	struct fake_order *o = fake_find(f, c->client_id);
	bool is_here = o != NULL && o->is_live && !(o->is_algo && o->is_triggered);
	if (is_here)
		fake_end(f, o, AC_STATUS_CANCELED, 0);
	if (answers && is_here)
		fake_reply(f, c, outcome, outcome == AC_OUTCOME_ACCEPTED ? o : NULL, 0,
			   AC_REACTION_NONE);
	else if (answers)
		fake_reply(f, c, AC_OUTCOME_REFUSED, NULL, -2011, AC_REACTION_QUERY);
}

static inline void fake_query_symbol(struct fake *f, const struct ac_command *c)
{
	if (c->kind == AC_COMMAND_QUERY_TRADES) {
		for (uint32_t i = 0; i < f->trade_count; i++) {
			struct ac_event row = f->trades[i];
			if (row.symbol != c->symbol || row.order.time_ms < c->since_ms)
				continue;
			row.recv_ns = f->now;
			memset(row.order.client_id, 0, sizeof(row.order.client_id));
			fake_push(f, &row);
		}
	} else {
		for (int side = 0; side < 3; side++) {
			struct ac_event event = fake_event(f, AC_EVENT_POSITION, c->symbol);
			event.position.position_side = (uint8_t)side;
			event.position.amount.units = f->amounts[c->symbol][side];
			event.position.is_snapshot = true;
			if (event.position.amount.units != 0)
				fake_push(f, &event);
		}
	}
	fake_reply(f, c, AC_OUTCOME_DONE, NULL, 0, AC_REACTION_NONE);
}

static inline void fake_query(struct fake *f, const struct ac_command *c)
{
	struct fake_order *o = fake_find(f, c->client_id);
	bool is_found =
		o != NULL &&
		(c->kind == AC_COMMAND_QUERY_ALGO ? o->is_algo : !o->is_algo || o->is_triggered);
	fake_reply(f, c, is_found ? AC_OUTCOME_FOUND : AC_OUTCOME_NOT_FOUND, is_found ? o : NULL,
		   is_found ? 0 : -2013, AC_REACTION_NONE);
}

static inline void fake_done(struct fake *f, const struct ac_command *c, bool answers,
			     enum ac_outcome outcome)
{
	switch ((enum ac_command_kind)c->kind) {
	case AC_COMMAND_PLACE:
	case AC_COMMAND_PLACE_ALGO:
		fake_place(f, c, answers, outcome);
		break;
	case AC_COMMAND_CANCEL:
	case AC_COMMAND_CANCEL_ALGO:
		fake_cancel(f, c, answers, outcome);
		break;
	case AC_COMMAND_QUERY:
	case AC_COMMAND_QUERY_ALGO:
		if (answers && outcome == AC_OUTCOME_ACCEPTED)
			fake_query(f, c);
		else if (answers)
			fake_reply(f, c, outcome, NULL, 0, AC_REACTION_NONE);
		break;
	case AC_COMMAND_QUERY_TRADES:
	case AC_COMMAND_QUERY_POSITION:
		if (answers && outcome == AC_OUTCOME_ACCEPTED)
			fake_query_symbol(f, c);
		else if (answers)
			fake_reply(f, c, outcome, NULL, 0, AC_REACTION_NONE);
		break;
	case AC_COMMAND_MODIFY:
		fail_msg("the executor does not modify orders");
	}
}

static inline void fake_command(struct fake *f, const struct ac_command *c)
{
	enum fault fault = FAULT_NONE;
	f->commands++;
	f->sent[c->kind]++;
	f->last[c->kind] = *c;
	if (f->fault_at != 0 && f->commands == f->fault_at)
		fault = f->fault;
	if (f->fault_kind == c->kind && f->fault_count > 0) {
		f->fault_count--;
		fault = f->fault;
	}
	switch (fault) {
	case FAULT_NONE:
		fake_done(f, c, true, AC_OUTCOME_ACCEPTED);
		break;
	case FAULT_UNKNOWN_DONE:
		fake_done(f, c, true, AC_OUTCOME_UNKNOWN);
		break;
	case FAULT_SILENT_DONE:
		fake_done(f, c, false, AC_OUTCOME_UNKNOWN);
		break;
	case FAULT_UNKNOWN_DROPPED:
		fake_reply(f, c, AC_OUTCOME_UNKNOWN, NULL, 0, AC_REACTION_NONE);
		break;
	case FAULT_RETRY:
		fake_reply(f, c, AC_OUTCOME_REFUSED, NULL, f->fault_code, AC_REACTION_RETRY);
		break;
	case FAULT_RESYNC:
		fake_reply(f, c, AC_OUTCOME_REFUSED, NULL, -1021, AC_REACTION_RESYNC);
		break;
	case FAULT_REFUSE:
		fake_reply(f, c, AC_OUTCOME_REFUSED, NULL, f->fault_code, AC_REACTION_REFUSE);
		break;
	case FAULT_CLOSE:
		fake_reply(f, c, AC_OUTCOME_REFUSED, NULL, -2021, AC_REACTION_CLOSE);
		break;
	case FAULT_SILENT_DROPPED:
	case FAULT_COUNT:
		break;
	}
}

#endif
