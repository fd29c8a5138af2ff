/* One lamp for everything: the worst of what stands decides, and its sentence is shown. */
#include "view/view.h"

#include <inttypes.h>
#include <stdio.h>

#include "view/words.h"

/* As the gateway: without a message for this long a market stream counts as stale. */
#define DATA_STALE_MS (90 * AC_MS_PER_SEC)

const char *ac_lamp_text(enum ac_lamp lamp)
{
	static const char *const texts[] = { "ok", "warn", "alarm" };
	ac_assert((size_t)lamp < AC_COUNT(texts));
	return texts[lamp];
}

/* A position is bare for the moment between its entry and the confirmation of its stop. */
static bool has_bare_too_long(const struct ac_view *view)
{
	const struct ac_executor_counts *counts = &view->engine.counts;
	return counts->positions_bare > 0 &&
	       (view->bare_limit_ms == 0 ||
		counts->bare_longest_ns > view->bare_limit_ms * AC_NS_PER_MS);
}

static bool find_near_liquidation(const struct ac_view *view, const struct ac_view_names *names,
				  char *reason, size_t size)
{
	const struct ac_view_position *nearest = NULL;
	for (uint32_t i = 0; i < view->position_count; i++) {
		const struct ac_view_position *position = &view->positions[i];
		int64_t distance = position->liquidation_distance_pct.units;
		if (position->liquidation.units != 0 &&
		    distance < view->liquidation_limit_pct.units &&
		    (nearest == NULL || distance < nearest->liquidation_distance_pct.units))
			nearest = position;
	}
	if (nearest == NULL)
		return false;
	const char *symbol = words_symbol(names, nearest->symbol);
	char distance[AC_DEC_TEXT_SIZE], limit[AC_DEC_TEXT_SIZE];
	ac_dec_format_fixed(nearest->liquidation_distance_pct, 2, distance);
	ac_dec_format_fixed(view->liquidation_limit_pct, 2, limit);
	snprintf(reason, size,
		 "%s is %s %% from liquidation, nearer than %s %%: the exchange would close it at "
		 "a loss; `autocoin flatten %s` closes it now",
		 symbol, distance, limit, symbol);
	return true;
}

static bool find_alarm_of_positions(const struct ac_view *view, const struct ac_view_names *names,
				    char *reason, size_t size)
{
	const struct ac_executor_counts *counts = &view->engine.counts;
	if (has_bare_too_long(view)) {
		snprintf(reason, size,
			 "%u position(s) without a confirmed stop for up to %" PRId64
			 " s: they are closed at market unless the stop is confirmed first; watch "
			 "them, `autocoin flatten` closes them now",
			 counts->positions_bare,
			 (int64_t)(counts->bare_longest_ns / AC_NS_PER_SEC));
		return true;
	}
	if (find_near_liquidation(view, names, reason, size))
		return true;
	if (counts->orders_unknown == 0)
		return false;
	snprintf(reason, size,
		 "%u order(s) of unknown fate: they count as exposure and their symbols get no "
		 "entries until the exchange answers; if that lasts, look at the exchange",
		 counts->orders_unknown);
	return true;
}

/* The first whose halt of the account is neither a person's pause nor their REDUCING. */
static const char *halting_guard(const struct ac_view *view)
{
	for (uint32_t i = 0; i < view->guard_count; i++) {
		const struct ac_view_guard *guard = &view->guards[i];
		if (guard->is_halted && guard->symbol == AC_SYMBOL_NONE &&
		    guard->book == AC_BOOK_NONE && guard->reason != AC_REASON_ENTRIES_OFF &&
		    guard->reason != AC_REASON_STATE_REDUCING)
			return ac_guard_text((enum ac_guard_id)guard->guard);
	}
	return ac_guard_text(AC_GUARD_STATE);
}

/* True where an alarm stands; `reason` then says which. */
static bool find_alarm(const struct ac_view *view, const struct ac_view_names *names, char *reason,
		       size_t size)
{
	const struct ac_view_system *system = &view->system;
	if (find_alarm_of_positions(view, names, reason, size))
		return true;
	if (system->is_journal_failing || view->state == AC_VIEW_JOURNAL_FAILING)
		snprintf(reason, size,
			 "the journal cannot be written: no entries, exits go on; free disk space "
			 "and start again");
	else if (view->engine.risk_state == AC_RISK_HALTED)
		snprintf(reason, size,
			 "HALTED by %s: no entries, stops stay on the exchange; find out why, then "
			 "`autocoin unhalt %s`",
			 halting_guard(view), halting_guard(view));
	else if (view->user.is_used && !view->user.is_up && view->state != AC_VIEW_STARTING)
		snprintf(reason, size,
			 "the user stream is down for %" PRId64
			 " s: fills are not heard of, entries wait; stops stay on the exchange",
			 (int64_t)(view->user.down_ms / AC_MS_PER_SEC));
	else if (system->database_state == 2)
		snprintf(
			reason, size,
			"the database fails: history is in the journal only; trading goes on, look "
			"at the disk");
	else
		return false;
	return true;
}

static bool find_halt(const struct ac_view *view, const struct ac_view_names *names, char *reason,
		      size_t size)
{
	for (uint32_t i = 0; i < view->guard_count; i++) {
		const struct ac_view_guard *guard = &view->guards[i];
		if (!guard->is_halted)
			continue;
		const char *name = ac_guard_text((enum ac_guard_id)guard->guard);
		const char *why = ac_reason_text(guard->reason);
		bool is_said = strcmp(name, why) == 0;
		snprintf(reason, size,
			 "%s of %s halts entries%s%s%s; open positions keep their stops", name,
			 guard->symbol == AC_SYMBOL_NONE ? "the account"
							 : words_symbol(names, guard->symbol),
			 is_said ? "" : " (", is_said ? "" : why, is_said ? "" : ")");
		return true;
	}
	return false;
}

static bool find_warning(const struct ac_view *view, const struct ac_view_names *names,
			 char *reason, size_t size)
{
	if (view->state == AC_VIEW_STARTING)
		snprintf(reason, size,
			 "starting: history and account are being read, no entries yet");
	else if (view->state == AC_VIEW_STOPPING || view->state == AC_VIEW_STOPPED)
		snprintf(reason, size, "%s: no entries; stops stay on the exchange",
			 ac_view_state_text(view->state));
	else if (!view->engine.is_entries_on)
		snprintf(reason, size, "paused: no entries until `autocoin resume`; exits go on");
	else if (view->engine.risk_state == AC_RISK_REDUCING)
		snprintf(reason, size, "REDUCING: only what makes positions smaller is done");
	else if (view->market.is_used && !view->market.is_up)
		snprintf(reason, size, "the market stream is down for %" PRId64 " s: no entries",
			 (int64_t)(view->market.down_ms / AC_MS_PER_SEC));
	else if (view->state == AC_VIEW_RUNNING && view->engine.data_ms != 0 &&
		 view->run_ms - view->engine.data_ms > DATA_STALE_MS)
		snprintf(reason, size, "no market data for %" PRId64 " s: no entries",
			 (int64_t)((view->run_ms - view->engine.data_ms) / AC_MS_PER_SEC));
	else if (view->engine.counts.positions_bare > 0)
		snprintf(reason, size,
			 "the stop of %u position(s) is not confirmed yet; they are closed at "
			 "market if that takes longer than %" PRId64 " ms",
			 view->engine.counts.positions_bare, (int64_t)view->bare_limit_ms);
	else if (find_halt(view, names, reason, size))
		return true;
	else if (view->positions_left_out > 0)
		snprintf(reason, size,
			 "%" PRIu32 " position(s) do not fit in what is shown; they are traded and "
			 "protected as ever",
			 view->positions_left_out);
	else if (view->system.database_state == 1)
		snprintf(reason, size, "the database is tried again; the journal has everything");
	else if (view->api.is_used && view->is_on_rest)
		snprintf(reason, size, "orders leave by REST: the WebSocket API is down");
	else
		return false;
	return true;
}

enum ac_lamp ac_view_lamp(const struct ac_view *view, const struct ac_view_names *names,
			  char *reason, size_t reason_size)
{
	if (find_alarm(view, names, reason, reason_size))
		return AC_LAMP_ALARM;
	if (find_warning(view, names, reason, reason_size))
		return AC_LAMP_WARN;
	if (view->state == AC_VIEW_IDLE)
		snprintf(reason, reason_size, "the feed has ended; nothing more will happen");
	else if (view->position_count == 0)
		snprintf(reason, reason_size, "all is well: no position is open");
	else
		snprintf(reason, reason_size,
			 "all is well: %u position(s), each with its stop on the exchange",
			 view->position_count);
	return AC_LAMP_OK;
}
