/* authenticate.h - whose request it is: key, time, signature over the bytes as they came (reference
 * 2). Not what the key may do: a key of this exchange may do everything. */
#ifndef AC_SIMULATOR_ACCOUNT_AUTHENTICATE_H
#define AC_SIMULATOR_ACCOUNT_AUTHENTICATE_H

#include "simulator/account/account.h"
#include "simulator/call/call.h"

#define SIMULATOR_RECV_WINDOW_MS 5000

/* The account that the key names. False after a refusal. */
bool simulator_authenticate_key(const struct ac_simulator *simulator, struct simulator_call *call,
				struct ac_str key);
/* `timestamp` and `recvWindow` against the simulator's clock. False after a refusal. */
bool simulator_authenticate_time(const struct ac_simulator *simulator, struct simulator_call *call);
/* Both, and the signature of a REST request. */
bool simulator_authenticate_request(const struct ac_simulator *simulator,
				    struct simulator_call *call);
/* The signature of a message of the WebSocket API: over its parameters, sorted. */
bool simulator_authenticate_message(const struct ac_simulator *simulator,
				    struct simulator_call *call);
/* The engine looks at the clock once more, a moment after the gateway: -5028. */
bool simulator_authenticate_engine(const struct ac_simulator *simulator,
				   struct simulator_call *call);

#endif
