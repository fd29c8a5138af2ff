/* The thread takes up to a batch of facts off the ring, writes them in one transaction and keeps
 * them in memory until the commit succeeded; a failed batch is written again as a whole, which is
 * harmless because writing a fact twice leaves one row. */
#include "database/writer.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/ring.h"
#include "sys/clock.h"

#define BATCH_MAX          1000
#define IDLE_MS            200 /* how long an idle writer sleeps at most */
#define BACKOFF_FIRST_MS   50
#define BACKOFF_LAST_MS    2000
#define FAILURES_TO_FAILED 10
#define WAIT_STEP_MS       1

struct item {
	uint64_t journal_seq; /* complete when this fact is in */
	struct ac_event event;
};

struct ac_writer {
	struct ac_store *store; /* the thread's alone until it ended */
	const struct ac_store_run *run;
	const struct ac_store_names *names;
	pthread_t thread;
	bool has_thread;
	struct ac_ring ring;
	uint32_t capacity;
	void *ring_memory;
	struct item *batch; /* thread */

	/* Producer. Facts of one journal_seq may still follow the last one, so only the one before
	 * it is known to be complete. */
	uint64_t seq_current;
	uint64_t seq_complete;
	bool is_frozen;       /* a fact was refused: nothing later counts as complete */
	bool has_turned_away; /* the last push failed; the same fact may come again */
	uint16_t turned_away_kind;
	uint64_t turned_away_seq;

	pthread_mutex_t lock; /* below */
	pthread_cond_t wake;
	_Atomic bool is_idle; /* a hint: the thread sleeps on `wake` */
	_Atomic bool is_draining;
	ac_ns drain_until; /* written before is_draining */
	_Atomic uint64_t refused;
	_Atomic uint64_t left;        /* facts given up at the end */
	uint32_t failures;            /* in a row; under lock */
	struct ac_writer_stats stats; /* under lock; state, queue and refused are worked out */
};

static ac_ns steady_after_ms(int64_t ms)
{
	return ac_steady_ns(&ac_machine_clock) + ms * AC_NS_PER_MS;
}

static bool is_past(ac_ns moment)
{
	return ac_steady_ns(&ac_machine_clock) >= moment;
}

/* ---- the thread ---- */

static void note_failure(struct ac_writer *writer)
{
	pthread_mutex_lock(&writer->lock);
	writer->failures++;
	snprintf(writer->stats.error, sizeof(writer->stats.error), "%s",
		 ac_store_error(writer->store));
	pthread_mutex_unlock(&writer->lock);
}

static void note_commit(struct ac_writer *writer, uint32_t written, uint32_t rejected,
			const char *error)
{
	ac_ms now = ac_wall_ms(&ac_machine_clock);
	pthread_mutex_lock(&writer->lock);
	struct ac_writer_stats *stats = &writer->stats;
	writer->failures = 0;
	stats->written += written;
	stats->rejected += rejected;
	stats->last_commit_ms = now;
	if (rejected > 0)
		snprintf(stats->error, sizeof(stats->error), "%s", error);
	else if (stats->rejected == 0)
		stats->error[0] = '\0';
	pthread_mutex_unlock(&writer->lock);
}

/* One transaction. A fact that the schema refuses is counted and passed over: tried again it would
 * be refused again, and everything behind it would wait for ever. */
static enum ac_status batch_write(struct ac_writer *writer, uint32_t count, uint64_t journal_seq)
{
	char error[AC_STORE_TEXT_SIZE] = "";
	uint32_t rejected = 0;
	enum ac_status status = ac_store_begin(writer->store);
	if (status != AC_OK)
		return AC_ERR_IO;
	for (uint32_t i = 0; i < count && status == AC_OK; i++) {
		status = ac_store_write(writer->store, writer->run, writer->names,
					&writer->batch[i].event);
		if (status == AC_ERR_RANGE) {
			snprintf(error, sizeof(error), "%s", ac_store_error(writer->store));
			rejected++;
			status = AC_OK;
		}
	}
	if (status == AC_OK)
		status = ac_store_commit(writer->store, writer->run, journal_seq);
	if (status != AC_OK) {
		ac_store_rollback(writer->store);
		return AC_ERR_IO;
	}
	note_commit(writer, count - rejected, rejected, error);
	return AC_OK;
}

static bool is_out_of_time(struct ac_writer *writer)
{
	return atomic_load(&writer->is_draining) && is_past(writer->drain_until);
}

/* Sleeps `ms`, less when the end is asked for. */
static void back_off(struct ac_writer *writer, int64_t ms)
{
	ac_ns until = steady_after_ms(ms);
	const struct timespec step = { .tv_nsec = 10 * AC_NS_PER_MS };
	while (!is_past(until) && !is_out_of_time(writer))
		nanosleep(&step, NULL);
}

/* Until the batch is in, or the end's time is up. */
static bool batch_deliver(struct ac_writer *writer, uint32_t count, uint64_t journal_seq)
{
	int64_t pause_ms = BACKOFF_FIRST_MS;
	for (;;) {
		if (batch_write(writer, count, journal_seq) == AC_OK)
			return true;
		note_failure(writer);
		if (is_out_of_time(writer))
			return false;
		back_off(writer, pause_ms);
		pause_ms = pause_ms * 2 < BACKOFF_LAST_MS ? pause_ms * 2 : BACKOFF_LAST_MS;
	}
}

static uint32_t batch_take(struct ac_writer *writer)
{
	uint32_t count = 0;
	while (count < BATCH_MAX && ac_ring_pop(&writer->ring, &writer->batch[count]))
		count++;
	return count;
}

static void sleep_until_woken(struct ac_writer *writer)
{
	ac_ns end = steady_after_ms(IDLE_MS);
	const struct timespec until = { .tv_sec = end / AC_NS_PER_SEC,
					.tv_nsec = end % AC_NS_PER_SEC };
	pthread_mutex_lock(&writer->lock);
	atomic_store(&writer->is_idle, true);
	/* Looked at again after the hint is up: a push in between did not see it. */
	if (ac_ring_count(&writer->ring) == 0 && !atomic_load(&writer->is_draining))
		pthread_cond_timedwait(&writer->wake, &writer->lock, &until);
	atomic_store(&writer->is_idle, false);
	pthread_mutex_unlock(&writer->lock);
}

static void *run_thread(void *argument)
{
	struct ac_writer *writer = argument;
	for (;;) {
		/* Asked before the ring is emptied, so that nothing pushed before is missed. */
		bool is_last = atomic_load(&writer->is_draining);
		uint32_t count = batch_take(writer);
		if (count == 0 && is_last)
			return NULL;
		if (count == 0) {
			sleep_until_woken(writer);
			continue;
		}
		if (!batch_deliver(writer, count, writer->batch[count - 1].journal_seq)) {
			atomic_store(&writer->left, count + ac_ring_count(&writer->ring));
			return NULL;
		}
	}
}

/* ---- the producer ---- */

static void writer_free(struct ac_writer *writer)
{
	pthread_cond_destroy(&writer->wake);
	pthread_mutex_destroy(&writer->lock);
	free(writer->ring_memory);
	free(writer->batch);
	free(writer);
}

enum ac_status ac_writer_create(struct ac_store *store, const struct ac_store_run *run,
				const struct ac_store_names *names, uint32_t capacity,
				struct ac_writer **ret_writer)
{
	ac_assert(store != NULL);
	ac_assert(run != NULL);
	ac_assert(ret_writer != NULL);
	size_t ring_size = ac_ring_memory_size(sizeof(struct item), capacity);
	if (ring_size == 0)
		return AC_ERR_RANGE;
	struct ac_writer *writer = calloc(1, sizeof(*writer));
	if (writer == NULL)
		return AC_ERR_NOMEM;
	pthread_mutex_init(&writer->lock, NULL);
	pthread_condattr_t steady;
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(&writer->wake, &steady);
	pthread_condattr_destroy(&steady);
	writer->store = store;
	writer->run = run;
	writer->names = names;
	writer->capacity = capacity;
	writer->stats.queue_capacity = capacity;
	writer->ring_memory = malloc(ring_size);
	writer->batch = calloc(BATCH_MAX, sizeof(*writer->batch));
	enum ac_status status = AC_ERR_NOMEM;
	if (writer->ring_memory == NULL || writer->batch == NULL)
		goto fail;
	status = ac_ring_init(&writer->ring, writer->ring_memory, sizeof(struct item), capacity);
	if (status != AC_OK)
		goto fail;
	status = AC_ERR_IO;
	if (pthread_create(&writer->thread, NULL, run_thread, writer) != 0)
		goto fail;
	writer->has_thread = true;
	*ret_writer = writer;
	return AC_OK;
fail:
	writer_free(writer);
	return status;
}

/* Between two pushes: a fact that was turned away and did not come again is lost to this run. */
static void settle_refusal(struct ac_writer *writer)
{
	if (!writer->has_turned_away)
		return;
	writer->has_turned_away = false;
	writer->is_frozen = true;
	atomic_fetch_add(&writer->refused, 1);
}

bool ac_writer_push(struct ac_writer *writer, const struct ac_event *fact, uint64_t journal_seq)
{
	ac_assert(writer->has_thread);
	ac_assert(journal_seq >= writer->seq_current);
	if (writer->turned_away_seq != fact->seq || writer->turned_away_kind != fact->kind)
		settle_refusal(writer);
	writer->has_turned_away = false;
	if (journal_seq > writer->seq_current && !writer->is_frozen)
		writer->seq_complete = writer->seq_current;
	writer->seq_current = journal_seq;
	struct item item;
	memset(&item, 0, sizeof(item));
	item.journal_seq = writer->seq_complete;
	/* No more than the kind uses is valid behind `fact`. */
	memcpy(&item.event, fact, ac_event_size(fact));
	if (!ac_ring_push(&writer->ring, &item)) {
		writer->has_turned_away = true;
		writer->turned_away_kind = fact->kind;
		writer->turned_away_seq = fact->seq;
		return false;
	}
	/* Orders the push before the look at the hint; a miss costs IDLE_MS at most. */
	atomic_thread_fence(memory_order_seq_cst);
	if (atomic_load(&writer->is_idle)) {
		pthread_mutex_lock(&writer->lock);
		pthread_cond_signal(&writer->wake);
		pthread_mutex_unlock(&writer->lock);
	}
	return true;
}

void ac_writer_wait(struct ac_writer *writer)
{
	const struct timespec step = { .tv_nsec = WAIT_STEP_MS * AC_NS_PER_MS };
	while (ac_ring_count(&writer->ring) > writer->capacity / 2) {
		pthread_mutex_lock(&writer->lock);
		bool is_failing = writer->failures >= FAILURES_TO_FAILED;
		pthread_mutex_unlock(&writer->lock);
		if (is_failing)
			return;
		nanosleep(&step, NULL);
	}
}

uint64_t ac_writer_drain(struct ac_writer *writer)
{
	settle_refusal(writer);
	if (writer->has_thread) {
		writer->drain_until = steady_after_ms(AC_WRITER_DRAIN_MS);
		pthread_mutex_lock(&writer->lock);
		atomic_store(&writer->is_draining, true);
		pthread_cond_signal(&writer->wake);
		pthread_mutex_unlock(&writer->lock);
		pthread_join(writer->thread, NULL);
		writer->has_thread = false;
		/* Nothing follows the last fact any more, so its own seq is complete too. */
		bool is_whole = atomic_load(&writer->left) == 0 && !writer->is_frozen;
		if (is_whole && writer->seq_current > 0 &&
		    batch_write(writer, 0, writer->seq_current) != AC_OK)
			note_failure(writer);
	}
	struct ac_writer_stats stats;
	ac_writer_stats_get(writer, &stats);
	return atomic_load(&writer->left) + stats.refused + stats.rejected;
}

void ac_writer_destroy(struct ac_writer *writer)
{
	if (writer == NULL)
		return;
	ac_writer_drain(writer);
	writer_free(writer);
}

void ac_writer_stats_get(struct ac_writer *writer, struct ac_writer_stats *ret_stats)
{
	pthread_mutex_lock(&writer->lock);
	*ret_stats = writer->stats;
	uint32_t failures = writer->failures;
	pthread_mutex_unlock(&writer->lock);
	ret_stats->queue = ac_ring_count(&writer->ring);
	ret_stats->refused = atomic_load(&writer->refused);
	ret_stats->state = failures > 0 ? AC_WRITER_RETRYING : AC_WRITER_OK;
	if (failures >= FAILURES_TO_FAILED || ret_stats->rejected > 0 || ret_stats->refused > 0)
		ret_stats->state = AC_WRITER_FAILED;
	if (ret_stats->error[0] == '\0' && ret_stats->refused > 0)
		snprintf(ret_stats->error, sizeof(ret_stats->error),
			 "the database is too slow: facts found no room in its queue");
}
