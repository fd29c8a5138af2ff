/* pump.h - drives the simulator from a feed at a pace: what `--feed`, `--speed` and `--rebase`
 * mean. Candles of a replay become three phases spread over their minute, so that nothing is known
 * before its time; synthetic ticks come as they are. */
#ifndef AC_SIMULATOR_SERVE_PUMP_H
#define AC_SIMULATOR_SERVE_PUMP_H

#include "session/feed.h"
#include "simulator/simulator.h"

struct ac_simulator_pump; /* opaque */

struct ac_simulator_pump_config {
	struct ac_feed *feed; /* borrowed */
	int64_t speed;        /* feed seconds a second; 0: as fast as it goes */
	bool is_rebased;      /* the feed's times are moved so that its first one is now */
};
AC_MUST_USE enum ac_status ac_simulator_pump_create(struct ac_simulator *simulator,
						    const struct ac_simulator_pump_config *config,
						    struct ac_simulator_pump **ret_pump);
void ac_simulator_pump_destroy(struct ac_simulator_pump *pump);
/* Gives what is due by `now` (wall), at most `items_max` items. False when the feed has ended. */
bool ac_simulator_pump_run(struct ac_simulator_pump *pump, ac_ns now, uint32_t items_max);
/* When the next item is due, wall; INT64_MAX at the end. */
ac_ns ac_simulator_pump_deadline(const struct ac_simulator_pump *pump);

#endif
