/* trading_control.h - what people ask for over the control socket, done on the engine's thread.
 * Every command becomes an input event in the journal. Only for the files of a run. */
#ifndef AC_TRADER_TRADER_CONTROL_H
#define AC_TRADER_TRADER_CONTROL_H

#include "control/control.h"
#include "trader/outlet.h"
#include "trader/trader_reload.h"

/* What commands change and read; borrowed. */
struct trader_control {
	struct ac_control_server *server; /* NULL: nobody can ask */
	struct ac_world *world;
	struct ac_session *session;
	struct ac_outlet *outlet;
	struct trader_reload *reload;
};

/* Does what waits, and answers with what it did. Never waits. */
void trader_control_poll(struct trader_control *control);

#endif
