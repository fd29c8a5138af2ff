/* Several orders in one request: each is served as if it had come alone, and fails alone. */
#include <stdlib.h>

#include "simulator/account/orders.h"

#define ANSWER_SIZE 8192u

static void serve_one(struct ac_simulator *simulator, struct simulator_call *call,
		      const json_t *item,
		      void (*serve)(struct ac_simulator *simulator, struct simulator_call *call))
{
	char buffer[ANSWER_SIZE];
	struct ac_json json;
	struct simulator_call one = *call;
	ac_json_init(&json, buffer, sizeof(buffer));
	one.json = &json;
	one.parameter_count = 0;
	one.status = 200;
	if (simulator_call_members(simulator, &one, item))
		serve(simulator, &one);
	ac_assert(!json.is_full);
	simulator_json_raw(call->json, NULL, (struct ac_str){ json.data, json.size });
}

void simulator_batch(struct ac_simulator *simulator, struct simulator_call *call, const char *name,
		     size_t count_max,
		     void (*serve)(struct ac_simulator *simulator, struct simulator_call *call))
{
	struct ac_str text = simulator_parameter(call, name);
	if (text.size == 0) {
		simulator_refuse_missing(call, name);
		return;
	}
	json_t *list = json_loadb(text.data, text.size, JSON_REJECT_DUPLICATES, NULL);
	bool are_objects = json_is_array(list) && json_array_size(list) > 0;
	for (size_t i = 0; i < json_array_size(list) && are_objects; i++)
		are_objects = json_is_object(json_array_get(list, i));
	if (!are_objects) {
		simulator_refuse_missing(call, name);
	} else if (json_array_size(list) > count_max) {
		simulator_refuse_code(call, -4082);
	} else {
		ac_json_open(call->json, NULL, '[');
		for (size_t i = 0; i < json_array_size(list); i++)
			serve_one(simulator, call, json_array_get(list, i), serve);
		ac_json_close(call->json, ']');
	}
	json_decref(list);
}
