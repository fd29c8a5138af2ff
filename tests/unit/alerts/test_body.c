/* Bodies of requests: golden ones, and Block Kit's limits whatever the texts are. */
#include "check.h"

#include <jansson.h>
#include <string.h>

#include "alerts/body.h"
#include "core/prng.h"

#define NOW 1790000040000 /* 2026-09-21 13:34:00 UTC */

static struct alert_message example(void)
{
	struct alert_message message;
	message_init(&message, AC_ALERT_EXIT, NOW, "mainnet", "main");
	message.level = AC_ALERT_INFO;
	MESSAGE_WRITE(message.symbol, "BTCUSDT");
	MESSAGE_WRITE(message.strategy, "vwap_reversion");
	MESSAGE_WRITE(message.title, "BTCUSDT LONG closed: +5.93 USDT");
	MESSAGE_WRITE(message.text, "a < b & c > d <!channel>");
	message_number(&message, "Net", "+5.93 USDT");
	message_number(&message, "Held", "2 h 5 min");
	MESSAGE_WRITE(message.done, "Nothing & more.");
	MESSAGE_WRITE(message.todo, "`autocoin status`");
	message.repeats = 14;
	message.repeats_since_ms = NOW - 5400000;
	return message;
}

static json_t *load(char *body)
{
	json_error_t error;
	assert_non_null(body);
	json_t *root = json_loads(body, JSON_REJECT_DUPLICATES, &error);
	if (root == NULL)
		fail_msg("%s: %s", error.text, body);
	free(body);
	return root;
}

static void check_golden(const char *name, char *body)
{
	char path[1024];
	json_error_t error;
	const char *root = getenv("AC_SOURCE_ROOT");
	snprintf(path, sizeof(path), "%s/tests/fixtures/alerts/%s", root != NULL ? root : ".",
		 name);
	json_t *expected = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
	if (expected == NULL)
		fail_msg("%s: %s; it is: %s", path, error.text, body);
	json_t *actual = load(body);
	if (!json_equal(actual, expected)) {
		char *text = json_dumps(actual, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
		print_error("# %s\n", text);
		fail_msg("%s differs", name);
	}
	json_decref(actual);
	json_decref(expected);
}

static void test_bodies_are_the_golden_ones(void **state)
{
	(void)state;
	struct alert_message one = example(), two = example();
	two.kind = AC_ALERT_HALT;
	two.level = AC_ALERT_CRITICAL;
	two.is_resolved = true;
	two.symbol[0] = two.strategy[0] = two.done[0] = two.todo[0] = '\0';
	two.repeats = two.number_count = 0;
	const struct alert_message *const messages[] = { &two, &one };
	check_golden("slack_single.json", body_slack(&messages[1], 1));
	check_golden("slack_resolved.json", body_slack(messages, 1));
	check_golden("slack_digest.json", body_slack(messages, 2));
	check_golden("webhook_single.json", body_webhook(&messages[1], 1));
	check_golden("webhook_digest.json", body_webhook(messages, 2));
}

static size_t check_text_object(const json_t *object, const char *type, size_t limit)
{
	assert_string_equal(json_string_value(json_object_get(object, "type")), type);
	const json_t *text = json_object_get(object, "text");
	assert_true(json_is_string(text));
	size_t size = json_string_length(text);
	assert_true(size > 0);
	assert_true(size <= limit);
	return size;
}

/* The limits of Slack's reference of blocks. */
static void check_blocks(const json_t *root)
{
	size_t index, k;
	const json_t *block, *part;
	const json_t *blocks = json_object_get(root, "blocks");
	assert_true(json_array_size(blocks) >= 2);
	assert_true(json_array_size(blocks) <= 50);
	assert_true(json_string_length(json_object_get(root, "text")) <= 3000);
	json_array_foreach(blocks, index, block)
	{
		const char *type = json_string_value(json_object_get(block, "type"));
		const json_t *fields = json_object_get(block, "fields");
		if (strcmp(type, "header") == 0) {
			check_text_object(json_object_get(block, "text"), "plain_text", 150);
		} else if (strcmp(type, "section") == 0) {
			check_text_object(json_object_get(block, "text"), "mrkdwn", 3000);
			assert_true(json_array_size(fields) <= 10);
			json_array_foreach(fields, k, part) check_text_object(part, "mrkdwn", 2000);
		} else {
			assert_string_equal(type, "context");
			const json_t *elements = json_object_get(block, "elements");
			assert_int_equal(json_array_size(elements), 1);
			check_text_object(json_array_get(elements, 0), "mrkdwn", 2000);
		}
	}
}

/* No mark of Slack's own may come out of a message's texts. */
static void check_escaped(const json_t *value)
{
	const char *key;
	size_t index;
	json_t *part;
	if (json_is_string(value)) {
		const char *text = json_string_value(value);
		assert_null(strpbrk(text, "<>"));
		for (const char *at = strchr(text, '&'); at != NULL; at = strchr(at + 1, '&'))
			assert_true(strncmp(at, "&amp;", 5) == 0 || strncmp(at, "&lt;", 4) == 0 ||
				    strncmp(at, "&gt;", 4) == 0);
	}
	json_array_foreach(value, index, part) check_escaped(part);
	json_object_foreach((json_t *)(uintptr_t)value, key, part) check_escaped(part);
}

/* Anything of any length, of characters that grow when they are escaped or have several bytes. */
static void fill(struct ac_prng *prng, char *field, size_t size)
{
	static const char *const pieces[] = {
		"&", "<", ">", "a", "币", "🚨", "\"", "\\", "\n", "*"
	};
	size_t used = 0, wanted = ac_prng_below(prng, size);
	/* Often full: the cuts are there. */
	if (ac_prng_below(prng, 2) == 0)
		wanted = size - 1;
	field[0] = '\0';
	for (;;) {
		const char *piece = pieces[ac_prng_below(prng, AC_COUNT(pieces))];
		if (used + strlen(piece) > wanted)
			return;
		memcpy(field + used, piece, strlen(piece) + 1);
		used += strlen(piece);
	}
}
#define FILL(prng, field) fill((prng), (field), sizeof(field))

static struct alert_message make_any(struct ac_prng *prng)
{
	struct alert_message message;
	message_init(&message, (enum ac_alert_kind)ac_prng_below(prng, AC_ALERT_KIND_COUNT), NOW,
		     "sim", "main");
	message.level = (enum ac_alert_level)ac_prng_below(prng, 3);
	message.is_resolved = ac_prng_below(prng, 2) == 0;
	message.repeats = (uint32_t)ac_prng_below(prng, 3);
	FILL(prng, message.account);
	FILL(prng, message.symbol);
	FILL(prng, message.strategy);
	FILL(prng, message.title);
	FILL(prng, message.text);
	FILL(prng, message.done);
	FILL(prng, message.todo);
	message.number_count = (uint32_t)ac_prng_below(prng, MESSAGE_NUMBERS_MAX + 1);
	for (uint32_t i = 0; i < message.number_count; i++) {
		snprintf(message.numbers[i].name, sizeof(message.numbers[i].name), "number %u", i);
		FILL(prng, message.numbers[i].value);
	}
	return message;
}

static void test_slack_bodies_keep_the_limits_and_escape_everything(void **state)
{
	(void)state;
	static struct alert_message messages[BODY_DIGEST_MAX];
	const struct alert_message *list[BODY_DIGEST_MAX];
	struct ac_prng prng;
	ac_prng_init(&prng, 11);
	for (unsigned round = 0; round < 400; round++) {
		uint32_t count =
			round % 4 != 0 ? 1 : 1 + (uint32_t)ac_prng_below(&prng, BODY_DIGEST_MAX);
		for (uint32_t i = 0; i < count; i++) {
			messages[i] = make_any(&prng);
			list[i] = &messages[i];
		}
		json_t *root = load(body_slack(list, count));
		check_blocks(root);
		check_escaped(root);
		json_decref(root);
		root = load(body_webhook(list, count));
		if (count == 1)
			assert_string_equal(json_string_value(json_object_get(root, "title")),
					    messages[0].title);
		else
			assert_int_equal(json_array_size(json_object_get(root, "messages")), count);
		json_decref(root);
	}
}

static void test_cut_is_marked_and_falls_between_characters(void **state)
{
	(void)state;
	struct alert_message message = example();
	for (unsigned lead = 0; lead < 4; lead++) {
		const struct alert_message *list = &message;
		char text[160] = "xxxx";
		text[lead] = '\0';
		while (strlen(text) + 4 < sizeof(text))
			strcat(text, "币");
		MESSAGE_WRITE(message.title, "%s", text);
		json_t *root = load(body_slack(&list, 1));
		const char *header = json_string_value(json_object_get(
			json_object_get(json_array_get(json_object_get(root, "blocks"), 0), "text"),
			"text"));
		assert_true(strlen(header) <= 150);
		assert_true(strlen(header) > 150 - 6);
		assert_string_equal(header + strlen(header) - 6, "币…");
		json_decref(root);
	}
}

static void test_mainnet_is_unmistakable_and_nothing_else_looks_like_it(void **state)
{
	(void)state;
	static const char *const modes[] = { "sim", "testnet", "mainnet" };
	for (size_t i = 0; i < AC_COUNT(modes); i++) {
		struct alert_message message = example();
		const struct alert_message *list = &message;
		MESSAGE_WRITE(message.mode, "%s", modes[i]);
		char *body = body_slack(&list, 1);
		CHECK_EQ(modes[i], strstr(body, "[MAINNET, REAL MONEY]") != NULL, i == 2);
		free(body);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bodies_are_the_golden_ones),
		cmocka_unit_test(test_slack_bodies_keep_the_limits_and_escape_everything),
		cmocka_unit_test(test_cut_is_marked_and_falls_between_characters),
		cmocka_unit_test(test_mainnet_is_unmistakable_and_nothing_else_looks_like_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
