#include "backtest/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define ORDERS_PER_BOOK     8u
#define FILLS_REMEMBERED    65536u
#define TRADES_KEPT         8192u
#define ORPHAN_SWEEP_SEC    30
#define NOT_FOUND_GRACE_SEC 10
#define TRIGGER_BOUND_SEC   2

static const struct ac_symbol_config *symbol_find(const struct ac_config *config,
						  const char *symbol)
{
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

static enum ac_status missing_instrument(const struct ac_world_spec *spec, char *error, size_t size)
{
	for (uint32_t i = 0; i < spec->config->symbol_count; i++) {
		const struct ac_symbol_config *symbol = &spec->config->symbols[i];
		bool is_known = !symbol->is_enabled;
		for (uint32_t k = 0; k < spec->instrument_count && !is_known; k++)
			is_known = strcmp(spec->instruments[k].symbol, symbol->symbol) == 0;
		if (!is_known) {
			snprintf(error, size,
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
	const struct ac_config *config = spec->config;
	for (uint32_t k = 0; k < spec->instrument_count; k++) {
		const struct ac_instrument *from = &spec->instruments[k];
		const struct ac_symbol_config *symbol = symbol_find(config, from->symbol);
		if (symbol == NULL || !symbol->is_enabled)
			continue;
		uint32_t index = world->instruments.count++;
		world->instruments.items[index] = *from;
		world->symbol_limits[index] = symbol->limits;
		for (uint32_t i = 0; i < config->book_count; i++) {
			const struct ac_book_config *book = &config->books[i];
			if (!is_used(config, book) || strcmp(book->symbol, from->symbol) != 0)
				continue;
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

static struct ac_engine_config engine_config(const struct ac_world_spec *spec,
					     const struct ac_world *world)
{
	const struct ac_config *config = spec->config;
	return (struct ac_engine_config){
		.instruments = &world->instruments,
		.books = world->books,
		.engine_books = world->engine_books,
		.book_count = world->book_count,
		.executor = {
			.mode = config->settings.position_mode,
			.orders_max = world->book_count * ORDERS_PER_BOOK + 64,
			.fills_remembered = FILLS_REMEMBERED,
			.run_id = spec->run_id,
			.stop_working_type = config->stop_working_type,
			.retries_max = config->retries_max,
			.retry_interval_ns = config->retry_interval_ns,
			.entry_valid_ns = config->entry_valid_ns,
			.order_ttl_ns = config->order_ttl_ns,
			.reply_timeout_ns = config->reply_timeout_ns,
			.protect_bound_ns = config->protect_bound_ns,
			.trigger_bound_ns = TRIGGER_BOUND_SEC * AC_NS_PER_SEC,
			.sweep_interval_ns = ORPHAN_SWEEP_SEC * AC_NS_PER_SEC,
			.not_found_grace_ns = NOT_FOUND_GRACE_SEC * AC_NS_PER_SEC,
		},
		.limits = config->risk,
		.symbol_limits = world->symbol_limits,
		.has_account_facts = spec->has_account_facts,
	};
}

static struct ac_simulated_config simulated_config(const struct ac_world_spec *spec,
						   const struct ac_world *world)
{
	const struct ac_config *config = spec->config;
	return (struct ac_simulated_config){
		.instruments = &world->instruments,
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

static enum ac_status create_parts(const struct ac_world_spec *spec, struct ac_world *world,
				   char *error, size_t error_size)
{
	struct ac_engine_config engine = engine_config(spec, world);
	struct ac_simulated_config simulated = simulated_config(spec, world);
	size_t size = ac_engine_footprint(&engine) + ac_simulated_footprint(&simulated) + 4096;
	/* Anonymous pages come zeroed, aligned, and untouched until something uses them. */
	void *block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (block == MAP_FAILED) {
		snprintf(error, error_size, "%zu MiB of memory could not be had", size >> 20);
		return AC_ERR_NOMEM;
	}
	world->block = block;
	world->block_size = size;
	struct ac_arena arena;
	ac_arena_init(&arena, block, size);
	const char *why = "the simulated exchange's memory is too small";
	enum ac_status status = ac_simulated_create(&arena, &simulated, &world->simulated);
	if (status == AC_OK)
		status = ac_engine_create(&arena, &engine, &world->engine, &why);
	for (uint16_t i = 0; i < world->instruments.count && status == AC_OK; i++) {
		const struct ac_symbol_limits *limits = &world->symbol_limits[i];
		why = "the leverage is not allowed for the symbol";
		status = ac_simulated_leverage_set(world->simulated, i, limits->leverage);
		if (status == AC_OK)
			status = ac_simulated_margin_type_set(world->simulated, i,
							      limits->margin_type);
		if (status != AC_OK) {
			snprintf(error, error_size, "%s: leverage %d: %s",
				 world->instruments.items[i].symbol, limits->leverage, why);
			return status;
		}
	}
	world->block_used = arena.used;
	if (status != AC_OK)
		snprintf(error, error_size, "%s (%s)", why, ac_status_text(status));
	return status;
}

enum ac_status ac_world_create(const struct ac_world_spec *spec, struct ac_world *ret_world,
			       char *error, size_t error_size)
{
	*ret_world = (struct ac_world){ 0 };
	struct ac_world world = { 0 };
	enum ac_status status = missing_instrument(spec, error, error_size);
	if (status != AC_OK)
		return status;
	const struct ac_config *config = spec->config;
	uint32_t books = config->book_count > 0 ? config->book_count : 1;
	uint32_t symbols = config->symbol_count > 0 ? config->symbol_count : 1;
	world.instruments.items = calloc(symbols, sizeof(*world.instruments.items));
	world.instruments.capacity = symbols;
	world.mode = config->settings.position_mode;
	world.symbol_limits = calloc(symbols, sizeof(*world.symbol_limits));
	world.books = calloc(books, sizeof(*world.books));
	world.engine_books = calloc(books, sizeof(*world.engine_books));
	/* The parts keep pointers to the lists, so these move to their final place first. */
	*ret_world = world;
	if (world.instruments.items == NULL || world.symbol_limits == NULL || world.books == NULL ||
	    world.engine_books == NULL) {
		snprintf(error, error_size, "out of memory");
		status = AC_ERR_NOMEM;
	} else {
		collect(spec, ret_world);
		status = create_parts(spec, ret_world, error, error_size);
	}
	if (status != AC_OK)
		ac_world_destroy(ret_world);
	return status;
}

void ac_world_destroy(struct ac_world *world)
{
	if (world->block != NULL)
		munmap(world->block, world->block_size);
	free(world->instruments.items);
	free(world->symbol_limits);
	free(world->books);
	free(world->engine_books);
	*world = (struct ac_world){ 0 };
}
