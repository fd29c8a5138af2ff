#include "check.h"

#include "binance/codec/reply.h"

static struct ac_api_answer decode(const char *frame)
{
	struct ac_api_answer answer;
	if (ac_api_answer_decode(ac_str_from(frame), &answer) != AC_OK)
		fail_msg("refused: %s", frame);
	return answer;
}

static void check_body(const struct ac_api_answer *answer, const char *wanted)
{
	if (!ac_str_equal(answer->body, ac_str_from(wanted)))
		fail_msg("'%.*s' is not '%s'", (int)answer->body.size, answer->body.data, wanted);
}

#define LIMITS                                                                                     \
	"\"rateLimits\":[{\"rateLimitType\":\"ORDERS\",\"interval\":\"SECOND\",\"intervalNum\":"   \
	"10,\"limit\":300,\"count\":3},{\"rateLimitType\":\"ORDERS\",\"interval\":\"MINUTE\","     \
	"\"intervalNum\":1,\"limit\":1200,\"count\":12},{\"rateLimitType\":\"REQUEST_WEIGHT\","    \
	"\"interval\":\"MINUTE\",\"intervalNum\":1,\"limit\":2400,\"count\":6}]"

static void test_api_answer_carries_the_result_as_rest_would_have_sent_it(void **state)
{
	(void)state;
	struct ac_api_answer answer =
		decode("{\"id\":\"42\",\"status\":200,\"result\":{\"orderId\":7,\"a\":[1,2]},"
		       "\"new\":null," LIMITS "}");
	CHECK_EQ("id", answer.id, 42);
	CHECK_EQ("status", answer.status, 200);
	check_body(&answer, "{\"orderId\":7,\"a\":[1,2]}");
	CHECK_EQ("weight", answer.used_weight, 6);
	CHECK_EQ("ten seconds", answer.orders_10s, 3);
	CHECK_EQ("minute", answer.orders_1m, 12);
	CHECK_EQ("retry", answer.retry_after_ms, 0);
}

static void test_api_answer_carries_the_error(void **state)
{
	(void)state;
	struct ac_api_answer answer =
		decode("{\"id\":7,\"status\":429,\"error\":{\"code\":-1003,\"msg\":\"x\",\"data\":"
		       "{\"serverTime\":1795000000000,\"retryAfter\":1795000009000}}}");
	CHECK_EQ("id", answer.id, 7);
	CHECK_EQ("status", answer.status, 429);
	check_body(&answer, "{\"code\":-1003,\"msg\":\"x\",\"data\":{\"serverTime\":1795000000000,"
			    "\"retryAfter\":1795000009000}}");
	CHECK_EQ("weight", answer.used_weight, -1);
	CHECK_EQ("ten seconds", answer.orders_10s, -1);
	CHECK_EQ("minute", answer.orders_1m, -1);
	CHECK_EQ("retry", answer.retry_after_ms, 1795000009000);
	answer = decode("{\"id\":null,\"status\":401,\"error\":{\"code\":-2015,\"msg\":\"\"}}");
	CHECK_EQ("no id", answer.id, -1);
	answer = decode("{\"status\":400,\"error\":{\"data\":{\"retryAfter\":\"soon\"}}}");
	CHECK_EQ("no time", answer.retry_after_ms, 0);
	answer = decode("{\"status\":400,\"error\":{\"data\":7}}");
	CHECK_EQ("no data", answer.retry_after_ms, 0);
}

static void test_api_answer_ids_are_ours_or_none(void **state)
{
	(void)state;
	static const struct {
		const char *frame;
		int64_t id;
	} table[] = {
		{ "{\"id\":\"9007199254740993\",\"status\":200}", 9007199254740993 },
		{ "{\"id\":9007199254740993,\"status\":200}", 9007199254740993 },
		{ "{\"id\":\"7f0c1e2a\",\"status\":200}", -1 },
		{ "{\"id\":\"\",\"status\":200}", -1 },
		{ "{\"id\":\"-5\",\"status\":200}", -1 },
		{ "{\"id\":1.5,\"status\":200}", -1 },
		{ "{\"id\":99999999999999999999,\"status\":200}", -1 },
		{ "{\"id\":{},\"status\":200}", -1 },
		{ "{\"status\":200}", -1 },
	};
	for (size_t i = 0; i < AC_COUNT(table); i++) {
		struct ac_api_answer answer = decode(table[i].frame);
		CHECK_EQ(table[i].frame, answer.id, table[i].id);
		CHECK_EQ(table[i].frame, answer.body.size, 0);
	}
}

static void test_api_answer_limits_that_cannot_be_read_are_absent(void **state)
{
	(void)state;
#define LIMIT(type, interval, number, count)                                                       \
	"{\"status\":200,\"rateLimits\":[{\"rateLimitType\":\"" type "\",\"interval\":\"" interval \
	"\",\"intervalNum\":" number ",\"count\":" count "}]}"
	static const char *const frames[] = {
		"{\"status\":200,\"rateLimits\":7}",
		"{\"status\":200,\"rateLimits\":[7,{},[]]}",
		LIMIT("REQUEST_WEIGHT", "MINUTE", "1", "-7"),
		LIMIT("REQUEST_WEIGHT", "MINUTE", "1", "4294967296"),
		LIMIT("REQUEST_WEIGHT", "MINUTE", "5", "1"),
		LIMIT("ORDERS", "SECOND", "1", "1"),
		LIMIT("RAW_REQUESTS", "MINUTE", "1", "1"),
	};
#undef LIMIT
	for (size_t i = 0; i < AC_COUNT(frames); i++) {
		struct ac_api_answer answer = decode(frames[i]);
		CHECK_EQ(frames[i], answer.used_weight, -1);
		CHECK_EQ(frames[i], answer.orders_10s, -1);
		CHECK_EQ(frames[i], answer.orders_1m, -1);
	}
}

static void test_api_answer_that_is_none_is_refused(void **state)
{
	(void)state;
	static const char *const frames[] = {
		"",
		"[]",
		"{}",
		"{\"id\":1}",
		"{\"status\":\"ok\"}",
		"{\"status\":99}",
		"{\"status\":600}",
		"{\"status\":200",
		"{\"status\":200,\"result\":{\"a\":}}",
		"{\"status\":200}x",
	};
	struct ac_api_answer answer = { .id = 77 };
	for (size_t i = 0; i < AC_COUNT(frames); i++) {
		CHECK_EQ(frames[i], ac_api_answer_decode(ac_str_from(frames[i]), &answer),
			 AC_ERR_PARSE);
		CHECK_EQ(frames[i], answer.id, 77);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_api_answer_carries_the_result_as_rest_would_have_sent_it),
		cmocka_unit_test(test_api_answer_carries_the_error),
		cmocka_unit_test(test_api_answer_ids_are_ours_or_none),
		cmocka_unit_test(test_api_answer_limits_that_cannot_be_read_are_absent),
		cmocka_unit_test(test_api_answer_that_is_none_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
