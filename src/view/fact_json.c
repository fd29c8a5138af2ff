/* Facts in the words of docs/api.md. The names of fields are those of the interface's answers, so
 * that a reader of one can read the other. */
#include "view/view_json.h"
#include "view/words.h"

static void put_signal(struct ac_json *json, const struct ac_signal *signal)
{
	static const char *const actions[] = { "NONE", "ENTER_LONG", "ENTER_SHORT", "EXIT" };
	words_text(json, "action",
		   signal->action < AC_COUNT(actions) ? actions[signal->action] : "");
	words_text(json, "exit_reason",
		   ac_exit_reason_text((enum ac_exit_reason)signal->exit_reason));
	ac_json_bool(json, "is_allowed", signal->is_allowed);
	words_text(json, "verdict", ac_reason_text((enum ac_reason)signal->reason));
	ac_json_dec(json, "value", signal->value);
	ac_json_dec(json, "limit", signal->limit);
	ac_json_dec(json, "price", signal->price);
	ac_json_dec(json, "quantity", signal->quantity);
	ac_json_open(json, "values", '[');
	for (size_t i = 0; i < AC_COUNT(signal->values); i++)
		ac_json_real(json, NULL, signal->values[i]);
	ac_json_close(json, ']');
}

static void put_command(struct ac_json *json, const struct ac_command *command)
{
	words_text(json, "command", ac_command_kind_text((enum ac_command_kind)command->kind));
	words_text(json, "client_order_id", command->client_id);
	words_text(json, "side", ac_side_text((enum ac_side)command->side));
	words_text(json, "type", ac_order_type_text((enum ac_order_type)command->type));
	ac_json_dec(json, "quantity", command->quantity);
	ac_json_dec(json, "price", command->price);
	ac_json_dec(json, "stop_price", command->trigger_price);
}

static void put_order(struct ac_json *json, const struct ac_order_record *order)
{
	words_text(json, "client_order_id", order->client_id);
	words_text(json, "purpose", ac_purpose_text((enum ac_purpose)order->purpose));
	words_text(json, "side", ac_side_text((enum ac_side)order->side));
	words_text(json, "type", ac_order_type_text((enum ac_order_type)order->type));
	words_text(json, "status", ac_life_text((enum ac_life)order->life));
	ac_json_dec(json, "quantity", order->quantity);
	ac_json_dec(json, "executed_quantity", order->executed);
	ac_json_dec(json, "price", order->price);
	ac_json_dec(json, "stop_price", order->trigger_price);
	ac_json_dec(json, "average_price", order->average_price);
	words_number(json, "error_code", order->code);
}

static void put_fill(struct ac_json *json, const struct ac_fill *fill)
{
	words_text(json, "client_order_id", fill->client_id);
	words_text(json, "purpose", ac_purpose_text((enum ac_purpose)fill->purpose));
	words_text(json, "side", ac_side_text((enum ac_side)fill->side));
	ac_json_int(json, "trade_id", fill->trade_id);
	ac_json_dec(json, "price", fill->price);
	ac_json_dec(json, "quantity", fill->quantity);
	ac_json_dec(json, "commission", fill->commission);
	ac_json_dec(json, "realized_pnl", fill->realized_profit);
	ac_json_bool(json, "is_maker", fill->is_maker);
}

static void put_position(struct ac_json *json, const struct ac_position_record *position)
{
	words_text(json, "side",
		   position->direction > 0   ? "LONG"
		   : position->direction < 0 ? "SHORT"
					     : "FLAT");
	ac_json_dec(json, "quantity", position->quantity);
	ac_json_dec(json, "entry_price", position->entry_price);
	ac_json_dec(json, "stop_price", position->stop_price);
	ac_json_dec(json, "take_profit_price", position->take_profit_price);
	ac_json_bool(json, "is_protected", position->is_protected);
}

static void put_round_trip(struct ac_json *json, const struct ac_round_trip *trip)
{
	words_text(json, "side", trip->direction > 0 ? "LONG" : "SHORT");
	ac_json_dec(json, "quantity", trip->quantity);
	ac_json_dec(json, "entry_price", trip->entry_price);
	ac_json_dec(json, "exit_price", trip->exit_price);
	ac_json_int(json, "entry_time", trip->entry_time_ms);
	ac_json_int(json, "exit_time", trip->exit_time_ms);
	words_text(json, "exit_reason",
		   ac_exit_reason_text((enum ac_exit_reason)trip->exit_reason));
	ac_json_bool(json, "is_ambiguous", trip->is_ambiguous);
	ac_json_dec(json, "gross_pnl", trip->gross_profit);
	ac_json_dec(json, "fees", trip->fees);
	ac_json_dec(json, "funding", trip->funding);
	ac_json_dec(json, "net_pnl", trip->net_profit);
}

static void put_risk(struct ac_json *json, const struct ac_risk_record *risk)
{
	words_text(json, "guard", ac_guard_text((enum ac_guard_id)risk->guard));
	words_text(json, "risk_state", ac_risk_state_text((enum ac_risk_state)risk->state));
	ac_json_bool(json, "is_halted", risk->is_active);
	words_text(json, "reason", ac_reason_text((enum ac_reason)risk->reason));
	words_number(json, "since", risk->since_ms);
	words_number(json, "until", risk->until_ms);
	ac_json_dec(json, "value", risk->value);
	ac_json_dec(json, "limit", risk->limit);
}

static void put_account(struct ac_json *json, const struct ac_account *account)
{
	ac_json_dec(json, "wallet", account->wallet);
	ac_json_dec(json, "unrealized_pnl", account->unrealized);
	ac_json_dec(json, "equity", account->equity);
	ac_json_dec(json, "equity_peak", account->equity_peak);
}

static void put_candle(struct ac_json *json, const struct ac_candle *candle)
{
	ac_json_int(json, "open_time", candle->open_time_ms);
	ac_json_dec(json, "open", (struct ac_dec){ candle->open });
	ac_json_dec(json, "high", (struct ac_dec){ candle->high });
	ac_json_dec(json, "low", (struct ac_dec){ candle->low });
	ac_json_dec(json, "close", (struct ac_dec){ candle->close });
	ac_json_dec(json, "volume", (struct ac_dec){ candle->volume });
}

static void put_price(struct ac_json *json, const struct ac_event *fact)
{
	if (fact->kind == AC_EVENT_TRADE) {
		ac_json_dec(json, "price", fact->trade.price);
		ac_json_dec(json, "quantity", fact->trade.quantity);
		return;
	}
	if (fact->kind == AC_EVENT_FUNDING) {
		ac_json_dec(json, "payment", fact->funding.payment);
		ac_json_dec(json, "funding_rate", fact->funding.rate);
		return;
	}
	ac_json_dec(json, "mark_price", fact->mark.mark);
	ac_json_dec(json, "funding_rate", fact->mark.funding_rate);
	words_number(json, "next_funding_at", fact->mark.funding_time_ms);
}

static void put_payload(struct ac_json *json, const struct ac_event *fact)
{
	if (fact->kind == AC_EVENT_SIGNAL)
		put_signal(json, &fact->signal);
	else if (fact->kind == AC_EVENT_COMMAND)
		put_command(json, &fact->command);
	else if (fact->kind == AC_EVENT_ORDER_STATE)
		put_order(json, &fact->order_record);
	else if (fact->kind == AC_EVENT_FILL)
		put_fill(json, &fact->fill);
	else if (fact->kind == AC_EVENT_POSITION_STATE)
		put_position(json, &fact->position_record);
	else if (fact->kind == AC_EVENT_ROUND_TRIP)
		put_round_trip(json, &fact->round_trip);
	else if (fact->kind == AC_EVENT_RISK)
		put_risk(json, &fact->risk_record);
	else if (fact->kind == AC_EVENT_ACCOUNT)
		put_account(json, &fact->account);
	else if (fact->kind == AC_EVENT_CANDLE)
		put_candle(json, &fact->candle);
	else if (fact->kind == AC_EVENT_MARK || fact->kind == AC_EVENT_TRADE ||
		 fact->kind == AC_EVENT_FUNDING)
		put_price(json, fact);
	else if (fact->kind == AC_EVENT_SYSTEM)
		ac_json_int(json, "value", fact->system.value);
}

void ac_fact_json(struct ac_json *json, const char *key, const struct ac_event *fact,
		  const struct ac_view_names *names)
{
	char channel[AC_CHANNEL_SIZE];
	char sentence[256];
	ac_fact_channel(fact, names, channel);
	ac_fact_sentence(fact, names, sentence, sizeof(sentence));
	ac_json_open(json, key, '{');
	words_text(json, "channel", channel);
	words_text(json, "kind", ac_event_kind_text((enum ac_event_kind)fact->kind));
	ac_json_unsigned(json, "seq", fact->seq);
	ac_json_int(json, "time", fact->time_ns / AC_NS_PER_MS);
	words_text(json, "symbol", words_symbol(names, fact->symbol));
	words_text(json, "strategy", words_strategy(names, fact->book));
	words_text(json, "sentence", sentence);
	put_payload(json, fact);
	ac_json_close(json, '}');
}
