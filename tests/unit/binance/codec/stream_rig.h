/* stream_rig.h - what the tests of the stream decoders share: a few symbols, a sink that keeps what
 * it is given, and frames in other orders. */
#ifndef AC_TESTS_EXCHANGE_STREAM_RIG_H
#define AC_TESTS_EXCHANGE_STREAM_RIG_H

#include "check.h"

#include "binance/codec/json_reader.h"
#include "binance/codec/user_stream.h"
#include "core/prng.h"

#define RIG_RECV_NS 1795000999000000123LL
#define RIG_EVENTS  32

static const char *const rig_symbols[] = { "BTCUSDT",  "ETHUSDT",      "BNBUSDT",
					   "DOGEUSDT", "币安人生USDT", "BTCUSDT_261225" };
enum { RIG_BTC, RIG_ETH, RIG_BNB, RIG_DOGE, RIG_CHINESE, RIG_DELIVERY };

/* Tables of many fields are checked by calls: each is one statement. */
static inline void rig_equal(const char *name, long long actual, long long expected)
{
	if (actual != expected)
		fail_msg("%s is %lld, not %lld", name, actual, expected);
}

struct rig {
	struct ac_instrument items[AC_COUNT(rig_symbols)];
	struct ac_instruments list;
	struct ac_market_stream market;
	struct ac_user_stream user;
	struct ac_frame frame;
	struct ac_event events[RIG_EVENTS];
	uint32_t count; /* given to the sink; more than RIG_EVENTS are counted only */
};

static void rig_take(void *self, const struct ac_event *event)
{
	struct rig *rig = self;
	if (rig->count < RIG_EVENTS)
		rig->events[rig->count] = *event;
	rig->count++;
}

static struct rig *rig_create(void)
{
	struct rig *rig = calloc(1, sizeof(*rig));
	assert_non_null(rig);
	for (size_t i = 0; i < AC_COUNT(rig_symbols); i++)
		snprintf(rig->items[i].symbol, sizeof(rig->items[i].symbol), "%s", rig_symbols[i]);
	rig->list =
		(struct ac_instruments){ rig->items, AC_COUNT(rig_symbols), AC_COUNT(rig_symbols) };
	ac_symbol_table_init(&rig->market.symbols, &rig->list);
	ac_symbol_table_init(&rig->user.symbols, &rig->list);
	snprintf(rig->user.margin_asset, sizeof(rig->user.margin_asset), "USDT");
	return rig;
}

typedef enum ac_frame_kind rig_decode(struct rig *rig, struct ac_str frame);

/* A copy of the exact size: the sanitizer sees the first byte that is read beyond it. */
static inline enum ac_frame_kind rig_decode_with(struct rig *rig, struct ac_str frame, bool is_user)
{
	struct ac_frame_sink sink = { rig_take, rig };
	char *exact = malloc(frame.size > 0 ? frame.size : 1);
	assert_non_null(exact);
	memcpy(exact, frame.data, frame.size);
	struct ac_str text = { exact, frame.size };
	rig->count = 0;
	memset(&rig->frame, 0xa5, sizeof(rig->frame));
	memset(rig->events, 0xa5, sizeof(rig->events));
	if (is_user)
		ac_user_stream_decode(&rig->user, text, RIG_RECV_NS, &sink, &rig->frame);
	else
		ac_market_stream_decode(&rig->market, text, RIG_RECV_NS, &sink, &rig->frame);
	free(exact);
	assert_non_null(memchr(rig->frame.text, '\0', sizeof(rig->frame.text)));
	CHECK_EQ("events counted", rig->frame.events, rig->count);
	CHECK_EQ("events have the kind", rig->frame.kind == AC_FRAME_EVENTS, rig->count > 0);
	return rig->frame.kind;
}

static inline enum ac_frame_kind rig_market(struct rig *rig, struct ac_str frame)
{
	return rig_decode_with(rig, frame, false);
}

static inline enum ac_frame_kind rig_user(struct rig *rig, struct ac_str frame)
{
	return rig_decode_with(rig, frame, true);
}

static inline const char *rig_kind_text(enum ac_frame_kind kind)
{
	static const char *const texts[] = { "events",     "nothing",  "answer",     "key expired",
					     "trade lite", "leverage", "asset mode", "margin call",
					     "refused",    "malformed" };
	return texts[kind];
}

static inline int64_t rig_units(const char *text)
{
	struct ac_dec value = { 0 };
	if (ac_dec_parse(ac_str_from(text), &value) != AC_OK)
		fail_msg("%s is no decimal", text);
	return value.units;
}

/* ---- the same frame in another order, and with members that nobody knows ---- */

struct rig_text {
	char data[16384];
	size_t size;
};

static inline void rig_add(struct rig_text *text, const char *data, size_t size)
{
	assert_true(text->size + size <= sizeof(text->data));
	memcpy(text->data + text->size, data, size);
	text->size += size;
}

#define RIG_ADD(text, literal) rig_add(text, literal, sizeof(literal) - 1)

static inline void rig_shuffle(struct rig_text *out, struct ac_str json, struct ac_prng *prng);

static inline void rig_add_stranger(struct rig_text *out, struct ac_prng *prng)
{
	static const char *const strangers[] = {
		"\"zz\":1",
		"\"nested\":{\"e\":\"x\",\"s\":[1,{\"a\":null}],\"k\":{}}",
		"\"Zeit\":\"\\u00e9\\\"\"",
		"\"list\":[[],{},\"\",-0.5e-7]",
		"\"Y\":{\"s\":\"ETHUSDT\",\"o\":{\"i\":5}}",
		"\"\":false",
		"\"xq\":null",
	};
	const char *stranger = strangers[ac_prng_below(prng, AC_COUNT(strangers))];
	rig_add(out, stranger, strlen(stranger));
}

static inline void rig_add_blanks(struct rig_text *out, struct ac_prng *prng)
{
	static const char blanks[] = " \t\r\n";
	while (ac_prng_below(prng, 4) == 0)
		rig_add(out, &blanks[ac_prng_below(prng, 4)], 1);
}

static inline void rig_shuffle_object(struct rig_text *out, struct ac_str json,
				      struct ac_prng *prng)
{
	struct ac_str keys[64];
	const char *begins[64];
	struct ac_str values[64];
	size_t count = 0;
	struct ac_json_reader reader;
	ac_json_reader_init(&reader, json);
	assert_true(ac_json_reader_enter(&reader, AC_JSON_OBJECT));
	while (count < AC_COUNT(keys) && ac_json_reader_key(&reader, &keys[count])) {
		(void)ac_json_reader_peek(&reader);
		begins[count] = reader.at;
		assert_true(ac_json_reader_skip(&reader));
		values[count] =
			(struct ac_str){ begins[count], (size_t)(reader.at - begins[count]) };
		count++;
	}
	RIG_ADD(out, "{");
	bool is_first = true;
	while (count > 0) {
		if (!is_first)
			RIG_ADD(out, ",");
		is_first = false;
		rig_add_blanks(out, prng);
		if (ac_prng_below(prng, 8) == 0) {
			rig_add_stranger(out, prng);
			continue;
		}
		size_t pick = (size_t)ac_prng_below(prng, count);
		RIG_ADD(out, "\"");
		rig_add(out, keys[pick].data, keys[pick].size);
		RIG_ADD(out, "\":");
		rig_add_blanks(out, prng);
		rig_shuffle(out, values[pick], prng);
		keys[pick] = keys[--count];
		values[pick] = values[count];
	}
	RIG_ADD(out, "}");
}

static inline void rig_shuffle(struct rig_text *out, struct ac_str json, struct ac_prng *prng)
{
	struct ac_json_reader reader;
	ac_json_reader_init(&reader, json);
	enum ac_json_kind kind = ac_json_reader_peek(&reader);
	if (kind == AC_JSON_OBJECT) {
		rig_shuffle_object(out, json, prng);
		return;
	}
	if (kind != AC_JSON_ARRAY) {
		rig_add(out, json.data, json.size);
		return;
	}
	/* The order of a list's items means something, and stays. */
	bool is_first = true;
	assert_true(ac_json_reader_enter(&reader, AC_JSON_ARRAY));
	RIG_ADD(out, "[");
	while (ac_json_reader_item(&reader)) {
		(void)ac_json_reader_peek(&reader);
		const char *begin = reader.at;
		assert_true(ac_json_reader_skip(&reader));
		if (!is_first)
			RIG_ADD(out, ",");
		is_first = false;
		rig_shuffle(out, (struct ac_str){ begin, (size_t)(reader.at - begin) }, prng);
	}
	RIG_ADD(out, "]");
}

/* Decodes `frame`, then many shuffled versions of it: kind and events must be the same. */
static inline void rig_check_order_is_free(struct rig *rig, rig_decode *decode, const char *frame)
{
	static struct rig_text text;
	static struct ac_event first[RIG_EVENTS];
	enum ac_frame_kind kind = decode(rig, ac_str_from(frame));
	uint32_t count = rig->count;
	struct ac_frame said = rig->frame;
	memcpy(first, rig->events, sizeof(first));
	struct ac_prng prng;
	ac_prng_init(&prng, 20260701);
	for (int round = 0; round < 300; round++) {
		text.size = 0;
		rig_shuffle(&text, ac_str_from(frame), &prng);
		enum ac_frame_kind other = decode(rig, (struct ac_str){ text.data, text.size });
		bool is_same = other == kind && rig->count == count &&
			       memcmp(rig->events, first, count * sizeof(first[0])) == 0 &&
			       rig->frame.symbol == said.symbol && rig->frame.code == said.code &&
			       rig->frame.trade_id == said.trade_id;
		if (!is_same)
			fail_msg("%s (%s) instead of %s: %.*s", rig_kind_text(other),
				 rig->frame.text, rig_kind_text(kind), (int)text.size, text.data);
	}
}

/* Every beginning of a frame that is not all of it is no JSON. */
static inline void rig_check_truncations(struct rig *rig, rig_decode *decode, const char *frame)
{
	for (size_t size = 0; size < strlen(frame); size++)
		if (decode(rig, (struct ac_str){ frame, size }) != AC_FRAME_MALFORMED)
			fail_msg("%s: the first %zu bytes are %s", frame, size,
				 rig_kind_text(rig->frame.kind));
}

/* Nothing is claimed of a frame with a changed byte, but that it harms nobody; of JSON that is none
 * that it gives nothing. */
static inline void rig_check_mutations(struct rig *rig, rig_decode *decode, const char *frame)
{
	static const char bytes[] = "\0\"\\{}[]:,0-9eE.xnT \x80\xff";
	size_t size = strlen(frame);
	char *copy = malloc(size);
	assert_non_null(copy);
	memcpy(copy, frame, size);
	for (size_t i = 0; i < size; i++) {
		for (size_t b = 0; b < sizeof(bytes) - 1; b++) {
			struct ac_str text = { copy, size };
			copy[i] = bytes[b];
			enum ac_frame_kind kind = decode(rig, text);
			if (kind != AC_FRAME_MALFORMED && !ac_json_reader_check(text, NULL, NULL))
				fail_msg("%.*s is %s", (int)size, copy, rig_kind_text(kind));
		}
		copy[i] = frame[i];
	}
	free(copy);
}

#endif
