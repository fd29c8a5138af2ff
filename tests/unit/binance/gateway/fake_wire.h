/* fake_wire.h - the gateway with a scripted exchange: no socket, no clock of the machine. What is
 * asked by REST waits here for an answer, what is sent over a link is kept. Test programs only. */
#ifndef AC_TESTS_GATEWAY_FAKE_WIRE_H
#define AC_TESTS_GATEWAY_FAKE_WIRE_H

#include "check.h"

#include "binance/codec/reply.h"
#include "binance/gateway/state.h"

#define FAKE_QUESTIONS 128u
#define FAKE_LINKS     4u
#define FAKE_FRAMES    64u
#define FAKE_WALL_MS   1795000000000LL

struct fake_question {
	struct ac_request request;
	enum ac_rate_lane lane;
	ac_rest_done *done;
	void *self;
};

struct ac_link {
	struct ac_link_handlers handlers;
	struct ac_link_config config;
	struct ac_link_stats stats;
	char url[512];
	bool is_ready, is_restarted;
	char frames[FAKE_FRAMES][AC_REQUEST_SIZE];
	uint32_t frame_count;
};

struct fake_wire {
	ac_ns steady;
	struct fake_question questions[FAKE_QUESTIONS];
	uint32_t question_count;
	struct ac_link *links[FAKE_LINKS];
	uint32_t link_count;
	struct ac_rate_budget budget;
	struct ac_server_clock clock;
	bool has_key, is_ed25519, is_full;
	struct ac_instruments instruments;
	struct ac_instrument items[2];
	struct ac_endpoints endpoints;
	struct ac_gateway *gateway;
	struct ac_exchange port;
};
extern struct fake_wire fake;

/* A gateway on two symbols, AAAUSDT and BBBUSDT. */
void fake_open(bool is_api_entry);
void fake_close(void);
/* Answers question `index` and takes it off the list. */
void fake_answer(uint32_t index, int status, const char *body);
void fake_fail(uint32_t index, enum ac_http_fate fate);
/* The first question whose path ends so and whose query holds `part`; fails the test without one.
 */
uint32_t fake_find(const char *path, const char *part);
bool fake_has(const char *path, const char *part);
/* Lets time pass in steps of a quarter second. */
void fake_pass(ac_ns duration);
/* The next event; fails the test when there is none. */
struct ac_event fake_next(void);
bool fake_is_empty(void);
/* A message over a link. */
void fake_say(struct ac_link *link, const char *text);
struct ac_link *fake_market_link(void);
struct ac_link *fake_user_link(void);
struct ac_link *fake_api_link(void);
/* Everything up: market subscribed, key given, snapshot empty, wallet 1000. Events are taken off.
 */
void fake_bring_up(void);
void fake_answer_snapshot(const char *trades, const char *balance);

#endif
