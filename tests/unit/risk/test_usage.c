/* What people are told of the guards: how much of each limit is used, where, and which halts
 * stand. */
#include "harness.h"

#define SEEN_MAX 64

struct seen {
	struct ac_risk_usage items[SEEN_MAX];
	uint32_t count, stop_at;
};

static bool take(void *self, const struct ac_risk_usage *usage)
{
	struct seen *seen = self;
	assert_true(seen->count < SEEN_MAX);
	for (uint32_t i = 0; i < seen->count; i++)
		assert_false(seen->items[i].guard == usage->guard &&
			     seen->items[i].symbol == usage->symbol &&
			     seen->items[i].book == usage->book);
	seen->items[seen->count++] = *usage;
	return seen->count != seen->stop_at;
}

static struct seen look(const struct harness *h)
{
	struct seen seen = { .count = 0 };
	ac_risk_usage_visit(h->risk, take, &seen);
	return seen;
}

static const struct ac_risk_usage *find(const struct seen *seen, enum ac_guard_id guard,
					uint16_t symbol, uint16_t book)
{
	for (uint32_t i = 0; i < seen->count; i++) {
		const struct ac_risk_usage *item = &seen->items[i];
		if (item->guard == guard && item->symbol == symbol && item->book == book)
			return item;
	}
	return NULL;
}

static const struct ac_risk_usage *expect(const struct seen *seen, enum ac_guard_id guard,
					  uint16_t symbol, uint16_t book)
{
	const struct ac_risk_usage *item = find(seen, guard, symbol, book);
	if (item == NULL)
		fail_msg("%s of symbol %u, book %u is not told", ac_guard_text(guard), symbol,
			 book);
	return item;
}

static void expect_used(const struct seen *seen, enum ac_guard_id guard, uint16_t symbol,
			uint16_t book, const char *used, const char *limit, const char *unit)
{
	const struct ac_risk_usage *item = expect(seen, guard, symbol, book);
	ASSERT_DEC(item->used, used);
	ASSERT_DEC(item->limit, limit);
	assert_string_equal(item->unit, unit);
	assert_false(item->is_halted);
}

static void test_guards_that_are_off_tell_nothing(void **state)
{
	(void)state;
	struct harness h;
	harness_init(&h);
	harness_start(&h);
	ac_risk_on_equity(h.risk, dec("10000"), AC_DEC_ZERO, NOW_MS);
	ac_risk_on_equity(h.risk, dec("1"), AC_DEC_ZERO, NOW_MS + 1);
	ac_risk_on_close(h.risk, 0, dec("-1"), NOW_MS + 2);
	assert_int_equal(look(&h).count, 0);
	harness_deinit(&h);
}

static void test_guards_of_the_account_are_told_before_anything_is_used(void **state)
{
	(void)state;
	struct harness h;
	harness_init(&h);
	h.limits->account_daily_loss_pct = dec("5");
	h.limits->account_drawdown_pct = dec("10");
	harness_start(&h);
	struct seen seen = look(&h);
	assert_int_equal(seen.count, 2);
	expect_used(&seen, AC_GUARD_ACCOUNT_DAILY_LOSS, AC_SYMBOL_NONE, AC_BOOK_NONE, "0", "5",
		    "%");
	expect_used(&seen, AC_GUARD_DRAWDOWN, AC_SYMBOL_NONE, AC_BOOK_NONE, "0", "10", "%");
	harness_deinit(&h);
}

static void test_losses_of_the_account_are_told_in_percent(void **state)
{
	(void)state;
	struct harness h;
	harness_init(&h);
	h.limits->account_daily_loss_pct = dec("5");
	h.limits->account_drawdown_pct = dec("10");
	harness_start(&h);
	ac_risk_on_equity(h.risk, dec("10000"), AC_DEC_ZERO, NOW_MS);
	ac_risk_on_equity(h.risk, dec("12500"), AC_DEC_ZERO, NOW_MS + 1);
	struct seen seen = look(&h);
	expect_used(&seen, AC_GUARD_DRAWDOWN, AC_SYMBOL_NONE, AC_BOOK_NONE, "0", "10", "%");
	ac_risk_on_equity(h.risk, dec("11875"), AC_DEC_ZERO, NOW_MS + 2);
	seen = look(&h);
	/* Above the start of the day, below the peak. */
	expect_used(&seen, AC_GUARD_ACCOUNT_DAILY_LOSS, AC_SYMBOL_NONE, AC_BOOK_NONE, "0", "5",
		    "%");
	expect_used(&seen, AC_GUARD_DRAWDOWN, AC_SYMBOL_NONE, AC_BOOK_NONE, "5", "10", "%");
	harness_deinit(&h);
}

static void test_a_guard_that_halts_says_since_when_and_why(void **state)
{
	(void)state;
	struct harness h;
	harness_init(&h);
	h.limits->account_drawdown_pct = dec("10");
	harness_start(&h);
	ac_risk_on_equity(h.risk, dec("10000"), AC_DEC_ZERO, NOW_MS);
	ac_risk_on_equity(h.risk, dec("8900"), AC_DEC_ZERO, NOW_MS + 7);
	struct seen seen = look(&h);
	const struct ac_risk_usage *item =
		expect(&seen, AC_GUARD_DRAWDOWN, AC_SYMBOL_NONE, AC_BOOK_NONE);
	assert_int_equal(seen.count, 1);
	assert_true(item->is_halted);
	ASSERT_REASON(item->reason, AC_REASON_DRAWDOWN);
	assert_int_equal(item->since_ms, NOW_MS + 7);
	assert_int_equal(item->until_ms, 0);
	ASSERT_DEC(item->used, "11");
	harness_deinit(&h);
}

static void test_books_and_symbols_are_told_once_something_is_used(void **state)
{
	(void)state;
	struct harness h;
	harness_init(&h);
	h.limits->consecutive_losses = 4;
	h.limits->consecutive_losses_halt_minutes = 60;
	h.limits->cooldown_sec = 300;
	h.limits->strategy_daily_loss = dec("50");
	h.symbol_limits[0].daily_quantity_max = dec("2");
	harness_start(&h);
	ac_risk_on_time(h.risk, NOW_MS);
	assert_int_equal(look(&h).count, 0);
	ac_risk_on_entry_fill(h.risk, 1, dec("0.75"), NOW_MS);
	ac_risk_on_booking(h.risk, 1, dec("-12.5"), NOW_MS);
	ac_risk_on_close(h.risk, 1, dec("-12.5"), NOW_MS);
	ac_risk_on_time(h.risk, NOW_MS + 60000);
	struct seen seen = look(&h);
	assert_int_equal(seen.count, 4);
	expect_used(&seen, AC_GUARD_CONSECUTIVE_LOSSES, 0, 1, "1", "4", "count");
	expect_used(&seen, AC_GUARD_STRATEGY_DAILY_LOSS, 0, 1, "12.5", "50", "quote");
	expect_used(&seen, AC_GUARD_DAILY_QUANTITY, 0, 1, "0.75", "2", "base");
	/* It counts down. */
	const struct ac_risk_usage *cooldown = expect(&seen, AC_GUARD_COOLDOWN, 0, 1);
	ASSERT_DEC(cooldown->limit, "300");
	ASSERT_DEC(cooldown->used, "240");
	assert_string_equal(cooldown->unit, "s");
	for (ac_ms after = 300000; after <= 300001; after++) {
		ac_risk_on_time(h.risk, NOW_MS + after);
		seen = look(&h);
		assert_null(find(&seen, AC_GUARD_COOLDOWN, 0, 1));
	}
	/* A new day: only what goes on over midnight is left. */
	ac_risk_on_time(h.risk, DAY_MS + AC_MS_PER_DAY);
	seen = look(&h);
	assert_int_equal(seen.count, 1);
	expect_used(&seen, AC_GUARD_CONSECUTIVE_LOSSES, 0, 1, "1", "4", "count");
	harness_deinit(&h);
}

static void test_what_has_no_limit_there_is_not_told(void **state)
{
	(void)state;
	struct harness h;
	harness_init(&h);
	h.symbol_limits[1].daily_quantity_max = dec("2"); /* symbol 0 has none */
	harness_start(&h);
	ac_risk_on_entry_fill(h.risk, 0, dec("1"), NOW_MS);
	ac_risk_on_entry_fill(h.risk, 2, dec("1"), NOW_MS);
	struct seen seen = look(&h);
	assert_int_equal(seen.count, 1);
	expect_used(&seen, AC_GUARD_DAILY_QUANTITY, 1, 2, "1", "2", "base");
	harness_deinit(&h);
}

static void test_a_symbol_s_move_is_told_while_it_is_in_the_window(void **state)
{
	(void)state;
	struct harness h;
	harness_init(&h);
	h.limits->volatility_window_sec = 5;
	h.limits->volatility_max_move_pct = dec("0.5");
	h.limits->volatility_halt_minutes = 10;
	harness_start(&h);
	ac_risk_on_price(h.risk, 1, dec("100"), NOW_MS);
	ac_risk_on_price(h.risk, 1, dec("100.25"), NOW_MS + 1000);
	struct seen seen = look(&h);
	assert_int_equal(seen.count, 1);
	expect_used(&seen, AC_GUARD_VOLATILITY, 1, AC_BOOK_NONE, "0.25", "0.5", "%");
	ac_risk_on_time(h.risk, NOW_MS + 6001);
	assert_int_equal(look(&h).count, 0);
	/* The halt stays where the move is forgotten. */
	ac_risk_on_price(h.risk, 0, dec("100"), NOW_MS + 7000);
	ac_risk_on_price(h.risk, 0, dec("101"), NOW_MS + 7500);
	ac_risk_on_time(h.risk, NOW_MS + 60000);
	seen = look(&h);
	assert_int_equal(seen.count, 1);
	const struct ac_risk_usage *item = expect(&seen, AC_GUARD_VOLATILITY, 0, AC_BOOK_NONE);
	assert_true(item->is_halted);
	assert_int_equal(item->until_ms, NOW_MS + 7500 + 10 * AC_MS_PER_MIN);
	ac_risk_on_time(h.risk, NOW_MS + 7500 + 10 * AC_MS_PER_MIN);
	assert_int_equal(look(&h).count, 0);
	harness_deinit(&h);
}

/* The bar stands exactly while entries are refused, and says how much of the window is over. */
static void test_the_window_around_a_settlement_is_told_while_it_refuses(void **state)
{
	(void)state;
	struct harness h;
	struct ac_prng prng;
	ac_prng_init(&prng, 3);
	harness_init(&h);
	h.limits->funding_minutes_before = 5;
	h.limits->funding_minutes_after = 2;
	uint32_t refused = 0;
	for (int i = 0; i < 3000; i++) {
		bool is_told = i % 2 == 0; /* else the instrument's grid of 8 h */
		ac_ms settlement = DAY_MS + 960 * AC_MS_PER_MIN;
		if (is_told)
			settlement += 13 * AC_MS_PER_MIN;
		ac_ms now = settlement + (ac_ms)ac_prng_below(&prng, 1200000) - 600000;
		harness_start(&h);
		if (is_told) {
			ac_risk_on_funding_time(h.risk, 0, settlement);
			if (now > settlement) /* the stream names the next one at once */
				ac_risk_on_funding_time(h.risk, 0,
							settlement + 480 * AC_MS_PER_MIN);
		}
		ac_risk_on_time(h.risk, now);
		bool is_refused = ask_at(&h, 0, now) == AC_REASON_FUNDING_WINDOW;
		struct seen seen = look(&h);
		const struct ac_risk_usage *item =
			find(&seen, AC_GUARD_FUNDING_WINDOW, 0, AC_BOOK_NONE);
		ac_ms passed = now - settlement + 5 * AC_MS_PER_MIN;
		assert_int_equal(item != NULL, is_refused && passed > 0);
		refused += is_refused;
		if (item == NULL)
			continue;
		ASSERT_DEC(item->limit, "420");
		assert_int_equal(item->used.units, passed * (AC_DEC_SCALE / 1000));
	}
	assert_in_range(refused, 500, 1800);
	harness_deinit(&h);
}

static void test_every_halt_is_told_whatever_set_it(void **state)
{
	(void)state;
	struct harness h;
	harness_init(&h);
	h.limits->account_drawdown_pct = dec("10");
	harness_start(&h);
	ac_risk_on_control(h.risk, AC_CONTROL_HALT, 1, NOW_MS);
	ac_risk_on_control(h.risk, AC_CONTROL_REDUCE, AC_SYMBOL_NONE, NOW_MS + 1);
	struct seen seen = look(&h);
	assert_int_equal(seen.count, 3);
	const struct ac_risk_usage *of_symbol = expect(&seen, AC_GUARD_STATE, 1, AC_BOOK_NONE);
	assert_true(of_symbol->is_halted);
	ASSERT_REASON(of_symbol->reason, AC_REASON_STATE_HALTED);
	ASSERT_DEC(of_symbol->limit, "0");
	assert_string_equal(of_symbol->unit, "");
	const struct ac_risk_usage *of_account =
		expect(&seen, AC_GUARD_STATE, AC_SYMBOL_NONE, AC_BOOK_NONE);
	ASSERT_REASON(of_account->reason, AC_REASON_STATE_REDUCING);
	assert_int_equal(of_account->since_ms, NOW_MS + 1);
	harness_deinit(&h);
}

static void test_a_visitor_that_has_enough_is_left_alone(void **state)
{
	(void)state;
	struct harness h;
	harness_init(&h);
	h.limits->account_daily_loss_pct = dec("5");
	h.limits->account_drawdown_pct = dec("10");
	harness_start(&h);
	ac_risk_on_control(h.risk, AC_CONTROL_HALT, 0, NOW_MS);
	ac_risk_on_control(h.risk, AC_CONTROL_HALT, 1, NOW_MS);
	for (uint32_t enough = 1; enough <= 4; enough++) {
		struct seen seen = { .stop_at = enough };
		ac_risk_usage_visit(h.risk, take, &seen);
		assert_int_equal(seen.count, enough);
	}
	harness_deinit(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_guards_that_are_off_tell_nothing),
		cmocka_unit_test(test_guards_of_the_account_are_told_before_anything_is_used),
		cmocka_unit_test(test_losses_of_the_account_are_told_in_percent),
		cmocka_unit_test(test_a_guard_that_halts_says_since_when_and_why),
		cmocka_unit_test(test_books_and_symbols_are_told_once_something_is_used),
		cmocka_unit_test(test_what_has_no_limit_there_is_not_told),
		cmocka_unit_test(test_a_symbol_s_move_is_told_while_it_is_in_the_window),
		cmocka_unit_test(test_the_window_around_a_settlement_is_told_while_it_refuses),
		cmocka_unit_test(test_every_halt_is_told_whatever_set_it),
		cmocka_unit_test(test_a_visitor_that_has_enough_is_left_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
