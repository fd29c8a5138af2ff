/* history_rows.h - facts of two accounts written into a store, each with the line of text in which
 * all that must come back stands, and the readers that make the same line of what does come. */
#ifndef AC_TESTS_DATABASE_HISTORY_ROWS_H
#define AC_TESTS_DATABASE_HISTORY_ROWS_H

#include "fixture.h"

#include <math.h>

#include "core/prng.h"
#include "database/history.h"
#include "database/words.h"

#define START_MS  ((ac_ms)1767225600000) /* 2026-01-01 00:00 UTC */
#define ROWS      160u
#define TIMES     40 /* few, so that rows share a moment */
#define LINE_SIZE 400

struct row {
	const char *account;
	uint16_t symbol, book;
	bool flag; /* allowed, open */
	ac_ms time_ms;
	char line[LINE_SIZE]; /* all that must come back */
};

struct listing {
	struct {
		ac_ms time_ms;
		char line[LINE_SIZE];
	} rows[2 * ROWS];
	uint32_t count, stop_after; /* 0: all */
};

static struct row rows[2 * ROWS];
static struct ac_store_run runs[2];
static struct ac_store *reader;
static struct ac_prng prng;

static inline int64_t below(int64_t bound)
{
	return (int64_t)ac_prng_below(&prng, (uint64_t)bound);
}

static inline struct ac_dec amount(void)
{
	return (struct ac_dec){ below(1000000) * 1234567 };
}

/* A second account in the file, and a reader beside the writer. */
static inline int rows_setup(void **state)
{
	const char *given = getenv("AC_SEED");
	uint64_t seed = given != NULL ? strtoull(given, NULL, 10) : 20261123;
	print_message("# AC_SEED=%" PRIu64 "\n", seed);
	ac_prng_init(&prng, seed);
	if (store_setup(state) != 0)
		return 1;
	runs[0] = runs[1] = fixture_run;
	runs[1].run_id = 2;
	snprintf(runs[1].account, sizeof(runs[1].account), "sim-2");
	return ac_store_run_begin(fixture_store, &runs[1]) != AC_OK ||
	       ac_store_open_readonly(fixture_url(), &reader, fixture_error,
				      sizeof(fixture_error)) != AC_OK;
}

static inline int rows_teardown(void **state)
{
	ac_store_close(reader);
	return store_teardown(state);
}

static inline bool add(struct listing *listing, ac_ms time_ms, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
static inline bool add(struct listing *listing, ac_ms time_ms, const char *format, ...)
{
	va_list arguments;
	assert_true(listing->count < AC_COUNT(listing->rows));
	listing->rows[listing->count].time_ms = time_ms;
	va_start(arguments, format);
	vsnprintf(listing->rows[listing->count++].line, LINE_SIZE, format, arguments);
	va_end(arguments);
	return listing->count != listing->stop_after;
}

static inline const char *symbol_of(const struct row *row)
{
	return fixture_instruments[row->symbol].symbol;
}

static inline const char *strategy_of(const struct row *row)
{
	return fixture_books[row->book].strategy;
}

static inline const char *word(enum ac_words words, int64_t value)
{
	return ac_words_text(words, value);
}

static inline void make_signal(struct row *row, struct ac_event *fact, uint32_t run_id)
{
	struct ac_signal *signal = &fact->signal;
	char values[AC_DECISION_VALUES_MAX][32];
	signal->action = (uint8_t)(AC_ACTION_ENTER_LONG + below(3));
	signal->exit_reason = (uint8_t)below(3);
	signal->direction = 1;
	signal->is_allowed = row->flag;
	signal->reason = row->flag ? AC_REASON_OK : AC_REASON_DRAWDOWN;
	signal->price = amount();
	signal->quantity = amount();
	signal->value = amount();
	signal->limit.units = -1;
	signal->time_ms = row->time_ms;
	for (uint32_t i = 0; i < AC_DECISION_VALUES_MAX; i++) {
		signal->values[i] = below(3) == 0 ? NAN : (double)below(1000) / 7;
		snprintf(values[i], sizeof(values[i]), "%.17g", signal->values[i]);
		if (isnan(signal->values[i]))
			snprintf(values[i], sizeof(values[i]), "none");
	}
	snprintf(row->line, LINE_SIZE,
		 "%u %" PRIu64 " %s %s %s %s %s %d %" PRId64 " %" PRId64 " %" PRId64 " -1 %s %s %s "
		 "%s",
		 run_id, fact->seq, symbol_of(row), strategy_of(row),
		 word(AC_WORDS_ACTION, signal->action), word(AC_WORDS_REASON, signal->reason),
		 word(AC_WORDS_EXIT_REASON, signal->exit_reason), row->flag, signal->price.units,
		 signal->quantity.units, signal->value.units, values[0], values[1], values[2],
		 values[3]);
}

static inline bool take_signal(void *self, const struct ac_history_signal *signal)
{
	char values[AC_DECISION_VALUES_MAX][32];
	for (uint32_t i = 0; i < AC_DECISION_VALUES_MAX; i++) {
		snprintf(values[i], sizeof(values[i]), "none");
		if (signal->has_value[i])
			snprintf(values[i], sizeof(values[i]), "%.17g", signal->values[i]);
	}
	return add(self, signal->time_ms,
		   "%u %" PRIu64 " %s %s %s %s %s %d %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64
		   " %s %s %s %s",
		   signal->run_id, signal->seq, signal->symbol, signal->strategy, signal->action,
		   signal->verdict, signal->exit_reason, signal->is_allowed, signal->price.units,
		   signal->quantity.units, signal->value.units, signal->limit.units, values[0],
		   values[1], values[2], values[3]);
}

static inline void make_fill(struct row *row, struct ac_event *fact, uint32_t run_id)
{
	struct ac_fill *fill = &fact->fill;
	snprintf(fill->client_id, sizeof(fill->client_id), "ac-%u-%" PRIu64, run_id, fact->seq);
	fill->side = (uint8_t)(below(2) == 0 ? AC_SIDE_BUY : AC_SIDE_SELL);
	fill->position_side = (uint8_t)below(3);
	fill->purpose = (uint8_t)(AC_PURPOSE_ENTRY + below(5));
	fill->trade_id = INT64_MAX - (int64_t)fact->seq;
	fill->price = amount();
	fill->quantity = amount();
	fill->commission.units = -below(1000);
	fill->realized_profit.units = below(2000) - 1000;
	fill->time_ms = row->time_ms;
	snprintf(row->line, LINE_SIZE,
		 "%s %s %s %s %s %s %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64,
		 symbol_of(row), strategy_of(row), word(AC_WORDS_SIDE, fill->side),
		 word(AC_WORDS_POSITION_SIDE, fill->position_side),
		 word(AC_WORDS_PURPOSE, fill->purpose), fill->client_id, fill->trade_id,
		 fill->price.units, fill->quantity.units, fill->commission.units,
		 fill->realized_profit.units);
}

static inline bool take_fill(void *self, const struct ac_history_fill *fill)
{
	return add(self, fill->time_ms,
		   "%s %s %s %s %s %s %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64,
		   fill->symbol, fill->strategy, fill->side, fill->position_side, fill->purpose,
		   fill->client_order_id, fill->trade_id, fill->price.units, fill->quantity.units,
		   fill->commission.units, fill->realized.units);
}

static inline void make_order(struct row *row, struct ac_event *fact, uint32_t run_id)
{
	static const enum ac_life open[] = { AC_LIFE_ACKED, AC_LIFE_PARTIAL, AC_LIFE_UNKNOWN };
	static const enum ac_life ended[] = { AC_LIFE_FILLED, AC_LIFE_CANCELED, AC_LIFE_REJECTED };
	struct ac_order_record *order = &fact->order_record;
	*fact = order_fact(fact->seq, row->flag ? open[below(3)] : ended[below(3)],
			   row->time_ms + 5);
	fact->symbol = row->symbol;
	fact->book = row->book;
	snprintf(order->client_id, sizeof(order->client_id), "ac-%u-%" PRIu64, run_id, fact->seq);
	order->type = (uint8_t)below(3);
	order->exit_reason = (uint8_t)below(3);
	order->reduce_only = below(2) == 0;
	order->close_position = below(2) == 0;
	order->order_id = below(2) * 4711;
	order->algo_id = below(2) * 4712;
	order->code = (int32_t)below(2) * -1001;
	order->trigger_price = amount();
	order->created_ms = row->time_ms;
	snprintf(row->line, LINE_SIZE,
		 "%s %s %s %s %s %s %s %s %s %d %d %d %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64
		 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %d %d %" PRId64,
		 order->client_id, symbol_of(row), strategy_of(row),
		 word(AC_WORDS_SIDE, order->side),
		 word(AC_WORDS_POSITION_SIDE, order->position_side),
		 word(AC_WORDS_ORDER_TYPE, order->type), word(AC_WORDS_PURPOSE, order->purpose),
		 word(AC_WORDS_LIFE, order->life), word(AC_WORDS_EXIT_REASON, order->exit_reason),
		 !row->flag, order->reduce_only, order->close_position, order->order_id,
		 order->algo_id, order->price.units, order->trigger_price.units,
		 order->quantity.units, order->executed.units, order->average_price.units,
		 order->commission.units, order->code, (int)order->attempts, order->updated_ms);
}

static inline bool take_order(void *self, const struct ac_history_order *order)
{
	return add(self, order->created_ms,
		   "%s %s %s %s %s %s %s %s %s %d %d %d %" PRId64 " %" PRId64 " %" PRId64
		   " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %d %d %" PRId64,
		   order->client_order_id, order->symbol, order->strategy, order->side,
		   order->position_side, order->type, order->purpose, order->status,
		   order->exit_reason, order->is_terminal, order->reduce_only,
		   order->close_position, order->order_id, order->algo_id, order->price.units,
		   order->stop_price.units, order->quantity.units, order->executed.units,
		   order->average_price.units, order->commission.units, order->error_code,
		   order->attempts, order->updated_ms);
}

static inline void make_candle(struct row *row, struct ac_event *fact, uint32_t run_id)
{
	struct ac_candle *candle = &fact->candle;
	/* One a minute and symbol: neither the row's random time nor its strategy. */
	row->time_ms = START_MS + (ac_ms)(fact->seq / 2) * AC_MS_PER_MIN;
	row->symbol = fact->symbol = (uint16_t)(fact->seq % 2);
	*candle = (struct ac_candle){ .open_time_ms = row->time_ms,
				      .open = 1 + below(1000),
				      .high = 1 + below(1000),
				      .low = 1 + below(1000),
				      .close = 1 + below(1000),
				      .volume = below(1000),
				      .trades = (uint32_t)below(9) + run_id,
				      .missing_before = (uint32_t)below(3) };
	snprintf(row->line, LINE_SIZE,
		 "%" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %u %u",
		 (int64_t)candle->open, (int64_t)candle->high, (int64_t)candle->low,
		 (int64_t)candle->close, (int64_t)candle->volume, candle->trades,
		 candle->missing_before);
}

static inline bool take_candle(void *self, const struct ac_candle *candle)
{
	return add(self, candle->open_time_ms,
		   "%" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %u %u",
		   (int64_t)candle->open, (int64_t)candle->high, (int64_t)candle->low,
		   (int64_t)candle->close, (int64_t)candle->volume, candle->trades,
		   candle->missing_before);
}

/* ROWS facts for each account, the same numbers in both. */
static inline void write_rows(enum ac_event_kind kind,
			      void (*make)(struct row *row, struct ac_event *fact, uint32_t run_id))
{
	for (uint32_t i = 0; i < 2 * ROWS; i++) {
		struct row *row = &rows[i];
		const struct ac_store_run *run = &runs[i / ROWS];
		uint16_t book = (uint16_t)below(3);
		*row = (struct row){ .account = run->account,
				     .symbol = fixture_books[book].symbol,
				     .book = book,
				     .flag = below(2) == 0,
				     .time_ms = START_MS + below(TIMES) };
		struct ac_event fact = fact_of(kind, i % ROWS + 1, row->symbol, book);
		make(row, &fact, run->run_id);
		assert_int_equal(ac_store_begin(fixture_store), AC_OK);
		assert_int_equal(ac_store_write(fixture_store, run, &fixture_names, &fact), AC_OK);
		assert_int_equal(ac_store_commit(fixture_store, run, fact.seq), AC_OK);
	}
}

#endif
