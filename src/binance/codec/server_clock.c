#include "binance/codec/server_clock.h"

/* Beyond the year 2200 no answer is a time. It also keeps the sums below from overflowing. */
#define TIME_MS_MAX 7258118400000LL

void ac_server_clock_init(struct ac_server_clock *clock, ac_ms round_trip_max_ms)
{
	ac_assert(round_trip_max_ms > 0);
	memset(clock, 0, sizeof(*clock));
	clock->round_trip_max_ms = round_trip_max_ms;
}

void ac_server_clock_restart(struct ac_server_clock *clock)
{
	memset(clock->offsets, 0, sizeof(clock->offsets));
	clock->count = 0;
	clock->round_trip_ms = 0;
}

static uint32_t kept(const struct ac_server_clock *clock)
{
	return clock->count < AC_SERVER_CLOCK_SAMPLES ? clock->count : AC_SERVER_CLOCK_SAMPLES;
}

/* Of an even number the mean of the two in the middle, towards zero. */
static int64_t median(const struct ac_server_clock *clock)
{
	int64_t sorted[AC_SERVER_CLOCK_SAMPLES];
	uint32_t count = kept(clock);
	ac_assert(count > 0);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t place = i;
		for (; place > 0 && sorted[place - 1] > clock->offsets[i]; place--)
			sorted[place] = sorted[place - 1];
		sorted[place] = clock->offsets[i];
	}
	int64_t high = sorted[count / 2];
	return count % 2 == 1 ? high : (sorted[count / 2 - 1] + high) / 2;
}

static bool is_time(ac_ms ms)
{
	return ms > 0 && ms < TIME_MS_MAX;
}

bool ac_server_clock_sample(struct ac_server_clock *clock, ac_ms sent_ms, ac_ms received_ms,
			    ac_ms server_ms)
{
	/* Received before it was sent: our own clock was set in between. */
	if (!is_time(sent_ms) || !is_time(received_ms) || !is_time(server_ms) ||
	    received_ms < sent_ms || received_ms - sent_ms > clock->round_trip_max_ms) {
		clock->refused++;
		return false;
	}
	ac_ms round_trip = received_ms - sent_ms;
	if (clock->count == 0 || round_trip < clock->round_trip_ms)
		clock->round_trip_ms = round_trip;
	clock->offsets[clock->count % AC_SERVER_CLOCK_SAMPLES] =
		server_ms - (sent_ms + round_trip / 2);
	/* The count only says how many places are filled and which is next. */
	if (++clock->count == 2 * AC_SERVER_CLOCK_SAMPLES)
		clock->count = AC_SERVER_CLOCK_SAMPLES;
	clock->offset_ms = median(clock);
	clock->is_known = true;
	clock->synced_ms = received_ms;
	return true;
}
