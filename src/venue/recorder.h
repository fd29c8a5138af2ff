/* recorder.h - what passed through the server, one JSON line each: requests.jsonl with their
 * answers, frames.jsonl with what WebSockets sent and heard. Keys and signatures are masked. */
#ifndef AC_VENUE_RECORDER_H
#define AC_VENUE_RECORDER_H

#include "venue/venue.h"

struct venue_recorder;

/* Makes the folder. AC_ERR_IO with errno kept. */
AC_MUST_USE enum ac_status venue_recorder_create(const char *folder,
						 struct venue_recorder **ret_recorder);
void venue_recorder_destroy(struct venue_recorder *recorder); /* NULL is fine */

/* NULL recorders record nothing. `fate` says what a fault made of it, "" nothing. */
void venue_recorder_request(struct venue_recorder *recorder, uint64_t connection,
			    const struct ac_venue_request *request,
			    const struct ac_venue_response *response, const char *fate);
void venue_recorder_frame(struct venue_recorder *recorder, uint64_t connection, bool is_received,
			  struct ac_str text);

#endif
