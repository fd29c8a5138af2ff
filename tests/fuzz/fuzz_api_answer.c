/* Any bytes as a frame of the WebSocket API: what is taken lies inside the frame, and is what
 * jansson reads where it reads anything. */
#include <jansson.h>

#include "binance/codec/reply.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ac_str frame = { (const char *)data, size };
	struct ac_api_answer answer;
	if (ac_api_answer_decode(frame, &answer) != AC_OK)
		return 0;
	ac_assert(answer.status >= 100 && answer.status <= 599);
	ac_assert(answer.id >= -1 && answer.retry_after_ms >= 0);
	ac_assert(answer.used_weight >= -1 && answer.orders_10s >= -1 && answer.orders_1m >= -1);
	if (answer.body.size > 0)
		ac_assert(answer.body.data >= frame.data &&
			  answer.body.data + answer.body.size <= frame.data + frame.size);
	char message[64];
	ac_assert(ac_reply_error(answer.body, message, sizeof(message)) <= 0);
	json_t *root = json_loadb(frame.data, frame.size, 0, NULL);
	if (root == NULL)
		return 0; /* numbers beyond its range, which are JSON all the same */
	const json_t *status = json_object_get(root, "status");
	if (json_is_integer(status))
		ac_assert(json_integer_value(status) == answer.status);
	const json_t *id = json_object_get(root, "id");
	if (json_is_integer(id) && json_integer_value(id) >= 0)
		ac_assert(json_integer_value(id) == answer.id);
	json_decref(root);
	return 0;
}
