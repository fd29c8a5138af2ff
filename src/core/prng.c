#include "core/prng.h"

#include <math.h>

static uint64_t rotate_left(uint64_t x, int k)
{
	return (x << k) | (x >> (64 - k));
}

void ac_prng_init(struct ac_prng *prng, uint64_t seed)
{
	for (size_t i = 0; i < AC_COUNT(prng->state); i++) {
		seed += 0x9e3779b97f4a7c15u;
		uint64_t z = seed;
		z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
		z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
		prng->state[i] = z ^ (z >> 31);
	}
}

uint64_t ac_prng_next(struct ac_prng *prng)
{
	uint64_t *s = prng->state;
	uint64_t result = rotate_left(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate_left(s[3], 45);
	return result;
}

uint64_t ac_prng_below(struct ac_prng *prng, uint64_t bound)
{
	ac_assert(bound > 0);
	unsigned __int128 product = (unsigned __int128)ac_prng_next(prng) * bound;
	if ((uint64_t)product < bound) {
		uint64_t threshold = (0 - bound) % bound;
		while ((uint64_t)product < threshold)
			product = (unsigned __int128)ac_prng_next(prng) * bound;
	}
	return (uint64_t)(product >> 64);
}

double ac_prng_unit(struct ac_prng *prng)
{
	return (double)(ac_prng_next(prng) >> 11) * 0x1.0p-53;
}

double ac_prng_normal(struct ac_prng *prng)
{
	double u, v, s;
	do {
		u = 2.0 * ac_prng_unit(prng) - 1.0;
		v = 2.0 * ac_prng_unit(prng) - 1.0;
		s = u * u + v * v;
	} while (s >= 1.0 || s == 0.0);
	return u * sqrt(-2.0 * log(s) / s);
}
