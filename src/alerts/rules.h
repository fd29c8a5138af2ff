/* rules.h - what is worth telling: views and facts in, messages out. No clock, file or network: the
 * moment comes with each call. Not about who gets a message and how often: post.h. Conditions
 * (a lost connection, a halt) are told when they begin and when they are over. For the files of
 * this room; one thread. */
#ifndef AC_ALERTS_RULES_H
#define AC_ALERTS_RULES_H

#include "alerts/message.h"
#include "view/view.h"

struct alert_rules; /* opaque */

/* Where messages go. False: kept back, as the same was told lately; a condition then asks again
 * (`is_retry`) while it stands. */
struct alert_sink {
	bool (*tell)(void *self, struct alert_message *message, bool is_retry);
	void *self;
};

/* What must not begin anew with each run. */
struct alert_rules_memory {
	uint64_t trades;           /* closed, of the account */
	struct ac_dec equity_high; /* the last one told, or where counting began; 0 not known */
};

/* Everything is borrowed for the life of the rules. AC_ERR_NOMEM. */
AC_MUST_USE enum ac_status alert_rules_create(const struct ac_alerts_config *config,
					      const struct ac_view_names *names,
					      const struct ac_refusal_codes *codes,
					      const char *mode, const char *account,
					      const struct alert_sink *sink,
					      const struct alert_rules_memory *memory,
					      struct alert_rules **ret_rules);
void alert_rules_destroy(struct alert_rules *rules); /* NULL is fine */

void alert_rules_view(struct alert_rules *rules, const struct ac_view *view, ac_ms now_ms);
void alert_rules_fact(struct alert_rules *rules, const struct ac_event *fact, ac_ms now_ms);
/* A sentence of somebody else. */
void alert_rules_say(struct alert_rules *rules, enum ac_alert_kind kind, const char *text,
		     ac_ms now_ms);
/* The run ends. */
void alert_rules_stop(struct alert_rules *rules, ac_ms now_ms);

const struct alert_rules_memory *alert_rules_memory_get(const struct alert_rules *rules);

#endif
