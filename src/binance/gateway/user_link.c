/* The account's stream: its key, its connection, and what is done with each of its events. The key
 * is one per account and may serve another program too, so it is never deleted. */
#include <stdio.h>
#include <stdlib.h>

#include "binance/gateway/state.h"
#include "sys/clock.h"

#define KEY_EVERY     (1800 * AC_NS_PER_SEC) /* of the hour that a key lives */
#define MESSAGE_MAX   (1u << 20)
#define KEY_RETRY     (500 * AC_NS_PER_MS)
#define LITE_PATIENCE (3 * AC_NS_PER_SEC)
#define CODE_KEY_DEAD (-1125)

static bool is_trade(const struct gateway_trade *trade, uint16_t symbol, int64_t trade_id)
{
	return trade->trade_id == trade_id && trade->symbol == symbol;
}

static void note_told(struct gateway_user *user, uint16_t symbol, int64_t trade_id)
{
	user->told[user->told_count++ % GATEWAY_TRADES_MAX] =
		(struct gateway_trade){ .trade_id = trade_id, .symbol = symbol };
	uint32_t kept = 0;
	for (uint32_t i = 0; i < user->announced_count; i++) {
		if (!is_trade(&user->announced[i], symbol, trade_id))
			user->announced[kept++] = user->announced[i];
	}
	user->announced_count = kept;
}

static void note_announced(struct gateway_user *user, uint16_t symbol, int64_t trade_id)
{
	for (uint32_t i = 0; i < GATEWAY_TRADES_MAX && i < user->told_count; i++) {
		if (is_trade(&user->told[i], symbol, trade_id))
			return;
	}
	/* One more than there is room for is watched through the oldest: both lead to the same. */
	if (symbol != AC_SYMBOL_NONE && user->announced_count < GATEWAY_ANNOUNCED_MAX)
		user->announced[user->announced_count++] =
			(struct gateway_trade){ trade_id, symbol, ac_steady_ns(&ac_machine_clock) };
}

static void take_event(void *self, const struct ac_event *event)
{
	struct ac_gateway *gateway = self;
	struct gateway_user *user = &gateway->user;
	ac_ms time_ms = event->time_ns / AC_NS_PER_MS;
	if (time_ms > user->seen_ms)
		user->seen_ms = time_ms;
	if (event->kind == AC_EVENT_ORDER && event->order.is_fill)
		note_told(user, event->symbol, event->order.trade_id);
	if (user->state == USER_UP) {
		gateway_push(gateway, event);
	} else if (user->waiting_count < GATEWAY_SNAPSHOT_MAX) {
		/* It may be older than the snapshot that is being taken, never younger than what
		 * follows it: given after it, it can only repeat. */
		user->waiting[user->waiting_count++] = *event;
	} else {
		user->has_failed = true;
	}
}

static void tell_down(struct ac_gateway *gateway)
{
	if (gateway->user.is_known_down)
		return;
	gateway->user.is_known_down = true;
	gateway_push_stream(gateway, AC_STREAM_USER, AC_STREAM_DOWN, true);
}

void gateway_user_resync(struct ac_gateway *gateway, const char *why)
{
	struct gateway_user *user = &gateway->user;
	if (user->state != USER_UP)
		return;
	tell_down(gateway);
	user->why = why;
	gateway_snapshot_begin(gateway);
}

static void on_message(void *self, struct ac_link *link, struct ac_str data, ac_ns recv_ns)
{
	struct ac_gateway *gateway = self;
	struct gateway_user *user = &gateway->user;
	struct ac_frame frame;
	struct ac_frame_sink sink = { take_event, gateway };
	(void)link;
	ac_user_stream_decode(&gateway->user_stream, data, recv_ns, &sink, &frame);
	gateway_note_frame(gateway, &frame);
	if (frame.kind == AC_FRAME_KEY_EXPIRED) {
		/* The connection stays open and silent: only a new key brings events. */
		tell_down(gateway);
		user->state = USER_WANTS_KEY;
		user->due_ns = 0;
	} else if (frame.kind == AC_FRAME_TRADE_LITE) {
		note_announced(user, frame.symbol, frame.trade_id);
	} else if (frame.kind == AC_FRAME_MALFORMED) {
		/* What it said is lost; the exchange is asked. */
		gateway_user_resync(gateway, "an event of the account could not be read");
	}
	gateway_tell(gateway);
}

static void on_open(void *self, struct ac_link *link)
{
	struct ac_gateway *gateway = self;
	ac_link_ready(link);
	gateway->user.why = "a new connection of the user stream";
	gateway_snapshot_begin(gateway);
}

static void on_down(void *self, struct ac_link *link, const char *why)
{
	struct ac_gateway *gateway = self;
	(void)link, (void)why;
	tell_down(gateway);
	if (gateway->user.state == USER_UP || gateway->user.state == USER_SNAPSHOT)
		gateway->user.state = USER_CONNECTING;
}

enum ac_status gateway_user_create(struct ac_gateway *gateway)
{
	const struct ac_gateway_config *config = &gateway->config;
	struct gateway_user *user = &gateway->user;
	user->items = calloc(GATEWAY_SNAPSHOT_MAX, sizeof(*user->items));
	user->waiting = calloc(GATEWAY_SNAPSHOT_MAX, sizeof(*user->waiting));
	user->has_position = calloc((size_t)config->instruments->count * 3 + 1, sizeof(bool));
	user->funding = calloc(GATEWAY_FUNDING_MAX, sizeof(*user->funding));
	if (user->items == NULL || user->funding == NULL || user->waiting == NULL ||
	    user->has_position == NULL)
		return AC_ERR_NOMEM;
	ac_backoff_init(&user->backoff, KEY_RETRY, config->backoff_limit, config->seed + 101);
	const struct ac_link_handlers handlers = { on_open, on_message, on_down, gateway };
	return gateway_link_create(gateway, MESSAGE_MAX, 0, 102, &handlers, &user->link);
}

void gateway_user_destroy(struct ac_gateway *gateway)
{
	struct gateway_user *user = &gateway->user;
	ac_link_destroy(user->link);
	user->link = NULL;
	free(user->items);
	free(user->waiting);
	free(user->funding);
	free(user->has_position);
	user->items = user->waiting = user->funding = NULL;
	user->has_position = NULL;
}

void gateway_user_start(struct ac_gateway *gateway)
{
	gateway->user.state = USER_WANTS_KEY;
	tell_down(gateway);
}

static void fail_key(struct ac_gateway *gateway)
{
	struct gateway_user *user = &gateway->user;
	user->state = USER_WANTS_KEY;
	user->due_ns = ac_steady_ns(&ac_machine_clock) + ac_backoff_next(&user->backoff);
}

static void on_key(void *self, const struct ac_rest_answer *answer)
{
	struct ac_gateway *gateway = self;
	struct gateway_user *user = &gateway->user;
	char error[160];
	if (!ac_rest_is_ok(answer) ||
	    ac_document_listen_key(answer->body, user->key, sizeof(user->key), error,
				   sizeof(error)) != AC_OK) {
		fail_key(gateway);
		return;
	}
	ac_backoff_succeed(&user->backoff);
	user->state = USER_CONNECTING;
	user->due_ns = ac_steady_ns(&ac_machine_clock) + KEY_EVERY;
	char url[AC_ENDPOINT_SIZE + 192];
	snprintf(url, sizeof(url), "%s/private/ws/%s", gateway->config.endpoints->stream,
		 user->key);
	ac_link_url_set(user->link, url);
}

static void on_kept(void *self, const struct ac_rest_answer *answer)
{
	struct ac_gateway *gateway = self;
	if (answer->code == CODE_KEY_DEAD) {
		tell_down(gateway);
		gateway->user.state = USER_WANTS_KEY;
		gateway->user.due_ns = 0;
	} else if (!ac_rest_is_ok(answer)) {
		gateway->user.due_ns =
			ac_steady_ns(&ac_machine_clock) + ac_backoff_next(&gateway->user.backoff);
	}
}

static void ask_key(struct ac_gateway *gateway, const char *method, ac_rest_done *done)
{
	struct ac_request request;
	ac_request_begin(&request, method, "/fapi/v1/listenKey", false);
	request.weight = 1;
	/* Without the account's events nothing is safe: this may spend the reserve. */
	if (ac_rest_send(gateway->config.rest, &request, AC_LANE_EXIT, done, gateway, NULL) !=
	    AC_OK)
		gateway->user.due_ns = ac_steady_ns(&ac_machine_clock) + KEY_RETRY;
	else if (done == on_key)
		gateway->user.state = USER_ASKING_KEY;
}

void gateway_user_run(struct ac_gateway *gateway)
{
	struct gateway_user *user = &gateway->user;
	ac_ns now = ac_steady_ns(&ac_machine_clock);
	ac_link_run(user->link);
	if (user->state == USER_WANTS_KEY && now >= user->due_ns) {
		ask_key(gateway, "POST", on_key);
	} else if (user->state > USER_ASKING_KEY && now >= user->due_ns) {
		user->due_ns = now + KEY_EVERY;
		ask_key(gateway, "PUT", on_kept);
	}
	if (user->announced_count > 0 && now - user->announced[0].since_ns > LITE_PATIENCE) {
		user->announced_count = 0;
		gateway_user_resync(gateway, "an execution was announced and did not come");
	}
	if (gateway->events_dropped > 0 && user->state == USER_UP &&
	    gateway->head == gateway->tail) {
		gateway->events_dropped = 0;
		gateway_user_resync(gateway, "events were lost because the queue was full");
	}
}
