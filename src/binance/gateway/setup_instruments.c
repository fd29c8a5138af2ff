/* The exchange's rules as instruments: what may be traded, and how leverage is tiered. */
#include "binance/gateway/setup.h"

#include <stdio.h>
#include <stdlib.h>

#include "binance/codec/exchange_info.h"

static bool ask(struct ac_rest *rest, const char *path, bool is_signed,
		struct ac_rest_answer *answer, char *error, size_t error_size)
{
	struct ac_request request;
	ac_request_begin(&request, "GET", path, is_signed);
	ac_rest_ask(rest, &request, AC_LANE_ENTRY, answer);
	if (ac_rest_is_ok(answer))
		return true;
	snprintf(error, error_size, "%s: %s", path, answer->error);
	return false;
}

static bool take_rules(struct ac_rest *rest, struct ac_instruments *instruments, char *error,
		       size_t error_size)
{
	struct ac_rest_answer answer;
	struct ac_rate_limits limits;
	uint32_t skipped;
	if (!ask(rest, "/fapi/v1/exchangeInfo", false, &answer, error, error_size))
		return false;
	if (ac_exchange_info_decode(answer.body, instruments, &skipped, error, error_size) != AC_OK)
		return false;
	if (ac_document_rate_limits(answer.body, &limits, error, error_size) != AC_OK)
		return false;
	/* What has been spent stays counted. */
	ac_rest_budget(rest)->limits = limits;
	return true;
}

/* Brackets are told to those who have a key only. Without one nothing real is at stake, and the
 * default set's serve the simulated exchange. */
static void assume_brackets(struct ac_instruments *instruments)
{
	uint32_t count;
	const struct ac_instrument *known = ac_instruments_default(&count);
	for (uint32_t i = 0; i < instruments->count; i++) {
		struct ac_instrument *instrument = &instruments->items[i];
		struct ac_instrument generic;
		const struct ac_instrument *from = &generic;
		ac_instrument_generic(ac_str_from(instrument->symbol), instrument->tick,
				      instrument->lot.step, instrument->notional_minimum, &generic);
		for (uint32_t k = 0; k < count; k++) {
			if (strcmp(known[k].symbol, instrument->symbol) == 0)
				from = &known[k];
		}
		memcpy(instrument->brackets, from->brackets, sizeof(instrument->brackets));
		instrument->bracket_count = from->bracket_count;
	}
}

static bool take_brackets(struct ac_rest *rest, struct ac_instruments *instruments, char *error,
			  size_t error_size)
{
	struct ac_rest_answer answer;
	uint32_t matched;
	if (ac_rest_signer(rest) == NULL) {
		assume_brackets(instruments);
		return true;
	}
	return ask(rest, "/fapi/v1/leverageBracket", true, &answer, error, error_size) &&
	       ac_leverage_brackets_decode(answer.body, instruments, &matched, error, error_size) ==
		       AC_OK;
}

bool ac_setup_instruments(struct ac_rest *rest, struct ac_instruments *ret_instruments, char *error,
			  size_t error_size)
{
	struct ac_instruments instruments = {
		.items = calloc(AC_INSTRUMENTS_MAX, sizeof(*instruments.items)),
		.capacity = AC_INSTRUMENTS_MAX,
	};
	if (instruments.items == NULL) {
		snprintf(error, error_size, "out of memory");
		return false;
	}
	if (!take_rules(rest, &instruments, error, error_size) ||
	    !take_brackets(rest, &instruments, error, error_size)) {
		free(instruments.items);
		return false;
	}
	*ret_instruments = instruments;
	return true;
}
