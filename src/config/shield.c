#include "config/shield.h"

#include <sys/mman.h>
#include <unistd.h>

void *ac_shield_take(size_t size)
{
	ac_assert(size > 0);
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		return NULL;
	ac_shield_set(memory, size);
	return memory;
}

void ac_shield_give(void *memory, size_t size)
{
	if (memory == NULL)
		return;
	explicit_bzero(memory, size);
	int result = munmap(memory, size);
	ac_assert(result == 0);
}

void ac_shield_set(const void *memory, size_t size)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t first = (uintptr_t)memory & ~(page - 1);
	uintptr_t last = ((uintptr_t)memory + size + page - 1) & ~(page - 1);
	/* The advice changes what a dump contains, never what the program reads. */
	(void)madvise((void *)first, last - first, MADV_DONTDUMP);
}
