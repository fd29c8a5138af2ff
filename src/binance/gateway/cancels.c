/* Cancels that go by REST in the same turn are sent together, ten of a symbol at most: a flatten of
 * many entries costs one request instead of ten. Each keeps an outcome of its own. */
#include "binance/codec/json_reader.h"
#include "binance/codec/reply.h"
#include "binance/gateway/state.h"

#define STATUS_OK      200
#define STATUS_REFUSED 400

static bool is_list_of(struct ac_str body, uint32_t wanted)
{
	struct ac_json_reader reader;
	struct ac_json_value value;
	uint32_t count = 0;
	ac_json_reader_init(&reader, body);
	if (!ac_json_reader_enter(&reader, AC_JSON_ARRAY))
		return false;
	while (ac_json_reader_item(&reader) && ac_json_reader_value(&reader, &value))
		count++;
	return ac_json_reader_finish(&reader) && count == wanted;
}

/* The answer's elements stand in the order of the request. */
static void on_batch(void *self, const struct ac_rest_answer *answer)
{
	struct gateway_batch *batch = self;
	struct ac_gateway *gateway = batch->gateway;
	struct ac_json_reader reader;
	uint32_t concluded = 0;
	bool is_list = ac_rest_is_ok(answer) && is_list_of(answer->body, batch->count);
	ac_json_reader_init(&reader, answer->body);
	if (is_list && ac_json_reader_enter(&reader, AC_JSON_ARRAY)) {
		struct ac_json_value value;
		while (concluded < batch->count && ac_json_reader_item(&reader) &&
		       ac_json_reader_value(&reader, &value)) {
			bool is_refused = ac_reply_error(value.text, NULL, 0) != 0;
			gateway_conclude(batch->items[concluded++],
					 is_refused ? STATUS_REFUSED : STATUS_OK, value.text);
		}
	}
	/* Without a list of its own, an element has the fate of the whole request. */
	for (; concluded < batch->count; concluded++)
		gateway_conclude_rest(batch->items[concluded], answer);
	batch->count = 0;
	gateway_tell(gateway);
}

static struct gateway_batch *free_batch(struct ac_gateway *gateway)
{
	for (size_t i = 0; i < GATEWAY_BATCHES_MAX; i++) {
		if (gateway->batches[i].count == 0)
			return &gateway->batches[i];
	}
	return NULL;
}

static void send_one(struct ac_gateway *gateway, struct gateway_pending *pending)
{
	struct ac_request request;
	ac_request_command(&request, gateway->config.instruments, &pending->command);
	gateway_send_rest(gateway, pending, &request);
}

void gateway_cancels_flush(struct ac_gateway *gateway)
{
	uint32_t count = gateway->cancel_count;
	gateway->cancel_count = 0;
	if (count == 0)
		return;
	struct gateway_batch *batch = count > 1 ? free_batch(gateway) : NULL;
	struct ac_request request;
	const char *client_ids[AC_REQUEST_BATCH_MAX];
	for (uint32_t i = 0; i < count; i++)
		client_ids[i] = gateway->cancels[i]->command.client_id;
	if (batch != NULL) {
		batch->gateway = gateway;
		batch->count = count;
		memcpy(batch->items, gateway->cancels, sizeof(batch->items));
		ac_request_cancel_batch(&request, gateway->config.instruments,
					batch->items[0]->command.symbol, client_ids, count);
		if (ac_rest_send(gateway->config.rest, &request, AC_LANE_EXIT, on_batch, batch,
				 NULL) == AC_OK)
			return;
		batch->count = 0;
	}
	for (uint32_t i = 0; i < count; i++)
		send_one(gateway, gateway->cancels[i]);
}

void gateway_cancels_add(struct ac_gateway *gateway, struct gateway_pending *pending)
{
	uint32_t count = gateway->cancel_count;
	if (count == AC_REQUEST_BATCH_MAX ||
	    (count > 0 && gateway->cancels[0]->command.symbol != pending->command.symbol))
		gateway_cancels_flush(gateway);
	gateway->cancels[gateway->cancel_count++] = pending;
}
