/* tape.h - recorded frames of the combined streams, played again: a file of lines
 * `<receive time ns> <frame>`, plain or gzip. */
#ifndef AC_VENUE_TAPE_H
#define AC_VENUE_TAPE_H

#include "venue/venue.h"

struct venue_tape;

/* `speed`: recorded seconds a second, 0 as fast as it goes. `error` receives a sentence. */
AC_MUST_USE enum ac_status venue_tape_create(const char *path, int64_t speed,
					     struct venue_tape **ret_tape, char *error,
					     size_t error_size);
void venue_tape_destroy(struct venue_tape *tape); /* NULL is fine */

/* Gives what is due, at most `frames_max`. The first call is the moment of the first frame. False
 * at the end. A line that is no frame is passed over and counted. */
bool venue_tape_run(struct venue_tape *tape, const struct ac_venue_sink *sink, ac_ns now,
		    uint32_t frames_max);
ac_ns venue_tape_deadline(const struct venue_tape *tape); /* INT64_MAX at the end */
uint64_t venue_tape_played(const struct venue_tape *tape);
uint64_t venue_tape_skipped(const struct venue_tape *tape);

/* The route that carries a stream of this name (reference 1.2). */
enum ac_venue_route venue_stream_route(const char *stream);

#endif
