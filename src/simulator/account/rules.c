/* What the account may do and what it costs: configuration, brackets, fees, limits, permissions
 * (reference 3.5 and 3.8). */
#include <inttypes.h>
#include <stdio.h>

#include "simulator/account/limits.h"
#include "simulator/account/orders.h"
#include "simulator/account/questions.h"

#define KEY_CREATED_MS 1760000000000LL

void simulator_json_notional_max(struct ac_json *json, const struct ac_instrument *instrument,
				 int32_t leverage)
{
	char text[24];
	struct ac_dec largest = ac_instrument_notional_max(instrument, leverage);
	snprintf(text, sizeof(text), "%" PRId64, (int64_t)(largest.units / AC_DEC_SCALE));
	simulator_json_word(json, "maxNotionalValue", text);
}

static void put_symbol(struct ac_json *json, const struct simulator_account *account,
		       uint16_t symbol)
{
	struct ac_simulated_symbol state;
	const struct ac_instrument *instrument = simulator_instrument(account->simulator, symbol);
	ac_simulated_symbol_get(account->simulated, symbol, &state);
	ac_json_open(json, NULL, '{');
	simulator_json_word(json, "symbol", instrument->symbol);
	simulator_json_word(json, "marginType", ac_margin_type_text(state.margin_type));
	ac_json_bool(json, "isAutoAddMargin", false);
	ac_json_int(json, "leverage", state.leverage);
	simulator_json_notional_max(json, instrument, state.leverage);
	ac_json_close(json, '}');
}

void simulator_question_symbols(struct ac_simulator *simulator, struct simulator_call *call)
{
	int32_t symbol = simulator_symbol_optional(call);
	if (symbol == -2)
		return;
	ac_json_open(call->json, NULL, '[');
	const uint16_t count = (uint16_t)simulator->instruments.count;
	for (uint16_t i = 0; i < count; i++) {
		if (symbol < 0 || symbol == i)
			put_symbol(call->json, call->account, i);
	}
	ac_json_close(call->json, ']');
}

void simulator_question_config(struct ac_simulator *simulator, struct simulator_call *call)
{
	(void)simulator;
	struct ac_json *json = call->json;
	ac_json_open(json, NULL, '{');
	ac_json_int(json, "feeTier", 0);
	ac_json_bool(json, "canTrade", true);
	ac_json_bool(json, "canDeposit", true);
	ac_json_bool(json, "canWithdraw", true);
	ac_json_bool(json, "dualSidePosition",
		     ac_simulated_mode(call->account->simulated) == AC_MODE_HEDGE);
	ac_json_int(json, "updateTime", 0);
	ac_json_bool(json, "multiAssetsMargin", false);
	ac_json_int(json, "tradeGroupId", -1);
	ac_json_close(json, '}');
}

/* Brackets are numbers, not texts: whole ones where they are whole. */
static void put_number(struct ac_json *json, const char *key, struct ac_dec value)
{
	char text[AC_DEC_TEXT_SIZE];
	size_t size = ac_dec_format(value, text);
	simulator_json_raw(json, key, (struct ac_str){ text, size });
}

static void put_brackets(struct ac_json *json, const struct ac_instrument *instrument)
{
	ac_json_open(json, NULL, '{');
	simulator_json_word(json, "symbol", instrument->symbol);
	ac_json_open(json, "brackets", '[');
	for (int32_t i = 0; i < instrument->bracket_count; i++) {
		const struct ac_bracket *bracket = &instrument->brackets[i];
		ac_json_open(json, NULL, '{');
		ac_json_int(json, "bracket", i + 1);
		ac_json_int(json, "initialLeverage", bracket->leverage_max);
		put_number(json, "notionalCap", bracket->notional_cap);
		put_number(json, "notionalFloor", bracket->notional_floor);
		put_number(json, "maintMarginRatio", bracket->maintenance_rate);
		put_number(json, "cum", bracket->maintenance_cum);
		ac_json_close(json, '}');
	}
	ac_json_close(json, ']');
	ac_json_close(json, '}');
}

void simulator_question_brackets(struct ac_simulator *simulator, struct simulator_call *call)
{
	int32_t symbol = simulator_symbol_optional(call);
	if (symbol == -2)
		return;
	ac_json_open(call->json, NULL, '[');
	const uint16_t count = (uint16_t)simulator->instruments.count;
	for (uint16_t i = 0; i < count; i++) {
		if (symbol < 0 || symbol == i)
			put_brackets(call->json, simulator_instrument(simulator, i));
	}
	ac_json_close(call->json, ']');
}

void simulator_question_fees(struct ac_simulator *simulator, struct simulator_call *call)
{
	int32_t symbol = simulator_symbol(call);
	if (symbol < 0)
		return;
	const struct ac_instrument *instrument = simulator_instrument(simulator, (uint16_t)symbol);
	ac_json_open(call->json, NULL, '{');
	simulator_json_word(call->json, "symbol", instrument->symbol);
	simulator_json_dec(call->json, "makerCommissionRate", instrument->fee_maker, 6);
	simulator_json_dec(call->json, "takerCommissionRate", instrument->fee_taker, 6);
	simulator_json_word(call->json, "rpiCommissionRate", "0.000050");
	ac_json_close(call->json, '}');
}

void simulator_question_fee_burn(struct ac_simulator *simulator, struct simulator_call *call)
{
	(void)simulator;
	ac_json_open(call->json, NULL, '{');
	ac_json_bool(call->json, "feeBurn", false);
	ac_json_close(call->json, '}');
}

static void put_quantile(void *self, const struct simulator_position *position)
{
	struct simulator_call *call = self;
	struct ac_json *json = call->json;
	int rank = position->amount.units == 0 ? 0 : 1;
	bool is_hedge = position->side != AC_POSITION_BOTH;
	/* A hedged pair is one row; its long side comes first. */
	if (position->side == AC_POSITION_SHORT)
		return;
	ac_json_open(json, NULL, '{');
	simulator_json_word(json, "symbol", call->instruments->items[position->symbol].symbol);
	ac_json_open(json, "adlQuantile", '{');
	ac_json_int(json, "LONG", position->amount.units > 0 && is_hedge ? rank : 0);
	ac_json_int(json, "SHORT", 0);
	ac_json_int(json, is_hedge && !position->is_isolated ? "HEDGE" : "BOTH", rank);
	ac_json_close(json, '}');
	ac_json_close(json, '}');
}

void simulator_question_adl(struct ac_simulator *simulator, struct simulator_call *call)
{
	(void)simulator;
	int32_t symbol = simulator_symbol_optional(call);
	if (symbol == -2)
		return;
	ac_json_open(call->json, NULL, '[');
	simulator_positions_visit(call->account, symbol, false, put_quantile, call);
	ac_json_close(call->json, ']');
}

void simulator_question_trading(struct ac_simulator *simulator, struct simulator_call *call)
{
	ac_json_open(call->json, NULL, '{');
	ac_json_open(call->json, "indicators", '{');
	ac_json_close(call->json, '}');
	ac_json_int(call->json, "updateTime", simulator_now_ms(simulator));
	ac_json_close(call->json, '}');
}

void simulator_question_limits(struct ac_simulator *simulator, struct simulator_call *call)
{
	static const struct {
		const char *interval;
		int32_t count, limit;
	} limits[] = { { "SECOND", 10, SIMULATOR_ORDERS_10S },
		       { "MINUTE", 1, SIMULATOR_ORDERS_1M } };
	(void)simulator;
	ac_json_open(call->json, NULL, '[');
	for (size_t i = 0; i < AC_COUNT(limits); i++) {
		ac_json_open(call->json, NULL, '{');
		simulator_json_word(call->json, "rateLimitType", "ORDERS");
		simulator_json_word(call->json, "interval", limits[i].interval);
		ac_json_int(call->json, "intervalNum", limits[i].count);
		ac_json_int(call->json, "limit", limits[i].limit);
		ac_json_close(call->json, '}');
	}
	ac_json_close(call->json, ']');
}

void simulator_question_permissions(struct ac_simulator *simulator, struct simulator_call *call)
{
	static const char *const denied[] = {
		"enableSpotAndMarginTrading",
		"enableInternalTransfer",
		"enableMargin",
		"permitsUniversalTransfer",
		"enableVanillaOptions",
		"enablePortfolioMarginTrading",
		"enableFixApiTrade",
		"enableFixReadOnly",
	};
	(void)simulator;
	struct ac_json *json = call->json;
	ac_json_open(json, NULL, '{');
	ac_json_bool(json, "ipRestrict", call->account->is_ip_restricted);
	ac_json_int(json, "createTime", KEY_CREATED_MS);
	ac_json_bool(json, "enableReading", true);
	ac_json_bool(json, "enableFutures", true);
	ac_json_bool(json, "enableWithdrawals", call->account->can_withdraw);
	for (size_t i = 0; i < AC_COUNT(denied); i++)
		ac_json_bool(json, denied[i], false);
	ac_json_close(json, '}');
}
