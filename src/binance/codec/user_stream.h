/* user_stream.h - decodes the account's events (reference 5.1): raw or enveloped. No allocation, no
 * double. Unknown fields and enum values are tolerated where money does not depend on them, and
 * refused by name where it does. Pure; any thread. */
#ifndef AC_BINANCE_CODEC_USER_STREAM_H
#define AC_BINANCE_CODEC_USER_STREAM_H

#include "binance/codec/market_stream.h"

struct ac_user_stream {
	struct ac_symbol_table symbols;
	char margin_asset[AC_ASSET_SIZE]; /* whose balance is ours: "USDT" */
};

/* ORDER_TRADE_UPDATE: ORDER; ALGO_UPDATE: ALGO; ACCOUNT_UPDATE: BALANCE of the margin asset,
 * POSITION per row, and FUNDING for m=FUNDING_FEE (payment is `bc`; symbol from `S` or the P row,
 * else AC_SYMBOL_NONE). Balances of other assets are passed over. A commission in another asset
 * (BNB) is given as 0 and named in `text`. Orders and positions of symbols that are not in the
 * table are given with AC_SYMBOL_NONE. An unknown order status is given as NEW, which is not final.
 * The reference's order: executions before balances before positions. */
void ac_user_stream_decode(const struct ac_user_stream *stream, struct ac_str frame, ac_ns recv_ns,
			   const struct ac_frame_sink *sink, struct ac_frame *ret_frame);

#endif
