/* Positions and halts as the database last knew them. */
#include "dashboard/api_stopped.h"

#include <stdio.h>

static void write_position(struct ac_json *json, const void *subject)
{
	const struct ac_history_position *position = subject;
	const struct ac_position_record *record = &position->record;
	ac_json_open(json, NULL, '{');
	ac_json_text(json, "symbol", ac_str_from(position->symbol));
	ac_json_text(json, "strategy", ac_str_from(position->strategy));
	ac_json_text(json, "position_side",
		     ac_str_from(ac_position_side_text(record->position_side)));
	ac_json_text(json, "side", record->direction < 0 ? AC_STR("SHORT") : AC_STR("LONG"));
	ac_json_dec(json, "quantity", record->quantity);
	ac_json_dec(json, "entry_price", record->entry_price);
	ac_json_null(json, "mark_price");
	ac_json_null(json, "notional");
	ac_json_null(json, "unrealized_pnl");
	ac_json_null(json, "r_multiple");
	api_json_price(json, "stop_price", record->stop_price);
	api_json_price(json, "take_profit_price", record->take_profit_price);
	ac_json_bool(json, "is_protected", record->is_protected);
	ac_json_bool(json, "has_take_profit", record->has_take_profit);
	ac_json_null(json, "bare_ms");
	ac_json_bool(json, "is_closing", false);
	ac_json_null(json, "liquidation_price");
	ac_json_null(json, "liquidation_distance_pct");
	ac_json_dec(json, "realized_pnl", record->realized_profit);
	ac_json_dec(json, "fees", record->fees);
	ac_json_dec(json, "funding", record->funding);
	ac_json_null(json, "next_funding_at");
	ac_json_null(json, "funding_rate");
	ac_json_int(json, "opened_at", record->opened_ms);
	ac_json_int(json, "updated_at", record->updated_ms);
	ac_json_close(json, '}');
}

/* Bare ones come first: the list is read once for them and once for the rest. */
struct position_listing {
	struct api_reply *reply;
	bool is_protected;
};

static bool take_position(void *self, const struct ac_history_position *position)
{
	const struct position_listing *listing = self;
	if (position->record.is_protected == listing->is_protected)
		api_reply_add(listing->reply, write_position, position);
	return !listing->reply->is_lost;
}

void api_stopped_positions(struct ac_api *api, struct api_reply *reply)
{
	struct position_listing listing = { reply, false };
	const char *account = api->dashboard->account;
	api_reply_begin(reply, api);
	api_reply_list_begin(reply, "positions");
	enum ac_status status = ac_history_positions(api->store, account, take_position, &listing);
	listing.is_protected = true;
	if (status == AC_OK)
		status = ac_history_positions(api->store, account, take_position, &listing);
	if (status != AC_OK) {
		api_reply_database_failed(reply, api);
		return;
	}
	api_reply_list_end(reply);
	api_reply_end(reply);
}

/* Of each guard and scope the newest event says whether it stands; they come newest first. */
#define HALTS_MAX 512u

struct halt_name {
	char guard[32], symbol[AC_SYMBOL_SIZE], strategy[AC_STRATEGY_NAME_SIZE];
};
struct halt_listing {
	struct api_reply *reply;
	uint32_t count;
	struct halt_name seen[HALTS_MAX];
};

static void write_halt(struct ac_json *json, const void *subject)
{
	const struct ac_history_event *event = subject;
	ac_json_open(json, NULL, '{');
	ac_json_text(json, "guard", ac_str_from(event->guard));
	ac_json_text(json, "symbol", ac_str_from(event->symbol));
	ac_json_text(json, "strategy", ac_str_from(event->strategy));
	ac_json_bool(json, "is_halted", true);
	ac_json_text(json, "reason", ac_str_from(event->reason));
	ac_json_int(json, "since", event->time_ms);
	api_json_time(json, "until", event->until_ms);
	ac_json_dec(json, "used", event->value);
	api_json_price(json, "limit", event->limit);
	ac_json_null(json, "used_pct");
	ac_json_text(json, "unit", AC_STR(""));
	ac_json_close(json, '}');
}

static bool is_seen(const struct halt_listing *listing, const struct ac_history_event *event)
{
	for (uint32_t i = 0; i < listing->count; i++) {
		const struct halt_name *name = &listing->seen[i];
		if (strcmp(name->guard, event->guard) == 0 &&
		    strcmp(name->symbol, event->symbol) == 0 &&
		    strcmp(name->strategy, event->strategy) == 0)
			return true;
	}
	return false;
}

static bool take_event(void *self, const struct ac_history_event *event)
{
	struct halt_listing *listing = self;
	bool is_set = strcmp(event->kind, "halt") == 0;
	if ((!is_set && strcmp(event->kind, "halt_lifted") != 0) || is_seen(listing, event))
		return true;
	if (listing->count == HALTS_MAX)
		return false;
	struct halt_name *name = &listing->seen[listing->count++];
	snprintf(name->guard, sizeof(name->guard), "%s", event->guard);
	snprintf(name->symbol, sizeof(name->symbol), "%s", event->symbol);
	snprintf(name->strategy, sizeof(name->strategy), "%s", event->strategy);
	if (is_set)
		api_reply_add(listing->reply, write_halt, event);
	return !listing->reply->is_lost;
}

static void write_unknown_state(struct ac_json *json, const void *subject)
{
	(void)subject;
	ac_json_null(json, "risk_state");
	ac_json_bool(json, "is_entries_on", false);
}

void api_stopped_risk(struct ac_api *api, struct api_reply *reply)
{
	struct halt_listing listing = { .reply = reply };
	struct ac_history_filter filter = { .account = api->dashboard->account };
	api_reply_begin(reply, api);
	api_reply_add(reply, write_unknown_state, NULL);
	api_reply_list_begin(reply, "guards");
	if (ac_history_events(api->store, &filter, take_event, &listing) != AC_OK) {
		api_reply_database_failed(reply, api);
		return;
	}
	api_reply_list_end(reply);
	api_reply_end(reply);
}
