#include "binance/codec/user_event.h"

/* The wire's words, by the numbers that the lists of market/order.h give them. */
#define WORD(name, text) [name] = { text, sizeof(text) - 1 },
static const struct ac_str sides[] = { AC_SIDE_LIST(WORD) };
static const struct ac_str position_sides[] = { AC_POSITION_SIDE_LIST(WORD) };
static const struct ac_str types[] = { AC_ORDER_TYPE_LIST(WORD) };
static const struct ac_str statuses[] = { AC_ORDER_STATUS_LIST(WORD) };

static bool find(const struct ac_json_value *value, const struct ac_str *words, size_t count,
		 uint8_t *ret_index)
{
	for (size_t i = 0; i < count; i++) {
		if (ac_json_value_is(value, words[i])) {
			*ret_index = (uint8_t)i;
			return true;
		}
	}
	return false;
}

bool user_refuse(struct user_decoding *d, const char *name, const struct ac_json_value *value)
{
	struct ac_frame *frame = d->frame;
	if (frame->kind == AC_FRAME_MALFORMED || frame->kind == AC_FRAME_REFUSED)
		return false;
	frame->kind = AC_FRAME_REFUSED;
	ac_frame_text_add(frame, AC_STR(": "));
	ac_frame_text_add(frame, ac_str_from(name));
	ac_frame_text_add(frame, AC_STR(" is unknown: "));
	ac_frame_text_add(frame, value->text);
	return false;
}

static bool read_word(struct user_decoding *d, const struct ac_frame_fields *fields, unsigned slot,
		      const char *name, const struct ac_str *words, size_t count,
		      uint8_t *ret_index)
{
	const struct ac_json_value *value = ac_frame_field(fields, slot);
	if (value == NULL)
		return ac_frame_malformed(d->frame, name, "is missing");
	if (value->kind != AC_JSON_STRING)
		return ac_frame_malformed(d->frame, name, "is no such value");
	return find(value, words, count, ret_index) || user_refuse(d, name, value);
}

bool user_side_read(struct user_decoding *d, const struct ac_frame_fields *fields, const char *name,
		    uint8_t *ret_side)
{
	return read_word(d, fields, 'S', name, sides, AC_COUNT(sides), ret_side);
}

bool user_position_side_read(struct user_decoding *d, const struct ac_frame_fields *fields,
			     const char *name, uint8_t *ret_side)
{
	return read_word(d, fields, AC_SLOT_PS, name, position_sides, AC_COUNT(position_sides),
			 ret_side);
}

bool user_type_find(const struct ac_json_value *value, uint8_t *ret_type)
{
	return find(value, types, AC_COUNT(types), ret_type);
}

enum ac_order_status user_status_find(const struct ac_json_value *value)
{
	uint8_t status = AC_STATUS_NEW;
	(void)find(value, statuses, AC_COUNT(statuses), &status);
	return (enum ac_order_status)status;
}

uint16_t user_symbol_find(const struct user_decoding *d, const struct ac_json_value *value)
{
	char buffer[AC_SYMBOL_SIZE];
	if (value->kind != AC_JSON_STRING)
		return AC_SYMBOL_NONE;
	struct ac_str symbol = value->text;
	if (value->is_escaped) {
		if (ac_json_value_text(value, buffer, sizeof(buffer)) != AC_OK)
			return AC_SYMBOL_NONE;
		symbol = ac_str_from(buffer);
	}
	return ac_symbol_table_find(&d->stream->symbols, symbol);
}

bool user_symbol_read(struct user_decoding *d, const struct ac_frame_fields *fields,
		      const char *name, uint16_t *ret_symbol)
{
	const struct ac_json_value *value = ac_frame_field(fields, 's');
	if (value == NULL || value->kind != AC_JSON_STRING)
		return ac_frame_malformed(d->frame, name,
					  value == NULL ? "is missing" : "is no such value");
	*ret_symbol = user_symbol_find(d, value);
	return true;
}

bool user_client_id_read(struct user_decoding *d, const struct ac_frame_fields *fields,
			 unsigned slot, const char *name, char ret_id[AC_CLIENT_ID_SIZE])
{
	char whole[4 * AC_CLIENT_ID_SIZE];
	const struct ac_json_value *value = ac_frame_field(fields, slot);
	if (value == NULL || value->kind != AC_JSON_STRING)
		return ac_frame_malformed(d->frame, name,
					  value == NULL ? "is missing" : "is no such value");
	struct ac_str text = value->text;
	if (value->is_escaped) {
		if (ac_json_value_text(value, whole, sizeof(whole)) != AC_OK)
			return ac_frame_malformed(d->frame, name, "is too long");
		text = ac_str_from(whole);
	}
	size_t size = text.size < AC_CLIENT_ID_SIZE ? text.size : AC_CLIENT_ID_SIZE - 1;
	/* Cut between characters, not in one. */
	while (size > 0 && size < text.size && ((unsigned char)text.data[size] & 0xc0) == 0x80)
		size--;
	memcpy(ret_id, text.data, size);
	memset(ret_id + size, 0, AC_CLIENT_ID_SIZE - size);
	return true;
}

void user_event_begin(const struct user_decoding *d, struct ac_event *event, uint16_t kind,
		      uint16_t symbol, ac_ms time_ms)
{
	ac_event_init(event, kind, symbol, AC_BOOK_NONE, d->recv_ns);
	event->time_ns = time_ms * AC_NS_PER_MS;
}

void user_event_give(struct user_decoding *d, const struct ac_event *event)
{
	d->frame->kind = AC_FRAME_EVENTS;
	d->frame->events++;
	d->sink->take(d->sink->self, event);
}
