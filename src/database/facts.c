/* One row writer a kind of fact. Each binds its columns in the order of its statement's text. */
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
	struct statement insert = statement_start(fact->store, STATEMENT_CANDLE);
	bind_text(&insert, fact->run->account);
	bind_text(&insert, fact->symbol);
	bind_int(&insert, candle->open_time_ms);
	bind_dec(&insert, (struct ac_dec){ candle->open });
	bind_dec(&insert, (struct ac_dec){ candle->high });
	bind_dec(&insert, (struct ac_dec){ candle->low });
	bind_dec(&insert, (struct ac_dec){ candle->close });
	bind_dec(&insert, (struct ac_dec){ candle->volume });
	bind_int(&insert, candle->trades);
	bind_int(&insert, candle->missing_before);
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
	struct statement insert = statement_start(fact->store, STATEMENT_SIGNAL);
	bind_int(&insert, fact->run->run_id);
	bind_int(&insert, (int64_t)fact->event->seq);
	bind_int(&insert, (int64_t)signal->id);
	bind_int(&insert, signal->time_ms);
	bind_text(&insert, fact->run->account);
	bind_text(&insert, fact->strategy);
	bind_text(&insert, fact->symbol);
	bind_text(&insert, ac_words_text(AC_WORDS_SIDE, signal_side(signal)));
	bind_text(&insert, ac_words_text(AC_WORDS_ACTION, signal->action));
	bind_text(&insert, ac_words_text(AC_WORDS_EXIT_REASON, signal->exit_reason));
	bind_dec(&insert, signal->price);
	bind_dec(&insert, signal->quantity);
	bind_int(&insert, signal->is_allowed);
	bind_text(&insert, ac_words_text(AC_WORDS_REASON, signal->reason));
	bind_dec(&insert, signal->value);
	bind_dec(&insert, signal->limit);
	for (uint32_t i = 0; i < AC_DECISION_VALUES_MAX; i++)
		bind_real(&insert, signal->values[i]);
	return statement_run(&insert);
}

static enum ac_status order_write(const struct fact *fact)
{
	const struct ac_order_record *order = &fact->event->order_record;
	struct statement upsert = statement_start(fact->store, STATEMENT_ORDER);
	bind_text(&upsert, fact->run->account);
	bind_text(&upsert, order->client_id);
	bind_int_or_null(&upsert, order->order_id);
	bind_int_or_null(&upsert, order->algo_id);
	bind_text(&upsert, fact->symbol);
	bind_text(&upsert, fact->strategy);
	bind_text(&upsert, ac_words_text(AC_WORDS_SIDE, order->side));
	bind_text(&upsert, ac_words_text(AC_WORDS_POSITION_SIDE, order->position_side));
	bind_text(&upsert, ac_words_text(AC_WORDS_ORDER_TYPE, order->type));
	bind_text(&upsert, ac_words_text(AC_WORDS_TIF, order->tif));
	bind_text(&upsert, ac_words_text(AC_WORDS_PURPOSE, order->purpose));
	bind_text(&upsert, ac_words_text(AC_WORDS_EXIT_REASON, order->exit_reason));
	bind_text(&upsert, ac_words_text(AC_WORDS_LIFE, order->life));
	bind_int(&upsert, ac_life_is_terminal((enum ac_life)order->life));
	bind_int(&upsert, order->reduce_only);
	bind_int(&upsert, order->close_position);
	bind_dec(&upsert, order->price);
	bind_dec(&upsert, order->trigger_price);
	bind_dec(&upsert, order->quantity);
	bind_dec(&upsert, order->executed);
	bind_dec(&upsert, order->average_price);
	bind_dec(&upsert, order->executed_quote);
	bind_dec(&upsert, order->commission);
	bind_int_or_null(&upsert, order->code);
	bind_int(&upsert, order->attempts);
	bind_int_or_null(&upsert, (int64_t)order->signal_id);
	bind_int(&upsert, order->created_ms);
	bind_int(&upsert, order->updated_ms);
	bind_int(&upsert, fact->run->run_id);
	bind_int(&upsert, fact->run->run_id);
	bind_int(&upsert, (int64_t)fact->event->seq);
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
	struct statement insert = statement_start(fact->store, STATEMENT_FILL);
	bind_text(&insert, fact->run->account);
	bind_text(&insert, fact->symbol);
	bind_int(&insert, fill->trade_id);
	bind_int_or_null(&insert, fill->order_id);
	bind_text(&insert, fill->client_id);
	bind_text(&insert, fact->strategy);
	bind_text(&insert, ac_words_text(AC_WORDS_SIDE, fill->side));
	bind_text(&insert, ac_words_text(AC_WORDS_POSITION_SIDE, fill->position_side));
	bind_dec(&insert, fill->price);
	bind_dec(&insert, fill->quantity);
	bind_dec(&insert, quote);
	bind_dec(&insert, fill->commission);
	bind_dec(&insert, fill->realized_profit);
	bind_int(&insert, fill->is_maker);
	bind_text(&insert, ac_words_text(AC_WORDS_PURPOSE, fill->purpose));
	bind_int(&insert, fill->time_ms);
	bind_int(&insert, fact->run->run_id);
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
	struct statement upsert = statement_start(fact->store, STATEMENT_POSITION);
	bind_text(&upsert, fact->run->account);
	bind_text(&upsert, fact->strategy);
	bind_text(&upsert, fact->symbol);
	bind_text(&upsert, ac_words_text(AC_WORDS_POSITION_SIDE, position->position_side));
	bind_dec(&upsert, quantity);
	bind_dec(&upsert, position->entry_price);
	bind_dec(&upsert, position->stop_price);
	bind_dec(&upsert, position->take_profit_price);
	bind_dec(&upsert, position->stop_loss_pct);
	bind_dec(&upsert, position->take_profit_pct);
	bind_dec(&upsert, position->realized_profit);
	bind_dec(&upsert, position->fees);
	bind_dec(&upsert, position->funding);
	bind_int(&upsert, position->is_protected);
	bind_int(&upsert, position->has_take_profit);
	bind_int(&upsert, position->opened_ms);
	bind_int(&upsert, position->updated_ms);
	bind_int(&upsert, fact->run->run_id);
	bind_int(&upsert, (int64_t)fact->event->seq);
	return statement_run(&upsert);
}

static enum ac_status performance_write(const struct fact *fact)
{
	ac_ms day = ac_calendar_day_start(fact->event->round_trip.exit_time_ms);
	char text[AC_CALENDAR_TEXT_SIZE];
	ac_calendar_format(day, text);
	text[strlen("2026-11-23")] = '\0';
	struct statement upsert = statement_start(fact->store, STATEMENT_PERFORMANCE);
	bind_text(&upsert, fact->run->account);
	bind_text(&upsert, fact->strategy);
	bind_text(&upsert, fact->symbol);
	bind_text(&upsert, text);
	bind_int(&upsert, day);
	bind_int(&upsert, day + AC_MS_PER_DAY);
	return statement_run(&upsert);
}

static enum ac_status round_trip_write(const struct fact *fact)
{
	const struct ac_round_trip *trip = &fact->event->round_trip;
	struct statement insert = statement_start(fact->store, STATEMENT_ROUND_TRIP);
	bind_int(&insert, fact->run->run_id);
	bind_int(&insert, (int64_t)fact->event->seq);
	bind_text(&insert, fact->run->account);
	bind_text(&insert, fact->strategy);
	bind_text(&insert, fact->symbol);
	bind_text(&insert, trip->direction < 0 ? "SHORT" : "LONG");
	bind_dec(&insert, trip->quantity);
	bind_dec(&insert, trip->entry_price);
	bind_dec(&insert, trip->exit_price);
	bind_int(&insert, trip->entry_time_ms);
	bind_int(&insert, trip->exit_time_ms);
	bind_text(&insert, ac_words_text(AC_WORDS_EXIT_REASON, trip->exit_reason));
	bind_int(&insert, trip->is_ambiguous);
	bind_dec(&insert, trip->gross_profit);
	bind_dec(&insert, trip->fees);
	bind_dec(&insert, trip->funding);
	bind_dec(&insert, trip->net_profit);
	enum ac_status status = statement_run(&insert);
	return status == AC_OK ? performance_write(fact) : status;
}

/* Account, guard, symbol, strategy: what a halt or a counter belongs to. */
static void bind_scope(struct statement *statement, const struct fact *fact)
{
	bind_text(statement, fact->run->account);
	bind_text(statement, ac_words_text(AC_WORDS_GUARD, fact->event->risk_record.guard));
	bind_text(statement, fact->symbol);
	bind_text(statement, fact->strategy);
}

/* Halts of this scope that end with this fact: the others when one begins, else all. */
static enum ac_status halts_end(const struct fact *fact, enum statement_id id)
{
	struct statement update = statement_start(fact->store, id);
	bind_int(&update, fact->time_ms);
	bind_int(&update, fact->run->run_id);
	bind_int(&update, (int64_t)fact->event->seq);
	bind_scope(&update, fact);
	if (id == STATEMENT_HALT_SUPERSEDE)
		bind_int(&update, fact->event->risk_record.since_ms);
	return statement_run(&update);
}

static enum ac_status halt_write(const struct fact *fact)
{
	const struct ac_risk_record *record = &fact->event->risk_record;
	enum ac_status status = halts_end(fact, STATEMENT_HALT_SUPERSEDE);
	if (status != AC_OK)
		return status;
	struct statement upsert = statement_start(fact->store, STATEMENT_HALT);
	bind_scope(&upsert, fact);
	bind_int(&upsert, record->since_ms);
	bind_int_or_null(&upsert, record->until_ms);
	bind_text(&upsert, ac_words_text(AC_WORDS_RISK_STATE, record->state));
	bind_text(&upsert, ac_words_text(AC_WORDS_REASON, record->reason));
	bind_dec(&upsert, record->value);
	bind_dec(&upsert, record->limit);
	bind_int(&upsert, record->counter);
	bind_int(&upsert, fact->run->run_id);
	bind_int(&upsert, fact->run->run_id);
	bind_int(&upsert, (int64_t)fact->event->seq);
	return statement_run(&upsert);
}

static enum ac_status risk_state_write(const struct fact *fact)
{
	const struct ac_risk_record *record = &fact->event->risk_record;
	struct statement upsert = statement_start(fact->store, STATEMENT_RISK_STATE);
	bind_scope(&upsert, fact);
	bind_text(&upsert, ac_words_text(AC_WORDS_RISK_STATE, record->state));
	bind_text(&upsert, ac_words_text(AC_WORDS_REASON, record->reason));
	bind_dec(&upsert, record->value);
	bind_dec(&upsert, record->limit);
	bind_int(&upsert, record->counter);
	bind_int(&upsert, record->since_ms);
	bind_int_or_null(&upsert, record->until_ms);
	bind_int(&upsert, fact->time_ms);
	bind_int(&upsert, fact->run->run_id);
	bind_int(&upsert, (int64_t)fact->event->seq);
	return statement_run(&upsert);
}

/* An active record is a halt. Any other ends the halts of its scope and is the scope's newest
 * counter, peak or sum. */
static enum ac_status risk_write(const struct fact *fact)
{
	if (fact->event->risk_record.is_active)
		return halt_write(fact);
	enum ac_status status = halts_end(fact, STATEMENT_HALT_LIFT);
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
	const struct ac_dec columns[] = {
		account->wallet,         account->unrealized,       account->equity,
		account->equity_peak,    account->day_start_equity, drawdown_pct(account),
		account->realized_today, account->fees_today,       account->funding_today,
		account->realized_total, account->fees_total,       account->funding_total,
		account->margin_used,
	};
	struct statement insert = statement_start(fact->store, STATEMENT_ACCOUNT);
	bind_int(&insert, fact->run->run_id);
	bind_int(&insert, (int64_t)fact->event->seq);
	bind_int(&insert, account->time_ms);
	bind_text(&insert, fact->run->account);
	bind_text(&insert, fact->symbol);
	for (size_t i = 0; i < AC_COUNT(columns); i++)
		bind_dec(&insert, columns[i]);
	return statement_run(&insert);
}

static enum ac_status funding_write(const struct fact *fact)
{
	const struct ac_funding *funding = &fact->event->funding;
	struct statement insert = statement_start(fact->store, STATEMENT_FUNDING);
	bind_int(&insert, fact->run->run_id);
	bind_int(&insert, (int64_t)fact->event->seq);
	bind_text(&insert, fact->run->account);
	bind_text(&insert, fact->symbol);
	bind_text(&insert, fact->strategy);
	bind_int(&insert, funding->time_ms);
	bind_dec(&insert, funding->payment);
	bind_dec(&insert, funding->rate);
	return statement_run(&insert);
}

static enum ac_status system_write(const struct fact *fact)
{
	const struct ac_system_fact *system = &fact->event->system;
	const char *word = ac_words_text(AC_WORDS_SYSTEM, system->what);
	struct statement insert = statement_start(fact->store, STATEMENT_SYSTEM);
	bind_int(&insert, fact->run->run_id);
	bind_int(&insert, (int64_t)fact->event->seq);
	bind_text(&insert, fact->run->account);
	bind_int(&insert, fact->time_ms);
	bind_text(&insert, word == NULL ? "other" : word);
	bind_text(&insert, fact->symbol);
	bind_text(&insert, fact->strategy);
	bind_int(&insert, system->value);
	bind_text(&insert, system->text);
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
	/* A full disk makes SQLite roll back on its own: single rows must not slip in after that.
	 */
	if (sqlite3_get_autocommit(store->database) != 0) {
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
