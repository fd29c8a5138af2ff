/* Conditional orders while they wait: an id space and a table of their own, not visible as orders.
 * What happens at the trigger is in trigger.c. */
#include "simulated/state.h"

#define CALLBACK_MIN (AC_DEC_SCALE / 10) /* percent */
#define CALLBACK_MAX (20 * AC_DEC_SCALE)

void sim_algo_send(struct ac_simulated *sim, const struct sim_algo *algo)
{
	struct ac_event event;
	sim_state_algo(sim, algo, &event);
	sim_send(sim, &event);
}

static struct sim_algo *algo_add(struct ac_simulated *sim, const struct sim_algo *draft)
{
	struct sim_state *state = sim->state;
	struct sim_symbol *s = &sim->symbols[draft->symbol];
	uint32_t link = state->algo_free;
	if (link != 0)
		state->algo_free = sim->algos[link - 1].next;
	else
		link = ++state->algo_slots;
	ac_assert(link <= SIM_ALGOS_MAX);
	struct sim_algo *algo = &sim->algos[link - 1];
	*algo = *draft;
	algo->algo_id = ++state->algo_id;
	algo->status = AC_STATUS_NEW;
	algo->updated_ms = sim_now_ms(sim);
	algo->pass = state->pass;
	algo->next = 0;
	algo->previous = s->algo_last;
	if (s->algo_last != 0)
		sim->algos[s->algo_last - 1].next = link;
	else
		s->algo_first = link;
	s->algo_last = link;
	state->algos_open++;
	sim->busy[draft->symbol]++;
	return algo;
}

static void algo_unlink(struct ac_simulated *sim, struct sim_algo *algo)
{
	struct sim_state *state = sim->state;
	struct sim_symbol *s = &sim->symbols[algo->symbol];
	uint32_t link = (uint32_t)(algo - sim->algos) + 1;
	if (algo->previous != 0)
		sim->algos[algo->previous - 1].next = algo->next;
	else
		s->algo_first = algo->next;
	if (algo->next != 0)
		sim->algos[algo->next - 1].previous = algo->previous;
	else
		s->algo_last = algo->previous;
	algo->next = state->algo_free;
	algo->previous = 0;
	state->algo_free = link;
	state->unlinks++;
	ac_assert(state->algos_open > 0);
	state->algos_open--;
	sim->busy[algo->symbol]--;
}

void sim_algo_take_off(struct ac_simulated *sim, struct sim_algo *algo, enum ac_order_status status)
{
	algo->status = (uint8_t)status;
	algo->updated_ms = sim_now_ms(sim);
	algo_unlink(sim, algo);
	sim->closed_algos[sim->state->algos_closed++ % SIM_ALGOS_REMEMBERED] = *algo;
}

void sim_algo_close(struct ac_simulated *sim, struct sim_algo *algo, enum ac_order_status status)
{
	sim_algo_take_off(sim, algo, status);
	sim_algo_send(sim, algo);
}

static bool is_named(const struct sim_algo *algo, const struct ac_command *command)
{
	if (algo->symbol != command->symbol)
		return false;
	if (command->client_id[0] == '\0')
		return algo->algo_id == command->exchange_id;
	return strncmp(algo->client_id, command->client_id, AC_CLIENT_ID_SIZE) == 0;
}

static struct sim_algo *find_open(struct ac_simulated *sim, const struct ac_command *command)
{
	if (command->symbol >= sim->config.instruments->count)
		return NULL;
	for (uint32_t link = sim->symbols[command->symbol].algo_first; link != 0;) {
		struct sim_algo *algo = &sim->algos[link - 1];
		if (is_named(algo, command))
			return algo;
		link = algo->next;
	}
	return NULL;
}

/* The n-th newest of those that left the list; NULL past the last one kept. */
static struct sim_algo *closed_at(struct ac_simulated *sim, uint64_t back)
{
	uint64_t closed = sim->state->algos_closed;
	if (back >= closed || back >= SIM_ALGOS_REMEMBERED)
		return NULL;
	return &sim->closed_algos[(closed - 1 - back) % SIM_ALGOS_REMEMBERED];
}

void sim_algo_finish(struct ac_simulated *sim, const struct sim_order *child)
{
	struct sim_algo algo;
	memset(&algo, 0, sizeof(algo));
	algo.algo_id = child->algo_id;
	algo.order_id = child->order_id;
	algo.updated_ms = sim_now_ms(sim);
	algo.trigger_price = child->algo_trigger;
	algo.executed = child->executed;
	algo.average = child->average;
	algo.symbol = child->symbol;
	algo.side = child->side;
	algo.position_side = child->position_side;
	algo.type = child->algo_type;
	algo.status = AC_STATUS_FINISHED;
	memcpy(algo.client_id, child->client_id, sizeof(algo.client_id));
	for (uint64_t back = 0;; back++) {
		struct sim_algo *kept = closed_at(sim, back);
		if (kept != NULL && kept->algo_id != algo.algo_id)
			continue;
		if (kept != NULL)
			*kept = algo;
		break;
	}
	sim_algo_send(sim, &algo);
}

static enum ac_refusal check_trigger(const struct ac_simulated *sim,
				     const struct ac_command *command)
{
	const struct ac_instrument *instrument = sim_instrument(sim, command->symbol);
	struct ac_dec trigger = command->trigger_price;
	bool is_trailing = command->type == AC_ORDER_TRAILING_STOP_MARKET;
	if (is_trailing &&
	    (command->price.units < CALLBACK_MIN || command->price.units > CALLBACK_MAX))
		return AC_REFUSAL_BAD_VALUE;
	if (trigger.units == 0)
		return is_trailing ? AC_REFUSAL_NONE : AC_REFUSAL_MISSING;
	if (trigger.units < 0 || trigger.units < instrument->price_minimum.units)
		return AC_REFUSAL_TRIGGER_LOW;
	if (instrument->price_maximum.units != 0 && trigger.units > instrument->price_maximum.units)
		return AC_REFUSAL_TRIGGER_HIGH;
	return ac_dec_is_multiple(trigger, instrument->tick) ? AC_REFUSAL_NONE : AC_REFUSAL_TICK;
}

static enum ac_refusal check_close_position(const struct ac_simulated *sim,
					    const struct ac_command *command)
{
	if (!command->close_position)
		return command->quantity.units == 0 ? AC_REFUSAL_MISSING : AC_REFUSAL_NONE;
	if (command->type != AC_ORDER_STOP_MARKET && command->type != AC_ORDER_TAKE_PROFIT_MARKET)
		return AC_REFUSAL_BAD_COMBINATION;
	if (command->quantity.units != 0)
		return AC_REFUSAL_CLOSE_QUANTITY;
	if (command->reduce_only)
		return AC_REFUSAL_CLOSE_REDUCE_ONLY;
	/* In hedge mode it must name the position that its side closes. */
	if (sim->config.mode == AC_MODE_HEDGE && command->position_side != AC_POSITION_BOTH &&
	    !sim_order_is_closing(sim, command->side, command->position_side, false))
		return AC_REFUSAL_BAD_COMBINATION;
	return AC_REFUSAL_NONE;
}

static enum ac_refusal check_filters(const struct ac_simulated *sim,
				     const struct ac_command *command)
{
	bool is_limit = command->type == AC_ORDER_STOP || command->type == AC_ORDER_TAKE_PROFIT;
	if (is_limit && command->price.units == 0)
		return AC_REFUSAL_MISSING;
	/* It will meet the market at its trigger: that is the price to measure its notional with.
	 */
	struct ac_dec mark = command->trigger_price;
	if (mark.units == 0)
		mark = sim_mark(sim, command->symbol);
	const struct ac_filter_order order = {
		.side = (enum ac_side)command->side,
		.type = (enum ac_order_type)command->type,
		.price = command->price,
		.quantity = command->quantity,
		.mark = mark,
		.reduce_only = sim_order_is_closing(sim, command->side, command->position_side,
						    command->reduce_only),
		.close_position = command->close_position,
	};
	enum ac_filter filter = ac_instrument_check(sim_instrument(sim, command->symbol), &order);
	if (filter != AC_FILTER_OK)
		return ac_filter_refusal(filter);
	struct ac_dec notional;
	if (ac_pnl_notional(mark, command->quantity, &notional) != AC_OK)
		return AC_REFUSAL_QUANTITY_HIGH;
	return AC_REFUSAL_NONE;
}

/* The price that a conditional order watches; 0 while there is none to compare with. */
static struct ac_dec watched_price(const struct ac_simulated *sim, uint16_t symbol,
				   uint8_t working_type)
{
	const struct sim_symbol *s = &sim->symbols[symbol];
	if (working_type == AC_WORKING_MARK_PRICE && s->has_mark_feed)
		return s->mark;
	return s->is_live ? s->last : AC_DEC_ZERO;
}

/* Already satisfied at placement: the exchange refuses and leaves the closing to us. */
static bool triggers_at_once(const struct ac_simulated *sim, const struct sim_algo *algo)
{
	struct ac_dec price = watched_price(sim, algo->symbol, algo->working_type);
	if (price.units == 0)
		return false;
	if (algo->type != AC_ORDER_TRAILING_STOP_MARKET)
		return sim_algo_is_reached(sim, algo, price);
	if (algo->trigger_price.units == 0)
		return false;
	return algo->side == AC_SIDE_SELL ? algo->trigger_price.units <= price.units
					  : algo->trigger_price.units >= price.units;
}

static enum ac_refusal check_command(struct ac_simulated *sim, const struct ac_command *command)
{
	enum ac_refusal refusal = sim_check_common(sim, command);
	if (refusal != AC_REFUSAL_NONE)
		return refusal;
	if (!ac_order_type_is_conditional((enum ac_order_type)command->type))
		return AC_REFUSAL_BAD_TYPE;
	if (command->working_type > AC_WORKING_MARK_PRICE)
		return AC_REFUSAL_BAD_WORKING_TYPE;
	refusal = check_close_position(sim, command);
	if (refusal == AC_REFUSAL_NONE)
		refusal = check_trigger(sim, command);
	if (refusal != AC_REFUSAL_NONE)
		return refusal;
	if (find_open(sim, command) != NULL)
		return AC_REFUSAL_DUPLICATE_ID;
	if (sim_instrument(sim, command->symbol)->state != AC_SYMBOL_TRADING)
		return AC_REFUSAL_SYMBOL_CLOSED;
	refusal = sim_check_mode(sim, command);
	if (refusal == AC_REFUSAL_NONE)
		refusal = check_filters(sim, command);
	if (refusal == AC_REFUSAL_NONE && sim->state->algos_open == SIM_ALGOS_MAX)
		refusal = AC_REFUSAL_CONDITIONAL_MAX;
	return refusal;
}

static void draft_fill(const struct ac_command *command, struct sim_algo *draft)
{
	memset(draft, 0, sizeof(*draft));
	draft->quantity = command->quantity;
	draft->price = command->price;
	draft->trigger_price = command->trigger_price;
	draft->symbol = command->symbol;
	draft->side = command->side;
	draft->position_side = command->position_side;
	draft->type = command->type;
	draft->tif = command->tif;
	draft->working_type = command->working_type;
	draft->reduce_only = command->reduce_only;
	draft->close_position = command->close_position;
	memcpy(draft->client_id, command->client_id, sizeof(draft->client_id));
}

void sim_algo_place(struct ac_simulated *sim, const struct ac_command *command)
{
	struct sim_algo draft;
	enum ac_refusal refusal = check_command(sim, command);
	if (refusal == AC_REFUSAL_NONE) {
		draft_fill(command, &draft);
		if (triggers_at_once(sim, &draft))
			refusal = AC_REFUSAL_WOULD_TRIGGER;
	}
	if (refusal != AC_REFUSAL_NONE) {
		sim_reply_refused(sim, command, refusal);
		return;
	}
	struct sim_algo *algo = algo_add(sim, &draft);
	sim_reply_accepted(sim, command, AC_STATUS_NEW, algo->algo_id, AC_DEC_ZERO, AC_DEC_ZERO);
	sim_algo_send(sim, algo);
	struct ac_dec price = watched_price(sim, algo->symbol, algo->working_type);
	if (price.units != 0)
		sim_algo_track(sim, algo, price);
}

void sim_algo_cancel(struct ac_simulated *sim, const struct ac_command *command)
{
	struct sim_algo *algo = find_open(sim, command);
	if (algo == NULL) {
		sim_reply_refused(sim, command, AC_REFUSAL_CANCEL_REFUSED);
		return;
	}
	sim_reply_accepted(sim, command, AC_STATUS_CANCELED, algo->algo_id, AC_DEC_ZERO,
			   AC_DEC_ZERO);
	sim_algo_close(sim, algo, AC_STATUS_CANCELED);
}

void sim_algo_query(struct ac_simulated *sim, const struct ac_command *command)
{
	const struct sim_algo *algo = find_open(sim, command);
	for (uint64_t back = 0; algo == NULL; back++) {
		const struct sim_algo *closed = closed_at(sim, back);
		if (closed == NULL) {
			sim_reply_query(sim, command, AC_OUTCOME_NOT_FOUND, NULL);
			return;
		}
		if (is_named(closed, command))
			algo = closed;
	}
	const struct ac_reply found = {
		.status = algo->status,
		.exchange_id = algo->algo_id,
		.executed = algo->executed,
		.average_price = algo->average,
		.update_time_ms = algo->updated_ms,
	};
	sim_reply_query(sim, command, AC_OUTCOME_FOUND, &found);
}
