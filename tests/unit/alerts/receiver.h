/* receiver.h - what a webhook's other end may do, in a thread of its own on loopback: one reaction
 * a request, by a list. It keeps what it was sent; whoever answered with 200 has received it. */
#ifndef AC_TESTS_ALERTS_RECEIVER_H
#define AC_TESTS_ALERTS_RECEIVER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include <openssl/ssl.h>

#define RECEIVER_REQUESTS_MAX 512u
#define RECEIVER_BODY_MAX     262144u

enum reaction {
	TAKE, /* 200, "ok" */
	NEVER_ANSWER,
	HANG_UP,    /* at once, without reading */
	CUT_HEADER, /* in the middle of the answer's header */
	FAIL_500,
	WAIT_429,      /* Retry-After: 1 */
	WAIT_429_DATE, /* Retry-After: a date, one second from now */
	GONE_404,
	NO_SERVICE, /* 403, in Slack's word for it */
	GARBAGE,
	SLOWLY,        /* 200, byte by byte */
	REDIRECT,      /* 302 to itself */
	TAKE_AND_TALK, /* 200, and more than anybody wants to read */
	TAKE_AND_CUT,  /* 200, and less than was announced */
};

struct receiver {
	int listener;
	unsigned port;
	SSL_CTX *tls; /* borrowed; NULL: plain */
	pthread_t thread;
	atomic_bool is_closing;
	enum reaction reactions[RECEIVER_REQUESTS_MAX]; /* by number of the request */
	atomic_uint requests;                           /* that were read, or hung up on */
	atomic_uint taken;
	char *bodies[RECEIVER_REQUESTS_MAX]; /* of those that were taken, in their order */
	char head[4096];                     /* of the last request */
};

/* A port where nobody listens yet: connections are refused. Ends the program where it fails. */
struct receiver *receiver_make(SSL_CTX *tls);
/* Begins to listen. After the reactions were set. */
void receiver_open(struct receiver *receiver);
/* NULL is fine; frees everything. */
void receiver_close(struct receiver *receiver);

#endif
