#include "bench.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS 20

/* The best of some starts: the rest is the machine's noise. */
static double start_ms(const char *autocoin, const char *command)
{
	posix_spawn_file_actions_t actions;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	double best = 1e9;
	for (int round = 0; round < ROUNDS; round++) {
		char *arguments[] = { (char *)autocoin, (char *)command, NULL };
		pid_t child;
		double start = bench_seconds();
		if (posix_spawn(&child, autocoin, &actions, NULL, arguments, environ) != 0)
			break;
		int state = 1;
		if (waitpid(child, &state, 0) < 0 || state != 0)
			break;
		double seconds = bench_seconds() - start;
		best = seconds < best ? seconds : best;
	}
	posix_spawn_file_actions_destroy(&actions);
	return best * 1e3;
}

void bench_process(const char *autocoin)
{
	if (access(autocoin, X_OK) != 0) {
		fprintf(stderr, "bench: %s is not there; run ./go build first\n", autocoin);
		return;
	}
	bench_figure("start_version", start_ms(autocoin, "version"), "ms",
		     "the process from start to end: autocoin version");
	bench_figure("start_check", start_ms(autocoin, "check"), "ms",
		     "the same with all configuration read and checked");
}
