#include "alerts/rules_state.h"

#include <inttypes.h>
#include <stdlib.h>

enum ac_status alert_rules_create(const struct ac_alerts_config *config,
				  const struct ac_view_names *names,
				  const struct ac_refusal_codes *codes, const char *mode,
				  const char *account, const struct alert_sink *sink,
				  const struct alert_rules_memory *memory,
				  struct alert_rules **ret_rules)
{
	ac_assert(sink->tell != NULL);
	struct alert_rules *rules = calloc(1, sizeof(*rules));
	if (rules == NULL)
		return AC_ERR_NOMEM;
	rules->config = config;
	rules->names = names;
	rules->codes = codes;
	rules->sink = *sink;
	rules->memory = *memory;
	MESSAGE_WRITE(rules->mode, "%s", mode);
	MESSAGE_WRITE(rules->account, "%s", account);
	rules->books = calloc(names->book_count + 1, sizeof(*rules->books));
	rules->conditions = calloc(CONDITIONS_MAX, sizeof(*rules->conditions));
	if (rules->books == NULL || rules->conditions == NULL) {
		alert_rules_destroy(rules);
		return AC_ERR_NOMEM;
	}
	*ret_rules = rules;
	return AC_OK;
}

void alert_rules_destroy(struct alert_rules *rules)
{
	if (rules == NULL)
		return;
	free(rules->books);
	free(rules->conditions);
	free(rules);
}

const struct alert_rules_memory *alert_rules_memory_get(const struct alert_rules *rules)
{
	return &rules->memory;
}

const char *rules_scope(const struct alert_rules *rules, uint16_t symbol)
{
	return symbol < rules->names->instruments->count
		       ? rules->names->instruments->items[symbol].symbol
		       : "the account";
}

const char *rules_quote(const struct alert_rules *rules, uint16_t symbol)
{
	return symbol < rules->names->instruments->count
		       ? rules->names->instruments->items[symbol].quote_asset
		       : "";
}

void rules_message(const struct alert_rules *rules, struct alert_message *message,
		   enum ac_alert_kind kind, uint16_t symbol, uint16_t book, ac_ms now_ms)
{
	message_init(message, kind, now_ms, rules->mode, rules->account);
	if (symbol < rules->names->instruments->count)
		MESSAGE_WRITE(message->symbol, "%s", rules_scope(rules, symbol));
	if (book < rules->names->book_count)
		MESSAGE_WRITE(message->strategy, "%s", rules->names->books[book].strategy);
}

void rules_tell(struct alert_rules *rules, struct alert_message *message)
{
	(void)rules->sink.tell(rules->sink.self, message, false);
}

static const char *say_title(enum ac_alert_kind kind)
{
	if (kind == AC_ALERT_TEST)
		return "Test: alerts arrive here";
	if (kind == AC_ALERT_CONTROL)
		return "A person's order";
	return kind == AC_ALERT_ERROR ? "Error" : "Notice";
}

void alert_rules_say(struct alert_rules *rules, enum ac_alert_kind kind, const char *text,
		     ac_ms now_ms)
{
	struct alert_message message;
	rules_message(rules, &message, kind, AC_SYMBOL_NONE, AC_BOOK_NONE, now_ms);
	MESSAGE_WRITE(message.key, "%s", text);
	MESSAGE_WRITE(message.title, "%s", say_title(kind));
	MESSAGE_WRITE(message.text, "%s", text);
	rules_tell(rules, &message);
}

void alert_rules_stop(struct alert_rules *rules, ac_ms now_ms)
{
	struct alert_message message;
	rules_message(rules, &message, AC_ALERT_STOPPED, AC_SYMBOL_NONE, AC_BOOK_NONE, now_ms);
	MESSAGE_WRITE(message.title, "Trading stopped");
	if (rules->run_id != 0)
		MESSAGE_WRITE(message.text, "Run %" PRIu32 " ended in order after %s.",
			      rules->run_id, message_span_make(now_ms - rules->started_ms).text);
	if (rules->account_last.equity.units != 0)
		message_decimal(&message, "Equity", rules->account_last.equity, 2, "");
	message_number(&message, "Open positions", "%" PRIu32, rules->positions_last);
	if (rules->positions_last > 0)
		MESSAGE_WRITE(message.todo, "Positions keep their stops on the exchange, but "
					    "nobody manages them until the next start.");
	rules_tell(rules, &message);
}
