#include "harness.h"

/* Every limit on, each so wide that the default request passes. */
static void init_all_on(struct harness *h)
{
	harness_init(h);
	*h->limits = (struct ac_risk_limits){
		.is_guarded = true,
		.account_daily_loss_pct = dec("5"),
		.account_drawdown_pct = dec("15"),
		.drawdown_readings = 3,
		.strategy_daily_loss = dec("200"),
		.consecutive_losses = 5,
		.consecutive_losses_halt_minutes = 60,
		.funding_minutes_before = 2,
		.funding_minutes_after = 1,
		.volatility_window_sec = 5,
		.volatility_max_move_pct = dec("0.5"),
		.volatility_halt_minutes = 10,
		.positions_max = 20,
		.orders_max = 100,
		.price_collar_pct = dec("2"),
		.liquidation_distance_pct = dec("1"),
		.cooldown_sec = 30,
		.stale_data_ms = 90000,
	};
	for (int i = 0; i < SYMBOLS; i++) {
		h->symbol_limits[i].exposure_max = dec("100000");
		h->symbol_limits[i].daily_quantity_max = dec("1000");
	}
	harness_start(h);
	ac_risk_on_equity(h->risk, h->known.equity, AC_DEC_ZERO, NOW_MS);
	for (uint16_t i = 0; i < SYMBOLS; i++)
		ac_risk_on_price(h->risk, i, h->known.mark, NOW_MS);
}

static void test_risk_all_guards_on_let_a_good_entry_pass(void **state)
{
	(void)state;
	struct harness h;
	init_all_on(&h);
	for (uint16_t book = 0; book < BOOKS; book++) {
		ASSERT_REASON(ask(&h, book), AC_REASON_OK);
		assert_true(h.verdict.is_allowed);
	}
	harness_deinit(&h);
}

/* Everything that can be wrong at once: the first guard in the list answers, and exits pass. */
static void test_risk_exits_pass_and_the_first_guard_answers_when_everything_is_wrong(void **state)
{
	(void)state;
	struct harness h;
	init_all_on(&h);
	ac_risk_on_price(h.risk, 0, dec("200"), NOW_MS);
	for (int i = 0; i < 5; i++)
		ac_risk_on_close(h.risk, 0, dec("-1"), NOW_MS);
	ac_risk_on_booking(h.risk, 0, dec("-300"), NOW_MS);
	ac_risk_on_unrealized(h.risk, 0, dec("-300"), NOW_MS);
	for (int i = 0; i < 3; i++)
		ac_risk_on_equity(h.risk, dec("1"), AC_DEC_ZERO, NOW_MS);
	ac_risk_on_entry_fill(h.risk, 0, dec("5000"), NOW_MS);
	ac_risk_on_control(h.risk, AC_CONTROL_HALT, AC_SYMBOL_NONE, NOW_MS);
	h.known = (struct ac_risk_facts){ .now_ms = NOW_MS, .market_age_ms = INT64_MAX };
	h.known.symbol_orders_unknown = 3;
	h.items[0].state = AC_SYMBOL_NOT_TRADING;
	ASSERT_REASON(ask(&h, 0), AC_REASON_STATE_HALTED);
	assert_int_equal(h.verdict.guard, AC_GUARD_STATE);
	h.request.position_before = dec("1");
	assert_exit_allowed(&h, 0);
	harness_deinit(&h);
}

/* One wrong thing a guard; each is told by its own guard, in the order of the list. */
static void break_one(struct harness *h, enum ac_guard_id guard)
{
	switch (guard) {
	case AC_GUARD_STATE:
		ac_risk_on_control(h->risk, AC_CONTROL_HALT, AC_SYMBOL_NONE, NOW_MS);
		break;
	case AC_GUARD_DATA:
		h->known.has_stream_gap = true;
		break;
	case AC_GUARD_FILTERS:
		h->items[0].state = AC_SYMBOL_NOT_TRADING;
		break;
	case AC_GUARD_VOLATILITY:
		ac_risk_on_price(h->risk, 0, dec("200"), NOW_MS);
		break;
	case AC_GUARD_FUNDING_WINDOW:
		ac_risk_on_funding_time(h->risk, 0, NOW_MS);
		break;
	case AC_GUARD_COOLDOWN:
		ac_risk_on_close(h->risk, 0, dec("1"), NOW_MS);
		break;
	case AC_GUARD_CONSECUTIVE_LOSSES:
		for (int i = 0; i < 5; i++)
			ac_risk_on_close(h->risk, 0, dec("-1"), NOW_MS);
		h->known.now_ms = NOW_MS + 30000; /* the pause after the exit is over */
		break;
	case AC_GUARD_STRATEGY_DAILY_LOSS:
		ac_risk_on_unrealized(h->risk, 0, dec("-200"), NOW_MS);
		break;
	case AC_GUARD_ACCOUNT_DAILY_LOSS:
		ac_risk_on_equity(h->risk, dec("9500"), AC_DEC_ZERO, NOW_MS);
		break;
	case AC_GUARD_DRAWDOWN:
		for (int i = 0; i < 3; i++)
			ac_risk_on_equity(h->risk, dec("8000"), AC_DEC_ZERO, NOW_MS);
		break;
	case AC_GUARD_POSITIONS:
		h->known.account_positions = 20;
		break;
	case AC_GUARD_DAILY_QUANTITY:
		ac_risk_on_entry_fill(h->risk, 0, dec("1000"), NOW_MS);
		break;
	case AC_GUARD_SYMBOL_EXPOSURE:
		h->known.symbol_long = dec("1000");
		break;
	case AC_GUARD_PRICE_COLLAR:
		h->request.price = dec("103");
		break;
	case AC_GUARD_MARGIN:
		h->known.margin_available = dec("1");
		break;
	case AC_GUARD_LIQUIDATION:
		h->request.stop_price = AC_DEC_ZERO;
		break;
	case AC_GUARD_COUNT:
		break;
	}
}

static void test_risk_each_guard_answers_for_itself_and_none_without_guards(void **state)
{
	(void)state;
	for (uint32_t guard = 0; guard < AC_GUARD_COUNT; guard++) {
		for (int is_guarded = 0; is_guarded < 2; is_guarded++) {
			struct harness h;
			init_all_on(&h);
			h.limits->is_guarded = is_guarded != 0;
			if (!is_guarded)
				harness_start(&h);
			h.fact_count = 0;
			break_one(&h, (enum ac_guard_id)guard);
			const char *name = ac_guard_text((enum ac_guard_id)guard);
			enum ac_reason reason = ask(&h, 0);
			bool is_asked =
				is_guarded || guard == AC_GUARD_STATE || guard == AC_GUARD_FILTERS;
			CHECK_EQ(name, reason != AC_REASON_OK, is_asked);
			if (is_asked)
				CHECK_EQ(name, h.verdict.guard,
					 guard == AC_GUARD_DRAWDOWN
						 ? (uint32_t)AC_GUARD_ACCOUNT_DAILY_LOSS
						 : guard);
			if (!is_guarded && guard != AC_GUARD_STATE)
				CHECK_EQ(name, h.fact_count, 0);
			harness_deinit(&h);
		}
	}
}

/* Oracle in plain words over small numbers; a reducing request passes a halt, no other does. */
static void test_risk_only_what_reduces_passes_a_halt(void **state)
{
	(void)state;
	struct harness h;
	init_all_on(&h);
	ac_risk_on_control(h.risk, AC_CONTROL_REDUCE, AC_SYMBOL_NONE, NOW_MS);
	for (int64_t before = -4; before <= 4; before++) {
		for (int64_t quantity = 0; quantity <= 9; quantity++) {
			for (int direction = -1; direction <= 1; direction += 2) {
				int64_t after = before + direction * quantity;
				bool reduces = quantity > 0 && llabs(after) <= llabs(before) &&
					       after * before >= 0;
				h.request.position_before.units = before;
				h.request.quantity.units = quantity;
				h.request.direction = direction;
				CHECK_EQ("request", ask(&h, 0) == AC_REASON_OK, reduces);
			}
		}
	}
	h.request.position_before.units = INT64_MIN;
	h.request.quantity.units = INT64_MAX;
	h.request.direction = -1;
	ASSERT_REASON(ask(&h, 0), AC_REASON_STATE_REDUCING);
	h.request.direction = 1;
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	harness_deinit(&h);
}

static void test_risk_deadline_is_the_next_midnight_or_the_earliest_end(void **state)
{
	(void)state;
	struct harness h;
	init_all_on(&h);
	harness_start(&h);
	assert_int_equal(ac_risk_deadline_ms(h.risk), INT64_MAX); /* no time is known yet */
	ac_risk_on_equity(h.risk, dec("10000"), AC_DEC_ZERO, 0);  /* nor does 0 tell one */
	assert_int_equal(ac_risk_deadline_ms(h.risk), INT64_MAX);
	ac_risk_on_price(h.risk, 0, dec("100"), NOW_MS);
	assert_int_equal(ac_risk_deadline_ms(h.risk), DAY_MS + AC_MS_PER_DAY);
	ASSERT_DEC(ac_risk_day_start_equity(h.risk), "10000");
	ac_risk_on_price(h.risk, 0, dec("101"), NOW_MS);
	ac_risk_on_price(h.risk, 1, dec("100"), NOW_MS + 1000);
	ac_risk_on_price(h.risk, 1, dec("101"), NOW_MS + 1000);
	assert_int_equal(ac_risk_deadline_ms(h.risk), NOW_MS + 600000);
	ac_risk_on_time(h.risk, NOW_MS + 599999);
	ASSERT_REASON(ask(&h, 0), AC_REASON_VOLATILITY);
	ac_risk_on_time(h.risk, NOW_MS + 600000);
	assert_int_equal(ac_risk_deadline_ms(h.risk), NOW_MS + 601000);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	ASSERT_REASON(ask(&h, 2), AC_REASON_VOLATILITY);
	/* An hour that runs back changes nothing. */
	ac_risk_on_time(h.risk, 5);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	harness_deinit(&h);
}

static bool collect(void *self, const struct ac_event *halt)
{
	struct harness *h = self;
	assert_true(halt->risk_record.is_active);
	h->facts[h->fact_count++] = *halt;
	return h->fact_count < 2;
}

static void test_risk_halts_are_visited_as_they_were_published(void **state)
{
	(void)state;
	struct harness h;
	init_all_on(&h);
	h.fact_count = 0;
	ac_risk_halts_visit(h.risk, collect, &h);
	assert_int_equal(h.fact_count, 0);
	ac_risk_on_price(h.risk, 1, dec("101"), NOW_MS);
	ac_risk_on_unrealized(h.risk, 0, dec("-250"), NOW_MS);
	ac_risk_on_control(h.risk, AC_CONTROL_HALT, AC_SYMBOL_NONE, NOW_MS);
	struct ac_event published[2] = { h.facts[0], h.facts[1] };
	h.fact_count = 0;
	ac_risk_halts_visit(h.risk, collect, &h); /* stops when told to */
	assert_int_equal(h.fact_count, 2);
	for (int i = 0; i < 2; i++) {
		/* The state of the account is the present one, not that of then. */
		published[i].risk_record.state = AC_RISK_HALTED;
		assert_memory_equal(&h.facts[i], &published[i], sizeof(published[i]));
	}
	assert_int_equal(h.facts[0].symbol, 1);
	assert_int_equal(h.facts[0].book, AC_BOOK_NONE);
	assert_int_equal(h.facts[1].symbol, 0);
	assert_int_equal(h.facts[1].book, 0);
	harness_deinit(&h);
}

static void test_risk_damaged_records_are_ignored(void **state)
{
	(void)state;
	struct harness h;
	init_all_on(&h);
	struct ac_event good = { .symbol = AC_SYMBOL_NONE, .book = AC_BOOK_NONE };
	good.risk_record = (struct ac_risk_record){
		.guard = AC_GUARD_DRAWDOWN,
		.is_active = true,
		.reason = AC_REASON_DRAWDOWN,
		.since_ms = NOW_MS,
		.counter = dec("10000").units,
	};
	struct ac_event bad[10];
	for (size_t i = 0; i < AC_COUNT(bad); i++)
		bad[i] = good;
	bad[0].risk_record.guard = AC_GUARD_COUNT;
	bad[1].risk_record.guard = UINT16_MAX;
	bad[2].risk_record.reason = AC_REASON_COUNT;
	bad[3].risk_record.reason = -1;
	bad[4].risk_record.since_ms = -1;
	bad[5].risk_record.until_ms = INT64_MAX;
	bad[6].symbol = 0; /* the drawdown is the account's */
	bad[7].book = 0;
	bad[8].risk_record.guard = AC_GUARD_CONSECUTIVE_LOSSES;
	bad[8].symbol = 1; /* book 0 is on symbol 0 */
	bad[8].book = 0;
	bad[9].risk_record.guard = AC_GUARD_VOLATILITY;
	bad[9].symbol = SYMBOLS;
	for (size_t i = 0; i < AC_COUNT(bad); i++) {
		harness_restore(&h, &bad[i]);
		ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
		assert_int_equal(ac_risk_state(h.risk), AC_RISK_ACTIVE);
	}
	harness_restore(&h, &good);
	assert_int_equal(ac_risk_state(h.risk), AC_RISK_HALTED);
	harness_deinit(&h);
}

static void test_risk_halt_of_every_reason_survives_a_restart(void **state)
{
	(void)state;
	for (int reason = AC_REASON_OK + 1; reason < AC_REASON_COUNT; reason++) {
		struct harness h;
		init_all_on(&h);
		struct ac_event halt = { .symbol = AC_SYMBOL_NONE, .book = AC_BOOK_NONE };
		halt.risk_record = (struct ac_risk_record){
			.guard = AC_GUARD_DRAWDOWN,
			.is_active = true,
			.reason = (int32_t)reason,
			.since_ms = NOW_MS,
			.counter = dec("10000").units,
		};
		harness_restore(&h, &halt);
		h.fact_count = 0;
		ac_risk_halts_visit(h.risk, collect, &h);
		CHECK_EQ(ac_reason_text((enum ac_reason)reason), h.fact_count, 1);
		assert_int_equal(h.facts[0].risk_record.reason, reason);
		harness_deinit(&h);
	}
}

static void test_risk_halt_of_a_guard_that_was_switched_off_is_lifted_on_record(void **state)
{
	(void)state;
	struct harness h;
	init_all_on(&h);
	ac_risk_on_price(h.risk, 0, dec("101"), NOW_MS);
	h.limits->volatility_max_move_pct = AC_DEC_ZERO;
	harness_restart(&h, true);
	assert_int_equal(last_record(&h)->guard, AC_GUARD_VOLATILITY);
	assert_false(last_record(&h)->is_active);
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	harness_deinit(&h);
}

/* A halt whose end passed while nobody ran does not refuse, and its end is on record. */
static void test_risk_halt_that_ended_meanwhile_is_lifted_at_the_first_moment(void **state)
{
	(void)state;
	struct harness h;
	init_all_on(&h);
	ac_risk_on_price(h.risk, 0, dec("101"), NOW_MS);
	harness_restart(&h, true);
	uint32_t before = count_facts(&h, AC_GUARD_VOLATILITY);
	ac_risk_on_price(h.risk, 0, dec("101"), NOW_MS + 600000);
	h.known.now_ms = NOW_MS + 600000;
	ASSERT_REASON(ask(&h, 0), AC_REASON_OK);
	assert_int_equal(count_facts(&h, AC_GUARD_VOLATILITY), before + 1);
	harness_deinit(&h);
}

/* Halts of every guard and scope at once have a place. */
static void test_risk_the_table_holds_every_halt_there_can_be(void **state)
{
	(void)state;
	struct harness h;
	init_all_on(&h);
	ac_risk_on_control(h.risk, AC_CONTROL_HALT, AC_SYMBOL_NONE, NOW_MS);
	for (uint16_t i = 0; i < SYMBOLS; i++) {
		ac_risk_on_control(h.risk, AC_CONTROL_REDUCE, i, NOW_MS);
		ac_risk_on_price(h.risk, i, dec("300"), NOW_MS);
	}
	for (uint16_t i = 0; i < BOOKS; i++) {
		ac_risk_on_unrealized(h.risk, i, dec("-1000"), NOW_MS);
		for (int loss = 0; loss < 5; loss++)
			ac_risk_on_close(h.risk, i, dec("-1"), NOW_MS);
	}
	for (int i = 0; i < 3; i++)
		ac_risk_on_equity(h.risk, dec("1"), AC_DEC_ZERO, NOW_MS);
	harness_restart(&h, false);
	assert_int_equal(ac_risk_state(h.risk), AC_RISK_HALTED);
	ac_risk_on_control(h.risk, AC_CONTROL_UNHALT, AC_SYMBOL_NONE, NOW_MS);
	assert_int_equal(ac_risk_state(h.risk), AC_RISK_ACTIVE);
	h.fact_count = 0;
	ac_risk_halts_visit(h.risk, collect, &h);
	assert_int_equal(h.fact_count, 0);
	harness_deinit(&h);
}

static void test_risk_create_says_when_the_arena_is_too_small(void **state)
{
	(void)state;
	struct harness h;
	init_all_on(&h);
	struct ac_arena measuring = { 0 };
	struct ac_risk *none = NULL;
	assert_int_equal(ac_risk_create(&measuring, &h.config, &h.sink, &none), AC_OK);
	assert_null(none);
	size_t size = measuring.used;
	void *block = arena_block(&measuring);
	for (size_t small = 0; small < size; small += small < 4096 ? 64 : 4096) {
		memset(block, 0, size);
		struct ac_arena arena;
		ac_arena_init(&arena, block, small);
		struct ac_risk *risk = NULL;
		assert_int_equal(ac_risk_create(&arena, &h.config, &h.sink, &risk), AC_ERR_NOMEM);
		assert_null(risk);
	}
	free(block);
	harness_deinit(&h);
}

static void test_risk_every_reason_guard_and_state_has_a_text(void **state)
{
	(void)state;
	for (int i = 0; i < AC_REASON_COUNT; i++)
		assert_string_not_equal(ac_reason_text((enum ac_reason)i), "?");
	for (int i = 0; i < AC_GUARD_COUNT; i++)
		assert_string_not_equal(ac_guard_text((enum ac_guard_id)i), "?");
	assert_string_equal(ac_reason_text(AC_REASON_VOLATILITY), "volatility");
	assert_string_equal(ac_guard_text(AC_GUARD_MARGIN), "margin");
	assert_string_equal(ac_guard_text(AC_GUARD_COUNT), "?");
	assert_string_equal(ac_risk_state_text(AC_RISK_REDUCING), "REDUCING");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_risk_all_guards_on_let_a_good_entry_pass),
		cmocka_unit_test(
			test_risk_exits_pass_and_the_first_guard_answers_when_everything_is_wrong),
		cmocka_unit_test(test_risk_each_guard_answers_for_itself_and_none_without_guards),
		cmocka_unit_test(test_risk_only_what_reduces_passes_a_halt),
		cmocka_unit_test(test_risk_deadline_is_the_next_midnight_or_the_earliest_end),
		cmocka_unit_test(test_risk_halts_are_visited_as_they_were_published),
		cmocka_unit_test(test_risk_damaged_records_are_ignored),
		cmocka_unit_test(test_risk_halt_of_every_reason_survives_a_restart),
		cmocka_unit_test(
			test_risk_halt_of_a_guard_that_was_switched_off_is_lifted_on_record),
		cmocka_unit_test(test_risk_halt_that_ended_meanwhile_is_lifted_at_the_first_moment),
		cmocka_unit_test(test_risk_the_table_holds_every_halt_there_can_be),
		cmocka_unit_test(test_risk_create_says_when_the_arena_is_too_small),
		cmocka_unit_test(test_risk_every_reason_guard_and_state_has_a_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
