/* sandbox.h - a folder of its own for each test, with whatever configuration files it needs, and a
 * registry of two made-up strategies. */
#ifndef AC_TESTS_CONFIG_SANDBOX_H
#define AC_TESTS_CONFIG_SANDBOX_H

#include "check.h"

#include "config/config.h"

#include <sys/stat.h>
#include <unistd.h>

struct sandbox {
	char root[256];
	struct ac_config_paths paths;
};

static inline void sandbox_init(struct sandbox *sandbox)
{
	const char *base = getenv("TMPDIR");
	snprintf(sandbox->root, sizeof(sandbox->root), "%s/autocoin-config-XXXXXX",
		 base != NULL ? base : "/tmp");
	assert_non_null(mkdtemp(sandbox->root));
	sandbox->paths = (struct ac_config_paths){ .root = sandbox->root };
}

/* Writes root/name, with the folders above it. */
static inline void sandbox_write(const struct sandbox *sandbox, const char *name, const char *text,
				 mode_t mode)
{
	char path[512];
	snprintf(path, sizeof(path), "%s/%s", sandbox->root, name);
	for (char *slash = strchr(path + strlen(sandbox->root) + 1, '/'); slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		(void)mkdir(path, 0755);
		*slash = '/';
	}
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static inline void sandbox_deinit(struct sandbox *sandbox)
{
	char command[300];
	snprintf(command, sizeof(command), "rm -rf '%s'", sandbox->root);
	assert_int_equal(system(command), 0);
}

/* What the faults must be: lines joined by \n, NULL for none. */
static inline void check_faults(const char *name, const struct ac_faults *faults,
				const char *expected)
{
	const char *actual = faults->text != NULL ? faults->text : "";
	if (strcmp(actual, expected != NULL ? expected : "") == 0)
		return;
	/* Not by fail_msg, which cuts long texts. */
	fprintf(stderr, "%s: faults are\n%s\nnot\n%s\n", name, actual,
		expected != NULL ? expected : "(none)");
	fail();
}

static inline size_t sandbox_state_size(const struct ac_param_value *params)
{
	(void)params;
	return 8;
}
/* Parameter 0 is `window`, parameter 1 `minimum`. */
static inline const char *sandbox_init_state(void *state, const struct ac_param_value *params)
{
	memset(state, 1, 8);
	return params[1].integer > params[0].integer ? "minimum is above window" : NULL;
}
static inline void sandbox_on_candle(void *state, const struct ac_candle *candle,
				     const struct ac_strategy_view *view,
				     struct ac_decision *decision)
{
	(void)state, (void)candle, (void)view, (void)decision;
}

/* Every type of parameter, and a rule between two of them. */
static const struct ac_param sandbox_params[] = {
	{ "window", AC_PARAM_INT, "240", "10", "10080", NULL, "Candles looked at." },
	{ "minimum", AC_PARAM_INT, "30", "2", "1440", NULL, "Candles needed." },
	{ "band_k", AC_PARAM_REAL, "2", "0.1", "10", NULL, "Width of the band." },
	{ "allow_short", AC_PARAM_BOOL, "true", NULL, NULL, NULL, "Whether to sell." },
	{ "anchor", AC_PARAM_CHOICE, "session", NULL, NULL, "session,rolling", "Where to begin." },
};

static const struct ac_strategy sandbox_reverting = {
	.abi = AC_STRATEGY_ABI,
	.size = sizeof(struct ac_strategy),
	.name = "reverting",
	.version = "1",
	.summary = "Made up.",
	.params = sandbox_params,
	.param_count = 5,
	.state_size = sandbox_state_size,
	.init = sandbox_init_state,
	.on_candle = sandbox_on_candle,
};
static const struct ac_strategy sandbox_trending = {
	.abi = AC_STRATEGY_ABI,
	.size = sizeof(struct ac_strategy),
	.name = "trending",
	.version = "1",
	.summary = "Made up, without parameters that matter.",
	.params = sandbox_params,
	.param_count = 2,
	.state_size = sandbox_state_size,
	.init = sandbox_init_state,
	.on_candle = sandbox_on_candle,
};
static const struct ac_strategy_registry sandbox_registry = {
	.items = { &sandbox_reverting, &sandbox_trending },
	.count = 2,
};

#endif
