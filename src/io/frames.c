#include "io/frames.h"

#include <stdio.h>
#include <stdlib.h>

#include <openssl/rand.h>
#include <wslay/wslay.h>

#define MASK_POOL 4096u /* random bytes fetched at once: one by one they cost more than a frame */

struct ac_frames {
	wslay_event_context_ptr wslay;
	ac_frames_taken *on_taken;
	void *self;
	struct ac_str in; /* what is being fed */
	bool is_stopped, is_closing;
	int close_code;
	char why[128]; /* a close frame has 125 bytes at most */
	char *out;     /* frames for the peer */
	size_t out_size, out_capacity;
	unsigned char masks[MASK_POOL];
	size_t masks_left;
};

static ssize_t give(wslay_event_context_ptr wslay, uint8_t *ret_bytes, size_t size, int flags,
		    void *self)
{
	struct ac_frames *frames = self;
	(void)flags;
	if (frames->in.size == 0 || frames->is_stopped) {
		wslay_event_set_error(wslay, WSLAY_ERR_WOULDBLOCK);
		return -1;
	}
	size_t count = frames->in.size < size ? frames->in.size : size;
	memcpy(ret_bytes, frames->in.data, count);
	frames->in.data += count;
	frames->in.size -= count;
	return (ssize_t)count;
}

/* wslay gives header and payload apart; they leave in one piece. */
static ssize_t gather(wslay_event_context_ptr wslay, const uint8_t *data, size_t size, int flags,
		      void *self)
{
	struct ac_frames *frames = self;
	(void)flags;
	if (frames->out_size + size > frames->out_capacity) {
		size_t capacity = (frames->out_size + size) * 2;
		char *larger = realloc(frames->out, capacity);
		if (larger == NULL) {
			wslay_event_set_error(wslay, WSLAY_ERR_CALLBACK_FAILURE);
			return -1;
		}
		frames->out = larger;
		frames->out_capacity = capacity;
	}
	memcpy(frames->out + frames->out_size, data, size);
	frames->out_size += size;
	return (ssize_t)size;
}

static int mask(wslay_event_context_ptr wslay, uint8_t *ret_mask, size_t size, void *self)
{
	struct ac_frames *frames = self;
	if (frames->masks_left < size) {
		if (RAND_bytes(frames->masks, sizeof(frames->masks)) != 1) {
			wslay_event_set_error(wslay, WSLAY_ERR_CALLBACK_FAILURE);
			return -1;
		}
		frames->masks_left = sizeof(frames->masks);
	}
	frames->masks_left -= size;
	memcpy(ret_mask, frames->masks + frames->masks_left, size);
	return 0;
}

static void on_message(wslay_event_context_ptr wslay, const struct wslay_event_on_msg_recv_arg *arg,
		       void *self)
{
	struct ac_frames *frames = self;
	const struct ac_str data = { (const char *)arg->msg, arg->msg_length };
	(void)wslay;
	if (frames->is_stopped)
		return;
	switch (arg->opcode) {
	case WSLAY_TEXT_FRAME:
	case WSLAY_BINARY_FRAME:
		frames->on_taken(frames->self, AC_FRAME_MESSAGE, data);
		break;
	case WSLAY_PING:
		frames->on_taken(frames->self, AC_FRAME_PING, data);
		break;
	case WSLAY_PONG:
		frames->on_taken(frames->self, AC_FRAME_PONG, data);
		break;
	case WSLAY_CONNECTION_CLOSE: /* two bytes of code, then the reason */
		frames->close_code = arg->status_code;
		if (data.size > 2)
			snprintf(frames->why, sizeof(frames->why), "%.*s", (int)data.size - 2,
				 data.data + 2);
		else
			snprintf(frames->why, sizeof(frames->why), "without a reason");
		break;
	default:
		break;
	}
}

enum ac_status ac_frames_create(uint64_t message_max, ac_frames_taken *on_taken, void *self,
				struct ac_frames **ret_frames)
{
	const struct wslay_event_callbacks callbacks = {
		.recv_callback = give,
		.send_callback = gather,
		.genmask_callback = mask,
		.on_msg_recv_callback = on_message,
	};
	struct ac_frames *frames = calloc(1, sizeof(*frames));
	if (frames == NULL)
		return AC_ERR_NOMEM;
	if (wslay_event_context_client_init(&frames->wslay, &callbacks, frames) != 0) {
		free(frames);
		return AC_ERR_NOMEM;
	}
	wslay_event_config_set_max_recv_msg_length(frames->wslay, message_max);
	frames->on_taken = on_taken;
	frames->self = self;
	*ret_frames = frames;
	return AC_OK;
}

void ac_frames_destroy(struct ac_frames *frames)
{
	if (frames == NULL)
		return;
	wslay_event_context_free(frames->wslay);
	free(frames->out);
	free(frames);
}

static void note_broken_rule(struct ac_frames *frames)
{
	const char *why = "the peer sent what is no WebSocket frame";
	switch (wslay_event_get_status_code_sent(frames->wslay)) {
	case WSLAY_CODE_MESSAGE_TOO_BIG:
		why = "the peer sent a message that is too long";
		break;
	case WSLAY_CODE_INVALID_FRAME_PAYLOAD_DATA:
		why = "the peer sent text that is not UTF-8";
		break;
	default:
		break;
	}
	snprintf(frames->why, sizeof(frames->why), "%s", why);
}

enum ac_status ac_frames_feed(struct ac_frames *frames, struct ac_str bytes)
{
	ac_assert(wslay_event_get_read_enabled(frames->wslay) == 1);
	frames->in = bytes;
	int status = wslay_event_recv(frames->wslay);
	if (frames->is_stopped)
		return AC_OK;
	bool has_ended = wslay_event_get_read_enabled(frames->wslay) == 0;
	frames->is_closing |= has_ended;
	if (wslay_event_get_close_received(frames->wslay))
		return AC_END;
	if (status == 0 && !has_ended)
		return AC_OK;
	frames->close_code = 0;
	/* Only what has left says why it left. */
	(void)wslay_event_send(frames->wslay);
	note_broken_rule(frames);
	return AC_ERR_PARSE;
}

void ac_frames_stop(struct ac_frames *frames)
{
	frames->is_stopped = true;
}

enum ac_status ac_frames_put(struct ac_frames *frames, enum ac_frame_kind kind, struct ac_str data)
{
	static const uint8_t opcodes[] = {
		[AC_FRAME_MESSAGE] = WSLAY_TEXT_FRAME,
		[AC_FRAME_PING] = WSLAY_PING,
		[AC_FRAME_PONG] = WSLAY_PONG,
	};
	const struct wslay_event_msg message = { opcodes[kind], (const uint8_t *)data.data,
						 data.size };
	return wslay_event_queue_msg(frames->wslay, &message) == 0 ? AC_OK : AC_ERR_IO;
}

enum ac_status ac_frames_close(struct ac_frames *frames, int code)
{
	ac_assert(!frames->is_closing);
	frames->is_closing = true;
	return wslay_event_queue_close(frames->wslay, (uint16_t)code, NULL, 0) == 0 ? AC_OK
										    : AC_ERR_IO;
}

bool ac_frames_is_closing(const struct ac_frames *frames)
{
	return frames->is_closing;
}

enum ac_status ac_frames_drain(struct ac_frames *frames, struct ac_str *ret_bytes)
{
	if (wslay_event_want_write(frames->wslay) && wslay_event_send(frames->wslay) != 0)
		return AC_ERR_IO;
	*ret_bytes = (struct ac_str){ frames->out, frames->out_size };
	frames->out_size = 0;
	return AC_OK;
}

int ac_frames_close_code(const struct ac_frames *frames)
{
	return frames->close_code;
}

const char *ac_frames_why(const struct ac_frames *frames)
{
	return frames->why;
}
