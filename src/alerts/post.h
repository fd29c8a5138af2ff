/* post.h - who gets a message, and whether now: rules of the kind, repeats, channels, the queue. No
 * clock, file or network. For the files of this room; one thread. */
#ifndef AC_ALERTS_POST_H
#define AC_ALERTS_POST_H

#include "alerts/queue.h"
#include "alerts/repeats.h"

struct alert_post {
	const struct ac_alerts_config *config; /* borrowed */
	struct alert_queue queue;
	struct repeats repeats;
	uint64_t suppressed;
};

/* The signature of struct alert_sink; `self` is the post. False: kept back as a repetition. */
bool alert_post_tell(void *self, struct alert_message *message, bool is_retry);
/* Tells of messages that did not fit, once there is room again. */
void alert_post_tell_losses(struct alert_post *post, ac_ms now_ms, const char *mode,
			    const char *account);

#endif
