#include "backtest/runner.h"

#define PROGRESS_INTERVAL ((size_t)1 << 20)
#define SYMBOL            ((uint16_t)0) /* a backtest's world holds one symbol */

static bool on_round_trip(void *self, const struct ac_event *event)
{
	struct ac_backtest_result *result = self;
	struct ac_trade_row row = {
		.symbol = event->symbol,
		.trip = event->round_trip,
		.exit_candle_ms = event->round_trip.exit_time_ms -
				  event->round_trip.exit_time_ms % AC_MS_PER_MIN,
	};
	ac_trade_list_push(&result->trades, &row);
	return true;
}

static void start(struct ac_session *session, const struct ac_backtest *backtest)
{
	struct ac_simulated_account account;
	ac_simulated_account_get(backtest->world->simulated, &account);
	struct ac_event balance;
	ac_event_init(&balance, AC_EVENT_BALANCE, AC_SYMBOL_NONE, AC_BOOK_NONE,
		      backtest->candles[0].open_time_ms * AC_NS_PER_MS);
	balance.balance.wallet = account.wallet;
	balance.balance.cross_wallet = account.wallet;
	ac_session_input(session, &balance);
}

/* The last candle makes no new signal; what is still open is closed at its close. */
static void finish(struct ac_session *session, const struct ac_backtest *backtest,
		   struct ac_backtest_result *result)
{
	const struct ac_candle *last = &backtest->candles[backtest->candle_count - 1];
	size_t closed = result->trades.count;
	ac_simulated_trade(backtest->world->simulated, SYMBOL, (struct ac_dec){ last->close },
			   AC_DEC_ZERO, session->now_ns);
	struct ac_event control;
	ac_event_init(&control, AC_EVENT_CONTROL, AC_SYMBOL_NONE, AC_BOOK_NONE, session->now_ns);
	control.control.control = AC_CONTROL_END_OF_DATA;
	ac_session_input(session, &control);
	for (size_t i = closed; i < result->trades.count; i++)
		result->trades.rows[i].exit_candle_ms = last->open_time_ms;
}

static bool is_consistent(const struct ac_backtest_result *result)
{
	const struct ac_simulated_account *account = &result->account;
	__int128 net = 0;
	for (size_t i = 0; i < result->trades.count; i++)
		net += result->trades.rows[i].trip.net_profit.units;
	/* What a liquidation left unpaid came from the exchange's insurance fund. */
	net += account->insurance.units;
	return (__int128)account->wallet.units - account->wallet_start.units == net;
}

enum ac_status ac_backtest_run(const struct ac_backtest *backtest,
			       struct ac_backtest_result *ret_result)
{
	ac_assert(backtest->candle_count > 0);
	ac_assert(backtest->world->instruments.count == 1);
	struct ac_backtest_result *result = ret_result;
	*result = (struct ac_backtest_result){ 0 };
	ac_trade_list_init(&result->trades);
	enum ac_status status = ac_bus_subscribe(ac_engine_bus(backtest->world->engine),
						 "position.closed", on_round_trip, result);
	if (status != AC_OK)
		return status;
	static struct ac_session session; /* too large for a stack; one backtest runs at a time */
	ac_session_init(&session, backtest->world->engine, backtest->world->simulated, NULL);
	start(&session, backtest);
	size_t funding = 0;
	const struct ac_candle *candles = backtest->candles;
	while (funding < backtest->funding_count &&
	       backtest->funding[funding].time_ms < candles[0].open_time_ms)
		funding++;
	for (size_t i = 0; i < backtest->candle_count; i++) {
		const struct ac_candle *candle = &candles[i];
		for (; funding < backtest->funding_count &&
		       backtest->funding[funding].time_ms <= candle->open_time_ms;
		     funding++) {
			const struct ac_funding_rate *rate = &backtest->funding[funding];
			struct ac_dec mark =
				rate->mark.units > 0 ? rate->mark : (struct ac_dec){ candle->open };
			ac_session_funding(&session, SYMBOL, rate->rate, mark,
					   candle->open_time_ms);
		}
		bool is_last = i + 1 == backtest->candle_count;
		ac_session_candle_fast(&session, SYMBOL, candle,
				       is_last ? AC_EVENT_FLAG_HISTORY : 0);
		if (backtest->progress != NULL && (i + 1) % PROGRESS_INTERVAL == 0)
			backtest->progress(backtest->self, i + 1, backtest->candle_count);
	}
	finish(&session, backtest, result);
	ac_simulated_account_get(backtest->world->simulated, &result->account);
	struct ac_engine_view view;
	ac_engine_view_get(backtest->world->engine, &view);
	result->bars = backtest->candle_count;
	result->ambiguous = result->account.ambiguous_candles;
	result->signals = view.signals;
	result->signals_allowed = view.signals_allowed;
	result->is_consistent = is_consistent(result);
	return result->trades.is_short_of_memory ? AC_ERR_NOMEM : AC_OK;
}
