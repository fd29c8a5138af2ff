/* loop.h - waits for sockets: one libuv loop, run by the thread that made it.
 * It has no timers for its users: they keep deadlines of their own and say how long to wait. */
#ifndef AC_SYS_LOOP_H
#define AC_SYS_LOOP_H

#include "core/base.h"

struct uv_loop_s;
struct ac_loop; /* opaque */

/* The process ignores SIGPIPE from here on. */
AC_MUST_USE enum ac_status ac_loop_create(struct ac_loop **ret_loop);
/* Everything that was opened on it must have been destroyed before; waits for their last closing
 * callbacks. NULL is fine. */
void ac_loop_destroy(struct ac_loop *loop);

/* Runs what is ready; where nothing is, waits for it at most `timeout` (0: not at all).
 * A signal alone does not end the wait: its handler wakes the loop. Callbacks run inside. */
void ac_loop_run(struct ac_loop *loop, ac_ns timeout);
/* Ends the current or the next wait; from any thread and from signal handlers. */
void ac_loop_wake(struct ac_loop *loop);

/* For what sits on the same loop. */
struct uv_loop_s *ac_loop_uv(struct ac_loop *loop);
/* Also for that, where it tells its owner something: the turn under way does not wait any more.
 * libuv runs timers first, and then waits for sockets all the same. */
void ac_loop_end_turn(struct ac_loop *loop);

#endif
