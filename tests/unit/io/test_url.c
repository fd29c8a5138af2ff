#include "check.h"

#include "io/url.h"

static void test_url_is_taken_apart(void **state)
{
	static const struct {
		const char *text;
		bool is_tls;
		const char *host, *port, *path;
		bool is_address;
	} cases[] = {
		{ "wss://fstream.binance.com/market/ws", true, "fstream.binance.com", "443",
		  "/market/ws", false },
		{ "ws://127.0.0.1:9090/stream?streams=a@b/c", false, "127.0.0.1", "9090",
		  "/stream?streams=a@b/c", true },
		{ "ws://localhost", false, "localhost", "80", "/", false },
		{ "wss://[::1]:65535/", true, "::1", "65535", "/", true },
		{ "ws://[fe80::1]/x:y", false, "fe80::1", "80", "/x:y", true },
		{ "ws://h:1", false, "h", "1", "/", false },
		{ "wss://h/\xe5\xb8\x81", true, "h", "443", "/\xe5\xb8\x81", false },
	};
	(void)state;
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_url url;
		CHECK_EQ(cases[i].text, ac_url_parse(cases[i].text, &url), AC_OK);
		CHECK_EQ(cases[i].text, url.is_tls, cases[i].is_tls);
		CHECK_EQ(cases[i].text, url.is_address, cases[i].is_address);
		assert_string_equal(url.host, cases[i].host);
		assert_string_equal(url.port, cases[i].port);
		assert_string_equal(url.path, cases[i].path);
	}
}

static void test_url_refuses_what_is_no_websocket_address(void **state)
{
	static const char *const cases[] = {
		"",
		"fstream.binance.com",
		"https://fstream.binance.com",
		"WSS://upper.case/",
		"ws://",
		"ws:///path",
		"ws://:80/",
		"ws://h:/",
		"ws://h:0/",
		"ws://h:65536/",
		"ws://h:100000/",
		"ws://h:8x/",
		"ws://h:-1/",
		"ws://user@h/",
		"ws://user:secret@h/",
		"ws://h/#fragment",
		"ws://h?query",
		"ws://h/a b",
		"ws://h/a\r\nX-Other: 1",
		"ws://h/\x7f",
		"ws://[::1/",
		"ws://[]/",
		"ws://[localhost]/",
		"ws://[127.0.0.1]/",
		"ws://[::1]x/",
		"ws://::1/",
	};
	(void)state;
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_url url = { .path = "untouched" };
		CHECK_EQ(cases[i], ac_url_parse(cases[i], &url), AC_ERR_PARSE);
		assert_string_equal(url.path, "untouched");
	}
	char endless[400] = "ws://";
	memset(endless + 5, 'h', AC_URL_HOST_SIZE);
	struct ac_url url;
	CHECK_EQ("a host that is too long", ac_url_parse(endless, &url), AC_ERR_PARSE);
	endless[5 + AC_URL_HOST_SIZE - 1] = '\0';
	CHECK_EQ("the longest host", ac_url_parse(endless, &url), AC_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_url_is_taken_apart),
		cmocka_unit_test(test_url_refuses_what_is_no_websocket_address),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
