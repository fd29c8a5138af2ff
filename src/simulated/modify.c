/* A resting LIMIT order gets a new quantity and price: it loses its place in the queue, and every
 * rule that its placement met is looked at again. What fails leaves the order as it was. */
#include "simulated/state.h"

static enum ac_refusal check_filters(const struct ac_simulated *sim, const struct sim_order *draft)
{
	const struct ac_filter_order order = {
		.side = (enum ac_side)draft->side,
		.type = AC_ORDER_LIMIT,
		.price = draft->price,
		.quantity = draft->quantity,
		.mark = sim_mark(sim, draft->symbol),
		.reduce_only = sim_order_is_closing(sim, draft->side, draft->position_side,
						    draft->reduce_only),
	};
	enum ac_filter filter = ac_instrument_check(sim_instrument(sim, draft->symbol), &order);
	if (filter == AC_FILTER_NOTIONAL)
		return AC_REFUSAL_MODIFY_NOTIONAL;
	if (filter != AC_FILTER_OK)
		return ac_filter_refusal(filter);
	struct ac_dec notional;
	if (ac_pnl_notional(draft->price, draft->quantity, &notional) != AC_OK)
		return AC_REFUSAL_QUANTITY_HIGH;
	return AC_REFUSAL_NONE;
}

static enum ac_refusal check_closing(struct ac_simulated *sim, struct sim_order *draft)
{
	if (!sim_order_is_closing(sim, draft->side, draft->position_side, draft->reduce_only) ||
	    draft->quantity.units <= draft->executed.units)
		return AC_REFUSAL_NONE;
	int64_t closable = sim_order_fillable(sim, draft).units;
	bool is_cut = closable < draft->quantity.units - draft->executed.units;
	if (closable == 0 || (is_cut && sim->config.mode == AC_MODE_HEDGE))
		return AC_REFUSAL_REDUCE_ONLY;
	draft->quantity.units = draft->executed.units + closable;
	return AC_REFUSAL_NONE;
}

/* As if the order were not there yet: its own reserve is not counted twice. */
static enum ac_refusal check_margin(struct ac_simulated *sim, struct sim_order *order,
				    const struct sim_order *draft)
{
	if (draft->quantity.units <= draft->executed.units)
		return AC_REFUSAL_NONE;
	struct ac_dec reserve = order->reserve;
	order->reserve = AC_DEC_ZERO;
	enum ac_refusal refusal = sim_check_margin(sim, draft);
	order->reserve = reserve;
	return refusal;
}

static enum ac_refusal check_change(struct ac_simulated *sim, const struct ac_command *command,
				    struct sim_order *order, struct sim_order *draft)
{
	if (order->type != AC_ORDER_LIMIT)
		return AC_REFUSAL_MODIFY_TYPE;
	if (command->price.units < 0)
		return AC_REFUSAL_PRICE_NEGATIVE;
	if (command->quantity.units < 0)
		return AC_REFUSAL_QUANTITY_NEGATIVE;
	if (command->quantity.units == 0 || command->price.units == 0)
		return AC_REFUSAL_MISSING;
	if (sim_instrument(sim, order->symbol)->state != AC_SYMBOL_TRADING)
		return AC_REFUSAL_MODIFY_CLOSED;
	if (command->quantity.units == order->quantity.units &&
	    command->price.units == order->price.units)
		return AC_REFUSAL_NOTHING_TO_CHANGE;
	*draft = *order;
	draft->quantity = command->quantity;
	draft->price = draft->reserve = command->price;
	enum ac_refusal refusal = check_filters(sim, draft);
	if (refusal == AC_REFUSAL_NONE)
		refusal = check_closing(sim, draft);
	return refusal == AC_REFUSAL_NONE ? check_margin(sim, order, draft) : refusal;
}

static bool ends(const struct ac_simulated *sim, const struct sim_order *draft)
{
	const struct sim_symbol *s = &sim->symbols[draft->symbol];
	if (draft->quantity.units <= draft->executed.units)
		return true;
	return draft->tif == AC_TIF_GTX && s->is_live &&
	       sim_limit_crosses(draft->side, draft->price, s->last);
}

void sim_order_modify(struct ac_simulated *sim, const struct ac_command *command)
{
	struct sim_order draft;
	struct sim_order *order =
		sim_order_find(sim, command->symbol, command->client_id, command->exchange_id);
	enum ac_refusal refusal = order == NULL ? AC_REFUSAL_UNKNOWN_ORDER
						: check_change(sim, command, order, &draft);
	if (refusal != AC_REFUSAL_NONE) {
		sim_reply_refused(sim, command, refusal);
		return;
	}
	bool is_over = ends(sim, &draft);
	sim_reply_accepted(sim, command, is_over ? AC_STATUS_CANCELED : order->status,
			   order->order_id, order->executed, order->average);
	if (is_over) {
		sim_order_close(sim, order, AC_STATUS_CANCELED, SIM_EXPIRY_NONE);
		return;
	}
	order->quantity = draft.quantity;
	order->price = order->reserve = draft.price;
	order->updated_ms = sim_now_ms(sim);
	sim_order_requeue(sim, order);
	struct ac_event event;
	sim_state_order(sim, order, SIM_EXPIRY_NONE, &event);
	sim_send(sim, &event);
	const struct sim_symbol *s = &sim->symbols[order->symbol];
	order->waits = !s->is_live;
	if (s->is_live)
		sim_order_arrive(sim, order, s->last);
}
