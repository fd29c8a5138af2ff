/* autocoin exchange - becomes autocoin-exchange, the program that serves the simulated exchange. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"

#define PROGRAM "autocoin-exchange"

/* The program that lies beside this one. False: the system does not say where that is. */
static bool find_program(char *path, size_t size)
{
	ssize_t length = readlink("/proc/self/exe", path, size - 1);
	if (length <= 0)
		return false;
	path[length] = '\0';
	char *name = strrchr(path, '/');
	if (name == NULL || (size_t)(name + 1 - path) + sizeof(PROGRAM) > size)
		return false;
	memcpy(name + 1, PROGRAM, sizeof(PROGRAM));
	return true;
}

int ac_cli_exchange(int argc, char **argv)
{
	char path[4096];
	(void)argc;
	if (!find_program(path, sizeof(path)))
		return ac_command_failure("where this program lies cannot be found out (%s), so "
					  "%s beside it cannot be started",
					  strerror(errno), PROGRAM);
	execv(path, argv);
	return ac_command_failure("%s: %s; it belongs beside autocoin and serves the simulated "
				  "exchange",
				  path, strerror(errno));
}
