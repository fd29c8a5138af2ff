#include "folder.h"

#include <unistd.h>

#include "authority.h"
#include "io/http.h"
#include "site.h"
#include "sys/clock.h"

struct page {
	unsigned done;
	enum ac_http_fate fate;
	int status;
	char body[4096];
	char error[256];
	struct ac_http_response last;
	/* Sent from inside on_done, once. */
	struct ac_http *http;
	const struct ac_http_request *next;
};

static struct ac_loop *loop;
static char url[256];

static struct site *open_site(SSL_CTX *tls, const char *host)
{
	struct site *site = site_open(tls);
	assert_non_null(site);
	snprintf(url, sizeof(url), "%s://%s:%u/fapi/v1/order?symbol=%%E5%%B8%%81&a=b+c",
		 tls != NULL ? "https" : "http", host, site->peer.port);
	return site;
}

static struct ac_http *open_http(uint32_t connections_max, uint32_t body_max, const char *ca_file)
{
	struct ac_http *http = NULL;
	const struct ac_http_config config = { .clock = &ac_machine_clock,
					       .ca_file = ca_file,
					       .connections_max = connections_max,
					       .body_max = body_max };
	assert_int_equal(ac_loop_create(&loop), AC_OK);
	assert_int_equal(ac_http_create(loop, &config, &http), AC_OK);
	return http;
}

static void close_http(struct ac_http *http)
{
	ac_http_destroy(http);
	ac_loop_destroy(loop);
}

static void on_done(void *self, const struct ac_http_response *response)
{
	struct page *page = self;
	size_t size = response->body.size < sizeof(page->body) - 1 ? response->body.size
								   : sizeof(page->body) - 1;
	page->last = *response;
	page->fate = response->fate;
	page->status = response->status;
	if (size > 0)
		memcpy(page->body, response->body.data, size);
	page->body[size] = '\0';
	snprintf(page->error, sizeof(page->error), "%s", response->error);
	page->done++;
	if (page->next != NULL && page->done == 1)
		assert_int_equal(ac_http_send(page->http, page->next), AC_OK);
}

static bool wait_done(const struct page *page, unsigned count, ac_ns patience)
{
	ac_ns until = ac_steady_ns(&ac_machine_clock) + patience;
	while (page->done < count && ac_steady_ns(&ac_machine_clock) < until)
		ac_loop_run(loop, until - ac_steady_ns(&ac_machine_clock));
	return page->done >= count;
}

static struct ac_http_request request_of(const char *method, struct page *page)
{
	return (struct ac_http_request){ .method = method,
					 .url = url,
					 .timeout = 3 * AC_NS_PER_SEC,
					 .on_done = on_done,
					 .self = page };
}

/* One request and its end. */
static struct page ask(struct ac_http *http, const char *method)
{
	struct page page = { 0 };
	struct ac_http_request request = request_of(method, &page);
	assert_int_equal(ac_http_send(http, &request), AC_OK);
	CHECK_EQ("told later, not inside", page.done, 0);
	CHECK_EQ("pending", ac_http_pending(http), 1);
	assert_true(wait_done(&page, 1, 10 * AC_NS_PER_SEC));
	CHECK_EQ("pending", ac_http_pending(http), 0);
	return page;
}

static bool has_line(const char *head, const char *line)
{
	char text[512];
	snprintf(text, sizeof(text), "\r\n%s\r\n", line);
	return strstr(head, text) != NULL;
}

static void test_http_sends_what_it_was_given_over_one_connection(void **state)
{
	static const struct {
		const char *method, *body, *content_type, *api_key;
		const char *first, *type, *length;
	} cases[] = {
		{ "GET", NULL, NULL, "key-1", "GET ", NULL, NULL },
		{ "POST", NULL, NULL, "key-2", "POST ", "application/x-www-form-urlencoded", "0" },
		{ "POST", "a=1&b=2", NULL, NULL, "POST ", "application/x-www-form-urlencoded",
		  "7" },
		{ "PUT", "[]", "application/json", NULL, "PUT ", "application/json", "2" },
		{ "DELETE", NULL, NULL, "key-3", "DELETE ", "application/x-www-form-urlencoded",
		  "0" },
	};
	(void)state;
	struct site *site = open_site(NULL, "127.0.0.1");
	struct ac_http *http = open_http(4, 65536, NULL);
	for (unsigned i = 0; i < AC_COUNT(cases); i++) {
		struct page page = { 0 };
		char line[300];
		struct ac_http_request request = request_of(cases[i].method, &page);
		request.body = cases[i].body;
		request.content_type = cases[i].content_type;
		request.api_key = cases[i].api_key;
		ac_ns before = ac_wall_ns(&ac_machine_clock);
		assert_int_equal(ac_http_send(http, &request), AC_OK);
		assert_true(wait_done(&page, 1, 5 * AC_NS_PER_SEC));
		CHECK_EQ("fate", page.fate, AC_HTTP_ANSWERED);
		CHECK_EQ("status", page.status, 200);
		snprintf(line, sizeof(line), "answer %05u", i);
		assert_string_equal(page.body, line);
		assert_string_equal(page.error, "");
		assert_true(page.last.sent_ns >= before && page.last.recv_ns >= page.last.sent_ns &&
			    page.last.recv_ns <= ac_wall_ns(&ac_machine_clock));
		const char *head = site->heads[i];
		snprintf(line, sizeof(line),
			 "%s/fapi/v1/order?symbol=%%E5%%B8%%81&a=b+c HTTP/1.1\r\n", cases[i].first);
		assert_memory_equal(head, line, strlen(line));
		assert_string_equal(site->bodies[i], cases[i].body != NULL ? cases[i].body : "");
		assert_true(has_line(head, "User-Agent: autocoin/0.1"));
		assert_null(strstr(head, "Expect:"));
		snprintf(line, sizeof(line), "X-MBX-APIKEY: %s", cases[i].api_key);
		assert_true(cases[i].api_key != NULL ? has_line(head, line)
						     : strstr(head, "X-MBX-APIKEY") == NULL);
		snprintf(line, sizeof(line), "Content-Type: %s", cases[i].type);
		assert_true(cases[i].type != NULL ? has_line(head, line)
						  : strstr(head, "Content-Type") == NULL);
		snprintf(line, sizeof(line), "Content-Length: %s", cases[i].length);
		assert_true(cases[i].length == NULL || has_line(head, line));
	}
	CHECK_EQ("connections", atomic_load(&site->peer.accepted), 1);
	close_http(http);
	site_close(site);
}

static void test_http_reads_the_headers_of_the_limits_in_any_case(void **state)
{
	static const struct {
		const char *name, *headers;
		int weight, orders_10s, orders_1m, retry;
	} cases[] = {
		{ "as the exchange writes them",
		  "x-mbx-used-weight-1m: 17\r\nx-mbx-order-count-10s: 3\r\n"
		  "x-mbx-order-count-1m: 40\r\nRetry-After: 30\r\n",
		  17, 3, 40, 30 },
		{ "shouted", "X-MBX-USED-WEIGHT-1M:2400\r\nRETRY-AFTER:\t7\r\n", 2400, -1, -1, 7 },
		{ "of other spans", "x-mbx-used-weight-1h: 5\r\nx-mbx-used-weight: 6\r\n", -1, -1,
		  -1, -1 },
		{ "zero", "X-Mbx-Order-Count-10s: 0\r\n", -1, 0, -1, -1 },
		{ "no numbers",
		  "Retry-After: Wed, 21 Oct 2026 07:28:00 GMT\r\n"
		  "x-mbx-used-weight-1m: \r\nx-mbx-order-count-1m: 99999999999\r\n",
		  -1, -1, -1, -1 },
	};
	(void)state;
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		char raw[512];
		snprintf(raw, sizeof(raw),
			 "HTTP/1.1 429 Too Many Requests\r\n%sContent-Length: 2\r\n\r\n{}",
			 cases[i].headers);
		struct site *site = open_site(NULL, "127.0.0.1");
		struct ac_http *http = open_http(1, 65536, NULL);
		site->reactions[0] = RAW;
		site->raw = raw;
		struct page page = ask(http, "GET");
		CHECK_EQ(cases[i].name, page.fate, AC_HTTP_ANSWERED);
		CHECK_EQ(cases[i].name, page.status, 429);
		CHECK_EQ(cases[i].name, page.last.used_weight, cases[i].weight);
		CHECK_EQ(cases[i].name, page.last.orders_10s, cases[i].orders_10s);
		CHECK_EQ(cases[i].name, page.last.orders_1m, cases[i].orders_1m);
		CHECK_EQ(cases[i].name, page.last.retry_after_s, cases[i].retry);
		close_http(http);
		site_close(site);
	}
}

static void test_http_unpacks_gzip_and_says_so_in_the_request(void **state)
{
	(void)state;
	struct site *site = open_site(NULL, "127.0.0.1");
	struct ac_http *http = open_http(1, 65536, NULL);
	site->reactions[0] = GZIP;
	struct page page = ask(http, "GET");
	CHECK_EQ("fate", page.fate, AC_HTTP_ANSWERED);
	assert_string_equal(page.body, "{\"packed\":true,\"packed again\":true}");
	assert_non_null(strstr(site->heads[0], "gzip"));
	close_http(http);
	site_close(site);
}

static void test_http_knows_which_answers_are_whole(void **state)
{
	static const struct {
		const char *name, *raw;
		enum ac_http_fate fate;
		int status;
		const char *body;
	} cases[] = {
		{ "an error of the exchange",
		  "HTTP/1.1 400 Bad Request\r\nContent-Length: 14\r\n\r\n{\"code\":-1121}",
		  AC_HTTP_ANSWERED, 400, "{\"code\":-1121}" },
		{ "in chunks",
		  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		  "3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n",
		  AC_HTTP_ANSWERED, 200, "{\"a\":1}" },
		{ "a redirect is an answer, and not followed",
		  "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: "
		  "0\r\n\r\n",
		  AC_HTTP_ANSWERED, 302, "" },
		{ "nothing inside", "HTTP/1.1 204 No Content\r\n\r\n", AC_HTTP_ANSWERED, 204, "" },
		{ "a body cut short",
		  "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"orderId\":1", AC_HTTP_UNKNOWN,
		  0, "" },
		{ "chunks cut short",
		  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{\"orderI",
		  AC_HTTP_UNKNOWN, 0, "" },
		{ "a header cut short", "HTTP/1.1 200 OK\r\nContent-Le", AC_HTTP_UNKNOWN, 0, "" },
		{ "not HTTP", "220 mail.example ESMTP\r\n", AC_HTTP_UNKNOWN, 0, "" },
		{ "nothing", "", AC_HTTP_UNKNOWN, 0, "" },
		{ "broken gzip",
		  "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
		  AC_HTTP_UNKNOWN, 0, "" },
	};
	(void)state;
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct site *site = open_site(NULL, "127.0.0.1");
		struct ac_http *http = open_http(1, 65536, NULL);
		site->reactions[0] = RAW;
		site->raw = cases[i].raw;
		struct page page = ask(http, "POST");
		CHECK_EQ(cases[i].name, page.fate, cases[i].fate);
		CHECK_EQ(cases[i].name, page.status, cases[i].status);
		assert_string_equal(page.body, cases[i].body);
		CHECK_EQ(cases[i].name, page.error[0] == '\0', page.fate == AC_HTTP_ANSWERED);
		CHECK_EQ(cases[i].name, site->requests, 1);
		close_http(http);
		site_close(site);
	}
}

static void test_http_refuses_an_answer_that_is_too_long(void **state)
{
	(void)state;
	struct site *site = open_site(NULL, "127.0.0.1");
	struct ac_http *http = open_http(1, 12, NULL);
	struct page page = ask(http, "GET");
	CHECK_EQ("just fits", page.fate, AC_HTTP_ANSWERED);
	site->reactions[1] = GZIP; /* 35 bytes once unpacked */
	page = ask(http, "GET");
	CHECK_EQ("fate", page.fate, AC_HTTP_UNKNOWN);
	assert_string_equal(page.error, "the answer is too long");
	close_http(http);
	site_close(site);
}

static void test_http_timeout_leaves_the_fate_unknown(void **state)
{
	(void)state;
	struct site *site = open_site(NULL, "127.0.0.1");
	struct ac_http *http = open_http(1, 65536, NULL);
	struct page page = { 0 }, waiting = { 0 };
	struct ac_http_request request = request_of("POST", &page);
	site->reactions[0] = site->reactions[1] = SILENCE;
	request.timeout = 600 * AC_NS_PER_MS;
	ac_ns began = ac_steady_ns(&ac_machine_clock);
	assert_int_equal(ac_http_send(http, &request), AC_OK);
	/* A second one has to wait for the only connection, and its time runs too. */
	request.self = &waiting;
	request.timeout = 100 * AC_NS_PER_MS;
	assert_int_equal(ac_http_send(http, &request), AC_OK);
	assert_true(wait_done(&waiting, 1, 5 * AC_NS_PER_SEC));
	CHECK_EQ("the first one is under way", page.done, 0);
	CHECK_EQ("fate of the waiting one", waiting.fate, AC_HTTP_NOT_SENT);
	assert_string_equal(waiting.error, "timed out while waiting for a connection");
	assert_true(wait_done(&page, 1, 5 * AC_NS_PER_SEC));
	ac_ns took = ac_steady_ns(&ac_machine_clock) - began;
	CHECK_EQ("fate", page.fate, AC_HTTP_UNKNOWN);
	assert_non_null(strstr(page.error, "timed out"));
	assert_true(took >= 600 * AC_NS_PER_MS && took < 4 * AC_NS_PER_SEC);
	CHECK_EQ("requests that arrived", site->requests, 1);
	close_http(http);
	site_close(site);
}

static void test_http_without_a_connection_nothing_was_sent(void **state)
{
	(void)state;
	struct site *site = open_site(NULL, "127.0.0.1");
	struct ac_http *http = open_http(1, 65536, NULL);
	site_close(site); /* its port is free now */
	struct page page = ask(http, "POST");
	CHECK_EQ("nobody listens", page.fate, AC_HTTP_NOT_SENT);
	assert_non_null(strstr(page.error, "connect"));
	snprintf(url, sizeof(url), "http://%070d.test/", 0);
	page = ask(http, "POST");
	CHECK_EQ("no such name", page.fate, AC_HTTP_NOT_SENT);
	/* This ends inside a timer: the loop comes back with it, and does not wait first. */
	snprintf(url, sizeof(url), "ftp://127.0.0.1/");
	ac_ns began = ac_steady_ns(&ac_machine_clock);
	page = ask(http, "GET");
	assert_true(ac_steady_ns(&ac_machine_clock) - began < 2 * AC_NS_PER_SEC);
	CHECK_EQ("no such protocol", page.fate, AC_HTTP_NOT_SENT);
	assert_non_null(strstr(page.error, "ftp"));
	close_http(http);
}

/* The peer takes a request over a connection that has served before, and breaks it without a word:
 * the place where libcurl would send it once more by itself. */
static void test_http_never_sends_an_order_twice(void **state)
{
	static const enum site_reaction breaks[] = { CLOSE, RESET };
	static const char *const methods[] = { "POST", "PUT", "DELETE" };
	(void)state;
	for (size_t i = 0; i < AC_COUNT(breaks) * AC_COUNT(methods); i++) {
		const char *method = methods[i / AC_COUNT(breaks)];
		struct site *site = open_site(NULL, "127.0.0.1");
		struct ac_http *http = open_http(2, 65536, NULL);
		site->reactions[1] = breaks[i % AC_COUNT(breaks)];
		struct page page = ask(http, method);
		CHECK_EQ(method, page.fate, AC_HTTP_ANSWERED);
		page = ask(http, method);
		CHECK_EQ(method, page.fate, AC_HTTP_UNKNOWN);
		assert_true(page.error[0] != '\0');
		CHECK_EQ("over the same connection", site->lines[1], 0);
		for (int turn = 0; turn < 10; turn++)
			ac_loop_run(loop, 5 * AC_NS_PER_MS);
		CHECK_EQ("requests that arrived", site->requests, 2);
		/* And it goes on over a new connection. */
		page = ask(http, method);
		CHECK_EQ(method, page.fate, AC_HTTP_ANSWERED);
		CHECK_EQ("requests that arrived", site->requests, 3);
		close_http(http);
		site_close(site);
	}
}

static void test_http_repeats_a_question_on_a_fresh_connection(void **state)
{
	(void)state;
	struct site *site = open_site(NULL, "127.0.0.1");
	struct ac_http *http = open_http(2, 65536, NULL);
	site->reactions[1] = CLOSE;
	struct page page = ask(http, "GET");
	page = ask(http, "GET");
	CHECK_EQ("fate", page.fate, AC_HTTP_ANSWERED);
	assert_string_equal(page.body, "answer 00002");
	CHECK_EQ("connections", atomic_load(&site->peer.accepted), 2);
	close_http(http);
	site_close(site);
}

static void test_http_notices_a_connection_that_was_closed_while_idle(void **state)
{
	(void)state;
	struct site *site = open_site(NULL, "127.0.0.1");
	struct ac_http *http = open_http(2, 65536, NULL);
	site->reactions[0] = ANSWER_AND_CLOSE;
	struct page page = ask(http, "POST");
	usleep(50000); /* the good-bye is here, and nobody has looked */
	page = ask(http, "POST");
	CHECK_EQ("fate", page.fate, AC_HTTP_ANSWERED);
	CHECK_EQ("requests", site->requests, 2);
	CHECK_EQ("over a new connection", site->lines[1], 1);
	close_http(http);
	site_close(site);
}

static void test_http_keeps_to_its_number_of_connections(void **state)
{
	(void)state;
	struct site *site = open_site(NULL, "127.0.0.1");
	struct ac_http *http = open_http(2, 65536, NULL);
	struct page page = { 0 };
	struct ac_http_request request = request_of("POST", &page);
	for (int i = 0; i < 20; i++)
		assert_int_equal(ac_http_send(http, &request), AC_OK);
	CHECK_EQ("pending", ac_http_pending(http), 20);
	assert_true(wait_done(&page, 20, 10 * AC_NS_PER_SEC));
	CHECK_EQ("connections", atomic_load(&site->peer.accepted), 2);
	CHECK_EQ("requests", site->requests, 20);
	close_http(http);
	site_close(site);
}

static void test_http_refuses_more_than_may_wait(void **state)
{
	(void)state;
	struct site *site = open_site(NULL, "127.0.0.1");
	struct ac_http *http = open_http(1, 65536, NULL);
	struct page page = { 0 };
	struct ac_http_request request = request_of("GET", &page);
	enum ac_status status = AC_OK;
	unsigned count = 0;
	for (; status == AC_OK && count < 5000; count++)
		status = ac_http_send(http, &request);
	assert_int_equal(status, AC_ERR_FULL);
	CHECK_EQ("pending", ac_http_pending(http), count - 1);
	/* None of them ends with a callback. */
	close_http(http);
	CHECK_EQ("done", page.done, 0);
	site_close(site);
}

static void test_http_destroy_drops_what_is_under_way(void **state)
{
	(void)state;
	for (int turns = 0; turns < 6; turns++) {
		struct site *site = open_site(NULL, "127.0.0.1");
		struct ac_http *http = open_http(2, 65536, NULL);
		struct page page = { 0 };
		struct ac_http_request request = request_of("POST", &page);
		site->reactions[0] = SILENCE;
		assert_int_equal(ac_http_send(http, &request), AC_OK);
		for (int i = 0; i < turns; i++)
			ac_loop_run(loop, 2 * AC_NS_PER_MS);
		close_http(http);
		CHECK_EQ("done", page.done, 0);
		site_close(site);
	}
}

static void test_http_sends_the_next_from_inside_the_callback(void **state)
{
	(void)state;
	struct site *site = open_site(NULL, "127.0.0.1");
	struct ac_http *http = open_http(2, 65536, NULL);
	struct page page = { .http = http };
	struct ac_http_request request = request_of("POST", &page);
	page.next = &request;
	assert_int_equal(ac_http_send(http, &request), AC_OK);
	assert_true(wait_done(&page, 2, 5 * AC_NS_PER_SEC));
	assert_string_equal(page.body, "answer 00001");
	close_http(http);
	site_close(site);
}

static void test_http_takes_no_key_that_would_be_a_header_of_its_own(void **state)
{
	(void)state;
	struct site *site = open_site(NULL, "127.0.0.1");
	struct ac_http *http = open_http(2, 65536, NULL);
	struct page page = { 0 };
	struct ac_http_request request = request_of("GET", &page);
	request.api_key = "key\r\nX-Other: 1";
	assert_int_equal(ac_http_send(http, &request), AC_ERR_PARSE);
	CHECK_EQ("pending", ac_http_pending(http), 0);
	close_http(http);
	site_close(site);
}

static void test_http_trusts_only_whom_it_may(void **state)
{
	(void)state;
	struct authority ours, other;
	authority_make(&ours, folder_path("ours.pem"));
	authority_make(&other, folder_path("other.pem"));
	SSL_CTX *server = authority_server(&ours, "DNS:localhost", 3600);
	SSL_CTX *expired = authority_server(&ours, "DNS:localhost", -60);
	const struct {
		const char *name, *host, *ca_file;
		SSL_CTX *server;
		enum ac_http_fate fate;
	} cases[] = {
		{ "ours", "localhost", folder_path("ours.pem"), server, AC_HTTP_ANSWERED },
		{ "the system's only", "localhost", NULL, server, AC_HTTP_NOT_SENT },
		{ "another", "localhost", folder_path("other.pem"), server, AC_HTTP_NOT_SENT },
		{ "another name", "127.0.0.1", folder_path("ours.pem"), server, AC_HTTP_NOT_SENT },
		{ "expired", "localhost", folder_path("ours.pem"), expired, AC_HTTP_NOT_SENT },
		{ "no such file", "localhost", "/nowhere.pem", server, AC_HTTP_NOT_SENT },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct site *site = open_site(cases[i].server, cases[i].host);
		struct ac_http *http = open_http(2, 65536, cases[i].ca_file);
		struct page page = ask(http, "POST");
		CHECK_EQ(cases[i].name, page.fate, cases[i].fate);
		CHECK_EQ(cases[i].name, site->requests, cases[i].fate == AC_HTTP_ANSWERED);
		assert_true(page.fate == AC_HTTP_ANSWERED || page.error[0] != '\0');
		close_http(http);
		site_close(site);
	}
	SSL_CTX_free(server);
	SSL_CTX_free(expired);
	authority_free(&ours);
	authority_free(&other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_http_sends_what_it_was_given_over_one_connection),
		cmocka_unit_test(test_http_reads_the_headers_of_the_limits_in_any_case),
		cmocka_unit_test(test_http_unpacks_gzip_and_says_so_in_the_request),
		cmocka_unit_test(test_http_knows_which_answers_are_whole),
		cmocka_unit_test(test_http_refuses_an_answer_that_is_too_long),
		cmocka_unit_test(test_http_timeout_leaves_the_fate_unknown),
		cmocka_unit_test(test_http_without_a_connection_nothing_was_sent),
		cmocka_unit_test(test_http_never_sends_an_order_twice),
		cmocka_unit_test(test_http_repeats_a_question_on_a_fresh_connection),
		cmocka_unit_test(test_http_notices_a_connection_that_was_closed_while_idle),
		cmocka_unit_test(test_http_keeps_to_its_number_of_connections),
		cmocka_unit_test(test_http_refuses_more_than_may_wait),
		cmocka_unit_test(test_http_destroy_drops_what_is_under_way),
		cmocka_unit_test(test_http_sends_the_next_from_inside_the_callback),
		cmocka_unit_test(test_http_takes_no_key_that_would_be_a_header_of_its_own),
		cmocka_unit_test(test_http_trusts_only_whom_it_may),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
