#include "folder.h"

#include <jansson.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

#include "risk/risk.h"
#include "trader/pulse.h"

static struct ac_dec dec(const char *text)
{
	struct ac_dec value;
	assert_int_equal(ac_dec_parse(ac_str_from(text), &value), AC_OK);
	return value;
}

#define PULSE_PATH "status/heartbeat.json"

static struct ac_instrument items[] = { { .symbol = "BTCUSDT" }, { .symbol = "ETHUSDT" } };
static struct ac_instruments instruments = { items, 2, 2 };
static struct ac_book books[] = { { "vwap_reversion", 1 } };
static const struct ac_view_names names = { &instruments, books, 1 };
static struct ac_view view;

static void example(void)
{
	memset(&view, 0, sizeof(view));
	view.wall_ms = 1767225600123;
	view.run = (struct ac_view_run){
		.version = "0.1.0", .mode = "sim", .account = "sim", .run_id = 7
	};
	view.state = AC_VIEW_RUNNING;
	view.market = (struct ac_view_stream){
		.is_used = true, .is_up = true, .age_ms = 250, .reconnects = 1
	};
	view.user = (struct ac_view_stream){ .is_used = true, .age_ms = AC_VIEW_AGE_NEVER };
	view.symbol_count = 2;
	view.symbols[0].age_ms = 12;
	view.symbols[1].age_ms = AC_VIEW_AGE_NEVER;
	view.system.database_queue = 3;
	view.system.database_queue_capacity = 65536;
	view.system.database_commit_ms = 1767225600100;
	view.system.journal_seq = 123456789012;
	view.engine.risk_state = AC_RISK_HALTED;
	view.guard_count = 3;
	view.guards[0] = (struct ac_view_guard){
		.guard = AC_GUARD_VOLATILITY,
		.symbol = 0,
		.book = AC_BOOK_NONE,
		.is_halted = true,
		.reason = AC_REASON_VOLATILITY,
		.since_ms = 1767225600000,
		.until_ms = 1767226200000,
	};
	view.guards[1] = (struct ac_view_guard){ .guard = AC_GUARD_MARGIN };
	view.guards[2] = (struct ac_view_guard){
		.guard = AC_GUARD_DRAWDOWN,
		.symbol = AC_SYMBOL_NONE,
		.book = AC_BOOK_NONE,
		.is_halted = true,
		.reason = AC_REASON_DRAWDOWN,
		.since_ms = 1767225600000,
	};
	view.engine.account.wallet = dec("10000");
	view.engine.account.equity = dec("9999.5");
	view.engine.account.day_start_equity = dec("10012");
	view.drawdown_pct = dec("0.125");
	view.clock_offset_ms = -4;
	view.position_count = 1;
	view.positions[0] = (struct ac_view_position){
		.symbol = 1,
		.book = 0,
		.record = { .direction = -1,
			    .position_side = AC_POSITION_SHORT,
			    .quantity = dec("0.015"),
			    .entry_price = dec("3000.12345678"),
			    .stop_price = dec("3010"),
			    .is_protected = true },
		.mark = dec("2990"),
		.unrealized = dec("0.15185185"),
	};
	view.engine.counts.orders_open = 2;
	view.engine.counts.orders_unknown = 1;
	view.engine.counts.protective = 4;
}

static void write_pulse(void)
{
	struct ac_pulse pulse;
	ac_pulse_init(&pulse, &names);
	assert_true(ac_pulse_is_due(&pulse, 10 * AC_NS_PER_SEC));
	ac_pulse_write(&pulse, 10 * AC_NS_PER_SEC, &view);
	assert_false(pulse.has_failed);
	assert_false(ac_pulse_is_due(&pulse, 11 * AC_NS_PER_SEC - 1));
}

static json_t *load(const char *path)
{
	json_error_t error;
	json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
	if (root == NULL)
		fail_msg("%s:%d: %s", path, error.line, error.text);
	return root;
}

static void check_text(const json_t *object, const char *key, const char *expected)
{
	const json_t *value = json_object_get(object, key);
	if (!json_is_string(value) || strcmp(json_string_value(value), expected) != 0)
		fail_msg("%s is not \"%s\"", key, expected);
}

static void check_int(const json_t *object, const char *key, json_int_t expected)
{
	const json_t *value = json_object_get(object, key);
	if (!json_is_integer(value))
		fail_msg("%s is no whole number", key);
	CHECK_EQ(key, json_integer_value(value), expected);
}

static void test_heartbeat_has_every_field(void **state)
{
	(void)state;
	example();
	write_pulse();
	json_t *root = load(PULSE_PATH);
	check_text(root, "time", "2026-01-01T00:00:00.123Z");
	check_int(root, "time_ms", 1767225600123);
	assert_true(json_is_null(json_object_get(root, "feed_time")));
	check_int(root, "pid", getpid());
	check_text(root, "version", "0.1.0");
	check_text(root, "mode", "sim");
	check_text(root, "account", "sim");
	check_int(root, "run_id", 7);
	check_text(root, "state", "running");
	const json_t *part = json_object_get(json_object_get(root, "websocket"), "market");
	check_text(part, "state", "up");
	check_int(part, "age_ms", 250);
	check_int(part, "reconnects", 1);
	part = json_object_get(json_object_get(root, "websocket"), "user");
	assert_true(json_is_null(json_object_get(part, "age_ms")));
	check_text(json_object_get(root, "websocket"), "order_entry", "ws");
	part = json_object_get(root, "data_age_ms");
	check_int(part, "BTCUSDT", 12);
	assert_true(json_is_null(json_object_get(part, "ETHUSDT")));
	part = json_object_get(root, "database");
	check_text(part, "state", "ok");
	check_int(part, "queue", 3);
	check_int(part, "last_commit_ms", 1767225600100);
	part = json_object_get(root, "risk");
	check_text(part, "state", "HALTED");
	check_text(part, "daily_pnl", "-12.5");
	check_text(part, "drawdown_pct", "0.125");
	part = json_object_get(part, "halts");
	CHECK_EQ("halts", json_array_size(part), 2);
	check_text(json_array_get(part, 0), "until", "2026-01-01T00:10:00.000Z");
	check_text(json_array_get(part, 1), "reason", "drawdown");
	assert_true(json_is_null(json_object_get(json_array_get(part, 1), "until")));
	check_int(root, "clock_offset_ms", -4);
	part = json_array_get(json_object_get(root, "positions"), 0);
	check_text(part, "symbol", "ETHUSDT");
	check_text(part, "strategy", "vwap_reversion");
	check_text(part, "position_side", "SHORT");
	check_text(part, "quantity", "-0.015");
	check_text(part, "entry_price", "3000.12345678");
	check_text(part, "mark_price", "2990");
	check_text(part, "unrealized_pnl", "0.15185185");
	check_text(part, "stop_price", "3010");
	assert_true(json_is_true(json_object_get(part, "is_protected")));
	part = json_object_get(root, "orders");
	check_int(part, "open", 2);
	check_int(part, "unknown", 1);
	check_int(part, "protective", 4);
	check_int(json_object_get(root, "journal"), "seq", 123456789012);
	assert_true(json_integer_value(json_object_get(root, "rss_bytes")) > 1000000);
	json_decref(root);
	struct stat about;
	assert_int_equal(stat(PULSE_PATH, &about), 0);
	CHECK_EQ("mode", about.st_mode & 0777, 0644);
}

static void test_heartbeat_of_a_full_house_fits(void **state)
{
	(void)state;
	example();
	/* The longest names, and every byte of them escaped. */
	struct ac_instrument item = items[1];
	struct ac_book book = books[0];
	memset(items[1].symbol, 1, sizeof(items[1].symbol) - 1);
	items[1].symbol[sizeof(items[1].symbol) - 1] = '\0';
	memset(books[0].strategy, 2, sizeof(books[0].strategy) - 1);
	books[0].strategy[sizeof(books[0].strategy) - 1] = '\0';
	const struct ac_dec longest = { INT64_MIN };
	view.position_count = AC_VIEW_POSITIONS_MAX;
	for (uint32_t i = 0; i < AC_VIEW_POSITIONS_MAX; i++) {
		struct ac_view_position *position = &view.positions[i];
		*position = view.positions[0];
		position->record.quantity = longest;
		position->record.entry_price = longest;
		position->record.stop_price = longest;
		position->mark = longest;
		position->unrealized = longest;
	}
	view.guard_count = AC_VIEW_GUARDS_MAX;
	for (uint32_t i = 0; i < AC_VIEW_GUARDS_MAX; i++) {
		view.guards[i] = view.guards[0];
		view.guards[i].symbol = 1;
		view.guards[i].book = 0;
	}
	write_pulse();
	json_t *root = load(PULSE_PATH);
	CHECK_EQ("positions", json_array_size(json_object_get(root, "positions")),
		 AC_VIEW_POSITIONS_MAX);
	CHECK_EQ("halts", json_array_size(json_object_get(json_object_get(root, "risk"), "halts")),
		 AC_VIEW_GUARDS_MAX);
	json_decref(root);
	items[1] = item;
	books[0] = book;
}

static _Atomic bool is_over;

static void *read_again_and_again(void *argument)
{
	size_t *bad = argument;
	while (!atomic_load(&is_over)) {
		json_t *root = json_load_file(PULSE_PATH, 0, NULL);
		*bad += root == NULL;
		json_decref(root);
	}
	return NULL;
}

static void test_heartbeat_is_never_seen_in_part(void **state)
{
	(void)state;
	pthread_t reader;
	size_t bad = 0;
	example();
	write_pulse();
	assert_int_equal(pthread_create(&reader, NULL, read_again_and_again, &bad), 0);
	for (int i = 0; i < 2000; i++) {
		view.system.journal_seq++;
		write_pulse();
	}
	atomic_store(&is_over, true);
	pthread_join(reader, NULL);
	CHECK_EQ("unreadable", bad, 0);
}

/* The pulse knows its file below the run's folder only. */
static int folder_enter(void **state)
{
	return folder_make(state) != 0 || chdir(folder) != 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_heartbeat_has_every_field),
		cmocka_unit_test(test_heartbeat_of_a_full_house_fits),
		cmocka_unit_test(test_heartbeat_is_never_seen_in_part),
	};
	return cmocka_run_group_tests(tests, folder_enter, folder_remove);
}
