#include "folder.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "core/prng.h"
#include "journal/journal.h"

enum { HEADER = 24, RECORD_HEADER = 20, RECORDS = 9 };

static unsigned char image[4096];
static size_t image_size;
static size_t record_end[RECORDS + 1]; /* record_end[n]: bytes of the header and n records */

/* A small journal in memory, made by the writer itself. Record n carries n * 7 bytes; one payload
 * looks like the header of a record, which must fool nobody. */
static int image_make(void **state)
{
	if (folder_make(state) != 0)
		return 1;
	const char *path = folder_path("image");
	struct ac_journal *journal;
	if (ac_journal_create(path, 5, &journal) != AC_OK)
		return 1;
	record_end[0] = HEADER;
	for (uint32_t n = 1; n <= RECORDS; n++) {
		unsigned char payload[RECORDS * 7] = { 0 };
		memset(payload, (int)n, n * 7);
		if (n == 5)
			memcpy(payload, "\x04\0\0\0\1\2\3\4\x07\0\0\0\0\0\0\0\4\0\0\0", 20);
		if (ac_journal_append(journal, AC_JOURNAL_INPUT, payload, n * 7, NULL) != AC_OK)
			return 1;
		record_end[n] = record_end[n - 1] + RECORD_HEADER + n * 7;
	}
	ac_journal_destroy(journal);
	FILE *file = fopen(path, "rb");
	image_size = fread(image, 1, sizeof(image), file);
	fclose(file);
	return image_size != record_end[RECORDS];
}

static const char *file_of(const unsigned char *bytes, size_t size)
{
	const char *path = folder_path("damaged");
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	fclose(file);
	return path;
}

struct result {
	enum ac_status open, end;
	uint32_t records;
	uint64_t torn;
};

static struct result read_all(const char *path)
{
	struct result result = { 0 };
	struct ac_journal_reader *reader;
	struct ac_journal_record record;
	result.open = ac_journal_reader_create(path, &reader);
	if (result.open != AC_OK)
		return result;
	while ((result.end = ac_journal_reader_next(reader, &record)) == AC_OK) {
		result.records++;
		CHECK_EQ("seq", record.seq, result.records);
		CHECK_EQ("size", record.size, result.records * 7);
	}
	result.torn = ac_journal_reader_torn_bytes(reader);
	ac_journal_reader_destroy(reader);
	return result;
}

static void test_journal_cut_at_every_byte_gives_exactly_the_whole_records(void **state)
{
	(void)state;
	for (size_t size = 0; size <= image_size; size++) {
		char name[32];
		snprintf(name, sizeof(name), "cut at %zu", size);
		const char *path = file_of(image, size);
		struct result result = read_all(path);
		uint64_t bytes_cut = 99;
		if (size < HEADER) {
			CHECK_EQ(name, result.open, AC_ERR_CORRUPT);
			CHECK_EQ(name, ac_journal_repair(path, &bytes_cut), AC_ERR_CORRUPT);
			CHECK_EQ(name, bytes_cut, 99);
			continue;
		}
		uint32_t whole = 0;
		while (whole < RECORDS && record_end[whole + 1] <= size)
			whole++;
		CHECK_EQ(name, result.end, AC_END);
		CHECK_EQ(name, result.records, whole);
		CHECK_EQ(name, result.torn, size - record_end[whole]);
		CHECK_EQ(name, ac_journal_repair(path, &bytes_cut), AC_OK);
		CHECK_EQ(name, bytes_cut, size - record_end[whole]);
		struct stat about;
		assert_int_equal(stat(path, &about), 0);
		CHECK_EQ(name, about.st_size, record_end[whole]);
		result = read_all(path);
		CHECK_EQ(name, result.records, whole);
		CHECK_EQ(name, result.torn, 0);
	}
}

static void test_journal_flipped_byte_is_never_read_as_data(void **state)
{
	(void)state;
	for (size_t at = 0; at < image_size; at++) {
		for (unsigned flip = 1; flip < 256; flip = flip * 2 + (flip == 64)) {
			unsigned char bytes[sizeof(image)];
			char name[48];
			snprintf(name, sizeof(name), "byte %zu flipped by %u", at, flip);
			memcpy(bytes, image, image_size);
			bytes[at] ^= (unsigned char)flip;
			const char *path = file_of(bytes, image_size);
			struct result result = read_all(path);
			uint64_t bytes_cut = 99;
			enum ac_status repaired = ac_journal_repair(path, &bytes_cut);
			if (at < 20) {
				CHECK_EQ(name, result.open, AC_ERR_CORRUPT);
				continue;
			}
			uint32_t whole = 0;
			while (whole < RECORDS && record_end[whole + 1] <= at)
				whole++;
			bool is_padding = at < HEADER, is_last = whole == RECORDS - 1;
			CHECK_EQ(name, result.records, is_padding ? RECORDS : whole);
			CHECK_EQ(name, result.end, is_padding || is_last ? AC_END : AC_ERR_CORRUPT);
			/* Damage in the middle is a person's business: nothing is cut away. */
			CHECK_EQ(name, repaired, is_padding || is_last ? AC_OK : AC_ERR_CORRUPT);
			CHECK_EQ(name, bytes_cut,
				 is_padding ? 0 : (is_last ? image_size - record_end[whole] : 99));
		}
	}
}

static void test_journal_zeros_behind_the_last_record_are_a_torn_tail(void **state)
{
	(void)state;
	unsigned char bytes[sizeof(image)] = { 0 };
	memcpy(bytes, image, image_size);
	const char *path = file_of(bytes, image_size + 500);
	struct result result = read_all(path);
	CHECK_EQ("end", result.end, AC_END);
	CHECK_EQ("records", result.records, RECORDS);
	CHECK_EQ("torn", result.torn, 500);
}

static void test_journal_lost_or_repeated_record_is_damage(void **state)
{
	(void)state;
	unsigned char bytes[2 * sizeof(image)];
	/* Record 3 is missing. */
	memcpy(bytes, image, record_end[2]);
	memcpy(bytes + record_end[2], image + record_end[3], image_size - record_end[3]);
	struct result result =
		read_all(file_of(bytes, image_size - (record_end[3] - record_end[2])));
	CHECK_EQ("lost", result.end, AC_ERR_CORRUPT);
	CHECK_EQ("lost", result.records, 2);
	/* Record 3 stands twice. */
	memcpy(bytes, image, record_end[3]);
	memcpy(bytes + record_end[3], image + record_end[2], image_size - record_end[2]);
	result = read_all(file_of(bytes, image_size + (record_end[3] - record_end[2])));
	CHECK_EQ("twice", result.end, AC_ERR_CORRUPT);
	CHECK_EQ("twice", result.records, 3);
}

/* The header of format `version`, with a right checksum. */
static const char *header_of(unsigned char version)
{
	static const unsigned char header[HEADER] = "acjournl\0\0\0\0\5\0\0\0";
	unsigned char bytes[HEADER];
	memcpy(bytes, header, HEADER);
	bytes[8] = version;
	uint32_t crc = 0xffffffffu;
	for (int i = 0; i < 16; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82f63b78u : 0);
	}
	crc = ~crc;
	memcpy(bytes + 16, &crc, 4);
	return file_of(bytes, HEADER);
}

static void test_journal_of_another_version_is_refused_as_such(void **state)
{
	(void)state;
	CHECK_EQ("none", read_all(header_of(0)).open, AC_ERR_VERSION);
	CHECK_EQ("a later one", read_all(header_of(3)).open, AC_ERR_VERSION);
	CHECK_EQ("absent", read_all(folder_path("absent")).open, AC_ERR_IO);
	CHECK_EQ("folder", read_all(folder).open, AC_ERR_IO);
}

static void test_journal_tells_in_which_format_it_was_written(void **state)
{
	(void)state;
	for (unsigned char version = 1; version <= 2; version++) {
		struct ac_journal_reader *reader;
		assert_int_equal(ac_journal_reader_create(header_of(version), &reader), AC_OK);
		CHECK_EQ("version", ac_journal_reader_version(reader), version);
		ac_journal_reader_destroy(reader);
	}
}

/* Larger than the reader's window, so that records and the search for them cross its edges. */
static void test_journal_damage_in_a_large_file_is_found(void **state)
{
	(void)state;
	enum { COUNT = 4000, SIZE = 300, EACH = SIZE + RECORD_HEADER };
	const char *path = folder_path("large");
	struct ac_journal *journal;
	unsigned char payload[SIZE];
	memset(payload, 1, sizeof(payload));
	assert_int_equal(ac_journal_create(path, 1, &journal), AC_OK);
	for (int i = 0; i < COUNT; i++)
		assert_int_equal(ac_journal_append(journal, AC_JOURNAL_INPUT, payload, SIZE, NULL),
				 AC_OK);
	ac_journal_destroy(journal);
	int file = open(path, O_RDWR);
	/* The damage covers many records, and thereby more than one window. */
	off_t start = HEADER + 10 * EACH;
	unsigned char noise[EACH];
	memset(noise, 0xee, sizeof(noise));
	for (int i = 0; i < COUNT - 20; i++)
		assert_int_equal(pwrite(file, noise, EACH, start + (off_t)i * EACH), EACH);
	close(file);
	struct ac_journal_reader *reader;
	struct ac_journal_record record;
	assert_int_equal(ac_journal_reader_create(path, &reader), AC_OK);
	for (int i = 0; i < 10; i++)
		assert_int_equal(ac_journal_reader_next(reader, &record), AC_OK);
	assert_int_equal(ac_journal_reader_next(reader, &record), AC_ERR_CORRUPT);
	ac_journal_reader_destroy(reader);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_journal_cut_at_every_byte_gives_exactly_the_whole_records),
		cmocka_unit_test(test_journal_flipped_byte_is_never_read_as_data),
		cmocka_unit_test(test_journal_zeros_behind_the_last_record_are_a_torn_tail),
		cmocka_unit_test(test_journal_lost_or_repeated_record_is_damage),
		cmocka_unit_test(test_journal_of_another_version_is_refused_as_such),
		cmocka_unit_test(test_journal_tells_in_which_format_it_was_written),
		cmocka_unit_test(test_journal_damage_in_a_large_file_is_found),
	};
	return cmocka_run_group_tests(tests, image_make, folder_remove);
}
