#include "check.h"

#include "core/prng.h"
#include "recovery/reconcile.h"

static struct ac_event event_of(int shape, ac_ms time_ms, int64_t trade_id)
{
	struct ac_event event = { 0 };
	static const uint16_t kinds[] = { AC_EVENT_ORDER, AC_EVENT_ORDER, AC_EVENT_ALGO,
					  AC_EVENT_POSITION, AC_EVENT_BALANCE };
	event.kind = kinds[shape];
	if (shape < 2) {
		event.order.is_from_query = shape == 0;
		event.order.time_ms = time_ms;
		event.order.trade_id = trade_id;
	}
	return event;
}

static int shape_of(const struct ac_event *event)
{
	if (event->kind == AC_EVENT_ORDER)
		return event->order.is_from_query ? 0 : 1;
	return event->kind == AC_EVENT_ALGO ? 2 : event->kind == AC_EVENT_POSITION ? 3 : 4;
}

static void test_executions_come_first_and_oldest_first_the_balance_last(void **state)
{
	(void)state;
	struct ac_prng prng;
	ac_prng_init(&prng, 42);
	for (int round = 0; round < 200; round++) {
		static struct ac_event items[256];
		struct ac_reconcile reconcile;
		ac_reconcile_init(&reconcile, items, 256);
		uint32_t count = (uint32_t)ac_prng_below(&prng, 257);
		for (uint32_t i = 0; i < count; i++) {
			struct ac_event event = event_of((int)ac_prng_below(&prng, 5),
							 (ac_ms)ac_prng_below(&prng, 20),
							 (int64_t)ac_prng_below(&prng, 20));
			ac_reconcile_add(&reconcile, &event);
		}
		ac_reconcile_sort(&reconcile);
		assert_int_equal(reconcile.count, count);
		assert_false(reconcile.is_full);
		for (uint32_t i = 1; i < count; i++) {
			const struct ac_event *a = &items[i - 1], *b = &items[i];
			assert_true(shape_of(a) <= shape_of(b));
			if (shape_of(a) != 0 || shape_of(b) != 0)
				continue;
			assert_true(a->order.time_ms <= b->order.time_ms);
			if (a->order.time_ms == b->order.time_ms)
				assert_true(a->order.trade_id <= b->order.trade_id);
		}
	}
}

static void test_what_is_no_part_of_a_snapshot_is_left_out(void **state)
{
	(void)state;
	struct ac_event items[4], candle = { .kind = AC_EVENT_CANDLE };
	struct ac_reconcile reconcile;
	ac_reconcile_init(&reconcile, items, 4);
	ac_reconcile_add(&reconcile, &candle);
	assert_int_equal(reconcile.count, 0);
}

static void test_a_snapshot_that_does_not_fit_says_so(void **state)
{
	(void)state;
	struct ac_event items[2], event = event_of(3, 0, 0);
	struct ac_reconcile reconcile;
	ac_reconcile_init(&reconcile, items, 2);
	for (int i = 0; i < 2; i++)
		ac_reconcile_add(&reconcile, &event);
	assert_false(reconcile.is_full);
	ac_reconcile_add(&reconcile, &event);
	assert_true(reconcile.is_full);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_executions_come_first_and_oldest_first_the_balance_last),
		cmocka_unit_test(test_what_is_no_part_of_a_snapshot_is_left_out),
		cmocka_unit_test(test_a_snapshot_that_does_not_fit_says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
