/* history.h - the account's past: executions, payments, positions that the exchange closed. */
#ifndef AC_VENUE_HISTORY_H
#define AC_VENUE_HISTORY_H

#include "venue/call.h"

void venue_history_trades(struct ac_venue *venue, struct venue_call *call);
void venue_history_income(struct ac_venue *venue, struct venue_call *call);
void venue_history_forced(struct ac_venue *venue, struct venue_call *call);

#endif
