#include "core/histogram.h"

/* Values below 16 have a bucket each; above, the four bits after the leading one choose it. */
static uint32_t bucket_of(uint64_t value)
{
	if (value < AC_HISTOGRAM_FINE)
		return (uint32_t)value;
	uint32_t power = 63 - (uint32_t)__builtin_clzll(value);
	uint32_t fine = (uint32_t)(value >> (power - 4)) & (AC_HISTOGRAM_FINE - 1);
	return (power - 3) * AC_HISTOGRAM_FINE + fine;
}

ac_ns ac_histogram_edge(uint32_t bucket)
{
	ac_assert(bucket < AC_HISTOGRAM_BUCKETS);
	if (bucket < AC_HISTOGRAM_FINE)
		return bucket;
	uint32_t power = bucket / AC_HISTOGRAM_FINE + 3;
	uint64_t fine = bucket % AC_HISTOGRAM_FINE;
	return (ac_ns)((((AC_HISTOGRAM_FINE + fine + 1) << (power - 4))) - 1);
}

void ac_histogram_add(struct ac_histogram *histogram, ac_ns duration)
{
	ac_ns value = duration > 0 ? duration : 0;
	histogram->buckets[bucket_of((uint64_t)value)]++;
	histogram->count++;
	if (value > histogram->largest)
		histogram->largest = value;
}

ac_ns ac_histogram_quantile(const struct ac_histogram *histogram, uint32_t permille)
{
	ac_assert(permille <= 1000);
	if (histogram->count == 0)
		return 0;
	/* Rounded up: the quantile is a value that was reached. */
	uint64_t wanted = (uint64_t)(((__uint128_t)histogram->count * permille + 999) / 1000);
	uint64_t seen = 0;
	for (uint32_t i = 0; i < AC_HISTOGRAM_BUCKETS; i++) {
		seen += histogram->buckets[i];
		if (seen >= wanted && seen > 0) {
			ac_ns edge = ac_histogram_edge(i);
			return edge < histogram->largest ? edge : histogram->largest;
		}
	}
	return histogram->largest;
}
