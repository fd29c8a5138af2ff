/* tape.h - recorded frames of the combined streams, played again: a file of lines
 * `<receive time ns> <frame>`, plain or gzip. */
#ifndef AC_SIMULATOR_SERVE_TAPE_H
#define AC_SIMULATOR_SERVE_TAPE_H

#include "simulator/simulator.h"

struct simulator_tape;

/* `speed`: recorded seconds a second, 0 as fast as it goes. `error` receives a sentence. */
AC_MUST_USE enum ac_status simulator_tape_create(const char *path, int64_t speed,
						 struct simulator_tape **ret_tape, char *error,
						 size_t error_size);
void simulator_tape_destroy(struct simulator_tape *tape); /* NULL is fine */

/* Gives what is due, at most `frames_max`. The first call is the moment of the first frame. False
 * at the end. A line that is no frame is passed over and counted. */
bool simulator_tape_run(struct simulator_tape *tape, const struct ac_simulator_sink *sink,
			ac_ns now, uint32_t frames_max);
ac_ns simulator_tape_deadline(const struct simulator_tape *tape); /* INT64_MAX at the end */
uint64_t simulator_tape_played(const struct simulator_tape *tape);
uint64_t simulator_tape_skipped(const struct simulator_tape *tape);

/* The route that carries a stream of this name (reference 1.2). */
enum ac_simulator_route simulator_stream_route(const char *stream);

#endif
