/* settings.h - what an account's owner sets: leverage, margin type, position mode. */
#ifndef AC_SIMULATOR_ACCOUNT_SETTINGS_H
#define AC_SIMULATOR_ACCOUNT_SETTINGS_H

#include "simulator/account/account.h"
#include "simulator/call/call.h"

void simulator_set_leverage(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_set_margin_type(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_get_mode(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_set_mode(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_get_assets(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_set_assets(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_set_margin(struct ac_simulator *simulator, struct simulator_call *call);

#endif
