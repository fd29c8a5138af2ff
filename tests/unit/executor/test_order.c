#include "check.h"

#include "core/prng.h"
#include "executor/order.h"

#define LIVES    11
#define STATUSES 10

static const char *const lives[LIVES] = { "INTENT",     "SENT",     "NEW",      "PARTIAL",
					  "FILLED",     "CANCELED", "EXPIRED",  "REJECTED",
					  "LIQUIDATED", "UNKNOWN",  "TRIGGERED" };

static struct ac_order order_in(enum ac_life life, enum ac_order_type type)
{
	struct ac_order order;
	memset(&order, 0, sizeof(order));
	for (size_t i = 0; i < AC_TIMER_COUNT; i++)
		order.timers[i] = AC_NEVER;
	order.record.type = (uint8_t)type;
	order.record.life = (uint8_t)life;
	order.record.quantity = AC_DEC(2);
	if (life == AC_LIFE_PARTIAL) {
		order.record.executed = AC_DEC(1);
		order.reported = AC_DEC(1);
	}
	return order;
}

/* Every (life, status) of a regular order. Rows: the life before; columns: the status reported with
 * nothing executed beyond what is booked. '.' means unchanged. */
static void test_regular_order_every_life_meets_every_status(void **state)
{
	(void)state;
	/* NEW, PARTIALLY_FILLED, FILLED, CANCELED, EXPIRED, EXPIRED_IN_MATCH, REJECTED, TRIGGERING,
	 * TRIGGERED, FINISHED; letters: A acked, P partial, F filled, C canceled, E expired,
	 * R rejected, T triggered. */
	static const struct {
		enum ac_life life;
		const char *after;
	} rows[] = {
		{ AC_LIFE_INTENT, "APFCEERTTE" },
		{ AC_LIFE_SENT, "APFCEERTTE" },
		{ AC_LIFE_UNKNOWN, "APFCEERTTE" },
		{ AC_LIFE_ACKED, ".PFCEERTTE" },
		{ AC_LIFE_TRIGGERED, ".PFCEER..E" },
		/* FINISHED with less than the quantity executed is not FILLED. */
		{ AC_LIFE_PARTIAL, "..FCEER..E" },
		{ AC_LIFE_FILLED, ".........." },
		{ AC_LIFE_CANCELED, ".........." },
		{ AC_LIFE_EXPIRED, ".........." },
		{ AC_LIFE_REJECTED, ".........." },
		{ AC_LIFE_LIQUIDATED, ".........." },
	};
	static const char letters[] = "ISAPFCERLUT";
	assert_int_equal(AC_COUNT(rows), LIVES);
	for (size_t r = 0; r < AC_COUNT(rows); r++) {
		for (int s = 0; s < STATUSES; s++) {
			struct ac_order order = order_in(rows[r].life, AC_ORDER_LIMIT);
			struct ac_order_report report = { .status = (enum ac_order_status)s };
			bool is_changed = ac_order_report(&order, &report);
			char name[64];
			snprintf(name, sizeof(name), "%s meets %s", lives[rows[r].life],
				 ac_order_status_text((enum ac_order_status)s));
			char expected = rows[r].after[s];
			if (expected == '.')
				expected = letters[rows[r].life];
			CHECK_EQ(name, letters[order.record.life], expected);
			CHECK_EQ(name, is_changed, rows[r].after[s] != '.');
			/* Said twice, it changes nothing. */
			CHECK_EQ(name, ac_order_report(&order, &report), false);
		}
	}
}

static void test_conditional_order_reports_of_itself_and_of_its_child(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum ac_life life;
		bool is_conditional;
		enum ac_order_status status;
		const char *executed;
		enum ac_life after;
	} cases[] = {
		{ "placed", AC_LIFE_SENT, true, AC_STATUS_NEW, "0", AC_LIFE_ACKED },
		{ "child first", AC_LIFE_ACKED, false, AC_STATUS_NEW, "0", AC_LIFE_TRIGGERED },
		{ "late new", AC_LIFE_TRIGGERED, true, AC_STATUS_NEW, "0", AC_LIFE_TRIGGERED },
		{ "triggering", AC_LIFE_ACKED, true, AC_STATUS_TRIGGERING, "0", AC_LIFE_TRIGGERED },
		{ "unknown", AC_LIFE_UNKNOWN, true, AC_STATUS_TRIGGERED, "0", AC_LIFE_TRIGGERED },
		{ "finished, nothing", AC_LIFE_TRIGGERED, true, AC_STATUS_FINISHED, "0",
		  AC_LIFE_EXPIRED },
		{ "finished before its fills", AC_LIFE_TRIGGERED, true, AC_STATUS_FINISHED, "2",
		  AC_LIFE_TRIGGERED },
		{ "child filled, fills missing", AC_LIFE_ACKED, false, AC_STATUS_FILLED, "2",
		  AC_LIFE_TRIGGERED },
		{ "rejected at trigger", AC_LIFE_TRIGGERED, true, AC_STATUS_REJECTED, "0",
		  AC_LIFE_REJECTED },
		{ "expired", AC_LIFE_ACKED, true, AC_STATUS_EXPIRED, "0", AC_LIFE_EXPIRED },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_order order = order_in(cases[i].life, AC_ORDER_STOP_MARKET);
		struct ac_order_report report = { .status = cases[i].status,
						  .is_conditional = cases[i].is_conditional,
						  .exchange_id = 5 };
		assert_int_equal(ac_dec_parse(ac_str_from(cases[i].executed), &report.executed),
				 AC_OK);
		(void)ac_order_report(&order, &report);
		CHECK_EQ(cases[i].name, order.record.life, cases[i].after);
		CHECK_EQ(cases[i].name, order.record.algo_id, cases[i].is_conditional ? 5 : 0);
		CHECK_EQ(cases[i].name, order.record.order_id, cases[i].is_conditional ? 0 : 5);
	}
}

static struct ac_order_update fill_of(int64_t units)
{
	struct ac_order_update update;
	memset(&update, 0, sizeof(update));
	update.is_fill = true;
	update.fill_quantity.units = units;
	update.fill_price = AC_DEC(100);
	update.commission = AC_DEC(1);
	return update;
}

static void test_filled_waits_for_its_missing_fills(void **state)
{
	(void)state;
	struct ac_order order = order_in(AC_LIFE_ACKED, AC_ORDER_MARKET);
	struct ac_order_report report = { .status = AC_STATUS_FILLED, .executed = AC_DEC(2) };
	(void)ac_order_report(&order, &report);
	assert_false(ac_order_is_terminal(&order));
	struct ac_order_update fill = fill_of(AC_DEC(1).units);
	assert_int_equal(ac_order_fill(&order, &fill), AC_OK);
	assert_int_equal(order.record.life, AC_LIFE_PARTIAL);
	assert_int_equal(ac_order_fill(&order, &fill), AC_OK);
	assert_int_equal(order.record.life, AC_LIFE_FILLED);
	assert_int_equal(order.record.average_price.units, AC_DEC(100).units);
	assert_int_equal(order.record.executed_quote.units, AC_DEC(200).units);
	assert_int_equal(order.record.commission.units, AC_DEC(2).units);
}

static void test_canceled_after_a_part_keeps_the_part_and_no_filled_follows(void **state)
{
	(void)state;
	struct ac_order order = order_in(AC_LIFE_ACKED, AC_ORDER_LIMIT);
	struct ac_order_update fill = fill_of(AC_DEC(1).units);
	assert_int_equal(ac_order_fill(&order, &fill), AC_OK);
	struct ac_order_report report = { .status = AC_STATUS_CANCELED, .executed = AC_DEC(1) };
	(void)ac_order_report(&order, &report);
	assert_int_equal(order.record.life, AC_LIFE_CANCELED);
	report.status = AC_STATUS_PARTIALLY_FILLED;
	assert_false(ac_order_report(&order, &report));
	assert_int_equal(order.record.executed.units, AC_DEC(1).units);
}

static void test_an_execution_disproves_our_conclusion_that_it_was_rejected(void **state)
{
	(void)state;
	struct ac_order order = order_in(AC_LIFE_UNKNOWN, AC_ORDER_MARKET);
	ac_order_end(&order, AC_LIFE_REJECTED);
	struct ac_order_update fill = fill_of(AC_DEC(1).units);
	assert_int_equal(ac_order_fill(&order, &fill), AC_OK);
	assert_int_equal(order.record.life, AC_LIFE_PARTIAL);
	assert_int_equal(ac_order_fill(&order, &fill), AC_OK);
	assert_int_equal(order.record.life, AC_LIFE_FILLED);
}

static void test_liquidation_has_a_life_of_its_own(void **state)
{
	(void)state;
	struct ac_order order = order_in(AC_LIFE_ACKED, AC_ORDER_LIMIT);
	struct ac_order_report report = { .status = AC_STATUS_EXPIRED, .is_liquidation = true };
	(void)ac_order_report(&order, &report);
	assert_int_equal(order.record.life, AC_LIFE_LIQUIDATED);
}

static void test_doubt_touches_sent_orders_only(void **state)
{
	(void)state;
	for (int life = 0; life < LIVES; life++) {
		struct ac_order order = order_in((enum ac_life)life, AC_ORDER_LIMIT);
		CHECK_EQ(lives[life], ac_order_doubt(&order), life == AC_LIFE_SENT);
		CHECK_EQ(lives[life], order.record.life,
			 life == AC_LIFE_SENT ? AC_LIFE_UNKNOWN : life);
	}
}

/* A walk of reports and fills: rank and quantity never fall, and the end is the same whatever the
 * order in which the same reports come. */
static void test_life_never_goes_backwards(void **state)
{
	(void)state;
	static const int ranks[LIVES] = { 0, 1, 2, 4, 5, 5, 5, 5, 5, 1, 3 };
	struct ac_prng prng;
	uint64_t seed = 77;
	print_message("# seed %llu\n", (unsigned long long)seed);
	ac_prng_init(&prng, seed);
	for (int walk = 0; walk < 20000; walk++) {
		enum ac_order_type type = walk % 2 ? AC_ORDER_STOP_MARKET : AC_ORDER_LIMIT;
		struct ac_order order = order_in(AC_LIFE_SENT, type);
		for (int step = 0; step < 8; step++) {
			struct ac_order before = order;
			if (ac_prng_below(&prng, 4) == 0 &&
			    order.record.executed.units < order.record.quantity.units) {
				struct ac_order_update fill = fill_of(AC_DEC(1).units);
				assert_int_equal(ac_order_fill(&order, &fill), AC_OK);
			} else {
				struct ac_order_report report = {
					.status = (enum ac_order_status)ac_prng_below(&prng,
										      STATUSES),
					.is_conditional = walk % 2 && ac_prng_below(&prng, 2),
					.executed = AC_DEC(ac_prng_below(&prng, 3)),
				};
				(void)ac_order_report(&order, &report);
			}
			assert_true(ranks[order.record.life] >= ranks[before.record.life]);
			assert_true(order.record.executed.units >= before.record.executed.units);
			assert_true(order.reported.units >= order.record.executed.units);
			if (ac_order_is_terminal(&before))
				assert_int_equal(order.record.life, before.record.life);
		}
	}
}

/* ---- the table ---- */

#define LIVE_MAX   24u
#define REMEMBERED 16u

static _Alignas(64) unsigned char block[65536];

static void table_init(struct ac_order_table *table)
{
	struct ac_arena arena = { 0 };
	assert_int_equal(ac_order_table_init(table, &arena, LIVE_MAX, REMEMBERED), AC_OK);
	size_t size = arena.used;
	memset(block, 0, sizeof(block));
	assert_true(size <= sizeof(block));
	ac_arena_init(&arena, block, size);
	assert_int_equal(ac_order_table_init(table, &arena, LIVE_MAX, REMEMBERED), AC_OK);
}

static void id_of(uint32_t number, char text[AC_CLIENT_ID_SIZE])
{
	snprintf(text, AC_CLIENT_ID_SIZE, "e7-%u", number);
}

/* The oracle: live orders are found always, terminal ones as long as they are among the newest. */
static void test_table_finds_live_orders_and_the_newest_terminal_ones(void **state)
{
	(void)state;
	static struct ac_order_table table;
	struct ac_prng prng;
	uint64_t seed = 4242;
	print_message("# seed %llu\n", (unsigned long long)seed);
	ac_prng_init(&prng, seed);
	table_init(&table);
	uint32_t live[LIVE_MAX], live_count = 0, retired[REMEMBERED], retired_count = 0, next = 0;
	char id[AC_CLIENT_ID_SIZE];
	for (int step = 0; step < 20000; step++) {
		if (live_count < LIVE_MAX && ac_prng_below(&prng, 2)) {
			id_of(next, id);
			struct ac_order *order = ac_order_table_add(&table, id);
			assert_non_null(order);
			assert_null(ac_order_table_add(&table, id));
			order->symbol = 3;
			order->record.order_id = next + 1;
			live[live_count++] = next++;
		} else if (live_count > 0) {
			uint32_t pick = (uint32_t)ac_prng_below(&prng, live_count);
			id_of(live[pick], id);
			struct ac_order *order = ac_order_table_find(&table, id);
			assert_non_null(order);
			ac_order_end(order, AC_LIFE_CANCELED);
			ac_order_table_retire(&table, order);
			if (retired_count == REMEMBERED)
				memmove(retired, retired + 1, sizeof(retired) - sizeof(*retired));
			else
				retired_count++;
			retired[retired_count - 1] = live[pick];
			live[pick] = live[--live_count];
		}
		for (uint32_t i = 0; i < live_count + retired_count; i++) {
			uint32_t number = i < live_count ? live[i] : retired[i - live_count];
			id_of(number, id);
			struct ac_order *order = ac_order_table_find(&table, id);
			assert_non_null(order);
			assert_ptr_equal(ac_order_table_find_exchange(&table, 3, number + 1),
					 order);
			assert_null(ac_order_table_find_exchange(&table, 2, number + 1));
		}
		assert_int_equal(table.live_count, live_count);
	}
	assert_null(ac_order_table_find(&table, "e7-0"));
	assert_null(ac_order_table_find_exchange(&table, 3, 0));
}

static void test_table_is_full_only_when_live_orders_fill_it(void **state)
{
	(void)state;
	static struct ac_order_table table;
	char id[AC_CLIENT_ID_SIZE];
	table_init(&table);
	for (uint32_t i = 0; i < LIVE_MAX + REMEMBERED; i++) {
		id_of(i, id);
		assert_non_null(ac_order_table_add(&table, id));
	}
	assert_null(ac_order_table_add(&table, "e7-x"));
}

static void test_table_revives_a_remembered_order(void **state)
{
	(void)state;
	static struct ac_order_table table;
	table_init(&table);
	struct ac_order *orders[3];
	char id[AC_CLIENT_ID_SIZE];
	for (uint32_t i = 0; i < 3; i++) {
		id_of(i, id);
		orders[i] = ac_order_table_add(&table, id);
		ac_order_end(orders[i], AC_LIFE_REJECTED);
		ac_order_table_retire(&table, orders[i]);
	}
	assert_true(ac_order_table_revive(&table, orders[1]));
	assert_int_equal(table.live_count, 1);
	assert_int_equal(table.ring_count, 2);
	for (uint32_t i = 0; i < 3; i++) {
		id_of(i, id);
		assert_ptr_equal(ac_order_table_find(&table, id), orders[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_regular_order_every_life_meets_every_status),
		cmocka_unit_test(test_conditional_order_reports_of_itself_and_of_its_child),
		cmocka_unit_test(test_filled_waits_for_its_missing_fills),
		cmocka_unit_test(test_canceled_after_a_part_keeps_the_part_and_no_filled_follows),
		cmocka_unit_test(test_an_execution_disproves_our_conclusion_that_it_was_rejected),
		cmocka_unit_test(test_liquidation_has_a_life_of_its_own),
		cmocka_unit_test(test_doubt_touches_sent_orders_only),
		cmocka_unit_test(test_life_never_goes_backwards),
		cmocka_unit_test(test_table_finds_live_orders_and_the_newest_terminal_ones),
		cmocka_unit_test(test_table_is_full_only_when_live_orders_fill_it),
		cmocka_unit_test(test_table_revives_a_remembered_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
