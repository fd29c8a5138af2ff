#include "check.h"

#include "io/upgrade.h"

/* The example of RFC 6455, 1.3. */
#define KEY     "dGhlIHNhbXBsZSBub25jZQ=="
#define ACCEPT  "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
#define UPGRADE "Upgrade: websocket\r\nConnection: Upgrade\r\n"
#define FIRST   "HTTP/1.1 101 Switching Protocols\r\n"

static void test_upgrade_request_is_whole_or_not_there(void **state)
{
	static const char wanted[] =
		"GET /market/ws HTTP/1.1\r\nHost: h:9090\r\nUpgrade: websocket\r\n"
		"Connection: Upgrade\r\nSec-WebSocket-Key: " KEY "\r\n"
		"Sec-WebSocket-Version: 13\r\nUser-Agent: autocoin/0.1\r\n\r\n";
	(void)state;
	char key[AC_UPGRADE_KEY_SIZE], text[sizeof(wanted)];
	size_t size = 7;
	ac_upgrade_key((const unsigned char *)"the sample nonce", key);
	assert_string_equal(key, KEY);
	assert_int_equal(
		ac_upgrade_request("/market/ws", "h:9090", key, text, sizeof(text) - 1, &size),
		AC_ERR_RANGE);
	CHECK_EQ("untouched", size, 7);
	assert_int_equal(ac_upgrade_request("/market/ws", "h:9090", key, text, sizeof(text), &size),
			 AC_OK);
	assert_string_equal(text, wanted);
	CHECK_EQ("size", size, sizeof(wanted) - 1);
}

static void test_upgrade_answer_gets_the_right_verdict(void **state)
{
	static const struct {
		const char *name, *answer;
		enum ac_upgrade_verdict verdict;
		const char *why;
	} cases[] = {
		{ "good", FIRST UPGRADE ACCEPT "\r\n", AC_UPGRADE_DONE, NULL },
		{ "other case, blanks, a list",
		  "HTTP/1.1 101\r\nSERVER: x\r\nupgrade:\tWebSocket \r\n"
		  "connection: keep-alive , uPGRADE\r\n"
		  "sec-websocket-accept:s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
		  AC_UPGRADE_DONE, NULL },
		{ "nothing yet", "", AC_UPGRADE_MORE, NULL },
		{ "not at its end", FIRST UPGRADE ACCEPT, AC_UPGRADE_MORE, NULL },
		{ "not switched", "HTTP/1.1 200 OK\r\n" UPGRADE ACCEPT "\r\n", AC_UPGRADE_REFUSED,
		  "the answer was: HTTP/1.1 200 OK" },
		{ "a longer number", "HTTP/1.1 1010\r\n" UPGRADE ACCEPT "\r\n", AC_UPGRADE_REFUSED,
		  "the answer was: HTTP/1.1 1010" },
		{ "HTTP 1.0", "HTTP/1.0 101 OK\r\n" UPGRADE ACCEPT "\r\n", AC_UPGRADE_REFUSED,
		  "the answer was: HTTP/1.0 101 OK" },
		{ "no HTTP", "\r\n\r\n", AC_UPGRADE_REFUSED, "the answer was: " },
		{ "control characters", "HTTP/1.1 400 \x1b[31m\x7f\r\n\r\n", AC_UPGRADE_REFUSED,
		  "the answer was: HTTP/1.1 400 ?[31m?" },
		{ "no upgrade", FIRST "Connection: Upgrade\r\n" ACCEPT "\r\n", AC_UPGRADE_REFUSED,
		  "the answer does not upgrade to a WebSocket" },
		{ "another upgrade", FIRST "Upgrade: h2c\r\nConnection: Upgrade\r\n" ACCEPT "\r\n",
		  AC_UPGRADE_REFUSED, "the answer does not upgrade to a WebSocket" },
		{ "no connection",
		  FIRST "Upgrade: websocket\r\nConnection: close\r\n" ACCEPT "\r\n",
		  AC_UPGRADE_REFUSED, "the answer does not upgrade to a WebSocket" },
		{ "no accept", FIRST UPGRADE "\r\n", AC_UPGRADE_REFUSED,
		  "the answer is not to our request (Sec-WebSocket-Accept differs)" },
		{ "an accept in another case",
		  FIRST UPGRADE "Sec-WebSocket-Accept: S3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
		  AC_UPGRADE_REFUSED,
		  "the answer is not to our request (Sec-WebSocket-Accept differs)" },
		{ "compression",
		  FIRST UPGRADE ACCEPT "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
		  AC_UPGRADE_REFUSED,
		  "it wants an extension that was not offered: permessage-deflate" },
		{ "a protocol", FIRST UPGRADE ACCEPT "Sec-WebSocket-Protocol: chat\r\n\r\n",
		  AC_UPGRADE_REFUSED, "it wants an extension that was not offered: chat" },
	};
	(void)state;
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		char why[200] = "";
		size_t size = 0;
		struct ac_str answer = ac_str_from(cases[i].answer);
		CHECK_EQ(cases[i].name, ac_upgrade_check(answer, KEY, &size, why, sizeof(why)),
			 cases[i].verdict);
		if (cases[i].why != NULL)
			assert_string_equal(why, cases[i].why);
		if (cases[i].verdict == AC_UPGRADE_DONE)
			CHECK_EQ(cases[i].name, size, answer.size);
	}
}

static void test_upgrade_counts_the_header_only_and_bounds_it(void **state)
{
	static const char frames[] = FIRST UPGRADE ACCEPT "\r\n\x81\x02hi\r\n\r\n";
	(void)state;
	char why[200], *endless = malloc(AC_UPGRADE_ANSWER_MAX);
	size_t size = 0, header = sizeof(FIRST UPGRADE ACCEPT) - 1 + 2;
	assert_int_equal(ac_upgrade_check(AC_STR(frames), KEY, &size, why, sizeof(why)),
			 AC_UPGRADE_DONE);
	CHECK_EQ("size", size, header);
	assert_non_null(endless);
	memset(endless, 'x', AC_UPGRADE_ANSWER_MAX);
	struct ac_str answer = { endless, AC_UPGRADE_ANSWER_MAX - 1 };
	assert_int_equal(ac_upgrade_check(answer, KEY, &size, why, sizeof(why)), AC_UPGRADE_MORE);
	answer.size++;
	assert_int_equal(ac_upgrade_check(answer, KEY, &size, why, sizeof(why)),
			 AC_UPGRADE_REFUSED);
	assert_string_equal(why, "the header of the answer has no end");
	/* An end behind the bound is none, however the bytes were cut. */
	char *longer = realloc(endless, AC_UPGRADE_ANSWER_MAX + 4);
	assert_non_null(longer);
	endless = longer;
	memcpy(endless + AC_UPGRADE_ANSWER_MAX, "\r\n\r\n", 4);
	answer = (struct ac_str){ endless, AC_UPGRADE_ANSWER_MAX + 4 };
	assert_int_equal(ac_upgrade_check(answer, KEY, &size, why, sizeof(why)),
			 AC_UPGRADE_REFUSED);
	assert_string_equal(why, "the header of the answer has no end");
	free(endless);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_upgrade_request_is_whole_or_not_there),
		cmocka_unit_test(test_upgrade_answer_gets_the_right_verdict),
		cmocka_unit_test(test_upgrade_counts_the_header_only_and_bounds_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
