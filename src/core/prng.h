/* prng.h - reproducible pseudo-random numbers for the simulator, the synthetic feed and tests.
 * Not for secrets: xoshiro256** (Blackman and Vigna, 2018) seeded by splitmix64. One owner. */
#ifndef AC_CORE_PRNG_H
#define AC_CORE_PRNG_H

#include "core/base.h"

struct ac_prng {
	uint64_t state[4];
};

void ac_prng_init(struct ac_prng *prng, uint64_t seed);
uint64_t ac_prng_next(struct ac_prng *prng);
/* Uniform in [0, bound), bound > 0, without modulo bias (Lemire 2019). */
uint64_t ac_prng_below(struct ac_prng *prng, uint64_t bound);
/* Uniform in [0, 1) with 53 bits. */
double ac_prng_unit(struct ac_prng *prng);
/* Standard normal deviate (Marsaglia's polar method; needs libm). */
double ac_prng_normal(struct ac_prng *prng);

#endif
