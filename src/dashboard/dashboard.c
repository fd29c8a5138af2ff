/* The dashboard's thread: libwebsockets' loop, and what it calls. */
#include "dashboard/dashboard.h"

#include <stdio.h>
#include <stdlib.h>

#include "dashboard/server.h"
#include "sys/log.h"

#define TICK_US      200000
#define IDLE_SECONDS 10
#define MESSAGE_MAX  1024u

#define WEBSOCKET_KEY_SIZE 24 /* 16 bytes in base64 */

static struct ac_dashboard *dashboard_of(struct lws *wsi)
{
	return lws_context_user(lws_get_context(wsi));
}

/* A handshake that lws would only hang up on, or take although it is none. */
static bool is_handshake(struct lws *wsi, const char *protocol)
{
	char version[4];
	return strcasecmp(protocol, "websocket") == 0 &&
	       lws_hdr_total_length(wsi, WSI_TOKEN_KEY) == WEBSOCKET_KEY_SIZE &&
	       lws_hdr_copy(wsi, version, sizeof(version), WSI_TOKEN_VERSION) > 0 &&
	       strcmp(version, "13") == 0 && lws_hdr_total_length(wsi, WSI_TOKEN_PROTOCOL) == 0;
}

/* Browsers come with a path and no name of a protocol; strangers' pages do not come at all, nor
 * does HTTP/2, which would bring streams that no bound here counts. */
static int admit_browser(struct ac_dashboard *dashboard, struct lws *wsi, const char *protocol)
{
	char path[64];
	bool is_live = lws_hdr_copy(wsi, path, sizeof(path), WSI_TOKEN_GET_URI) > 0 &&
		       strcmp(path, "/live") == 0;
	unsigned int status = 0;
	if (!server_is_for_us(dashboard, wsi))
		status = 403;
	else if (!is_handshake(wsi, protocol))
		status = 400;
	else if (!is_live)
		status = 404;
	else if (dashboard->view == NULL || atomic_load(&dashboard->browsers) >= SERVER_LIVE_MAX)
		status = 503;
	if (status == 0)
		return 0;
	return server_refuse_protocol(wsi, status);
}

static void welcome(struct ac_dashboard *dashboard, struct connection *connection, struct lws *wsi)
{
	connection->wsi = wsi;
	/* What happened before is history, and asked for. */
	connection->fact_seen = dashboard->live.fact_count;
	lws_dll2_add_tail(&connection->list, &dashboard->live.browsers);
	atomic_fetch_add(&dashboard->browsers, 1);
	/* Nobody may have looked for hours: what was written for the last browser is not shown. */
	live_on_tick(dashboard);
}

static int on_event(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
		    size_t size)
{
	struct ac_dashboard *dashboard = dashboard_of(wsi);
	struct connection *connection = user;
	switch ((int)reason) {
	case LWS_CALLBACK_FILTER_NETWORK_CONNECTION:
		return dashboard->connections >= SERVER_CONNECTIONS_MAX ? -1 : 0;
	case LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED:
		dashboard->connections++;
		return 0;
	case LWS_CALLBACK_WSI_DESTROY:
		dashboard->connections -= dashboard->connections > 0;
		return 0;
	case LWS_CALLBACK_HTTP:
		connection->wsi = wsi;
		return server_on_http(dashboard, connection, in);
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return server_on_http_writable(dashboard, connection);
	case LWS_CALLBACK_CLOSED_HTTP:
		if (connection != NULL)
			server_forget(dashboard, connection);
		return 0;
	case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
		return admit_browser(dashboard, wsi, in);
	case LWS_CALLBACK_RAW_ADOPT: /* CONNECT: lws would leave it open for ever */
		return server_refuse_protocol(wsi, 405);
	case LWS_CALLBACK_ESTABLISHED:
		welcome(dashboard, connection, wsi);
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return live_on_writable(dashboard, connection);
	case LWS_CALLBACK_RECEIVE: /* the server never listens */
		return size + lws_remaining_packet_payload(wsi) > MESSAGE_MAX ? -1 : 0;
	case LWS_CALLBACK_CLOSED: /* comes for those that lws did not admit, too */
		if (lws_dll2_is_detached(&connection->list))
			return 0;
		lws_dll2_remove(&connection->list);
		atomic_fetch_sub(&dashboard->browsers, 1);
		return 0;
	case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
		if (dashboard->worker != NULL)
			server_take_answers(dashboard);
		return 0;
	default:
		return 0;
	}
}

static void on_tick(lws_sorted_usec_list_t *tick)
{
	struct ac_dashboard *dashboard = lws_container_of(tick, struct ac_dashboard, tick);
	if (dashboard->view != NULL)
		live_on_tick(dashboard);
	lws_sul_schedule(dashboard->context, 0, tick, on_tick, TICK_US);
}

static void wake(void *self)
{
	const struct ac_dashboard *dashboard = self;
	lws_cancel_service(dashboard->context);
}

static void count(void *self)
{
	struct ac_dashboard *dashboard = self;
	ac_dashboard_stats_get(dashboard, &dashboard->stats);
}

static void *serve(void *self)
{
	struct ac_dashboard *dashboard = self;
	while (!atomic_load(&dashboard->is_ending) && lws_service(dashboard->context, 0) >= 0) {
	}
	return NULL;
}

static void on_log(int level, const char *line)
{
	(void)level;
	size_t size = strcspn(line, "\n");
	char text[256];
	snprintf(text, sizeof(text), "%.*s", (int)size, line);
	ac_log(AC_LOG_WARN, "dashboard.server", text);
}

/* On every answer: the page needs nothing but itself. */
static const struct lws_protocol_vhost_options headers[] = {
	{ &headers[1], NULL, "content-security-policy:",
	  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
	  "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
	  "frame-ancestors 'none'" },
	{ &headers[2], NULL, "x-content-type-options:", "nosniff" },
	{ &headers[3], NULL, "referrer-policy:", "no-referrer" },
	{ NULL, NULL, "cross-origin-resource-policy:", "same-origin" },
};

static const struct lws_protocols protocols[] = {
	{ .name = "autocoin",
	  .callback = on_event,
	  .per_session_data_size = sizeof(struct connection),
	  .rx_buffer_size = MESSAGE_MAX },
	{ .name = NULL },
};

static bool listen_on(struct ac_dashboard *dashboard, char *error, size_t error_size)
{
	struct lws_context_creation_info info = { 0 };
	lws_set_log_level(LLL_ERR | LLL_WARN, on_log);
	info.port = CONTEXT_PORT_NO_LISTEN;
	info.user = dashboard;
	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
	info.max_http_header_data = 4096;
	info.max_http_header_pool = SERVER_CONNECTIONS_MAX;
	info.timeout_secs = IDLE_SECONDS;
	dashboard->context = lws_create_context(&info);
	if (dashboard->context == NULL) {
		snprintf(error, error_size, "out of memory");
		return false;
	}
	info.port = dashboard->config.port;
	info.iface = dashboard->host;
	info.protocols = protocols;
	info.headers = headers;
	info.keepalive_timeout = IDLE_SECONDS;
	info.vhost_name = "dashboard";
	info.options |= strchr(dashboard->host, ':') == NULL ? LWS_SERVER_OPTION_DISABLE_IPV6
							     : LWS_SERVER_OPTION_IPV6_V6ONLY_MODIFY;
	dashboard->vhost = lws_create_vhost(dashboard->context, &info);
	if (dashboard->vhost == NULL || lws_get_vhost_listen_port(dashboard->vhost) <= 0) {
		snprintf(error, error_size,
			 "%s port %d cannot be listened on: another program has it, or the address "
			 "is not this machine's; set DASHBOARD_PORT or DASHBOARD_HOST",
			 dashboard->host, dashboard->config.port);
		return false;
	}
	dashboard->port = lws_get_vhost_listen_port(dashboard->vhost);
	return true;
}

static enum ac_status start(struct ac_dashboard *dashboard, char *error, size_t error_size)
{
	struct worker_config worker = { .api = { &dashboard->config, &dashboard->stats, "logs" },
					.prepare = count,
					.wake = wake,
					.self = dashboard };
	if (!live_init(&dashboard->live) ||
	    ac_fact_ring_init(&dashboard->facts, SERVER_FACTS_MAX) != AC_OK) {
		snprintf(error, error_size, "out of memory");
		return AC_ERR_NOMEM;
	}
	if (dashboard->config.views != NULL) {
		dashboard->view = calloc(1, sizeof(*dashboard->view));
		if (dashboard->view == NULL)
			return AC_ERR_NOMEM;
	}
	if (!listen_on(dashboard, error, error_size))
		return AC_ERR_IO;
	enum ac_status status = worker_create(&worker, &dashboard->worker, error, error_size);
	if (status != AC_OK)
		return status;
	lws_sul_schedule(dashboard->context, 0, &dashboard->tick, on_tick, TICK_US);
	dashboard->has_thread = pthread_create(&dashboard->thread, NULL, serve, dashboard) == 0;
	return dashboard->has_thread ? AC_OK : AC_ERR_NOMEM;
}

enum ac_status ac_dashboard_create(const struct ac_dashboard_config *config,
				   struct ac_dashboard **ret_dashboard, char *error,
				   size_t error_size)
{
	struct ac_dashboard *dashboard = calloc(1, sizeof(*dashboard));
	if (dashboard == NULL) {
		snprintf(error, error_size, "out of memory");
		return AC_ERR_NOMEM;
	}
	snprintf(dashboard->host, sizeof(dashboard->host), "%s", config->host);
	snprintf(dashboard->db_url, sizeof(dashboard->db_url), "%s", config->db_url);
	snprintf(dashboard->account, sizeof(dashboard->account), "%s", config->account);
	dashboard->config = *config;
	dashboard->config.host = dashboard->host;
	dashboard->config.db_url = dashboard->db_url;
	dashboard->config.account = dashboard->account;
	enum ac_status status = start(dashboard, error, error_size);
	if (status != AC_OK) {
		ac_dashboard_destroy(dashboard);
		return status;
	}
	*ret_dashboard = dashboard;
	return AC_OK;
}

void ac_dashboard_destroy(struct ac_dashboard *dashboard)
{
	if (dashboard == NULL)
		return;
	atomic_store(&dashboard->is_ending, true);
	if (dashboard->has_thread) {
		lws_cancel_service(dashboard->context);
		pthread_join(dashboard->thread, NULL);
	}
	/* The worker wakes the context, and connections let go of its jobs as they end. */
	if (dashboard->worker != NULL)
		worker_stop(dashboard->worker);
	if (dashboard->context != NULL)
		lws_context_destroy(dashboard->context);
	worker_destroy(dashboard->worker);
	ac_fact_ring_deinit(&dashboard->facts);
	live_deinit(&dashboard->live);
	free(dashboard->view);
	free(dashboard);
}

int ac_dashboard_port(const struct ac_dashboard *dashboard)
{
	return dashboard->port;
}

struct ac_fact_ring *ac_dashboard_facts(struct ac_dashboard *dashboard)
{
	return &dashboard->facts;
}

void ac_dashboard_stats_get(const struct ac_dashboard *dashboard,
			    struct ac_dashboard_stats *ret_stats)
{
	*ret_stats = (struct ac_dashboard_stats){
		.clients = atomic_load(&dashboard->browsers),
		.requests = atomic_load(&dashboard->requests),
		.clients_dropped = atomic_load(&dashboard->dropped),
		.bytes_sent = atomic_load(&dashboard->bytes),
	};
}
