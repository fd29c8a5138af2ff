/* summary.h - the daily summary: when it is due, and its figures from the database, which is only
 * read. The figures are of the past UTC day of the run's own clock; for the files of this room. */
#ifndef AC_ALERTS_SUMMARY_H
#define AC_ALERTS_SUMMARY_H

#include "alerts/message.h"
#include "core/error.h"

#define SUMMARY_LATE_MAX_MS (AC_MS_PER_DAY / 2)

enum summary_state { SUMMARY_NOT_YET, SUMMARY_DUE, SUMMARY_MISSED };
/* `minute` of the UTC day; `last_day`: the day that was dealt with last, SUMMARY_DAY_NONE never.
 * DUE and MISSED (more than twelve hours late, or before anything was known of any day) deal with
 * the day of `now_ms`. */
enum summary_state summary_state_get(int32_t minute, int64_t last_day, ac_ms now_ms);

/* Adds to a message that was begun. AC_ERR_IO with a sentence: the database does not say. */
AC_MUST_USE enum ac_status summary_fill(const char *db_url, const char *account, ac_ms day_start_ms,
					struct alert_message *message, struct ac_error *error);

/* ▁▂▃▄▅▆▇█, one a value, from the lowest to the highest of them. */
#define SUMMARY_SPARKS_MAX 32u
struct summary_sparks {
	char text[SUMMARY_SPARKS_MAX * 3 + 1];
};
struct summary_sparks summary_sparks_make(const struct ac_dec *values, uint32_t count);

#endif
