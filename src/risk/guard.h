/* guard.h - the one interface of all guards, for the files of this room only.
 * A guard is a file with one `struct ac_guard`; risk.c has the table that lists it. A guard keeps
 * its numbers in a state block of its own and sees the others' only through the halts. Everything
 * but `id` and `check` may be left out. Engine thread only. */
#ifndef AC_RISK_GUARD_H
#define AC_RISK_GUARD_H

#include "core/calendar.h"
#include "risk/halt.h"
#include "risk/risk.h"

#define GUARD_TIME_UNKNOWN (-1)

/* What a guard's halts and stored numbers are about; bits, because a person may halt the account
 * and single symbols. */
enum guard_scope {
	GUARD_SCOPE_ACCOUNT = 1,
	GUARD_SCOPE_SYMBOL = 2,
	GUARD_SCOPE_BOOK = 4,
};

/* A number that must survive a restart. */
struct guard_stored {
	ac_ms since_ms; /* the moment it belongs to: numbers of a day are void on another day */
	ac_ms until_ms;
	struct ac_dec value; /* for people */
	int64_t counter;     /* what restore reads: money in 1e-8, or a count */
};

struct guard_usage {
	struct ac_dec used, limit;
	const char *unit; /* static */
};

struct ac_guard {
	enum ac_guard_id id;
	unsigned scopes;          /* enum guard_scope bits; 0: it keeps nothing */
	bool is_always_asked;     /* also with `--guards off` */
	bool is_always_observing; /* numbers that are shown even where the guard is off */
	/* Does the configuration switch it on? Absent: whenever guards are on at all. */
	bool (*is_on)(const struct ac_risk_config *config);
	/* Bytes of zeroed state, handed out as risk->states[id]. */
	size_t (*state_size)(const struct ac_risk_config *config);

	/* True lets the request pass; otherwise guard_refuse has filled the verdict. */
	bool (*check)(struct ac_risk *risk, const struct ac_risk_request *request,
		      const struct ac_risk_facts *facts, struct ac_verdict *verdict);
	bool (*wants_exit)(const struct ac_risk *risk, uint16_t book, struct ac_dec mark,
			   struct ac_dec liquidation_price, int direction);

	/* Observations; risk->now_ms is the moment. */
	void (*on_price)(struct ac_risk *risk, uint16_t symbol, struct ac_dec price);
	void (*on_equity)(struct ac_risk *risk, struct ac_dec equity, struct ac_dec transfer);
	void (*on_booking)(struct ac_risk *risk, uint16_t book, struct ac_dec net);
	void (*on_unrealized)(struct ac_risk *risk, uint16_t book, struct ac_dec unrealized);
	void (*on_entry_fill)(struct ac_risk *risk, uint16_t book, struct ac_dec quantity);
	void (*on_close)(struct ac_risk *risk, uint16_t book, struct ac_dec net);
	void (*on_funding_time)(struct ac_risk *risk, uint16_t symbol, ac_ms funding_time_ms);
	void (*on_control)(struct ac_risk *risk, enum ac_control control, uint16_t symbol);
	void (*on_day)(struct ac_risk *risk);  /* risk->day_ms is new */
	void (*on_time)(struct ac_risk *risk); /* risk->now_ms reached due_ms */
	ac_ms (*due_ms)(const struct ac_risk *risk);
	/* A person lifted this guard's halt: what led to it must not set it again at once. */
	void (*on_lifted)(struct ac_risk *risk, const struct ac_halt *halt);
	/* The limits changed while it was on: what has been counted is judged by the new ones now.
	 * Absent where every question and observation reads the limits anyway. */
	void (*on_limits)(struct ac_risk *risk);

	/* The number behind the facts, and its way back. Book is AC_BOOK_NONE where the guard is
	 * not about books; restore gets only what fits the configuration. */
	void (*stored)(const struct ac_risk *risk, uint16_t book, struct guard_stored *ret_stored);
	void (*restore)(struct ac_risk *risk, uint16_t book, const struct guard_stored *stored);

	/* How much of the limit is used, for people, and on which one scope that is counted. A
	 * limit of 0: nothing to show there. */
	enum guard_scope usage_scope;
	struct guard_usage (*usage)(const struct ac_risk *risk, uint16_t symbol, uint16_t book);
};

struct guard_list {
	uint32_t count;
	const struct ac_guard *items[AC_GUARD_COUNT];
};

struct ac_risk {
	struct ac_risk_config config;
	struct ac_fact_sink sink;
	struct ac_halts halts;
	enum ac_risk_state state; /* of the account, as its halts leave it */
	ac_ms now_ms;             /* newest moment told; 0 before the first */
	ac_ms day_ms;             /* 00:00 UTC of it, GUARD_TIME_UNKNOWN before the first */
	ac_ms wake_ms;            /* next moment at which time alone changes something */
	void *states[AC_GUARD_COUNT];
	bool is_on[AC_GUARD_COUNT];
	/* Who wants to hear of what: worked out once, because prices come all the time. */
	struct guard_list on_price, on_equity, on_booking, on_unrealized, on_entry_fill, on_close,
		on_funding_time, wants_exit;
};

extern const struct ac_guard ac_guard_state, ac_guard_data, ac_guard_filters, ac_guard_volatility,
	ac_guard_funding_window, ac_guard_cooldown, ac_guard_consecutive_losses,
	ac_guard_strategy_daily_loss, ac_guard_account_daily_loss, ac_guard_drawdown,
	ac_guard_positions, ac_guard_daily_quantity, ac_guard_symbol_exposure,
	ac_guard_price_collar, ac_guard_margin, ac_guard_liquidation;

/* By id; in the order in which they are asked. */
extern const struct ac_guard *const ac_guards[AC_GUARD_COUNT];

/* Sets or replaces a halt (since the present moment where it is new) and publishes it. */
void ac_guard_halt(struct ac_risk *risk, const struct ac_halt *halt);
/* Publishes the guard's record of this scope: the halt if one stands, the stored number always.
 * The newest record of (guard, symbol, book) is all that a restart needs. */
void ac_guard_publish(struct ac_risk *risk, enum ac_guard_id guard, uint16_t symbol, uint16_t book);
/* Takes out halt `index` of the table and publishes that. */
void ac_guard_lift(struct ac_risk *risk, uint32_t index, bool is_by_person);
bool ac_guard_is_on(const struct ac_guard *guard, const struct ac_risk_config *config);
/* 0 where it keeps nothing, or neither watches nor is asked. */
size_t ac_guard_state_size(const struct ac_guard *guard, const struct ac_risk_config *config);
/* Works out from the configuration which guards are on and who hears of what. */
void ac_guards_listen(struct ac_risk *risk);
/* Makes due_ms heard after it changed outside of on_time. */
void ac_guard_wake_refresh(struct ac_risk *risk);

static inline uint16_t guard_book_symbol(const struct ac_risk *risk, uint16_t book)
{
	ac_assert(book < risk->config.book_count);
	return risk->config.books[book].symbol;
}

/* Numbers of a day count while the moment they belong to lies in the present day. */
static inline bool guard_is_today(const struct ac_risk *risk, ac_ms moment)
{
	return risk->day_ms != GUARD_TIME_UNKNOWN && moment >= risk->day_ms &&
	       moment - risk->day_ms < AC_MS_PER_DAY;
}

static inline bool guard_refuse(struct ac_verdict *verdict, enum ac_reason reason,
				struct ac_dec value, struct ac_dec limit)
{
	verdict->reason = reason;
	verdict->value = value;
	verdict->limit = limit;
	return false;
}

/* False, with the verdict filled, where a halt of this scope stands. */
static inline bool guard_check_halt(const struct ac_risk *risk, enum ac_guard_id guard,
				    uint16_t symbol, uint16_t book, struct ac_verdict *verdict)
{
	const struct ac_halt *halt = ac_halts_find(&risk->halts, guard, symbol, book);
	if (halt == NULL)
		return true;
	return guard_refuse(verdict, halt->reason, halt->value, halt->limit);
}

#endif
