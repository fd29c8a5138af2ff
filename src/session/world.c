#include "session/world.h"

#include <stdio.h>
#include <stdlib.h>

#include "sys/error.h"

#define ORDERS_PER_BOOK     8u
#define FILLS_REMEMBERED    65536u
#define TRADES_KEPT         8192u
#define ORPHAN_SWEEP_SEC    30
#define NOT_FOUND_GRACE_SEC 10
#define TRIGGER_BOUND_SEC   2

struct ac_world_change {
	struct ac_engine_reload *reload;
	struct ac_block block; /* it lies there, and the engine uses it from then on */
	struct ac_world_change *next;
};

static const struct ac_symbol_config *symbol_find(const struct ac_config *config,
						  const char *symbol)
{
	ac_assert(symbol != NULL);
	for (uint32_t i = 0; i < config->symbol_count; i++) {
		if (strcmp(config->symbols[i].symbol, symbol) == 0)
			return &config->symbols[i];
	}
	return NULL;
}

static bool is_used(const struct ac_config *config, const struct ac_book_config *book)
{
	const struct ac_symbol_config *symbol = symbol_find(config, book->symbol);
	return book->is_enabled && symbol != NULL && symbol->is_enabled;
}

static enum ac_status missing_instrument(const struct ac_world_spec *spec, struct ac_error *error)
{
	ac_assert(spec->instrument_count == 0 || spec->instruments != NULL);
	for (uint32_t i = 0; i < spec->config->symbol_count; i++) {
		const struct ac_symbol_config *symbol = &spec->config->symbols[i];
		bool is_known = !symbol->is_enabled;
		for (uint32_t k = 0; k < spec->instrument_count && !is_known; k++)
			is_known = strcmp(spec->instruments[k].symbol, symbol->symbol) == 0;
		if (!is_known) {
			ac_error_set(error,
				     "%s: no trading rules are known for this symbol; give an "
				     "exchangeInfo "
				     "document that has it, or disable it in config/symbols.yaml",
				     symbol->symbol);
			return AC_ERR_NOT_FOUND;
		}
	}
	return AC_OK;
}

/* Books of one symbol must be neighbours: they are collected instrument by instrument. */
static void collect(const struct ac_world_spec *spec, struct ac_world *world)
{
	ac_assert(world->instruments.count == 0 && world->book_count == 0);
	const struct ac_config *config = spec->config;
	for (uint32_t k = 0; k < spec->instrument_count; k++) {
		const struct ac_instrument *from = &spec->instruments[k];
		const struct ac_symbol_config *symbol = symbol_find(config, from->symbol);
		if (symbol == NULL || !symbol->is_enabled)
			continue;
		uint32_t index = world->instruments.count++;
		ac_assert(index < world->instruments.capacity);
		world->instruments.items[index] = *from;
		world->symbol_limits[index] = symbol->limits;
		for (uint32_t i = 0; i < config->book_count; i++) {
			const struct ac_book_config *book = &config->books[i];
			if (!is_used(config, book) || strcmp(book->symbol, from->symbol) != 0)
				continue;
			ac_assert(world->book_count < config->book_count);
			struct ac_book *to = &world->books[world->book_count];
			memcpy(to->strategy, book->strategy, sizeof(to->strategy));
			to->symbol = (uint16_t)index;
			world->engine_books[world->book_count++] = (struct ac_engine_book){
				.strategy = ac_strategy_find(spec->registry,
							     ac_str_from(book->strategy)),
				.params = book->params,
				.notional = book->notional,
				.risk_pct = book->risk_pct,
				.entry_type = book->entry_type,
			};
		}
	}
}

static struct ac_executor_config executor_config(const struct ac_config *config)
{
	ac_assert(config->execution.protect_bound_ns > 0);
	ac_assert(config->execution.reply_timeout_ns > 0);
	return (struct ac_executor_config){
		.mode = config->settings.position_mode,
		.settings = config->execution,
		.trigger_bound_ns = TRIGGER_BOUND_SEC * AC_NS_PER_SEC,
		.sweep_interval_ns = ORPHAN_SWEEP_SEC * AC_NS_PER_SEC,
		.not_found_grace_ns = NOT_FOUND_GRACE_SEC * AC_NS_PER_SEC,
	};
}

static struct ac_engine_config engine_config(const struct ac_world_spec *spec,
					     const struct ac_world *world)
{
	ac_assert(world->instruments.count <= AC_INSTRUMENTS_MAX);
	struct ac_engine_config engine = {
		.instruments = &world->instruments,
		.books = world->books,
		.engine_books = world->engine_books,
		.book_count = world->book_count,
		.executor = executor_config(spec->config),
		.limits = spec->config->risk,
		.symbol_limits = world->symbol_limits,
		.publishes_account = spec->publishes_account,
	};
	engine.executor.orders_max = world->book_count * ORDERS_PER_BOOK + 64;
	engine.executor.fills_remembered = FILLS_REMEMBERED;
	engine.executor.run_id = spec->run_id;
	engine.executor.codes = spec->codes;
	return engine;
}

static struct ac_simulated_config simulated_config(const struct ac_world_spec *spec,
						   const struct ac_world *world)
{
	const struct ac_config *config = spec->config;
	return (struct ac_simulated_config){
		.instruments = &world->instruments,
		.codes = spec->codes,
		.seed = spec->seed,
		.mode = config->settings.position_mode,
		.margin_type = AC_MARGIN_CROSSED,
		.leverage = 1,
		.wallet = config->sim_wallet,
		.slippage_bps = config->sim_slippage_bps,
		.fee_maker = spec->fee_maker,
		.fee_taker = spec->fee_taker,
		.latency_min_ns = config->sim_latency_min_ns,
		.latency_max_ns = config->sim_latency_max_ns,
		.volume_share_pct = config->sim_volume_share_pct,
		.orders_max = world->book_count * ORDERS_PER_BOOK + 64,
		.trades_kept = TRADES_KEPT,
	};
}

/* Refused before anything starts, whichever exchange would refuse it later. */
static enum ac_status check_leverages(const struct ac_world *world, struct ac_error *error)
{
	for (uint16_t i = 0; i < world->instruments.count; i++) {
		const struct ac_instrument *instrument = &world->instruments.items[i];
		int32_t leverage = world->symbol_limits[i].leverage;
		int32_t largest = ac_instrument_leverage_max(instrument);
		if (leverage >= 1 && (largest == 0 || leverage <= largest))
			continue;
		ac_error_set(error, "%s: leverage %d: the leverage is not allowed for the symbol",
			     instrument->symbol, leverage);
		return AC_ERR_RANGE;
	}
	return AC_OK;
}

/* The simulated account has each symbol's leverage and margin type as a real one would. */
static enum ac_status set_leverages(struct ac_world *world)
{
	ac_assert(world->simulated != NULL);
	enum ac_status status = AC_OK;
	for (uint16_t i = 0; i < world->instruments.count && status == AC_OK; i++) {
		const struct ac_symbol_limits *limits = &world->symbol_limits[i];
		status = ac_simulated_leverage_set(world->simulated, i, limits->leverage);
		if (status == AC_OK)
			status = ac_simulated_margin_type_set(world->simulated, i,
							      limits->margin_type);
	}
	return status;
}

static enum ac_status create_from(struct ac_arena *arena, const struct ac_world_spec *spec,
				  struct ac_world *world, const char **ret_why)
{
	struct ac_engine_config engine = engine_config(spec, world);
	struct ac_simulated_config simulated = simulated_config(spec, world);
	enum ac_status status = AC_OK;
	*ret_why = "the simulated exchange cannot be created";
	if (!spec->is_wire)
		status = ac_simulated_create(arena, &simulated, &world->simulated);
	if (status == AC_OK)
		status = ac_engine_create(arena, &engine, &world->engine, ret_why);
	return status;
}

static enum ac_status create_parts(const struct ac_world_spec *spec, struct ac_world *world,
				   struct ac_error *error)
{
	ac_assert(world->block.base == NULL);
	struct ac_arena arena = { 0 }; /* measures */
	const char *why;
	enum ac_status status = create_from(&arena, spec, world, &why);
	if (status == AC_OK) {
		status = ac_block_take(&world->block, &arena);
		if (status != AC_OK) {
			ac_error_set(error, "%zu MiB of memory could not be had", arena.used >> 20);
			return status;
		}
		status = create_from(&arena, spec, world, &why);
		ac_assert(status != AC_ERR_NOMEM); /* it took what it had measured */
	}
	if (status == AC_OK && world->simulated != NULL) {
		why = "the leverages cannot be set";
		status = set_leverages(world);
	}
	if (status != AC_OK)
		ac_error_set(error, "%s (%s)", why, ac_status_text(status));
	return status;
}

/* The lists of a world, filled; the parts keep pointers to them. */
static bool create_lists(const struct ac_world_spec *spec, struct ac_world *world)
{
	ac_assert(world->books == NULL);
	uint32_t books = spec->config->book_count > 0 ? spec->config->book_count : 1;
	uint32_t symbols = spec->config->symbol_count > 0 ? spec->config->symbol_count : 1;
	world->instruments.items = calloc(symbols, sizeof(*world->instruments.items));
	world->instruments.capacity = symbols;
	world->mode = spec->config->settings.position_mode;
	world->symbol_limits = calloc(symbols, sizeof(*world->symbol_limits));
	world->books = calloc(books, sizeof(*world->books));
	world->engine_books = calloc(books, sizeof(*world->engine_books));
	if (world->instruments.items == NULL || world->symbol_limits == NULL ||
	    world->books == NULL || world->engine_books == NULL)
		return false;
	collect(spec, world);
	return true;
}

enum ac_status ac_world_create(const struct ac_world_spec *spec, struct ac_world *ret_world,
			       struct ac_error *error)
{
	ac_assert(spec->config != NULL && spec->registry != NULL);
	ac_assert(spec->codes != NULL);
	*ret_world = (struct ac_world){ 0 };
	enum ac_status status = missing_instrument(spec, error);
	if (status != AC_OK)
		return status;
	if (create_lists(spec, ret_world)) {
		status = check_leverages(ret_world, error);
		if (status == AC_OK)
			status = create_parts(spec, ret_world, error);
	} else {
		ac_error_set(error, "out of memory");
		status = AC_ERR_NOMEM;
	}
	if (status != AC_OK)
		ac_world_destroy(ret_world);
	ac_assert((status == AC_OK) == (ret_world->engine != NULL));
	return status;
}

void ac_world_destroy(struct ac_world *world)
{
	ac_block_release(&world->block);
	while (world->changes != NULL) {
		struct ac_world_change *change = world->changes;
		world->changes = change->next;
		ac_world_change_destroy(change);
	}
	free(world->instruments.items);
	free(world->symbol_limits);
	free(world->books);
	free(world->engine_books);
	*world = (struct ac_world){ 0 };
}

/* Why the engine of `world` cannot become that of `next`; NULL where it can. */
static const char *refuse_change(const struct ac_world *world, const struct ac_world *next)
{
	ac_assert(world->engine != NULL);
	if (next->mode != world->mode)
		return "the position mode differs";
	if (next->instruments.count != world->instruments.count)
		return "other symbols are enabled";
	const struct ac_risk *risk = ac_engine_risk(world->engine);
	for (uint16_t i = 0; i < world->instruments.count; i++) {
		const struct ac_symbol_limits *was = ac_risk_symbol_limits(risk, i);
		const struct ac_symbol_limits *is = &next->symbol_limits[i];
		if (is->leverage != was->leverage || is->margin_type != was->margin_type)
			return "a leverage or margin type differs";
	}
	if (next->book_count != world->book_count)
		return "other books are enabled";
	for (uint32_t i = 0; i < world->book_count; i++) {
		if (next->books[i].symbol != world->books[i].symbol ||
		    next->engine_books[i].strategy != world->engine_books[i].strategy)
			return "other books are enabled";
	}
	return NULL;
}

static enum ac_status prepare_change(const struct ac_world *world,
				     const struct ac_engine_changes *changes,
				     struct ac_world_change *change, const char **ret_why)
{
	ac_assert(change->reload == NULL);
	struct ac_arena arena = { 0 }; /* measures */
	enum ac_status status =
		ac_engine_reload_create(&arena, world->engine, changes, &change->reload, ret_why);
	if (status != AC_OK)
		return status;
	*ret_why = "out of memory";
	status = ac_block_take(&change->block, &arena);
	if (status != AC_OK)
		return status;
	return ac_engine_reload_create(&arena, world->engine, changes, &change->reload, ret_why);
}

enum ac_status ac_world_change_create(const struct ac_world *world, const struct ac_config *config,
				      const struct ac_strategy_registry *registry,
				      struct ac_world_change **ret_change, struct ac_error *error)
{
	ac_assert(world->engine != NULL);
	struct ac_world_spec spec = {
		.config = config,
		.registry = registry,
		.instruments = world->instruments.items,
		.instrument_count = world->instruments.count,
	};
	struct ac_world next = { 0 };
	const char *why = "out of memory";
	enum ac_status status = AC_ERR_NOMEM;
	struct ac_world_change *change = calloc(1, sizeof(*change));
	if (change != NULL && create_lists(&spec, &next)) {
		why = refuse_change(world, &next);
		if (config->risk.is_guarded !=
		    ac_risk_limits(ac_engine_risk(world->engine))->is_guarded)
			why = "guards are switched on or off as a whole";
		status = why == NULL ? AC_OK : AC_ERR_CONFIG;
	}
	struct ac_engine_changes changes = {
		.books = next.engine_books,
		.limits = config->risk,
		.symbol_limits = next.symbol_limits,
		.executor = config->execution,
	};
	if (status == AC_OK)
		status = prepare_change(world, &changes, change, &why);
	ac_world_destroy(&next);
	if (status == AC_OK) {
		*ret_change = change;
		return AC_OK;
	}
	ac_error_set(error, "%s", why);
	ac_world_change_destroy(change);
	return status;
}

void ac_world_change_destroy(struct ac_world_change *change)
{
	if (change == NULL)
		return;
	ac_block_release(&change->block);
	free(change);
}

bool ac_world_change_is_anew(const struct ac_world_change *change, uint16_t book)
{
	ac_assert(change->reload != NULL);
	return ac_engine_reload_is_anew(change->reload, book);
}

void ac_world_change_apply(struct ac_world *world, struct ac_world_change *change)
{
	ac_assert(change->reload != NULL);
	ac_assert(change->next == NULL); /* taken once */
	ac_engine_reload(world->engine, change->reload);
	change->next = world->changes;
	world->changes = change;
}
