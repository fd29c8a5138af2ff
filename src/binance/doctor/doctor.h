/* doctor.h - looks at everything that a run needs before it trades: this machine, the way to the
 * exchange, the clock, the key and what it may do, the account, the symbols, the money. Each check
 * says what was found and what a person can do. It changes nothing, but for a far-away order that
 * it places and takes back where that is allowed. Blocking; start-up thread only. */
#ifndef AC_BINANCE_DOCTOR_DOCTOR_H
#define AC_BINANCE_DOCTOR_DOCTOR_H

#include "config/config.h"

enum ac_doctor_result {
	AC_DOCTOR_OK,
	AC_DOCTOR_WARNING, /* works, and should be known */
	AC_DOCTOR_FAILED,  /* must be put right first */
	AC_DOCTOR_SKIPPED, /* could not be looked at, or there is nothing to look at */
};
const char *ac_doctor_result_text(enum ac_doctor_result result); /* "ok", …, "FAILED" */

struct ac_doctor_line {
	char check[48];
	enum ac_doctor_result result;
	char found[300];
	char advice[320]; /* what to do; "" nothing */
};
typedef void ac_doctor_say(void *self, const struct ac_doctor_line *line);

struct ac_doctor_options {
	const struct ac_config *config; /* borrowed for the call */
	const char *journal_folder;
	bool is_order_placed; /* the far-away order on the real market too */
};
/* True where nothing failed. Lines come as the checks are made. No secret is in any. */
bool ac_doctor_run(const struct ac_doctor_options *options, ac_doctor_say *say, void *self);

#endif
