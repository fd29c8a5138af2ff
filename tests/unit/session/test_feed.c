#include "check.h"

#include <unistd.h>

#include "session/feed.h"

static char folder[] = "/tmp/autocoin-feed-XXXXXX";

static void write_file(const char *name, const char *text)
{
	char path[256];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void remove_file(const char *name)
{
	char path[256];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	unlink(path);
}

static int set_up(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	write_file("BTCUSDT-1m.csv",
		   "1746316800000,100,101,99,100,1\n1746316860000,100,101,99,100,1\n"
		   "1746316980000,100,101,99,100,1\n");
	write_file("ETHUSDT-1m.csv", "1746316860000,10,11,9,10,1\n1746316920000,10,11,9,10,1\n");
	write_file("XRPUSDT-1m.csv", "1746316800000,1,1,1,1,1\n");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	remove_file("BTCUSDT-1m.csv");
	remove_file("ETHUSDT-1m.csv");
	remove_file("XRPUSDT-1m.csv");
	return rmdir(folder);
}

static struct ac_instruments two_instruments(void)
{
	uint32_t count;
	const struct ac_instrument *all = ac_instruments_default(&count);
	return (struct ac_instruments){ (struct ac_instrument *)all, 2, 2 }; /* BTC, ETH */
}

static struct ac_feed *open_feed(const char *spec)
{
	static struct ac_instruments instruments;
	instruments = two_instruments();
	struct ac_feed *feed = NULL;
	struct ac_error error = { 0 };
	if (ac_feed_create(spec, &instruments, 1746316800000, &feed, &error) != AC_OK)
		fail_msg("%s", error.text);
	return feed;
}

static const char *replay_spec(void)
{
	static char spec[512];
	snprintf(spec, sizeof(spec), "replay:%s/BTCUSDT-1m.csv,%s/ETHUSDT-1m.csv,%s/XRPUSDT-1m.csv",
		 folder, folder, folder);
	return spec;
}

static void test_files_are_merged_by_minute_and_strangers_passed_over(void **state)
{
	(void)state;
	static const struct {
		ac_ms time_ms;
		size_t count;
		uint16_t first;
	} wanted[] = { { 1746316800000, 1, 0 },
		       { 1746316860000, 2, 0 },
		       { 1746316920000, 1, 1 },
		       { 1746316980000, 1, 0 } };
	struct ac_feed *feed = open_feed(replay_spec());
	struct ac_feed_item item;
	for (size_t i = 0; i < AC_COUNT(wanted); i++) {
		assert_true(ac_feed_next(feed, &item));
		assert_int_equal(item.time_ns, wanted[i].time_ms * AC_NS_PER_MS);
		assert_int_equal(item.candle_count, wanted[i].count);
		assert_int_equal(item.candles[0].symbol, wanted[i].first);
	}
	assert_int_equal(item.candles[0].candle->missing_before, 1);
	assert_false(ac_feed_next(feed, &item));
	ac_feed_destroy(feed);
}

static void test_a_restart_gets_exactly_the_rest(void **state)
{
	(void)state;
	struct ac_feed *feed = open_feed(replay_spec());
	const ac_ms done[] = { 1746316860000, 0 };
	struct ac_feed_item item;
	ac_feed_skip(feed, done);
	assert_true(ac_feed_next(feed, &item));
	assert_int_equal(item.time_ns, 1746316860000 * AC_NS_PER_MS);
	assert_int_equal(item.candle_count, 1);
	assert_int_equal(item.candles[0].symbol, 1);
	ac_feed_destroy(feed);
}

static void test_a_synthetic_feed_repeats_from_its_start(void **state)
{
	(void)state;
	struct ac_feed *a = open_feed("synthetic:seed=5,start=1735689600000");
	struct ac_feed *b = open_feed("synthetic:seed=5,start=1735689600000");
	struct ac_feed *c = open_feed("synthetic:seed=6,start=1735689600000");
	uint32_t different = 0;
	for (int i = 0; i < 20000; i++) {
		struct ac_feed_item x, y, z;
		assert_true(ac_feed_next(a, &x));
		assert_true(ac_feed_next(b, &y));
		assert_true(ac_feed_next(c, &z));
		assert_memory_equal(x.tick, y.tick, sizeof(*x.tick));
		different += memcmp(x.tick, z.tick, sizeof(*x.tick)) != 0;
	}
	assert_true(different > 1000);
	ac_feed_destroy(a);
	ac_feed_destroy(b);
	ac_feed_destroy(c);
}

static void test_bad_specifications_are_refused_with_a_sentence(void **state)
{
	(void)state;
	static const char *const specs[] = { "",
					     "replay",
					     "synthetic:",
					     "synthetic:seed=",
					     "synthetic:seed=1x",
					     "synthetic:seed=1,",
					     "synthetics",
					     "csv:file",
					     "replay:/nowhere/BTCUSDT.csv" };
	struct ac_instruments instruments = two_instruments();
	for (size_t i = 0; i < AC_COUNT(specs); i++) {
		struct ac_feed *feed = NULL;
		struct ac_error error = { 0 };
		if (ac_feed_create(specs[i], &instruments, 0, &feed, &error) == AC_OK)
			fail_msg("'%s' was accepted", specs[i]);
		assert_true(strlen(error.text) > 10);
		assert_null(feed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files_are_merged_by_minute_and_strangers_passed_over),
		cmocka_unit_test(test_a_restart_gets_exactly_the_rest),
		cmocka_unit_test(test_a_synthetic_feed_repeats_from_its_start),
		cmocka_unit_test(test_bad_specifications_are_refused_with_a_sentence),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
