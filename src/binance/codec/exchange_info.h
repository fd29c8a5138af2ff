/* exchange_info.h - decodes the exchange's rule documents into instruments. Not on the path from a
 * price to an order: it uses jansson. Start-up and refresh only. */
#ifndef AC_BINANCE_CODEC_EXCHANGE_INFO_H
#define AC_BINANCE_CODEC_EXCHANGE_INFO_H

#include "market/instrument.h"

/* Decodes /fapi/v1/exchangeInfo. Unknown fields, filters and enum values are ignored; a symbol that
 * cannot be understood is left out and counted, never guessed. Fees are the regular tier's until
 * the account's are known. `instruments` has capacity for them; existing content is replaced.
 * AC_ERR_PARSE (not such a document), AC_ERR_FULL; `error` receives a sentence. */
AC_MUST_USE enum ac_status ac_exchange_info_decode(struct ac_str json,
						   struct ac_instruments *instruments,
						   uint32_t *ret_skipped, char *error,
						   size_t error_size);

/* Decodes /fapi/v1/leverageBracket (array or object), or an object of symbol → tiers whose `info`
 * holds the same fields as text, into the instruments that it names; others are ignored. */
AC_MUST_USE enum ac_status ac_leverage_brackets_decode(struct ac_str json,
						       struct ac_instruments *instruments,
						       uint32_t *ret_matched, char *error,
						       size_t error_size);

#endif
