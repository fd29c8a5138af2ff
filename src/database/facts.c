/* One row writer a kind of fact. The texts are in queries/facts.sql. */
#include <stdio.h>

#include "core/calendar.h"
#include "database/statement.h"
#include "database/words.h"

struct fact {
	struct ac_store *store;
	const struct ac_store_run *run;
	const struct ac_event *event;
	const char *symbol;   /* "" for none */
	const char *strategy; /* "" for none */
	ac_ms time_ms;
};

static enum ac_status candle_write(const struct fact *fact)
{
	const struct ac_candle *candle = &fact->event->candle;
	struct statement insert = statement_start(fact->store, AC_QUERY_CANDLE_WRITE);
	bind_text(&insert, AC_PARAMETER_ACCOUNT, fact->run->account);
	bind_text(&insert, AC_PARAMETER_SYMBOL, fact->symbol);
	bind_int(&insert, AC_PARAMETER_OPEN_TIME, candle->open_time_ms);
	bind_dec(&insert, AC_PARAMETER_OPEN, (struct ac_dec){ candle->open });
	bind_dec(&insert, AC_PARAMETER_HIGH, (struct ac_dec){ candle->high });
	bind_dec(&insert, AC_PARAMETER_LOW, (struct ac_dec){ candle->low });
	bind_dec(&insert, AC_PARAMETER_CLOSE, (struct ac_dec){ candle->close });
	bind_dec(&insert, AC_PARAMETER_VOLUME, (struct ac_dec){ candle->volume });
	bind_int(&insert, AC_PARAMETER_TRADES, candle->trades);
	bind_int(&insert, AC_PARAMETER_MISSING_BEFORE, candle->missing_before);
	return statement_run(&insert);
}

/* The side on which the signal wants to trade: an exit trades against its position. */
static enum ac_side signal_side(const struct ac_signal *signal)
{
	bool is_sale = signal->action == AC_ACTION_ENTER_SHORT;
	if (signal->action == AC_ACTION_EXIT)
		is_sale = signal->direction > 0;
	return is_sale ? AC_SIDE_SELL : AC_SIDE_BUY;
}

static enum ac_status signal_write(const struct fact *fact)
{
	const struct ac_signal *signal = &fact->event->signal;
	struct statement insert = statement_start(fact->store, AC_QUERY_SIGNAL_WRITE);
	bind_int(&insert, AC_PARAMETER_RUN_ID, fact->run->run_id);
	bind_int(&insert, AC_PARAMETER_SEQ, (int64_t)fact->event->seq);
	bind_int(&insert, AC_PARAMETER_SIGNAL_ID, (int64_t)signal->id);
	bind_int(&insert, AC_PARAMETER_TIME, signal->time_ms);
	bind_text(&insert, AC_PARAMETER_ACCOUNT, fact->run->account);
	bind_text(&insert, AC_PARAMETER_STRATEGY, fact->strategy);
	bind_text(&insert, AC_PARAMETER_SYMBOL, fact->symbol);
	bind_text(&insert, AC_PARAMETER_SIDE, ac_words_text(AC_WORDS_SIDE, signal_side(signal)));
	bind_text(&insert, AC_PARAMETER_ACTION, ac_words_text(AC_WORDS_ACTION, signal->action));
	bind_text(&insert, AC_PARAMETER_EXIT_REASON,
		  ac_words_text(AC_WORDS_EXIT_REASON, signal->exit_reason));
	bind_dec(&insert, AC_PARAMETER_PRICE, signal->price);
	bind_dec(&insert, AC_PARAMETER_QUANTITY, signal->quantity);
	bind_int(&insert, AC_PARAMETER_IS_ALLOWED, signal->is_allowed);
	bind_text(&insert, AC_PARAMETER_VERDICT, ac_words_text(AC_WORDS_REASON, signal->reason));
	bind_dec(&insert, AC_PARAMETER_VALUE, signal->value);
	bind_dec(&insert, AC_PARAMETER_LIMIT_VALUE, signal->limit);
	static const enum ac_parameter values[AC_DECISION_VALUES_MAX] = { AC_PARAMETER_VALUE_1,
									  AC_PARAMETER_VALUE_2,
									  AC_PARAMETER_VALUE_3,
									  AC_PARAMETER_VALUE_4 };
	for (uint32_t i = 0; i < AC_DECISION_VALUES_MAX; i++)
		bind_real(&insert, values[i], signal->values[i]);
	return statement_run(&insert);
}

static enum ac_status order_write(const struct fact *fact)
{
	const struct ac_order_record *order = &fact->event->order_record;
	struct statement upsert = statement_start(fact->store, AC_QUERY_ORDER_WRITE);
	bind_text(&upsert, AC_PARAMETER_ACCOUNT, fact->run->account);
	bind_text(&upsert, AC_PARAMETER_CLIENT_ORDER_ID, order->client_id);
	bind_int_or_null(&upsert, AC_PARAMETER_ORDER_ID, order->order_id);
	bind_int_or_null(&upsert, AC_PARAMETER_ALGO_ID, order->algo_id);
	bind_text(&upsert, AC_PARAMETER_SYMBOL, fact->symbol);
	bind_text(&upsert, AC_PARAMETER_STRATEGY, fact->strategy);
	bind_text(&upsert, AC_PARAMETER_SIDE, ac_words_text(AC_WORDS_SIDE, order->side));
	bind_text(&upsert, AC_PARAMETER_POSITION_SIDE,
		  ac_words_text(AC_WORDS_POSITION_SIDE, order->position_side));
	bind_text(&upsert, AC_PARAMETER_TYPE, ac_words_text(AC_WORDS_ORDER_TYPE, order->type));
	bind_text(&upsert, AC_PARAMETER_TIME_IN_FORCE, ac_words_text(AC_WORDS_TIF, order->tif));
	bind_text(&upsert, AC_PARAMETER_PURPOSE, ac_words_text(AC_WORDS_PURPOSE, order->purpose));
	bind_text(&upsert, AC_PARAMETER_EXIT_REASON,
		  ac_words_text(AC_WORDS_EXIT_REASON, order->exit_reason));
	bind_text(&upsert, AC_PARAMETER_STATUS, ac_words_text(AC_WORDS_LIFE, order->life));
	bind_int(&upsert, AC_PARAMETER_IS_TERMINAL, ac_life_is_terminal((enum ac_life)order->life));
	bind_int(&upsert, AC_PARAMETER_REDUCE_ONLY, order->reduce_only);
	bind_int(&upsert, AC_PARAMETER_CLOSE_POSITION, order->close_position);
	bind_dec(&upsert, AC_PARAMETER_PRICE, order->price);
	bind_dec(&upsert, AC_PARAMETER_STOP_PRICE, order->trigger_price);
	bind_dec(&upsert, AC_PARAMETER_QUANTITY, order->quantity);
	bind_dec(&upsert, AC_PARAMETER_EXECUTED_QUANTITY, order->executed);
	bind_dec(&upsert, AC_PARAMETER_AVERAGE_PRICE, order->average_price);
	bind_dec(&upsert, AC_PARAMETER_CUMULATIVE_QUOTE, order->executed_quote);
	bind_dec(&upsert, AC_PARAMETER_COMMISSION, order->commission);
	bind_int_or_null(&upsert, AC_PARAMETER_ERROR_CODE, order->code);
	bind_int(&upsert, AC_PARAMETER_ATTEMPTS, order->attempts);
	bind_int_or_null(&upsert, AC_PARAMETER_SIGNAL_ID, (int64_t)order->signal_id);
	bind_int(&upsert, AC_PARAMETER_CREATED_AT, order->created_ms);
	bind_int(&upsert, AC_PARAMETER_UPDATED_AT, order->updated_ms);
	bind_int(&upsert, AC_PARAMETER_RUN_ID, fact->run->run_id);
	bind_int(&upsert, AC_PARAMETER_SEQ, (int64_t)fact->event->seq);
	return statement_run(&upsert);
}

static enum ac_status fill_write(const struct fact *fact)
{
	const struct ac_fill *fill = &fact->event->fill;
	struct ac_dec quote;
	enum ac_status status = ac_dec_mul(fill->price, fill->quantity, AC_ROUND_HALF_EVEN, &quote);
	if (status != AC_OK) {
		snprintf(fact->store->error, sizeof(fact->store->error),
			 "price times quantity of fill %lld is out of range",
			 (long long)fill->trade_id);
		return AC_ERR_RANGE;
	}
	struct statement insert = statement_start(fact->store, AC_QUERY_FILL_WRITE);
	bind_text(&insert, AC_PARAMETER_ACCOUNT, fact->run->account);
	bind_text(&insert, AC_PARAMETER_SYMBOL, fact->symbol);
	bind_int(&insert, AC_PARAMETER_TRADE_ID, fill->trade_id);
	bind_int_or_null(&insert, AC_PARAMETER_ORDER_ID, fill->order_id);
	bind_text(&insert, AC_PARAMETER_CLIENT_ORDER_ID, fill->client_id);
	bind_text(&insert, AC_PARAMETER_STRATEGY, fact->strategy);
	bind_text(&insert, AC_PARAMETER_SIDE, ac_words_text(AC_WORDS_SIDE, fill->side));
	bind_text(&insert, AC_PARAMETER_POSITION_SIDE,
		  ac_words_text(AC_WORDS_POSITION_SIDE, fill->position_side));
	bind_dec(&insert, AC_PARAMETER_PRICE, fill->price);
	bind_dec(&insert, AC_PARAMETER_QUANTITY, fill->quantity);
	bind_dec(&insert, AC_PARAMETER_QUOTE_QUANTITY, quote);
	bind_dec(&insert, AC_PARAMETER_COMMISSION, fill->commission);
	bind_dec(&insert, AC_PARAMETER_REALIZED_PNL, fill->realized_profit);
	bind_int(&insert, AC_PARAMETER_IS_MAKER, fill->is_maker);
	bind_text(&insert, AC_PARAMETER_PURPOSE, ac_words_text(AC_WORDS_PURPOSE, fill->purpose));
	bind_int(&insert, AC_PARAMETER_TIME, fill->time_ms);
	bind_int(&insert, AC_PARAMETER_RUN_ID, fact->run->run_id);
	return statement_run(&insert);
}

static enum ac_status position_write(const struct fact *fact)
{
	const struct ac_position_record *position = &fact->event->position_record;
	struct ac_dec quantity = position->quantity;
	if (position->direction < 0)
		quantity = ac_dec_neg(quantity);
	else if (position->direction == 0)
		quantity = AC_DEC_ZERO;
	struct statement upsert = statement_start(fact->store, AC_QUERY_POSITION_WRITE);
	bind_text(&upsert, AC_PARAMETER_ACCOUNT, fact->run->account);
	bind_text(&upsert, AC_PARAMETER_STRATEGY, fact->strategy);
	bind_text(&upsert, AC_PARAMETER_SYMBOL, fact->symbol);
	bind_text(&upsert, AC_PARAMETER_POSITION_SIDE,
		  ac_words_text(AC_WORDS_POSITION_SIDE, position->position_side));
	bind_dec(&upsert, AC_PARAMETER_QUANTITY, quantity);
	bind_dec(&upsert, AC_PARAMETER_ENTRY_PRICE, position->entry_price);
	bind_dec(&upsert, AC_PARAMETER_STOP_PRICE, position->stop_price);
	bind_dec(&upsert, AC_PARAMETER_TAKE_PROFIT_PRICE, position->take_profit_price);
	bind_dec(&upsert, AC_PARAMETER_STOP_LOSS_PCT, position->stop_loss_pct);
	bind_dec(&upsert, AC_PARAMETER_TAKE_PROFIT_PCT, position->take_profit_pct);
	bind_dec(&upsert, AC_PARAMETER_REALIZED_PNL, position->realized_profit);
	bind_dec(&upsert, AC_PARAMETER_FEES, position->fees);
	bind_dec(&upsert, AC_PARAMETER_FUNDING, position->funding);
	bind_int(&upsert, AC_PARAMETER_IS_PROTECTED, position->is_protected);
	bind_int(&upsert, AC_PARAMETER_HAS_TAKE_PROFIT, position->has_take_profit);
	bind_int(&upsert, AC_PARAMETER_OPENED_AT, position->opened_ms);
	bind_int(&upsert, AC_PARAMETER_UPDATED_AT, position->updated_ms);
	bind_int(&upsert, AC_PARAMETER_RUN_ID, fact->run->run_id);
	bind_int(&upsert, AC_PARAMETER_SEQ, (int64_t)fact->event->seq);
	return statement_run(&upsert);
}

static enum ac_status performance_write(const struct fact *fact)
{
	ac_ms day = ac_calendar_day_start(fact->event->round_trip.exit_time_ms);
	char text[AC_CALENDAR_TEXT_SIZE];
	ac_calendar_format(day, text);
	text[strlen("2026-11-23")] = '\0';
	struct statement upsert = statement_start(fact->store, AC_QUERY_PERFORMANCE_WRITE);
	bind_text(&upsert, AC_PARAMETER_ACCOUNT, fact->run->account);
	bind_text(&upsert, AC_PARAMETER_STRATEGY, fact->strategy);
	bind_text(&upsert, AC_PARAMETER_SYMBOL, fact->symbol);
	bind_text(&upsert, AC_PARAMETER_DAY, text);
	bind_int(&upsert, AC_PARAMETER_FROM_MS, day);
	bind_int(&upsert, AC_PARAMETER_TO_MS, day + AC_MS_PER_DAY);
	return statement_run(&upsert);
}

static enum ac_status round_trip_write(const struct fact *fact)
{
	const struct ac_round_trip *trip = &fact->event->round_trip;
	struct statement insert = statement_start(fact->store, AC_QUERY_ROUND_TRIP_WRITE);
	bind_int(&insert, AC_PARAMETER_RUN_ID, fact->run->run_id);
	bind_int(&insert, AC_PARAMETER_SEQ, (int64_t)fact->event->seq);
	bind_text(&insert, AC_PARAMETER_ACCOUNT, fact->run->account);
	bind_text(&insert, AC_PARAMETER_STRATEGY, fact->strategy);
	bind_text(&insert, AC_PARAMETER_SYMBOL, fact->symbol);
	bind_text(&insert, AC_PARAMETER_SIDE, trip->direction < 0 ? "SHORT" : "LONG");
	bind_dec(&insert, AC_PARAMETER_QUANTITY, trip->quantity);
	bind_dec(&insert, AC_PARAMETER_ENTRY_PRICE, trip->entry_price);
	bind_dec(&insert, AC_PARAMETER_EXIT_PRICE, trip->exit_price);
	bind_int(&insert, AC_PARAMETER_ENTRY_TIME, trip->entry_time_ms);
	bind_int(&insert, AC_PARAMETER_EXIT_TIME, trip->exit_time_ms);
	bind_text(&insert, AC_PARAMETER_EXIT_REASON,
		  ac_words_text(AC_WORDS_EXIT_REASON, trip->exit_reason));
	bind_int(&insert, AC_PARAMETER_IS_AMBIGUOUS, trip->is_ambiguous);
	bind_dec(&insert, AC_PARAMETER_GROSS_PNL, trip->gross_profit);
	bind_dec(&insert, AC_PARAMETER_FEES, trip->fees);
	bind_dec(&insert, AC_PARAMETER_FUNDING, trip->funding);
	bind_dec(&insert, AC_PARAMETER_NET_PNL, trip->net_profit);
	enum ac_status status = statement_run(&insert);
	return status == AC_OK ? performance_write(fact) : status;
}

/* Account, guard, symbol, strategy: what a halt or a counter belongs to. */
static void bind_scope(struct statement *statement, const struct fact *fact)
{
	bind_text(statement, AC_PARAMETER_ACCOUNT, fact->run->account);
	bind_text(statement, AC_PARAMETER_GUARD,
		  ac_words_text(AC_WORDS_GUARD, fact->event->risk_record.guard));
	bind_text(statement, AC_PARAMETER_SYMBOL, fact->symbol);
	bind_text(statement, AC_PARAMETER_STRATEGY, fact->strategy);
}

/* Halts of this scope that end with this fact: the others when one begins, else all. */
static enum ac_status halts_end(const struct fact *fact, enum ac_query id)
{
	struct statement update = statement_start(fact->store, id);
	bind_int(&update, AC_PARAMETER_LIFTED_AT, fact->time_ms);
	bind_int(&update, AC_PARAMETER_RUN_ID, fact->run->run_id);
	bind_int(&update, AC_PARAMETER_SEQ, (int64_t)fact->event->seq);
	bind_scope(&update, fact);
	if (id == AC_QUERY_HALT_SUPERSEDE)
		bind_int(&update, AC_PARAMETER_SINCE, fact->event->risk_record.since_ms);
	return statement_run(&update);
}

static enum ac_status halt_write(const struct fact *fact)
{
	const struct ac_risk_record *record = &fact->event->risk_record;
	enum ac_status status = halts_end(fact, AC_QUERY_HALT_SUPERSEDE);
	if (status != AC_OK)
		return status;
	struct statement upsert = statement_start(fact->store, AC_QUERY_HALT_WRITE);
	bind_scope(&upsert, fact);
	bind_int(&upsert, AC_PARAMETER_SINCE, record->since_ms);
	bind_int_or_null(&upsert, AC_PARAMETER_UNTIL, record->until_ms);
	bind_text(&upsert, AC_PARAMETER_STATE, ac_words_text(AC_WORDS_RISK_STATE, record->state));
	bind_text(&upsert, AC_PARAMETER_REASON, ac_words_text(AC_WORDS_REASON, record->reason));
	bind_dec(&upsert, AC_PARAMETER_VALUE, record->value);
	bind_dec(&upsert, AC_PARAMETER_LIMIT_VALUE, record->limit);
	bind_int(&upsert, AC_PARAMETER_COUNTER, record->counter);
	bind_int(&upsert, AC_PARAMETER_RUN_ID, fact->run->run_id);
	bind_int(&upsert, AC_PARAMETER_SEQ, (int64_t)fact->event->seq);
	return statement_run(&upsert);
}

static enum ac_status risk_state_write(const struct fact *fact)
{
	const struct ac_risk_record *record = &fact->event->risk_record;
	struct statement upsert = statement_start(fact->store, AC_QUERY_RISK_STATE_WRITE);
	bind_scope(&upsert, fact);
	bind_text(&upsert, AC_PARAMETER_STATE, ac_words_text(AC_WORDS_RISK_STATE, record->state));
	bind_text(&upsert, AC_PARAMETER_REASON, ac_words_text(AC_WORDS_REASON, record->reason));
	bind_dec(&upsert, AC_PARAMETER_VALUE, record->value);
	bind_dec(&upsert, AC_PARAMETER_LIMIT_VALUE, record->limit);
	bind_int(&upsert, AC_PARAMETER_COUNTER, record->counter);
	bind_int(&upsert, AC_PARAMETER_SINCE, record->since_ms);
	bind_int_or_null(&upsert, AC_PARAMETER_UNTIL, record->until_ms);
	bind_int(&upsert, AC_PARAMETER_UPDATED_AT, fact->time_ms);
	bind_int(&upsert, AC_PARAMETER_RUN_ID, fact->run->run_id);
	bind_int(&upsert, AC_PARAMETER_SEQ, (int64_t)fact->event->seq);
	return statement_run(&upsert);
}

/* An active record is a halt. Any other ends the halts of its scope and is the scope's newest
 * counter, peak or sum. */
static enum ac_status risk_write(const struct fact *fact)
{
	if (fact->event->risk_record.is_active)
		return halt_write(fact);
	enum ac_status status = halts_end(fact, AC_QUERY_HALT_LIFT);
	return status == AC_OK ? risk_state_write(fact) : status;
}

static struct ac_dec drawdown_pct(const struct ac_account *account)
{
	struct ac_dec fall, pct;
	if (account->equity_peak.units <= 0 ||
	    ac_dec_compare(account->equity, account->equity_peak) >= 0)
		return AC_DEC_ZERO;
	if (ac_dec_sub(account->equity_peak, account->equity, &fall) != AC_OK ||
	    ac_dec_mul_div(fall, AC_DEC(100), account->equity_peak, AC_ROUND_HALF_EVEN, &pct) !=
		    AC_OK)
		return AC_DEC_ZERO;
	return pct;
}

static enum ac_status account_write(const struct fact *fact)
{
	const struct ac_account *account = &fact->event->account;
	struct statement insert = statement_start(fact->store, AC_QUERY_ACCOUNT_WRITE);
	bind_int(&insert, AC_PARAMETER_RUN_ID, fact->run->run_id);
	bind_int(&insert, AC_PARAMETER_SEQ, (int64_t)fact->event->seq);
	bind_int(&insert, AC_PARAMETER_TIME, account->time_ms);
	bind_text(&insert, AC_PARAMETER_ACCOUNT, fact->run->account);
	bind_text(&insert, AC_PARAMETER_SYMBOL, fact->symbol);
	bind_dec(&insert, AC_PARAMETER_WALLET, account->wallet);
	bind_dec(&insert, AC_PARAMETER_UNREALIZED_PNL, account->unrealized);
	bind_dec(&insert, AC_PARAMETER_EQUITY, account->equity);
	bind_dec(&insert, AC_PARAMETER_EQUITY_PEAK, account->equity_peak);
	bind_dec(&insert, AC_PARAMETER_DAY_START_EQUITY, account->day_start_equity);
	bind_dec(&insert, AC_PARAMETER_DRAWDOWN_PCT, drawdown_pct(account));
	bind_dec(&insert, AC_PARAMETER_REALIZED_TODAY, account->realized_today);
	bind_dec(&insert, AC_PARAMETER_FEES_TODAY, account->fees_today);
	bind_dec(&insert, AC_PARAMETER_FUNDING_TODAY, account->funding_today);
	bind_dec(&insert, AC_PARAMETER_REALIZED_TOTAL, account->realized_total);
	bind_dec(&insert, AC_PARAMETER_FEES_TOTAL, account->fees_total);
	bind_dec(&insert, AC_PARAMETER_FUNDING_TOTAL, account->funding_total);
	bind_dec(&insert, AC_PARAMETER_MARGIN_USED, account->margin_used);
	return statement_run(&insert);
}

static enum ac_status funding_write(const struct fact *fact)
{
	const struct ac_funding *funding = &fact->event->funding;
	struct statement insert = statement_start(fact->store, AC_QUERY_FUNDING_WRITE);
	bind_int(&insert, AC_PARAMETER_RUN_ID, fact->run->run_id);
	bind_int(&insert, AC_PARAMETER_SEQ, (int64_t)fact->event->seq);
	bind_text(&insert, AC_PARAMETER_ACCOUNT, fact->run->account);
	bind_text(&insert, AC_PARAMETER_SYMBOL, fact->symbol);
	bind_text(&insert, AC_PARAMETER_STRATEGY, fact->strategy);
	bind_int(&insert, AC_PARAMETER_TIME, funding->time_ms);
	bind_dec(&insert, AC_PARAMETER_PAYMENT, funding->payment);
	bind_dec(&insert, AC_PARAMETER_RATE, funding->rate);
	return statement_run(&insert);
}

static enum ac_status system_write(const struct fact *fact)
{
	const struct ac_system_fact *system = &fact->event->system;
	const char *word = ac_words_text(AC_WORDS_SYSTEM, system->what);
	struct statement insert = statement_start(fact->store, AC_QUERY_SYSTEM_WRITE);
	bind_int(&insert, AC_PARAMETER_RUN_ID, fact->run->run_id);
	bind_int(&insert, AC_PARAMETER_SEQ, (int64_t)fact->event->seq);
	bind_text(&insert, AC_PARAMETER_ACCOUNT, fact->run->account);
	bind_int(&insert, AC_PARAMETER_TIME, fact->time_ms);
	bind_text(&insert, AC_PARAMETER_EVENT, word == NULL ? "other" : word);
	bind_text(&insert, AC_PARAMETER_SYMBOL, fact->symbol);
	bind_text(&insert, AC_PARAMETER_STRATEGY, fact->strategy);
	bind_int(&insert, AC_PARAMETER_VALUE, system->value);
	bind_text(&insert, AC_PARAMETER_TEXT, system->text);
	return statement_run(&insert);
}

static enum ac_status name_fact(struct fact *fact, const struct ac_store_names *names)
{
	const struct ac_event *event = fact->event;
	fact->symbol = "";
	fact->strategy = "";
	bool has_symbol = event->symbol != AC_SYMBOL_NONE;
	bool has_book = event->book != AC_BOOK_NONE;
	if ((has_symbol && event->symbol >= names->instruments->count) ||
	    (has_book && event->book >= names->book_count)) {
		snprintf(fact->store->error, sizeof(fact->store->error),
			 "a fact names symbol %u and book %u, which do not exist", event->symbol,
			 event->book);
		return AC_ERR_RANGE;
	}
	if (has_symbol)
		fact->symbol = names->instruments->items[event->symbol].symbol;
	if (has_book)
		fact->strategy = names->books[event->book].strategy;
	return AC_OK;
}

static enum ac_status dispatch(const struct fact *fact)
{
	switch (fact->event->kind) {
	case AC_EVENT_CANDLE:
		return candle_write(fact);
	case AC_EVENT_SIGNAL:
		return signal_write(fact);
	case AC_EVENT_ORDER_STATE:
		return order_write(fact);
	case AC_EVENT_FILL:
		return fill_write(fact);
	case AC_EVENT_POSITION_STATE:
		return position_write(fact);
	case AC_EVENT_ROUND_TRIP:
		return round_trip_write(fact);
	case AC_EVENT_RISK:
		return risk_write(fact);
	case AC_EVENT_ACCOUNT:
		return account_write(fact);
	case AC_EVENT_FUNDING:
		return funding_write(fact);
	case AC_EVENT_SYSTEM:
		return system_write(fact);
	default:
		return AC_OK;
	}
}

enum ac_status ac_store_write(struct ac_store *store, const struct ac_store_run *run,
			      const struct ac_store_names *names, const struct ac_event *event)
{
	ac_assert(store != NULL);
	ac_assert(event != NULL);
	/* After a full disk the database may have rolled back on its own: single rows must not slip in
	 * after that. */
	if (!store->driver->is_in_transaction(store->connection)) {
		snprintf(store->error, sizeof(store->error), "no transaction is open");
		return AC_ERR_IO;
	}
	struct fact fact = {
		.store = store,
		.run = run,
		.event = event,
		.time_ms = event->time_ns / AC_NS_PER_MS,
	};
	enum ac_status status = name_fact(&fact, names);
	return status == AC_OK ? dispatch(&fact) : status;
}
