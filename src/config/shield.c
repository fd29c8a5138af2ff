#include "config/shield.h"

#include <sys/mman.h>
#include <unistd.h>

static void advise(const void *memory, size_t size, int advice)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t first = (uintptr_t)memory & ~(page - 1);
	uintptr_t last = ((uintptr_t)memory + size + page - 1) & ~(page - 1);
	/* The advice changes what a dump contains, never what the program reads. */
	(void)madvise((void *)first, last - first, advice);
}

void ac_shield_set(const void *memory, size_t size)
{
	advise(memory, size, MADV_DONTDUMP);
}

void ac_shield_clear(const void *memory, size_t size)
{
	advise(memory, size, MADV_DODUMP);
}
