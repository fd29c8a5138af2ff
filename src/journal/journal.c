/* The writer. Bytes leave the buffer in order and exactly once: a write that took only a part moves
 * `begin`, and the next attempt goes on from there, so that a full disk costs time but no record.
 */
#include "journal/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "journal/format.h"

#define FLUSH_SIZE  ((size_t)256 * 1024)  /* handed to the kernel when this much has gathered */
#define BUFFER_SIZE ((size_t)1024 * 1024) /* room to go on while the disk refuses */

struct ac_journal {
	int file;
	unsigned char *buffer;
	size_t capacity;
	size_t boundary; /* first record that the kernel does not have whole */
	size_t begin;    /* first byte that the kernel does not have */
	size_t end;
	uint64_t seq_last;
	uint64_t seq_flushed;
	uint64_t bytes;
	bool is_sync_lost; /* a failed sync may have dropped pages: later ones prove nothing */
};

/* The name must survive a power cut too, and that is the folder's business. */
static enum ac_status folder_sync(const char *path)
{
	ac_assert(path != NULL);
	const char *slash = strrchr(path, '/');
	char *folder = slash == NULL ? strdup(".") : strndup(path, (size_t)(slash - path) + 1);
	if (folder == NULL)
		return AC_ERR_NOMEM;
	int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(folder);
	if (file < 0)
		return AC_ERR_IO;
	int failed = fsync(file);
	int error = errno;
	close(file);
	errno = error;
	/* Some file systems cannot sync folders and say so; there is nothing more to do there. */
	return failed != 0 && error != EINVAL ? AC_ERR_IO : AC_OK;
}

static enum ac_status write_whole(int file, const unsigned char *data, size_t size)
{
	while (size > 0) {
		ssize_t written = write(file, data, size);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return AC_ERR_IO;
		data += written;
		size -= (size_t)written;
	}
	return AC_OK;
}

static enum ac_status header_write(int file, uint32_t run_id)
{
	ac_assert(file >= 0);
	unsigned char header[JOURNAL_HEADER_SIZE] = { 0 };
	memcpy(header, journal_magic, sizeof(journal_magic));
	journal_put_u32(header + 8, JOURNAL_VERSION);
	journal_put_u32(header + 12, run_id);
	journal_put_u32(header + 16, ac_crc32c(0, header, JOURNAL_HEADER_CHECKED));
	return write_whole(file, header, sizeof(header));
}

enum ac_status ac_journal_create(const char *path, uint32_t run_id, struct ac_journal **ret_journal)
{
	ac_assert(path != NULL);
	ac_assert(ret_journal != NULL);
	enum ac_status status = AC_ERR_NOMEM;
	struct ac_journal *journal = calloc(1, sizeof(*journal));
	if (journal == NULL)
		return AC_ERR_NOMEM;
	journal->capacity = BUFFER_SIZE;
	journal->file = -1;
	journal->buffer = malloc(journal->capacity);
	if (journal->buffer == NULL)
		goto fail;
	journal->file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
	if (journal->file < 0) {
		status = errno == EEXIST ? AC_ERR_EXISTS : AC_ERR_IO;
		goto fail;
	}
	status = header_write(journal->file, run_id);
	if (status == AC_OK)
		status = folder_sync(path);
	if (status != AC_OK) {
		/* Ours alone, and it holds no record yet: the name becomes free again. */
		int error = errno;
		unlink(path);
		errno = error;
		goto fail;
	}
	*ret_journal = journal;
	return AC_OK;
fail:;
	int error = errno;
	ac_journal_destroy(journal);
	errno = error;
	return status;
}

void ac_journal_destroy(struct ac_journal *journal)
{
	if (journal == NULL)
		return;
	if (journal->file >= 0) {
		/* Who needs to know has called flush before; here nothing more can be done. */
		enum ac_status status = ac_journal_flush(journal);
		(void)status;
		close(journal->file);
	}
	free(journal->buffer);
	free(journal);
}

/* Moves `boundary` over the records that the kernel now has whole. */
static void account_flushed(struct ac_journal *journal)
{
	ac_assert(journal->boundary <= journal->begin);
	ac_assert(journal->begin <= journal->end);
	while (journal->boundary < journal->begin) {
		size_t size = JOURNAL_RECORD_HEADER +
			      (size_t)journal_get_u32(journal->buffer + journal->boundary);
		if (journal->boundary + size > journal->begin)
			return;
		journal->boundary += size;
		journal->seq_flushed++;
	}
	ac_assert(journal->boundary == journal->begin);
	ac_assert(journal->seq_flushed <= journal->seq_last);
}

enum ac_status ac_journal_flush(struct ac_journal *journal)
{
	ac_assert(journal != NULL);
	while (journal->begin < journal->end) {
		ssize_t written = write(journal->file, journal->buffer + journal->begin,
					journal->end - journal->begin);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return AC_ERR_IO;
		journal->begin += (size_t)written;
		account_flushed(journal);
	}
	ac_assert(journal->seq_flushed == journal->seq_last);
	journal->boundary = 0;
	journal->begin = 0;
	journal->end = 0;
	return AC_OK;
}

enum ac_status ac_journal_sync(struct ac_journal *journal)
{
	ac_assert(journal != NULL);
	enum ac_status status = ac_journal_flush(journal);
	if (status != AC_OK)
		return status;
	if (journal->is_sync_lost) {
		errno = EIO;
		return AC_ERR_IO;
	}
	ac_assert(journal->seq_flushed == journal->seq_last);
	while (fdatasync(journal->file) != 0) {
		if (errno == EINTR)
			continue;
		journal->is_sync_lost = errno != EINVAL && errno != EROFS;
		return AC_ERR_IO;
	}
	return AC_OK;
}

int ac_journal_file(const struct ac_journal *journal)
{
	ac_assert(journal != NULL);
	return journal->is_sync_lost ? -1 : journal->file;
}

/* Makes room for `need` bytes at the end. A record larger than the buffer, such as the state of the
 * exchange at start, lets the buffer grow once. */
static enum ac_status make_room(struct ac_journal *journal, size_t need)
{
	ac_assert(need >= JOURNAL_RECORD_HEADER);
	ac_assert(journal->end <= journal->capacity);
	if (journal->end + need <= journal->capacity)
		return AC_OK;
	enum ac_status status = ac_journal_flush(journal);
	if (journal->boundary > 0) {
		size_t kept = journal->end - journal->boundary;
		memmove(journal->buffer, journal->buffer + journal->boundary, kept);
		journal->begin -= journal->boundary;
		journal->end = kept;
		journal->boundary = 0;
	}
	if (journal->end + need <= journal->capacity)
		return AC_OK;
	if (status != AC_OK)
		return AC_ERR_FULL;
	unsigned char *larger = realloc(journal->buffer, need);
	if (larger == NULL)
		return AC_ERR_NOMEM;
	journal->buffer = larger;
	journal->capacity = need;
	return AC_OK;
}

enum ac_status ac_journal_append(struct ac_journal *journal, enum ac_journal_type type,
				 const void *payload, uint32_t size, uint64_t *ret_seq)
{
	ac_assert(type >= AC_JOURNAL_CONFIG && type <= AC_JOURNAL_INSTRUMENTS);
	ac_assert(journal != NULL);
	ac_assert(payload != NULL || size == 0);
	if (size > AC_JOURNAL_PAYLOAD_MAX)
		return AC_ERR_RANGE;
	size_t need = JOURNAL_RECORD_HEADER + (size_t)size;
	enum ac_status status = make_room(journal, need);
	if (status != AC_OK)
		return status;
	unsigned char *record = journal->buffer + journal->end;
	journal_put_u32(record, size);
	journal_put_u64(record + 8, journal->seq_last + 1);
	journal_put_u32(record + 16, (uint32_t)type);
	if (size > 0)
		memcpy(record + JOURNAL_RECORD_HEADER, payload, size);
	journal_put_u32(record + 4, journal_record_crc(record, size));
	journal->end += need;
	journal->seq_last++;
	ac_assert(journal->end <= journal->capacity);
	ac_assert(journal_get_u64(record + 8) == journal->seq_last);
	ac_assert(journal->seq_flushed < journal->seq_last); /* the kernel has not seen it */
	journal->bytes += need;
	if (ret_seq != NULL)
		*ret_seq = journal->seq_last;
	if (journal->end - journal->begin < FLUSH_SIZE)
		return AC_OK;
	return ac_journal_flush(journal);
}

uint64_t ac_journal_seq_last(const struct ac_journal *journal)
{
	ac_assert(journal != NULL);
	return journal->seq_last;
}

uint64_t ac_journal_bytes(const struct ac_journal *journal)
{
	ac_assert(journal != NULL);
	return journal->bytes;
}

uint64_t ac_journal_seq_flushed(const struct ac_journal *journal)
{
	ac_assert(journal->seq_flushed <= journal->seq_last);
	return journal->seq_flushed;
}
