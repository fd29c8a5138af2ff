/* call.h - the parameters of a request: taking them apart, reading them as what they should be,
 * refusing them in the exchange's words. */
#ifndef AC_VENUE_CALL_H
#define AC_VENUE_CALL_H

#include <jansson.h>

#include "venue/account.h"

/* Begins a call: an empty answer in `buffer`, and the request's query and body as parameters; the
 * query's win. False after a refusal. */
bool venue_call_begin(struct ac_venue *venue, struct venue_call *call,
		      const struct ac_venue_request *request, char *buffer, size_t capacity);
/* The members of a JSON object as parameters; texts stay in `object`. False after a refusal. */
bool venue_call_members(struct ac_venue *venue, struct venue_call *call, const json_t *object);

static inline bool venue_has(const struct venue_call *call, const char *name)
{
	return venue_parameter(call, name).data != NULL;
}
/* Each returns false after a refusal. What is absent leaves ret_ untouched and is refused where
 * `is_mandatory`. */
bool venue_read_dec(struct venue_call *call, const char *name, bool is_mandatory,
		    struct ac_dec *ret_value);
bool venue_read_int(struct venue_call *call, const char *name, bool is_mandatory,
		    int64_t *ret_value);
bool venue_read_bool(struct venue_call *call, const char *name, bool *ret_value);
bool venue_read_side(struct venue_call *call, uint8_t *ret_side);
bool venue_read_position_side(struct venue_call *call, uint8_t *ret_side);
/* One of `count` texts. -1 where absent; -2 after a refusal with `code`. */
int32_t venue_read_choice(struct venue_call *call, const char *name, uint8_t count,
			  const char *(*text)(uint8_t index), int32_t code, const char *message);
/* A client id as the exchange allows it; made where absent. */
bool venue_read_client_id(struct venue_call *call, const char *name,
			  char ret_client_id[AC_CLIENT_ID_SIZE]);

void venue_refuse_missing(struct venue_call *call, const char *name);      /* -1102 */
void venue_refuse_not_required(struct venue_call *call, const char *name); /* -1106 */
/* With the exchange's own message for the code. */
void venue_refuse_code(struct venue_call *call, int32_t code);
const char *venue_error_text(int32_t code);

/* ---- answers ---- */
/* At least `decimals` places, more where the value has more. */
void venue_json_dec(struct ac_json *json, const char *key, struct ac_dec value, int decimals);
/* JSON that is already written. */
void venue_json_raw(struct ac_json *json, const char *key, struct ac_str text);
void venue_json_word(struct ac_json *json, const char *key, const char *text);
static inline const struct ac_instrument *venue_instrument(const struct ac_venue *venue,
							   uint16_t symbol)
{
	return &venue->instruments.items[symbol];
}
static inline void venue_json_price(struct ac_json *json, const char *key,
				    const struct ac_venue *venue, uint16_t symbol,
				    struct ac_dec price)
{
	venue_json_dec(json, key, price, venue_instrument(venue, symbol)->price_precision);
}
static inline void venue_json_quantity(struct ac_json *json, const char *key,
				       const struct ac_venue *venue, uint16_t symbol,
				       struct ac_dec quantity)
{
	venue_json_dec(json, key, quantity, venue_instrument(venue, symbol)->quantity_precision);
}
/* Makes the symbol's steps so many times coarser. */
void venue_symbol_coarsen(struct ac_venue *venue, uint16_t symbol, int32_t factor);
/* {"code":200,"msg":…}, as successes without a result are told. */
void venue_json_done(struct venue_call *call, const char *message);

#endif
