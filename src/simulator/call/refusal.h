/* refusal.h - the exchange's errors: their codes, texts and how an answer becomes one. Only for the
 * files of the simulator. */
#ifndef AC_SIMULATOR_CALL_REFUSAL_H
#define AC_SIMULATOR_CALL_REFUSAL_H

#include "simulator/call/state.h"

/* Writes {"code":…,"msg":…} over what was written so far, and the HTTP status (400). */
void simulator_refuse(struct simulator_call *call, int32_t code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void simulator_refuse_missing(struct simulator_call *call, const char *name);      /* -1102 */
void simulator_refuse_not_required(struct simulator_call *call, const char *name); /* -1106 */
/* With the exchange's own message for the code. */
void simulator_refuse_code(struct simulator_call *call, int32_t code);
const char *simulator_error_text(int32_t code);

#endif
