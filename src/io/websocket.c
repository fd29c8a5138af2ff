#include "io/websocket.h"

#include <stdio.h>
#include <stdlib.h>

#include <openssl/rand.h>
#include <uv.h>
#include <wslay/wslay.h>

#include "io/tls.h"
#include "io/upgrade.h"
#include "io/url.h"

#define READ_SIZE    65536u
#define OUT_SIZE     16384u
#define MASK_POOL    4096u
#define LOOK_MS      100u
#define ADDRESS_WAIT (3 * AC_NS_PER_SEC) /* for one of several addresses */
#define FAREWELL     (1 * AC_NS_PER_SEC) /* for the peer's answer to our close */

enum state { RESOLVING, CONNECTING, SHAKING, UPGRADING, OPEN, ENDED };

/* Bytes that the socket did not take at once. */
struct rest {
	uv_write_t request;
	struct ac_websocket *websocket;
	size_t size;
	char bytes[];
};

struct ac_websocket {
	uv_loop_t *uv;
	struct ac_websocket_config config;
	struct ac_websocket_handlers handlers;
	char *text; /* owned copy of the URL; `url` points into it */
	char *ca_file;
	struct ac_url url;
	enum state state;
	bool is_destroyed;
	uint32_t holds; /* handles and requests that libuv still has */
	uv_getaddrinfo_t resolve;
	struct addrinfo *addresses, *next_address;
	uv_tcp_t *tcp; /* owned by libuv until its closing callback */
	uv_connect_t connect;
	uv_timer_t timer;
	ac_ns deadline_ns;         /* steady: until open, or until the farewell is over */
	ac_ns address_deadline_ns; /* steady: then the next address is tried */
	struct ac_tls *tls;
	char key[AC_UPGRADE_KEY_SIZE];
	char *answer; /* AC_UPGRADE_ANSWER_MAX: the header so far */
	size_t answer_size;
	wslay_event_context_ptr frames;
	const char *in; /* plain bytes that wslay takes frames from */
	size_t in_size;
	ac_ns recv_ns;
	char *out; /* plain bytes of one turn, then cipher bytes */
	size_t out_size, out_capacity;
	size_t queued;
	int close_code;
	char why[512];
	unsigned char masks[MASK_POOL];
	size_t masks_left;
	char *read_buffer; /* READ_SIZE */
	char *plain;       /* READ_SIZE */
};

static void try_address(struct ac_websocket *ws);
static void fail(struct ac_websocket *ws, const char *why);

/* ---- life ---- */

static void free_all(struct ac_websocket *ws)
{
	wslay_event_context_free(ws->frames);
	ac_tls_destroy(ws->tls);
	if (ws->addresses != NULL)
		uv_freeaddrinfo(ws->addresses);
	free(ws->text);
	free(ws->ca_file);
	free(ws->answer);
	free(ws->out);
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
	if (ws->addresses == NULL)
		(void)uv_cancel((uv_req_t *)&ws->resolve);
	drop_tcp(ws);
	(void)uv_timer_stop(&ws->timer);
	uv_close((uv_handle_t *)&ws->timer, on_timer_closed);
}

static void end(struct ac_websocket *ws, const char *why)
{
	if (ws->state == ENDED)
		return;
	struct ac_websocket_end what = { .close_code = ws->close_code,
					 .text = ws->why,
					 .was_open = ws->state == OPEN };
	if (why != ws->why)
		snprintf(ws->why, sizeof(ws->why), "%s", why);
	ws->state = ENDED;
	drop_tcp(ws);
	(void)uv_timer_stop(&ws->timer);
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
		fail(ws, uv_strerror(status));
	release(ws);
}

static bool write_bytes(struct ac_websocket *ws, const char *bytes, size_t size)
{
	if (ws->queued == 0) {
		uv_buf_t buffer = uv_buf_init((char *)(uintptr_t)bytes, (unsigned)size);
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
	char bytes[OUT_SIZE + 1024];
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

/* wslay gives header and payload apart; they leave in one piece. */
static ssize_t gather(wslay_event_context_ptr frames, const uint8_t *data, size_t size, int flags,
		      void *self)
{
	struct ac_websocket *ws = self;
	(void)flags;
	if (ws->out_size + size > ws->out_capacity) {
		size_t capacity = (ws->out_size + size) * 2;
		char *larger = realloc(ws->out, capacity);
		if (larger == NULL) {
			wslay_event_set_error(frames, WSLAY_ERR_CALLBACK_FAILURE);
			return -1;
		}
		ws->out = larger;
		ws->out_capacity = capacity;
	}
	memcpy(ws->out + ws->out_size, data, size);
	ws->out_size += size;
	return (ssize_t)size;
}

static bool flush(struct ac_websocket *ws)
{
	ws->out_size = 0;
	if (!wslay_event_want_write(ws->frames))
		return true;
	return wslay_event_send(ws->frames) == 0 &&
	       (ws->out_size == 0 || write_plain(ws, ws->out, ws->out_size));
}

static int mask(wslay_event_context_ptr frames, uint8_t *ret_mask, size_t size, void *self)
{
	struct ac_websocket *ws = self;
	if (ws->masks_left < size) {
		if (RAND_bytes(ws->masks, sizeof(ws->masks)) != 1) {
			wslay_event_set_error(frames, WSLAY_ERR_CALLBACK_FAILURE);
			return -1;
		}
		ws->masks_left = sizeof(ws->masks);
	}
	ws->masks_left -= size;
	memcpy(ret_mask, ws->masks + ws->masks_left, size);
	return 0;
}

/* ---- frames in ---- */

static ssize_t give_frames(wslay_event_context_ptr frames, uint8_t *ret_bytes, size_t size,
			   int flags, void *self)
{
	struct ac_websocket *ws = self;
	(void)flags;
	if (ws->in_size == 0 || ws->state != OPEN) {
		wslay_event_set_error(frames, WSLAY_ERR_WOULDBLOCK);
		return -1;
	}
	size_t count = ws->in_size < size ? ws->in_size : size;
	memcpy(ret_bytes, ws->in, count);
	ws->in += count;
	ws->in_size -= count;
	return (ssize_t)count;
}

static void on_frame(wslay_event_context_ptr frames, const struct wslay_event_on_msg_recv_arg *arg,
		     void *self)
{
	struct ac_websocket *ws = self;
	const struct ac_websocket_handlers *handlers = &ws->handlers;
	(void)frames;
	if (ws->state != OPEN)
		return;
	switch (arg->opcode) {
	case WSLAY_TEXT_FRAME:
	case WSLAY_BINARY_FRAME:
		handlers->on_message(handlers->self,
				     (struct ac_str){ (const char *)arg->msg, arg->msg_length },
				     ws->recv_ns);
		break;
	case WSLAY_PING: /* wslay has queued the answer */
		if (handlers->on_ping != NULL)
			handlers->on_ping(handlers->self, ws->recv_ns);
		break;
	case WSLAY_PONG:
		if (handlers->on_pong != NULL)
			handlers->on_pong(handlers->self, ws->recv_ns);
		break;
	case WSLAY_CONNECTION_CLOSE:
		ws->close_code = arg->status_code;
		if (arg->msg_length > 2)
			snprintf(ws->why, sizeof(ws->why), "%.*s", (int)arg->msg_length - 2,
				 (const char *)arg->msg + 2);
		else
			snprintf(ws->why, sizeof(ws->why), "without a reason");
		break;
	default:
		break;
	}
}

static bool make_frames(struct ac_websocket *ws)
{
	const struct wslay_event_callbacks callbacks = {
		.recv_callback = give_frames,
		.send_callback = gather,
		.genmask_callback = mask,
		.on_msg_recv_callback = on_frame,
	};
	if (wslay_event_context_client_init(&ws->frames, &callbacks, ws) != 0)
		return false;
	wslay_event_config_set_max_recv_msg_length(ws->frames, ws->config.message_max);
	return true;
}

static void take_frames(struct ac_websocket *ws, const char *bytes, size_t size)
{
	ws->in = bytes;
	ws->in_size = size;
	while (ws->in_size > 0 && ws->state == OPEN) {
		if (wslay_event_recv(ws->frames) != 0) {
			fail(ws, "the peer sent what is no WebSocket frame");
			return;
		}
		if (!wslay_event_want_read(ws->frames))
			break;
	}
	if (ws->state != OPEN)
		return;
	/* Answers to pings and closes. */
	if (!flush(ws)) {
		fail(ws, "the connection broke while writing");
		return;
	}
	if (wslay_event_get_close_received(ws->frames)) {
		end(ws, ws->why);
	} else if (!wslay_event_want_read(ws->frames)) {
		/* A message that is too long, or frames that break the protocol. */
		fail(ws, "the peer broke the WebSocket protocol, or sent a message that is too "
			 "long");
	}
}

/* ---- from the first byte to open ---- */

static void fail(struct ac_websocket *ws, const char *why)
{
	if (ws->state == CONNECTING && ws->next_address != NULL) {
		drop_tcp(ws);
		try_address(ws);
		return;
	}
	end(ws, why);
}

static void take_answer(struct ac_websocket *ws, const char *bytes, size_t size)
{
	size_t room = AC_UPGRADE_ANSWER_MAX - ws->answer_size;
	size_t taken = size < room ? size : room, header;
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
		fail(ws, text);
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
		take_frames(ws, bytes + used, size - used);
}

static void take_plain(struct ac_websocket *ws, const char *bytes, size_t size)
{
	if (ws->state == UPGRADING)
		take_answer(ws, bytes, size);
	else if (ws->state == OPEN)
		take_frames(ws, bytes, size);
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
		fail(ws, "no random numbers can be had");
		return;
	}
	ac_upgrade_key(nonce, ws->key);
	if (ac_upgrade_request(ws->url.path, host, ws->key, text, sizeof(text), &size) != AC_OK)
		fail(ws, "the address is too long");
	else if (!write_plain(ws, text, size))
		fail(ws, "the connection broke while writing");
}

static void shake(struct ac_websocket *ws)
{
	enum ac_status status = ac_tls_shake(ws->tls);
	bool is_written = drain_tls(ws);
	if (status == AC_ERR_IO)
		fail(ws, ac_tls_why(ws->tls));
	else if (!is_written)
		fail(ws, "the connection broke while TLS was agreed");
	else if (status == AC_OK)
		ask_upgrade(ws);
}

static void take_cipher(struct ac_websocket *ws, const char *bytes, size_t size)
{
	if (ac_tls_feed(ws->tls, bytes, size) != AC_OK) {
		fail(ws, "out of memory");
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
			fail(ws, ac_tls_why(ws->tls));
			return;
		}
		take_plain(ws, ws->plain, count);
	}
	if (ws->state != ENDED && ws->tcp != NULL && !drain_tls(ws))
		fail(ws, "the connection broke while writing");
}

static void on_read(uv_stream_t *stream, ssize_t size, const uv_buf_t *buffer)
{
	struct ac_websocket *ws = stream->data;
	if (ws->is_destroyed || ws->state == ENDED || size == 0)
		return;
	if (size < 0) {
		fail(ws,
		     size == UV_EOF ? "the peer closed the connection" : uv_strerror((int)size));
		return;
	}
	/* The owner may destroy us in a callback; the bytes below must outlive that. */
	ws->holds++;
	ws->recv_ns = ac_loop_wall_ns();
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

static void on_connect(uv_connect_t *connect, int status)
{
	struct ac_websocket *ws = connect->data;
	uv_stream_t *stream = connect->handle;
	/* An attempt that was given up ends here too, when another one is under way. */
	bool is_current = !ws->is_destroyed && ws->state == CONNECTING && ws->tcp != NULL &&
			  stream == (uv_stream_t *)ws->tcp;
	free(connect);
	if (is_current && status < 0) {
		char text[AC_URL_HOST_SIZE + 128];
		snprintf(text, sizeof(text), "%s port %s: %s", ws->url.host, ws->url.port,
			 uv_strerror(status));
		fail(ws, text);
	} else if (is_current) {
		(void)uv_tcp_nodelay(ws->tcp, 1);
		(void)uv_read_start(stream, give_buffer, on_read);
		if (ws->tls != NULL) {
			ws->state = SHAKING;
			shake(ws);
		} else {
			ask_upgrade(ws);
		}
	}
	release(ws);
}

static void try_address(struct ac_websocket *ws)
{
	const struct addrinfo *address = ws->next_address;
	if (address == NULL) {
		end(ws, "no address of the host could be reached");
		return;
	}
	ws->next_address = address->ai_next;
	ws->state = CONNECTING;
	ws->address_deadline_ns = ac_loop_steady_ns() + ADDRESS_WAIT;
	uv_connect_t *connect = calloc(1, sizeof(*connect));
	ws->tcp = calloc(1, sizeof(*ws->tcp));
	if (ws->tcp == NULL || connect == NULL || uv_tcp_init(ws->uv, ws->tcp) != 0) {
		free(ws->tcp);
		free(connect);
		ws->tcp = NULL;
		end(ws, "out of memory");
		return;
	}
	ws->tcp->data = ws;
	connect->data = ws;
	ws->holds++;
	int status = uv_tcp_connect(connect, ws->tcp, address->ai_addr, on_connect);
	if (status != 0) {
		free(connect);
		fail(ws, uv_strerror(status));
		return;
	}
	ws->holds++;
}

static void on_resolved(uv_getaddrinfo_t *resolve, int status, struct addrinfo *addresses)
{
	struct ac_websocket *ws = resolve->data;
	ws->addresses = addresses;
	if (!ws->is_destroyed && ws->state == RESOLVING) {
		char text[AC_URL_HOST_SIZE + 128];
		snprintf(text, sizeof(text), "the name %s cannot be resolved: %s", ws->url.host,
			 status < 0 ? uv_strerror(status) : "");
		ws->next_address = addresses;
		if (status < 0)
			end(ws, text);
		else
			try_address(ws);
	}
	release(ws);
}

static void on_timer(uv_timer_t *timer)
{
	struct ac_websocket *ws = timer->data;
	ac_ns now = ac_loop_steady_ns();
	if (now >= ws->deadline_ns) {
		char text[AC_URL_HOST_SIZE + 64];
		static const char *const steps[] = {
			"its name was not resolved in time", "it could not be reached in time",
			"TLS was not agreed in time",        "it did not answer in time",
			"it did not close in time",          ""
		};
		snprintf(text, sizeof(text), "%s: %s", ws->url.host, steps[ws->state]);
		end(ws, text);
	} else if (ws->state == CONNECTING && ws->next_address != NULL &&
		   now >= ws->address_deadline_ns) {
		fail(ws, "");
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
	    !make_frames(ws))
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
	ws->uv = ac_loop_uv(loop);
	ws->config = *config;
	ws->handlers = *handlers;
	enum ac_status status = allocate(ws, config);
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG };
	ws->resolve.data = ws;
	/* Literal addresses are known without asking, also where no network is configured. */
	if (status == AC_OK &&
	    uv_getaddrinfo(ws->uv, &ws->resolve, on_resolved, ws->url.host, ws->url.port,
			   ws->url.is_address ? NULL : &hints) != 0)
		status = AC_ERR_NOMEM;
	if (status != AC_OK) {
		free_all(ws);
		return status;
	}
	(void)uv_timer_init(ws->uv, &ws->timer);
	ws->timer.data = ws;
	ws->holds = 2; /* the question for the name, and the timer */
	ws->deadline_ns = ac_loop_steady_ns() + config->connect_timeout;
	(void)uv_timer_start(&ws->timer, on_timer, LOOK_MS, LOOK_MS);
	*ret_websocket = ws;
	return AC_OK;
}

static enum ac_status queue(struct ac_websocket *ws, uint8_t opcode, struct ac_str payload)
{
	if (ws->state != OPEN)
		return AC_ERR_IO;
	if (ws->queued + payload.size > ws->config.send_max)
		return AC_ERR_FULL;
	const struct wslay_event_msg message = { opcode, (const uint8_t *)payload.data,
						 payload.size };
	if (wslay_event_queue_msg(ws->frames, &message) != 0)
		return AC_ERR_IO;
	/* A broken connection is told by the loop, never from inside this call. */
	return flush(ws) ? AC_OK : AC_ERR_IO;
}

enum ac_status ac_websocket_send(struct ac_websocket *ws, struct ac_str text)
{
	return queue(ws, WSLAY_TEXT_FRAME, text);
}

enum ac_status ac_websocket_ping(struct ac_websocket *ws)
{
	return queue(ws, WSLAY_PING, AC_STR("autocoin"));
}

void ac_websocket_close(struct ac_websocket *ws, int code)
{
	if (ws->state != OPEN || wslay_event_get_close_sent(ws->frames))
		return;
	ws->deadline_ns = ac_loop_steady_ns() + FAREWELL;
	(void)uv_timer_start(&ws->timer, on_timer, LOOK_MS, LOOK_MS);
	if (wslay_event_queue_close(ws->frames, (uint16_t)code, NULL, 0) == 0)
		(void)flush(ws);
}

bool ac_websocket_is_open(const struct ac_websocket *ws)
{
	return ws->state == OPEN;
}
