/* halt.h - the table of halts that stand: who set them, on what, and until when.
 * Not the publishing of them (risk.c) and not the reasons for them (guard_*.c). One halt a guard
 * and scope; setting it again replaces it. Engine thread only. */
#ifndef AC_RISK_HALT_H
#define AC_RISK_HALT_H

#include "core/arena.h"
#include "risk/risk.h"

struct ac_halt {
	enum ac_guard_id guard;
	enum ac_reason reason;
	uint16_t symbol; /* AC_SYMBOL_NONE: the account; set for halts of a book too */
	uint16_t book;   /* AC_BOOK_NONE: wider than a book */
	ac_ms since_ms;
	ac_ms until_ms; /* stands while now < until; 0: until a person lifts it */
	struct ac_dec value, limit;
};

struct ac_halts {
	struct ac_halt *items; /* in the order in which they were set */
	uint32_t count;
	uint32_t capacity;
};

/* NULL where none stands. Valid until the table changes. */
const struct ac_halt *ac_halts_find(const struct ac_halts *halts, enum ac_guard_id guard,
				    uint16_t symbol, uint16_t book);
/* Sets or replaces; the capacity has a place for every guard and scope. */
void ac_halts_set(struct ac_halts *halts, const struct ac_halt *halt);
/* Takes out item `index` and keeps the order of the others. */
void ac_halts_remove(struct ac_halts *halts, uint32_t index);
/* The earliest end; INT64_MAX for none. */
ac_ms ac_halts_end_first(const struct ac_halts *halts);
/* What the account-wide halts leave: the worst of them. */
enum ac_risk_state ac_halts_state(const struct ac_halts *halts);

static inline bool halt_is_account_wide(const struct ac_halt *halt)
{
	return halt->symbol == AC_SYMBOL_NONE && halt->book == AC_BOOK_NONE;
}

#endif
