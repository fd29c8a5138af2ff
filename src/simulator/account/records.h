/* records.h - what the simulator remembers of an account's orders, conditional orders, executions
 * and payments, as questions about the past need it. Plain data without pointers, so that it can
 * be saved. The simulated exchange decides; this only remembers. */
#ifndef AC_SIMULATOR_ACCOUNT_RECORDS_H
#define AC_SIMULATOR_ACCOUNT_RECORDS_H

#include "market/event.h"
#include "market/order.h"

/* Wire words that the simulated exchange has no use for. */
#define SIMULATOR_TIF_GTD     4u /* after enum ac_tif */
#define SIMULATOR_TIF_GTE_GTC 5u
#define SIMULATOR_PRICE_MATCH_LIST(X)                                                              \
	X(SIMULATOR_MATCH_NONE, "NONE")                                                            \
	X(SIMULATOR_MATCH_OPPONENT, "OPPONENT")                                                    \
	X(SIMULATOR_MATCH_OPPONENT_5, "OPPONENT_5")                                                \
	X(SIMULATOR_MATCH_QUEUE, "QUEUE")                                                          \
	X(SIMULATOR_MATCH_QUEUE_5, "QUEUE_5")                                                      \
	X(SIMULATOR_MATCH_QUEUE_10, "QUEUE_10")                                                    \
	X(SIMULATOR_MATCH_QUEUE_20, "QUEUE_20")
#define SIMULATOR_STP_LIST(X)                                                                      \
	X(SIMULATOR_STP_NONE, "NONE")                                                              \
	X(SIMULATOR_STP_EXPIRE_TAKER, "EXPIRE_TAKER")                                              \
	X(SIMULATOR_STP_EXPIRE_MAKER, "EXPIRE_MAKER")                                              \
	X(SIMULATOR_STP_EXPIRE_BOTH, "EXPIRE_BOTH")
#define SIMULATOR_INCOME_LIST(X)                                                                   \
	X(SIMULATOR_INCOME_REALIZED, "REALIZED_PNL")                                               \
	X(SIMULATOR_INCOME_COMMISSION, "COMMISSION")                                               \
	X(SIMULATOR_INCOME_FUNDING, "FUNDING_FEE")                                                 \
	X(SIMULATOR_INCOME_INSURANCE, "INSURANCE_CLEAR")
#define SIMULATOR_ENUM(name, text) name,
enum simulator_price_match { SIMULATOR_PRICE_MATCH_LIST(SIMULATOR_ENUM) SIMULATOR_MATCHES };
enum simulator_stp { SIMULATOR_STP_LIST(SIMULATOR_ENUM) SIMULATOR_STPS };
enum simulator_income_kind { SIMULATOR_INCOME_LIST(SIMULATOR_ENUM) SIMULATOR_INCOMES };
#undef SIMULATOR_ENUM
const char *simulator_tif_text(uint8_t tif);
const char *simulator_price_match_text(uint8_t match);
const char *simulator_stp_text(uint8_t stp);
const char *simulator_income_text(uint8_t kind);

struct simulator_order {
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

struct simulator_algo {
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

struct simulator_trade {
	int64_t trade_id, order_id;
	struct ac_dec price, quantity, commission, realized;
	ac_ms time_ms;
	uint16_t symbol;
	uint8_t side, position_side;
	bool is_maker, is_liquidation;
	char client_id[AC_CLIENT_ID_SIZE];
};

struct simulator_income {
	int64_t transfer_id, trade_id; /* trade_id 0: none */
	struct ac_dec amount;
	ac_ms time_ms;
	uint16_t symbol;
	uint8_t kind;
};

struct simulator_amendment {
	int64_t amendment_id, order_id, modify_id;
	struct ac_dec price_before, price_after, quantity_before, quantity_after;
	ac_ms time_ms;
	uint32_t count;
	uint16_t symbol;
	bool has_modify_id;
	char client_id[AC_CLIENT_ID_SIZE];
};

/* A list that grows; items may move when one is added. */
struct simulator_table {
	void *items;
	size_t item_size;
	uint32_t count, capacity;
};
void simulator_table_init(struct simulator_table *table, size_t item_size);
void simulator_table_deinit(struct simulator_table *table);
void *simulator_table_add(struct simulator_table *table); /* zeroed */
static inline void *simulator_table_at(const struct simulator_table *table, uint32_t index)
{
	ac_assert(index < table->count);
	return (unsigned char *)table->items + (size_t)index * table->item_size;
}

/* NULL where absent. Ids ascend in the tables. */
struct simulator_order *simulator_order_by_id(const struct simulator_table *orders,
					      int64_t order_id);
/* The newest of that name; `symbol` AC_SYMBOL_NONE: any. */
struct simulator_order *simulator_order_by_name(const struct simulator_table *orders,
						uint16_t symbol, struct ac_str client_id);
struct simulator_algo *simulator_algo_by_id(const struct simulator_table *algos, int64_t algo_id);
struct simulator_algo *simulator_algo_by_name(const struct simulator_table *algos,
					      struct ac_str client_id);

#endif
