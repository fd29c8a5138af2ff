#include "simulator/account/history.h"

#include <inttypes.h>
#include <stdio.h>

#include "market/pnl.h"
#include "simulator/account/orders.h"

static void write_trade(struct ac_json *json, const struct ac_simulator *simulator,
			const struct simulator_trade *trade)
{
	const struct ac_instrument *instrument = simulator_instrument(simulator, trade->symbol);
	struct ac_dec quote = AC_DEC_ZERO;
	/* It was booked with this amount: it fits. */
	enum ac_status status = ac_pnl_notional(trade->price, trade->quantity, &quote);
	ac_assert(status == AC_OK);
	ac_json_open(json, NULL, '{');
	ac_json_bool(json, "buyer", trade->side == AC_SIDE_BUY);
	simulator_json_dec(json, "commission", trade->commission, 8);
	simulator_json_word(json, "commissionAsset", instrument->margin_asset);
	ac_json_int(json, "id", trade->trade_id);
	ac_json_bool(json, "maker", trade->is_maker);
	ac_json_int(json, "orderId", trade->order_id);
	simulator_json_price(json, "price", simulator, trade->symbol, trade->price);
	simulator_json_quantity(json, "qty", simulator, trade->symbol, trade->quantity);
	ac_json_dec(json, "quoteQty", quote);
	simulator_json_word(json, "baseQty", "0");
	simulator_json_word(json, "marginAsset", instrument->margin_asset);
	ac_json_dec(json, "realizedPnl", trade->realized);
	simulator_json_word(json, "side", ac_side_text((enum ac_side)trade->side));
	simulator_json_word(json, "positionSide",
			    ac_position_side_text((enum ac_position_side)trade->position_side));
	simulator_json_word(json, "symbol", instrument->symbol);
	simulator_json_word(json, "pair", instrument->symbol);
	ac_json_int(json, "time", trade->time_ms);
	ac_json_close(json, '}');
}

/* Without an id or a first time the newest rows are meant. */
static uint32_t first_row(const struct simulator_table *trades, const struct simulator_page *page,
			  int32_t symbol, int64_t order_id, bool has_start)
{
	int64_t left = page->limit;
	uint32_t first = 0;
	if (has_start || page->first_id != 0)
		return 0;
	for (uint32_t i = trades->count; i-- > 0 && left > 0;) {
		const struct simulator_trade *trade = simulator_table_at(trades, i);
		if (trade->symbol != symbol || (order_id != 0 && trade->order_id != order_id) ||
		    !simulator_page_has(page, trade->time_ms, trade->trade_id))
			continue;
		first = i;
		left--;
	}
	return left == 0 ? first : 0;
}

void simulator_history_trades(struct ac_simulator *simulator, struct simulator_call *call)
{
	struct simulator_page page;
	int64_t order_id = 0;
	const struct simulator_table *trades = &call->account->trades;
	int32_t symbol = simulator_symbol(call);
	if (symbol < 0 || !simulator_read_int(call, "orderId", false, &order_id) ||
	    !simulator_page_read(simulator, call, "fromId", 500, 1000, &page))
		return;
	if (simulator_has(call, "fromId") && page.has_times) {
		simulator_refuse_code(call, -1128);
		return;
	}
	uint32_t i = first_row(trades, &page, symbol, order_id, simulator_has(call, "startTime"));
	ac_json_open(call->json, NULL, '[');
	for (; i < trades->count && page.limit > 0; i++) {
		const struct simulator_trade *trade = simulator_table_at(trades, i);
		if (trade->symbol != symbol || (order_id != 0 && trade->order_id != order_id) ||
		    !simulator_page_has(&page, trade->time_ms, trade->trade_id))
			continue;
		write_trade(call->json, simulator, trade);
		page.limit--;
	}
	ac_json_close(call->json, ']');
}

static void write_income(struct ac_json *json, const struct ac_simulator *simulator,
			 const struct simulator_income *income)
{
	char trade_id[24] = "";
	const struct ac_instrument *instrument = simulator_instrument(simulator, income->symbol);
	if (income->trade_id != 0)
		snprintf(trade_id, sizeof(trade_id), "%" PRId64, income->trade_id);
	ac_json_open(json, NULL, '{');
	simulator_json_word(json, "symbol", instrument->symbol);
	simulator_json_word(json, "incomeType", simulator_income_text(income->kind));
	simulator_json_dec(json, "income", income->amount, 8);
	simulator_json_word(json, "asset", instrument->margin_asset);
	simulator_json_word(json, "info",
			    trade_id[0] != '\0' ? trade_id : simulator_income_text(income->kind));
	ac_json_int(json, "time", income->time_ms);
	ac_json_int(json, "tranId", income->transfer_id);
	simulator_json_word(json, "tradeId", trade_id);
	ac_json_close(json, '}');
}

void simulator_history_income(struct ac_simulator *simulator, struct simulator_call *call)
{
	struct simulator_page page;
	int64_t number = 1;
	struct ac_str kind = simulator_parameter(call, "incomeType");
	int32_t symbol = simulator_symbol_optional(call);
	if (symbol == -2 || !simulator_read_int(call, "page", false, &number) ||
	    !simulator_page_read(simulator, call, "", 100, 1000, &page))
		return;
	int64_t skipped = number > 1 ? (number - 1) * page.limit : 0;
	ac_json_open(call->json, NULL, '[');
	for (uint32_t i = 0; i < call->account->incomes.count && page.limit > 0; i++) {
		const struct simulator_income *income =
			simulator_table_at(&call->account->incomes, i);
		if ((symbol >= 0 && income->symbol != symbol) ||
		    (kind.size > 0 &&
		     !ac_str_equal(kind, ac_str_from(simulator_income_text(income->kind)))) ||
		    !simulator_page_has(&page, income->time_ms, income->transfer_id))
			continue;
		if (skipped > 0) {
			skipped--;
			continue;
		}
		write_income(call->json, simulator, income);
		page.limit--;
	}
	ac_json_close(call->json, ']');
}

static bool is_forced(const struct simulator_order *order, struct ac_str kind)
{
	bool is_liquidation = strncmp(order->client_id, "autoclose-", 10) == 0;
	bool is_adl = strncmp(order->client_id, "adl_autoclose", 13) == 0;
	if (kind.size == 0)
		return is_liquidation || is_adl;
	return ac_str_equal(kind, AC_STR("ADL")) ? is_adl : is_liquidation;
}

void simulator_history_forced(struct ac_simulator *simulator, struct simulator_call *call)
{
	struct simulator_page page;
	struct ac_str kind = simulator_parameter(call, "autoCloseType");
	int32_t symbol = simulator_symbol_optional(call);
	if (symbol == -2 || !simulator_page_read(simulator, call, "", 50, 100, &page))
		return;
	ac_json_open(call->json, NULL, '[');
	for (uint32_t i = 0; i < call->account->orders.count && page.limit > 0; i++) {
		const struct simulator_order *order = simulator_table_at(&call->account->orders, i);
		if ((symbol >= 0 && order->symbol != symbol) || !is_forced(order, kind) ||
		    !simulator_page_has(&page, order->created_ms, order->order_id))
			continue;
		simulator_order_write(call->json, simulator, order, SIMULATOR_FORM_QUERY);
		page.limit--;
	}
	ac_json_close(call->json, ']');
}
