/* queue.h - messages that wait for their channels: bounded, in the order of their making. Full: the
 * oldest of the lowest level goes, counted. Not about time or networks. For the files of this room.
 */
#ifndef AC_ALERTS_QUEUE_H
#define AC_ALERTS_QUEUE_H

#include "alerts/message.h"

struct alert_queue {
	struct alert_message **items; /* owned, as are they; ascending id */
	uint32_t count, capacity;
	uint64_t id_next;
	uint64_t dropped;         /* messages that were pushed out, or given up for a channel */
	uint32_t pushed_out;      /* of them, not told yet */
	uint32_t changes_waiting; /* pushes that the file does not have yet */
	bool is_changed;          /* anything that the file does not have yet */
};

/* AC_ERR_NOMEM. */
AC_MUST_USE enum ac_status alert_queue_init(struct alert_queue *queue, uint32_t capacity);
void alert_queue_deinit(struct alert_queue *queue);

/* Copies; the id is given here. False: it was the one that had to go, or there is no memory; it is
 * counted. */
bool alert_queue_push(struct alert_queue *queue, const struct alert_message *message);
/* NULL: it is not there any more. */
struct alert_message *alert_queue_find(struct alert_queue *queue, uint64_t id);
/* Takes the channel's bits off a message, which goes when it has none left. */
void alert_queue_settle(struct alert_queue *queue, uint64_t id, uint32_t channel);

#endif
