/* The entry order of a book: let go when it is terminal, cancelled when the position that it opened
 * is already gone. */
#include "executor/state.h"

void ac_executor_entry_update(struct ac_executor *x, uint16_t index)
{
	ac_assert(index < x->config.book_count);
	struct ac_book_state *book = &x->books[index];
	struct ac_order *order = ac_executor_order_at(x, book->entry);
	if (order == NULL)
		return;
	ac_assert(order->record.purpose == AC_PURPOSE_ENTRY);
	ac_assert(order->book == index);
	if (ac_order_is_terminal(order)) {
		book->entry = AC_ORDER_NONE;
		/* Closing fills that waited for entry fills wait no longer. */
		ac_executor_unpark(x, book->symbol);
		ac_executor_books_mark(x, book->symbol);
		return;
	}
	bool was_closed = book->ledger.record.direction == 0 && order->record.executed.units > 0;
	if ((book->close.is_wanted || was_closed) && !order->wants_cancel) {
		order->wants_cancel = true;
		ac_executor_order_mark(x, order);
	}
}
