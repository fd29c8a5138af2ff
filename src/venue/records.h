/* records.h - what the venue remembers of an account's orders, conditional orders, executions and
 * payments, as questions about the past need it. Plain data without pointers, so that it can be
 * saved. The simulated exchange decides; this only remembers. */
#ifndef AC_VENUE_RECORDS_H
#define AC_VENUE_RECORDS_H

#include "market/event.h"
#include "market/order.h"

/* Wire words that the simulated exchange has no use for. */
#define VENUE_TIF_GTD     4u /* after enum ac_tif */
#define VENUE_TIF_GTE_GTC 5u
#define VENUE_PRICE_MATCH_LIST(X)                                                                  \
	X(VENUE_MATCH_NONE, "NONE")                                                                \
	X(VENUE_MATCH_OPPONENT, "OPPONENT")                                                        \
	X(VENUE_MATCH_OPPONENT_5, "OPPONENT_5")                                                    \
	X(VENUE_MATCH_QUEUE, "QUEUE")                                                              \
	X(VENUE_MATCH_QUEUE_5, "QUEUE_5")                                                          \
	X(VENUE_MATCH_QUEUE_10, "QUEUE_10")                                                        \
	X(VENUE_MATCH_QUEUE_20, "QUEUE_20")
#define VENUE_STP_LIST(X)                                                                          \
	X(VENUE_STP_NONE, "NONE")                                                                  \
	X(VENUE_STP_EXPIRE_TAKER, "EXPIRE_TAKER")                                                  \
	X(VENUE_STP_EXPIRE_MAKER, "EXPIRE_MAKER")                                                  \
	X(VENUE_STP_EXPIRE_BOTH, "EXPIRE_BOTH")
#define VENUE_INCOME_LIST(X)                                                                       \
	X(VENUE_INCOME_REALIZED, "REALIZED_PNL")                                                   \
	X(VENUE_INCOME_COMMISSION, "COMMISSION")                                                   \
	X(VENUE_INCOME_FUNDING, "FUNDING_FEE")                                                     \
	X(VENUE_INCOME_INSURANCE, "INSURANCE_CLEAR")
#define VENUE_ENUM(name, text) name,
enum venue_price_match { VENUE_PRICE_MATCH_LIST(VENUE_ENUM) VENUE_MATCHES };
enum venue_stp { VENUE_STP_LIST(VENUE_ENUM) VENUE_STPS };
enum venue_income_kind { VENUE_INCOME_LIST(VENUE_ENUM) VENUE_INCOMES };
#undef VENUE_ENUM
const char *venue_tif_text(uint8_t tif);
const char *venue_price_match_text(uint8_t match);
const char *venue_stp_text(uint8_t stp);
const char *venue_income_text(uint8_t kind);

struct venue_order {
	int64_t order_id;
	int64_t algo_id; /* whose child it is; 0 none */
	int64_t modify_id;
	struct ac_dec quantity, price, stop_price;
	struct ac_dec executed, average, quote;
	ac_ms created_ms, updated_ms, good_till_ms;
	uint32_t changes;
	int32_t expiry_reason;
	uint16_t symbol;
	uint8_t side, position_side, type, origin_type, tif, status, working_type, match, stp;
	bool reduce_only, close_position, price_protect, has_modify_id;
	bool is_expiring; /* its time is over: the cancellation under way is an expiry */
	char client_id[AC_CLIENT_ID_SIZE];
};

struct venue_algo {
	int64_t algo_id;
	int64_t order_id; /* 0 before the trigger */
	struct ac_dec quantity, price, trigger_price, activation, callback;
	struct ac_dec actual_price, actual_quantity;
	ac_ms created_ms, updated_ms, triggered_ms, good_till_ms;
	int32_t code;
	uint16_t symbol;
	uint8_t side, position_side, type, tif, status, working_type, match, stp;
	bool reduce_only, close_position, price_protect;
	bool is_active; /* a trailing order that has passed its activation */
	bool is_expiring;
	char client_id[AC_CLIENT_ID_SIZE];
};

struct venue_trade {
	int64_t trade_id, order_id;
	struct ac_dec price, quantity, commission, realized;
	ac_ms time_ms;
	uint16_t symbol;
	uint8_t side, position_side;
	bool is_maker, is_liquidation;
	char client_id[AC_CLIENT_ID_SIZE];
};

struct venue_income {
	int64_t transfer_id, trade_id; /* trade_id 0: none */
	struct ac_dec amount;
	ac_ms time_ms;
	uint16_t symbol;
	uint8_t kind;
};

struct venue_amendment {
	int64_t amendment_id, order_id, modify_id;
	struct ac_dec price_before, price_after, quantity_before, quantity_after;
	ac_ms time_ms;
	uint32_t count;
	uint16_t symbol;
	bool has_modify_id;
	char client_id[AC_CLIENT_ID_SIZE];
};

/* A list that grows; items may move when one is added. */
struct venue_table {
	void *items;
	size_t item_size;
	uint32_t count, capacity;
};
void venue_table_init(struct venue_table *table, size_t item_size);
void venue_table_deinit(struct venue_table *table);
void *venue_table_add(struct venue_table *table); /* zeroed */
static inline void *venue_table_at(const struct venue_table *table, uint32_t index)
{
	ac_assert(index < table->count);
	return (unsigned char *)table->items + (size_t)index * table->item_size;
}

/* NULL where absent. Ids ascend in the tables. */
struct venue_order *venue_order_by_id(const struct venue_table *orders, int64_t order_id);
/* The newest of that name; `symbol` AC_SYMBOL_NONE: any. */
struct venue_order *venue_order_by_name(const struct venue_table *orders, uint16_t symbol,
					struct ac_str client_id);
struct venue_algo *venue_algo_by_id(const struct venue_table *algos, int64_t algo_id);
struct venue_algo *venue_algo_by_name(const struct venue_table *algos, struct ac_str client_id);

#endif
