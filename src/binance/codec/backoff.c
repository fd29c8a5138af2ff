#include "binance/codec/backoff.h"

void ac_backoff_init(struct ac_backoff *backoff, ac_ns first, ac_ns limit, uint64_t seed)
{
	ac_assert(first > 0);
	memset(backoff, 0, sizeof(*backoff));
	backoff->first = first;
	/* A limit below the first pause is a short first pause. */
	backoff->limit = limit < 1 ? 1 : limit;
	ac_prng_init(&backoff->prng, seed);
}

static ac_ns whole(const struct ac_backoff *backoff)
{
	ac_ns pause = backoff->first;
	for (uint32_t i = 0; i < backoff->attempts && pause < backoff->limit; i++)
		pause = pause > INT64_MAX / 2 ? INT64_MAX : pause * 2;
	return pause < backoff->limit ? pause : backoff->limit;
}

ac_ns ac_backoff_next(struct ac_backoff *backoff)
{
	ac_ns longest = whole(backoff);
	ac_ns shortest = longest - longest / 2;
	if (backoff->attempts < UINT32_MAX)
		backoff->attempts++;
	/* Jitter, so that clients which fell together do not come back together. */
	return shortest + (ac_ns)ac_prng_below(&backoff->prng, (uint64_t)(longest - shortest) + 1);
}

void ac_backoff_succeed(struct ac_backoff *backoff)
{
	backoff->attempts = 0;
}
