/* message.h - one thing to tell people, made of typed fields only, so that nothing secret can come
 * along: no address, no key, no text of a library. Plain data; all texts are whole UTF-8. For the
 * files of this room. */
#ifndef AC_ALERTS_MESSAGE_H
#define AC_ALERTS_MESSAGE_H

#include "alerts/alerts_config.h"
#include "core/calendar.h"

#define MESSAGE_NUMBERS_MAX                                                                        \
	8u /* with symbol and strategy they fill a Slack section's ten fields                      \
	    */
#define MESSAGE_TEXT_SIZE 2800u

struct alert_number {
	char name[24], value[72];
};

struct alert_message {
	uint64_t id; /* of the queue; ascending */
	enum ac_alert_kind kind;
	enum ac_alert_level level;
	bool is_resolved;
	ac_ms time_ms; /* wall clock */
	char mode[16], account[40];
	char symbol[AC_SYMBOL_SIZE], strategy[AC_STRATEGY_NAME_SIZE]; /* "" none */
	char key[64]; /* with kind, symbol and strategy: what makes two messages the same */
	char title[160], text[MESSAGE_TEXT_SIZE];
	char done[240], todo[280];
	struct alert_number numbers[MESSAGE_NUMBERS_MAX];
	uint32_t number_count;
	uint32_t repeats;                         /* the same, not told one by one, */
	ac_ms repeats_since_ms;                   /* since then */
	uint32_t channels;                        /* bits: still to be delivered there */
	uint32_t flights;                         /* bits: under way there */
	uint16_t attempts[AC_ALERT_CHANNELS_MAX]; /* that failed */
};

/* Everything that a message needs but its words. */
void message_init(struct alert_message *message, enum ac_alert_kind kind, ac_ms now_ms,
		  const char *mode, const char *account);
/* Formats into a field; what does not fit is cut at a character, what is no UTF-8 becomes `?`. */
void message_write(char *field, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
#define MESSAGE_WRITE(field, ...) message_write((field), sizeof(field), __VA_ARGS__)

/* Further numbers are left out where there is no room. */
void message_number(struct alert_message *message, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* `decimals` < 0: exactly. `unit` may be "". */
void message_decimal(struct alert_message *message, const char *name, struct ac_dec value,
		     int decimals, const char *unit);
/* The same with the sign of gains. */
void message_gain(struct alert_message *message, const char *name, struct ac_dec value,
		  const char *unit);

/* To `decimals` places, half to even; terminated. */
void message_decimal_text(struct ac_dec value, int decimals, char text[AC_DEC_TEXT_SIZE]);

/* "42 s", "3 min 5 s", "2 h 10 min", "3 d 4 h". */
struct message_span {
	char text[32];
};
struct message_span message_span_make(ac_ms span_ms);
/* "12:03 UTC", with the date where it is not the day of `now_ms`. */
struct message_span message_clock_make(ac_ms moment_ms, ac_ms now_ms);

/* The same thing once more? Resolved and open ones are not the same. */
bool message_is_like(const struct alert_message *a, const struct alert_message *b);

#endif
