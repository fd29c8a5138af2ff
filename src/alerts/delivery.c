#include "alerts/delivery.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <curl/curl.h>
#include <openssl/ssl.h>

#define CONNECT_MS   5000L
#define ANSWER_MAX   65536u /* what is more is not waited for */
#define WORD_MAX     48u    /* of an answer, shown: Slack says "invalid_payload", "no_service" */
#define USER_AGENT   "autocoin"
#define CONTENT_TYPE "Content-Type: application/json; charset=utf-8"

struct request {
	struct delivery *delivery;
	uint32_t channel;
	CURL *easy; /* NULL: none under way */
	char *body; /* owned */
	bool has_header;
	size_t answer_size;
	char word[WORD_MAX + 1];
	size_t word_size;
};

struct delivery {
	CURLM *multi;
	struct curl_slist *headers;
	char *ca_file;
	ac_ms timeout_ms;
	void (*on_done)(void *self, uint32_t channel, const struct delivery_result *result);
	void *self;
	struct request requests[AC_ALERT_CHANNELS_MAX];
};

enum ac_status delivery_create(const char *ca_file, ac_ms timeout_ms,
			       void (*on_done)(void *self, uint32_t channel,
					       const struct delivery_result *result),
			       void *self, struct delivery **ret_delivery)
{
	struct delivery *delivery = calloc(1, sizeof(*delivery));
	if (delivery == NULL)
		return AC_ERR_NOMEM;
	delivery->timeout_ms = timeout_ms;
	delivery->on_done = on_done;
	delivery->self = self;
	delivery->multi = curl_multi_init();
	delivery->headers = curl_slist_append(NULL, CONTENT_TYPE);
	/* No asking whether the body is welcome: some receivers never answer that. */
	if (delivery->headers != NULL && curl_slist_append(delivery->headers, "Expect:") == NULL)
		goto fail;
	if (delivery->multi == NULL || delivery->headers == NULL)
		goto fail;
	if (ca_file != NULL && (delivery->ca_file = strdup(ca_file)) == NULL)
		goto fail;
	*ret_delivery = delivery;
	return AC_OK;
fail:
	delivery_destroy(delivery);
	return AC_ERR_NOMEM;
}

static void end_request(struct request *request)
{
	if (request->easy != NULL) {
		curl_multi_remove_handle(request->delivery->multi, request->easy);
		curl_easy_cleanup(request->easy);
	}
	free(request->body);
	*request = (struct request){ .easy = NULL };
}

void delivery_destroy(struct delivery *delivery)
{
	if (delivery == NULL)
		return;
	for (uint32_t i = 0; i < AC_ALERT_CHANNELS_MAX; i++)
		end_request(&delivery->requests[i]);
	if (delivery->multi != NULL)
		curl_multi_cleanup(delivery->multi);
	curl_slist_free_all(delivery->headers);
	free(delivery->ca_file);
	free(delivery);
}

static size_t take_header(char *line, size_t one, size_t count, void *self)
{
	struct request *request = self;
	size_t size = one * count;
	if (size >= 5 && memcmp(line, "HTTP/", 5) == 0)
		request->has_header = false;
	else if (size > 0 && (line[0] == '\r' || line[0] == '\n'))
		request->has_header = true;
	return size;
}

/* The answer's words matter only where they are one word. */
static size_t take_answer(char *bytes, size_t one, size_t count, void *self)
{
	struct request *request = self;
	size_t size = one * count;
	for (size_t i = 0; i < size && request->word_size <= WORD_MAX; i++) {
		if (request->word_size < WORD_MAX)
			request->word[request->word_size] = bytes[i];
		request->word_size++;
	}
	request->answer_size += size;
	return request->answer_size > ANSWER_MAX ? 0 : size;
}

/* The system's authorities stay; ours is added. */
static CURLcode add_authority(CURL *easy, void *context, void *self)
{
	struct delivery *delivery = self;
	(void)easy;
	return SSL_CTX_load_verify_file(context, delivery->ca_file) == 1 ? CURLE_OK
									 : CURLE_SSL_CACERT_BADFILE;
}

static void set_options(struct request *request, const char *url)
{
	struct delivery *delivery = request->delivery;
	CURL *easy = request->easy;
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	/* On an old connection libcurl would send a request twice that the first time may have
	 * arrived. */
	curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
	curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, USER_AGENT);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)delivery->timeout_ms);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, request);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, request);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_answer);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, request);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, delivery->headers);
	curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body);
	curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)strlen(request->body));
	if (delivery->ca_file != NULL) {
		curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, add_authority);
		curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, delivery);
	}
}

enum ac_status delivery_send(struct delivery *delivery, uint32_t channel, const char *url,
			     char *body)
{
	ac_assert(channel < AC_ALERT_CHANNELS_MAX);
	struct request *request = &delivery->requests[channel];
	ac_assert(request->easy == NULL);
	*request = (struct request){ .delivery = delivery, .channel = channel, .body = body };
	request->easy = curl_easy_init();
	if (request->easy == NULL) {
		end_request(request);
		return AC_ERR_NOMEM;
	}
	set_options(request, url);
	if (curl_multi_add_handle(delivery->multi, request->easy) != CURLM_OK) {
		end_request(request);
		return AC_ERR_NOMEM;
	}
	return AC_OK;
}

static const char *why_failed(CURLcode code)
{
	static const char *const cut = "the connection was closed before the answer was whole";
	static const char *const broken = "the connection broke";
	static const char *const strange = "what it answers is not HTTP";
	static const char *const untrusted =
		"its certificate is not to be trusted; nothing was sent";
	const struct {
		CURLcode code;
		const char *why;
	} reasons[] = {
		{ CURLE_OK, cut },
		{ CURLE_GOT_NOTHING, cut },
		{ CURLE_PARTIAL_FILE, cut },
		{ CURLE_SEND_ERROR, broken },
		{ CURLE_RECV_ERROR, broken },
		{ CURLE_UNSUPPORTED_PROTOCOL, strange },
		{ CURLE_WEIRD_SERVER_REPLY, strange },
		{ CURLE_COULDNT_RESOLVE_HOST,
		  "its name is not found; is there a network, and is the address right?" },
		{ CURLE_COULDNT_CONNECT, "no connection: refused, or nobody is there" },
		{ CURLE_OPERATION_TIMEDOUT, "no answer in time" },
		{ CURLE_PEER_FAILED_VERIFICATION, untrusted },
		{ CURLE_SSL_ISSUER_ERROR, untrusted },
		{ CURLE_SSL_CACERT_BADFILE,
		  "the file of authorities (BINANCE_CA_FILE) cannot be read" },
		{ CURLE_SSL_CONNECT_ERROR, "no TLS with it; is it an https:// address?" },
		{ CURLE_URL_MALFORMAT, "its address is not one; copy it again into .env" },
	};
	for (size_t i = 0; i < AC_COUNT(reasons); i++) {
		if (reasons[i].code == code)
			return reasons[i].why;
	}
	return "the request failed on the way";
}

/* Slack and others say in one word what is wrong; anything longer may be a page, or an echo of the
 * address. */
static bool is_word(const struct request *request, const char *url)
{
	if (request->word_size == 0 || request->word_size > WORD_MAX)
		return false;
	for (size_t i = 0; i < request->word_size; i++) {
		if (!(request->word[i] >= 'a' && request->word[i] <= 'z') &&
		    request->word[i] != '_')
			return false;
	}
	return url != NULL && strstr(url, request->word) == NULL;
}

static void judge(struct request *request, long status, struct delivery_result *result)
{
	char *url = NULL;
	curl_off_t wait_s = 0;
	curl_easy_getinfo(request->easy, CURLINFO_EFFECTIVE_URL, &url);
	curl_easy_getinfo(request->easy, CURLINFO_RETRY_AFTER, &wait_s);
	const char *word = is_word(request, url) ? request->word : "";
	result->retry_after_s = (int64_t)wait_s;
	if (status >= 200 && status < 300) {
		result->outcome = DELIVERY_DONE;
		return;
	}
	bool is_busy = status == 408 || status == 429 || status >= 500 || status < 200;
	result->outcome = is_busy ? DELIVERY_AGAIN : DELIVERY_REFUSED;
	const char *meaning = status == 429 ? ": it wants fewer messages"
			      : is_busy     ? ": it does not work just now"
			      : status < 400
				      ? ": a redirect, which is not followed; correct the address"
			      : status == 404 || status == 403 || status == 410
				      ? ": the address is not (or no longer) valid"
				      : ": it does not want this";
	snprintf(result->why, sizeof(result->why), "answer %ld%s%s%s%s", status, meaning,
		 word[0] != '\0' ? " (" : "", word, word[0] != '\0' ? ")" : "");
}

static void finish(struct request *request, CURLcode code)
{
	struct delivery *delivery = request->delivery;
	struct delivery_result result = { .outcome = DELIVERY_AGAIN };
	uint32_t channel = request->channel;
	long status = 0;
	curl_easy_getinfo(request->easy, CURLINFO_RESPONSE_CODE, &status);
	/* The status decides once the header is whole: what comes behind it changes nothing. */
	if (request->has_header && status != 0)
		judge(request, status, &result);
	else
		snprintf(result.why, sizeof(result.why), "%s", why_failed(code));
	end_request(request);
	delivery->on_done(delivery->self, channel, &result);
}

void delivery_wait(struct delivery *delivery, ac_ms wait_ms)
{
	CURLMsg *message;
	int running, left;
	(void)curl_multi_perform(delivery->multi, &running);
	(void)curl_multi_poll(delivery->multi, NULL, 0, (int)(wait_ms > 60000 ? 60000 : wait_ms),
			      NULL);
	(void)curl_multi_perform(delivery->multi, &running);
	while ((message = curl_multi_info_read(delivery->multi, &left)) != NULL) {
		struct request *request = NULL;
		CURLcode code = message->data.result;
		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&request);
		finish(request, code);
	}
}

void delivery_wake(struct delivery *delivery)
{
	(void)curl_multi_wakeup(delivery->multi);
}
