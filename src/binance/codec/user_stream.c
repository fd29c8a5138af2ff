#include "binance/codec/user_stream.h"

#include "binance/codec/frame_message.h"
#include "binance/codec/user_event.h"

/* Types that exist and that nobody here needs: why a triggered order was refused stands in
 * ALGO_UPDATE too, and grids are not ours. */
static const struct ac_str known_types[] = {
	{ "CONDITIONAL_ORDER_TRIGGER_REJECT", 32 },
	{ "STRATEGY_UPDATE", 15 },
	{ "GRID_UPDATE", 11 },
};

static void decode_lite(struct user_decoding *d, const struct ac_frame_fields *fields)
{
	struct ac_frame *frame = d->frame;
	if (user_symbol_read(d, fields, "s", &frame->symbol) &&
	    ac_frame_int(frame, fields, 't', "t", &frame->trade_id))
		frame->kind = AC_FRAME_TRADE_LITE;
}

static void decode_config(struct user_decoding *d, struct ac_frame_object *object)
{
	struct ac_frame *frame = d->frame;
	const struct ac_frame_fields *symbol = ac_frame_object_inner(object, AC_SLOT_AC);
	if (symbol != NULL) {
		int64_t leverage;
		if (!user_symbol_read(d, symbol, "ac.s", &frame->symbol) ||
		    !ac_frame_int(frame, symbol, 'l', "ac.l", &leverage))
			return;
		if (leverage < 1 || leverage > INT32_MAX) {
			(void)ac_frame_malformed(frame, "ac.l", "is out of range");
			return;
		}
		frame->code = (int32_t)leverage;
		frame->kind = AC_FRAME_LEVERAGE;
		return;
	}
	const struct ac_frame_fields *account = ac_frame_object_inner(object, AC_SLOT_AI);
	bool is_multi;
	if (account == NULL) {
		(void)ac_frame_malformed(frame, "ac or ai", "is missing");
		return;
	}
	if (!ac_frame_bool(frame, account, 'j', "ai.j", &is_multi))
		return;
	frame->code = is_multi ? 1 : 0;
	frame->kind = AC_FRAME_ASSET_MODE;
}

/* The warning itself is what counts: a row that cannot be read must not hide it. */
static void decode_margin_call(struct user_decoding *d, const struct ac_frame_fields *fields)
{
	const struct ac_json_value *rows = ac_frame_field(fields, 'p');
	struct ac_frame_object object;
	struct ac_json_reader reader;
	d->frame->kind = AC_FRAME_MARGIN_CALL;
	if (rows == NULL || rows->kind != AC_JSON_ARRAY)
		return;
	ac_json_reader_init(&reader, rows->text);
	if (!ac_json_reader_enter(&reader, AC_JSON_ARRAY) || !ac_json_reader_item(&reader) ||
	    ac_json_reader_peek(&reader) != AC_JSON_OBJECT)
		return;
	ac_frame_object_read(&reader, &object);
	const struct ac_json_value *symbol = ac_frame_field(&object.fields, 's');
	if (symbol != NULL)
		d->frame->symbol = user_symbol_find(d, symbol);
}

static void decode_other(struct user_decoding *d, struct ac_frame_object *object,
			 struct ac_str type)
{
	struct ac_frame *frame = d->frame;
	if (ac_str_equal(type, AC_STR("ACCOUNT_CONFIG_UPDATE"))) {
		decode_config(d, object);
	} else if (ac_str_equal(type, AC_STR("MARGIN_CALL"))) {
		decode_margin_call(d, &object->fields);
	} else if (ac_str_equal(type, AC_STR("listenKeyExpired"))) {
		frame->kind = AC_FRAME_KEY_EXPIRED;
	} else {
		frame->kind = AC_FRAME_REFUSED;
		for (size_t i = 0; i < AC_COUNT(known_types); i++)
			if (ac_str_equal(type, known_types[i]))
				frame->kind = AC_FRAME_NOTHING;
	}
}

static void decode_object(struct user_decoding *d, struct ac_frame_object *object)
{
	struct ac_frame *frame = d->frame;
	const struct ac_json_value *type = ac_frame_type(frame, &object->fields);
	if (type == NULL)
		return;
	ac_frame_time_note(frame, &object->fields);
	if (ac_str_equal(type->text, AC_STR("ORDER_TRADE_UPDATE")))
		user_decode_order(d, object);
	else if (ac_str_equal(type->text, AC_STR("ALGO_UPDATE")))
		user_decode_algo(d, object);
	else if (ac_str_equal(type->text, AC_STR("ACCOUNT_UPDATE")))
		user_decode_account(d, object);
	else if (ac_str_equal(type->text, AC_STR("TRADE_LITE")))
		decode_lite(d, &object->fields);
	else
		decode_other(d, object, type->text);
}

void ac_user_stream_decode(const struct ac_user_stream *stream, struct ac_str text, ac_ns recv_ns,
			   const struct ac_frame_sink *sink, struct ac_frame *ret_frame)
{
	struct ac_frame_message message;
	ac_assert(sink != NULL && sink->take != NULL);
	if (!ac_frame_message_read(text, &message, ret_frame))
		return;
	if (message.rows.data != NULL) {
		ret_frame->kind = AC_FRAME_REFUSED;
		ac_frame_text_set(ret_frame, AC_STR("a list, where one event was expected"));
		return;
	}
	struct user_decoding d = {
		.stream = stream, .frame = ret_frame, .sink = sink, .recv_ns = recv_ns
	};
	decode_object(&d, message.is_enveloped ? &message.data : &message.top);
	ac_assert(ret_frame->kind == AC_FRAME_EVENTS || ret_frame->events == 0);
}
