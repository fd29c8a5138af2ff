/* Conditional orders at their trigger: each becomes a regular order with its own id and the same
 * client id, and says so before and after (exchange reference, sections 4.3 and 4.4). */
#include "simulated/state.h"

struct ac_dec sim_algo_level(const struct ac_simulated *sim, const struct sim_algo *algo)
{
	if (algo->type != AC_ORDER_TRAILING_STOP_MARKET)
		return algo->trigger_price;
	if (algo->extreme.units == 0)
		return AC_DEC_ZERO;
	bool is_sell = algo->side == AC_SIDE_SELL;
	sim_wide hundred = (sim_wide)100 * AC_DEC_SCALE;
	sim_wide factor = is_sell ? hundred - algo->price.units : hundred + algo->price.units;
	int64_t tick = sim_instrument(sim, algo->symbol)->tick.units;
	sim_wide ticks = ac_dec_divide_wide(algo->extreme.units * factor, hundred * tick,
					    is_sell ? AC_ROUND_FLOOR : AC_ROUND_CEIL);
	return sim_clamped((ticks > 0 ? ticks : 1) * tick);
}

bool sim_algo_is_reached(const struct ac_simulated *sim, const struct sim_algo *algo,
			 struct ac_dec price)
{
	struct ac_dec level = sim_algo_level(sim, algo);
	if (level.units == 0)
		return false;
	bool is_profit =
		algo->type == AC_ORDER_TAKE_PROFIT || algo->type == AC_ORDER_TAKE_PROFIT_MARKET;
	bool is_upwards = (algo->side == AC_SIDE_BUY) != is_profit;
	return is_upwards ? price.units >= level.units : price.units <= level.units;
}

void sim_algo_track(struct ac_simulated *sim, struct sim_algo *algo, struct ac_dec price)
{
	if (algo->type != AC_ORDER_TRAILING_STOP_MARKET)
		return;
	bool is_sell = algo->side == AC_SIDE_SELL;
	if (algo->extreme.units == 0) {
		struct ac_dec activation = algo->trigger_price;
		bool is_active =
			activation.units == 0 || (is_sell ? price.units >= activation.units
							  : price.units <= activation.units);
		if (!is_active)
			return;
		algo->extreme = price;
		/* The exchange says NEW a second time when a trailing order becomes active. */
		if (activation.units != 0)
			sim_algo_send(sim, algo);
		return;
	}
	algo->extreme =
		is_sell ? ac_dec_max(algo->extreme, price) : ac_dec_min(algo->extreme, price);
}

static bool is_closing(const struct ac_simulated *sim, const struct sim_algo *algo)
{
	return algo->close_position ||
	       sim_order_is_closing(sim, algo->side, algo->position_side, algo->reduce_only);
}

/* What the algo's side can close of its position now. */
static struct ac_dec closable(struct ac_simulated *sim, const struct sim_algo *algo)
{
	struct ac_dec amount = sim_position(sim, algo->symbol, algo->position_side)->amount;
	int64_t units = -sim_direction(algo->side) * amount.units;
	return (struct ac_dec){ units > 0 ? units : 0 };
}

static enum ac_refusal draft_child(struct ac_simulated *sim, const struct sim_algo *algo,
				   struct ac_dec price, struct sim_order *draft)
{
	bool is_limit = algo->type == AC_ORDER_STOP || algo->type == AC_ORDER_TAKE_PROFIT;
	memset(draft, 0, sizeof(*draft));
	draft->symbol = algo->symbol;
	draft->side = algo->side;
	draft->position_side = algo->position_side;
	draft->type = is_limit ? AC_ORDER_LIMIT : AC_ORDER_MARKET;
	draft->tif = is_limit ? algo->tif : AC_TIF_GTC;
	draft->quantity = algo->quantity;
	draft->price = is_limit ? algo->price : AC_DEC_ZERO;
	draft->reserve = is_limit ? algo->price : sim_slipped(sim, algo->symbol, algo->side, price);
	draft->reduce_only =
		algo->reduce_only || (algo->close_position && sim->config.mode == AC_MODE_ONEWAY);
	draft->algo_id = algo->algo_id;
	draft->algo_type = algo->type;
	draft->algo_trigger = algo->trigger_price;
	draft->is_triggering = true;
	memcpy(draft->client_id, algo->client_id, sizeof(draft->client_id));
	if (sim_orders_is_full(sim))
		return AC_REFUSAL_ORDERS_MAX;
	if (!is_closing(sim, algo))
		return sim_check_margin(sim, draft);
	struct ac_dec whole = closable(sim, algo);
	bool is_too_much = whole.units < algo->quantity.units;
	if (whole.units == 0 || (is_too_much && sim->config.mode == AC_MODE_HEDGE))
		return AC_REFUSAL_REDUCE_ONLY;
	if (algo->close_position || is_too_much)
		draft->quantity = whole;
	return AC_REFUSAL_NONE;
}

/* `price` is where the child meets the market; without a live price it waits for the next. */
static void fire(struct ac_simulated *sim, struct sim_algo *algo, struct ac_dec price, bool is_live)
{
	algo->status = AC_STATUS_TRIGGERING;
	algo->updated_ms = sim_now_ms(sim);
	sim_algo_send(sim, algo);
	if (algo->close_position && closable(sim, algo).units == 0) {
		sim_algo_close(sim, algo, AC_STATUS_EXPIRED);
		return;
	}
	struct sim_order draft;
	enum ac_refusal refusal = draft_child(sim, algo, price, &draft);
	if (refusal != AC_REFUSAL_NONE) {
		algo->code = sim->config.codes->code_of(refusal);
		sim_algo_close(sim, algo, AC_STATUS_REJECTED);
		return;
	}
	draft.waits = !is_live;
	struct sim_order *child = sim_order_add(sim, &draft);
	algo->order_id = child->order_id;
	sim_algo_take_off(sim, algo, AC_STATUS_TRIGGERED);
	struct ac_event event;
	sim_state_order(sim, child, SIM_EXPIRY_NONE, &event);
	sim_send(sim, &event);
	if (is_live)
		sim_order_arrive(sim, child, price);
	sim_algo_send(sim, algo);
	child->is_triggering = false;
	if (ac_order_status_is_terminal((enum ac_order_status)child->status))
		sim_algo_finish(sim, child);
}

static bool watches(const struct ac_simulated *sim, const struct sim_algo *algo,
		    enum ac_working_type type)
{
	bool has_mark = sim->symbols[algo->symbol].has_mark_feed;
	enum ac_working_type watched = algo->working_type == AC_WORKING_MARK_PRICE && has_mark
					       ? AC_WORKING_MARK_PRICE
					       : AC_WORKING_CONTRACT_PRICE;
	return watched == type;
}

void sim_algos_on_price(struct ac_simulated *sim, uint16_t symbol, enum ac_working_type type,
			struct ac_dec price)
{
	uint64_t pass = ++sim->state->pass;
	const struct sim_symbol *s = &sim->symbols[symbol];
	for (uint32_t link = s->algo_first; link != 0;) {
		struct sim_algo *algo = &sim->algos[link - 1];
		uint32_t next = algo->next;
		if (algo->pass != pass) {
			algo->pass = pass;
			uint64_t unlinks = sim->state->unlinks;
			if (watches(sim, algo, type)) {
				sim_algo_track(sim, algo, price);
				if (sim_algo_is_reached(sim, algo, price))
					fire(sim, algo, s->is_live ? s->last : price, s->is_live);
			}
			if (sim->state->unlinks != unlinks)
				next = s->algo_first;
		}
		link = next;
	}
}

/* ---- a candle's path ---- */

struct path {
	const struct ac_candle *candle;
	uint16_t symbol;
	uint64_t pass; /* stamped on the closing orders of positions that stood at its begin */
};

enum touch { TOUCH_NONE, TOUCH_OPEN, TOUCH_PATH };

static enum touch touch_of(const struct ac_simulated *sim, const struct path *path,
			   const struct sim_algo *algo)
{
	if (sim_algo_is_reached(sim, algo, (struct ac_dec){ path->candle->open }))
		return TOUCH_OPEN;
	if (sim_algo_is_reached(sim, algo, (struct ac_dec){ path->candle->low }) ||
	    sim_algo_is_reached(sim, algo, (struct ac_dec){ path->candle->high }))
		return TOUCH_PATH;
	return TOUCH_NONE;
}

static void fire_on_path(struct ac_simulated *sim, const struct path *path, struct sim_algo *algo,
			 enum touch touch)
{
	ac_assert(touch != TOUCH_NONE);
	struct ac_dec price = touch == TOUCH_OPEN ? (struct ac_dec){ path->candle->open }
						  : sim_algo_level(sim, algo);
	fire(sim, algo, price, true);
}

static bool is_profit_type(const struct sim_algo *algo)
{
	return algo->type == AC_ORDER_TAKE_PROFIT || algo->type == AC_ORDER_TAKE_PROFIT_MARKET;
}

/* Of the closing orders of one position and one kind that were touched in this way, the one whose
 * trigger is nearest to the open; NULL none. */
static struct sim_algo *nearest(struct ac_simulated *sim, const struct path *path, uint8_t side,
				bool is_profit, enum touch touch)
{
	struct sim_algo *found = NULL;
	int64_t found_distance = INT64_MAX;
	for (uint32_t link = sim->symbols[path->symbol].algo_first; link != 0;) {
		struct sim_algo *algo = &sim->algos[link - 1];
		link = algo->next;
		if (algo->pass != path->pass || algo->position_side != side ||
		    is_profit_type(algo) != is_profit || touch_of(sim, path, algo) != touch)
			continue;
		int64_t distance = sim_algo_level(sim, algo).units - path->candle->open;
		if (distance < 0)
			distance = -distance;
		if (found == NULL || distance < found_distance) {
			found = algo;
			found_distance = distance;
		}
	}
	return found;
}

/* Strategy page, "Backtest fills": the open decides where it is already beyond a trigger; after it
 * the stop wins over the take-profit, because nobody knows which came first. */
static void close_on_path(struct ac_simulated *sim, const struct path *path, uint8_t side)
{
	static const struct {
		enum touch touch;
		bool is_profit;
	} turns[] = {
		{ TOUCH_OPEN, false },
		{ TOUCH_OPEN, true },
		{ TOUCH_PATH, false },
		{ TOUCH_PATH, true },
	};
	const struct sim_position *position = &sim->symbols[path->symbol].positions[side];
	bool had_stop = false;
	for (size_t i = 0; i < AC_COUNT(turns); i++) {
		for (;;) {
			if (position->amount.units == 0)
				return;
			struct sim_algo *algo =
				nearest(sim, path, side, turns[i].is_profit, turns[i].touch);
			if (algo == NULL)
				break;
			if (turns[i].touch == TOUCH_PATH && !turns[i].is_profit && !had_stop) {
				had_stop = true;
				if (nearest(sim, path, side, true, TOUCH_PATH) != NULL)
					sim->state->ambiguous_candles++;
			}
			if (turns[i].touch == TOUCH_PATH && turns[i].is_profit && had_stop)
				return;
			fire_on_path(sim, path, algo, turns[i].touch);
		}
	}
}

/* Stamps what closes a position that is there now, and lets trailing orders see `price`. */
static void prepare(struct ac_simulated *sim, struct path *path)
{
	path->pass = ++sim->state->pass;
	for (uint32_t link = sim->symbols[path->symbol].algo_first; link != 0;) {
		struct sim_algo *algo = &sim->algos[link - 1];
		link = algo->next;
		if (!watches(sim, algo, AC_WORKING_CONTRACT_PRICE))
			continue;
		sim_algo_track(sim, algo, (struct ac_dec){ path->candle->open });
		if (is_closing(sim, algo) && closable(sim, algo).units > 0)
			algo->pass = path->pass;
	}
}

/* Orders that were no position's closing orders when the candle began. */
static void fire_others(struct ac_simulated *sim, const struct path *path)
{
	uint64_t pass = ++sim->state->pass;
	const struct sim_symbol *s = &sim->symbols[path->symbol];
	for (uint32_t link = s->algo_first; link != 0;) {
		struct sim_algo *algo = &sim->algos[link - 1];
		uint32_t next = algo->next;
		if (algo->pass != path->pass && algo->pass != pass) {
			algo->pass = pass;
			uint64_t unlinks = sim->state->unlinks;
			enum touch touch = watches(sim, algo, AC_WORKING_CONTRACT_PRICE)
						   ? touch_of(sim, path, algo)
						   : TOUCH_NONE;
			if (touch != TOUCH_NONE)
				fire_on_path(sim, path, algo, touch);
			if (sim->state->unlinks != unlinks)
				next = s->algo_first;
		}
		link = next;
	}
}

/* Most candles touch nothing: that is seen in one look. */
static bool is_any_due(const struct ac_simulated *sim, const struct sim_symbol *s,
		       const struct ac_candle *candle)
{
	for (uint32_t link = s->algo_first; link != 0;) {
		const struct sim_algo *algo = &sim->algos[link - 1];
		link = algo->next;
		/* A trigger outside the candle was either passed by the open already or not met. */
		bool is_inside = algo->trigger_price.units >= candle->low &&
				 algo->trigger_price.units <= candle->high;
		if (is_inside || algo->type == AC_ORDER_TRAILING_STOP_MARKET ||
		    sim_algo_is_reached(sim, algo, (struct ac_dec){ candle->open }))
			return true;
	}
	return false;
}

void sim_algos_on_path(struct ac_simulated *sim, uint16_t symbol, const struct ac_candle *candle)
{
	struct path path = { .candle = candle, .symbol = symbol };
	const struct sim_symbol *s = &sim->symbols[symbol];
	if (!is_any_due(sim, s, candle))
		return;
	prepare(sim, &path);
	for (uint8_t side = 0; side < SIM_SIDES; side++)
		close_on_path(sim, &path, side);
	fire_others(sim, &path);
	for (uint32_t link = s->algo_first; link != 0;) {
		struct sim_algo *algo = &sim->algos[link - 1];
		link = algo->next;
		if (!watches(sim, algo, AC_WORKING_CONTRACT_PRICE))
			continue;
		bool is_sell = algo->side == AC_SIDE_SELL;
		sim_algo_track(sim, algo, (struct ac_dec){ is_sell ? candle->high : candle->low });
	}
}
