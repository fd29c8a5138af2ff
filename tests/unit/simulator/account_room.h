/* account_room.h - a simulator with two accounts (HMAC and Ed25519), signed requests by an
 * implementation of signatures that is not ours to test, and what went out on the user streams. */
#ifndef AC_TESTS_SIMULATOR_ACCOUNT_ROOM_H
#define AC_TESTS_SIMULATOR_ACCOUNT_ROOM_H

#include <jansson.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

#include "check.h"
#include "session/session.h"
#include "simulator/simulator.h"

#define ROOM_NOW    1795000000000LL /* ms */
#define ROOM_EVENTS 4096u
#define ROOM_KEY    "K1"
#define ROOM_SECRET "test-secret-not-real"
#define ROOM_BTC    0
#define ROOM_ETH    1

struct room_event {
	uint32_t account;
	char type[32];
	json_t *json;
};

struct room {
	struct ac_simulator *simulator;
	struct ac_instruments instruments;
	ac_ms now_ms;
	EVP_PKEY *key;
	char public_pem[256];
	struct ac_simulator_response response;
	json_t *body; /* of the last answer */
	struct room_event events[ROOM_EVENTS];
	uint32_t event_count;
	uint64_t seed;
	const char *api_key;
	struct ac_dec volume_share_pct;
	void (*hear)(struct ac_str payload); /* NULL; each user event as it went out */
};

static inline void room_take(void *self, uint32_t account, const char *type, struct ac_str payload)
{
	struct room *room = self;
	json_error_t error;
	json_t *json = json_loadb(payload.data, payload.size, JSON_REJECT_DUPLICATES, &error);
	if (json == NULL)
		fail_msg("user event is no JSON: %s: %.*s", error.text, (int)payload.size,
			 payload.data);
	assert_true(room->event_count < ROOM_EVENTS);
	struct room_event *event = &room->events[room->event_count++];
	event->account = account;
	snprintf(event->type, sizeof(event->type), "%s", type);
	event->json = json;
	assert_string_equal(json_string_value(json_object_get(json, "e")), type);
	if (room->hear != NULL)
		room->hear(payload);
	assert_true(json_is_integer(json_object_get(json, "E")));
}

static inline void room_ignore(void *self, enum ac_simulator_route route, const char *stream,
			       struct ac_str payload)
{
	(void)self;
	(void)route;
	(void)stream;
	(void)payload;
}

static inline void room_clear(struct room *room)
{
	for (uint32_t i = 0; i < room->event_count; i++)
		json_decref(room->events[i].json);
	room->event_count = 0;
}

static inline void room_make(struct room *room)
{
	char error[256];
	const struct ac_simulator_account_spec accounts[] = {
		{ .key = ROOM_KEY,
		  .secret = ROOM_SECRET,
		  .wallet = AC_DEC(5000),
		  .is_ip_restricted = true },
		{ .key = "K2",
		  .public_key_pem = room->public_pem,
		  .wallet = AC_DEC(1000),
		  .can_withdraw = true },
	};
	const struct ac_simulator_config config = {
		.instruments = &room->instruments,
		.accounts = accounts,
		.account_count = 2,
		.seed = room->seed,
		.has_large_ids = true,
		.leverage = 10,
		.volume_share_pct = room->volume_share_pct,
	};
	const struct ac_simulator_sink sink = { .market = room_ignore,
						.user = room_take,
						.self = room };
	enum ac_status status =
		ac_simulator_create(&config, &sink, &room->simulator, error, sizeof(error));
	if (status != AC_OK)
		fail_msg("%s: %s", ac_status_text(status), error);
}

/* `volume` "0": as much as anybody wants. */
static inline void room_trade(struct room *room, uint16_t symbol, const char *price,
			      const char *volume)
{
	struct ac_event event;
	memset(&event, 0, sizeof(event));
	event.kind = AC_EVENT_TRADE;
	event.symbol = symbol;
	assert_int_equal(ac_dec_parse(ac_str_from(price), &event.trade.price), AC_OK);
	assert_int_equal(ac_dec_parse(ac_str_from(volume), &event.trade.quantity), AC_OK);
	event.time_ns = event.recv_ns = room->now_ms * AC_NS_PER_MS;
	ac_simulator_price(room->simulator, &event, room->now_ms * AC_NS_PER_MS);
}

static inline void room_price(struct room *room, uint16_t symbol, const char *price)
{
	room_trade(room, symbol, price, "0");
}

static inline void room_mark(struct room *room, uint16_t symbol, const char *price)
{
	struct ac_event event;
	memset(&event, 0, sizeof(event));
	event.kind = AC_EVENT_MARK;
	event.symbol = symbol;
	assert_int_equal(ac_dec_parse(ac_str_from(price), &event.mark.mark), AC_OK);
	event.mark.index = event.mark.mark;
	event.time_ns = event.recv_ns = room->now_ms * AC_NS_PER_MS;
	ac_simulator_price(room->simulator, &event, room->now_ms * AC_NS_PER_MS);
}

static inline void room_open_bare(struct room *room)
{
	static struct ac_instrument items[2];
	uint32_t count;
	const struct ac_instrument *all = ac_instruments_default(&count);
	memset(room, 0, sizeof(*room));
	for (uint32_t i = 0; i < count; i++) {
		if (strcmp(all[i].symbol, "BTCUSDT") == 0)
			items[ROOM_BTC] = all[i];
		if (strcmp(all[i].symbol, "ETHUSDT") == 0)
			items[ROOM_ETH] = all[i];
	}
	room->instruments = (struct ac_instruments){ items, 2, 2 };
	room->now_ms = ROOM_NOW;
	room->seed = 7;
	room->api_key = ROOM_KEY;
	room->key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	assert_non_null(room->key);
	BIO *bio = BIO_new(BIO_s_mem());
	PEM_write_bio_PUBKEY(bio, room->key);
	int size = BIO_read(bio, room->public_pem, sizeof(room->public_pem) - 1);
	assert_true(size > 0);
	BIO_free(bio);
	room_make(room);
}

/* BTC at 60000, ETH at 3000, both live. */
static inline void room_open(struct room *room)
{
	room_open_bare(room);
	room_mark(room, ROOM_BTC, "60000");
	room_price(room, ROOM_BTC, "60000");
	room_mark(room, ROOM_ETH, "3000");
	room_price(room, ROOM_ETH, "3000");
}

static inline void room_close(struct room *room)
{
	room_clear(room);
	json_decref(room->body);
	ac_simulator_destroy(room->simulator);
	EVP_PKEY_free(room->key);
	memset(room, 0, sizeof(*room));
}

static inline void room_hmac(const char *secret, const char *text, char ret_hex[65])
{
	unsigned char digest[32];
	unsigned int size = sizeof(digest);
	assert_non_null(HMAC(EVP_sha256(), secret, (int)strlen(secret), (const unsigned char *)text,
			     strlen(text), digest, &size));
	for (unsigned int i = 0; i < size; i++)
		snprintf(ret_hex + 2 * i, 3, "%02x", digest[i]);
}

static inline void room_ed25519(const struct room *room, const char *text, char ret_base64[128])
{
	unsigned char raw[64];
	size_t size = sizeof(raw);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	assert_int_equal(EVP_DigestSignInit(context, NULL, NULL, NULL, room->key), 1);
	assert_int_equal(
		EVP_DigestSign(context, raw, &size, (const unsigned char *)text, strlen(text)), 1);
	EVP_MD_CTX_free(context);
	EVP_EncodeBlock((unsigned char *)ret_base64, raw, (int)size);
}

static inline int room_code(const struct room *room)
{
	return (int)json_integer_value(json_object_get(room->body, "code"));
}

/* Sends the bytes as they are; the answer is parsed into `body`. Returns the HTTP status. */
static inline int room_send(struct room *room, const char *method, const char *path,
			    const char *query, const char *body)
{
	const struct ac_simulator_request request = {
		.method = ac_str_from(method),
		.path = ac_str_from(path),
		.query = ac_str_from(query),
		.body = ac_str_from(body),
		.api_key = ac_str_from(room->api_key),
		.address = 1,
		.now_ns = room->now_ms * AC_NS_PER_MS,
	};
	json_error_t error;
	ac_simulator_handle(room->simulator, &request, &room->response);
	json_decref(room->body);
	room->body = NULL;
	if (room->response.is_html)
		return room->response.status;
	room->body = json_loadb(room->response.body.data, room->response.body.size,
				JSON_REJECT_DUPLICATES, &error);
	if (room->body == NULL)
		fail_msg("answer is no JSON: %s: %.*s", error.text, (int)room->response.body.size,
			 room->response.body.data);
	return room->response.status;
}

/* Stamped with the time of now and signed by HMAC; 0 for success, or the code of the refusal. */
static inline int room_call(struct room *room, const char *method, const char *path,
			    const char *parameters)
{
	char query[4096], hex[65];
	int size = snprintf(query, sizeof(query), "%s%srecvWindow=5000&timestamp=%lld", parameters,
			    parameters[0] != '\0' ? "&" : "", (long long)room->now_ms);
	room_hmac(ROOM_SECRET, query, hex);
	snprintf(query + size, sizeof(query) - (size_t)size, "&signature=%s", hex);
	int status = room_send(room, method, path, query, "");
	return status == 200 ? 0 : room_code(room);
}

static inline void room_ok(struct room *room, const char *method, const char *path,
			   const char *parameters)
{
	int code = room_call(room, method, path, parameters);
	if (code != 0)
		fail_msg("%s %s?%s: %d %s", method, path, parameters, code,
			 json_string_value(json_object_get(room->body, "msg")));
}

/* A field as text, whatever its kind; "(none)" where absent. */
static inline const char *room_text(const json_t *object, const char *name)
{
	static char text[8][256];
	static unsigned int next;
	const json_t *value = json_object_get(object, name);
	char *at = text[next++ % 8];
	if (value == NULL)
		return "(none)";
	if (json_is_string(value))
		return json_string_value(value);
	char *dump = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
	snprintf(at, sizeof(text[0]), "%s", dump);
	free(dump);
	return at;
}

#define CHECK_FIELD(object, name, expected)                                                        \
	assert_string_equal(room_text((object), (name)), (expected))

/* Exactly these names, separated by blanks, in any order. */
static inline void room_fields(const json_t *object, const char *names)
{
	char list[2048];
	size_t count = 0;
	snprintf(list, sizeof(list), "%s", names);
	for (char *save, *name = strtok_r(list, " ", &save); name != NULL;
	     name = strtok_r(NULL, " ", &save)) {
		count++;
		if (json_object_get(object, name) == NULL)
			fail_msg("field %s is missing", name);
	}
	const char *key;
	json_t *value;
	json_object_foreach((json_t *)object, key, value)
	{
		char wanted[64], all[2100];
		snprintf(wanted, sizeof(wanted), " %s ", key);
		snprintf(all, sizeof(all), " %s ", names);
		if (strstr(all, wanted) == NULL)
			fail_msg("field %s is not expected", key);
	}
	assert_int_equal(json_object_size(object), count);
}

/* The n-th event of the type, from 0; NULL where there are fewer. */
static inline const json_t *room_event(const struct room *room, const char *type, uint32_t n)
{
	for (uint32_t i = 0; i < room->event_count; i++) {
		if (strcmp(room->events[i].type, type) == 0 && n-- == 0)
			return room->events[i].json;
	}
	return NULL;
}

static inline uint32_t room_count(const struct room *room, const char *type)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < room->event_count; i++)
		count += strcmp(room->events[i].type, type) == 0;
	return count;
}

#define ORDER "/fapi/v1/order"
#define ALGO  "/fapi/v1/algoOrder"

#endif
