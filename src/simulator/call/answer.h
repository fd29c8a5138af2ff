/* answer.h - what answers and frames are written with. Only for the files of the simulator. */
#ifndef AC_SIMULATOR_CALL_ANSWER_H
#define AC_SIMULATOR_CALL_ANSWER_H

#include "simulator/call/state.h"

/* At least `decimals` places, more where the value has more. */
void simulator_json_dec(struct ac_json *json, const char *key, struct ac_dec value, int decimals);
/* JSON that is already written. */
void simulator_json_raw(struct ac_json *json, const char *key, struct ac_str text);
void simulator_json_word(struct ac_json *json, const char *key, const char *text);
static inline const struct ac_instrument *simulator_instrument(const struct ac_simulator *simulator,
							       uint16_t symbol)
{
	return &simulator->instruments.items[symbol];
}
static inline void simulator_json_price(struct ac_json *json, const char *key,
					const struct ac_simulator *simulator, uint16_t symbol,
					struct ac_dec price)
{
	simulator_json_dec(json, key, price,
			   simulator_instrument(simulator, symbol)->price_precision);
}
static inline void simulator_json_quantity(struct ac_json *json, const char *key,
					   const struct ac_simulator *simulator, uint16_t symbol,
					   struct ac_dec quantity)
{
	simulator_json_dec(json, key, quantity,
			   simulator_instrument(simulator, symbol)->quantity_precision);
}
/* Makes the symbol's steps so many times coarser. */
void simulator_symbol_coarsen(struct ac_simulator *simulator, uint16_t symbol, int32_t factor);
/* {"code":200,"msg":…}, as successes without a result are told. */
void simulator_json_done(struct simulator_call *call, const char *message);

#endif
