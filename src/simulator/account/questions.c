/* Balances and positions (reference 3.5). One asset is margin here: USDT, or what the symbols say.
 */
#include "simulator/account/questions.h"

#include <stdio.h>

#include "simulator/account/orders.h"

struct totals {
	struct ac_simulated_account wallet;
	struct ac_dec position_margin, order_margin, cross_wallet;
	const char *asset;
};

static void add_position(void *self, const struct simulator_position *position)
{
	struct totals *totals = self;
	totals->position_margin.units += position->margin_initial.units;
	totals->order_margin.units += position->margin_orders.units;
	totals->cross_wallet.units -= position->isolated_wallet.units;
}

static void sum_up(const struct simulator_account *account, struct totals *totals)
{
	*totals = (struct totals){ .asset = account->simulator->instruments.items[0].margin_asset };
	ac_simulated_account_get(account->simulated, &totals->wallet);
	totals->cross_wallet = totals->wallet.wallet;
	simulator_positions_visit(account, -1, false, add_position, totals);
}

static struct ac_dec margin_balance(const struct totals *totals)
{
	return (struct ac_dec){ totals->wallet.wallet.units + totals->wallet.unrealized.units };
}

static void put(struct ac_json *json, const char *key, struct ac_dec value)
{
	simulator_json_dec(json, key, value, 8);
}

static void put_totals(struct ac_json *json, const struct totals *totals)
{
	const struct ac_simulated_account *wallet = &totals->wallet;
	put(json, "totalInitialMargin", wallet->margin_initial);
	put(json, "totalMaintMargin", wallet->margin_maintenance);
	put(json, "totalWalletBalance", wallet->wallet);
	put(json, "totalUnrealizedProfit", wallet->unrealized);
	put(json, "totalMarginBalance", margin_balance(totals));
	put(json, "totalPositionInitialMargin", totals->position_margin);
	put(json, "totalOpenOrderInitialMargin", totals->order_margin);
	put(json, "totalCrossWalletBalance", totals->cross_wallet);
	put(json, "totalCrossUnPnl", wallet->unrealized);
	put(json, "availableBalance", wallet->available);
	put(json, "maxWithdrawAmount", wallet->available);
}

static void put_asset(struct ac_json *json, const struct simulator_account *account,
		      const struct totals *totals)
{
	const struct ac_simulated_account *wallet = &totals->wallet;
	ac_json_open(json, NULL, '{');
	simulator_json_word(json, "asset", totals->asset);
	put(json, "walletBalance", wallet->wallet);
	put(json, "unrealizedProfit", wallet->unrealized);
	put(json, "marginBalance", margin_balance(totals));
	put(json, "maintMargin", wallet->margin_maintenance);
	put(json, "initialMargin", wallet->margin_initial);
	put(json, "positionInitialMargin", totals->position_margin);
	put(json, "openOrderInitialMargin", totals->order_margin);
	put(json, "crossWalletBalance", totals->cross_wallet);
	put(json, "crossUnPnl", wallet->unrealized);
	put(json, "availableBalance", wallet->available);
	put(json, "maxWithdrawAmount", wallet->available);
	ac_json_int(json, "updateTime", account->wallet_updated_ms);
	ac_json_close(json, '}');
}

struct writing {
	struct ac_json *json;
	const struct simulator_account *account;
	bool is_old; /* the fields of v2 */
};

static void put_account_position(void *self, const struct simulator_position *position)
{
	const struct writing *writing = self;
	struct ac_json *json = writing->json;
	const struct ac_instrument *instrument =
		simulator_instrument(writing->account->simulator, position->symbol);
	struct ac_dec isolated = position->isolated_wallet;
	if (position->is_isolated)
		isolated.units += position->unrealized.units;
	ac_json_open(json, NULL, '{');
	simulator_json_word(json, "symbol", instrument->symbol);
	simulator_json_word(json, "positionSide",
			    ac_position_side_text((enum ac_position_side)position->side));
	simulator_json_dec(json, "positionAmt", position->amount, instrument->quantity_precision);
	put(json, "unrealizedProfit", position->unrealized);
	ac_json_dec(json, "isolatedMargin", isolated);
	put(json, "notional", position->notional);
	ac_json_dec(json, "isolatedWallet", position->isolated_wallet);
	put(json, "initialMargin",
	    (struct ac_dec){ position->margin_initial.units + position->margin_orders.units });
	put(json, "maintMargin", position->maintenance);
	if (writing->is_old) {
		char leverage[16];
		snprintf(leverage, sizeof(leverage), "%d", (int)position->leverage);
		put(json, "positionInitialMargin", position->margin_initial);
		put(json, "openOrderInitialMargin", position->margin_orders);
		simulator_json_word(json, "leverage", leverage);
		ac_json_bool(json, "isolated", position->is_isolated);
		ac_json_dec(json, "entryPrice", position->entry);
		simulator_json_notional_max(json, instrument, position->leverage);
	}
	ac_json_int(json, "updateTime", position->updated_ms);
	ac_json_close(json, '}');
}

static void write_account(struct simulator_call *call, bool is_old)
{
	struct totals totals;
	struct ac_json *json = call->json;
	struct writing writing = { json, call->account, is_old };
	sum_up(call->account, &totals);
	ac_json_open(json, NULL, '{');
	if (is_old) {
		ac_json_int(json, "feeTier", 0);
		ac_json_bool(json, "feeBurn", false);
		ac_json_bool(json, "canTrade", true);
		ac_json_bool(json, "canDeposit", true);
		ac_json_bool(json, "canWithdraw", true);
		ac_json_int(json, "updateTime", 0);
		ac_json_bool(json, "multiAssetsMargin", false);
		ac_json_int(json, "tradeGroupId", -1);
	}
	put_totals(json, &totals);
	ac_json_open(json, "assets", '[');
	put_asset(json, call->account, &totals);
	ac_json_close(json, ']');
	ac_json_open(json, "positions", '[');
	simulator_positions_visit(call->account, -1, is_old, put_account_position, &writing);
	ac_json_close(json, ']');
	ac_json_close(json, '}');
}

void simulator_question_account(struct ac_simulator *simulator, struct simulator_call *call)
{
	(void)simulator;
	write_account(call, false);
}

void simulator_question_account_old(struct ac_simulator *simulator, struct simulator_call *call)
{
	(void)simulator;
	write_account(call, true);
}

void simulator_question_balance(struct ac_simulator *simulator, struct simulator_call *call)
{
	(void)simulator;
	struct totals totals;
	char alias[16];
	struct ac_json *json = call->json;
	sum_up(call->account, &totals);
	snprintf(alias, sizeof(alias), "sim%u", (unsigned)call->account->index);
	ac_json_open(json, NULL, '[');
	ac_json_open(json, NULL, '{');
	simulator_json_word(json, "accountAlias", alias);
	simulator_json_word(json, "asset", totals.asset);
	put(json, "balance", totals.wallet.wallet);
	put(json, "crossWalletBalance", totals.cross_wallet);
	put(json, "crossUnPnl", totals.wallet.unrealized);
	put(json, "availableBalance", totals.wallet.available);
	put(json, "maxWithdrawAmount", totals.wallet.available);
	ac_json_bool(json, "marginAvailable", true);
	ac_json_int(json, "updateTime", call->account->wallet_updated_ms);
	ac_json_close(json, '}');
	ac_json_close(json, ']');
}

static void put_old_risk(struct ac_json *json, const struct ac_instrument *instrument,
			 const struct simulator_position *position)
{
	char leverage[16];
	snprintf(leverage, sizeof(leverage), "%d", (int)position->leverage);
	simulator_json_word(json, "leverage", leverage);
	simulator_json_notional_max(json, instrument, position->leverage);
	simulator_json_word(json, "marginType", position->is_isolated ? "isolated" : "cross");
	simulator_json_word(json, "isAutoAddMargin", "false");
}

static void put_new_risk(struct ac_json *json, const struct ac_instrument *instrument,
			 const struct simulator_position *position)
{
	simulator_json_word(json, "marginAsset", instrument->margin_asset);
	put(json, "initialMargin",
	    (struct ac_dec){ position->margin_initial.units + position->margin_orders.units });
	put(json, "maintMargin", position->maintenance);
	put(json, "positionInitialMargin", position->margin_initial);
	ac_json_dec(json, "openOrderInitialMargin", position->margin_orders);
	ac_json_int(json, "adl", position->amount.units == 0 ? 0 : 1);
	simulator_json_word(json, "bidNotional", "0");
	simulator_json_word(json, "askNotional", "0");
}

static struct ac_dec break_even(const struct ac_instrument *instrument,
				const struct simulator_position *position)
{
	struct ac_dec fee = AC_DEC_ZERO;
	if (position->amount.units == 0 ||
	    ac_dec_mul(position->entry, instrument->fee_taker, AC_ROUND_UP, &fee) != AC_OK)
		return position->entry;
	int64_t sign = position->amount.units > 0 ? 1 : -1;
	return (struct ac_dec){ position->entry.units + sign * fee.units };
}

static void put_risk(void *self, const struct simulator_position *position)
{
	const struct writing *writing = self;
	struct ac_json *json = writing->json;
	const struct ac_instrument *instrument =
		simulator_instrument(writing->account->simulator, position->symbol);
	struct ac_dec isolated = position->isolated_wallet;
	if (position->is_isolated)
		isolated.units += position->unrealized.units;
	ac_json_open(json, NULL, '{');
	simulator_json_word(json, "symbol", instrument->symbol);
	simulator_json_word(json, "positionSide",
			    ac_position_side_text((enum ac_position_side)position->side));
	simulator_json_dec(json, "positionAmt", position->amount, instrument->quantity_precision);
	simulator_json_dec(json, "entryPrice", position->entry, 1);
	simulator_json_dec(json, "breakEvenPrice", break_even(instrument, position), 1);
	put(json, "markPrice", position->mark);
	put(json, "unRealizedProfit", position->unrealized);
	ac_json_dec(json, "liquidationPrice",
		    simulator_liquidation_price(writing->account, position));
	ac_json_dec(json, "isolatedMargin", isolated);
	put(json, "notional", position->notional);
	ac_json_dec(json, "isolatedWallet", position->isolated_wallet);
	if (writing->is_old)
		put_old_risk(json, instrument, position);
	else
		put_new_risk(json, instrument, position);
	ac_json_int(json, "updateTime", position->updated_ms);
	ac_json_close(json, '}');
}

static void write_positions(struct simulator_call *call, bool is_old)
{
	struct writing writing = { call->json, call->account, is_old };
	int32_t symbol = simulator_symbol_optional(call);
	if (symbol == -2)
		return;
	ac_json_open(call->json, NULL, '[');
	simulator_positions_visit(call->account, symbol, is_old, put_risk, &writing);
	ac_json_close(call->json, ']');
}

void simulator_question_positions(struct ac_simulator *simulator, struct simulator_call *call)
{
	(void)simulator;
	write_positions(call, false);
}

void simulator_question_positions_old(struct ac_simulator *simulator, struct simulator_call *call)
{
	(void)simulator;
	write_positions(call, true);
}
