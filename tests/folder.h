/* folder.h - a folder of its own for each test program, removed with all it holds at the end. */
#ifndef AC_TESTS_FOLDER_H
#define AC_TESTS_FOLDER_H

#include "check.h"

#include <ftw.h>
#include <unistd.h>

static char folder[64];

static inline int folder_make(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/ac-test-XXXXXX");
	return mkdtemp(folder) == NULL;
}

static inline int folder_entry_remove(const char *path, const struct stat *about, int type,
				      struct FTW *place)
{
	(void)about, (void)type, (void)place;
	return remove(path);
}

static inline int folder_remove(void **state)
{
	(void)state;
	return nftw(folder, folder_entry_remove, 8, FTW_DEPTH | FTW_PHYS);
}

/* The path of `name` in the folder; good until four more have been asked for, and for one thread:
 * another that asks meanwhile writes over it. */
static inline const char *folder_path(const char *name)
{
	static char path[4][128];
	static unsigned turn;
	char *place = path[turn++ % 4];
	snprintf(place, sizeof(path[0]), "%s/%s", folder, name);
	return place;
}

#endif
