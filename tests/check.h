/* check.h - cmocka with the headers it wants before it, and checks that name the case. */
#ifndef AC_TESTS_CHECK_H
#define AC_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* Compares whole numbers and says which row of a table failed. */
#define CHECK_EQ(name, actual, expected)                                                           \
	do {                                                                                       \
		long long check_a = (long long)(actual), check_e = (long long)(expected);          \
		if (check_a != check_e)                                                            \
			fail_msg("%s: %s is %lld, not %lld", (name), #actual, check_a, check_e);   \
	} while (0)

/* The folder of shared recorded data, or NULL where it is absent: the test then calls skip() after
 * saying why. */
static inline const char *check_shared_data(void)
{
	static char path[1024];
	const char *root = getenv("AC_SOURCE_ROOT");
	snprintf(path, sizeof(path), "%s/../shared/data", root != NULL ? root : ".");
	FILE *readme = NULL;
	char probe[1100];
	snprintf(probe, sizeof(probe), "%s/README.md", path);
	readme = fopen(probe, "r");
	if (readme == NULL)
		return NULL;
	fclose(readme);
	return path;
}

#define SKIP_WITHOUT_SHARED_DATA(path)                                                             \
	const char *path = check_shared_data();                                                    \
	if (path == NULL) {                                                                        \
		print_message("# skipped: ../shared/data is not here\n");                          \
		skip();                                                                            \
	}

#endif
