/* site.h - an HTTP server of a test: what it does with each request is a list, and what it was sent
 * is kept. The test reads what was kept when it knows that the request has ended. */
#ifndef AC_TESTS_SITE_H
#define AC_TESTS_SITE_H

#include "peer.h"

#define SITE_REQUESTS_MAX 64

enum site_reaction { ANSWER, RAW, GZIP, SILENCE, CLOSE, RESET, ANSWER_AND_CLOSE };

struct site {
	struct peer peer;
	enum site_reaction reactions[SITE_REQUESTS_MAX]; /* by the number of the request */
	const char *raw;                                 /* what RAW sends */
	pthread_mutex_t mutex;
	unsigned requests;
	char heads[SITE_REQUESTS_MAX][PEER_HEAD_MAX];
	char bodies[SITE_REQUESTS_MAX][256];
	unsigned lines[SITE_REQUESTS_MAX]; /* over which connection it came */
};

/* On 127.0.0.1. NULL: no memory or no loopback. */
struct site *site_open(SSL_CTX *tls);
void site_close(struct site *site);

#endif
