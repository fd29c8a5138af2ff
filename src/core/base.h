/* base.h - what every file of the project may rely on: statuses, assertions, views, time units.
 * Not a bag of helpers: anything that does work has a header of its own. Any thread. */
#ifndef AC_CORE_BASE_H
#define AC_CORE_BASE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/status.h"

typedef int64_t ac_ns; /* nanoseconds; a moment is counted from 1970-01-01 00:00 UTC */
typedef int64_t ac_ms; /* milliseconds, as the exchange counts them, same epoch */

#define AC_NS_PER_MS  1000000LL
#define AC_NS_PER_SEC 1000000000LL
#define AC_MS_PER_SEC 1000LL
#define AC_MS_PER_MIN 60000LL
#define AC_MS_PER_DAY 86400000LL

#define AC_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A borrowed piece of text: not terminated, never freed, never stored past the call. */
struct ac_str {
	const char *data;
	size_t size;
};

#define AC_STR(literal) ((struct ac_str){ (literal), sizeof(literal) - 1 })

static inline struct ac_str ac_str_from(const char *text)
{
	return (struct ac_str){ text, strlen(text) };
}

static inline bool ac_str_equal(struct ac_str a, struct ac_str b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

/* Assertions are on in every build: a broken invariant must stop before it costs money. They are
 * for programmer errors only, never for bytes from outside. The hook lets the shell flush its log
 * first; the process ends either way. */
typedef void ac_assert_hook(const char *file, int line, const char *expression);
void ac_assert_hook_set(ac_assert_hook *hook);
_Noreturn void ac_assert_failed(const char *file, int line, const char *expression);

#define ac_assert(condition)                                                                       \
	(__builtin_expect(!(condition), 0) ? ac_assert_failed(__FILE__, __LINE__, #condition)      \
					   : (void)0)

#endif
