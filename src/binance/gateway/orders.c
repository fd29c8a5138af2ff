/* Order entry: each command leaves once, over the WebSocket API or by REST, and is answered once.
 * What left and was not answered is UNKNOWN: the executor asks, nothing here sends it again. */
#include <stdio.h>
#include <stdlib.h>

#include "binance/codec/reply.h"
#include "binance/gateway/state.h"
#include "sys/clock.h"

#define MESSAGE_MAX      (1u << 20)
#define ANSWER_TIMEOUT   (10 * AC_NS_PER_SEC)
#define TRADES_PAGES_MAX 20u
#define CODE_NO_BUDGET   (-1015)
#define STATUS_OK        200

static struct gateway_pending *pending_add(struct ac_gateway *gateway,
					   const struct ac_command *command)
{
	for (uint32_t i = 0; i < GATEWAY_COMMANDS_MAX; i++) {
		struct gateway_pending *pending = &gateway->pending[i];
		if (pending->is_used)
			continue;
		*pending = (struct gateway_pending){ .is_used = true,
						     .id = gateway->next_id++,
						     .sent_ns = ac_steady_ns(&ac_machine_clock),
						     .command = *command,
						     .gateway = gateway };
		gateway->pending_count++;
		return pending;
	}
	return NULL;
}

static void pending_end(struct gateway_pending *pending)
{
	pending->is_used = false;
	pending->gateway->pending_count--;
}

static void take_row(void *self, const struct ac_event *event)
{
	gateway_push(self, event);
}

/* The command did not leave. */
static void refuse(struct ac_gateway *gateway, const struct ac_command *command, int32_t code,
		   enum ac_reaction reaction)
{
	struct ac_event event;
	ac_event_init(&event, AC_EVENT_REPLY, command->symbol, command->book,
		      ac_wall_ns(&ac_machine_clock));
	event.reply.command_kind = command->kind;
	event.reply.outcome = AC_OUTCOME_REFUSED;
	event.reply.reaction = (uint8_t)reaction;
	event.reply.code = code;
	memcpy(event.reply.client_id, command->client_id, sizeof(event.reply.client_id));
	gateway_push(gateway, &event);
}

static void ask_next_page(struct gateway_pending *pending, int64_t last_trade_id);

static bool is_order(const struct ac_command *command)
{
	return command->kind == AC_COMMAND_PLACE || command->kind == AC_COMMAND_PLACE_ALGO;
}

/* The first byte of an order over the WebSocket API has just been handed to the system. */
static void note_sent(struct gateway_pending *pending)
{
	struct ac_gateway *gateway = pending->gateway;
	if (gateway->is_in_frame && is_order(&pending->command))
		ac_histogram_add(&gateway->tick_to_order,
				 ac_link_written_ns(gateway->api) - gateway->market_seen_ns);
}

/* `status` 0: no answer came. */
void gateway_conclude(struct gateway_pending *pending, int status, struct ac_str body)
{
	struct ac_gateway *gateway = pending->gateway;
	struct ac_frame_sink sink = { take_row, gateway };
	struct ac_reply_rows rows = { 0 };
	struct ac_event event;
	if (status != 0 && is_order(&pending->command))
		ac_histogram_add(&gateway->order_to_answer,
				 ac_steady_ns(&ac_machine_clock) - pending->sent_ns);
	ac_reply_decode(&pending->command, status, body, ac_wall_ns(&ac_machine_clock), &sink,
			&rows, &event);
	if (pending->command.kind == AC_COMMAND_QUERY_TRADES && rows.is_page_full &&
	    status == STATUS_OK && pending->pages < TRADES_PAGES_MAX) {
		ask_next_page(pending, rows.last_trade_id);
		return;
	}
	gateway_push(gateway, &event);
	pending_end(pending);
}

/* ---- REST ---- */

void gateway_conclude_rest(struct gateway_pending *pending, const struct ac_rest_answer *answer)
{
	struct ac_gateway *gateway = pending->gateway;
	if (answer->fate == AC_HTTP_NOT_SENT) {
		struct ac_command command = pending->command;
		pending_end(pending);
		/* No connection: certainly not executed, and worth another attempt. */
		refuse(gateway, &command, 0, AC_REACTION_RETRY);
	} else {
		gateway_conclude(pending, answer->fate == AC_HTTP_ANSWERED ? answer->status : 0,
				 answer->body);
	}
}

static void on_rest(void *self, const struct ac_rest_answer *answer)
{
	struct gateway_pending *pending = self;
	struct ac_gateway *gateway = pending->gateway;
	gateway_conclude_rest(pending, answer);
	gateway_tell(gateway);
}

static enum ac_rate_lane lane_of(const struct ac_command *command)
{
	return command->is_risk_reducing ? AC_LANE_EXIT : AC_LANE_ENTRY;
}

static void ask_next_page(struct gateway_pending *pending, int64_t last_trade_id)
{
	struct ac_gateway *gateway = pending->gateway;
	struct ac_request request;
	ac_request_begin(&request, "GET", "/fapi/v1/userTrades", true);
	request.weight = 5;
	ac_request_text(&request, "symbol",
			gateway->config.instruments->items[pending->command.symbol].symbol);
	ac_request_int(&request, "fromId", last_trade_id + 1);
	ac_request_int(&request, "limit", 1000);
	pending->pages++;
	if (ac_rest_send(gateway->config.rest, &request, AC_LANE_EXIT, on_rest, pending, NULL) !=
	    AC_OK)
		gateway_conclude(pending, 0, AC_STR(""));
}

void gateway_send_rest(struct ac_gateway *gateway, struct gateway_pending *pending,
		       const struct ac_request *request)
{
	pending->is_api = false;
	enum ac_status status = ac_rest_send(gateway->config.rest, request,
					     lane_of(&pending->command), on_rest, pending, NULL);
	if (status == AC_OK)
		return;
	struct ac_command command = pending->command;
	pending_end(pending);
	refuse(gateway, &command, CODE_NO_BUDGET, AC_REACTION_RETRY);
}

/* ---- WebSocket API ---- */

/* AC_OK: it left. Anything else: nothing of it did. */
static enum ac_status send_api(struct ac_gateway *gateway, const struct gateway_pending *pending,
			       struct ac_request *request)
{
	struct ac_rest *rest = gateway->config.rest;
	struct ac_signer *signer = ac_rest_signer(rest);
	bool is_logged_on = ac_signer_kind(signer) == AC_KEY_ED25519;
	const char *api_key = is_logged_on ? NULL : ac_rest_api_key(rest);
	char frame[AC_REQUEST_SIZE], signature[AC_SIGNATURE_SIZE];
	size_t signature_size = 0, size;
	ac_request_stamp(request, ac_rest_now_ms(rest), gateway->config.recv_window_ms);
	if (!is_logged_on) {
		char payload[AC_REQUEST_SIZE];
		enum ac_status status = ac_request_api_payload(request, api_key, payload, &size);
		if (status != AC_OK)
			return status;
		signature_size =
			ac_signer_sign(signer, (struct ac_str){ payload, size }, signature);
	}
	enum ac_status status =
		ac_request_api_frame(request, pending->id, api_key,
				     (struct ac_str){ signature, signature_size }, frame, &size);
	if (status != AC_OK)
		return status;
	return ac_link_send(gateway->api, (struct ac_str){ frame, size });
}

static struct gateway_pending *pending_find(struct ac_gateway *gateway, int64_t id)
{
	for (uint32_t i = 0; i < GATEWAY_COMMANDS_MAX; i++) {
		struct gateway_pending *pending = &gateway->pending[i];
		if (pending->is_used && pending->is_api && pending->id == id)
			return pending;
	}
	return NULL;
}

static void note_limits(struct ac_gateway *gateway, const struct ac_api_answer *answer,
			int32_t code, const char *message)
{
	struct ac_rate_budget *budget = ac_rest_budget(gateway->config.rest);
	ac_ms now_ms = ac_rest_now_ms(gateway->config.rest);
	ac_rate_budget_observe(budget, answer->used_weight, answer->orders_10s, answer->orders_1m,
			       now_ms);
	if (answer->status != 429 && answer->status != 418 && code != -1003 && code != -1015)
		return;
	ac_ms ban_end_ms = ac_reply_ban_end(message);
	if (ban_end_ms == 0)
		ban_end_ms = answer->retry_after_ms;
	ac_rate_budget_punish(budget, answer->status, code, -1, ban_end_ms, now_ms);
}

static bool is_clock_off(int32_t code)
{
	return code == -1021 || code == -5028;
}

static void on_api_answer(struct ac_gateway *gateway, const struct ac_api_answer *answer)
{
	char message[200] = "";
	int32_t code = answer->status == STATUS_OK
			       ? 0
			       : ac_reply_error(answer->body, message, sizeof(message));
	note_limits(gateway, answer, code, message);
	if (answer->id >= 0 && answer->id == gateway->api_logon_id) {
		gateway->is_api_ready = answer->status == STATUS_OK;
		if (gateway->is_api_ready)
			ac_link_ready(gateway->api);
		else
			ac_link_restart(gateway->api, message);
		return;
	}
	if (answer->id < 0 && answer->status == 401) {
		gateway->is_api_ready = false;
		ac_link_restart(gateway->api, message);
		return;
	}
	struct gateway_pending *pending = pending_find(gateway, answer->id);
	if (pending == NULL)
		return; /* answered late: its fate has been asked for */
	if (is_clock_off(code)) {
		/* Certainly not executed. REST brings the clock right and signs once more. */
		struct ac_request request;
		ac_request_command(&request, gateway->config.instruments, &pending->command);
		gateway_send_rest(gateway, pending, &request);
		return;
	}
	gateway_conclude(pending, answer->status, answer->body);
}

static void on_message(void *self, struct ac_link *link, struct ac_str data, ac_ns recv_ns)
{
	struct ac_gateway *gateway = self;
	struct ac_api_answer answer;
	(void)link, (void)recv_ns;
	if (ac_api_answer_decode(data, &answer) == AC_OK)
		on_api_answer(gateway, &answer);
	else
		gateway->frames_malformed++;
	gateway_tell(gateway);
}

/* A session that is logged on signs no order any more; other kinds of keys sign each. */
static void log_on(struct ac_gateway *gateway)
{
	struct ac_rest *rest = gateway->config.rest;
	struct ac_request request;
	char payload[AC_REQUEST_SIZE], frame[AC_REQUEST_SIZE], signature[AC_SIGNATURE_SIZE];
	size_t size;
	ac_request_logon(&request);
	ac_request_stamp(&request, ac_rest_now_ms(rest), gateway->config.recv_window_ms);
	if (ac_request_api_payload(&request, ac_rest_api_key(rest), payload, &size) != AC_OK)
		return;
	size_t signature_size =
		ac_signer_sign(ac_rest_signer(rest), (struct ac_str){ payload, size }, signature);
	gateway->api_logon_id = gateway->next_id++;
	enum ac_status status =
		ac_request_api_frame(&request, gateway->api_logon_id, ac_rest_api_key(rest),
				     (struct ac_str){ signature, signature_size }, frame, &size);
	if (status == AC_OK)
		status = ac_link_send_new(gateway->api, (struct ac_str){ frame, size });
	if (status != AC_OK)
		ac_link_restart(gateway->api, "the log-on could not be sent");
}

static void on_open(void *self, struct ac_link *link)
{
	struct ac_gateway *gateway = self;
	if (ac_signer_kind(ac_rest_signer(gateway->config.rest)) == AC_KEY_ED25519) {
		log_on(gateway);
	} else {
		gateway->is_api_ready = true;
		ac_link_ready(link);
	}
}

static void on_down(void *self, struct ac_link *link, const char *why)
{
	struct ac_gateway *gateway = self;
	(void)link, (void)why;
	gateway->is_api_ready = false;
	for (uint32_t i = 0; i < GATEWAY_COMMANDS_MAX; i++) {
		struct gateway_pending *pending = &gateway->pending[i];
		if (pending->is_used && pending->is_api)
			gateway_conclude(pending, 0, AC_STR(""));
	}
}

/* ---- */

enum ac_status gateway_orders_create(struct ac_gateway *gateway)
{
	const struct ac_gateway_config *config = &gateway->config;
	gateway->api_logon_id = -1;
	gateway->pending = calloc(GATEWAY_COMMANDS_MAX, sizeof(*gateway->pending));
	if (gateway->pending == NULL)
		return AC_ERR_NOMEM;
	if (!config->is_api_entry || config->endpoints->api[0] == '\0' ||
	    ac_rest_signer(config->rest) == NULL)
		return AC_OK;
	const struct ac_link_handlers handlers = { on_open, on_message, on_down, gateway };
	return gateway_link_create(gateway, MESSAGE_MAX, 0, 103, &handlers, &gateway->api);
}

void gateway_orders_destroy(struct ac_gateway *gateway)
{
	ac_link_destroy(gateway->api);
	gateway->api = NULL;
	free(gateway->pending);
	gateway->pending = NULL;
}

void gateway_orders_start(struct ac_gateway *gateway)
{
	if (gateway->api != NULL)
		ac_link_url_set(gateway->api, gateway->config.endpoints->api);
}

void gateway_orders_run(struct ac_gateway *gateway)
{
	ac_ns now = ac_steady_ns(&ac_machine_clock);
	if (gateway->api != NULL)
		ac_link_run(gateway->api);
	/* REST has a timeout of its own. */
	for (uint32_t i = 0; gateway->pending_count > 0 && i < GATEWAY_COMMANDS_MAX; i++) {
		struct gateway_pending *pending = &gateway->pending[i];
		if (pending->is_used && pending->is_api && now - pending->sent_ns > ANSWER_TIMEOUT)
			gateway_conclude(pending, 0, AC_STR(""));
	}
}

void gateway_command(struct ac_gateway *gateway, const struct ac_command *command)
{
	struct ac_request request;
	ac_request_command(&request, gateway->config.instruments, command);
	struct gateway_pending *pending = pending_add(gateway, command);
	if (pending == NULL || request.is_full) {
		if (pending != NULL)
			pending_end(pending);
		refuse(gateway, command, 0, AC_REACTION_RETRY);
		return;
	}
	if (!gateway->is_api_ready && command->kind == AC_COMMAND_CANCEL) {
		gateway_cancels_add(gateway, pending);
		return;
	}
	if (!gateway->is_api_ready || request.api_method == NULL) {
		gateway_send_rest(gateway, pending, &request);
		return;
	}
	ac_ms wait_ms;
	if (!ac_rate_budget_take(ac_rest_budget(gateway->config.rest), lane_of(command),
				 request.weight, request.orders,
				 ac_rest_now_ms(gateway->config.rest), &wait_ms)) {
		pending_end(pending);
		refuse(gateway, command, CODE_NO_BUDGET, AC_REACTION_RETRY);
		return;
	}
	pending->is_api = true;
	struct ac_request stamped = request;
	if (send_api(gateway, pending, &stamped) == AC_OK)
		note_sent(pending);
	else
		gateway_send_rest(gateway, pending, &request);
}
