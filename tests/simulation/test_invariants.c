/* The whole system on synthetic prices with faults: an eager strategy trades, the exchange loses
 * answers, refuses, duplicates and shuffles, fills in parts; after every price the invariants of
 * docs/architecture.md hold, and once things have settled our books equal the exchange's ledger. */
#include "rig.h"

#define HOURS 4

static const struct rig_setting settings[] = {
	{ "plain one-way", AC_MODE_ONEWAY, false, AC_ORDER_MARKET, 0, 0, false, false,
	  AC_FAULT_NONE, 0, false },
	{ "plain hedge, two strategies", AC_MODE_HEDGE, true, AC_ORDER_MARKET, 0, 0, false, false,
	  AC_FAULT_NONE, 0, false },
	{ "latency, chaos", AC_MODE_ONEWAY, false, AC_ORDER_MARKET, 250, 0, true, true,
	  AC_FAULT_NONE, 0, false },
	{ "limit entries, partial fills", AC_MODE_HEDGE, false, AC_ORDER_LIMIT, 80, 2, false, true,
	  AC_FAULT_NONE, 0, false },
	{ "two strategies one-way, chaos", AC_MODE_ONEWAY, true, AC_ORDER_MARKET, 60, 0, true, true,
	  AC_FAULT_NONE, 0, false },
	{ "answer lost, executed", AC_MODE_ONEWAY, false, AC_ORDER_MARKET, 40, 0, false, false,
	  AC_FAULT_UNKNOWN_EXECUTED, 0, false },
	{ "answer lost, not executed", AC_MODE_HEDGE, false, AC_ORDER_MARKET, 40, 0, false, false,
	  AC_FAULT_UNKNOWN_DROPPED, 0, false },
	{ "silence, executed", AC_MODE_HEDGE, true, AC_ORDER_MARKET, 40, 0, true, true,
	  AC_FAULT_SILENT_EXECUTED, 0, false },
	{ "silence, not executed", AC_MODE_ONEWAY, false, AC_ORDER_MARKET, 40, 0, false, true,
	  AC_FAULT_SILENT_DROPPED, 0, false },
	{ "refused, throttled", AC_MODE_ONEWAY, false, AC_ORDER_MARKET, 40, 3, false, false,
	  AC_FAULT_REFUSED, -1008, false },
	{ "refused, unknown to us", AC_MODE_HEDGE, false, AC_ORDER_LIMIT, 40, 0, false, false,
	  AC_FAULT_REFUSED, -9999, false },
	{ "every fault, one-way", AC_MODE_ONEWAY, true, AC_ORDER_MARKET, 120, 0, false, true,
	  AC_FAULT_NONE, 0, true },
	{ "every fault, hedge, limit, partial fills", AC_MODE_HEDGE, true, AC_ORDER_LIMIT, 300, 3,
	  true, true, AC_FAULT_NONE, 0, true },
	{ "every fault, no latency", AC_MODE_ONEWAY, false, AC_ORDER_LIMIT, 0, 0, false, false,
	  AC_FAULT_NONE, 0, true },
};

static uint64_t live(const struct rig_setting *setting, uint64_t seed)
{
	static struct rig rig;
	rig_init(&rig, setting, seed, NULL);
	rig_start_account(&rig);
	ac_ns end = (RIG_START_MS + HOURS * 3600000LL) * AC_NS_PER_MS;
	rig_run(&rig, end, true);
	rig_control(&rig, AC_CONTROL_ENTRIES_OFF);
	end += 600 * AC_NS_PER_SEC;
	rig_run(&rig, end, false);
	rig_check_books(&rig);
	rig_control(&rig, AC_CONTROL_FLATTEN);
	end += 120 * AC_NS_PER_SEC;
	rig_run(&rig, end, false);
	rig_check_books(&rig);
	struct ac_simulated_account ledger;
	ac_simulated_account_get(rig.world.simulated, &ledger);
	CHECK_EQ(setting->name, ledger.orders_open + ledger.algos_open, 0);
	CHECK_EQ(setting->name, rig.mismatches, 0);
	if (rig.trips < 5)
		fail_msg("%s: only %llu positions were closed: nothing was proved", setting->name,
			 (unsigned long long)rig.trips);
	uint64_t hash = rig.hash;
	rig_deinit(&rig);
	return hash;
}

static void test_books_equal_the_ledger_whatever_the_exchange_does(void **state)
{
	(void)state;
	for (uint64_t round = 0; round < rig_seed_count(); round++) {
		uint64_t seed = rig_seed() + 1000 * round;
		print_message("# seed %llu\n", (unsigned long long)seed);
		for (size_t i = 0; i < AC_COUNT(settings); i++)
			(void)live(&settings[i], seed + i);
	}
}

static void test_the_same_seed_gives_the_same_commands(void **state)
{
	(void)state;
	assert_true(live(&settings[4], 7) == live(&settings[4], 7));
	assert_true(live(&settings[4], 7) != live(&settings[4], 8));
}

static void on_assert(const char *file, int line, const char *expression)
{
	fprintf(stderr, "# %s:%d: %s\n", file, line, expression);
}

int main(void)
{
	ac_assert_hook_set(on_assert);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_books_equal_the_ledger_whatever_the_exchange_does),
		cmocka_unit_test(test_the_same_seed_gives_the_same_commands),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
