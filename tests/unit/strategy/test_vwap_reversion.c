/* The strategy page, rule by rule, and whole walks against a second, plain reading of the page. */
#include "check.h"
#include "property.h"

#include "core/prng.h"
#include "io/candle_file.h"
#include "strategy/host.h"

#include <math.h>

#define MINUTE AC_MS_PER_MIN
#define DAY    AC_MS_PER_DAY

struct rig {
	_Alignas(64) unsigned char block[1 << 19];
	struct ac_strategy_instance instance;
};

static struct rig rig;

/* A fresh instance; `sets` is "name=value name=value". */
static const struct ac_param_value *start(struct rig *on, const char *sets)
{
	struct ac_strategy_registry registry;
	ac_strategy_registry_init(&registry);
	const struct ac_strategy *strategy = ac_strategy_find(&registry, AC_STR("vwap_reversion"));
	struct ac_param_value values[AC_PARAMS_MAX];
	ac_strategy_params_default(strategy, values);
	while (*sets != '\0') {
		size_t name = strcspn(sets, "="), value = strcspn(sets + name + 1, " ");
		int32_t index = ac_strategy_param_find(strategy, (struct ac_str){ sets, name });
		if (index < 0)
			fail_msg("no parameter at '%s'", sets);
		struct ac_str text = { sets + name + 1, value };
		if (ac_strategy_param_parse(&strategy->params[index], text, &values[index]) !=
		    AC_OK)
			fail_msg("bad value at '%s'", sets);
		sets += name + 1 + value;
		sets += strspn(sets, " ");
	}
	memset(on->block, 0, sizeof(on->block));
	struct ac_arena arena;
	ac_arena_init(&arena, on->block, sizeof(on->block));
	const char *why;
	assert_int_equal(ac_strategy_instance_create(&arena, strategy, values, &on->instance, &why),
			 AC_OK);
	return on->instance.params;
}

static struct ac_candle candle_at(int64_t time_ms, double high, double low, double close,
				  double volume)
{
	return (struct ac_candle){ .open_time_ms = time_ms,
				   .open = llround(close * 1e8),
				   .high = llround(high * 1e8),
				   .low = llround(low * 1e8),
				   .close = llround(close * 1e8),
				   .volume = llround(volume * 1e8) };
}

static struct ac_decision show(struct rig *to, const struct ac_candle *candle,
			       const struct ac_strategy_view *view)
{
	struct ac_decision decision;
	ac_strategy_instance_on_candle(&to->instance, candle, view, &decision);
	return decision;
}

static const struct ac_strategy_view flat;

/* `count` candles from `time_ms` on that swing evenly around 100: the ADX of this is near 0. */
static void warm_up(int64_t time_ms, int count)
{
	for (int i = 0; i < count; i++) {
		double close = i % 2 == 0 ? 100.5 : 99.5;
		struct ac_candle candle =
			candle_at(time_ms + i * MINUTE, close + 0.1, close - 0.1, close, 10.0);
		(void)show(&rig, &candle, &flat);
	}
}

static const int64_t start_ms = 1746372780000 / DAY * DAY + DAY;

/* One more candle after 60 even ones, closing at `close`. */
static struct ac_decision after_warm_up(const char *sets, double close,
					const struct ac_strategy_view *view)
{
	start(&rig, sets);
	warm_up(start_ms, 60);
	struct ac_candle candle = candle_at(start_ms + 60 * MINUTE, fmax(close, 100.6),
					    fmin(close, 99.4), close, 0.001);
	return show(&rig, &candle, view);
}

static void test_entry_needs_the_band_and_a_quiet_market(void **state)
{
	(void)state;
	/* vwap is 100, sigma 0.5 within a thousandth. */
	static const struct {
		const char *name, *sets;
		double close;
		int32_t action;
	} cases[] = {
		{ "below the band", "band_k=2", 98.9, AC_ACTION_ENTER_LONG },
		{ "above the band", "band_k=2", 101.1, AC_ACTION_ENTER_SHORT },
		{ "inside, low", "band_k=2", 99.1, AC_ACTION_NONE },
		{ "inside, high", "band_k=2", 100.9, AC_ACTION_NONE },
		{ "wider band", "band_k=3", 98.9, AC_ACTION_NONE },
		{ "narrow band", "band_k=0.1", 99.9, AC_ACTION_ENTER_LONG },
		{ "no shorts, above", "allow_short=false", 101.1, AC_ACTION_NONE },
		{ "no shorts, below", "allow_short=false", 98.9, AC_ACTION_ENTER_LONG },
		{ "trend", "adx_max=1 adx_period=2", 98.9, AC_ACTION_NONE },
		{ "too few candles", "min_candles=62", 98.9, AC_ACTION_NONE },
		{ "just enough candles", "min_candles=61", 98.9, AC_ACTION_ENTER_LONG },
		{ "ADX not there yet", "adx_period=31", 98.9, AC_ACTION_NONE },
		{ "ADX just there", "adx_period=30 adx_max=100", 98.9, AC_ACTION_ENTER_LONG },
		{ "a window needs no more than itself",
		  "anchor=rolling vwap_window=20 min_candles=1440", 98.9, AC_ACTION_ENTER_LONG },
		{ "rolling", "anchor=rolling vwap_window=61 min_candles=61", 101.1,
		  AC_ACTION_ENTER_SHORT },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_decision decision = after_warm_up(cases[i].sets, cases[i].close, &flat);
		CHECK_EQ(cases[i].name, decision.action, cases[i].action);
		if (decision.action == AC_ACTION_NONE)
			continue;
		CHECK_EQ(cases[i].name, decision.take_profit_pct, 60000000);
		CHECK_EQ(cases[i].name, decision.stop_loss_pct, 30000000);
		assert_true(fabs(decision.values[0] - 100.0) < 0.03);
		assert_true(fabs(decision.values[1] - 0.5) < 0.01);
		assert_true(decision.values[2] > 0.0 && decision.values[2] < 100.0);
	}
}

static void test_entry_at_the_band_itself(void **state)
{
	(void)state;
	/* Candles without volume, then two at 100 and 102 of one unit each: vwap 101, sigma 1, all
	 * exact. The last close lies on its own band. */
	static const double closes[][2] = { { 102.0, 100.0 }, { 100.0, 102.0 } };
	for (int side = 0; side < 2; side++) {
		start(&rig, "anchor=rolling vwap_window=10 min_candles=2 band_k=1 adx_period=2 "
			    "adx_max=100");
		struct ac_decision decision = { 0 };
		for (int i = 0; i < 10; i++) {
			double close = closes[side][i % 2];
			struct ac_candle candle = candle_at(start_ms + i * MINUTE, close, close,
							    close, i < 8 ? 0.0 : 1.0);
			decision = show(&rig, &candle, &flat);
		}
		assert_true(decision.values[0] == 101.0 && decision.values[1] == 1.0);
		assert_int_equal(decision.action,
				 side == 0 ? AC_ACTION_ENTER_LONG : AC_ACTION_ENTER_SHORT);
	}
}

static void test_no_entry_without_deviation_or_volume(void **state)
{
	(void)state;
	for (int has_volume = 0; has_volume < 2; has_volume++) {
		start(&rig, "min_candles=2 band_k=0.1");
		for (int i = 0; i < 100; i++) {
			struct ac_candle candle = candle_at(start_ms + i * MINUTE, 94321.7, 94321.7,
							    94321.7, has_volume ? 1.0 + i : 0.0);
			assert_int_equal(show(&rig, &candle, &flat).action, AC_ACTION_NONE);
		}
	}
}

static void test_no_entry_while_one_is_working_or_a_position_is_open(void **state)
{
	(void)state;
	const struct ac_strategy_view working = { .entry_working = 1 };
	assert_int_equal(after_warm_up("", 98.9, &working).action, AC_ACTION_NONE);
	const struct ac_strategy_view open = { .direction = 1, .entry_time_ms = start_ms };
	assert_int_equal(after_warm_up("", 98.9, &open).action, AC_ACTION_NONE);
}

static void test_exits_by_the_page(void **state)
{
	(void)state;
	const int64_t close_ms = start_ms + 61 * MINUTE;
	const struct {
		const char *name, *sets;
		double close;
		int32_t direction;
		int64_t held_ms; /* from entry to this candle's close */
		int32_t reason;  /* 0: stays */
	} cases[] = {
		{ "no exits asked for", "", 105.0, 1, 100 * DAY, 0 },
		{ "limit not reached", "max_hold_minutes=7", 100.0, 1, 7 * MINUTE - 1, 0 },
		{ "limit reached", "max_hold_minutes=7", 100.0, 1, 7 * MINUTE, AC_EXIT_MAX_HOLD },
		{ "limit passed", "max_hold_minutes=7", 100.0, -1, 9 * MINUTE, AC_EXIT_MAX_HOLD },
		{ "limit before vwap", "max_hold_minutes=7 exit_at_vwap=true", 105.0, 1, 7 * MINUTE,
		  AC_EXIT_MAX_HOLD },
		{ "vwap before limit", "max_hold_minutes=7 exit_at_vwap=true", 105.0, 1, MINUTE,
		  AC_EXIT_VWAP },
		{ "long above vwap", "exit_at_vwap=true", 100.1, 1, MINUTE, AC_EXIT_VWAP },
		{ "long below vwap", "exit_at_vwap=true", 99.9, 1, MINUTE, 0 },
		{ "short below vwap", "exit_at_vwap=true", 99.9, -1, MINUTE, AC_EXIT_VWAP },
		{ "short above vwap", "exit_at_vwap=true", 100.1, -1, MINUTE, 0 },
		{ "no vwap to be beyond", "exit_at_vwap=true min_candles=100", 105.0, 1, MINUTE,
		  0 },
		{ "the limit needs no vwap", "max_hold_minutes=7 min_candles=100", 105.0, 1,
		  7 * MINUTE, AC_EXIT_MAX_HOLD },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		const struct ac_strategy_view view = { .direction = cases[i].direction,
						       .entry_time_ms =
							       close_ms - cases[i].held_ms };
		struct ac_decision decision = after_warm_up(cases[i].sets, cases[i].close, &view);
		CHECK_EQ(cases[i].name, decision.action,
			 cases[i].reason != 0 ? AC_ACTION_EXIT : AC_ACTION_NONE);
		CHECK_EQ(cases[i].name, decision.exit_reason, cases[i].reason);
	}
}

static void test_close_at_the_vwap_is_not_beyond_it(void **state)
{
	(void)state;
	for (int direction = -1; direction <= 1; direction += 2) {
		start(&rig, "exit_at_vwap=true min_candles=2");
		const struct ac_strategy_view view = { .direction = direction,
						       .entry_time_ms = start_ms };
		for (int i = 0; i < 50; i++) {
			struct ac_candle candle =
				candle_at(start_ms + i * MINUTE, 7.0, 7.0, 7.0, 3.0);
			assert_int_equal(show(&rig, &candle, &view).action, AC_ACTION_NONE);
		}
	}
}

static void test_session_begins_at_midnight_by_the_open_time(void **state)
{
	(void)state;
	start(&rig, "min_candles=30");
	warm_up(start_ms + DAY - 60 * MINUTE, 60);
	/* The 30th candle of the new day is the first with an average, and the average is of these.
	 */
	struct ac_decision decision = { 0 };
	for (int i = 0; i < 30; i++) {
		assert_int_equal(decision.action, AC_ACTION_NONE);
		double close = i == 29 ? 180.0 : i % 2 == 0 ? 201.0 : 199.0;
		struct ac_candle candle = candle_at(start_ms + DAY + i * MINUTE, close + 0.1,
						    close - 0.1, close, i == 29 ? 0.01 : 10.0);
		decision = show(&rig, &candle, &flat);
		if (i < 29)
			assert_int_equal(decision.action, AC_ACTION_NONE);
	}
	/* The jump between the days is a trend to the ADX, so only the limit of 100 lets it
	 * through. */
	assert_int_equal(decision.action, AC_ACTION_NONE);
	start(&rig, "min_candles=30 adx_max=100");
	warm_up(start_ms + DAY - 60 * MINUTE, 60);
	for (int i = 0; i < 30; i++) {
		double close = i == 29 ? 180.0 : i % 2 == 0 ? 201.0 : 199.0;
		struct ac_candle candle = candle_at(start_ms + DAY + i * MINUTE, close + 0.1,
						    close - 0.1, close, i == 29 ? 0.01 : 10.0);
		decision = show(&rig, &candle, &flat);
		assert_int_equal(decision.action, i < 29 ? AC_ACTION_NONE : AC_ACTION_ENTER_LONG);
	}
	assert_true(fabs(decision.values[0] - 200.0) < 0.1);
}

/* A second reading of the page: arrays, two passes, no state between candles but the ADX. */
struct reading {
	double vwap, sigma, adx;
	bool has_vwap, has_adx;
};

static void read_vwap(const struct ac_candle *candles, size_t i, bool is_rolling, size_t window,
		      size_t min_candles, struct reading *ret)
{
	size_t first = i;
	while (first > 0 && (is_rolling ? i - first + 1 < window
					: candles[first - 1].open_time_ms / DAY ==
						  candles[i].open_time_ms / DAY))
		first--;
	long double weight = 0, mean = 0, squares = 0;
	for (int pass = 0; pass < 2; pass++) {
		for (size_t k = first; k <= i; k++) {
			double tp = (ac_candle_value(candles[k].high) +
				     ac_candle_value(candles[k].low) +
				     ac_candle_value(candles[k].close)) /
				    3.0;
			double volume = ac_candle_value(candles[k].volume);
			weight += pass == 0 ? volume : 0.0;
			mean += pass == 0 ? (long double)volume * tp : 0.0L;
			squares += pass == 1 ? volume * (tp - mean) * (tp - mean) : 0.0L;
		}
		if (pass == 0 && weight > 0)
			mean /= weight;
	}
	size_t needed = is_rolling && min_candles > window ? window : min_candles;
	ret->has_vwap = weight > 0 && i - first + 1 >= needed;
	ret->vwap = (double)mean;
	ret->sigma = weight > 0 ? (double)sqrtl(squares / weight) : 0.0;
}

struct wilder {
	double n, tr, plus, minus, sum, adx;
};

static void read_adx(struct wilder *w, const struct ac_candle *candles, size_t i,
		     struct reading *ret)
{
	if (i > 0) {
		double h = ac_candle_value(candles[i].high), l = ac_candle_value(candles[i].low);
		double h1 = ac_candle_value(candles[i - 1].high);
		double l1 = ac_candle_value(candles[i - 1].low);
		double c1 = ac_candle_value(candles[i - 1].close);
		double tr = fmax(h - l, fmax(fabs(h - c1), fabs(l - c1)));
		double plus = h - h1 > l1 - l && h - h1 > 0 ? h - h1 : 0;
		double minus = l1 - l > h - h1 && l1 - l > 0 ? l1 - l : 0;
		bool smooths = (double)i >= w->n;
		w->tr = (smooths ? w->tr - w->tr / w->n : w->tr) + tr;
		w->plus = (smooths ? w->plus - w->plus / w->n : w->plus) + plus;
		w->minus = (smooths ? w->minus - w->minus / w->n : w->minus) + minus;
		double pdi = 100 * (w->plus / w->tr), mdi = 100 * (w->minus / w->tr);
		double dx = pdi + mdi > 0 ? 100 * (fabs(pdi - mdi) / (pdi + mdi)) : -1;
		if (smooths && (double)i < 2 * w->n)
			w->sum += dx >= 0 ? dx : 0;
		if ((double)i == 2 * w->n - 1)
			w->adx = w->sum / w->n;
		else if ((double)i >= 2 * w->n && dx >= 0)
			w->adx = (w->adx * (w->n - 1) + dx) / w->n;
	}
	ret->has_adx = (double)i >= 2 * w->n - 1;
	ret->adx = w->adx;
}

static void make_walk(struct ac_candle *candles, size_t count, uint64_t seed)
{
	struct ac_prng prng;
	ac_prng_init(&prng, seed);
	int64_t price = 50000, time_ms = start_ms + 20 * 60 * MINUTE;
	for (size_t i = 0; i < count; i++) {
		int64_t open = price;
		/* A pull towards 50,000 with a calm and a wild half keeps both sides busy. */
		int64_t reach = i / 300 % 2 == 0 ? 40 : 200;
		price += (int64_t)ac_prng_below(&prng, (uint64_t)(2 * reach + 1)) - reach;
		price -= (price - 50000) / 50;
		int64_t high = (open > price ? open : price) + (int64_t)ac_prng_below(&prng, 20);
		int64_t low = (open < price ? open : price) - (int64_t)ac_prng_below(&prng, 20);
		candles[i] = (struct ac_candle){ .open_time_ms = time_ms,
						 .open = open * 10000000,
						 .high = high * 10000000,
						 .low = low * 10000000,
						 .close = price * 10000000 };
		if (ac_prng_below(&prng, 10) != 0)
			candles[i].volume = (int64_t)ac_prng_below(&prng, 100000000000);
		time_ms += MINUTE * (ac_prng_below(&prng, 100) == 0 ? 90 : 1);
	}
}

/* Fills what is decided as a backtest would, at the next candle, and compares every decision. */
static void check_walk(const char *name, const char *sets, const struct ac_candle *candles,
		       size_t count)
{
	const struct ac_param_value *p = start(&rig, sets);
	bool is_rolling = p[0].integer != 0;
	struct wilder wilder = { .n = (double)p[4].integer };
	struct ac_strategy_view view = flat;
	size_t entries = 0, exits = 0;
	for (size_t i = 0; i < count; i++) {
		struct reading r;
		read_vwap(candles, i, is_rolling, (size_t)p[1].integer, (size_t)p[2].integer, &r);
		read_adx(&wilder, candles, i, &r);
		double close = ac_candle_value(candles[i].close), k = p[3].real * r.sigma;
		int32_t wanted = AC_ACTION_NONE, reason = 0;
		int64_t held = candles[i].open_time_ms + MINUTE - view.entry_time_ms;
		bool enters = r.has_vwap && r.has_adx && r.adx < p[5].real && r.sigma > 0;
		if (view.direction != 0 && p[9].integer > 0 && held >= p[9].integer * MINUTE)
			wanted = AC_ACTION_EXIT, reason = AC_EXIT_MAX_HOLD;
		else if (view.direction != 0 && p[10].integer && r.has_vwap &&
			 (view.direction > 0 ? close > r.vwap : close < r.vwap))
			wanted = AC_ACTION_EXIT, reason = AC_EXIT_VWAP;
		else if (view.direction == 0 && enters && close <= r.vwap - k)
			wanted = AC_ACTION_ENTER_LONG;
		else if (view.direction == 0 && enters && close >= r.vwap + k && p[8].integer)
			wanted = AC_ACTION_ENTER_SHORT;

		struct ac_decision decision = show(&rig, &candles[i], &view);
		if (decision.action != wanted || decision.exit_reason != reason)
			fail_msg("%s, candle %zu: %d (%d), not %d (%d)", name, i, decision.action,
				 decision.exit_reason, wanted, reason);
		if (wanted != AC_ACTION_NONE && r.has_vwap)
			assert_true(fabs(decision.values[0] - r.vwap) < 1e-9 * r.vwap &&
				    fabs(decision.values[1] - r.sigma) < 1e-9 * r.sigma);
		if (wanted == AC_ACTION_ENTER_LONG || wanted == AC_ACTION_ENTER_SHORT)
			assert_true(fabs(decision.values[2] - r.adx) < 1e-9);
		entries += wanted == AC_ACTION_ENTER_LONG || wanted == AC_ACTION_ENTER_SHORT;
		exits += wanted == AC_ACTION_EXIT;
		if (wanted == AC_ACTION_EXIT)
			view = flat;
		else if (wanted != AC_ACTION_NONE && i + 1 < count)
			view = (struct ac_strategy_view){
				.direction = wanted == AC_ACTION_ENTER_LONG ? 1 : -1,
				.entry_time_ms = candles[i + 1].open_time_ms,
			};
	}
	print_message("# %s: %zu entries, %zu exits\n", name, entries, exits);
	assert_true(entries > 10 && exits > 10);
}

static const char *const variants[] = {
	"exit_at_vwap=true",
	"max_hold_minutes=5",
	"max_hold_minutes=9 exit_at_vwap=true band_k=1 adx_max=40 adx_period=7",
	"anchor=rolling vwap_window=60 max_hold_minutes=3 adx_max=60",
	"anchor=rolling vwap_window=10 min_candles=1440 exit_at_vwap=true band_k=1.5 adx_max=100",
	"anchor=rolling vwap_window=700 exit_at_vwap=true adx_max=30",
	"min_candles=2 adx_period=2 adx_max=100 band_k=0.5 max_hold_minutes=1 allow_short=false",
};

static void test_whole_walks_agree_with_a_second_reading_of_the_page(void **state)
{
	(void)state;
	enum { COUNT = 6000 };
	static struct ac_candle candles[COUNT];
	uint64_t seed = property_seed();
	print_message("# seed %" PRIu64 "\n", seed);
	for (size_t i = 0; i < AC_COUNT(variants); i++) {
		make_walk(candles, COUNT, seed + i);
		check_walk(variants[i], variants[i], candles, COUNT);
	}
}

static void test_recorded_candles_agree_with_a_second_reading_of_the_page(void **state)
{
	(void)state;
	SKIP_WITHOUT_SHARED_DATA(shared)
	struct ac_candle_file file;
	char path[1200];
	struct ac_error error;
	snprintf(path, sizeof(path), "%s/klines-futures/BTCUSDT-1m.csv.gz", shared);
	if (ac_candle_file_load(path, &file, &error) != AC_OK)
		fail_msg("%s", error.text);
	check_walk("BTCUSDT", "max_hold_minutes=30", file.candles, 12000);
	check_walk("BTCUSDT, rolling", "anchor=rolling exit_at_vwap=true", file.candles, 12000);
	ac_candle_file_free(&file);
}

/* What it decided of the first candles does not depend on those that came after; nor on memory. */
static void test_decisions_are_a_function_of_the_candles_shown(void **state)
{
	(void)state;
	enum { COUNT = 3000 };
	static struct ac_candle candles[COUNT], others[COUNT];
	static struct ac_decision decisions[COUNT];
	static struct rig second;
	make_walk(candles, COUNT, 1);
	make_walk(others, COUNT, 2);
	for (size_t v = 0; v < AC_COUNT(variants); v++) {
		start(&rig, variants[v]);
		for (size_t i = 0; i < COUNT; i++)
			decisions[i] = show(&rig, &candles[i], &flat);
		start(&second, variants[v]);
		start(&rig, variants[v]);
		for (size_t i = 0; i < COUNT; i++) {
			struct ac_decision decision = show(&second, &candles[i], &flat);
			assert_memory_equal(&decision, &decisions[i], sizeof(decision));
			(void)show(&rig, &others[i], &flat);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_entry_needs_the_band_and_a_quiet_market),
		cmocka_unit_test(test_entry_at_the_band_itself),
		cmocka_unit_test(test_no_entry_without_deviation_or_volume),
		cmocka_unit_test(test_no_entry_while_one_is_working_or_a_position_is_open),
		cmocka_unit_test(test_exits_by_the_page),
		cmocka_unit_test(test_close_at_the_vwap_is_not_beyond_it),
		cmocka_unit_test(test_session_begins_at_midnight_by_the_open_time),
		cmocka_unit_test(test_whole_walks_agree_with_a_second_reading_of_the_page),
		cmocka_unit_test(test_recorded_candles_agree_with_a_second_reading_of_the_page),
		cmocka_unit_test(test_decisions_are_a_function_of_the_candles_shown),
	};
	return cmocka_run_group_tests_name("strategy vwap_reversion", tests, NULL, NULL);
}
