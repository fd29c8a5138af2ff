/* call.h - the parameters of a request: taking them apart, reading them as what they should be,
 * refusing them in the exchange's words. */
#ifndef AC_SIMULATOR_CALL_CALL_H
#define AC_SIMULATOR_CALL_CALL_H

#include <jansson.h>

#include "simulator/call/answer.h"
#include "simulator/call/refusal.h"

/* Begins a call: an empty answer in `buffer`, and the request's query and body as parameters; the
 * query's win. False after a refusal. */
bool simulator_call_begin(struct ac_simulator *simulator, struct simulator_call *call,
			  const struct ac_simulator_request *request, char *buffer,
			  size_t capacity);
/* The members of a JSON object as parameters; texts stay in `object`. False after a refusal. */
bool simulator_call_members(struct ac_simulator *simulator, struct simulator_call *call,
			    const json_t *object);

static inline bool simulator_has(const struct simulator_call *call, const char *name)
{
	return simulator_parameter(call, name).data != NULL;
}
/* Each returns false after a refusal. What is absent leaves ret_ untouched and is refused where
 * `is_mandatory`. */
bool simulator_read_dec(struct simulator_call *call, const char *name, bool is_mandatory,
			struct ac_dec *ret_value);
bool simulator_read_int(struct simulator_call *call, const char *name, bool is_mandatory,
			int64_t *ret_value);
bool simulator_read_bool(struct simulator_call *call, const char *name, bool *ret_value);
bool simulator_read_side(struct simulator_call *call, uint8_t *ret_side);
bool simulator_read_position_side(struct simulator_call *call, uint8_t *ret_side);
/* One of `count` texts. -1 where absent; -2 after a refusal with `code`. */
int32_t simulator_read_choice(struct simulator_call *call, const char *name, uint8_t count,
			      const char *(*text)(uint8_t index), int32_t code,
			      const char *message);

#endif
