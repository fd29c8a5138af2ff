/* From the engine to what people see of it: positions, orders, limits. */
#include "view/view.h"

#include "view/guards.h"

const char *ac_view_state_text(enum ac_view_state state)
{
	static const char *const texts[] = { "starting",        "running",  "idle",
					     "journal failing", "stopping", "stopped" };
	ac_assert((size_t)state < AC_COUNT(texts));
	return texts[state];
}

/* What is drawn beside a limit may be cut to what a decimal holds; it is never compared. */
static struct ac_dec percent(__int128 part, struct ac_dec whole)
{
	if (whole.units <= 0)
		return AC_DEC_ZERO;
	__int128 share =
		ac_dec_divide_wide(part * 100 * AC_DEC_SCALE, whole.units, AC_ROUND_HALF_EVEN);
	if (share > INT64_MAX || share < -INT64_MAX)
		share = share > 0 ? INT64_MAX : -INT64_MAX;
	return (struct ac_dec){ (int64_t)share };
}

static __int128 difference(struct ac_dec a, struct ac_dec b)
{
	return (__int128)a.units - b.units;
}

/* Net result at the mark in units of what the stop would lose; fees and funding so far included. */
static struct ac_dec r_multiple(const struct ac_view_position *position)
{
	const struct ac_position_record *record = &position->record;
	struct ac_dec at_risk, ratio;
	__int128 lost = difference(record->entry_price, record->stop_price);
	struct ac_dec to_stop = { (int64_t)(lost < 0 ? -lost : lost) };
	__int128 net = (__int128)position->unrealized.units + record->realized_profit.units -
		       record->fees.units + record->funding.units;
	if (record->stop_price.units == 0 || net > INT64_MAX || net < -INT64_MAX ||
	    ac_dec_mul(to_stop, record->quantity, AC_ROUND_CEIL, &at_risk) != AC_OK ||
	    at_risk.units == 0 ||
	    ac_dec_mul_div((struct ac_dec){ (int64_t)net }, AC_DEC(1), at_risk, AC_ROUND_HALF_EVEN,
			   &ratio) != AC_OK)
		return AC_DEC_ZERO;
	return ratio;
}

static void fill_position(struct ac_view_position *position, struct ac_engine *engine,
			  uint16_t book, uint16_t symbol, ac_ns now_ns)
{
	const struct ac_position_record *record = ac_engine_position(engine, book);
	const struct ac_executor *executor = ac_engine_executor(engine);
	*position = (struct ac_view_position){
		.book = book,
		.symbol = symbol,
		.record = *record,
		.mark = ac_engine_mark(engine, symbol),
		.unrealized = ac_engine_unrealized(engine, book),
		.bare_ms = ac_executor_bare_ns(executor, book, now_ns) / AC_NS_PER_MS,
		.is_closing = ac_executor_is_closing(executor, book),
	};
	if (ac_dec_mul(position->mark, record->quantity, AC_ROUND_HALF_EVEN, &position->notional) !=
	    AC_OK)
		position->notional = AC_DEC_ZERO;
	position->r_multiple = r_multiple(position);
	if (ac_engine_liquidation(engine, book, &position->liquidation))
		position->liquidation_distance_pct = percent(
			difference(position->mark, position->liquidation) * record->direction,
			position->mark);
	else
		position->liquidation = AC_DEC_ZERO;
}

static void fill_positions(struct ac_view *view, struct ac_engine *engine,
			   const struct ac_view_names *names)
{
	view->position_count = 0;
	view->positions_left_out = 0;
	for (uint16_t i = 0; i < names->book_count; i++) {
		if (ac_engine_position(engine, i)->direction == 0)
			continue;
		if (view->position_count == AC_VIEW_POSITIONS_MAX) {
			view->positions_left_out++;
			continue;
		}
		fill_position(&view->positions[view->position_count++], engine, i,
			      names->books[i].symbol, view->engine.now_ns);
	}
}

static bool take_order(void *self, const struct ac_event *order)
{
	struct ac_view *view = self;
	if (view->order_count == AC_VIEW_ORDERS_MAX) {
		view->orders_left_out++;
		return true;
	}
	view->orders[view->order_count++] =
		(struct ac_view_order){ order->book, order->symbol, order->order_record };
	return true;
}

static void fill_symbols(struct ac_view *view, struct ac_engine *engine,
			 const struct ac_view_names *names)
{
	uint16_t count = (uint16_t)names->instruments->count;
	view->symbol_count = count;
	for (uint16_t i = 0; i < count; i++) {
		struct ac_engine_symbol symbol = ac_engine_symbol_get(engine, i);
		view->symbols[i] = (struct ac_view_symbol){
			.mark = ac_engine_mark(engine, i),
			.funding_rate = symbol.funding_rate,
			.funding_time_ms = symbol.funding_time_ms,
			.age_ms = symbol.data_ms == 0 ? AC_VIEW_AGE_NEVER
						      : view->run_ms - symbol.data_ms,
		};
	}
}

/* With the guards off nothing holds anybody to the limits that stand in the file. */
static struct ac_dec limit_of(const struct ac_risk_limits *limits, struct ac_dec limit)
{
	return limits->is_guarded ? limit : AC_DEC_ZERO;
}

void ac_view_fill(struct ac_view *view, struct ac_engine *engine, const struct ac_view_names *names)
{
	ac_engine_view_get(engine, &view->engine);
	const struct ac_account *account = &view->engine.account;
	const struct ac_risk_limits *limits = ac_risk_limits(ac_engine_risk(engine));
	view->run_ms = view->engine.now_ns / AC_NS_PER_MS;
	__int128 fall = difference(account->equity_peak, account->equity);
	__int128 loss = difference(account->day_start_equity, account->equity);
	view->drawdown_pct = percent(fall > 0 ? fall : 0, account->equity_peak);
	view->daily_loss_pct = percent(loss > 0 ? loss : 0, account->day_start_equity);
	view->drawdown_limit_pct = limit_of(limits, limits->account_drawdown_pct);
	view->daily_loss_limit_pct = limit_of(limits, limits->account_daily_loss_pct);
	view->liquidation_limit_pct = limit_of(limits, limits->liquidation_distance_pct);
	view->bare_limit_ms = ac_executor_bare_bound_ns(ac_engine_executor(engine)) / AC_NS_PER_MS;
	fill_symbols(view, engine, names);
	fill_positions(view, engine, names);
	view->order_count = 0;
	view->orders_left_out = 0;
	ac_executor_orders_visit(ac_engine_executor(engine), take_order, view);
	view_guards_fill(view, engine, names);
}
