/* trading_reload.h - takes over a changed configuration while a run goes on. Engine thread; files
 * and database are read on a thread that lives for one request. Only for the files of a run. */
#ifndef AC_CLI_TRADING_RELOAD_H
#define AC_CLI_TRADING_RELOAD_H

#include <pthread.h>
#include <stdatomic.h>

#include "cli/reload.h"
#include "control/control.h"

struct trading;

struct trading_reload {
	bool is_ready;             /* trading_reload_init was called */
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

/* Before the command line's choices change the configuration. */
AC_MUST_USE enum ac_status trading_reload_init(struct trading *trading);
/* Waits for a reading that is under way; twice is fine. */
void trading_reload_deinit(struct trading *trading);

/* Begins to read; the answer comes from trading_reload_turn. False, with `answer` filled: it could
 * not begin. Never waits. */
bool trading_reload_begin(struct trading *trading, const struct ac_control_request *request,
			  struct ac_control_answer *answer);
/* True when a request is done; `ret_request` is what was asked. Never waits. */
bool trading_reload_turn(struct trading *trading, struct ac_control_request *ret_request,
			 struct ac_control_answer *ret_answer);

#endif
