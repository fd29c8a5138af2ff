/* recorder.h - what passed through the server, one JSON line each: requests.jsonl with their
 * answers, frames.jsonl with what WebSockets sent and heard. Keys and signatures are masked. */
#ifndef AC_SIMULATOR_SERVE_RECORDER_H
#define AC_SIMULATOR_SERVE_RECORDER_H

#include "simulator/simulator.h"
#include "sys/clock.h"

struct simulator_recorder;

/* Makes the folder. AC_ERR_IO with errno kept. */
AC_MUST_USE enum ac_status simulator_recorder_create(const char *folder,
						     const struct ac_clock *clock,
						     struct simulator_recorder **ret_recorder);
void simulator_recorder_destroy(struct simulator_recorder *recorder); /* NULL is fine */

/* NULL recorders record nothing. `fate` says what a fault made of it, "" nothing. */
void simulator_recorder_request(struct simulator_recorder *recorder, uint64_t connection,
				const struct ac_simulator_request *request,
				const struct ac_simulator_response *response, const char *fate);
void simulator_recorder_frame(struct simulator_recorder *recorder, uint64_t connection,
			      bool is_received, struct ac_str text);

#endif
