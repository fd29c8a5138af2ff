/* exchange.h - the port: what the engine's shell needs of an exchange, whichever it is.
 * Commands go in, events come out; nothing else crosses. The simulated exchange is one side of it,
 * the wire to Binance the other. A simulated exchange gets its prices from a feed, beside the port;
 * over the wire they come out of it. So does the account's snapshot there, by itself. */
#ifndef AC_EXCHANGE_EXCHANGE_H
#define AC_EXCHANGE_EXCHANGE_H

#include "market/event.h"

struct ac_exchange {
	void *self; /* borrowed */
	/* Takes a command whose intent is on file. `now` never runs back. */
	void (*command)(void *self, const struct ac_command *command, ac_ns now);
	/* The next event that has arrived by now; false when there is none. */
	bool (*poll)(void *self, ac_ns now, struct ac_event *ret_event);
	/* When it next has something to say or do; INT64_MAX for nothing. */
	ac_ns (*deadline)(const void *self);
};

#endif
