/* gateway.h - the wire behind the port: market data, the account's stream, order entry. What the
 * exchange says comes out as events, in the order in which it may be given to the engine; commands
 * go in. Gaps are filled before what follows them: candles by /klines, the account by a snapshot.
 * Loop thread only. */
#ifndef AC_BINANCE_GATEWAY_GATEWAY_H
#define AC_BINANCE_GATEWAY_GATEWAY_H

#include "binance/gateway/rest.h"
#include "core/histogram.h"
#include "exchange/exchange.h"
#include "market/instrument.h"

struct ac_gateway; /* opaque */

struct ac_gateway_config {
	const struct ac_clock *clock; /* borrowed; its wall clock stamps what the engine gets */
	struct ac_loop *loop;
	struct ac_rest *rest; /* borrowed, as are the next two */
	const struct ac_instruments *instruments;
	const struct ac_endpoints *endpoints;
	const char *ca_file; /* NULL: the system's authorities */
	bool takes_orders;   /* false: prices only, for a simulated exchange on live prices */
	bool is_api_entry;   /* orders over the WebSocket API, REST when it is down */
	bool has_trades;     /* aggTrade too */
	bool is_multi_assets;
	int32_t recv_window_ms;
	uint32_t streams_per_link; /* <= 1024; 200 */
	ac_ns backoff_limit;
	ac_ns stale_after; /* market data: 15 s */
	uint64_t seed;
	/* Called after events were queued by a frame, never inside a command. */
	void (*on_events)(void *self);
	void *self;
};
AC_MUST_USE enum ac_status ac_gateway_create(const struct ac_gateway_config *config,
					     struct ac_gateway **ret_gateway);
void ac_gateway_destroy(struct ac_gateway *gateway); /* NULL is fine */

/* Where each symbol's candles end so far: the next one is that minute's, and what is missing is
 * asked for. 0: as many as warm-up wants (`history` candles). */
void ac_gateway_candles_from(struct ac_gateway *gateway, uint16_t symbol, ac_ms last_open_ms,
			     uint32_t history);
/* Executions since then belong to the first snapshot. */
void ac_gateway_trades_from(struct ac_gateway *gateway, ac_ms since_ms);
/* Opens everything. The first events are history candles and the account's snapshot, which ends
 * with RESTORE_DONE and STREAM. */
void ac_gateway_start(struct ac_gateway *gateway);
/* True once history and snapshot were given: entries may come. */
bool ac_gateway_is_complete(const struct ac_gateway *gateway);

/* Sends what was gathered to be sent together. Call after commands were given outside of
 * on_events. */
void ac_gateway_flush(struct ac_gateway *gateway);
/* Does what is due. Call after the loop has run, and four times a second at least: clocks inside
 * are looked at here only. */
void ac_gateway_run(struct ac_gateway *gateway);

/* Commands in, events out (prices too); no snapshot: that comes by itself. */
struct ac_exchange ac_gateway_port(struct ac_gateway *gateway);

/* Commands without an answer. */
uint32_t ac_gateway_pending(const struct ac_gateway *gateway);
/* Whether every order leaves by REST just now. */
bool ac_gateway_is_on_rest(const struct ac_gateway *gateway);

struct ac_gateway_link_view {
	const char *state; /* "up", "down" */
	ac_ms age_ms;      /* since the last message; negative: never one */
	uint64_t reconnects, rotations, messages;
	const char *why; /* of the last time down, "" never */
};
struct ac_gateway_view {
	bool takes_orders;
	struct ac_gateway_link_view market, user, api; /* market: the worst of its connections */
	int64_t clock_offset_ms;
	ac_ms clock_round_trip_ms;
	uint64_t frames_malformed, frames_refused; /* refused: of a type that we do not know */
	uint64_t events_dropped;                   /* the queue was full; then a snapshot follows */
	uint64_t gaps_filled;                      /* candles that came by REST */
	uint64_t snapshots;
	const char *snapshot_why; /* of the newest, for a person */
	uint32_t streams, links;
	const char *last_refused; /* what it was, "" none */
	/* From the last byte of a market frame to the first byte of an order that it caused over
	 * the WebSocket API, and from an order to its answer. Borrowed. */
	const struct ac_histogram *tick_to_order, *order_to_answer;
};
void ac_gateway_view_get(const struct ac_gateway *gateway, struct ac_gateway_view *ret_view);
/* Age of the symbol's newest market data; negative: never any. */
ac_ms ac_gateway_age_ms(const struct ac_gateway *gateway, uint16_t symbol);

#endif
