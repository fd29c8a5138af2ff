/* order.h - one order of ours and its life, and the table that finds it by client id.
 * Live orders are listed; terminal ones stay known in a bounded ring, so that late and repeated
 * reports find their order, and are then reused. Decides nothing about what to do next. */
#ifndef AC_EXECUTOR_ORDER_H
#define AC_EXECUTOR_ORDER_H

#include "core/arena.h"
#include "market/event.h"

#define AC_ORDER_NONE UINT32_MAX
#define AC_NEVER      INT64_MAX

/* What an order waits for. A timer that is off stands at AC_NEVER. */
enum ac_order_timer {
	AC_TIMER_PLACE_REPLY, /* on while the answer to a placing is outstanding */
	AC_TIMER_CANCEL_REPLY,
	AC_TIMER_QUERY_REPLY,
	AC_TIMER_RETRY,   /* after a definite failure: place, or cancel, again */
	AC_TIMER_QUERY,   /* the next question about it */
	AC_TIMER_TTL,     /* end of a resting entry */
	AC_TIMER_TRIGGER, /* a triggered order has to be filled by then */
	AC_TIMER_FILLS,   /* the exchange reports more than was booked */
	AC_TIMER_COUNT
};

enum ac_order_place { AC_PLACE_FREE, AC_PLACE_LIVE, AC_PLACE_REMEMBERED };

struct ac_order {
	struct ac_order_record record; /* `executed` counts booked fills */
	uint16_t symbol;
	uint16_t book;
	int direction;   /* of the position that it opens or closes */
	uint8_t place;   /* enum ac_order_place */
	uint8_t claim;   /* terminal enum ac_life that the exchange reported, INTENT for none; it
			    becomes the life when its fills are booked */
	uint8_t refusal; /* enum ac_reaction of the refusal that ended it */
	bool wants_place;
	bool wants_cancel; /* stays until the order is terminal */
	bool wants_query;
	bool is_resolving;     /* its state is in doubt: asked until known */
	bool is_query_regular; /* a conditional order: ask for the order that it became */
	bool was_confirmed;
	bool was_triggered;
	bool is_trigger_timed; /* the bound of its trigger has been set */
	bool is_loose;         /* no book waits for it: it only runs to its end */
	bool is_unproven;      /* restored, and not yet seen in the exchange's snapshot */
	bool has_resynced;
	bool is_dirty;
	uint8_t queries; /* place in the schedule of questions */
	uint32_t retries;
	uint8_t fill_asks;
	struct ac_dec reported; /* cumulative quantity that the exchange claims */
	struct ac_dec restored; /* executed at restore: its fills are history */
	struct ac_dec history;  /* of that, not yet met in the rows of a query */
	__int128 executed_wide; /* sum of price * quantity, 1e-16 */
	ac_ns created_ns;
	ac_ns sent_ns;
	ac_ns evidence_ns; /* "not found" must be backed by questions asked since; AC_NEVER: none */
	ac_ns timers[AC_TIMER_COUNT];
	uint32_t list_index; /* in the list of live orders */
};

/* ---- life ---- */

/* What a reply, an ORDER or an ALGO event says about an order. */
struct ac_order_report {
	enum ac_order_status status;
	bool is_conditional;    /* speaks of the conditional order, not of what it became */
	bool is_liquidation;    /* expired because the position was liquidated */
	struct ac_dec executed; /* cumulative */
	int64_t exchange_id;    /* algo id where is_conditional, else order id; 0 unknown */
};

/* Takes the report into the order. True when the record changed. Never goes backwards: a late or
 * repeated report changes nothing. */
bool ac_order_report(struct ac_order *order, const struct ac_order_report *report);

/* Books an execution into the record. AC_ERR_RANGE: nothing was changed. */
AC_MUST_USE enum ac_status ac_order_fill(struct ac_order *order,
					 const struct ac_order_update *fill);

/* SENT becomes UNKNOWN: nobody can say whether it is done. True when it changed. */
bool ac_order_doubt(struct ac_order *order);

/* Ends an order that is proven never to have done anything more. */
void ac_order_end(struct ac_order *order, enum ac_life life);

/* The exchange has confirmed it and it rests or works there. */
bool ac_order_is_confirmed(const struct ac_order *order);
bool ac_order_is_terminal(const struct ac_order *order);
bool ac_order_is_conditional(const struct ac_order *order);
/* A placing was refused for certain, and waits for its retry. */
bool ac_order_is_waiting_retry(const struct ac_order *order);

/* ---- table ---- */

struct ac_order_table {
	struct ac_order *items;
	uint32_t *index; /* open addressing by client id: 1 + place in items, 0 empty */
	uint32_t *live;
	uint32_t *free;
	uint32_t *ring; /* remembered, oldest at ring_first */
	uint32_t capacity;
	uint32_t index_mask;
	uint32_t live_count;
	uint32_t free_count;
	uint32_t ring_capacity;
	uint32_t ring_first;
	uint32_t ring_count;
};

/* Holds `live_max` live orders and `remembered` terminal ones. */
AC_MUST_USE enum ac_status ac_order_table_init(struct ac_order_table *table, struct ac_arena *arena,
					       uint32_t live_max, uint32_t remembered);

/* A live order under this id, zeroed but for timers; NULL when the table is full or the id is
 * already there. */
struct ac_order *ac_order_table_add(struct ac_order_table *table, const char *client_id);
struct ac_order *ac_order_table_find(const struct ac_order_table *table, const char *client_id);
/* Rows of trades may carry the exchange's order id only. */
struct ac_order *ac_order_table_find_exchange(const struct ac_order_table *table, uint16_t symbol,
					      int64_t order_id);
/* Moves a terminal order to the remembered ones; the oldest of them may be forgotten. */
void ac_order_table_retire(struct ac_order_table *table, struct ac_order *order);
/* The exchange has shown that a remembered order still lives. False when there is no place. */
bool ac_order_table_revive(struct ac_order_table *table, struct ac_order *order);

static inline uint32_t ac_order_table_place(const struct ac_order_table *table,
					    const struct ac_order *order)
{
	return (uint32_t)(order - table->items);
}

#endif
