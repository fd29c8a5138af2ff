/* What a fact tells: everything that happens at one moment. */
#include <inttypes.h>

#include "alerts/rules_state.h"

static const char advice_size[] =
	"Positions are as large as they may be; nothing, or change the limit in "
	"config/ and `autocoin reload`.";
static const char advice_stop[] = "Lower the leverage, or bring the stop nearer.";
static const char advice_loss[] = "Look at what was lost and why, before more is risked.";
static const char advice_margin[] = "Add margin or trade smaller sizes.";

struct news {
	struct alert_rules *rules;
	const struct ac_event *fact;
	ac_ms now_ms;
};

static void begin(const struct news *news, struct alert_message *message, enum ac_alert_kind kind)
{
	rules_message(news->rules, message, kind, news->fact->symbol, news->fact->book,
		      news->now_ms);
}

static struct rules_book *book_of(const struct news *news)
{
	return news->fact->book < news->rules->names->book_count
		       ? &news->rules->books[news->fact->book]
		       : NULL;
}

/* Refusals that come from a limit of money; those of a moment (a cooldown, old data) and those of a
 * halt, which is told as such, do not count. */
static const char *breach_advice(enum ac_reason reason)
{
	static const char *const advice[] = {
		[AC_REASON_MARGIN] = advice_margin,
		[AC_REASON_LEVERAGE_BRACKET] = advice_margin,
		[AC_REASON_SYMBOL_EXPOSURE] = advice_size,
		[AC_REASON_DAILY_QUANTITY] = advice_size,
		[AC_REASON_STRATEGY_DAILY_LOSS] = advice_loss,
		[AC_REASON_ACCOUNT_DAILY_LOSS] = advice_loss,
		[AC_REASON_DRAWDOWN] = advice_loss,
		[AC_REASON_CONSECUTIVE_LOSSES] = advice_loss,
		[AC_REASON_POSITIONS_MAX] = advice_size,
		[AC_REASON_ORDERS_MAX] = advice_size,
		[AC_REASON_STOP_BEYOND_LIQUIDATION] = advice_stop,
		[AC_REASON_LIQUIDATION_DISTANCE] = advice_margin,
	};
	return (size_t)reason < AC_COUNT(advice) ? advice[reason] : NULL;
}

/* Limits of the account are one thing, whichever symbol ran into them. */
static bool is_of_account(enum ac_reason reason)
{
	return reason == AC_REASON_ACCOUNT_DAILY_LOSS || reason == AC_REASON_DRAWDOWN ||
	       reason == AC_REASON_POSITIONS_MAX || reason == AC_REASON_ORDERS_MAX ||
	       reason == AC_REASON_MARGIN;
}

static void take_signal(const struct news *news)
{
	const struct ac_signal *signal = &news->fact->signal;
	enum ac_reason reason = (enum ac_reason)signal->reason;
	struct alert_message message;
	if (signal->is_allowed || breach_advice(reason) == NULL)
		return;
	begin(news, &message, AC_ALERT_RISK_BREACH);
	MESSAGE_WRITE(message.title, "Risk limit reached: %s", ac_reason_text(reason));
	MESSAGE_WRITE(message.text, "An entry of %s on %s was refused.", message.strategy,
		      message.symbol);
	message_number(&message, "Limit", "%s", ac_reason_text(reason));
	if (signal->limit.units != 0) {
		message_decimal(&message, "Value", signal->value, 2, "");
		message_decimal(&message, "Allowed", signal->limit, 2, "");
	}
	message_decimal(&message, "Price", signal->price, -1, "");
	MESSAGE_WRITE(message.done, "The entry was not sent; further ones are counted, not told "
				    "one by one; exits go on.");
	MESSAGE_WRITE(message.todo, "%s", breach_advice(reason));
	MESSAGE_WRITE(message.key, "%s", ac_reason_text(reason));
	if (is_of_account(reason)) {
		message.symbol[0] = '\0';
		message.strategy[0] = '\0';
	}
	rules_tell(news->rules, &message);
}

static void tell_entry(const struct news *news, struct rules_book *book)
{
	const struct ac_order_record *order = &news->fact->order_record;
	const char *quote = rules_quote(news->rules, news->fact->symbol);
	struct alert_message message;
	if (order->executed.units == 0 || strcmp(book->entry_id, order->client_id) == 0)
		return;
	memcpy(book->entry_id, order->client_id, sizeof(book->entry_id));
	char price[AC_DEC_TEXT_SIZE], size[AC_DEC_TEXT_SIZE];
	ac_dec_format(order->average_price, price);
	ac_dec_format(order->executed, size);
	begin(news, &message, AC_ALERT_ENTRY);
	const char *side = order->side == AC_SIDE_BUY ? "LONG" : "SHORT";
	MESSAGE_WRITE(message.title, "%s %s opened at %s", message.symbol, side, price);
	MESSAGE_WRITE(message.text, "%s opened %s %s %s.", message.strategy, size, message.symbol,
		      side);
	message_number(&message, "Side", "%s", side);
	message_decimal(&message, "Size", order->executed, -1, "");
	message_decimal(&message, "Price", order->average_price, -1, "");
	message_decimal(&message, "Value", order->executed_quote, 2, quote);
	message_decimal(&message, "Fee", order->commission, 4, quote);
	if (book->record.direction != 0 && book->record.stop_price.units != 0)
		message_decimal(&message, "Stop", book->record.stop_price, -1, "");
	if (book->record.direction != 0 && book->record.take_profit_price.units != 0)
		message_decimal(&message, "Take profit", book->record.take_profit_price, -1, "");
	rules_tell(news->rules, &message);
}

static void tell_rejected(const struct news *news)
{
	const struct ac_order_record *order = &news->fact->order_record;
	struct alert_message message;
	const char *purpose = ac_purpose_text((enum ac_purpose)order->purpose);
	begin(news, &message, AC_ALERT_ORDER_REJECTED);
	MESSAGE_WRITE(message.title, "Order rejected: %s %s", message.symbol, purpose);
	MESSAGE_WRITE(message.text, "The exchange refused the %s order %s.", purpose,
		      order->client_id);
	message_number(&message, "Error", "%" PRId32 " %s", order->code,
		       order->code != 0 ? news->rules->codes->name_of(order->code) : "");
	message_number(&message, "Side", "%s", ac_side_text((enum ac_side)order->side));
	message_decimal(&message, "Quantity", order->quantity, -1, "");
	if (order->price.units != 0)
		message_decimal(&message, "Price", order->price, -1, "");
	message_number(&message, "Attempts", "%u", (unsigned)order->attempts + 1);
	MESSAGE_WRITE(message.done, "%s",
		      order->purpose == AC_PURPOSE_ENTRY
			      ? "No position came of it; the signal is given up."
			      : "The position is protected or closed by other means.");
	MESSAGE_WRITE(message.todo, "`autocoin doctor` checks the account's settings and the "
				    "sizes of orders.");
	message_write(message.key, sizeof(message.key), "%s %" PRId32, purpose, order->code);
	rules_tell(news->rules, &message);
}

static void take_order(const struct news *news)
{
	const struct ac_order_record *order = &news->fact->order_record;
	struct rules_book *book = book_of(news);
	if (order->purpose == AC_PURPOSE_FOREIGN)
		return;
	if (order->life == AC_LIFE_REJECTED)
		tell_rejected(news);
	/* Once for an order, when no further fill can come. */
	if (order->purpose == AC_PURPOSE_ENTRY && book != NULL &&
	    ac_life_is_terminal((enum ac_life)order->life))
		tell_entry(news, book);
}

/* Net result in units of what the stop would have lost, as the view counts it. */
static bool r_multiple(const struct rules_book *book, const struct ac_round_trip *trip,
		       struct ac_dec *ret_r)
{
	struct ac_dec to_stop, at_risk;
	if (book == NULL || book->record.direction != trip->direction ||
	    book->record.stop_price.units == 0 ||
	    ac_dec_sub(trip->entry_price, book->record.stop_price, &to_stop) != AC_OK)
		return false;
	if (to_stop.units < 0)
		to_stop = ac_dec_neg(to_stop);
	if (ac_dec_mul(to_stop, trip->quantity, AC_ROUND_CEIL, &at_risk) != AC_OK ||
	    at_risk.units == 0)
		return false;
	return ac_dec_div(trip->net_profit, at_risk, AC_ROUND_HALF_EVEN, ret_r) == AC_OK;
}

static void tell_trade_count(const struct news *news)
{
	struct alert_rules *rules = news->rules;
	struct alert_message message;
	int32_t every = rules->config->trade_count_every;
	rules->memory.trades++;
	if (every == 0 || rules->memory.trades % (uint64_t)every != 0)
		return;
	rules_message(rules, &message, AC_ALERT_TRADE_COUNT, AC_SYMBOL_NONE, AC_BOOK_NONE,
		      news->now_ms);
	MESSAGE_WRITE(message.title, "Trade number %" PRIu64, rules->memory.trades);
	MESSAGE_WRITE(message.text, "The account has closed %" PRIu64 " trades.",
		      rules->memory.trades);
	message_number(&message, "Trades", "%" PRIu64, rules->memory.trades);
	if (rules->account_last.equity.units != 0)
		message_decimal(&message, "Equity", rules->account_last.equity, 2, "");
	rules_tell(rules, &message);
}

static void take_round_trip(const struct news *news)
{
	const struct ac_round_trip *trip = &news->fact->round_trip;
	struct rules_book *book = book_of(news);
	const char *quote = rules_quote(news->rules, news->fact->symbol);
	struct alert_message message;
	struct ac_dec r;
	char net[AC_DEC_TEXT_SIZE];
	message_decimal_text(trip->net_profit, 2, net);
	begin(news, &message, AC_ALERT_EXIT);
	const char *side = trip->direction > 0 ? "LONG" : "SHORT";
	const char *reason = ac_exit_reason_text((enum ac_exit_reason)trip->exit_reason);
	MESSAGE_WRITE(message.title, "%s %s closed: %s%s %s", message.symbol, side,
		      trip->net_profit.units > 0 ? "+" : "", net, quote);
	MESSAGE_WRITE(message.text, "%s left %s by %s after %s.", message.strategy, message.symbol,
		      reason[0] != '\0' ? reason : "an unknown reason",
		      message_span_make(trip->exit_time_ms - trip->entry_time_ms).text);
	message_gain(&message, "Net", trip->net_profit, quote);
	if (r_multiple(book, trip, &r))
		message_gain(&message, "R", r, "");
	message_decimal(&message, "Fees", trip->fees, 4, quote);
	if (trip->funding.units != 0)
		message_gain(&message, "Funding", trip->funding, quote);
	message_decimal(&message, "Size", trip->quantity, -1, "");
	message_decimal(&message, "Entry", trip->entry_price, -1, "");
	message_decimal(&message, "Exit", trip->exit_price, -1, "");
	message_number(&message, "Held", "%s",
		       message_span_make(trip->exit_time_ms - trip->entry_time_ms).text);
	rules_tell(news->rules, &message);
	tell_trade_count(news);
}

/* A new high counts when it is a step above the last one, so that a good day is not a hundred
 * messages. */
static void take_account(const struct news *news)
{
	struct alert_rules *rules = news->rules;
	const struct ac_account *account = &news->fact->account;
	struct ac_dec step, wanted, *high = &rules->memory.equity_high;
	struct alert_message message;
	rules->account_last = *account;
	if (account->equity.units <= 0)
		return;
	if (high->units == 0) {
		*high = ac_dec_max(account->equity, account->equity_peak);
		return;
	}
	if (ac_dec_mul_div(*high, rules->config->equity_high_step_pct, AC_DEC(100), AC_ROUND_CEIL,
			   &step) != AC_OK ||
	    ac_dec_add(*high, step, &wanted) != AC_OK || account->equity.units < wanted.units)
		return;
	rules_message(rules, &message, AC_ALERT_EQUITY_HIGH, AC_SYMBOL_NONE, AC_BOOK_NONE,
		      news->now_ms);
	char text[AC_DEC_TEXT_SIZE];
	message_decimal_text(account->equity, 2, text);
	MESSAGE_WRITE(message.title, "New equity high: %s", text);
	message_decimal_text(*high, 2, text);
	MESSAGE_WRITE(message.text,
		      "The account is worth more than ever; the last high told was "
		      "%s.",
		      text);
	message_decimal(&message, "Equity", account->equity, 2, "");
	message_decimal(&message, "Last high", *high, 2, "");
	message_decimal(&message, "Wallet", account->wallet, 2, "");
	message_gain(&message, "Realised today", account->realized_today, "");
	*high = account->equity;
	rules_tell(rules, &message);
}

static void take_bare(const struct news *news)
{
	struct alert_rules *rules = news->rules;
	const struct ac_system_fact *fact = &news->fact->system;
	struct alert_message message;
	struct condition *condition =
		condition_stand(rules, AC_ALERT_POSITION_BARE, news->fact->symbol, news->fact->book,
				"", news->now_ms - fact->value);
	if (condition == NULL)
		return;
	/* Views that were made before this do not know of it. */
	condition->run_ms = news->fact->recv_ns / AC_NS_PER_MS + 1;
	begin(news, &message, AC_ALERT_POSITION_BARE);
	MESSAGE_WRITE(message.title, "Position without a stop: %s", message.symbol);
	MESSAGE_WRITE(message.text, "%s.", fact->text);
	message_number(&message, "Bare for", "%" PRId64 " ms", fact->value);
	MESSAGE_WRITE(message.done, "It is being closed at market.");
	MESSAGE_WRITE(message.todo, "Look at the exchange; `autocoin flatten %s` closes it.",
		      message.symbol);
	condition_tell(rules, condition, &message);
}

struct system_words {
	enum ac_alert_kind kind;
	const char *title, *done, *todo;
};

static bool system_words_find(const struct ac_system_fact *fact, struct system_words *ret_words)
{
	/* The view tells of an order whose fate stays unknown, with its numbers. */
	bool is_being_asked = strncmp(fact->text, "the fate of", 11) == 0;
	switch ((enum ac_system)fact->what) {
	case AC_SYSTEM_MISMATCH:
		*ret_words = (struct system_words){
			AC_ALERT_MISMATCH, "Our books and the exchange's differ",
			"Where the exchange proved it, its number was taken; nothing was traded.",
			"Compare positions and balance with the exchange; `autocoin db verify` "
			"checks ours."
		};
		return true;
	case AC_SYSTEM_FOREIGN:
		*ret_words = (struct system_words){
			AC_ALERT_FOREIGN, "Somebody else changed the account",
			"The change was taken over into our books.",
			"If it was not you, look at the exchange and change the API key."
		};
		return true;
	case AC_SYSTEM_CONTROL:
		*ret_words = (struct system_words){ AC_ALERT_CONTROL, "A person's order",
						    "It is in the journal and in force.", "" };
		return true;
	case AC_SYSTEM_FULL:
		*ret_words = (struct system_words){ AC_ALERT_ERROR, "A table of the trader is full",
						    "What did not fit was refused; exits go on.",
						    "Fewer symbols or strategies at once." };
		return true;
	case AC_SYSTEM_UNKNOWN_ORDER:
		*ret_words = (struct system_words){
			AC_ALERT_ORDER_UNKNOWN, "An order gives trouble",
			"It is asked about and tried again; stops stay on the exchange.",
			"Look at the position on the exchange."
		};
		return !is_being_asked;
	case AC_SYSTEM_NONE:
	case AC_SYSTEM_COUNT:
	case AC_SYSTEM_STARTED:
	case AC_SYSTEM_STOPPED:
	case AC_SYSTEM_GAP:
	case AC_SYSTEM_RECONCILED:
	case AC_SYSTEM_BARE_POSITION:
	case AC_SYSTEM_ORPHAN:
	case AC_SYSTEM_STREAM:
		break;
	}
	return false;
}

static void take_system(const struct news *news)
{
	const struct ac_system_fact *fact = &news->fact->system;
	struct alert_message message;
	struct system_words words;
	if (fact->what == AC_SYSTEM_BARE_POSITION)
		take_bare(news);
	if (!system_words_find(fact, &words))
		return;
	begin(news, &message, words.kind);
	MESSAGE_WRITE(message.title, "%s", words.title);
	MESSAGE_WRITE(message.text, "%s%s%s.", message.symbol,
		      message.symbol[0] != '\0' ? ": " : "", fact->text);
	if (words.kind == AC_ALERT_MISMATCH || words.kind == AC_ALERT_FOREIGN)
		message_decimal(&message, "Amount", (struct ac_dec){ fact->value }, -1, "");
	MESSAGE_WRITE(message.done, "%s", words.done);
	MESSAGE_WRITE(message.todo, "%s", words.todo);
	MESSAGE_WRITE(message.key, "%.60s", fact->text);
	rules_tell(news->rules, &message);
}

void alert_rules_fact(struct alert_rules *rules, const struct ac_event *fact, ac_ms now_ms)
{
	const struct news news = { rules, fact, now_ms };
	struct rules_book *book = book_of(&news);
	if (fact->kind == AC_EVENT_SIGNAL)
		take_signal(&news);
	else if (fact->kind == AC_EVENT_ORDER_STATE)
		take_order(&news);
	else if (fact->kind == AC_EVENT_ROUND_TRIP)
		take_round_trip(&news);
	else if (fact->kind == AC_EVENT_ACCOUNT)
		take_account(&news);
	else if (fact->kind == AC_EVENT_SYSTEM)
		take_system(&news);
	else if (fact->kind == AC_EVENT_POSITION_STATE && book != NULL &&
		 fact->position_record.direction != 0)
		book->record = fact->position_record;
}
