/* simulated.h - Binance USDⓈ-M Futures in memory: matching, margin, fees, funding, liquidation,
 * conditional orders. It takes commands and prices, and gives the events that the real exchange
 * would. It keeps its own books; tests compare ours with them. Deterministic from its seed.
 *
 * Time is given in; nothing happens by itself. All state is pointer-free, so that it can be saved
 * into the journal and restored. Engine thread only.
 *
 * Where the exchange's own rule is not public, or needs a book that is not here, this one says:
 * - A resting LIMIT fills when its price is touched; on a candle's open at the open where better.
 * - Orders that meet no live price are taken, and meet the next one as takers.
 * - TRAILING_STOP_MARKET: `price` is the callback in percent, `trigger_price` the activation.
 * - A liquidated position fills at its liquidation price, to the tick against us, also where the
 *   price jumped past it. Its fee is the fill's commission and counts as liquidation fee, not as
 *   fee. All cross margined positions fall together. The insurance fund keeps the wallet at 0.
 * - Of the closing orders of one position that a candle touches after its open, all stops fire,
 *   nearest first, or, where no stop is touched, all take-profits. */
#ifndef AC_SIMULATED_SIMULATED_H
#define AC_SIMULATED_SIMULATED_H

#include "core/arena.h"
#include "exchange/exchange.h"
#include "market/event.h"
#include "market/instrument.h"
#include "market/refusal.h"

struct ac_simulated; /* opaque */

struct ac_simulated_config {
	const struct ac_instruments *instruments; /* borrowed for the life of the object */
	/* The numbers by which it refuses; borrowed for the life of the object. */
	const struct ac_refusal_codes *codes;
	uint64_t seed;
	enum ac_position_mode mode;
	enum ac_margin_type margin_type; /* of every symbol at start */
	int32_t leverage;                /* of every symbol at start, >= 1 */
	struct ac_dec wallet;            /* at start */
	struct ac_dec slippage_bps;      /* market fills, against the order, then to the tick */
	struct ac_dec fee_maker;         /* fraction; negative: the instrument's own */
	struct ac_dec fee_taker;
	ac_ns latency_min_ns; /* command to exchange, and exchange to event, each */
	ac_ns latency_max_ns; /* uniform between; both 0 for backtests */
	struct ac_dec
		volume_share_pct; /* most of a price update's volume we may take; 0: no bound */
	uint32_t orders_max;      /* open at once */
	uint32_t trades_kept;     /* ring of executions for userTrades and tests */
	bool has_large_ids;       /* order ids from 2^53 on instead of the exchange's usual ones */
};

AC_MUST_USE enum ac_status ac_simulated_create(struct ac_arena *arena,
					       const struct ac_simulated_config *config,
					       struct ac_simulated **ret_simulated);
AC_MUST_USE enum ac_status ac_simulated_leverage_set(struct ac_simulated *simulated,
						     uint16_t symbol, int32_t leverage);
AC_MUST_USE enum ac_status ac_simulated_margin_type_set(struct ac_simulated *simulated,
							uint16_t symbol, enum ac_margin_type type);

/* AC_ERR_EXISTS while anything is open. */
AC_MUST_USE enum ac_status ac_simulated_mode_set(struct ac_simulated *simulated,
						 enum ac_position_mode mode);
enum ac_position_mode ac_simulated_mode(const struct ac_simulated *simulated);

struct ac_simulated_symbol {
	int32_t leverage;
	enum ac_margin_type margin_type;
	struct ac_dec last, mark;     /* 0 unknown */
	struct ac_dec margin_initial; /* positions and open orders */
	struct ac_dec unrealized[3];  /* by enum ac_position_side */
	struct ac_dec maintenance[3];
	uint32_t orders_open;
	bool is_busy; /* a position, an order or a conditional order; else the margins are 0 */
};
void ac_simulated_symbol_get(const struct ac_simulated *simulated, uint16_t symbol,
			     struct ac_simulated_symbol *ret_symbol);

/* ---- prices in. `now` never runs back. After each call the events are taken by poll, and the
 * commands they cause may be given before the next phase ---- */

/* A candle feed drives a symbol in three phases (strategy page, "Backtest fills"):
 * open  - the candle's open is the price: market orders that waited for it fill at it;
 * path  - liquidation on the adverse extreme, then stop before take-profit, gap at the open first;
 * close - the last price is the close. No price is live again until the next open, so market orders
 *         given now wait for it. */
void ac_simulated_candle_open(struct ac_simulated *simulated, uint16_t symbol,
			      const struct ac_candle *candle, ac_ns now);
void ac_simulated_candle_path(struct ac_simulated *simulated, uint16_t symbol,
			      const struct ac_candle *candle, ac_ns now);
void ac_simulated_candle_close(struct ac_simulated *simulated, uint16_t symbol,
			       const struct ac_candle *candle, ac_ns now);
/* True when a candle of this symbol can change nothing but the price: no order, no position. The
 * backtest then skips the phases and calls price_set. */
bool ac_simulated_is_idle(const struct ac_simulated *simulated, uint16_t symbol);
void ac_simulated_price_set(struct ac_simulated *simulated, uint16_t symbol, struct ac_dec price);

/* A tick feed: a traded price with its volume (0: unbounded), and the mark price. */
void ac_simulated_trade(struct ac_simulated *simulated, uint16_t symbol, struct ac_dec price,
			struct ac_dec volume, ac_ns now);
void ac_simulated_mark(struct ac_simulated *simulated, uint16_t symbol, const struct ac_mark *mark,
		       ac_ns now);
/* Funding settles: every position of the symbol pays rate at this mark (0: last price). */
void ac_simulated_funding(struct ac_simulated *simulated, uint16_t symbol, struct ac_dec rate,
			  struct ac_dec mark, ac_ns now);
/* Time alone: commands and events in flight arrive. */
void ac_simulated_advance(struct ac_simulated *simulated, ac_ns now);

/* ---- commands in, events out ---- */
void ac_simulated_command(struct ac_simulated *simulated, const struct ac_command *command,
			  ac_ns now);
/* The next event that has arrived by now; false when there is none. recv_ns is its arrival. */
bool ac_simulated_poll(struct ac_simulated *simulated, ac_ns now, struct ac_event *ret_event);
/* When the next command or event in flight arrives; INT64_MAX for none. */
ac_ns ac_simulated_deadline(const struct ac_simulated *simulated);
/* The account as REST would give it (reconciliation at start): one BALANCE, then a POSITION for
 * every open position, an ORDER for every open order, an ALGO for every open conditional order and
 * an ORDER with is_from_query for every execution since `since_ms`. `take` may not call back. */
void ac_simulated_snapshot(const struct ac_simulated *simulated, ac_ms since_ms, ac_ns now,
			   void (*take)(void *self, const struct ac_event *event), void *self);

/* Commands, events and their deadline as the engine's shell sees any exchange. Borrows `simulated`.
 */
struct ac_exchange ac_simulated_port(struct ac_simulated *simulated);

/* ---- what the exchange does by itself to an account ---- */
enum ac_simulated_closing {
	AC_CLOSING_LIQUIDATION, /* client id autoclose-…; the fee goes to the insurance fund */
	AC_CLOSING_ADL,         /* adl_autoclose-… */
	AC_CLOSING_SETTLEMENT,  /* settlement_autoclose-…; conditional orders end too */
};
/* Closes the symbol's positions at the last price and ends its open orders. False: no position, or
 * no price. */
bool ac_simulated_close(struct ac_simulated *simulated, uint16_t symbol,
			enum ac_simulated_closing closing, ac_ns now);

/* ---- faults, for tests ---- */
enum ac_simulated_fault {
	AC_FAULT_NONE,
	AC_FAULT_UNKNOWN_EXECUTED, /* done, but the answer is lost: outcome UNKNOWN */
	AC_FAULT_UNKNOWN_DROPPED,  /* not done, outcome UNKNOWN */
	AC_FAULT_REFUSED,          /* definite refusal with `code` */
	AC_FAULT_SILENT_EXECUTED,  /* done, and no answer at all */
	AC_FAULT_SILENT_DROPPED,   /* not done, and no answer at all */
};
/* The next `count` commands of this kind (0: any kind) meet the fault. */
void ac_simulated_fault_arm(struct ac_simulated *simulated, enum ac_simulated_fault fault,
			    enum ac_command_kind kind, int32_t code, uint32_t count);
/* Every event is delivered twice, and order between event types is shuffled, while set. */
void ac_simulated_chaos_set(struct ac_simulated *simulated, bool is_duplicating, bool is_shuffling);

/* ---- the ledger, the oracle of tests ---- */
struct ac_simulated_account {
	struct ac_dec wallet;
	struct ac_dec wallet_start;
	struct ac_dec realized; /* sum of realised profit before fees */
	struct ac_dec fees;
	struct ac_dec funding; /* signed sum */
	struct ac_dec liquidation_fees;
	struct ac_dec unrealized;
	struct ac_dec margin_initial;
	struct ac_dec margin_maintenance;
	struct ac_dec available;
	uint64_t trades;
	uint64_t orders; /* ever accepted */
	uint32_t orders_open;
	uint32_t algos_open;
	uint64_t ambiguous_candles; /* stop and take-profit both inside */
	uint64_t liquidations;
	struct ac_dec insurance; /* losses beyond the margin that the insurance fund bore */
	uint64_t events_dropped; /* the queue was full: nobody polled */
};
/* Candles so far that held a position's stop and its take-profit. */
uint64_t ac_simulated_ambiguous_candles(const struct ac_simulated *simulated);
void ac_simulated_account_get(const struct ac_simulated *simulated,
			      struct ac_simulated_account *ret_account);
/* Signed amount and entry price of one side (BOTH in one-way mode). */
void ac_simulated_position_get(const struct ac_simulated *simulated, uint16_t symbol,
			       enum ac_position_side side, struct ac_position_update *ret_position);
/* Every kept execution in order, as ORDER events with is_fill. */
void ac_simulated_trades_visit(const struct ac_simulated *simulated,
			       bool (*visit)(void *self, const struct ac_event *fill), void *self);
/* Whole-ledger checks (I7, sums of trades, margins); asserts. */
void ac_simulated_check(const struct ac_simulated *simulated);

/* ---- state, for the journal ---- */
size_t ac_simulated_state_size(const struct ac_simulated *simulated);
void ac_simulated_state_save(const struct ac_simulated *simulated, void *ret_state);
/* AC_ERR_VERSION when size, layout version or instruments do not match. */
AC_MUST_USE enum ac_status ac_simulated_state_load(struct ac_simulated *simulated,
						   const void *state, size_t size);

#endif
