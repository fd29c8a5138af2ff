/* log_file.h - the rotating file of the log: whole lines only, also after a full disk.
 * Internal to the log; the log's thread only. */
#ifndef AC_SYS_LOG_FILE_H
#define AC_SYS_LOG_FILE_H

#include "core/base.h"

#define LOG_PATH_SIZE 1024

struct log_file {
	int file; /* -1: not open; each write tries again */
	uint64_t size;
	uint64_t size_max;
	uint32_t kept;
	char path[LOG_PATH_SIZE];
};

/* folder/autocoin.jsonl and .1 … .kept; folders are made. AC_ERR_IO with errno kept. */
AC_MUST_USE enum ac_status log_file_open(struct log_file *log, const char *folder,
					 uint64_t size_max, uint32_t kept);
void log_file_close(struct log_file *log);

/* `lines` is whole lines. Returns how many bytes of them, again whole lines, are in the file. */
size_t log_file_write(struct log_file *log, const char *lines, size_t size);

#endif
