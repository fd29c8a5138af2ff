/* reply.h - what an answer to a command means: (how it came back, status, body) -> REPLY event, by
 * the error table (reference 7). Works on the bytes, without allocation. What cannot be read is
 * UNKNOWN, never a guess. Pure; any thread. */
#ifndef AC_BINANCE_CODEC_REPLY_H
#define AC_BINANCE_CODEC_REPLY_H

#include "binance/codec/frame.h"

/* `status` is HTTP's, or that of a WebSocket API answer; 0: no answer came, the fate is unknown.
 * The event is zeroed first and carries the command's kind, symbol, book and client id. Rows of
 * QUERY_TRADES and QUERY_POSITION go to `rows` (ORDER with is_from_query, POSITION with
 * is_snapshot) before; *ret_rows counts them, and *ret_last_trade_id serves paging. */
struct ac_reply_rows {
	uint32_t count;
	int64_t last_trade_id;
	bool is_page_full; /* as many rows as were asked for: there may be more */
};
void ac_reply_decode(const struct ac_command *command, int status, struct ac_str body,
		     ac_ns recv_ns, const struct ac_frame_sink *rows,
		     struct ac_reply_rows *ret_rows, struct ac_event *ret_event);

/* {"code":-1121,"msg":"…"} of a refusal; code 0 where there is none (200 is none). `ret_message` is
 * cut, and "" where there are no words. */
int32_t ac_reply_error(struct ac_str body, char *ret_message, size_t message_size);
/* The moment that a ban ends, out of "… banned until 1795000000123 …"; 0 where none is named. */
ac_ms ac_reply_ban_end(const char *message);

/* An answer of the WebSocket API. `body` is its result or its error, as REST would have sent it. */
struct ac_api_answer {
	int64_t id; /* -1: none, or not a number of ours */
	int status;
	struct ac_str body;                         /* inside the frame */
	int32_t used_weight, orders_10s, orders_1m; /* of rateLimits; -1 absent */
	ac_ms retry_after_ms;                       /* epoch; 0 absent */
};
/* AC_ERR_PARSE. */
AC_MUST_USE enum ac_status ac_api_answer_decode(struct ac_str frame,
						struct ac_api_answer *ret_answer);

#endif
