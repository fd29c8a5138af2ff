/* frame.h - what one message of a WebSocket stream was. Market and user streams share it. */
#ifndef AC_BINANCE_CODEC_FRAME_H
#define AC_BINANCE_CODEC_FRAME_H

#include "market/event.h"
#include "market/instrument.h"

enum ac_frame_kind {
	AC_FRAME_EVENTS,      /* gave one or more events */
	AC_FRAME_NOTHING,     /* understood, and nothing for us: an open candle, another product */
	AC_FRAME_ANSWER,      /* to SUBSCRIBE and the like: `id`, `code` (0: done; an error that the
			       * exchange numbers 0 is -1), `text` */
	AC_FRAME_KEY_EXPIRED, /* listenKeyExpired */
	AC_FRAME_TRADE_LITE,  /* a fill without its fee: `symbol`, `trade_id`; news, not yet booked
			       */
	AC_FRAME_LEVERAGE, /* ACCOUNT_CONFIG_UPDATE of a symbol: `symbol`, `code` is the leverage */
	AC_FRAME_ASSET_MODE,  /* ACCOUNT_CONFIG_UPDATE of the account: `code` 1 multi-assets */
	AC_FRAME_MARGIN_CALL, /* `symbol` of the first position named */
	AC_FRAME_REFUSED,     /* well-formed, and not understood: `text` says what it was */
	AC_FRAME_MALFORMED, /* not JSON, or a field that must be there is not or is no such value */
};

struct ac_frame {
	enum ac_frame_kind kind;
	uint16_t symbol; /* AC_SYMBOL_NONE where it does not apply or is not one of ours */
	int32_t code;
	int64_t id; /* of the request that is answered; -1 none */
	int64_t trade_id;
	ac_ms event_time_ms; /* `E`, 0 none */
	uint32_t events;     /* given */
	char text[96];       /* terminated; the event's type, or what is wrong and where (byte) */
};

/* Takes each event of a frame, in its order. seq is 0; recv_ns is what the decoder was given, and
 * time_ns the exchange's. */
struct ac_frame_sink {
	void (*take)(void *self, const struct ac_event *event);
	void *self;
};

#endif
