/* served.h - a served exchange with two accounts and clients of bare sockets, all in one thread:
 * the server runs for some milliseconds whenever a client waits. */
#ifndef AC_TESTS_SIMULATOR_SERVED_H
#define AC_TESTS_SIMULATOR_SERVED_H

#include "check.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "simulator/serve/server.h"
#include "sys/clock.h"
#include "sys/loop.h"

#define SERVED_CLIENTS_MAX 32
#define CLIENT_BUFFER      (4u << 20)

struct served {
	struct ac_simulator_server *server;
	struct ac_simulator *simulator;
	struct ac_simulator_sink sink;
	struct ac_simulator_faults *faults;
};

struct client {
	int fd;
	SSL *tls;
	size_t size;
	bool is_closed;
	int error; /* errno of the end */
	char data[CLIENT_BUFFER];
};

static const struct ac_simulator_account_spec served_accounts[] = {
	{ .key = "key-a", .secret = "secret-a", .wallet = AC_DEC(10000) },
	{ .key = "key-b", .secret = "secret-b", .wallet = AC_DEC(10000) },
};

static inline void served_start(struct served *served, struct ac_simulator_server_config config)
{
	config.clock = &ac_machine_clock;
	char error[512];
	uint32_t count;
	*served = (struct served){ 0 };
	config.address = "127.0.0.1";
	config.accounts = served_accounts;
	config.account_count = AC_COUNT(served_accounts);
	if (ac_simulator_server_create(&config, &served->server, error, sizeof(error)) != AC_OK)
		fail_msg("server: %s", error);
	const struct ac_instruments instruments = {
		.items = (struct ac_instrument *)(uintptr_t)ac_instruments_default(&count),
		.count = 2,
		.capacity = 2,
	};
	const struct ac_simulator_config simulator = { .instruments = &instruments,
						       .accounts = served_accounts,
						       .account_count = AC_COUNT(served_accounts),
						       .seed = 1,
						       .leverage = 20 };
	served->sink = ac_simulator_server_sink(served->server);
	if (ac_simulator_create(&simulator, &served->sink, &served->simulator, error,
				sizeof(error)) != AC_OK)
		fail_msg("simulator: %s", error);
}

/* `rules` is what stands below "faults:". */
static inline void served_faults(struct served *served, const char *rules)
{
	char path[] = "/tmp/simulator-faults-XXXXXX", error[512];
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	FILE *file = fdopen(fd, "w");
	assert_non_null(file);
	fprintf(file, "seed: 3\nfaults:\n%s", rules);
	fclose(file);
	enum ac_status status =
		ac_simulator_faults_load(path, ac_simulator_instruments(served->simulator),
					 &served->faults, error, sizeof(error));
	unlink(path);
	if (status != AC_OK)
		fail_msg("faults: %s", error);
}

static inline void served_turn(struct served *served, ac_ns time)
{
	static const volatile int stop = 0;
	(void)ac_simulator_server_run(served->server, served->simulator, NULL, served->faults,
				      &stop, time);
}

static inline void served_stop(struct served *served)
{
	ac_simulator_server_destroy(served->server);
	ac_simulator_destroy(served->simulator);
	ac_simulator_faults_destroy(served->faults);
}

/* ---- clients ---- */

static inline struct client *client_connect(struct served *served)
{
	struct client *client = calloc(1, sizeof(*client));
	assert_non_null(client);
	const struct sockaddr_in at = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)ac_simulator_server_port(served->server)),
		.sin_addr = { htonl(INADDR_LOOPBACK) },
	};
	client->fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_true(client->fd >= 0);
	assert_int_equal(connect(client->fd, (const struct sockaddr *)&at, sizeof(at)), 0);
	assert_true(fcntl(client->fd, F_SETFL, O_NONBLOCK) == 0);
	return client;
}

static inline void client_close(struct client *client)
{
	SSL_free(client->tls);
	close(client->fd);
	free(client);
}

/* Takes what the socket has. */
static inline void client_read(struct client *client)
{
	while (!client->is_closed && client->size < CLIENT_BUFFER) {
		char *to = client->data + client->size;
		size_t room = CLIENT_BUFFER - client->size;
		ssize_t got;
		if (client->tls != NULL) {
			got = SSL_read(client->tls, to, (int)room);
			int why = got > 0 ? 0 : SSL_get_error(client->tls, (int)got);
			if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE)
				return;
		} else {
			got = recv(client->fd, to, room, 0);
			if (got < 0 && errno == EAGAIN)
				return;
		}
		if (got > 0) {
			client->size += (size_t)got;
			continue;
		}
		client->is_closed = true;
		client->error = got < 0 ? errno : 0;
	}
}

static inline void client_write(struct served *served, struct client *client, const void *data,
				size_t size)
{
	const char *at = data;
	for (int i = 0; size > 0 && i < 1000; i++) {
		ssize_t sent = client->tls != NULL ? SSL_write(client->tls, at, (int)size)
						   : send(client->fd, at, size, MSG_NOSIGNAL);
		if (sent > 0) {
			at += sent;
			size -= (size_t)sent;
		} else {
			served_turn(served, AC_NS_PER_MS);
		}
	}
	assert_int_equal(size, 0);
}

static inline void client_say(struct served *served, struct client *client, const char *text)
{
	client_write(served, client, text, strlen(text));
}

/* Lets `ms` pass. */
static inline void client_wait(struct served *served, struct client *client, int ms)
{
	for (int i = 0; i * 2 < ms; i++) {
		served_turn(served, 2 * AC_NS_PER_MS);
		client_read(client);
	}
}

/* ---- HTTP ---- */

static char answer_text[CLIENT_BUFFER];

/* One whole answer: its status; head and body in answer_text. 0 where none came in `ms`. */
static inline int client_answer_within(struct served *served, struct client *client, int ms)
{
	answer_text[0] = '\0';
	for (int i = 0; i * 2 < ms; i++) {
		client_read(client);
		const char *end = memmem(client->data, client->size, "\r\n\r\n", 4);
		const char *length =
			end != NULL ? memmem(client->data, client->size, "Content-Length: ", 16)
				    : NULL;
		size_t whole = length != NULL ? (size_t)(end - client->data) + 4 +
							strtoul(length + 16, NULL, 10)
					      : SIZE_MAX;
		if (client->size >= whole) {
			memcpy(answer_text, client->data, whole);
			answer_text[whole] = '\0';
			client->size -= whole;
			memmove(client->data, client->data + whole, client->size);
			return atoi(answer_text + 9);
		}
		if (client->is_closed)
			return 0;
		served_turn(served, 2 * AC_NS_PER_MS);
	}
	return 0;
}

static inline int client_answer(struct served *served, struct client *client)
{
	return client_answer_within(served, client, 2000);
}

static inline int client_ask(struct served *served, struct client *client, const char *method,
			     const char *target, const char *key, const char *body)
{
	static char text[65536];
	int size = snprintf(text, sizeof(text), "%s %s HTTP/1.1\r\nHost: x\r\n", method, target);
	if (key != NULL)
		size += snprintf(text + size, sizeof(text) - (size_t)size, "X-MBX-APIKEY: %s\r\n",
				 key);
	if (body != NULL)
		size += snprintf(text + size, sizeof(text) - (size_t)size,
				 "Content-Length: %zu\r\n\r\n%s", strlen(body), body);
	else
		size += snprintf(text + size, sizeof(text) - (size_t)size, "\r\n");
	client_write(served, client, text, (size_t)size);
	return client_answer(served, client);
}

/* HMAC in lower-case hex. */
static inline const char *sign(const char *secret, const char *payload)
{
	static char hex[65];
	unsigned char digest[32];
	unsigned int size = sizeof(digest);
	HMAC(EVP_sha256(), secret, (int)strlen(secret), (const unsigned char *)payload,
	     strlen(payload), digest, &size);
	for (size_t i = 0; i < sizeof(digest); i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	return hex;
}

/* "path?query&timestamp=…&signature=…" */
static inline const char *signed_target(const char *path, const char *query, const char *secret)
{
	static char target[16384];
	char payload[8192];
	snprintf(payload, sizeof(payload), "%s%stimestamp=%lld", query, query[0] != '\0' ? "&" : "",
		 (long long)(ac_wall_ns(&ac_machine_clock) / AC_NS_PER_MS));
	snprintf(target, sizeof(target), "%s?%s&signature=%s", path, payload,
		 sign(secret, payload));
	return target;
}

static inline const char *new_listen_key(struct served *served, const char *key)
{
	static char listen_key[128];
	struct client *client = client_connect(served);
	assert_int_equal(client_ask(served, client, "POST", "/fapi/v1/listenKey", key, NULL), 200);
	const char *value = strstr(answer_text, "{\"listenKey\":\"");
	assert_non_null(value);
	snprintf(listen_key, sizeof(listen_key), "%.*s", (int)strcspn(value + 14, "\""),
		 value + 14);
	client_close(client);
	return listen_key;
}

/* ---- WebSocket ---- */

static inline void client_upgrade(struct served *served, struct client *client, const char *target)
{
	static char text[131072];
	snprintf(text, sizeof(text),
		 "GET %s HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
		 "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
		 target);
	client_say(served, client, text);
	for (int i = 0; i < 500 && memmem(client->data, client->size, "\r\n\r\n", 4) == NULL; i++) {
		served_turn(served, 2 * AC_NS_PER_MS);
		client_read(client);
	}
	const char *end = memmem(client->data, client->size, "\r\n\r\n", 4);
	if (end == NULL || memcmp(client->data, "HTTP/1.1 101", 12) != 0)
		fail_msg("%s: not upgraded: %.*s", target, (int)client->size, client->data);
	/* The value of RFC 6455, 1.3. */
	assert_non_null(memmem(client->data, client->size, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", 28));
	size_t head = (size_t)(end - client->data) + 4;
	client->size -= head;
	memmove(client->data, client->data + head, client->size);
}

static inline struct client *client_open(struct served *served, const char *target)
{
	struct client *client = client_connect(served);
	client_upgrade(served, client, target);
	return client;
}

static inline void client_send_frame(struct served *served, struct client *client, int opcode,
				     const char *text, size_t size)
{
	static unsigned char frame[262144];
	static const unsigned char mask[4] = { 1, 2, 3, 4 };
	size_t head = size < 126 ? 2 : 4;
	frame[0] = (unsigned char)(0x80 | opcode);
	frame[1] = (unsigned char)(0x80 | (size < 126 ? size : 126));
	if (size >= 126) {
		frame[2] = (unsigned char)(size >> 8);
		frame[3] = (unsigned char)size;
	}
	memcpy(frame + head, mask, 4);
	for (size_t i = 0; i < size; i++)
		frame[head + 4 + i] = (unsigned char)text[i] ^ mask[i % 4];
	client_write(served, client, frame, head + 4 + size);
}

static inline void client_text(struct served *served, struct client *client, const char *text)
{
	client_send_frame(served, client, 1, text, strlen(text));
}

static char frame_text[CLIENT_BUFFER];

/* The next frame within `ms`: its opcode, text in frame_text; -1 for none. */
static inline int client_frame_within(struct served *served, struct client *client, int ms)
{
	frame_text[0] = '\0';
	for (int i = 0; i * 2 <= ms; i++) {
		client_read(client);
		const unsigned char *data = (const unsigned char *)client->data;
		size_t head = 2, size = client->size >= 2 ? data[1] & 127 : 0;
		if (size == 126 && client->size >= 4) {
			head = 4;
			size = (size_t)data[2] << 8 | data[3];
		} else if (size == 127 && client->size >= 10) {
			head = 10;
			size = (size_t)data[6] << 24 | (size_t)data[7] << 16 |
			       (size_t)data[8] << 8 | data[9];
		}
		if (client->size >= 2 && client->size >= head + size) {
			int opcode = data[0] & 15;
			memcpy(frame_text, client->data + head, size);
			frame_text[size] = '\0';
			client->size -= head + size;
			memmove(client->data, client->data + head + size, client->size);
			return opcode;
		}
		if (client->is_closed)
			return -1;
		served_turn(served, 2 * AC_NS_PER_MS);
	}
	return -1;
}

static inline int client_frame(struct served *served, struct client *client)
{
	return client_frame_within(served, client, 2000);
}

/* What a text is answered with. */
static inline const char *client_talk(struct served *served, struct client *client,
				      const char *text)
{
	client_text(served, client, text);
	return client_frame(served, client) == 1 ? frame_text : "(nothing)";
}

static inline void push_market(struct served *served, enum ac_simulator_route route,
			       const char *stream, const char *payload)
{
	served->sink.market(served->sink.self, route, stream, ac_str_from(payload));
}

static inline void push_user(struct served *served, uint32_t account, const char *type,
			     const char *payload)
{
	served->sink.user(served->sink.self, account, type, ac_str_from(payload));
}

#define CHECK_TEXT(name, actual, expected)                                                         \
	do {                                                                                       \
		const char *check_a = (actual), *check_e = (expected);                             \
		if (strcmp(check_a, check_e) != 0)                                                 \
			fail_msg("%s: is %s, not %s", (name), check_a, check_e);                   \
	} while (0)

#endif
