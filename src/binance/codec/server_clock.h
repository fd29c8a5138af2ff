/* server_clock.h - how far the exchange's clock is from ours, from several samples of /fapi/v1/time.
 * Pure: it reads no clock. */
#ifndef AC_BINANCE_CODEC_SERVER_CLOCK_H
#define AC_BINANCE_CODEC_SERVER_CLOCK_H

#include "core/base.h"

#define AC_SERVER_CLOCK_SAMPLES 9u

struct ac_server_clock {
	ac_ms round_trip_max_ms; /* slower samples say too little: 1000 */
	int64_t offsets[AC_SERVER_CLOCK_SAMPLES];
	uint32_t count;
	int64_t offset_ms;   /* exchange less ours: the median; 0 before the first */
	ac_ms round_trip_ms; /* of the best sample */
	bool is_known;
	ac_ms synced_ms; /* our clock at the last sample taken */
	uint32_t refused;
};

void ac_server_clock_init(struct ac_server_clock *clock, ac_ms round_trip_max_ms);
/* Forgets the samples, keeps the offset until a new one is known. */
void ac_server_clock_restart(struct ac_server_clock *clock);
/* One answer: ours when it was sent and received, theirs in between. False: refused as too slow. */
bool ac_server_clock_sample(struct ac_server_clock *clock, ac_ms sent_ms, ac_ms received_ms,
			    ac_ms server_ms);

#endif
