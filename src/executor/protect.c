/* Keeps every position's stop and take-profit as bracket.h wants them: placed at the first fill,
 * replaced without a moment bare, cancelled when the position is gone, swept when left behind. */
#include "executor/state.h"

#define LOSSES_MAX 5u

static const struct slot_words {
	enum ac_purpose purpose;
	enum ac_order_type type;
	enum ac_exit_reason reason;
} words[AC_SLOT_COUNT] = {
	[AC_SLOT_STOP] = { AC_PURPOSE_STOP, AC_ORDER_STOP_MARKET, AC_EXIT_STOP_LOSS },
	[AC_SLOT_TAKE_PROFIT] = { AC_PURPOSE_TAKE_PROFIT, AC_ORDER_TAKE_PROFIT_MARKET,
				  AC_EXIT_TAKE_PROFIT },
};

/* Whether another book holds, or is opening, what would share this exchange position. In one-way
 * mode every book of the symbol does. */
static bool is_only_owner(const struct ac_executor *x, uint16_t index)
{
	ac_assert(index < x->config.book_count);
	const struct ac_book_state *book = &x->books[index];
	uint16_t other = x->symbols[book->symbol].first_book;
	for (; other != AC_BOOK_NONE; other = x->books[other].next_of_symbol) {
		if (other == index)
			continue;
		const struct ac_book_state *state = &x->books[other];
		const struct ac_order *entry = ac_executor_order_at(x, state->entry);
		bool is_opening = entry != NULL && !ac_order_is_terminal(entry);
		bool shares = x->config.mode == AC_MODE_ONEWAY ||
			      state->ledger.record.direction == book->ledger.record.direction;
		if (state->ledger.record.direction != 0 && shares)
			return false;
		if (is_opening && (x->config.mode == AC_MODE_ONEWAY ||
				   entry->direction == book->ledger.record.direction))
			return false;
	}
	return true;
}

static struct ac_protection desire(const struct ac_executor *x, uint16_t index,
				   enum ac_slot_kind kind)
{
	ac_assert(x->books[index].ledger.record.direction != 0);
	ac_assert(kind < AC_SLOT_COUNT);
	const struct ac_book_state *book = &x->books[index];
	const struct ac_position_record *record = &book->ledger.record;
	const struct ac_instrument *instrument = &x->config.instruments->items[book->symbol];
	struct ac_protected_position position = {
		.direction = record->direction,
		.quantity = record->quantity,
		.entry = record->entry_price,
		.is_only_owner = is_only_owner(x, index),
	};
	if (kind == AC_SLOT_STOP) {
		position.pct = record->stop_loss_pct;
		return ac_bracket_stop(instrument, &position);
	}
	position.pct = record->take_profit_pct;
	return ac_bracket_take_profit(instrument, &position);
}

static bool is_equal(const struct ac_protection *a, const struct ac_protection *b)
{
	return a->close_position == b->close_position && a->quantity.units == b->quantity.units &&
	       a->trigger.units == b->trigger.units;
}

static struct ac_protection bracket_of(const struct ac_order *order)
{
	ac_assert(ac_order_is_conditional(order));
	struct ac_protection bracket;
	memset(&bracket, 0, sizeof(bracket));
	bracket.is_possible = true;
	bracket.close_position = order->record.close_position;
	bracket.quantity = order->record.quantity;
	bracket.trigger = order->record.trigger_price;
	return bracket;
}

static uint32_t create(struct ac_executor *x, uint16_t index, enum ac_slot_kind kind,
		       const struct ac_protection *wanted)
{
	ac_assert(wanted->is_possible);
	ac_assert(wanted->trigger.units > 0);
	ac_assert(wanted->close_position || wanted->quantity.units > 0);
	const struct ac_order *order = ac_executor_order_create(
		x, &(struct ac_order_plan){
			   .book = index,
			   .purpose = words[kind].purpose,
			   .type = words[kind].type,
			   .direction = x->books[index].ledger.record.direction,
			   .quantity = wanted->quantity,
			   .trigger_price = wanted->trigger,
			   .close_position = wanted->close_position,
			   .exit_reason = words[kind].reason,
		   });
	return order == NULL ? AC_ORDER_NONE : ac_order_table_place(&x->orders, order);
}

static void close_bare(struct ac_executor *x, uint16_t index, const char *text)
{
	ac_assert(index < x->config.book_count);
	const struct ac_book_state *book = &x->books[index];
	ac_ns bare = book->bare_since_ns == AC_NEVER ? 0 : x->now - book->bare_since_ns;
	ac_executor_publish_system(x, AC_SYSTEM_BARE_POSITION, book->symbol, index,
				   bare / AC_NS_PER_MS, text);
	ac_executor_close_want(x, index, AC_EXIT_HALT, 0);
}

static bool is_through(const struct ac_executor *x, const struct ac_order *order)
{
	return order->refusal == AC_REACTION_CLOSE ||
	       ac_executor_refusal(x, order->record.code) == AC_REFUSAL_WOULD_TRIGGER;
}

/* The only protective order of a slot has ended while the position stands. */
static void slot_lost(struct ac_executor *x, uint16_t index, enum ac_slot_kind kind,
		      const struct ac_order *gone)
{
	ac_assert(ac_order_is_terminal(gone));
	ac_assert(x->books[index].ledger.record.direction != 0);
	struct ac_book_state *book = &x->books[index];
	struct ac_slot *slot = &book->slots[kind];
	if (book->close.is_wanted)
		return;
	/* Triggered but not enough, or the price is already there: what it was for is due now. */
	if (gone->was_triggered || is_through(x, gone)) {
		ac_executor_close_want(x, index, words[kind].reason, 0);
		return;
	}
	bool is_refused = gone->record.life == AC_LIFE_REJECTED;
	if (!is_refused && ++slot->losses <= LOSSES_MAX)
		return; /* somebody else removed it: the update places it anew */
	if (kind == AC_SLOT_STOP) {
		close_bare(x, index, "the stop cannot be placed: closing at market");
		return;
	}
	/* Its record says why it was refused; the position goes on with its stop alone. */
	slot->is_blocked = true;
	slot->refused = bracket_of(gone);
}

static void slot_prune(struct ac_executor *x, uint16_t index, enum ac_slot_kind kind)
{
	ac_assert(kind < AC_SLOT_COUNT);
	struct ac_book_state *book = &x->books[index];
	struct ac_slot *slot = &book->slots[kind];
	const struct ac_order *next = ac_executor_order_at(x, slot->next);
	if (next != NULL && ac_order_is_terminal(next)) {
		slot->next = AC_ORDER_NONE;
		if (next->record.life == AC_LIFE_REJECTED) {
			slot->is_blocked = true;
			slot->refused = bracket_of(next);
		}
		if (book->ledger.record.direction != 0 && next->was_triggered)
			slot_lost(x, index, kind, next);
	}
	const struct ac_order *live = ac_executor_order_at(x, slot->live);
	if (live == NULL || !ac_order_is_terminal(live))
		return;
	slot->live = slot->next;
	slot->next = AC_ORDER_NONE;
	if (book->ledger.record.direction == 0)
		return;
	/* One that we took off ourselves has been replaced, unless it fired in that moment. */
	if (slot->live == AC_ORDER_NONE || live->was_triggered)
		slot_lost(x, index, kind, live);
}

static void cancel(struct ac_executor *x, uint32_t place)
{
	struct ac_order *order = ac_executor_order_at(x, place);
	if (order == NULL || order->wants_cancel)
		return;
	order->wants_cancel = true;
	ac_executor_order_mark(x, order);
}

static bool is_confirmed(const struct ac_executor *x, uint32_t place)
{
	const struct ac_order *order = ac_executor_order_at(x, place);
	return order != NULL && ac_order_is_confirmed(order);
}

static void slot_update(struct ac_executor *x, uint16_t index, enum ac_slot_kind kind)
{
	ac_assert(kind < AC_SLOT_COUNT);
	struct ac_book_state *book = &x->books[index];
	struct ac_slot *slot = &book->slots[kind];
	slot_prune(x, index, kind);
	if (book->ledger.record.direction == 0) {
		cancel(x, slot->live);
		cancel(x, slot->next);
		slot->is_blocked = false;
		slot->losses = 0;
		if (slot->live != AC_ORDER_NONE && x->sweep_ns == AC_NEVER)
			ac_executor_timer_set(x, &x->sweep_ns,
					      x->now + x->config.sweep_interval_ns);
		return;
	}
	if (is_confirmed(x, slot->next))
		cancel(x, slot->live);
	/* What stands stays until the close is proven; what is missing is no longer needed. */
	if (book->close.is_wanted || slot->next != AC_ORDER_NONE)
		return;
	struct ac_protection wanted = desire(x, index, kind);
	if (!wanted.is_possible && slot->live == AC_ORDER_NONE && kind == AC_SLOT_STOP)
		close_bare(x, index, "no stop price follows from the percentage: closing");
	bool may_block = kind == AC_SLOT_TAKE_PROFIT || slot->live != AC_ORDER_NONE;
	if (!wanted.is_possible ||
	    (may_block && slot->is_blocked && is_equal(&slot->refused, &wanted)))
		return;
	if (slot->live == AC_ORDER_NONE) {
		slot->is_blocked = false;
		slot->live = create(x, index, kind, &wanted);
		return;
	}
	const struct ac_order *live = ac_executor_order_at(x, slot->live);
	if (live->record.life != AC_LIFE_ACKED || live->claim != AC_LIFE_INTENT)
		return;
	struct ac_protection standing = bracket_of(live);
	/* While the entry still fills, each fill moves the average: the trigger follows once. */
	if (book->entry != AC_ORDER_NONE && !live->wants_cancel &&
	    standing.close_position == wanted.close_position &&
	    standing.quantity.units == wanted.quantity.units)
		return;
	if (live->wants_cancel || !is_equal(&standing, &wanted)) {
		slot->is_blocked = false;
		slot->next = create(x, index, kind, &wanted);
	}
}

/* The flags and prices that others see, and the clock that runs while there is no stop. */
static void flags_update(struct ac_executor *x, uint16_t index)
{
	struct ac_book_state *book = &x->books[index];
	struct ac_position_record *record = &book->ledger.record;
	bool is_held[AC_SLOT_COUNT];
	struct ac_dec triggers[AC_SLOT_COUNT] = { AC_DEC_ZERO, AC_DEC_ZERO };
	for (size_t k = 0; k < AC_SLOT_COUNT; k++) {
		const struct ac_slot *slot = &book->slots[k];
		bool is_next = is_confirmed(x, slot->next);
		is_held[k] = record->direction != 0 && (is_next || is_confirmed(x, slot->live));
		if (is_held[k])
			triggers[k] = ac_executor_order_at(x, is_next ? slot->next : slot->live)
					      ->record.trigger_price;
	}
	if (record->direction == 0 || is_held[AC_SLOT_STOP]) {
		book->bare_since_ns = AC_NEVER;
		book->bare_due_ns = AC_NEVER;
	} else if (book->bare_since_ns == AC_NEVER) {
		book->bare_since_ns = x->now;
		ac_executor_timer_set(x, &book->bare_due_ns,
				      x->now + x->config.settings.protect_bound_ns);
	}
	ac_assert((book->bare_since_ns == AC_NEVER) ==
		  (record->direction == 0 || is_held[AC_SLOT_STOP]));
	if (record->is_protected == is_held[AC_SLOT_STOP] &&
	    record->has_take_profit == is_held[AC_SLOT_TAKE_PROFIT] &&
	    record->stop_price.units == triggers[AC_SLOT_STOP].units &&
	    record->take_profit_price.units == triggers[AC_SLOT_TAKE_PROFIT].units)
		return;
	record->is_protected = is_held[AC_SLOT_STOP];
	record->has_take_profit = is_held[AC_SLOT_TAKE_PROFIT];
	record->stop_price = triggers[AC_SLOT_STOP];
	record->take_profit_price = triggers[AC_SLOT_TAKE_PROFIT];
	if (record->direction != 0)
		ac_executor_publish_position(x, index);
}

void ac_executor_protect_update(struct ac_executor *x, uint16_t index)
{
	ac_assert(index < x->config.book_count);
	slot_update(x, index, AC_SLOT_STOP);
	slot_update(x, index, AC_SLOT_TAKE_PROFIT);
	flags_update(x, index);
}

void ac_executor_protect_time(struct ac_executor *x, uint16_t index)
{
	ac_assert(index < x->config.book_count);
	struct ac_book_state *book = &x->books[index];
	if (x->now < book->bare_due_ns)
		return;
	book->bare_due_ns = AC_NEVER;
	if (book->close.is_wanted)
		return;
	close_bare(x, index, "no confirmed stop within the bound: closing at market");
}

/* A protective order without a position or a working entry, long after it should have gone. */
void ac_executor_sweep(struct ac_executor *x)
{
	bool is_left = false;
	for (uint32_t i = 0; i < x->orders.live_count; i++) {
		struct ac_order *order = ac_executor_order_at(x, x->orders.live[i]);
		if (!ac_order_is_conditional(order))
			continue;
		const struct ac_book_state *book = &x->books[order->book];
		if (book->ledger.record.direction != 0 || book->entry != AC_ORDER_NONE)
			continue;
		is_left = true;
		if (x->now < order->created_ns + x->config.settings.reply_timeout_ns)
			continue;
		ac_executor_publish_system(x, AC_SYSTEM_ORPHAN, order->symbol, order->book,
					   order->record.algo_id,
					   "a protective order was left without a position");
		order->wants_cancel = true;
		ac_executor_order_mark(x, order);
	}
	x->sweep_ns = AC_NEVER;
	if (is_left)
		ac_executor_timer_set(x, &x->sweep_ns, x->now + x->config.sweep_interval_ns);
}
