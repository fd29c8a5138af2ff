/* The reader. Whatever stands in the file is only believed after its checksum; a bad place is a
 * torn tail when nothing whole follows it, and damage when something does. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal/format.h"
#include "journal/journal.h"

#define WINDOW_SIZE ((size_t)256 * 1024)

struct ac_journal_reader {
	int file;
	uint32_t run_id;
	uint32_t version;   /* of the format */
	uint64_t file_size; /* at open: what is appended later is another reader's */
	uint64_t offset;    /* of the next record */
	uint64_t seq;       /* of the last record */
	uint64_t torn_bytes;
	unsigned char *window; /* bytes [window_start, window_start + window_size) of the file */
	size_t window_capacity;
	uint64_t window_start;
	size_t window_size;
	unsigned char *payload; /* a copy at an address fit for any structure */
	size_t payload_capacity;
};

/* The bytes [offset, offset + size), which lie in the file; valid until the next call. */
static enum ac_status window_get(struct ac_journal_reader *reader, uint64_t offset, size_t size,
				 const unsigned char **ret_bytes)
{
	ac_assert(offset + size <= reader->file_size);
	if (offset >= reader->window_start &&
	    offset + size <= reader->window_start + reader->window_size) {
		*ret_bytes = reader->window + (offset - reader->window_start);
		return AC_OK;
	}
	size_t want = size > WINDOW_SIZE ? size : WINDOW_SIZE;
	if (want > reader->file_size - offset)
		want = (size_t)(reader->file_size - offset);
	if (want > reader->window_capacity) {
		unsigned char *larger = realloc(reader->window, want);
		if (larger == NULL)
			return AC_ERR_NOMEM;
		reader->window = larger;
		reader->window_capacity = want;
	}
	reader->window_start = offset;
	reader->window_size = 0;
	while (reader->window_size < want) {
		ssize_t got =
			pread(reader->file, reader->window + reader->window_size,
			      want - reader->window_size, (off_t)(offset + reader->window_size));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return AC_ERR_IO; /* also a file that became shorter meanwhile */
		reader->window_size += (size_t)got;
	}
	*ret_bytes = reader->window;
	return AC_OK;
}

static enum ac_status header_read(struct ac_journal_reader *reader)
{
	ac_assert(reader->offset == 0);
	const unsigned char *header;
	if (reader->file_size < JOURNAL_HEADER_SIZE)
		return AC_ERR_CORRUPT;
	enum ac_status status = window_get(reader, 0, JOURNAL_HEADER_SIZE, &header);
	if (status != AC_OK)
		return status;
	if (memcmp(header, journal_magic, sizeof(journal_magic)) != 0)
		return AC_ERR_CORRUPT;
	if (journal_get_u32(header + 16) != ac_crc32c(0, header, JOURNAL_HEADER_CHECKED))
		return AC_ERR_CORRUPT;
	reader->version = journal_get_u32(header + 8);
	if (reader->version < JOURNAL_VERSION_OLDEST || reader->version > JOURNAL_VERSION)
		return AC_ERR_VERSION;
	reader->run_id = journal_get_u32(header + 12);
	reader->offset = JOURNAL_HEADER_SIZE;
	return AC_OK;
}

enum ac_status ac_journal_reader_create(const char *path, struct ac_journal_reader **ret_reader)
{
	ac_assert(path != NULL);
	ac_assert(ret_reader != NULL);
	struct ac_journal_reader *reader = calloc(1, sizeof(*reader));
	if (reader == NULL)
		return AC_ERR_NOMEM;
	enum ac_status status = AC_ERR_IO;
	struct stat about;
	reader->file = open(path, O_RDONLY | O_CLOEXEC);
	if (reader->file < 0)
		goto fail;
	if (fstat(reader->file, &about) != 0)
		goto fail;
	if (!S_ISREG(about.st_mode)) {
		errno = EINVAL;
		goto fail;
	}
	reader->file_size = (uint64_t)about.st_size;
	status = header_read(reader);
	if (status != AC_OK)
		goto fail;
	*ret_reader = reader;
	return AC_OK;
fail:;
	int error = errno;
	ac_journal_reader_destroy(reader);
	errno = error;
	return status;
}

void ac_journal_reader_destroy(struct ac_journal_reader *reader)
{
	if (reader == NULL)
		return;
	if (reader->file >= 0)
		close(reader->file);
	free(reader->window);
	free(reader->payload);
	free(reader);
}

uint32_t ac_journal_reader_run_id(const struct ac_journal_reader *reader)
{
	ac_assert(reader->offset >= JOURNAL_HEADER_SIZE);
	return reader->run_id;
}

uint32_t ac_journal_reader_version(const struct ac_journal_reader *reader)
{
	ac_assert(reader->version >= JOURNAL_VERSION_OLDEST);
	return reader->version;
}

uint64_t ac_journal_reader_torn_bytes(const struct ac_journal_reader *reader)
{
	ac_assert(reader->torn_bytes <= reader->file_size - reader->offset);
	return reader->torn_bytes;
}

/* AC_OK when a whole record with a seq in [seq_low, seq_high] stands at `offset`; AC_ERR_CORRUPT
 * when none does. The cheap tests come first, so that a search over every byte rarely sums. */
static enum ac_status record_probe(struct ac_journal_reader *reader, uint64_t offset,
				   uint64_t seq_low, uint64_t seq_high,
				   const unsigned char **ret_record)
{
	ac_assert(offset <= reader->file_size);
	ac_assert(seq_low <= seq_high);
	uint64_t left = reader->file_size - offset;
	if (left < JOURNAL_RECORD_HEADER)
		return AC_ERR_CORRUPT;
	const unsigned char *record;
	enum ac_status status = window_get(reader, offset, JOURNAL_RECORD_HEADER, &record);
	if (status != AC_OK)
		return status;
	uint32_t size = journal_get_u32(record);
	uint64_t seq = journal_get_u64(record + 8);
	if (seq < seq_low || seq > seq_high)
		return AC_ERR_CORRUPT;
	if (size > AC_JOURNAL_PAYLOAD_MAX || size > left - JOURNAL_RECORD_HEADER)
		return AC_ERR_CORRUPT;
	status = window_get(reader, offset, JOURNAL_RECORD_HEADER + (size_t)size, &record);
	if (status != AC_OK)
		return status;
	if (journal_get_u32(record + 4) != journal_record_crc(record, size))
		return AC_ERR_CORRUPT;
	*ret_record = record;
	return AC_OK;
}

/* Something stands at `offset` that is no record. AC_END: nothing whole follows, the tail is torn.
 */
static enum ac_status tail_judge(struct ac_journal_reader *reader)
{
	ac_assert(reader->offset < reader->file_size);
	uint64_t low = reader->seq + 1;
	/* No record is smaller than its header, so later numbers cannot run ahead further. */
	uint64_t high = low + (reader->file_size - reader->offset) / JOURNAL_RECORD_HEADER;
	for (uint64_t at = reader->offset + 1; at < reader->file_size; at++) {
		const unsigned char *record;
		enum ac_status status = record_probe(reader, at, low, high, &record);
		if (status == AC_OK)
			return AC_ERR_CORRUPT;
		if (status != AC_ERR_CORRUPT)
			return status;
	}
	reader->torn_bytes = reader->file_size - reader->offset;
	return AC_END;
}

static enum ac_status payload_copy(struct ac_journal_reader *reader, const unsigned char *payload,
				   size_t size)
{
	ac_assert(size <= AC_JOURNAL_PAYLOAD_MAX);
	if (size > reader->payload_capacity || reader->payload == NULL) {
		size_t want = size > 4096 ? size : 4096;
		unsigned char *larger = realloc(reader->payload, want);
		if (larger == NULL)
			return AC_ERR_NOMEM;
		reader->payload = larger;
		reader->payload_capacity = want;
	}
	memcpy(reader->payload, payload, size);
	return AC_OK;
}

enum ac_status ac_journal_reader_next(struct ac_journal_reader *reader,
				      struct ac_journal_record *ret_record)
{
	ac_assert(reader != NULL);
	ac_assert(ret_record != NULL);
	if (reader->offset == reader->file_size || reader->torn_bytes > 0)
		return AC_END;
	const unsigned char *record;
	uint64_t seq = reader->seq + 1;
	enum ac_status status = record_probe(reader, reader->offset, seq, seq, &record);
	if (status == AC_ERR_CORRUPT)
		return tail_judge(reader);
	if (status != AC_OK)
		return status;
	uint32_t size = journal_get_u32(record);
	ac_assert(journal_get_u64(record + 8) == seq); /* what the writer asserted before it left */
	status = payload_copy(reader, record + JOURNAL_RECORD_HEADER, size);
	if (status != AC_OK)
		return status;
	*ret_record = (struct ac_journal_record){
		.seq = seq,
		.type = (enum ac_journal_type)journal_get_u32(record + 16),
		.payload = reader->payload,
		.size = size,
	};
	reader->seq = seq;
	reader->offset += JOURNAL_RECORD_HEADER + (uint64_t)size;
	ac_assert(reader->offset <= reader->file_size);
	return AC_OK;
}

static enum ac_status cut(const char *path, uint64_t size)
{
	ac_assert(size >= JOURNAL_HEADER_SIZE);
	int file = open(path, O_WRONLY | O_CLOEXEC);
	if (file < 0)
		return AC_ERR_IO;
	bool is_cut = ftruncate(file, (off_t)size) == 0 && fsync(file) == 0;
	int error = errno;
	close(file);
	errno = error;
	return is_cut ? AC_OK : AC_ERR_IO;
}

enum ac_status ac_journal_repair(const char *path, uint64_t *ret_bytes_cut)
{
	ac_assert(ret_bytes_cut != NULL);
	struct ac_journal_reader *reader;
	enum ac_status status = ac_journal_reader_create(path, &reader);
	if (status != AC_OK)
		return status;
	struct ac_journal_record record;
	do {
		status = ac_journal_reader_next(reader, &record);
	} while (status == AC_OK);
	uint64_t whole = reader->offset, torn = reader->torn_bytes;
	ac_journal_reader_destroy(reader);
	if (status != AC_END)
		return status;
	if (torn > 0) {
		status = cut(path, whole);
		if (status != AC_OK)
			return status;
	}
	*ret_bytes_cut = torn;
	return AC_OK;
}
