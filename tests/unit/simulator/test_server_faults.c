#include "served.h"
#include "sys/clock.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

static struct served served;

static int start(void **state)
{
	(void)state;
	served_start(&served, (struct ac_simulator_server_config){ 0 });
	return 0;
}

static int stop(void **state)
{
	(void)state;
	served_stop(&served);
	return 0;
}

/* Sets the leverage, which the account remembers: whether a request was executed shows. */
static int set_leverage(struct client *client, int leverage)
{
	char query[128];
	snprintf(query, sizeof(query), "symbol=BTCUSDT&leverage=%d", leverage);
	return client_ask(&served, client, "POST",
			  signed_target("/fapi/v1/leverage", query, "secret-a"), "key-a", NULL);
}

static bool leverage_is(int leverage)
{
	struct client *client = client_connect(&served);
	char expected[64];
	int status =
		client_ask(&served, client, "GET",
			   signed_target("/fapi/v1/symbolConfig", "symbol=BTCUSDT", "secret-a"),
			   "key-a", NULL);
	CHECK_EQ("symbolConfig", status, 200);
	snprintf(expected, sizeof(expected), "\"leverage\":%d,", leverage);
	bool is_so = strstr(answer_text, expected) != NULL;
	client_close(client);
	return is_so;
}

static void test_faults_answer_in_place_of_the_exchange(void **state)
{
	(void)state;
	static const struct {
		const char *fault;
		int status;
		const char *part;
		bool is_executed;
	} cases[] = {
		{ "unknown_dropped", 503,
		  "\"msg\":\"Unknown error, please check your request or try again later.\"",
		  false },
		{ "unknown_executed", 503,
		  "\"msg\":\"Unknown error, please check your request or try again later.\"",
		  true },
		{ "unavailable", 503, "\"msg\":\"Service Unavailable.\"", false },
		{ "internal", 503,
		  "\"msg\":\"Internal error; unable to process your request. Please try again.\"",
		  false },
		{ "throttled", 503, "{\"code\":-1008,", false },
		{ "timestamp", 400, "{\"code\":-1021,", false },
		{ "engine_timestamp", 400, "{\"code\":-5028,", false },
		{ "timeout", 408, "{\"code\":-1007,", true },
		{ "refused, code: -2019", 400, "{\"code\":-2019,", false },
		{ "too_many, ms: 7000", 429, "Retry-After: 7\r\n", false },
		{ "banned, ms: 9000", 418, "IP(127.0.0.1) banned until ", false },
		{ "waf", 403, "Content-Type: text/html", false },
		{ "not_json", 502, "<html>", true },
		{ "hang_dropped", 0, "", false },
		{ "hang_executed", 0, "", true },
		{ "reset_dropped", 0, "", false },
		{ "reset_executed", 0, "", true },
		{ "truncated", 0, "", true },
		{ "slow, ms: 300", 200, "\"leverage\":", true },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		char rules[256];
		snprintf(rules, sizeof(rules),
			 "  - { when: POST /fapi/v1/leverage, count: 1, every: 1, fault: %s }\n",
			 cases[i].fault);
		ac_simulator_faults_destroy(served.faults);
		served_faults(&served, rules);
		struct client *client = client_connect(&served);
		ac_ns began = ac_steady_ns(&ac_machine_clock);
		int leverage = 30 + (int)i;
		int status = set_leverage(client, leverage);
		CHECK_EQ(cases[i].fault, status, cases[i].status);
		if (strstr(answer_text, cases[i].part) == NULL)
			fail_msg("%s: %s", cases[i].fault, answer_text);
		if (strncmp(cases[i].fault, "slow", 4) == 0)
			assert_in_range(ac_steady_ns(&ac_machine_clock) - began, 290 * AC_NS_PER_MS,
					900 * AC_NS_PER_MS);
		bool is_reset = strncmp(cases[i].fault, "reset", 5) == 0;
		CHECK_EQ(cases[i].fault, client->error, is_reset ? ECONNRESET : 0);
		if (strcmp(cases[i].fault, "truncated") == 0) {
			CHECK_EQ("truncated: closed", client->is_closed, true);
			assert_non_null(memmem(client->data, client->size, "\r\n\r\n{", 5));
			assert_null(memmem(client->data, client->size, "}", 1));
		}
		if (strncmp(cases[i].fault, "hang", 4) == 0)
			CHECK_EQ("hang: still open", client->is_closed, false);
		CHECK_EQ(cases[i].fault, leverage_is(leverage), cases[i].is_executed);
		client_close(client);
		client = client_connect(&served);
		CHECK_EQ("the next one is well", set_leverage(client, leverage), 200);
		client_close(client);
	}
}

static void test_throttling_spares_what_reduces(void **state)
{
	(void)state;
	static const struct {
		const char *method, *query;
		bool is_spared;
	} cases[] = {
		{ "POST", "symbol=BTCUSDT&side=BUY", false },
		{ "POST", "symbol=BTCUSDT&side=BUY&reduceOnly=true", true },
		{ "POST", "symbol=BTCUSDT&side=SELL&positionSide=LONG", true },
		{ "POST", "symbol=BTCUSDT&side=BUY&positionSide=SHORT", true },
		{ "POST", "symbol=BTCUSDT&side=BUY&positionSide=LONG", false },
		{ "DELETE", "symbol=BTCUSDT&orderId=1", true },
	};
	served_faults(&served, "  - { fault: throttled, every: 1 }\n");
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct client *client = client_connect(&served);
		(void)client_ask(&served, client, cases[i].method,
				 signed_target("/fapi/v1/order", cases[i].query, "secret-a"),
				 "key-a", NULL);
		CHECK_EQ(cases[i].query, strstr(answer_text, "-1008") == NULL, cases[i].is_spared);
		client_close(client);
	}
}

static void test_faults_strike_the_websocket_api_too(void **state)
{
	(void)state;
	static const struct {
		const char *rule, *expected; /* NULL: no answer */
	} cases[] = {
		{ "fault: unknown_executed",
		  "{\"id\":\"q\",\"status\":503,\"error\":{\"code\":-1000," },
		{ "fault: refused, code: -2010",
		  "{\"id\":\"q\",\"status\":400,\"error\":{\"code\":-2010," },
		{ "fault: not_json", "<html>" },
		{ "fault: hang_dropped", NULL },
		{ "fault: slow, ms: 100", "{\"id\":\"q\",\"status\":" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		char rules[256];
		snprintf(rules, sizeof(rules),
			 "  - { when: session.status, every: 1, count: 1, %s }\n", cases[i].rule);
		ac_simulator_faults_destroy(served.faults);
		served_faults(&served, rules);
		struct client *client = client_open(&served, "/ws-fapi/v1");
		client_text(&served, client, "{\"id\":\"q\",\"method\":\"session.status\"}");
		int opcode = client_frame_within(&served, client, 300);
		CHECK_EQ(cases[i].rule, opcode, cases[i].expected != NULL ? 1 : -1);
		if (cases[i].expected != NULL &&
		    strncmp(frame_text, cases[i].expected, strlen(cases[i].expected)) != 0)
			fail_msg("%s: %s", cases[i].rule, frame_text);
		client_close(client);
	}
}

static void test_faults_change_user_events_on_their_way(void **state)
{
	(void)state;
	static const struct {
		const char *rule, *heard;
	} cases[] = {
		{ "fault: lose", "A2 " },
		{ "fault: duplicate", "O1 O1 A2 O3 O3 " },
		/* Other types overtake what is late; its own type stays behind it. */
		{ "fault: delay, ms: 60, count: 1", "A2 O1 O3 " },
	};
	char url[256];
	snprintf(url, sizeof(url), "/private/ws/%s", new_listen_key(&served, "key-a"));
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		char rules[256], heard[64] = "";
		snprintf(rules, sizeof(rules), "  - { when: ORDER_TRADE_UPDATE, every: 1, %s }\n",
			 cases[i].rule);
		ac_simulator_faults_destroy(served.faults);
		served_faults(&served, rules);
		struct client *client = client_open(&served, url);
		push_user(&served, 0, "ORDER_TRADE_UPDATE", "O1");
		push_user(&served, 0, "ACCOUNT_UPDATE", "A2");
		push_user(&served, 0, "ORDER_TRADE_UPDATE", "O3");
		while (client_frame_within(&served, client, 120) == 1)
			snprintf(heard + strlen(heard), sizeof(heard) - strlen(heard), "%.8s ",
				 frame_text);
		CHECK_TEXT(cases[i].rule, heard, cases[i].heard);
		client_close(client);
	}
	static const char event[] =
		"{\"e\":\"ORDER_TRADE_UPDATE\",\"o\":{\"X\":\"NEW\",\"V\":\"NONE\"}}";
	ac_simulator_faults_destroy(served.faults);
	served_faults(&served, "  - { when: \"*\", every: 1, count: 1, fault: garble }\n"
			       "  - { when: \"*\", every: 1, fault: unknown_fields }\n");
	struct client *client = client_open(&served, url);
	push_user(&served, 0, "ORDER_TRADE_UPDATE", event);
	CHECK_EQ("garbled", client_frame(&served, client), 1);
	CHECK_EQ("half of it", strlen(frame_text), (sizeof(event) - 1) / 2);
	push_user(&served, 0, "ORDER_TRADE_UPDATE", event);
	CHECK_EQ("unknown", client_frame(&served, client), 1);
	assert_non_null(strstr(frame_text, "9007199254740993"));
	assert_non_null(strstr(frame_text, "\"V\":\"NOVA\""));
	assert_non_null(strstr(frame_text, "\"e\":\"ORDER_TRADE_UPDATE\",\"o\":{\"X\":\"NEW\""));
	client_close(client);
}

static void test_faults_of_market_frames_name_their_stream(void **state)
{
	(void)state;
	served_faults(&served, "  - { when: btcusdt@*, every: 2, fault: lose }\n");
	struct client *client =
		client_open(&served, "/market/ws/btcusdt@kline_1m/ethusdt@kline_1m");
	char heard[64] = "";
	for (int i = 0; i < 4; i++) {
		push_market(&served, AC_SIMULATOR_ROUTE_MARKET, "btcusdt@kline_1m",
			    i % 2 ? "b" : "a");
		push_market(&served, AC_SIMULATOR_ROUTE_MARKET, "ethusdt@kline_1m", "e");
	}
	while (client_frame_within(&served, client, 50) == 1)
		snprintf(heard + strlen(heard), sizeof(heard) - strlen(heard), "%.8s", frame_text);
	CHECK_TEXT("every second one of its own", heard, "aeeaee");
	client_close(client);
}

static void test_faults_by_time_cut_or_silence_the_connections_they_name(void **state)
{
	(void)state;
	served_faults(&served, "  - { when: /market/*, at: 100ms, fault: drop }\n"
			       "  - { when: /public/*, at: 100ms, ms: 300, fault: silence }\n");
	struct client *market = client_open(&served, "/market/ws/a@kline_1m");
	struct client *public = client_open(&served, "/public/ws/a@bookTicker");
	struct client *private = client_open(&served, "/private/ws/x");
	client_wait(&served, market, 200);
	CHECK_EQ("market cut", market->is_closed, true);
	push_market(&served, AC_SIMULATOR_ROUTE_PUBLIC, "a@bookTicker", "1");
	client_send_frame(&served, public, 9, "p", 1);
	CHECK_EQ("public silent", client_frame_within(&served, public, 50), -1);
	CHECK_EQ("public open", public->is_closed, false);
	client_wait(&served, public, 400);
	CHECK_EQ("public answers again", client_frame(&served, public), 10);
	push_market(&served, AC_SIMULATOR_ROUTE_PUBLIC, "a@bookTicker", "2");
	CHECK_EQ("public speaks again", client_frame(&served, public), 1);
	CHECK_TEXT("what was said in the silence is lost", frame_text, "2");
	client_read(private);
	CHECK_EQ("private untouched", private->is_closed, false);
	client_close(market);
	client_close(public);
	client_close(private);
}

static void test_faults_by_time_wait_for_the_client_that_prices_wait_for(void **state)
{
	(void)state;
	struct served late;
	served_start(&late, (struct ac_simulator_server_config){ .is_begun_by_client = true });
	served_faults(&late, "  - { when: /market/*, at: 100ms, fault: drop }\n");
	struct client *early = client_connect(&late);
	client_wait(&late, early, 300);
	struct client *market = client_open(&late, "/market/ws/a@kline_1m");
	client_wait(&late, market, 40);
	CHECK_EQ("not yet", market->is_closed, false);
	client_wait(&late, market, 160);
	CHECK_EQ("in time", market->is_closed, true);
	client_close(market);
	client_close(early);
	served_stop(&late);
}

static void test_faults_by_time_reach_keys_and_the_clock(void **state)
{
	(void)state;
	served_faults(&served, "  - { at: 100ms, fault: listen_key_expires, account: 1 }\n"
			       "  - { at: 100ms, fault: clock_jump, ms: -60000 }\n");
	char url[256];
	snprintf(url, sizeof(url), "/private/ws/%s", new_listen_key(&served, "key-b"));
	struct client *client = client_open(&served, url);
	CHECK_EQ("expired", client_frame(&served, client), 1);
	assert_non_null(strstr(frame_text, "listenKeyExpired"));
	client_close(client);
	client = client_connect(&served);
	client_wait(&served, client, 100);
	CHECK_EQ("time", client_ask(&served, client, "GET", "/fapi/v1/time", NULL, NULL), 200);
	ac_ms said = atoll(strstr(answer_text, "\"serverTime\":") + 13);
	ac_ms off = said - ac_wall_ns(&ac_machine_clock) / AC_NS_PER_MS;
	assert_true(off < -59000 && off > -62000);
	client_close(client);
}

/* ---- TLS ---- */

/* A key and a certificate that it signs itself. */
static void make_certificate(const char *certificate_path, const char *key_path)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *certificate = X509_new();
	assert_non_null(key);
	assert_non_null(certificate);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
	X509_set_pubkey(certificate, key);
	X509_NAME *name = X509_get_subject_name(certificate);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"localhost", -1,
				   -1, 0);
	X509_set_issuer_name(certificate, name);
	assert_true(X509_sign(certificate, key, EVP_sha256()) > 0);
	FILE *file = fopen(certificate_path, "w");
	assert_non_null(file);
	PEM_write_X509(file, certificate);
	fclose(file);
	file = fopen(key_path, "w");
	assert_non_null(file);
	PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL);
	fclose(file);
	X509_free(certificate);
	EVP_PKEY_free(key);
}

/* NULL where the handshake fails; *ret_errno then says how. */
static struct client *tls_connect(struct served *on, SSL_CTX *context, int *ret_errno)
{
	struct client *client = client_connect(on);
	client->tls = SSL_new(context);
	SSL_set_fd(client->tls, client->fd);
	for (int i = 0; i < 500; i++) {
		errno = 0;
		int done = SSL_connect(client->tls);
		if (done == 1)
			return client;
		int why = SSL_get_error(client->tls, done);
		if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) {
			*ret_errno = errno;
			break;
		}
		served_turn(on, 2 * AC_NS_PER_MS);
	}
	client_close(client);
	return NULL;
}

static void test_tls_serves_the_same_and_can_be_cut_in_its_handshake(void **state)
{
	(void)state;
	char folder[] = "/tmp/simulator-tls-XXXXXX", certificate[64], key[64];
	assert_non_null(mkdtemp(folder));
	snprintf(certificate, sizeof(certificate), "%s/c.pem", folder);
	snprintf(key, sizeof(key), "%s/k.pem", folder);
	make_certificate(certificate, key);
	struct served secure;
	served_start(&secure, (struct ac_simulator_server_config){ .tls_certificate = certificate,
								   .tls_key = key });
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	assert_int_equal(SSL_CTX_load_verify_locations(context, certificate, NULL), 1);
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	int error = 0;
	struct client *client = tls_connect(&secure, context, &error);
	assert_non_null(client);
	CHECK_EQ("REST", client_ask(&secure, client, "GET", "/fapi/v1/exchangeInfo", NULL, NULL),
		 200);
	client_close(client);
	client = tls_connect(&secure, context, &error);
	assert_non_null(client);
	client_upgrade(&secure, client, "/market/ws/a@kline_1m");
	static char payload[300000];
	memset(payload, 'y', sizeof(payload) - 1);
	push_market(&secure, AC_SIMULATOR_ROUTE_MARKET, "a@kline_1m", payload);
	CHECK_EQ("a long frame", client_frame(&secure, client), 1);
	CHECK_EQ("whole", strlen(frame_text), sizeof(payload) - 1);
	/* By time: the socket that is named comes back and meets the reset. */
	served_faults(&secure, "  - { at: 50ms, fault: tls_reset, when: /market/* }\n"
			       "  - { fault: tls_reset, after: 2s, every: 2 }\n");
	client_wait(&secure, client, 150);
	CHECK_EQ("cut", client->is_closed, true);
	client_close(client);
	assert_null(tls_connect(&secure, context, &error));
	CHECK_EQ("reset", error, ECONNRESET);
	client = tls_connect(&secure, context, &error);
	assert_non_null(client);
	client_wait(&secure, client, 2200);
	client_close(client);
	/* By chance. */
	client = tls_connect(&secure, context, &error);
	assert_non_null(client);
	client_close(client);
	assert_null(tls_connect(&secure, context, &error));
	SSL_CTX_free(context);
	served_stop(&secure);
	unlink(certificate);
	unlink(key);
	rmdir(folder);
}

int main(void)
{
#define ON_SERVER(name) cmocka_unit_test_setup_teardown(name, start, stop)
	const struct CMUnitTest tests[] = {
		ON_SERVER(test_faults_answer_in_place_of_the_exchange),
		ON_SERVER(test_throttling_spares_what_reduces),
		ON_SERVER(test_faults_strike_the_websocket_api_too),
		ON_SERVER(test_faults_change_user_events_on_their_way),
		ON_SERVER(test_faults_of_market_frames_name_their_stream),
		ON_SERVER(test_faults_by_time_cut_or_silence_the_connections_they_name),
		cmocka_unit_test(test_faults_by_time_wait_for_the_client_that_prices_wait_for),
		ON_SERVER(test_faults_by_time_reach_keys_and_the_clock),
		cmocka_unit_test(test_tls_serves_the_same_and_can_be_cut_in_its_handshake),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
