#include "check.h"

#include "engine/bus.h"

static struct ac_instrument instruments_items[2] = { { .symbol = "BTCUSDT" },
						     { .symbol = "币安人生USDT" } };
static struct ac_instruments instruments = { instruments_items, 2, 2 };
static const struct ac_book books[2] = { { "vwap_reversion", 0 }, { "momentum", 1 } };

struct seen {
	uint32_t count;
	uint16_t kinds[16];
	bool is_refusing;
};

static bool take(void *self, const struct ac_event *event)
{
	struct seen *seen = self;
	seen->kinds[seen->count++] = event->kind;
	return !seen->is_refusing;
}

static struct ac_bus *make_bus(void)
{
	static _Alignas(64) unsigned char block[65536];
	memset(block, 0, sizeof(block));
	struct ac_bus_config config = { &instruments, books, 2 };
	struct ac_arena arena;
	ac_arena_init(&arena, block, sizeof(block));
	struct ac_bus *bus;
	assert_int_equal(ac_bus_create(&arena, &config, &bus), AC_OK);
	return bus;
}

static struct ac_event event_of(enum ac_event_kind kind, uint16_t symbol, uint16_t book)
{
	struct ac_event event = { .kind = (uint16_t)kind, .symbol = symbol, .book = book };
	return event;
}

static void test_patterns_match_channels(void **state)
{
	(void)state;
	static const struct {
		const char *pattern;
		bool candle, signal, order, position;
	} cases[] = {
		{ "*", true, true, true, true },
		{ "market.candle.BTCUSDT", true, false, false, false },
		{ "market.*", true, false, false, false },
		{ "signal.*", false, true, false, false },
		{ "signal.*.BTCUSDT", false, true, false, false },
		{ "signal.momentum.*", false, false, false, false },
		{ "order.update", false, false, true, false },
		{ "order.updat?", false, false, true, false },
		{ "*.update", false, false, true, true },
		{ "*BTC*", true, true, false, false },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_bus *bus = make_bus();
		struct seen seen = { 0 };
		assert_int_equal(ac_bus_subscribe(bus, cases[i].pattern, take, &seen), AC_OK);
		struct ac_event events[] = {
			event_of(AC_EVENT_CANDLE, 0, AC_BOOK_NONE),
			event_of(AC_EVENT_SIGNAL, 0, 0),
			event_of(AC_EVENT_ORDER_STATE, 0, 0),
			event_of(AC_EVENT_POSITION_STATE, 0, 0),
		};
		bool wanted[] = { cases[i].candle, cases[i].signal, cases[i].order,
				  cases[i].position };
		for (size_t k = 0; k < AC_COUNT(events); k++) {
			uint32_t before = seen.count;
			ac_bus_publish(bus, &events[k]);
			CHECK_EQ(cases[i].pattern, seen.count - before, wanted[k]);
		}
	}
}

static void test_a_pattern_that_can_never_match_is_refused(void **state)
{
	(void)state;
	struct ac_bus *bus = make_bus();
	struct seen seen = { 0 };
	assert_int_equal(ac_bus_subscribe(bus, "orders.*", take, &seen), AC_ERR_NOT_FOUND);
	assert_int_equal(ac_bus_subscribe(bus, "", take, &seen), AC_ERR_NOT_FOUND);
}

static void test_channels_have_names_in_every_script(void **state)
{
	(void)state;
	const struct ac_bus_config config = { &instruments, books, 2 };
	char channel[AC_CHANNEL_SIZE];
	struct ac_event event = event_of(AC_EVENT_SIGNAL, 1, 1);
	ac_bus_channel(&config, &event, channel);
	assert_string_equal(channel, "signal.momentum.币安人生USDT");
	event = event_of(AC_EVENT_REPLY, 0, 0);
	ac_bus_channel(&config, &event, channel);
	assert_string_equal(channel, "");
}

static void test_subscribers_hear_in_order_and_refusals_are_counted(void **state)
{
	(void)state;
	struct ac_bus *bus = make_bus();
	struct seen first = { 0 }, second = { .is_refusing = true };
	assert_int_equal(ac_bus_subscribe(bus, "*", take, &first), AC_OK);
	assert_int_equal(ac_bus_subscribe(bus, "*", take, &second), AC_OK);
	struct ac_event candle = event_of(AC_EVENT_CANDLE, 0, AC_BOOK_NONE);
	struct ac_event fill = event_of(AC_EVENT_FILL, 0, 0);
	ac_bus_publish(bus, &candle);
	ac_bus_publish(bus, &fill);
	assert_int_equal(first.count, 2);
	assert_int_equal(first.kinds[0], AC_EVENT_CANDLE);
	assert_int_equal(first.kinds[1], AC_EVENT_FILL);
	assert_int_equal(second.count, 2);
	assert_int_equal(ac_bus_refused(bus), 2);
}

static void test_every_system_fact_has_a_channel_and_is_heard(void **state)
{
	(void)state;
	static const char *const words[AC_SYSTEM_COUNT] = {
#define WORD(name, text) [name] = (text),
		AC_SYSTEM_LIST(WORD)
#undef WORD
	};
	const struct ac_bus_config config = { &instruments, books, 2 };
	for (uint16_t what = AC_SYSTEM_NONE + 1; what < AC_SYSTEM_COUNT; what++) {
		struct ac_bus *bus = make_bus();
		struct seen seen = { 0 };
		struct ac_event fact = event_of(AC_EVENT_SYSTEM, AC_SYMBOL_NONE, AC_BOOK_NONE);
		char channel[AC_CHANNEL_SIZE], wanted[AC_CHANNEL_SIZE];
		fact.system.what = what;
		ac_bus_channel(&config, &fact, channel);
		snprintf(wanted, sizeof(wanted), "system.%s", words[what]);
		assert_string_equal(channel, wanted);
		assert_int_equal(ac_bus_subscribe(bus, wanted, take, &seen), AC_OK);
		ac_bus_publish(bus, &fact);
		CHECK_EQ(wanted, seen.count, 1);
	}
}

static void test_more_subscribers_than_places_are_refused(void **state)
{
	(void)state;
	struct ac_bus *bus = make_bus();
	struct seen seen = { 0 };
	for (int i = 0; i < AC_BUS_SUBSCRIBERS_MAX; i++)
		assert_int_equal(ac_bus_subscribe(bus, "*", take, &seen), AC_OK);
	assert_int_equal(ac_bus_subscribe(bus, "*", take, &seen), AC_ERR_FULL);
	struct ac_event fill = event_of(AC_EVENT_FILL, 0, 0);
	ac_bus_publish(bus, &fill);
	assert_int_equal(seen.count, AC_BUS_SUBSCRIBERS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_patterns_match_channels),
		cmocka_unit_test(test_a_pattern_that_can_never_match_is_refused),
		cmocka_unit_test(test_channels_have_names_in_every_script),
		cmocka_unit_test(test_subscribers_hear_in_order_and_refusals_are_counted),
		cmocka_unit_test(test_every_system_fact_has_a_channel_and_is_heard),
		cmocka_unit_test(test_more_subscribers_than_places_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
