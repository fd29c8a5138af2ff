#include "trader/trader_control.h"

#include <stdarg.h>
#include <stdio.h>

#include "sys/log.h"

/* A text that grows line by line; what does not fit is left out, and said so. */
struct report {
	struct ac_control_answer *answer;
	size_t size;
};

static void say(struct report *report, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void say(struct report *report, const char *format, ...)
{
	size_t room = sizeof(report->answer->text) - report->size;
	va_list arguments;
	va_start(arguments, format);
	/* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized) */
	int size = vsnprintf(report->answer->text + report->size, room, format, arguments);
	va_end(arguments);
	if (size < 0)
		return;
	report->size += (size_t)size < room ? (size_t)size : room - 1;
}

static const char *scope_text(const struct ac_control_request *request)
{
	return request->symbol[0] != '\0' ? request->symbol : "every symbol";
}

static void give(struct trader_control *control, enum ac_control verb, uint16_t symbol,
		 uint8_t guard)
{
	struct ac_event event;
	ac_event_init(&event, AC_EVENT_CONTROL, symbol, AC_BOOK_NONE, control->session->now_ns);
	event.control.control = (uint8_t)verb;
	event.control.guard = guard;
	ac_session_input(control->session, &event);
}

static bool is_of(uint16_t symbol, uint16_t candidate)
{
	return symbol == AC_SYMBOL_NONE || symbol == candidate;
}

struct counting {
	uint16_t symbol;
	uint32_t entries;
};

static bool count_entry(void *self, const struct ac_event *order)
{
	struct counting *counting = self;
	counting->entries += order->order_record.purpose == AC_PURPOSE_ENTRY &&
			     is_of(counting->symbol, order->symbol);
	return true;
}

static uint32_t working_entries(const struct trader_control *control, uint16_t symbol)
{
	struct counting counting = { .symbol = symbol };
	ac_executor_orders_visit(ac_engine_executor(control->world->engine), count_entry,
				 &counting);
	return counting.entries;
}

/* Names the positions of the symbol, one a line; returns how many. */
static uint32_t say_positions(struct trader_control *control, uint16_t symbol,
			      struct report *report)
{
	const struct ac_world *world = control->world;
	uint32_t count = 0;
	for (uint16_t i = 0; i < world->book_count; i++) {
		const struct ac_position_record *position = ac_engine_position(world->engine, i);
		char quantity[AC_DEC_TEXT_SIZE];
		if (position->direction == 0 || !is_of(symbol, world->books[i].symbol))
			continue;
		count++;
		ac_dec_format(position->quantity, quantity);
		say(report, "\n  %s %s %s %s, stop %s",
		    world->instruments.items[world->books[i].symbol].symbol,
		    world->books[i].strategy, position->direction > 0 ? "LONG" : "SHORT", quantity,
		    position->is_protected ? "confirmed" : "NOT CONFIRMED");
	}
	return count;
}

static void do_flatten(struct trader_control *control, const struct ac_control_request *request,
		       uint16_t symbol, struct report *report)
{
	uint32_t entries = working_entries(control, symbol);
	say(report, "closing at market what is open on %s; stops stay until the close is proven:",
	    scope_text(request));
	if (say_positions(control, symbol, report) == 0)
		say(report, " nothing is open");
	if (entries > 0)
		say(report, "\n%u working entr%s cancelled", entries,
		    entries == 1 ? "y is" : "ies are");
	give(control, AC_CONTROL_FLATTEN, symbol, 0);
}

static void do_cancel(struct trader_control *control, const struct ac_control_request *request,
		      uint16_t symbol, struct report *report)
{
	uint32_t entries = working_entries(control, symbol);
	give(control, AC_CONTROL_CANCEL, symbol, 0);
	say(report, "%u working entr%s of %s cancelled; stops and take-profits stay", entries,
	    entries == 1 ? "y" : "ies", scope_text(request));
}

/* Pause, resume, reduce, halt: says what holds now, and that positions keep their stops. */
static void do_state(struct trader_control *control, const struct ac_control_request *request,
		     uint16_t symbol, struct report *report)
{
	static const enum ac_control controls[] = {
		[AC_VERB_PAUSE] = AC_CONTROL_PAUSE,
		[AC_VERB_RESUME] = AC_CONTROL_RESUME,
		[AC_VERB_REDUCE] = AC_CONTROL_REDUCE,
		[AC_VERB_HALT] = AC_CONTROL_HALT,
	};
	uint32_t entries = working_entries(control, symbol);
	struct ac_engine_view view;
	give(control, controls[request->verb], symbol, 0);
	ac_engine_view_get(control->world->engine, &view);
	say(report, "%s, %s: the account is %s, entries are %s",
	    ac_control_verb_text(request->verb), scope_text(request),
	    ac_risk_state_text(view.risk_state),
	    view.is_entries_on && view.risk_state == AC_RISK_ACTIVE ? "allowed" : "refused");
	if (request->verb != AC_VERB_RESUME && entries > 0)
		say(report, "; %u working entr%s cancelled", entries,
		    entries == 1 ? "y is" : "ies are");
	if (view.counts.positions > 0)
		say(report, "; %u position(s) keep their stops", view.counts.positions);
	if (request->verb == AC_VERB_RESUME && view.risk_state == AC_RISK_HALTED)
		say(report,
		    "; a halt stands: `autocoin status` says which, `autocoin unhalt` lifts "
		    "it");
}

struct halts {
	const struct trader_control *control;
	int guard; /* -1: every one */
	uint16_t symbol;
	uint32_t meant, others;
	struct report *report; /* NULL: only counts */
};

static bool visit_halt(void *self, const struct ac_event *halt)
{
	struct halts *halts = self;
	bool is_meant = (halts->guard < 0 || halts->guard == halt->risk_record.guard) &&
			is_of(halts->symbol, halt->symbol);
	halts->meant += is_meant;
	halts->others += !is_meant;
	if (halts->report == NULL)
		return true;
	const struct ac_instruments *instruments = &halts->control->world->instruments;
	say(halts->report, "\n  %s of %s (%s)",
	    ac_guard_text((enum ac_guard_id)halt->risk_record.guard),
	    halt->symbol == AC_SYMBOL_NONE ? "the account"
					   : instruments->items[halt->symbol].symbol,
	    ac_reason_text((enum ac_reason)halt->risk_record.reason));
	return true;
}

static bool do_unhalt(struct trader_control *control, const struct ac_control_request *request,
		      uint16_t symbol, struct report *report)
{
	const char *names[AC_GUARD_COUNT];
	const struct ac_risk *risk = ac_engine_risk(control->world->engine);
	struct halts halts = { .control = control, .guard = -1, .symbol = symbol };
	bool is_all = request->guard[0] == '\0' || strcmp(request->guard, "all") == 0;
	for (int i = 0; i < AC_GUARD_COUNT; i++) {
		names[i] = ac_guard_text((enum ac_guard_id)i);
		if (!is_all && strcmp(names[i], request->guard) == 0)
			halts.guard = i;
	}
	if (!is_all && halts.guard < 0) {
		const char *near = ac_config_nearest(request->guard, names, AC_GUARD_COUNT);
		say(report, "there is no guard %s%s%s%s; nothing was lifted", request->guard,
		    near != NULL ? "; did you mean " : "", near != NULL ? near : "",
		    near != NULL ? "?" : "");
		return false;
	}
	ac_risk_halts_visit(risk, visit_halt, &halts);
	if (halts.meant == 0) {
		say(report, "no such halt stands%s", halts.others > 0 ? "; these do:" : "");
		halts.report = report;
		ac_risk_halts_visit(risk, visit_halt, &halts);
		return false;
	}
	give(control, AC_CONTROL_UNHALT, symbol, (uint8_t)(halts.guard + 1));
	say(report, "%u halt(s) lifted", halts.meant);
	struct halts left = { .control = control, .guard = -1, .symbol = AC_SYMBOL_NONE };
	ac_risk_halts_visit(risk, visit_halt, &left);
	if (left.meant > 0) {
		say(report, "; these still stand:");
		left.report = report;
		ac_risk_halts_visit(risk, visit_halt, &left);
	}
	return true;
}

static bool find_symbol(struct trader_control *control, const char *text, uint16_t *ret_symbol,
			struct report *report)
{
	static const char *names[AC_INSTRUMENTS_MAX];
	const struct ac_instruments *instruments = &control->world->instruments;
	*ret_symbol = AC_SYMBOL_NONE;
	if (text[0] == '\0')
		return true;
	int32_t index = ac_instruments_find(instruments, ac_str_from(text));
	if (index >= 0) {
		*ret_symbol = (uint16_t)index;
		return true;
	}
	for (uint32_t i = 0; i < instruments->count; i++)
		names[i] = instruments->items[i].symbol;
	const char *near = ac_config_nearest(text, names, instruments->count);
	say(report, "%s is not traded here%s%s%s; nothing was done", text,
	    near != NULL ? "; did you mean " : "", near != NULL ? near : "",
	    near != NULL ? "?" : "");
	return false;
}

static bool perform(struct trader_control *control, const struct ac_control_request *request,
		    struct report *report)
{
	uint16_t symbol;
	if (!find_symbol(control, request->symbol, &symbol, report))
		return false;
	switch (request->verb) {
	case AC_VERB_PAUSE:
	case AC_VERB_RESUME:
	case AC_VERB_REDUCE:
	case AC_VERB_HALT:
		do_state(control, request, symbol, report);
		return true;
	case AC_VERB_UNHALT:
		return do_unhalt(control, request, symbol, report);
	case AC_VERB_FLATTEN:
		do_flatten(control, request, symbol, report);
		return true;
	case AC_VERB_CANCEL:
		do_cancel(control, request, symbol, report);
		return true;
	case AC_VERB_RELOAD_SHOW: /* answered later */
	case AC_VERB_RELOAD_APPLY:
		break;
	}
	return false;
}

static void reply(struct trader_control *control, const struct ac_control_request *request,
		  const struct ac_control_answer *answer)
{
	ac_log(answer->is_done ? AC_LOG_WARN : AC_LOG_INFO, "control", answer->text,
	       AC_LOG_TEXT("command", ac_control_verb_text(request->verb)),
	       AC_LOG_TEXT("symbol", request->symbol), AC_LOG_TEXT("guard", request->guard),
	       AC_LOG_TEXT("who", request->who), AC_LOG_BOOL("done", answer->is_done));
	ac_outlet_release(control->outlet);
	ac_control_answer(control->server, answer);
}

static bool is_reload(enum ac_control_verb verb)
{
	return verb == AC_VERB_RELOAD_SHOW || verb == AC_VERB_RELOAD_APPLY;
}

void trader_control_poll(struct trader_control *control)
{
	struct ac_control_request request;
	static struct ac_control_answer answer;
	if (control->server == NULL)
		return;
	if (trader_reload_turn(control->reload, &request, &answer))
		reply(control, &request, &answer);
	while (ac_control_take(control->server, &request)) {
		struct report report = { .answer = &answer };
		answer = (struct ac_control_answer){ .id = request.id };
		if (is_reload(request.verb)) {
			if (trader_reload_begin(control->reload, &request, &answer))
				continue;
		} else {
			answer.is_done = perform(control, &request, &report);
		}
		reply(control, &request, &answer);
	}
}
