#include "check.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <time.h>

#include "core/prng.h"
#include "view/fact_ring.h"

#define CAPACITY   8u
#define PUSHES     40000u
#define PATIENCE_S 30L

/* The reader of this ring runs just before the next push is done, finds nothing more and sleeps. */
static struct ac_fact_ring *emptied_first;

bool __real_ac_ring_push(struct ac_ring *ring, const void *item);
bool __wrap_ac_ring_push(struct ac_ring *ring, const void *item);

bool __wrap_ac_ring_push(struct ac_ring *ring, const void *item)
{
	struct ac_event fact;
	while (emptied_first != NULL && ac_fact_ring_pop(emptied_first, &fact))
		continue;
	emptied_first = NULL;
	return __real_ac_ring_push(ring, item);
}

/* The engine pushes to this ring just after the reader has looked and found nothing. */
static struct ac_fact_ring *filled_after;

bool __real_ac_ring_pop(struct ac_ring *ring, void *ret_item);
bool __wrap_ac_ring_pop(struct ac_ring *ring, void *ret_item);

bool __wrap_ac_ring_pop(struct ac_ring *ring, void *ret_item)
{
	if (__real_ac_ring_pop(ring, ret_item))
		return true;
	if (filled_after != NULL && ring == &filled_after->ring) {
		struct ac_event fact = { .kind = AC_EVENT_FILL, .seq = 77 };
		ac_fact_ring_push(filled_after, &fact);
		filled_after = NULL;
	}
	return false;
}

static struct ac_event fact_of(enum ac_event_kind kind, uint64_t seq)
{
	struct ac_event fact = { .kind = (uint16_t)kind, .seq = seq };
	return fact;
}

static bool push(struct ac_fact_ring *ring, uint64_t seq)
{
	struct ac_event fact = fact_of(AC_EVENT_FILL, seq);
	return ac_fact_ring_push(ring, &fact);
}

static void count_wake(void *self)
{
	++*(uint32_t *)self;
}

static void test_prices_and_candles_of_before_the_start_are_left_out_uncounted(void **state)
{
	(void)state;
	struct ac_fact_ring ring;
	assert_int_equal(ac_fact_ring_init(&ring, CAPACITY), AC_OK);
	struct ac_event facts[] = { fact_of(AC_EVENT_MARK, 1), fact_of(AC_EVENT_TRADE, 2),
				    fact_of(AC_EVENT_CANDLE, 3), fact_of(AC_EVENT_CANDLE, 4) };
	facts[2].flags = AC_EVENT_FLAG_HISTORY;
	for (size_t i = 0; i < AC_COUNT(facts); i++)
		assert_int_equal(ac_fact_ring_push(&ring, &facts[i]), i == 3);
	struct ac_event fact;
	assert_true(ac_fact_ring_pop(&ring, &fact));
	assert_int_equal(fact.seq, 4);
	assert_false(ac_fact_ring_pop(&ring, &fact));
	assert_int_equal(ac_fact_ring_lost(&ring), 0);
	ac_fact_ring_deinit(&ring);
}

static void test_a_full_ring_loses_the_newest_and_counts(void **state)
{
	(void)state;
	struct ac_fact_ring ring;
	assert_int_equal(ac_fact_ring_init(&ring, CAPACITY), AC_OK);
	for (uint64_t seq = 1; seq <= CAPACITY + 3; seq++)
		assert_int_equal(push(&ring, seq), seq <= CAPACITY);
	assert_int_equal(ac_fact_ring_lost(&ring), 3);
	struct ac_event fact;
	for (uint64_t seq = 1; seq <= CAPACITY; seq++) {
		assert_true(ac_fact_ring_pop(&ring, &fact));
		assert_int_equal(fact.seq, seq);
	}
	assert_false(ac_fact_ring_pop(&ring, &fact));
	assert_true(push(&ring, 99));
	ac_fact_ring_deinit(&ring);
	ac_fact_ring_deinit(&ring);
}

static void test_only_a_reader_that_found_nothing_is_woken(void **state)
{
	(void)state;
	struct ac_fact_ring ring;
	struct ac_event fact;
	uint32_t wakes = 0;
	assert_int_equal(ac_fact_ring_init(&ring, CAPACITY), AC_OK);
	ring.wake = count_wake;
	ring.self = &wakes;
	push(&ring, 1);
	assert_int_equal(wakes, 1);
	push(&ring, 2);
	assert_int_equal(wakes, 1);
	assert_true(ac_fact_ring_pop(&ring, &fact));
	push(&ring, 3);
	assert_int_equal(wakes, 1);
	while (ac_fact_ring_pop(&ring, &fact))
		continue;
	assert_int_equal(wakes, 1);
	push(&ring, 4);
	assert_int_equal(wakes, 2);
	/* A fact that does not fit or is not taken at all wakes nobody. */
	while (ac_fact_ring_pop(&ring, &fact))
		continue;
	struct ac_event mark = fact_of(AC_EVENT_MARK, 5);
	ac_fact_ring_push(&ring, &mark);
	assert_int_equal(wakes, 2);
	ac_fact_ring_deinit(&ring);
}

static void test_a_reader_that_empties_the_ring_during_a_push_is_woken(void **state)
{
	(void)state;
	struct ac_fact_ring ring;
	uint32_t wakes = 0;
	assert_int_equal(ac_fact_ring_init(&ring, CAPACITY), AC_OK);
	ring.wake = count_wake;
	ring.self = &wakes;
	push(&ring, 1);
	emptied_first = &ring;
	push(&ring, 2);
	assert_null(emptied_first);
	assert_int_equal(wakes, 2);
	struct ac_event fact;
	assert_true(ac_fact_ring_pop(&ring, &fact));
	assert_int_equal(fact.seq, 2);
	ac_fact_ring_deinit(&ring);
}

static void test_a_reader_does_not_sleep_over_a_push_during_its_look(void **state)
{
	(void)state;
	struct ac_fact_ring ring;
	struct ac_event fact;
	uint32_t wakes = 0;
	assert_int_equal(ac_fact_ring_init(&ring, CAPACITY), AC_OK);
	ring.wake = count_wake;
	ring.self = &wakes;
	push(&ring, 1); /* nobody is known to sleep any more */
	assert_true(ac_fact_ring_pop(&ring, &fact));
	assert_int_equal(wakes, 1);
	filled_after = &ring;
	bool is_found = ac_fact_ring_pop(&ring, &fact);
	assert_null(filled_after);
	assert_true(is_found || wakes == 2);
	assert_true(!is_found || fact.seq == 77);
	ac_fact_ring_deinit(&ring);
}

struct pair {
	struct ac_fact_ring ring;
	sem_t woken;
	_Atomic uint64_t popped, popped_last;
	_Atomic bool is_over;
	bool is_late, is_unordered;
};

static void post(void *self)
{
	struct pair *pair = self;
	sem_post(&pair->woken);
}

static void *read_on(void *self)
{
	struct pair *pair = self;
	struct ac_event fact;
	uint64_t last = 0;
	for (;;) {
		while (ac_fact_ring_pop(&pair->ring, &fact)) {
			pair->is_unordered |= fact.seq <= last;
			last = fact.seq;
			atomic_fetch_add(&pair->popped, 1);
			atomic_store(&pair->popped_last, last);
		}
		if (atomic_load(&pair->is_over))
			return NULL;
		struct timespec end;
		clock_gettime(CLOCK_REALTIME, &end);
		end.tv_sec += PATIENCE_S;
		while (sem_timedwait(&pair->woken, &end) != 0) {
			if (errno == EINTR)
				continue;
			pair->is_late = true; /* asleep with facts inside */
			return NULL;
		}
	}
}

/* Facts come in pairs, the second about when the reader has taken the first and goes to sleep; then
 * all is quiet until both are taken. A wake that is missed stops both sides. */
static void test_no_fact_is_left_with_a_sleeping_reader(void **state)
{
	(void)state;
	static struct pair pair;
	pthread_t reader;
	uint64_t taken = 0, taken_last = 0;
	struct ac_prng prng;
	ac_prng_init(&prng, 5);
	assert_int_equal(ac_fact_ring_init(&pair.ring, CAPACITY), AC_OK);
	assert_int_equal(sem_init(&pair.woken, 0, 0), 0);
	pair.ring.wake = post;
	pair.ring.self = &pair;
	assert_int_equal(pthread_create(&reader, NULL, read_on, &pair), 0);
	time_t end = time(NULL) + 2 * PATIENCE_S;
	bool is_stuck = false;
	for (uint64_t seq = 1; seq <= PUSHES && !is_stuck; seq++) {
		if (push(&pair.ring, seq)) {
			taken++;
			taken_last = seq;
		}
		for (uint64_t i = ac_prng_below(&prng, 400); i > 0 && seq % 2 == 1; i--)
			(void)atomic_load(&pair.popped_last);
		while (seq % 2 == 0 && atomic_load(&pair.popped_last) < taken_last && !is_stuck) {
			sched_yield();
			is_stuck = time(NULL) > end;
		}
	}
	assert_false(is_stuck);
	atomic_store(&pair.is_over, true);
	sem_post(&pair.woken);
	pthread_join(reader, NULL);
	assert_false(pair.is_late);
	assert_false(pair.is_unordered);
	assert_int_equal(atomic_load(&pair.popped), taken);
	assert_int_equal(ac_fact_ring_lost(&pair.ring), PUSHES - taken);
	sem_destroy(&pair.woken);
	ac_fact_ring_deinit(&pair.ring);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_prices_and_candles_of_before_the_start_are_left_out_uncounted),
		cmocka_unit_test(test_a_full_ring_loses_the_newest_and_counts),
		cmocka_unit_test(test_only_a_reader_that_found_nothing_is_woken),
		cmocka_unit_test(test_a_reader_that_empties_the_ring_during_a_push_is_woken),
		cmocka_unit_test(test_a_reader_does_not_sleep_over_a_push_during_its_look),
		cmocka_unit_test(test_no_fact_is_left_with_a_sleeping_reader),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
