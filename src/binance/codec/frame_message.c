#include "binance/codec/frame_message.h"

static_assert(AC_SLOT_COUNT <= 'A', "longer names lie below the letters");

#define PAIR(first, second) ((unsigned char)(first) << 8 | (unsigned char)(second))

static unsigned slot_of_pair(const char *name)
{
	switch (PAIR(name[0], name[1])) {
#define PAIR_CASE(slot, first, second)                                                             \
	case PAIR(first, second):                                                                  \
		return slot;
		AC_SLOT_PAIRS(PAIR_CASE)
#undef PAIR_CASE
	default:
		return AC_SLOT_NONE;
	}
}

static inline unsigned slot_of(struct ac_str key)
{
	if (key.size == 1) {
		unsigned char letter = (unsigned char)key.data[0];
		return letter >= 'A' && letter < AC_SLOTS ? letter : AC_SLOT_NONE;
	}
	if (key.size == 2)
		return slot_of_pair(key.data);
#define WORD_CASE(slot, text)                                                                      \
	if (key.size == sizeof(text) - 1 && memcmp(key.data, text, sizeof(text) - 1) == 0)         \
		return slot;
	AC_SLOT_WORDS(WORD_CASE)
#undef WORD_CASE
	return AC_SLOT_NONE;
}

static inline void put(struct ac_frame_fields *fields, unsigned slot,
		       const struct ac_json_value *value)
{
	fields->values[slot] = *value;
	fields->present[slot / 64] |= UINT64_C(1) << slot % 64;
}

static inline void clear(struct ac_frame_fields *fields)
{
	for (size_t i = 0; i < AC_COUNT(fields->present); i++)
		fields->present[i] = 0;
}

static bool is_inner(unsigned slot)
{
	return slot == 'k' || slot == 'o' || slot == 'a' || slot == AC_SLOT_AC ||
	       slot == AC_SLOT_AI || slot == AC_SLOT_ERROR;
}

static void read_flat(struct ac_json_reader *reader, struct ac_frame_fields *fields)
{
	struct ac_json_value value;
	struct ac_str key;
	clear(fields);
	if (!ac_json_reader_enter(reader, AC_JSON_OBJECT))
		return;
	while (ac_json_reader_key(reader, &key)) {
		unsigned slot = slot_of(key);
		if (ac_json_reader_value(reader, &value) && slot != AC_SLOT_NONE)
			put(fields, slot, &value);
	}
}

static void read_inner(struct ac_json_reader *reader, struct ac_frame_object *object, unsigned slot)
{
	const char *begin = reader->at;
	read_flat(reader, &object->inner);
	object->inner_slot = (uint8_t)slot;
	struct ac_json_value value = { .text = { begin, (size_t)(reader->at - begin) },
				       .kind = AC_JSON_OBJECT };
	put(&object->fields, slot, &value);
}

/* `data` takes an envelope's content; NULL inside of one. */
static bool read_object(struct ac_json_reader *reader, struct ac_frame_object *object,
			struct ac_frame_object *data)
{
	struct ac_json_value value;
	struct ac_str key;
	bool has_data = false;
	clear(&object->fields);
	object->inner_slot = AC_SLOT_NONE;
	if (!ac_json_reader_enter(reader, AC_JSON_OBJECT))
		return false;
	while (ac_json_reader_key(reader, &key)) {
		unsigned slot = slot_of(key);
		bool is_object = ac_json_reader_peek(reader) == AC_JSON_OBJECT;
		if (is_object && is_inner(slot)) {
			read_inner(reader, object, slot);
			continue;
		}
		if (slot == AC_SLOT_DATA && data != NULL && is_object) {
			(void)read_object(reader, data, NULL);
			has_data = true;
			continue;
		}
		if (!ac_json_reader_value(reader, &value) || slot == AC_SLOT_NONE)
			continue;
		put(&object->fields, slot, &value);
		has_data = has_data && slot != AC_SLOT_DATA;
	}
	return has_data;
}

void ac_frame_object_read(struct ac_json_reader *reader, struct ac_frame_object *object)
{
	(void)read_object(reader, object, NULL);
}

const struct ac_frame_fields *ac_frame_object_inner(struct ac_frame_object *object, unsigned slot)
{
	const struct ac_json_value *value = ac_frame_field(&object->fields, slot);
	if (value == NULL || value->kind != AC_JSON_OBJECT)
		return NULL;
	if (object->inner_slot != slot) {
		struct ac_json_reader reader;
		ac_json_reader_init(&reader, value->text);
		read_flat(&reader, &object->inner);
		object->inner_slot = (uint8_t)slot;
	}
	return &object->inner;
}

/* ---- what a frame's text says ---- */

void ac_frame_text_add(struct ac_frame *frame, struct ac_str text)
{
	size_t length = strlen(frame->text);
	size_t room = sizeof(frame->text) - 1 - length;
	size_t size = text.size < room ? text.size : room;
	/* Cut between characters, not in one. */
	while (size > 0 && size < text.size && ((unsigned char)text.data[size] & 0xc0) == 0x80)
		size--;
	for (size_t i = 0; i < size; i++) {
		char c = text.data[i];
		frame->text[length + i] = c == '\0' ? ' ' : c;
	}
	frame->text[length + size] = '\0';
}

void ac_frame_text_set(struct ac_frame *frame, struct ac_str text)
{
	frame->text[0] = '\0';
	ac_frame_text_add(frame, text);
}

bool ac_frame_malformed(struct ac_frame *frame, const char *field, const char *why)
{
	if (frame->kind == AC_FRAME_MALFORMED)
		return false;
	frame->kind = AC_FRAME_MALFORMED;
	if (frame->text[0] != '\0')
		ac_frame_text_add(frame, AC_STR(": "));
	ac_frame_text_add(frame, ac_str_from(field));
	ac_frame_text_add(frame, AC_STR(" "));
	ac_frame_text_add(frame, ac_str_from(why));
	return false;
}

static void not_json(struct ac_frame *frame, const struct ac_json_reader *reader)
{
	char digits[24];
	size_t count = sizeof(digits);
	size_t offset = (size_t)(reader->at - reader->begin);
	do {
		digits[--count] = (char)('0' + offset % 10);
		offset /= 10;
	} while (offset > 0);
	frame->kind = AC_FRAME_MALFORMED;
	ac_frame_text_set(frame, ac_str_from(reader->error));
	ac_frame_text_add(frame, AC_STR(", at byte "));
	ac_frame_text_add(frame, (struct ac_str){ digits + count, sizeof(digits) - count });
}

/* ---- answers ---- */

/* An error of the number 0 would read as none; it is given as -1. */
static int32_t error_code(const struct ac_frame_fields *fields)
{
	int64_t code;
	const struct ac_json_value *value = ac_frame_field(fields, AC_SLOT_CODE);
	if (value == NULL || ac_json_value_int(value, &code) != AC_OK || code == 0 ||
	    code < INT32_MIN || code > INT32_MAX)
		return -1;
	return (int32_t)code;
}

static bool read_answer(struct ac_frame_object *object, struct ac_frame *frame)
{
	const struct ac_frame_fields *fields = &object->fields;
	const struct ac_json_value *id = ac_frame_field(fields, AC_SLOT_ID);
	bool has_error = ac_frame_field(fields, AC_SLOT_ERROR) != NULL;
	bool has_code = ac_frame_field(fields, AC_SLOT_CODE) != NULL;
	bool has_result = (fields->present[AC_SLOT_RESULT / 64] >> AC_SLOT_RESULT % 64 & 1) != 0;
	if (!has_error && !has_code && !has_result)
		return false;
	frame->kind = AC_FRAME_ANSWER;
	if (id == NULL || ac_json_value_int(id, &frame->id) != AC_OK)
		frame->id = -1;
	if (!has_error && !has_code)
		return true;
	const struct ac_frame_fields *error = ac_frame_object_inner(object, AC_SLOT_ERROR);
	if (error == NULL)
		error = fields;
	frame->code = error_code(error);
	const struct ac_json_value *message = ac_frame_field(error, AC_SLOT_MSG);
	if (message != NULL && message->kind == AC_JSON_STRING)
		ac_frame_text_set(frame, message->text);
	return true;
}

/* ---- the whole ---- */

static bool read_top(struct ac_json_reader *reader, struct ac_frame_message *message,
		     struct ac_frame *frame)
{
	struct ac_json_value value;
	enum ac_json_kind kind = ac_json_reader_peek(reader);
	message->rows = (struct ac_str){ NULL, 0 };
	message->is_enveloped = false;
	if (kind == AC_JSON_OBJECT) {
		message->is_enveloped = read_object(reader, &message->top, &message->data);
	} else if (ac_json_reader_value(reader, &value) && kind == AC_JSON_ARRAY) {
		message->rows = value.text;
	}
	if (!ac_json_reader_finish(reader)) {
		not_json(frame, reader);
		return false;
	}
	if (kind != AC_JSON_OBJECT && kind != AC_JSON_ARRAY) {
		frame->kind = AC_FRAME_REFUSED;
		ac_frame_text_set(frame, AC_STR("a bare value"));
		return false;
	}
	return true;
}

bool ac_frame_message_read(struct ac_str text, struct ac_frame_message *message,
			   struct ac_frame *frame)
{
	struct ac_json_reader reader;
	memset(frame, 0, sizeof(*frame));
	frame->kind = AC_FRAME_NOTHING;
	frame->symbol = AC_SYMBOL_NONE;
	frame->id = -1;
	ac_json_reader_init(&reader, text);
	if (!read_top(&reader, message, frame))
		return false;
	if (message->rows.data != NULL)
		return true;
	const struct ac_frame_fields *fields = &message->top.fields;
	if (!message->is_enveloped && ac_frame_field(fields, 'e') == NULL) {
		const struct ac_json_value *data = ac_frame_field(fields, AC_SLOT_DATA);
		if (data != NULL && data->kind == AC_JSON_ARRAY) {
			message->rows = data->text;
			return true;
		}
		if (ac_frame_field(fields, AC_SLOT_STREAM) != NULL)
			return ac_frame_malformed(frame, "data", "is neither an object nor a list");
		if (read_answer(&message->top, frame))
			return false;
	}
	return true;
}

/* ---- values ---- */

static const char missing[] = "is missing";
static const char no_such[] = "is no such value";
static const char too_large[] = "is out of range";

static bool judge(struct ac_frame *frame, const char *name, enum ac_status status)
{
	if (status == AC_OK)
		return true;
	return ac_frame_malformed(frame, name, status == AC_ERR_RANGE ? too_large : no_such);
}

static bool is_absent(const struct ac_json_value *value)
{
	return value == NULL || (value->kind == AC_JSON_STRING && value->text.size == 0);
}

bool ac_frame_int(struct ac_frame *frame, const struct ac_frame_fields *fields, unsigned slot,
		  const char *name, int64_t *ret_number)
{
	const struct ac_json_value *value = ac_frame_field(fields, slot);
	if (value == NULL)
		return ac_frame_malformed(frame, name, missing);
	return judge(frame, name, ac_json_value_int(value, ret_number));
}

bool ac_frame_int_optional(struct ac_frame *frame, const struct ac_frame_fields *fields,
			   unsigned slot, const char *name, int64_t absent, int64_t *ret_number)
{
	const struct ac_json_value *value = ac_frame_field(fields, slot);
	if (!is_absent(value))
		return judge(frame, name, ac_json_value_int(value, ret_number));
	*ret_number = absent;
	return true;
}

const struct ac_json_value *ac_frame_type(struct ac_frame *frame,
					  const struct ac_frame_fields *fields)
{
	const struct ac_json_value *type = ac_frame_field(fields, 'e');
	if (type == NULL) {
		frame->kind = AC_FRAME_REFUSED;
		ac_frame_text_set(frame, AC_STR("an object without the type of an event"));
		return NULL;
	}
	if (type->kind != AC_JSON_STRING) {
		(void)ac_frame_malformed(frame, "e", "is no such value");
		return NULL;
	}
	ac_frame_text_set(frame, type->text);
	return type;
}

void ac_frame_time_note(struct ac_frame *frame, const struct ac_frame_fields *fields)
{
	const struct ac_json_value *value = ac_frame_field(fields, 'E');
	int64_t moment;
	frame->event_time_ms = 0;
	if (value != NULL && ac_json_value_int(value, &moment) == AC_OK && moment > 0 &&
	    moment <= INT64_MAX / AC_NS_PER_MS)
		frame->event_time_ms = moment;
}

bool ac_frame_time(struct ac_frame *frame, const struct ac_frame_fields *fields, unsigned slot,
		   const char *name, ac_ms *ret_time)
{
	ac_ms moment;
	if (!ac_frame_int(frame, fields, slot, name, &moment))
		return false;
	if (moment < 0 || moment > INT64_MAX / AC_NS_PER_MS)
		return ac_frame_malformed(frame, name, too_large);
	*ret_time = moment;
	return true;
}

bool ac_frame_decimal(struct ac_frame *frame, const struct ac_frame_fields *fields, unsigned slot,
		      const char *name, struct ac_dec *ret_decimal)
{
	const struct ac_json_value *value = ac_frame_field(fields, slot);
	if (value == NULL)
		return ac_frame_malformed(frame, name, missing);
	return judge(frame, name, ac_json_value_decimal(value, ret_decimal));
}

bool ac_frame_average(struct ac_frame *frame, const struct ac_frame_fields *fields, unsigned slot,
		      const char *name, struct ac_dec *ret_decimal)
{
	const struct ac_json_value *value = ac_frame_field(fields, slot);
	if (!is_absent(value))
		return judge(frame, name,
			     ac_json_value_decimal_rounded(value, AC_ROUND_HALF_EVEN, ret_decimal));
	*ret_decimal = AC_DEC_ZERO;
	return true;
}

bool ac_frame_decimal_optional(struct ac_frame *frame, const struct ac_frame_fields *fields,
			       unsigned slot, const char *name, struct ac_dec *ret_decimal)
{
	const struct ac_json_value *value = ac_frame_field(fields, slot);
	if (!is_absent(value))
		return judge(frame, name, ac_json_value_decimal(value, ret_decimal));
	*ret_decimal = AC_DEC_ZERO;
	return true;
}

bool ac_frame_bool(struct ac_frame *frame, const struct ac_frame_fields *fields, unsigned slot,
		   const char *name, bool *ret_bool)
{
	const struct ac_json_value *value = ac_frame_field(fields, slot);
	if (value == NULL)
		return ac_frame_malformed(frame, name, missing);
	return judge(frame, name, ac_json_value_bool(value, ret_bool));
}
