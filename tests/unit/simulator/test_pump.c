/* Tests of the pump: what it gives, in which order and when. The simulator is a list that takes
 * what it is given. */
#include "folder.h"

#include "simulator/serve/pump.h"

#define MINUTE  AC_MS_PER_MIN
#define T0      1746372780000LL
#define NOW     (1795000030500LL * AC_NS_PER_MS) /* half a minute into one */
#define NOW_MIN (1795000020000LL * AC_NS_PER_MS)

struct given {
	struct ac_event item;
	ac_ns now;
};
static struct given given[65536];
static uint32_t given_count;
static struct ac_instruments instruments;

/* The pump knows the simulator by these two functions. */
void ac_simulator_price(struct ac_simulator *simulator, const struct ac_event *item, ac_ns now_ns)
{
	(void)simulator;
	assert_true(given_count < AC_COUNT(given));
	given[given_count++] = (struct given){ *item, now_ns };
}
const struct ac_instruments *ac_simulator_instruments(const struct ac_simulator *simulator)
{
	(void)simulator;
	return &instruments;
}

static int setup(void **state)
{
	uint32_t count;
	instruments.items = (struct ac_instrument *)ac_instruments_default(&count);
	instruments.count = instruments.capacity = count;
	return folder_make(state);
}

static const char *write_candles(const char *name, int minutes)
{
	const char *path = folder_path(name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs("open_time,open,high,low,close,volume\n", file);
	for (int i = 0; i < minutes; i++)
		fprintf(file, "%lld,100,102,99,101,5\n", T0 + i * MINUTE);
	fclose(file);
	return path;
}

static struct ac_feed *feed_of(const char *spec, ac_ms start_ms)
{
	struct ac_error error;
	struct ac_feed *feed = NULL;
	if (ac_feed_create(spec, &instruments, start_ms, &feed, &error) != AC_OK)
		fail_msg("%s", error.text);
	return feed;
}

static struct ac_simulator_pump *pump_of(struct ac_feed *feed, int64_t speed, bool is_rebased)
{
	struct ac_simulator_pump *pump = NULL;
	const struct ac_simulator_pump_config config = { .feed = feed,
							 .speed = speed,
							 .is_rebased = is_rebased };
	given_count = 0;
	CHECK_EQ("create",
		 ac_simulator_pump_create((struct ac_simulator *)&instruments, &config, &pump),
		 AC_OK);
	return pump;
}

static struct ac_feed *two_symbols(int minutes)
{
	char spec[512];
	snprintf(spec, sizeof(spec), "replay:%s,%s", write_candles("BTCUSDT-1m.csv", minutes),
		 write_candles("ETHUSDT-1m.csv", minutes));
	return feed_of(spec, 0);
}

/* What a session does with the same candles: all open, all go their path, all close. */
static void test_candles_come_in_three_phases_and_each_phase_symbol_by_symbol(void **state)
{
	(void)state;
	struct ac_feed *feed = two_symbols(3);
	struct ac_simulator_pump *pump = pump_of(feed, 0, false);
	while (ac_simulator_pump_run(pump, NOW, 5)) {
	}
	CHECK_EQ("items", given_count, 18);
	static const uint16_t phases[] = { AC_FEED_CANDLE_OPEN, AC_FEED_CANDLE_PATH,
					   AC_FEED_CANDLE_CLOSE };
	static const ac_ms offsets[] = { 0, MINUTE - 1, MINUTE };
	for (uint32_t i = 0; i < given_count; i++) {
		const struct ac_event *item = &given[i].item;
		CHECK_EQ("kind", item->kind, AC_EVENT_CANDLE);
		CHECK_EQ("phase", item->flags, phases[i / 2 % 3]);
		CHECK_EQ("symbol", item->symbol, i % 2);
		CHECK_EQ("open", item->candle.open_time_ms, T0 + i / 6 * MINUTE);
		CHECK_EQ("time", item->time_ns,
			 (item->candle.open_time_ms + offsets[i / 2 % 3]) * AC_NS_PER_MS);
		CHECK_EQ("now", given[i].now, NOW);
	}
	CHECK_EQ("deadline", ac_simulator_pump_deadline(pump), INT64_MAX);
	ac_simulator_pump_destroy(pump);
	ac_feed_destroy(feed);
}

static void test_nothing_is_given_before_its_time_at_any_speed(void **state)
{
	(void)state;
	const int64_t speeds[] = { 1, 7, 60, 1000 };
	for (size_t s = 0; s < AC_COUNT(speeds); s++) {
		struct ac_feed *feed = two_symbols(4);
		struct ac_simulator_pump *pump = pump_of(feed, speeds[s], false);
		ac_ns now = NOW;
		bool goes_on = true;
		while (goes_on) {
			goes_on = ac_simulator_pump_run(pump, now, 1000);
			ac_ns next = ac_simulator_pump_deadline(pump);
			assert_true(!goes_on || next > now);
			now = next;
		}
		CHECK_EQ("items", given_count, 24);
		for (uint32_t i = 0; i < given_count; i++)
			CHECK_EQ("now", given[i].now,
				 NOW + (given[i].item.time_ns - T0 * AC_NS_PER_MS) / speeds[s]);
		ac_simulator_pump_destroy(pump);
		ac_feed_destroy(feed);
	}
}

static void test_a_late_caller_gets_all_that_is_due_and_no_more_than_it_asked_for(void **state)
{
	(void)state;
	struct ac_feed *feed = two_symbols(10);
	struct ac_simulator_pump *pump = pump_of(feed, 1, false);
	assert_true(ac_simulator_pump_run(pump, NOW, 100));
	CHECK_EQ("items", given_count, 2);
	assert_true(ac_simulator_pump_run(pump, NOW + 5 * 60 * AC_NS_PER_SEC, 7));
	CHECK_EQ("items", given_count, 9);
	assert_true(ac_simulator_pump_run(pump, NOW + 5 * 60 * AC_NS_PER_SEC, 100));
	/* Five minutes whole, and the sixth's open. */
	CHECK_EQ("items", given_count, 32);
	ac_simulator_pump_destroy(pump);
	ac_feed_destroy(feed);
}

static void test_a_rebased_feed_begins_with_the_minute_under_way_and_keeps_step(void **state)
{
	(void)state;
	struct ac_feed *feed = two_symbols(3);
	struct ac_simulator_pump *pump = pump_of(feed, 1, true);
	ac_ns now = NOW;
	while (ac_simulator_pump_run(pump, now, 1000))
		now = ac_simulator_pump_deadline(pump);
	CHECK_EQ("items", given_count, 18);
	CHECK_EQ("open", given[0].item.candle.open_time_ms * AC_NS_PER_MS, NOW_MIN);
	CHECK_EQ("time", given[0].item.time_ns, NOW_MIN);
	for (uint32_t i = 2; i < given_count; i++)
		CHECK_EQ("now", given[i].now, given[i].item.time_ns);
	ac_simulator_pump_destroy(pump);
	ac_feed_destroy(feed);
}

static void test_history_comes_at_once_and_the_market_begins_where_it_ends(void **state)
{
	(void)state;
	for (int rebased = 0; rebased < 2; rebased++) {
		struct ac_feed *feed = feed_of("synthetic:seed=3", T0);
		struct ac_simulator_pump *pump = pump_of(feed, 1, rebased == 1);
		ac_ns start = rebased == 1 ? NOW_MIN : T0 * AC_NS_PER_MS;
		assert_true(ac_simulator_pump_run(pump, NOW, 1000000));
		uint32_t history = 0;
		ac_ms newest = 0;
		for (uint32_t i = 0; i < given_count; i++) {
			const struct ac_event *item = &given[i].item;
			if (item->flags & AC_EVENT_FLAG_HISTORY) {
				CHECK_EQ("order", history, i);
				history++;
				newest = item->candle.open_time_ms;
			} else {
				assert_true(item->time_ns >= start);
				assert_true(item->time_ns <= start + 12 * AC_NS_PER_SEC);
			}
		}
		assert_in_range(history, 200 * instruments.count, 240 * instruments.count);
		CHECK_EQ("newest", newest * AC_NS_PER_MS, start - MINUTE * AC_NS_PER_MS);
		ac_simulator_pump_destroy(pump);
		ac_feed_destroy(feed);
	}
}

static void test_an_announced_settlement_comes_once_and_before_the_mark_behind_it(void **state)
{
	(void)state;
	/* Just before 08:00. */
	struct ac_feed *feed = feed_of("synthetic:seed=3", 1746403140000);
	struct ac_simulator_pump *pump = pump_of(feed, 0, true);
	uint32_t settled[AC_INSTRUMENTS_MAX] = { 0 };
	struct ac_mark marks[AC_INSTRUMENTS_MAX] = { { { 0 }, { 0 }, { 0 }, 0 } };
	ac_ns mark_ns[AC_INSTRUMENTS_MAX] = { 0 };
	uint32_t settlements = 0;
	for (int i = 0; i < 20000; i++) {
		given_count = 0;
		assert_true(ac_simulator_pump_run(pump, NOW, 1));
		const struct ac_event *item = &given[0].item;
		if (item->kind == AC_EVENT_MARK) {
			const struct ac_mark *last = &marks[item->symbol];
			if (last->funding_time_ms > 0 &&
			    item->time_ns >= last->funding_time_ms * AC_NS_PER_MS)
				CHECK_EQ("settled", settled[item->symbol], 1);
			marks[item->symbol] = item->mark;
			mark_ns[item->symbol] = item->time_ns;
		} else if (item->kind == AC_EVENT_FUNDING) {
			const struct ac_mark *last = &marks[item->symbol];
			settled[item->symbol]++;
			settlements++;
			CHECK_EQ("time", item->funding.time_ms, last->funding_time_ms);
			CHECK_EQ("rate", item->funding.rate.units, last->funding_rate.units);
			CHECK_EQ("mark", item->funding.payment.units, last->mark.units);
			assert_true(mark_ns[item->symbol] < item->time_ns);
		}
	}
	CHECK_EQ("settlements", settlements, instruments.count);
	ac_simulator_pump_destroy(pump);
	ac_feed_destroy(feed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_candles_come_in_three_phases_and_each_phase_symbol_by_symbol),
		cmocka_unit_test(test_nothing_is_given_before_its_time_at_any_speed),
		cmocka_unit_test(
			test_a_late_caller_gets_all_that_is_due_and_no_more_than_it_asked_for),
		cmocka_unit_test(
			test_a_rebased_feed_begins_with_the_minute_under_way_and_keeps_step),
		cmocka_unit_test(test_history_comes_at_once_and_the_market_begins_where_it_ends),
		cmocka_unit_test(
			test_an_announced_settlement_comes_once_and_before_the_mark_behind_it),
	};
	return cmocka_run_group_tests(tests, setup, folder_remove);
}
