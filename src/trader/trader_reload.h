/* trading_reload.h - takes over a changed configuration while a run goes on. Engine thread; files
 * and database are read on a thread that lives for one request. Only for the files of a run. */
#ifndef AC_TRADER_TRADER_RELOAD_H
#define AC_TRADER_TRADER_RELOAD_H

#include <pthread.h>
#include <stdatomic.h>

#include "control/control.h"
#include "session/session.h"
#include "trader/reload.h"

/* What it changes and reads; borrowed. */
struct trader_reload_of {
	const char *root;
	const struct ac_config *config; /* with the command line's choices */
	const struct ac_strategy_registry *registry;
	const char *account;
	struct ac_world *world;
	struct ac_session *session;
};

struct trader_reload {
	struct trader_reload_of of;
	bool is_ready;             /* trader_reload_init was called */
	struct ac_config files;    /* what the files said, without secrets */
	struct ac_config in_force; /* what is traded by; read back from the journal's text */
	bool has_in_force;
	bool is_under_way; /* the four below are of one request */
	struct ac_control_request request;
	struct ac_reload_order order;
	struct ac_reload reload;
	pthread_t thread;
	_Atomic bool is_made;
};

/* Remembers what the files said, before the command line's choices change the configuration. */
AC_MUST_USE enum ac_status trader_reload_init(struct trader_reload *state,
					      const struct trader_reload_of *of);
/* Waits for a reading that is under way; twice is fine. */
void trader_reload_deinit(struct trader_reload *state);

/* Begins to read; the answer comes from trader_reload_turn. False, with `answer` filled: it could
 * not begin. Never waits. */
bool trader_reload_begin(struct trader_reload *state, const struct ac_control_request *request,
			 struct ac_control_answer *answer);
/* True when a request is done; `ret_request` is what was asked. Never waits. */
bool trader_reload_turn(struct trader_reload *state, struct ac_control_request *ret_request,
			struct ac_control_answer *ret_answer);

#endif
