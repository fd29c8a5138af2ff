#include "risk/halt.h"

static bool is_same(const struct ac_halt *halt, enum ac_guard_id guard, uint16_t symbol,
		    uint16_t book)
{
	return halt->guard == guard && halt->symbol == symbol && halt->book == book;
}

const struct ac_halt *ac_halts_find(const struct ac_halts *halts, enum ac_guard_id guard,
				    uint16_t symbol, uint16_t book)
{
	for (uint32_t i = 0; i < halts->count; i++) {
		if (is_same(&halts->items[i], guard, symbol, book))
			return &halts->items[i];
	}
	return NULL;
}

void ac_halts_set(struct ac_halts *halts, const struct ac_halt *halt)
{
	for (uint32_t i = 0; i < halts->count; i++) {
		if (is_same(&halts->items[i], halt->guard, halt->symbol, halt->book)) {
			halts->items[i] = *halt;
			return;
		}
	}
	ac_assert(halts->count < halts->capacity);
	halts->items[halts->count++] = *halt;
}

void ac_halts_remove(struct ac_halts *halts, uint32_t index)
{
	ac_assert(index < halts->count);
	halts->count--;
	memmove(&halts->items[index], &halts->items[index + 1],
		(halts->count - index) * sizeof(*halts->items));
}

ac_ms ac_halts_end_first(const struct ac_halts *halts)
{
	ac_ms first = INT64_MAX;
	for (uint32_t i = 0; i < halts->count; i++) {
		ac_ms until = halts->items[i].until_ms;
		if (until != 0 && until < first)
			first = until;
	}
	return first;
}

enum ac_risk_state ac_halts_state(const struct ac_halts *halts)
{
	enum ac_risk_state worst = AC_RISK_ACTIVE;
	for (uint32_t i = 0; i < halts->count; i++) {
		const struct ac_halt *halt = &halts->items[i];
		if (!halt_is_account_wide(halt))
			continue;
		if (halt->reason == AC_REASON_ENTRIES_OFF)
			continue; /* a pause refuses entries and changes nothing else */
		if (halt->reason != AC_REASON_STATE_REDUCING)
			return AC_RISK_HALTED;
		worst = AC_RISK_REDUCING;
	}
	return worst;
}
