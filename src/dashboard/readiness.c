#include "dashboard/readiness.h"

bool ac_readiness_is_alive(const struct ac_view *view, ac_ms wall_ms)
{
	return view != NULL && view->state != AC_VIEW_STOPPED &&
	       wall_ms - view->wall_ms < AC_READINESS_STALE_MS;
}

static const char *state_in_the_way(enum ac_view_state state)
{
	switch (state) {
	case AC_VIEW_STARTING:
		return "the trader is starting: history or account are not known yet";
	case AC_VIEW_IDLE:
		return "the feed has ended";
	case AC_VIEW_JOURNAL_FAILING:
		return "the journal cannot be written";
	case AC_VIEW_STOPPING:
	case AC_VIEW_STOPPED:
		return "the trader is stopping";
	case AC_VIEW_RUNNING:
		break;
	}
	return NULL;
}

const char *ac_readiness_why_not(const struct ac_view *view, ac_ms wall_ms)
{
	if (view == NULL)
		return "no trader runs here";
	if (!ac_readiness_is_alive(view, wall_ms))
		return "the trader has shown nothing new for 5 s";
	const char *why = state_in_the_way(view->state);
	if (why != NULL)
		return why;
	if (view->system.is_journal_failing)
		return "the journal cannot be written";
	if (view->engine.risk_state == AC_RISK_HALTED)
		return "the account is halted";
	if (view->engine.risk_state == AC_RISK_REDUCING)
		return "only orders that make positions smaller are let through";
	if (!view->engine.is_entries_on)
		return "a person has paused entries";
	if (!view->engine.is_market_up || (view->market.is_used && !view->market.is_up))
		return "the market data stream is down";
	if (!view->engine.is_user_up || (view->user.is_used && !view->user.is_up))
		return "the account's stream is down";
	if (view->engine.counts.orders_unknown > 0)
		return "the fate of an order is unknown";
	return NULL;
}
