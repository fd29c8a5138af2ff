/* reply_rig.h - gives an answer to the reader of replies and keeps what it made of it. Test
 * programs only. */
#ifndef AC_TESTS_EXCHANGE_REPLY_RIG_H
#define AC_TESTS_EXCHANGE_REPLY_RIG_H

#include "check.h"

#include "binance/codec/reply.h"

#define RECV     (1795000001000LL * AC_NS_PER_MS)
#define ROWS_MAX 8
#define ID       "c1-000041"

static struct ac_event rows_taken[ROWS_MAX];
static uint32_t rows_count;

static inline void take(void *self, const struct ac_event *event)
{
	(void)self;
	if (rows_count < ROWS_MAX)
		rows_taken[rows_count] = *event;
	rows_count++;
}

static struct ac_reply_rows rows;

static inline struct ac_event decode(enum ac_command_kind kind, int status, const char *body)
{
	struct ac_command command;
	memset(&command, 0, sizeof(command));
	command.kind = (uint16_t)kind;
	command.symbol = 3;
	command.book = 5;
	memcpy(command.client_id, ID, sizeof(ID));
	const struct ac_frame_sink sink = { take, NULL };
	struct ac_event event;
	rows_count = 0;
	/* Exactly as long as it is: the sanitizer sees a byte read beyond it. */
	size_t size = strlen(body);
	char *exact = malloc(size > 0 ? size : 1);
	assert_non_null(exact);
	memcpy(exact, body, size);
	ac_reply_decode(&command, status, (struct ac_str){ exact, size }, RECV, &sink, &rows,
			&event);
	free(exact);
	CHECK_EQ(body, event.kind, AC_EVENT_REPLY);
	CHECK_EQ(body, event.symbol, 3);
	CHECK_EQ(body, event.book, 5);
	CHECK_EQ(body, event.recv_ns, RECV);
	CHECK_EQ(body, event.reply.command_kind, kind);
	assert_string_equal(event.reply.client_id, ID);
	return event;
}

static inline struct ac_dec dec(const char *text)
{
	struct ac_dec value = { 0 };
	if (ac_dec_parse(ac_str_from(text), &value) != AC_OK)
		fail_msg("%s is no decimal", text);
	return value;
}

#define CHECK_DEC(name, actual, text) CHECK_EQ(name, (actual).units, dec(text).units)

#endif
