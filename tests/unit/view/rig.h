/* rig.h - two symbols, three books, a view that a test fills, and what the writers make of it as
 * jansson reads it: the oracle that the text is JSON and that its numbers are exact. */
#ifndef AC_TESTS_VIEW_RIG_H
#define AC_TESTS_VIEW_RIG_H

#include "check.h"

#include <jansson.h>

#include "view/view_json.h"

#define RIG_WALL_MS   1790000040000
#define RIG_TEXT_SIZE ((size_t)4 << 20)

enum { BTC, ETH, RIG_SYMBOLS };

static struct ac_instrument rig_items[RIG_SYMBOLS] = {
	{ .symbol = "BTCUSDT", .base_asset = "BTC", .quote_asset = "USDT", .price_precision = 1 },
	{ .symbol = "ETHUSDT", .base_asset = "ETH", .quote_asset = "USDT", .price_precision = 2 },
};
static const struct ac_instruments rig_instruments = { rig_items, RIG_SYMBOLS, RIG_SYMBOLS };
static const struct ac_book rig_books[] = { { "vwap", BTC }, { "adx", BTC }, { "vwap", ETH } };
static const struct ac_view_names rig_names = { &rig_instruments, rig_books, AC_COUNT(rig_books) };

static inline struct ac_dec dec(const char *text)
{
	struct ac_dec value = AC_DEC_ZERO;
	assert_int_equal(ac_dec_parse(ac_str_from(text), &value), AC_OK);
	return value;
}

/* A run of which nothing is to be said. Free it. */
static inline struct ac_view *rig_view(void)
{
	struct ac_view *view = calloc(1, sizeof(*view));
	assert_non_null(view);
	view->number = 1;
	view->wall_ms = RIG_WALL_MS;
	view->run_ms = RIG_WALL_MS - 5;
	view->state = AC_VIEW_RUNNING;
	view->engine.is_entries_on = true;
	view->engine.is_market_up = true;
	view->engine.is_user_up = true;
	view->engine.data_ms = view->run_ms - 250;
	view->bare_limit_ms = 3000;
	view->symbol_count = RIG_SYMBOLS;
	return view;
}

/* Reads what was written, with the end of the text where the writer says. */
static inline json_t *rig_load(const struct ac_json *json)
{
	json_error_t error;
	assert_false(json->is_full);
	json_t *root = json_loadb(json->data, json->size, JSON_REJECT_DUPLICATES, &error);
	if (root == NULL)
		fail_msg("%s at %d: %.*s", error.text, error.position, (int)json->size, json->data);
	return root;
}

/* "streams.market.age_ms", "guards.0.used". */
static inline const json_t *rig_at(const json_t *root, const char *path)
{
	char part[64];
	const json_t *value = root;
	for (const char *rest = path; *rest != '\0';) {
		size_t size = strcspn(rest, ".");
		assert_true(size < sizeof(part));
		memcpy(part, rest, size);
		part[size] = '\0';
		rest += size + (rest[size] == '.');
		value = json_is_array(value)
				? json_array_get(value, (size_t)strtoul(part, NULL, 10))
				: json_object_get(value, part);
		if (value == NULL)
			fail_msg("%s: there is no %s", path, part);
	}
	return value;
}

static inline void check_text(const json_t *root, const char *path, const char *expected)
{
	const json_t *value = rig_at(root, path);
	if (!json_is_string(value) || strcmp(json_string_value(value), expected) != 0)
		fail_msg("%s is %s, not %s", path,
			 json_is_string(value) ? json_string_value(value) : "no text", expected);
}

static inline void check_int(const json_t *root, const char *path, int64_t expected)
{
	const json_t *value = rig_at(root, path);
	if (!json_is_integer(value))
		fail_msg("%s is no whole number", path);
	CHECK_EQ(path, json_integer_value(value), expected);
}

static inline void check_bool(const json_t *root, const char *path, bool expected)
{
	const json_t *value = rig_at(root, path);
	if (!json_is_boolean(value) || json_is_true(value) != expected)
		fail_msg("%s is not %d", path, expected);
}

static inline void check_null(const json_t *root, const char *path)
{
	if (!json_is_null(rig_at(root, path)))
		fail_msg("%s is not null", path);
}

/* The members of `root` at `path`, in their order: "time is_live orders". */
static inline void check_members(const json_t *root, const char *path, const char *expected)
{
	char members[1024] = "";
	const char *key;
	json_t *value;
	json_object_foreach((json_t *)(uintptr_t)rig_at(root, path), key, value)
	{
		size_t size = strlen(members);
		snprintf(members + size, sizeof(members) - size, "%s%s", size > 0 ? " " : "", key);
	}
	assert_string_equal(members, expected);
}

#endif
