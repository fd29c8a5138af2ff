#include "peer.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/evp.h>

#define PATIENCE_S 5

static void *serve_line(void *argument)
{
	struct peer_line *line = argument;
	bool is_ready = true;
	if (line->peer->tls != NULL) {
		line->ssl = SSL_new(line->peer->tls);
		is_ready = line->ssl != NULL && SSL_set_fd(line->ssl, line->socket) == 1 &&
			   SSL_accept(line->ssl) == 1;
	}
	if (is_ready)
		line->peer->serve(line, line->peer->self);
	/* The socket stays a number of ours until the peer closes, so that peer_close can cut it.
	 */
	if (line->ssl != NULL && is_ready)
		(void)SSL_shutdown(line->ssl);
	ERR_clear_error();
	(void)shutdown(line->socket, SHUT_RDWR);
	return NULL;
}

static void *accept_lines(void *argument)
{
	struct peer *peer = argument;
	for (;;) {
		int socket = accept4(peer->listener, NULL, NULL, SOCK_CLOEXEC);
		if (socket < 0 || atomic_load(&peer->is_closing)) {
			if (socket >= 0)
				close(socket);
			return NULL;
		}
		unsigned index = atomic_load(&peer->accepted);
		if (index >= PEER_LINES_MAX) {
			close(socket);
			continue;
		}
		const struct timeval patience = { .tv_sec = PATIENCE_S };
		setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
		setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
		struct peer_line *line = &peer->lines[index];
		*line = (struct peer_line){ .peer = peer, .index = index, .socket = socket };
		if (pthread_create(&line->thread, NULL, serve_line, line) != 0)
			abort();
		atomic_store(&peer->accepted, index + 1);
	}
}

bool peer_open(struct peer *peer, int family, SSL_CTX *tls, peer_serve *serve, void *self)
{
	union {
		struct sockaddr any;
		struct sockaddr_in four;
		struct sockaddr_in6 six;
	} address = { 0 };
	socklen_t size = family == AF_INET6 ? sizeof(address.six) : sizeof(address.four);
	memset(peer, 0, sizeof(*peer));
	peer->tls = tls;
	peer->serve = serve;
	peer->self = self;
	address.any.sa_family = (sa_family_t)family;
	if (family == AF_INET6)
		address.six.sin6_addr = in6addr_loopback;
	else
		address.four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	peer->listener = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (peer->listener < 0 || bind(peer->listener, &address.any, size) != 0 ||
	    listen(peer->listener, 8) != 0 ||
	    getsockname(peer->listener, &address.any, &size) != 0) {
		if (peer->listener >= 0)
			close(peer->listener);
		return false;
	}
	peer->port = ntohs(family == AF_INET6 ? address.six.sin6_port : address.four.sin_port);
	if (pthread_create(&peer->thread, NULL, accept_lines, peer) != 0)
		abort();
	return true;
}

void peer_close(struct peer *peer)
{
	atomic_store(&peer->is_closing, true);
	(void)shutdown(peer->listener, SHUT_RDWR);
	pthread_join(peer->thread, NULL);
	close(peer->listener);
	unsigned count = atomic_load(&peer->accepted);
	for (unsigned i = 0; i < count; i++) {
		(void)shutdown(peer->lines[i].socket, SHUT_RDWR);
		pthread_join(peer->lines[i].thread, NULL);
		SSL_free(peer->lines[i].ssl);
		close(peer->lines[i].socket);
	}
}

size_t peer_read(struct peer_line *line, void *bytes, size_t size)
{
	ssize_t count = line->ssl != NULL ? SSL_read(line->ssl, bytes, (int)size)
					  : recv(line->socket, bytes, size, 0);
	return count > 0 ? (size_t)count : 0;
}

bool peer_read_all(struct peer_line *line, void *bytes, size_t size)
{
	for (size_t at = 0; at < size;) {
		size_t count = peer_read(line, (char *)bytes + at, size - at);
		if (count == 0)
			return false;
		at += count;
	}
	return true;
}

bool peer_write(struct peer_line *line, const void *bytes, size_t size)
{
	if (line->ssl != NULL)
		return size == 0 || SSL_write(line->ssl, bytes, (int)size) == (int)size;
	for (size_t at = 0; at < size;) {
		ssize_t count =
			send(line->socket, (const char *)bytes + at, size - at, MSG_NOSIGNAL);
		if (count <= 0)
			return false;
		at += (size_t)count;
	}
	return true;
}

bool peer_write_text(struct peer_line *line, const char *text)
{
	return peer_write(line, text, strlen(text));
}

bool peer_read_head(struct peer_line *line, char head[PEER_HEAD_MAX])
{
	for (size_t size = 0; size + 1 < PEER_HEAD_MAX; size++) {
		if (!peer_read_all(line, head + size, 1))
			return false;
		head[size + 1] = '\0';
		if (size >= 3 && memcmp(head + size - 3, "\r\n\r\n", 4) == 0)
			return true;
	}
	return false;
}

void peer_read_rest(struct peer_line *line)
{
	char bytes[4096];
	while (peer_read(line, bytes, sizeof(bytes)) > 0)
		continue;
}

void peer_reset(struct peer_line *line)
{
	const struct linger at_once = { .l_onoff = 1 };
	setsockopt(line->socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	/* The number is kept for peer_close; what it stands for is reset now. */
	int other = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (other < 0 || dup2(other, line->socket) < 0)
		abort();
	close(other);
}

void peer_upgrade_answer(const char *head, const char *more, char *ret_answer, size_t size)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	char text[128], accept[64];
	const char *key = strstr(head, "Sec-WebSocket-Key: ");
	int length = snprintf(text, sizeof(text), "%.24s258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
			      key != NULL ? key + 19 : "");
	EVP_Digest(text, (size_t)length, digest, NULL, EVP_sha1(), NULL);
	EVP_EncodeBlock((unsigned char *)accept, digest, 20);
	snprintf(ret_answer, size,
		 "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
		 "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n%s\r\n",
		 accept, more);
}

bool peer_upgrade(struct peer_line *line, const char *more)
{
	char head[PEER_HEAD_MAX], answer[PEER_HEAD_MAX];
	if (!peer_read_head(line, head))
		return false;
	peer_upgrade_answer(head, more, answer, sizeof(answer));
	return peer_write_text(line, answer);
}

bool peer_read_frame(struct peer_line *line, struct peer_frame *ret_frame)
{
	uint8_t head[2], length[8];
	if (!peer_read_all(line, head, 2))
		return false;
	struct peer_frame frame = { .opcode = head[0] & 0x0f,
				    .is_final = (head[0] & 0x80) != 0,
				    .is_masked = (head[1] & 0x80) != 0,
				    .size = head[1] & 0x7f };
	size_t length_size = frame.size == 126 ? 2 : frame.size == 127 ? 8 : 0;
	if (length_size > 0) {
		if (!peer_read_all(line, length, length_size))
			return false;
		frame.size = 0;
		for (size_t i = 0; i < length_size; i++)
			frame.size = frame.size << 8 | length[i];
	}
	if (frame.is_masked && !peer_read_all(line, frame.mask, 4))
		return false;
	frame.payload = malloc(frame.size + 1);
	if (frame.payload == NULL || !peer_read_all(line, frame.payload, frame.size)) {
		free(frame.payload);
		return false;
	}
	for (size_t i = 0; i < frame.size; i++)
		frame.payload[i] = (char)(frame.payload[i] ^ frame.mask[i % 4]);
	frame.payload[frame.size] = '\0';
	*ret_frame = frame;
	return true;
}

bool peer_write_frame(struct peer_line *line, uint8_t first, const void *payload, size_t size)
{
	uint8_t head[10] = { first };
	size_t head_size = size < 126 ? 2 : size <= 0xffff ? 4 : 10;
	head[1] = (uint8_t)(size < 126 ? size : size <= 0xffff ? 126 : 127);
	for (size_t i = 2; i < head_size; i++)
		head[i] = (uint8_t)(size >> (8 * (head_size - 1 - i)));
	return peer_write(line, head, head_size) && peer_write(line, payload, size);
}
