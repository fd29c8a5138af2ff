/* control.h - a person's word to a running trader: a Unix socket (mode 0600, its owner only) served
 * from a thread of its own, and the requests that it hands to the engine's thread. It decides
 * nothing: what a command does is done by the engine's thread, journaled there, and answered from
 * there. docs/control.md has the protocol.
 *
 * The thread answers `status` and `tail` by itself, from views and facts; everything else waits for
 * the engine's thread, at most AC_CONTROL_ANSWER_MS. */
#ifndef AC_CONTROL_CONTROL_H
#define AC_CONTROL_CONTROL_H

#include "view/box.h"
#include "view/fact_ring.h"

#define AC_CONTROL_SOCKET    "status/control.sock"
#define AC_CONTROL_ANSWER_MS 5000
#define AC_CONTROL_TEXT_SIZE 8192u

enum ac_control_verb {
	AC_VERB_PAUSE = 1, /* no new entries; working ones are cancelled; lasts over a restart */
	AC_VERB_RESUME,  /* entries again; lifts a person's pause and reduce, not halts of guards */
	AC_VERB_REDUCE,  /* only what makes positions smaller */
	AC_VERB_HALT,    /* as reduce, and working entries are cancelled; until unhalt */
	AC_VERB_UNHALT,  /* of one guard (`guard`), or of every one with "all"; `symbol` or all */
	AC_VERB_FLATTEN, /* close the positions of `symbol`, or all, at market */
	AC_VERB_CANCEL,  /* cancel working entries of `symbol`, or all; protection stays */
	AC_VERB_RELOAD_SHOW,  /* what the files of configuration would change */
	AC_VERB_RELOAD_APPLY, /* take it over, if it is still what `text` (its checksum) says */
};
const char *ac_control_verb_text(enum ac_control_verb verb); /* "pause", … "reload" */

struct ac_control_request {
	uint64_t id;
	enum ac_control_verb verb;
	char symbol[AC_SYMBOL_SIZE]; /* "" all */
	char guard[32];              /* UNHALT: "" or "all": every one */
	char text[128];              /* RELOAD_APPLY: the checksum */
	char who[64];                /* for journal and log: "uid 1000, pid 4711" */
};

struct ac_control_answer {
	uint64_t id;
	bool is_done;                    /* false: refused; the text says why and what to do */
	char text[AC_CONTROL_TEXT_SIZE]; /* what happened, for a person; lines */
	char checksum[72]; /* RELOAD_SHOW: of what was shown; "" nothing would change */
};

struct ac_control_server; /* opaque */

struct ac_control_server_config {
	const char *path; /* of the socket */
	const struct ac_view_names
		*names; /* borrowed for the life of the control, as is the next */
	struct ac_view_box *views;
	/* Called from the control's thread when a request waits, so that the engine's thread looks
	 * at once; may be NULL. */
	void (*wake_engine)(void *self);
	void *self;
};
/* Takes the place of a socket that nobody listens to any more. AC_ERR_EXISTS: somebody does;
 * AC_ERR_IO with errno. */
AC_MUST_USE enum ac_status ac_control_server_create(const struct ac_control_server_config *config,
						    struct ac_control_server **ret_server);
/* Ends the thread and takes the socket away. NULL is fine. */
void ac_control_server_destroy(struct ac_control_server *server);

/* Where the engine's thread puts facts for `tail`; ac_fact_ring_push takes them. */
struct ac_fact_ring *ac_control_facts(struct ac_control_server *server);
/* Engine thread: the next request; false for none. Never waits. */
bool ac_control_take(struct ac_control_server *server, struct ac_control_request *ret_request);
/* Engine thread: never waits. */
void ac_control_answer(struct ac_control_server *server, const struct ac_control_answer *answer);

#endif
