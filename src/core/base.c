#include "core/base.h"

#include <stdlib.h>

static ac_assert_hook *hook_installed;

const char *ac_status_text(enum ac_status status)
{
	switch (status) {
#define AC_STATUS_TEXT(name, value, text)                                                          \
	case name:                                                                                 \
		return text;
		AC_STATUS_LIST(AC_STATUS_TEXT)
#undef AC_STATUS_TEXT
	}
	return "unknown status";
}

void ac_assert_hook_set(ac_assert_hook *hook)
{
	hook_installed = hook;
}

_Noreturn void ac_assert_failed(const char *file, int line, const char *expression)
{
	if (hook_installed != NULL)
		hook_installed(file, line, expression);
	abort();
}
