/* fuzz_journal.c - any bytes as a journal file, with libFuzzer. Beyond memory errors it checks that
 * the reader ends, that it never gives out a record with a hole before it, and that a repaired file
 * reads clean with the same records. */
#include "fuzz.h"
#include "journal/journal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static enum ac_status read_all(const char *path, uint64_t *ret_records, uint64_t *ret_torn)
{
	struct ac_journal_reader *reader;
	struct ac_journal_record record;
	*ret_records = 0;
	*ret_torn = 0;
	enum ac_status status = ac_journal_reader_create(path, &reader);
	if (status != AC_OK)
		return status;
	while ((status = ac_journal_reader_next(reader, &record)) == AC_OK) {
		++*ret_records;
		ac_assert(record.seq == *ret_records);
		ac_assert(record.size <= AC_JOURNAL_PAYLOAD_MAX);
		if (record.size > 0) { /* the sanitizer looks at both ends */
			const volatile unsigned char *payload = record.payload;
			(void)payload[0];
			(void)payload[record.size - 1];
		}
	}
	*ret_torn = ac_journal_reader_torn_bytes(reader);
	ac_journal_reader_destroy(reader);
	return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int file = -1;
	static char path[64];
	if (file < 0) {
		file = memfd_create("journal", MFD_CLOEXEC);
		ac_assert(file >= 0);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	}
	ssize_t written = ftruncate(file, 0) == 0 ? pwrite(file, data, size, 0) : -1;
	ac_assert(written == (ssize_t)size);
	uint64_t records, torn, records_after, torn_after, bytes_cut = 0;
	enum ac_status status = read_all(path, &records, &torn);
	enum ac_status repaired = ac_journal_repair(path, &bytes_cut);
	if (status != AC_END) {
		ac_assert(repaired == status);
		return 0;
	}
	ac_assert(repaired == AC_OK);
	ac_assert(bytes_cut == torn);
	status = read_all(path, &records_after, &torn_after);
	ac_assert(status == AC_END);
	ac_assert(records_after == records);
	ac_assert(torn_after == 0);
	return 0;
}
