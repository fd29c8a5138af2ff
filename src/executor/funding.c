/* Funding belongs to the positions of a symbol: one payment, split by quantity. */
#include "executor/state.h"

void ac_executor_on_funding(struct ac_executor *x, const struct ac_event *event)
{
	ac_assert(event->kind == AC_EVENT_FUNDING);
	ac_assert(event->symbol < x->config.instruments->count);
	struct ac_dec total = AC_DEC_ZERO;
	uint16_t index = x->symbols[event->symbol].first_book;
	for (; index != AC_BOOK_NONE; index = x->books[index].next_of_symbol) {
		const struct ac_position_record *record = &x->books[index].ledger.record;
		if (record->direction != 0 && ac_dec_add(total, record->quantity, &total) != AC_OK)
			return;
	}
	/* Each takes its share of what is left, so the last takes the remainder and the sum is
	 * exact. */
	struct ac_dec left = event->funding.payment;
	index = x->symbols[event->symbol].first_book;
	for (; index != AC_BOOK_NONE; index = x->books[index].next_of_symbol) {
		struct ac_book_state *book = &x->books[index];
		struct ac_dec quantity = book->ledger.record.quantity;
		struct ac_dec share;
		if (book->ledger.record.direction == 0)
			continue;
		if (ac_dec_mul_div(left, quantity, total, AC_ROUND_HALF_EVEN, &share) != AC_OK ||
		    ac_ledger_fund(&book->ledger, share, event->funding.time_ms) != AC_OK) {
			ac_executor_publish_system(x, AC_SYSTEM_MISMATCH, event->symbol, index,
						   left.units, "funding is out of range");
			return;
		}
		left.units -= share.units;
		total.units -= quantity.units;
		ac_executor_publish_position(x, index);
	}
	ac_assert(total.units == 0); /* and with it all of the payment is booked */
}
