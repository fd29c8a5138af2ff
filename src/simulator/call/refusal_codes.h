/* refusal_codes.h - the numbers by which the served exchange says what the simulated account refuses. A
 * table of its own, written by the reference: a number that the client reads wrongly is seen in its tests
 * against this one. Read-only; any thread. */
#ifndef AC_SIMULATOR_CALL_REFUSAL_CODES_H
#define AC_SIMULATOR_CALL_REFUSAL_CODES_H

#include "market/refusal.h"

extern const struct ac_refusal_codes simulator_refusal_codes;

#endif
