/* view_json.h - views and facts as JSON, in the words of docs/api.md: the one writer that the
 * dashboard, `autocoin status --json`, `autocoin tail`, webhooks and the heartbeat share. Decimals are text, times
 * are milliseconds since 1970 UTC, what is unknown is null. Any thread. */
#ifndef AC_VIEW_VIEW_JSON_H
#define AC_VIEW_VIEW_JSON_H

#include "sys/json.h"
#include "view/view.h"

/* Each writes one object (docs/api.md names them alike) under `key`, NULL for the outermost. */
void ac_view_json_status(struct ac_json *json, const char *key, const struct ac_view *view,
			 const struct ac_view_names *names);
void ac_view_json_positions(struct ac_json *json, const char *key, const struct ac_view *view,
			    const struct ac_view_names *names);
void ac_view_json_orders(struct ac_json *json, const char *key, const struct ac_view *view,
			 const struct ac_view_names *names);
void ac_view_json_risk(struct ac_json *json, const char *key, const struct ac_view *view,
		       const struct ac_view_names *names);
/* Without `dashboard`: only the dashboard knows its clients, and adds that member. */
void ac_view_json_system(struct ac_json *json, const char *key, const struct ac_view *view);
void ac_view_json_symbols(struct ac_json *json, const char *key, const struct ac_view *view,
			  const struct ac_view_names *names);

/* What the view of a run does not know of the process that runs it. */
struct ac_view_process {
	int64_t pid;
	uint64_t resident_bytes;
};
/* The content of status/heartbeat.json; members are only ever added. At most
 * AC_VIEW_HEARTBEAT_SIZE(view) bytes. */
#define AC_VIEW_HEARTBEAT_SIZE(view)                                                               \
	(4096 +                                                                                    \
	 ((size_t)(view)->position_count + (view)->guard_count + (view)->symbol_count) * 1024)
void ac_view_json_heartbeat(struct ac_json *json, const struct ac_view *view,
			    const struct ac_view_names *names,
			    const struct ac_view_process *process);

/* One fact: {"channel", "kind", "seq", "time", "symbol", "strategy", …what its kind has}. */
void ac_fact_json(struct ac_json *json, const char *key, const struct ac_event *fact,
		  const struct ac_view_names *names);
/* The same as one sentence for a person, e.g. "BTCUSDT vwap_reversion: LONG closed at 64012.1,
 * take_profit, +5.93 USDT". Always terminated. */
void ac_fact_sentence(const struct ac_event *fact, const struct ac_view_names *names, char *text,
		      size_t text_size);
/* "signal.vwap_reversion.BTCUSDT"; "" where the fact has no channel. The same text as
 * ac_bus_channel, without a bus. */
void ac_fact_channel(const struct ac_event *fact, const struct ac_view_names *names,
		     char channel[AC_CHANNEL_SIZE]);
/* `*` stands for any characters, dots included, `?` for one; as on the bus. */
bool ac_channel_matches(const char *pattern, const char *channel);

#endif
