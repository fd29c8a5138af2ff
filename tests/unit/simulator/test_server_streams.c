#include "served.h"
#include "sys/clock.h"

#include <zlib.h>

static struct served served;

static int start(void **state)
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

static void test_stream_urls_deliver_what_their_route_carries(void **state)
{
	(void)state;
	static const char *const raw = "{\"e\":\"x\"}";
	static const struct {
		const char *url;
		enum ac_simulator_route route;
		const char *stream, *expected; /* "" silent; "raw" and "enveloped" */
	} cases[] = {
		{ "/market/ws/btcusdt@kline_1m", AC_SIMULATOR_ROUTE_MARKET, "btcusdt@kline_1m",
		  "raw" },
		{ "/market/ws/ethusdt@kline_1m/btcusdt@kline_1m", AC_SIMULATOR_ROUTE_MARKET,
		  "btcusdt@kline_1m", "raw" },
		{ "/market/ws/btcusdt%40kline_1m", AC_SIMULATOR_ROUTE_MARKET, "btcusdt@kline_1m",
		  "raw" },
		{ "/market/stream?streams=btcusdt@kline_1m/ethusdt@markPrice@1s",
		  AC_SIMULATOR_ROUTE_MARKET, "ethusdt@markPrice@1s", "enveloped" },
		{ "/market/stream?streams=btcusdt%40kline_1m%2Fethusdt%40markPrice%401s",
		  AC_SIMULATOR_ROUTE_MARKET, "ethusdt@markPrice@1s", "enveloped" },
		{ "/market/stream?x=1&streams=!markPrice@arr@1s", AC_SIMULATOR_ROUTE_MARKET,
		  "!markPrice@arr@1s", "enveloped" },
		{ "/market/ws/\xE5\xB8\x81usdt@aggTrade", AC_SIMULATOR_ROUTE_MARKET,
		  "\xE5\xB8\x81usdt@aggTrade", "raw" },
		{ "/market/ws/%E5%B8%81usdt@aggTrade", AC_SIMULATOR_ROUTE_MARKET,
		  "\xE5\xB8\x81usdt@aggTrade", "raw" },
		{ "/public/ws/btcusdt@bookTicker", AC_SIMULATOR_ROUTE_PUBLIC, "btcusdt@bookTicker",
		  "raw" },
		{ "/public/stream?streams=btcusdt@bookTicker", AC_SIMULATOR_ROUTE_PUBLIC,
		  "btcusdt@bookTicker", "enveloped" },
		/* No route: what /public carries, and of the others nothing. */
		{ "/ws/btcusdt@bookTicker", AC_SIMULATOR_ROUTE_PUBLIC, "btcusdt@bookTicker",
		  "raw" },
		{ "/stream?streams=btcusdt@bookTicker", AC_SIMULATOR_ROUTE_PUBLIC,
		  "btcusdt@bookTicker", "enveloped" },
		{ "/ws/btcusdt@kline_1m", AC_SIMULATOR_ROUTE_MARKET, "btcusdt@kline_1m", "" },
		{ "/stream?streams=btcusdt@kline_1m", AC_SIMULATOR_ROUTE_MARKET, "btcusdt@kline_1m",
		  "" },
		/* The wrong route, the wrong case, nothing that exists. */
		{ "/public/ws/btcusdt@kline_1m", AC_SIMULATOR_ROUTE_MARKET, "btcusdt@kline_1m",
		  "" },
		{ "/market/ws/btcusdt@bookTicker", AC_SIMULATOR_ROUTE_PUBLIC, "btcusdt@bookTicker",
		  "" },
		{ "/private/ws/btcusdt@kline_1m", AC_SIMULATOR_ROUTE_MARKET, "btcusdt@kline_1m",
		  "" },
		{ "/market/ws/BTCUSDT@kline_1m", AC_SIMULATOR_ROUTE_MARKET, "btcusdt@kline_1m",
		  "" },
		{ "/market/ws", AC_SIMULATOR_ROUTE_MARKET, "btcusdt@kline_1m", "" },
		{ "/market/stream", AC_SIMULATOR_ROUTE_MARKET, "btcusdt@kline_1m", "" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct client *client = client_open(&served, cases[i].url);
		push_market(&served, cases[i].route, cases[i].stream, raw);
		char expected[256];
		if (strcmp(cases[i].expected, "enveloped") == 0)
			snprintf(expected, sizeof(expected), "{\"stream\":\"%s\",\"data\":%s}",
				 cases[i].stream, raw);
		else
			snprintf(expected, sizeof(expected), "%s",
				 cases[i].expected[0] != '\0' ? raw : "");
		int opcode = client_frame_within(&served, client, expected[0] != '\0' ? 1000 : 10);
		CHECK_EQ(cases[i].url, opcode, expected[0] != '\0' ? 1 : -1);
		CHECK_TEXT(cases[i].url, frame_text, expected);
		client_close(client);
	}
}

static void test_stream_subscribers_are_told_apart_and_forgotten(void **state)
{
	(void)state;
	struct client *raw = client_open(&served, "/market/ws/a@kline_1m");
	struct client *combined =
		client_open(&served, "/market/stream?streams=a@kline_1m/b@kline_1m");
	push_market(&served, AC_SIMULATOR_ROUTE_MARKET, "a@kline_1m", "{\"n\":1}");
	push_market(&served, AC_SIMULATOR_ROUTE_MARKET, "b@kline_1m", "{\"n\":2}");
	CHECK_EQ("raw", client_frame(&served, raw), 1);
	CHECK_TEXT("raw", frame_text, "{\"n\":1}");
	CHECK_EQ("raw hears nothing of b", client_frame_within(&served, raw, 10), -1);
	CHECK_EQ("combined", client_frame(&served, combined), 1);
	CHECK_TEXT("combined", frame_text, "{\"stream\":\"a@kline_1m\",\"data\":{\"n\":1}}");
	CHECK_EQ("combined", client_frame(&served, combined), 1);
	CHECK_TEXT("combined", frame_text, "{\"stream\":\"b@kline_1m\",\"data\":{\"n\":2}}");
	client_close(combined);
	client_wait(&served, raw, 10);
	push_market(&served, AC_SIMULATOR_ROUTE_MARKET, "a@kline_1m", "{\"n\":3}");
	push_market(&served, AC_SIMULATOR_ROUTE_MARKET, "b@kline_1m", "{\"n\":4}");
	CHECK_EQ("raw goes on", client_frame(&served, raw), 1);
	CHECK_TEXT("raw goes on", frame_text, "{\"n\":3}");
	client_close(raw);
}

static void test_stream_requests_are_answered_with_their_ids(void **state)
{
	(void)state;
	static const struct {
		const char *text, *answer;
	} talk[] = {
		{ "{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":1}", "{\"result\":[],\"id\":1}" },
		{ "{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@kline_1m\",\"NOPE@x\"],\"id\":"
		  "7}",
		  "{\"result\":null,\"id\":7}" },
		{ "{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@kline_1m\"],\"id\":8}",
		  "{\"result\":null,\"id\":8}" },
		{ "{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":9}",
		  "{\"result\":[\"btcusdt@kline_1m\",\"NOPE@x\"],\"id\":9}" },
		{ "{\"id\":18446744073709551615,\"method\":\"GET_PROPERTY\",\"params\":["
		  "\"combined\"]}",
		  "{\"error\":{\"code\":3,\"msg\":\"Invalid JSON: line 1 column 26\"}}" },
		{ "{\"method\":\"GET_PROPERTY\",\"params\":[\"combined\"],\"id\":11}",
		  "{\"result\":false,\"id\":11}" },
		{ "{\"method\":\"SET_PROPERTY\",\"params\":[\"combined\",true],\"id\":12}",
		  "{\"result\":null,\"id\":12}" },
		{ "{\"method\":\"GET_PROPERTY\",\"params\":[\"combined\"],\"id\":13}",
		  "{\"result\":true,\"id\":13}" },
		{ "{\"method\":\"UNSUBSCRIBE\",\"params\":[\"NOPE@x\",\"never@y\"],\"id\":14}",
		  "{\"result\":null,\"id\":14}" },
		{ "{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":15}",
		  "{\"result\":[\"btcusdt@kline_1m\"],\"id\":15}" },
	};
	struct client *client = client_open(&served, "/market/ws");
	for (size_t i = 0; i < AC_COUNT(talk); i++)
		CHECK_TEXT(talk[i].text, client_talk(&served, client, talk[i].text),
			   talk[i].answer);
	push_market(&served, AC_SIMULATOR_ROUTE_MARKET, "btcusdt@kline_1m", "{}");
	CHECK_EQ("subscribed, in an envelope since SET_PROPERTY", client_frame(&served, client), 1);
	CHECK_TEXT("envelope", frame_text, "{\"stream\":\"btcusdt@kline_1m\",\"data\":{}}");
	(void)client_talk(
		&served, client,
		"{\"method\":\"UNSUBSCRIBE\",\"params\":[\"btcusdt@kline_1m\"],\"id\":16}");
	push_market(&served, AC_SIMULATOR_ROUTE_MARKET, "btcusdt@kline_1m", "{}");
	CHECK_EQ("unsubscribed", client_frame_within(&served, client, 10), -1);
	client_close(client);
}

static void test_stream_errors_have_the_exchange_s_codes(void **state)
{
	(void)state;
	static const struct {
		const char *text, *answer; /* the beginning and the end of it */
		const char *end;
	} cases[] = {
		{ "{", "{\"error\":{\"code\":3,", "\"}}" },
		{ "", "{\"error\":{\"code\":3,", "\"}}" },
		{ "[]", "{\"error\":{\"code\":2,", "\"}}" },
		{ "{\"id\":1}", "{\"error\":{\"code\":2,", "},\"id\":1}" },
		{ "{\"method\":5,\"id\":2}", "{\"error\":{\"code\":2,", "},\"id\":2}" },
		{ "{\"method\":\"DANCE\",\"id\":3}", "{\"error\":{\"code\":2,", "},\"id\":3}" },
		{ "{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":-3}", "{\"error\":{\"code\":2,",
		  "\"}}" },
		{ "{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":-1}", "{\"error\":{\"code\":2,",
		  "\"}}" },
		{ "{\"method\":\"SUBSCRIBE\",\"id\":4}", "{\"error\":{\"code\":2,", "},\"id\":4}" },
		{ "{\"method\":\"SUBSCRIBE\",\"params\":[1],\"id\":5}", "{\"error\":{\"code\":2,",
		  "},\"id\":5}" },
		{ "{\"method\":\"SET_PROPERTY\",\"params\":[\"color\",true],\"id\":6}",
		  "{\"error\":{\"code\":0,", "},\"id\":6}" },
		{ "{\"method\":\"SET_PROPERTY\",\"params\":[\"combined\",1],\"id\":7}",
		  "{\"error\":{\"code\":1,", "},\"id\":7}" },
		{ "{\"method\":\"SET_PROPERTY\",\"params\":[\"combined\",true,1],\"id\":8}",
		  "{\"error\":{\"code\":2,", "},\"id\":8}" },
		{ "{\"method\":\"GET_PROPERTY\",\"params\":[\"color\"],\"id\":9}",
		  "{\"error\":{\"code\":0,", "},\"id\":9}" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct client *client = client_open(&served, "/public/stream");
		const char *answer = client_talk(&served, client, cases[i].text);
		size_t size = strlen(answer), end = strlen(cases[i].end);
		if (strncmp(answer, cases[i].answer, strlen(cases[i].answer)) != 0 || size < end ||
		    strcmp(answer + size - end, cases[i].end) != 0)
			fail_msg("%s: %s", cases[i].text, answer);
		client_close(client);
	}
}

/* Subscribes to `count` streams named from `first` on, and returns the answer. */
static const char *subscribe_many(struct client *client, int first, int count)
{
	static char text[65536];
	int size = snprintf(text, sizeof(text), "{\"method\":\"SUBSCRIBE\",\"id\":1,\"params\":[");
	for (int i = 0; i < count; i++)
		size += snprintf(text + size, sizeof(text) - (size_t)size, "%s\"s%d@kline_1m\"",
				 i > 0 ? "," : "", first + i);
	snprintf(text + size, sizeof(text) - (size_t)size, "]}");
	return client_talk(&served, client, text);
}

static void check_goodbye(struct client *client, const char *reason)
{
	int opcode = client_frame(&served, client);
	CHECK_EQ("close frame", opcode, 8);
	CHECK_EQ("code", (unsigned char)frame_text[0] * 256 + (unsigned char)frame_text[1], 1008);
	CHECK_TEXT("reason", frame_text + 2, reason);
	client_send_frame(&served, client, 8, "\x03\xf0", 2);
	client_wait(&served, client, 50);
	CHECK_EQ("closed", client->is_closed, true);
}

static void test_stream_1025th_ends_the_connection(void **state)
{
	(void)state;
	struct client *client = client_open(&served, "/market/ws");
	CHECK_TEXT("1000", subscribe_many(client, 0, 1000), "{\"result\":null,\"id\":1}");
	CHECK_TEXT("1024", subscribe_many(client, 1000, 24), "{\"result\":null,\"id\":1}");
	CHECK_TEXT("again", subscribe_many(client, 1000, 24), "{\"result\":null,\"id\":1}");
	CHECK_TEXT("1025", subscribe_many(client, 2000, 1),
		   "{\"error\":{\"code\":4,\"msg\":\"Too many subscriptions\"}}");
	push_market(&served, AC_SIMULATOR_ROUTE_MARKET, "s1@kline_1m", "{}");
	check_goodbye(client, "Invalid request");
	client_close(client);
	/* The same by URL. */
	static char url[65536];
	size_t size = (size_t)snprintf(url, sizeof(url), "/market/stream?streams=s");
	for (int i = 0; i < 1025; i++)
		size += (size_t)snprintf(url + size, sizeof(url) - size, "/s%d@kline_1m", i);
	client = client_open(&served, url);
	CHECK_EQ("answer", client_frame(&served, client), 1);
	CHECK_TEXT("by URL", frame_text,
		   "{\"error\":{\"code\":4,\"msg\":\"Too many subscriptions\"}}");
	check_goodbye(client, "Invalid request");
	client_close(client);
}

static void test_stream_16_messages_at_once_are_too_many(void **state)
{
	(void)state;
	static const char list[] = "{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":1}";
	struct client *client = client_open(&served, "/market/ws");
	for (int i = 0; i < 40; i++)
		client_text(&served, client, list);
	for (int i = 0; i < 15; i++) {
		CHECK_EQ("answer", client_frame(&served, client), 1);
		CHECK_TEXT("answer", frame_text, "{\"result\":[],\"id\":1}");
	}
	check_goodbye(client, "Too many requests");
	client_close(client);
	/* Pings are messages too. */
	client = client_open(&served, "/market/ws");
	int pongs = 0, opcode;
	do {
		client_send_frame(&served, client, 9, "x", 1);
		opcode = client_frame(&served, client);
		pongs += opcode == 10;
	} while (opcode == 10 && pongs < 40);
	assert_in_range(pongs, 15, 17); /* a little time passes between them */
	CHECK_EQ("close", opcode, 8);
	client_close(client);
	/* Ten a second are fine for as long as one likes. */
	client = client_open(&served, "/market/ws");
	for (int i = 0; i < 30; i++) {
		CHECK_TEXT("steady", client_talk(&served, client, list),
			   "{\"result\":[],\"id\":1}");
		client_wait(&served, client, 104);
	}
	client_close(client);
}

static void test_stream_pings_of_the_client_are_answered(void **state)
{
	(void)state;
	struct client *client = client_open(&served, "/market/ws");
	client_send_frame(&served, client, 9, "hello", 5);
	CHECK_EQ("pong", client_frame(&served, client), 10);
	CHECK_TEXT("payload", frame_text, "hello");
	client_send_frame(&served, client, 8, "\x03\xe8", 2);
	CHECK_EQ("close", client_frame(&served, client), 8);
	client_wait(&served, client, 50);
	CHECK_EQ("closed", client->is_closed, true);
	client_close(client);
}

static void test_stream_server_pings_and_drops_who_is_silent_or_old(void **state)
{
	(void)state;
	struct served quick;
	served_start(&quick, (struct ac_simulator_server_config){
				     .ping_interval = 200 * AC_NS_PER_MS,
				     .pong_timeout = 700 * AC_NS_PER_MS,
				     .connection_life = 1600 * AC_NS_PER_MS,
			     });
	struct client *silent = client_open(&quick, "/market/ws");
	struct client *lively = client_open(&quick, "/market/ws");
	ac_ns began = ac_steady_ns(&ac_machine_clock);
	int pings = 0;
	ac_ns silent_ended = 0;
	while (!lively->is_closed && ac_steady_ns(&ac_machine_clock) - began < 5 * AC_NS_PER_SEC) {
		client_read(silent);
		if (silent->is_closed && silent_ended == 0)
			silent_ended = ac_steady_ns(&ac_machine_clock) - began;
		if (client_frame_within(&quick, lively, 2) != 9)
			continue;
		pings++;
		ac_ms said = atoll(frame_text), now = ac_wall_ns(&ac_machine_clock) / AC_NS_PER_MS;
		CHECK_EQ("payload is the time in ms", now - said < 1000 && said <= now, true);
		client_send_frame(&quick, lively, 10, frame_text, strlen(frame_text));
	}
	ac_ns lively_ended = ac_steady_ns(&ac_machine_clock) - began;
	assert_in_range(pings, 3, 9);
	assert_in_range(silent_ended, 500 * AC_NS_PER_MS, 1300 * AC_NS_PER_MS);
	assert_in_range(lively_ended, 1400 * AC_NS_PER_MS, 3000 * AC_NS_PER_MS);
	client_close(silent);
	client_close(lively);
	served_stop(&quick);
}

static void test_user_events_reach_their_account_s_keys_only(void **state)
{
	(void)state;
	char key_a[128], key_b[128], url[1024];
	snprintf(key_a, sizeof(key_a), "%s", new_listen_key(&served, "key-a"));
	snprintf(key_b, sizeof(key_b), "%s", new_listen_key(&served, "key-b"));
	static const struct {
		const char *format, *key; /* the URL; A or B, or AB for both */
		const char *heard;        /* of account a: types */
		bool is_enveloped;
	} cases[] = {
		{ "/private/ws/%s", "A", "ORDER_TRADE_UPDATE ACCOUNT_UPDATE ", false },
		{ "/private/ws/%s", "B", "", false },
		{ "/private/ws/0123456789nokey%.0s", "A", "", false },
		{ "/private/stream?streams=%s", "A", "ORDER_TRADE_UPDATE ACCOUNT_UPDATE ", true },
		{ "/private/ws?listenKey=%s", "A", "ORDER_TRADE_UPDATE ACCOUNT_UPDATE ", false },
		{ "/private/ws?listenKey=%s&events=ACCOUNT_UPDATE/ALGO_UPDATE", "A",
		  "ACCOUNT_UPDATE ", false },
		{ "/private/ws?listenKey=%s&events=ACCOUNT_UPDATE%%2FORDER_TRADE_UPDATE", "A",
		  "ORDER_TRADE_UPDATE ACCOUNT_UPDATE ", false },
		{ "/private/ws?listenKey=%s&events=ORDER_TRADE", "A", "", false },
		{ "/private/stream?listenKey=%s&events=ORDER_TRADE_UPDATE&listenKey=other"
		  "&events=ACCOUNT_UPDATE",
		  "A", "ORDER_TRADE_UPDATE ", true },
		{ "/public/ws/%s", "A", "", false },
		{ "/market/ws/%s", "A", "", false },
		{ "/ws/%s", "A", "", false },
		{ "/stream?streams=%s", "A", "", false },
	};
	static const char *const types[] = { "ORDER_TRADE_UPDATE", "ACCOUNT_UPDATE" };
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		const char *key = cases[i].key[0] == 'A' ? key_a : key_b;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(url, sizeof(url), cases[i].format, key);
#pragma GCC diagnostic pop
		struct client *client = client_open(&served, url);
		char heard[256] = "";
		for (size_t k = 0; k < AC_COUNT(types); k++) {
			char payload[64], expected[256];
			snprintf(payload, sizeof(payload), "{\"e\":\"%s\"}", types[k]);
			push_user(&served, 0, types[k], payload);
			snprintf(expected, sizeof(expected), "{\"stream\":\"%s\",\"data\":%s}", key,
				 payload);
			if (client_frame_within(&served, client, 8) != 1)
				continue;
			CHECK_TEXT(cases[i].format, frame_text,
				   cases[i].is_enveloped ? expected : payload);
			snprintf(heard + strlen(heard), sizeof(heard) - strlen(heard), "%s ",
				 types[k]);
		}
		CHECK_TEXT(cases[i].format, heard, cases[i].heard);
		client_close(client);
	}
	/* Live, and two keys on one connection. */
	snprintf(url, sizeof(url), "/private/stream?listenKey=%s&events=A&listenKey=%s&events=B",
		 key_a, key_b);
	struct client *client = client_open(&served, url);
	push_user(&served, 1, "B", "{\"n\":1}");
	CHECK_EQ("second key", client_frame(&served, client), 1);
	push_user(&served, 1, "A", "{\"n\":2}");
	push_user(&served, 0, "A", "{\"n\":3}");
	CHECK_EQ("first key", client_frame(&served, client), 1);
	assert_non_null(strstr(frame_text, "{\"n\":3}"));
	client_close(client);
	client = client_open(&served, "/private/stream");
	char text[512];
	snprintf(text, sizeof(text), "{\"method\":\"SUBSCRIBE\",\"params\":[\"%s\"],\"id\":1}",
		 key_a);
	(void)client_talk(&served, client, text);
	push_user(&served, 0, "A", "{}");
	CHECK_EQ("subscribed live", client_frame(&served, client), 1);
	client_close(client);
}

static void test_user_stream_is_silent_after_its_key_has_expired(void **state)
{
	(void)state;
	char url[256];
	snprintf(url, sizeof(url), "/private/ws/%s", new_listen_key(&served, "key-a"));
	struct client *client = client_open(&served, url);
	ac_simulator_listen_key_expire(served.simulator, 0, ac_wall_ns(&ac_machine_clock));
	CHECK_EQ("expired", client_frame(&served, client), 1);
	assert_non_null(strstr(frame_text, "\"e\":\"listenKeyExpired\""));
	push_user(&served, 0, "ACCOUNT_UPDATE", "{}");
	CHECK_EQ("silent", client_frame_within(&served, client, 10), -1);
	CHECK_EQ("open", client->is_closed, false);
	/* The new key is another one; the old connection stays silent. */
	(void)new_listen_key(&served, "key-a");
	push_user(&served, 0, "ACCOUNT_UPDATE", "{}");
	CHECK_EQ("still silent", client_frame_within(&served, client, 10), -1);
	client_close(client);
	/* A key that its owner has closed says nothing either, and no event tells of it. */
	snprintf(url, sizeof(url), "/private/ws/%s", new_listen_key(&served, "key-a"));
	client = client_open(&served, url);
	push_user(&served, 0, "ACCOUNT_UPDATE", "{}");
	CHECK_EQ("heard", client_frame(&served, client), 1);
	struct client *owner = client_connect(&served);
	CHECK_EQ("closed",
		 client_ask(&served, owner, "DELETE", "/fapi/v1/listenKey", "key-a", NULL), 200);
	push_user(&served, 0, "ACCOUNT_UPDATE", "{}");
	CHECK_EQ("silent again", client_frame_within(&served, client, 10), -1);
	client_close(owner);
	client_close(client);
}

static void test_recorded_frames_are_played_in_order_and_time(void **state)
{
	(void)state;
	char path[] = "/tmp/simulator-frames-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	gzFile file = gzopen(path, "wb");
	assert_non_null(file);
	gzprintf(file, "1723161255000000000 {\"stream\":\"b@bookTicker\",\"data\":{\"n\":1}}\n");
	gzprintf(file, "this is no frame\n");
	gzprintf(file, "1723161257000000000 {\"stream\":\"b@kline_1m\",\"data\":{\"n\":2}}\n");
	gzprintf(file, "1723161259000000000 {\"stream\":\"b@bookTicker\",\"data\":{\"n\":3}}\n");
	gzclose(file);
	struct served played;
	served_start(&played, (struct ac_simulator_server_config){ .frames_file = path,
								   .frames_speed = 10,
								   .is_begun_by_client = true });
	unlink(path);
	struct client *market = client_open(&played, "/public/ws/b@bookTicker");
	struct client *other = client_open(&played, "/market/stream?streams=b@kline_1m");
	ac_ns began = ac_steady_ns(&ac_machine_clock);
	CHECK_EQ("first", client_frame(&played, market), 1);
	CHECK_TEXT("first", frame_text, "{\"n\":1}");
	CHECK_EQ("second", client_frame(&played, other), 1);
	CHECK_TEXT("second", frame_text, "{\"stream\":\"b@kline_1m\",\"data\":{\"n\":2}}");
	CHECK_EQ("third", client_frame(&played, market), 1);
	CHECK_TEXT("third", frame_text, "{\"n\":3}");
	/* Four recorded seconds at ten times their speed. */
	assert_in_range(ac_steady_ns(&ac_machine_clock) - began, 330 * AC_NS_PER_MS,
			900 * AC_NS_PER_MS);
	client_close(market);
	client_close(other);
	served_stop(&played);
}

int main(void)
{
#define ON_SERVER(name) cmocka_unit_test_setup_teardown(name, start, stop)
	const struct CMUnitTest tests[] = {
		ON_SERVER(test_stream_urls_deliver_what_their_route_carries),
		ON_SERVER(test_stream_subscribers_are_told_apart_and_forgotten),
		ON_SERVER(test_stream_requests_are_answered_with_their_ids),
		ON_SERVER(test_stream_errors_have_the_exchange_s_codes),
		ON_SERVER(test_stream_1025th_ends_the_connection),
		ON_SERVER(test_stream_16_messages_at_once_are_too_many),
		ON_SERVER(test_stream_pings_of_the_client_are_answered),
		cmocka_unit_test(test_stream_server_pings_and_drops_who_is_silent_or_old),
		ON_SERVER(test_user_events_reach_their_account_s_keys_only),
		ON_SERVER(test_user_stream_is_silent_after_its_key_has_expired),
		cmocka_unit_test(test_recorded_frames_are_played_in_order_and_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
