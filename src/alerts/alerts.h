/* alerts.h - tells people what they must know: rules over views and facts, messages to Slack and
 * other webhooks, the daily summary. A thread of its own with a bounded queue that survives
 * restarts; it may be slow, dead or full without the engine knowing. Messages never carry secrets.
 */
#ifndef AC_ALERTS_ALERTS_H
#define AC_ALERTS_ALERTS_H

#include "alerts/alerts_config.h"
#include "core/error.h"
#include "view/box.h"
#include "view/fact_ring.h"

struct ac_alerts; /* opaque */

struct ac_alerts_run {
	const struct ac_alerts_config *config; /* borrowed for the life of the alerts, as are all */
	const struct ac_view_names *names;
	const struct ac_refusal_codes *codes; /* names of the exchange's numbers */
	struct ac_view_box *views;
	const char *db_url; /* for the daily summary; read-only */
	const char *mode;   /* sim, testnet, mainnet */
	const char *account;
	const char *queue_file; /* "status/alerts.json": what was not delivered yet */
	const char *ca_file;    /* NULL: the system's authorities */
};
/* Takes up what the queue file holds and starts the thread. */
AC_MUST_USE enum ac_status ac_alerts_create(const struct ac_alerts_run *run,
					    struct ac_alerts **ret_alerts, struct ac_error *error);
/* Says that the run stopped, waits at most `wait` for deliveries, stores the rest. NULL is fine. */
void ac_alerts_destroy(struct ac_alerts *alerts, ac_ns wait);
/* Where the engine's thread puts facts, by ac_fact_ring_push; not after the destroy. */
struct ac_fact_ring *ac_alerts_facts(struct ac_alerts *alerts);

/* Any thread: something that no view and no fact carries. `text` is one sentence. Never waits;
 * false: no room, counted. */
bool ac_alerts_say(struct ac_alerts *alerts, enum ac_alert_kind kind, const char *text);

struct ac_alerts_stats {
	uint32_t queue; /* messages that wait */
	uint64_t sent, suppressed, dropped, failed_attempts;
	bool is_failing; /* the last attempt to a channel failed */
	char error[160]; /* of it; "" none, or just being written */
};
/* Any thread. */
void ac_alerts_stats_get(struct ac_alerts *alerts, struct ac_alerts_stats *ret_stats);

/* ---- autocoin alert test ---- */

/* Sends one test message to one channel and waits for the answer, ten seconds at most. True: it was
 * taken. `ret_why` is a sentence for a person without the address, "" where it was taken. */
bool ac_alerts_try(const struct ac_alerts_config *config, uint32_t channel, const char *mode,
		   const char *ca_file, char *ret_why, size_t why_size);

#endif
