/* client.h - the other end of the control socket, for commands that people type. Blocking. */
#ifndef AC_CONTROL_CLIENT_H
#define AC_CONTROL_CLIENT_H

#include "control/control.h"
#include "core/error.h"

struct ac_control_client; /* opaque */

/* `error` receives a sentence for a person: no trader runs here, not yours, … */
AC_MUST_USE enum ac_status ac_control_client_open(const char *path,
						  struct ac_control_client **ret_client,
						  struct ac_error *error);
void ac_control_client_close(struct ac_control_client *client); /* NULL is fine */
/* The descriptor, for poll. */
int ac_control_client_fd(const struct ac_control_client *client);

/* Sends one command and waits for its answer (not for status and tail). AC_ERR_TIMEOUT when none
 * comes in AC_CONTROL_ANSWER_MS + 1 s: it may have been done, and `error` says so; the client is
 * then to be closed, or the late answer would be taken for that of the next command. */
AC_MUST_USE enum ac_status ac_control_client_ask(struct ac_control_client *client,
						 const struct ac_control_request *request,
						 struct ac_control_answer *ret_answer,
						 struct ac_error *error);
/* The state as one line of JSON (docs/api.md, `state`), borrowed until the next call. */
AC_MUST_USE enum ac_status ac_control_client_status(struct ac_control_client *client,
						    struct ac_str *ret_json,
						    struct ac_error *error);
/* Asks for the state without waiting for it: ac_control_client_try_next will give it. */
AC_MUST_USE enum ac_status ac_control_client_status_begin(struct ac_control_client *client);
/* Asks for live facts whose channel matches `pattern`; then ac_control_client_next gives them one
 * by one as lines of JSON, or {"lost":n}, and AC_END when the trader has gone. A signal ends its
 * wait: AC_ERR_IO with errno EINTR. Lines are borrowed until the next call. */
AC_MUST_USE enum ac_status ac_control_client_tail(struct ac_control_client *client,
						  const char *pattern, struct ac_error *error);
AC_MUST_USE enum ac_status ac_control_client_next(struct ac_control_client *client,
						  struct ac_str *ret_json);
/* The same without waiting: AC_ERR_TIMEOUT where no whole line is there. */
AC_MUST_USE enum ac_status ac_control_client_try_next(struct ac_control_client *client,
						      struct ac_str *ret_json);

#endif
