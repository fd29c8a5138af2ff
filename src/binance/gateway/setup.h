/* setup.h - brings the account into the state that the configuration asks for, before anything is
 * traded: position mode, asset mode, leverage and margin type per symbol. Reads, shows, sets what
 * differs (the exchange's "no need to change" is success), refuses plainly what it cannot set.
 * Blocking; start-up thread only. */
#ifndef AC_BINANCE_GATEWAY_SETUP_H
#define AC_BINANCE_GATEWAY_SETUP_H

#include "binance/codec/documents.h"
#include "binance/gateway/rest.h"
#include "config/config.h"

struct ac_setup_line {
	char what[64]; /* "position mode", "BTCUSDT leverage" */
	char found[32], wanted[32];
	bool was_set;    /* it differed and was changed */
	bool is_refused; /* it differs and could not be changed */
	char text[256];  /* what to do, where refused */
};
typedef void ac_setup_say(void *self, const struct ac_setup_line *line);

/* `instruments` are those of the run; their fees are replaced by the account's commission rates.
 * With `is_dry` nothing is set, and fees are not asked for. False after a line that is refused or a
 * question that failed
 * (`error`). */
bool ac_setup_account(struct ac_rest *rest, const struct ac_config *config,
		      struct ac_instruments *instruments, bool is_dry, ac_setup_say *say,
		      void *self, char *error, size_t error_size);

/* exchangeInfo and leverage brackets into instruments (calloc'd, the caller frees), and the rate
 * limits into the budget. Brackets are told to those with a key only: without one they are the
 * default set's, for the simulated exchange. */
bool ac_setup_instruments(struct ac_rest *rest, struct ac_instruments *ret_instruments, char *error,
			  size_t error_size);

#endif
