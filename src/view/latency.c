#include "view/view.h"

#define US INT64_C(1000)

const ac_ns AC_VIEW_LATENCY_BOUNDS_NS[14] = { 1 * US,      2 * US,      5 * US,    10 * US,
					      20 * US,     50 * US,     100 * US,  200 * US,
					      500 * US,    1000 * US,   5000 * US, 20000 * US,
					      100000 * US, 1000000 * US };

/* A bucket of the histogram counts to the first bound that its upper edge does not pass, so that
 * no duration is told smaller than it was. */
static void accumulate(struct ac_view_latency *latency, const struct ac_histogram *histogram)
{
	uint32_t bound = 0;
	uint64_t sum = 0;
	for (uint32_t i = 0; i < AC_HISTOGRAM_BUCKETS && bound < AC_COUNT(latency->le); i++) {
		if (histogram->buckets[i] == 0)
			continue;
		ac_ns edge = ac_histogram_edge(i);
		while (bound < AC_COUNT(latency->le) && edge > AC_VIEW_LATENCY_BOUNDS_NS[bound])
			latency->le[bound++] = sum;
		sum += histogram->buckets[i];
	}
	while (bound < AC_COUNT(latency->le))
		latency->le[bound++] = sum;
}

void ac_view_latency_fill(struct ac_view_latency *latency, const struct ac_histogram *histogram)
{
	*latency = (struct ac_view_latency){
		.count = histogram->count,
		.p50 = ac_histogram_quantile(histogram, 500),
		.p90 = ac_histogram_quantile(histogram, 900),
		.p99 = ac_histogram_quantile(histogram, 990),
		.p999 = ac_histogram_quantile(histogram, 999),
		.largest = histogram->largest,
	};
	accumulate(latency, histogram);
}
