/* request.h - writes the engine's commands and the account's questions as requests to the exchange,
 * for REST (query string) and for the WebSocket API (JSON), ready to be signed byte for byte
 * (reference 2.2, 3, 6). No allocation. Pure; any thread. */
#ifndef AC_BINANCE_CODEC_REQUEST_H
#define AC_BINANCE_CODEC_REQUEST_H

#include "market/command.h"
#include "market/instrument.h"

#define AC_REQUEST_SIZE       3072 /* of a query or a frame, signature included */
#define AC_REQUEST_PARAMS_MAX 32u

/* Text that grows in a fixed buffer. */
struct ac_request {
	const char *method;     /* "GET", …; static */
	const char *path;       /* "/fapi/v1/order"; static */
	const char *api_method; /* "order.place"; NULL: the WebSocket API has none */
	int32_t weight;         /* REQUEST_WEIGHT that it costs */
	int32_t orders;         /* of the order limits */
	bool is_signed;
	bool is_full;      /* something did not fit: do not send */
	uint32_t params;   /* parameters in the query */
	uint32_t integers; /* a bit for each that the WebSocket API wants as a number */
	size_t size;
	char query[AC_REQUEST_SIZE]; /* "a=b&c=d", values percent-encoded, terminated */
};

/* Costs one of weight; who knows better says so. */
void ac_request_begin(struct ac_request *request, const char *method, const char *path,
		      bool is_signed);
void ac_request_text(struct ac_request *request, const char *key, const char *value);
void ac_request_int(struct ac_request *request, const char *key, int64_t value);
void ac_request_dec(struct ac_request *request, const char *key, struct ac_dec value);

/* Any command of the engine; the pages after the first of QUERY_TRADES are the caller's. LIMIT and
 * MARKET orders ask for newOrderRespType=RESULT and send selfTradePreventionMode explicitly. Prices
 * and quantities are written exactly: the engine has rounded them, and a digit too many is for the
 * exchange to refuse, not for us to drop. */
void ac_request_command(struct ac_request *request, const struct ac_instruments *instruments,
			const struct ac_command *command);

#define AC_REQUEST_BATCH_MAX 10u
/* Cancels up to ten regular orders of a symbol at once; the answer is an array in this order. */
void ac_request_cancel_batch(struct ac_request *request, const struct ac_instruments *instruments,
			     uint16_t symbol, const char *const *client_ids, size_t count);
/* session.logon of the WebSocket API, to be stamped and signed over there. */
void ac_request_logon(struct ac_request *request);

/* Adds recvWindow and timestamp; what then stands in `query` is signed. */
void ac_request_stamp(struct ac_request *request, ac_ms timestamp_ms, int32_t recv_window_ms);
/* Adds the signature as the last parameter; base64 is percent-encoded. */
void ac_request_sign(struct ac_request *request, struct ac_str signature);

/* The stamped request as WebSocket API: `ret_payload` is the sorted text to be signed (with apiKey,
 * unless the session is logged on: api_key NULL, and nothing is signed). Decoded values, no
 * signature. AC_ERR_FULL, AC_ERR_UNSUPPORTED (no such method there). */
AC_MUST_USE enum ac_status ac_request_api_payload(const struct ac_request *request,
						  const char *api_key,
						  char ret_payload[AC_REQUEST_SIZE],
						  size_t *ret_size);
/* {"id":"…","method":…,"params":{…}}: integers as JSON integers, the rest as strings; `signature`
 * empty for a session that is logged on. */
AC_MUST_USE enum ac_status ac_request_api_frame(const struct ac_request *request, int64_t id,
						const char *api_key, struct ac_str signature,
						char ret_frame[AC_REQUEST_SIZE], size_t *ret_size);

/* SUBSCRIBE of `count` stream names into one message. AC_ERR_FULL. */
AC_MUST_USE enum ac_status ac_request_subscribe(const char *method, const char *const *streams,
						size_t count, int64_t id, char *ret_frame,
						size_t capacity, size_t *ret_size);

#endif
