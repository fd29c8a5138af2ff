/* documents.h - decodes the exchange's answers to questions about the account and the past, with
 * jansson. Start, reconnect and slow timers only; never between a price and an order. Functions
 * return AC_ERR_PARSE with a sentence in `error` that names the field. Real numbers are refused
 * where money is meant. */
#ifndef AC_BINANCE_CODEC_DOCUMENTS_H
#define AC_BINANCE_CODEC_DOCUMENTS_H

#include "binance/codec/frame.h"
#include "binance/codec/rate_budget.h"
#include "market/candle.h"

#define AC_DOCUMENT(name, ...)                                                                     \
	AC_MUST_USE enum ac_status ac_document_##name(struct ac_str json, __VA_ARGS__,             \
						      char *error, size_t error_size)

AC_DOCUMENT(server_time, ac_ms *ret_time);
AC_DOCUMENT(listen_key, char *ret_key, size_t key_size);
AC_DOCUMENT(rate_limits, struct ac_rate_limits *ret_limits); /* of exchangeInfo */

/* Rows in which closeTime >= `server_time_ms` are left out: that candle is still open. */
AC_DOCUMENT(candles, ac_ms server_time_ms, struct ac_candle *ret_candles, uint32_t capacity,
	    uint32_t *ret_count);

/* The account's snapshot as events: BALANCE of `asset` (v3 account or v3 balance), POSITION
 * (is_snapshot), ORDER, ALGO (openAlgoOrders), ORDER with is_from_query (userTrades). */
struct ac_document_rows {
	const struct ac_instruments *instruments;
	ac_ns recv_ns;
	struct ac_frame_sink sink;
	uint32_t count;
	int64_t last_trade_id;
};
AC_DOCUMENT(balance, const char *asset, struct ac_document_rows *rows);
AC_DOCUMENT(positions, struct ac_document_rows *rows);
AC_DOCUMENT(orders, struct ac_document_rows *rows);
AC_DOCUMENT(algo_orders, struct ac_document_rows *rows);
AC_DOCUMENT(trades, struct ac_document_rows *rows);

struct ac_account_config {
	bool can_trade;
	bool is_hedge;        /* dualSidePosition */
	bool is_multi_assets; /* multiAssetsMargin */
	int32_t fee_tier;
};
AC_DOCUMENT(account_config, struct ac_account_config *ret_config);

struct ac_symbol_account_config {
	char symbol[AC_SYMBOL_SIZE];
	enum ac_margin_type margin_type;
	int32_t leverage;
};
AC_DOCUMENT(symbol_config, struct ac_symbol_account_config *ret_rows, uint32_t capacity,
	    uint32_t *ret_count);

struct ac_commission {
	struct ac_dec maker, taker; /* fractions of notional */
};
AC_DOCUMENT(commission, struct ac_commission *ret_commission);

struct ac_key_permissions {
	bool is_ip_restricted;
	bool can_read, can_trade_futures, can_withdraw, can_transfer;
	ac_ms expires_ms; /* tradingAuthorityExpirationTime, 0 none */
};
AC_DOCUMENT(key_permissions, struct ac_key_permissions *ret_permissions);

/* income rows of FUNDING_FEE (and SPECIAL_FUNDING_FEE) as FUNDING events, other types passed over.
 */
AC_DOCUMENT(funding_income, struct ac_document_rows *rows);

#undef AC_DOCUMENT
#endif
