/* market_stream.h - decodes the frames of /market and /public streams (reference 5) into events:
 * raw and enveloped, objects and arrays. The hot path: no allocation, no double. Any bytes may come
 * in; nothing of them is trusted. Pure; any thread. */
#ifndef AC_BINANCE_CODEC_MARKET_STREAM_H
#define AC_BINANCE_CODEC_MARKET_STREAM_H

#include "binance/codec/frame.h"

/* Symbol text to index, in constant time; built once at start. */
#define AC_SYMBOL_TABLE_SLOTS 4096u
struct ac_symbol_table {
	const struct ac_instruments *instruments; /* borrowed */
	uint16_t slots[AC_SYMBOL_TABLE_SLOTS];
};
void ac_symbol_table_init(struct ac_symbol_table *table, const struct ac_instruments *instruments);
/* AC_SYMBOL_NONE where absent. */
uint16_t ac_symbol_table_find(const struct ac_symbol_table *table, struct ac_str symbol);

struct ac_market_stream {
	struct ac_symbol_table symbols;
};

/* kline (1m, x=true: CANDLE), markPriceUpdate (MARK), aggTrade (TRADE); bookTicker, depth and other
 * known types are NOTHING. Symbols that are not in the table and rows with st other than 1 are
 * passed over. A closed candle's time_ns is its E. */
void ac_market_stream_decode(const struct ac_market_stream *stream, struct ac_str frame,
			     ac_ns recv_ns, const struct ac_frame_sink *sink,
			     struct ac_frame *ret_frame);

#endif
