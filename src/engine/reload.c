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

/* The memory of those strategies that begin anew. */
static enum ac_status create_instances(struct ac_arena *arena, const struct ac_engine *engine,
				       const struct ac_engine_changes *changes,
				       struct book_change *books, const char **ret_why)
{
	enum ac_status status = AC_OK;
	for (uint32_t i = 0; i < engine->config.book_count && status == AC_OK; i++) {
		const struct ac_engine_book *from = &changes->books[i];
		struct ac_strategy_instance measured;
		struct ac_strategy_instance *instance =
			books != NULL ? &books[i].instance : &measured;
		if (is_changed(engine, i, from))
			status = ac_strategy_instance_create(arena, from->strategy, from->params,
							     instance, ret_why);
	}
	return status;
}

static void prepare_books(const struct ac_engine *engine, const struct ac_engine_changes *changes,
			  struct book_change *books)
{
	for (uint32_t i = 0; i < engine->config.book_count; i++) {
		const struct ac_engine_book *from = &changes->books[i];
		books[i].notional = from->notional;
		books[i].risk_pct = from->risk_pct;
		books[i].entry_type = from->entry_type;
		books[i].is_anew = is_changed(engine, i, from);
	}
}

enum ac_status ac_engine_reload_create(struct ac_arena *arena, const struct ac_engine *engine,
				       const struct ac_engine_changes *changes,
				       struct ac_engine_reload **ret_reload, const char **ret_why)
{
	uint32_t symbols = engine->config.instruments->count;
	struct ac_engine_reload *reload = ac_arena_take(arena, 1, sizeof(*reload));
	struct ac_engine_reload made = { .changes = *changes };
	struct ac_symbol_limits *limits = ac_arena_take(arena, symbols, sizeof(*limits));
	made.books = ac_arena_take(arena, engine->config.book_count, sizeof(*made.books));
	made.changes.symbol_limits = limits;
	made.changes.books = NULL; /* borrowed until here */
	struct ac_risk_config risk = risk_changes(changes);
	*ret_why = "the memory for it is too small";
	enum ac_status status = create_instances(arena, engine, changes, made.books, ret_why);
	if (status == AC_OK)
		status = ac_risk_reload_prepare(arena, engine->risk, &risk, &made.risk);
	if (status != AC_OK || !ac_arena_has_given(arena))
		return status;
	memcpy(limits, changes->symbol_limits, symbols * sizeof(*limits));
	prepare_books(engine, changes, made.books);
	*reload = made;
	*ret_reload = reload;
	return AC_OK;
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
