/* advice.h - what a person can do about a refusal of the exchange: error code -> sentence. Not what
 * the program does: that is market/refusal.h. Static; any thread. */
#ifndef AC_BINANCE_GATEWAY_ADVICE_H
#define AC_BINANCE_GATEWAY_ADVICE_H

#include "core/base.h"

/* NULL for a code that has no advice of its own. */
const char *ac_advice_of_code(int32_t code);
/* The same for an HTTP status without a code. */
const char *ac_advice_of_status(int status);

#endif
