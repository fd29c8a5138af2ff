/* timers.h - what the account's owner asked to happen by itself: countdowns that cancel a symbol's
 * orders, and orders that are good till a date. */
#ifndef AC_VENUE_TIMERS_H
#define AC_VENUE_TIMERS_H

#include "venue/account.h"

void venue_timers_run(struct venue_account *account);
/* Something is to happen at this moment. */
void venue_timers_arm(struct venue_account *account, ac_ms moment);
/* The earliest of everything that is armed, looked up anew: after a restart. */
ac_ms venue_timers_next(const struct venue_account *account);
ac_ms venue_timers_deadline(const struct venue_account *account); /* INT64_MAX for none */
/* Cancels every open regular order of the symbol; how many there were. */
uint32_t venue_orders_cancel(struct venue_account *account, uint16_t symbol);
uint32_t venue_algos_cancel(struct venue_account *account, uint16_t symbol);

#endif
