/* The sockets: each route and the WebSocket API opened once, and something heard on it. A
 * connection that opens proves little: the exchange takes wrong routes and dead keys in silence. */
#include "binance/doctor/doctor_state.h"

#include <stdio.h>
#include <stdlib.h>

#include "binance/codec/market_stream.h"
#include "binance/codec/reply.h"
#include "io/websocket.h"
#include "sys/clock.h"

#define CONNECT_TIMEOUT (10 * AC_NS_PER_SEC)
#define LISTEN_TIME     (12 * AC_NS_PER_SEC)
#define PRICES_TIME     (5 * AC_NS_PER_SEC) /* after the first one */
#define WAIT_SLICE      (50 * AC_NS_PER_MS)
#define MESSAGE_MAX     (1u << 20)
#define SEND_MAX        (1u << 18)
#define NAMES_MAX       50u /* in one SUBSCRIBE */
#define HELLO_ID        1
#define URL_SIZE        (AC_ENDPOINT_SIZE + 192)

/* One connection that is tried out. */
struct probe {
	struct doctor *doctor;
	struct ac_websocket *websocket;
	struct ac_market_stream *market; /* of the market route */
	const char *suffix;              /* of the streams that are subscribed to; NULL none */
	uint32_t names;                  /* symbols subscribed to */
	char hello[AC_REQUEST_SIZE];     /* said at the start; "" nothing */
	size_t hello_size;
	ac_ns until;
	bool is_pinged; /* a pong is what shall be heard */
	bool is_open, is_ended, is_done;
	uint32_t prices;
	char why[200];
};

static void subscribe(struct probe *probe)
{
	const struct ac_instruments *instruments = &probe->doctor->instruments;
	char streams[NAMES_MAX][AC_SYMBOL_SIZE + 16];
	const char *names[NAMES_MAX];
	for (uint32_t first = 0; first < probe->names; first += NAMES_MAX) {
		uint32_t count = probe->names - first;
		count = count < NAMES_MAX ? count : NAMES_MAX;
		for (uint32_t i = 0; i < count; i++) {
			char symbol[AC_SYMBOL_SIZE];
			snprintf(symbol, sizeof(symbol), "%s",
				 instruments->items[first + i].symbol);
			for (char *c = symbol; *c != '\0'; c++)
				*c = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
			snprintf(streams[i], sizeof(streams[i]), "%s@%s", symbol, probe->suffix);
			names[i] = streams[i];
		}
		char text[NAMES_MAX * (AC_SYMBOL_SIZE + 20)];
		size_t size;
		if (ac_request_subscribe("SUBSCRIBE", names, count, HELLO_ID + first, text,
					 sizeof(text), &size) != AC_OK ||
		    ac_websocket_send(probe->websocket, (struct ac_str){ text, size }) != AC_OK)
			return; /* nothing will be heard, and that is what will be said */
	}
}

static void on_open(void *self)
{
	struct probe *probe = self;
	enum ac_status status = AC_OK;
	probe->is_open = true;
	if (probe->suffix != NULL)
		subscribe(probe);
	if (probe->hello_size > 0)
		status = ac_websocket_send(probe->websocket,
					   (struct ac_str){ probe->hello, probe->hello_size });
	if (status == AC_OK && probe->is_pinged)
		status = ac_websocket_ping(probe->websocket);
	if (status != AC_OK)
		snprintf(probe->why, sizeof(probe->why), "nothing could be sent: %s",
			 ac_status_text(status));
}

static void take_price(void *self, const struct ac_event *event)
{
	struct probe *probe = self;
	if (event->kind != AC_EVENT_MARK || event->symbol >= probe->doctor->instruments.count)
		return;
	struct ac_dec *mark = &probe->doctor->marks[event->symbol];
	if (ac_dec_is_zero(*mark) && event->mark.mark.units > 0)
		probe->prices++;
	*mark = event->mark.mark;
}

static void on_market(struct probe *probe, struct ac_str data, ac_ns recv_ns)
{
	struct ac_frame frame;
	struct ac_frame_sink sink = { take_price, probe };
	uint32_t before = probe->prices;
	ac_market_stream_decode(probe->market, data, recv_ns, &sink, &frame);
	if (frame.kind == AC_FRAME_ANSWER && frame.code != 0)
		snprintf(probe->why, sizeof(probe->why), "subscribing was refused: %s (%d)",
			 frame.text, frame.code);
	if (probe->suffix != NULL && strcmp(probe->suffix, "bookTicker") == 0) {
		/* The book's best prices are no event of ours; that something came is enough. */
		probe->is_done |= frame.kind == AC_FRAME_NOTHING || frame.kind == AC_FRAME_EVENTS;
		return;
	}
	if (before == 0 && probe->prices > 0)
		probe->until = ac_steady_ns(probe->doctor->options->clock) + PRICES_TIME;
	probe->is_done = probe->prices == probe->doctor->instruments.count;
}

static void on_api(struct probe *probe, struct ac_str data)
{
	struct ac_api_answer answer;
	if (ac_api_answer_decode(data, &answer) != AC_OK || answer.id != HELLO_ID)
		return;
	if (answer.status != 200) {
		char message[120];
		int32_t code = ac_reply_error(answer.body, message, sizeof(message));
		snprintf(probe->why, sizeof(probe->why), "it was refused: %s (%d)", message, code);
		probe->is_ended = true;
		return;
	}
	probe->is_done = true;
}

static void on_message(void *self, struct ac_str data, ac_ns recv_ns)
{
	struct probe *probe = self;
	if (probe->market != NULL)
		on_market(probe, data, recv_ns);
	else if (probe->hello_size > 0)
		on_api(probe, data);
}

static void on_pong(void *self, ac_ns recv_ns)
{
	struct probe *probe = self;
	(void)recv_ns;
	probe->is_done |= probe->is_pinged;
}

static void on_end(void *self, const struct ac_websocket_end *end)
{
	struct probe *probe = self;
	probe->is_ended = true;
	if (probe->why[0] == '\0')
		snprintf(probe->why, sizeof(probe->why), "%s", end->text);
}

/* Waits until what shall be heard was heard. False with `why`. */
static bool listen(struct probe *probe, const char *url)
{
	const struct ac_settings *settings = &probe->doctor->config->settings;
	const struct ac_websocket_config config = {
		.clock = probe->doctor->options->clock,
		.url = url,
		.ca_file = settings->ca_file[0] != '\0' ? settings->ca_file : NULL,
		.message_max = MESSAGE_MAX,
		.send_max = SEND_MAX,
		.connect_timeout = CONNECT_TIMEOUT,
	};
	const struct ac_websocket_handlers handlers = {
		.on_open = on_open,
		.on_message = on_message,
		.on_pong = on_pong,
		.on_end = on_end,
		.self = probe,
	};
	enum ac_status status =
		ac_websocket_create(probe->doctor->loop, &config, &handlers, &probe->websocket);
	if (status != AC_OK) {
		snprintf(probe->why, sizeof(probe->why), "it cannot be opened: %s",
			 ac_status_text(status));
		return false;
	}
	probe->until = ac_steady_ns(probe->doctor->options->clock) + CONNECT_TIMEOUT + LISTEN_TIME;
	while (!probe->is_done && !probe->is_ended &&
	       ac_steady_ns(probe->doctor->options->clock) < probe->until)
		ac_loop_run(probe->doctor->loop, WAIT_SLICE);
	ac_websocket_destroy(probe->websocket);
	probe->websocket = NULL;
	if (!probe->is_done && probe->why[0] == '\0')
		snprintf(probe->why, sizeof(probe->why),
			 probe->is_open ? "it opened, and nothing came"
					: "it did not open in time");
	return probe->is_done;
}

static void refuse(struct doctor *doctor, const char *check, const char *url,
		   const struct probe *probe)
{
	doctor_say(doctor, check, AC_DOCTOR_FAILED,
		   probe->is_open ? "look at the address: a host that takes any path says "
				    "nothing on a wrong one"
				  : doctor_advise_network(probe->why),
		   "%s: %s", url, probe->why);
}

static void check_market(struct doctor *doctor, struct ac_market_stream *market)
{
	static const char check[] = "stream /market";
	struct probe probe = { .doctor = doctor,
			       .market = market,
			       .suffix = "markPrice@1s",
			       .names = doctor->instruments.count };
	char url[URL_SIZE];
	snprintf(url, sizeof(url), "%s/market/stream", doctor->config->settings.endpoints.stream);
	bool is_whole = listen(&probe, url);
	if (is_whole)
		doctor_say(doctor, check, AC_DOCTOR_OK, NULL, "%s: prices of all %u symbols came",
			   url, probe.prices);
	else if (probe.prices > 0)
		doctor_say(doctor, check, AC_DOCTOR_WARNING,
			   "wait and try again; a symbol without prices is not entered",
			   "%s: prices of %u of %u symbols came within five seconds", url,
			   probe.prices, doctor->instruments.count);
	else
		refuse(doctor, check, url, &probe);
}

static void check_public(struct doctor *doctor, struct ac_market_stream *market)
{
	static const char check[] = "stream /public";
	struct probe probe = {
		.doctor = doctor, .market = market, .suffix = "bookTicker", .names = 1
	};
	char url[URL_SIZE];
	snprintf(url, sizeof(url), "%s/public/stream", doctor->config->settings.endpoints.stream);
	if (listen(&probe, url))
		doctor_say(doctor, check, AC_DOCTOR_OK, NULL, "%s: best prices of %s came", url,
			   doctor->instruments.items[0].symbol);
	else
		refuse(doctor, check, url, &probe);
}

/* Nothing happens on a resting account, so that an answered ping has to do. The key is in no row:
 * whoever has it may listen to the account. */
static void check_private(struct doctor *doctor)
{
	static const char check[] = "stream /private";
	struct probe probe = { .doctor = doctor, .is_pinged = true };
	const char *base = doctor->config->settings.endpoints.stream;
	char url[URL_SIZE], shown[URL_SIZE];
	if (doctor->listen_key[0] == '\0') {
		doctor_say(doctor, check, AC_DOCTOR_SKIPPED, NULL, "there is no key for it");
		return;
	}
	snprintf(url, sizeof(url), "%s/private/ws/%s", base, doctor->listen_key);
	snprintf(shown, sizeof(shown), "%s/private", base);
	if (listen(&probe, url))
		doctor_say(doctor, check, AC_DOCTOR_OK, NULL, "%s: answers", shown);
	else
		refuse(doctor, check, shown, &probe);
}

/* Ed25519 logs on; with other keys the session's state is asked for, which needs none. */
static bool say_hello(struct probe *probe)
{
	struct ac_rest *rest = probe->doctor->rest;
	struct ac_request request;
	char payload[AC_REQUEST_SIZE], signature[AC_SIGNATURE_SIZE];
	size_t size, signed_size;
	if (ac_signer_kind(ac_rest_signer(rest)) != AC_KEY_ED25519) {
		int length = snprintf(probe->hello, sizeof(probe->hello),
				      "{\"id\":%d,\"method\":\"session.status\",\"params\":{}}",
				      HELLO_ID);
		probe->hello_size = (size_t)length;
		return true;
	}
	ac_request_logon(&request);
	ac_request_stamp(&request, ac_rest_now_ms(rest),
			 probe->doctor->config->settings.recv_window_ms);
	if (ac_request_api_payload(&request, ac_rest_api_key(rest), payload, &size) != AC_OK)
		return false;
	signed_size =
		ac_signer_sign(ac_rest_signer(rest), (struct ac_str){ payload, size }, signature);
	return signed_size > 0 && ac_request_api_frame(&request, HELLO_ID, ac_rest_api_key(rest),
						       (struct ac_str){ signature, signed_size },
						       probe->hello, &probe->hello_size) == AC_OK;
}

static void check_api(struct doctor *doctor)
{
	static const char check[] = "WebSocket API";
	const struct ac_settings *settings = &doctor->config->settings;
	struct probe probe = { .doctor = doctor };
	if (settings->order_entry == AC_ORDER_ENTRY_REST) {
		doctor_say(doctor, check, AC_DOCTOR_SKIPPED, NULL,
			   "ORDER_ENTRY=rest: orders do not leave over it");
		return;
	}
	bool is_logon = ac_signer_kind(ac_rest_signer(doctor->rest)) == AC_KEY_ED25519;
	if (!say_hello(&probe))
		snprintf(probe.why, sizeof(probe.why), "the log-on could not be signed");
	else if (listen(&probe, settings->endpoints.api)) {
		doctor_say(doctor, check, AC_DOCTOR_OK, NULL, "%s: %s", settings->endpoints.api,
			   is_logon ? "logged on" : "answers; every order is signed");
		return;
	}
	/* Orders would leave by REST, so that nothing is lost but time. */
	doctor_say(doctor, check, AC_DOCTOR_WARNING,
		   "look at BINANCE_WS_API_URL, or set ORDER_ENTRY=rest; orders leave by REST "
		   "until it answers",
		   "%s: %s", settings->endpoints.api, probe.why);
}

void doctor_check_streams(struct doctor *doctor)
{
	struct ac_market_stream *market = calloc(1, sizeof(*market));
	if (market == NULL) {
		doctor_say(doctor, "streams", AC_DOCTOR_FAILED, "free some memory and try again",
			   "out of memory");
		return;
	}
	ac_symbol_table_init(&market->symbols, &doctor->instruments);
	check_market(doctor, market);
	check_public(doctor, market);
	free(market);
	if (!doctor->is_trading)
		return;
	check_private(doctor);
	check_api(doctor);
}
