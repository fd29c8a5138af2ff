/* backoff.h - how long to wait before the next attempt: exponential with full jitter between half
 * and whole, from a seed. Pure. */
#ifndef AC_BINANCE_CODEC_BACKOFF_H
#define AC_BINANCE_CODEC_BACKOFF_H

#include "core/prng.h"

struct ac_backoff {
	ac_ns first, limit;
	uint32_t attempts; /* since the last success */
	struct ac_prng prng;
};
void ac_backoff_init(struct ac_backoff *backoff, ac_ns first, ac_ns limit, uint64_t seed);
ac_ns ac_backoff_next(struct ac_backoff *backoff);
void ac_backoff_succeed(struct ac_backoff *backoff);

#endif
