/* pulse.h - fills in the heartbeat of a simulated run, once a second. Engine thread. */
#ifndef AC_CLI_PULSE_H
#define AC_CLI_PULSE_H

#include "backtest/world.h"
#include "database/writer.h"

struct ac_gateway;

struct ac_pulse {
	const struct ac_world *world;
	const struct ac_store_run *run;
	const struct ac_gateway *gateway; /* NULL: no wire; set after init */
	ac_ns written_ns;                 /* wall */
	bool has_failed;                  /* the file could not be written: said once in the log */
};

void ac_pulse_init(struct ac_pulse *pulse, const struct ac_world *world,
		   const struct ac_store_run *run);
bool ac_pulse_is_due(const struct ac_pulse *pulse, ac_ns wall_ns);
/* `state`: "running", "idle", "stopping", "stopped". */
void ac_pulse_write(struct ac_pulse *pulse, ac_ns wall_ns, const char *state,
		    const struct ac_writer_stats *database, uint64_t journal_seq);

#endif
