#include "io/websocket.h"

#include <stdio.h>
#include <stdlib.h>

#include <openssl/rand.h>
#include <uv.h>

#include "io/dial.h"
#include "io/frames.h"
#include "io/tls.h"
#include "io/upgrade.h"
#include "io/url.h"
#include "sys/clock.h"

#define READ_SIZE   65536u
#define CIPHER_SIZE 17408u /* a record of TLS and more */
#define LOOK_MS     100u
#define FAREWELL    (1 * AC_NS_PER_SEC) /* for the peer's answer to our close */
#define ANSWERS_MAX 65536u              /* bytes of pongs that wait for a peer who does not read */

enum state { DIALLING, SHAKING, UPGRADING, OPEN, ENDED };

/* Bytes that the socket did not take at once. */
struct rest {
	uv_write_t request;
	struct ac_websocket *websocket;
	size_t size;
	char bytes[];
};

struct ac_websocket {
	struct ac_loop *loop;
	struct ac_websocket_config config;
	struct ac_websocket_handlers handlers;
	char *text; /* owned copy of the URL; `url` points into it */
	char *ca_file;
	struct ac_url url;
	enum state state;
	bool is_destroyed;
	uint32_t holds; /* handles and requests that libuv still has */
	struct ac_dial *dial;
	uv_tcp_t *tcp; /* owned by libuv until its closing callback */
	uv_timer_t timer;
	ac_ns deadline_ns; /* steady: until open, or until the farewell is over */
	bool is_broken;    /* a write failed; the timer says so to the owner */
	struct ac_tls *tls;
	char key[AC_UPGRADE_KEY_SIZE];
	char *answer; /* AC_UPGRADE_ANSWER_MAX: the header so far */
	size_t answer_size;
	struct ac_frames *frames;
	ac_ns recv_ns;
	size_t queued;
	ac_ns written_ns; /* when bytes were last handed to the system */
	char why[512];
	char *read_buffer; /* READ_SIZE */
	char *plain;       /* READ_SIZE */
};

/* ---- life ---- */

static void free_all(struct ac_websocket *ws)
{
	ac_frames_destroy(ws->frames);
	ac_tls_destroy(ws->tls);
	free(ws->text);
	free(ws->ca_file);
	free(ws->answer);
	free(ws->read_buffer);
	free(ws->plain);
	free(ws);
}

/* Something that libuv had is back; with the last of it a destroyed connection goes. */
static void release(struct ac_websocket *ws)
{
	if (--ws->holds == 0 && ws->is_destroyed)
		free_all(ws);
}

static void on_tcp_closed(uv_handle_t *handle)
{
	struct ac_websocket *ws = handle->data;
	free(handle);
	release(ws);
}

static void on_timer_closed(uv_handle_t *handle)
{
	release(handle->data);
}

static void drop_tcp(struct ac_websocket *ws)
{
	if (ws->tcp == NULL)
		return;
	uv_close((uv_handle_t *)ws->tcp, on_tcp_closed);
	ws->tcp = NULL;
}

void ac_websocket_destroy(struct ac_websocket *ws)
{
	if (ws == NULL || ws->is_destroyed)
		return;
	ws->is_destroyed = true;
	ws->state = ENDED;
	ac_frames_stop(ws->frames);
	ac_dial_destroy(ws->dial);
	ws->dial = NULL;
	drop_tcp(ws);
	(void)uv_timer_stop(&ws->timer);
	uv_close((uv_handle_t *)&ws->timer, on_timer_closed);
}

static void end(struct ac_websocket *ws, const char *why)
{
	if (ws->state == ENDED)
		return;
	struct ac_websocket_end what = { .close_code = ac_frames_close_code(ws->frames),
					 .text = ws->why,
					 .was_open = ws->state == OPEN };
	if (why != ws->why)
		snprintf(ws->why, sizeof(ws->why), "%s", why);
	/* Some of it is the peer's, and it goes into logs and onto terminals. */
	for (char *byte = ws->why; *byte != '\0'; byte++) {
		if ((unsigned char)*byte < ' ' || *byte == '\x7f')
			*byte = '?';
	}
	ws->state = ENDED;
	ac_frames_stop(ws->frames);
	ac_dial_destroy(ws->dial);
	ws->dial = NULL;
	drop_tcp(ws);
	(void)uv_timer_stop(&ws->timer);
	ac_loop_end_turn(ws->loop);
	ws->handlers.on_end(ws->handlers.self, &what);
}

/* ---- bytes out ---- */

static void on_written(uv_write_t *request, int status)
{
	struct rest *rest = request->data;
	struct ac_websocket *ws = rest->websocket;
	ws->queued -= rest->size;
	free(rest);
	if (status < 0 && !ws->is_destroyed)
		end(ws, uv_strerror(status));
	release(ws);
}

static bool write_bytes(struct ac_websocket *ws, const char *bytes, size_t size)
{
	if (ws->queued == 0) {
		uv_buf_t buffer = uv_buf_init((char *)(uintptr_t)bytes, (unsigned)size);
		ws->written_ns = ac_wall_ns(ws->config.clock);
		int written = uv_try_write((uv_stream_t *)ws->tcp, &buffer, 1);
		if (written < 0 && written != UV_EAGAIN)
			return false;
		if (written > 0) {
			bytes += written;
			size -= (size_t)written;
		}
	}
	if (size == 0)
		return true;
	struct rest *rest = malloc(sizeof(*rest) + size);
	if (rest == NULL)
		return false;
	rest->websocket = ws;
	rest->size = size;
	rest->request.data = rest;
	memcpy(rest->bytes, bytes, size);
	uv_buf_t buffer = uv_buf_init(rest->bytes, (unsigned)size);
	if (uv_write(&rest->request, (uv_stream_t *)ws->tcp, &buffer, 1, on_written) != 0) {
		free(rest);
		return false;
	}
	ws->queued += size;
	ws->holds++;
	return true;
}

static bool drain_tls(struct ac_websocket *ws)
{
	char bytes[CIPHER_SIZE];
	size_t size;
	while ((size = ac_tls_drain(ws->tls, bytes, sizeof(bytes))) > 0) {
		if (!write_bytes(ws, bytes, size))
			return false;
	}
	return true;
}

static bool write_plain(struct ac_websocket *ws, const char *bytes, size_t size)
{
	if (ws->tls == NULL)
		return write_bytes(ws, bytes, size);
	return ac_tls_write(ws->tls, bytes, size) == AC_OK && drain_tls(ws);
}

static bool flush(struct ac_websocket *ws)
{
	struct ac_str bytes;
	return ac_frames_drain(ws->frames, &bytes) == AC_OK &&
	       (bytes.size == 0 || write_plain(ws, bytes.data, bytes.size));
}

/* ---- frames in ---- */

static void on_frame(void *self, enum ac_frame_kind kind, struct ac_str data)
{
	struct ac_websocket *ws = self;
	const struct ac_websocket_handlers *handlers = &ws->handlers;
	switch (kind) {
	case AC_FRAME_MESSAGE:
		handlers->on_message(handlers->self, data, ws->recv_ns);
		break;
	case AC_FRAME_PING:
		if (handlers->on_ping != NULL)
			handlers->on_ping(handlers->self, ws->recv_ns);
		break;
	case AC_FRAME_PONG:
		if (handlers->on_pong != NULL)
			handlers->on_pong(handlers->self, ws->recv_ns);
		break;
	}
}

static void take_frames(struct ac_websocket *ws, struct ac_str bytes)
{
	enum ac_status status = ac_frames_feed(ws->frames, bytes);
	if (ws->state != OPEN)
		return;
	/* Answers to pings and closes. */
	bool is_written = flush(ws);
	if (status != AC_OK)
		end(ws, ac_frames_why(ws->frames));
	else if (!is_written)
		end(ws, "the connection broke while writing");
	else if (ws->queued > ws->config.send_max + (size_t)ANSWERS_MAX)
		end(ws, "the peer sends pings but does not read the answers");
}

/* ---- from the first byte to open ---- */

static void take_answer(struct ac_websocket *ws, const char *bytes, size_t size)
{
	size_t room = AC_UPGRADE_ANSWER_MAX - ws->answer_size;
	size_t taken = size < room ? size : room, header;
	ac_assert(ws->answer != NULL);
	memcpy(ws->answer + ws->answer_size, bytes, taken);
	size_t before = ws->answer_size;
	ws->answer_size += taken;
	char why[200], text[AC_URL_HOST_SIZE + 256];
	switch (ac_upgrade_check((struct ac_str){ ws->answer, ws->answer_size }, ws->key, &header,
				 why, sizeof(why))) {
	case AC_UPGRADE_MORE:
		return;
	case AC_UPGRADE_REFUSED:
		snprintf(text, sizeof(text), "%s refused the WebSocket: %s", ws->url.host, why);
		end(ws, text);
		return;
	case AC_UPGRADE_DONE:
		break;
	}
	ws->state = OPEN;
	(void)uv_timer_stop(&ws->timer);
	free(ws->answer);
	ws->answer = NULL;
	ws->handlers.on_open(ws->handlers.self);
	/* What came behind the header are frames already. */
	size_t used = header - before;
	if (ws->state == OPEN && size > used)
		take_frames(ws, (struct ac_str){ bytes + used, size - used });
}

static void take_plain(struct ac_websocket *ws, const char *bytes, size_t size)
{
	if (ws->state == UPGRADING)
		take_answer(ws, bytes, size);
	else if (ws->state == OPEN)
		take_frames(ws, (struct ac_str){ bytes, size });
}

static void ask_upgrade(struct ac_websocket *ws)
{
	unsigned char nonce[16];
	char host[AC_URL_HOST_SIZE + 16], text[AC_URL_HOST_SIZE + 4096];
	size_t size;
	bool is_six = strchr(ws->url.host, ':') != NULL;
	bool is_usual = strcmp(ws->url.port, ws->url.is_tls ? "443" : "80") == 0;
	snprintf(host, sizeof(host), "%s%s%s%s%s", is_six ? "[" : "", ws->url.host,
		 is_six ? "]" : "", is_usual ? "" : ":", is_usual ? "" : ws->url.port);
	ws->state = UPGRADING;
	if (RAND_bytes(nonce, sizeof(nonce)) != 1) {
		end(ws, "no random numbers can be had");
		return;
	}
	ac_upgrade_key(nonce, ws->key);
	if (ac_upgrade_request(ws->url.path, host, ws->key, text, sizeof(text), &size) != AC_OK)
		end(ws, "the address is too long");
	else if (!write_plain(ws, text, size))
		end(ws, "the connection broke while writing");
}

static void shake(struct ac_websocket *ws)
{
	enum ac_status status = ac_tls_shake(ws->tls);
	bool is_written = drain_tls(ws);
	if (status == AC_ERR_IO)
		end(ws, ac_tls_why(ws->tls));
	else if (!is_written)
		end(ws, "the connection broke while TLS was agreed");
	else if (status == AC_OK)
		ask_upgrade(ws);
}

static void take_cipher(struct ac_websocket *ws, const char *bytes, size_t size)
{
	if (ac_tls_feed(ws->tls, bytes, size) != AC_OK) {
		end(ws, "out of memory");
		return;
	}
	if (ws->state == SHAKING)
		shake(ws);
	while (ws->state == UPGRADING || ws->state == OPEN) {
		size_t count;
		enum ac_status status = ac_tls_read(ws->tls, ws->plain, READ_SIZE, &count);
		if (status == AC_END)
			break;
		if (status != AC_OK) {
			end(ws, ac_tls_why(ws->tls));
			return;
		}
		take_plain(ws, ws->plain, count);
	}
	if (ws->state != ENDED && ws->tcp != NULL && !drain_tls(ws))
		end(ws, "the connection broke while writing");
}

static void cut_by_peer(struct ac_websocket *ws, int status)
{
	char text[AC_URL_HOST_SIZE + 128];
	const char *when = ws->state == SHAKING     ? " while TLS was agreed"
			   : ws->state == UPGRADING ? " before it answered the upgrade"
						    : "";
	if (status == UV_EOF)
		snprintf(text, sizeof(text), "%s closed the connection%s", ws->url.host, when);
	else
		snprintf(text, sizeof(text), "%s%s: %s", ws->url.host, when, uv_strerror(status));
	end(ws, text);
}

static void on_read(uv_stream_t *stream, ssize_t size, const uv_buf_t *buffer)
{
	struct ac_websocket *ws = stream->data;
	if (ws->is_destroyed || ws->state == ENDED || size == 0)
		return;
	if (size < 0) {
		cut_by_peer(ws, (int)size);
		return;
	}
	/* The owner may destroy us in a callback; the bytes below must outlive that. */
	ws->holds++;
	ws->recv_ns = ac_wall_ns(ws->config.clock);
	if (ws->tls != NULL)
		take_cipher(ws, buffer->base, (size_t)size);
	else
		take_plain(ws, buffer->base, (size_t)size);
	release(ws);
}

static void give_buffer(uv_handle_t *handle, size_t suggested, uv_buf_t *ret_buffer)
{
	struct ac_websocket *ws = handle->data;
	(void)suggested;
	*ret_buffer = uv_buf_init(ws->read_buffer, READ_SIZE);
}

static void on_dialled(void *self, uv_tcp_t *tcp, const char *error)
{
	struct ac_websocket *ws = self;
	ws->dial = NULL;
	if (tcp == NULL) {
		end(ws, error);
		return;
	}
	ws->tcp = tcp;
	tcp->data = ws;
	ws->holds++;
	(void)uv_tcp_nodelay(tcp, 1);
	(void)uv_read_start((uv_stream_t *)tcp, give_buffer, on_read);
	if (ws->tls != NULL) {
		ws->state = SHAKING;
		shake(ws);
	} else {
		ask_upgrade(ws);
	}
}

/* What the peer failed to do, in the state that it left us in. */
static const char *missed(const struct ac_websocket *ws)
{
	switch (ws->state) {
	case DIALLING:
		return ac_dial_is_resolved(ws->dial) ? "could not be reached in time"
						     : "could not be resolved in time";
	case SHAKING:
		return "did not agree on TLS in time";
	case UPGRADING:
		return "did not answer in time";
	case OPEN:
		return "did not answer the close in time";
	case ENDED:
		break;
	}
	return "";
}

static void on_timer(uv_timer_t *timer)
{
	struct ac_websocket *ws = timer->data;
	char text[AC_URL_HOST_SIZE + 64];
	if (ws->is_broken) {
		end(ws, "the connection broke while writing");
	} else if (ac_steady_ns(ws->config.clock) >= ws->deadline_ns) {
		snprintf(text, sizeof(text), "%s %s", ws->url.host, missed(ws));
		end(ws, text);
	}
}

/* ---- for the owner ---- */

static enum ac_status allocate(struct ac_websocket *ws, const struct ac_websocket_config *config)
{
	ws->text = strdup(config->url);
	ws->answer = malloc(AC_UPGRADE_ANSWER_MAX);
	ws->read_buffer = malloc(READ_SIZE);
	ws->plain = malloc(READ_SIZE);
	if (config->ca_file != NULL)
		ws->ca_file = strdup(config->ca_file);
	if (ws->text == NULL || ws->answer == NULL || ws->read_buffer == NULL ||
	    ws->plain == NULL || (config->ca_file != NULL && ws->ca_file == NULL) ||
	    ac_frames_create(config->message_max, on_frame, ws, &ws->frames) != AC_OK)
		return AC_ERR_NOMEM;
	enum ac_status status = ac_url_parse(ws->text, &ws->url);
	if (status == AC_OK && ws->url.is_tls)
		status = ac_tls_create(&ws->url, ws->ca_file, &ws->tls);
	return status;
}

enum ac_status ac_websocket_create(struct ac_loop *loop, const struct ac_websocket_config *config,
				   const struct ac_websocket_handlers *handlers,
				   struct ac_websocket **ret_websocket)
{
	struct ac_websocket *ws = calloc(1, sizeof(*ws));
	if (ws == NULL)
		return AC_ERR_NOMEM;
	ws->loop = loop;
	ws->config = *config;
	ws->handlers = *handlers;
	enum ac_status status = allocate(ws, config);
	if (status == AC_OK)
		status = ac_dial_create(loop, &ws->url, on_dialled, ws, &ws->dial);
	if (status != AC_OK) {
		free_all(ws);
		return status;
	}
	(void)uv_timer_init(ac_loop_uv(loop), &ws->timer);
	ws->timer.data = ws;
	ws->holds = 1;
	ws->deadline_ns = ac_steady_ns(ws->config.clock) + config->connect_timeout;
	(void)uv_timer_start(&ws->timer, on_timer, LOOK_MS, LOOK_MS);
	*ret_websocket = ws;
	return AC_OK;
}

/* The owner is told by the loop, never from inside a call of his. */
static void break_off(struct ac_websocket *ws)
{
	ws->is_broken = true;
	(void)uv_timer_start(&ws->timer, on_timer, 0, 0);
}

static enum ac_status put(struct ac_websocket *ws, enum ac_frame_kind kind, struct ac_str data)
{
	if (!ac_websocket_is_open(ws))
		return AC_ERR_IO;
	if (ws->queued + data.size > ws->config.send_max)
		return AC_ERR_FULL;
	if (ac_frames_put(ws->frames, kind, data) == AC_OK && flush(ws))
		return AC_OK;
	break_off(ws);
	return AC_ERR_IO;
}

enum ac_status ac_websocket_send(struct ac_websocket *ws, struct ac_str text)
{
	return put(ws, AC_FRAME_MESSAGE, text);
}

enum ac_status ac_websocket_ping(struct ac_websocket *ws)
{
	return put(ws, AC_FRAME_PING, AC_STR("autocoin"));
}

void ac_websocket_close(struct ac_websocket *ws, int code)
{
	if (!ac_websocket_is_open(ws))
		return;
	ws->deadline_ns = ac_steady_ns(ws->config.clock) + FAREWELL;
	(void)uv_timer_start(&ws->timer, on_timer, LOOK_MS, LOOK_MS);
	if (ac_frames_close(ws->frames, code) != AC_OK || !flush(ws))
		break_off(ws);
}

ac_ns ac_websocket_written_ns(const struct ac_websocket *ws)
{
	return ws->written_ns;
}

bool ac_websocket_is_open(const struct ac_websocket *ws)
{
	return ws->state == OPEN && !ws->is_broken && !ac_frames_is_closing(ws->frames);
}
