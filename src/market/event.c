#include "market/event.h"

#define TEXT_CASE(name, text)                                                                      \
	case name:                                                                                 \
		return text;

const char *ac_life_text(enum ac_life life)
{
	switch (life) {
		AC_LIFE_LIST(TEXT_CASE)
	}
	return "?";
}

bool ac_life_is_terminal(enum ac_life life)
{
	return life == AC_LIFE_FILLED || life == AC_LIFE_CANCELED || life == AC_LIFE_EXPIRED ||
	       life == AC_LIFE_REJECTED || life == AC_LIFE_LIQUIDATED;
}

const char *ac_purpose_text(enum ac_purpose purpose)
{
	switch (purpose) {
	case AC_PURPOSE_ENTRY:
		return "entry";
	case AC_PURPOSE_STOP:
		return "stop_loss";
	case AC_PURPOSE_TAKE_PROFIT:
		return "take_profit";
	case AC_PURPOSE_EXIT:
		return "exit";
	case AC_PURPOSE_FOREIGN:
		return "foreign";
	}
	return "?";
}

const char *ac_command_kind_text(enum ac_command_kind kind)
{
	switch (kind) {
	case AC_COMMAND_PLACE:
		return "place";
	case AC_COMMAND_CANCEL:
		return "cancel";
	case AC_COMMAND_PLACE_ALGO:
		return "place_algo";
	case AC_COMMAND_CANCEL_ALGO:
		return "cancel_algo";
	case AC_COMMAND_QUERY:
		return "query";
	case AC_COMMAND_QUERY_ALGO:
		return "query_algo";
	case AC_COMMAND_QUERY_TRADES:
		return "query_trades";
	case AC_COMMAND_QUERY_POSITION:
		return "query_position";
	case AC_COMMAND_MODIFY:
		return "modify";
	}
	return "?";
}

const char *ac_exit_reason_text(enum ac_exit_reason reason)
{
	static const char *const texts[] = {
#define EXIT_REASON_TEXT(name, text) [name] = (text),
		AC_EXIT_REASON_LIST(EXIT_REASON_TEXT)
#undef EXIT_REASON_TEXT
	};
	return (size_t)reason < AC_COUNT(texts) ? texts[reason] : "?";
}

/* These go into the journal as memory holds them: another layout is another format version (docs/journal.md). */
#define ON_FILE(type, size)                                                                        \
	static_assert(sizeof(struct type) == (size), "struct " #type " is written to journals")
ON_FILE(ac_event, 184);
ON_FILE(ac_command, 112);
ON_FILE(ac_mark, 32);
ON_FILE(ac_trade, 16);
ON_FILE(ac_reply, 88);
ON_FILE(ac_order_update, 144);
ON_FILE(ac_algo_update, 96);
ON_FILE(ac_balance, 64);
ON_FILE(ac_position_update, 40);
ON_FILE(ac_funding, 24);
ON_FILE(ac_stream_update, 3);
ON_FILE(ac_control_order, 2);
ON_FILE(ac_order_record, 152);
ON_FILE(ac_fill, 104);
ON_FILE(ac_position_record, 96);
ON_FILE(ac_risk_record, 48);
static_assert(offsetof(struct ac_event, candle) == 32, "the payload follows 32 bytes of head");
static_assert(offsetof(struct ac_command, kind) == 16 &&
		      offsetof(struct ac_command, quantity) == 32 &&
		      offsetof(struct ac_command, exchange_id) == 56 &&
		      offsetof(struct ac_command, client_id) == 72,
	      "commands are written to journals");

/* The bytes of the payload that a kind uses, so that journals and rings copy no more. */
size_t ac_event_size(const struct ac_event *event)
{
	static const uint16_t sizes[] = {
#define PAYLOAD(kind, member) [kind] = sizeof(((struct ac_event *)0)->member)
		PAYLOAD(AC_EVENT_CANDLE, candle),
		PAYLOAD(AC_EVENT_MARK, mark),
		PAYLOAD(AC_EVENT_TRADE, trade),
		PAYLOAD(AC_EVENT_REPLY, reply),
		PAYLOAD(AC_EVENT_ORDER, order),
		PAYLOAD(AC_EVENT_ALGO, algo),
		PAYLOAD(AC_EVENT_BALANCE, balance),
		PAYLOAD(AC_EVENT_POSITION, position),
		PAYLOAD(AC_EVENT_FUNDING, funding),
		PAYLOAD(AC_EVENT_STREAM, stream),
		PAYLOAD(AC_EVENT_CONTROL, control),
		PAYLOAD(AC_EVENT_RESTORE_ORDER, order_record),
		PAYLOAD(AC_EVENT_RESTORE_POSITION, position_record),
		PAYLOAD(AC_EVENT_RESTORE_RISK, risk_record),
		PAYLOAD(AC_EVENT_RESTORE_FILL, fill),
		PAYLOAD(AC_EVENT_SIGNAL, signal),
		PAYLOAD(AC_EVENT_COMMAND, command),
		PAYLOAD(AC_EVENT_ORDER_STATE, order_record),
		PAYLOAD(AC_EVENT_FILL, fill),
		PAYLOAD(AC_EVENT_POSITION_STATE, position_record),
		PAYLOAD(AC_EVENT_ROUND_TRIP, round_trip),
		PAYLOAD(AC_EVENT_RISK, risk_record),
		PAYLOAD(AC_EVENT_ACCOUNT, account),
		PAYLOAD(AC_EVENT_SYSTEM, system),
#undef PAYLOAD
	};
	size_t payload = event->kind < AC_COUNT(sizes) ? sizes[event->kind] : 0;
	return offsetof(struct ac_event, candle) + payload;
}

const char *ac_event_kind_text(enum ac_event_kind kind)
{
	switch (kind) {
	case AC_EVENT_TIMER:
		return "timer";
	case AC_EVENT_CANDLE:
		return "candle";
	case AC_EVENT_MARK:
		return "mark";
	case AC_EVENT_TRADE:
		return "trade";
	case AC_EVENT_REPLY:
		return "reply";
	case AC_EVENT_ORDER:
		return "order";
	case AC_EVENT_ALGO:
		return "algo";
	case AC_EVENT_BALANCE:
		return "balance";
	case AC_EVENT_POSITION:
		return "position";
	case AC_EVENT_FUNDING:
		return "funding";
	case AC_EVENT_STREAM:
		return "stream";
	case AC_EVENT_CONTROL:
		return "control";
	case AC_EVENT_RESTORE_ORDER:
		return "restore_order";
	case AC_EVENT_RESTORE_POSITION:
		return "restore_position";
	case AC_EVENT_RESTORE_RISK:
		return "restore_risk";
	case AC_EVENT_RESTORE_DONE:
		return "restore_done";
	case AC_EVENT_RESTORE_FILL:
		return "restore_fill";
	case AC_EVENT_AMBIGUOUS:
		return "ambiguous";
	case AC_EVENT_SIGNAL:
		return "signal";
	case AC_EVENT_COMMAND:
		return "command";
	case AC_EVENT_ORDER_STATE:
		return "order_state";
	case AC_EVENT_FILL:
		return "fill";
	case AC_EVENT_POSITION_STATE:
		return "position_state";
	case AC_EVENT_ROUND_TRIP:
		return "round_trip";
	case AC_EVENT_RISK:
		return "risk";
	case AC_EVENT_ACCOUNT:
		return "account";
	case AC_EVENT_SYSTEM:
		return "system";
	}
	return "?";
}
