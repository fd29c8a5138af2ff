/* What people may know of guards: how much of each limit is used, and which halts stand. */
#include "risk/guard.h"

struct visitor {
	bool (*visit)(void *self, const struct ac_risk_usage *usage);
	void *self;
};

static bool tell(const struct ac_risk *risk, const struct visitor *visitor,
		 struct ac_risk_usage *usage)
{
	const struct ac_halt *halt =
		ac_halts_find(&risk->halts, usage->guard, usage->symbol, usage->book);
	/* Hundreds of books and symbols of which nothing is used would hide the few. */
	bool is_idle = usage->symbol != AC_SYMBOL_NONE && usage->used.units == 0;
	if (halt == NULL && (is_idle || usage->limit.units == 0))
		return true;
	if (halt != NULL) {
		usage->is_halted = true;
		usage->reason = halt->reason;
		usage->since_ms = halt->since_ms;
		usage->until_ms = halt->until_ms;
	}
	return visitor->visit(visitor->self, usage);
}

static bool measure(const struct ac_risk *risk, const struct ac_guard *guard, uint16_t symbol,
		    uint16_t book, const struct visitor *visitor)
{
	struct guard_usage measured = guard->usage(risk, symbol, book);
	struct ac_risk_usage usage = {
		.guard = guard->id,
		.symbol = symbol,
		.book = book,
		.used = measured.used,
		.limit = measured.limit,
		.unit = measured.unit,
	};
	return tell(risk, visitor, &usage);
}

static bool visit_guard(const struct ac_risk *risk, const struct ac_guard *guard,
			const struct visitor *visitor)
{
	switch (guard->usage_scope) {
	case GUARD_SCOPE_ACCOUNT:
		return measure(risk, guard, AC_SYMBOL_NONE, AC_BOOK_NONE, visitor);
	case GUARD_SCOPE_SYMBOL:
		for (uint16_t i = 0; i < risk->config.instruments->count; i++) {
			if (!measure(risk, guard, i, AC_BOOK_NONE, visitor))
				return false;
		}
		return true;
	case GUARD_SCOPE_BOOK:
		for (uint16_t i = 0; i < risk->config.book_count; i++) {
			if (!measure(risk, guard, guard_book_symbol(risk, i), i, visitor))
				return false;
		}
		return true;
	}
	return true;
}

static enum guard_scope scope_of(const struct ac_halt *halt)
{
	if (halt->book != AC_BOOK_NONE)
		return GUARD_SCOPE_BOOK;
	return halt->symbol != AC_SYMBOL_NONE ? GUARD_SCOPE_SYMBOL : GUARD_SCOPE_ACCOUNT;
}

void ac_risk_usage_visit(const struct ac_risk *risk,
			 bool (*visit)(void *self, const struct ac_risk_usage *usage), void *self)
{
	const struct visitor visitor = { visit, self };
	bool is_measured[AC_GUARD_COUNT] = { false };
	for (uint32_t i = 0; i < AC_GUARD_COUNT; i++) {
		const struct ac_guard *guard = ac_guards[i];
		is_measured[guard->id] = risk->is_on[guard->id] && guard->usage != NULL;
		if (is_measured[guard->id] && !visit_guard(risk, guard, &visitor))
			return;
	}
	for (uint32_t i = 0; i < risk->halts.count; i++) {
		const struct ac_halt *halt = &risk->halts.items[i];
		if (is_measured[halt->guard] &&
		    ac_guards[halt->guard]->usage_scope == scope_of(halt))
			continue;
		struct ac_risk_usage usage = {
			.guard = halt->guard,
			.symbol = halt->symbol,
			.book = halt->book,
			.used = halt->value,
			.limit = halt->limit,
			.unit = "",
		};
		if (!tell(risk, &visitor, &usage))
			return;
	}
}
