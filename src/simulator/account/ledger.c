/* The account's books as one JSON document, for whoever compares them with their own. */
#include <stdlib.h>

#include "simulator/account/algos.h"
#include "simulator/account/orders.h"
#include "simulator/account/questions.h"

/* More than the document takes: for itself and its positions, for a fill, for an open order. */
#define LEDGER_SIZE (1u << 20)
#define FILL_SIZE   640u
#define OPEN_SIZE   2048u

static void put_money(struct ac_json *json, const struct ac_simulated_account *wallet)
{
	ac_json_dec(json, "wallet", wallet->wallet);
	ac_json_dec(json, "wallet_start", wallet->wallet_start);
	ac_json_dec(json, "realized", wallet->realized);
	ac_json_dec(json, "fees", wallet->fees);
	ac_json_dec(json, "funding", wallet->funding);
	ac_json_dec(json, "liquidation_fees", wallet->liquidation_fees);
	ac_json_dec(json, "insurance", wallet->insurance);
	ac_json_dec(json, "unrealized", wallet->unrealized);
	ac_json_dec(json, "available", wallet->available);
}

static void put_position(void *self, const struct simulator_position *position)
{
	struct simulator_call *call = self;
	struct ac_json *json = call->json;
	if (position->amount.units == 0)
		return;
	ac_json_open(json, NULL, '{');
	simulator_json_word(json, "symbol", call->instruments->items[position->symbol].symbol);
	simulator_json_word(json, "position_side",
			    ac_position_side_text((enum ac_position_side)position->side));
	ac_json_dec(json, "amount", position->amount);
	ac_json_dec(json, "entry_price", position->entry);
	ac_json_dec(json, "isolated_wallet", position->isolated_wallet);
	ac_json_close(json, '}');
}

static void put_fill(struct ac_json *json, const struct ac_simulator *simulator,
		     const struct simulator_trade *trade)
{
	ac_json_open(json, NULL, '{');
	ac_json_int(json, "id", trade->trade_id);
	ac_json_int(json, "order_id", trade->order_id);
	simulator_json_word(json, "client_id", trade->client_id);
	simulator_json_word(json, "symbol", simulator_instrument(simulator, trade->symbol)->symbol);
	simulator_json_word(json, "side", ac_side_text((enum ac_side)trade->side));
	simulator_json_word(json, "position_side",
			    ac_position_side_text((enum ac_position_side)trade->position_side));
	ac_json_dec(json, "price", trade->price);
	ac_json_dec(json, "quantity", trade->quantity);
	ac_json_dec(json, "commission", trade->commission);
	ac_json_dec(json, "realized", trade->realized);
	ac_json_bool(json, "is_maker", trade->is_maker);
	ac_json_bool(json, "is_liquidation", trade->is_liquidation);
	ac_json_int(json, "time", trade->time_ms);
	ac_json_close(json, '}');
}

static void put_open(struct simulator_call *call, const struct ac_simulator *simulator)
{
	const struct simulator_account *account = call->account;
	ac_json_open(call->json, "open_orders", '[');
	for (uint32_t i = 0; i < account->orders.count; i++) {
		const struct simulator_order *order = simulator_table_at(&account->orders, i);
		if (simulator_order_is_open(order))
			simulator_order_write(call->json, simulator, order, SIMULATOR_FORM_QUERY);
	}
	ac_json_close(call->json, ']');
	ac_json_open(call->json, "open_algos", '[');
	for (uint32_t i = 0; i < account->algos.count; i++) {
		const struct simulator_algo *algo = simulator_table_at(&account->algos, i);
		if (algo->status == AC_STATUS_NEW)
			simulator_algo_write(call->json, simulator, algo, true);
	}
	ac_json_close(call->json, ']');
}

struct ac_str ac_simulator_ledger(struct ac_simulator *simulator, uint32_t account_index)
{
	ac_assert(account_index < simulator->account_count);
	struct simulator_account *account = simulator->accounts[account_index];
	struct ac_json json;
	struct simulator_call call = {
		.json = &json,
		.account = account,
		.instruments = &simulator->instruments,
	};
	struct ac_simulated_account wallet;
	ac_simulated_account_get(account->simulated, &wallet);
	size_t size = LEDGER_SIZE + (size_t)account->trades.count * FILL_SIZE +
		      ((size_t)wallet.orders_open + wallet.algos_open) * OPEN_SIZE;
	char *memory = realloc(simulator->ledger, size);
	ac_assert(memory != NULL);
	simulator->ledger = memory;
	ac_json_init(&json, memory, size);
	ac_json_open(&json, NULL, '{');
	ac_json_unsigned(&json, "account", account_index);
	put_money(&json, &wallet);
	ac_json_unsigned(&json, "orders", wallet.orders);
	ac_json_unsigned(&json, "liquidations", wallet.liquidations);
	ac_json_open(&json, "positions", '[');
	simulator_positions_visit(account, -1, false, put_position, &call);
	ac_json_close(&json, ']');
	put_open(&call, simulator);
	ac_json_open(&json, "fills", '[');
	for (uint32_t i = 0; i < account->trades.count; i++)
		put_fill(&json, simulator, simulator_table_at(&account->trades, i));
	ac_json_close(&json, ']');
	ac_json_close(&json, '}');
	ac_assert(!json.is_full);
	return (struct ac_str){ json.data, json.size };
}
