#include "simulator/serve/connection.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>

#include "simulator/serve/channel.h"
#include "simulator/serve/server_state.h"
#include "simulator/serve/strike.h"

#define READ_SIZE 65536u
/* What a client may have sent before it is answered. */
#define INPUT_MAX (SIMULATOR_HTTP_HEAD_MAX + SIMULATOR_HTTP_BODY_MAX)

static void on_ready(uv_poll_t *poll, int status, int events);

static void events_set(struct simulator_connection *connection, int events)
{
	if (connection->poll_events == events)
		return;
	connection->poll_events = events;
	if (events == 0)
		(void)uv_poll_stop(&connection->poll);
	else
		(void)uv_poll_start(&connection->poll, events, on_ready);
}

static void mark_dirty(struct simulator_connection *connection)
{
	if (connection->is_dirty)
		return;
	connection->is_dirty = true;
	connection->next_dirty = connection->server->dirty;
	connection->server->dirty = connection;
}

void simulator_connection_end(struct simulator_connection *connection,
			      enum simulator_connection_end end)
{
	if (end > connection->end)
		connection->end = end;
	mark_dirty(connection);
}

void simulator_connection_silence(struct simulator_connection *connection, ac_ns until_ns)
{
	connection->silent_until_ns = until_ns;
	events_set(connection, 0);
}

void simulator_connection_write(struct simulator_connection *connection, const void *data,
				size_t size)
{
	if (connection->end >= SIMULATOR_END_CUT)
		return;
	struct ac_simulator_server *server = connection->server;
	if (simulator_bytes_size(&connection->out) + size > server->config.queue_max) {
		server->stats.clients_dropped++;
		simulator_connection_end(connection, SIMULATOR_END_CUT);
		return;
	}
	if (!simulator_bytes_append(&connection->out, data, size)) {
		simulator_connection_end(connection, SIMULATOR_END_CUT);
		return;
	}
	mark_dirty(connection);
}

/* ---- reading ---- */

/* The first byte of a TLS handshake has come: whether it goes on. */
static bool is_handshake_struck(struct simulator_connection *connection)
{
	struct ac_simulator_server *server = connection->server;
	if (connection->tls == NULL || connection->has_hello)
		return false;
	connection->has_hello = true;
	bool is_due = server->tls_resets_due > 0;
	if (is_due)
		server->tls_resets_due--;
	if (is_due || ac_steady_ns(server->config.clock) < server->tls_reset_until_ns)
		simulator_connection_end(connection, SIMULATOR_END_RESET);
	else
		simulator_strike_connection(connection, "");
	return connection->end != SIMULATOR_END_NONE || connection->silent_until_ns != 0;
}

/* Bytes read, 0 for nothing now, -1 for the end. */
static ssize_t read_some(struct simulator_connection *connection, char *to, size_t size)
{
	if (connection->tls == NULL) {
		ssize_t got = recv(connection->fd, to, size, 0);
		if (got > 0)
			return got;
		return got < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
	}
	ERR_clear_error();
	int got = SSL_read(connection->tls, to, (int)size);
	if (got > 0)
		return got;
	int why = SSL_get_error(connection->tls, got);
	return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? 0 : -1;
}

static void on_readable(struct simulator_connection *connection)
{
	if (is_handshake_struck(connection))
		return;
	for (;;) {
		char *to = simulator_bytes_reserve(&connection->in, READ_SIZE);
		ssize_t got = to != NULL ? read_some(connection, to, READ_SIZE) : -1;
		if (got < 0) {
			simulator_connection_end(connection, SIMULATOR_END_CUT);
			return;
		}
		if (got == 0)
			break;
		connection->in.end += (size_t)got;
		if (simulator_bytes_size(&connection->in) > INPUT_MAX) {
			simulator_connection_end(connection, SIMULATOR_END_CUT);
			return;
		}
		if ((size_t)got < READ_SIZE && connection->tls == NULL)
			break;
	}
	simulator_dispatch(connection);
}

static void on_ready(uv_poll_t *poll, int status, int events)
{
	struct simulator_connection *connection = poll->data;
	if (status < 0) {
		simulator_connection_end(connection, SIMULATOR_END_CUT);
		return;
	}
	if (events & UV_WRITABLE)
		mark_dirty(connection);
	if ((events & UV_READABLE) && connection->end == SIMULATOR_END_NONE)
		on_readable(connection);
}

/* ---- writing ---- */

/* Bytes written, 0 for not now, -1 for a broken connection. */
static ssize_t write_some(struct simulator_connection *connection, struct ac_str data)
{
	if (connection->tls == NULL) {
		ssize_t sent = send(connection->fd, data.data, data.size, MSG_NOSIGNAL);
		if (sent >= 0)
			return sent;
		return errno == EAGAIN || errno == EINTR ? 0 : -1;
	}
	ERR_clear_error();
	int size = data.size > (1u << 30) ? 1 << 30 : (int)data.size;
	int sent = SSL_write(connection->tls, data.data, size);
	if (sent > 0)
		return sent;
	int why = SSL_get_error(connection->tls, sent);
	return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? 0 : -1;
}

static void on_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static void destroy(struct simulator_connection *connection)
{
	struct ac_simulator_server *server = connection->server;
	ac_assert(!connection->is_dirty);
	simulator_channel_close(connection);
	if (connection->previous != NULL)
		connection->previous->next = connection->next;
	else
		server->connections = connection->next;
	if (connection->next != NULL)
		connection->next->previous = connection->previous;
	server->stats.connections_open--;
	(void)uv_poll_stop(&connection->poll);
	if (connection->end == SIMULATOR_END_RESET) {
		const struct linger linger = { .l_onoff = 1, .l_linger = 0 };
		(void)setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	} else if (connection->tls != NULL && connection->end == SIMULATOR_END_FINISH) {
		ERR_clear_error();
		(void)SSL_shutdown(connection->tls);
	}
	if (connection->tls != NULL)
		SSL_free(connection->tls);
	/* libuv must have let go of the socket before its number can be used again. */
	uv_close((uv_handle_t *)&connection->poll, on_closed);
	close(connection->fd);
	simulator_bytes_deinit(&connection->in);
	simulator_bytes_deinit(&connection->out);
	free(connection->path);
}

void simulator_connection_flush(struct simulator_connection *connection)
{
	struct ac_simulator_server *server = connection->server;
	bool is_silent = connection->silent_until_ns > 0;
	while (connection->end < SIMULATOR_END_CUT && !is_silent &&
	       simulator_bytes_size(&connection->out) > 0) {
		ssize_t sent = write_some(connection, simulator_bytes_view(&connection->out));
		if (sent < 0) {
			connection->end = SIMULATOR_END_CUT;
			break;
		}
		if (sent == 0)
			break;
		server->stats.bytes_sent += (uint64_t)sent;
		simulator_bytes_consume(&connection->out, (size_t)sent);
	}
	bool is_written = simulator_bytes_size(&connection->out) == 0;
	if (connection->end >= SIMULATOR_END_CUT ||
	    (connection->end == SIMULATOR_END_FINISH && is_written)) {
		destroy(connection);
		return;
	}
	if (!is_silent)
		events_set(connection, UV_READABLE | (is_written ? 0 : UV_WRITABLE));
}

/* ---- birth ---- */

void simulator_connection_accept(struct ac_simulator_server *server, int fd, uint32_t address)
{
	const int one = 1;
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	struct simulator_connection *connection = calloc(1, sizeof(*connection));
	if (connection == NULL)
		goto fail;
	if (server->tls != NULL) {
		connection->tls = SSL_new(server->tls);
		if (connection->tls == NULL || SSL_set_fd(connection->tls, fd) != 1)
			goto fail;
		SSL_set_accept_state(connection->tls);
	}
	if (uv_poll_init(ac_loop_uv(server->loop), &connection->poll, fd) != 0)
		goto fail;
	connection->poll.data = connection;
	connection->server = server;
	connection->fd = fd;
	connection->id = ++server->last_id;
	connection->address = address;
	connection->opened_ns = ac_steady_ns(server->config.clock);
	connection->next = server->connections;
	if (connection->next != NULL)
		connection->next->previous = connection;
	server->connections = connection;
	server->stats.connections++;
	server->stats.connections_open++;
	events_set(connection, UV_READABLE);
	return;
fail:
	if (connection != NULL)
		SSL_free(connection->tls);
	free(connection);
	close(fd);
}

bool simulator_allowance_take(struct simulator_allowance *allowance, int burst, int rate, ac_ns now)
{
	if (allowance->filled_ns == 0)
		allowance->left = burst;
	else
		allowance->left +=
			(double)(now - allowance->filled_ns) * rate / (double)AC_NS_PER_SEC;
	if (allowance->left > burst)
		allowance->left = burst;
	allowance->filled_ns = now;
	if (allowance->left < 1)
		return false;
	allowance->left -= 1;
	return true;
}
