/* From a closed candle to an order: strategy, sizing, risk, executor, and the fact that says it. */
#include "engine/state.h"

/* `price` moved by `pct` percent (1e-8 percent units) against a position of `direction`. */
static struct ac_dec stop_reference(struct ac_dec price, struct ac_dec pct, int direction)
{
	__int128 hundred = 100 * (__int128)AC_DEC_SCALE;
	__int128 moved = (__int128)price.units * (hundred - direction * (__int128)pct.units);
	return (struct ac_dec){ (int64_t)ac_dec_divide_wide(moved, hundred, AC_ROUND_HALF_EVEN) };
}

/* notional / price, or risk_pct of equity / stop distance; rounded down to the step. */
static struct ac_dec size_entry(const struct ac_engine *engine, const struct book_state *book,
				uint16_t symbol, struct ac_dec price, struct ac_dec stop_loss_pct)
{
	struct ac_dec quantity = AC_DEC_ZERO;
	enum ac_status status;
	if (book->notional.units > 0) {
		status = ac_dec_div(book->notional, price, AC_ROUND_DOWN, &quantity);
	} else {
		struct ac_dec at_risk, distance;
		status = ac_dec_mul_div(engine->account.equity, book->risk_pct, AC_DEC(100),
					AC_ROUND_DOWN, &at_risk);
		if (status == AC_OK)
			status = ac_dec_mul_div(price, stop_loss_pct, AC_DEC(100), AC_ROUND_UP,
						&distance);
		if (status == AC_OK && at_risk.units > 0)
			status = ac_dec_div(at_risk, distance, AC_ROUND_DOWN, &quantity);
	}
	if (status != AC_OK)
		return AC_DEC_ZERO;
	struct ac_dec rounded = AC_DEC_ZERO;
	if (ac_instrument_round_quantity(&engine->config.instruments->items[symbol],
					 book->entry_type, quantity, &rounded) != AC_OK)
		return AC_DEC_ZERO;
	return rounded;
}

static void gather_facts(const struct ac_engine *engine, uint16_t symbol,
			 struct ac_risk_facts *ret_facts)
{
	const struct symbol_state *state = &engine->symbols[symbol];
	ac_ms now_ms = engine_now_ms(engine);
	struct ac_exposure exposure;
	ac_executor_exposure(engine->executor, symbol, &exposure);
	struct ac_executor_counts counts;
	ac_executor_count(engine->executor, engine->now_ns, &counts);
	struct ac_dec available;
	if (ac_dec_sub(engine->account.equity, account_margin_used(engine), &available) != AC_OK)
		available = AC_DEC_ZERO;
	*ret_facts = (struct ac_risk_facts){
		.now_ms = now_ms,
		.mark = state->mark,
		.market_age_ms = state->data_ms == 0 ? INT64_MAX : now_ms - state->data_ms,
		.is_market_stream_up = engine->is_up[AC_STREAM_MARKET],
		.is_user_stream_up = engine->is_up[AC_STREAM_USER],
		.has_stream_gap =
			engine->has_gap[AC_STREAM_MARKET] || engine->has_gap[AC_STREAM_USER],
		.is_account_known = engine->is_account_known,
		.wallet = engine->account.wallet,
		.equity = engine->account.equity,
		.margin_available = available,
		.symbol_long = exposure.long_quantity,
		.symbol_short = exposure.short_quantity,
		.symbol_orders_unknown = exposure.orders_unknown,
		.symbol_orders_open = exposure.orders_open,
		.account_orders_open = counts.orders_open,
		.account_positions = counts.positions,
		.mode = engine->config.executor.mode,
		.leverage = engine->config.symbol_limits[symbol].leverage,
		.margin_other = account_margin_other(engine, symbol),
	};
}

static void fill_signal(struct ac_event *fact, struct ac_engine *engine, uint16_t book,
			const struct ac_candle *candle, const struct ac_decision *decision)
{
	ac_event_init(fact, AC_EVENT_SIGNAL, engine->config.books[book].symbol, book,
		      engine->now_ns);
	struct ac_signal *signal = &fact->signal;
	signal->id = ++engine->signals;
	signal->action = (uint8_t)decision->action;
	signal->exit_reason = (uint8_t)decision->exit_reason;
	signal->price.units = candle->close;
	signal->time_ms = candle->open_time_ms + AC_MS_PER_MIN;
	memcpy(signal->values, decision->values, sizeof(signal->values));
}

static void on_entry(struct ac_engine *engine, uint16_t index, const struct ac_candle *candle,
		     const struct ac_decision *decision)
{
	struct book_state *book = &engine->books[index];
	uint16_t symbol = engine->config.books[index].symbol;
	int direction = decision->action == AC_ACTION_ENTER_LONG ? 1 : -1;
	struct ac_dec price = { candle->close }, stop_loss_pct = { decision->stop_loss_pct };
	struct ac_event fact;
	fill_signal(&fact, engine, index, candle, decision);
	struct ac_risk_facts facts;
	gather_facts(engine, symbol, &facts);
	struct ac_risk_request request = {
		.book = index,
		.symbol = symbol,
		.direction = direction,
		.type = book->entry_type,
		.quantity = size_entry(engine, book, symbol, price, stop_loss_pct),
		.price = price,
		.stop_price = stop_reference(price, stop_loss_pct, direction),
		.signal_time_ms = fact.signal.time_ms,
	};
	struct ac_verdict verdict = { .is_allowed = false, .reason = AC_REASON_ENTRIES_OFF };
	if (engine->is_entries_on)
		ac_risk_check(engine->risk, &request, &facts, &verdict);
	if (verdict.is_allowed) {
		struct ac_entry entry = {
			.book = index,
			.direction = direction,
			.type = book->entry_type,
			.quantity = request.quantity,
			.price = book->entry_type == AC_ORDER_LIMIT ? price : AC_DEC_ZERO,
			.stop_loss_pct = stop_loss_pct,
			.take_profit_pct = { decision->take_profit_pct },
			.signal_id = fact.signal.id,
		};
		enum ac_status status = ac_executor_enter(engine->executor, &entry, engine->now_ns,
							  engine->commands);
		if (status != AC_OK) {
			verdict.is_allowed = false;
			verdict.reason = status == AC_ERR_FULL ? AC_REASON_EXECUTOR_FULL
							       : AC_REASON_NOT_FLAT;
		}
	}
	engine->signals_allowed += verdict.is_allowed;
	fact.signal.direction = (int8_t)direction;
	fact.signal.quantity = request.quantity;
	fact.signal.is_allowed = verdict.is_allowed;
	fact.signal.reason = (int32_t)verdict.reason;
	fact.signal.value = verdict.value;
	fact.signal.limit = verdict.limit;
	engine_publish(engine, &fact);
}

static void on_exit(struct ac_engine *engine, uint16_t index, const struct ac_candle *candle,
		    const struct ac_decision *decision)
{
	struct book_state *book = &engine->books[index];
	if (book->view.direction == 0 || ac_executor_is_closing(engine->executor, index))
		return;
	struct ac_event fact;
	fill_signal(&fact, engine, index, candle, decision);
	fact.signal.direction = (int8_t)book->view.direction;
	fact.signal.quantity.units = book->view.quantity;
	fact.signal.is_allowed = true; /* an exit is never refused */
	fact.signal.reason = AC_REASON_OK;
	engine->signals_allowed++;
	enum ac_exit_reason reason = decision->exit_reason == AC_EXIT_NONE
					     ? AC_EXIT_SIGNAL
					     : (enum ac_exit_reason)decision->exit_reason;
	ac_executor_exit(engine->executor, index, reason, fact.signal.id, engine->now_ns,
			 engine->commands);
	engine_publish(engine, &fact);
}

static void ask(struct ac_engine *engine, uint16_t index, const struct ac_candle *candle,
		struct ac_decision *ret_decision)
{
	struct book_state *book = &engine->books[index];
	book->view.entry_working =
		book->view.direction == 0 && ac_executor_is_entry_working(engine->executor, index);
	ac_strategy_instance_on_candle(&book->instance, candle, &book->view, ret_decision);
}

void signal_warm_up(struct ac_engine *engine, uint16_t book, const struct ac_candle *candle)
{
	struct ac_decision decision;
	ask(engine, book, candle, &decision);
}

void signal_on_candle(struct ac_engine *engine, uint16_t symbol, const struct ac_candle *candle,
		      bool is_history)
{
	const struct symbol_state *state = &engine->symbols[symbol];
	for (uint32_t i = 0; i < state->book_count; i++) {
		uint16_t index = (uint16_t)(state->book_first + i);
		struct book_state *book = &engine->books[index];
		struct ac_decision decision;
		ask(engine, index, candle, &decision);
		if (decision.action == AC_ACTION_NONE || is_history)
			continue;
		if (decision.action == AC_ACTION_EXIT) {
			on_exit(engine, index, candle, &decision);
		} else if (book->view.direction == 0 && book->view.entry_working == 0 &&
			   decision.stop_loss_pct > 0 && decision.take_profit_pct > 0) {
			on_entry(engine, index, candle, &decision);
		}
	}
}
