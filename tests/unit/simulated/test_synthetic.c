#include "check.h"

#include "arena_block.h"
#include "simulated/synthetic.h"

#include <math.h>

#define START_MS 1700006400000LL /* 00:00 UTC */
#define SYMBOLS  3u
#define DAYS     3

static const uint16_t symbols[SYMBOLS] = { 0, 1, 3 };

struct feed {
	struct ac_synthetic *synthetic;
	void *block;
	struct ac_instruments list;
};

static void feed_open(struct feed *feed, uint64_t seed)
{
	uint32_t count;
	/* The list is only read. */
	union {
		const struct ac_instrument *from;
		struct ac_instrument *to;
	} items = { .from = ac_instruments_default(&count) };
	feed->list = (struct ac_instruments){ items.to, count, count };
	struct ac_synthetic_config config = {
		.instruments = &feed->list,
		.symbols = symbols,
		.symbol_count = SYMBOLS,
		.seed = seed,
		.start_ms = START_MS,
	};
	struct ac_arena arena = { 0 };
	assert_int_equal(ac_synthetic_create(&arena, &config, &feed->synthetic), AC_OK);
	feed->block = arena_block(&arena);
	assert_int_equal(ac_synthetic_create(&arena, &config, &feed->synthetic), AC_OK);
}

static void feed_close(struct feed *feed)
{
	free(feed->block);
}

static uint32_t lane_of(uint16_t symbol)
{
	return symbol == 3 ? 2 : symbol;
}

static void test_synthetic_candles_are_exactly_their_trades(void **state)
{
	(void)state;
	struct feed feed;
	feed_open(&feed, 11);
	struct ac_candle built[SYMBOLS] = { { 0 } };
	ac_ms last_open[SYMBOLS] = { 0 };
	uint32_t gaps = 0, candles = 0;
	ac_ns now = 0;
	for (;;) {
		struct ac_event event;
		ac_synthetic_next(feed.synthetic, &event);
		ac_ms now_ms = event.time_ns / AC_NS_PER_MS;
		if (now_ms >= START_MS + DAYS * AC_MS_PER_DAY)
			break;
		assert_true(event.time_ns >= now);
		now = event.time_ns;
		uint32_t lane = lane_of(event.symbol);
		struct ac_candle *own = &built[lane];
		const struct ac_instrument *rules = &feed.list.items[event.symbol];
		if (event.kind == AC_EVENT_TRADE) {
			int64_t price = event.trade.price.units;
			assert_true(ac_dec_is_multiple(event.trade.price, rules->tick));
			assert_true(ac_dec_is_multiple(event.trade.quantity, rules->lot.step));
			assert_true(price > 0 && event.trade.quantity.units > 0);
			if (own->trades == 0)
				*own = (struct ac_candle){ .open_time_ms = now_ms - now_ms % 60000,
							   .open = price,
							   .high = price,
							   .low = price };
			own->high = price > own->high ? price : own->high;
			own->low = price < own->low ? price : own->low;
			own->close = price;
			own->volume += event.trade.quantity.units;
			own->trades++;
		} else if (event.kind == AC_EVENT_CANDLE) {
			candles++;
			assert_int_equal(now_ms % 60000, 0);
			assert_int_equal(event.candle.open_time_ms, now_ms - 60000);
			if (last_open[lane] != 0)
				own->missing_before =
					(uint32_t)((event.candle.open_time_ms - last_open[lane]) /
							   60000 -
						   1);
			gaps += event.candle.missing_before > 0;
			assert_true(event.candle.missing_before <= 3 * 4);
			last_open[lane] = event.candle.open_time_ms;
			assert_memory_equal(&event.candle, own, sizeof(*own));
			assert_int_equal(ac_candle_check(&event.candle), AC_CANDLE_OK);
			own->trades = 0;
		}
	}
	assert_true(candles > SYMBOLS * DAYS * 1420);
	assert_true(gaps >= 1);
	assert_true(gaps < 30);
	feed_close(&feed);
}

static void test_synthetic_same_seed_same_bytes_other_seed_others(void **state)
{
	(void)state;
	struct feed a, b, c;
	feed_open(&a, 5);
	feed_open(&b, 5);
	feed_open(&c, 6);
	uint32_t different = 0;
	for (int i = 0; i < 50000; i++) {
		struct ac_event from_a, from_b, from_c;
		ac_synthetic_next(a.synthetic, &from_a);
		ac_synthetic_next(b.synthetic, &from_b);
		ac_synthetic_next(c.synthetic, &from_c);
		assert_memory_equal(&from_a, &from_b, sizeof(from_a));
		different += memcmp(&from_a, &from_c, sizeof(from_a)) != 0;
	}
	assert_true(different > 40000);
	feed_close(&a);
	feed_close(&b);
	feed_close(&c);
}

static void test_synthetic_marks_come_each_second_and_announce_funding(void **state)
{
	(void)state;
	struct feed feed;
	feed_open(&feed, 3);
	ac_ms last[SYMBOLS] = { 0 };
	int64_t price[SYMBOLS] = { 0 };
	for (int i = 0; i < 400000; i++) {
		struct ac_event event;
		ac_synthetic_next(feed.synthetic, &event);
		uint32_t lane = lane_of(event.symbol);
		ac_ms now_ms = event.time_ns / AC_NS_PER_MS;
		if (event.kind == AC_EVENT_TRADE)
			price[lane] = event.trade.price.units;
		if (event.kind != AC_EVENT_MARK)
			continue;
		if (last[lane] != 0)
			assert_int_equal(now_ms - last[lane], 1000);
		last[lane] = now_ms;
		assert_int_equal(event.mark.funding_time_ms % (8 * 3600000), 0);
		assert_true(event.mark.funding_time_ms > now_ms);
		assert_true(event.mark.funding_time_ms <= now_ms + 8 * 3600000);
		assert_true(llabs(event.mark.funding_rate.units) <= 300000);
		/* Mark and last price stay together, outside gaps. */
		if (event.symbol == 0 && price[lane] != 0)
			assert_true(llabs(event.mark.mark.units - price[lane]) < price[lane] / 50);
	}
	feed_close(&feed);
}

struct statistics {
	double range_sum, return_square_sum, absolute_sum, product_sum, volume_quiet, volume_busy;
	double fourth_sum, previous;
	uint32_t count, quiet, busy, flat;
};

static void statistics_add(struct statistics *s, const struct ac_candle *candle)
{
	double range = (double)(candle->high - candle->low) / (double)candle->open;
	double r = log((double)candle->close / (double)candle->open);
	s->range_sum += range;
	s->return_square_sum += r * r;
	s->fourth_sum += r * r * r * r;
	s->absolute_sum += fabs(r);
	s->product_sum += s->previous * fabs(r);
	s->previous = fabs(r);
	bool is_busy = range > 0.001;
	*(is_busy ? &s->volume_busy : &s->volume_quiet) += (double)candle->volume;
	*(is_busy ? &s->busy : &s->quiet) += 1;
	s->flat += candle->high == candle->low;
	s->count++;
}

static void test_synthetic_statistics_are_believable(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 3; seed++) {
		struct feed feed;
		feed_open(&feed, seed);
		struct statistics all[SYMBOLS] = { { 0 } };
		double r[SYMBOLS] = { 0 }, cross = 0, square0 = 0, square1 = 0;
		int64_t low = INT64_MAX, high = 0;
		for (;;) {
			struct ac_event event;
			ac_synthetic_next(feed.synthetic, &event);
			if (event.time_ns >= (START_MS + DAYS * AC_MS_PER_DAY) * AC_NS_PER_MS)
				break;
			if (event.kind != AC_EVENT_CANDLE)
				continue;
			uint32_t lane = lane_of(event.symbol);
			statistics_add(&all[lane], &event.candle);
			r[lane] = log((double)event.candle.close / (double)event.candle.open);
			if (lane == 0) {
				low = event.candle.low < low ? event.candle.low : low;
				high = event.candle.high > high ? event.candle.high : high;
			}
			if (lane == 1) {
				cross += r[0] * r[1];
				square0 += r[0] * r[0];
				square1 += r[1] * r[1];
			}
		}
		const struct statistics *s = &all[0];
		double n = s->count;
		double range = 100 * s->range_sum / n;
		double mean = s->absolute_sum / n;
		double variance = s->return_square_sum / n;
		double kurtosis = s->fourth_sum / n / (variance * variance);
		double clustering = (s->product_sum / n - mean * mean) / (variance - mean * mean);
		double swing = 100 * (double)(high - low) / (double)low;
		double correlation = cross / sqrt(square0 * square1);
		double volume = (s->volume_busy / (s->busy + 1)) / (s->volume_quiet / s->quiet);
		print_message("# seed %d: range %.4f %%, kurtosis %.1f, clustering %.2f, "
			      "swing in %d days %.1f %%, correlation %.2f, volume %.2f\n",
			      (int)seed, range, kurtosis, clustering, DAYS, swing, correlation,
			      volume);
		assert_true(range > 0.03 && range < 0.15);
		assert_true(kurtosis > 4.0);
		assert_true(clustering > 0.05 && clustering < 0.9);
		assert_true(swing > 1.0 && swing < 25.0);
		assert_true(correlation > 0.3 && correlation < 0.98);
		assert_true(volume > 1.2);
		for (uint32_t lane = 0; lane < SYMBOLS; lane++)
			assert_true(all[lane].flat < all[lane].count / 20);
		feed_close(&feed);
	}
}

static void test_synthetic_refuses_a_start_inside_a_minute(void **state)
{
	(void)state;
	uint32_t count;
	(void)ac_instruments_default(&count);
	struct ac_instruments list = { .count = count };
	struct ac_synthetic_config config = { &list, symbols, SYMBOLS, 1, START_MS + 1 };
	struct ac_arena arena = { 0 };
	struct ac_synthetic *synthetic = NULL;
	assert_int_equal(ac_synthetic_create(&arena, &config, &synthetic), AC_ERR_RANGE);
	assert_null(synthetic);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_synthetic_candles_are_exactly_their_trades),
		cmocka_unit_test(test_synthetic_same_seed_same_bytes_other_seed_others),
		cmocka_unit_test(test_synthetic_marks_come_each_second_and_announce_funding),
		cmocka_unit_test(test_synthetic_statistics_are_believable),
		cmocka_unit_test(test_synthetic_refuses_a_start_inside_a_minute),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
