/* endpoints.h - where the exchange is: presets of mainnet and of the demo exchange (testnet), and
 * overrides. Plain http and ws are allowed to loopback addresses only. Pure; start only. */
#ifndef AC_BINANCE_CODEC_ENDPOINTS_H
#define AC_BINANCE_CODEC_ENDPOINTS_H

#include "core/base.h"

#define AC_ENDPOINT_SIZE 256

struct ac_endpoints {
	char rest[AC_ENDPOINT_SIZE];   /* "https://fapi.binance.com" */
	char stream[AC_ENDPOINT_SIZE]; /* "wss://fstream.binance.com", without a route */
	char api[AC_ENDPOINT_SIZE];    /* "wss://ws-fapi.binance.com/ws-fapi/v1" */
	char sapi[AC_ENDPOINT_SIZE];   /* "https://api.binance.com"; "" where there is none */
};

void ac_endpoints_mainnet(struct ac_endpoints *ret_endpoints);
void ac_endpoints_testnet(struct ac_endpoints *ret_endpoints);

enum ac_endpoint_kind { AC_ENDPOINT_HTTP, AC_ENDPOINT_WEBSOCKET };
/* NULL where `url` may be used; otherwise why not, as a sentence. A trailing slash is tolerated. */
const char *ac_endpoint_fault(const char *url, enum ac_endpoint_kind kind);
/* Copies without the trailing slash. AC_ERR_RANGE: too long. */
AC_MUST_USE enum ac_status ac_endpoint_set(char ret_endpoint[AC_ENDPOINT_SIZE], const char *url);
/* True where every address that is set is on loopback: a simulated exchange of one's own. */
bool ac_endpoints_are_local(const struct ac_endpoints *endpoints);

#endif
