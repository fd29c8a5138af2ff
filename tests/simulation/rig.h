/* rig.h - one whole system for simulations: engine and simulated exchange joined by a session, an
 * eager strategy, and witnesses between them that look at every command and every answer. */
#ifndef AC_TESTS_SIMULATION_RIG_H
#define AC_TESTS_SIMULATION_RIG_H

#include "check.h"

#include "core/prng.h"
#include "session/feed.h"
#include "session/session.h"
#include "session/world.h"

/* An hour before a funding settlement. */
#define RIG_START_MS    1735714800000LL
#define RIG_SYMBOLS     2
#define RIG_BOOKS       4
#define RIG_ORDERS_MAX  8192u /* a power of two */
#define RIG_FILLS_MAX   8192u
#define RIG_PENDING_MAX AC_COMMANDS_MAX

struct rig_setting {
	const char *name;
	enum ac_position_mode mode;
	bool has_two_books; /* of one symbol */
	enum ac_order_type entry;
	int latency_ms;
	int volume_share_pct;
	bool is_duplicating, is_shuffling;
	enum ac_simulated_fault fault;
	int32_t code;
	bool has_any_fault; /* every kind of fault, for random kinds of commands */
};

/* What is known of one client id. */
struct rig_order {
	struct ac_event state; /* the newest ORDER_STATE; kind 0: none */
	int64_t ids[2];        /* regular and conditional order on the exchange, 0 none */
	char client_id[AC_CLIENT_ID_SIZE];
};

struct rig {
	const struct rig_setting *setting;
	uint64_t seed;
	uint32_t run_id;
	struct ac_config config;
	struct ac_strategy_registry registry;
	struct ac_world world;
	struct ac_feed *feed;
	struct ac_session session;
	struct ac_session_recorder recorder;
	struct ac_exchange exchange; /* behind the witnesses */
	struct ac_prng prng;
	uint64_t commands, armed_at, hash;
	/* Recorded and not yet sent; how many of them are flushed. */
	struct ac_command pending[RIG_PENDING_MAX];
	uint32_t pending_count, flushed_count;
	uint64_t trips, mismatches;
	uint64_t exits[16]; /* round trips by reason */
	ac_ns bare_since[RIG_SYMBOLS][3];
	/* The facts of all runs on this account: what a database would hold. */
	struct rig_order orders[RIG_ORDERS_MAX];
	struct ac_event positions[RIG_BOOKS];
	struct ac_event fills[RIG_FILLS_MAX];
	uint32_t fill_count;
	struct ac_dec fees_earlier, funding_earlier; /* of the runs before this one */
};

/* `tune` may change the configuration before the world is made; NULL for none. */
void rig_init(struct rig *rig, const struct rig_setting *setting, uint64_t seed,
	      void (*tune)(struct ac_config *config));
void rig_deinit(struct rig *rig);

/* Makes a world for the next run; the session begins anew. */
void rig_world_create(struct rig *rig);

/* The exchange's wallet, as the first thing that a run hears. */
void rig_start_account(struct rig *rig);
void rig_control(struct rig *rig, enum ac_control what);
/* One event that does not come from the exchange's streams. */
void rig_input(struct rig *rig, const struct ac_event *event);
/* Prices up to `end`, with a look at the invariants every second. */
void rig_run(struct rig *rig, ac_ns end, bool has_faults);
void rig_look(struct rig *rig);
/* After things rest: positions, wallet, fees, funding and every fill against the ledger. */
void rig_check_books(struct rig *rig);

uint64_t rig_seed(void);
/* AC_SIMULATION_SEEDS, or 1: how many seeds a test goes through. */
uint64_t rig_seed_count(void);

#endif
