/* The account's arithmetic: wallet, profit at the mark, equity, margins, and the sums of the day.
 * Our own bookings move the wallet, because the exchange's balances may come before or behind the
 * fills that they contain; the exchange's word decides once things have come to rest. */
#include "engine/state.h"
#include "market/pnl.h"

#define LIQUIDATION_REFRESH_MS (60 * AC_MS_PER_SEC)
#define WALLET_REST_NS         (10 * AC_NS_PER_SEC)

/* Sums are bounded by the wallet, which the exchange bounds far below the decimal's range. */
static void move(struct ac_dec *sum, struct ac_dec by)
{
	enum ac_status status = ac_dec_add(*sum, by, sum);
	ac_assert(status == AC_OK);
}

static void roll_day(struct ac_engine *engine)
{
	ac_ms day = engine_now_ms(engine) / AC_MS_PER_DAY;
	if (day == engine->account_day)
		return;
	engine->account_day = day;
	engine->account.realized_today = AC_DEC_ZERO;
	engine->account.fees_today = AC_DEC_ZERO;
	engine->account.funding_today = AC_DEC_ZERO;
}

static void refresh_equity(struct ac_engine *engine, struct ac_dec transfer)
{
	struct ac_account *account = &engine->account;
	account->equity = account->wallet;
	move(&account->equity, account->unrealized);
	if (engine->is_account_known)
		ac_risk_on_equity(engine->risk, account->equity, transfer, engine_now_ms(engine));
}

void account_on_balance(struct ac_engine *engine, const struct ac_event *event)
{
	const struct ac_balance *balance = &event->balance;
	struct ac_account *account = &engine->account;
	if (event->time_ns >= engine->balance_time_ns) {
		engine->balance_time_ns = event->time_ns;
		engine->balance_wallet = balance->wallet;
	}
	engine->money_ns = engine->now_ns;
	engine->is_account_changed = true;
	/* A snapshot, or the first word of the exchange, is where our own count begins. */
	bool is_beginning = !engine->is_account_known || (event->flags & AC_EVENT_FLAG_OWN) != 0;
	struct ac_dec transfer = balance->is_transfer ? balance->change : AC_DEC_ZERO;
	if (is_beginning) {
		/* What happened before is in it, also where we hear of it only later. */
		engine->snapshot_ms = event->time_ns / AC_NS_PER_MS;
		engine->balance_wallet = balance->wallet;
		account->wallet = balance->wallet;
		transfer = AC_DEC_ZERO;
	}
	engine->is_account_known = true;
	move(&account->wallet, transfer);
	/* Between the parts of one fill equity is not meaningful: only prices and these count. */
	if (is_beginning || transfer.units != 0)
		refresh_equity(engine, transfer);
}

/* Fills and balances come in any order, so for a while the two wallets may differ. When they still
 * do after a rest, the exchange is right, and somebody should know. */
static void settle_wallet(struct ac_engine *engine)
{
	struct ac_account *account = &engine->account;
	if (account->wallet.units == engine->balance_wallet.units || !engine->is_account_known ||
	    engine->now_ns - engine->money_ns < WALLET_REST_NS)
		return;
	int64_t difference = engine->balance_wallet.units - account->wallet.units;
	account->wallet = engine->balance_wallet;
	engine->is_account_changed = true;
	engine_publish_system(engine, AC_SYMBOL_NONE, AC_SYSTEM_MISMATCH, difference,
			      "our wallet differed from the exchange's, which was taken");
}

void account_on_fill(struct ac_engine *engine, const struct ac_event *fact)
{
	struct ac_account *account = &engine->account;
	roll_day(engine);
	move(&account->realized_today, fact->fill.realized_profit);
	move(&account->realized_total, fact->fill.realized_profit);
	move(&account->fees_today, fact->fill.commission);
	move(&account->fees_total, fact->fill.commission);
	if (fact->fill.time_ms >= engine->snapshot_ms) {
		move(&account->wallet, fact->fill.realized_profit);
		move(&account->wallet, ac_dec_neg(fact->fill.commission));
	}
	engine->money_ns = engine->now_ns;
	engine->is_account_changed = true;
}

bool account_on_funding(struct ac_engine *engine, const struct ac_event *event)
{
	struct ac_account *account = &engine->account;
	struct ac_dec payment = event->funding.payment;
	/* A settlement of a symbol that is not ours moves the wallet all the same. */
	if (event->symbol != AC_SYMBOL_NONE) {
		ac_ms *booked_ms = &engine->symbols[event->symbol].funding_ms[payment.units < 0];
		if (*booked_ms != 0 && event->funding.time_ms <= *booked_ms)
			return false;
		*booked_ms = event->funding.time_ms;
	}
	roll_day(engine);
	move(&account->funding_today, payment);
	move(&account->funding_total, payment);
	if (event->funding.time_ms >= engine->snapshot_ms)
		move(&account->wallet, payment);
	engine->money_ns = engine->now_ns;
	engine->is_account_changed = true;
	return true;
}

static struct ac_dec notional_at_mark(const struct ac_engine *engine, uint16_t symbol,
				      struct ac_dec quantity)
{
	struct ac_dec notional = AC_DEC_ZERO;
	if (ac_pnl_notional(engine->symbols[symbol].mark, quantity, &notional) != AC_OK)
		notional.units = INT64_MAX;
	return notional;
}

struct ac_dec account_margin_used(const struct ac_engine *engine)
{
	__int128 used = 0;
	for (uint16_t symbol = 0; symbol < engine->config.instruments->count; symbol++) {
		if (engine->symbols[symbol].book_count == 0)
			continue;
		struct ac_exposure exposure;
		ac_executor_exposure(engine->executor, symbol, &exposure);
		struct ac_dec larger = ac_dec_max(exposure.long_quantity, exposure.short_quantity);
		if (engine->config.executor.mode == AC_MODE_HEDGE &&
		    ac_dec_add(exposure.long_quantity, exposure.short_quantity, &larger) != AC_OK)
			larger.units = INT64_MAX;
		int32_t leverage = engine->config.symbol_limits[symbol].leverage;
		used += notional_at_mark(engine, symbol, larger).units /
			(leverage > 0 ? leverage : 1);
	}
	return (struct ac_dec){ used > INT64_MAX ? INT64_MAX : (int64_t)used };
}

struct ac_dec account_margin_other(const struct ac_engine *engine, uint16_t symbol)
{
	__int128 margin = engine->account.wallet.units;
	for (uint16_t i = 0; i < engine->config.book_count; i++) {
		const struct book_state *book = &engine->books[i];
		uint16_t other = engine->config.books[i].symbol;
		if (book->view.direction == 0 || other == symbol)
			continue;
		struct ac_dec quantity = { book->view.quantity }, maintenance = AC_DEC_ZERO;
		struct ac_dec notional = notional_at_mark(engine, other, quantity);
		/* A margin that cannot be worked out counts as the whole notional. */
		if (ac_instrument_maintenance(&engine->config.instruments->items[other], notional,
					      &maintenance) != AC_OK)
			maintenance = notional;
		margin += book->unrealized.units;
		margin -= maintenance.units;
	}
	if (margin > INT64_MAX)
		return (struct ac_dec){ INT64_MAX };
	return (struct ac_dec){ margin < 0 ? 0 : (int64_t)margin };
}

/* The liquidation price moves slowly: it is worked out anew on a change and once a minute. */
static void refresh_liquidation(struct ac_engine *engine, uint16_t symbol, struct book_state *book)
{
	ac_ms now_ms = engine_now_ms(engine);
	if (book->liquidation_ms != 0 && now_ms - book->liquidation_ms < LIQUIDATION_REFRESH_MS)
		return;
	book->liquidation_ms = now_ms;
	if (ac_instrument_liquidation_price(
		    &engine->config.instruments->items[symbol], book->view.direction,
		    (struct ac_dec){ book->view.quantity },
		    (struct ac_dec){ book->view.entry_price }, account_margin_other(engine, symbol),
		    &book->liquidation) != AC_OK)
		book->liquidation = engine->symbols[symbol].mark; /* unknown: as if it were here */
}

static void ask_guards(struct ac_engine *engine, uint16_t symbol)
{
	const struct symbol_state *state = &engine->symbols[symbol];
	bool needs_liquidation = engine->config.limits.liquidation_flatten &&
				 engine->config.limits.liquidation_distance_pct.units > 0;
	for (uint32_t i = 0; i < state->book_count; i++) {
		uint16_t index = (uint16_t)(state->book_first + i);
		struct book_state *book = &engine->books[index];
		if (book->view.direction == 0)
			continue;
		if (needs_liquidation)
			refresh_liquidation(engine, symbol, book);
		enum ac_exit_reason reason = ac_risk_wants_exit(
			engine->risk, index, state->mark, book->liquidation, book->view.direction);
		if (reason != AC_EXIT_NONE)
			ac_executor_exit(engine->executor, index, reason, 0, engine->now_ns,
					 engine->commands);
	}
}

void account_mark_to_market(struct ac_engine *engine, uint16_t symbol)
{
	settle_wallet(engine);
	struct symbol_state *state = &engine->symbols[symbol];
	if (state->positions == 0)
		return;
	struct ac_account *account = &engine->account;
	for (uint32_t i = 0; i < state->book_count; i++) {
		uint16_t index = (uint16_t)(state->book_first + i);
		struct book_state *book = &engine->books[index];
		if (book->view.direction == 0)
			continue;
		struct ac_dec profit;
		if (ac_pnl_profit(book->view.direction, (struct ac_dec){ book->view.quantity },
				  (struct ac_dec){ book->view.entry_price }, state->mark,
				  &profit) != AC_OK)
			continue;
		move(&account->unrealized, ac_dec_neg(book->unrealized));
		move(&account->unrealized, profit);
		book->unrealized = profit;
		ac_risk_on_unrealized(engine->risk, index, profit, engine_now_ms(engine));
	}
	refresh_equity(engine, AC_DEC_ZERO);
	ask_guards(engine, symbol);
	if (engine_now_ms(engine) - engine->account_fact_ms >= AC_MS_PER_MIN)
		engine->is_account_changed = true;
}

void account_refresh_copy(const struct ac_engine *engine, struct ac_account *copy)
{
	/* What a restart brought back is nothing to compare an unknown equity with. */
	if (!engine->is_account_known)
		return;
	copy->equity_peak = ac_risk_equity_peak(engine->risk);
	copy->day_start_equity = ac_risk_day_start_equity(engine->risk);
	copy->margin_used = account_margin_used(engine);
	if (engine_now_ms(engine) / AC_MS_PER_DAY == engine->account_day)
		return;
	copy->realized_today = AC_DEC_ZERO;
	copy->fees_today = AC_DEC_ZERO;
	copy->funding_today = AC_DEC_ZERO;
}

void account_publish(struct ac_engine *engine)
{
	engine->is_account_changed = false;
	struct ac_account *account = &engine->account;
	roll_day(engine);
	/* Positions closed since the last price no longer carry an unrealised part. */
	__int128 unrealized = 0;
	for (uint32_t i = 0; i < engine->config.book_count && engine->positions > 0; i++)
		unrealized += engine->books[i].unrealized.units;
	account->unrealized.units = (int64_t)unrealized;
	/* While flat no price brings a new equity, so the change itself does. */
	if (engine->positions == 0)
		refresh_equity(engine, AC_DEC_ZERO);
	account->equity = account->wallet;
	move(&account->equity, account->unrealized);
	if (!engine->config.publishes_account || !engine->is_account_known)
		return;
	engine->account_fact_ms = engine_now_ms(engine);
	account->equity_peak = ac_risk_equity_peak(engine->risk);
	account->day_start_equity = ac_risk_day_start_equity(engine->risk);
	account->margin_used = account_margin_used(engine);
	account->time_ms = engine->account_fact_ms;
	struct ac_event fact;
	ac_event_init(&fact, AC_EVENT_ACCOUNT, AC_SYMBOL_NONE, AC_BOOK_NONE, engine->now_ns);
	fact.account = *account;
	engine_publish(engine, &fact);
}
