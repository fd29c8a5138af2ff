/* frame_message.h - the shape that the messages of every stream share: raw or in an envelope, one
 * object or a list of them, or the answer to a request. One pass over the bytes checks all of them
 * and notes where the members stand whose names the decoders know, in whatever order they come.
 * Not what they mean: market_stream.h and user_stream.h know. Pure; any thread. */
#ifndef AC_BINANCE_CODEC_FRAME_MESSAGE_H
#define AC_BINANCE_CODEC_FRAME_MESSAGE_H

#include "binance/codec/frame.h"
#include "binance/codec/json_reader.h"

/* Members are noted by slot. A name of one letter is its own slot; longer ones have these, which
 * lie below the letters. */
#define AC_SLOT_PAIRS(X)                                                                           \
	X(AC_SLOT_ST, 's', 't')                                                                    \
	X(AC_SLOT_AC, 'a', 'c')                                                                    \
	X(AC_SLOT_AI, 'a', 'i')                                                                    \
	X(AC_SLOT_ID, 'i', 'd')                                                                    \
	X(AC_SLOT_AP, 'a', 'p')                                                                    \
	X(AC_SLOT_AQ, 'a', 'q')                                                                    \
	X(AC_SLOT_BC, 'b', 'c')                                                                    \
	X(AC_SLOT_CW, 'c', 'w')                                                                    \
	X(AC_SLOT_EP, 'e', 'p')                                                                    \
	X(AC_SLOT_ER, 'e', 'r')                                                                    \
	X(AC_SLOT_IW, 'i', 'w')                                                                    \
	X(AC_SLOT_OT, 'o', 't')                                                                    \
	X(AC_SLOT_PA, 'p', 'a')                                                                    \
	X(AC_SLOT_PS, 'p', 's')                                                                    \
	X(AC_SLOT_RM, 'r', 'm')                                                                    \
	X(AC_SLOT_RP, 'r', 'p')                                                                    \
	X(AC_SLOT_TP, 't', 'p')                                                                    \
	X(AC_SLOT_WB, 'w', 'b')
#define AC_SLOT_WORDS(X)                                                                           \
	X(AC_SLOT_STREAM, "stream")                                                                \
	X(AC_SLOT_DATA, "data")                                                                    \
	X(AC_SLOT_RESULT, "result")                                                                \
	X(AC_SLOT_ERROR, "error")                                                                  \
	X(AC_SLOT_CODE, "code")                                                                    \
	X(AC_SLOT_MSG, "msg")                                                                      \
	X(AC_SLOT_AID, "aid")                                                                      \
	X(AC_SLOT_CAID, "caid")

enum ac_frame_slot {
	AC_SLOT_NONE, /* a member that nobody asks for: checked and passed over */
#define AC_SLOT_PAIR(name, first, second) name,
#define AC_SLOT_WORD(name, text)          name,
	AC_SLOT_PAIRS(AC_SLOT_PAIR) AC_SLOT_WORDS(AC_SLOT_WORD)
#undef AC_SLOT_PAIR
#undef AC_SLOT_WORD
		AC_SLOT_COUNT,
	AC_SLOTS = 128
};

struct ac_frame_fields {
	uint64_t present[AC_SLOTS / 64];
	struct ac_json_value values[AC_SLOTS]; /* of what is present; the rest is not set */
};

/* An object and the one object in it that carries its substance (k, o, a, ac, ai or error). */
struct ac_frame_object {
	struct ac_frame_fields fields, inner;
	uint8_t inner_slot; /* AC_SLOT_NONE: there is none */
};

struct ac_frame_message {
	struct ac_frame_object top, data;
	struct ac_str rows; /* the text of a list; empty when it is one object */
	bool is_enveloped;
};

/* NULL where it is absent or null. */
static inline const struct ac_json_value *ac_frame_field(const struct ac_frame_fields *fields,
							 unsigned slot)
{
	if ((fields->present[slot / 64] >> slot % 64 & 1) == 0 ||
	    fields->values[slot].kind == AC_JSON_NULL)
		return NULL;
	return &fields->values[slot];
}

/* True when the frame is one object or a list: the object is `message`'s data if it is enveloped,
 * else its top. Otherwise `ret_frame` says what the frame was: MALFORMED, or an ANSWER. In both
 * cases ret_frame has been filled first. */
bool ac_frame_message_read(struct ac_str frame, struct ac_frame_message *message,
			   struct ac_frame *ret_frame);
/* Notes the members of the object at hand; of a frame that has been read: it is valid. */
void ac_frame_object_read(struct ac_json_reader *reader, struct ac_frame_object *object);
/* The inner object under `slot`, NULL where there is none. */
const struct ac_frame_fields *ac_frame_object_inner(struct ac_frame_object *object, unsigned slot);

/* ---- values; each failure makes the frame MALFORMED and names the field, once ---- */

/* "kline: k.o is missing", "… is no such value". False, always. */
bool ac_frame_malformed(struct ac_frame *frame, const char *field, const char *why);
/* The frame's text becomes `text`, cut. */
void ac_frame_text_set(struct ac_frame *frame, struct ac_str text);
void ac_frame_text_add(struct ac_frame *frame, struct ac_str text);

/* `name` is what the frame's text calls it. The optional ones give `absent` where it is absent,
 * null, or an empty text. */
bool ac_frame_int(struct ac_frame *frame, const struct ac_frame_fields *fields, unsigned slot,
		  const char *name, int64_t *ret_number);
bool ac_frame_int_optional(struct ac_frame *frame, const struct ac_frame_fields *fields,
			   unsigned slot, const char *name, int64_t absent, int64_t *ret_number);
/* Milliseconds that can be counted in nanoseconds too. */
bool ac_frame_time(struct ac_frame *frame, const struct ac_frame_fields *fields, unsigned slot,
		   const char *name, ac_ms *ret_time);
/* The text of "e", also into the frame's own; NULL where the frame is refused for want of one. */
const struct ac_json_value *ac_frame_type(struct ac_frame *frame,
					  const struct ac_frame_fields *fields);

/* The moment of the event (`E`) where it is given and is one; else the frame's stays 0. */
void ac_frame_time_note(struct ac_frame *frame, const struct ac_frame_fields *fields);
bool ac_frame_decimal(struct ac_frame *frame, const struct ac_frame_fields *fields, unsigned slot,
		      const char *name, struct ac_dec *ret_decimal);
/* For averages and estimates: 0 where it is absent, null or an empty text; more decimals than are
 * kept are rounded half to even. */
bool ac_frame_average(struct ac_frame *frame, const struct ac_frame_fields *fields, unsigned slot,
		      const char *name, struct ac_dec *ret_decimal);
bool ac_frame_decimal_optional(struct ac_frame *frame, const struct ac_frame_fields *fields,
			       unsigned slot, const char *name, struct ac_dec *ret_decimal);
bool ac_frame_bool(struct ac_frame *frame, const struct ac_frame_fields *fields, unsigned slot,
		   const char *name, bool *ret_bool);

#endif
