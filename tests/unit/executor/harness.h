/* harness.h - runs an executor against the scripted exchange: delivers events, lets time pass,
 * restarts. Checks the executor after every step. Test programs only. */
#ifndef AC_TESTS_EXECUTOR_HARNESS_H
#define AC_TESTS_EXECUTOR_HARNESS_H

#include "arena_block.h"
#include "binance/codec/refusal.h"
#include "fake.h"

static inline void fake_take_commands(struct fake *f)
{
	uint32_t count = f->out.count;
	f->out.count = f->out_taken;
	for (uint32_t i = f->out_taken; i < count; i++)
		fake_command(f, &f->out.items[i]);
}

/* Performs commands and delivers what they cause, until nothing is left. */
static inline void fake_settle(struct fake *f)
{
	fake_take_commands(f);
	for (uint32_t steps = 0; f->queue_count > 0; steps++) {
		assert_true(steps < 20000);
		uint32_t pick = 0;
		if (f->is_shuffling)
			pick = (uint32_t)ac_prng_below(&f->prng,
						       f->queue_count < 4 ? f->queue_count : 4);
		struct ac_event event = f->queue[pick];
		f->queue_count--;
		memmove(&f->queue[pick], &f->queue[pick + 1],
			(f->queue_count - pick) * sizeof(event));
		event.recv_ns = f->now;
		ac_executor_on_event(f->executor, &event, &f->out);
		ac_executor_check(f->executor, f->now);
		fake_take_commands(f);
		for (uint32_t i = 0; f->out_taken > 0 && i < 200; i++) {
			if (ac_executor_deadline(f->executor) > f->now)
				break;
			ac_executor_on_time(f->executor, f->now, &f->out);
			fake_take_commands(f);
		}
	}
}

/* Lets time pass, stopping at every deadline on the way. */
static inline void fake_pass(struct fake *f, ac_ns duration)
{
	ac_ns end = f->now + duration;
	for (uint32_t steps = 0;; steps++) {
		assert_true(steps < 100000);
		ac_ns due = ac_executor_deadline(f->executor);
		if (due > end)
			break;
		if (due > f->now)
			f->now = due;
		ac_executor_on_time(f->executor, f->now, &f->out);
		ac_executor_check(f->executor, f->now);
		fake_settle(f);
	}
	f->now = end;
}

static inline void fake_init_at(struct fake *f, enum ac_position_mode mode, uint32_t run)
{
	f->mode = mode;
	f->now = 1700000000 * SEC;
	f->price = dec("100");
	ac_prng_init(&f->prng, 1);
	for (size_t i = 0; i < AC_COUNT(f->instrument_items); i++) {
		struct ac_instrument *instrument = &f->instrument_items[i];
		instrument->symbol[0] = (char)('A' + i);
		instrument->tick = dec("0.1");
		instrument->lot.step = dec("0.001");
		instrument->market_lot.step = dec("0.001");
		instrument->market_lot.maximum = dec("50");
		instrument->price_precision = 1;
		instrument->quantity_precision = 3;
	}
	f->instruments = (struct ac_instruments){ f->instrument_items, 2, 2 };
	for (uint16_t i = 0; i < FAKE_BOOKS; i++)
		f->books[i].symbol = i == 2 ? 1 : 0; /* books 0 and 1 share a symbol */
	f->config = (struct ac_executor_config){
		.mode = mode,
		.instruments = &f->instruments,
		.books = f->books,
		.book_count = FAKE_BOOKS,
		.codes = &ac_binance_codes,
		.orders_max = 16,
		.fills_remembered = 256,
		.run_id = run,
		.settings.stop_working_type = AC_WORKING_MARK_PRICE,
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
	struct ac_fact_sink sink = { fake_publish, f };
	f->arena = (struct ac_arena){ 0 };
	assert_int_equal(ac_executor_create(&f->arena, &f->config, &sink, &f->executor), AC_OK);
	f->block = arena_block(&f->arena);
	assert_int_equal(ac_executor_create(&f->arena, &f->config, &sink, &f->executor), AC_OK);
}

/* What is open, and every execution, as REST tells them. */
static inline void fake_snapshot(struct fake *f)
{
	for (uint32_t i = 0; i < f->trade_count; i++) {
		fake_push(f, &f->trades[i]);
		memset(f->queue[f->queue_count - 1].order.client_id, 0, AC_CLIENT_ID_SIZE);
	}
	for (uint32_t i = 0; i < f->order_count; i++) {
		struct fake_order *o = &f->orders[i];
		if (o->is_live && o->is_algo && !o->is_triggered)
			fake_algo_event(f, o, AC_STATUS_NEW);
		else if (o->is_live)
			fake_order_event(f, o, 0, 0);
	}
	for (uint16_t s = 0; s < 2; s++)
		for (uint8_t side = 0; side < 3; side++) {
			struct ac_event event = fake_event(f, AC_EVENT_POSITION, s);
			event.position.amount.units = f->amounts[s][side];
			event.position.position_side = side;
			event.position.is_snapshot = true;
			fake_push(f, &event);
		}
}

/* The user stream was away and is back: what it would have said is lost, a snapshot replaces it. */
static inline void fake_reconnect(struct fake *f)
{
	f->queue_count = 0;
	struct ac_event stream = fake_event(f, AC_EVENT_STREAM, AC_SYMBOL_NONE);
	stream.stream.stream = AC_STREAM_USER;
	stream.stream.state = AC_STREAM_UP;
	stream.stream.has_gap = true;
	fake_push(f, &stream);
	fake_snapshot(f);
	struct ac_event done = fake_event(f, AC_EVENT_RESTORE_DONE, AC_SYMBOL_NONE);
	fake_push(f, &done);
	fake_settle(f);
	fake_pass(f, 0);
}

/* The process dies and starts again: memory and whatever was on its way are lost, the database and
 * the exchange are not. */
static inline void fake_restart(struct fake *f, bool has_fills)
{
	struct ac_fact_sink sink = { fake_publish, f };
	size_t size = f->arena.capacity;
	f->queue_count = 0;
	f->out.count = 0;
	f->config.run_id++;
	memset(f->block, 0, size);
	ac_arena_init(&f->arena, f->block, size);
	assert_int_equal(ac_executor_create(&f->arena, &f->config, &sink, &f->executor), AC_OK);
	for (uint32_t i = 0; i < f->record_count; i++) {
		struct ac_event event = f->records[i];
		if (ac_life_is_terminal((enum ac_life)event.order_record.life) ||
		    event.order_record.purpose == AC_PURPOSE_FOREIGN)
			continue;
		event.kind = AC_EVENT_RESTORE_ORDER;
		fake_push(f, &event);
	}
	for (uint16_t i = 0; i < FAKE_BOOKS; i++) {
		struct ac_event event =
			fake_event(f, AC_EVENT_RESTORE_POSITION, f->books[i].symbol);
		event.book = i;
		event.position_record = f->positions[i];
		fake_push(f, &event);
	}
	for (uint32_t i = 0; has_fills && i < f->fill_count; i++) {
		struct ac_event event = f->fills[i];
		event.kind = AC_EVENT_RESTORE_FILL;
		fake_push(f, &event);
	}
	fake_snapshot(f);
	struct ac_event done = fake_event(f, AC_EVENT_RESTORE_DONE, AC_SYMBOL_NONE);
	fake_push(f, &done);
	fake_settle(f);
	fake_pass(f, 0);
}

/* The caller frees with fake_free. */
static inline struct fake *fake_new(enum ac_position_mode mode)
{
	struct fake *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	fake_init_at(f, mode, 7);
	return f;
}

static inline void fake_free(struct fake *f)
{
	free(f->block);
	free(f);
}

static inline enum ac_status fake_enter(struct fake *f, uint16_t book, int direction,
					const char *quantity)
{
	struct ac_entry entry = {
		.book = book,
		.direction = direction,
		.type = AC_ORDER_MARKET,
		.quantity = dec(quantity),
		.stop_loss_pct = dec("0.3"),
		.take_profit_pct = dec("0.6"),
		.signal_id = 11,
	};
	enum ac_status status = ac_executor_enter(f->executor, &entry, f->now, &f->out);
	if (status == AC_OK)
		ac_executor_check(f->executor, f->now);
	return status;
}

static inline enum ac_status fake_enter_limit(struct fake *f, uint16_t book, int direction,
					      const char *quantity)
{
	struct ac_entry entry = {
		.book = book,
		.direction = direction,
		.type = AC_ORDER_LIMIT,
		.quantity = dec(quantity),
		.price = f->price,
		.stop_loss_pct = dec("0.3"),
		.take_profit_pct = dec("0.6"),
	};
	return ac_executor_enter(f->executor, &entry, f->now, &f->out);
}

static inline void fake_exit(struct fake *f, uint16_t book, enum ac_exit_reason reason)
{
	ac_executor_exit(f->executor, book, reason, 12, f->now, &f->out);
}

static inline const struct ac_position_record *fake_position(const struct fake *f, uint16_t book)
{
	return ac_executor_position(f->executor, book);
}

#endif
