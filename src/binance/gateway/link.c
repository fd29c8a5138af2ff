#include "binance/gateway/link.h"
#include "sys/clock.h"

#include <stdio.h>
#include <stdlib.h>

#define CONNECT_TIMEOUT (10 * AC_NS_PER_SEC)
#define BACKOFF_FIRST   (250 * AC_NS_PER_MS)
#define SEND_MAX        (1u << 20)
#define URL_MAX         1024
#define HELLO_TIMEOUT   (10 * AC_NS_PER_SEC) /* from open to ready */
#define FAREWELL        (10 * AC_NS_PER_SEC) /* the old connection stays for what is on its way */

enum { NOW, NEXT, OLD, CONNECTIONS };

struct connection {
	struct ac_link *link;
	struct ac_websocket *websocket; /* NULL: none */
	bool is_open;
	ac_ns opened_ns, heard_ns, pinged_ns; /* steady clock */
	bool awaits_pong;
	ac_ns close_ns; /* OLD: when it goes */
};

struct ac_link {
	struct ac_link_config config;
	struct ac_link_handlers handlers;
	char *ca_file, *url;
	struct connection *slots[CONNECTIONS]; /* owned; swapped as they change their part */
	struct ac_backoff backoff;
	bool is_wanted, is_ready;
	ac_ns attempt_ns; /* the next attempt for the empty place; INT64_MAX for none */
	struct ac_link_stats stats;
};

enum ac_status ac_link_create(const struct ac_link_config *config,
			      const struct ac_link_handlers *handlers, struct ac_link **ret_link)
{
	struct ac_link *link = calloc(1, sizeof(*link));
	if (link == NULL)
		return AC_ERR_NOMEM;
	link->config = *config;
	link->handlers = *handlers;
	link->attempt_ns = INT64_MAX;
	ac_backoff_init(&link->backoff, BACKOFF_FIRST, config->backoff_limit, config->seed);
	link->url = calloc(1, URL_MAX);
	bool is_ok = link->url != NULL;
	if (config->ca_file != NULL) {
		link->ca_file = strdup(config->ca_file);
		is_ok &= link->ca_file != NULL;
	}
	for (int i = 0; i < CONNECTIONS; i++) {
		link->slots[i] = calloc(1, sizeof(*link->slots[i]));
		is_ok &= link->slots[i] != NULL;
		if (link->slots[i] != NULL)
			link->slots[i]->link = link;
	}
	if (!is_ok) {
		ac_link_destroy(link);
		return AC_ERR_NOMEM;
	}
	*ret_link = link;
	return AC_OK;
}

static void cut(struct connection *connection)
{
	ac_websocket_destroy(connection->websocket);
	connection->websocket = NULL;
	connection->is_open = false;
	connection->awaits_pong = false;
}

void ac_link_destroy(struct ac_link *link)
{
	if (link == NULL)
		return;
	for (int i = 0; i < CONNECTIONS; i++) {
		if (link->slots[i] != NULL)
			cut(link->slots[i]);
		free(link->slots[i]);
	}
	free(link->ca_file);
	free(link->url);
	free(link);
}

static void swap(struct ac_link *link, int a, int b)
{
	struct connection *kept = link->slots[a];
	link->slots[a] = link->slots[b];
	link->slots[b] = kept;
}

static void note_down(struct ac_link *link, const char *why)
{
	link->is_ready = false;
	link->stats.reconnects++;
	snprintf(link->stats.why, sizeof(link->stats.why), "%s", why);
	link->handlers.on_down(link->handlers.self, link, link->stats.why);
}

/* A connection is gone. Where a replacement is on its way, that one goes on. */
static void lost(struct ac_link *link, struct connection *connection, const char *why)
{
	/* `why` may live in what is cut now. */
	char text[sizeof(link->stats.why)];
	snprintf(text, sizeof(text), "%s", why);
	cut(connection);
	if (connection == link->slots[OLD])
		return;
	bool is_replaced = connection == link->slots[NOW] && link->slots[NEXT]->websocket != NULL;
	if (is_replaced)
		swap(link, NOW, NEXT);
	else
		link->attempt_ns =
			ac_steady_ns(&ac_machine_clock) + ac_backoff_next(&link->backoff);
	/* Where only the replacement failed, what stands goes on. */
	if (connection != link->slots[NEXT] || is_replaced)
		note_down(link, text);
}

static void on_open(void *self)
{
	struct connection *connection = self;
	struct ac_link *link = connection->link;
	connection->is_open = true;
	connection->opened_ns = connection->heard_ns = connection->pinged_ns =
		ac_steady_ns(&ac_machine_clock);
	link->handlers.on_open(link->handlers.self, link);
}

static void on_message(void *self, struct ac_str data, ac_ns recv_ns)
{
	struct connection *connection = self;
	struct ac_link *link = connection->link;
	connection->heard_ns = ac_steady_ns(&ac_machine_clock);
	link->stats.data_ns = recv_ns;
	link->stats.messages++;
	link->handlers.on_message(link->handlers.self, link, data, recv_ns);
}

static void on_pong(void *self, ac_ns recv_ns)
{
	struct connection *connection = self;
	(void)recv_ns;
	connection->awaits_pong = false;
}

static void on_end(void *self, const struct ac_websocket_end *end)
{
	struct connection *connection = self;
	char text[160];
	if (end->close_code != 0)
		snprintf(text, sizeof(text), "closed by the exchange with %d: %s", end->close_code,
			 end->text);
	else
		snprintf(text, sizeof(text), "%s", end->text);
	lost(connection->link, connection, text);
}

static void connect(struct ac_link *link, struct connection *connection)
{
	struct ac_websocket_config config = {
		.url = link->url,
		.ca_file = link->ca_file,
		.message_max = link->config.message_max,
		.send_max = SEND_MAX,
		.connect_timeout = CONNECT_TIMEOUT,
	};
	struct ac_websocket_handlers handlers = { .on_open = on_open,
						  .on_message = on_message,
						  .on_pong = on_pong,
						  .on_end = on_end,
						  .self = connection };
	link->attempt_ns = INT64_MAX;
	connection->opened_ns = ac_steady_ns(&ac_machine_clock);
	if (ac_websocket_create(link->config.loop, &config, &handlers, &connection->websocket) !=
	    AC_OK) {
		connection->websocket = NULL;
		lost(link, connection, "the connection could not be set up");
	}
}

void ac_link_url_set(struct ac_link *link, const char *url)
{
	snprintf(link->url, URL_MAX, "%s", url);
	link->is_wanted = true;
	cut(link->slots[NEXT]);
	connect(link, link->is_ready ? link->slots[NEXT] : link->slots[NOW]);
}

void ac_link_restart(struct ac_link *link, const char *why)
{
	cut(link->slots[NEXT]);
	lost(link, link->slots[NOW], why);
}

/* Why this connection must go now; NULL when it may stay. */
static const char *complaint(const struct ac_link *link, const struct connection *connection,
			     ac_ns now)
{
	const struct ac_link_config *config = &link->config;
	if (!connection->is_open)
		return NULL; /* the websocket has a timeout of its own */
	bool is_in_use = connection == link->slots[NOW] && link->is_ready;
	if (!is_in_use && now - connection->opened_ns > HELLO_TIMEOUT)
		return "connected, but the exchange did not answer what we asked for";
	if (config->stale_after > 0 && now - connection->heard_ns > config->stale_after)
		return "connected, but no data came any more";
	if (connection->awaits_pong && now - connection->pinged_ns > config->ping_interval)
		return "connected, but a ping was not answered";
	return NULL;
}

static void run_connection(struct ac_link *link, struct connection *connection, ac_ns now)
{
	if (connection->websocket == NULL)
		return;
	if (connection == link->slots[OLD]) {
		if (now >= connection->close_ns)
			cut(connection);
		return;
	}
	const char *why = complaint(link, connection, now);
	if (why != NULL) {
		lost(link, connection, why);
	} else if (connection->is_open && !connection->awaits_pong &&
		   now - connection->pinged_ns >= link->config.ping_interval) {
		connection->pinged_ns = now;
		connection->awaits_pong = ac_websocket_ping(connection->websocket) == AC_OK;
	}
}

void ac_link_run(struct ac_link *link)
{
	ac_ns now = ac_steady_ns(&ac_machine_clock);
	if (!link->is_wanted)
		return;
	for (int i = 0; i < CONNECTIONS; i++)
		run_connection(link, link->slots[i], now);
	struct connection *in_use = link->slots[NOW];
	if (link->is_ready && link->slots[NEXT]->websocket == NULL &&
	    link->attempt_ns == INT64_MAX && now - in_use->opened_ns >= link->config.life)
		link->attempt_ns = now;
	if (now >= link->attempt_ns)
		connect(link, in_use->websocket == NULL ? in_use : link->slots[NEXT]);
}

enum ac_status ac_link_send(struct ac_link *link, struct ac_str text)
{
	if (!link->is_ready)
		return AC_ERR_IO;
	return ac_websocket_send(link->slots[NOW]->websocket, text);
}

enum ac_status ac_link_send_new(struct ac_link *link, struct ac_str text)
{
	struct connection *newest =
		link->slots[NEXT]->is_open ? link->slots[NEXT] : link->slots[NOW];
	if (!newest->is_open)
		return AC_ERR_IO;
	return ac_websocket_send(newest->websocket, text);
}

ac_ns ac_link_written_ns(const struct ac_link *link)
{
	const struct ac_websocket *websocket = link->slots[NOW]->websocket;
	return websocket == NULL ? 0 : ac_websocket_written_ns(websocket);
}

void ac_link_ready(struct ac_link *link)
{
	ac_backoff_succeed(&link->backoff);
	if (link->slots[NEXT]->is_open) {
		cut(link->slots[OLD]);
		swap(link, NOW, OLD);
		swap(link, NOW, NEXT);
		link->slots[OLD]->close_ns = ac_steady_ns(&ac_machine_clock) + FAREWELL;
		link->stats.rotations++;
	}
	link->is_ready = true;
	link->stats.ready_ns = ac_wall_ns(&ac_machine_clock);
}

bool ac_link_is_ready(const struct ac_link *link)
{
	return link->is_ready;
}

const struct ac_link_stats *ac_link_stats_get(const struct ac_link *link)
{
	return &link->stats;
}
