#include "trader/lock.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

int ac_lock_take(const char *path, long *ret_pid)
{
	*ret_pid = 0;
	char text[32] = "";
	int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (file < 0)
		return -1;
	if (flock(file, LOCK_EX | LOCK_NB) != 0) {
		if (read(file, text, sizeof(text) - 1) > 0)
			*ret_pid = strtol(text, NULL, 10);
		close(file);
		return -1;
	}
	/* The number is only for messages: a lock without it is a lock. */
	int size = snprintf(text, sizeof(text), "%ld\n", (long)getpid());
	if (ftruncate(file, 0) == 0)
		(void)!write(file, text, (size_t)size);
	return file;
}

void ac_lock_release(int file)
{
	if (file >= 0)
		(void)close(file);
}
