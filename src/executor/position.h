/* position.h - the sub-ledger of one book: quantity, average entry, profit, fees and funding of the
 * position that its own orders made. Not the exchange's position, which may be the sum of several
 * books. Pure; a call that fails changes nothing. */
#ifndef AC_EXECUTOR_POSITION_H
#define AC_EXECUTOR_POSITION_H

#include "market/event.h"

struct ac_ledger {
	struct ac_position_record record;
	struct ac_dec entered; /* quantity since the position was opened */
	struct ac_dec exited;
	__int128 entered_wide; /* sums of price * quantity, 1e-16, for the averages */
	__int128 exited_wide;
	ac_ms exit_time_ms; /* of the last closing fill */
};

/* One execution as it reaches the ledger. */
struct ac_ledger_fill {
	struct ac_dec quantity; /* > 0 */
	struct ac_dec price;    /* > 0 */
	struct ac_dec fee;
	ac_ms time_ms;
};

/* Opens or enlarges. A flat ledger starts a new position in `direction`; otherwise the directions
 * agree. AC_ERR_RANGE where a sum does not fit. */
AC_MUST_USE enum ac_status ac_ledger_add(struct ac_ledger *ledger, int direction,
					 enum ac_position_side side,
					 const struct ac_ledger_fill *fill);
/* Closes a part or all; fill->quantity is at most the position's. */
AC_MUST_USE enum ac_status ac_ledger_reduce(struct ac_ledger *ledger,
					    const struct ac_ledger_fill *fill);
/* A funding payment, signed: negative is paid. */
AC_MUST_USE enum ac_status ac_ledger_fund(struct ac_ledger *ledger, struct ac_dec payment,
					  ac_ms time_ms);
/* The trade list's row of a position that has just become flat. */
AC_MUST_USE enum ac_status ac_ledger_round_trip(const struct ac_ledger *ledger, int direction,
						enum ac_exit_reason reason,
						struct ac_round_trip *ret_trip);
/* Puts a stored position in place. What was closed before is known as profit only. */
void ac_ledger_restore(struct ac_ledger *ledger, const struct ac_position_record *record);

#endif
