/* listen_key.h - the key of an account's user stream: one at a time, valid for an hour. */
#ifndef AC_SIMULATOR_ACCOUNT_LISTEN_KEY_H
#define AC_SIMULATOR_ACCOUNT_LISTEN_KEY_H

#include "simulator/account/account.h"

#define SIMULATOR_LISTEN_KEY_LIFE_MS (60 * AC_MS_PER_MIN)

void simulator_listen_key_start(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_listen_key_keep(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_listen_key_end(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_listen_key_advance(struct simulator_account *account, ac_ms now_ms);

#endif
