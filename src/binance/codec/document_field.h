/* document_field.h - reads the fields of one document with jansson, and remembers the first that is
 * wrong, so that a reader of many fields asks once at its end. Not for streams: json_reader.h is.
 * Used by documents.c and document_rows.c only; one owner. */
#ifndef AC_BINANCE_CODEC_DOCUMENT_FIELD_H
#define AC_BINANCE_CODEC_DOCUMENT_FIELD_H

#include <jansson.h>

#include "core/decimal.h"
#include "market/order.h"

struct ac_document {
	const char *name; /* "userTrades", for the sentence */
	json_t *root;     /* owned */
	int64_t row;      /* -1: not in a list */
	char *error;
	size_t error_size;
	enum ac_status status; /* of the first fault */
};

/* AC_ERR_PARSE: not JSON, or too long to be such a document. `error` is terminated. */
AC_MUST_USE enum ac_status ac_document_open(struct ac_document *document, const char *name,
					    struct ac_str json, char *error, size_t error_size);
/* Frees it, and gives the status of all that was read. */
AC_MUST_USE enum ac_status ac_document_close(struct ac_document *document);
/* Notes a fault, unless one is noted already: "userTrades, row 3: price is not a decimal". */
void ac_document_fault(struct ac_document *document, enum ac_status status, const char *key,
		       const char *what);

enum ac_presence { AC_FIELD_NEEDED, AC_FIELD_OPTIONAL };

/* Money: a string, or a whole number. A JSON real has gone through a double and is refused. 0 where
 * optional and absent, null or "". */
struct ac_dec ac_field_dec(struct ac_document *document, const json_t *object, const char *key,
			   enum ac_presence presence);
/* A string with more decimals than are kept, as averages have: the nearest, ties to even. */
struct ac_dec ac_field_average(struct ac_document *document, const json_t *object, const char *key,
			       enum ac_presence presence);
/* Integers as such or in a string (ids come both ways); never a real. */
int64_t ac_field_int(struct ac_document *document, const json_t *object, const char *key,
		     enum ac_presence presence);
/* A moment: 0 (never) to the year 2200. */
ac_ms ac_field_time(struct ac_document *document, const json_t *object, const char *key,
		    enum ac_presence presence);
/* true, false, or the same in a string. */
bool ac_field_bool(struct ac_document *document, const json_t *object, const char *key,
		   enum ac_presence presence);
/* "" where optional and absent; valid until the document is closed. */
const char *ac_field_text(struct ac_document *document, const json_t *object, const char *key,
			  enum ac_presence presence);
/* Copies a client id. One that no order of ours can have is left empty. */
void ac_field_client_id(struct ac_document *document, const json_t *object, const char *key,
			char ret_id[AC_CLIENT_ID_SIZE]);
/* The index of a text in `words`; `fallback` for others, or a fault where that is -1. */
int ac_field_word(struct ac_document *document, const json_t *object, const char *key,
		  const char *const *words, size_t count, int fallback);
/* The elements of a list; NULL with a fault where it is none. `key` NULL: the document itself. */
const json_t *ac_field_list(struct ac_document *document, const char *key);

#endif
