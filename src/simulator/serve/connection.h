/* connection.h - one client on the port: socket, TLS, what was read, what waits to be written. What
 * the bytes mean is decided in rest.c and channel.c. A connection is never destroyed in the middle
 * of something: it gets an end, which the server's next flush carries out. */
#ifndef AC_SIMULATOR_SERVE_CONNECTION_H
#define AC_SIMULATOR_SERVE_CONNECTION_H

#include <openssl/ssl.h>
#include <uv.h>
#include <wslay/wslay.h>

#include "simulator/serve/bytes.h"
#include "simulator/serve/hub.h"

struct ac_simulator_server;

enum simulator_connection_kind {
	SIMULATOR_CONNECTION_HTTP,
	SIMULATOR_CONNECTION_STREAM,
	SIMULATOR_CONNECTION_API, /* /ws-fapi/v1 */
};

enum simulator_connection_end {
	SIMULATOR_END_NONE,
	SIMULATOR_END_FINISH, /* when everything was written */
	SIMULATOR_END_CUT,
	SIMULATOR_END_RESET, /* so that the peer sees "connection reset" */
};

/* Messages a client may send: `burst` at once, then `rate` a second. */
struct simulator_allowance {
	ac_ns filled_ns;
	double left;
};

struct simulator_subscription {
	struct ac_str name;            /* owned */
	struct simulator_topic *topic; /* NULL: silent, or a listenKey */
	int32_t account;               /* of a listenKey on /private; -1 */
	char *events;                  /* "A/B" of the events= of its URL; NULL: all */
};

struct simulator_connection {
	struct ac_simulator_server *server;
	struct simulator_connection *previous, *next; /* of all */
	struct simulator_connection *next_dirty;
	bool is_dirty;
	uint64_t id;
	uint32_t address;
	int fd;
	uv_poll_t poll;
	int poll_events;
	SSL *tls;
	bool has_hello; /* the first byte of a TLS handshake has come */
	enum simulator_connection_kind kind;
	enum simulator_connection_end end;
	struct simulator_bytes in, out;
	char *path;            /* last path asked for, with the query of a WebSocket */
	bool is_answering;     /* a request is under way; the next one waits */
	bool is_continued;     /* was told to send the body of its request */
	ac_ns opened_ns;       /* steady */
	ac_ns silent_until_ns; /* a fault: neither reads nor writes */
	/* WebSocket */
	wslay_event_context_ptr frames;
	ac_ns pinged_ns, ponged_ns;
	ac_ns finish_by_ns; /* a close frame was sent; 0 not */
	struct simulator_allowance allowance;
	struct ac_simulator_session session;
	enum ac_simulator_route route;
	bool is_combined;
	struct simulator_subscription *subscriptions;
	uint32_t subscription_count, subscription_capacity;
};

/* Takes the socket, also on failure. */
void simulator_connection_accept(struct ac_simulator_server *server, int fd, uint32_t address);
/* Appends to what is to be written. A client that has too much waiting is cut and counted. */
void simulator_connection_write(struct simulator_connection *connection, const void *data,
				size_t size);
/* The stronger end wins. */
void simulator_connection_end(struct simulator_connection *connection,
			      enum simulator_connection_end end);
void simulator_connection_silence(struct simulator_connection *connection, ac_ns until_ns);
/* Writes what the socket takes, and carries out the end. The connection may be gone after it. */
void simulator_connection_flush(struct simulator_connection *connection);
/* Takes from `allowance`; false where nothing is left. */
bool simulator_allowance_take(struct simulator_allowance *allowance, int burst, int rate,
			      ac_ns now);

#endif
