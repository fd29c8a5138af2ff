#include "sys/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Resident pages are the second number of statm. */
uint64_t ac_memory_resident_bytes(void)
{
	FILE *file = fopen("/proc/self/statm", "re");
	if (file == NULL)
		return 0;
	char line[128] = "";
	char *is_read = fgets(line, sizeof(line), file);
	fclose(file);
	if (is_read == NULL)
		return 0;
	char *end;
	(void)strtoull(line, &end, 10);
	return strtoull(end, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE);
}
