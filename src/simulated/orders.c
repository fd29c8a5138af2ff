/* The table of open regular orders, by symbol in the order of their arrival, and the ring of those
 * that are done, for questions about them. */
#include "simulated/state.h"

bool sim_orders_is_full(const struct ac_simulated *sim)
{
	return sim->state->orders_open == sim->config.orders_max;
}

static uint32_t slot_take(struct sim_state *state, struct sim_order *orders)
{
	uint32_t link = state->order_free;
	if (link == 0)
		return ++state->order_slots;
	state->order_free = orders[link - 1].next;
	return link;
}

struct sim_order *sim_order_add(struct ac_simulated *sim, const struct sim_order *draft)
{
	ac_assert(!sim_orders_is_full(sim));
	struct sim_state *state = sim->state;
	struct sim_symbol *s = &sim->symbols[draft->symbol];
	uint32_t link = slot_take(state, sim->orders);
	ac_assert(link <= sim->config.orders_max);
	struct sim_order *order = &sim->orders[link - 1];
	*order = *draft;
	order->order_id = ++state->order_id;
	order->status = AC_STATUS_NEW;
	order->created_ms = order->updated_ms = sim_now_ms(sim);
	order->batch = state->batch;
	order->pass = state->pass;
	order->next = 0;
	order->previous = s->order_last;
	if (s->order_last != 0)
		sim->orders[s->order_last - 1].next = link;
	else
		s->order_first = link;
	s->order_last = link;
	s->order_count++;
	state->orders++;
	state->orders_open++;
	sim->busy[draft->symbol]++;
	return order;
}

static void order_unlink(struct ac_simulated *sim, struct sim_order *order)
{
	struct sim_state *state = sim->state;
	struct sim_symbol *s = &sim->symbols[order->symbol];
	uint32_t link = (uint32_t)(order - sim->orders) + 1;
	if (order->previous != 0)
		sim->orders[order->previous - 1].next = order->next;
	else
		s->order_first = order->next;
	if (order->next != 0)
		sim->orders[order->next - 1].previous = order->previous;
	else
		s->order_last = order->previous;
	order->next = state->order_free;
	order->previous = 0;
	state->order_free = link;
	state->unlinks++;
	ac_assert(state->orders_open > 0);
	state->orders_open--;
	s->order_count--;
	sim->busy[order->symbol]--;
}

void sim_order_requeue(struct ac_simulated *sim, struct sim_order *order)
{
	struct sim_symbol *s = &sim->symbols[order->symbol];
	uint32_t link = (uint32_t)(order - sim->orders) + 1;
	if (s->order_last == link)
		return;
	if (order->previous != 0)
		sim->orders[order->previous - 1].next = order->next;
	else
		s->order_first = order->next;
	sim->orders[order->next - 1].previous = order->previous;
	order->next = 0;
	order->previous = s->order_last;
	sim->orders[s->order_last - 1].next = link;
	s->order_last = link;
}

void sim_order_remember(struct ac_simulated *sim, const struct sim_order *order)
{
	uint64_t n = sim->state->orders_closed++;
	sim->closed_orders[n % sim->closed_orders_capacity] = *order;
}

void sim_order_close(struct ac_simulated *sim, struct sim_order *order, enum ac_order_status status,
		     enum sim_expiry expiry)
{
	ac_assert(ac_order_status_is_terminal(status));
	ac_assert(!ac_order_status_is_terminal((enum ac_order_status)order->status));
	order->status = (uint8_t)status;
	order->updated_ms = sim_now_ms(sim);
	order_unlink(sim, order);
	sim_order_remember(sim, order);
	/* A fill has said so itself. */
	if (status != AC_STATUS_FILLED) {
		struct ac_event event;
		sim_state_order(sim, order, expiry, &event);
		sim_send(sim, &event);
	}
	if (order->algo_id != 0 && !order->is_triggering)
		sim_algo_finish(sim, order);
}

static bool is_named(const struct sim_order *order, uint16_t symbol, const char *client_id,
		     int64_t order_id)
{
	if (order->symbol != symbol)
		return false;
	if (client_id[0] == '\0')
		return order->order_id == order_id;
	return strncmp(order->client_id, client_id, AC_CLIENT_ID_SIZE) == 0;
}

struct sim_order *sim_order_find(struct ac_simulated *sim, uint16_t symbol, const char *client_id,
				 int64_t order_id)
{
	if (symbol >= sim->config.instruments->count)
		return NULL;
	for (uint32_t link = sim->symbols[symbol].order_first; link != 0;) {
		struct sim_order *order = &sim->orders[link - 1];
		if (is_named(order, symbol, client_id, order_id))
			return order;
		link = order->next;
	}
	return NULL;
}

void sim_order_cancel(struct ac_simulated *sim, const struct ac_command *command)
{
	struct sim_order *order =
		sim_order_find(sim, command->symbol, command->client_id, command->exchange_id);
	if (order == NULL) {
		sim_reply_refused(sim, command, AC_REFUSAL_CANCEL_REFUSED);
		return;
	}
	sim_reply_accepted(sim, command, AC_STATUS_CANCELED, order->order_id, order->executed,
			   order->average);
	sim_order_close(sim, order, AC_STATUS_CANCELED, SIM_EXPIRY_NONE);
}

/* The newest order of that name, open or done. */
static const struct sim_order *find_any(struct ac_simulated *sim, const struct ac_command *command)
{
	const struct sim_order *order =
		sim_order_find(sim, command->symbol, command->client_id, command->exchange_id);
	uint64_t kept = sim->state->orders_closed;
	if (kept > sim->closed_orders_capacity)
		kept = sim->closed_orders_capacity;
	for (uint64_t back = 1; back <= kept && order == NULL; back++) {
		uint64_t n = sim->state->orders_closed - back;
		const struct sim_order *closed =
			&sim->closed_orders[n % sim->closed_orders_capacity];
		if (is_named(closed, command->symbol, command->client_id, command->exchange_id))
			order = closed;
	}
	return order;
}

void sim_order_query(struct ac_simulated *sim, const struct ac_command *command)
{
	const struct sim_order *order = find_any(sim, command);
	if (order == NULL) {
		sim_reply_query(sim, command, AC_OUTCOME_NOT_FOUND, NULL);
		return;
	}
	const struct ac_reply found = {
		.status = order->status,
		.exchange_id = order->order_id,
		.executed = order->executed,
		.average_price = order->average,
		.update_time_ms = order->updated_ms,
	};
	sim_reply_query(sim, command, AC_OUTCOME_FOUND, &found);
}

bool sim_order_is_closing(const struct ac_simulated *sim, uint8_t side, uint8_t position_side,
			  bool reduce_only)
{
	if (sim->config.mode == AC_MODE_ONEWAY)
		return reduce_only;
	return position_side == (side == AC_SIDE_SELL ? AC_POSITION_LONG : AC_POSITION_SHORT);
}

struct ac_dec sim_order_fillable(struct ac_simulated *sim, const struct sim_order *order)
{
	struct ac_dec left = { order->quantity.units - order->executed.units };
	ac_assert(left.units >= 0);
	if (!sim_order_is_closing(sim, order->side, order->position_side, order->reduce_only))
		return left;
	struct ac_dec amount = sim_position(sim, order->symbol, order->position_side)->amount;
	/* What the order may close has the opposite sign. */
	int64_t closable = -sim_direction(order->side) * amount.units;
	return ac_dec_min(left, (struct ac_dec){ closable > 0 ? closable : 0 });
}
