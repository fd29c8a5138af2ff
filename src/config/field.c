/* One row of a schema: its value parsed, printed, and refused with advice. */
#include "config/choice.h"
#include "config/schema.h"

#include <stdio.h>

/* Strict: 010 is eight to some readers and ten to others, so a leading zero is refused. */
static enum ac_status parse_whole(struct ac_str text, int64_t *ret_value)
{
	bool is_negative = text.size > 0 && text.data[0] == '-';
	size_t first = is_negative ? 1 : 0;
	int64_t value = 0;
	bool is_large = false;
	if (text.size == first || (text.size > first + 1 && text.data[first] == '0'))
		return AC_ERR_PARSE;
	for (size_t i = first; i < text.size; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return AC_ERR_PARSE;
		int64_t digit = text.data[i] - '0';
		is_large |= __builtin_mul_overflow(value, 10, &value);
		is_large |= __builtin_sub_overflow(value, digit, &value);
	}
	/* Counted downwards, because there is one more negative number than positive ones. */
	if (is_large || (!is_negative && value == INT64_MIN))
		return AC_ERR_RANGE;
	*ret_value = is_negative ? value : -value;
	return AC_OK;
}

static enum ac_status parse_number(const struct ac_field *field, struct ac_str text, void *at)
{
	int64_t whole, minimum, maximum;
	enum ac_status status = parse_whole(text, &whole);
	if (status != AC_OK)
		return status;
	status = parse_whole(ac_str_from(field->minimum), &minimum);
	ac_assert(status == AC_OK);
	status = parse_whole(ac_str_from(field->maximum), &maximum);
	ac_assert(status == AC_OK);
	if (whole < minimum || whole > maximum)
		return AC_ERR_RANGE;
	if (field->type == AC_FIELD_MS) {
		ac_ns ns = whole * AC_NS_PER_MS;
		memcpy(at, &ns, sizeof(ns));
	} else {
		int32_t small = (int32_t)whole;
		ac_assert(small == whole);
		memcpy(at, &small, sizeof(small));
	}
	return AC_OK;
}

static enum ac_status parse_decimal(const struct ac_field *field, struct ac_str text, void *at)
{
	struct ac_dec value, minimum, maximum;
	enum ac_status status = ac_dec_parse(text, &value);
	if (status != AC_OK)
		return status;
	status = ac_dec_parse(ac_str_from(field->minimum), &minimum);
	ac_assert(status == AC_OK);
	status = ac_dec_parse(ac_str_from(field->maximum), &maximum);
	ac_assert(status == AC_OK);
	if (ac_dec_compare(value, minimum) < 0 || ac_dec_compare(value, maximum) > 0)
		return AC_ERR_RANGE;
	memcpy(at, &value, sizeof(value));
	return AC_OK;
}

/* Keys and addresses have no blanks; one inside is a slip of the clipboard. A private key in PEM
 * has some, and line ends where the environment holds it. */
static bool belongs_to_secret(bool is_pem, unsigned char c)
{
	if (is_pem && (c == ' ' || c == '\n' || c == '\r'))
		return true;
	return c > ' ' && c < 0x7f;
}

static enum ac_status parse_text(const struct ac_field *field, struct ac_str text, char *at)
{
	if (field->choices != NULL && ac_choice_find(field->choices, text) < 0)
		return AC_ERR_RANGE;
	if (text.size >= field->size)
		return AC_ERR_RANGE;
	static const char pem[] = "-----BEGIN ";
	bool is_pem = text.size >= sizeof(pem) && memcmp(text.data, pem, sizeof(pem) - 1) == 0;
	for (size_t i = 0; i < text.size; i++) {
		unsigned char c = (unsigned char)text.data[i];
		bool is_fine = field->type == AC_FIELD_SECRET ? belongs_to_secret(is_pem, c)
							      : c >= ' ' && c != 0x7f;
		if (!is_fine)
			return AC_ERR_PARSE;
	}
	memset(at, 0, field->size);
	memcpy(at, text.data, text.size);
	return AC_OK;
}

enum ac_status ac_field_parse(const struct ac_field *field, struct ac_str text, void *base)
{
	char *at = (char *)base + field->offset;
	switch (field->type) {
	case AC_FIELD_BOOL: {
		bool value = ac_str_equal(text, AC_STR("true"));
		if (!value && !ac_str_equal(text, AC_STR("false")))
			return AC_ERR_PARSE;
		memcpy(at, &value, sizeof(value));
		return AC_OK;
	}
	case AC_FIELD_INT:
	case AC_FIELD_MS:
		return parse_number(field, text, at);
	case AC_FIELD_DECIMAL:
		return parse_decimal(field, text, at);
	case AC_FIELD_CHOICE: {
		int32_t value = ac_choice_find(field->choices, text);
		if (value < 0)
			return AC_ERR_RANGE;
		static_assert(sizeof(enum ac_order_type) == sizeof(value), "enums are 32 bits");
		memcpy(at, &value, sizeof(value));
		return AC_OK;
	}
	case AC_FIELD_TEXT:
	case AC_FIELD_SECRET:
		return parse_text(field, text, at);
	case AC_FIELD_SECTION:
		break;
	}
	ac_assert(false);
}

size_t ac_field_format(const struct ac_field *field, const void *base, char *text, size_t size)
{
	const char *at = (const char *)base + field->offset;
	int length = -1;
	switch (field->type) {
	case AC_FIELD_BOOL: {
		bool value;
		memcpy(&value, at, sizeof(value));
		length = snprintf(text, size, "%s", value ? "true" : "false");
		break;
	}
	case AC_FIELD_INT: {
		int32_t value;
		memcpy(&value, at, sizeof(value));
		length = snprintf(text, size, "%d", value);
		break;
	}
	case AC_FIELD_MS: {
		ac_ns value;
		memcpy(&value, at, sizeof(value));
		length = snprintf(text, size, "%lld", (long long)(value / AC_NS_PER_MS));
		break;
	}
	case AC_FIELD_DECIMAL: {
		struct ac_dec value;
		memcpy(&value, at, sizeof(value));
		ac_assert(size >= AC_DEC_TEXT_SIZE);
		return ac_dec_format(value, text);
	}
	case AC_FIELD_CHOICE: {
		uint32_t value;
		memcpy(&value, at, sizeof(value));
		struct ac_str choice = ac_choice_at(field->choices, value);
		length = snprintf(text, size, "%.*s", (int)choice.size, choice.data);
		break;
	}
	case AC_FIELD_TEXT:
		length = snprintf(text, size, "%s", at);
		break;
	case AC_FIELD_SECRET:
	case AC_FIELD_SECTION:
		ac_assert(false);
	}
	ac_assert(length >= 0);
	ac_assert((size_t)length < size);
	return (size_t)length;
}

/* "A,B,C" as "A, B or C". */
static void list_choices(const char *choices, char *text, size_t size)
{
	size_t used = 0;
	text[0] = '\0';
	for (uint32_t i = 0;; i++) {
		struct ac_str choice = ac_choice_at(choices, i);
		if (choice.size == 0)
			return;
		bool is_last = ac_choice_at(choices, i + 1).size == 0;
		const char *before = i == 0 ? "" : is_last ? " or " : ", ";
		int length = snprintf(text + used, size - used, "%s%.*s", before, (int)choice.size,
				      choice.data);
		if (length < 0 || (size_t)length >= size - used)
			return;
		used += (size_t)length;
	}
}

struct ac_advice ac_field_advise(const struct ac_field *field)
{
	struct ac_advice advice = { "" };
	size_t size = sizeof(advice.text);
	switch (field->type) {
	case AC_FIELD_BOOL:
		snprintf(advice.text, size, "true or false");
		break;
	case AC_FIELD_INT:
	case AC_FIELD_MS:
		snprintf(advice.text, size, "a whole number from %s to %s", field->minimum,
			 field->maximum);
		break;
	case AC_FIELD_DECIMAL:
		snprintf(advice.text, size, "a decimal from %s to %s", field->minimum,
			 field->maximum);
		break;
	case AC_FIELD_CHOICE:
	case AC_FIELD_TEXT:
		if (field->choices != NULL) {
			list_choices(field->choices, advice.text, size);
			break;
		}
		snprintf(advice.text, size, "at most %zu bytes of text", field->size - 1);
		break;
	case AC_FIELD_SECRET:
		snprintf(advice.text, size, "at most %zu ASCII characters without a blank",
			 field->size - 1);
		break;
	case AC_FIELD_SECTION:
		snprintf(advice.text, size, "keys below it, each on a line of its own, indented");
		break;
	}
	return advice;
}

static bool has_too_many_decimals(struct ac_str text)
{
	size_t first = text.size > 0 && text.data[0] == '-' ? 1 : 0;
	size_t decimals = 0;
	bool has_point = false;
	for (size_t i = first; i < text.size; i++) {
		char c = text.data[i];
		if (c == '.' && !has_point && i > first)
			has_point = true;
		else if (c >= '0' && c <= '9')
			decimals += has_point;
		else
			return false;
	}
	return decimals > AC_DEC_DIGITS;
}

static bool is_one_of(struct ac_str text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strlen(words[i]) == text.size &&
		    strncasecmp(words[i], text.data, text.size) == 0)
			return true;
	}
	return false;
}

/* YAML 1.1 had eleven spellings of a truth value; only two are taken, and the others are told so.
 */
static const char *truth_advice(struct ac_str found)
{
	static const char *const yes[] = { "true", "yes", "on", "y", "1" };
	static const char *const no[] = { "false", "no", "off", "n", "0" };
	if (is_one_of(found, yes, AC_COUNT(yes)))
		return "true";
	if (is_one_of(found, no, AC_COUNT(no)))
		return "false";
	return "true or false";
}

static void refuse_choice(const struct ac_field *field, struct ac_place place, struct ac_str found,
			  struct ac_faults *faults)
{
	struct ac_shown shown = ac_shown_make(found);
	struct ac_advice advice = ac_field_advise(field);
	struct ac_str nearest = ac_choice_nearest(field->choices, found);
	if (nearest.size > 0)
		ac_faults_add(faults, place.file, place.line, place.column,
			      "%s: '%s' is not %s; did you mean '%.*s'?", field->key, shown.text,
			      advice.text, (int)nearest.size, nearest.data);
	else
		ac_faults_add(faults, place.file, place.line, place.column,
			      "%s: '%s' is not known; write %s", field->key, shown.text,
			      advice.text);
}

void ac_field_refuse(const struct ac_field *field, enum ac_status status, struct ac_place place,
		     struct ac_str found, struct ac_faults *faults)
{
	struct ac_shown shown = ac_shown_make(found);
	struct ac_advice advice = ac_field_advise(field);
	const char *what = "is out of range";
	if (field->type == AC_FIELD_SECRET) {
		ac_faults_add(
			faults, place.file, place.line, place.column,
			"%s: the text (value hidden) is too long or has a character that does "
			"not belong there; write %s",
			field->key, advice.text);
		return;
	}
	if (field->type == AC_FIELD_BOOL) {
		ac_faults_add(faults, place.file, place.line, place.column,
			      "%s: '%s' is not true or false; write %s", field->key, shown.text,
			      truth_advice(found));
		return;
	}
	if (field->choices != NULL) {
		refuse_choice(field, place, found, faults);
		return;
	}
	if (field->type == AC_FIELD_TEXT)
		what = status == AC_ERR_RANGE ? "is too long" : "holds a control character";
	else if (status != AC_ERR_RANGE && field->type != AC_FIELD_DECIMAL)
		what = "is not a whole number";
	else if (status != AC_ERR_RANGE)
		what = has_too_many_decimals(found) ? "has more than 8 decimals"
						    : "is not a number";
	ac_faults_add(faults, place.file, place.line, place.column, "%s: '%s' %s; write %s",
		      field->key, shown.text, what, advice.text);
}
