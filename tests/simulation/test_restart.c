/* A restart in the middle: the engine is thrown away at a random moment, the exchange lives on and
 * prices move while nobody looks; a new run takes up the facts and the exchange's snapshot, as
 * `autocoin run` does, and in the end our books equal the ledger all the same. */
#include "rig.h"

#include "recovery/reconcile.h"

#define RESTARTS     6
#define SNAPSHOT_MAX 16384u

static const struct rig_setting settings[] = {
	{ "restart, one-way", AC_MODE_ONEWAY, false, AC_ORDER_MARKET, 60, 0, false, false,
	  AC_FAULT_NONE, 0, false },
	{ "restart, two strategies one-way, chaos", AC_MODE_ONEWAY, true, AC_ORDER_MARKET, 250, 0,
	  true, true, AC_FAULT_NONE, 0, false },
	{ "restart, hedge, limit, partial fills", AC_MODE_HEDGE, true, AC_ORDER_LIMIT, 80, 2, false,
	  true, AC_FAULT_NONE, 0, false },
	{ "restart, every fault", AC_MODE_HEDGE, false, AC_ORDER_MARKET, 120, 0, false, true,
	  AC_FAULT_NONE, 0, true },
};

static void collect(void *self, const struct ac_event *event)
{
	ac_reconcile_add(self, event);
}

static void give_own(struct rig *rig, const struct ac_event *event, enum ac_event_kind kind)
{
	struct ac_event copy = *event;
	copy.kind = (uint16_t)kind;
	copy.flags = AC_EVENT_FLAG_OWN;
	copy.time_ns = rig->session.now_ns;
	rig_input(rig, &copy);
}

/* In the order of ac_store_books_load, then the snapshot, then the word that it is complete. */
static void restore(struct rig *rig, ac_ns now)
{
	static struct ac_event items[SNAPSHOT_MAX];
	/* Copies, because what is given here makes facts of its own. */
	static struct rig_order orders[RIG_ORDERS_MAX];
	struct ac_event positions[RIG_BOOKS];
	memcpy(orders, rig->orders, sizeof(orders));
	memcpy(positions, rig->positions, sizeof(positions));
	rig->session.now_ns = now;
	for (uint32_t i = 0, count = rig->fill_count; i < count; i++)
		give_own(rig, &rig->fills[i], AC_EVENT_RESTORE_FILL);
	for (uint32_t i = 0; i < RIG_ORDERS_MAX; i++) {
		const struct ac_event *order = &orders[i].state;
		if (order->kind != 0 && order->book != AC_BOOK_NONE &&
		    !ac_life_is_terminal((enum ac_life)order->order_record.life))
			give_own(rig, order, AC_EVENT_RESTORE_ORDER);
	}
	for (uint32_t i = 0; i < RIG_BOOKS; i++) {
		if (positions[i].kind != 0 && positions[i].position_record.direction != 0)
			give_own(rig, &positions[i], AC_EVENT_RESTORE_POSITION);
	}
	struct ac_reconcile reconcile;
	ac_reconcile_init(&reconcile, items, SNAPSHOT_MAX);
	ac_simulated_snapshot(rig->world.simulated, 0, now, collect, &reconcile);
	ac_reconcile_sort(&reconcile);
	assert_false(reconcile.is_full);
	uint64_t commands = rig->commands;
	for (uint32_t i = 0; i < reconcile.count; i++)
		give_own(rig, &reconcile.items[i], (enum ac_event_kind)reconcile.items[i].kind);
	/* I9: what is learned does not send orders; only the end of learning does. */
	assert_true(rig->commands == commands);
	struct ac_event done;
	memset(&done, 0, sizeof(done));
	done.symbol = AC_SYMBOL_NONE;
	done.book = AC_BOOK_NONE;
	give_own(rig, &done, AC_EVENT_RESTORE_DONE);
}

/* Nobody polls while we are away: what the exchange says then is lost. */
static ac_ns be_away(struct rig *rig, ac_ns now, ac_ns duration)
{
	ac_ns end = now + duration;
	struct ac_event event;
	struct ac_feed_item item;
	while (now < end) {
		assert_true(ac_feed_next(rig->feed, &item));
		if (item.time_ns > now)
			now = item.time_ns;
		if (item.tick->kind != AC_EVENT_CANDLE) {
			struct ac_event price = *item.tick;
			price.recv_ns = now;
			(void)ac_session_apply_feed(rig->world.simulated, &price);
		}
		while (ac_simulated_poll(rig->world.simulated, now, &event))
			;
	}
	ac_simulated_check(rig->world.simulated);
	return now;
}

static void restart(struct rig *rig)
{
	struct ac_engine_view view;
	ac_engine_view_get(rig->world.engine, &view);
	rig->fees_earlier.units += view.account.fees_total.units;
	rig->funding_earlier.units += view.account.funding_total.units;
	size_t size = ac_simulated_state_size(rig->world.simulated);
	void *saved = malloc(size);
	assert_non_null(saved);
	ac_simulated_state_save(rig->world.simulated, saved);
	ac_ns now = rig->session.now_ns;
	struct ac_instruments *instruments = &rig->world.instruments;
	ac_world_destroy(&rig->world);
	rig_world_create(rig);
	/* The feed keeps a pointer to the list, which has not moved within the rig. */
	assert_ptr_equal(instruments, &rig->world.instruments);
	assert_int_equal(ac_simulated_state_load(rig->world.simulated, saved, size), AC_OK);
	free(saved);
	memset(rig->bare_since, 0, sizeof(rig->bare_since));
	/* Sometimes at once, with messages still in flight; sometimes minutes later. */
	if (ac_prng_below(&rig->prng, 2) == 0)
		now = be_away(rig, now,
			      (ac_ns)(1 + ac_prng_below(&rig->prng, 300)) * AC_NS_PER_SEC);
	restore(rig, now);
}

static void live(const struct rig_setting *setting, uint64_t seed)
{
	static struct rig rig;
	rig_init(&rig, setting, seed, NULL);
	rig_start_account(&rig);
	ac_ns end = (RIG_START_MS + 2 * AC_MS_PER_MIN) * AC_NS_PER_MS;
	for (int i = 0; i < RESTARTS; i++) {
		end += (ac_ns)(60 + ac_prng_below(&rig.prng, 900)) * AC_NS_PER_SEC +
		       (ac_ns)ac_prng_below(&rig.prng, 1000) * AC_NS_PER_MS;
		/* Not across a settlement: what is paid while nobody looks has no message. */
		rig_run(&rig, end, true);
		restart(&rig);
		end = rig.session.now_ns;
	}
	end += 1200 * AC_NS_PER_SEC;
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
	CHECK_EQ(setting->name, rig.run_id, RESTARTS + 1);
	assert_true(rig.trips > 3);
	rig_deinit(&rig);
}

static void test_a_restart_at_any_moment_ends_with_books_equal_to_the_ledger(void **state)
{
	(void)state;
	for (uint64_t round = 0; round < 3 * rig_seed_count(); round++) {
		uint64_t seed = rig_seed() + 1000 * round;
		print_message("# seed %llu\n", (unsigned long long)seed);
		for (size_t i = 0; i < AC_COUNT(settings); i++)
			live(&settings[i], seed + i);
	}
}

static void on_assert(const char *file, int line, const char *expression)
{
	fprintf(stderr, "# %s:%d: %s\n", file, line, expression);
}

int main(void)
{
	ac_assert_hook_set(on_assert);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_restart_at_any_moment_ends_with_books_equal_to_the_ledger),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
