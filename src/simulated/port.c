/* The simulated exchange behind the port. */
#include "simulated/simulated.h"

static void port_command(void *self, const struct ac_command *command, ac_ns now)
{
	ac_simulated_command(self, command, now);
}

static bool port_poll(void *self, ac_ns now, struct ac_event *ret_event)
{
	return ac_simulated_poll(self, now, ret_event);
}

static ac_ns port_deadline(const void *self)
{
	return ac_simulated_deadline(self);
}

struct ac_exchange ac_simulated_port(struct ac_simulated *simulated)
{
	return (struct ac_exchange){ simulated, port_command, port_poll, port_deadline };
}
