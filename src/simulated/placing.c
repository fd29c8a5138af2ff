/* The door for regular orders: what the exchange checks before it takes one, in the order of the
 * exchange reference, section 10.4. */
#include "simulated/state.h"

static bool is_client_id(const char id[AC_CLIENT_ID_SIZE])
{
	size_t length = strnlen(id, AC_CLIENT_ID_SIZE);
	for (size_t i = 0; i < length; i++) {
		char c = id[i];
		bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		bool is_digit = c >= '0' && c <= '9';
		bool is_sign = c == '.' || c == ':' || c == '/' || c == '_' || c == '-';
		if (!is_letter && !is_digit && !is_sign)
			return false;
	}
	return length > 0 && length < AC_CLIENT_ID_SIZE;
}

enum ac_refusal sim_check_common(const struct ac_simulated *sim, const struct ac_command *command)
{
	if (command->symbol >= sim->config.instruments->count)
		return AC_REFUSAL_BAD_SYMBOL;
	if (command->side > AC_SIDE_SELL)
		return AC_REFUSAL_BAD_SIDE;
	if (command->type > AC_ORDER_TRAILING_STOP_MARKET)
		return AC_REFUSAL_BAD_TYPE;
	if (command->tif > AC_TIF_GTX)
		return AC_REFUSAL_BAD_TIF;
	if (command->position_side >= SIM_SIDES)
		return AC_REFUSAL_BAD_POSITION_SIDE;
	if (!is_client_id(command->client_id))
		return AC_REFUSAL_BAD_CLIENT_ID;
	if (command->price.units < 0)
		return AC_REFUSAL_PRICE_NEGATIVE;
	if (command->quantity.units < 0)
		return AC_REFUSAL_QUANTITY_NEGATIVE;
	return AC_REFUSAL_NONE;
}

enum ac_refusal sim_check_mode(const struct ac_simulated *sim, const struct ac_command *command)
{
	bool is_hedge = sim->config.mode == AC_MODE_HEDGE;
	if (is_hedge != (command->position_side != AC_POSITION_BOTH))
		return AC_REFUSAL_POSITION_MODE;
	if (is_hedge && command->reduce_only)
		return AC_REFUSAL_UNWANTED;
	return AC_REFUSAL_NONE;
}

static enum ac_refusal check_parameters(struct ac_simulated *sim, const struct ac_command *command)
{
	enum ac_refusal refusal = sim_check_common(sim, command);
	if (refusal != AC_REFUSAL_NONE)
		return refusal;
	if (ac_order_type_is_conditional((enum ac_order_type)command->type))
		return AC_REFUSAL_WRONG_SERVICE;
	if (command->close_position)
		return AC_REFUSAL_UNWANTED;
	bool needs_price = command->type == AC_ORDER_LIMIT;
	if (command->quantity.units == 0 || (needs_price && command->price.units == 0))
		return AC_REFUSAL_MISSING;
	if (sim_order_find(sim, command->symbol, command->client_id, 0) != NULL)
		return AC_REFUSAL_DUPLICATE_ID;
	return AC_REFUSAL_NONE;
}

static enum ac_refusal check_filters(const struct ac_simulated *sim, const struct sim_order *draft)
{
	const struct ac_instrument *instrument = sim_instrument(sim, draft->symbol);
	const struct ac_filter_order order = {
		.side = (enum ac_side)draft->side,
		.type = (enum ac_order_type)draft->type,
		.price = draft->price,
		.quantity = draft->quantity,
		.mark = sim_mark(sim, draft->symbol),
		/* In hedge mode the flag may not be sent; what closes is exempt all the same. */
		.reduce_only = sim_order_is_closing(sim, draft->side, draft->position_side,
						    draft->reduce_only),
	};
	enum ac_filter filter = ac_instrument_check(instrument, &order);
	if (filter != AC_FILTER_OK)
		return ac_filter_refusal(filter);
	struct ac_dec notional;
	if (ac_pnl_notional(draft->reserve, draft->quantity, &notional) != AC_OK)
		return AC_REFUSAL_QUANTITY_HIGH;
	int32_t orders_max = instrument->orders_max;
	uint32_t open = sim->symbols[draft->symbol].order_count;
	if (sim_orders_is_full(sim) || (orders_max > 0 && open >= (uint32_t)orders_max))
		return AC_REFUSAL_ORDERS_MAX;
	return AC_REFUSAL_NONE;
}

/* One-way: the quantity is cut to the position. Hedge: too much is refused. */
static enum ac_refusal check_closing(struct ac_simulated *sim, struct sim_order *draft)
{
	if (!sim_order_is_closing(sim, draft->side, draft->position_side, draft->reduce_only))
		return AC_REFUSAL_NONE;
	struct ac_dec closable = sim_order_fillable(sim, draft);
	if (closable.units == 0)
		return AC_REFUSAL_REDUCE_ONLY;
	if (closable.units < draft->quantity.units && sim->config.mode == AC_MODE_HEDGE)
		return AC_REFUSAL_REDUCE_ONLY;
	draft->quantity = closable;
	return AC_REFUSAL_NONE;
}

/* Whether a market order's price lies further from the mark than the symbol allows. */
static bool is_out_of_bound(const struct ac_simulated *sim, const struct sim_order *draft)
{
	const struct sim_symbol *s = &sim->symbols[draft->symbol];
	int64_t bound = sim_instrument(sim, draft->symbol)->market_take_bound.units;
	if (!s->has_mark_feed || bound == 0)
		return false;
	sim_wide price = (sim_wide)draft->reserve.units * AC_DEC_SCALE;
	if (draft->side == AC_SIDE_BUY)
		return price > (sim_wide)s->mark.units * (AC_DEC_SCALE + bound);
	return price < (sim_wide)s->mark.units * (AC_DEC_SCALE - bound);
}

static enum ac_refusal check_matching(const struct ac_simulated *sim, const struct sim_order *draft)
{
	const struct sim_symbol *s = &sim->symbols[draft->symbol];
	if (!s->is_live)
		return AC_REFUSAL_NONE;
	if (draft->type == AC_ORDER_MARKET)
		return is_out_of_bound(sim, draft) ? AC_REFUSAL_SLIPPAGE_BOUND : AC_REFUSAL_NONE;
	bool crosses = sim_limit_crosses(draft->side, draft->price, s->last);
	if (draft->tif == AC_TIF_GTX && crosses)
		return AC_REFUSAL_POST_ONLY;
	if (draft->tif == AC_TIF_FOK) {
		struct ac_dec offered = sim_volume_offered(sim, draft->symbol, draft->quantity);
		if (!crosses || offered.units < draft->quantity.units)
			return AC_REFUSAL_FILL_OR_KILL;
	}
	return AC_REFUSAL_NONE;
}

static enum ac_refusal check_draft(struct ac_simulated *sim, const struct ac_command *command,
				   struct sim_order *draft)
{
	if (sim_instrument(sim, draft->symbol)->state != AC_SYMBOL_TRADING)
		return AC_REFUSAL_SYMBOL_CLOSED;
	enum ac_refusal refusal = sim_check_mode(sim, command);
	if (refusal == AC_REFUSAL_NONE)
		refusal = check_filters(sim, draft);
	if (refusal == AC_REFUSAL_NONE)
		refusal = check_closing(sim, draft);
	if (refusal == AC_REFUSAL_NONE)
		refusal = sim_check_margin(sim, draft);
	if (refusal == AC_REFUSAL_NONE)
		refusal = check_matching(sim, draft);
	return refusal;
}

static void draft_fill(const struct ac_simulated *sim, const struct ac_command *command,
		       struct sim_order *draft)
{
	memset(draft, 0, sizeof(*draft));
	draft->symbol = command->symbol;
	draft->side = command->side;
	draft->position_side = command->position_side;
	draft->type = command->type;
	draft->quantity = command->quantity;
	draft->reduce_only = command->reduce_only;
	memcpy(draft->client_id, command->client_id, sizeof(draft->client_id));
	if (command->type == AC_ORDER_LIMIT) {
		draft->tif = command->tif;
		draft->price = command->price;
		draft->reserve = command->price;
		return;
	}
	struct ac_dec last = sim->symbols[command->symbol].last;
	if (last.units == 0)
		last = sim_mark(sim, command->symbol);
	draft->reserve = sim_slipped(sim, command->symbol, command->side, last);
}

void sim_order_place(struct ac_simulated *sim, const struct ac_command *command)
{
	struct sim_order draft;
	enum ac_refusal refusal = check_parameters(sim, command);
	if (refusal == AC_REFUSAL_NONE) {
		draft_fill(sim, command, &draft);
		refusal = check_draft(sim, command, &draft);
	}
	if (refusal != AC_REFUSAL_NONE) {
		sim_reply_refused(sim, command, refusal);
		return;
	}
	const struct sim_symbol *s = &sim->symbols[command->symbol];
	draft.waits = !s->is_live;
	struct sim_order *order = sim_order_add(sim, &draft);
	sim_reply_accepted(sim, command, AC_STATUS_NEW, order->order_id, AC_DEC_ZERO, AC_DEC_ZERO);
	struct ac_event event;
	sim_state_order(sim, order, SIM_EXPIRY_NONE, &event);
	sim_send(sim, &event);
	if (!order->waits)
		sim_order_arrive(sim, order, s->last);
}
