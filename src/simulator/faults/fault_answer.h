/* fault_answer.h - what the exchange says when something goes wrong in front of the matching: the
 * bodies of faults.h's answers. */
#ifndef AC_SIMULATOR_FAULTS_FAULT_ANSWER_H
#define AC_SIMULATOR_FAULTS_FAULT_ANSWER_H

#include "simulator/faults/faults.h"

#define SIMULATOR_FAULT_BODY_SIZE 512u

struct simulator_fault_answer {
	int status;
	int32_t code;          /* 0: the body is a page of HTML */
	int32_t retry_after_s; /* -1 */
	char message[SIMULATOR_FAULT_BODY_SIZE];
	char body[SIMULATOR_FAULT_BODY_SIZE * 2];
};
/* False where the fault is no answer but something done to the connection. */
bool simulator_fault_answer(const struct ac_simulator_fault_action *action, uint32_t address,
			    ac_ms now_ms, struct simulator_fault_answer *ret_answer);

#endif
