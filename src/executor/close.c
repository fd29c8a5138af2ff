/* Closing a position at market. A close stays wanted until the position is gone; each attempt is
 * an order of its own, sent only when the one before is proven terminal. */
#include "executor/state.h"

#define ALARM_EVERY 5u

void ac_executor_close_want(struct ac_executor *x, uint16_t index, enum ac_exit_reason reason,
			    uint64_t signal_id)
{
	ac_assert(index < x->config.book_count);
	struct ac_book_state *book = &x->books[index];
	bool has_something = book->ledger.record.direction != 0 || book->entry != AC_ORDER_NONE;
	if (book->close.is_wanted || !has_something)
		return;
	book->close.is_wanted = true;
	book->close.reason = (uint8_t)reason;
	book->close.signal_id = signal_id;
	book->close.failures = 0;
	book->close.refused_reduce = 0;
	book->close.retry_ns = x->now;
	book->close.evidence_ns = AC_NEVER;
	ac_executor_book_mark(x, index);
}

static void failed(struct ac_executor *x, uint16_t index, const struct ac_order *order)
{
	ac_assert(ac_order_is_terminal(order));
	ac_assert(order->record.executed.units == 0);
	struct ac_book_state *book = &x->books[index];
	struct ac_close *close = &book->close;
	close->failures++;
	close->retry_ns = x->now + (close->failures <= x->config.settings.retries_max
					    ? ac_executor_quick_ns(x)
					    : x->config.settings.retry_interval_ns);
	if (ac_executor_refusal(x, order->record.code) == AC_REFUSAL_REDUCE_ONLY) {
		/* Somebody closed it, or other orders hold the quantity: look before asking again.
		 */
		if (close->refused_reduce < UINT8_MAX)
			close->refused_reduce++;
		close->evidence_ns = x->now;
		if (close->refused_reduce == 1)
			close->retry_ns = x->now;
	}
	if (close->failures % ALARM_EVERY == 0)
		ac_executor_publish_system(x, AC_SYSTEM_UNKNOWN_ORDER, book->symbol, index,
					   close->failures, "a position could not be closed yet");
}

static void order_ended(struct ac_executor *x, uint16_t index)
{
	ac_assert(index < x->config.book_count);
	struct ac_close *close = &x->books[index].close;
	const struct ac_order *order = ac_executor_order_at(x, close->order);
	if (order == NULL || !ac_order_is_terminal(order))
		return;
	close->order = AC_ORDER_NONE;
	if (order->record.executed.units > 0) {
		close->failures = 0;
		close->refused_reduce = 0;
		close->retry_ns = x->now;
	} else {
		failed(x, index, order);
	}
}

/* The exchange says that nothing is there, twice asked, and no trade tells who closed it: believe
 * the exchange. The price is not known, so nothing is gained or lost by this booking. */
static bool adopt_flat(struct ac_executor *x, uint16_t index)
{
	ac_assert(x->books[index].ledger.record.direction != 0);
	ac_assert(x->books[index].close.is_wanted);
	struct ac_book_state *book = &x->books[index];
	const struct ac_position_record *record = &book->ledger.record;
	const struct ac_symbol_watch *watch = &x->symbols[book->symbol];
	uint8_t side = record->position_side;
	if (book->close.refused_reduce < 2 || !watch->is_known[side] ||
	    watch->amounts[side].units != 0)
		return false;
	ac_executor_publish_system(x, AC_SYSTEM_MISMATCH, book->symbol, index,
				   record->quantity.units,
				   "the exchange has no such position: adopted as closed");
	struct ac_ledger_fill fill = {
		.quantity = record->quantity,
		.price = record->entry_price,
		.time_ms = x->now / AC_NS_PER_MS,
	};
	return ac_executor_book_reduce(x, index, &fill, AC_EXIT_MANUAL);
}

/* A triggered protective order is a close under way, run by the exchange. */
static bool is_exchange_closing(const struct ac_executor *x, const struct ac_book_state *book)
{
	for (size_t i = 0; i < AC_SLOT_COUNT; i++) {
		const struct ac_order *order = ac_executor_order_at(x, book->slots[i].live);
		if (order != NULL && !ac_order_is_terminal(order) && order->was_triggered &&
		    order->timers[AC_TIMER_TRIGGER] != AC_NEVER &&
		    x->now < order->timers[AC_TIMER_TRIGGER])
			return true;
	}
	return false;
}

static void place(struct ac_executor *x, uint16_t index)
{
	ac_assert(x->books[index].ledger.record.direction != 0);
	ac_assert(x->books[index].close.order == AC_ORDER_NONE);
	ac_assert(x->books[index].close.is_wanted);
	struct ac_book_state *book = &x->books[index];
	const struct ac_position_record *record = &book->ledger.record;
	struct ac_dec quantity;
	/* More than one order may carry is closed in parts; dust below the minimum is tried as it
	 * is, since a closing order may be exempt. */
	enum ac_status status =
		ac_instrument_round_quantity(&x->config.instruments->items[book->symbol],
					     AC_ORDER_MARKET, record->quantity, &quantity);
	if (status != AC_OK || quantity.units <= 0)
		quantity = record->quantity;
	ac_assert(quantity.units > 0 && quantity.units <= record->quantity.units);
	struct ac_order *order = ac_executor_order_create(
		x, &(struct ac_order_plan){
			   .book = index,
			   .purpose = AC_PURPOSE_EXIT,
			   .type = AC_ORDER_MARKET,
			   .direction = record->direction,
			   .quantity = quantity,
			   .exit_reason = (enum ac_exit_reason)book->close.reason,
			   .signal_id = book->close.signal_id,
		   });
	if (order != NULL)
		book->close.order = ac_order_table_place(&x->orders, order);
	else
		ac_executor_timer_set(x, &book->close.wake_ns, x->now + ac_executor_quick_ns(x));
}

void ac_executor_close_update(struct ac_executor *x, uint16_t index)
{
	ac_assert(index < x->config.book_count);
	struct ac_book_state *book = &x->books[index];
	struct ac_close *close = &book->close;
	order_ended(x, index);
	if (!close->is_wanted)
		return;
	if (book->ledger.record.direction == 0) {
		/* An entry still in flight may yet fill; its cancel is wanted, and it is waited
		 * for. */
		if (book->entry == AC_ORDER_NONE && close->order == AC_ORDER_NONE) {
			close->is_wanted = false;
			close->evidence_ns = AC_NEVER;
		}
		return;
	}
	if (close->order != AC_ORDER_NONE || is_exchange_closing(x, book))
		return;
	if (close->evidence_ns != AC_NEVER) {
		bool is_known = ac_executor_evidence(x, book->symbol, close->evidence_ns);
		/* An exit is never held up for good by questions that nobody answers. */
		ac_ns patience = close->evidence_ns + 2 * x->config.settings.reply_timeout_ns;
		if (!is_known && x->now < patience) {
			ac_executor_timer_set(x, &close->wake_ns, patience);
			return;
		}
		close->evidence_ns = AC_NEVER;
		if (is_known && adopt_flat(x, index))
			return;
	}
	if (x->now < close->retry_ns) {
		ac_executor_timer_set(x, &close->wake_ns, close->retry_ns);
		return;
	}
	close->wake_ns = AC_NEVER;
	place(x, index);
}

void ac_executor_close_time(struct ac_executor *x, uint16_t index)
{
	ac_assert(index < x->config.book_count);
	struct ac_close *close = &x->books[index].close;
	if (x->now < close->wake_ns)
		return;
	close->wake_ns = AC_NEVER;
	ac_executor_book_mark(x, index);
}
