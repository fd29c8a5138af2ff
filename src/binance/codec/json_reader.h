/* json_reader.h - walks JSON text of the exchange in place: strict (RFC 8259), without allocation,
 * without doubles. Nothing is a tree: the caller pulls keys and values as they come. Any bytes may
 * come in. Pure; any thread.
 *
 * What is accepted is what jansson accepts, with these differences: numbers of any size are JSON
 * here, and their range is judged where one is used; nesting ends at AC_JSON_DEPTH_MAX; any value
 * may be the whole document; and a byte of zero is refused wherever it stands. An escaped NUL is
 * refused as jansson refuses it: texts end at their NUL in here. Of repeated keys all are seen, in
 * their order. Keys are given as they are written: one that is spelled with escapes is not found,
 * which the exchange never does.
 *
 *	struct ac_json_reader reader;
 *	struct ac_str key;
 *	ac_json_reader_init(&reader, text);
 *	if (ac_json_reader_enter(&reader, AC_JSON_OBJECT)) {
 *		while (ac_json_reader_key(&reader, &key)) {
 *			struct ac_json_value value;
 *			if (ac_json_reader_value(&reader, &value) &&
 *			    ac_str_equal(key, AC_STR("code")))
 *				...
 *		}
 *	}
 *	if (!ac_json_reader_finish(&reader))
 *		... not JSON: nothing that was read may be believed
 */
#ifndef AC_BINANCE_CODEC_JSON_READER_H
#define AC_BINANCE_CODEC_JSON_READER_H

#include "core/decimal.h"

#define AC_JSON_DEPTH_MAX 64u

enum ac_json_kind {
	AC_JSON_NONE, /* no value: an end, or bytes that begin none */
	AC_JSON_OBJECT,
	AC_JSON_ARRAY,
	AC_JSON_STRING,
	AC_JSON_NUMBER,
	AC_JSON_TRUE,
	AC_JSON_FALSE,
	AC_JSON_NULL,
};

/* One value as it is written. `text` lies in the document: of a string what is between the quotes,
 * of the others all of it, an object's brackets included - which may be given to another reader. */
struct ac_json_value {
	struct ac_str text;
	uint8_t kind;    /* enum ac_json_kind */
	bool is_escaped; /* a string with a backslash in it */
};

struct ac_json_reader {
	const char *begin, *at, *end; /* borrowed until the last value has been used */
	const char *error;            /* what is wrong at `at`; NULL so far nothing. Final. */
	uint32_t depth;               /* objects and arrays that have been entered and not left */
	bool is_first;                /* nothing has been read of the one that was entered last */
	bool is_done;                 /* the document's one value has been read */
};

void ac_json_reader_init(struct ac_json_reader *reader, struct ac_str text);

/* What the value at hand is; NONE also after an error. Consumes blanks only. */
enum ac_json_kind ac_json_reader_peek(struct ac_json_reader *reader);

/* Steps into the value at hand when it is of that kind, OBJECT or ARRAY. When it is of another,
 * false, and nothing has been consumed. */
bool ac_json_reader_enter(struct ac_json_reader *reader, enum ac_json_kind kind);

/* The next member of the object that was entered: its key is given and its value is at hand, which
 * must then be consumed (value, skip, or enter to its end). False at the object's end, which has
 * been left then, and on an error. */
bool ac_json_reader_key(struct ac_json_reader *reader, struct ac_str *ret_key);
/* The same for the next item of an array. */
bool ac_json_reader_item(struct ac_json_reader *reader);

/* Consumes the value at hand, of any kind, and checks all of it. False on an error. */
bool ac_json_reader_value(struct ac_json_reader *reader, struct ac_json_value *ret_value);
bool ac_json_reader_skip(struct ac_json_reader *reader);

/* Whether the document was valid to its end, one value and blanks behind it. Before this is asked,
 * what was read may belong to a document that breaks off. */
bool ac_json_reader_finish(struct ac_json_reader *reader);

/* Whether all of `text` is one valid value; says what is wrong, and at which byte, if asked. */
bool ac_json_reader_check(struct ac_str text, const char **ret_error, size_t *ret_offset);

/* ---- what a value says. AC_ERR_PARSE: of another kind, or no such text. ---- */

/* A whole number, bare or as a string: [-]digits without leading zeros. "1e3" and "1.0" are not.
 * AC_ERR_RANGE where it does not fit. */
AC_MUST_USE enum ac_status ac_json_value_int(const struct ac_json_value *value,
					     int64_t *ret_number);
/* A decimal, bare or as a string, by ac_dec_parse: exact, no exponent, more than eight decimals
 * only where the rest are zeros. AC_ERR_RANGE where it does not fit. */
AC_MUST_USE enum ac_status ac_json_value_decimal(const struct ac_json_value *value,
						 struct ac_dec *ret_decimal);
/* The same for values that may have more decimals than are kept, such as averages. */
AC_MUST_USE enum ac_status ac_json_value_decimal_rounded(const struct ac_json_value *value,
							 enum ac_round round,
							 struct ac_dec *ret_decimal);
AC_MUST_USE enum ac_status ac_json_value_bool(const struct ac_json_value *value, bool *ret_bool);
/* A string without its escapes, as UTF-8, terminated. AC_ERR_RANGE where it does not fit into
 * `size` with its terminator; `ret_text` is then an empty text if size > 0. */
AC_MUST_USE enum ac_status ac_json_value_text(const struct ac_json_value *value, char *ret_text,
					      size_t size);
/* Whether it is a string that reads so, escapes or not. `text` of up to 63 bytes. */
bool ac_json_value_is(const struct ac_json_value *value, struct ac_str text);

#endif
