/* Facts leave only after what caused them is on file, once each, whatever the ring does. Journal,
 * writer and engine are played here. */
#include "check.h"

#include "trader/outlet.h"

static struct ac_bus *bus;
static enum ac_status flush_status;
static uint32_t room;            /* of the writer's ring */
static uint32_t room_after_wait; /* what waiting makes of it */
static uint32_t waits;
static uint64_t seq_flushed;
static uint64_t written[64], taken[2][64];
static uint32_t written_count, taken_count[2];

struct ac_bus *ac_engine_bus(struct ac_engine *engine)
{
	(void)engine;
	return bus;
}

enum ac_status ac_journal_append(struct ac_journal *journal, enum ac_journal_type type,
				 const void *payload, uint32_t size, uint64_t *ret_seq)
{
	(void)journal;
	(void)type;
	(void)payload;
	(void)size;
	*ret_seq = 1;
	return AC_OK;
}

enum ac_status ac_journal_flush(struct ac_journal *journal)
{
	(void)journal;
	return flush_status;
}

uint64_t ac_journal_seq_last(const struct ac_journal *journal)
{
	(void)journal;
	return seq_flushed;
}

uint64_t ac_journal_seq_flushed(const struct ac_journal *journal)
{
	(void)journal;
	return seq_flushed;
}

bool ac_writer_push(struct ac_writer *writer, const struct ac_event *fact, uint64_t journal_seq)
{
	(void)writer;
	assert_int_equal(journal_seq, seq_flushed);
	if (room == 0)
		return false;
	room--;
	written[written_count++] = fact->seq;
	return true;
}

void ac_writer_wait(struct ac_writer *writer)
{
	(void)writer;
	waits++;
	room = room_after_wait;
}

/* The second one never has room: nobody else may notice. */
static bool take(void *self, const struct ac_event *fact)
{
	size_t index = (size_t)(uintptr_t)self;
	taken[index][taken_count[index]++] = fact->seq;
	return index == 0;
}

static struct ac_instrument instrument = { .symbol = "BTCUSDT" };
static const struct ac_instruments instruments = { &instrument, 1, 1 };
static const struct ac_book book = { "vwap", 0 };
static _Alignas(64) unsigned char block[1 << 16];

static void start(struct ac_outlet *outlet)
{
	const struct ac_bus_config config = { &instruments, &book, 1 };
	struct ac_arena arena;
	memset(block, 0, sizeof(block));
	ac_arena_init(&arena, block, sizeof(block));
	assert_int_equal(ac_bus_create(&arena, &config, &bus), AC_OK);
	flush_status = AC_OK;
	room = 64;
	room_after_wait = 64;
	seq_flushed = 7;
	waits = written_count = taken_count[0] = taken_count[1] = 0;
	assert_int_equal(ac_outlet_init(outlet, NULL, NULL, &instruments, &book), AC_OK);
	assert_int_equal(ac_outlet_connect(outlet, NULL), AC_OK);
	ac_outlet_taker_add(outlet, take, (void *)0);
	ac_outlet_taker_add(outlet, take, (void *)1);
}

static void publish(uint64_t first, uint64_t last)
{
	for (uint64_t seq = first; seq <= last; seq++) {
		struct ac_event fact = { .kind = AC_EVENT_COMMAND, .seq = seq };
		ac_bus_publish(bus, &fact);
	}
}

/* Everyone has had 1 … count, in order and once. */
static void expect(uint32_t count)
{
	assert_int_equal(taken_count[0], count);
	assert_int_equal(taken_count[1], count);
	for (uint32_t i = 0; i < count; i++) {
		assert_int_equal(taken[0][i], i + 1);
		assert_int_equal(taken[1][i], i + 1);
	}
}

static void expect_written(uint32_t count)
{
	assert_int_equal(written_count, count);
	for (uint32_t i = 0; i < count; i++)
		assert_int_equal(written[i], i + 1);
}

static void test_nobody_hears_of_a_fact_whose_cause_is_not_on_file(void **state)
{
	(void)state;
	struct ac_outlet outlet;
	start(&outlet);
	publish(1, 3);
	expect(0); /* not before the release */
	flush_status = AC_ERR_IO;
	ac_outlet_release(&outlet);
	expect(0);
	expect_written(0);
	publish(4, 4);
	flush_status = AC_OK;
	ac_outlet_release(&outlet);
	expect(4);
	expect_written(4);
	ac_outlet_release(&outlet);
	expect(4);
	ac_outlet_deinit(&outlet);
}

static void test_a_full_ring_keeps_a_fact_and_nobody_hears_it_twice(void **state)
{
	(void)state;
	struct ac_outlet outlet;
	start(&outlet);
	room = 2;
	publish(1, 5);
	ac_outlet_release(&outlet);
	expect(2);
	expect_written(2);
	ac_outlet_release(&outlet);
	expect(2);
	room = 1;
	publish(6, 6);
	ac_outlet_release(&outlet);
	expect(3);
	room = 64;
	ac_outlet_release(&outlet);
	expect(6);
	expect_written(6);
	assert_int_equal(waits, 0);
	assert_int_equal(outlet.lost, 0);
	ac_outlet_deinit(&outlet);
}

static void test_waiting_for_the_ring_hands_each_fact_on_once(void **state)
{
	(void)state;
	struct ac_outlet outlet;
	start(&outlet);
	outlet.may_wait = true;
	room = 2;
	room_after_wait = 2;
	publish(1, 6);
	ac_outlet_release(&outlet);
	expect(6);
	expect_written(6);
	assert_int_equal(waits, 2);
	assert_int_equal(outlet.lost, 0);
	/* A writer that has given up: lost to the database and counted, not to the others. */
	room = room_after_wait = 0;
	publish(7, 8);
	ac_outlet_release(&outlet);
	expect(8);
	expect_written(6);
	assert_int_equal(outlet.lost, 2);
	ac_outlet_deinit(&outlet);
}

static void test_there_is_room_for_four_takers(void **state)
{
	(void)state;
	struct ac_outlet outlet;
	start(&outlet);
	ac_outlet_taker_add(&outlet, take, (void *)0);
	ac_outlet_taker_add(&outlet, take, (void *)1);
	publish(1, 1);
	ac_outlet_release(&outlet);
	assert_int_equal(taken_count[0], 2);
	assert_int_equal(taken_count[1], 2);
	ac_outlet_deinit(&outlet);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nobody_hears_of_a_fact_whose_cause_is_not_on_file),
		cmocka_unit_test(test_a_full_ring_keeps_a_fact_and_nobody_hears_it_twice),
		cmocka_unit_test(test_waiting_for_the_ring_hands_each_fact_on_once),
		cmocka_unit_test(test_there_is_room_for_four_takers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
