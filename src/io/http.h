/* http.h - HTTP requests on the loop: keep-alive connections to few hosts, TLS with verification,
 * no retry and no redirect of its own. Loop thread only. */
#ifndef AC_IO_HTTP_H
#define AC_IO_HTTP_H

#include "sys/clock.h"
#include "sys/loop.h"

struct ac_http; /* opaque */

struct ac_http_config {
	const struct ac_clock *clock; /* borrowed; of deadlines and of the stamps of answers */
	const char *ca_file;      /* PEM of further trusted authorities; NULL: the system's only */
	uint32_t connections_max; /* at once; further requests wait their turn */
	uint32_t body_max;        /* bytes; a longer answer fails the request */
};
AC_MUST_USE enum ac_status ac_http_create(struct ac_loop *loop, const struct ac_http_config *config,
					  struct ac_http **ret_http);
/* Requests under way end without their callback. Not from inside on_done. NULL is fine. */
void ac_http_destroy(struct ac_http *http);

/* How far a request came: what was certainly not sent may be sent again. */
enum ac_http_fate {
	AC_HTTP_ANSWERED, /* `status` and `body` are the peer's */
	AC_HTTP_NOT_SENT, /* no byte of it reached the peer: no connection, TLS refused, … */
	AC_HTTP_UNKNOWN,  /* it may have arrived: timeout, reset, truncated answer */
};

struct ac_http_response {
	enum ac_http_fate fate;
	int status;
	struct ac_str body;     /* valid during the callback */
	const char *error;      /* for a person, "" where answered */
	int32_t used_weight;    /* X-MBX-USED-WEIGHT-1M; -1 absent */
	int32_t orders_10s;     /* X-MBX-ORDER-COUNT-10S; -1 absent */
	int32_t orders_1m;      /* X-MBX-ORDER-COUNT-1M; -1 absent */
	int32_t retry_after_s;  /* Retry-After in seconds; -1 absent */
	ac_ns sent_ns, recv_ns; /* wall clock: handed over, answer complete */
};

struct ac_http_request {
	const char *method;       /* GET, POST, PUT or DELETE */
	const char *url;          /* whole, query included, sent byte for byte */
	const char *body;         /* NULL: none */
	const char *content_type; /* of the body; NULL: application/x-www-form-urlencoded */
	const char *api_key;      /* header X-MBX-APIKEY; NULL: none */
	ac_ns timeout;            /* of the whole request */
	void (*on_done)(void *self, const struct ac_http_response *response);
	void *self;
};
/* Texts are copied. AC_ERR_FULL: too many are waiting. AC_ERR_PARSE: a key with line ends. on_done
 * is called later, once, never from inside this call. */
AC_MUST_USE enum ac_status ac_http_send(struct ac_http *http,
					const struct ac_http_request *request);

/* Requests that have not ended. */
uint32_t ac_http_pending(const struct ac_http *http);

#endif
