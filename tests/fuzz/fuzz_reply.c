/* Any bytes as the answer to a command. The first byte chooses the command, the second the status.
 * What is believed must be JSON for jansson too, and must say of the order what jansson reads. */
#include <jansson.h>

#include "binance/codec/reply.h"
#include "fuzz.h"

static const enum ac_command_kind kinds[] = {
	AC_COMMAND_PLACE,        AC_COMMAND_CANCEL,         AC_COMMAND_PLACE_ALGO,
	AC_COMMAND_CANCEL_ALGO,  AC_COMMAND_QUERY,          AC_COMMAND_QUERY_ALGO,
	AC_COMMAND_QUERY_TRADES, AC_COMMAND_QUERY_POSITION, AC_COMMAND_MODIFY,
};
static const int statuses[] = { 200, 0, 400, 401, 403, 404, 408, 418, 429, 451, 500, 502, 503 };

static uint32_t taken;

static void take(void *self, const struct ac_event *event)
{
	const struct ac_command *command = self;
	bool is_trade = command->kind == AC_COMMAND_QUERY_TRADES;
	taken++;
	ac_assert(event->kind == (is_trade ? AC_EVENT_ORDER : AC_EVENT_POSITION));
	ac_assert(event->symbol == command->symbol);
	if (is_trade) {
		const struct ac_order_update *trade = &event->order;
		ac_assert(trade->is_fill && trade->is_from_query);
		ac_assert(trade->fill_quantity.units > 0 && trade->fill_price.units > 0);
		ac_assert(trade->side <= AC_SIDE_SELL && trade->time_ms >= 0);
		ac_assert(trade->position_side <= AC_POSITION_SHORT);
	} else {
		ac_assert(event->position.is_snapshot);
		ac_assert(event->position.position_side <= AC_POSITION_SHORT);
		ac_assert(event->position.entry_price.units >= 0);
	}
}

/* The same id by way of jansson: of repeated names it keeps the last one, as we do. */
static void check_against_jansson(const struct ac_command *command, struct ac_str body,
				  const struct ac_reply *reply)
{
	json_t *root = json_loadb(body.data, body.size, 0, NULL);
	bool is_algo = command->kind == AC_COMMAND_PLACE_ALGO ||
		       command->kind == AC_COMMAND_CANCEL_ALGO ||
		       command->kind == AC_COMMAND_QUERY_ALGO;
	/* jansson refuses numbers that do not fit, wherever they stand. */
	if (root == NULL)
		return;
	const json_t *id = json_object_get(root, is_algo ? "algoId" : "orderId");
	if (json_is_integer(id) && reply->exchange_id != 0)
		ac_assert(json_integer_value(id) == reply->exchange_id);
	json_decref(root);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	struct ac_command command;
	memset(&command, 0, sizeof(command));
	command.kind = (uint16_t)kinds[data[0] % AC_COUNT(kinds)];
	command.symbol = 3;
	/* Half of the commands know whom the answer must be about. */
	if (data[0] >= 128)
		memcpy(command.client_id, "c1", 3);
	int status = statuses[data[1] % AC_COUNT(statuses)];
	struct ac_str body = { (const char *)data + 2, size - 2 };
	const struct ac_frame_sink sink = { take, &command };
	struct ac_reply_rows rows;
	struct ac_event event;
	taken = 0;
	ac_reply_decode(&command, status, body, 1795000001000000000LL, &sink, &rows, &event);
	const struct ac_reply *reply = &event.reply;
	ac_assert(event.kind == AC_EVENT_REPLY && reply->command_kind == command.kind);
	ac_assert(reply->outcome >= AC_OUTCOME_ACCEPTED && reply->outcome <= AC_OUTCOME_DONE);
	ac_assert(reply->status <= AC_STATUS_FINISHED && reply->code <= 0);
	ac_assert(reply->executed.units >= 0 && reply->average_price.units >= 0);
	ac_assert(taken == rows.count);
	bool is_success = reply->outcome == AC_OUTCOME_ACCEPTED ||
			  reply->outcome == AC_OUTCOME_FOUND || reply->outcome == AC_OUTCOME_DONE;
	ac_assert(!is_success || status == 200);
	ac_assert(is_success || (reply->exchange_id == 0 && reply->executed.units == 0));
	ac_assert(reply->outcome == AC_OUTCOME_DONE || taken == 0);
	if (is_success)
		check_against_jansson(&command, body, reply);
	char message[32];
	ac_assert(ac_reply_error(body, message, sizeof(message)) <= 0);
	ac_assert(memchr(message, '\0', sizeof(message)) != NULL);
	ac_assert(ac_reply_ban_end(message) >= 0);
	return 0;
}
