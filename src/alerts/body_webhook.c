/* Plain JSON, in the words of docs/alerts.md; and what both formats share. */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

#include "alerts/body.h"

enum ac_alert_level body_level(const struct alert_message *const *messages, uint32_t count)
{
	enum ac_alert_level level = AC_ALERT_INFO;
	for (uint32_t i = 0; i < count; i++)
		level = messages[i]->level > level ? messages[i]->level : level;
	return level;
}

const char *body_mode(const struct alert_message *message)
{
	return strcmp(message->mode, "mainnet") == 0 ? "MAINNET, REAL MONEY" : message->mode;
}

struct body_repeats body_repeats_make(const struct alert_message *message)
{
	struct body_repeats repeats = { "" };
	if (message->repeats > 0)
		snprintf(repeats.text, sizeof(repeats.text),
			 "And %" PRIu32 " more like this since %s.", message->repeats,
			 message_clock_make(message->repeats_since_ms, message->time_ms).text);
	return repeats;
}

static json_t *text_or_null(const char *text)
{
	return text[0] != '\0' ? json_string(text) : json_null();
}

static json_t *make(const struct alert_message *message)
{
	json_t *numbers = json_object();
	for (uint32_t i = 0; i < message->number_count; i++)
		(void)json_object_set_new(numbers, message->numbers[i].name,
					  json_string(message->numbers[i].value));
	return json_pack("{s:s, s:s, s:I, s:s, s:s, s:o, s:o, s:s, s:s, s:o, s:o, s:o, s:I, s:o, "
			 "s:b}",
			 "kind", ac_alert_kind_text(message->kind), "level",
			 ac_alert_level_text(message->level), "time", (json_int_t)message->time_ms,
			 "mode", message->mode, "account", message->account, "symbol",
			 text_or_null(message->symbol), "strategy", text_or_null(message->strategy),
			 "title", message->title, "text", message->text, "numbers", numbers, "done",
			 text_or_null(message->done), "todo", text_or_null(message->todo),
			 "repeats", (json_int_t)message->repeats, "repeats_since",
			 message->repeats > 0 ? json_integer(message->repeats_since_ms)
					      : json_null(),
			 "is_resolved", message->is_resolved);
}

static json_t *make_digest(const struct alert_message *const *messages, uint32_t count)
{
	char title[48];
	const struct alert_message *newest = messages[count - 1];
	json_t *list = json_array();
	for (uint32_t i = 0; i < count; i++)
		(void)json_array_append_new(list, make(messages[i]));
	snprintf(title, sizeof(title), "%" PRIu32 " alerts at once", count);
	return json_pack("{s:s, s:s, s:I, s:s, s:s, s:s, s:o}", "kind", "digest", "level",
			 ac_alert_level_text(body_level(messages, count)), "time",
			 (json_int_t)newest->time_ms, "mode", newest->mode, "account",
			 newest->account, "title", title, "messages", list);
}

char *body_webhook(const struct alert_message *const *messages, uint32_t count)
{
	ac_assert(count > 0);
	json_t *root = count == 1 ? make(messages[0]) : make_digest(messages, count);
	char *body = root != NULL ? json_dumps(root, JSON_COMPACT) : NULL;
	json_decref(root);
	return body;
}
