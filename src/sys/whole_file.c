#include "sys/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum ac_status ac_file_folders_make(const char *path)
{
	char folder[PATH_MAX];
	size_t size = strlen(path);
	if (size >= sizeof(folder)) {
		errno = ENAMETOOLONG;
		return AC_ERR_IO;
	}
	for (size_t i = 1; i < size; i++) {
		if (path[i] != '/')
			continue;
		memcpy(folder, path, i);
		folder[i] = '\0';
		if (mkdir(folder, 0755) != 0 && errno != EEXIST)
			return AC_ERR_IO;
	}
	return AC_OK;
}

static bool write_whole(int file, const char *data, size_t size)
{
	while (size > 0) {
		ssize_t written = write(file, data, size);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		data += written;
		size -= (size_t)written;
	}
	return true;
}

enum ac_status ac_file_replace(const char *path, const void *data, size_t size, uint32_t mode)
{
	ac_assert(path != NULL);
	ac_assert(data != NULL || size == 0);
	char beside[PATH_MAX];
	int length = snprintf(beside, sizeof(beside), "%s.new", path);
	if (length < 0 || (size_t)length >= sizeof(beside)) {
		errno = ENAMETOOLONG;
		return AC_ERR_IO;
	}
	const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW;
	int file = open(beside, flags, (mode_t)mode);
	if (file < 0 && errno == ENOENT && ac_file_folders_make(path) == AC_OK)
		file = open(beside, flags, (mode_t)mode);
	if (file < 0)
		return AC_ERR_IO;
	/* The mode is what was asked for, whatever the process's mask is. */
	bool is_written = write_whole(file, data, size) && fchmod(file, (mode_t)mode) == 0;
	int error = errno;
	if (close(file) != 0 && is_written) {
		is_written = false;
		error = errno;
	}
	if (is_written && rename(beside, path) == 0)
		return AC_OK;
	if (is_written)
		error = errno;
	unlink(beside);
	errno = error;
	return AC_ERR_IO;
}
