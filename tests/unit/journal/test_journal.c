#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "core/prng.h"
#include "journal/journal.h"

/* A record's content follows from its number alone, so that any reader can check it. */
static uint32_t content(uint64_t seq, unsigned char *bytes, uint32_t size_max)
{
	struct ac_prng prng;
	ac_prng_init(&prng, seq);
	uint32_t size = (uint32_t)ac_prng_below(&prng, size_max);
	for (uint32_t b = 0; b < size; b++)
		bytes[b] = (unsigned char)ac_prng_next(&prng);
	return size;
}

static void check_all(const char *path, uint64_t count, uint32_t size_max)
{
	static unsigned char expected[100000];
	struct ac_journal_reader *reader;
	assert_int_equal(ac_journal_reader_create(path, &reader), AC_OK);
	struct ac_journal_record record;
	for (uint64_t seq = 1; seq <= count; seq++) {
		assert_int_equal(ac_journal_reader_next(reader, &record), AC_OK);
		uint32_t size = content(seq, expected, size_max);
		CHECK_EQ("seq", record.seq, seq);
		CHECK_EQ("type", record.type, 1 + (int)(seq % 6));
		CHECK_EQ("size", record.size, size);
		assert_true(((uintptr_t)record.payload & 15) == 0);
		assert_memory_equal(record.payload, expected, size);
	}
	assert_int_equal(ac_journal_reader_next(reader, &record), AC_END);
	assert_int_equal(ac_journal_reader_next(reader, &record), AC_END);
	CHECK_EQ("torn", ac_journal_reader_torn_bytes(reader), 0);
	ac_journal_reader_destroy(reader);
}

static enum ac_status append(struct ac_journal *journal, uint64_t seq, uint32_t size_max)
{
	static unsigned char bytes[100000];
	uint32_t size = content(seq, bytes, size_max);
	return ac_journal_append(journal, (enum ac_journal_type)(1 + seq % 6), bytes, size, NULL);
}

static void test_journal_reads_back_what_was_appended(void **state)
{
	(void)state;
	const char *path = folder_path("plain");
	struct ac_journal *journal;
	assert_int_equal(ac_journal_create(path, 77, &journal), AC_OK);
	for (uint64_t seq = 1; seq <= 3000; seq++) {
		assert_int_equal(append(journal, seq, 1000), AC_OK);
		CHECK_EQ("last", ac_journal_seq_last(journal), seq);
		assert_true(ac_journal_seq_flushed(journal) <= seq);
	}
	assert_int_equal(ac_journal_sync(journal), AC_OK);
	CHECK_EQ("flushed", ac_journal_seq_flushed(journal), 3000);
	ac_journal_destroy(journal);
	check_all(path, 3000, 1000);
	struct ac_journal_reader *reader;
	assert_int_equal(ac_journal_reader_create(path, &reader), AC_OK);
	CHECK_EQ("run id", ac_journal_reader_run_id(reader), 77);
	ac_journal_reader_destroy(reader);
	struct stat about;
	assert_int_equal(stat(path, &about), 0);
	CHECK_EQ("mode", about.st_mode & 0777, 0600);
}

static void test_journal_never_overwrites_a_file(void **state)
{
	(void)state;
	const char *path = folder_path("taken");
	struct ac_journal *journal, *second = NULL;
	assert_int_equal(ac_journal_create(path, 1, &journal), AC_OK);
	errno = 0;
	assert_int_equal(ac_journal_create(path, 2, &second), AC_ERR_EXISTS);
	CHECK_EQ("errno", errno, EEXIST);
	assert_null(second);
	ac_journal_destroy(journal);
	ac_journal_destroy(NULL);
	assert_int_equal(ac_journal_create(folder_path("no/such/folder"), 1, &journal), AC_ERR_IO);
	check_all(path, 0, 1);
}

static void test_journal_destroy_flushes_what_was_buffered(void **state)
{
	(void)state;
	const char *path = folder_path("destroyed");
	struct ac_journal *journal;
	assert_int_equal(ac_journal_create(path, 1, &journal), AC_OK);
	for (uint64_t seq = 1; seq <= 10; seq++)
		assert_int_equal(append(journal, seq, 100), AC_OK);
	CHECK_EQ("nothing was written yet", ac_journal_seq_flushed(journal), 0);
	ac_journal_destroy(journal);
	check_all(path, 10, 100);
}

static void test_journal_takes_a_record_larger_than_its_buffer(void **state)
{
	(void)state;
	enum { LARGE = 3 * 1024 * 1024 };
	const char *path = folder_path("large");
	unsigned char *bytes = calloc(1, LARGE);
	memset(bytes, 0x5a, LARGE);
	struct ac_journal *journal;
	uint64_t seq = 0;
	assert_int_equal(ac_journal_create(path, 1, &journal), AC_OK);
	assert_int_equal(ac_journal_append(journal, AC_JOURNAL_CONFIG, "ab", 2, &seq), AC_OK);
	assert_int_equal(ac_journal_append(journal, AC_JOURNAL_EXCHANGE_STATE, bytes, LARGE, &seq),
			 AC_OK);
	CHECK_EQ("seq", seq, 2);
	assert_int_equal(
		ac_journal_append(journal, AC_JOURNAL_END, bytes, AC_JOURNAL_PAYLOAD_MAX + 1, &seq),
		AC_ERR_RANGE);
	assert_int_equal(ac_journal_append(journal, AC_JOURNAL_END, NULL, 0, &seq), AC_OK);
	CHECK_EQ("seq", seq, 3);
	ac_journal_destroy(journal);
	struct ac_journal_reader *reader;
	struct ac_journal_record record;
	assert_int_equal(ac_journal_reader_create(path, &reader), AC_OK);
	assert_int_equal(ac_journal_reader_next(reader, &record), AC_OK);
	assert_int_equal(ac_journal_reader_next(reader, &record), AC_OK);
	CHECK_EQ("size", record.size, LARGE);
	assert_memory_equal(record.payload, bytes, LARGE);
	assert_int_equal(ac_journal_reader_next(reader, &record), AC_OK);
	CHECK_EQ("type", record.type, AC_JOURNAL_END);
	assert_int_equal(ac_journal_reader_next(reader, &record), AC_END);
	ac_journal_reader_destroy(reader);
	free(bytes);
}

static void file_size_limit(rlim_t bytes)
{
	struct rlimit limit;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* The limit makes write(2) take a part and then fail, at every kind of place, again and again. */
static void test_journal_full_disk_loses_and_doubles_nothing(void **state)
{
	(void)state;
	enum { SIZE_MAX_RECORD = 700, COUNT = 9000 };
	signal(SIGXFSZ, SIG_IGN);
	const char *path = folder_path("full");
	struct ac_journal *journal;
	struct ac_prng prng;
	const uint64_t seed = 31;
	print_message("# seed %" PRIu64 "\n", seed);
	ac_prng_init(&prng, seed);
	assert_int_equal(ac_journal_create(path, 1, &journal), AC_OK);
	rlim_t limit = 1000;
	int failures = 0;
	for (uint64_t seq = 1; seq <= COUNT;) {
		file_size_limit(limit);
		enum ac_status status = append(journal, seq, SIZE_MAX_RECORD);
		if (ac_prng_below(&prng, 50) == 0)
			failures += ac_journal_flush(journal) == AC_ERR_IO;
		file_size_limit(RLIM_INFINITY);
		assert_true(ac_journal_seq_flushed(journal) <= ac_journal_seq_last(journal));
		if (status != AC_OK || ac_prng_below(&prng, 40) == 0)
			limit += ac_prng_below(&prng, 20000);
		if (status != AC_ERR_FULL)
			seq++;
		CHECK_EQ("taken", ac_journal_seq_last(journal), seq - 1);
	}
	assert_true(failures > 50);
	assert_int_equal(ac_journal_flush(journal), AC_OK);
	CHECK_EQ("flushed", ac_journal_seq_flushed(journal), COUNT);
	ac_journal_destroy(journal);
	check_all(path, COUNT, SIZE_MAX_RECORD);
}

static void test_journal_full_buffer_refuses_and_recovers(void **state)
{
	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	const char *path = folder_path("refuses");
	struct ac_journal *journal;
	assert_int_equal(ac_journal_create(path, 1, &journal), AC_OK);
	file_size_limit(5000);
	uint64_t seq = 1, io_errors = 0;
	for (enum ac_status status = AC_OK; status != AC_ERR_FULL && seq < 100000;) {
		status = append(journal, seq, 700);
		io_errors += status == AC_ERR_IO;
		seq += status != AC_ERR_FULL;
	}
	assert_true(io_errors > 100);
	assert_in_range(seq, 1500, 10000); /* a buffer of a megabyte, and no more than that */
	uint64_t flushed = ac_journal_seq_flushed(journal);
	assert_true(flushed < seq - 1);
	file_size_limit(RLIM_INFINITY);
	assert_int_equal(append(journal, seq, 700), AC_OK);
	assert_int_equal(ac_journal_flush(journal), AC_OK);
	ac_journal_destroy(journal);
	check_all(path, seq, 700);
}

static void test_journal_append_is_fast(void **state)
{
	(void)state;
	enum { COUNT = 200000 };
	unsigned char payload[160] = { 0 };
	struct ac_journal *journal;
	struct timespec start, end;
	assert_int_equal(ac_journal_create(folder_path("fast"), 1, &journal), AC_OK);
	clock_gettime(CLOCK_MONOTONIC, &start);
	for (int i = 0; i < COUNT; i++)
		assert_int_equal(ac_journal_append(journal, AC_JOURNAL_INPUT, payload,
						   sizeof(payload), NULL),
				 AC_OK);
	assert_int_equal(ac_journal_flush(journal), AC_OK);
	clock_gettime(CLOCK_MONOTONIC, &end);
	double seconds =
		(double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
	print_message("# %.0f ns an append of %zu bytes, %.0f MB/s\n", seconds * 1e9 / COUNT,
		      sizeof(payload), COUNT * (double)sizeof(payload) / 1e6 / seconds);
	ac_journal_destroy(journal);
	/* Far above what any machine needs, and far below a write per record on a slow one. */
	assert_true(seconds < 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_journal_reads_back_what_was_appended),
		cmocka_unit_test(test_journal_never_overwrites_a_file),
		cmocka_unit_test(test_journal_destroy_flushes_what_was_buffered),
		cmocka_unit_test(test_journal_takes_a_record_larger_than_its_buffer),
		cmocka_unit_test(test_journal_full_disk_loses_and_doubles_nothing),
		cmocka_unit_test(test_journal_full_buffer_refuses_and_recovers),
		cmocka_unit_test(test_journal_append_is_fast),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
