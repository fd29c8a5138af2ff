#include "binance/codec/document_field.h"

#include "binance/codec/json_reader.h"

/* The longest that is asked for is exchangeInfo with about 1.2 MB. */
#define DOCUMENT_BYTES_MAX (8u << 20)
#define TIME_MS_MAX        7258118400000LL /* the year 2200 */

/* printf is not for these layers; what does not fit is cut. */
static void append(char *text, size_t size, const char *piece)
{
	size_t used = strlen(text), length = strlen(piece);
	if (length > size - 1 - used)
		length = size - 1 - used;
	memcpy(text + used, piece, length);
	text[used + length] = '\0';
}

void ac_document_fault(struct ac_document *document, enum ac_status status, const char *key,
		       const char *what)
{
	if (document->status != AC_OK)
		return;
	document->status = status;
	if (document->error_size == 0)
		return;
	document->error[0] = '\0';
	append(document->error, document->error_size, document->name);
	if (document->row >= 0) {
		char row[AC_DEC_TEXT_SIZE];
		ac_dec_format((struct ac_dec){ document->row * AC_DEC_SCALE }, row);
		append(document->error, document->error_size, ", row ");
		append(document->error, document->error_size, row);
	}
	append(document->error, document->error_size, ": ");
	append(document->error, document->error_size, key);
	append(document->error, document->error_size, what);
}

enum ac_status ac_document_open(struct ac_document *document, const char *name, struct ac_str json,
				char *error, size_t error_size)
{
	*document = (struct ac_document){
		.name = name, .row = -1, .error = error, .error_size = error_size
	};
	if (error_size > 0)
		error[0] = '\0';
	if (json.size > DOCUMENT_BYTES_MAX) {
		ac_document_fault(document, AC_ERR_PARSE, "", "longer than 8 MiB");
		return document->status;
	}
	json_error_t detail;
	document->root = json_loadb(json.data, json.size, 0, &detail);
	if (document->root == NULL)
		ac_document_fault(document, AC_ERR_PARSE, "not JSON: ", detail.text);
	return document->status;
}

enum ac_status ac_document_close(struct ac_document *document)
{
	json_decref(document->root);
	document->root = NULL;
	return document->status;
}

static void fault(struct ac_document *document, const char *key, const char *what)
{
	ac_document_fault(document, AC_ERR_PARSE, key, what);
}

static bool is_empty(const json_t *value)
{
	return value == NULL || json_is_null(value) ||
	       (json_is_string(value) && json_string_length(value) == 0);
}

/* NULL where there is nothing to read; a fault if something had to be there. */
static const json_t *find(struct ac_document *document, const json_t *object, const char *key,
			  enum ac_presence presence)
{
	const json_t *value = json_object_get(object, key);
	if (!is_empty(value))
		return value;
	if (presence == AC_FIELD_NEEDED)
		fault(document, key, " is missing");
	return NULL;
}

struct ac_dec ac_field_dec(struct ac_document *document, const json_t *object, const char *key,
			   enum ac_presence presence)
{
	const json_t *value = find(document, object, key, presence);
	struct ac_dec read = AC_DEC_ZERO;
	if (value == NULL)
		return read;
	if (json_is_string(value)) {
		struct ac_str text = { json_string_value(value), json_string_length(value) };
		if (ac_dec_parse(text, &read) != AC_OK)
			fault(document, key, " is not a decimal that fits");
	} else if (!json_is_integer(value)) {
		fault(document, key, " is not a decimal in a string");
	} else if (__builtin_mul_overflow((int64_t)json_integer_value(value), AC_DEC_SCALE,
					  &read.units)) {
		fault(document, key, " is not a decimal that fits");
		read = AC_DEC_ZERO;
	}
	return read;
}

struct ac_dec ac_field_average(struct ac_document *document, const json_t *object, const char *key,
			       enum ac_presence presence)
{
	const json_t *value = find(document, object, key, presence);
	struct ac_dec read = AC_DEC_ZERO;
	if (!json_is_string(value))
		return ac_field_dec(document, object, key, presence);
	const struct ac_json_value text = {
		.text = { json_string_value(value), json_string_length(value) },
		.kind = AC_JSON_STRING,
	};
	if (ac_json_value_decimal_rounded(&text, AC_ROUND_HALF_EVEN, &read) != AC_OK)
		fault(document, key, " is not a decimal that fits");
	return read;
}

static bool parse_int(const char *text, int64_t *ret_value)
{
	bool is_negative = *text == '-';
	int64_t value = 0;
	if (is_negative)
		text++;
	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9' || __builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, *text - '0', &value))
			return false;
	}
	*ret_value = is_negative ? -value : value;
	return true;
}

int64_t ac_field_int(struct ac_document *document, const json_t *object, const char *key,
		     enum ac_presence presence)
{
	const json_t *value = find(document, object, key, presence);
	int64_t read = 0;
	if (value == NULL)
		return 0;
	if (json_is_integer(value))
		return json_integer_value(value);
	if (!json_is_string(value) || !parse_int(json_string_value(value), &read))
		fault(document, key, " is not a whole number");
	return read;
}

ac_ms ac_field_time(struct ac_document *document, const json_t *object, const char *key,
		    enum ac_presence presence)
{
	ac_ms time = ac_field_int(document, object, key, presence);
	if (time >= 0 && time < TIME_MS_MAX)
		return time;
	fault(document, key, " is not a time in milliseconds");
	return 0;
}

bool ac_field_bool(struct ac_document *document, const json_t *object, const char *key,
		   enum ac_presence presence)
{
	const json_t *value = find(document, object, key, presence);
	if (value == NULL || json_is_boolean(value))
		return value != NULL && json_is_true(value);
	const char *text = json_is_string(value) ? json_string_value(value) : "";
	bool is_true = strcmp(text, "true") == 0;
	if (!is_true && strcmp(text, "false") != 0)
		fault(document, key, " is neither true nor false");
	return is_true;
}

const char *ac_field_text(struct ac_document *document, const json_t *object, const char *key,
			  enum ac_presence presence)
{
	const json_t *value = find(document, object, key, presence);
	if (value == NULL)
		return "";
	if (json_is_string(value))
		return json_string_value(value);
	fault(document, key, " is not text");
	return "";
}

void ac_field_client_id(struct ac_document *document, const json_t *object, const char *key,
			char ret_id[AC_CLIENT_ID_SIZE])
{
	const char *text = ac_field_text(document, object, key, AC_FIELD_OPTIONAL);
	size_t size = strlen(text);
	memset(ret_id, 0, AC_CLIENT_ID_SIZE);
	if (size >= AC_CLIENT_ID_SIZE)
		return;
	memcpy(ret_id, text, size);
	ret_id[size] = '\0';
}

int ac_field_word(struct ac_document *document, const json_t *object, const char *key,
		  const char *const *words, size_t count, int fallback)
{
	enum ac_presence presence = fallback < 0 ? AC_FIELD_NEEDED : AC_FIELD_OPTIONAL;
	const char *text = ac_field_text(document, object, key, presence);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(text, words[i]) == 0)
			return (int)i;
	}
	if (fallback >= 0)
		return fallback;
	fault(document, key, " is none of the values that are known");
	return 0;
}

const json_t *ac_field_list(struct ac_document *document, const char *key)
{
	const json_t *list = key == NULL ? document->root : json_object_get(document->root, key);
	if (json_is_array(list))
		return list;
	fault(document, key == NULL ? "the document" : key, " is not a list");
	return NULL;
}
