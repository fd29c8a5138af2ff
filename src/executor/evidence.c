/* Questions about a symbol's trades and positions, and the comparison of the exchange's position
 * with the sum of our books. Compares and asks; never sends an order. */
#include "executor/state.h"

/* A pushed position may overtake the fill that explains it. */
#define COMPARE_DELAY_NS (1 * AC_NS_PER_SEC)
#define TRADES_BACK_MS   (10 * AC_MS_PER_MIN)
#define CLOCKS_APART_MS  (1 * AC_MS_PER_MIN)

void ac_executor_ask(struct ac_executor *x, uint16_t symbol, enum ac_ask_kind kind)
{
	ac_assert(symbol < x->config.instruments->count);
	ac_assert(kind < AC_ASK_COUNT);
	x->symbols[symbol].asks[kind].is_wanted = true;
	ac_executor_symbol_mark(x, symbol);
}

bool ac_executor_evidence(struct ac_executor *x, uint16_t symbol, ac_ns since)
{
	ac_assert(symbol < x->config.instruments->count);
	ac_assert(since <= x->now);
	bool is_known = true;
	for (size_t k = 0; k < AC_ASK_COUNT; k++) {
		const struct ac_ask *ask = &x->symbols[symbol].asks[k];
		if (ask->known_ns >= since)
			continue;
		is_known = false;
		bool is_asked = ask->asked_ns != AC_NEVER && ask->asked_ns >= since;
		if (!is_asked)
			ac_executor_ask(x, symbol, (enum ac_ask_kind)k);
	}
	return is_known;
}

ac_ms ac_executor_trades_since(const struct ac_executor *x, uint16_t symbol)
{
	ac_assert(symbol < x->config.instruments->count);
	ac_ms since = x->now / AC_NS_PER_MS - TRADES_BACK_MS;
	for (uint32_t i = 0; i < x->orders.live_count; i++) {
		const struct ac_order *order = ac_executor_order_at(x, x->orders.live[i]);
		if (order->symbol == symbol && order->record.created_ms < since)
			since = order->record.created_ms;
	}
	uint16_t book = x->symbols[symbol].first_book;
	for (; book != AC_BOOK_NONE; book = x->books[book].next_of_symbol) {
		const struct ac_position_record *record = &x->books[book].ledger.record;
		if (record->direction != 0 && record->opened_ms < since)
			since = record->opened_ms;
	}
	return since > CLOCKS_APART_MS ? since - CLOCKS_APART_MS : 0;
}

bool ac_executor_difference(const struct ac_executor *x, uint16_t symbol,
			    enum ac_position_side side, struct ac_dec *ret_difference)
{
	ac_assert(symbol < x->config.instruments->count);
	ac_assert(side <= AC_POSITION_SHORT);
	const struct ac_symbol_watch *watch = &x->symbols[symbol];
	if (!watch->is_known[side])
		return false;
	/* Short positions count below zero, whichever way the exchange writes them. */
	struct ac_dec sum = watch->amounts[side];
	if (side == AC_POSITION_SHORT && sum.units > 0)
		sum = ac_dec_neg(sum);
	uint16_t book = watch->first_book;
	for (; book != AC_BOOK_NONE; book = x->books[book].next_of_symbol) {
		const struct ac_position_record *record = &x->books[book].ledger.record;
		struct ac_dec signed_quantity = { record->direction * record->quantity.units };
		if (record->position_side == side && record->direction != 0 &&
		    ac_dec_sub(sum, signed_quantity, &sum) != AC_OK)
			return false;
	}
	*ret_difference = sum;
	return true;
}

static bool has_difference(const struct ac_executor *x, uint16_t symbol,
			   struct ac_dec *ret_difference)
{
	for (int side = AC_POSITION_BOTH; side <= AC_POSITION_SHORT; side++) {
		bool is_ours = (side == AC_POSITION_BOTH) == (x->config.mode == AC_MODE_ONEWAY);
		if (is_ours &&
		    ac_executor_difference(x, symbol, (enum ac_position_side)side,
					   ret_difference) &&
		    ret_difference->units != 0)
			return true;
	}
	return false;
}

/* A fill may be on its way: comparing now would compare two different moments. */
static bool is_moving(const struct ac_executor *x, uint16_t symbol)
{
	ac_assert(symbol < x->config.instruments->count);
	for (uint32_t i = 0; i < x->orders.live_count; i++) {
		const struct ac_order *order = ac_executor_order_at(x, x->orders.live[i]);
		if (order->symbol == symbol && !ac_order_is_terminal(order) &&
		    (!ac_order_is_conditional(order) || order->record.life != AC_LIFE_ACKED ||
		     order->claim != AC_LIFE_INTENT))
			return true;
	}
	return false;
}

static void compare(struct ac_executor *x, uint16_t symbol)
{
	ac_assert(symbol < x->config.instruments->count);
	struct ac_symbol_watch *watch = &x->symbols[symbol];
	struct ac_dec difference;
	watch->mismatch_ns = AC_NEVER;
	if (!has_difference(x, symbol, &difference)) {
		watch->mismatch_since = AC_NEVER;
		watch->is_told = false;
		return;
	}
	if (watch->is_told)
		return;
	if (is_moving(x, symbol)) {
		ac_executor_timer_set(x, &watch->mismatch_ns, x->now + x->config.sweep_interval_ns);
		return;
	}
	if (watch->mismatch_since == AC_NEVER)
		watch->mismatch_since = x->now;
	if (!ac_executor_evidence(x, symbol, watch->mismatch_since))
		return; /* the answer comes back here */
	watch->mismatch_since = AC_NEVER;
	watch->is_told = true;
	ac_executor_publish_system(x, AC_SYSTEM_MISMATCH, symbol, AC_BOOK_NONE, difference.units,
				   "the exchange's position differs from the sum of our books");
}

static void compare_later(struct ac_executor *x, uint16_t symbol)
{
	struct ac_symbol_watch *watch = &x->symbols[symbol];
	struct ac_dec difference;
	if (watch->is_told || watch->mismatch_ns != AC_NEVER || watch->mismatch_since != AC_NEVER ||
	    !has_difference(x, symbol, &difference))
		return;
	ac_executor_timer_set(x, &watch->mismatch_ns, x->now + COMPARE_DELAY_NS);
	ac_executor_symbol_mark(x, symbol);
}

void ac_executor_on_position(struct ac_executor *x, const struct ac_event *event)
{
	ac_assert(event->kind == AC_EVENT_POSITION);
	ac_assert(event->symbol < x->config.instruments->count);
	const struct ac_position_update *update = &event->position;
	if (update->position_side > AC_POSITION_SHORT)
		return;
	struct ac_symbol_watch *watch = &x->symbols[event->symbol];
	uint8_t side = update->position_side;
	if (!watch->is_known[side] || watch->amounts[side].units != update->amount.units)
		watch->is_told = false;
	watch->amounts[side] = update->amount;
	watch->is_known[side] = true;
	watch->is_seen[side] = true;
	compare_later(x, event->symbol);
}

void ac_executor_positions_complete(struct ac_executor *x, uint16_t symbol)
{
	ac_assert(symbol < x->config.instruments->count);
	struct ac_symbol_watch *watch = &x->symbols[symbol];
	for (size_t side = 0; side < AC_COUNT(watch->amounts); side++) {
		if (!watch->is_seen[side])
			watch->amounts[side] = AC_DEC_ZERO;
		watch->is_known[side] = true;
	}
	compare_later(x, symbol);
}

static void ask_failed(struct ac_executor *x, uint16_t symbol, struct ac_ask *ask)
{
	ac_assert(ask->asked_ns != AC_NEVER);
	if (ask->failures < UINT8_MAX)
		ask->failures++;
	ask->asked_ns = AC_NEVER;
	ac_ns wait = ask->failures == 1 ? ac_executor_quick_ns(x) : x->config.retry_interval_ns;
	ac_executor_timer_set(x, &ask->due_ns, x->now + wait);
	ac_executor_symbol_mark(x, symbol);
}

void ac_executor_ask_reply(struct ac_executor *x, uint16_t symbol, enum ac_ask_kind kind,
			   enum ac_outcome outcome)
{
	ac_assert(symbol < x->config.instruments->count);
	ac_assert(kind < AC_ASK_COUNT);
	struct ac_symbol_watch *watch = &x->symbols[symbol];
	struct ac_ask *ask = &watch->asks[kind];
	if (ask->asked_ns == AC_NEVER)
		return; /* repeated, or too late: another question is on its way */
	if (outcome != AC_OUTCOME_DONE) {
		ask_failed(x, symbol, ask);
		return;
	}
	ask->known_ns = ask->asked_ns;
	ac_assert(ask->known_ns <= x->now);
	ask->asked_ns = AC_NEVER;
	ask->due_ns = AC_NEVER;
	ask->failures = 0;
	if (ask->is_wanted)
		ac_executor_symbol_mark(x, symbol);
	if (kind == AC_ASK_POSITION)
		ac_executor_positions_complete(x, symbol);
	ac_executor_conclude(x, symbol);
	ac_executor_books_mark(x, symbol);
	if (watch->mismatch_since != AC_NEVER)
		compare(x, symbol);
}

void ac_executor_symbol_time(struct ac_executor *x, uint16_t symbol)
{
	ac_assert(symbol < x->config.instruments->count);
	struct ac_symbol_watch *watch = &x->symbols[symbol];
	for (size_t k = 0; k < AC_ASK_COUNT; k++) {
		struct ac_ask *ask = &watch->asks[k];
		if (x->now < ask->due_ns)
			continue;
		ask->due_ns = AC_NEVER;
		ask->asked_ns = AC_NEVER;
		ac_executor_ask(x, symbol, (enum ac_ask_kind)k);
	}
	if (x->now >= watch->mismatch_ns)
		compare(x, symbol);
}
