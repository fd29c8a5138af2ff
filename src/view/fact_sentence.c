#include <inttypes.h>
#include <stdio.h>

#include "view/view_json.h"
#include "view/words.h"

struct sentence {
	char *text;
	size_t size;
	const char *symbol, *strategy, *quote;
};

static void say_signal(const struct sentence *to, const struct ac_signal *signal)
{
	char price[AC_DEC_TEXT_SIZE];
	ac_dec_format(signal->price, price);
	const char *wish = signal->action == AC_ACTION_EXIT          ? "exit"
			   : signal->action == AC_ACTION_ENTER_LONG  ? "long"
			   : signal->action == AC_ACTION_ENTER_SHORT ? "short"
								     : "nothing";
	const char *verdict =
		signal->is_allowed ? "taken" : ac_reason_text((enum ac_reason)signal->reason);
	snprintf(to->text, to->size, "%s %s: signal %s at %s, %s%s", to->symbol, to->strategy, wish,
		 price, signal->is_allowed ? "" : "refused: ", verdict);
}

static void say_order(const struct sentence *to, const struct ac_order_record *order)
{
	char quantity[AC_DEC_TEXT_SIZE];
	ac_dec_format(order->quantity, quantity);
	snprintf(to->text, to->size, "%s %s: %s %s %s, %s", to->symbol, to->strategy,
		 ac_purpose_text((enum ac_purpose)order->purpose),
		 ac_side_text((enum ac_side)order->side),
		 order->close_position ? "the whole position" : quantity,
		 ac_life_text((enum ac_life)order->life));
	if (order->code != 0) {
		size_t used = strlen(to->text);
		snprintf(to->text + used, to->size - used, " (error %d)", order->code);
	}
}

static void say_command(const struct sentence *to, const struct ac_command *command)
{
	char quantity[AC_DEC_TEXT_SIZE];
	ac_dec_format(command->quantity, quantity);
	snprintf(to->text, to->size, "%s: %s %s %s asked of the exchange", to->symbol,
		 ac_command_kind_text((enum ac_command_kind)command->kind),
		 ac_side_text((enum ac_side)command->side), quantity);
}

static void say_fill(const struct sentence *to, const struct ac_fill *fill)
{
	char quantity[AC_DEC_TEXT_SIZE], price[AC_DEC_TEXT_SIZE];
	ac_dec_format(fill->quantity, quantity);
	ac_dec_format(fill->price, price);
	snprintf(to->text, to->size, "%s %s: %s %s %s at %s", to->symbol, to->strategy,
		 ac_purpose_text((enum ac_purpose)fill->purpose),
		 ac_side_text((enum ac_side)fill->side), quantity, price);
}

static void say_position(const struct sentence *to, const struct ac_position_record *position)
{
	char quantity[AC_DEC_TEXT_SIZE], entry[AC_DEC_TEXT_SIZE];
	ac_dec_format(position->quantity, quantity);
	ac_dec_format(position->entry_price, entry);
	if (position->direction == 0)
		snprintf(to->text, to->size, "%s %s: flat", to->symbol, to->strategy);
	else
		snprintf(to->text, to->size, "%s %s: %s %s from %s, stop %s", to->symbol,
			 to->strategy, position->direction > 0 ? "LONG" : "SHORT", quantity, entry,
			 position->is_protected ? "confirmed" : "NOT CONFIRMED");
}

static void say_round_trip(const struct sentence *to, const struct ac_round_trip *trip)
{
	char price[AC_DEC_TEXT_SIZE], net[AC_DEC_TEXT_SIZE];
	ac_dec_format(trip->exit_price, price);
	ac_dec_format_fixed(trip->net_profit, 2, net);
	snprintf(to->text, to->size, "%s %s: %s closed at %s, %s, %s%s %s", to->symbol,
		 to->strategy, trip->direction > 0 ? "LONG" : "SHORT", price,
		 ac_exit_reason_text((enum ac_exit_reason)trip->exit_reason),
		 trip->net_profit.units > 0 ? "+" : "", net, to->quote);
}

static void say_risk(const struct sentence *to, const struct ac_risk_record *risk)
{
	const char *guard = ac_guard_text((enum ac_guard_id)risk->guard);
	const char *scope = to->symbol[0] != '\0' ? to->symbol : "the account";
	char value[AC_DEC_TEXT_SIZE], limit[AC_DEC_TEXT_SIZE];
	ac_dec_format_fixed(risk->value, 2, value);
	ac_dec_format_fixed(risk->limit, 2, limit);
	if (!risk->is_active)
		snprintf(to->text, to->size, "%s: guard %s does not halt, its number is %s", scope,
			 guard, value);
	else if (risk->limit.units != 0)
		snprintf(to->text, to->size, "%s: entries halted by %s, %s of %s", scope, guard,
			 value, limit);
	else
		snprintf(to->text, to->size, "%s: entries halted by %s, %s", scope, guard,
			 ac_reason_text((enum ac_reason)risk->reason));
}

static void say_account(const struct sentence *to, const struct ac_account *account)
{
	char equity[AC_DEC_TEXT_SIZE], wallet[AC_DEC_TEXT_SIZE];
	ac_dec_format_fixed(account->equity, 2, equity);
	ac_dec_format_fixed(account->wallet, 2, wallet);
	snprintf(to->text, to->size, "equity %s, wallet %s", equity, wallet);
}

static void say_price(const struct sentence *to, const struct ac_event *fact)
{
	char price[AC_DEC_TEXT_SIZE];
	struct ac_dec shown = { fact->candle.close };
	const char *what = "candle closed at";
	if (fact->kind == AC_EVENT_MARK) {
		shown = fact->mark.mark;
		what = "mark price";
	} else if (fact->kind == AC_EVENT_TRADE) {
		shown = fact->trade.price;
		what = "traded at";
	} else if (fact->kind == AC_EVENT_FUNDING) {
		shown = fact->funding.payment;
		what = "funding";
	}
	ac_dec_format(shown, price);
	snprintf(to->text, to->size, "%s: %s %s", to->symbol, what, price);
}

void ac_fact_sentence(const struct ac_event *fact, const struct ac_view_names *names, char *text,
		      size_t text_size)
{
	ac_assert(text_size > 0);
	const struct sentence to = { text, text_size, words_symbol(names, fact->symbol),
				     words_strategy(names, fact->book),
				     words_quote(names, fact->symbol) };
	text[0] = '\0';
	if (fact->kind == AC_EVENT_SIGNAL)
		say_signal(&to, &fact->signal);
	else if (fact->kind == AC_EVENT_COMMAND)
		say_command(&to, &fact->command);
	else if (fact->kind == AC_EVENT_ORDER_STATE)
		say_order(&to, &fact->order_record);
	else if (fact->kind == AC_EVENT_FILL)
		say_fill(&to, &fact->fill);
	else if (fact->kind == AC_EVENT_POSITION_STATE)
		say_position(&to, &fact->position_record);
	else if (fact->kind == AC_EVENT_ROUND_TRIP)
		say_round_trip(&to, &fact->round_trip);
	else if (fact->kind == AC_EVENT_RISK)
		say_risk(&to, &fact->risk_record);
	else if (fact->kind == AC_EVENT_ACCOUNT)
		say_account(&to, &fact->account);
	else if (fact->kind == AC_EVENT_SYSTEM)
		snprintf(text, text_size, "%s%s%s", to.symbol, to.symbol[0] != '\0' ? ": " : "",
			 fact->system.text);
	else if (fact->kind == AC_EVENT_CANDLE || fact->kind == AC_EVENT_MARK ||
		 fact->kind == AC_EVENT_TRADE || fact->kind == AC_EVENT_FUNDING)
		say_price(&to, fact);
}
