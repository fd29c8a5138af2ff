#include "check.h"

#include <math.h>
#include <string.h>

#include "dashboard/api_reply.h"

static struct api_reply reply;

static int setup(void **state)
{
	(void)state;
	api_reply_init(&reply);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	api_reply_deinit(&reply);
	return 0;
}

static void write_row(struct ac_json *json, const void *subject)
{
	ac_json_open(json, NULL, '{');
	ac_json_int(json, "row", *(const int *)subject);
	ac_json_text(json, "text", AC_STR("a \"text\""));
	ac_json_close(json, '}');
}

static void write_open(struct ac_json *json, const void *subject)
{
	(void)subject;
	ac_json_open(json, NULL, '[');
}

/* Pieces that found the buffer full stand there whole and once. */
static void test_reply_grows_without_losing_or_repeating_anything(void **state)
{
	(void)state;
	enum { ROWS = 20000 };
	api_reply_add(&reply, write_open, NULL);
	for (int i = 0; i < ROWS; i++)
		api_reply_add(&reply, write_row, &i);
	assert_false(reply.is_lost);
	const char *place = reply.json.data + 1;
	for (int i = 0; i < ROWS; i++) {
		char wanted[64];
		int size = snprintf(wanted, sizeof(wanted),
				    "%s{\"row\":%d,\"text\":\"a \\\"text\\\"\"}", i == 0 ? "" : ",",
				    i);
		assert_memory_equal(place, wanted, (size_t)size);
		place += size;
	}
	assert_ptr_equal(place, reply.json.data + reply.json.size);
}

static void write_endless(struct ac_json *json, const void *subject)
{
	(void)subject;
	while (!json->is_full)
		ac_json_int(json, NULL, 1234567890123456789);
}

static void test_reply_that_grows_beyond_its_limit_is_lost(void **state)
{
	(void)state;
	api_reply_add(&reply, write_endless, NULL);
	assert_true(reply.is_lost);
	assert_true(reply.json.capacity <= API_REPLY_SIZE_MAX);
	int row = 1;
	api_reply_add(&reply, write_row, &row);
	assert_int_equal(reply.json.size, 0);
}

static void test_refusal_takes_the_place_of_what_was_written(void **state)
{
	(void)state;
	static const char wanted[] = "{\"error\":{\"status\":503,\"what\":\"a\\u0001\\ufffd\","
				     "\"help\":\"c\"}}\n";
	int row = 1;
	reply.file_name = "x.csv";
	reply.content_type = "text/csv";
	api_reply_add(&reply, write_row, &row);
	api_reply_refuse(&reply, 503, "a\x01\xff", "c");
	assert_int_equal(reply.status, 503);
	assert_string_equal(reply.content_type, API_JSON);
	assert_null(reply.file_name);
	assert_int_equal(reply.json.size, strlen(wanted));
	assert_memory_equal(reply.json.data, wanted, strlen(wanted));
}

static void write_numbers(struct ac_json *json, const void *subject)
{
	(void)subject;
	ac_json_open(json, NULL, '{');
	api_json_real(json, "a", 0.1);
	api_json_real(json, "b", 1.0 / 3.0);
	api_json_real(json, "c", NAN);
	api_json_real(json, "d", INFINITY);
	api_json_number(json, "e", (struct ac_dec){ 6401210000000 });
	api_json_number(json, "f", (struct ac_dec){ -1 });
	api_json_time(json, "g", 0);
	api_json_time(json, "h", 1767225600000);
	api_json_price(json, "i", AC_DEC_ZERO);
	api_json_price(json, "j", AC_DEC(2));
	ac_json_close(json, '}');
}

static void test_numbers_are_short_and_exact(void **state)
{
	(void)state;
	static const char wanted[] =
		"{\"a\":0.1,\"b\":0.3333333333333333,\"c\":null,\"d\":null,\"e\":64012.1,"
		"\"f\":-0.00000001,\"g\":null,\"h\":1767225600000,\"i\":null,\"j\":\"2\"}";
	api_reply_add(&reply, write_numbers, NULL);
	assert_int_equal(reply.json.size, strlen(wanted));
	assert_memory_equal(reply.json.data, wanted, strlen(wanted));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define WITH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
		WITH(test_reply_grows_without_losing_or_repeating_anything),
		WITH(test_reply_that_grows_beyond_its_limit_is_lost),
		WITH(test_refusal_takes_the_place_of_what_was_written),
		WITH(test_numbers_are_short_and_exact),
	};
	return cmocka_run_group_tests_name("dashboard api_reply", tests, NULL, NULL);
}
