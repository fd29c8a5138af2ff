/* Other settings while a run goes on: made ready in memory of their own, then taken over between
 * two steps as a whole. */
#include "engine/state.h"

struct ac_engine_reload {
	struct ac_engine_changes changes;
	struct ac_risk_reload risk;
	struct book_change {
		struct ac_dec notional, risk_pct;
		enum ac_order_type entry_type;
		bool is_anew;
		struct ac_strategy_instance instance; /* where is_anew */
	} * books;
};

static size_t padded(size_t bytes)
{
	return (bytes + 63) & ~(size_t)63; /* an arena gives whole cache lines */
}

/* Field by field: a structure from a plug-in's table may have anything in its padding. */
static bool is_changed(const struct ac_engine *engine, uint32_t index,
		       const struct ac_engine_book *to)
{
	const struct ac_strategy_instance *from = &engine->books[index].instance;
	ac_assert(to->strategy == from->strategy);
	for (uint32_t i = 0; i < to->strategy->param_count; i++) {
		const struct ac_param_value *was = &from->params[i], *is = &to->params[i];
		if (was->integer != is->integer || was->decimal != is->decimal ||
		    was->real != is->real)
			return true;
	}
	return false;
}

static struct ac_risk_config risk_changes(const struct ac_engine_changes *changes)
{
	return (struct ac_risk_config){ .limits = changes->limits,
					.symbol_limits = changes->symbol_limits };
}

size_t ac_engine_reload_footprint(const struct ac_engine *engine,
				  const struct ac_engine_changes *changes)
{
	struct ac_risk_config risk = risk_changes(changes);
	size_t bytes = padded(sizeof(struct ac_engine_reload)) +
		       padded(engine->config.book_count * sizeof(struct book_change)) +
		       padded(engine->config.instruments->count * sizeof(*changes->symbol_limits)) +
		       ac_risk_reload_footprint(engine->risk, &risk);
	for (uint32_t i = 0; i < engine->config.book_count; i++) {
		if (is_changed(engine, i, &changes->books[i]))
			bytes += ac_strategy_instance_footprint(changes->books[i].strategy,
								changes->books[i].params);
	}
	return bytes;
}

static enum ac_status prepare_books(struct ac_arena *arena, const struct ac_engine *engine,
				    struct ac_engine_reload *reload, const char **ret_why)
{
	for (uint32_t i = 0; i < engine->config.book_count; i++) {
		const struct ac_engine_book *from = &reload->changes.books[i];
		struct book_change *change = &reload->books[i];
		change->notional = from->notional;
		change->risk_pct = from->risk_pct;
		change->entry_type = from->entry_type;
		change->is_anew = is_changed(engine, i, from);
		if (!change->is_anew)
			continue;
		enum ac_status status = ac_strategy_instance_create(
			arena, from->strategy, from->params, &change->instance, ret_why);
		if (status != AC_OK)
			return status;
	}
	return AC_OK;
}

enum ac_status ac_engine_reload_create(struct ac_arena *arena, const struct ac_engine *engine,
				       const struct ac_engine_changes *changes,
				       struct ac_engine_reload **ret_reload, const char **ret_why)
{
	uint32_t symbols = engine->config.instruments->count;
	*ret_why = "the memory for it is too small";
	struct ac_engine_reload *reload = ac_arena_take(arena, 1, sizeof(*reload));
	struct ac_symbol_limits *limits = ac_arena_take(arena, symbols, sizeof(*limits));
	if (reload == NULL || limits == NULL)
		return AC_ERR_NOMEM;
	reload->books = ac_arena_take(arena, engine->config.book_count, sizeof(*reload->books));
	if (reload->books == NULL)
		return AC_ERR_NOMEM;
	memcpy(limits, changes->symbol_limits, symbols * sizeof(*limits));
	reload->changes = *changes;
	reload->changes.symbol_limits = limits;
	enum ac_status status = prepare_books(arena, engine, reload, ret_why);
	reload->changes.books = NULL; /* borrowed until here */
	struct ac_risk_config risk = risk_changes(&reload->changes);
	if (status == AC_OK)
		status = ac_risk_reload_prepare(arena, engine->risk, &risk, &reload->risk);
	if (status == AC_OK)
		*ret_reload = reload;
	return status;
}

bool ac_engine_reload_is_anew(const struct ac_engine_reload *reload, uint16_t book)
{
	return reload->books[book].is_anew;
}

static void take_books(struct ac_engine *engine, const struct ac_engine_reload *reload)
{
	for (uint32_t i = 0; i < engine->config.book_count; i++) {
		const struct book_change *change = &reload->books[i];
		struct book_state *book = &engine->books[i];
		book->notional = change->notional;
		book->risk_pct = change->risk_pct;
		book->entry_type = change->entry_type;
		engine->is_valued |= change->risk_pct.units > 0;
		if (!change->is_anew)
			continue;
		book->instance = change->instance;
		book->warmed_ms = 0;
	}
}

void ac_engine_reload(struct ac_engine *engine, const struct ac_engine_reload *reload)
{
	const struct ac_engine_changes *changes = &reload->changes;
	bool is_guarded = engine->config.limits.is_guarded;
	engine->config.limits = changes->limits;
	engine->config.limits.is_guarded = is_guarded;
	engine->config.symbol_limits = changes->symbol_limits;
	engine_publish_system(engine, AC_SYMBOL_NONE, AC_SYSTEM_CONTROL, 0,
			      "a person ordered: take over the changed configuration");
	take_books(engine, reload);
	ac_executor_reload(engine->executor, &changes->executor);
	struct ac_risk_config risk = risk_changes(changes);
	ac_risk_reload(engine->risk, &risk, &reload->risk);
}
