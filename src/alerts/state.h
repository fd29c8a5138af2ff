/* state.h - what the thread of the alerts has, and what tests may set about it. For alerts.c,
 * turn.c and tests. */
#ifndef AC_ALERTS_STATE_H
#define AC_ALERTS_STATE_H

#include <pthread.h>

#include "alerts/alerts.h"
#include "alerts/delivery.h"
#include "alerts/post.h"
#include "alerts/queue_file.h"
#include "alerts/rules.h"
#include "alerts/say.h"
#include "core/error.h"

struct alerts_tuning {
	struct channel_patience patience;
	ac_ms timeout_ms;             /* of a request */
	ac_ms look_ms;                /* between two looks at the view */
	ac_ms save_ms;                /* new messages are in the file this much later at most */
	ac_ms settle_ms;              /* deliveries are */
	uint64_t seed;                /* of the pauses' jitter */
	ac_ms (*wall_ms)(void *self); /* the clock of messages and of the summary */
	void *self;
};
struct alerts_tuning alerts_tuning_default(void);

struct ac_alerts {
	struct ac_alerts_run run;
	struct alerts_tuning tuning;
	struct ac_fact_ring facts;
	struct say_queue says;
	struct ac_view *view;
	uint64_t view_seen;
	struct alert_rules *rules;
	struct alert_post post;
	struct channel channels[AC_ALERT_CHANNELS_MAX];
	struct delivery *delivery;
	int64_t summary_day;
	uint64_t facts_lost, says_lost; /* told of */
	ac_ms looked_ms, saved_ms;      /* steady */
	bool is_file_failing;
	bool is_stop_said;
	ac_ms stop_until_ms; /* steady; thread only, valid once it stops */
	pthread_t thread;
	bool has_thread;
	_Atomic bool is_stopping;
	_Atomic int64_t stop_wait_ms;
	/* What others may read. */
	_Atomic uint32_t queue_count;
	_Atomic uint64_t sent, suppressed, dropped, failed_attempts;
	_Atomic bool is_failing;
	pthread_mutex_t error_mutex;
	char error[160];
};

AC_MUST_USE enum ac_status alerts_create_tuned(const struct ac_alerts_run *run,
					       const struct alerts_tuning *tuning,
					       struct ac_alerts **ret_alerts,
					       struct ac_error *error);

/* One turn of the thread; false: it is done. */
bool alerts_turn(struct ac_alerts *alerts);
/* For the delivery. */
void alerts_on_done(void *self, uint32_t channel, const struct delivery_result *result);

#endif
