/* options.h - the command line of our programs: options, messages, exit codes. */
#ifndef AC_COMMAND_OPTIONS_H
#define AC_COMMAND_OPTIONS_H

#include <argp.h>

#include "core/base.h"

#define AC_VERSION_TEXT "0.1.0"

/* Usage: also a configuration that is refused. */
enum ac_exit { AC_EXIT_SUCCESS = 0, AC_EXIT_FAILURE = 1, AC_EXIT_USAGE = 2 };

/* Parses with argp after every long option was looked up: an unknown one is refused with the
 * nearest known one. Returns true on success; on false the command ends with *ret_exit. */
bool ac_command_parse(const struct argp *argp, int argc, char **argv, void *input, int *ret_exit);
/* Prints "autocoin: sentence" to stderr and returns AC_EXIT_USAGE. */
int ac_command_usage_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same with AC_EXIT_FAILURE. */
int ac_command_failure(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Takes out of a text what would move a terminal's cursor or change its colours, line ends and
 * tabs apart: it may hold an exchange's words. */
void ac_command_plain(char *text);
/* "20s", "500ms", "5m", "2h", "1d" or plain seconds, positive. */
bool ac_command_duration_parse(const char *text, int64_t *ret_ms);

#endif
