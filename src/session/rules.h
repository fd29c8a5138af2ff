/* rules.h - the trading rules that a command works with: the built-in set, or an exchangeInfo file.
 * Start-up only. */
#ifndef AC_SESSION_RULES_H
#define AC_SESSION_RULES_H

#include "core/error.h"
#include "market/instrument.h"

struct ac_rules {
	const struct ac_instrument *instruments; /* `owned`, or the built-in set */
	uint32_t count;
	struct ac_instrument *owned;
};

/* Either path may be NULL. `error` receives a sentence. */
bool ac_rules_load(const char *exchange_info, const char *brackets, struct ac_rules *ret_rules,
		   struct ac_error *error);
void ac_rules_free(struct ac_rules *rules);

/* Replaces tick, step and minimum notional where they are given (tick, step > 0; notional >= 0). */
void ac_rules_override(struct ac_instrument *instrument, struct ac_dec tick, struct ac_dec step,
		       struct ac_dec notional_minimum);

#endif
