/* world.h - builds everything that one run needs from a checked configuration: instruments, books,
 * engine and simulated exchange, in one block of memory taken at start. Start-up thread only. */
#ifndef AC_SESSION_WORLD_H
#define AC_SESSION_WORLD_H

#include "config/config.h"
#include "core/error.h"
#include "engine/engine.h"
#include "simulated/simulated.h"
#include "sys/block.h"

struct ac_world_spec {
	const struct ac_config *config;
	const struct ac_strategy_registry *registry;
	/* Every known instrument; those that an enabled symbol of the configuration names are used.
	 */
	const struct ac_instrument *instruments;
	uint32_t instrument_count;
	uint32_t run_id;
	uint64_t seed; /* of the simulated exchange */
	/* What the numbers of the exchange's refusals mean; borrowed until destroy. */
	const struct ac_refusal_codes *codes;
	bool is_wire; /* orders leave for a real exchange: none is simulated */
	bool publishes_account;
	struct ac_dec fee_maker, fee_taker; /* negative: the instrument's own */
};

struct ac_world {
	struct ac_instruments instruments;
	struct ac_symbol_limits *symbol_limits; /* one per instrument */
	struct ac_book *books;
	struct ac_engine_book *engine_books;
	uint32_t book_count;
	enum ac_position_mode mode;
	struct ac_engine *engine;
	struct ac_simulated *simulated;  /* NULL where the spec says is_wire */
	struct ac_block block;           /* all of the above lives here */
	struct ac_world_change *changes; /* taken over since then, the newest first; owned */
};

/* `error` receives a sentence for a person on failure. The configuration is borrowed until destroy;
 * the instruments are copied. */
AC_MUST_USE enum ac_status ac_world_create(const struct ac_world_spec *spec,
					   struct ac_world *ret_world, struct ac_error *error);
void ac_world_destroy(struct ac_world *world); /* leaves it zeroed; twice is fine */

/* ---- another configuration while it runs: live, and where its journal is replayed ---- */

struct ac_world_change; /* opaque */

/* Makes ready what `config` changes in the engine: limits, execution, and the sizes and parameters
 * of books. AC_ERR_CONFIG with a sentence where it differs in what only a new world can take:
 * symbols, books, leverage, margin type, position mode, guards off. Borrows nothing and leaves the
 * world as it is; any thread, because it reads only what the taking over of a change alters. */
AC_MUST_USE enum ac_status ac_world_change_create(const struct ac_world *world,
						  const struct ac_config *config,
						  const struct ac_strategy_registry *registry,
						  struct ac_world_change **ret_change,
						  struct ac_error *error);
void ac_world_change_destroy(struct ac_world_change *change); /* NULL is fine; not once applied */
/* Whether this book's strategy begins anew and wants candles. */
bool ac_world_change_is_anew(const struct ac_world_change *change, uint16_t book);
/* Between two steps of the engine; the world takes `change`. */
void ac_world_change_apply(struct ac_world *world, struct ac_world_change *change);

#endif
