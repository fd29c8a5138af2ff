#include "view/guards.h"

#include <stdio.h>

struct filling {
	struct ac_view *view;
	const struct ac_view_names *names;
};

/* A full table still takes a halt, in the place of something that halts nothing. */
static struct ac_view_guard *place_for(struct ac_view *view, const struct ac_risk_usage *usage)
{
	if (view->guard_count < AC_VIEW_GUARDS_MAX)
		return &view->guards[view->guard_count++];
	view->guards_left_out++;
	for (uint32_t i = view->guard_count; usage->is_halted && i-- > 0;) {
		if (!view->guards[i].is_halted)
			return &view->guards[i];
	}
	return NULL;
}

static bool take(void *self, const struct ac_risk_usage *usage)
{
	const struct filling *filling = self;
	struct ac_view *view = filling->view;
	struct ac_view_guard *guard = place_for(view, usage);
	if (guard == NULL)
		return true;
	/* Accounts hold one asset: that of any instrument. */
	const struct ac_instrument *instrument =
		&filling->names->instruments
			 ->items[usage->symbol == AC_SYMBOL_NONE ? 0 : usage->symbol];
	const char *unit = strcmp(usage->unit, "quote") == 0  ? instrument->quote_asset
			   : strcmp(usage->unit, "base") == 0 ? instrument->base_asset
							      : usage->unit;
	*guard = (struct ac_view_guard){
		.guard = (uint16_t)usage->guard,
		.symbol = usage->symbol,
		.book = usage->book,
		.is_halted = usage->is_halted,
		.reason = usage->reason,
		.since_ms = usage->since_ms,
		.until_ms = usage->until_ms,
		.used = usage->used,
		.limit = usage->limit,
	};
	snprintf(guard->unit, sizeof(guard->unit), "%.7s", unit);
	return true;
}

static void measure(struct filling *filling, enum ac_guard_id guard, uint16_t symbol,
		    struct ac_dec used, struct ac_dec limit, const char *unit)
{
	struct ac_risk_usage usage = { .guard = guard,
				       .symbol = symbol,
				       .book = AC_BOOK_NONE,
				       .used = used,
				       .limit = limit,
				       .unit = unit };
	if (limit.units > 0)
		(void)take(filling, &usage);
}

/* The symbol that was heard of least recently speaks for all; one of which nothing was heard yet
 * has no age. */
static void measure_data(struct filling *filling, const struct ac_risk_limits *limits)
{
	const struct ac_view *view = filling->view;
	ac_ms oldest_ms = 0;
	for (uint32_t i = 0; i < view->symbol_count; i++) {
		if (view->symbols[i].age_ms > oldest_ms)
			oldest_ms = view->symbols[i].age_ms;
	}
	/* Ages beyond a year are as good as a year, and fit. */
	ac_ms shown_ms = oldest_ms < 365 * AC_MS_PER_DAY ? oldest_ms : 365 * AC_MS_PER_DAY;
	struct ac_dec age = { shown_ms * (AC_DEC_SCALE / AC_MS_PER_SEC) };
	struct ac_dec limit = { limits->stale_data_ms * (AC_DEC_SCALE / AC_MS_PER_SEC) };
	measure(filling, AC_GUARD_DATA, AC_SYMBOL_NONE, age, limit, "s");
}

/* Two limits, one guard: the one that is nearer is shown. As the guard counts, any open order may
 * still become a position. */
static void measure_counts(struct filling *filling, const struct ac_risk_limits *limits)
{
	const struct ac_executor_counts *counts = &filling->view->engine.counts;
	int64_t positions = (int64_t)counts->positions + counts->orders_open;
	int64_t orders = counts->orders_open;
	bool is_by_orders = limits->orders_max > 0 &&
			    (limits->positions_max <= 0 ||
			     orders * limits->positions_max > positions * limits->orders_max);
	measure(filling, AC_GUARD_POSITIONS, AC_SYMBOL_NONE,
		AC_DEC(is_by_orders ? orders : positions),
		AC_DEC(is_by_orders ? limits->orders_max : limits->positions_max), "count");
}

static void measure_exposure(struct filling *filling, struct ac_engine *engine)
{
	const struct ac_view *view = filling->view;
	for (uint16_t i = 0; i < view->symbol_count; i++) {
		struct ac_exposure exposure;
		struct ac_dec quantity, notional;
		ac_executor_exposure(ac_engine_executor(engine), i, &exposure);
		if (exposure.long_quantity.units == 0 && exposure.short_quantity.units == 0)
			continue;
		if (ac_dec_add(exposure.long_quantity, exposure.short_quantity, &quantity) !=
			    AC_OK ||
		    ac_dec_mul(quantity, view->symbols[i].mark, AC_ROUND_CEIL, &notional) != AC_OK)
			notional = (struct ac_dec){ INT64_MAX };
		measure(filling, AC_GUARD_SYMBOL_EXPOSURE, i, notional,
			ac_risk_symbol_limits(ac_engine_risk(engine), i)->exposure_max, "quote");
	}
}

void view_guards_fill(struct ac_view *view, struct ac_engine *engine,
		      const struct ac_view_names *names)
{
	struct filling filling = { view, names };
	const struct ac_risk *risk = ac_engine_risk(engine);
	const struct ac_risk_limits *limits = ac_risk_limits(risk);
	const struct ac_account *account = &view->engine.account;
	view->guard_count = 0;
	view->guards_left_out = 0;
	ac_risk_usage_visit(risk, take, &filling);
	measure_data(&filling, limits); /* asked with guards off, too */
	if (!limits->is_guarded)
		return;
	measure_counts(&filling, limits);
	measure(&filling, AC_GUARD_MARGIN, AC_SYMBOL_NONE, account->margin_used, account->equity,
		"quote");
	measure_exposure(&filling, engine);
}
