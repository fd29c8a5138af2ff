/* repeats.h - what was told lately: the same within its time is counted instead of told, and the
 * next one says how many there were. Bounded: what was told longest ago is forgotten. No clock. For
 * the files of this room. */
#ifndef AC_ALERTS_REPEATS_H
#define AC_ALERTS_REPEATS_H

#include "alerts/message.h"

#define REPEATS_MAX 512u

struct repeat {
	enum ac_alert_kind kind;
	char symbol[AC_SYMBOL_SIZE], strategy[AC_STRATEGY_NAME_SIZE], key[64];
	ac_ms told_ms;
	uint32_t count; /* not told since then */
	ac_ms since_ms; /* the first of them */
};

struct repeats {
	struct repeat items[REPEATS_MAX];
	uint32_t count;
};

/* True: tell it; its `repeats` are filled. False: it was told less than `after_ms` ago, and is
 * counted, unless it `is_retry` of one that was counted before. 0 ms: everything is told. */
bool repeats_take(struct repeats *repeats, struct alert_message *message, ac_ms after_ms,
		  bool is_retry);

#endif
