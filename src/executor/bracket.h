/* bracket.h - what protective order a position should have, as a pure function of the position.
 * Placing and replacing it is protect.c's. Pure. */
#ifndef AC_EXECUTOR_BRACKET_H
#define AC_EXECUTOR_BRACKET_H

#include "market/instrument.h"

struct ac_protection {
	bool is_possible;    /* false: no positive trigger price follows from the percentage */
	bool close_position; /* follows the exchange's position by itself; quantity is then 0 */
	struct ac_dec quantity;
	struct ac_dec trigger;
};

struct ac_protected_position {
	int direction;
	struct ac_dec quantity;
	struct ac_dec entry; /* average */
	struct ac_dec pct;   /* distance, 1e-8 percent */
	bool is_only_owner;  /* no other book holds or opens this position on the exchange */
};

struct ac_protection ac_bracket_stop(const struct ac_instrument *instrument,
				     const struct ac_protected_position *position);
struct ac_protection ac_bracket_take_profit(const struct ac_instrument *instrument,
					    const struct ac_protected_position *position);

#endif
