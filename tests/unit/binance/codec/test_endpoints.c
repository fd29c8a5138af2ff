#include "check.h"

#include "binance/codec/endpoints.h"

static void test_endpoints_presets_may_be_used_as_they_are(void **state)
{
	(void)state;
	struct ac_endpoints presets[2];
	ac_endpoints_mainnet(&presets[0]);
	ac_endpoints_testnet(&presets[1]);
	for (size_t i = 0; i < AC_COUNT(presets); i++) {
		assert_null(ac_endpoint_fault(presets[i].rest, AC_ENDPOINT_HTTP));
		assert_null(ac_endpoint_fault(presets[i].stream, AC_ENDPOINT_WEBSOCKET));
		assert_null(ac_endpoint_fault(presets[i].api, AC_ENDPOINT_WEBSOCKET));
		assert_false(ac_endpoints_are_local(&presets[i]));
	}
	assert_string_equal(presets[0].rest, "https://fapi.binance.com");
	assert_string_equal(presets[0].stream, "wss://fstream.binance.com");
	assert_string_equal(presets[0].api, "wss://ws-fapi.binance.com/ws-fapi/v1");
	assert_string_equal(presets[0].sapi, "https://api.binance.com");
	assert_string_equal(presets[1].rest, "https://demo-fapi.binance.com");
	assert_string_equal(presets[1].stream, "wss://demo-fstream.binance.com");
	assert_string_equal(presets[1].api, "wss://testnet.binancefuture.com/ws-fapi/v1");
	assert_string_equal(presets[1].sapi, "");
}

static const struct {
	const char *url;
	enum ac_endpoint_kind kind;
	const char *fault; /* a part of it; NULL none */
} urls[] = {
	{ "https://example.org", AC_ENDPOINT_HTTP, NULL },
	{ "https://example.org/", AC_ENDPOINT_HTTP, NULL },
	{ "HTTPS://Example.org:8443/base/path", AC_ENDPOINT_HTTP, NULL },
	{ "wss://example.org/ws-fapi/v1", AC_ENDPOINT_WEBSOCKET, NULL },
	{ "https://[2001:db8::1]:443", AC_ENDPOINT_HTTP, NULL },
	{ "http://127.0.0.1:9090", AC_ENDPOINT_HTTP, NULL },
	{ "http://127.255.0.9", AC_ENDPOINT_HTTP, NULL },
	{ "http://localhost:9090/", AC_ENDPOINT_HTTP, NULL },
	{ "http://LocalHost", AC_ENDPOINT_HTTP, NULL },
	{ "ws://[::1]:9090", AC_ENDPOINT_WEBSOCKET, NULL },
	{ "ws://127.0.0.1:1/x", AC_ENDPOINT_WEBSOCKET, NULL },
	{ "", AC_ENDPOINT_HTTP, "empty" },
	{ "http://example.org", AC_ENDPOINT_HTTP, "this machine only" },
	{ "ws://fstream.binance.com", AC_ENDPOINT_WEBSOCKET, "this machine only" },
	{ "http://127.0.0.1.example.org", AC_ENDPOINT_HTTP, "this machine only" },
	{ "http://localhost.example.org", AC_ENDPOINT_HTTP, "this machine only" },
	{ "http://localhostx", AC_ENDPOINT_HTTP, "this machine only" },
	{ "http://128.0.0.1", AC_ENDPOINT_HTTP, "this machine only" },
	{ "http://10.0.0.1", AC_ENDPOINT_HTTP, "this machine only" },
	{ "http://127.1", AC_ENDPOINT_HTTP, "this machine only" },
	{ "http://127.0.0.256", AC_ENDPOINT_HTTP, "this machine only" },
	{ "http://127.0.0.01", AC_ENDPOINT_HTTP, "this machine only" },
	{ "http://127.0.0.1.", AC_ENDPOINT_HTTP, "this machine only" },
	{ "http://127.0.0.0.1", AC_ENDPOINT_HTTP, "this machine only" },
	{ "http://127..0.1", AC_ENDPOINT_HTTP, "this machine only" },
	{ "http://[::2]", AC_ENDPOINT_HTTP, "this machine only" },
	{ "http://[::ffff:127.0.0.1]", AC_ENDPOINT_HTTP, "this machine only" },
	{ "http://127.0.0.1@example.org", AC_ENDPOINT_HTTP, "user" },
	{ "http://localhost:80@example.org", AC_ENDPOINT_HTTP, "user" },
	{ "https://key:secret@example.org", AC_ENDPOINT_HTTP, "user" },
	{ "http://127.0.0.1\\@example.org", AC_ENDPOINT_HTTP, "user" },
	{ "http://127.0.0.1#.example.org", AC_ENDPOINT_HTTP, "host" },
	{ "http://127.0.0.1?.example.org", AC_ENDPOINT_HTTP, "host" },
	{ "https://example.org/a?b=c", AC_ENDPOINT_HTTP, "path" },
	{ "https://example.org/a b", AC_ENDPOINT_HTTP, "path" },
	{ "https://example.org/a\r\nX: y", AC_ENDPOINT_HTTP, "path" },
	{ "https://", AC_ENDPOINT_HTTP, "host" },
	{ "https:///path", AC_ENDPOINT_HTTP, "host" },
	{ "https://[::1", AC_ENDPOINT_HTTP, "host" },
	{ "https://[::1%25eth0]", AC_ENDPOINT_HTTP, "host" },
	{ "https://example.org:", AC_ENDPOINT_HTTP, "port" },
	{ "https://example.org:0", AC_ENDPOINT_HTTP, "port" },
	{ "https://example.org:65536", AC_ENDPOINT_HTTP, "port" },
	{ "https://example.org:99999999999", AC_ENDPOINT_HTTP, "port" },
	{ "https://example.org:80x", AC_ENDPOINT_HTTP, "host" },
	{ "wss://example.org", AC_ENDPOINT_HTTP, "must begin" },
	{ "https://example.org", AC_ENDPOINT_WEBSOCKET, "must begin" },
	{ "ftp://example.org", AC_ENDPOINT_HTTP, "must begin" },
	{ "example.org", AC_ENDPOINT_HTTP, "must begin" },
};

static void test_endpoint_fault_lets_plain_text_reach_this_machine_only(void **state)
{
	(void)state;
	for (size_t i = 0; i < AC_COUNT(urls); i++) {
		const char *fault = ac_endpoint_fault(urls[i].url, urls[i].kind);
		bool is_expected = urls[i].fault == NULL
					   ? fault == NULL
					   : fault != NULL && strstr(fault, urls[i].fault) != NULL;
		if (!is_expected)
			fail_msg("'%s': %s", urls[i].url, fault != NULL ? fault : "may be used");
	}
}

static void test_endpoint_longer_than_its_place_is_refused(void **state)
{
	(void)state;
	char url[AC_ENDPOINT_SIZE + 1];
	memset(url, 'a', sizeof(url));
	memcpy(url, "https://", 8);
	url[AC_ENDPOINT_SIZE] = '\0';
	char copy[AC_ENDPOINT_SIZE] = "before";
	assert_non_null(ac_endpoint_fault(url, AC_ENDPOINT_HTTP));
	CHECK_EQ("too long", ac_endpoint_set(copy, url), AC_ERR_RANGE);
	assert_string_equal(copy, "before");
	url[AC_ENDPOINT_SIZE - 1] = '\0';
	assert_null(ac_endpoint_fault(url, AC_ENDPOINT_HTTP));
	CHECK_EQ("just fits", ac_endpoint_set(copy, url), AC_OK);
	assert_string_equal(copy, url);
}

static void test_endpoint_set_cuts_the_trailing_slash(void **state)
{
	(void)state;
	char copy[AC_ENDPOINT_SIZE];
	CHECK_EQ("slash", ac_endpoint_set(copy, "https://a.b/c/"), AC_OK);
	assert_string_equal(copy, "https://a.b/c");
	CHECK_EQ("none", ac_endpoint_set(copy, "https://a.b/c"), AC_OK);
	assert_string_equal(copy, "https://a.b/c");
	CHECK_EQ("empty", ac_endpoint_set(copy, ""), AC_OK);
	assert_string_equal(copy, "");
}

static void test_endpoints_are_local_only_when_every_one_is(void **state)
{
	(void)state;
	struct ac_endpoints endpoints = { .rest = "http://127.0.0.1:1",
					  .stream = "wss://localhost:2",
					  .api = "ws://[::1]:3/ws-fapi/v1" };
	assert_true(ac_endpoints_are_local(&endpoints));
	memcpy(endpoints.sapi, "https://api.binance.com", 24);
	assert_false(ac_endpoints_are_local(&endpoints));
	memcpy(endpoints.sapi, "https://127.0.0.1", 18);
	assert_true(ac_endpoints_are_local(&endpoints));
	memcpy(endpoints.api, "https://localhost@a.b", 22);
	assert_false(ac_endpoints_are_local(&endpoints));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_endpoints_presets_may_be_used_as_they_are),
		cmocka_unit_test(test_endpoint_fault_lets_plain_text_reach_this_machine_only),
		cmocka_unit_test(test_endpoint_longer_than_its_place_is_refused),
		cmocka_unit_test(test_endpoint_set_cuts_the_trailing_slash),
		cmocka_unit_test(test_endpoints_are_local_only_when_every_one_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
