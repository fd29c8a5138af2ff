#include "simulator/account/account.h"
#include "simulator/market/market.h"

#include <stdio.h>
#include <stdlib.h>

#include "session/session.h"
#include "simulator/account/listen_key.h"
#include "simulator/account/timers.h"
#include "simulator/account/user_events.h"
#include "simulator/call/refusal_codes.h"

#define ORDERS_MAX         1000u
#define TRADES_KEPT        65536u
#define TRANSFER_ID_FIRST  771200000000LL
#define AMENDMENT_ID_FIRST 5300LL
/* Maintenance over collateral, in percent, at which the exchange warns, and warns no more. */
#define CALL_PCT 80
#define CALM_PCT 60

static enum ac_status make_signer(const struct ac_simulator_account_spec *spec,
				  struct ac_signer **ret_signer)
{
	if (spec->public_key_pem != NULL)
		return ac_signer_create_public(spec->public_key_pem, ret_signer);
	return spec->secret == NULL ? AC_ERR_CONFIG : ac_signer_create(spec->secret, ret_signer);
}

static enum ac_status make_simulated(struct simulator_account *account,
				     const struct ac_simulator_config *config,
				     const struct ac_simulator_account_spec *spec)
{
	const struct ac_simulated_config simulated = {
		.instruments = &account->simulator->instruments,
		.codes = &simulator_refusal_codes,
		.seed = config->seed + account->index,
		.mode = AC_MODE_ONEWAY,
		.margin_type = AC_MARGIN_CROSSED,
		.leverage = config->leverage > 0 ? config->leverage : 20,
		.wallet = spec->wallet,
		.slippage_bps = config->slippage_bps,
		.fee_maker = { -1 },
		.fee_taker = { -1 },
		.volume_share_pct = config->volume_share_pct,
		.orders_max = ORDERS_MAX,
		.trades_kept = TRADES_KEPT,
		.has_large_ids = config->has_large_ids,
	};
	struct ac_arena arena = { 0 }; /* measures */
	enum ac_status status = ac_simulated_create(&arena, &simulated, &account->simulated);
	if (status == AC_OK)
		status = ac_block_take(&account->memory, &arena);
	if (status == AC_OK)
		status = ac_simulated_create(&arena, &simulated, &account->simulated);
	return status;
}

static void init_tables(struct simulator_account *account)
{
	simulator_table_init(&account->orders, sizeof(struct simulator_order));
	simulator_table_init(&account->algos, sizeof(struct simulator_algo));
	simulator_table_init(&account->trades, sizeof(struct simulator_trade));
	simulator_table_init(&account->incomes, sizeof(struct simulator_income));
	simulator_table_init(&account->amendments, sizeof(struct simulator_amendment));
	simulator_outbox_init(&account->outbox);
	account->transfer_id = TRANSFER_ID_FIRST;
	account->amendment_id = AMENDMENT_ID_FIRST;
	account->timer_ms = INT64_MAX;
}

struct simulator_account *simulator_account_create(struct ac_simulator *simulator, uint32_t index,
						   const struct ac_simulator_config *config,
						   const struct ac_simulator_account_spec *spec,
						   char *error, size_t error_size)
{
	struct simulator_account *account = calloc(1, sizeof(*account));
	if (account == NULL)
		return NULL;
	account->simulator = simulator;
	account->index = index;
	memcpy(account->key, spec->key, sizeof(account->key));
	account->can_withdraw = spec->can_withdraw;
	account->is_ip_restricted = spec->is_ip_restricted;
	init_tables(account);
	account->holdings = calloc(simulator->instruments.count, sizeof(*account->holdings));
	enum ac_status status = account->holdings == NULL ? AC_ERR_NOMEM : AC_OK;
	if (status == AC_OK)
		status = make_signer(spec, &account->signer);
	if (status == AC_OK)
		status = make_simulated(account, config, spec);
	if (status == AC_OK)
		return account;
	snprintf(error, error_size, "account %u: %s", (unsigned)index, ac_status_text(status));
	simulator_account_destroy(account);
	return NULL;
}

void simulator_account_destroy(struct simulator_account *account)
{
	if (account == NULL)
		return;
	simulator_table_deinit(&account->orders);
	simulator_table_deinit(&account->algos);
	simulator_table_deinit(&account->trades);
	simulator_table_deinit(&account->incomes);
	simulator_table_deinit(&account->amendments);
	simulator_outbox_deinit(&account->outbox);
	ac_signer_destroy(account->signer);
	free(account->holdings);
	ac_block_release(&account->memory);
	free(account);
}

static bool is_held(const struct simulator_account *account, uint16_t symbol)
{
	for (uint8_t side = 0; side < SIMULATOR_SIDES; side++) {
		if (account->holdings[symbol].sides[side].amount.units != 0)
			return true;
	}
	return false;
}

/* Of a cross margined symbol the whole wallet is the collateral, of an isolated one its own. */
static void warn(struct simulator_account *account, uint16_t symbol)
{
	struct simulator_holding *holding = &account->holdings[symbol];
	struct ac_simulated_symbol state;
	struct ac_simulated_account wallet;
	if (!is_held(account, symbol))
		return;
	ac_simulated_symbol_get(account->simulated, symbol, &state);
	ac_simulated_account_get(account->simulated, &wallet);
	__int128 collateral = (__int128)wallet.wallet.units + wallet.unrealized.units;
	__int128 maintenance = wallet.margin_maintenance.units;
	if (state.margin_type == AC_MARGIN_ISOLATED) {
		collateral = maintenance = 0;
		for (uint8_t side = 0; side < SIMULATOR_SIDES; side++) {
			collateral += holding->sides[side].isolated_wallet.units;
			collateral += state.unrealized[side].units;
			maintenance += state.maintenance[side].units;
		}
	}
	if (!holding->is_margin_called && maintenance * 100 >= collateral * CALL_PCT) {
		holding->is_margin_called = true;
		simulator_push_margin_call(account, symbol);
		simulator_push_flush(account);
	} else if (maintenance * 100 < collateral * CALM_PCT) {
		holding->is_margin_called = false;
	}
}

void simulator_account_price(struct ac_simulator *simulator, struct simulator_account *account,
			     const struct ac_event *item)
{
	(void)simulator;
	if (simulator_market_is_alone(item))
		return;
	struct ac_event now = *item;
	now.recv_ns = simulator_account_now(account);
	(void)ac_session_apply_feed(account->simulated, &now);
	simulator_account_collect(account);
	if (item->symbol < account->simulator->instruments.count)
		warn(account, item->symbol);
}

void simulator_account_advance(struct ac_simulator *simulator, struct simulator_account *account)
{
	ac_simulated_advance(account->simulated, simulator_account_now(account));
	simulator_account_collect(account);
	simulator_timers_run(account);
	simulator_listen_key_advance(account, simulator_now_ms(simulator));
}

ac_ns simulator_account_deadline(const struct simulator_account *account)
{
	ac_ns deadline = ac_simulated_deadline(account->simulated);
	ac_ms timer = simulator_timers_deadline(account);
	if (account->listen_key_until_ms != 0 && account->listen_key_until_ms < timer)
		timer = account->listen_key_until_ms;
	if (timer != INT64_MAX && timer * AC_NS_PER_MS < deadline)
		deadline = timer * AC_NS_PER_MS;
	return deadline;
}

struct simulator_account *simulator_account_by_key(const struct ac_simulator *simulator,
						   struct ac_str key)
{
	for (uint32_t i = 0; i < simulator->account_count; i++) {
		if (ac_str_equal(ac_str_from(simulator->accounts[i]->key), key))
			return simulator->accounts[i];
	}
	return NULL;
}
