/* history.h - the account's past: executions, payments, positions that the exchange closed. */
#ifndef AC_SIMULATOR_ACCOUNT_HISTORY_H
#define AC_SIMULATOR_ACCOUNT_HISTORY_H

#include "simulator/account/account.h"
#include "simulator/call/call.h"

void simulator_history_trades(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_history_income(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_history_forced(struct ac_simulator *simulator, struct simulator_call *call);

#endif
