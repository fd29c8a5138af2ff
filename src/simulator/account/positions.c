/* Positions as the questions show them. */
#include "market/pnl.h"
#include "simulator/account/questions.h"

static struct ac_dec ratio(struct ac_dec value, int32_t divisor)
{
	return (struct ac_dec){ (int64_t)ac_dec_divide_wide(value.units, divisor, AC_ROUND_CEIL) };
}

static void fill(const struct simulator_account *account, const struct ac_simulated_symbol *state,
		 uint16_t symbol, uint8_t side, struct simulator_position *position)
{
	struct ac_position_update held;
	ac_simulated_position_get(account->simulated, symbol, (enum ac_position_side)side, &held);
	*position = (struct simulator_position){
		.symbol = symbol,
		.side = side,
		.is_isolated = state->margin_type == AC_MARGIN_ISOLATED,
		.leverage = state->leverage,
		.amount = held.amount,
		.entry = held.entry_price,
		.isolated_wallet = held.isolated_wallet,
		.mark = state->mark,
		.unrealized = state->unrealized[side],
		.maintenance = state->maintenance[side],
		.updated_ms = account->holdings[symbol].sides[side].updated_ms,
	};
	if (ac_pnl_notional(state->mark, held.amount, &position->notional) != AC_OK)
		position->notional = AC_DEC_ZERO;
	struct ac_dec size = position->notional;
	if (size.units < 0)
		size = ac_dec_neg(size);
	position->margin_initial = ratio(size, state->leverage);
}

/* What the symbol's margin holds beyond its positions is for its open orders; in hedge mode it is
 * shown with the long side. */
static void visit_symbol(const struct simulator_account *account, uint16_t symbol, bool is_every,
			 void (*visit)(void *self, const struct simulator_position *position),
			 void *self)
{
	struct ac_simulated_symbol state;
	ac_simulated_symbol_get(account->simulated, symbol, &state);
	bool is_hedge = ac_simulated_mode(account->simulated) == AC_MODE_HEDGE;
	uint8_t first = is_hedge ? AC_POSITION_LONG : AC_POSITION_BOTH;
	uint8_t last = is_hedge ? AC_POSITION_SHORT : AC_POSITION_BOTH;
	struct simulator_position positions[SIMULATOR_SIDES];
	int64_t orders = state.margin_initial.units;
	bool is_shown = is_every || state.orders_open > 0;
	for (uint8_t side = first; side <= last; side++) {
		fill(account, &state, symbol, side, &positions[side]);
		orders -= positions[side].margin_initial.units;
		is_shown |= positions[side].amount.units != 0;
	}
	if (!is_shown)
		return;
	positions[first].margin_orders.units = orders > 0 ? orders : 0;
	for (uint8_t side = first; side <= last; side++)
		visit(self, &positions[side]);
}

void simulator_positions_visit(const struct simulator_account *account, int32_t symbol,
			       bool is_every,
			       void (*visit)(void *self, const struct simulator_position *position),
			       void *self)
{
	const uint16_t count = (uint16_t)account->simulator->instruments.count;
	for (uint16_t i = 0; i < count; i++) {
		if (symbol < 0 || symbol == i)
			visit_symbol(account, i, is_every, visit, self);
	}
}

struct ac_dec simulator_liquidation_price(const struct simulator_account *account,
					  const struct simulator_position *position)
{
	struct ac_dec price = AC_DEC_ZERO, margin = position->isolated_wallet;
	if (position->amount.units == 0)
		return price;
	if (!position->is_isolated) {
		struct ac_simulated_account wallet;
		ac_simulated_account_get(account->simulated, &wallet);
		margin.units = wallet.wallet.units -
			       (wallet.margin_maintenance.units - position->maintenance.units) +
			       (wallet.unrealized.units - position->unrealized.units);
	}
	int64_t units = position->amount.units;
	enum ac_status status = ac_instrument_liquidation_price(
		&account->simulator->instruments.items[position->symbol], units > 0 ? 1 : -1,
		(struct ac_dec){ units > 0 ? units : -units }, position->entry, margin, &price);
	return status == AC_OK ? price : AC_DEC_ZERO;
}
