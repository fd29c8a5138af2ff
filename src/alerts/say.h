/* say.h - sentences from any thread to the one of the alerts, without a lock: a bounded queue after
 * D. Vyukov's, many to one. Nobody waits; full is an answer. For the files of this room. */
#ifndef AC_ALERTS_SAY_H
#define AC_ALERTS_SAY_H

#include <stdatomic.h>

#include "alerts/alerts_config.h"

#define SAY_CAPACITY 256u /* a power of two */

struct saying {
	enum ac_alert_kind kind;
	char text[256];
};

struct say_cell {
	_Atomic uint32_t
		turn; /* whose it is: the pusher of that number, or (one more) the popper */
	struct saying saying;
};

struct say_queue {
	struct say_cell cells[SAY_CAPACITY];
	_Atomic uint32_t pushed;
	uint32_t popped; /* the reader's alone */
	_Atomic uint64_t lost;
};

void say_init(struct say_queue *queue);
/* Any thread. False: full, counted. A text that is too long is cut. */
bool say_push(struct say_queue *queue, enum ac_alert_kind kind, const char *text);
/* One thread. False: empty. */
bool say_pop(struct say_queue *queue, struct saying *ret_saying);

#endif
