/* state.h - the simulated exchange's own memory and the words its files share; nobody else includes
 * this. Everything that a price or a command can change lies in `state` and the tables that follow
 * it, without pointers, so that it can be saved and restored; the rest is configuration. */
#ifndef AC_SIMULATED_STATE_H
#define AC_SIMULATED_STATE_H

#include "core/prng.h"
#include "market/pnl.h"
#include "market/refusal.h"
#include "simulated/queue.h"
#include "simulated/simulated.h"

#define SIM_SIDES            3u   /* BOTH, LONG, SHORT */
#define SIM_ALGOS_MAX        200u /* open conditional orders of an account */
#define SIM_ALGOS_REMEMBERED 1024u
#define SIM_FAULTS_MAX       16u
#define SIM_TRADES_PER_QUERY 1000u
#define SIM_VOLUME_UNBOUNDED INT64_MAX
#define SIM_EVENT_KINDS      (AC_EVENT_FUNDING + 1)

/* The exchange's `er`. */
enum sim_expiry {
	SIM_EXPIRY_NONE = 0,
	SIM_EXPIRY_IOC = 2,
	SIM_EXPIRY_REDUCE_ONLY = 4,
	SIM_EXPIRY_LIQUIDATED = 5,
	SIM_EXPIRY_DELISTED = 7,
	SIM_EXPIRY_UNFILLED = 9,
};

typedef __int128 sim_wide; /* sums of money before they are known to fit */

struct sim_position {
	struct ac_dec amount; /* signed */
	struct ac_dec entry;
	struct ac_dec isolated_wallet;
	struct ac_dec net_traded; /* bought less sold, from trades alone: checks `amount` */
	ac_ms updated_ms;
};

/* Links are index + 1, so that zeroed memory is an empty list. */
struct sim_symbol {
	struct ac_dec last;    /* 0 unknown */
	struct ac_dec mark;    /* valid with has_mark_feed */
	struct ac_dec checked; /* mark at which liquidation was looked at last */
	uint64_t path_trades;  /* state's trades + 1 when a path was checked; 0 not valid */
	int64_t volume_left;   /* units that the price update of now still offers */
	int32_t leverage;
	uint32_t order_first, order_last, order_count;
	uint32_t algo_first, algo_last;
	uint8_t margin_type;
	bool is_live; /* market orders execute at `last` now; else they wait for the next price */
	bool has_mark_feed;
	struct sim_position positions[SIM_SIDES]; /* by enum ac_position_side */
};

struct sim_order {
	uint32_t next, previous;
	uint64_t pass;  /* the list walk that saw it last */
	uint64_t batch; /* in which it was created */
	int64_t order_id;
	int64_t algo_id; /* conditional order whose child this is, 0 none */
	ac_ms created_ms, updated_ms;
	struct ac_dec quantity;
	struct ac_dec price; /* limit */
	struct ac_dec executed;
	struct ac_dec average;
	struct ac_dec reserve; /* price at which its margin is counted */
	struct ac_dec algo_trigger;
	uint16_t symbol;
	uint8_t side, position_side, type, tif, status;
	uint8_t algo_type;
	bool reduce_only;
	bool waits;         /* has not met a live price yet */
	bool is_triggering; /* its conditional order has not yet said TRIGGERED */
	char client_id[AC_CLIENT_ID_SIZE];
};

struct sim_algo {
	uint32_t next, previous;
	uint64_t pass;
	int64_t algo_id;
	int64_t order_id; /* 0 before the trigger */
	ac_ms updated_ms;
	struct ac_dec quantity;
	struct ac_dec price;         /* limit; TRAILING_STOP_MARKET: callback in percent */
	struct ac_dec trigger_price; /* TRAILING_STOP_MARKET: activation, 0 at once */
	struct ac_dec extreme; /* TRAILING_STOP_MARKET: best price since activation, 0 inactive */
	struct ac_dec executed, average;
	int32_t code;
	uint16_t symbol;
	uint8_t side, position_side, type, tif, working_type, status;
	bool reduce_only;
	bool close_position;
	char client_id[AC_CLIENT_ID_SIZE];
};

struct sim_trade {
	int64_t trade_id, order_id;
	ac_ms time_ms;
	struct ac_dec order_quantity, order_price, order_executed, order_average;
	struct ac_dec quantity, price, commission, realized;
	uint16_t symbol;
	uint8_t side, position_side, type, status;
	bool is_maker, is_liquidation, reduce_only;
	char client_id[AC_CLIENT_ID_SIZE];
};

struct sim_event_item {
	struct sim_key key;
	struct ac_event event;
};

struct sim_command_item {
	struct sim_key key;
	struct ac_command command;
};

struct sim_fault {
	uint8_t fault;
	uint16_t kind; /* enum ac_command_kind, 0 any */
	int32_t code;
	uint32_t count;
};

struct sim_state {
	struct ac_prng prng;
	ac_ns now_ns;
	ac_ns arrival_ns[SIM_EVENT_KINDS]; /* newest on the user stream, by kind */
	ac_ns arrival_newest_ns;
	ac_ns reply_arrival_ns; /* of the command under way: its rows and its reply arrive together
				 */
	uint64_t batch, pass, unlinks, message_seq;
	int64_t order_id, algo_id, trade_id; /* given last */
	uint64_t autocloses;
	/* ledger */
	struct ac_dec wallet, isolated; /* `isolated` is the part that positions hold */
	struct ac_dec wallet_start, realized, fees, funding, liquidation_fees, insurance;
	uint64_t trades, orders, ambiguous_candles, liquidations, events_dropped;
	/* tables */
	uint32_t orders_open, order_free, order_slots;
	uint32_t algos_open, algo_free, algo_slots;
	uint64_t orders_closed, algos_closed; /* ever put into their rings */
	uint32_t symbols_held;                /* symbols with a position, listed in `held` */
	struct sim_queue events, commands;
	/* faults */
	bool is_mute, is_duplicating, is_shuffling;
	uint8_t priorities[SIM_EVENT_KINDS];
	uint32_t fault_count;
	struct sim_fault faults[SIM_FAULTS_MAX];
};

struct ac_simulated {
	struct ac_simulated_config config;
	struct sim_state *state;
	uint32_t *busy; /* by symbol: open orders, conditional orders and positions */
	struct sim_symbol *symbols;
	uint16_t *held;
	struct sim_order *orders;
	struct sim_order *closed_orders; /* ring */
	struct sim_algo *algos;
	struct sim_algo *closed_algos; /* ring */
	struct sim_trade *trades;      /* ring */
	unsigned char *events;
	unsigned char *commands;
	uint32_t closed_orders_capacity;
};

/* The money of this exchange stays far inside a decimal's range: prices times quantities are
 * bounded by the filters and by leverage at the door. What does not fit is therefore our own
 * mistake. */
static inline void sim_must(enum ac_status status)
{
	ac_assert(status == AC_OK);
}
static inline void sim_move(struct ac_dec *sum, struct ac_dec by)
{
	sim_must(ac_dec_add(*sum, by, sum));
}
static inline struct ac_dec sim_absolute(struct ac_dec value)
{
	return value.units < 0 ? ac_dec_neg(value) : value;
}
static inline struct ac_dec sim_clamped(sim_wide value)
{
	if (value > INT64_MAX)
		return (struct ac_dec){ INT64_MAX };
	return (struct ac_dec){ value < -INT64_MAX ? -INT64_MAX : (int64_t)value };
}
static inline const struct ac_instrument *sim_instrument(const struct ac_simulated *sim,
							 uint16_t symbol)
{
	return &sim->config.instruments->items[symbol];
}
static inline ac_ms sim_now_ms(const struct ac_simulated *sim)
{
	return sim->state->now_ns / AC_NS_PER_MS;
}
static inline int sim_direction(uint8_t side)
{
	return side == AC_SIDE_BUY ? 1 : -1;
}
/* Mark price where one is fed, else the last price; 0 unknown. */
static inline struct ac_dec sim_mark(const struct ac_simulated *sim, uint16_t symbol)
{
	const struct sim_symbol *s = &sim->symbols[symbol];
	return s->has_mark_feed ? s->mark : s->last;
}
static inline struct sim_position *sim_position(struct ac_simulated *sim, uint16_t symbol,
						uint8_t position_side)
{
	uint8_t index = sim->config.mode == AC_MODE_HEDGE ? position_side : AC_POSITION_BOTH;
	return &sim->symbols[symbol].positions[index];
}

/* simulated.c */
void sim_enter(struct ac_simulated *sim, ac_ns now);

/* message.c: events out */
void sim_event_init(const struct ac_simulated *sim, struct ac_event *event, uint16_t kind,
		    uint16_t symbol);
void sim_batch_begin(struct ac_simulated *sim);
/* By the user stream: never before an earlier one of its kind. */
void sim_send(struct ac_simulated *sim, const struct ac_event *event);
/* As a row of the query under way. */
void sim_send_row(struct ac_simulated *sim, const struct ac_event *event);
void sim_reply_refused(struct ac_simulated *sim, const struct ac_command *command,
		       enum ac_refusal refusal);
/* With a number that a test has armed, whether it has a word or not. */
void sim_reply_refused_code(struct ac_simulated *sim, const struct ac_command *command,
			    int32_t code);
void sim_reply_unknown(struct ac_simulated *sim, const struct ac_command *command, int32_t code);
void sim_reply_accepted(struct ac_simulated *sim, const struct ac_command *command, uint8_t status,
			int64_t exchange_id, struct ac_dec executed, struct ac_dec average);
/* FOUND, NOT_FOUND and DONE, with what is known of the order in `found` (NULL nothing). */
void sim_reply_query(struct ac_simulated *sim, const struct ac_command *command,
		     enum ac_outcome outcome, const struct ac_reply *found);
ac_ns sim_latency(struct ac_simulated *sim);
void sim_reply_begin(struct ac_simulated *sim);

/* statement.c: what an event says about an order, a trade, a position */
void sim_state_order(const struct ac_simulated *sim, const struct sim_order *order,
		     enum sim_expiry expiry, struct ac_event *ret_event);
void sim_state_algo(const struct ac_simulated *sim, const struct sim_algo *algo,
		    struct ac_event *ret_event);
void sim_state_trade(const struct ac_simulated *sim, const struct sim_trade *trade,
		     bool is_from_query, struct ac_event *ret_event);
void sim_state_balance(const struct ac_simulated *sim, uint16_t symbol, struct ac_dec change,
		       struct ac_event *ret_event);
void sim_state_position(const struct ac_simulated *sim, uint16_t symbol, uint8_t position_side,
			bool is_snapshot, struct ac_event *ret_event);

/* orders.c: the table of regular orders */
bool sim_orders_is_full(const struct ac_simulated *sim);
struct sim_order *sim_order_add(struct ac_simulated *sim, const struct sim_order *draft);
/* Takes it off the books with this final status. Its memory stays readable until the next add. */
void sim_order_close(struct ac_simulated *sim, struct sim_order *order, enum ac_order_status status,
		     enum sim_expiry expiry);
void sim_order_remember(struct ac_simulated *sim, const struct sim_order *order);
struct sim_order *sim_order_find(struct ac_simulated *sim, uint16_t symbol, const char *client_id,
				 int64_t order_id);
void sim_order_cancel(struct ac_simulated *sim, const struct ac_command *command);
void sim_order_query(struct ac_simulated *sim, const struct ac_command *command);
/* To the end of its symbol's list, as if it had just arrived. */
void sim_order_requeue(struct ac_simulated *sim, struct sim_order *order);
/* Whether the order may only make a position smaller. */
bool sim_order_is_closing(const struct ac_simulated *sim, uint8_t side, uint8_t position_side,
			  bool reduce_only);
/* How much of an order may still execute: closing orders end with their position. */
struct ac_dec sim_order_fillable(struct ac_simulated *sim, const struct sim_order *order);

/* placing.c */
void sim_order_place(struct ac_simulated *sim, const struct ac_command *command);
/* What both kinds of order have in common; 0 or an error code. */
enum ac_refusal sim_check_common(const struct ac_simulated *sim, const struct ac_command *command);
enum ac_refusal sim_check_mode(const struct ac_simulated *sim, const struct ac_command *command);

/* modify.c */
void sim_order_modify(struct ac_simulated *sim, const struct ac_command *command);

/* matching.c */
struct ac_dec sim_slipped(const struct ac_simulated *sim, uint16_t symbol, uint8_t side,
			  struct ac_dec price);
struct ac_dec sim_volume_offered(const struct ac_simulated *sim, uint16_t symbol,
				 struct ac_dec wanted);
bool sim_limit_crosses(uint8_t side, struct ac_dec limit, struct ac_dec price);
/* The order meets the market at `price` as a taker. */
void sim_order_arrive(struct ac_simulated *sim, struct sim_order *order, struct ac_dec price);
/* A stretch of prices that the symbol went through. */
struct sim_reach {
	struct ac_dec low, high;
	struct ac_dec open; /* resting orders fill at this where it is better; 0 not so */
	bool is_live;       /* orders that waited meet `open` */
};
void sim_orders_meet(struct ac_simulated *sim, uint16_t symbol, const struct sim_reach *reach);

/* booking.c */
struct sim_execution {
	struct ac_dec quantity, price;
	bool is_maker;
	bool is_liquidation; /* its fee goes to the insurance fund */
	bool is_forced;      /* the order never stood on the books */
};
void sim_execute(struct ac_simulated *sim, struct sim_order *order,
		 const struct sim_execution *execution);

/* algos.c: the table of conditional orders */
void sim_algo_place(struct ac_simulated *sim, const struct ac_command *command);
void sim_algo_cancel(struct ac_simulated *sim, const struct ac_command *command);
void sim_algo_query(struct ac_simulated *sim, const struct ac_command *command);
/* Takes it off the list of those that wait for their trigger; says nothing. Its memory stays
 * readable until the next is placed. */
void sim_algo_take_off(struct ac_simulated *sim, struct sim_algo *algo,
		       enum ac_order_status status);
void sim_algo_close(struct ac_simulated *sim, struct sim_algo *algo, enum ac_order_status status);
void sim_algo_send(struct ac_simulated *sim, const struct sim_algo *algo);
/* The child of a conditional order is terminal. */
void sim_algo_finish(struct ac_simulated *sim, const struct sim_order *child);

/* trigger.c */
/* The price that triggers; TRAILING_STOP_MARKET: 0 while inactive. */
struct ac_dec sim_algo_level(const struct ac_simulated *sim, const struct sim_algo *algo);
bool sim_algo_is_reached(const struct ac_simulated *sim, const struct sim_algo *algo,
			 struct ac_dec price);
/* A trailing order follows the price. */
void sim_algo_track(struct ac_simulated *sim, struct sim_algo *algo, struct ac_dec price);
/* A price of one kind came: everything that it satisfies fires, in the order of placement. */
void sim_algos_on_price(struct ac_simulated *sim, uint16_t symbol, enum ac_working_type type,
			struct ac_dec price);
/* A candle went by: closing orders by the rules of its path, then the others. */
void sim_algos_on_path(struct ac_simulated *sim, uint16_t symbol, const struct ac_candle *candle);

/* margin.c */
struct ac_dec sim_unrealized(const struct ac_simulated *sim, uint16_t symbol, uint8_t position_side,
			     struct ac_dec price);
struct ac_dec sim_maintenance(const struct ac_simulated *sim, uint16_t symbol,
			      uint8_t position_side, struct ac_dec price);
struct ac_dec sim_cross_wallet(const struct ac_simulated *sim);
/* Initial margin of a symbol's positions and open orders, `extra` (may be NULL) included. */
struct ac_dec sim_margin_initial(const struct ac_simulated *sim, uint16_t symbol,
				 const struct sim_order *extra);
struct ac_dec sim_available(const struct ac_simulated *sim);
/* NONE, MARGIN or LEVERAGE_LIMIT. */
enum ac_refusal sim_check_margin(const struct ac_simulated *sim, const struct sim_order *draft);

/* liquidation.c: the mark price moved from one to the other */
void sim_liquidate(struct ac_simulated *sim, uint16_t symbol, struct ac_dec from, struct ac_dec to);
void sim_orders_expire(struct ac_simulated *sim, uint16_t symbol, enum sim_expiry reason);
void sim_position_close(struct ac_simulated *sim, uint16_t symbol, uint8_t side,
			struct ac_dec price, enum ac_simulated_closing closing);

/* ledger.c */
void sim_trades_query(struct ac_simulated *sim, const struct ac_command *command);
void sim_position_query(struct ac_simulated *sim, const struct ac_command *command);

/* faults.c */
enum ac_simulated_fault sim_fault_take(struct ac_simulated *sim, uint16_t kind, int32_t *ret_code);
void sim_priorities_draw(struct ac_simulated *sim);

#endif
