#include "folder.h"

#include <netinet/in.h>

#include "authority.h"
#include "client.h"
#include "peer.h"

static struct authority ours, other;
static char ours_file[128], other_file[128];

static int make_authorities(void **state)
{
	if (folder_make(state) != 0)
		return 1;
	snprintf(ours_file, sizeof(ours_file), "%s/ours.pem", folder);
	snprintf(other_file, sizeof(other_file), "%s/other.pem", folder);
	authority_make(&ours, ours_file);
	authority_make(&other, other_file);
	return 0;
}

static int free_authorities(void **state)
{
	authority_free(&ours);
	authority_free(&other);
	return folder_remove(state);
}

/* Sends a megabyte in one message and each message back. */
static void serve_echo(struct peer_line *line, void *self)
{
	const struct ac_str *big = self;
	struct peer_frame frame;
	if (!peer_upgrade(line, "") || !peer_write_frame(line, 0x81, big->data, big->size))
		return;
	while (peer_read_frame(line, &frame)) {
		(void)peer_write_frame(line, 0x81, frame.payload, frame.size);
		free(frame.payload);
	}
}

static void check_trusted(const char *name, int family, const char *host, SSL_CTX *server)
{
	struct ac_str big = { calloc(1, 1u << 20), 1u << 20 };
	struct client client = { 0 };
	struct peer peer;
	char url[128];
	if (!peer_open(&peer, family, server, serve_echo, &big)) {
		print_message("# skipped: %s\n", name);
		free((void *)(uintptr_t)big.data);
		return;
	}
	memset((void *)(uintptr_t)big.data, 'b', big.size);
	snprintf(url, sizeof(url), "wss://%s:%u/ws", host, peer.port);
	const struct client_options options = { .url = url, .ca_file = ours_file };
	assert_int_equal(client_open(&client, &options), AC_OK);
	bool is_there = CLIENT_WAIT(&client, messages, 1);
	if (!is_there)
		fail_msg("%s: %s", name, client.text);
	CHECK_EQ(name, client.last_size, big.size);
	assert_memory_equal(client.last, big.data, big.size);
	/* More than a record of TLS holds, and more than one write takes. */
	assert_int_equal(ac_websocket_send(client.websocket, big), AC_OK);
	assert_int_equal(ac_websocket_send(client.websocket, AC_STR("small")), AC_OK);
	assert_true(CLIENT_WAIT(&client, messages, 3));
	assert_string_equal(client.last, "small");
	client_close(&client);
	peer_close(&peer);
	free((void *)(uintptr_t)big.data);
}

static void test_tls_reaches_a_server_by_name_and_by_address(void **state)
{
	static const struct {
		const char *name, *certificate, *host;
		int family;
	} cases[] = {
		{ "a name", "DNS:localhost", "localhost", AF_INET },
		{ "IPv4", "IP:127.0.0.1", "127.0.0.1", AF_INET },
		{ "IPv6", "IP:0:0:0:0:0:0:0:1", "[::1]", AF_INET6 },
	};
	(void)state;
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		SSL_CTX *server = authority_server(&ours, cases[i].certificate, 3600);
		check_trusted(cases[i].name, cases[i].family, cases[i].host, server);
		SSL_CTX_free(server);
	}
}

static void test_tls_speaks_both_versions_that_are_allowed(void **state)
{
	static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
	(void)state;
	for (size_t i = 0; i < AC_COUNT(versions); i++) {
		SSL_CTX *server = authority_server(&ours, "DNS:localhost", 3600);
		assert_int_equal(SSL_CTX_set_min_proto_version(server, versions[i]), 1);
		assert_int_equal(SSL_CTX_set_max_proto_version(server, versions[i]), 1);
		check_trusted("a version", AF_INET, "localhost", server);
		SSL_CTX_free(server);
	}
}

static atomic_uint served;

static void serve_counted(struct peer_line *line, void *self)
{
	(void)self;
	atomic_fetch_add(&served, 1);
	(void)peer_upgrade(line, "");
	peer_read_rest(line);
}

static void check_refused(const char *name, const char *host, const char *ca_file, SSL_CTX *server,
			  peer_serve *serve, const char *text)
{
	struct client client = { 0 };
	struct peer peer;
	char url[128];
	atomic_store(&served, 0);
	assert_true(peer_open(&peer, AF_INET, server, serve, NULL));
	snprintf(url, sizeof(url), "wss://%s:%u/ws", host, peer.port);
	const struct client_options options = { .url = url, .ca_file = ca_file };
	assert_int_equal(client_open(&client, &options), AC_OK);
	assert_true(CLIENT_WAIT(&client, ended, 1));
	if (strcmp(client.text, text) != 0)
		fail_msg("%s: %s", name, client.text);
	CHECK_EQ(name, client.opened, 0);
	client_close(&client);
	peer_close(&peer);
}

static void test_tls_refuses_whom_it_cannot_trust_and_says_why(void **state)
{
	(void)state;
	SSL_CTX *server = authority_server(&ours, "DNS:localhost", 3600);
	SSL_CTX *expired = authority_server(&ours, "DNS:localhost", -60);
	SSL_CTX *wildcard = authority_server(&ours, "DNS:local*", 3600);
	/* One that vouches for itself: its authority's own certificate. */
	SSL_CTX *self_signed = SSL_CTX_new(TLS_server_method());
	assert_int_equal(SSL_CTX_use_certificate(self_signed, ours.certificate), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(self_signed, ours.key), 1);
	const struct {
		const char *name, *host, *ca_file;
		SSL_CTX *server;
		const char *text;
	} cases[] = {
		{ "an unknown authority", "localhost", other_file, server,
		  "the certificate of localhost is not trusted: unable to get local issuer "
		  "certificate" },
		{ "the system's authorities only", "localhost", NULL, server,
		  "the certificate of localhost is not trusted: unable to get local issuer "
		  "certificate" },
		{ "itself", "localhost", NULL, self_signed,
		  "the certificate of localhost is not trusted: self-signed certificate" },
		{ "another name", "127.0.0.1", ours_file, server,
		  "the certificate of 127.0.0.1 is not trusted: IP address mismatch" },
		{ "part of a name", "localhost", ours_file, wildcard,
		  "the certificate of localhost is not trusted: hostname mismatch" },
		{ "expired", "localhost", ours_file, expired,
		  "the certificate of localhost is not trusted: certificate has expired" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		check_refused(cases[i].name, cases[i].host, cases[i].ca_file, cases[i].server,
			      serve_counted, cases[i].text);
		/* With TLS 1.3 the server is ready before it hears of the refusal. */
		assert_true(atomic_load(&served) <= 1);
	}
	SSL_CTX_free(server);
	SSL_CTX_free(expired);
	SSL_CTX_free(wildcard);
	SSL_CTX_free(self_signed);
}

static void test_tls_refuses_an_old_version(void **state)
{
	(void)state;
	SSL_CTX *server = authority_server(&ours, "DNS:localhost", 3600);
	SSL_CTX_set_security_level(server, 0);
	assert_int_equal(SSL_CTX_set_min_proto_version(server, TLS1_VERSION), 1);
	assert_int_equal(SSL_CTX_set_max_proto_version(server, TLS1_1_VERSION), 1);
	check_refused("TLS 1.1", "localhost", ours_file, server, serve_counted,
		      "TLS could not be agreed with localhost: tlsv1 alert protocol version");
	CHECK_EQ("served", atomic_load(&served), 0);
	SSL_CTX_free(server);
}

/* Plain bytes from a server that should speak TLS. */
static void serve_cut(struct peer_line *line, void *self)
{
	char byte;
	(void)self;
	(void)peer_read(line, &byte, 1);
	(void)peer_write(line, "\x16\x03\x03\x00\x50\x02\x00", 7); /* a ServerHello begins */
}

static void serve_http(struct peer_line *line, void *self)
{
	(void)self;
	(void)peer_write_text(line, "HTTP/1.1 400 Bad Request\r\n\r\n");
	peer_read_rest(line);
}

static void test_tls_tells_a_handshake_that_was_cut_or_is_none(void **state)
{
	(void)state;
	check_refused("cut", "127.0.0.1", ours_file, NULL, serve_cut,
		      "127.0.0.1 closed the connection while TLS was agreed");
	check_refused("plain", "127.0.0.1", ours_file, NULL, serve_http,
		      "TLS could not be agreed with 127.0.0.1: wrong version number");
}

/* Without and with the good-bye of TLS; then bytes that are no record. */
static void serve_three_ends(struct peer_line *line, void *self)
{
	const int *end = self;
	struct peer_frame frame;
	if (!peer_upgrade(line, "") || !peer_read_frame(line, &frame))
		return;
	free(frame.payload);
	if (*end == 1)
		peer_reset(line);
	if (*end == 2) {
		(void)send(line->socket, "\x17\x03\x03\x00\x05wrong", 10, MSG_NOSIGNAL);
		peer_read_rest(line);
	}
}

static void test_tls_tells_how_an_open_connection_ended(void **state)
{
	static const char *const texts[] = {
		"localhost closed the connection",
		"localhost: connection reset by peer",
		"TLS broke off with localhost: ",
	};
	(void)state;
	SSL_CTX *server = authority_server(&ours, "DNS:localhost", 3600);
	for (int i = 0; i < 3; i++) {
		struct client client = { 0 };
		struct peer peer;
		char url[128];
		assert_true(peer_open(&peer, AF_INET, server, serve_three_ends, &i));
		snprintf(url, sizeof(url), "wss://localhost:%u/ws", peer.port);
		const struct client_options options = { .url = url, .ca_file = ours_file };
		assert_int_equal(client_open(&client, &options), AC_OK);
		assert_true(CLIENT_WAIT(&client, opened, 1));
		assert_int_equal(ac_websocket_send(client.websocket, AC_STR("x")), AC_OK);
		assert_true(CLIENT_WAIT(&client, ended, 1));
		if (strncmp(client.text, texts[i], strlen(texts[i])) != 0)
			fail_msg("%d: %s", i, client.text);
		client_close(&client);
		peer_close(&peer);
	}
	SSL_CTX_free(server);
}

static void test_tls_wants_the_file_of_authorities_to_be_there(void **state)
{
	struct client client = { 0 };
	(void)state;
	const struct client_options options = { .url = "wss://localhost/",
						.ca_file = "/nowhere.pem" };
	assert_int_equal(client_open(&client, &options), AC_ERR_IO);
	client_close(&client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tls_reaches_a_server_by_name_and_by_address),
		cmocka_unit_test(test_tls_speaks_both_versions_that_are_allowed),
		cmocka_unit_test(test_tls_refuses_whom_it_cannot_trust_and_says_why),
		cmocka_unit_test(test_tls_refuses_an_old_version),
		cmocka_unit_test(test_tls_tells_a_handshake_that_was_cut_or_is_none),
		cmocka_unit_test(test_tls_tells_how_an_open_connection_ended),
		cmocka_unit_test(test_tls_wants_the_file_of_authorities_to_be_there),
	};
	return cmocka_run_group_tests(tests, make_authorities, free_authorities);
}
