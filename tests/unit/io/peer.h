/* peer.h - a server on loopback in threads of its own, whose behaviour is a function of the test:
 * one call a connection. The calls run beside the test and must not use cmocka's checks. */
#ifndef AC_TESTS_PEER_H
#define AC_TESTS_PEER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/ssl.h>

#define PEER_LINES_MAX 16
#define PEER_HEAD_MAX  4096

struct peer;

struct peer_line {
	struct peer *peer;
	unsigned index; /* how many came before it */
	int socket;
	SSL *ssl; /* NULL: plain */
	pthread_t thread;
};

typedef void peer_serve(struct peer_line *line, void *self);

struct peer {
	int listener;
	unsigned port;
	SSL_CTX *tls; /* borrowed; NULL: plain */
	peer_serve *serve;
	void *self;
	pthread_t thread;
	atomic_bool is_closing;
	atomic_uint accepted;
	struct peer_line lines[PEER_LINES_MAX];
};

/* False: this machine has no such loopback (`family` AF_INET or AF_INET6). */
bool peer_open(struct peer *peer, int family, SSL_CTX *tls, peer_serve *serve, void *self);
/* Cuts what is left of its connections, and waits for their threads. */
void peer_close(struct peer *peer);

/* Bytes that came, at most `size`; 0 at the end, after five seconds, or where it broke. */
size_t peer_read(struct peer_line *line, void *bytes, size_t size);
bool peer_read_all(struct peer_line *line, void *bytes, size_t size);
bool peer_write(struct peer_line *line, const void *bytes, size_t size);
bool peer_write_text(struct peer_line *line, const char *text);
/* Reads to the empty line that ends an HTTP header; terminated. */
bool peer_read_head(struct peer_line *line, char head[PEER_HEAD_MAX]);
/* Until the other end closes. */
void peer_read_rest(struct peer_line *line);
/* The connection ends with a reset, not with a good-bye. */
void peer_reset(struct peer_line *line);

/* Reads a request for a WebSocket and writes the answer to it, with `more` as further lines. */
bool peer_upgrade(struct peer_line *line, const char *more);
/* The answer alone, for a header that was read. */
void peer_upgrade_answer(const char *head, const char *more, char *ret_answer, size_t size);

struct peer_frame {
	uint8_t opcode;
	bool is_final, is_masked;
	size_t size;
	uint8_t mask[4];
	char *payload; /* unmasked; the caller frees it */
};
bool peer_read_frame(struct peer_line *line, struct peer_frame *ret_frame);
/* `first` is the first byte of a frame: 0x80 for a last one, and the opcode. Unmasked. */
bool peer_write_frame(struct peer_line *line, uint8_t first, const void *payload, size_t size);

#endif
