/* simulator.h - the simulated exchange behind Binance's own protocol, without a socket: requests
 * in, answers and stream frames out. `autocoin exchange` serves it; what other people's clients
 * see is decided here. One thread; time comes in. */
#ifndef AC_SIMULATOR_SIMULATOR_H
#define AC_SIMULATOR_SIMULATOR_H

#include "market/event.h"
#include "market/instrument.h"
#include "sys/json.h"

struct ac_simulator; /* opaque; state.h is for this room only */

#define AC_SIMULATOR_ACCOUNTS_MAX 16u
#define AC_SIMULATOR_KEY_SIZE     128

struct ac_simulator_account_spec {
	char key[AC_SIMULATOR_KEY_SIZE];
	const char *secret;         /* HMAC; NULL with a public key */
	const char *public_key_pem; /* Ed25519 or RSA; NULL with a secret */
	struct ac_dec wallet;
	bool can_withdraw; /* what apiRestrictions says */
	bool is_ip_restricted;
};

struct ac_simulator_config {
	const struct ac_instruments *instruments; /* copied */
	const struct ac_simulator_account_spec *accounts;
	uint32_t account_count;
	uint64_t seed;
	int32_t leverage; /* of every symbol at first: 20 */
	struct ac_dec slippage_bps;
	struct ac_dec
		volume_share_pct; /* of a price update's volume that one order may take; 0 all */
	/* Order ids beyond 2^53, which clients that read numbers as doubles get wrong. */
	bool has_large_ids;
	bool is_demo; /* limits of the demo exchange: 6000 weight a minute */
};

/* Routes of the stream hosts (reference 1.2). */
enum ac_simulator_route {
	AC_SIMULATOR_ROUTE_PUBLIC,
	AC_SIMULATOR_ROUTE_MARKET,
	AC_SIMULATOR_ROUTE_PRIVATE,
	AC_SIMULATOR_ROUTE_LEGACY, /* no route: carries only what /public carries */
};

/* Where frames go. `payload` is raw JSON, without the envelope; it lives during the call. */
struct ac_simulator_sink {
	/* `stream` as clients subscribe to it: "btcusdt@kline_1m", "!markPrice@arr@1s". */
	void (*market)(void *self, enum ac_simulator_route route, const char *stream,
		       struct ac_str payload);
	/* A user event; `type` is its "e". */
	void (*user)(void *self, uint32_t account, const char *type, struct ac_str payload);
	void *self;
	/* Whether anybody listens to a market stream, so that frames for nobody are not written.
	 * NULL: every stream is wanted. */
	bool (*wants)(void *self, enum ac_simulator_route route, const char *stream);
};

AC_MUST_USE enum ac_status ac_simulator_create(const struct ac_simulator_config *config,
					       const struct ac_simulator_sink *sink,
					       struct ac_simulator **ret_simulator, char *error,
					       size_t error_size);
void ac_simulator_destroy(struct ac_simulator *simulator); /* NULL is fine */

/* ---- REST ---- */

struct ac_simulator_request {
	struct ac_str method;  /* "GET" */
	struct ac_str path;    /* "/fapi/v1/order" */
	struct ac_str query;   /* the raw bytes behind '?' */
	struct ac_str body;    /* the raw bytes, form-encoded */
	struct ac_str api_key; /* X-MBX-APIKEY, empty without */
	uint32_t address;      /* of the client: weights and bans are per address */
	ac_ns now_ns;          /* protocol time: the wall clock */
};
struct ac_simulator_response {
	int status;            /* HTTP */
	struct ac_str body;    /* inside the simulator, until the next call */
	int32_t used_weight;   /* X-MBX-USED-WEIGHT-1M; -1: no such header */
	int32_t orders_10s;    /* X-MBX-ORDER-COUNT-10S; -1 */
	int32_t orders_1m;     /* X-MBX-ORDER-COUNT-1M; -1 */
	int32_t retry_after_s; /* Retry-After; -1 */
	bool is_html;          /* unknown path: 404 with a page, not JSON */
};
void ac_simulator_handle(struct ac_simulator *simulator, const struct ac_simulator_request *request,
			 struct ac_simulator_response *ret_response);

/* ---- WebSocket API (reference 6) ---- */

struct ac_simulator_session {
	int32_t account; /* logged on; -1 not */
	ac_ms authorized_ms, connected_ms;
	bool has_rate_limits; /* returnRateLimits */
	uint32_t address;
};
/* One text frame in, one answer out (inside the simulator until the next call). Requests go
 * through the same functions, limits and checks as REST. */
struct ac_str ac_simulator_api_handle(struct ac_simulator *simulator,
				      struct ac_simulator_session *session, struct ac_str frame,
				      ac_ns now_ns);

/* ---- user stream keys ---- */

/* The account that this listenKey belongs to, -1 for none. A key that has expired is none. */
int32_t ac_simulator_listen_key_find(const struct ac_simulator *simulator, struct ac_str key,
				     ac_ms now_ms);
/* The account's key of this moment, "" where none is valid. */
const char *ac_simulator_listen_key(const struct ac_simulator *simulator, uint32_t account);
/* As if its hour were over: the account hears listenKeyExpired, then nothing. */
void ac_simulator_listen_key_expire(struct ac_simulator *simulator, uint32_t account, ac_ns now_ns);

/* ---- prices and time in ---- */

/* A TRADE, MARK, FUNDING or phase of a CANDLE (enum ac_feed_phase in flags), with the feed's own
 * times inside and the protocol's time as now. Reaches every account, the candle store and the
 * market streams. */
void ac_simulator_price(struct ac_simulator *simulator, const struct ac_event *item, ac_ns now_ns);
/* Time alone: what is due (key expiry, countdowns, 1 s mark prices, messages in flight). */
void ac_simulator_advance(struct ac_simulator *simulator, ac_ns now_ns);
/* When advance next has something to do; INT64_MAX for nothing. */
ac_ns ac_simulator_deadline(const struct ac_simulator *simulator);

/* ---- what somebody else does to the account: faults and tests ---- */

enum ac_simulator_intervention {
	AC_SIMULATOR_LIQUIDATE,      /* client id autoclose-… */
	AC_SIMULATOR_ADL,            /* adl_autoclose… */
	AC_SIMULATOR_SETTLE,         /* settlement_autoclose-…, as when a symbol is delisted */
	AC_SIMULATOR_CLOSE_BY_HAND,  /* an order of another program: web_… */
	AC_SIMULATOR_CANCEL_BY_HAND, /* every order and conditional order of the symbol */
};
/* Closes the account's positions of the symbol at the last price. False: there was nothing. */
bool ac_simulator_intervene(struct ac_simulator *simulator, uint32_t account, uint16_t symbol,
			    enum ac_simulator_intervention what, ac_ns now_ns);
/* exchangeInfo changes under way: the symbol's status word ("SETTLING"), or its filters, which
 * become `factor` times coarser. A contractInfo event goes out. */
void ac_simulator_symbol_status(struct ac_simulator *simulator, uint16_t symbol, const char *status,
				ac_ns now_ns);
void ac_simulator_symbol_coarsen(struct ac_simulator *simulator, uint16_t symbol, int32_t factor,
				 ac_ns now_ns);
/* The protocol's clock jumps: added to every now from here on. */
void ac_simulator_clock_skew(struct ac_simulator *simulator, int64_t skew_ms);

/* ---- the ledger ---- */

/* The whole account as JSON, for comparison with a trader's database: wallet, fees, funding,
 * positions, open orders, open conditional orders, every execution. Inside the simulator until the
 * next call. */
struct ac_str ac_simulator_ledger(struct ac_simulator *simulator, uint32_t account);

/* ---- state over restarts ---- */
AC_MUST_USE enum ac_status ac_simulator_save(const struct ac_simulator *simulator,
					     const char *path);
/* Before the first price. AC_ERR_NOT_FOUND: no such file; AC_ERR_VERSION: of other symbols or
 * accounts. */
AC_MUST_USE enum ac_status ac_simulator_load(struct ac_simulator *simulator, const char *path);

const struct ac_instruments *ac_simulator_instruments(const struct ac_simulator *simulator);
uint32_t ac_simulator_account_count(const struct ac_simulator *simulator);

#endif
