/* rest.h - signed questions to the exchange over HTTP: stamps them with the exchange's time, signs,
 * spends from the rate budget, reads the answer's limits, resynchronises the clock and signs once
 * more on -1021 and -5028. Loop thread only. */
#ifndef AC_BINANCE_GATEWAY_REST_H
#define AC_BINANCE_GATEWAY_REST_H

#include "binance/codec/endpoints.h"
#include "binance/codec/rate_budget.h"
#include "binance/codec/request.h"
#include "binance/codec/server_clock.h"
#include "io/http.h"
#include "io/signer.h"

struct ac_rest; /* opaque */

struct ac_rest_config {
	const char *base;    /* endpoints.rest; further hosts by ac_rest_base_set */
	const char *api_key; /* "" or NULL: public questions only */
	const char *secret;
	const char *ca_file; /* NULL: the system's */
	int32_t recv_window_ms;
	ac_ns timeout;
};
/* AC_ERR_PARSE: the secret is a PEM that cannot be used. */
AC_MUST_USE enum ac_status ac_rest_create(struct ac_loop *loop, const struct ac_rest_config *config,
					  struct ac_rest **ret_rest);
void ac_rest_destroy(struct ac_rest *rest);

struct ac_rest_answer {
	enum ac_http_fate fate;
	int status;         /* HTTP; 0 where not answered */
	int32_t code;       /* the exchange's error code, 0 none */
	struct ac_str body; /* valid during the callback, or until the next blocking call */
	char error[256];    /* for a person: what happened; "" on success */
	ac_ns sent_ns, recv_ns;
};
static inline bool ac_rest_is_ok(const struct ac_rest_answer *answer)
{
	return answer->fate == AC_HTTP_ANSWERED && answer->status == 200;
}

typedef void ac_rest_done(void *self, const struct ac_rest_answer *answer);
/* Sends the request (not yet stamped; it is copied). AC_ERR_FULL: no budget now; *ret_wait_ms, if
 * not NULL, is when there will be (exchange's clock). `done` comes later, once. */
AC_MUST_USE enum ac_status ac_rest_send(struct ac_rest *rest, const struct ac_request *request,
					enum ac_rate_lane lane, ac_rest_done *done, void *self,
					ac_ms *ret_wait_ms);
/* The same, running the loop until the answer is there: start-up and `doctor` only. Waits for
 * budget. */
void ac_rest_ask(struct ac_rest *rest, const struct ac_request *request, enum ac_rate_lane lane,
		 struct ac_rest_answer *ret_answer);
/* The same to another host (the wallet's). */
void ac_rest_ask_at(struct ac_rest *rest, const char *base, const struct ac_request *request,
		    struct ac_rest_answer *ret_answer);

/* Takes `samples` of the exchange's time. False with *ret_answer telling why where not one could be
 * used. */
bool ac_rest_clock_sync(struct ac_rest *rest, uint32_t samples, struct ac_rest_answer *ret_answer);
/* One more sample, without waiting for it; the median moves when it is there. */
void ac_rest_clock_refresh(struct ac_rest *rest);
/* Now, in the exchange's clock. */
ac_ms ac_rest_now_ms(const struct ac_rest *rest);

struct ac_server_clock *ac_rest_clock(struct ac_rest *rest);
struct ac_rate_budget *ac_rest_budget(struct ac_rest *rest);
struct ac_signer *ac_rest_signer(struct ac_rest *rest);  /* NULL without a key */
const char *ac_rest_api_key(const struct ac_rest *rest); /* "" without; borrowed */

#endif
