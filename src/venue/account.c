#include "venue/account.h"
#include "venue/market.h"

#include <stdio.h>
#include <stdlib.h>

#include "session/session.h"
#include "venue/listen_key.h"
#include "venue/timers.h"
#include "venue/user_events.h"

#define ORDERS_MAX         1000u
#define TRADES_KEPT        65536u
#define TRANSFER_ID_FIRST  771200000000LL
#define AMENDMENT_ID_FIRST 5300LL
#define NAME_SIZE          22u
/* Maintenance over collateral, in percent, at which the exchange warns, and warns no more. */
#define CALL_PCT 80
#define CALM_PCT 60

static enum ac_status make_signer(const struct ac_venue_account_spec *spec,
				  struct ac_signer **ret_signer)
{
	if (spec->public_key_pem != NULL)
		return ac_signer_create_public(spec->public_key_pem, ret_signer);
	return spec->secret == NULL ? AC_ERR_CONFIG : ac_signer_create(spec->secret, ret_signer);
}

static enum ac_status make_simulated(struct venue_account *account,
				     const struct ac_venue_config *config,
				     const struct ac_venue_account_spec *spec)
{
	const struct ac_simulated_config simulated = {
		.instruments = &account->venue->instruments,
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

static void init_tables(struct venue_account *account)
{
	venue_table_init(&account->orders, sizeof(struct venue_order));
	venue_table_init(&account->algos, sizeof(struct venue_algo));
	venue_table_init(&account->trades, sizeof(struct venue_trade));
	venue_table_init(&account->incomes, sizeof(struct venue_income));
	venue_table_init(&account->amendments, sizeof(struct venue_amendment));
	venue_outbox_init(&account->outbox);
	account->transfer_id = TRANSFER_ID_FIRST;
	account->amendment_id = AMENDMENT_ID_FIRST;
	account->timer_ms = INT64_MAX;
}

struct venue_account *venue_account_create(struct ac_venue *venue, uint32_t index,
					   const struct ac_venue_config *config,
					   const struct ac_venue_account_spec *spec, char *error,
					   size_t error_size)
{
	struct venue_account *account = calloc(1, sizeof(*account));
	if (account == NULL)
		return NULL;
	account->venue = venue;
	account->index = index;
	memcpy(account->key, spec->key, sizeof(account->key));
	account->can_withdraw = spec->can_withdraw;
	account->is_ip_restricted = spec->is_ip_restricted;
	init_tables(account);
	account->holdings = calloc(venue->instruments.count, sizeof(*account->holdings));
	enum ac_status status = account->holdings == NULL ? AC_ERR_NOMEM : AC_OK;
	if (status == AC_OK)
		status = make_signer(spec, &account->signer);
	if (status == AC_OK)
		status = make_simulated(account, config, spec);
	if (status == AC_OK)
		return account;
	snprintf(error, error_size, "account %u: %s", (unsigned)index, ac_status_text(status));
	venue_account_destroy(account);
	return NULL;
}

void venue_account_destroy(struct venue_account *account)
{
	if (account == NULL)
		return;
	venue_table_deinit(&account->orders);
	venue_table_deinit(&account->algos);
	venue_table_deinit(&account->trades);
	venue_table_deinit(&account->incomes);
	venue_table_deinit(&account->amendments);
	venue_outbox_deinit(&account->outbox);
	ac_signer_destroy(account->signer);
	free(account->holdings);
	ac_block_release(&account->memory);
	free(account);
}

ac_ns venue_account_now(struct venue_account *account)
{
	if (account->venue->now_ns > account->now_ns)
		account->now_ns = account->venue->now_ns;
	/* Its opening balance came when the venue opened. */
	if (account->wallet_updated_ms == 0)
		account->wallet_updated_ms = account->now_ns / AC_NS_PER_MS;
	return account->now_ns;
}

void venue_account_command(struct venue_account *account, const struct ac_command *command)
{
	ac_ns now = venue_account_now(account);
	memset(&account->reply, 0, sizeof(account->reply));
	ac_simulated_command(account->simulated, command, now);
	venue_account_collect(account);
	ac_assert(account->reply.command_kind == command->kind);
}

static bool is_held(const struct venue_account *account, uint16_t symbol)
{
	for (uint8_t side = 0; side < VENUE_SIDES; side++) {
		if (account->holdings[symbol].sides[side].amount.units != 0)
			return true;
	}
	return false;
}

/* Of a cross margined symbol the whole wallet is the collateral, of an isolated one its own. */
static void warn(struct venue_account *account, uint16_t symbol)
{
	struct venue_holding *holding = &account->holdings[symbol];
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
		for (uint8_t side = 0; side < VENUE_SIDES; side++) {
			collateral += holding->sides[side].isolated_wallet.units;
			collateral += state.unrealized[side].units;
			maintenance += state.maintenance[side].units;
		}
	}
	if (!holding->is_margin_called && maintenance * 100 >= collateral * CALL_PCT) {
		holding->is_margin_called = true;
		venue_push_margin_call(account, symbol);
		venue_push_flush(account);
	} else if (maintenance * 100 < collateral * CALM_PCT) {
		holding->is_margin_called = false;
	}
}

void venue_account_price(struct ac_venue *venue, struct venue_account *account,
			 const struct ac_event *item)
{
	(void)venue;
	if (venue_market_is_alone(item))
		return;
	struct ac_event now = *item;
	now.recv_ns = venue_account_now(account);
	(void)ac_session_apply_feed(account->simulated, &now);
	venue_account_collect(account);
	if (item->symbol < account->venue->instruments.count)
		warn(account, item->symbol);
}

void venue_account_advance(struct ac_venue *venue, struct venue_account *account)
{
	ac_simulated_advance(account->simulated, venue_account_now(account));
	venue_account_collect(account);
	venue_timers_run(account);
	venue_listen_key_advance(account, venue_now_ms(venue));
}

ac_ns venue_account_deadline(const struct venue_account *account)
{
	ac_ns deadline = ac_simulated_deadline(account->simulated);
	ac_ms timer = venue_timers_deadline(account);
	if (account->listen_key_until_ms != 0 && account->listen_key_until_ms < timer)
		timer = account->listen_key_until_ms;
	if (timer != INT64_MAX && timer * AC_NS_PER_MS < deadline)
		deadline = timer * AC_NS_PER_MS;
	return deadline;
}

void venue_account_name(struct venue_account *account, const char *prefix,
			char ret_client_id[AC_CLIENT_ID_SIZE])
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	size_t size = strlen(prefix);
	ac_assert(size + NAME_SIZE < AC_CLIENT_ID_SIZE);
	memset(ret_client_id, 0, AC_CLIENT_ID_SIZE);
	for (size_t i = 0; i < size; i++)
		ret_client_id[i] = prefix[i];
	for (size_t i = 0; i < NAME_SIZE; i++)
		ret_client_id[size + i] =
			letters[ac_prng_below(&account->venue->prng, sizeof(letters) - 1)];
}

struct venue_account *venue_account_by_key(const struct ac_venue *venue, struct ac_str key)
{
	for (uint32_t i = 0; i < venue->account_count; i++) {
		if (ac_str_equal(ac_str_from(venue->accounts[i]->key), key))
			return venue->accounts[i];
	}
	return NULL;
}
