/* What earlier runs left: booked fills, open orders, positions, halts and counters, as RESTORE
 * events. */
#include <stdio.h>
#include <stdlib.h>

#include "database/statement.h"
#include "database/words.h"

struct loading {
	struct ac_store *store;
	const struct ac_store_names *names;
	struct statement rows;
	struct ac_event event;
};

/* The index of a text's enumerator; a text that this program does not know spoils the row. */
static int32_t column_word(struct loading *loading, enum ac_words words)
{
	int32_t value = ac_words_value(words, column_text(&loading->rows));
	if (value < 0) {
		loading->rows.is_refused = true;
		return 0;
	}
	return value;
}

static int32_t book_find(const struct ac_store_names *names, const char *strategy, uint16_t symbol)
{
	for (uint32_t i = 0; i < names->book_count; i++) {
		if (names->books[i].symbol == symbol &&
		    strcmp(names->books[i].strategy, strategy) == 0)
			return (int32_t)i;
	}
	return -1;
}

/* Reads the first two columns, strategy and symbol, into a zeroed event. */
static enum ac_status event_begin(struct loading *loading, enum ac_event_kind kind)
{
	struct ac_event *event = &loading->event;
	ac_event_init(event, kind, AC_SYMBOL_NONE, AC_BOOK_NONE, 0);
	char strategy[AC_STRATEGY_NAME_SIZE], symbol[AC_SYMBOL_SIZE];
	snprintf(strategy, sizeof(strategy), "%s", column_text(&loading->rows));
	snprintf(symbol, sizeof(symbol), "%s", column_text(&loading->rows));
	if (symbol[0] != '\0') {
		int32_t index =
			ac_instruments_find(loading->names->instruments, ac_str_from(symbol));
		if (index < 0)
			goto absent;
		event->symbol = (uint16_t)index;
	}
	if (strategy[0] != '\0') {
		int32_t index = book_find(loading->names, strategy, event->symbol);
		if (index < 0)
			goto absent;
		event->book = (uint16_t)index;
	}
	return AC_OK;
absent:
	snprintf(loading->store->error, sizeof(loading->store->error),
		 "strategy %s on symbol %s has an open order or position, but is not configured",
		 strategy[0] == '\0' ? "(none)" : strategy, symbol);
	return AC_ERR_NOT_FOUND;
}

static void fill_read(struct loading *loading)
{
	loading->event.fill.trade_id = column_int(&loading->rows);
	loading->event.fill.time_ms = column_int(&loading->rows);
	loading->event.time_ns = loading->event.fill.time_ms * AC_NS_PER_MS;
}

static void order_read(struct loading *loading)
{
	struct statement *rows = &loading->rows;
	struct ac_order_record *order = &loading->event.order_record;
	snprintf(order->client_id, sizeof(order->client_id), "%s", column_text(rows));
	order->life = (uint8_t)column_word(loading, AC_WORDS_LIFE);
	order->purpose = (uint8_t)column_word(loading, AC_WORDS_PURPOSE);
	order->side = (uint8_t)column_word(loading, AC_WORDS_SIDE);
	order->position_side = (uint8_t)column_word(loading, AC_WORDS_POSITION_SIDE);
	order->type = (uint8_t)column_word(loading, AC_WORDS_ORDER_TYPE);
	order->tif = (uint8_t)column_word(loading, AC_WORDS_TIF);
	order->exit_reason = (uint8_t)column_word(loading, AC_WORDS_EXIT_REASON);
	order->reduce_only = column_int(rows) != 0;
	order->close_position = column_int(rows) != 0;
	order->attempts = (uint8_t)column_int(rows);
	order->code = (int32_t)column_int(rows);
	order->order_id = column_int(rows);
	order->algo_id = column_int(rows);
	order->quantity = column_dec(rows);
	order->price = column_dec(rows);
	order->trigger_price = column_dec(rows);
	order->executed = column_dec(rows);
	order->executed_quote = column_dec(rows);
	order->average_price = column_dec(rows);
	order->commission = column_dec(rows);
	order->created_ms = column_int(rows);
	order->updated_ms = column_int(rows);
	order->signal_id = (uint64_t)column_int(rows);
	loading->event.time_ns = order->updated_ms * AC_NS_PER_MS;
}

static void position_read(struct loading *loading)
{
	struct statement *rows = &loading->rows;
	struct ac_position_record *position = &loading->event.position_record;
	position->position_side = (uint8_t)column_word(loading, AC_WORDS_POSITION_SIDE);
	position->is_protected = column_int(rows) != 0;
	position->has_take_profit = column_int(rows) != 0;
	struct ac_dec quantity = column_dec(rows);
	position->direction = (int8_t)ac_dec_compare(quantity, AC_DEC_ZERO);
	position->quantity.units = llabs(quantity.units);
	position->entry_price = column_dec(rows);
	position->stop_price = column_dec(rows);
	position->take_profit_price = column_dec(rows);
	position->realized_profit = column_dec(rows);
	position->fees = column_dec(rows);
	position->funding = column_dec(rows);
	position->stop_loss_pct = column_dec(rows);
	position->take_profit_pct = column_dec(rows);
	position->opened_ms = column_int(rows);
	position->updated_ms = column_int(rows);
	loading->event.time_ns = position->updated_ms * AC_NS_PER_MS;
}

static void risk_read(struct loading *loading)
{
	struct statement *rows = &loading->rows;
	struct ac_risk_record *record = &loading->event.risk_record;
	record->guard = (uint16_t)column_word(loading, AC_WORDS_GUARD);
	record->state = (uint8_t)column_word(loading, AC_WORDS_RISK_STATE);
	record->reason = column_word(loading, AC_WORDS_REASON);
	record->since_ms = column_int(rows);
	record->until_ms = column_int(rows);
	record->value = column_dec(rows);
	record->limit = column_dec(rows);
	record->counter = column_int(rows);
	loading->event.time_ns = column_int(rows) * AC_NS_PER_MS;
	record->is_active = column_int(rows) != 0;
}

struct part {
	enum ac_query query;
	enum ac_event_kind kind;
	void (*read)(struct loading *loading);
	bool may_be_unknown; /* rows of strategies and symbols that are gone are passed over */
};

static enum ac_status part_load(struct loading *loading, const struct part *part,
				const char *account,
				void (*take)(void *self, const struct ac_event *e), void *self)
{
	loading->rows = statement_start(loading->store, part->query);
	bind_text(&loading->rows, AC_PARAMETER_ACCOUNT, account);
	enum ac_status status;
	while ((status = statement_next(&loading->rows)) == AC_OK) {
		status = event_begin(loading, part->kind);
		if (status == AC_ERR_NOT_FOUND && part->may_be_unknown)
			continue;
		if (status == AC_OK)
			part->read(loading);
		if (loading->rows.is_refused) {
			snprintf(loading->store->error, sizeof(loading->store->error),
				 "a stored row holds a word or a number that this program cannot "
				 "read");
			status = AC_ERR_CORRUPT;
		}
		if (status != AC_OK) {
			statement_stop(&loading->rows);
			return status;
		}
		if (take != NULL)
			take(self, &loading->event);
	}
	return status == AC_END ? AC_OK : status;
}

enum ac_status ac_store_books_load(struct ac_store *store, const char *account,
				   const struct ac_store_names *names,
				   void (*take)(void *self, const struct ac_event *e), void *self)
{
	ac_assert(take != NULL);
	/* Fills that are booked come before anything that could book them again; counters and peaks
	 * come before the halts, so that a halt has the last word. */
	static const struct part parts[] = {
		{ AC_QUERY_FILLS_NEWEST, AC_EVENT_RESTORE_FILL, fill_read, true },
		{ AC_QUERY_ORDERS_OPEN, AC_EVENT_RESTORE_ORDER, order_read, false },
		{ AC_QUERY_POSITIONS_OPEN, AC_EVENT_RESTORE_POSITION, position_read, false },
		{ AC_QUERY_RISK_STATES, AC_EVENT_RESTORE_RISK, risk_read, true },
		{ AC_QUERY_HALTS_ACTIVE, AC_EVENT_RESTORE_RISK, risk_read, true },
	};
	struct loading loading = { .store = store, .names = names };
	/* First everything is read without an effect: half a book is worse than none. */
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < AC_COUNT(parts); i++) {
			enum ac_status status = part_load(&loading, &parts[i], account,
							  pass == 0 ? NULL : take, self);
			if (status != AC_OK)
				return status;
		}
	}
	return AC_OK;
}

enum ac_status ac_store_candles_load(struct ac_store *store, const char *account,
				     const char *symbol, uint32_t count,
				     struct ac_candle *ret_candles, uint32_t *ret_count)
{
	struct statement rows = statement_start(store, AC_QUERY_CANDLES_NEWEST);
	bind_text(&rows, AC_PARAMETER_ACCOUNT, account);
	bind_text(&rows, AC_PARAMETER_SYMBOL, symbol);
	bind_int(&rows, AC_PARAMETER_LIMIT, count);
	uint32_t found = 0;
	enum ac_status status;
	while ((status = statement_next(&rows)) == AC_OK) {
		ac_assert(found < count);
		/* From the newest down: filled from the back of the array. */
		struct ac_candle *candle = &ret_candles[count - ++found];
		memset(candle, 0, sizeof(*candle));
		candle->open_time_ms = column_int(&rows);
		candle->open = column_dec(&rows).units;
		candle->high = column_dec(&rows).units;
		candle->low = column_dec(&rows).units;
		candle->close = column_dec(&rows).units;
		candle->volume = column_dec(&rows).units;
		candle->trades = (uint32_t)column_int(&rows);
		candle->missing_before = (uint32_t)column_int(&rows);
		if (rows.is_refused) {
			statement_stop(&rows);
			return AC_ERR_CORRUPT;
		}
	}
	if (status != AC_END)
		return status;
	memmove(ret_candles, ret_candles + (count - found), found * sizeof(*ret_candles));
	*ret_count = found;
	return AC_OK;
}
