#include "simulator/account/settings.h"

#include "simulator/account/questions.h"
#include "simulator/account/user_events.h"

/* The largest notional that stands, held or waiting, must be allowed at the new leverage. */
static bool fits(const struct simulator_account *account, uint16_t symbol, int32_t leverage)
{
	struct ac_simulated_symbol state;
	ac_simulated_symbol_get(account->simulated, symbol, &state);
	__int128 exposure = (__int128)state.margin_initial.units * state.leverage;
	struct ac_dec allowed = ac_instrument_notional_max(
		&account->simulator->instruments.items[symbol], leverage);
	return exposure - state.leverage <= allowed.units;
}

static bool is_affordable(const struct simulator_account *account, uint16_t symbol,
			  int32_t leverage)
{
	struct ac_simulated_symbol state;
	struct ac_simulated_account wallet;
	ac_simulated_symbol_get(account->simulated, symbol, &state);
	ac_simulated_account_get(account->simulated, &wallet);
	__int128 exposure = (__int128)state.margin_initial.units * state.leverage;
	__int128 more = exposure / leverage - state.margin_initial.units;
	return more <= wallet.available.units;
}

void simulator_set_leverage(struct ac_simulator *simulator, struct simulator_call *call)
{
	struct simulator_account *account = call->account;
	int64_t leverage = 0;
	int32_t symbol = simulator_symbol(call);
	if (symbol < 0 || !simulator_read_int(call, "leverage", true, &leverage))
		return;
	if (leverage < 1 || leverage > 125) {
		simulator_refuse(call, -4028, "Leverage %d is not valid",
				 leverage > INT32_MAX ? INT32_MAX : (int)leverage);
		return;
	}
	if (!fits(account, (uint16_t)symbol, (int32_t)leverage)) {
		simulator_refuse_code(call, -2027);
		return;
	}
	if (!is_affordable(account, (uint16_t)symbol, (int32_t)leverage)) {
		simulator_refuse_code(call, -2028);
		return;
	}
	enum ac_status status =
		ac_simulated_leverage_set(account->simulated, (uint16_t)symbol, (int32_t)leverage);
	if (status != AC_OK) {
		simulator_refuse_code(call, status == AC_ERR_UNSUPPORTED ? -4161 : -4028);
		return;
	}
	(void)simulator_account_now(account);
	simulator_push_leverage(account, (uint16_t)symbol, (int32_t)leverage);
	simulator_push_flush(account);
	const struct ac_instrument *instrument = simulator_instrument(simulator, (uint16_t)symbol);
	ac_json_open(call->json, NULL, '{');
	ac_json_int(call->json, "leverage", leverage);
	simulator_json_notional_max(call->json, instrument, (int32_t)leverage);
	simulator_json_word(call->json, "symbol", instrument->symbol);
	ac_json_close(call->json, '}');
}

static const char *margin_type_text(uint8_t index)
{
	return ac_margin_type_text((enum ac_margin_type)index);
}

void simulator_set_margin_type(struct ac_simulator *simulator, struct simulator_call *call)
{
	(void)simulator;
	struct simulator_account *account = call->account;
	int32_t symbol = simulator_symbol(call);
	if (symbol < 0)
		return;
	int32_t type = simulator_read_choice(call, "marginType", 2, margin_type_text, -1102,
					     "Mandatory parameter 'marginType' was not sent, was "
					     "empty/null, or malformed.");
	if (type == -1)
		simulator_refuse_missing(call, "marginType");
	if (type < 0)
		return;
	struct ac_simulated_symbol state;
	ac_simulated_symbol_get(account->simulated, (uint16_t)symbol, &state);
	if ((int32_t)state.margin_type == type) {
		simulator_refuse_code(call, -4046);
		return;
	}
	enum ac_status status = ac_simulated_margin_type_set(account->simulated, (uint16_t)symbol,
							     (enum ac_margin_type)type);
	if (status != AC_OK) {
		simulator_refuse_code(call, state.orders_open > 0 ? -4047 : -4048);
		return;
	}
	(void)simulator_account_now(account);
	simulator_push_margin_type(account, (uint16_t)symbol);
	simulator_push_flush(account);
	simulator_json_done(call, "success");
}

void simulator_get_mode(struct ac_simulator *simulator, struct simulator_call *call)
{
	(void)simulator;
	ac_json_open(call->json, NULL, '{');
	ac_json_bool(call->json, "dualSidePosition",
		     ac_simulated_mode(call->account->simulated) == AC_MODE_HEDGE);
	ac_json_close(call->json, '}');
}

static bool read_flag(struct simulator_call *call, const char *name, bool *ret_flag)
{
	if (simulator_parameter(call, name).size > 0)
		return simulator_read_bool(call, name, ret_flag);
	simulator_refuse_missing(call, name);
	return false;
}

void simulator_set_mode(struct ac_simulator *simulator, struct simulator_call *call)
{
	(void)simulator;
	bool is_hedge = false;
	struct ac_simulated *simulated = call->account->simulated;
	struct ac_simulated_account wallet;
	if (!read_flag(call, "dualSidePosition", &is_hedge))
		return;
	enum ac_position_mode mode = is_hedge ? AC_MODE_HEDGE : AC_MODE_ONEWAY;
	if (ac_simulated_mode(simulated) == mode) {
		simulator_refuse_code(call, -4059);
		return;
	}
	ac_simulated_account_get(simulated, &wallet);
	if (ac_simulated_mode_set(simulated, mode) != AC_OK)
		simulator_refuse_code(call,
				      wallet.orders_open + wallet.algos_open > 0 ? -4067 : -4068);
	else
		simulator_json_done(call, "success");
}

void simulator_get_assets(struct ac_simulator *simulator, struct simulator_call *call)
{
	(void)simulator;
	ac_json_open(call->json, NULL, '{');
	ac_json_bool(call->json, "multiAssetsMargin", false);
	ac_json_close(call->json, '}');
}

/* One asset is margin here; nothing else can be set. */
void simulator_set_assets(struct ac_simulator *simulator, struct simulator_call *call)
{
	(void)simulator;
	bool is_multi = false;
	if (!read_flag(call, "multiAssetsMargin", &is_multi))
		return;
	if (is_multi)
		simulator_refuse(call, -4088, "Multi-assets margin is not served here.");
	else
		simulator_refuse_code(call, -4171);
}

void simulator_set_margin(struct ac_simulator *simulator, struct simulator_call *call)
{
	(void)simulator;
	if (simulator_symbol(call) >= 0)
		simulator_refuse(call, -4051,
				 "Isolated margin cannot be added or taken away here.");
}
