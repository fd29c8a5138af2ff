/* What the simulated exchange says becomes records and user events. */
#include "market/pnl.h"
#include "simulator/account/account.h"
#include "simulator/account/user_events.h"
#include "simulator/market/market.h"

static void book_income(struct simulator_account *account, uint16_t symbol, uint8_t kind,
			struct ac_dec amount, int64_t trade_id)
{
	if (amount.units == 0)
		return;
	struct simulator_income *income = simulator_table_add(&account->incomes);
	income->transfer_id = ++account->transfer_id;
	income->trade_id = trade_id;
	income->amount = amount;
	income->time_ms = account->now_ns / AC_NS_PER_MS;
	income->symbol = symbol;
	income->kind = kind;
}

static const struct simulator_trade *book_trade(struct simulator_account *account,
						struct simulator_order *order,
						const struct ac_order_update *update)
{
	struct ac_dec quote = AC_DEC_ZERO;
	enum ac_status status = ac_pnl_notional(update->fill_price, update->fill_quantity, &quote);
	if (status == AC_OK)
		status = ac_dec_add(order->quote, quote, &order->quote);
	ac_assert(status == AC_OK);
	struct simulator_trade *trade = simulator_table_add(&account->trades);
	*trade = (struct simulator_trade){
		.trade_id = update->trade_id,
		.order_id = update->exchange_id,
		.price = update->fill_price,
		.quantity = update->fill_quantity,
		.commission = update->commission,
		.realized = update->realized_profit,
		.time_ms = update->time_ms,
		.symbol = order->symbol,
		.side = update->side,
		.position_side = update->position_side,
		.is_maker = update->is_maker,
		.is_liquidation = strncmp(update->client_id, "autoclose-", 10) == 0,
	};
	memcpy(trade->client_id, update->client_id, sizeof(trade->client_id));
	book_income(account, order->symbol, SIMULATOR_INCOME_REALIZED, trade->realized,
		    trade->trade_id);
	book_income(account, order->symbol,
		    trade->is_liquidation ? SIMULATOR_INCOME_INSURANCE
					  : SIMULATOR_INCOME_COMMISSION,
		    ac_dec_neg(trade->commission), trade->trade_id);
	struct simulator_side *side = &account->holdings[order->symbol].sides[order->position_side];
	status = ac_dec_add(side->realized, trade->realized, &side->realized);
	ac_assert(status == AC_OK);
	return trade;
}

/* Whose child it is shows in its name: the conditional order of that name fires at this moment. */
static const struct simulator_algo *parent_of(const struct simulator_account *account,
					      uint16_t symbol, const char *client_id)
{
	for (uint32_t i = account->algos.count; i-- > 0;) {
		const struct simulator_algo *algo = simulator_table_at(&account->algos, i);
		if (algo->status == AC_STATUS_TRIGGERING && algo->symbol == symbol &&
		    strcmp(algo->client_id, client_id) == 0)
			return algo;
	}
	return NULL;
}

static struct simulator_order *add_order(struct simulator_account *account, uint16_t symbol,
					 const struct ac_order_update *update)
{
	const struct simulator_order *draft = account->order_draft;
	const struct simulator_algo *parent = parent_of(account, symbol, update->client_id);
	struct simulator_order *order = simulator_table_add(&account->orders);
	bool is_ours = draft != NULL && strcmp(draft->client_id, update->client_id) == 0;
	if (is_ours && parent == NULL)
		*order = *draft;
	order->order_id = update->exchange_id;
	order->symbol = symbol;
	order->side = update->side;
	order->position_side = update->position_side;
	order->type = order->origin_type = update->type;
	order->reduce_only = update->reduce_only;
	order->created_ms = update->time_ms;
	memcpy(order->client_id, update->client_id, sizeof(order->client_id));
	if (parent != NULL) {
		order->algo_id = parent->algo_id;
		order->origin_type = parent->type;
		order->stop_price = parent->trigger_price;
		order->tif = parent->tif;
		order->working_type = parent->working_type;
		order->stp = parent->stp;
		order->close_position = parent->close_position;
		order->price_protect = parent->price_protect;
	} else if (!is_ours) {
		order->tif = update->type == AC_ORDER_LIMIT ? AC_TIF_IOC : AC_TIF_GTC;
		order->stp = SIMULATOR_STP_EXPIRE_MAKER;
	}
	return order;
}

static const char *execution_text(const struct ac_order_update *update, bool is_known)
{
	bool is_closed_by_exchange = strncmp(update->client_id, "autoclose-", 10) == 0 ||
				     strncmp(update->client_id, "adl_autoclose", 13) == 0;
	if (update->is_fill)
		return is_closed_by_exchange ? "CALCULATED" : "TRADE";
	if (!ac_order_status_is_terminal((enum ac_order_status)update->status))
		return is_known ? "AMENDMENT" : "NEW";
	return ac_order_status_text((enum ac_order_status)update->status);
}

static void take_order(struct simulator_account *account, const struct ac_event *event)
{
	struct ac_order_update update = event->order;
	struct simulator_order *order = simulator_order_by_id(&account->orders, update.exchange_id);
	bool is_known = order != NULL;
	if (!is_known)
		order = add_order(account, event->symbol, &update);
	if (order->is_expiring && update.status == AC_STATUS_CANCELED)
		update.status = AC_STATUS_EXPIRED;
	order->status = update.status;
	order->quantity = update.quantity;
	order->price = update.price;
	order->executed = update.executed;
	order->average = update.average_price;
	order->updated_ms = update.time_ms;
	order->expiry_reason = update.expiry_reason;
	const struct simulator_trade *trade =
		update.is_fill ? book_trade(account, order, &update) : NULL;
	simulator_push_order(account, order, execution_text(&update, is_known), trade);
	if (trade != NULL && trade->is_liquidation)
		simulator_market_liquidation(account->simulator, order->symbol,
					     (enum ac_side)update.side, update.fill_quantity,
					     update.price, update.average_price);
}

static struct simulator_algo *add_algo(struct simulator_account *account, uint16_t symbol,
				       const struct ac_algo_update *update)
{
	struct simulator_algo *algo = simulator_table_add(&account->algos);
	if (account->algo_draft != NULL &&
	    strcmp(account->algo_draft->client_id, update->client_id) == 0)
		*algo = *account->algo_draft;
	algo->algo_id = update->algo_id;
	algo->symbol = symbol;
	algo->side = update->side;
	algo->position_side = update->position_side;
	algo->type = update->type;
	algo->created_ms = update->time_ms;
	memcpy(algo->client_id, update->client_id, sizeof(algo->client_id));
	return algo;
}

static void take_algo(struct simulator_account *account, const struct ac_event *event)
{
	const struct ac_algo_update *update = &event->algo;
	struct simulator_algo *algo = simulator_algo_by_id(&account->algos, update->algo_id);
	if (algo == NULL)
		algo = add_algo(account, event->symbol, update);
	else if (update->status == AC_STATUS_NEW)
		algo->is_active = true;
	algo->status = update->status;
	if (algo->is_expiring && update->status == AC_STATUS_CANCELED)
		algo->status = AC_STATUS_EXPIRED;
	if (update->status == AC_STATUS_TRIGGERING)
		algo->triggered_ms = update->time_ms;
	if (update->order_id != 0)
		algo->order_id = update->order_id;
	algo->code = update->code;
	algo->updated_ms = update->time_ms;
	const struct simulator_order *child =
		simulator_order_by_id(&account->orders, algo->order_id);
	if (child != NULL && update->status == AC_STATUS_FINISHED) {
		algo->actual_price = child->average;
		algo->actual_quantity = child->executed;
	}
	simulator_push_algo(account, algo);
}

static void close_group(struct simulator_account *account, bool has_position)
{
	simulator_push_account(account, has_position);
	account->group.reason = NULL;
}

/* The simulated exchange sends the wallet, then the position that goes with it: after a fill
 * always, after funding where the margin is isolated. */
static void take_balance(struct simulator_account *account, const struct ac_event *event)
{
	struct simulator_balance_group *group = &account->group;
	bool is_funding = group->reason != NULL;
	if (!is_funding)
		group->reason = event->balance.change.units == 0 ? "ORDER" : "INSURANCE_CLEAR";
	group->balance = event->balance;
	group->symbol = event->symbol;
	account->wallet_updated_ms = account->now_ns / AC_NS_PER_MS;
	struct ac_simulated_symbol state;
	ac_simulated_symbol_get(account->simulated, event->symbol, &state);
	if (is_funding && state.margin_type == AC_MARGIN_CROSSED) {
		close_group(account, false);
	} else if (!is_funding && event->balance.change.units != 0) {
		book_income(account, event->symbol, SIMULATOR_INCOME_INSURANCE,
			    event->balance.change, 0);
		close_group(account, false);
	}
}

static void take_position(struct simulator_account *account, const struct ac_event *event)
{
	const struct ac_position_update *update = &event->position;
	struct simulator_side *side =
		&account->holdings[event->symbol].sides[update->position_side];
	side->amount = update->amount;
	side->entry = update->entry_price;
	side->isolated_wallet = update->isolated_wallet;
	side->updated_ms = update->time_ms;
	if (update->amount.units == 0)
		account->holdings[event->symbol].is_margin_called = false;
	if (account->group.reason != NULL)
		close_group(account, true);
}

static void take_funding(struct simulator_account *account, const struct ac_event *event)
{
	book_income(account, event->symbol, SIMULATOR_INCOME_FUNDING, event->funding.payment, 0);
	account->group.reason = "FUNDING_FEE";
}

/* A price may jump past the point where the exchange would have warned: the call then comes right
 * before the end. */
static void warn_late(struct simulator_account *account, const struct ac_event *event)
{
	struct simulator_holding *holding = &account->holdings[event->symbol];
	if (holding->is_margin_called || event->order.is_fill ||
	    strncmp(event->order.client_id, "autoclose-", 10) != 0)
		return;
	holding->is_margin_called = true;
	simulator_push_margin_call(account, event->symbol);
}

void simulator_account_collect(struct simulator_account *account)
{
	struct ac_event event;
	while (ac_simulated_poll(account->simulated, account->now_ns, &event)) {
		switch (event.kind) {
		case AC_EVENT_REPLY:
			account->reply = event.reply;
			break;
		case AC_EVENT_ORDER:
			if (!event.order.is_from_query) {
				warn_late(account, &event);
				take_order(account, &event);
			}
			break;
		case AC_EVENT_ALGO:
			take_algo(account, &event);
			break;
		case AC_EVENT_BALANCE:
			take_balance(account, &event);
			break;
		case AC_EVENT_POSITION:
			take_position(account, &event);
			break;
		case AC_EVENT_FUNDING:
			take_funding(account, &event);
			break;
		default:
			break;
		}
	}
	simulator_push_flush(account);
}
