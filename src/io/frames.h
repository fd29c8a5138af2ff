/* frames.h - WebSocket frames of a client as a filter between bytes and messages (RFC 6455), by
 * wslay: masks what it sends, puts fragments together, answers pings and closes, takes no
 * extension. It does no I/O. One thread. */
#ifndef AC_IO_FRAMES_H
#define AC_IO_FRAMES_H

#include "core/base.h"

struct ac_frames; /* opaque */

enum ac_frame_kind { AC_FRAME_MESSAGE, AC_FRAME_PING, AC_FRAME_PONG };

/* A whole message, or a ping (its answer is queued) or a pong. `data` is valid during the call. */
typedef void ac_frames_taken(void *self, enum ac_frame_kind kind, struct ac_str data);

/* `message_max`: bytes of the longest message that is taken. */
AC_MUST_USE enum ac_status ac_frames_create(uint64_t message_max, ac_frames_taken *on_taken,
					    void *self, struct ac_frames **ret_frames);
void ac_frames_destroy(struct ac_frames *frames); /* NULL is fine */

/* Bytes of the peer, cut anywhere. AC_OK: more may follow. AC_END: the peer has closed.
 * AC_ERR_PARSE: it broke the protocol, or a message was too long. After the latter two nothing more
 * may be fed; the answer is queued, and ac_frames_why says why. */
AC_MUST_USE enum ac_status ac_frames_feed(struct ac_frames *frames, struct ac_str bytes);
/* From inside on_taken: what else has been fed is not wanted any more. */
void ac_frames_stop(struct ac_frames *frames);

/* Queues a text message, a ping or a pong. AC_ERR_IO: a close is queued or was sent; out of memory.
 */
AC_MUST_USE enum ac_status ac_frames_put(struct ac_frames *frames, enum ac_frame_kind kind,
					 struct ac_str data);
/* Queues a close frame; once. */
AC_MUST_USE enum ac_status ac_frames_close(struct ac_frames *frames, int code);
bool ac_frames_is_closing(const struct ac_frames *frames);

/* What is queued, as bytes for the peer; empty where nothing is. Valid until the next call.
 * AC_ERR_IO: no memory, no random numbers. */
AC_MUST_USE enum ac_status ac_frames_drain(struct ac_frames *frames, struct ac_str *ret_bytes);

/* Of the peer's close frame: its code, 0 for none; its reason, or how it broke the protocol. */
int ac_frames_close_code(const struct ac_frames *frames);
const char *ac_frames_why(const struct ac_frames *frames);

#endif
