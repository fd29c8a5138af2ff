#include "io/http.h"
#include "sys/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include <curl/curl.h>
#include <openssl/ssl.h>
#include <uv.h>

#define WAITING_MAX  1024u
#define CONNECT_MS   10000L
#define IDLE_SECONDS 20L /* older idle connections are often closed by the peer just then */
#define HEADER_SIZE  160u
#define USER_AGENT   "autocoin/0.1"

struct exchange {
	struct ac_http *http;
	struct exchange *previous, *next;
	CURL *easy;
	struct curl_slist *headers;
	char *body; /* owned copy of what is sent */
	void (*on_done)(void *self, const struct ac_http_response *response);
	void *self;
	bool may_repeat;   /* GET: a second transmission does no harm */
	uint32_t attempts; /* times that the request was begun to be written */
	ac_ns deadline_ns; /* steady */
	bool is_too_long;
	bool has_header; /* to its end; libcurl takes one that was cut for a whole answer */
	char *data;
	size_t size, capacity;
	struct ac_http_response response;
	char error[CURL_ERROR_SIZE];
};

struct watch {
	struct ac_http *http;
	curl_socket_t socket;
	uv_poll_t poll;
};

struct ac_http {
	const struct ac_clock *clock;
	struct ac_loop *loop;
	uv_loop_t *uv;
	CURLM *multi;
	/* Both outlive us: closing a handle takes a turn of the loop. */
	uv_timer_t *timer;    /* libcurl's */
	uv_timer_t *deadline; /* of the requests that wait: libcurl does not time those */
	struct exchange *exchanges;
	uint32_t pending;
	uint32_t body_max;
	char *ca_file;
};

/* ---- libcurl's sockets and timer on the loop ---- */

static void take_finished(struct ac_http *http);

static void on_poll(uv_poll_t *poll, int status, int events)
{
	struct watch *watch = poll->data;
	struct ac_http *http = watch->http;
	int flags = status < 0 ? CURL_CSELECT_ERR : 0;
	int running;
	if (events & UV_READABLE)
		flags |= CURL_CSELECT_IN;
	if (events & UV_WRITABLE)
		flags |= CURL_CSELECT_OUT;
	curl_multi_socket_action(http->multi, watch->socket, flags, &running);
	take_finished(http);
}

static void on_timer(uv_timer_t *timer)
{
	struct ac_http *http = timer->data;
	int running;
	curl_multi_socket_action(http->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	take_finished(http);
}

static int set_timer(CURLM *multi, long timeout_ms, void *self)
{
	struct ac_http *http = self;
	(void)multi;
	/* Never from within: a timeout of 0 is for the loop's next turn. */
	if (timeout_ms < 0)
		(void)uv_timer_stop(http->timer);
	else
		(void)uv_timer_start(http->timer, on_timer, (uint64_t)timeout_ms, 0);
	return 0;
}

static void free_watch(uv_handle_t *handle)
{
	free(handle->data);
}

static int set_socket(CURL *easy, curl_socket_t socket, int what, void *self, void *of_socket)
{
	struct ac_http *http = self;
	struct watch *watch = of_socket;
	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		if (watch != NULL) {
			(void)uv_poll_stop(&watch->poll);
			uv_close((uv_handle_t *)&watch->poll, free_watch);
			curl_multi_assign(http->multi, socket, NULL);
		}
		return 0;
	}
	if (watch == NULL) {
		watch = calloc(1, sizeof(*watch));
		if (watch == NULL)
			return -1;
		watch->http = http;
		watch->socket = socket;
		if (uv_poll_init_socket(http->uv, &watch->poll, socket) != 0) {
			free(watch);
			return -1;
		}
		watch->poll.data = watch;
		curl_multi_assign(http->multi, socket, watch);
	}
	int events = ((what & CURL_POLL_IN) != 0 ? UV_READABLE : 0) |
		     ((what & CURL_POLL_OUT) != 0 ? UV_WRITABLE : 0);
	(void)uv_poll_start(&watch->poll, events, on_poll);
	return 0;
}

static void free_timer(uv_handle_t *handle)
{
	free(handle);
}

enum ac_status ac_http_create(struct ac_loop *loop, const struct ac_http_config *config,
			      struct ac_http **ret_http)
{
	struct ac_http *http = calloc(1, sizeof(*http));
	if (http == NULL)
		return AC_ERR_NOMEM;
	http->clock = config->clock;
	http->loop = loop;
	http->uv = ac_loop_uv(loop);
	http->body_max = config->body_max;
	http->multi = curl_multi_init();
	http->timer = calloc(1, sizeof(*http->timer));
	http->deadline = calloc(1, sizeof(*http->deadline));
	if (config->ca_file != NULL)
		http->ca_file = strdup(config->ca_file);
	if (http->multi == NULL || http->timer == NULL || http->deadline == NULL ||
	    (config->ca_file != NULL && http->ca_file == NULL)) {
		if (http->multi != NULL)
			curl_multi_cleanup(http->multi);
		free(http->timer);
		free(http->deadline);
		free(http->ca_file);
		free(http);
		return AC_ERR_NOMEM;
	}
	(void)uv_timer_init(http->uv, http->timer);
	(void)uv_timer_init(http->uv, http->deadline);
	http->timer->data = http->deadline->data = http;
	curl_multi_setopt(http->multi, CURLMOPT_SOCKETFUNCTION, set_socket);
	curl_multi_setopt(http->multi, CURLMOPT_SOCKETDATA, http);
	curl_multi_setopt(http->multi, CURLMOPT_TIMERFUNCTION, set_timer);
	curl_multi_setopt(http->multi, CURLMOPT_TIMERDATA, http);
	curl_multi_setopt(http->multi, CURLMOPT_MAX_HOST_CONNECTIONS,
			  (long)config->connections_max);
	curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, (long)config->connections_max);
	curl_multi_setopt(http->multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
	*ret_http = http;
	return AC_OK;
}

static void free_exchange(struct exchange *exchange)
{
	struct ac_http *http = exchange->http;
	if (exchange->previous != NULL)
		exchange->previous->next = exchange->next;
	else
		http->exchanges = exchange->next;
	if (exchange->next != NULL)
		exchange->next->previous = exchange->previous;
	http->pending--;
	curl_multi_remove_handle(http->multi, exchange->easy);
	curl_easy_cleanup(exchange->easy);
	curl_slist_free_all(exchange->headers);
	free(exchange->body);
	free(exchange->data);
	free(exchange);
}

void ac_http_destroy(struct ac_http *http)
{
	if (http == NULL)
		return;
	for (struct exchange *next, *at = http->exchanges; at != NULL; at = next) {
		next = at->next;
		free_exchange(at);
	}
	curl_multi_cleanup(http->multi);
	(void)uv_timer_stop(http->timer);
	uv_close((uv_handle_t *)http->timer, free_timer);
	uv_close((uv_handle_t *)http->deadline, free_timer);
	free(http->ca_file);
	free(http);
}

/* ---- one request ---- */

/* Asked before each transmission, also when libcurl wants to repeat a request because an old
 * connection turned out to be dead. By then the first one may have arrived. */
static int before_request(void *self, char *peer, char *local, int peer_port, int local_port)
{
	struct exchange *exchange = self;
	(void)peer, (void)local, (void)peer_port, (void)local_port;
	if (exchange->attempts > 0 && !exchange->may_repeat)
		return CURL_PREREQFUNC_ABORT;
	exchange->attempts++;
	return CURL_PREREQFUNC_OK;
}

static size_t take_body(char *bytes, size_t one, size_t count, void *self)
{
	struct exchange *exchange = self;
	size_t size = one * count, wanted = exchange->size + size;
	if (wanted > exchange->http->body_max) {
		exchange->is_too_long = true;
		return 0;
	}
	if (wanted > exchange->capacity) {
		size_t capacity = wanted * 2;
		char *larger = realloc(exchange->data, capacity);
		if (larger == NULL)
			return 0;
		exchange->data = larger;
		exchange->capacity = capacity;
	}
	memcpy(exchange->data + exchange->size, bytes, size);
	exchange->size = wanted;
	return size;
}

/* "name: 123"; -1 where the line is another, or no number of ours. */
static int32_t header_number(const char *line, size_t size, const char *name)
{
	size_t length = strlen(name);
	if (size <= length || strncasecmp(line, name, length) != 0 || line[length] != ':')
		return -1;
	size_t at = length + 1;
	while (at < size && (line[at] == ' ' || line[at] == '\t'))
		at++;
	int32_t number = 0;
	size_t first = at;
	for (; at < size && line[at] >= '0' && line[at] <= '9'; at++) {
		if (number > 100000000)
			return -1;
		number = number * 10 + (line[at] - '0');
	}
	return at == first ? -1 : number;
}

static size_t take_header(char *line, size_t one, size_t count, void *self)
{
	struct exchange *exchange = self;
	struct ac_http_response *response = &exchange->response;
	const struct {
		const char *name;
		int32_t *to;
	} wanted[] = {
		{ "x-mbx-used-weight-1m", &response->used_weight },
		{ "x-mbx-order-count-10s", &response->orders_10s },
		{ "x-mbx-order-count-1m", &response->orders_1m },
		{ "retry-after", &response->retry_after_s },
	};
	size_t size = one * count;
	if (size >= 5 && memcmp(line, "HTTP/", 5) == 0)
		exchange->has_header = false;
	else if (size > 0 && (line[0] == '\r' || line[0] == '\n'))
		exchange->has_header = true;
	for (size_t i = 0; i < AC_COUNT(wanted); i++) {
		int32_t number = header_number(line, size, wanted[i].name);
		if (number >= 0)
			*wanted[i].to = number;
	}
	return size;
}

/* The system's authorities stay; ours is added. */
static CURLcode add_authority(CURL *easy, void *context, void *self)
{
	struct ac_http *http = self;
	(void)easy;
	return SSL_CTX_load_verify_file(context, http->ca_file) == 1 ? CURLE_OK
								     : CURLE_SSL_CACERT_BADFILE;
}

static bool add_header(struct exchange *exchange, const char *name, const char *value)
{
	char line[HEADER_SIZE + 256];
	int size = snprintf(line, sizeof(line), "%s: %s", name, value);
	if (size < 0 || (size_t)size >= sizeof(line))
		return false;
	struct curl_slist *longer = curl_slist_append(exchange->headers, line);
	explicit_bzero(line, sizeof(line));
	if (longer == NULL)
		return false;
	exchange->headers = longer;
	return true;
}

static void set_options(struct exchange *exchange, const struct ac_http_request *request)
{
	CURL *easy = exchange->easy;
	struct ac_http *http = exchange->http;
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_URL, request->url);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, USER_AGENT);
	curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
	/* Rounded up: 0 would mean for ever. */
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)(request->timeout / AC_NS_PER_MS + 1));
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
	curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, IDLE_SECONDS);
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, exchange->error);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, exchange);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, exchange);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, exchange);
	curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, before_request);
	curl_easy_setopt(easy, CURLOPT_PREREQDATA, exchange);
	if (http->ca_file != NULL) {
		curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, add_authority);
		curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, http);
	}
	if (!exchange->may_repeat) {
		curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS,
				 exchange->body != NULL ? exchange->body : "");
	}
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, exchange->headers);
}

static struct exchange *make_exchange(struct ac_http *http, const struct ac_http_request *request)
{
	struct exchange *exchange = calloc(1, sizeof(*exchange));
	if (exchange == NULL)
		return NULL;
	exchange->http = http;
	exchange->on_done = request->on_done;
	exchange->self = request->self;
	exchange->may_repeat = strcmp(request->method, "GET") == 0;
	exchange->easy = curl_easy_init();
	exchange->response = (struct ac_http_response){
		.used_weight = -1, .orders_10s = -1, .orders_1m = -1, .retry_after_s = -1
	};
	if (request->body != NULL)
		exchange->body = strdup(request->body);
	exchange->next = http->exchanges;
	if (exchange->next != NULL)
		exchange->next->previous = exchange;
	http->exchanges = exchange;
	http->pending++;
	const char *type = request->content_type != NULL ? request->content_type
							 : "application/x-www-form-urlencoded";
	bool is_ok = exchange->easy != NULL && (request->body == NULL || exchange->body != NULL) &&
		     add_header(exchange, "Expect", "");
	if (is_ok && request->api_key != NULL)
		is_ok = add_header(exchange, "X-MBX-APIKEY", request->api_key);
	if (is_ok && !exchange->may_repeat)
		is_ok = add_header(exchange, "Content-Type", type);
	if (!is_ok) {
		free_exchange(exchange);
		return NULL;
	}
	set_options(exchange, request);
	return exchange;
}

static const char *why_failed(const struct exchange *exchange, CURLcode code)
{
	if (exchange->is_too_long)
		return "the answer is too long";
	if (code == CURLE_OK)
		return "the answer was cut off";
	if (code == CURLE_OPERATION_TIMEDOUT && exchange->error[0] == '\0')
		return "timed out while waiting for a connection";
	if (code == CURLE_ABORTED_BY_CALLBACK)
		return "the connection broke before an answer came";
	return exchange->error[0] != '\0' ? exchange->error : curl_easy_strerror(code);
}

static void finish(struct exchange *exchange, CURLcode code)
{
	struct ac_http_response *response = &exchange->response;
	long status = 0;
	response->recv_ns = ac_wall_ns(exchange->http->clock);
	response->error = "";
	curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
	if (code == CURLE_OK && exchange->has_header) {
		response->fate = AC_HTTP_ANSWERED;
		response->status = (int)status;
		response->body = (struct ac_str){ exchange->data, exchange->size };
	} else {
		/* What was begun to be written may have arrived. */
		response->fate = exchange->attempts == 0 ? AC_HTTP_NOT_SENT : AC_HTTP_UNKNOWN;
		response->error = why_failed(exchange, code);
	}
	exchange->on_done(exchange->self, response);
	ac_loop_end_turn(exchange->http->loop);
}

static void take_finished(struct ac_http *http)
{
	CURLMsg *message;
	int left;
	while ((message = curl_multi_info_read(http->multi, &left)) != NULL) {
		if (message->msg != CURLMSG_DONE)
			continue;
		struct exchange *exchange = NULL;
		CURLcode code = message->data.result;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&exchange);
		/* The callback may send the next request, but not end this client. */
		finish(exchange, code);
		free_exchange(exchange);
	}
}

static struct exchange *find_overdue(const struct ac_http *http)
{
	ac_ns now = ac_steady_ns(http->clock);
	struct exchange *at = http->exchanges;
	/* Freed exchanges have left the list. NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
	while (at != NULL && (at->attempts > 0 || at->deadline_ns > now))
		at = at->next;
	return at;
}

static void set_deadline(struct ac_http *http);

static void on_deadline(uv_timer_t *timer)
{
	struct ac_http *http = timer->data;
	struct exchange *overdue;
	while ((overdue = find_overdue(http)) != NULL) {
		finish(overdue, CURLE_OPERATION_TIMEDOUT);
		free_exchange(overdue);
	}
	set_deadline(http);
}

/* For the earliest of the requests that have not begun. */
static void set_deadline(struct ac_http *http)
{
	ac_ns earliest = INT64_MAX, now = ac_steady_ns(http->clock);
	for (const struct exchange *at = http->exchanges; at != NULL; at = at->next) {
		if (at->attempts == 0 && at->deadline_ns < earliest)
			earliest = at->deadline_ns;
	}
	if (earliest == INT64_MAX)
		return;
	uv_update_time(http->uv);
	uint64_t wait_ms = earliest > now ? (uint64_t)((earliest - now) / AC_NS_PER_MS) + 1 : 1;
	(void)uv_timer_start(http->deadline, on_deadline, wait_ms, 0);
}

enum ac_status ac_http_send(struct ac_http *http, const struct ac_http_request *request)
{
	if (http->pending >= WAITING_MAX)
		return AC_ERR_FULL;
	/* A line end would begin a header of its own. */
	if (request->api_key != NULL && strpbrk(request->api_key, "\r\n") != NULL)
		return AC_ERR_PARSE;
	struct exchange *exchange = make_exchange(http, request);
	if (exchange == NULL)
		return AC_ERR_NOMEM;
	exchange->response.sent_ns = ac_wall_ns(http->clock);
	exchange->deadline_ns = ac_steady_ns(http->clock) + request->timeout;
	if (curl_multi_add_handle(http->multi, exchange->easy) != CURLM_OK) {
		free_exchange(exchange);
		return AC_ERR_NOMEM;
	}
	set_deadline(http);
	return AC_OK;
}

uint32_t ac_http_pending(const struct ac_http *http)
{
	return http->pending;
}
