#include "io/heartbeat.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/calendar.h"
#include "sys/json.h"
#include "sys/memory.h"
#include "sys/whole_file.h"

#define SIZE_BASE 4096u
#define SIZE_ITEM 1024u /* more than a halt or a position can take */

static void put_text(struct ac_json *json, const char *key, const char *text)
{
	ac_json_text(json, key, ac_str_from(text));
}

static void put_moment(struct ac_json *json, const char *key, ac_ms moment)
{
	char text[AC_CALENDAR_TEXT_SIZE];
	if (moment == 0) {
		ac_json_null(json, key);
		return;
	}
	size_t size = ac_calendar_format(moment, text);
	ac_json_text(json, key, (struct ac_str){ text, size });
}

static void put_stream(struct ac_json *json, const char *key,
		       const struct ac_heartbeat_stream *stream)
{
	ac_json_open(json, key, '{');
	put_text(json, "state", stream->state);
	if (stream->age_ms < 0)
		ac_json_null(json, "age_ms");
	else
		ac_json_int(json, "age_ms", stream->age_ms);
	ac_json_unsigned(json, "reconnects", stream->reconnects);
	ac_json_close(json, '}');
}

static void put_database(struct ac_json *json, const struct ac_heartbeat *heartbeat)
{
	ac_json_open(json, "database", '{');
	put_text(json, "state", heartbeat->database.state);
	ac_json_unsigned(json, "queue", heartbeat->database.queue);
	ac_json_unsigned(json, "queue_capacity", heartbeat->database.queue_capacity);
	if (heartbeat->database.last_commit_ms == 0)
		ac_json_null(json, "last_commit_ms");
	else
		ac_json_int(json, "last_commit_ms", heartbeat->database.last_commit_ms);
	ac_json_unsigned(json, "refused", heartbeat->database.refused);
	ac_json_close(json, '}');
}

static void put_risk(struct ac_json *json, const struct ac_heartbeat *heartbeat)
{
	ac_json_open(json, "risk", '{');
	put_text(json, "state", heartbeat->risk.state);
	ac_json_open(json, "halts", '[');
	for (size_t i = 0; i < heartbeat->risk.halt_count; i++) {
		const struct ac_heartbeat_halt *halt = &heartbeat->risk.halts[i];
		ac_json_open(json, NULL, '{');
		put_text(json, "guard", halt->guard);
		put_text(json, "symbol", halt->symbol);
		put_text(json, "strategy", halt->strategy);
		put_text(json, "reason", halt->reason);
		put_moment(json, "since", halt->since_ms);
		put_moment(json, "until", halt->until_ms);
		ac_json_close(json, '}');
	}
	ac_json_close(json, ']');
	ac_json_dec(json, "daily_pnl", heartbeat->risk.daily_pnl);
	ac_json_dec(json, "drawdown_pct", heartbeat->risk.drawdown_pct);
	ac_json_close(json, '}');
}

static void put_positions(struct ac_json *json, const struct ac_heartbeat *heartbeat)
{
	ac_json_open(json, "positions", '[');
	for (size_t i = 0; i < heartbeat->position_count; i++) {
		const struct ac_heartbeat_position *position = &heartbeat->positions[i];
		ac_json_open(json, NULL, '{');
		put_text(json, "symbol", position->symbol);
		put_text(json, "strategy", position->strategy);
		put_text(json, "position_side", position->position_side);
		ac_json_dec(json, "quantity", position->quantity);
		ac_json_dec(json, "entry_price", position->entry_price);
		ac_json_dec(json, "mark_price", position->mark_price);
		ac_json_dec(json, "unrealized_pnl", position->unrealized_pnl);
		ac_json_dec(json, "stop_price", position->stop_price);
		ac_json_bool(json, "is_protected", position->is_protected);
		ac_json_close(json, '}');
	}
	ac_json_close(json, ']');
}

static void put_ages(struct ac_json *json, const struct ac_heartbeat *heartbeat)
{
	ac_json_open(json, "data_age_ms", '{');
	for (size_t i = 0; i < heartbeat->age_count; i++) {
		const struct ac_heartbeat_age *age = &heartbeat->ages[i];
		if (age->age_ms < 0)
			ac_json_null(json, age->symbol);
		else
			ac_json_int(json, age->symbol, age->age_ms);
	}
	ac_json_close(json, '}');
}

static void put_heartbeat(struct ac_json *json, const struct ac_heartbeat *heartbeat)
{
	ac_json_open(json, NULL, '{');
	put_moment(json, "time", heartbeat->time_ms);
	ac_json_int(json, "time_ms", heartbeat->time_ms);
	put_moment(json, "feed_time", heartbeat->feed_time_ms);
	ac_json_int(json, "pid", getpid());
	put_text(json, "version", heartbeat->version);
	put_text(json, "mode", heartbeat->mode);
	put_text(json, "account", heartbeat->account);
	ac_json_unsigned(json, "run_id", heartbeat->run_id);
	put_text(json, "state", heartbeat->state);
	ac_json_open(json, "websocket", '{');
	put_stream(json, "market", &heartbeat->market);
	put_stream(json, "user", &heartbeat->user);
	put_text(json, "order_entry", heartbeat->order_entry);
	ac_json_close(json, '}');
	put_ages(json, heartbeat);
	put_database(json, heartbeat);
	put_risk(json, heartbeat);
	ac_json_open(json, "balance", '{');
	ac_json_dec(json, "wallet", heartbeat->balance.wallet);
	ac_json_dec(json, "equity", heartbeat->balance.equity);
	ac_json_close(json, '}');
	ac_json_int(json, "clock_offset_ms", heartbeat->clock_offset_ms);
	put_positions(json, heartbeat);
	ac_json_open(json, "orders", '{');
	ac_json_unsigned(json, "open", heartbeat->orders.open);
	ac_json_unsigned(json, "unknown", heartbeat->orders.unknown);
	ac_json_unsigned(json, "protective", heartbeat->orders.protective);
	ac_json_close(json, '}');
	ac_json_open(json, "journal", '{');
	ac_json_unsigned(json, "seq", heartbeat->journal_seq);
	ac_json_close(json, '}');
	ac_json_unsigned(json, "rss_bytes", ac_memory_resident_bytes());
	ac_json_close(json, '}');
}

enum ac_status ac_heartbeat_write(const char *path, const struct ac_heartbeat *heartbeat)
{
	ac_assert(path != NULL);
	ac_assert(heartbeat->position_count == 0 || heartbeat->positions != NULL);
	ac_assert(heartbeat->risk.halt_count == 0 || heartbeat->risk.halts != NULL);
	ac_assert(heartbeat->age_count == 0 || heartbeat->ages != NULL);
	size_t items =
		heartbeat->position_count + heartbeat->risk.halt_count + heartbeat->age_count;
	size_t capacity = SIZE_BASE + items * SIZE_ITEM;
	char *text = malloc(capacity);
	if (text == NULL) {
		errno = ENOMEM;
		return AC_ERR_NOMEM;
	}
	struct ac_json json;
	/* One byte is kept for the end of the line. */
	ac_json_init(&json, text, capacity - 1);
	put_heartbeat(&json, heartbeat);
	enum ac_status status = AC_ERR_RANGE;
	if (!json.is_full) {
		text[json.size] = '\n';
		status = ac_file_replace(path, text, json.size + 1, 0644);
	}
	free(text);
	return status;
}
