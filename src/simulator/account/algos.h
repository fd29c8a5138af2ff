/* algos.h - the endpoints of conditional orders (reference 4): an id space of their own, not
 * visible as orders before their trigger. */
#ifndef AC_SIMULATOR_ACCOUNT_ALGOS_H
#define AC_SIMULATOR_ACCOUNT_ALGOS_H

#include "simulator/account/account.h"
#include "simulator/call/call.h"

void simulator_algo_place(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_algo_cancel(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_algo_cancel_all(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_algo_query(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_algos_open(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_algos_all(struct ac_simulator *simulator, struct simulator_call *call);

void simulator_algo_write(struct ac_json *json, const struct ac_simulator *simulator,
			  const struct simulator_algo *algo, bool is_list);

#endif
