/* Conditions: told once when they begin and once when they are over. */
#include "alerts/rules_state.h"

static struct condition *find(struct alert_rules *rules, enum ac_alert_kind kind, uint16_t symbol,
			      uint16_t book, const char *key)
{
	for (uint32_t i = 0; i < rules->condition_count; i++) {
		struct condition *at = &rules->conditions[i];
		if (at->kind == kind && at->symbol == symbol && at->book == book &&
		    strcmp(at->key, key) == 0)
			return at;
	}
	return NULL;
}

struct condition *condition_stand(struct alert_rules *rules, enum ac_alert_kind kind,
				  uint16_t symbol, uint16_t book, const char *key, ac_ms since_ms)
{
	struct condition *condition = find(rules, kind, symbol, book, key);
	if (condition == NULL && rules->condition_count < CONDITIONS_MAX) {
		condition = &rules->conditions[rules->condition_count++];
		*condition = (struct condition){
			.kind = kind, .symbol = symbol, .book = book, .since_ms = since_ms
		};
		MESSAGE_WRITE(condition->key, "%s", key);
	}
	if (condition != NULL)
		condition->is_seen = true;
	return condition;
}

void condition_tell(struct alert_rules *rules, struct condition *condition,
		    struct alert_message *message)
{
	if (condition->is_told)
		return;
	MESSAGE_WRITE(message->key, "%s", condition->key);
	condition->is_told = rules->sink.tell(rules->sink.self, message, condition->is_asked);
	condition->is_asked = true;
	memcpy(condition->title, message->title, sizeof(condition->title));
}

void conditions_begin(struct alert_rules *rules)
{
	for (uint32_t i = 0; i < rules->condition_count; i++)
		rules->conditions[i].is_seen = false;
}

static void tell_over(struct alert_rules *rules, const struct condition *condition, ac_ms now_ms)
{
	struct alert_message message;
	struct message_span span = message_span_make(now_ms - condition->since_ms);
	if (!condition->is_told)
		return;
	rules_message(rules, &message, condition->kind, condition->symbol, condition->book, now_ms);
	message.is_resolved = true;
	MESSAGE_WRITE(message.key, "%s", condition->key);
	MESSAGE_WRITE(message.title, "Over: %s", condition->title);
	MESSAGE_WRITE(message.text, "This is over; it lasted %s.", span.text);
	message_number(&message, "Lasted", "%s", span.text);
	message_number(&message, "Since", "%s",
		       message_clock_make(condition->since_ms, now_ms).text);
	rules_tell(rules, &message);
}

void conditions_end(struct alert_rules *rules, ac_ms run_ms, ac_ms now_ms)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < rules->condition_count; i++) {
		const struct condition *at = &rules->conditions[i];
		if (at->is_seen || run_ms < at->run_ms)
			rules->conditions[kept++] = *at;
		else
			tell_over(rules, at, now_ms);
	}
	rules->condition_count = kept;
}
