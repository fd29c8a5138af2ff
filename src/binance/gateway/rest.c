#include "binance/gateway/rest.h"

#include <stdio.h>
#include <stdlib.h>

#include "binance/codec/documents.h"
#include "binance/codec/reply.h"
#include "sys/clock.h"

#define CONNECTIONS_MAX      8u
#define PENDING_MAX          256u
#define BODY_MAX             (16u << 20) /* exchangeInfo is above a megabyte */
#define ROUND_TRIP_MAX_MS    1000
#define CODE_TIMESTAMP       (-1021)
#define CODE_ENGINE_WINDOW   (-5028)
#define CODE_TOO_MANY        (-1003)
#define CODE_TOO_MANY_ORDERS (-1015)
#define URL_SIZE             (AC_ENDPOINT_SIZE + 128 + AC_REQUEST_SIZE)
#define WAIT_SLICE           (50 * AC_NS_PER_MS)

struct question {
	struct ac_rest *rest;
	struct question *next_free;
	struct ac_request request; /* as it was given: a second attempt is stamped anew */
	const char *base;
	enum ac_rate_lane lane;
	ac_rest_done *done;
	void *self;
	bool was_resigned;
	bool is_clock; /* asks for the time on behalf of `waiting` */
	struct question *waiting;
};

struct ac_rest {
	struct ac_loop *loop;
	struct ac_http *http;
	struct ac_signer *signer;
	struct ac_server_clock clock;
	struct ac_rate_budget budget;
	char base[AC_ENDPOINT_SIZE];
	char *api_key; /* owned; kept apart so that it can be zeroed */
	int32_t recv_window_ms;
	ac_ns timeout;
	struct question *questions;
	struct question *free;
	char *url; /* URL_SIZE */
	/* The last answer of a blocking question. */
	char *kept;
	size_t kept_size;
};

static enum ac_status take_key(struct ac_rest *rest, const struct ac_rest_config *config)
{
	if (config->api_key == NULL || config->api_key[0] == '\0')
		return AC_OK;
	rest->api_key = strdup(config->api_key);
	if (rest->api_key == NULL)
		return AC_ERR_NOMEM;
	if (config->secret == NULL || config->secret[0] == '\0')
		return AC_OK;
	return ac_signer_create(config->secret, &rest->signer);
}

enum ac_status ac_rest_create(struct ac_loop *loop, const struct ac_rest_config *config,
			      struct ac_rest **ret_rest)
{
	static const struct ac_rate_limits limits = { 2400, 1200, 300 };
	struct ac_rest *rest = calloc(1, sizeof(*rest));
	if (rest == NULL)
		return AC_ERR_NOMEM;
	rest->loop = loop;
	rest->recv_window_ms = config->recv_window_ms;
	rest->timeout = config->timeout;
	rest->questions = calloc(PENDING_MAX, sizeof(*rest->questions));
	rest->url = calloc(1, URL_SIZE);
	ac_server_clock_init(&rest->clock, ROUND_TRIP_MAX_MS);
	/* Until exchangeInfo says what they are. */
	ac_rate_budget_init(&rest->budget, &limits);
	enum ac_status status = rest->questions == NULL || rest->url == NULL ? AC_ERR_NOMEM : AC_OK;
	if (status == AC_OK)
		status = ac_endpoint_set(rest->base, config->base);
	if (status == AC_OK)
		status = take_key(rest, config);
	if (status == AC_OK)
		status = ac_http_create(
			loop,
			&(struct ac_http_config){ config->ca_file, CONNECTIONS_MAX, BODY_MAX },
			&rest->http);
	if (status != AC_OK) {
		ac_rest_destroy(rest);
		return status;
	}
	for (uint32_t i = PENDING_MAX; i-- > 0;) {
		rest->questions[i].rest = rest;
		rest->questions[i].next_free = rest->free;
		rest->free = &rest->questions[i];
	}
	*ret_rest = rest;
	return AC_OK;
}

void ac_rest_destroy(struct ac_rest *rest)
{
	if (rest == NULL)
		return;
	ac_http_destroy(rest->http);
	ac_signer_destroy(rest->signer);
	if (rest->api_key != NULL)
		explicit_bzero(rest->api_key, strlen(rest->api_key));
	free(rest->api_key);
	free(rest->questions);
	free(rest->url);
	free(rest->kept);
	free(rest);
}

static struct question *take_question(struct ac_rest *rest)
{
	struct question *question = rest->free;
	if (question == NULL)
		return NULL;
	rest->free = question->next_free;
	question->was_resigned = false;
	question->is_clock = false;
	question->waiting = NULL;
	return question;
}

static void give_back(struct question *question)
{
	struct ac_rest *rest = question->rest;
	question->next_free = rest->free;
	rest->free = question;
}

static void on_response(void *self, const struct ac_http_response *response);

static enum ac_status transmit(struct question *question)
{
	struct ac_rest *rest = question->rest;
	struct ac_request request = question->request;
	if (request.is_signed) {
		char signature[AC_SIGNATURE_SIZE];
		ac_request_stamp(&request, ac_rest_now_ms(rest), rest->recv_window_ms);
		size_t size =
			rest->signer == NULL
				? 0
				: ac_signer_sign(rest->signer,
						 (struct ac_str){ request.query, request.size },
						 signature);
		if (size == 0)
			return AC_ERR_CONFIG;
		ac_request_sign(&request, (struct ac_str){ signature, size });
	}
	if (request.is_full)
		return AC_ERR_FULL;
	int size = snprintf(rest->url, URL_SIZE, "%s%s%s%s", question->base, request.path,
			    request.size > 0 ? "?" : "", request.query);
	if (size < 0 || (size_t)size >= URL_SIZE)
		return AC_ERR_FULL;
	struct ac_http_request http = {
		.method = request.method,
		.url = rest->url,
		.api_key = rest->api_key,
		.timeout = rest->timeout,
		.on_done = on_response,
		.self = question,
	};
	return ac_http_send(rest->http, &http);
}

static void answer(struct question *question, const struct ac_rest_answer *what)
{
	ac_rest_done *done = question->done;
	void *self = question->self;
	give_back(question);
	done(self, what);
}

static void answer_failure(struct question *question, const char *text)
{
	struct ac_rest_answer failure = { .fate = AC_HTTP_NOT_SENT };
	snprintf(failure.error, sizeof(failure.error), "%s", text);
	answer(question, &failure);
}

/* The clock first, then the question once more, signed anew. */
static bool ask_again(struct question *question)
{
	struct ac_rest *rest = question->rest;
	struct question *clock = take_question(rest);
	if (clock == NULL)
		return false;
	clock->is_clock = true;
	clock->waiting = question;
	clock->base = rest->base;
	clock->lane = AC_LANE_EXIT;
	ac_request_begin(&clock->request, "GET", "/fapi/v1/time", false);
	ac_server_clock_restart(&rest->clock);
	if (transmit(clock) == AC_OK) {
		question->was_resigned = true;
		return true;
	}
	give_back(clock);
	return false;
}

static void take_sample(struct ac_rest *rest, const struct ac_http_response *response)
{
	char error[128];
	ac_ms server_ms;
	if (response->fate == AC_HTTP_ANSWERED && response->status == 200 &&
	    ac_document_server_time(response->body, &server_ms, error, sizeof(error)) == AC_OK)
		(void)ac_server_clock_sample(&rest->clock, response->sent_ns / AC_NS_PER_MS,
					     response->recv_ns / AC_NS_PER_MS, server_ms);
}

static void on_clock(struct question *clock, const struct ac_http_response *response)
{
	struct question *waiting = clock->waiting;
	take_sample(clock->rest, response);
	give_back(clock);
	if (transmit(waiting) != AC_OK)
		answer_failure(waiting, "the request could not be signed and sent once more");
}

static void note_limits(struct ac_rest *rest, const struct ac_http_response *response,
			const struct ac_rest_answer *what)
{
	ac_ms now_ms = ac_rest_now_ms(rest);
	ac_rate_budget_observe(&rest->budget, response->used_weight, response->orders_10s,
			       response->orders_1m, now_ms);
	if (response->status == 429 || response->status == 418 || what->code == CODE_TOO_MANY ||
	    what->code == CODE_TOO_MANY_ORDERS)
		ac_rate_budget_punish(&rest->budget, response->status, what->code,
				      response->retry_after_s, ac_reply_ban_end(what->error),
				      now_ms);
}

static void describe(const struct ac_http_response *response, struct ac_rest_answer *what)
{
	if (response->fate != AC_HTTP_ANSWERED) {
		snprintf(what->error, sizeof(what->error), "%s", response->error);
		return;
	}
	if (response->status == 200)
		return;
	char message[200];
	what->code = ac_reply_error(response->body, message, sizeof(message));
	if (what->code != 0)
		snprintf(what->error, sizeof(what->error), "%s (%d)", message, what->code);
	else
		snprintf(what->error, sizeof(what->error), "HTTP status %d", response->status);
}

static void on_response(void *self, const struct ac_http_response *response)
{
	struct question *question = self;
	struct ac_rest *rest = question->rest;
	if (question->is_clock) {
		on_clock(question, response);
		return;
	}
	struct ac_rest_answer what = {
		.fate = response->fate,
		.status = response->fate == AC_HTTP_ANSWERED ? response->status : 0,
		.body = response->body,
		.sent_ns = response->sent_ns,
		.recv_ns = response->recv_ns,
	};
	describe(response, &what);
	if (question->base == rest->base)
		note_limits(rest, response, &what);
	bool is_clock_off = what.code == CODE_TIMESTAMP || what.code == CODE_ENGINE_WINDOW;
	if (is_clock_off && question->request.is_signed && !question->was_resigned &&
	    ask_again(question))
		return;
	answer(question, &what);
}

static enum ac_status send_to(struct ac_rest *rest, const char *base,
			      const struct ac_request *request, enum ac_rate_lane lane,
			      ac_rest_done *done, void *self)
{
	struct question *question = take_question(rest);
	if (question == NULL)
		return AC_ERR_FULL;
	question->request = *request;
	question->base = base;
	question->lane = lane;
	question->done = done;
	question->self = self;
	enum ac_status status = transmit(question);
	if (status != AC_OK)
		give_back(question);
	return status;
}

enum ac_status ac_rest_send(struct ac_rest *rest, const struct ac_request *request,
			    enum ac_rate_lane lane, ac_rest_done *done, void *self,
			    ac_ms *ret_wait_ms)
{
	ac_ms wait_ms;
	if (!ac_rate_budget_take(&rest->budget, lane, request->weight, request->orders,
				 ac_rest_now_ms(rest), &wait_ms)) {
		if (ret_wait_ms != NULL)
			*ret_wait_ms = wait_ms;
		return AC_ERR_FULL;
	}
	if (ret_wait_ms != NULL)
		*ret_wait_ms = 0;
	return send_to(rest, rest->base, request, lane, done, self);
}

/* ---- blocking questions ---- */

struct wait {
	struct ac_rest *rest;
	struct ac_rest_answer *answer;
	bool is_done;
};

static void on_waited(void *self, const struct ac_rest_answer *what)
{
	struct wait *wait = self;
	struct ac_rest *rest = wait->rest;
	*wait->answer = *what;
	wait->answer->body = (struct ac_str){ NULL, 0 };
	wait->is_done = true;
	if (what->body.size == 0)
		return;
	if (what->body.size > rest->kept_size) {
		char *larger = realloc(rest->kept, what->body.size);
		if (larger == NULL) {
			wait->answer->fate = AC_HTTP_UNKNOWN;
			snprintf(wait->answer->error, sizeof(wait->answer->error), "out of memory");
			return;
		}
		rest->kept = larger;
		rest->kept_size = what->body.size;
	}
	memcpy(rest->kept, what->body.data, what->body.size);
	wait->answer->body = (struct ac_str){ rest->kept, what->body.size };
}

static void wait_for(struct ac_rest *rest, const struct wait *wait)
{
	while (!wait->is_done)
		ac_loop_run(rest->loop, WAIT_SLICE);
}

static void fail(struct ac_rest_answer *ret_answer, enum ac_status status)
{
	*ret_answer = (struct ac_rest_answer){ .fate = AC_HTTP_NOT_SENT };
	snprintf(ret_answer->error, sizeof(ret_answer->error), "%s",
		 status == AC_ERR_CONFIG ? "there is no key to sign with; set BINANCE_API_KEY and "
					   "BINANCE_API_SECRET"
					 : ac_status_text(status));
}

void ac_rest_ask(struct ac_rest *rest, const struct ac_request *request, enum ac_rate_lane lane,
		 struct ac_rest_answer *ret_answer)
{
	struct wait wait = { .rest = rest, .answer = ret_answer };
	for (;;) {
		ac_ms until_ms = 0;
		enum ac_status status =
			ac_rest_send(rest, request, lane, on_waited, &wait, &until_ms);
		if (status == AC_OK) {
			wait_for(rest, &wait);
			return;
		}
		if (until_ms == 0) {
			fail(ret_answer, status);
			return;
		}
		while (ac_rest_now_ms(rest) < until_ms)
			ac_loop_run(rest->loop, WAIT_SLICE);
	}
}

void ac_rest_ask_at(struct ac_rest *rest, const char *base, const struct ac_request *request,
		    struct ac_rest_answer *ret_answer)
{
	struct wait wait = { .rest = rest, .answer = ret_answer };
	enum ac_status status = send_to(rest, base, request, AC_LANE_BACKGROUND, on_waited, &wait);
	if (status == AC_OK)
		wait_for(rest, &wait);
	else
		fail(ret_answer, status);
}

bool ac_rest_clock_sync(struct ac_rest *rest, uint32_t samples, struct ac_rest_answer *ret_answer)
{
	struct ac_request request;
	uint32_t taken = 0;
	ac_server_clock_restart(&rest->clock);
	for (uint32_t i = 0; i < samples; i++) {
		ac_request_begin(&request, "GET", "/fapi/v1/time", false);
		request.weight = 1;
		ac_rest_ask(rest, &request, AC_LANE_EXIT, ret_answer);
		ac_ms server_ms;
		if (ac_rest_is_ok(ret_answer) &&
		    ac_document_server_time(ret_answer->body, &server_ms, ret_answer->error,
					    sizeof(ret_answer->error)) == AC_OK &&
		    ac_server_clock_sample(&rest->clock, ret_answer->sent_ns / AC_NS_PER_MS,
					   ret_answer->recv_ns / AC_NS_PER_MS, server_ms))
			taken++;
	}
	if (taken == 0 && ret_answer->error[0] == '\0')
		snprintf(ret_answer->error, sizeof(ret_answer->error),
			 "every answer took longer than %d ms: the clock cannot be compared",
			 ROUND_TRIP_MAX_MS);
	return taken > 0;
}

static void on_refresh(void *self, const struct ac_rest_answer *what)
{
	struct ac_rest *rest = self;
	char error[128];
	ac_ms server_ms;
	if (ac_rest_is_ok(what) &&
	    ac_document_server_time(what->body, &server_ms, error, sizeof(error)) == AC_OK)
		(void)ac_server_clock_sample(&rest->clock, what->sent_ns / AC_NS_PER_MS,
					     what->recv_ns / AC_NS_PER_MS, server_ms);
}

void ac_rest_clock_refresh(struct ac_rest *rest)
{
	struct ac_request request;
	ac_request_begin(&request, "GET", "/fapi/v1/time", false);
	request.weight = 1;
	/* No budget, no sample: the next one comes soon. */
	if (ac_rest_send(rest, &request, AC_LANE_ENTRY, on_refresh, rest, NULL) != AC_OK)
		return;
}

ac_ms ac_rest_now_ms(const struct ac_rest *rest)
{
	return ac_wall_ns(&ac_machine_clock) / AC_NS_PER_MS + rest->clock.offset_ms;
}

struct ac_server_clock *ac_rest_clock(struct ac_rest *rest)
{
	return &rest->clock;
}

struct ac_rate_budget *ac_rest_budget(struct ac_rest *rest)
{
	return &rest->budget;
}

struct ac_signer *ac_rest_signer(struct ac_rest *rest)
{
	return rest->signer;
}

const char *ac_rest_api_key(const struct ac_rest *rest)
{
	return rest->api_key == NULL ? "" : rest->api_key;
}
