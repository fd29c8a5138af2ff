/* Whatever single thing goes wrong, and however reports are repeated and reordered, the books end
 * equal to the exchange's, and every position ends protected or closed. */
#include "harness.h"

static struct ac_dec books_sum(const struct fake *f, uint16_t symbol, int direction)
{
	struct ac_dec sum = AC_DEC_ZERO;
	for (uint16_t i = 0; i < FAKE_BOOKS; i++)
		if (f->books[i].symbol == symbol && fake_position(f, i)->direction == direction)
			sum.units += fake_position(f, i)->quantity.units;
	return sum;
}

static void check_books_equal_exchange(const struct fake *f, const char *name)
{
	for (uint16_t s = 0; s < 2; s++) {
		int64_t longs = books_sum(f, s, 1).units, shorts = books_sum(f, s, -1).units;
		const int64_t *amounts = f->amounts[s];
		if (f->mode == AC_MODE_ONEWAY) {
			CHECK_EQ(name, longs - shorts, amounts[AC_POSITION_BOTH]);
			continue;
		}
		CHECK_EQ(name, longs, amounts[AC_POSITION_LONG]);
		CHECK_EQ(name, -shorts, amounts[AC_POSITION_SHORT]);
	}
	int64_t executed = 0;
	for (uint32_t i = 0; i < f->trade_count; i++)
		executed += f->trades[i].order.fill_quantity.units;
	CHECK_EQ(name, f->filled_units, executed);
}

static void check_protected_or_flat(const struct fake *f, const char *name)
{
	struct ac_executor_counts counts;
	ac_executor_count(f->executor, f->now, &counts);
	CHECK_EQ(name, counts.positions_bare, 0);
	CHECK_EQ(name, counts.orders_unknown, 0);
	for (uint16_t i = 0; i < FAKE_BOOKS; i++) {
		CHECK_EQ(name, ac_executor_is_closing(f->executor, i), false);
		if (fake_position(f, i)->direction != 0)
			CHECK_EQ(name, fake_position(f, i)->is_protected, true);
	}
}

/* Entry, protection, a second book, exits, a trigger: every kind of command is sent. */
static void story(struct fake *f)
{
	if (fake_enter(f, 0, 1, "2") == AC_OK)
		fake_settle(f);
	fake_pass(f, SEC);
	if (fake_enter_limit(f, 2, -1, "1") == AC_OK)
		fake_settle(f);
	fake_pass(f, SEC);
	struct fake_order *limit = fake_live(f, AC_ORDER_LIMIT);
	if (limit != NULL)
		fake_fill(f, limit, dec("0.4").units);
	fake_settle(f);
	fake_pass(f, SEC);
	if (fake_enter(f, 1, 1, "3") == AC_OK)
		fake_settle(f);
	fake_pass(f, SEC);
	ac_executor_cancel_entries(f->executor, AC_SYMBOL_NONE, f->now, &f->out);
	fake_settle(f);
	fake_pass(f, 30 * SEC);
	fake_exit(f, 0, AC_EXIT_MAX_HOLD);
	fake_settle(f);
	fake_pass(f, SEC);
	struct fake_order *stop = fake_live(f, AC_ORDER_STOP_MARKET);
	if (stop != NULL && !stop->is_triggered)
		fake_trigger(f, stop);
	fake_settle(f);
	fake_pass(f, 120 * SEC);
}

static void flatten(struct fake *f)
{
	for (uint16_t i = 0; i < FAKE_BOOKS; i++)
		fake_exit(f, i, AC_EXIT_HALT);
	fake_settle(f);
	fake_pass(f, 300 * SEC);
}

static uint32_t torture(enum ac_position_mode mode, enum fault fault, uint32_t at, bool is_wild,
			uint64_t seed, int32_t code)
{
	char name[128];
	snprintf(name, sizeof(name), "mode %d fault %d at %u wild %d seed %llu code %d", mode,
		 fault, at, is_wild, (unsigned long long)seed, code);
	struct fake *f = fake_new(mode);
	ac_prng_init(&f->prng, seed);
	f->fault = fault;
	f->fault_at = at;
	f->fault_code = code;
	f->is_duplicating = is_wild;
	f->is_shuffling = is_wild;
	f->answers_success = at % 2 == 1;
	if (seed % 4 >= 2)
		f->out_taken = f->out.count = AC_COMMANDS_MAX - 1;
	if (seed % 2 == 1)
		f->fill_part = dec("0.7");
	if (getenv("AC_TORTURE_SHOW") != NULL)
		print_message("# %s\n", name);
	story(f);
	check_books_equal_exchange(f, name);
	check_protected_or_flat(f, name);
	flatten(f);
	check_books_equal_exchange(f, name);
	check_protected_or_flat(f, name);
	for (uint16_t i = 0; i < FAKE_BOOKS; i++)
		CHECK_EQ(name, fake_position(f, i)->direction, 0);
	CHECK_EQ(name, fake_live_count(f), 0);
	uint32_t commands = f->commands;
	fake_free(f);
	return commands;
}

static void test_every_command_meets_every_fault(void **state)
{
	(void)state;
	static const int32_t codes[] = { -1001, -2019, -2022, -4116, -2011 };
	for (int mode = 0; mode < 2; mode++)
		for (int fault = FAULT_NONE; fault < FAULT_COUNT; fault++) {
			uint32_t last = 40;
			for (uint32_t at = 1; at <= last; at++) {
				size_t kinds = fault == FAULT_REFUSE ? AC_COUNT(codes) : 1;
				for (size_t c = 0; c < kinds; c++) {
					uint32_t count =
						torture((enum ac_position_mode)mode,
							(enum fault)fault, at, false, at, codes[c]);
					if (count < last && fault == FAULT_NONE)
						last = count;
				}
			}
		}
}

static void test_shuffled_and_repeated_reports_end_in_the_same_books(void **state)
{
	(void)state;
	uint64_t seed = 1000;
	print_message("# seeds from %llu\n", (unsigned long long)seed);
	for (uint64_t i = 0; i < 60; i++) {
		enum ac_position_mode mode = i % 2 ? AC_MODE_HEDGE : AC_MODE_ONEWAY;
		(void)torture(mode, (enum fault)(i % FAULT_COUNT), (uint32_t)(1 + i % 17), true,
			      seed + i, -1001);
	}
}

static void test_executions_that_are_never_pushed_are_found(void **state)
{
	(void)state;
	for (int mode = 0; mode < 2; mode++) {
		struct fake *f = fake_new((enum ac_position_mode)mode);
		f->drops_fill_events = true;
		story(f);
		check_books_equal_exchange(f, "dropped");
		check_protected_or_flat(f, "dropped");
		flatten(f);
		check_books_equal_exchange(f, "dropped, flat");
		assert_int_equal(fake_live_count(f), 0);
		fake_free(f);
	}
}

/* ---- random walk ---- */

static void walk_step(struct fake *f)
{
	uint16_t book = (uint16_t)ac_prng_below(&f->prng, FAKE_BOOKS);
	/* In one-way mode the books of a symbol agree in direction, as risk sees to. */
	int direction = f->mode == AC_MODE_ONEWAY ? (book == 2 ? -1 : 1)
						  : (ac_prng_below(&f->prng, 2) ? 1 : -1);
	struct fake_order *order = NULL;
	f->price.units = dec("95").units + (int64_t)ac_prng_below(&f->prng, 100) * dec("0.1").units;
	switch (ac_prng_below(&f->prng, 10)) {
	case 0:
	case 1:
		(void)fake_enter(f, book, direction, "1.5");
		break;
	case 2:
		(void)fake_enter_limit(f, book, direction, "2.5");
		break;
	case 3:
		fake_exit(f, book, AC_EXIT_SIGNAL);
		break;
	case 4:
		order = fake_live(f, AC_ORDER_LIMIT);
		if (order != NULL)
			fake_fill(f, order, (int64_t)ac_prng_below(&f->prng, 20) * 10000000);
		break;
	case 5:
		order = fake_live(f, ac_prng_below(&f->prng, 2) ? AC_ORDER_STOP_MARKET
								: AC_ORDER_TAKE_PROFIT_MARKET);
		if (order != NULL && !order->is_triggered)
			fake_trigger(f, order);
		break;
	case 6:
		order = fake_live(f, AC_ORDER_STOP_MARKET);
		if (order != NULL && !order->is_triggered)
			fake_end(f, order, AC_STATUS_CANCELED, 0);
		break;
	case 7:
		f->fault = (enum fault)ac_prng_below(&f->prng, FAULT_COUNT);
		f->fault_kind = 1 + (uint32_t)ac_prng_below(&f->prng, 8);
		f->fault_count = 1 + (uint32_t)ac_prng_below(&f->prng, 2);
		f->fault_code = -1001;
		break;
	case 8:
		ac_executor_cancel_entries(f->executor, AC_SYMBOL_NONE, f->now, &f->out);
		break;
	default:
		fake_take_commands(f);
		fake_pass(f, (ac_ns)ac_prng_below(&f->prng, 40) * SEC / 4);
		break;
	}
	if (ac_prng_below(&f->prng, 3) > 0)
		fake_settle(f);
	else
		fake_take_commands(f);
}

static void test_random_walks_keep_the_invariants(void **state)
{
	(void)state;
	uint64_t first = 1, count = 150;
	if (getenv("AC_WALK_SEED") != NULL) {
		first = strtoull(getenv("AC_WALK_SEED"), NULL, 10);
		count = 1;
	}
	print_message("# seeds from %llu\n", (unsigned long long)first);
	for (uint64_t seed = first; seed < first + count; seed++) {
		char name[64];
		snprintf(name, sizeof(name), "walk of seed %llu", (unsigned long long)seed);
		if (getenv("AC_TORTURE_SHOW") != NULL)
			print_message("# %s\n", name);
		struct fake *f = fake_new(seed % 2 ? AC_MODE_HEDGE : AC_MODE_ONEWAY);
		ac_prng_init(&f->prng, seed);
		f->is_duplicating = seed % 3 == 0;
		f->is_shuffling = seed % 5 == 0;
		f->answers_success = seed % 4 == 0;
		if (seed % 7 == 0)
			f->out_taken = f->out.count = AC_COMMANDS_MAX - 1;
		for (int step = 0; step < 120; step++)
			walk_step(f);
		f->fault_count = 0;
		fake_settle(f);
		fake_pass(f, 300 * SEC);
		check_books_equal_exchange(f, name);
		check_protected_or_flat(f, name);
		flatten(f);
		check_books_equal_exchange(f, name);
		CHECK_EQ(name, fake_live_count(f), 0);
		for (uint16_t i = 0; i < FAKE_BOOKS; i++)
			CHECK_EQ(name, fake_position(f, i)->direction, 0);
		fake_free(f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_command_meets_every_fault),
		cmocka_unit_test(test_shuffled_and_repeated_reports_end_in_the_same_books),
		cmocka_unit_test(test_executions_that_are_never_pushed_are_found),
		cmocka_unit_test(test_random_walks_keep_the_invariants),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
