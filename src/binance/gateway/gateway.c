#include "binance/gateway/state.h"
#include "sys/clock.h"

#include <stdlib.h>

#define CLOCK_EVERY   (60 * AC_NS_PER_SEC)
#define PING_INTERVAL (20 * AC_NS_PER_SEC)
#define LIFE          (84600 * AC_NS_PER_SEC) /* 23.5 h: the exchange cuts at 24 h */

enum ac_status ac_gateway_create(const struct ac_gateway_config *config,
				 struct ac_gateway **ret_gateway)
{
	struct ac_gateway *gateway = calloc(1, sizeof(*gateway));
	if (gateway == NULL)
		return AC_ERR_NOMEM;
	gateway->config = *config;
	gateway->next_id = 1;
	gateway->user.why = "";
	ac_symbol_table_init(&gateway->market_stream.symbols, config->instruments);
	ac_symbol_table_init(&gateway->user_stream.symbols, config->instruments);
	if (config->instruments->count > 0)
		memcpy(gateway->user_stream.margin_asset,
		       config->instruments->items[0].margin_asset,
		       sizeof(gateway->user_stream.margin_asset));
	gateway->events = calloc(GATEWAY_EVENTS_MAX, sizeof(*gateway->events));
	gateway->candles = calloc(config->instruments->count + 1, sizeof(*gateway->candles));
	for (uint32_t i = 0; gateway->candles != NULL && i < config->instruments->count; i++)
		gateway->candles[i].gateway = gateway;
	enum ac_status status =
		gateway->events == NULL || gateway->candles == NULL ? AC_ERR_NOMEM : AC_OK;
	if (status == AC_OK)
		status = gateway_market_create(gateway);
	if (status == AC_OK && config->takes_orders)
		status = gateway_user_create(gateway);
	if (status == AC_OK && config->takes_orders)
		status = gateway_orders_create(gateway);
	if (status != AC_OK) {
		ac_gateway_destroy(gateway);
		return status;
	}
	*ret_gateway = gateway;
	return AC_OK;
}

void ac_gateway_destroy(struct ac_gateway *gateway)
{
	if (gateway == NULL)
		return;
	gateway_orders_destroy(gateway);
	gateway_user_destroy(gateway);
	gateway_market_destroy(gateway);
	free(gateway->candles);
	free(gateway->events);
	free(gateway);
}

enum ac_status gateway_link_create(const struct ac_gateway *gateway, uint32_t message_max,
				   ac_ns stale_after, uint64_t number,
				   const struct ac_link_handlers *handlers,
				   struct ac_link **ret_link)
{
	const struct ac_gateway_config *config = &gateway->config;
	const struct ac_link_config link = {
		.clock = config->clock,
		.loop = config->loop,
		.ca_file = config->ca_file,
		.message_max = message_max,
		.backoff_limit = config->backoff_limit,
		.stale_after = stale_after,
		.ping_interval = PING_INTERVAL,
		.life = LIFE,
		.seed = config->seed + number,
	};
	return ac_link_create(&link, handlers, ret_link);
}

/* A full queue means that the engine does not keep up: what is lost of the account is asked for
 * again, and prices are replaced by newer ones. */
void gateway_push(struct ac_gateway *gateway, const struct ac_event *event)
{
	if (gateway->tail - gateway->head == GATEWAY_EVENTS_MAX) {
		gateway->events_dropped++;
		return;
	}
	gateway->events[gateway->tail++ % GATEWAY_EVENTS_MAX] = *event;
}

void gateway_push_stream(struct ac_gateway *gateway, enum ac_stream stream,
			 enum ac_stream_state state, bool has_gap)
{
	struct ac_event event;
	ac_event_init(&event, AC_EVENT_STREAM, AC_SYMBOL_NONE, AC_BOOK_NONE,
		      ac_wall_ns(gateway->config.clock));
	event.stream.stream = (uint8_t)stream;
	event.stream.state = (uint8_t)state;
	event.stream.has_gap = has_gap;
	gateway_push(gateway, &event);
}

void gateway_tell(struct ac_gateway *gateway)
{
	if (gateway->config.on_events != NULL && gateway->head != gateway->tail)
		gateway->config.on_events(gateway->config.self);
	gateway_cancels_flush(gateway);
}

void ac_gateway_flush(struct ac_gateway *gateway)
{
	gateway_cancels_flush(gateway);
}

void gateway_note_frame(struct ac_gateway *gateway, const struct ac_frame *frame)
{
	if (frame->kind == AC_FRAME_MALFORMED)
		gateway->frames_malformed++;
	else if (frame->kind == AC_FRAME_REFUSED)
		gateway->frames_refused++;
	else
		return;
	memcpy(gateway->last_refused, frame->text, sizeof(gateway->last_refused));
}

void ac_gateway_trades_from(struct ac_gateway *gateway, ac_ms since_ms)
{
	gateway->user.since_ms = since_ms;
}

void ac_gateway_start(struct ac_gateway *gateway)
{
	gateway->is_started = true;
	gateway->clock_due_ns = ac_steady_ns(gateway->config.clock) + CLOCK_EVERY;
	gateway_candles_start(gateway);
	gateway_market_start(gateway);
	if (gateway->config.takes_orders) {
		gateway_user_start(gateway);
		gateway_orders_start(gateway);
	}
}

bool ac_gateway_is_complete(const struct ac_gateway *gateway)
{
	return gateway_candles_are_complete(gateway) && gateway->is_market_up &&
	       (!gateway->config.takes_orders || gateway->user.state == USER_UP);
}

void ac_gateway_run(struct ac_gateway *gateway)
{
	ac_ns now = ac_steady_ns(gateway->config.clock);
	if (now >= gateway->clock_due_ns) {
		gateway->clock_due_ns = now + CLOCK_EVERY;
		ac_rest_clock_refresh(gateway->config.rest);
	}
	gateway_market_run(gateway);
	gateway_candles_run(gateway);
	if (gateway->config.takes_orders) {
		gateway_user_run(gateway);
		gateway_snapshot_run(gateway);
		gateway_orders_run(gateway);
	}
	gateway_tell(gateway);
}

/* ---- the port ---- */

static void port_command(void *self, const struct ac_command *command, ac_ns now)
{
	(void)now;
	gateway_command(self, command);
}

static bool port_poll(void *self, ac_ns now, struct ac_event *ret_event)
{
	struct ac_gateway *gateway = self;
	(void)now;
	if (gateway->head == gateway->tail) {
		/* Only a queue that is really long touches the far end of its memory. */
		gateway->head = gateway->tail = 0;
		return false;
	}
	*ret_event = gateway->events[gateway->head++ % GATEWAY_EVENTS_MAX];
	return true;
}

static ac_ns port_deadline(const void *self)
{
	(void)self;
	return INT64_MAX;
}

struct ac_exchange ac_gateway_port(struct ac_gateway *gateway)
{
	return (struct ac_exchange){ gateway, port_command, port_poll, port_deadline };
}

/* ---- what others may know ---- */

static void view_link(const struct ac_link *link, ac_ns now, struct ac_gateway_link_view *ret_view)
{
	const struct ac_link_stats *stats = ac_link_stats_get(link);
	*ret_view = (struct ac_gateway_link_view){
		.state = ac_link_is_ready(link) ? "up" : "down",
		.age_ms = stats->data_ns == 0 ? -1 : (now - stats->data_ns) / AC_NS_PER_MS,
		.reconnects = stats->reconnects,
		.rotations = stats->rotations,
		.messages = stats->messages,
		.why = stats->why,
	};
}

static void view_market(const struct ac_gateway *gateway, struct ac_gateway_link_view *ret_view)
{
	*ret_view = (struct ac_gateway_link_view){ .state = "down", .age_ms = -1, .why = "" };
	ac_ns now = ac_wall_ns(gateway->config.clock);
	for (uint32_t i = 0; i < gateway->link_count; i++) {
		struct ac_gateway_link_view one;
		view_link(gateway->links[i].link, now, &one);
		bool is_worse =
			i == 0 || strcmp(one.state, "down") == 0 ||
			(strcmp(ret_view->state, "up") == 0 && one.age_ms > ret_view->age_ms);
		one.reconnects += ret_view->reconnects;
		one.rotations += ret_view->rotations;
		one.messages += ret_view->messages;
		if (!is_worse) {
			one.state = ret_view->state;
			one.age_ms = ret_view->age_ms;
			one.why = ret_view->why;
		}
		*ret_view = one;
	}
}

void ac_gateway_view_get(const struct ac_gateway *gateway, struct ac_gateway_view *ret_view)
{
	const struct ac_server_clock *clock = ac_rest_clock(gateway->config.rest);
	ac_ns now = ac_wall_ns(gateway->config.clock);
	*ret_view = (struct ac_gateway_view){
		.takes_orders = gateway->config.takes_orders,
		.clock_offset_ms = clock->offset_ms,
		.clock_round_trip_ms = clock->round_trip_ms,
		.frames_malformed = gateway->frames_malformed,
		.frames_refused = gateway->frames_refused,
		.events_dropped = gateway->events_dropped,
		.gaps_filled = gateway->gaps_filled,
		.snapshots = gateway->snapshots,
		.streams = gateway->stream_count,
		.links = gateway->link_count,
		.last_refused = gateway->last_refused,
		.snapshot_why = gateway->user.why,
		.tick_to_order = &gateway->tick_to_order,
		.order_to_answer = &gateway->order_to_answer,
		.user = { .state = "down", .age_ms = -1, .why = "" },
		.api = { .state = "down", .age_ms = -1, .why = "" },
	};
	view_market(gateway, &ret_view->market);
	if (gateway->user.link != NULL)
		view_link(gateway->user.link, now, &ret_view->user);
	if (gateway->user.state != USER_UP)
		ret_view->user.state = "down";
	if (gateway->api != NULL)
		view_link(gateway->api, now, &ret_view->api);
}

ac_ms ac_gateway_age_ms(const struct ac_gateway *gateway, uint16_t symbol)
{
	ac_ns data_ns = gateway->candles[symbol].data_ns;
	return data_ns == 0 ? -1 : (ac_wall_ns(gateway->config.clock) - data_ns) / AC_NS_PER_MS;
}

uint32_t ac_gateway_pending(const struct ac_gateway *gateway)
{
	return gateway->pending_count;
}

bool ac_gateway_is_on_rest(const struct ac_gateway *gateway)
{
	return !gateway->is_api_ready;
}
