#include "command/options.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "config/config.h"
#include "core/decimal.h"

#define OPTIONS_MAX 64

static void print_error(const char *format, va_list arguments)
{
	fputs("autocoin: ", stderr);
	vfprintf(stderr, format, arguments); /* NOLINT(clang-analyzer-valist.Uninitialized) */
	fputc('\n', stderr);
}

int ac_command_usage_error(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	print_error(format, arguments);
	va_end(arguments);
	return AC_EXIT_USAGE;
}

int ac_command_failure(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	print_error(format, arguments);
	va_end(arguments);
	return AC_EXIT_FAILURE;
}

static size_t option_names(const struct argp *argp, const char **names)
{
	size_t count = 0;
	names[count++] = "help";
	names[count++] = "usage";
	for (const struct argp_option *option = argp->options;
	     option->name != NULL || option->doc != NULL; option++) {
		if (option->name != NULL && count < OPTIONS_MAX)
			names[count++] = option->name;
	}
	return count;
}

/* argp itself would only say that an option is unrecognised, and would accept abbreviations. */
static bool are_options_known(const struct argp *argp, int argc, char **argv)
{
	const char *names[OPTIONS_MAX];
	size_t count = option_names(argp, names);
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--") == 0)
			return true;
		if (strncmp(argv[i], "--", 2) != 0)
			continue;
		char name[64];
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(argv[i] + 2, "="), argv[i] + 2);
		bool is_known = false;
		for (size_t k = 0; k < count && !is_known; k++)
			is_known = strcmp(name, names[k]) == 0;
		if (is_known)
			continue;
		const char *nearest = ac_config_nearest(name, names, count);
		if (nearest != NULL)
			ac_command_usage_error("unknown option '--%s'; did you mean '--%s'?", name,
					       nearest);
		else
			ac_command_usage_error("unknown option '--%s'; '%s --help' lists them",
					       name, argv[0]);
		return false;
	}
	return true;
}

bool ac_command_parse(const struct argp *argp, int argc, char **argv, void *input, int *ret_exit)
{
	argp_err_exit_status = AC_EXIT_USAGE;
	*ret_exit = AC_EXIT_USAGE;
	if (!are_options_known(argp, argc, argv))
		return false;
	return argp_parse(argp, argc, argv, 0, NULL, input) == 0;
}

bool ac_command_duration_parse(const char *text, int64_t *ret_ms)
{
	static const struct {
		const char *unit;
		int64_t ms;
	} units[] = { { "", 1000 },   { "ms", 1 },      { "s", 1000 },
		      { "m", 60000 }, { "h", 3600000 }, { "d", 86400000 } };
	size_t digits = strspn(text, "0123456789.");
	struct ac_dec value, scaled;
	if (ac_dec_parse((struct ac_str){ text, digits }, &value) != AC_OK)
		return false;
	for (size_t i = 0; i < AC_COUNT(units); i++) {
		if (strcmp(text + digits, units[i].unit) != 0)
			continue;
		if (ac_dec_mul(value, AC_DEC(units[i].ms), AC_ROUND_HALF_UP, &scaled) != AC_OK)
			return false;
		*ret_ms = scaled.units / AC_DEC_SCALE;
		return *ret_ms > 0;
	}
	return false;
}

void ac_command_plain(char *text)
{
	for (unsigned char *at = (unsigned char *)text; *at != '\0'; at++) {
		bool is_second =
			at > (unsigned char *)text && at[-1] == 0xc2; /* U+0080 to U+009F */
		if ((*at < 0x20 && *at != '\n' && *at != '\t') || *at == 0x7f ||
		    (is_second && *at < 0xa0))
			*at = '?';
	}
}
