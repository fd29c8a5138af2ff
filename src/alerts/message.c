#include "alerts/message.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "core/utf8.h"

const char *ac_alert_level_text(enum ac_alert_level level)
{
	static const char *const texts[] = { "info", "warning", "critical" };
	ac_assert((size_t)level < AC_COUNT(texts));
	return texts[level];
}

const char *ac_alert_kind_text(enum ac_alert_kind kind)
{
	static const char *const texts[] = {
#define TEXT(name, text, level) text,
		AC_ALERT_KIND_LIST(TEXT)
#undef TEXT
	};
	ac_assert((size_t)kind < AC_COUNT(texts));
	return texts[kind];
}

void message_init(struct alert_message *message, enum ac_alert_kind kind, ac_ms now_ms,
		  const char *mode, const char *account)
{
	memset(message, 0, sizeof(*message));
	message->kind = kind;
	message->time_ms = now_ms;
	MESSAGE_WRITE(message->mode, "%s", mode);
	MESSAGE_WRITE(message->account, "%s", account);
}

/* Control characters would garble a terminal or a page; line ends and tabs are meant. */
static bool is_garbling(char c)
{
	return ((unsigned char)c < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
}

static void clean(char *field)
{
	size_t left = strlen(field);
	char *at = field;
	while (left > 0) {
		size_t size = ac_utf8_size((struct ac_str){ at, left });
		bool is_wrong = size == 0 || (size == 1 && is_garbling(*at));
		/* The beginning of a character at the end: it was cut. */
		if (size == 0 && left < 4 && ((unsigned char)*at & 0xc0) == 0xc0) {
			*at = '\0';
			return;
		}
		if (is_wrong)
			*at = '?';
		size = size == 0 ? 1 : size;
		at += size;
		left -= size;
	}
}

static void write_list(char *field, size_t size, const char *format, va_list list)
{
	(void)vsnprintf(field, size, format, list);
	clean(field);
}

void message_write(char *field, size_t size, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	write_list(field, size, format, list);
	va_end(list);
}

void message_number(struct alert_message *message, const char *name, const char *format, ...)
{
	if (message->number_count == MESSAGE_NUMBERS_MAX)
		return;
	struct alert_number *number = &message->numbers[message->number_count++];
	va_list list;
	MESSAGE_WRITE(number->name, "%s", name);
	va_start(list, format);
	write_list(number->value, sizeof(number->value), format, list);
	va_end(list);
}

void message_decimal_text(struct ac_dec value, int decimals, char text[AC_DEC_TEXT_SIZE])
{
	struct ac_dec step = { 1 }, rounded;
	for (int i = decimals; i < AC_DEC_DIGITS; i++)
		step.units *= 10;
	if (ac_dec_round_to(value, step, AC_ROUND_HALF_EVEN, &rounded) != AC_OK)
		rounded = value;
	ac_dec_format_fixed(rounded, decimals, text);
}

void message_decimal(struct alert_message *message, const char *name, struct ac_dec value,
		     int decimals, const char *unit)
{
	char text[AC_DEC_TEXT_SIZE];
	if (decimals < 0)
		ac_dec_format(value, text);
	else
		message_decimal_text(value, decimals, text);
	message_number(message, name, "%s%s%s", text, unit[0] != '\0' ? " " : "", unit);
}

void message_gain(struct alert_message *message, const char *name, struct ac_dec value,
		  const char *unit)
{
	char text[AC_DEC_TEXT_SIZE];
	message_decimal_text(value, 2, text);
	message_number(message, name, "%s%s%s%s", value.units > 0 ? "+" : "", text,
		       unit[0] != '\0' ? " " : "", unit);
}

struct message_span message_span_make(ac_ms span_ms)
{
	struct message_span span;
	int64_t s = span_ms > 0 ? span_ms / AC_MS_PER_SEC : 0;
	if (s < 60)
		snprintf(span.text, sizeof(span.text), "%" PRId64 " s", s);
	else if (s < 3600)
		snprintf(span.text, sizeof(span.text), "%" PRId64 " min %" PRId64 " s", s / 60,
			 s % 60);
	else if (s < 86400)
		snprintf(span.text, sizeof(span.text), "%" PRId64 " h %" PRId64 " min", s / 3600,
			 s / 60 % 60);
	else
		snprintf(span.text, sizeof(span.text), "%" PRId64 " d %" PRId64 " h", s / 86400,
			 s / 3600 % 24);
	return span;
}

struct message_span message_clock_make(ac_ms moment_ms, ac_ms now_ms)
{
	struct message_span clock;
	struct ac_calendar at = ac_calendar_from_ms(moment_ms);
	if (ac_calendar_day(moment_ms) == ac_calendar_day(now_ms))
		snprintf(clock.text, sizeof(clock.text), "%02d:%02d UTC", (int)at.hour,
			 (int)at.minute);
	else
		snprintf(clock.text, sizeof(clock.text), "%04d-%02d-%02d %02d:%02d UTC",
			 (int)at.year, (int)at.month, (int)at.day, (int)at.hour, (int)at.minute);
	return clock;
}

bool message_is_like(const struct alert_message *a, const struct alert_message *b)
{
	return a->kind == b->kind && a->is_resolved == b->is_resolved &&
	       strcmp(a->symbol, b->symbol) == 0 && strcmp(a->strategy, b->strategy) == 0 &&
	       strcmp(a->key, b->key) == 0;
}
