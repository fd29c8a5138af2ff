/* api_reply.h - the body of one answer: a growing buffer that is written piece by piece with
 * sys/json.h. A piece that does not fit is taken back, the buffer doubled, and the piece written
 * again; so a piece must write the same every time it is asked. One thread. */
#ifndef AC_DASHBOARD_API_REPLY_H
#define AC_DASHBOARD_API_REPLY_H

#include "sys/json.h"

#define API_REPLY_SIZE_MAX ((size_t)64 << 20)
#define API_JSON           "application/json; charset=utf-8"

struct api_reply {
	struct ac_json json; /* data is owned */
	int status;          /* HTTP, 200 at first */
	const char *content_type;
	const char *file_name; /* of a download; NULL: none */
	bool is_lost;          /* out of memory, or beyond API_REPLY_SIZE_MAX: there is no answer */
};

typedef void api_piece(struct ac_json *json, const void *subject);

void api_reply_init(struct api_reply *reply);
void api_reply_deinit(struct api_reply *reply);
void api_reply_add(struct api_reply *reply, api_piece *write, const void *subject);
/* Forgets what was written and answers with an error of docs/api.md instead. */
void api_reply_refuse(struct api_reply *reply, int status, const char *what, const char *help);

/* ---- for pieces: what sys/json.h has no words for ---- */
void api_put(struct ac_json *json, struct ac_str text);
void api_put_format(struct ac_json *json, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* An exact decimal as a JSON number, for what is drawn; a member when `key` is not NULL. */
void api_json_number(struct ac_json *json, const char *key, struct ac_dec value);
/* The shortest text that reads back as the same double; null for what is no number. */
void api_json_real(struct ac_json *json, const char *key, double value);
/* Null where the time is 0. */
void api_json_time(struct ac_json *json, const char *key, ac_ms time_ms);
/* Null where the value is 0, which prices never are. */
void api_json_price(struct ac_json *json, const char *key, struct ac_dec value);

#endif
