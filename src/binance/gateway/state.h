/* state.h - what the files of this room share. Not for others: they have gateway.h. */
#ifndef AC_BINANCE_GATEWAY_STATE_H
#define AC_BINANCE_GATEWAY_STATE_H

#include "binance/codec/documents.h"
#include "binance/codec/market_stream.h"
#include "binance/codec/user_stream.h"
#include "binance/gateway/gateway.h"
#include "binance/gateway/link.h"
#include "recovery/reconcile.h"

#define GATEWAY_EVENTS_MAX    65536u /* a power of two */
#define GATEWAY_COMMANDS_MAX  256u   /* without an answer, at once */
#define GATEWAY_SNAPSHOT_MAX  32768u
#define GATEWAY_FUNDING_MAX   4096u
#define GATEWAY_PARTS_MAX     64u /* questions of snapshots, those given up included */
#define GATEWAY_BATCHES_MAX   16u
#define GATEWAY_TRADES_MAX    256u
#define GATEWAY_ANNOUNCED_MAX 32u
#define GATEWAY_LINKS_MAX     8u /* market connections */
#define GATEWAY_HELD_MAX      16u

struct gateway_pending;

/* A symbol's candles: what came last, and what waits until the hole before it is filled. */
struct gateway_candles {
	struct ac_gateway *gateway;
	ac_ms last_open_ms;
	uint32_t history; /* still wanted before the first */
	bool is_asking;
	uint8_t attempts;
	ac_ns retry_ns; /* steady; 0 none */
	uint32_t held_count;
	struct ac_event held[GATEWAY_HELD_MAX];
	ac_ns data_ns; /* wall, of the newest message */
};

/* Cancels that were sent together. */
struct gateway_batch {
	struct ac_gateway *gateway;
	uint32_t count; /* 0: free */
	struct gateway_pending *items[AC_REQUEST_BATCH_MAX];
};

/* A command that has no answer yet. */
struct gateway_pending {
	bool is_used;
	bool is_api; /* it went over the WebSocket API */
	int64_t id;
	ac_ns sent_ns; /* steady */
	struct ac_command command;
	struct ac_gateway *gateway;
	uint32_t pages; /* of QUERY_TRADES */
};

enum gateway_user_state {
	USER_OFF,
	USER_WANTS_KEY,
	USER_ASKING_KEY,
	USER_CONNECTING,
	USER_SNAPSHOT,
	USER_UP,
};

enum gateway_step {
	STEP_ORDERS,
	STEP_ALGOS,
	STEP_POSITIONS,
	STEP_TRADES, /* one question a symbol */
	STEP_FUNDING,
	STEP_BALANCE,
	STEP_COUNT
};

/* One question of a snapshot. */
struct gateway_part {
	struct ac_gateway *gateway;
	bool is_used;
	uint32_t generation;
	enum gateway_step step;
	uint16_t symbol;
	int64_t from_id; /* of executions: the next page; 0 the first */
};

struct gateway_trade {
	int64_t trade_id;
	uint16_t symbol;
	ac_ns since_ns; /* steady */
};

struct gateway_user {
	struct ac_link *link;
	char key[128];
	const char *why; /* of the newest snapshot; static */
	ac_ns due_ns;    /* steady: the next attempt for a key, or the next PUT */
	struct ac_backoff backoff;
	/* The snapshot under way. */
	struct gateway_part parts[GATEWAY_PARTS_MAX];
	ac_ms balance_asked_ms; /* exchange's clock: what came before is in the balance */
	uint32_t outstanding, next_symbol;
	ac_ns retry_ns;
	uint32_t generation; /* answers to an older snapshot are passed over */
	struct ac_reconcile reconcile;
	struct ac_event *items;   /* GATEWAY_SNAPSHOT_MAX */
	struct ac_event *funding; /* GATEWAY_FUNDING_MAX: settlements, given before the rest */
	uint32_t funding_count;
	bool *has_position;       /* per symbol and side: named by the snapshot */
	ac_ms since_ms;           /* executions from here on */
	ac_ms seen_ms;            /* time of the newest user event */
	struct ac_event *waiting; /* pushed while the snapshot is under way; GATEWAY_SNAPSHOT_MAX */
	uint32_t waiting_count;
	/* TRADE_LITE and ORDER_TRADE_UPDATE tell the same execution in either order. */
	struct gateway_trade told[GATEWAY_TRADES_MAX]; /* a ring of the newest executions */
	uint32_t told_count;
	struct gateway_trade announced[GATEWAY_ANNOUNCED_MAX]; /* by TRADE_LITE alone so far */
	uint32_t announced_count;
	bool has_failed;
	bool is_known_down; /* the engine has been told */
	enum gateway_user_state state;
	enum gateway_step step;
};

struct gateway_market_link {
	struct ac_gateway *gateway;
	struct ac_link *link;
	uint32_t first, count; /* of the plan's streams */
	int64_t hello_id;      /* answers up to this id are those of the last hello */
	uint32_t hellos_open;
};

struct ac_gateway {
	struct ac_gateway_config config;
	struct ac_market_stream market_stream;
	struct ac_user_stream user_stream;
	struct gateway_market_link links[GATEWAY_LINKS_MAX];
	uint32_t link_count;
	char (*streams)[80]; /* the plan: every stream name */
	uint32_t stream_count;
	struct gateway_candles *candles; /* per symbol */
	struct gateway_user user;
	struct ac_link *api; /* NULL: not configured */
	int64_t api_logon_id;
	struct gateway_pending *pending; /* GATEWAY_COMMANDS_MAX */
	uint32_t pending_count;
	struct gateway_pending *cancels[AC_REQUEST_BATCH_MAX]; /* of one symbol, not yet sent */
	uint32_t cancel_count;
	struct gateway_batch batches[GATEWAY_BATCHES_MAX];
	int64_t next_id;
	struct ac_event *events; /* a ring of GATEWAY_EVENTS_MAX */
	uint32_t head, tail;
	ac_ns clock_due_ns;   /* steady */
	ac_ns market_seen_ns; /* recv_ns of the newest market frame */
	struct ac_histogram tick_to_order, order_to_answer;
	uint64_t frames_malformed, frames_refused, events_dropped, gaps_filled, snapshots;
	char last_refused[96];
	bool is_market_up; /* as the engine has been told */
	bool has_told_market;
	bool is_api_ready;
	bool is_started;
	bool is_in_frame; /* its events are being given to the engine just now */
};

/* gateway.c */
void gateway_push(struct ac_gateway *gateway, const struct ac_event *event);
void gateway_push_stream(struct ac_gateway *gateway, enum ac_stream stream,
			 enum ac_stream_state state, bool has_gap);
/* A connection to the exchange with what all of them have in common. `number` sets its jitter apart
 * from the others'; `stale_after` 0: it may be silent. */
AC_MUST_USE enum ac_status gateway_link_create(const struct ac_gateway *gateway,
					       uint32_t message_max, ac_ns stale_after,
					       uint64_t number,
					       const struct ac_link_handlers *handlers,
					       struct ac_link **ret_link);
void gateway_tell(struct ac_gateway *gateway); /* on_events */
void gateway_note_frame(struct ac_gateway *gateway, const struct ac_frame *frame);

/* market_links.c */
AC_MUST_USE enum ac_status gateway_market_create(struct ac_gateway *gateway);
void gateway_market_destroy(struct ac_gateway *gateway);
void gateway_market_start(struct ac_gateway *gateway);
void gateway_market_run(struct ac_gateway *gateway);

/* candles.c */
void gateway_candle(struct ac_gateway *gateway, const struct ac_event *event);
void gateway_candles_run(struct ac_gateway *gateway);
void gateway_candles_start(struct ac_gateway *gateway);
bool gateway_candles_are_complete(const struct ac_gateway *gateway);

/* user_link.c */
AC_MUST_USE enum ac_status gateway_user_create(struct ac_gateway *gateway);
void gateway_user_destroy(struct ac_gateway *gateway);
void gateway_user_start(struct ac_gateway *gateway);
void gateway_user_run(struct ac_gateway *gateway);
/* Something was lost: the account is asked for anew. */
void gateway_user_resync(struct ac_gateway *gateway, const char *why);

/* snapshot.c */
void gateway_snapshot_begin(struct ac_gateway *gateway);
void gateway_snapshot_run(struct ac_gateway *gateway);

/* orders.c */
AC_MUST_USE enum ac_status gateway_orders_create(struct ac_gateway *gateway);
void gateway_orders_destroy(struct ac_gateway *gateway);
void gateway_orders_start(struct ac_gateway *gateway);
void gateway_orders_run(struct ac_gateway *gateway);
void gateway_send_rest(struct ac_gateway *gateway, struct gateway_pending *pending,
		       const struct ac_request *request);
/* Ends a command with what was answered; `status` 0: nothing was. */
void gateway_conclude(struct gateway_pending *pending, int status, struct ac_str body);
void gateway_conclude_rest(struct gateway_pending *pending, const struct ac_rest_answer *answer);

/* cancels.c */
void gateway_cancels_add(struct ac_gateway *gateway, struct gateway_pending *pending);
void gateway_cancels_flush(struct ac_gateway *gateway);

void gateway_command(struct ac_gateway *gateway, const struct ac_command *command);

#endif
