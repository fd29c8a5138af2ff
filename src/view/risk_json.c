#include <stdlib.h>

#include "view/view_json.h"
#include "view/words.h"

/* For the eye and for sorting; limits of 0 have no share. */
static double used_pct(const struct ac_view_guard *guard)
{
	return guard->limit.units > 0
		       ? (double)guard->used.units / (double)guard->limit.units * 100.0
		       : -1.0;
}

/* Halted ones first, then by how much is used. */
static int by_use(const void *left, const void *right)
{
	const struct ac_view_guard *a = *(const struct ac_view_guard *const *)left;
	const struct ac_view_guard *b = *(const struct ac_view_guard *const *)right;
	if (a->is_halted != b->is_halted)
		return a->is_halted ? -1 : 1;
	double used_a = used_pct(a), used_b = used_pct(b);
	if (used_a < used_b || used_a > used_b)
		return used_a > used_b ? -1 : 1;
	return (a > b) - (a < b);
}

static void put_guard(struct ac_json *json, const struct ac_view_guard *guard,
		      const struct ac_view_names *names)
{
	ac_json_open(json, NULL, '{');
	words_text(json, "guard", ac_guard_text((enum ac_guard_id)guard->guard));
	words_text(json, "symbol", words_symbol(names, guard->symbol));
	words_text(json, "strategy", words_strategy(names, guard->book));
	ac_json_bool(json, "is_halted", guard->is_halted);
	words_text(json, "reason", guard->is_halted ? ac_reason_text(guard->reason) : "");
	words_number(json, "since", guard->since_ms);
	words_number(json, "until", guard->until_ms);
	ac_json_dec(json, "used", guard->used);
	words_dec_or_null(json, "limit", guard->limit);
	if (guard->limit.units > 0)
		ac_json_real(json, "used_pct", used_pct(guard));
	else
		ac_json_null(json, "used_pct");
	words_text(json, "unit", guard->unit);
	ac_json_close(json, '}');
}

void ac_view_json_risk(struct ac_json *json, const char *key, const struct ac_view *view,
		       const struct ac_view_names *names)
{
	const struct ac_view_guard *sorted[AC_VIEW_GUARDS_MAX];
	for (uint32_t i = 0; i < view->guard_count; i++)
		sorted[i] = &view->guards[i];
	qsort(sorted, view->guard_count, sizeof(sorted) / AC_VIEW_GUARDS_MAX, by_use);
	words_begin(json, key, view);
	words_text(json, "risk_state", ac_risk_state_text(view->engine.risk_state));
	ac_json_bool(json, "is_entries_on", view->engine.is_entries_on);
	ac_json_open(json, "guards", '[');
	for (uint32_t i = 0; i < view->guard_count; i++)
		put_guard(json, sorted[i], names);
	ac_json_close(json, ']');
	ac_json_close(json, '}');
}

void ac_view_json_symbols(struct ac_json *json, const char *key, const struct ac_view *view,
			  const struct ac_view_names *names)
{
	words_begin(json, key, view);
	ac_json_open(json, "symbols", '[');
	for (uint16_t i = 0; i < view->symbol_count; i++) {
		const struct ac_view_symbol *symbol = &view->symbols[i];
		bool has_funding = symbol->funding_time_ms != 0;
		ac_json_open(json, NULL, '{');
		words_text(json, "symbol", words_symbol(names, i));
		words_dec_or_null(json, "mark_price", symbol->mark);
		words_age(json, "age_ms", symbol->age_ms);
		if (has_funding)
			ac_json_dec(json, "funding_rate", symbol->funding_rate);
		else
			ac_json_null(json, "funding_rate");
		words_number(json, "next_funding_at", symbol->funding_time_ms);
		ac_json_int(json, "price_precision", names->instruments->items[i].price_precision);
		ac_json_open(json, "strategies", '[');
		for (uint32_t k = 0; k < names->book_count; k++) {
			if (names->books[k].symbol == i)
				words_text(json, NULL, names->books[k].strategy);
		}
		ac_json_close(json, ']');
		ac_json_close(json, '}');
	}
	ac_json_close(json, ']');
	ac_json_close(json, '}');
}
