#include "binance/codec/market_stream.h"

#include "binance/codec/frame_message.h"

/* What one decoding works with. */
struct decoding {
	const struct ac_market_stream *stream;
	struct ac_frame *frame;
	struct ac_event *event; /* zeroed when a row turns out to be one */
	ac_ns recv_ns;
};

/* Types that exist and that nobody here needs. */
static const struct ac_str known_types[] = {
	{ "bookTicker", 10 },       { "depthUpdate", 11 },     { "trade", 5 },
	{ "24hrTicker", 10 },       { "24hrMiniTicker", 14 },  { "forceOrder", 10 },
	{ "continuous_kline", 16 }, { "compositeIndex", 14 },  { "contractInfo", 12 },
	{ "assetIndexUpdate", 16 }, { "tradingSession", 14 },  { "EquityUpdate", 12 },
	{ "KR_EquityUpdate", 15 },  { "HK_EquityUpdate", 15 }, { "CN_EquityUpdate", 15 },
	{ "CommodityUpdate", 15 },  { "FXUpdate", 8 },
};

static struct ac_event *event_begin(struct decoding *d, uint16_t kind, ac_ms time_ms)
{
	struct ac_event *event = d->event;
	ac_event_init(event, kind, d->frame->symbol, AC_BOOK_NONE, d->recv_ns);
	event->time_ns = time_ms * AC_NS_PER_MS;
	d->frame->kind = AC_FRAME_EVENTS;
	return event;
}

/* False when the row is not for us, or has no symbol. */
static bool symbol_read(struct decoding *d, const struct ac_frame_fields *fields)
{
	char buffer[AC_SYMBOL_SIZE];
	const struct ac_json_value *value = ac_frame_field(fields, 's');
	if (value == NULL)
		return ac_frame_malformed(d->frame, "s", "is missing");
	if (value->kind != AC_JSON_STRING)
		return ac_frame_malformed(d->frame, "s", "is no such value");
	struct ac_str symbol = value->text;
	if (value->is_escaped) {
		if (ac_json_value_text(value, buffer, sizeof(buffer)) != AC_OK)
			return false; /* longer than any of ours */
		symbol = ac_str_from(buffer);
	}
	d->frame->symbol = ac_symbol_table_find(&d->stream->symbols, symbol);
	return d->frame->symbol != AC_SYMBOL_NONE;
}

static void decode_trade(struct decoding *d, const struct ac_frame_fields *fields)
{
	struct ac_dec price, quantity;
	ac_ms time_ms;
	if (!symbol_read(d, fields) || !ac_frame_time(d->frame, fields, 'T', "T", &time_ms) ||
	    !ac_frame_decimal(d->frame, fields, 'p', "p", &price) ||
	    !ac_frame_decimal(d->frame, fields, 'q', "q", &quantity))
		return;
	if (price.units <= 0 || quantity.units < 0) {
		(void)ac_frame_malformed(d->frame, price.units <= 0 ? "p" : "q", "is out of range");
		return;
	}
	struct ac_event *event = event_begin(d, AC_EVENT_TRADE, time_ms);
	event->trade.price = price;
	event->trade.quantity = quantity;
}

/* A symbol before its first trade, or after its last, has a mark of zero, which is none. */
static void decode_mark(struct decoding *d, const struct ac_frame_fields *fields)
{
	struct ac_mark mark = { 0 };
	struct ac_frame *frame = d->frame;
	if (!symbol_read(d, fields))
		return;
	const struct ac_json_value *price = ac_frame_field(fields, 'p');
	if (price == NULL) {
		(void)ac_frame_malformed(frame, "p", "is missing");
		return;
	}
	if (!ac_frame_average(frame, fields, 'p', "p", &mark.mark) ||
	    !ac_frame_average(frame, fields, 'i', "i", &mark.index) ||
	    !ac_frame_average(frame, fields, 'r', "r", &mark.funding_rate))
		return;
	if (ac_frame_field(fields, 'T') != NULL &&
	    !ac_frame_time(frame, fields, 'T', "T", &mark.funding_time_ms))
		return;
	if (mark.mark.units < 0 || mark.index.units < 0) {
		(void)ac_frame_malformed(frame, mark.mark.units < 0 ? "p" : "i", "is negative");
		return;
	}
	if (mark.mark.units > 0)
		event_begin(d, AC_EVENT_MARK, frame->event_time_ms)->mark = mark;
}

static bool candle_read(struct ac_frame *frame, const struct ac_frame_fields *k,
			struct ac_candle *ret_candle)
{
	struct ac_dec open, high, low, close, volume;
	ac_ms begin, end;
	int64_t trades;
	if (!ac_frame_time(frame, k, 't', "k.t", &begin) ||
	    !ac_frame_time(frame, k, 'T', "k.T", &end) ||
	    !ac_frame_decimal(frame, k, 'o', "k.o", &open) ||
	    !ac_frame_decimal(frame, k, 'h', "k.h", &high) ||
	    !ac_frame_decimal(frame, k, 'l', "k.l", &low) ||
	    !ac_frame_decimal(frame, k, 'c', "k.c", &close) ||
	    !ac_frame_decimal(frame, k, 'v', "k.v", &volume) ||
	    !ac_frame_int_optional(frame, k, 'n', "k.n", 0, &trades))
		return false;
	if (end - begin != AC_MS_PER_MIN - 1)
		return ac_frame_malformed(frame, "k.T", "is not the end of that minute");
	if (trades < 0 || trades > UINT32_MAX)
		return ac_frame_malformed(frame, "k.n", "is out of range");
	*ret_candle = (struct ac_candle){
		.open_time_ms = begin,
		.open = open.units,
		.high = high.units,
		.low = low.units,
		.close = close.units,
		.volume = volume.units,
		.trades = (uint32_t)trades,
	};
	enum ac_candle_fault fault = ac_candle_check(ret_candle);
	if (fault != AC_CANDLE_OK)
		return ac_frame_malformed(frame, "k:", ac_candle_fault_text(fault));
	return true;
}

static void decode_kline(struct decoding *d, struct ac_frame_object *object)
{
	struct ac_frame *frame = d->frame;
	bool is_closed;
	if (!symbol_read(d, &object->fields))
		return;
	const struct ac_frame_fields *k = ac_frame_object_inner(object, 'k');
	const struct ac_json_value *interval = k != NULL ? ac_frame_field(k, 'i') : NULL;
	if (interval == NULL || interval->kind != AC_JSON_STRING) {
		(void)ac_frame_malformed(frame, k == NULL ? "k" : "k.i", "is missing");
		return;
	}
	if (!ac_json_value_is(interval, AC_STR("1m")))
		return;
	if (!ac_frame_bool(frame, k, 'x', "k.x", &is_closed))
		return;
	const struct ac_json_value *inner = ac_frame_field(k, 's');
	if (inner != NULL && !ac_str_equal(inner->text, object->fields.values['s'].text)) {
		(void)ac_frame_malformed(frame, "k.s", "is another symbol");
		return;
	}
	struct ac_candle candle;
	if (is_closed && candle_read(frame, k, &candle))
		event_begin(d, AC_EVENT_CANDLE, frame->event_time_ms)->candle = candle;
}

static bool is_known_type(struct ac_str type)
{
	for (size_t i = 0; i < AC_COUNT(known_types); i++)
		if (ac_str_equal(type, known_types[i]))
			return true;
	return false;
}

/* Rows of COIN-M carry st=2 and come in the same lists. */
static bool is_ours(struct ac_frame *frame, const struct ac_frame_fields *fields)
{
	int64_t product;
	return ac_frame_int_optional(frame, fields, AC_SLOT_ST, "st", 1, &product) && product == 1;
}

/* One object. Afterwards the frame's kind says whether it gave d->event. */
static void decode_object(struct decoding *d, struct ac_frame_object *object)
{
	struct ac_frame *frame = d->frame;
	const struct ac_frame_fields *fields = &object->fields;
	frame->kind = AC_FRAME_NOTHING;
	frame->text[0] = '\0';
	frame->symbol = AC_SYMBOL_NONE;
	const struct ac_json_value *type = ac_frame_type(frame, fields);
	if (type == NULL)
		return;
	bool is_kline = ac_str_equal(type->text, AC_STR("kline"));
	bool is_mark = !is_kline && ac_str_equal(type->text, AC_STR("markPriceUpdate"));
	bool is_trade = !is_kline && !is_mark && ac_str_equal(type->text, AC_STR("aggTrade"));
	if (!is_kline && !is_mark && !is_trade) {
		ac_frame_time_note(frame, fields);
		if (!is_known_type(type->text))
			frame->kind = AC_FRAME_REFUSED;
		return;
	}
	if (!ac_frame_time(frame, fields, 'E', "E", &frame->event_time_ms) ||
	    !is_ours(frame, fields))
		return;
	if (is_kline)
		decode_kline(d, object);
	else if (is_mark)
		decode_mark(d, fields);
	else
		decode_trade(d, fields);
}

/* Walks a list; `sink` NULL: looks only. False when a row is not one that can be passed over: the
 * frame then says why, and none of its rows is believed. */
static bool walk_rows(struct decoding *d, struct ac_str rows, struct ac_frame_object *object,
		      const struct ac_frame_sink *sink)
{
	struct ac_json_reader reader;
	uint32_t events = 0;
	ac_json_reader_init(&reader, rows);
	if (!ac_json_reader_enter(&reader, AC_JSON_ARRAY))
		return false;
	while (ac_json_reader_item(&reader)) {
		if (ac_json_reader_peek(&reader) != AC_JSON_OBJECT) {
			d->frame->text[0] = '\0';
			return ac_frame_malformed(d->frame, "a row", "is no object");
		}
		ac_frame_object_read(&reader, object);
		decode_object(d, object);
		if (d->frame->kind == AC_FRAME_EVENTS) {
			events++;
			if (sink != NULL)
				sink->take(sink->self, d->event);
		} else if (d->frame->kind != AC_FRAME_NOTHING) {
			return false;
		}
	}
	d->frame->events = sink != NULL ? events : 0;
	d->frame->kind = events > 0 ? AC_FRAME_EVENTS : AC_FRAME_NOTHING;
	if (events != 1)
		d->frame->symbol = AC_SYMBOL_NONE;
	return true;
}

void ac_market_stream_decode(const struct ac_market_stream *stream, struct ac_str text,
			     ac_ns recv_ns, const struct ac_frame_sink *sink,
			     struct ac_frame *ret_frame)
{
	struct ac_frame_message message;
	struct ac_event event;
	struct decoding d = { stream, ret_frame, &event, recv_ns };
	ac_assert(sink != NULL && sink->take != NULL);
	if (!ac_frame_message_read(text, &message, ret_frame))
		return;
	if (message.rows.data != NULL) {
		if (walk_rows(&d, message.rows, &message.data, NULL))
			(void)walk_rows(&d, message.rows, &message.data, sink);
		return;
	}
	decode_object(&d, message.is_enveloped ? &message.data : &message.top);
	if (ret_frame->kind != AC_FRAME_EVENTS)
		return;
	ret_frame->events = 1;
	sink->take(sink->self, &event);
}
