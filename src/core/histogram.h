/* histogram.h - counts durations in buckets whose width grows with the value: every quantile is
 * known to within 1/16 of itself, in fixed memory. Not for money. One owner. */
#ifndef AC_CORE_HISTOGRAM_H
#define AC_CORE_HISTOGRAM_H

#include "core/base.h"

#define AC_HISTOGRAM_FINE    16u /* buckets between a power of two and the next */
#define AC_HISTOGRAM_BUCKETS (61u * AC_HISTOGRAM_FINE)

struct ac_histogram {
	uint64_t count;
	ac_ns largest;
	uint64_t buckets[AC_HISTOGRAM_BUCKETS];
};

/* Negative durations (a clock was set back) count as 0. */
void ac_histogram_add(struct ac_histogram *histogram, ac_ns duration);
/* The duration that `permille` of 1000 (0..1000) of all do not exceed: the upper edge of its
 * bucket, at most the largest seen; 0 when nothing was counted. */
ac_ns ac_histogram_quantile(const struct ac_histogram *histogram, uint32_t permille);

/* The longest duration that bucket `bucket` (below AC_HISTOGRAM_BUCKETS) counts. */
ac_ns ac_histogram_edge(uint32_t bucket);

#endif
