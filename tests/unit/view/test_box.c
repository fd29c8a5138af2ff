/* One thread that shows, others that read: the trylock of the engine's side is watched through the
 * linker's --wrap, so that "never waits" is seen and not hoped for. */
#include "rig.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>

#include "view/box.h"

#define SHOWN   3000u
#define READERS 3u

static _Thread_local bool is_engine;
static bool is_in_the_way;
static _Atomic uint32_t engine_waits;

int __real_pthread_mutex_trylock(pthread_mutex_t *mutex);
int __real_pthread_mutex_lock(pthread_mutex_t *mutex);
int __wrap_pthread_mutex_trylock(pthread_mutex_t *mutex);
int __wrap_pthread_mutex_lock(pthread_mutex_t *mutex);

int __wrap_pthread_mutex_trylock(pthread_mutex_t *mutex)
{
	return is_in_the_way ? EBUSY : __real_pthread_mutex_trylock(mutex);
}

int __wrap_pthread_mutex_lock(pthread_mutex_t *mutex)
{
	atomic_fetch_add(&engine_waits, is_engine);
	return __real_pthread_mutex_lock(mutex);
}

static struct ac_view_box *make(void)
{
	struct ac_view_box *box;
	assert_int_equal(ac_view_box_create(&box), AC_OK);
	return box;
}

static struct ac_view *make_view(void)
{
	struct ac_view *view = malloc(sizeof(*view));
	assert_non_null(view);
	memset(view, 0x5a, sizeof(*view));
	return view;
}

/* Every part says `mark`; how much of the tables is used goes up and down. */
static void fill(struct ac_view *view, uint32_t mark)
{
	view->wall_ms = mark;
	view->liquidation_limit_pct.units = mark;
	view->position_count = mark % (AC_VIEW_POSITIONS_MAX + 1);
	view->order_count = mark * 7 % (AC_VIEW_ORDERS_MAX + 1);
	view->guard_count = mark * 5 % (AC_VIEW_GUARDS_MAX + 1);
	view->symbol_count = mark * 3 % (AC_INSTRUMENTS_MAX + 1);
	for (uint32_t i = 0; i < view->position_count; i++)
		view->positions[i].mark.units = mark;
	for (uint32_t i = 0; i < view->order_count; i++)
		view->orders[i].record.order_id = mark;
	for (uint32_t i = 0; i < view->guard_count; i++)
		view->guards[i].used.units = mark;
	for (uint32_t i = 0; i < view->symbol_count; i++)
		view->symbols[i].age_ms = mark;
}

static bool is_whole(const struct ac_view *view)
{
	ac_ms mark = view->wall_ms;
	bool is_same = view->liquidation_limit_pct.units == mark;
	for (uint32_t i = 0; i < view->position_count; i++)
		is_same = is_same && view->positions[i].mark.units == mark;
	for (uint32_t i = 0; i < view->order_count; i++)
		is_same = is_same && view->orders[i].record.order_id == mark;
	for (uint32_t i = 0; i < view->guard_count; i++)
		is_same = is_same && view->guards[i].used.units == mark;
	for (uint32_t i = 0; i < view->symbol_count; i++)
		is_same = is_same && view->symbols[i].age_ms == mark;
	return is_same;
}

static void test_there_is_nothing_before_the_first_view(void **state)
{
	(void)state;
	struct ac_view_box *box = make();
	struct ac_view *seen = make_view();
	fill(ac_view_box_next(box), 1);
	assert_false(ac_view_box_read(box, 0, seen));
	assert_int_equal(seen->wall_ms, 0x5a5a5a5a5a5a5a5a);
	free(seen);
	ac_view_box_destroy(box);
	ac_view_box_destroy(NULL);
}

static void test_the_newest_view_is_read_once(void **state)
{
	(void)state;
	struct ac_view_box *box = make();
	struct ac_view *seen = make_view();
	for (uint32_t mark = 1; mark <= 3; mark++) {
		fill(ac_view_box_next(box), mark);
		assert_true(ac_view_box_show(box));
	}
	assert_true(ac_view_box_read(box, 1, seen));
	assert_int_equal(seen->number, 3);
	assert_int_equal(seen->wall_ms, 3);
	assert_false(ac_view_box_read(box, 3, seen));
	free(seen);
	ac_view_box_destroy(box);
}

static void test_only_what_is_used_of_a_table_is_copied(void **state)
{
	(void)state;
	struct ac_view_box *box = make();
	struct ac_view *seen = make_view();
	fill(ac_view_box_next(box), 2);
	assert_true(ac_view_box_show(box));
	assert_true(ac_view_box_read(box, 0, seen));
	assert_true(is_whole(seen));
	assert_int_equal(seen->position_count, 2);
	assert_int_equal(seen->positions[2].mark.units, 0x5a5a5a5a5a5a5a5a);
	assert_int_equal(seen->orders[14].record.order_id, 0x5a5a5a5a5a5a5a5a);
	assert_int_equal(seen->guards[10].used.units, 0x5a5a5a5a5a5a5a5a);
	assert_int_equal(seen->symbols[6].age_ms, 0x5a5a5a5a5a5a5a5a);
	free(seen);
	ac_view_box_destroy(box);
}

static void test_full_tables_are_copied_to_the_last_item(void **state)
{
	(void)state;
	struct ac_view_box *box = make();
	struct ac_view *seen = make_view(), *next = ac_view_box_next(box);
	next->position_count = AC_VIEW_POSITIONS_MAX;
	next->order_count = AC_VIEW_ORDERS_MAX;
	next->guard_count = AC_VIEW_GUARDS_MAX;
	next->symbol_count = AC_INSTRUMENTS_MAX;
	next->positions[AC_VIEW_POSITIONS_MAX - 1].mark.units = 1;
	next->orders[AC_VIEW_ORDERS_MAX - 1].record.order_id = 2;
	next->guards[AC_VIEW_GUARDS_MAX - 1].used.units = 3;
	next->symbols[AC_INSTRUMENTS_MAX - 1].age_ms = 4;
	assert_true(ac_view_box_show(box));
	assert_true(ac_view_box_read(box, 0, seen));
	assert_int_equal(seen->positions[AC_VIEW_POSITIONS_MAX - 1].mark.units, 1);
	assert_int_equal(seen->orders[AC_VIEW_ORDERS_MAX - 1].record.order_id, 2);
	assert_int_equal(seen->guards[AC_VIEW_GUARDS_MAX - 1].used.units, 3);
	assert_int_equal(seen->symbols[AC_INSTRUMENTS_MAX - 1].age_ms, 4);
	free(seen);
	ac_view_box_destroy(box);
}

static void test_a_reader_in_the_way_leaves_a_view_out_and_nothing_else(void **state)
{
	(void)state;
	struct ac_view_box *box = make();
	struct ac_view *seen = make_view();
	fill(ac_view_box_next(box), 1);
	assert_true(ac_view_box_show(box));
	struct ac_view *next = ac_view_box_next(box);
	fill(next, 2);
	is_in_the_way = true;
	assert_false(ac_view_box_show(box));
	is_in_the_way = false;
	assert_ptr_equal(ac_view_box_next(box), next);
	assert_int_equal(next->wall_ms, 2); /* keeps what it held */
	assert_true(ac_view_box_read(box, 0, seen));
	assert_int_equal(seen->number, 1);
	assert_int_equal(seen->wall_ms, 1);
	assert_true(ac_view_box_show(box));
	assert_true(ac_view_box_read(box, 1, seen));
	assert_int_equal(seen->number, 2);
	assert_int_equal(seen->wall_ms, 2);
	free(seen);
	ac_view_box_destroy(box);
}

struct reading {
	struct ac_view_box *box;
	_Atomic bool *is_over;
	struct ac_view *view;
	uint32_t reads, torn, backwards;
};

static void *read_on(void *self)
{
	struct reading *reading = self;
	uint64_t seen = 0;
	while (!atomic_load(reading->is_over)) {
		if (!ac_view_box_read(reading->box, seen, reading->view))
			continue;
		reading->reads++;
		reading->torn += !is_whole(reading->view);
		reading->backwards += reading->view->number <= seen;
		seen = reading->view->number;
	}
	return NULL;
}

static void test_readers_see_whole_views_in_order_and_the_engine_never_waits(void **state)
{
	(void)state;
	struct ac_view_box *box = make();
	_Atomic bool is_over = false;
	struct reading readings[READERS];
	pthread_t threads[READERS];
	atomic_store(&engine_waits, 0);
	is_engine = true;
	for (uint32_t i = 0; i < READERS; i++) {
		readings[i] = (struct reading){ .box = box, .is_over = &is_over };
		readings[i].view = make_view();
		assert_int_equal(pthread_create(&threads[i], NULL, read_on, &readings[i]), 0);
	}
	uint32_t shown = 0;
	for (uint32_t mark = 1; mark <= SHOWN; mark++) {
		fill(ac_view_box_next(box), mark);
		shown += ac_view_box_show(box);
	}
	is_engine = false;
	atomic_store(&is_over, true);
	for (uint32_t i = 0; i < READERS; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(readings[i].torn, 0);
		assert_int_equal(readings[i].backwards, 0);
		assert_true(readings[i].reads <= shown);
	}
	assert_int_equal(atomic_load(&engine_waits), 0);
	/* Nobody is in the way any more: this one must be shown, under the next number. */
	fill(ac_view_box_next(box), SHOWN + 1);
	assert_true(ac_view_box_show(box));
	assert_true(ac_view_box_read(box, 0, readings[0].view));
	assert_int_equal(readings[0].view->number, shown + 1);
	assert_true(is_whole(readings[0].view));
	for (uint32_t i = 0; i < READERS; i++)
		free(readings[i].view);
	ac_view_box_destroy(box);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_is_nothing_before_the_first_view),
		cmocka_unit_test(test_the_newest_view_is_read_once),
		cmocka_unit_test(test_only_what_is_used_of_a_table_is_copied),
		cmocka_unit_test(test_full_tables_are_copied_to_the_last_item),
		cmocka_unit_test(test_a_reader_in_the_way_leaves_a_view_out_and_nothing_else),
		cmocka_unit_test(test_readers_see_whole_views_in_order_and_the_engine_never_waits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
