#include "fake_wire.h"
#include "sys/clock.h"

#include <stdio.h>
#include <stdlib.h>

struct fake_wire fake;

/* ---- what the gateway thinks is the machine ---- */

static ac_ns fake_steady(void *self)
{
	(void)self;
	return fake.steady;
}

static ac_ns fake_wall(void *self)
{
	(void)self;
	return FAKE_WALL_MS * AC_NS_PER_MS + fake.steady;
}

const struct ac_clock fake_clock = { .steady = fake_steady, .wall = fake_wall };

ac_ms ac_rest_now_ms(const struct ac_rest *rest)
{
	(void)rest;
	return ac_wall_ns(&fake_clock) / AC_NS_PER_MS;
}

struct ac_server_clock *ac_rest_clock(struct ac_rest *rest)
{
	(void)rest;
	return &fake.clock;
}

struct ac_rate_budget *ac_rest_budget(struct ac_rest *rest)
{
	(void)rest;
	return &fake.budget;
}

/* Only asked whether it is there, and of which kind. */
struct ac_signer *ac_rest_signer(struct ac_rest *rest)
{
	(void)rest;
	return fake.has_key ? (struct ac_signer *)(void *)&fake : NULL;
}

const char *ac_rest_api_key(const struct ac_rest *rest)
{
	(void)rest;
	return "key";
}

enum ac_key_kind ac_signer_kind(const struct ac_signer *signer)
{
	(void)signer;
	return fake.is_ed25519 ? AC_KEY_ED25519 : AC_KEY_HMAC;
}

size_t ac_signer_sign(struct ac_signer *signer, struct ac_str payload,
		      char ret_signature[AC_SIGNATURE_SIZE])
{
	(void)signer, (void)payload;
	memcpy(ret_signature, "abcdef", 7);
	return 6;
}

void ac_rest_clock_refresh(struct ac_rest *rest)
{
	(void)rest;
}

enum ac_status ac_rest_send(struct ac_rest *rest, const struct ac_request *request,
			    enum ac_rate_lane lane, ac_rest_done *done, void *self,
			    ac_ms *ret_wait_ms)
{
	(void)rest;
	if (ret_wait_ms != NULL)
		*ret_wait_ms = 0;
	if (fake.is_full)
		return AC_ERR_FULL;
	assert_true(fake.question_count < FAKE_QUESTIONS);
	fake.questions[fake.question_count++] =
		(struct fake_question){ *request, lane, done, self };
	return AC_OK;
}

enum ac_status ac_link_create(const struct ac_link_config *config,
			      const struct ac_link_handlers *handlers, struct ac_link **ret_link)
{
	struct ac_link *link = calloc(1, sizeof(*link));
	assert_non_null(link);
	link->handlers = *handlers;
	link->config = *config;
	assert_true(fake.link_count < FAKE_LINKS);
	fake.links[fake.link_count++] = link;
	*ret_link = link;
	return AC_OK;
}

void ac_link_destroy(struct ac_link *link)
{
	free(link);
}

void ac_link_url_set(struct ac_link *link, const char *url)
{
	snprintf(link->url, sizeof(link->url), "%s", url);
}

void ac_link_restart(struct ac_link *link, const char *why)
{
	link->is_restarted = true;
	link->is_ready = false;
	link->handlers.on_down(link->handlers.self, link, why);
}

void ac_link_run(struct ac_link *link)
{
	(void)link;
}

enum ac_status ac_link_send_new(struct ac_link *link, struct ac_str text)
{
	assert_true(link->frame_count < FAKE_FRAMES && text.size < AC_REQUEST_SIZE);
	memcpy(link->frames[link->frame_count], text.data, text.size);
	link->frames[link->frame_count++][text.size] = '\0';
	return AC_OK;
}

enum ac_status ac_link_send(struct ac_link *link, struct ac_str text)
{
	return link->is_ready ? ac_link_send_new(link, text) : AC_ERR_IO;
}

ac_ns ac_link_written_ns(const struct ac_link *link)
{
	(void)link;
	return ac_wall_ns(&fake_clock);
}

void ac_link_ready(struct ac_link *link)
{
	link->is_ready = true;
}

bool ac_link_is_ready(const struct ac_link *link)
{
	return link->is_ready;
}

const struct ac_link_stats *ac_link_stats_get(const struct ac_link *link)
{
	return &link->stats;
}

/* ---- what tests do ---- */

void fake_open(bool is_api_entry)
{
	static const struct ac_rate_limits limits = { 2400, 1200, 300 };
	bool is_ed25519 = fake.is_ed25519;
	fake = (struct fake_wire){ .has_key = true, .is_ed25519 = is_ed25519 };
	ac_rate_budget_init(&fake.budget, &limits);
	for (size_t i = 0; i < AC_COUNT(fake.items); i++) {
		struct ac_instrument *item = &fake.items[i];
		snprintf(item->symbol, sizeof(item->symbol), "%sUSDT", i == 0 ? "AAA" : "BBB");
		snprintf(item->margin_asset, sizeof(item->margin_asset), "USDT");
		item->price_precision = 2;
		item->quantity_precision = 3;
		item->tick = (struct ac_dec){ AC_DEC_SCALE / 100 };
	}
	fake.instruments = (struct ac_instruments){ fake.items, 2, 2 };
	snprintf(fake.endpoints.stream, sizeof(fake.endpoints.stream), "ws://127.0.0.1:1");
	snprintf(fake.endpoints.api, sizeof(fake.endpoints.api), "ws://127.0.0.1:1/ws-fapi/v1");
	struct ac_gateway_config config = {
		.clock = &fake_clock,
		.instruments = &fake.instruments,
		.endpoints = &fake.endpoints,
		.takes_orders = true,
		.is_api_entry = is_api_entry,
		.recv_window_ms = 5000,
		.streams_per_link = 200,
		.backoff_limit = 60 * AC_NS_PER_SEC,
		.stale_after = 15 * AC_NS_PER_SEC,
		.seed = 1,
	};
	assert_int_equal(ac_gateway_create(&config, &fake.gateway), AC_OK);
	fake.port = ac_gateway_port(fake.gateway);
}

void fake_close(void)
{
	ac_gateway_destroy(fake.gateway);
	fake.gateway = NULL;
}

static struct fake_question take(uint32_t index)
{
	assert_true(index < fake.question_count);
	struct fake_question question = fake.questions[index];
	fake.question_count--;
	memmove(&fake.questions[index], &fake.questions[index + 1],
		(fake.question_count - index) * sizeof(question));
	return question;
}

void fake_answer(uint32_t index, int status, const char *body)
{
	struct fake_question question = take(index);
	struct ac_rest_answer answer = { .fate = AC_HTTP_ANSWERED,
					 .status = status,
					 .body = ac_str_from(body) };
	if (status != 200)
		answer.code = ac_reply_error(answer.body, answer.error, sizeof(answer.error));
	question.done(question.self, &answer);
}

void fake_fail(uint32_t index, enum ac_http_fate fate)
{
	struct fake_question question = take(index);
	struct ac_rest_answer answer = { .fate = fate, .error = "no" };
	question.done(question.self, &answer);
}

static int32_t find(const char *path, const char *part)
{
	for (uint32_t i = 0; i < fake.question_count; i++) {
		const struct ac_request *request = &fake.questions[i].request;
		size_t size = strlen(path), has = strlen(request->path);
		if (has >= size && strcmp(request->path + has - size, path) == 0 &&
		    strstr(request->query, part) != NULL)
			return (int32_t)i;
	}
	return -1;
}

bool fake_has(const char *path, const char *part)
{
	return find(path, part) >= 0;
}

uint32_t fake_find(const char *path, const char *part)
{
	int32_t index = find(path, part);
	if (index < 0)
		fail_msg("nothing like %s?%s was asked", path, part);
	return (uint32_t)index;
}

void fake_pass(ac_ns duration)
{
	ac_ns end = fake.steady + duration;
	while (fake.steady < end) {
		fake.steady += AC_NS_PER_SEC / 4;
		ac_gateway_run(fake.gateway);
	}
}

struct ac_event fake_next(void)
{
	struct ac_event event;
	assert_true(fake.port.poll(fake.port.self, 0, &event));
	return event;
}

bool fake_is_empty(void)
{
	return fake.gateway->head == fake.gateway->tail;
}

void fake_say(struct ac_link *link, const char *text)
{
	link->handlers.on_message(link->handlers.self, link, ac_str_from(text),
				  ac_wall_ns(&fake_clock));
}

struct ac_link *fake_market_link(void)
{
	return fake.gateway->links[0].link;
}

struct ac_link *fake_user_link(void)
{
	return fake.gateway->user.link;
}

struct ac_link *fake_api_link(void)
{
	return fake.gateway->api;
}

void fake_answer_snapshot(const char *trades, const char *balance)
{
	fake_pass(AC_NS_PER_SEC / 4);
	fake_answer(fake_find("/openOrders", ""), 200, "[]");
	fake_answer(fake_find("/openAlgoOrders", ""), 200, "[]");
	fake_answer(fake_find("/positionRisk", ""), 200, "[]");
	fake_answer(fake_find("/userTrades", "symbol=AAAUSDT"), 200, trades);
	fake_answer(fake_find("/userTrades", "symbol=BBBUSDT"), 200, "[]");
	fake_answer(fake_find("/income", "FUNDING_FEE"), 200, "[]");
	fake_pass(AC_NS_PER_SEC / 4);
	fake_answer(fake_find("/account", ""), 200, balance);
	fake_pass(AC_NS_PER_SEC / 4);
}

void fake_bring_up(void)
{
	ac_gateway_start(fake.gateway);
	struct ac_link *market = fake_market_link();
	market->handlers.on_open(market->handlers.self, market);
	char text[64];
	snprintf(text, sizeof(text), "{\"result\":null,\"id\":%d}",
		 (int)fake.gateway->links[0].hello_id);
	fake_say(market, text);
	if (fake_api_link() != NULL && !fake.is_ed25519)
		fake_api_link()->handlers.on_open(fake.gateway, fake_api_link());
	fake_pass(AC_NS_PER_SEC / 4);
	fake_answer(fake_find("/listenKey", ""), 200, "{\"listenKey\":\"k1\"}");
	fake_user_link()->handlers.on_open(fake.gateway, fake_user_link());
	fake_answer_snapshot("[]", "{\"assets\":[{\"asset\":\"USDT\",\"walletBalance\":\"1000\","
				   "\"crossWalletBalance\":\"1000\"}]}");
	while (!fake_is_empty())
		(void)fake_next();
}
