/* Slack's Block Kit: header, section with fields, context. Limits: 150 characters of a header, 3000
 * of a section, ten fields of 2000, 50 blocks (docs.slack.dev, "Block Kit reference"). Bytes are
 * counted instead of characters, which are never more. */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "alerts/body.h"
#include "core/utf8.h"
#include "sys/json.h"

#define HEADER_MAX  150u
#define SECTION_MAX 3000u
#define FIELD_MAX   2000u
#define ELLIPSIS    "…"

/* Appends `text` with what Slack reads as its own marks escaped; cut with an ellipsis at a whole
 * character, or a whole escape, where it would be longer than `max` bytes. */
static void append(char *to, size_t max, const char *text)
{
	size_t used = strlen(to);
	size_t room = max > sizeof(ELLIPSIS) - 1 ? max - (sizeof(ELLIPSIS) - 1) : 0;
	size_t safe = used; /* the longest that leaves room for the ellipsis */
	struct ac_str rest = ac_str_from(text);
	while (rest.size > 0) {
		size_t size = ac_utf8_size(rest);
		const char *piece = rest.data;
		size = size == 0 ? 1 : size;
		size_t length = size;
		if (*piece == '&' || *piece == '<' || *piece == '>') {
			piece = *piece == '&' ? "&amp;" : *piece == '<' ? "&lt;" : "&gt;";
			length = strlen(piece);
		}
		if (used + length > max) {
			bool is_marked = safe <= room;
			memcpy(to + safe, is_marked ? ELLIPSIS : "",
			       is_marked ? sizeof(ELLIPSIS) : 1);
			return;
		}
		memcpy(to + used, piece, length);
		used += length;
		if (used <= room)
			safe = used;
		rest.data += size;
		rest.size -= size;
	}
	to[used] = '\0';
}

/* Our own marks, which are not escaped; the caller has room. */
static void append_marks(char *to, size_t max, const char *marks)
{
	size_t used = strlen(to);
	if (used + strlen(marks) <= max)
		memcpy(to + used, marks, strlen(marks) + 1);
}

static json_t *text_object(const char *type, const char *text)
{
	return json_pack("{s:s, s:s}", "type", type, "text", text);
}

static const char *sign(const struct alert_message *message, enum ac_alert_level level)
{
	if (message->is_resolved)
		return "✅";
	return level == AC_ALERT_CRITICAL ? "🚨" : level == AC_ALERT_WARNING ? "⚠️" : "ℹ️";
}

static void add_header(json_t *blocks, const char *mark, const struct alert_message *message,
		       const char *title)
{
	char text[HEADER_MAX + 8] = "";
	append_marks(text, HEADER_MAX, mark);
	append(text, HEADER_MAX, " [");
	append(text, HEADER_MAX, body_mode(message));
	append(text, HEADER_MAX, "] ");
	append(text, HEADER_MAX, title);
	json_t *words = text_object("plain_text", text);
	(void)json_object_set_new(words, "emoji", json_true());
	(void)json_array_append_new(blocks,
				    json_pack("{s:s, s:o}", "type", "header", "text", words));
}

static void add_field(json_t *fields, const char *name, const char *value)
{
	char text[FIELD_MAX + 8] = "*";
	if (value[0] == '\0')
		return;
	append(text, FIELD_MAX / 2, name);
	append_marks(text, FIELD_MAX, "*\n");
	append(text, FIELD_MAX, value);
	(void)json_array_append_new(fields, text_object("mrkdwn", text));
}

static void add_section(json_t *blocks, const struct alert_message *message)
{
	char text[SECTION_MAX + 8] = "";
	json_t *fields = json_array();
	json_t *section = json_pack("{s:s}", "type", "section");
	/* A table must keep its columns. */
	bool is_table = message->kind == AC_ALERT_DAILY_SUMMARY;
	append_marks(text, SECTION_MAX, is_table ? "```" : "");
	append(text, SECTION_MAX - 3, message->text[0] != '\0' ? message->text : message->title);
	append_marks(text, SECTION_MAX, is_table ? "```" : "");
	(void)json_object_set_new(section, "text", text_object("mrkdwn", text));
	add_field(fields, "Symbol", message->symbol);
	add_field(fields, "Strategy", message->strategy);
	for (uint32_t i = 0; i < message->number_count; i++)
		add_field(fields, message->numbers[i].name, message->numbers[i].value);
	if (json_array_size(fields) > 0)
		(void)json_object_set_new(section, "fields", fields);
	else
		json_decref(fields);
	(void)json_array_append_new(blocks, section);
}

/* What was done, and what to do. */
static void add_advice(json_t *blocks, const struct alert_message *message)
{
	char text[SECTION_MAX + 8] = "";
	struct body_repeats repeats = body_repeats_make(message);
	const struct {
		const char *name, *words;
	} parts[] = { { "*Done:* ", message->done },
		      { "*To do:* ", message->todo },
		      { "", repeats.text } };
	for (size_t i = 0; i < AC_COUNT(parts); i++) {
		if (parts[i].words[0] == '\0')
			continue;
		append_marks(text, SECTION_MAX, text[0] != '\0' ? "\n" : "");
		append_marks(text, SECTION_MAX, parts[i].name);
		append(text, SECTION_MAX, parts[i].words);
	}
	if (text[0] == '\0')
		return;
	(void)json_array_append_new(blocks, json_pack("{s:s, s:o}", "type", "section", "text",
						      text_object("mrkdwn", text)));
}

static void add_context(json_t *blocks, const struct alert_message *message, const char *what)
{
	char text[FIELD_MAX + 8] = "", when[AC_CALENDAR_TEXT_SIZE];
	ac_calendar_format(message->time_ms, when);
	when[10] = ' ';
	when[19] = '\0'; /* without milliseconds: UTC is said in words */
	append(text, FIELD_MAX, body_mode(message));
	append(text, FIELD_MAX, " · account ");
	append(text, FIELD_MAX, message->account);
	append(text, FIELD_MAX, " · ");
	append(text, FIELD_MAX, when);
	append(text, FIELD_MAX, " UTC · ");
	append(text, FIELD_MAX, what);
	(void)json_array_append_new(blocks, json_pack("{s:s, s:[o]}", "type", "context", "elements",
						      text_object("mrkdwn", text)));
}

/* One of several: its title, its sentence, its moment. */
static void add_digested(json_t *blocks, const struct alert_message *message)
{
	char text[SECTION_MAX + 8] = "";
	struct body_repeats repeats = body_repeats_make(message);
	append_marks(text, SECTION_MAX, sign(message, message->level));
	append_marks(text, SECTION_MAX, " *");
	append(text, SECTION_MAX / 4, message->title);
	append_marks(text, SECTION_MAX, "*\n");
	append(text, SECTION_MAX / 2, message->text);
	append_marks(text, SECTION_MAX, "\n");
	for (uint32_t i = 0; i < message->number_count; i++) {
		append_marks(text, SECTION_MAX - 400, i > 0 ? ", " : "");
		append(text, SECTION_MAX - 400, message->numbers[i].name);
		append_marks(text, SECTION_MAX - 400, " ");
		append(text, SECTION_MAX - 400, message->numbers[i].value);
	}
	if (message->todo[0] != '\0') {
		append_marks(text, SECTION_MAX, "\n*To do:* ");
		append(text, SECTION_MAX, message->todo);
	}
	append_marks(text, SECTION_MAX, "\n_");
	append(text, SECTION_MAX - 1, message_clock_make(message->time_ms, message->time_ms).text);
	append_marks(text, SECTION_MAX, "_ ");
	append(text, SECTION_MAX, repeats.text);
	(void)json_array_append_new(blocks, json_pack("{s:s, s:o}", "type", "section", "text",
						      text_object("mrkdwn", text)));
}

static char *finish(json_t *blocks, const struct alert_message *message, const char *mark,
		    const char *title, const char *more)
{
	char fallback[SECTION_MAX + 8] = "";
	append_marks(fallback, SECTION_MAX, mark);
	append(fallback, SECTION_MAX, " [");
	append(fallback, SECTION_MAX, body_mode(message));
	append(fallback, SECTION_MAX, "] ");
	append(fallback, SECTION_MAX, title);
	append(fallback, SECTION_MAX, more[0] != '\0' ? ": " : "");
	append(fallback, SECTION_MAX, more);
	json_t *root = json_pack("{s:s, s:o}", "text", fallback, "blocks", blocks);
	char *body = root != NULL ? json_dumps(root, JSON_COMPACT) : NULL;
	json_decref(root);
	return body;
}

static char *make_single(const struct alert_message *message)
{
	json_t *blocks = json_array();
	const char *mark = sign(message, message->level);
	add_header(blocks, mark, message, message->title);
	add_section(blocks, message);
	add_advice(blocks, message);
	add_context(blocks, message, ac_alert_kind_text(message->kind));
	return finish(blocks, message, mark, message->title, message->text);
}

char *body_slack(const struct alert_message *const *messages, uint32_t count)
{
	ac_assert(count > 0);
	ac_assert(count <= BODY_DIGEST_MAX);
	if (count == 1)
		return make_single(messages[0]);
	char title[80];
	uint32_t critical = 0;
	json_t *blocks = json_array();
	for (uint32_t i = 0; i < count; i++)
		critical += messages[i]->level == AC_ALERT_CRITICAL;
	snprintf(title, sizeof(title), "%" PRIu32 " alerts at once, %" PRIu32 " critical", count,
		 critical);
	const char *mark = critical > 0 ? "🚨" : "ℹ️";
	add_header(blocks, mark, messages[0], title);
	for (uint32_t i = 0; i < count; i++)
		add_digested(blocks, messages[i]);
	add_context(blocks, messages[count - 1], "held back, since a minute takes so many only");
	return finish(blocks, messages[0], mark, title, messages[0]->title);
}
