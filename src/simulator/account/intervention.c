/* What somebody else does to an account: the exchange, or its owner by hand; and what the exchange
 * changes about its symbols. */
#include <inttypes.h>
#include <stdio.h>

#include "simulator/account/timers.h"
#include "simulator/account/account.h"
#include "simulator/call/call.h"
#include "simulator/market/market.h"

static bool close_by_hand(struct simulator_account *account, uint16_t symbol)
{
	bool is_done = false;
	bool is_hedge = ac_simulated_mode(account->simulated) == AC_MODE_HEDGE;
	for (uint8_t side = 0; side < SIMULATOR_SIDES; side++) {
		int64_t units = account->holdings[symbol].sides[side].amount.units;
		if (units == 0)
			continue;
		struct ac_command command = {
			.kind = AC_COMMAND_PLACE,
			.symbol = symbol,
			.book = AC_BOOK_NONE,
			.side = units > 0 ? AC_SIDE_SELL : AC_SIDE_BUY,
			.position_side = side,
			.type = AC_ORDER_MARKET,
			.reduce_only = !is_hedge,
			.quantity = { units > 0 ? units : -units },
		};
		simulator_account_name(account, "web_", command.client_id);
		simulator_account_command(account, &command);
		is_done |= account->reply.outcome == AC_OUTCOME_ACCEPTED;
	}
	return is_done;
}

bool ac_simulator_intervene(struct ac_simulator *simulator, uint32_t account_index, uint16_t symbol,
			    enum ac_simulator_intervention what, ac_ns now_ns)
{
	ac_assert(account_index < simulator->account_count);
	ac_assert(symbol < simulator->instruments.count);
	static const enum ac_simulated_closing closings[] = {
		[AC_SIMULATOR_LIQUIDATE] = AC_CLOSING_LIQUIDATION,
		[AC_SIMULATOR_ADL] = AC_CLOSING_ADL,
		[AC_SIMULATOR_SETTLE] = AC_CLOSING_SETTLEMENT,
	};
	struct simulator_account *account = simulator->accounts[account_index];
	simulator->now_ns = now_ns + simulator->skew_ms * AC_NS_PER_MS;
	ac_ns now = simulator_account_now(account);
	if (what == AC_SIMULATOR_CLOSE_BY_HAND)
		return close_by_hand(account, symbol);
	if (what == AC_SIMULATOR_CANCEL_BY_HAND)
		return simulator_orders_cancel(account, symbol) +
			       simulator_algos_cancel(account, symbol) >
		       0;
	bool is_done = ac_simulated_close(account->simulated, symbol, closings[what], now);
	simulator_account_collect(account);
	return is_done;
}

/* ---- symbols ---- */

void ac_simulator_symbol_status(struct ac_simulator *simulator, uint16_t symbol, const char *status,
				ac_ns now_ns)
{
	ac_assert(symbol < simulator->instruments.count);
	simulator->now_ns = now_ns + simulator->skew_ms * AC_NS_PER_MS;
	snprintf(simulator->status[symbol], sizeof(simulator->status[symbol]), "%s", status);
	simulator->instruments.items[symbol].state =
		strcmp(status, "TRADING") == 0 ? AC_SYMBOL_TRADING : AC_SYMBOL_NOT_TRADING;
	simulator_market_contract(simulator, symbol);
}

static void coarsen(struct ac_dec *step, int32_t factor)
{
	int64_t units;
	if (!__builtin_mul_overflow(step->units, factor, &units))
		step->units = units;
}

/* The smallest quantity is at least one step, and a multiple of it. */
static void coarsen_lot(struct ac_lot *lot, int32_t factor)
{
	coarsen(&lot->step, factor);
	if (ac_dec_round_to(lot->minimum, lot->step, AC_ROUND_UP, &lot->minimum) != AC_OK)
		lot->minimum = lot->step;
	if (ac_dec_round_to(lot->maximum, lot->step, AC_ROUND_DOWN, &lot->maximum) != AC_OK)
		lot->maximum = lot->step;
}

void simulator_symbol_coarsen(struct ac_simulator *simulator, uint16_t symbol, int32_t factor)
{
	struct ac_instrument *instrument = &simulator->instruments.items[symbol];
	coarsen(&instrument->tick, factor);
	coarsen_lot(&instrument->lot, factor);
	coarsen_lot(&instrument->market_lot, factor);
	if (ac_dec_round_to(instrument->price_minimum, instrument->tick, AC_ROUND_UP,
			    &instrument->price_minimum) != AC_OK)
		instrument->price_minimum = instrument->tick;
	simulator->factors[symbol] *= factor;
}

void ac_simulator_symbol_coarsen(struct ac_simulator *simulator, uint16_t symbol, int32_t factor,
				 ac_ns now_ns)
{
	ac_assert(symbol < simulator->instruments.count);
	ac_assert(factor >= 1);
	simulator->now_ns = now_ns + simulator->skew_ms * AC_NS_PER_MS;
	simulator_symbol_coarsen(simulator, symbol, factor);
	simulator_market_contract(simulator, symbol);
}
