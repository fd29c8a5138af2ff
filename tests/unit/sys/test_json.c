#include "check.h"

#include <jansson.h>
#include <math.h>

#include "core/prng.h"
#include "core/utf8.h"
#include "sys/json.h"

static void test_json_builds_nested_values_with_commas_in_place(void **state)
{
	(void)state;
	char buffer[500];
	struct ac_json json;
	ac_json_init(&json, buffer, sizeof(buffer));
	ac_json_open(&json, NULL, '{');
	ac_json_text(&json, "a", AC_STR("x\"\\\n\t\x01/"));
	ac_json_open(&json, "empty", '[');
	ac_json_close(&json, ']');
	ac_json_open(&json, "list", '[');
	ac_json_int(&json, NULL, INT64_MIN);
	ac_json_unsigned(&json, NULL, UINT64_MAX);
	ac_json_open(&json, NULL, '{');
	ac_json_dec(&json, "d", (struct ac_dec){ -50000001 });
	ac_json_close(&json, '}');
	ac_json_close(&json, ']');
	ac_json_bool(&json, "yes", true);
	ac_json_bool(&json, "no", false);
	ac_json_null(&json, "null");
	ac_json_real(&json, "real", 0.1);
	ac_json_real(&json, "nan", NAN);
	ac_json_real(&json, "infinite", -INFINITY);
	ac_json_close(&json, '}');
	assert_false(json.is_full);
	buffer[json.size] = '\0';
	assert_string_equal(buffer, "{\"a\":\"x\\\"\\\\\\n\\t\\u0001/\",\"empty\":[],\"list\":["
				    "-9223372036854775808,18446744073709551615,{\"d\":"
				    "\"-0.50000001\"}],\"yes\":true,\"no\":false,\"null\":null,"
				    "\"real\":0.10000000000000001,\"nan\":null,\"infinite\":null}");
}

static void test_json_full_buffer_is_noticed_and_never_overrun(void **state)
{
	(void)state;
	for (size_t capacity = 0; capacity < 40; capacity++) {
		char *buffer = malloc(capacity + 1); /* the sanitizer watches its end */
		struct ac_json json;
		ac_json_init(&json, buffer, capacity);
		ac_json_open(&json, NULL, '{');
		ac_json_text(&json, "key", AC_STR("\x02value\xff"));
		ac_json_close(&json, '}');
		CHECK_EQ("full", json.is_full, capacity < 27);
		assert_true(json.size <= capacity);
		free(buffer);
	}
}

static void test_json_any_bytes_give_a_document_that_parses(void **state)
{
	(void)state;
	const uint64_t seed = 7;
	print_message("# seed %" PRIu64 "\n", seed);
	struct ac_prng prng;
	ac_prng_init(&prng, seed);
	for (int round = 0; round < 20000; round++) {
		char text[40], buffer[400];
		struct ac_json json;
		size_t size = ac_prng_below(&prng, sizeof(text));
		for (size_t i = 0; i < size; i++)
			text[i] = (char)ac_prng_below(&prng, round % 2 == 0 ? 256 : 40);
		ac_json_init(&json, buffer, sizeof(buffer));
		ac_json_open(&json, NULL, '{');
		ac_json_text(&json, "t", (struct ac_str){ text, size });
		ac_json_close(&json, '}');
		json_error_t error;
		json_t *root = json_loadb(buffer, json.size, JSON_ALLOW_NUL, &error);
		if (root == NULL)
			fail_msg("%.*s: %s", (int)json.size, buffer, error.text);
		const json_t *back = json_object_get(root, "t");
		bool is_text = true;
		for (struct ac_str rest = { text, size }; is_text && rest.size > 0;) {
			size_t character = ac_utf8_size(rest);
			is_text = character > 0;
			rest.data += character;
			rest.size -= character;
		}
		if (is_text) {
			CHECK_EQ("size", json_string_length(back), size);
			assert_memory_equal(json_string_value(back), text, size);
		}
		json_decref(root);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json_builds_nested_values_with_commas_in_place),
		cmocka_unit_test(test_json_full_buffer_is_noticed_and_never_overrun),
		cmocka_unit_test(test_json_any_bytes_give_a_document_that_parses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
