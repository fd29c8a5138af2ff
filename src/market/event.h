/* event.h - the one vocabulary of inputs and facts that flows over the bus and into the journal.
 * Inputs change the engine (market data, answers of the exchange, time, control). Facts are what
 * the engine made of them; they are published, never fed back. Plain data without pointers; zeroed
 * including padding before it is filled, because the journal checksums the bytes. */
#ifndef AC_MARKET_EVENT_H
#define AC_MARKET_EVENT_H

#include "market/candle.h"
#include "market/command.h"

/* Append only: the numbers stand in journals. Inputs are below 64, facts from 64. */
enum ac_event_kind {
	AC_EVENT_TIMER = 1,          /* time passed and nothing else happened */
	AC_EVENT_CANDLE = 2,         /* a closed candle; `candle` */
	AC_EVENT_MARK = 3,           /* mark price and funding; `mark` */
	AC_EVENT_TRADE = 4,          /* last traded price; `trade` */
	AC_EVENT_REPLY = 5,          /* the answer to a command; `reply` */
	AC_EVENT_ORDER = 6,          /* ORDER_TRADE_UPDATE, with or without a fill; `order` */
	AC_EVENT_ALGO = 7,           /* ALGO_UPDATE; `algo` */
	AC_EVENT_BALANCE = 8,        /* wallet balance; `balance` */
	AC_EVENT_POSITION = 9,       /* the exchange's own position; `position` */
	AC_EVENT_FUNDING = 10,       /* funding paid or received; `funding` */
	AC_EVENT_STREAM = 11,        /* a data stream's health; `stream` */
	AC_EVENT_CONTROL = 12,       /* a person's or the shell's order to the engine; `control` */
	AC_EVENT_RESTORE_ORDER = 13, /* start: an order of an earlier run; `order_record` */
	AC_EVENT_RESTORE_POSITION = 14, /* start: a sub-ledger's position; `position_record` */
	AC_EVENT_RESTORE_RISK = 15,     /* start: a stored halt, counter or peak; `risk_record` */
	AC_EVENT_RESTORE_DONE = 16,     /* start: the exchange's snapshot is complete, reconcile */
	AC_EVENT_RESTORE_FILL = 17,     /* start: a fill that is already booked; `fill` */
	/* The candle under way reached both exits of a position: which came first is an assumption.
	 * Nothing but the head; comes before the fills of that candle. */
	AC_EVENT_AMBIGUOUS = 18,

	AC_EVENT_SIGNAL = 64,         /* signal.<strategy>.<SYMBOL>; `signal`, verdict included */
	AC_EVENT_COMMAND = 65,        /* order.request; `command` */
	AC_EVENT_ORDER_STATE = 66,    /* order.update; `order_record` */
	AC_EVENT_FILL = 67,           /* order.fill; `fill` */
	AC_EVENT_POSITION_STATE = 68, /* position.update; `position_record` */
	AC_EVENT_ROUND_TRIP = 69,     /* position.closed; `round_trip` */
	AC_EVENT_RISK = 70,           /* risk.<guard>; `risk_record` */
	AC_EVENT_ACCOUNT = 71,        /* account.update; `account` */
	AC_EVENT_SYSTEM = 72,         /* system.<what>; `system` */
};

/* Set on candles that only warm up indicators at start: no signal may come of them. */
#define AC_EVENT_FLAG_HISTORY 1u
/* Set on answers and account events that the shell itself made: parts of a snapshot, refusals of
 * what could not be journaled. A replay does not expect them of the simulated exchange. */
#define AC_EVENT_FLAG_OWN 16u
/* Set, with HISTORY, on candles that warm up the strategy of `book` alone, after its parameters
 * changed; nobody else sees them. */
#define AC_EVENT_FLAG_ONE_BOOK 32u

struct ac_mark {
	struct ac_dec mark;
	struct ac_dec index;        /* 0 unknown */
	struct ac_dec funding_rate; /* running estimate, fraction */
	ac_ms funding_time_ms;      /* next settlement, 0 unknown */
};

struct ac_trade {
	struct ac_dec price;
	struct ac_dec quantity;
};

enum ac_outcome {
	AC_OUTCOME_ACCEPTED = 1, /* the exchange took it; `status` etc. are valid */
	AC_OUTCOME_REFUSED = 2,  /* definitely not done; `code` says why */
	AC_OUTCOME_UNKNOWN = 3,  /* may or may not have been done: query, never resend blindly */
	AC_OUTCOME_FOUND = 4,    /* query: the order exists; `status`, `executed` are valid */
	AC_OUTCOME_NOT_FOUND =
		5,           /* query: no such order (evidence only with trades and position) */
	AC_OUTCOME_DONE = 6, /* query of trades or positions: all rows have been delivered */
};

/* How a refusal is to be met (binance-api 7.2). */
enum ac_reaction {
	AC_REACTION_NONE = 0,
	AC_REACTION_RETRY,   /* R: definite failure, may be sent again later */
	AC_REACTION_QUERY,   /* Q: ask before anything else */
	AC_REACTION_RESYNC,  /* T: clock, then once more */
	AC_REACTION_SUCCESS, /* O: nothing needed changing */
	AC_REACTION_REFUSE,  /* F: wrong request, never again as it is */
	AC_REACTION_HALT,    /* H: stop and call a person */
	AC_REACTION_SKIP,    /* S: not now, not this size */
	AC_REACTION_CLOSE,   /* the stop's price is already through: close at market */
};

struct ac_reply {
	uint16_t command_kind;       /* enum ac_command_kind */
	uint8_t outcome;             /* enum ac_outcome */
	uint8_t reaction;            /* enum ac_reaction, for REFUSED */
	uint8_t status;              /* enum ac_order_status */
	int32_t code;                /* the exchange's error code, negative; 0 none */
	int64_t exchange_id;         /* orderId or algoId */
	struct ac_dec executed;      /* cumulative filled quantity */
	struct ac_dec average_price; /* 0 unknown */
	ac_ms update_time_ms;
	char client_id[AC_CLIENT_ID_SIZE];
};

/* ORDER_TRADE_UPDATE; also the shape in which userTrades rows arrive (status then says NEW). */
struct ac_order_update {
	uint8_t status; /* enum ac_order_status */
	uint8_t side;
	uint8_t position_side;
	uint8_t type;
	bool is_fill; /* the five fields below are one execution */
	bool is_maker;
	bool is_from_query; /* a userTrades row: status and cumulative quantity are not valid */
	bool reduce_only;
	int32_t expiry_reason; /* the exchange's `er`, 0 none; 5 liquidation */
	int64_t exchange_id;
	int64_t trade_id;
	struct ac_dec quantity; /* original, as the exchange has it */
	struct ac_dec price;    /* limit price */
	struct ac_dec executed; /* cumulative */
	struct ac_dec average_price;
	struct ac_dec fill_quantity;
	struct ac_dec fill_price;
	struct ac_dec commission;      /* positive is a cost */
	struct ac_dec realized_profit; /* before fees */
	ac_ms time_ms;
	char client_id[AC_CLIENT_ID_SIZE];
};

struct ac_algo_update {
	uint8_t status; /* enum ac_order_status, NEW … FINISHED */
	uint8_t side;
	uint8_t position_side;
	uint8_t type;
	int64_t algo_id;
	int64_t order_id;       /* the regular order it became, 0 before */
	struct ac_dec executed; /* after the trigger */
	struct ac_dec trigger_price;
	int32_t code; /* why it was rejected at the trigger, 0 none */
	ac_ms time_ms;
	char client_id[AC_CLIENT_ID_SIZE];
};

struct ac_balance {
	struct ac_dec wallet;
	struct ac_dec cross_wallet;
	struct ac_dec change; /* other than profit and fee: transfers */
	bool is_transfer;
	char asset[AC_CLIENT_ID_SIZE];
};

struct ac_position_update {
	struct ac_dec amount; /* signed */
	struct ac_dec entry_price;
	struct ac_dec isolated_wallet;
	uint8_t position_side;
	bool is_snapshot; /* asked for, not pushed */
	ac_ms time_ms;
};

struct ac_funding {
	struct ac_dec payment; /* signed: negative is paid */
	struct ac_dec rate;
	ac_ms time_ms;
};

enum ac_stream { AC_STREAM_MARKET, AC_STREAM_USER, AC_STREAM_COUNT };
enum ac_stream_state { AC_STREAM_UP, AC_STREAM_DOWN, AC_STREAM_STALE };
struct ac_stream_update {
	uint8_t stream;
	uint8_t state;
	bool has_gap; /* something was missed and is not yet merged */
};

enum ac_control {
	AC_CONTROL_ENTRIES_OFF = 1,
	AC_CONTROL_ENTRIES_ON = 2,
	AC_CONTROL_REDUCE = 3,
	AC_CONTROL_HALT = 4,
	AC_CONTROL_UNHALT = 5,      /* `symbol` or all */
	AC_CONTROL_FLATTEN = 6,     /* `symbol` or all */
	AC_CONTROL_END_OF_DATA = 7, /* backtest: close `symbol`'s positions as end_of_data */
	AC_CONTROL_CANCEL = 8,      /* working entries of `symbol` or all; protection stays */
	AC_CONTROL_PAUSE = 9,       /* a person: no entries until RESUME, over restarts too */
	AC_CONTROL_RESUME = 10,     /* a person: lifts PAUSE and REDUCE, of `symbol` or all */
};
/* Entries off and on are the shell's own and end with the process; the others are a person's. */
struct ac_control_order {
	uint8_t control;
	uint8_t guard; /* UNHALT: 1 + the guard's number; 0: every guard */
};

/* What an order is for. */
enum ac_purpose {
	AC_PURPOSE_ENTRY = 1,
	AC_PURPOSE_STOP = 2,
	AC_PURPOSE_TAKE_PROFIT = 3,
	AC_PURPOSE_EXIT = 4,    /* our market close */
	AC_PURPOSE_FOREIGN = 5, /* not ours: liquidation, ADL, a person */
};
const char *ac_purpose_text(enum ac_purpose purpose);

/* The order's life as we know it (architecture 5). */
#define AC_LIFE_LIST(X)                                                                            \
	X(AC_LIFE_INTENT, "INTENT")                                                                \
	X(AC_LIFE_SENT, "SENT")                                                                    \
	X(AC_LIFE_ACKED, "NEW")                                                                    \
	X(AC_LIFE_PARTIAL, "PARTIALLY_FILLED")                                                     \
	X(AC_LIFE_FILLED, "FILLED")                                                                \
	X(AC_LIFE_CANCELED, "CANCELED")                                                            \
	X(AC_LIFE_EXPIRED, "EXPIRED")                                                              \
	X(AC_LIFE_REJECTED, "REJECTED")                                                            \
	X(AC_LIFE_LIQUIDATED, "LIQUIDATED")                                                        \
	X(AC_LIFE_UNKNOWN, "UNKNOWN")                                                              \
	X(AC_LIFE_TRIGGERED, "TRIGGERED")
enum ac_life {
#define AC_LIFE_ENUM(name, text) name,
	AC_LIFE_LIST(AC_LIFE_ENUM)
#undef AC_LIFE_ENUM
};
const char *ac_life_text(enum ac_life life); /* the text stored in orders.status */
bool ac_life_is_terminal(enum ac_life life);

struct ac_order_record {
	char client_id[AC_CLIENT_ID_SIZE];
	uint8_t life;    /* enum ac_life */
	uint8_t purpose; /* enum ac_purpose */
	uint8_t side;
	uint8_t position_side;
	uint8_t type;
	uint8_t tif;
	uint8_t exit_reason; /* enum ac_exit_reason, for AC_PURPOSE_EXIT */
	bool reduce_only;
	bool close_position;
	uint8_t attempts;
	int32_t code;     /* last error code of the exchange */
	int64_t order_id; /* regular order id, 0 unknown */
	int64_t algo_id;  /* conditional order id, 0 none */
	struct ac_dec quantity;
	struct ac_dec price;
	struct ac_dec trigger_price;
	struct ac_dec executed;
	struct ac_dec executed_quote; /* sum of fill price * quantity, half to even each */
	struct ac_dec average_price;
	struct ac_dec commission;
	ac_ms created_ms;
	ac_ms updated_ms;
	uint64_t signal_id; /* seq of the signal it came from, 0 none */
};

struct ac_fill {
	char client_id[AC_CLIENT_ID_SIZE];
	uint8_t side;
	uint8_t position_side;
	uint8_t purpose;
	bool is_maker;
	int64_t trade_id;
	int64_t order_id;
	struct ac_dec price;
	struct ac_dec quantity;
	struct ac_dec commission;
	struct ac_dec realized_profit; /* the exchange's */
	ac_ms time_ms;
};

/* A sub-ledger's position after a change. */
struct ac_position_record {
	uint8_t position_side;
	int8_t direction;  /* +1, -1, 0 flat */
	bool is_protected; /* a confirmed stop rests on the exchange */
	bool has_take_profit;
	struct ac_dec quantity; /* absolute */
	struct ac_dec entry_price;
	struct ac_dec stop_price;
	struct ac_dec take_profit_price;
	struct ac_dec realized_profit; /* of this position so far, before fees */
	struct ac_dec fees;
	struct ac_dec funding;
	/* The bracket, so that a restart can protect the rest of the position. 1e-8 percent. */
	struct ac_dec stop_loss_pct;
	struct ac_dec take_profit_pct;
	ac_ms opened_ms;
	ac_ms updated_ms;
};

/* One closed position: the row of the trade list. */
struct ac_round_trip {
	int8_t direction;
	uint8_t exit_reason; /* enum ac_exit_reason */
	bool is_ambiguous;   /* stop and take-profit lay in the same candle */
	struct ac_dec quantity;
	struct ac_dec entry_price; /* averages */
	struct ac_dec exit_price;
	struct ac_dec gross_profit;
	struct ac_dec fees;
	struct ac_dec funding;
	struct ac_dec net_profit;
	ac_ms entry_time_ms;
	ac_ms exit_time_ms;
};

struct ac_signal {
	uint64_t id; /* seq of the event that caused it; with `book` unique within a run */
	int8_t direction;
	uint8_t action; /* enum ac_action */
	uint8_t exit_reason;
	bool is_allowed;
	int32_t reason;             /* enum ac_reason of risk/risk.h */
	struct ac_dec value, limit; /* what was compared, where the reason has numbers */
	struct ac_dec price;        /* reference: the candle's close */
	struct ac_dec quantity;
	ac_ms time_ms; /* the candle's close */
	double values[AC_DECISION_VALUES_MAX];
};

/* A guard's stored state: a halt, a counter, the peak. `guard` numbers are risk's. */
struct ac_risk_record {
	uint16_t guard;
	uint8_t state;  /* enum ac_risk_state after this */
	bool is_active; /* halt stands */
	int32_t reason; /* enum ac_reason */
	ac_ms since_ms;
	ac_ms until_ms; /* 0: until a person lifts it */
	struct ac_dec value, limit;
	int64_t counter;
};

struct ac_account {
	struct ac_dec wallet;
	struct ac_dec unrealized;
	struct ac_dec equity; /* wallet + unrealized */
	struct ac_dec equity_peak;
	struct ac_dec day_start_equity;
	struct ac_dec realized_today, fees_today, funding_today;
	struct ac_dec realized_total, fees_total, funding_total;
	struct ac_dec margin_used;
	ac_ms time_ms;
};

/* X(name, text): the text is the channel system.<text> and the database's word. Numbers are in journals:
 * append only. */
#define AC_SYSTEM_LIST(X)                                                                          \
	X(AC_SYSTEM_STARTED, "started")                                                            \
	X(AC_SYSTEM_STOPPED, "stopped")                                                            \
	X(AC_SYSTEM_GAP, "gap")               /* value: minutes missing */                         \
	X(AC_SYSTEM_RECONCILED, "reconciled") /* value: differences merged */                      \
	/* The exchange changed something we did not ask for. */                                   \
	X(AC_SYSTEM_FOREIGN, "foreign")                                                            \
	/* A position stood without a stop; value: ms. */                                          \
	X(AC_SYSTEM_BARE_POSITION, "bare_position")                                                \
	X(AC_SYSTEM_ORPHAN, "orphan") /* a protective order without a position was swept */        \
	X(AC_SYSTEM_UNKNOWN_ORDER, "unknown_order")                                                \
	X(AC_SYSTEM_FULL, "full")         /* a bounded table refused something; value: which */    \
	X(AC_SYSTEM_MISMATCH, "mismatch") /* our books and the exchange's differ */                \
	X(AC_SYSTEM_STREAM, "stream")                                                              \
	/* A person asked; value: enum ac_control, 0 other settings. */                            \
	X(AC_SYSTEM_CONTROL, "control")
enum ac_system {
	AC_SYSTEM_NONE = 0, /* no fact carries it */
#define AC_SYSTEM_ENUM(name, text) name,
	AC_SYSTEM_LIST(AC_SYSTEM_ENUM)
#undef AC_SYSTEM_ENUM
		AC_SYSTEM_COUNT
};
static_assert(AC_SYSTEM_STARTED == 1 && AC_SYSTEM_CONTROL == 12,
	      "the numbers of system facts are in journals");
struct ac_system_fact {
	uint16_t what;
	int64_t value;
	char text[80]; /* a short English sentence, terminated */
};

struct ac_event {
	uint64_t seq;  /* total order; assigned by the shell for inputs, by the engine for facts */
	ac_ns time_ns; /* the source's time */
	ac_ns recv_ns; /* ours; never runs back */
	uint16_t kind;
	uint16_t symbol; /* instrument index or AC_SYMBOL_NONE */
	uint16_t book;   /* sub-ledger or AC_BOOK_NONE */
	uint16_t flags;
	union {
		struct ac_candle candle;
		struct ac_mark mark;
		struct ac_trade trade;
		struct ac_reply reply;
		struct ac_order_update order;
		struct ac_algo_update algo;
		struct ac_balance balance;
		struct ac_position_update position;
		struct ac_funding funding;
		struct ac_stream_update stream;
		struct ac_control_order control;
		struct ac_signal signal;
		struct ac_command command;
		struct ac_order_record order_record;
		struct ac_fill fill;
		struct ac_position_record position_record;
		struct ac_round_trip round_trip;
		struct ac_risk_record risk_record;
		struct ac_account account;
		struct ac_system_fact system;
	};
};

/* Zeroes the whole event, padding and the unused payload included, and fills its header; `now` is
 * both the source's time and ours. The sequence is given by whoever journals or publishes it. */
static inline void ac_event_init(struct ac_event *ret_event, enum ac_event_kind kind,
				 uint16_t symbol, uint16_t book, ac_ns now)
{
	memset(ret_event, 0, sizeof(*ret_event));
	ret_event->time_ns = now;
	ret_event->recv_ns = now;
	ret_event->kind = (uint16_t)kind;
	ret_event->symbol = symbol;
	ret_event->book = book;
}

const char *ac_event_kind_text(enum ac_event_kind kind);
/* X(name, text): the text of an exit in trade lists and tables. */
#define AC_EXIT_REASON_LIST(X)                                                                     \
	X(AC_EXIT_NONE, "")                                                                        \
	X(AC_EXIT_TAKE_PROFIT, "take_profit")                                                      \
	X(AC_EXIT_STOP_LOSS, "stop_loss")                                                          \
	X(AC_EXIT_MAX_HOLD, "max_hold")                                                            \
	X(AC_EXIT_VWAP, "vwap")                                                                    \
	X(AC_EXIT_LIQUIDATION, "liquidation")                                                      \
	X(AC_EXIT_HALT, "halt")                                                                    \
	X(AC_EXIT_MANUAL, "manual")                                                                \
	X(AC_EXIT_END_OF_DATA, "end_of_data")                                                      \
	X(AC_EXIT_SIGNAL, "signal")
/* "" for none, "?" for a number that is no reason. */
const char *ac_exit_reason_text(enum ac_exit_reason reason);

/* Bytes of `event` that carry meaning for its kind: the header and the payload it uses. Journals
 * and rings store no more; a reader zeroes the rest. */
size_t ac_event_size(const struct ac_event *event);

/* Receives facts as they are made. Called inside the step, must not call back into the engine. */
struct ac_fact_sink {
	void (*publish)(void *self, const struct ac_event *fact);
	void *self;
};

#endif
