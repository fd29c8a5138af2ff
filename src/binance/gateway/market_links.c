/* Which market streams are wanted, on which connections, and what their frames say. */
#include <stdio.h>
#include <stdlib.h>

#include "binance/gateway/state.h"

#define STREAMS_A_MESSAGE 100u
#define MESSAGE_SIZE      8192u
#define MESSAGE_MAX       (4u << 20)

static void name_stream(struct ac_gateway *gateway, const char *symbol, const char *kind)
{
	char *name = gateway->streams[gateway->stream_count++];
	size_t i = 0;
	/* Only ASCII letters have a lower case here; symbols may be Chinese. */
	for (; symbol[i] != '\0'; i++)
		name[i] = (char)(symbol[i] >= 'A' && symbol[i] <= 'Z' ? symbol[i] + 32 : symbol[i]);
	snprintf(name + i, sizeof(*gateway->streams) - i, "@%s", kind);
}

static void take_event(void *self, const struct ac_event *event)
{
	struct ac_gateway *gateway = self;
	if (event->symbol < gateway->config.instruments->count)
		gateway->candles[event->symbol].data_ns = gateway->market_seen_ns;
	if (event->kind == AC_EVENT_CANDLE)
		gateway_candle(gateway, event);
	else
		gateway_push(gateway, event);
}

static void on_answer(struct gateway_market_link *market, const struct ac_frame *frame)
{
	if (frame->id < 0 || frame->id > market->hello_id ||
	    frame->id <= market->hello_id - (int64_t)market->hellos_open)
		return;
	if (frame->code != 0) {
		ac_link_restart(market->link, frame->text);
		return;
	}
	if (frame->id == market->hello_id)
		ac_link_ready(market->link);
}

static void on_message(void *self, struct ac_link *link, struct ac_str data, ac_ns recv_ns)
{
	struct gateway_market_link *market = self;
	struct ac_gateway *gateway = market->gateway;
	struct ac_frame frame;
	struct ac_frame_sink sink = { take_event, gateway };
	(void)link;
	gateway->market_seen_ns = recv_ns;
	ac_market_stream_decode(&gateway->market_stream, data, recv_ns, &sink, &frame);
	gateway_note_frame(gateway, &frame);
	if (frame.kind == AC_FRAME_ANSWER)
		on_answer(market, &frame);
	gateway->is_in_frame = true;
	gateway_tell(gateway);
	gateway->is_in_frame = false;
}

static void on_open(void *self, struct ac_link *link)
{
	struct gateway_market_link *market = self;
	struct ac_gateway *gateway = market->gateway;
	market->hellos_open = 0;
	for (uint32_t i = 0; i < market->count; i += STREAMS_A_MESSAGE) {
		uint32_t count = market->count - i;
		if (count > STREAMS_A_MESSAGE)
			count = STREAMS_A_MESSAGE;
		const char *names[STREAMS_A_MESSAGE];
		for (uint32_t k = 0; k < count; k++)
			names[k] = gateway->streams[market->first + i + k];
		char text[MESSAGE_SIZE];
		size_t size;
		market->hello_id = gateway->next_id++;
		market->hellos_open++;
		if (ac_request_subscribe("SUBSCRIBE", names, count, market->hello_id, text,
					 sizeof(text), &size) != AC_OK ||
		    ac_link_send_new(link, (struct ac_str){ text, size }) != AC_OK)
			return; /* the link notices that nothing is answered */
	}
}

/* The engine hears when the first connection is lost and when the last one is back. */
static void tell_state(struct ac_gateway *gateway)
{
	bool is_up = true;
	for (uint32_t i = 0; i < gateway->link_count; i++)
		is_up &= ac_link_is_ready(gateway->links[i].link);
	if (gateway->has_told_market && is_up == gateway->is_market_up)
		return;
	gateway->has_told_market = true;
	gateway->is_market_up = is_up;
	/* A hole in a symbol's candles is filled before its next one, so the stream has none. */
	gateway_push_stream(gateway, AC_STREAM_MARKET, is_up ? AC_STREAM_UP : AC_STREAM_DOWN,
			    !is_up);
}

static void on_down(void *self, struct ac_link *link, const char *why)
{
	struct gateway_market_link *market = self;
	(void)link, (void)why;
	tell_state(market->gateway);
}

enum ac_status gateway_market_create(struct ac_gateway *gateway)
{
	const struct ac_gateway_config *config = &gateway->config;
	uint32_t kinds = config->has_trades ? 3 : 2;
	gateway->streams =
		calloc((size_t)config->instruments->count * kinds + 1, sizeof(*gateway->streams));
	if (gateway->streams == NULL)
		return AC_ERR_NOMEM;
	for (uint32_t i = 0; i < config->instruments->count; i++) {
		const char *symbol = config->instruments->items[i].symbol;
		name_stream(gateway, symbol, "kline_1m");
		name_stream(gateway, symbol, "markPrice@1s");
		if (config->has_trades)
			name_stream(gateway, symbol, "aggTrade");
	}
	uint32_t per_link = config->streams_per_link;
	while ((gateway->stream_count + per_link - 1) / per_link > GATEWAY_LINKS_MAX)
		per_link *= 2;
	for (uint32_t first = 0; first < gateway->stream_count; first += per_link) {
		struct gateway_market_link *market = &gateway->links[gateway->link_count];
		*market = (struct gateway_market_link){ .gateway = gateway, .first = first };
		market->count = gateway->stream_count - first < per_link
					? gateway->stream_count - first
					: per_link;
		const struct ac_link_handlers handlers = { on_open, on_message, on_down, market };
		enum ac_status status =
			gateway_link_create(gateway, MESSAGE_MAX, config->stale_after,
					    gateway->link_count, &handlers, &market->link);
		if (status != AC_OK)
			return status;
		gateway->link_count++;
	}
	return AC_OK;
}

void gateway_market_destroy(struct ac_gateway *gateway)
{
	for (uint32_t i = 0; i < gateway->link_count; i++)
		ac_link_destroy(gateway->links[i].link);
	gateway->link_count = 0;
	free(gateway->streams);
	gateway->streams = NULL;
}

void gateway_market_start(struct ac_gateway *gateway)
{
	char url[AC_ENDPOINT_SIZE + 32];
	snprintf(url, sizeof(url), "%s/market/stream", gateway->config.endpoints->stream);
	for (uint32_t i = 0; i < gateway->link_count; i++)
		ac_link_url_set(gateway->links[i].link, url);
}

void gateway_market_run(struct ac_gateway *gateway)
{
	for (uint32_t i = 0; i < gateway->link_count; i++)
		ac_link_run(gateway->links[i].link);
	tell_state(gateway);
}
