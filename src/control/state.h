/* state.h - what the files of the control server share. Its thread only, the rings apart. */
#ifndef AC_CONTROL_STATE_H
#define AC_CONTROL_STATE_H

#include <pthread.h>
#include <stdatomic.h>
#include <sys/types.h>

#include "control/control.h"

#define CONTROL_CLIENTS_MAX 16u
#define CONTROL_LINE_MAX    4096u
#define CONTROL_STATE_MAX   ((size_t)2 << 20) /* the state of as much as a view holds */
/* What a reader may lag behind; a state always fits beside half of it. Memory is used only as far
 * as it was ever written. */
#define CONTROL_OUT_MAX      (2 * CONTROL_STATE_MAX)
#define CONTROL_ENDING_MS    2000 /* for a last sentence to be read */
#define CONTROL_PENDING_MAX  16u  /* of all clients; a power of two */
#define CONTROL_PATTERN_SIZE AC_CHANNEL_SIZE

struct control_client {
	int fd; /* -1: free */
	char who[64];
	char in[CONTROL_LINE_MAX];
	size_t in_size;
	char *out; /* owned; CONTROL_OUT_MAX */
	size_t out_begin, out_end;
	uint64_t pending_id; /* the request that waits for the engine; 0 none */
	ac_ns pending_until; /* steady */
	bool is_tailing;
	char pattern[CONTROL_PATTERN_SIZE];
	uint64_t lost;      /* lines that found no room, not yet told */
	bool has_said_all;  /* its side is closed: it is answered, and then closed */
	ac_ns ending_until; /* steady; what waits is written, then it is closed; 0 not */
};

struct ac_control_server {
	struct ac_control_server_config config;
	char path[108]; /* of a socket's address */
	int listener;
	dev_t socket_device; /* of the file at `path`, with the next: taken away only if it is ours
			      */
	ino_t socket_inode;
	int wake; /* eventfd */
	pthread_t thread;
	bool has_thread;
	_Atomic bool is_ending;
	struct ac_fact_ring facts;
	struct ac_ring requests, answers;
	void *requests_memory, *answers_memory;
	uint64_t last_id;
	uint32_t outstanding; /* requests that the engine has not answered, so answers find room */
	struct ac_view *view; /* the newest that was read */
	char *text;           /* for what is written; CONTROL_STATE_MAX */
	struct control_client clients[CONTROL_CLIENTS_MAX];
};

/* serve.c: the thread. */
void *control_serve(void *self);

/* talk.c: one line of a client, and what goes back. */
void control_on_line(struct ac_control_server *server, struct control_client *client,
		     struct ac_str line);
void control_on_answer(struct control_client *client, const struct ac_control_answer *answer);
void control_on_fact(struct ac_control_server *server, const struct ac_event *fact);
/* `help` says what to do; "" nothing. */
void control_refuse(struct control_client *client, const char *text, const char *help);
/* A last sentence: the connection is closed once it was read, or some time later. */
void control_refuse_and_end(struct control_client *client, const char *text, const char *help);
/* True where the client is to be heard: nothing of it waits for the engine, and it reads. */
bool control_may_speak(const struct control_client *client);
/* Tells how many lines a reader that lags behind has lost, once there is room again. */
void control_tell_lost(struct control_client *client);

#endif
