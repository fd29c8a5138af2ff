/* synthetic.h - believable prices without data: regimes, volatility clusters, jumps, gaps.
 * Generates, per symbol and second, traded price and volume, and closes candles by the minute. Not
 * an exchange. Deterministic from its seed: the n-th tick is the same in every run. */
#ifndef AC_SIMULATED_SYNTHETIC_H
#define AC_SIMULATED_SYNTHETIC_H

#include "core/arena.h"
#include "core/prng.h"
#include "market/event.h"
#include "market/instrument.h"

struct ac_synthetic; /* opaque */

struct ac_synthetic_config {
	const struct ac_instruments *instruments; /* borrowed for the life of the object */
	const uint16_t *symbols;                  /* which of them; borrowed */
	uint32_t symbol_count;
	uint64_t seed;
	ac_ms start_ms; /* a whole minute */
};

AC_MUST_USE enum ac_status ac_synthetic_create(struct ac_arena *arena,
					       const struct ac_synthetic_config *config,
					       struct ac_synthetic **ret_synthetic);

/* The next event in time order, without end: per second and symbol a TRADE (its quantity is the
 * second's volume; absent seconds happen), then a MARK (mark, index, funding rate and next funding
 * time, settlements every 8 h at 00:00, 08:00 and 16:00 UTC), and at each whole minute the CANDLE
 * that closed, whose open, high, low, close and volume are exactly those of its trades. Prices are
 * multiples of the tick. A gap is a minute or more without trades and without a candle. */
void ac_synthetic_next(struct ac_synthetic *synthetic, struct ac_event *ret_event);

#endif
