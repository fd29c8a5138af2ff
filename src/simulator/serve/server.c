#include "simulator/serve/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>

#include "simulator/serve/channel.h"
#include "simulator/serve/delivery.h"
#include "simulator/serve/rest.h"
#include "simulator/serve/server_state.h"
#include "simulator/serve/strike.h"
#include "sys/whole_file.h"

#define BACKLOG       1024
#define QUEUE_DEFAULT (16u << 20)
#define TICK_TIME     (100 * AC_NS_PER_MS) /* between two looks at pings and deadlines */
#define SAVE_TIME     (60 * AC_NS_PER_SEC)
#define ITEMS_A_TURN  256u /* prices between two looks at the sockets */
/* Where clients hold the feed: so much unread, and so long without reading at most. */
#define HELD_ABOVE (256u << 10)

/* ---- requests ---- */

static void remember_path(struct simulator_connection *connection,
			  const struct simulator_http_request *request)
{
	free(connection->path);
	size_t size = request->path.size;
	if (request->is_upgrade && request->query.size > 0)
		size += 1 + request->query.size;
	connection->path = strndup(request->path.data, size);
}

/* One request out of what came; false where there is none to take. */
static bool take_request(struct simulator_connection *connection)
{
	struct simulator_http_request request;
	enum ac_status status =
		simulator_http_parse(simulator_bytes_view(&connection->in), &request);
	if (status == AC_END) {
		/* The client waits for a word before it sends the body. */
		if (request.is_continue_expected && !connection->is_continued)
			simulator_connection_write(connection, "HTTP/1.1 100 Continue\r\n\r\n", 25);
		connection->is_continued = request.is_continue_expected;
		return false;
	}
	connection->is_continued = false;
	if (status != AC_OK) {
		simulator_rest_refuse(connection, status == AC_ERR_RANGE         ? 413
						  : status == AC_ERR_UNSUPPORTED ? 411
										 : 400);
		return false;
	}
	remember_path(connection, &request);
	if (!request.is_upgrade) {
		simulator_rest_request(connection, &request);
	} else if (!simulator_channel_open(connection, &request)) {
		simulator_rest_refuse(connection, 404);
		return false;
	}
	simulator_bytes_consume(&connection->in, request.size);
	return true;
}

void simulator_dispatch(struct simulator_connection *connection)
{
	while (connection->end == SIMULATOR_END_NONE && connection->silent_until_ns == 0) {
		if (connection->kind != SIMULATOR_CONNECTION_HTTP) {
			simulator_channel_receive(connection);
			return;
		}
		if (connection->is_answering || simulator_bytes_size(&connection->in) == 0 ||
		    !take_request(connection))
			return;
	}
}

/* ---- the port ---- */

static void on_connection(uv_poll_t *poll, int status, int events)
{
	(void)events;
	struct ac_simulator_server *server = poll->data;
	if (status < 0)
		return;
	for (;;) {
		struct sockaddr_in from = { 0 };
		socklen_t size = sizeof(from);
		int fd = accept4(server->listener_fd, (struct sockaddr *)&from, &size,
				 SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd < 0)
			return;
		simulator_connection_accept(server, fd, ntohl(from.sin_addr.s_addr));
	}
}

static enum ac_status fail_errno(char *error, size_t error_size, const char *what)
{
	snprintf(error, error_size, "%s: %s", what, strerror(errno));
	return AC_ERR_IO;
}

static enum ac_status open_port(struct ac_simulator_server *server, char *error, size_t error_size)
{
	const char *address = server->config.address;
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)server->config.port) };
	char what[128];
	snprintf(what, sizeof(what), "cannot listen on %s:%d", address, server->config.port);
	if (inet_pton(AF_INET, address, &at.sin_addr) != 1) {
		snprintf(error, error_size, "%s: not an IPv4 address", address);
		return AC_ERR_PARSE;
	}
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	const int one = 1;
	if (fd < 0)
		return fail_errno(error, error_size, what);
	server->listener_fd = fd;
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	socklen_t size = sizeof(at);
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0 || listen(fd, BACKLOG) != 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &size) != 0)
		return fail_errno(error, error_size, what);
	server->port = ntohs(at.sin_port);
	if (uv_poll_init(ac_loop_uv(server->loop), &server->listener, fd) != 0)
		return fail_errno(error, error_size, what);
	server->listener.data = server;
	(void)uv_poll_start(&server->listener, UV_READABLE, on_connection);
	return AC_OK;
}

static enum ac_status open_tls(struct ac_simulator_server *server, char *error, size_t error_size)
{
	const struct ac_simulator_server_config *config = &server->config;
	if (config->tls_certificate == NULL)
		return AC_OK;
	server->tls = SSL_CTX_new(TLS_server_method());
	if (server->tls == NULL) {
		snprintf(error, error_size, "TLS cannot be set up");
		return AC_ERR_NOMEM;
	}
	SSL_CTX_set_mode(server->tls,
			 SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	(void)SSL_CTX_set_min_proto_version(server->tls, TLS1_2_VERSION);
	const char *file = config->tls_certificate;
	bool is_loaded = SSL_CTX_use_certificate_chain_file(server->tls, file) == 1;
	if (is_loaded) {
		file = config->tls_key;
		is_loaded = file != NULL &&
			    SSL_CTX_use_PrivateKey_file(server->tls, file, SSL_FILETYPE_PEM) == 1 &&
			    SSL_CTX_check_private_key(server->tls) == 1;
	}
	if (is_loaded)
		return AC_OK;
	const char *why = ERR_reason_error_string(ERR_peek_last_error());
	snprintf(error, error_size, "%s: %s", file != NULL ? file : "TLS key",
		 why != NULL ? why : "not a PEM file of the right kind");
	ERR_clear_error();
	return AC_ERR_CONFIG;
}

/* ---- life ---- */

static void set_defaults(struct ac_simulator_server_config *config)
{
	if (config->ping_interval == 0)
		config->ping_interval = 180 * AC_NS_PER_SEC;
	if (config->pong_timeout == 0)
		config->pong_timeout = 600 * AC_NS_PER_SEC;
	if (config->connection_life == 0)
		config->connection_life = 24LL * 3600 * AC_NS_PER_SEC;
	if (config->queue_max == 0)
		config->queue_max = QUEUE_DEFAULT;
}

enum ac_status ac_simulator_server_create(const struct ac_simulator_server_config *config,
					  struct ac_simulator_server **ret_server, char *error,
					  size_t error_size)
{
	struct ac_simulator_server *server = calloc(1, sizeof(*server));
	enum ac_status status = AC_ERR_NOMEM;
	snprintf(error, error_size, "out of memory");
	if (server == NULL)
		return status;
	/* TLS writes to sockets whose peers may be gone; that must be an error, not the end. */
	(void)signal(SIGPIPE, SIG_IGN);
	server->config = *config;
	server->listener_fd = -1;
	set_defaults(&server->config);
	server->hub = simulator_hub_create();
	server->delays = simulator_delays_create();
	if (server->hub == NULL || server->delays == NULL)
		goto fail;
	if (config->record_folder != NULL) {
		status = simulator_recorder_create(config->record_folder, config->clock,
						   &server->recorder);
		if (status != AC_OK) {
			snprintf(error, error_size, "%s: %s", config->record_folder,
				 strerror(errno));
			goto fail;
		}
	}
	if (config->frames_file != NULL) {
		status = simulator_tape_create(config->frames_file, config->frames_speed,
					       &server->tape, error, error_size);
		if (status != AC_OK)
			goto fail;
	}
	status = open_tls(server, error, error_size);
	if (status != AC_OK)
		goto fail;
	status = ac_loop_create(&server->loop);
	if (status != AC_OK)
		goto fail;
	status = open_port(server, error, error_size);
	if (status != AC_OK)
		goto fail;
	*ret_server = server;
	return AC_OK;
fail:
	ac_simulator_server_destroy(server);
	return status;
}

struct ac_simulator_sink ac_simulator_server_sink(struct ac_simulator_server *server)
{
	return (struct ac_simulator_sink){ .market = simulator_delivery_market,
					   .user = simulator_delivery_user,
					   .wants = simulator_delivery_wants,
					   .self = server };
}

static void flush(struct ac_simulator_server *server)
{
	while (server->dirty != NULL) {
		struct simulator_connection *connection = server->dirty;
		server->dirty = connection->next_dirty;
		connection->is_dirty = false;
		simulator_connection_flush(connection);
	}
}

void ac_simulator_server_destroy(struct ac_simulator_server *server)
{
	if (server == NULL)
		return;
	for (struct simulator_connection *connection = server->connections; connection != NULL;
	     connection = connection->next)
		simulator_connection_end(connection, SIMULATOR_END_CUT);
	flush(server);
	if (server->listener.data != NULL)
		uv_close((uv_handle_t *)&server->listener, NULL);
	ac_loop_destroy(server->loop);
	if (server->listener_fd >= 0)
		close(server->listener_fd);
	SSL_CTX_free(server->tls);
	simulator_hub_destroy(server->hub);
	simulator_delays_destroy(server->delays);
	simulator_recorder_destroy(server->recorder);
	simulator_tape_destroy(server->tape);
	simulator_bytes_deinit(&server->raw);
	simulator_bytes_deinit(&server->enveloped);
	free(server);
}

int ac_simulator_server_port(const struct ac_simulator_server *server)
{
	return server->port;
}

void ac_simulator_server_wake(struct ac_simulator_server *server)
{
	ac_loop_wake(server->loop);
}

void ac_simulator_server_stats_get(const struct ac_simulator_server *server,
				   struct ac_simulator_server_stats *ret_stats)
{
	*ret_stats = server->stats;
}

/* ---- the run ---- */

static void end_silence(struct simulator_connection *connection)
{
	connection->silent_until_ns = 0;
	simulator_connection_end(connection, SIMULATOR_END_NONE);
	simulator_dispatch(connection);
}

static void tick_connections(struct ac_simulator_server *server, ac_ns now)
{
	for (struct simulator_connection *connection = server->connections; connection != NULL;
	     connection = connection->next) {
		if (connection->silent_until_ns != 0 && connection->silent_until_ns <= now)
			end_silence(connection);
		if (connection->frames != NULL && connection->end == SIMULATOR_END_NONE)
			simulator_channel_tick(connection, now);
	}
}

/* Whether a client that is still reading has so much unread that prices should wait for it. */
static bool is_held(const struct ac_simulator_server *server)
{
	if (!server->config.is_held_by_clients)
		return false;
	for (const struct simulator_connection *connection = server->connections;
	     connection != NULL; connection = connection->next) {
		if (simulator_bytes_size(&connection->out) > HELD_ABOVE &&
		    connection->silent_until_ns == 0)
			return true;
	}
	return false;
}

/* Whether prices or recorded frames are still to come. */
static bool run_feeds(struct ac_simulator_server *server, ac_ns now)
{
	if (!simulator_server_is_begun(server) || is_held(server))
		return true;
	bool goes_on = false;
	if (server->pump != NULL)
		goes_on = ac_simulator_pump_run(server->pump, now, ITEMS_A_TURN);
	if (server->tape != NULL) {
		const struct ac_simulator_sink sink = ac_simulator_server_sink(server);
		goes_on |= simulator_tape_run(server->tape, &sink, now, ITEMS_A_TURN);
	}
	return goes_on;
}

static ac_ns earlier(ac_ns a, ac_ns b)
{
	return a < b ? a : b;
}

/* How long nothing is to be done unless a socket says so. */
static ac_ns wait_time(const struct ac_simulator_server *server)
{
	ac_ns wall = ac_wall_ns(server->config.clock), steady = ac_steady_ns(server->config.clock);
	ac_ns wait = TICK_TIME;
	ac_ns due = ac_simulator_deadline(server->simulator);
	bool is_begun = simulator_server_is_begun(server);
	if (is_begun && server->pump != NULL)
		due = earlier(due, ac_simulator_pump_deadline(server->pump));
	if (is_begun && server->tape != NULL)
		due = earlier(due, simulator_tape_deadline(server->tape));
	if (due != INT64_MAX)
		wait = earlier(wait, due - wall);
	if (is_held(server))
		wait = AC_NS_PER_MS; /* the client's reading ends the wait */
	due = simulator_delays_deadline(server->delays);
	if (due != INT64_MAX)
		wait = earlier(wait, due - steady);
	if (server->faults != NULL) {
		due = ac_simulator_faults_deadline(server->faults);
		if (due != INT64_MAX)
			wait = earlier(wait, due - simulator_server_age(server));
	}
	return wait;
}

static void release_delayed(struct ac_simulator_server *server)
{
	struct simulator_delayed *item;
	while ((item = simulator_delays_pop(server->delays, ac_steady_ns(server->config.clock))) !=
	       NULL) {
		simulator_delivery_release(server, item);
		free(item);
	}
}

static void save(const struct ac_simulator_server *server)
{
	const char *path = server->config.state_file;
	if (path != NULL && ac_simulator_save(server->simulator, path) != AC_OK)
		fprintf(stderr, "autocoin exchange: the state could not be saved to %s\n", path);
}

/* The feed has ended now: tells those who wait for that. */
static ac_ns note_end(const struct ac_simulator_server *server, ac_ns now)
{
	const char *path = server->config.end_file;
	if (path != NULL && ac_file_replace(path, "ended\n", 6, 0644) != AC_OK)
		fprintf(stderr, "autocoin exchange: %s could not be written\n", path);
	return now;
}

const char *ac_simulator_server_run(struct ac_simulator_server *server,
				    struct ac_simulator *simulator, struct ac_simulator_pump *pump,
				    struct ac_simulator_faults *faults, const volatile int *stop,
				    ac_ns duration)
{
	server->simulator = simulator;
	server->pump = pump;
	server->faults = faults;
	const ac_ns began = ac_steady_ns(server->config.clock);
	if (server->started_ns == 0)
		server->started_ns = began;
	const char *why = "stopped by a signal";
	ac_ns ticked = 0, saved = began, feed_ended = 0;
	while (*stop == 0) {
		ac_ns now = ac_steady_ns(server->config.clock);
		ac_ns wall = ac_wall_ns(server->config.clock);
		if (duration > 0 && now - began >= duration) {
			why = "its time was over";
			break;
		}
		if (ac_simulator_deadline(simulator) <= wall)
			ac_simulator_advance(simulator, wall);
		bool goes_on = run_feeds(server, wall);
		if (goes_on)
			feed_ended = 0;
		else if (feed_ended == 0)
			feed_ended = note_end(server, now);
		if (!goes_on && server->config.is_until_end &&
		    now - feed_ended >= server->config.linger) {
			why = "the feed had ended";
			break;
		}
		simulator_strike_due(server);
		release_delayed(server);
		if (now - ticked >= TICK_TIME) {
			ticked = now;
			tick_connections(server, now);
		}
		if (now - saved >= SAVE_TIME) {
			saved = now;
			save(server);
		}
		flush(server);
		ac_ns wait = wait_time(server);
		if (duration > 0)
			wait = earlier(wait, began + duration - now);
		ac_loop_run(server->loop, wait > 0 ? wait : 0);
		flush(server);
	}
	flush(server);
	save(server);
	return why;
}
