#include "session/rules.h"

#include <stdio.h>
#include <stdlib.h>

#include "binance/codec/exchange_info.h"
#include "io/document.h"
#include "sys/error.h"

static bool decode(const char *path, bool is_brackets, struct ac_instruments *instruments,
		   struct ac_error *error)
{
	ac_assert(path != NULL);
	char why[400];
	size_t size = 0;
	uint32_t count;
	char *text = ac_document_read(path, &size, error);
	if (text == NULL)
		return false;
	struct ac_str json = { text, size };
	enum ac_status status =
		is_brackets
			? ac_leverage_brackets_decode(json, instruments, &count, why, sizeof(why))
			: ac_exchange_info_decode(json, instruments, &count, why, sizeof(why));
	free(text);
	if (status != AC_OK)
		ac_error_set(error, "%s: %s", path, why);
	return status == AC_OK;
}

bool ac_rules_load(const char *exchange_info, const char *brackets, struct ac_rules *ret_rules,
		   struct ac_error *error)
{
	*ret_rules = (struct ac_rules){ 0 };
	if (exchange_info == NULL) {
		ret_rules->instruments = ac_instruments_default(&ret_rules->count);
		return true;
	}
	struct ac_instruments instruments = {
		.items = calloc(AC_INSTRUMENTS_MAX, sizeof(*instruments.items)),
		.capacity = AC_INSTRUMENTS_MAX,
	};
	if (instruments.items == NULL) {
		ac_error_set(error, "out of memory");
		return false;
	}
	if (!decode(exchange_info, false, &instruments, error) ||
	    (brackets != NULL && !decode(brackets, true, &instruments, error))) {
		free(instruments.items);
		return false;
	}
	ret_rules->owned = instruments.items;
	ret_rules->instruments = instruments.items;
	ret_rules->count = instruments.count;
	return true;
}

void ac_rules_free(struct ac_rules *rules)
{
	free(rules->owned);
	*rules = (struct ac_rules){ 0 };
}

void ac_rules_override(struct ac_instrument *instrument, struct ac_dec tick, struct ac_dec step,
		       struct ac_dec notional_minimum)
{
	ac_assert(instrument != NULL);
	if (tick.units > 0) {
		instrument->tick = tick;
		instrument->price_precision = AC_DEC_DIGITS;
	}
	if (step.units > 0) {
		instrument->quantity_precision = AC_DEC_DIGITS;
		instrument->lot.step = step;
		instrument->lot.minimum = step;
		instrument->market_lot.step = step;
		instrument->market_lot.minimum = step;
	}
	if (notional_minimum.units >= 0)
		instrument->notional_minimum = notional_minimum;
}
