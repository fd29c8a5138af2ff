/* How the exchange's books read in events: the same words whether they are pushed, asked for, or
 * taken as a snapshot. */
#include "simulated/state.h"

void sim_state_order(const struct ac_simulated *sim, const struct sim_order *order,
		     enum sim_expiry expiry, struct ac_event *ret_event)
{
	sim_event_init(sim, ret_event, AC_EVENT_ORDER, order->symbol);
	struct ac_order_update *update = &ret_event->order;
	update->status = order->status;
	update->side = order->side;
	update->position_side = order->position_side;
	update->type = order->type;
	update->reduce_only = order->reduce_only;
	update->expiry_reason = (int32_t)expiry;
	update->exchange_id = order->order_id;
	update->quantity = order->quantity;
	update->price = order->price;
	update->executed = order->executed;
	update->average_price = order->average;
	update->time_ms = order->updated_ms;
	memcpy(update->client_id, order->client_id, sizeof(update->client_id));
}

void sim_state_algo(const struct ac_simulated *sim, const struct sim_algo *algo,
		    struct ac_event *ret_event)
{
	sim_event_init(sim, ret_event, AC_EVENT_ALGO, algo->symbol);
	struct ac_algo_update *update = &ret_event->algo;
	update->status = algo->status;
	update->side = algo->side;
	update->position_side = algo->position_side;
	update->type = algo->type;
	update->algo_id = algo->algo_id;
	update->order_id = algo->order_id;
	update->executed = algo->executed;
	update->trigger_price = algo->trigger_price;
	update->code = algo->code;
	update->time_ms = algo->updated_ms;
	memcpy(update->client_id, algo->client_id, sizeof(update->client_id));
}

void sim_state_trade(const struct ac_simulated *sim, const struct sim_trade *trade,
		     bool is_from_query, struct ac_event *ret_event)
{
	sim_event_init(sim, ret_event, AC_EVENT_ORDER, trade->symbol);
	if (is_from_query)
		ret_event->time_ns = trade->time_ms * AC_NS_PER_MS;
	struct ac_order_update *update = &ret_event->order;
	update->side = trade->side;
	update->position_side = trade->position_side;
	update->is_fill = true;
	update->is_maker = trade->is_maker;
	update->is_from_query = is_from_query;
	update->exchange_id = trade->order_id;
	update->trade_id = trade->trade_id;
	update->fill_quantity = trade->quantity;
	update->fill_price = trade->price;
	update->commission = trade->commission;
	update->realized_profit = trade->realized;
	update->time_ms = trade->time_ms;
	memcpy(update->client_id, trade->client_id, sizeof(update->client_id));
	update->type = trade->type;
	if (is_from_query)
		return;
	update->status = trade->status;
	update->reduce_only = trade->reduce_only;
	update->quantity = trade->order_quantity;
	update->price = trade->order_price;
	update->executed = trade->order_executed;
	update->average_price = trade->order_average;
	update->expiry_reason = trade->is_liquidation ? SIM_EXPIRY_LIQUIDATED : SIM_EXPIRY_NONE;
}

void sim_state_balance(const struct ac_simulated *sim, uint16_t symbol, struct ac_dec change,
		       struct ac_event *ret_event)
{
	sim_event_init(sim, ret_event, AC_EVENT_BALANCE, symbol);
	struct ac_balance *balance = &ret_event->balance;
	balance->wallet = sim->state->wallet;
	balance->cross_wallet = sim_cross_wallet(sim);
	balance->change = change;
	const struct ac_instruments *list = sim->config.instruments;
	const char *asset = list->items[symbol < list->count ? symbol : 0].margin_asset;
	static_assert(sizeof(balance->asset) >= AC_ASSET_SIZE, "an asset's name fits");
	memcpy(balance->asset, asset, AC_ASSET_SIZE);
}

void sim_state_position(const struct ac_simulated *sim, uint16_t symbol, uint8_t position_side,
			bool is_snapshot, struct ac_event *ret_event)
{
	ac_assert(position_side < SIM_SIDES);
	const struct sim_position *position = &sim->symbols[symbol].positions[position_side];
	sim_event_init(sim, ret_event, AC_EVENT_POSITION, symbol);
	ret_event->position.amount = position->amount;
	ret_event->position.entry_price = position->entry;
	ret_event->position.isolated_wallet = position->isolated_wallet;
	ret_event->position.position_side = position_side;
	ret_event->position.is_snapshot = is_snapshot;
	ret_event->position.time_ms = is_snapshot ? sim_now_ms(sim) : position->updated_ms;
}
