/* json_fields.h - picks members of known names out of an object, in one walk. For answers, whose
 * members come in any order; what is not named is checked to be JSON and passed over. Pure; any
 * thread. */
#ifndef AC_BINANCE_CODEC_JSON_FIELDS_H
#define AC_BINANCE_CODEC_JSON_FIELDS_H

#include "binance/codec/json_reader.h"

/* Consumes the value at hand. values[i] is that of names[i], of kind NONE where it is absent or
 * null; of repeated names the last counts. False: not an object, or not JSON. */
bool ac_json_fields_read(struct ac_json_reader *reader, const char *const *names, size_t count,
			 struct ac_json_value *ret_values);
/* The same for a whole document that is one object. */
bool ac_json_fields_of(struct ac_str text, const char *const *names, size_t count,
		       struct ac_json_value *ret_values);

/* The index of a value in `words`, -1 for none of them. */
int ac_json_field_word(const struct ac_json_value *value, const char *const *words, size_t count);
/* A whole number; 0 with false where it is none. */
bool ac_json_field_int(const struct ac_json_value *value, int64_t *ret_number);
/* A decimal of at least zero; absent is `*ret_decimal` left as it is, and fine where it may be. */
bool ac_json_field_amount(const struct ac_json_value *value, bool is_needed,
			  struct ac_dec *ret_decimal);
/* Copies a text, cut to what fits and between characters. */
void ac_json_field_text(const struct ac_json_value *value, char *ret_text, size_t size);

#endif
