#include "config/text_file.h"

#include "config/shield.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static enum ac_status refuse(struct ac_faults *faults, const char *path, const char *why,
			     enum ac_status status)
{
	ac_faults_add(faults, path, 0, 0, "%s", why);
	return status;
}

/* Reads until the end or until the buffer is full; the size that stat told may be out of date. */
static enum ac_status read_whole(int descriptor, struct ac_text_file *file)
{
	while (file->size < file->capacity) {
		ssize_t got =
			read(descriptor, file->data + file->size, file->capacity - file->size);
		if (got == 0)
			return AC_OK;
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return AC_ERR_IO;
		file->size += (size_t)got;
	}
	return AC_ERR_RANGE;
}

static enum ac_status read_open(int descriptor, const char *path, struct ac_text_file *ret_file,
				struct ac_faults *faults)
{
	static const char too_large[] = "is larger than 1 MiB; a configuration file is not";
	struct stat facts;
	if (fstat(descriptor, &facts) != 0)
		return refuse(faults, path, "cannot be read; check the disk", AC_ERR_IO);
	if (!S_ISREG(facts.st_mode))
		return refuse(faults, path, "is not a regular file; put a text file there",
			      AC_ERR_IO);
	if (facts.st_size > (off_t)AC_TEXT_FILE_MAX)
		return refuse(faults, path, too_large, AC_ERR_RANGE);
	size_t capacity = (size_t)facts.st_size + 1;
	struct ac_text_file file = { .data = ac_shield_take(capacity),
				     .capacity = capacity,
				     .mode = (unsigned)facts.st_mode & 07777u };
	if (file.data == NULL)
		return refuse(faults, path, "no memory is left to read it", AC_ERR_NOMEM);
	enum ac_status status = read_whole(descriptor, &file);
	if (status != AC_OK) {
		ac_text_file_deinit(&file);
		return refuse(faults, path,
			      "cannot be read, or changed while it was read; try again", AC_ERR_IO);
	}
	*ret_file = file;
	return AC_OK;
}

enum ac_status ac_text_file_read(const char *path, struct ac_text_file *ret_file,
				 struct ac_faults *faults)
{
	/* Not blocking, so that a named pipe is refused below instead of waited for. */
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (descriptor < 0 && errno == ENOENT)
		return AC_ERR_NOT_FOUND;
	if (descriptor < 0) {
		ac_faults_add(faults, path, 0, 0, "cannot be opened (%s); check its owner and mode",
			      strerror(errno));
		return AC_ERR_IO;
	}
	enum ac_status status = read_open(descriptor, path, ret_file, faults);
	close(descriptor);
	return status;
}

void ac_text_file_deinit(struct ac_text_file *file)
{
	ac_shield_give(file->data, file->capacity);
	*file = (struct ac_text_file){ 0 };
}
