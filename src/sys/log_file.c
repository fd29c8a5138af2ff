#include "sys/log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/whole_file.h"

static enum ac_status reopen(struct log_file *log)
{
	struct stat about;
	/* Readable, because the end of an earlier run's file is looked at. */
	int file = open(log->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
	if (file < 0)
		return AC_ERR_IO;
	if (fstat(file, &about) != 0) {
		close(file);
		return AC_ERR_IO;
	}
	log->file = file;
	log->size = (uint64_t)about.st_size;
	/* A power cut may have left half a line: ours must not be glued to it. */
	char last = '\n';
	if (log->size > 0 && pread(file, &last, 1, about.st_size - 1) == 1 && last != '\n' &&
	    write(file, "\n", 1) == 1)
		log->size++;
	return AC_OK;
}

enum ac_status log_file_open(struct log_file *log, const char *folder, uint64_t size_max,
			     uint32_t kept)
{
	*log = (struct log_file){ .file = -1, .size_max = size_max, .kept = kept };
	int length = snprintf(log->path, sizeof(log->path), "%s/autocoin.jsonl", folder);
	/* The numbers of rotated files need room too. */
	if (length < 0 || (size_t)length + 12 > sizeof(log->path)) {
		errno = ENAMETOOLONG;
		return AC_ERR_IO;
	}
	enum ac_status status = ac_file_folders_make(log->path);
	return status == AC_OK ? reopen(log) : status;
}

void log_file_close(struct log_file *log)
{
	if (log->file >= 0)
		close(log->file);
	log->file = -1;
}

static void rotate(struct log_file *log)
{
	char from[LOG_PATH_SIZE + 12], to[LOG_PATH_SIZE + 12];
	log_file_close(log);
	for (uint32_t number = log->kept; number > 0; number--) {
		snprintf(to, sizeof(to), "%s.%u", log->path, number);
		if (number > 1)
			snprintf(from, sizeof(from), "%s.%u", log->path, number - 1);
		else
			snprintf(from, sizeof(from), "%s", log->path);
		/* The oldest is replaced; those that are not there yet do not matter. */
		(void)rename(from, to);
	}
	if (log->kept == 0)
		(void)unlink(log->path);
}

/* The largest part of `lines` that is whole lines and fits in `room`, at least one line. */
static size_t lines_for(const char *lines, size_t size, uint64_t room)
{
	size_t taken = 0;
	while (taken < size) {
		const char *end = memchr(lines + taken, '\n', size - taken);
		size_t next = end == NULL ? size : (size_t)(end - lines) + 1;
		if (taken > 0 && next > room)
			break;
		taken = next;
	}
	return taken;
}

/* Writes what the disk takes, then cuts the file back to the last whole line of it. */
static size_t write_lines(struct log_file *log, const char *lines, size_t size)
{
	size_t done = 0;
	while (done < size) {
		ssize_t written = write(log->file, lines + done, size - done);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			break;
		done += (size_t)written;
	}
	size_t whole = done;
	while (whole > 0 && lines[whole - 1] != '\n')
		whole--;
	if (whole < done && ftruncate(log->file, (off_t)(log->size + whole)) != 0)
		log_file_close(log); /* reopening ends the broken line */
	log->size += whole;
	return whole;
}

size_t log_file_write(struct log_file *log, const char *lines, size_t size)
{
	size_t done = 0;
	while (done < size) {
		if (log->file >= 0 && log->size > 0 && log->size_max > 0 &&
		    log->size + lines_for(lines + done, size - done, 0) > log->size_max)
			rotate(log);
		if (log->file < 0 && reopen(log) != AC_OK)
			break;
		uint64_t room = UINT64_MAX;
		if (log->size_max > 0)
			room = log->size < log->size_max ? log->size_max - log->size : 0;
		size_t want = lines_for(lines + done, size - done, room);
		size_t got = write_lines(log, lines + done, want);
		done += got;
		if (got < want)
			break;
	}
	return done;
}
