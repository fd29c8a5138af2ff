/* ledger.h - compares our books with the simulated exchange's ledger, and writes the ledger down.
 * End of a simulated run only. */
#ifndef AC_TRADER_LEDGER_H
#define AC_TRADER_LEDGER_H

#include "session/world.h"

struct ac_agreement {
	uint32_t differences;
	char text[512]; /* the first of them, for a person */
};

/* Wallet and every position, to the last 1e-8. */
void ac_agreement_check(const struct ac_world *world, struct ac_agreement *ret_agreement);

/* The exchange's account, positions and kept executions as JSON; decimals as text. */
AC_MUST_USE enum ac_status ac_ledger_write(const char *path, const struct ac_world *world);

#endif
