/* queue_file.h - what the alerts must know after a restart: messages not delivered, the day of the
 * last summary, counts. JSON, replaced whole, for its owner only; channels stand by name, never
 * with an address. For the files of this room. */
#ifndef AC_ALERTS_QUEUE_FILE_H
#define AC_ALERTS_QUEUE_FILE_H

#include "alerts/queue.h"
#include "alerts/rules.h"

#define SUMMARY_DAY_NONE INT64_MIN

struct alert_memory {
	int64_t summary_day; /* the UTC day whose time of summary was dealt with; or none */
	struct alert_rules_memory rules;
};

/* AC_ERR_IO with errno kept. */
AC_MUST_USE enum ac_status queue_file_write(const char *path, const char *account,
					    const struct ac_alerts_config *config,
					    const struct alert_queue *queue,
					    const struct alert_memory *memory);
/* Appends to the queue. No file: nothing, AC_OK. AC_ERR_CORRUPT: it holds something else; nothing
 * was taken. AC_ERR_IO with errno kept. Counts of another account begin anew; messages for channels
 * that are gone or off are left out. */
AC_MUST_USE enum ac_status queue_file_read(const char *path, const char *account,
					   const struct ac_alerts_config *config,
					   struct alert_queue *queue,
					   struct alert_memory *ret_memory);

#endif
