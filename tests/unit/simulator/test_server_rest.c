#include "served.h"
#include "sys/clock.h"

static struct served served;

static int start_plain(void **state)
{
	(void)state;
	served_start(&served, (struct ac_simulator_server_config){ 0 });
	return 0;
}

static int stop(void **state)
{
	(void)state;
	served_stop(&served);
	return 0;
}

static void test_server_answers_with_the_exchange_s_headers(void **state)
{
	(void)state;
	struct client *client = client_connect(&served);
	CHECK_EQ("ping", client_ask(&served, client, "GET", "/fapi/v1/ping", NULL, NULL), 200);
	assert_non_null(strstr(answer_text, "Content-Type: application/json;charset=UTF-8\r\n"));
	assert_non_null(strstr(answer_text, "\r\nx-mbx-used-weight-1m: 1\r\n"));
	assert_null(strcasestr(answer_text, "content-encoding"));
	assert_non_null(strstr(answer_text, "\r\n\r\n{}"));
	CHECK_EQ("the connection is kept",
		 client_ask(&served, client, "GET", "/fapi/v1/time", NULL, NULL), 200);
	CHECK_EQ("unknown path", client_ask(&served, client, "GET", "/fapi/v1/nope", NULL, NULL),
		 404);
	assert_non_null(strstr(answer_text, "Content-Type: text/html"));
	client_close(client);
}

static void test_server_answers_requests_sent_together_in_their_order(void **state)
{
	(void)state;
	struct client *client = client_connect(&served);
	client_say(&served, client,
		   "GET /fapi/v1/ping HTTP/1.1\r\n\r\nGET /fapi/v1/time HTTP/1.1\r\n\r\n"
		   "GET /fapi/v1/nope HTTP/1.1\r\nConnection: close\r\n\r\n");
	CHECK_EQ("first", client_answer(&served, client), 200);
	assert_non_null(strstr(answer_text, "{}"));
	CHECK_EQ("second", client_answer(&served, client), 200);
	assert_non_null(strstr(answer_text, "serverTime"));
	CHECK_EQ("third", client_answer(&served, client), 404);
	client_wait(&served, client, 20);
	assert_true(client->is_closed);
	client_close(client);
}

static void test_server_takes_a_request_byte_by_byte(void **state)
{
	(void)state;
	static const char text[] = "GET /fapi/v1/ping HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
	struct client *client = client_connect(&served);
	for (size_t i = 0; i + 1 < sizeof(text); i++) {
		client_write(&served, client, text + i, 1);
		served_turn(&served, AC_NS_PER_MS);
	}
	CHECK_EQ("status", client_answer(&served, client), 200);
	client_close(client);
}

static void test_server_refuses_what_is_not_http(void **state)
{
	(void)state;
	static const struct {
		const char *name, *text;
		int status;
	} cases[] = {
		{ "noise", "\x16\x03\x01 hello\r\n\r\n", 400 },
		{ "no version", "GET /fapi/v1/ping\r\n\r\n", 400 },
		{ "other version", "GET /fapi/v1/ping HTTP/2.0\r\n\r\n", 400 },
		{ "no path", "GET fapi HTTP/1.1\r\n\r\n", 400 },
		{ "header without a colon", "GET / HTTP/1.1\r\nHost\r\n\r\n", 400 },
		{ "length is no number", "POST / HTTP/1.1\r\nContent-Length: 1x\r\n\r\n", 400 },
		{ "negative length", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400 },
		{ "chunks", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411 },
		{ "body too long", "POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", 413 },
		{ "upgrade of a path that has none",
		  "GET /fapi/v1/ping HTTP/1.1\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
		  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
		  "dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
		  404 },
		{ "upgrade with a short key",
		  "GET /market/ws HTTP/1.1\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
		  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhl\r\n\r\n",
		  404 },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct client *client = client_connect(&served);
		client_say(&served, client, cases[i].text);
		CHECK_EQ(cases[i].name, client_answer(&served, client), cases[i].status);
		client_wait(&served, client, 20);
		CHECK_EQ(cases[i].name, client->is_closed, true);
		client_close(client);
	}
}

static void test_server_passes_the_query_on_byte_for_byte(void **state)
{
	(void)state;
	static const struct {
		const char *name, *method, *path, *query, *part;
		int status;
	} cases[] = {
		/* -1121 and not -1022: the signature was over the very bytes. */
		{ "Chinese symbol", "GET", "/fapi/v1/openOrders",
		  "symbol=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT", "-1121", 400 },
		{ "lower-case hex", "GET", "/fapi/v1/openOrders", "symbol=%e5%b8%81USDT", "-1121",
		  400 },
		{ "more than needed is encoded", "GET", "/fapi/v1/openOrders", "symbol=%42%54CUSDT",
		  "[]", 200 },
		{ "plus and doubled slashes", "GET", "/fapi/v1/openOrders",
		  "symbol=BTCUSDT&x=a+b//c/../d", "[]", 200 },
		{ "orders in one parameter", "POST", "/fapi/v1/batchOrders",
		  "batchOrders=%5B%7B%22symbol%22%3A%22BTCUSDT%22%2C%22side%22%3A%22BUY%22%2C%22"
		  "type%22%3A%22LIMIT%22%2C%22timeInForce%22%3A%22GTC%22%2C%22quantity%22%3A%220."
		  "010%22%2C%22price%22%3A%221%22%7D%5D",
		  "[{\"code\":", 200 },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct client *client = client_connect(&served);
		const char *target = signed_target(cases[i].path, cases[i].query, "secret-a");
		int status = client_ask(&served, client, cases[i].method, target, "key-a", NULL);
		if (strstr(answer_text, "-1022") != NULL ||
		    strstr(answer_text, cases[i].part) == NULL)
			fail_msg("%s: %d %s", cases[i].name, status, answer_text);
		CHECK_EQ(cases[i].name, status, cases[i].status);
		client_close(client);
	}
	struct client *client = client_connect(&served);
	const char *target = signed_target("/fapi/v1/openOrders", "symbol=BTCUSDT", "secret-b");
	CHECK_EQ("wrong secret", client_ask(&served, client, "GET", target, "key-a", NULL), 400);
	assert_non_null(strstr(answer_text, "-1022"));
	client_close(client);
}

static void test_server_takes_put_and_delete_with_and_without_a_body(void **state)
{
	(void)state;
	struct client *client = client_connect(&served);
	static const struct {
		const char *method, *body;
	} cases[] = { { "POST", NULL }, { "PUT", NULL },    { "PUT", "" },  { "PUT", "a=b" },
		      { "POST", "" },   { "DELETE", NULL }, { "POST", "" }, { "DELETE", "" } };
	for (size_t i = 0; i < AC_COUNT(cases); i++)
		CHECK_EQ(cases[i].method,
			 client_ask(&served, client, cases[i].method, "/fapi/v1/listenKey", "key-a",
				    cases[i].body),
			 200);
	/* A signed body in place of a query. */
	char body[512], payload[256];
	snprintf(payload, sizeof(payload), "symbol=BTCUSDT&leverage=7&timestamp=%lld",
		 (long long)(ac_wall_ns(&ac_machine_clock) / AC_NS_PER_MS));
	snprintf(body, sizeof(body), "%s&signature=%s", payload, sign("secret-a", payload));
	CHECK_EQ("signed body",
		 client_ask(&served, client, "POST", "/fapi/v1/leverage", "key-a", body), 200);
	assert_non_null(strstr(answer_text, "\"leverage\":7"));
	client_close(client);
}

static void test_server_lets_a_client_that_expects_100_send_its_body(void **state)
{
	(void)state;
	struct client *client = client_connect(&served);
	client_say(&served, client,
		   "PUT /fapi/v1/listenKey HTTP/1.1\r\nX-MBX-APIKEY: key-a\r\n"
		   "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
	client_wait(&served, client, 20);
	assert_non_null(memmem(client->data, client->size, "HTTP/1.1 100 Continue\r\n\r\n", 25));
	client->size = 0;
	client_say(&served, client, "a=b");
	assert_true(client_answer(&served, client) != 0);
	client_close(client);
}

static void test_server_keeps_accounts_apart_on_the_websocket_api(void **state)
{
	(void)state;
	struct client *client = client_open(&served, "/ws-fapi/v1");
	char text[1024], payload[256];
	long long now = ac_wall_ns(&ac_machine_clock) / AC_NS_PER_MS;
	snprintf(payload, sizeof(payload), "apiKey=key-a&timestamp=%lld", now);
	snprintf(
		text, sizeof(text),
		"{\"id\":\"x1\",\"method\":\"v2/account.balance\",\"params\":{\"apiKey\":\"key-a\","
		"\"timestamp\":%lld,\"signature\":\"%s\"}}",
		now, sign("secret-a", payload));
	const char *answer = client_talk(&served, client, text);
	if (strstr(answer, "\"id\":\"x1\"") == NULL || strstr(answer, "\"status\":200") == NULL ||
	    strstr(answer, "\"rateLimits\"") == NULL)
		fail_msg("%s", answer);
	snprintf(text, sizeof(text),
		 "{\"id\":2,\"method\":\"v2/account.balance\",\"params\":{\"apiKey\":\"key-b\","
		 "\"timestamp\":%lld,\"signature\":\"%s\"}}",
		 now, sign("secret-a", payload));
	answer = client_talk(&served, client, text);
	assert_non_null(strstr(answer, "-1022"));
	client_close(client);
	client = client_open(&served, "/ws-fapi/v1?returnRateLimits=false");
	answer = client_talk(&served, client, "{\"id\":3,\"method\":\"session.status\"}");
	assert_non_null(strstr(answer, "\"id\":3"));
	assert_null(strstr(answer, "\"rateLimits\":["));
	client_close(client);
}

static const char *read_file(const char *folder, const char *name)
{
	static char text[1u << 20];
	char path[512];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	unlink(path);
	return text;
}

static void test_server_records_everything_but_keys_and_signatures(void **state)
{
	(void)state;
	char folder[] = "/tmp/simulator-record-XXXXXX";
	assert_non_null(mkdtemp(folder));
	struct served recorded;
	served_start(&recorded, (struct ac_simulator_server_config){ .record_folder = folder });
	struct client *client = client_connect(&recorded);
	char target[16384];
	snprintf(target, sizeof(target), "%s",
		 signed_target("/fapi/v1/openOrders", "symbol=BTCUSDT", "secret-a"));
	CHECK_EQ("status", client_ask(&recorded, client, "GET", target, "key-a", NULL), 200);
	client_close(client);
	client = client_open(&recorded, "/ws-fapi/v1");
	(void)client_talk(&recorded, client,
			  "{\"id\":4,\"method\":\"v2/account.balance\",\"params\":{\"apiKey\":"
			  "\"key-a\",\"timestamp\":1,\"signature\":\"abcdef\"}}");
	client_close(client);
	served_stop(&recorded);
	const char *text = read_file(folder, "requests.jsonl");
	assert_non_null(strstr(text, "\"path\":\"/fapi/v1/openOrders\""));
	assert_non_null(strstr(text, "\"query\":\"symbol=BTCUSDT&timestamp="));
	assert_non_null(strstr(text, "&signature=***\""));
	assert_non_null(strstr(text, "\"status\":200,\"answer\":\"[]\"}\n"));
	assert_null(strstr(text, "key-a"));
	assert_null(strstr(text, strstr(target, "signature=") + 10));
	text = read_file(folder, "frames.jsonl");
	assert_non_null(strstr(text, "\"direction\":\"in\",\"frame\":\"{\\\"id\\\":4,"));
	assert_non_null(strstr(text, "\\\"apiKey\\\":\\\"***\\\""));
	assert_non_null(strstr(text, "\"direction\":\"out\""));
	assert_null(strstr(text, "abcdef"));
	assert_null(strstr(text, "key-a"));
	rmdir(folder);
}

static void test_server_drops_a_client_that_does_not_read(void **state)
{
	(void)state;
	struct served small;
	served_start(&small, (struct ac_simulator_server_config){ .queue_max = 1u << 20 });
	struct client *slow = client_open(&small, "/market/ws/btcusdt@aggTrade");
	struct client *quick = client_open(&small, "/market/ws/btcusdt@aggTrade");
	static char payload[16384];
	memset(payload, 'x', sizeof(payload) - 1);
	payload[0] = payload[sizeof(payload) - 2] = '"';
	struct ac_simulator_server_stats stats;
	for (int i = 0; i < 1000; i++) {
		push_market(&small, AC_SIMULATOR_ROUTE_MARKET, "btcusdt@aggTrade", payload);
		if (client_frame(&small, quick) != 1)
			fail_msg("the quick client heard nothing of frame %d", i);
		ac_simulator_server_stats_get(small.server, &stats);
		if (stats.clients_dropped > 0)
			break;
	}
	CHECK_EQ("dropped", stats.clients_dropped, 1);
	CHECK_EQ("left", stats.connections_open, 1);
	client_close(slow);
	client_close(quick);
	served_stop(&small);
}

static void test_server_says_why_it_cannot_start(void **state)
{
	(void)state;
	struct ac_simulator_server *server;
	char error[512];
	static const struct {
		const char *name;
		struct ac_simulator_server_config config;
		const char *part;
	} cases[] = {
		{ "address", { .clock = &ac_machine_clock, .address = "nowhere" }, "nowhere" },
		{ "certificate",
		  { .clock = &ac_machine_clock,
		    .address = "127.0.0.1",
		    .tls_certificate = "/no/cert.pem",
		    .tls_key = "x" },
		  "/no/cert.pem" },
		{ "frames",
		  { .clock = &ac_machine_clock,
		    .address = "127.0.0.1",
		    .frames_file = "/no/frames" },
		  "/no/frames" },
		{ "record folder",
		  { .clock = &ac_machine_clock,
		    .address = "127.0.0.1",
		    .record_folder = "/proc/nothing" },
		  "/proc/nothing" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		if (ac_simulator_server_create(&cases[i].config, &server, error, sizeof(error)) ==
			    AC_OK ||
		    strstr(error, cases[i].part) == NULL)
			fail_msg("%s: %s", cases[i].name, error);
	}
	struct ac_simulator_server_config taken = { .clock = &ac_machine_clock,
						    .address = "127.0.0.1",
						    .port = ac_simulator_server_port(
							    served.server) };
	assert_int_not_equal(ac_simulator_server_create(&taken, &server, error, sizeof(error)),
			     AC_OK);
	assert_non_null(strstr(error, "Address already in use"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_server_answers_with_the_exchange_s_headers,
						start_plain, stop),
		cmocka_unit_test_setup_teardown(
			test_server_answers_requests_sent_together_in_their_order, start_plain,
			stop),
		cmocka_unit_test_setup_teardown(test_server_takes_a_request_byte_by_byte,
						start_plain, stop),
		cmocka_unit_test_setup_teardown(test_server_refuses_what_is_not_http, start_plain,
						stop),
		cmocka_unit_test_setup_teardown(test_server_passes_the_query_on_byte_for_byte,
						start_plain, stop),
		cmocka_unit_test_setup_teardown(
			test_server_takes_put_and_delete_with_and_without_a_body, start_plain,
			stop),
		cmocka_unit_test_setup_teardown(
			test_server_lets_a_client_that_expects_100_send_its_body, start_plain,
			stop),
		cmocka_unit_test_setup_teardown(
			test_server_keeps_accounts_apart_on_the_websocket_api, start_plain, stop),
		cmocka_unit_test(test_server_records_everything_but_keys_and_signatures),
		cmocka_unit_test(test_server_drops_a_client_that_does_not_read),
		cmocka_unit_test_setup_teardown(test_server_says_why_it_cannot_start, start_plain,
						stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
