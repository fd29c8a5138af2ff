/* command.h - what the engine asks of the exchange. Plain data, journaled before it is sent.
 * Not an order: executor/order.h keeps the life of one. Any thread (values are copied). */
#ifndef AC_MARKET_COMMAND_H
#define AC_MARKET_COMMAND_H

#include "market/order.h"

#define AC_SYMBOL_NONE UINT16_MAX
#define AC_BOOK_NONE   UINT16_MAX

/* Append only: the numbers stand in journals. */
enum ac_command_kind {
	AC_COMMAND_PLACE = 1,          /* LIMIT or MARKET */
	AC_COMMAND_CANCEL = 2,         /* by client id */
	AC_COMMAND_PLACE_ALGO = 3,     /* conditional order */
	AC_COMMAND_CANCEL_ALGO = 4,    /* by client id */
	AC_COMMAND_QUERY = 5,          /* one regular order by client id */
	AC_COMMAND_QUERY_ALGO = 6,     /* one conditional order by client id */
	AC_COMMAND_QUERY_TRADES = 7,   /* fills of a symbol since `since_ms` */
	AC_COMMAND_QUERY_POSITION = 8, /* positions of a symbol */
	AC_COMMAND_MODIFY = 9,         /* a resting LIMIT: new `quantity` and `price` */
};
const char *ac_command_kind_text(enum ac_command_kind kind);

struct ac_command {
	uint64_t seq; /* journal sequence of the intent; assigned by the engine */
	ac_ns created_ns;
	uint16_t kind;         /* enum ac_command_kind */
	uint16_t symbol;       /* instrument index */
	uint16_t book;         /* sub-ledger that asks, AC_BOOK_NONE for the account itself */
	uint8_t side;          /* enum ac_side */
	uint8_t position_side; /* enum ac_position_side */
	uint8_t type;          /* enum ac_order_type */
	uint8_t tif;           /* enum ac_tif */
	uint8_t working_type;  /* enum ac_working_type */
	bool reduce_only;
	bool close_position;
	bool is_risk_reducing; /* exits, protection, cancels, queries: the reserved lane */
	uint8_t attempt;       /* 0 for the first sending of this intent */
	struct ac_dec quantity;
	struct ac_dec price;
	struct ac_dec trigger_price;
	int64_t exchange_id; /* for cancels and queries where known, else 0 */
	ac_ms since_ms;      /* AC_COMMAND_QUERY_TRADES */
	char client_id[AC_CLIENT_ID_SIZE];
};

/* One step's commands. Capacity is fixed; the executor keeps work it could not place for the next
 * step, so a full list delays and never drops. */
#define AC_COMMANDS_MAX 64
struct ac_commands {
	uint32_t count;
	struct ac_command items[AC_COMMANDS_MAX];
};

#endif
