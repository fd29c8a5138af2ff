#include "trader/outlet.h"

#include <stdlib.h>

#include "sys/log.h"

#define FACTS_MAX 65536u

/* A journal with a hole cannot be replayed, one that ends early can: after the first record that is
 * lost none is taken. */
static enum ac_status record(void *self, enum ac_journal_type type, const void *payload,
			     uint32_t size)
{
	struct ac_outlet *outlet = self;
	uint64_t seq;
	if (outlet->is_journal_closed)
		return AC_ERR_IO;
	enum ac_status status = ac_journal_append(outlet->journal, type, payload, size, &seq);
	if (status == AC_OK || status == AC_ERR_IO)
		return AC_OK; /* taken; whether it is on file, the flush says */
	outlet->is_journal_closed = true;
	ac_log(AC_LOG_ERROR, "journal.closed",
	       "the journal lost a record and takes no more: no entries until a restart, exits go "
	       "on; free disk space and start again",
	       AC_LOG_INT("seq", ac_journal_seq_last(outlet->journal)));
	return status;
}

static enum ac_status flush(void *self)
{
	struct ac_outlet *outlet = self;
	enum ac_status status = ac_journal_flush(outlet->journal);
	if (status != AC_OK && !outlet->has_journal_failed)
		ac_log(AC_LOG_ERROR, "journal.failed",
		       "the journal cannot be written: no new entries, exits go on; free disk "
		       "space",
		       AC_LOG_TEXT("reason", ac_status_text(status)));
	if (status == AC_OK && outlet->has_journal_failed)
		ac_log(AC_LOG_WARN, "journal.recovered", "the journal is written again",
		       AC_LOG_INT("seq", ac_journal_seq_last(outlet->journal)));
	outlet->has_journal_failed = status != AC_OK;
	return outlet->is_journal_closed ? AC_ERR_IO : status;
}

enum ac_status ac_outlet_init(struct ac_outlet *outlet, struct ac_journal *journal,
			      struct ac_writer *writer, const struct ac_instruments *instruments,
			      const struct ac_book *books)
{
	*outlet = (struct ac_outlet){
		.journal = journal,
		.writer = writer,
		.instruments = instruments,
		.books = books,
		.facts = calloc(FACTS_MAX, sizeof(*outlet->facts)),
		.recorder = { record, flush, outlet },
	};
	return outlet->facts != NULL ? AC_OK : AC_ERR_NOMEM;
}

void ac_outlet_deinit(struct ac_outlet *outlet)
{
	free(outlet->facts);
	*outlet = (struct ac_outlet){ 0 };
}

static bool on_fact(void *self, const struct ac_event *fact)
{
	struct ac_outlet *outlet = self;
	if (outlet->count == FACTS_MAX) {
		outlet->lost++;
		return false;
	}
	outlet->facts[outlet->count++] = *fact;
	return true;
}

enum ac_status ac_outlet_connect(struct ac_outlet *outlet, struct ac_engine *engine)
{
	return ac_bus_subscribe(ac_engine_bus(engine), "*", on_fact, outlet);
}

void ac_outlet_taker_add(struct ac_outlet *outlet, ac_bus_take *take, void *self)
{
	ac_assert(outlet->taker_count < AC_OUTLET_TAKERS_MAX);
	outlet->takers[outlet->taker_count].take = take;
	outlet->takers[outlet->taker_count++].self = self;
}

static const char *symbol_of(const struct ac_outlet *outlet, const struct ac_event *fact)
{
	return fact->symbol < outlet->instruments->count
		       ? outlet->instruments->items[fact->symbol].symbol
		       : "";
}

static const char *strategy_of(const struct ac_outlet *outlet, const struct ac_event *fact)
{
	return fact->book == AC_BOOK_NONE ? "" : outlet->books[fact->book].strategy;
}

static void log_order(const struct ac_outlet *outlet, const struct ac_event *fact)
{
	const struct ac_order_record *order = &fact->order_record;
	bool is_alarming = order->life == AC_LIFE_UNKNOWN || order->life == AC_LIFE_REJECTED ||
			   order->life == AC_LIFE_LIQUIDATED;
	ac_log(is_alarming ? AC_LOG_WARN : AC_LOG_INFO, "order.update", NULL,
	       AC_LOG_TEXT("symbol", symbol_of(outlet, fact)),
	       AC_LOG_TEXT("strategy", strategy_of(outlet, fact)),
	       AC_LOG_TEXT("client_order_id", order->client_id),
	       AC_LOG_TEXT("purpose", ac_purpose_text((enum ac_purpose)order->purpose)),
	       AC_LOG_TEXT("side", ac_side_text((enum ac_side)order->side)),
	       AC_LOG_TEXT("status", ac_life_text((enum ac_life)order->life)),
	       AC_LOG_DEC("quantity", order->quantity), AC_LOG_DEC("executed", order->executed),
	       AC_LOG_INT("error_code", order->code), AC_LOG_INT("time", order->updated_ms));
}

static void log_fact(const struct ac_outlet *outlet, const struct ac_event *fact)
{
	const char *symbol = symbol_of(outlet, fact), *strategy = strategy_of(outlet, fact);
	switch (fact->kind) {
	case AC_EVENT_SIGNAL:
		ac_log(AC_LOG_INFO, "signal", NULL, AC_LOG_TEXT("symbol", symbol),
		       AC_LOG_TEXT("strategy", strategy),
		       AC_LOG_INT("direction", fact->signal.direction),
		       AC_LOG_DEC("price", fact->signal.price),
		       AC_LOG_BOOL("allowed", fact->signal.is_allowed),
		       AC_LOG_TEXT("verdict", ac_reason_text((enum ac_reason)fact->signal.reason)),
		       AC_LOG_INT("time", fact->signal.time_ms));
		break;
	case AC_EVENT_ORDER_STATE:
		log_order(outlet, fact);
		break;
	case AC_EVENT_FILL:
		ac_log(AC_LOG_INFO, "order.fill", NULL, AC_LOG_TEXT("symbol", symbol),
		       AC_LOG_TEXT("strategy", strategy),
		       AC_LOG_TEXT("client_order_id", fact->fill.client_id),
		       AC_LOG_INT("trade_id", fact->fill.trade_id),
		       AC_LOG_DEC("price", fact->fill.price),
		       AC_LOG_DEC("quantity", fact->fill.quantity),
		       AC_LOG_DEC("commission", fact->fill.commission),
		       AC_LOG_INT("time", fact->fill.time_ms));
		break;
	case AC_EVENT_ROUND_TRIP:
		ac_log(AC_LOG_INFO, "position.closed", NULL, AC_LOG_TEXT("symbol", symbol),
		       AC_LOG_TEXT("strategy", strategy),
		       AC_LOG_TEXT("reason",
				   ac_exit_reason_text(
					   (enum ac_exit_reason)fact->round_trip.exit_reason)),
		       AC_LOG_DEC("net_pnl", fact->round_trip.net_profit),
		       AC_LOG_INT("time", fact->round_trip.exit_time_ms));
		break;
	case AC_EVENT_RISK:
		if (fact->risk_record.is_active)
			ac_log(AC_LOG_WARN, "risk.halt", "entries are halted",
			       AC_LOG_TEXT("symbol", symbol), AC_LOG_TEXT("strategy", strategy),
			       AC_LOG_TEXT(
				       "reason",
				       ac_reason_text((enum ac_reason)fact->risk_record.reason)),
			       AC_LOG_DEC("value", fact->risk_record.value),
			       AC_LOG_DEC("limit", fact->risk_record.limit),
			       AC_LOG_INT("until", fact->risk_record.until_ms));
		break;
	case AC_EVENT_SYSTEM:
		ac_log(fact->system.what == AC_SYSTEM_GAP ? AC_LOG_INFO : AC_LOG_WARN, "system",
		       fact->system.text, AC_LOG_TEXT("symbol", symbol),
		       AC_LOG_INT("value", fact->system.value));
		break;
	default:
		break;
	}
}

void ac_outlet_release(struct ac_outlet *outlet)
{
	/* Facts whose cause is not on file would be unknown to the next start: they wait. */
	if (flush(outlet) != AC_OK)
		return;
	uint64_t seq = ac_journal_seq_flushed(outlet->journal);
	uint32_t given = 0;
	for (; given < outlet->count; given++) {
		struct ac_event *fact = &outlet->facts[given];
		bool is_taken = ac_writer_push(outlet->writer, fact, seq);
		if (!is_taken && !outlet->may_wait)
			break;
		log_fact(outlet, fact);
		for (uint32_t i = 0; i < outlet->taker_count; i++)
			(void)outlet->takers[i].take(outlet->takers[i].self, fact);
		if (is_taken)
			continue;
		ac_writer_wait(outlet->writer);
		if (!ac_writer_push(outlet->writer, fact, seq))
			outlet->lost++;
	}
	outlet->count -= given;
	memmove(outlet->facts, outlet->facts + given, outlet->count * sizeof(*outlet->facts));
}
