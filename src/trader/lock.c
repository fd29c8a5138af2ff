#include "trader/lock.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

bool ac_lock_take(const char *path, long *ret_pid)
{
	*ret_pid = 0;
	char text[32] = "";
	int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (file < 0)
		return false;
	if (flock(file, LOCK_EX | LOCK_NB) != 0) {
		if (read(file, text, sizeof(text) - 1) > 0)
			*ret_pid = strtol(text, NULL, 10);
		close(file);
		return false;
	}
	/* The file stays open, and with it the lock, until the process ends. */
	int size = snprintf(text, sizeof(text), "%ld\n", (long)getpid());
	if (ftruncate(file, 0) != 0 || write(file, text, (size_t)size) != size)
		return true; /* the number is only for messages */
	return true;
}
