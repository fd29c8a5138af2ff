/* user_event.h - what the parts of the user stream's decoder share: orders, algo orders and the
 * account each have a file. Not for others: user_stream.h is. */
#ifndef AC_BINANCE_CODEC_USER_EVENT_H
#define AC_BINANCE_CODEC_USER_EVENT_H

#include "binance/codec/frame_message.h"
#include "binance/codec/user_stream.h"

struct user_decoding {
	const struct ac_user_stream *stream;
	struct ac_frame *frame; /* `text` is the event's type until something is wrong */
	const struct ac_frame_sink *sink;
	ac_ns recv_ns;
};

void user_decode_order(struct user_decoding *d, struct ac_frame_object *object);
void user_decode_algo(struct user_decoding *d, struct ac_frame_object *object);
void user_decode_account(struct user_decoding *d, struct ac_frame_object *object);

/* AC_SYMBOL_NONE where it is none of ours. */
uint16_t user_symbol_find(const struct user_decoding *d, const struct ac_json_value *value);
/* False where the symbol is missing. */
bool user_symbol_read(struct user_decoding *d, const struct ac_frame_fields *fields,
		      const char *name, uint16_t *ret_symbol);
/* 36 bytes at most: a longer one is cut, and cannot be one of ours. */
bool user_client_id_read(struct user_decoding *d, const struct ac_frame_fields *fields,
			 unsigned slot, const char *name, char ret_id[AC_CLIENT_ID_SIZE]);
/* The index of a word in a list, where money depends on it: an unknown one refuses the frame. */
bool user_side_read(struct user_decoding *d, const struct ac_frame_fields *fields, const char *name,
		    uint8_t *ret_side);
bool user_position_side_read(struct user_decoding *d, const struct ac_frame_fields *fields,
			     const char *name, uint8_t *ret_side);
/* False where it is no type that we know, without a word about it. */
bool user_type_find(const struct ac_json_value *value, uint8_t *ret_type);
/* NEW, which is not final, where it is none that we know. */
enum ac_order_status user_status_find(const struct ac_json_value *value);

/* `name` is "o.S": the frame says "ORDER_TRADE_UPDATE: o.S is unknown: HOLD". False, always. */
bool user_refuse(struct user_decoding *d, const char *name, const struct ac_json_value *value);

void user_event_begin(const struct user_decoding *d, struct ac_event *event, uint16_t kind,
		      uint16_t symbol, ac_ms time_ms);
void user_event_give(struct user_decoding *d, const struct ac_event *event);

#endif
