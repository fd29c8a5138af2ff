#include "folder.h"

#include <jansson.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

#include "io/heartbeat.h"

static struct ac_dec dec(const char *text)
{
	struct ac_dec value;
	assert_int_equal(ac_dec_parse(ac_str_from(text), &value), AC_OK);
	return value;
}

static struct ac_heartbeat example(void)
{
	static const struct ac_heartbeat_halt halts[] = {
		{ "volatility", "BTCUSDT", "", "volatility", 1767225600000, 1767226200000 },
		{ "drawdown", "", "", "drawdown", 1767225600000, 0 },
	};
	static struct ac_heartbeat_position positions[1];
	positions[0] = (struct ac_heartbeat_position){
		.symbol = "ETHUSDT",
		.strategy = "vwap_reversion",
		.position_side = "SHORT",
		.quantity = dec("-0.015"),
		.entry_price = dec("3000.12345678"),
		.mark_price = dec("2990"),
		.unrealized_pnl = dec("0.15185185"),
		.stop_price = dec("3010"),
		.is_protected = true,
	};
	static const struct ac_heartbeat_age ages[] = { { "BTCUSDT", 12 }, { "ETHUSDT", -1 } };
	return (struct ac_heartbeat){
		.time_ms = 1767225600123,
		.version = "0.1.0",
		.mode = "sim",
		.account = "sim",
		.run_id = 7,
		.state = "running",
		.market = { "up", 250, 1 },
		.user = { "down", -1, 0 },
		.order_entry = "ws",
		.ages = ages,
		.age_count = 2,
		.database = { "ok", 3, 65536, 1767225600100, 0 },
		.risk = { "HALTED", halts, 2, dec("-12.5"), dec("0.125") },
		.balance = { dec("10000"), dec("9999.5") },
		.clock_offset_ms = -4,
		.positions = positions,
		.position_count = 1,
		.orders = { 2, 1, 4 },
		.journal_seq = 123456789012,
	};
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
	const char *path = folder_path("status/heartbeat.json");
	struct ac_heartbeat heartbeat = example();
	assert_int_equal(ac_heartbeat_write(path, &heartbeat), AC_OK);
	json_t *root = load(path);
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
	assert_int_equal(stat(path, &about), 0);
	CHECK_EQ("mode", about.st_mode & 0777, 0644);
}

static void test_heartbeat_of_a_full_house_fits(void **state)
{
	(void)state;
	enum { COUNT = 2048 };
	const char *path = folder_path("full.json");
	struct ac_heartbeat heartbeat = example();
	struct ac_heartbeat_position *positions = calloc(COUNT, sizeof(*positions));
	char symbol[48], strategy[32];
	/* The longest names, and every byte of them escaped. */
	memset(symbol, 1, sizeof(symbol));
	symbol[sizeof(symbol) - 1] = '\0';
	memset(strategy, 2, sizeof(strategy));
	strategy[sizeof(strategy) - 1] = '\0';
	const struct ac_dec longest = { INT64_MIN };
	for (int i = 0; i < COUNT; i++)
		positions[i] = (struct ac_heartbeat_position){ symbol,  strategy, "SHORT",
							       longest, longest,  longest,
							       longest, longest,  false };
	heartbeat.positions = positions;
	heartbeat.position_count = COUNT;
	assert_int_equal(ac_heartbeat_write(path, &heartbeat), AC_OK);
	json_t *root = load(path);
	CHECK_EQ("positions", json_array_size(json_object_get(root, "positions")), COUNT);
	json_decref(root);
	free(positions);
}

static _Atomic bool is_over;

struct reading {
	const char *path;
	size_t bad;
};

/* The path comes from outside: folder_path() keeps its texts for one thread. */
static void *read_again_and_again(void *argument)
{
	struct reading *reading = argument;
	while (!atomic_load(&is_over)) {
		json_t *root = json_load_file(reading->path, 0, NULL);
		reading->bad += root == NULL;
		json_decref(root);
	}
	return NULL;
}

static void test_heartbeat_is_never_seen_in_part(void **state)
{
	(void)state;
	pthread_t reader;
	const char *path = folder_path("busy.json");
	struct reading reading = { .path = path };
	struct ac_heartbeat heartbeat = example();
	assert_int_equal(ac_heartbeat_write(path, &heartbeat), AC_OK);
	assert_int_equal(pthread_create(&reader, NULL, read_again_and_again, &reading), 0);
	for (int i = 0; i < 2000; i++) {
		heartbeat.journal_seq++;
		assert_int_equal(ac_heartbeat_write(path, &heartbeat), AC_OK);
	}
	atomic_store(&is_over, true);
	pthread_join(reader, NULL);
	CHECK_EQ("unreadable", reading.bad, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_heartbeat_has_every_field),
		cmocka_unit_test(test_heartbeat_of_a_full_house_fits),
		cmocka_unit_test(test_heartbeat_is_never_seen_in_part),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
