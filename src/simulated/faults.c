/* What goes wrong on purpose: answers that are lost, commands that are, and events that come twice
 * or in another order. */
#include "simulated/state.h"

void ac_simulated_fault_arm(struct ac_simulated *simulated, enum ac_simulated_fault fault,
			    enum ac_command_kind kind, int32_t code, uint32_t count)
{
	struct sim_state *state = simulated->state;
	if (fault == AC_FAULT_NONE) {
		state->fault_count = 0;
		return;
	}
	ac_assert(fault != AC_FAULT_REFUSED || code < 0);
	ac_assert(state->fault_count < SIM_FAULTS_MAX);
	struct sim_fault *armed = &state->faults[state->fault_count++];
	memset(armed, 0, sizeof(*armed));
	armed->fault = (uint8_t)fault;
	armed->kind = (uint16_t)kind;
	armed->code = code;
	armed->count = count;
}

enum ac_simulated_fault sim_fault_take(struct ac_simulated *sim, uint16_t kind, int32_t *ret_code)
{
	struct sim_state *state = sim->state;
	for (uint32_t i = 0; i < state->fault_count; i++) {
		struct sim_fault *armed = &state->faults[i];
		if (armed->kind != 0 && armed->kind != kind)
			continue;
		enum ac_simulated_fault fault = (enum ac_simulated_fault)armed->fault;
		*ret_code = armed->code;
		if (armed->count > 1) {
			armed->count--;
		} else {
			state->fault_count--;
			memmove(armed, armed + 1, (state->fault_count - i) * sizeof(*armed));
		}
		return fault;
	}
	return AC_FAULT_NONE;
}

/* A new order of the types of event, each type keeping its own. */
void sim_priorities_draw(struct ac_simulated *sim)
{
	uint8_t *priorities = sim->state->priorities;
	for (size_t i = 0; i < SIM_EVENT_KINDS; i++) {
		uint64_t j = ac_prng_below(&sim->state->prng, i + 1);
		priorities[i] = priorities[j];
		priorities[j] = (uint8_t)i;
	}
}

void ac_simulated_chaos_set(struct ac_simulated *simulated, bool is_duplicating, bool is_shuffling)
{
	simulated->state->is_duplicating = is_duplicating;
	simulated->state->is_shuffling = is_shuffling;
	memset(simulated->state->priorities, 0, sizeof(simulated->state->priorities));
}
