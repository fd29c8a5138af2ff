/* timers.h - what the account's owner asked to happen by itself: countdowns that cancel a symbol's
 * orders, and orders that are good till a date. */
#ifndef AC_SIMULATOR_ACCOUNT_TIMERS_H
#define AC_SIMULATOR_ACCOUNT_TIMERS_H

#include "simulator/account/account.h"

void simulator_timers_run(struct simulator_account *account);
/* Something is to happen at this moment. */
void simulator_timers_arm(struct simulator_account *account, ac_ms moment);
/* The earliest of everything that is armed, looked up anew: after a restart. */
ac_ms simulator_timers_next(const struct simulator_account *account);
ac_ms simulator_timers_deadline(const struct simulator_account *account); /* INT64_MAX for none */
/* Cancels every open regular order of the symbol; how many there were. */
uint32_t simulator_orders_cancel(struct simulator_account *account, uint16_t symbol);
uint32_t simulator_algos_cancel(struct simulator_account *account, uint16_t symbol);

#endif
