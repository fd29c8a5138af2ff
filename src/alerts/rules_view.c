/* What a view tells: everything that stands for a while. */
#include <inttypes.h>

#include "alerts/rules_state.h"

/* An order of unknown fate is usually explained within a fraction of a second. */
#define UNKNOWN_HOLD_MS AC_MS_PER_SEC
/* A database that is tried again is usually well again soon. */
#define RETRYING_HOLD_MS (10 * AC_MS_PER_SEC)

struct look {
	struct alert_rules *rules;
	const struct ac_view *view;
	ac_ms now_ms;
};

static bool is_over_wire(const struct ac_view *view)
{
	return view->user.is_used || view->api.is_used;
}

static void look_at_stream(const struct look *look, enum ac_alert_kind kind, const char *name,
			   const struct ac_view_stream *stream, ac_ms limit_ms, const char *todo)
{
	struct alert_message message;
	struct alert_rules *rules = look->rules;
	if (!stream->is_used || stream->is_up || stream->down_ms < limit_ms)
		return;
	struct condition *condition = condition_stand(rules, kind, AC_SYMBOL_NONE, AC_BOOK_NONE,
						      name, look->now_ms - stream->down_ms);
	if (condition == NULL)
		return;
	rules_message(rules, &message, kind, AC_SYMBOL_NONE, AC_BOOK_NONE, look->now_ms);
	MESSAGE_WRITE(message.title, "Connection lost: %s", name);
	MESSAGE_WRITE(message.text, "The %s has been down for %s%s%s.", name,
		      message_span_make(stream->down_ms).text, stream->why[0] != '\0' ? ": " : "",
		      stream->why);
	message_number(&message, "Down for", "%s", message_span_make(stream->down_ms).text);
	message_number(&message, "Reconnects", "%" PRIu64, stream->reconnects);
	MESSAGE_WRITE(message.done, "No entries meanwhile; stops stay on the exchange; "
				    "connecting goes on by itself.");
	MESSAGE_WRITE(message.todo, "%s", todo);
	condition_tell(rules, condition, &message);
}

/* Up, but what it missed is not merged yet, or it is silent: the engine says when it may be used.
 */
static void look_at_user_stream(const struct look *look)
{
	struct alert_rules *rules = look->rules;
	const struct ac_view *view = look->view;
	struct alert_message message;
	ac_ms limit_ms = rules->config->user_stream_stale_sec * AC_MS_PER_SEC;
	bool is_unusable = view->user.is_used && (!view->user.is_up || !view->engine.is_user_up);
	if (!is_unusable)
		return;
	struct condition *condition =
		condition_stand(rules, AC_ALERT_USER_STREAM_STALE, AC_SYMBOL_NONE, AC_BOOK_NONE, "",
				look->now_ms - view->user.down_ms);
	if (condition == NULL || look->now_ms - condition->since_ms < limit_ms)
		return;
	struct message_span span = message_span_make(look->now_ms - condition->since_ms);
	rules_message(rules, &message, AC_ALERT_USER_STREAM_STALE, AC_SYMBOL_NONE, AC_BOOK_NONE,
		      look->now_ms);
	MESSAGE_WRITE(message.title, "User stream stale");
	MESSAGE_WRITE(message.text,
		      "Fills and balances of the account have not been heard of for %s%s%s.",
		      span.text, view->user.why[0] != '\0' ? ": " : "", view->user.why);
	message_number(&message, "Stale for", "%s", span.text);
	message_number(&message, "Open positions", "%" PRIu32, view->position_count);
	MESSAGE_WRITE(message.done, "No entries meanwhile; stops stay on the exchange; after the "
				    "reconnect the account is read whole.");
	MESSAGE_WRITE(message.todo,
		      "If it lasts, look at the positions on the exchange; `autocoin doctor` "
		      "checks key and network.");
	condition_tell(rules, condition, &message);
}

static const char *halt_advice(const struct ac_view_guard *guard)
{
	if (guard->until_ms != 0)
		return "Nothing; it ends by itself. Earlier";
	return "Find out why. It stays until a person lifts it";
}

static void halt_numbers(const struct look *look, const struct ac_view_guard *guard,
			 struct alert_message *message)
{
	message_number(message, "Guard", "%s", ac_guard_text((enum ac_guard_id)guard->guard));
	message_number(message, "Reason", "%s", ac_reason_text(guard->reason));
	bool is_count = strcmp(guard->unit, "count") == 0;
	const char *unit = is_count ? "" : guard->unit;
	/* Some guards begin to count anew when they halt: what they have counted since says nothing
	 * of the reason. */
	if (guard->limit.units != 0 && guard->used.units >= guard->limit.units)
		message_decimal(message, "Used", guard->used, is_count ? 0 : 2, unit);
	if (guard->limit.units != 0)
		message_decimal(message, "Limit", guard->limit, is_count ? 0 : 2, unit);
	if (guard->until_ms != 0)
		message_number(message, "Until", "%s",
			       message_clock_make(guard->until_ms, look->now_ms).text);
	else
		message_number(message, "Until", "a person lifts it");
}

static void look_at_halt(const struct look *look, const struct ac_view_guard *guard)
{
	struct alert_rules *rules = look->rules;
	struct alert_message message;
	const char *name = ac_guard_text((enum ac_guard_id)guard->guard);
	struct condition *condition = condition_stand(rules, AC_ALERT_HALT, guard->symbol,
						      guard->book, name, look->now_ms);
	if (condition == NULL || condition->is_told)
		return;
	bool is_of_account = guard->symbol == AC_SYMBOL_NONE && guard->book == AC_BOOK_NONE;
	rules_message(rules, &message, AC_ALERT_HALT, guard->symbol, guard->book, look->now_ms);
	if (is_of_account)
		MESSAGE_WRITE(message.title, "%s: %s, the whole account",
			      ac_risk_state_text(look->view->engine.risk_state), name);
	else
		MESSAGE_WRITE(message.title, "Entries halted: %s, %s", name,
			      rules_scope(rules, guard->symbol));
	MESSAGE_WRITE(message.text, "%s halted the entries of %s%s%s: %s.",
		      guard->guard == AC_GUARD_STATE ? "A person" : "A risk guard",
		      rules_scope(rules, guard->symbol), message.strategy[0] != '\0' ? ", " : "",
		      message.strategy, ac_reason_text(guard->reason));
	halt_numbers(look, guard, &message);
	MESSAGE_WRITE(message.done, "%s",
		      is_of_account && look->view->engine.risk_state == AC_RISK_HALTED
			      ? "No entries; working entries are cancelled; positions keep their "
				"stops."
			      : "No entries there; positions keep their stops, exits go on.");
	MESSAGE_WRITE(message.todo, "%s: `autocoin unhalt %s`.", halt_advice(guard), name);
	condition_tell(rules, condition, &message);
}

static void look_at_unknown(const struct look *look, const struct ac_view_order *order)
{
	struct alert_rules *rules = look->rules;
	struct alert_message message;
	const struct ac_order_record *record = &order->record;
	struct condition *condition = condition_stand(rules, AC_ALERT_ORDER_UNKNOWN, order->symbol,
						      order->book, record->client_id, look->now_ms);
	if (condition == NULL || look->now_ms - condition->since_ms < UNKNOWN_HOLD_MS)
		return;
	rules_message(rules, &message, AC_ALERT_ORDER_UNKNOWN, order->symbol, order->book,
		      look->now_ms);
	MESSAGE_WRITE(message.title, "Order of unknown fate: %s",
		      rules_scope(rules, order->symbol));
	MESSAGE_WRITE(message.text,
		      "The exchange has not said whether the %s order %s %s arrived. It counts "
		      "as exposure in full.",
		      ac_purpose_text((enum ac_purpose)record->purpose),
		      ac_side_text((enum ac_side)record->side), record->client_id);
	message_decimal(&message, "Quantity", record->quantity, -1, "");
	if (record->price.units != 0)
		message_decimal(&message, "Price", record->price, -1, "");
	if (record->code != 0)
		message_number(&message, "Error", "%" PRId32, record->code);
	message_number(&message, "Client id", "%s", record->client_id);
	MESSAGE_WRITE(message.done,
		      "It is asked about by its id, never sent again blindly; no entries of %s.",
		      rules_scope(rules, order->symbol));
	MESSAGE_WRITE(message.todo,
		      "If it lasts longer than a minute, look for the order on the exchange.");
	condition_tell(rules, condition, &message);
}

static void position_numbers(const struct ac_view_position *position, const char *quote,
			     struct alert_message *message)
{
	const struct ac_position_record *record = &position->record;
	message_number(message, "Side", "%s", record->direction > 0 ? "LONG" : "SHORT");
	message_decimal(message, "Size", record->quantity, -1, "");
	message_decimal(message, "Entry", record->entry_price, -1, "");
	message_decimal(message, "Mark", position->mark, -1, "");
	message_gain(message, "Unrealised", position->unrealized, quote);
}

static void look_at_bare(const struct look *look, const struct ac_view_position *position)
{
	struct alert_rules *rules = look->rules;
	struct alert_message message;
	if (position->bare_ms == 0 || position->bare_ms <= look->view->bare_limit_ms)
		return;
	struct condition *condition =
		condition_stand(rules, AC_ALERT_POSITION_BARE, position->symbol, position->book, "",
				look->now_ms - position->bare_ms);
	if (condition == NULL || condition->is_told)
		return;
	rules_message(rules, &message, AC_ALERT_POSITION_BARE, position->symbol, position->book,
		      look->now_ms);
	MESSAGE_WRITE(message.title, "Position without a stop: %s", message.symbol);
	MESSAGE_WRITE(message.text,
		      "The position has stood without a confirmed stop for %s; it may lose more "
		      "than planned.",
		      message_span_make(position->bare_ms).text);
	position_numbers(position, rules_quote(rules, position->symbol), &message);
	message_number(&message, "Bare for", "%" PRId64 " ms", (int64_t)position->bare_ms);
	MESSAGE_WRITE(message.done, "%s",
		      position->is_closing ? "It is being closed at market."
					   : "The stop is sent again; past the bound the position "
					     "is closed at market.");
	MESSAGE_WRITE(message.todo, "Look at the exchange; `autocoin flatten %s` closes it.",
		      message.symbol);
	condition_tell(rules, condition, &message);
}

static void look_at_liquidation(const struct look *look, const struct ac_view_position *position)
{
	struct alert_rules *rules = look->rules;
	struct alert_message message;
	struct ac_dec near = rules->config->liquidation_near_pct;
	struct ac_dec distance = position->liquidation_distance_pct;
	if (near.units == 0 || position->liquidation.units == 0 || distance.units >= near.units)
		return;
	struct condition *condition =
		condition_stand(rules, AC_ALERT_LIQUIDATION_NEAR, position->symbol, position->book,
				"", look->now_ms);
	if (condition == NULL || condition->is_told)
		return;
	char text[AC_DEC_TEXT_SIZE];
	message_decimal_text(distance, 2, text);
	rules_message(rules, &message, AC_ALERT_LIQUIDATION_NEAR, position->symbol, position->book,
		      look->now_ms);
	MESSAGE_WRITE(message.title, "Liquidation near: %s", message.symbol);
	MESSAGE_WRITE(message.text,
		      "The mark price is %s %% from the price at which the exchange closes the "
		      "position at a loss.",
		      text);
	position_numbers(position, rules_quote(rules, position->symbol), &message);
	message_decimal(&message, "Liquidation", position->liquidation, -1, "");
	message_decimal(&message, "Distance", distance, 2, "%");
	MESSAGE_WRITE(message.done, "%s",
		      position->record.is_protected ? "Its stop rests on the exchange."
						    : "Its stop is NOT confirmed.");
	MESSAGE_WRITE(message.todo, "`autocoin flatten %s` closes it now, or add margin.",
		      message.symbol);
	condition_tell(rules, condition, &message);
}

static void look_at_database(const struct look *look)
{
	struct alert_rules *rules = look->rules;
	struct alert_message message;
	const struct ac_view_system *system = &look->view->system;
	if (system->database_state == 0)
		return;
	struct condition *condition = condition_stand(rules, AC_ALERT_DATABASE, AC_SYMBOL_NONE,
						      AC_BOOK_NONE, "", look->now_ms);
	bool is_early = system->database_state == 1 && condition != NULL &&
			look->now_ms - condition->since_ms < RETRYING_HOLD_MS;
	if (condition == NULL || is_early)
		return;
	rules_message(rules, &message, AC_ALERT_DATABASE, AC_SYMBOL_NONE, AC_BOOK_NONE,
		      look->now_ms);
	MESSAGE_WRITE(message.title, "Database failing");
	MESSAGE_WRITE(message.text, "History cannot be written: %s.", system->database_error);
	message_number(&message, "Rows waiting", "%" PRIu32 " of %" PRIu32, system->database_queue,
		       system->database_queue_capacity);
	MESSAGE_WRITE(message.done,
		      "Trading goes on; the journal has everything and fills the gap later.");
	MESSAGE_WRITE(message.todo, "Look at the disk and at DB_URL.");
	condition_tell(rules, condition, &message);
}

static void look_at_journal(const struct look *look)
{
	struct alert_rules *rules = look->rules;
	struct alert_message message;
	if (!look->view->system.is_journal_failing && look->view->state != AC_VIEW_JOURNAL_FAILING)
		return;
	struct condition *condition = condition_stand(rules, AC_ALERT_JOURNAL, AC_SYMBOL_NONE,
						      AC_BOOK_NONE, "", look->now_ms);
	if (condition == NULL)
		return;
	rules_message(rules, &message, AC_ALERT_JOURNAL, AC_SYMBOL_NONE, AC_BOOK_NONE,
		      look->now_ms);
	MESSAGE_WRITE(message.title, "Journal failing");
	MESSAGE_WRITE(message.text, "The journal cannot be written, so no entry may be sent.");
	message_number(&message, "Open positions", "%" PRIu32, look->view->position_count);
	MESSAGE_WRITE(message.done, "No entries; exits go on; stops stay on the exchange.");
	MESSAGE_WRITE(message.todo, "Free disk space, then stop and start again.");
	condition_tell(rules, condition, &message);
}

static void look_at_start(const struct look *look)
{
	struct alert_rules *rules = look->rules;
	const struct ac_view *view = look->view;
	struct alert_message message;
	rules->has_view = true;
	rules->run_id = view->run.run_id;
	rules->started_ms = view->run.started_ms;
	if (view->run.has_crashed_last) {
		rules_message(rules, &message, AC_ALERT_CRASH, AC_SYMBOL_NONE, AC_BOOK_NONE,
			      look->now_ms);
		MESSAGE_WRITE(message.title, "The run before was cut off");
		MESSAGE_WRITE(message.text, "It did not end in order: a crash, a kill, or the "
					    "machine went down.");
		message_number(&message, "Run now", "%" PRIu32, view->run.run_id);
		MESSAGE_WRITE(message.done, "Books were restored and are reconciled with the "
					    "exchange before any entry.");
		MESSAGE_WRITE(message.todo, "Look at the last lines of logs/autocoin.jsonl before "
					    "this start.");
		rules_tell(rules, &message);
	}
	rules_message(rules, &message, AC_ALERT_STARTED, AC_SYMBOL_NONE, AC_BOOK_NONE,
		      look->now_ms);
	MESSAGE_WRITE(message.title, "Trading started");
	MESSAGE_WRITE(message.text, "Run %" PRIu32 " of version %s, prices from %s.",
		      view->run.run_id, view->run.version, view->run.feed);
	if (view->engine.account.equity.units != 0)
		message_decimal(&message, "Equity", view->engine.account.equity, 2, "");
	message_number(&message, "Open positions", "%" PRIu32, view->position_count);
	message_number(&message, "Symbols", "%" PRIu32, view->symbol_count);
	message_number(&message, "Strategies", "%" PRIu32, rules->names->book_count);
	rules_tell(rules, &message);
}

void alert_rules_view(struct alert_rules *rules, const struct ac_view *view, ac_ms now_ms)
{
	const struct look look = { rules, view, now_ms };
	ac_ms lost_ms = rules->config->connection_lost_sec * AC_MS_PER_SEC;
	if (!rules->has_view)
		look_at_start(&look);
	rules->positions_last = view->position_count;
	if (view->engine.account.equity.units != 0)
		rules->account_last = view->engine.account;
	/* Streams are taken down then, in order: neither lost nor over. */
	if (view->state == AC_VIEW_STOPPING || view->state == AC_VIEW_STOPPED)
		return;
	conditions_begin(rules);
	look_at_stream(&look, AC_ALERT_CONNECTION_LOST, "market stream", &view->market, lost_ms,
		       is_over_wire(view) ? "If it lasts, look at the network and at the positions "
					    "on the exchange; `autocoin doctor` checks both."
					  : "If it lasts, look at the network.");
	look_at_stream(&look, AC_ALERT_CONNECTION_LOST, "order connection", &view->api, lost_ms,
		       "Orders leave by REST meanwhile. If it lasts, look at the network; "
		       "`autocoin doctor` checks it.");
	look_at_user_stream(&look);
	for (uint32_t i = 0; i < view->guard_count; i++) {
		if (view->guards[i].is_halted)
			look_at_halt(&look, &view->guards[i]);
	}
	for (uint32_t i = 0; i < view->order_count; i++) {
		if (view->orders[i].record.life == AC_LIFE_UNKNOWN)
			look_at_unknown(&look, &view->orders[i]);
	}
	for (uint32_t i = 0; i < view->position_count; i++) {
		look_at_bare(&look, &view->positions[i]);
		look_at_liquidation(&look, &view->positions[i]);
	}
	look_at_database(&look);
	look_at_journal(&look);
	conditions_end(rules, view->run_ms, now_ms);
}
