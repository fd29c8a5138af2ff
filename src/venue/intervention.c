/* What somebody else does to an account: the exchange, or its owner by hand; and what the exchange
 * changes about its symbols. */
#include <inttypes.h>
#include <stdio.h>

#include "venue/call.h"
#include "venue/market.h"
#include "venue/timers.h"

static bool close_by_hand(struct venue_account *account, uint16_t symbol)
{
	bool is_done = false;
	bool is_hedge = ac_simulated_mode(account->simulated) == AC_MODE_HEDGE;
	for (uint8_t side = 0; side < VENUE_SIDES; side++) {
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
		venue_account_name(account, "web_", command.client_id);
		venue_account_command(account, &command);
		is_done |= account->reply.outcome == AC_OUTCOME_ACCEPTED;
	}
	return is_done;
}

bool ac_venue_intervene(struct ac_venue *venue, uint32_t account_index, uint16_t symbol,
			enum ac_venue_intervention what, ac_ns now_ns)
{
	ac_assert(account_index < venue->account_count);
	ac_assert(symbol < venue->instruments.count);
	static const enum ac_simulated_closing closings[] = {
		[AC_VENUE_LIQUIDATE] = AC_CLOSING_LIQUIDATION,
		[AC_VENUE_ADL] = AC_CLOSING_ADL,
		[AC_VENUE_SETTLE] = AC_CLOSING_SETTLEMENT,
	};
	struct venue_account *account = venue->accounts[account_index];
	venue->now_ns = now_ns + venue->skew_ms * AC_NS_PER_MS;
	ac_ns now = venue_account_now(account);
	if (what == AC_VENUE_CLOSE_BY_HAND)
		return close_by_hand(account, symbol);
	if (what == AC_VENUE_CANCEL_BY_HAND)
		return venue_orders_cancel(account, symbol) + venue_algos_cancel(account, symbol) >
		       0;
	bool is_done = ac_simulated_close(account->simulated, symbol, closings[what], now);
	venue_account_collect(account);
	return is_done;
}

/* ---- symbols ---- */

void ac_venue_symbol_status(struct ac_venue *venue, uint16_t symbol, const char *status,
			    ac_ns now_ns)
{
	ac_assert(symbol < venue->instruments.count);
	venue->now_ns = now_ns + venue->skew_ms * AC_NS_PER_MS;
	snprintf(venue->status[symbol], sizeof(venue->status[symbol]), "%s", status);
	venue->instruments.items[symbol].state =
		strcmp(status, "TRADING") == 0 ? AC_SYMBOL_TRADING : AC_SYMBOL_NOT_TRADING;
	venue_market_contract(venue, symbol);
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

void venue_symbol_coarsen(struct ac_venue *venue, uint16_t symbol, int32_t factor)
{
	struct ac_instrument *instrument = &venue->instruments.items[symbol];
	coarsen(&instrument->tick, factor);
	coarsen_lot(&instrument->lot, factor);
	coarsen_lot(&instrument->market_lot, factor);
	if (ac_dec_round_to(instrument->price_minimum, instrument->tick, AC_ROUND_UP,
			    &instrument->price_minimum) != AC_OK)
		instrument->price_minimum = instrument->tick;
	venue->factors[symbol] *= factor;
}

void ac_venue_symbol_coarsen(struct ac_venue *venue, uint16_t symbol, int32_t factor, ac_ns now_ns)
{
	ac_assert(symbol < venue->instruments.count);
	ac_assert(factor >= 1);
	venue->now_ns = now_ns + venue->skew_ms * AC_NS_PER_MS;
	venue_symbol_coarsen(venue, symbol, factor);
	venue_market_contract(venue, symbol);
}
