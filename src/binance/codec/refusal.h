/* refusal.h - Binance's error numbers: what each means in neutral words, and its name.
 * Not what follows for an order: that is the executor's, by the word. Read-only; any thread. Source:
 * exchange reference, section 7.2. */
#ifndef AC_BINANCE_CODEC_REFUSAL_H
#define AC_BINANCE_CODEC_REFUSAL_H

#include "market/refusal.h"

extern const struct ac_refusal_codes ac_binance_codes;

/* Whether the table has it. */
bool ac_binance_code_is_known(int32_t code);
/* OTHER for a number outside the table, NONE for 0. */
enum ac_refusal ac_binance_refusal(int32_t code);

#endif
