/* Creation, time, and the way in for commands and out for events. */
#include "simulated/state.h"

/* Ids begin where a reader that goes through a double loses them. */
#define ORDER_ID_FIRST 88412000001LL
#define ORDER_ID_LARGE ((1LL << 53) + 1)
#define ALGO_ID_FIRST  ((1LL << 49) + 1)
#define TRADE_ID_FIRST 6000000001LL

/* One command or price can cause at most this much for one open order or conditional order, and so
 * much besides; the queue holds it several times over, because latency keeps messages waiting. */
#define EVENTS_PER_ORDER 6u
#define EVENTS_PER_ALGO  10u
#define EVENTS_BESIDES   256u
#define EVENTS_TIMES     2u

static uint32_t events_capacity(const struct ac_simulated_config *config)
{
	uint32_t rows = config->trades_kept < SIM_TRADES_PER_QUERY ? config->trades_kept
								   : SIM_TRADES_PER_QUERY;
	return EVENTS_TIMES *
	       (EVENTS_PER_ORDER * config->orders_max + EVENTS_PER_ALGO * SIM_ALGOS_MAX + rows +
		EVENTS_BESIDES + SIM_SIDES * 3 * config->instruments->count);
}

static uint32_t commands_capacity(const struct ac_simulated_config *config)
{
	return 4 * AC_COMMANDS_MAX + 2 * config->orders_max;
}

static uint32_t closed_orders_capacity(const struct ac_simulated_config *config)
{
	return 2 * config->orders_max + 1024;
}

static void take_tables(struct ac_arena *arena, struct ac_simulated *sim)
{
	const struct ac_simulated_config *config = &sim->config;
	uint32_t symbols = config->instruments->count;
	sim->state = ac_arena_take(arena, 1, sizeof(*sim->state));
	sim->busy = ac_arena_take(arena, symbols, sizeof(*sim->busy));
	sim->symbols = ac_arena_take(arena, symbols, sizeof(*sim->symbols));
	sim->held = ac_arena_take(arena, symbols, sizeof(*sim->held));
	sim->orders = ac_arena_take(arena, config->orders_max, sizeof(*sim->orders));
	sim->closed_orders_capacity = closed_orders_capacity(config);
	sim->closed_orders =
		ac_arena_take(arena, sim->closed_orders_capacity, sizeof(*sim->closed_orders));
	sim->algos = ac_arena_take(arena, SIM_ALGOS_MAX, sizeof(*sim->algos));
	sim->closed_algos = ac_arena_take(arena, SIM_ALGOS_REMEMBERED, sizeof(*sim->closed_algos));
	sim->trades = ac_arena_take(arena, config->trades_kept, sizeof(*sim->trades));
	sim->events = ac_arena_take(arena, events_capacity(config), sizeof(struct sim_event_item));
	sim->commands =
		ac_arena_take(arena, commands_capacity(config), sizeof(struct sim_command_item));
}

static bool is_acceptable(const struct ac_simulated_config *config)
{
	return config->instruments->count > 0 && config->codes != NULL && config->leverage >= 1 &&
	       config->wallet.units >= 0 && config->slippage_bps.units >= 0 &&
	       config->slippage_bps.units < 10000 * AC_DEC_SCALE && config->latency_min_ns >= 0 &&
	       config->latency_min_ns <= config->latency_max_ns &&
	       config->volume_share_pct.units >= 0 && config->orders_max > 0 &&
	       config->trades_kept > 0;
}

static void state_init(struct ac_simulated *sim)
{
	struct sim_state *state = sim->state;
	const struct ac_simulated_config *config = &sim->config;
	ac_prng_init(&state->prng, config->seed);
	state->order_id = config->has_large_ids ? ORDER_ID_LARGE : ORDER_ID_FIRST;
	state->algo_id = ALGO_ID_FIRST;
	state->trade_id = TRADE_ID_FIRST;
	state->wallet = state->wallet_start = config->wallet;
	state->events.capacity = events_capacity(config);
	state->events.item_size = sizeof(struct sim_event_item);
	state->commands.capacity = commands_capacity(config);
	state->commands.item_size = sizeof(struct sim_command_item);
	for (uint16_t i = 0; i < config->instruments->count; i++) {
		/* A leverage above the symbol's largest could not have been set. */
		int32_t largest = ac_instrument_leverage_max(sim_instrument(sim, i));
		struct sim_symbol *s = &sim->symbols[i];
		s->leverage =
			largest > 0 && config->leverage > largest ? largest : config->leverage;
		s->margin_type = (uint8_t)config->margin_type;
	}
}

enum ac_status ac_simulated_create(struct ac_arena *arena, const struct ac_simulated_config *config,
				   struct ac_simulated **ret_simulated)
{
	ac_assert(config->instruments != NULL);
	if (!is_acceptable(config))
		return AC_ERR_RANGE;
	struct ac_simulated *sim = ac_arena_take(arena, 1, sizeof(*sim));
	struct ac_simulated made = { .config = *config };
	take_tables(arena, &made);
	if (!ac_arena_has_given(arena))
		return ac_arena_status(arena);
	*sim = made;
	state_init(sim);
	*ret_simulated = sim;
	return AC_OK;
}

static bool has_position(const struct ac_simulated *sim, uint16_t symbol)
{
	for (uint8_t side = 0; side < SIM_SIDES; side++) {
		if (sim->symbols[symbol].positions[side].amount.units != 0)
			return true;
	}
	return false;
}

enum ac_status ac_simulated_leverage_set(struct ac_simulated *simulated, uint16_t symbol,
					 int32_t leverage)
{
	if (symbol >= simulated->config.instruments->count)
		return AC_ERR_NOT_FOUND;
	struct sim_symbol *s = &simulated->symbols[symbol];
	int32_t largest = ac_instrument_leverage_max(sim_instrument(simulated, symbol));
	if (leverage < 1 || (largest > 0 && leverage > largest))
		return AC_ERR_RANGE;
	/* The collateral of an isolated position was taken at the old leverage. */
	if (leverage < s->leverage && s->margin_type == AC_MARGIN_ISOLATED &&
	    has_position(simulated, symbol))
		return AC_ERR_UNSUPPORTED;
	s->leverage = leverage;
	return AC_OK;
}

enum ac_status ac_simulated_margin_type_set(struct ac_simulated *simulated, uint16_t symbol,
					    enum ac_margin_type type)
{
	if (symbol >= simulated->config.instruments->count)
		return AC_ERR_NOT_FOUND;
	struct sim_symbol *s = &simulated->symbols[symbol];
	if (s->margin_type == type)
		return AC_OK;
	if (s->order_count > 0 || has_position(simulated, symbol))
		return AC_ERR_EXISTS;
	s->margin_type = (uint8_t)type;
	return AC_OK;
}

bool ac_simulated_is_idle(const struct ac_simulated *simulated, uint16_t symbol)
{
	const struct sim_state *state = simulated->state;
	return (simulated->busy[symbol] | state->events.count | state->commands.count) == 0;
}

/* ---- time ---- */

static void dispatch(struct ac_simulated *sim, const struct ac_command *command)
{
	switch (command->kind) {
	case AC_COMMAND_PLACE:
		sim_order_place(sim, command);
		break;
	case AC_COMMAND_CANCEL:
		sim_order_cancel(sim, command);
		break;
	case AC_COMMAND_PLACE_ALGO:
		sim_algo_place(sim, command);
		break;
	case AC_COMMAND_CANCEL_ALGO:
		sim_algo_cancel(sim, command);
		break;
	case AC_COMMAND_QUERY:
		sim_order_query(sim, command);
		break;
	case AC_COMMAND_QUERY_ALGO:
		sim_algo_query(sim, command);
		break;
	case AC_COMMAND_QUERY_TRADES:
		sim_trades_query(sim, command);
		break;
	case AC_COMMAND_MODIFY:
		sim_order_modify(sim, command);
		break;
	case AC_COMMAND_QUERY_POSITION:
		sim_position_query(sim, command);
		break;
	default:
		ac_assert(false);
	}
}

/* The command reaches the exchange. */
static void execute(struct ac_simulated *sim, const struct ac_command *command)
{
	struct sim_state *state = sim->state;
	sim_batch_begin(sim);
	sim_reply_begin(sim);
	int32_t code = 0;
	enum ac_simulated_fault fault = sim_fault_take(sim, command->kind, &code);
	switch (fault) {
	case AC_FAULT_NONE:
		dispatch(sim, command);
		return;
	case AC_FAULT_REFUSED:
		sim_reply_refused_code(sim, command, code);
		return;
	case AC_FAULT_UNKNOWN_DROPPED:
		sim_reply_unknown(sim, command, code);
		return;
	case AC_FAULT_SILENT_DROPPED:
		return;
	case AC_FAULT_UNKNOWN_EXECUTED:
	case AC_FAULT_SILENT_EXECUTED:
		state->is_mute = true;
		dispatch(sim, command);
		state->is_mute = false;
		if (fault == AC_FAULT_UNKNOWN_EXECUTED)
			sim_reply_unknown(sim, command, code);
		return;
	}
}

void sim_enter(struct ac_simulated *sim, ac_ns now)
{
	struct sim_state *state = sim->state;
	ac_assert(now >= state->now_ns);
	while (state->commands.count > 0) {
		const struct sim_command_item *item =
			sim_queue_front(&state->commands, sim->commands);
		if (item->key.arrival_ns > now)
			break;
		struct ac_command command = item->command;
		/* It may have been due before a price that came since. */
		if (item->key.arrival_ns > state->now_ns)
			state->now_ns = item->key.arrival_ns;
		sim_queue_pop(&state->commands);
		execute(sim, &command);
	}
	state->now_ns = now;
}

void ac_simulated_advance(struct ac_simulated *simulated, ac_ns now)
{
	sim_enter(simulated, now);
}

void ac_simulated_command(struct ac_simulated *simulated, const struct ac_command *command,
			  ac_ns now)
{
	struct sim_state *state = simulated->state;
	sim_enter(simulated, now);
	if (simulated->config.latency_max_ns == 0) {
		execute(simulated, command);
		return;
	}
	struct sim_command_item item;
	item.key.arrival_ns = now + sim_latency(simulated);
	item.key.rank = 0;
	item.key.seq = ++state->message_seq;
	item.command = *command;
	if (!sim_queue_push(&state->commands, simulated->commands, &item)) {
		sim_reply_begin(simulated);
		sim_reply_refused(simulated, command, AC_REFUSAL_OVERLOADED);
	}
}

bool ac_simulated_poll(struct ac_simulated *simulated, ac_ns now, struct ac_event *ret_event)
{
	struct sim_state *state = simulated->state;
	if (state->commands.count > 0 && now >= state->now_ns)
		sim_enter(simulated, now);
	const struct sim_event_item *item = sim_queue_front(&state->events, simulated->events);
	if (item == NULL || item->key.arrival_ns > now)
		return false;
	*ret_event = item->event;
	sim_queue_pop(&state->events);
	return true;
}

ac_ns ac_simulated_deadline(const struct ac_simulated *simulated)
{
	const struct sim_state *state = simulated->state;
	const struct sim_event_item *event = sim_queue_front(&state->events, simulated->events);
	const struct sim_command_item *command =
		sim_queue_front(&state->commands, simulated->commands);
	ac_ns deadline = event != NULL ? event->key.arrival_ns : INT64_MAX;
	if (command != NULL && command->key.arrival_ns < deadline)
		deadline = command->key.arrival_ns;
	return deadline;
}
