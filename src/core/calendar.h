/* calendar.h - UTC dates and times of day from and to milliseconds since 1970.
 * Not a clock: it is told the moment. Gregorian in both directions, no zones, no leap seconds, as
 * the exchange and POSIX count. Any thread. */
#ifndef AC_CORE_CALENDAR_H
#define AC_CORE_CALENDAR_H

#include "core/base.h"

/* Holds "2026-11-23T02:45:05.123Z" and the longest text that any ac_ms can give. */
#define AC_CALENDAR_TEXT_SIZE 32

struct ac_calendar {
	int32_t year;
	int32_t month; /* 1..12 */
	int32_t day;   /* 1..31 */
	int32_t hour, minute, second, millisecond;
};

/* Days since 1970-01-01; the day before it is -1. */
int64_t ac_calendar_day(ac_ms moment);
/* 00:00 UTC of the moment's day. The caller keeps clear of the first day that an ac_ms can hold. */
ac_ms ac_calendar_day_start(ac_ms moment);

struct ac_calendar ac_calendar_from_ms(ac_ms moment);

/* ISO 8601 with milliseconds, terminated; returns its length (24 for the years 0 to 9999). */
size_t ac_calendar_format(ac_ms moment, char text[AC_CALENDAR_TEXT_SIZE]);

/* Accepts YYYY-MM-DD, YYYY-MM-DDTHH:MM[:SS[.mmm]][Z] (always UTC) and whole epoch milliseconds.
 * AC_ERR_PARSE: other text. AC_ERR_RANGE: no such day or time of day, or a number between 1 and
 * 99999999999: that is a year, a date without dashes or seconds, and 1970 was not meant. */
AC_MUST_USE enum ac_status ac_calendar_parse(struct ac_str text, ac_ms *ret_moment);

#endif
