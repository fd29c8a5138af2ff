/* channel.h - one channel's manners: one request at a time, so many a minute, patience after a
 * failure. No clock and no network: moments come with each call (steady milliseconds). For the
 * files of this room; one thread. */
#ifndef AC_ALERTS_CHANNEL_H
#define AC_ALERTS_CHANNEL_H

#include "alerts/body.h"
#include "alerts/queue.h"
#include "core/prng.h"

#define CHANNEL_NEVER    INT64_MAX
#define CHANNEL_RATE_MAX 60u
#define CHANNEL_WHY_SIZE 120u

struct channel_patience {
	ac_ms first_ms, longest_ms; /* of the pauses between attempts, which double */
	ac_ms refused_ms;           /* after a definite refusal */
	ac_ms advised_ms;           /* longest that Retry-After is followed */
	ac_ms minute_ms;            /* that per_minute counts in */
};
/* 1 s doubling to 5 minutes, a minute, an hour, a minute. */
extern const struct channel_patience channel_patience_default;

enum delivery_outcome {
	DELIVERY_DONE,   /* the receiver took it */
	DELIVERY_AGAIN,  /* not now, or not known: try later */
	DELIVERY_REFUSED /* never like this */
};
struct delivery_result {
	enum delivery_outcome outcome;
	int64_t retry_after_s;      /* as the receiver asked; 0 it did not */
	char why[CHANNEL_WHY_SIZE]; /* for a person; holds no address; "" done */
};

struct channel {
	const struct ac_alert_channel *config; /* borrowed */
	uint32_t index;
	struct channel_patience patience;
	struct ac_prng prng;
	ac_ms sent_ms[CHANNEL_RATE_MAX]; /* a ring of the newest sendings */
	uint32_t sent_count, sent_at;
	bool is_busy;
	uint64_t flight[BODY_DIGEST_MAX]; /* ids of what is under way */
	uint32_t flight_count;
	bool is_held;         /* some had to wait: what waits then comes together */
	uint32_t failures;    /* in a row */
	ac_ms pause_until_ms; /* nothing before */
	bool is_failing;
	char why[CHANNEL_WHY_SIZE]; /* of the last failure */
};

void channel_init(struct channel *channel, const struct ac_alert_channel *config, uint32_t index,
		  uint64_t seed, const struct channel_patience *patience);

/* What is to be sent now: fills `ret_messages`, marks them as under way and returns their count; 0:
 * nothing before *ret_wake_ms (CHANNEL_NEVER: nothing waits, or a request is under way). */
uint32_t channel_choose(struct channel *channel, struct alert_queue *queue, ac_ms now_ms,
			const struct alert_message *ret_messages[BODY_DIGEST_MAX],
			ac_ms *ret_wake_ms);
/* Forgets what was sent this minute: the last words of a run shall not wait for the next. */
void channel_hurry(struct channel *channel);
/* What became of it. `attempts_max` 0: no bound. Returns how many messages were delivered. */
uint32_t channel_settle(struct channel *channel, struct alert_queue *queue,
			const struct delivery_result *result, uint32_t attempts_max, ac_ms now_ms);

#endif
