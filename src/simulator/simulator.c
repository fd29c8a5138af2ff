/* The simulator: made of markets, accounts and limits; requests, prices and time come in here. */
#include "simulator/simulator.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "simulator/account/account.h"
#include "simulator/account/authenticate.h"
#include "simulator/account/limits.h"
#include "simulator/market/market.h"
#include "simulator/market/public.h"
#include "simulator/routes.h"

static enum ac_status make_parts(struct ac_simulator *simulator,
				 const struct ac_simulator_config *config)
{
	uint32_t count = config->instruments->count;
	simulator->instruments.items = calloc(count, sizeof(*simulator->instruments.items));
	simulator->status = calloc(count, sizeof(*simulator->status));
	simulator->accounts = calloc(config->account_count, sizeof(struct simulator_account *));
	simulator->factors = calloc(count, sizeof(*simulator->factors));
	simulator->scratch = malloc(SIMULATOR_SCRATCH_SIZE);
	simulator->frame = malloc(SIMULATOR_FRAME_SIZE);
	simulator->decoded = malloc(SIMULATOR_DECODED_SIZE);
	if (simulator->factors == NULL || simulator->instruments.items == NULL ||
	    simulator->status == NULL || simulator->accounts == NULL ||
	    simulator->scratch == NULL || simulator->frame == NULL || simulator->decoded == NULL)
		return AC_ERR_NOMEM;
	simulator->instruments.count = simulator->instruments.capacity = count;
	memcpy(simulator->instruments.items, config->instruments->items,
	       count * sizeof(*simulator->instruments.items));
	for (uint32_t i = 0; i < count; i++) {
		simulator->factors[i] = 1;
		bool is_trading = simulator->instruments.items[i].state == AC_SYMBOL_TRADING;
		snprintf(simulator->status[i], sizeof(simulator->status[i]), "%s",
			 is_trading ? "TRADING" : "SETTLING");
	}
	simulator->limits = simulator_limits_create(config->is_demo);
	simulator->market = simulator_market_create(simulator);
	return simulator->limits == NULL || simulator->market == NULL ? AC_ERR_NOMEM : AC_OK;
}

static enum ac_status make_accounts(struct ac_simulator *simulator,
				    const struct ac_simulator_config *config, char *error,
				    size_t error_size)
{
	for (uint32_t i = 0; i < config->account_count; i++) {
		simulator->accounts[i] = simulator_account_create(
			simulator, i, config, &config->accounts[i], error, error_size);
		if (simulator->accounts[i] == NULL)
			return AC_ERR_CONFIG;
		simulator->account_count++;
	}
	return AC_OK;
}

enum ac_status ac_simulator_create(const struct ac_simulator_config *config,
				   const struct ac_simulator_sink *sink,
				   struct ac_simulator **ret_simulator, char *error,
				   size_t error_size)
{
	if (config->instruments->count == 0 || config->account_count == 0 ||
	    config->account_count > AC_SIMULATOR_ACCOUNTS_MAX) {
		snprintf(error, error_size, "between 1 and %u accounts and at least one symbol",
			 AC_SIMULATOR_ACCOUNTS_MAX);
		return AC_ERR_CONFIG;
	}
	struct ac_simulator *simulator = calloc(1, sizeof(*simulator));
	if (simulator == NULL)
		return AC_ERR_NOMEM;
	simulator->sink = *sink;
	simulator->is_demo = config->is_demo;
	ac_prng_init(&simulator->prng, config->seed);
	snprintf(error, error_size, "out of memory");
	enum ac_status status = make_parts(simulator, config);
	if (status == AC_OK)
		status = make_accounts(simulator, config, error, error_size);
	if (status != AC_OK) {
		ac_simulator_destroy(simulator);
		return status;
	}
	*ret_simulator = simulator;
	return AC_OK;
}

void ac_simulator_destroy(struct ac_simulator *simulator)
{
	if (simulator == NULL)
		return;
	for (uint32_t i = 0; i < simulator->account_count; i++)
		simulator_account_destroy(simulator->accounts[i]);
	simulator_market_destroy(simulator->market);
	simulator_limits_destroy(simulator->limits);
	free(simulator->accounts);
	free(simulator->status);
	free(simulator->instruments.items);
	free(simulator->scratch);
	free(simulator->frame);
	free(simulator->decoded);
	free(simulator->ledger);
	free(simulator->factors);
	free(simulator);
}

const struct ac_instruments *ac_simulator_instruments(const struct ac_simulator *simulator)
{
	return &simulator->instruments;
}

uint32_t ac_simulator_account_count(const struct ac_simulator *simulator)
{
	return simulator->account_count;
}

static void set_now(struct ac_simulator *simulator, ac_ns now_ns)
{
	simulator->now_ns = now_ns + simulator->skew_ms * AC_NS_PER_MS;
}

void ac_simulator_clock_skew(struct ac_simulator *simulator, int64_t skew_ms)
{
	simulator->skew_ms = skew_ms;
}

/* ---- REST ---- */

void simulator_refuse_limit(struct simulator_call *call, const struct simulator_limit *limit)
{
	call->status = limit->status;
	if (limit->status == 418)
		simulator_refuse(call, -1003,
				 "Way too many requests; IP banned until %" PRId64
				 ". Please use the websocket for live updates to avoid bans.",
				 limit->banned_until_ms);
	else
		simulator_refuse_code(call, -1003);
}

bool simulator_serve(struct ac_simulator *simulator, struct simulator_call *call,
		     const struct simulator_route *route)
{
	bool is_order = route->orders_10s + route->orders_1m > 0;
	if (route->is_checked_by_engine && !simulator_authenticate_engine(simulator, call))
		return false;
	if (is_order &&
	    !simulator_window_charge(&call->account->window, simulator_now_ms(simulator),
				     route->orders_10s, route->orders_1m)) {
		call->status = 429;
		simulator_refuse(call, -1015,
				 "Too many new orders; current limit is %d orders per %s.",
				 SIMULATOR_ORDERS_10S, "TEN_SECONDS");
		return false;
	}
	route->serve(simulator, call);
	return is_order && call->status == 200;
}

static void serve_signed(struct ac_simulator *simulator, struct simulator_call *call,
			 const struct simulator_route *route,
			 struct ac_simulator_response *response)
{
	bool is_allowed =
		route->security == SIMULATOR_SECURITY_SIGNED
			? simulator_authenticate_request(simulator, call)
			: simulator_authenticate_key(simulator, call, call->request->api_key);
	if (!is_allowed || !simulator_serve(simulator, call, route))
		return;
	response->orders_10s = call->account->window.used_10s;
	response->orders_1m = call->account->window.used_1m;
}

int32_t simulator_route_weight(const struct simulator_route *route,
			       const struct simulator_call *call)
{
	bool is_all = route->weight_all != 0 && !simulator_has(call, "symbol");
	return is_all ? route->weight_all : route->weight;
}

static void serve(struct ac_simulator *simulator, struct simulator_call *call,
		  struct ac_simulator_response *response)
{
	const struct ac_simulator_request *request = call->request;
	int32_t weight = simulator_public_weight(simulator, call);
	const struct simulator_route *route =
		weight >= 0 ? NULL : simulator_route_find(request->method, request->path);
	if (weight < 0 && route == NULL) {
		static const char page[] = "<html><body>404 Not found</body></html>";
		response->is_html = true;
		call->status = 404;
		call->json->size = 0;
		memcpy(call->json->data, page, sizeof(page) - 1);
		call->json->size = sizeof(page) - 1;
		return;
	}
	struct simulator_limit limit;
	simulator_limits_charge(simulator->limits, request->address,
				weight >= 0 ? weight : simulator_route_weight(route, call),
				simulator_now_ms(simulator), &limit);
	response->used_weight = limit.used_weight;
	if (limit.status != 0) {
		response->retry_after_s = limit.retry_after_s;
		simulator_refuse_limit(call, &limit);
	} else if (call->status == 200 && route != NULL) {
		serve_signed(simulator, call, route, response);
	} else if (call->status == 200) {
		(void)simulator_public_handle(simulator, call);
	}
}

void ac_simulator_handle(struct ac_simulator *simulator, const struct ac_simulator_request *request,
			 struct ac_simulator_response *ret_response)
{
	struct ac_json json;
	struct simulator_call call = { .json = &json, .instruments = &simulator->instruments };
	set_now(simulator, request->now_ns);
	*ret_response = (struct ac_simulator_response){
		.used_weight = -1,
		.orders_10s = -1,
		.orders_1m = -1,
		.retry_after_s = -1,
	};
	/* A refusal stays in the call and is given out once the weight is counted. */
	(void)simulator_call_begin(simulator, &call, request, simulator->scratch,
				   SIMULATOR_SCRATCH_SIZE);
	serve(simulator, &call, ret_response);
	ac_assert(!json.is_full);
	ret_response->status = call.status;
	ret_response->body = (struct ac_str){ json.data, json.size };
}

/* ---- prices and time ---- */

/* Fills go out before the frame that tells the candle's close: then nobody hears a close first and
 * acts on a position that is gone. */
void ac_simulator_price(struct ac_simulator *simulator, const struct ac_event *item, ac_ns now_ns)
{
	set_now(simulator, now_ns);
	for (uint32_t i = 0; i < simulator->account_count; i++)
		simulator_account_price(simulator, simulator->accounts[i], item);
	simulator_market_price(simulator, item);
}

void ac_simulator_advance(struct ac_simulator *simulator, ac_ns now_ns)
{
	set_now(simulator, now_ns);
	for (uint32_t i = 0; i < simulator->account_count; i++)
		simulator_account_advance(simulator, simulator->accounts[i]);
	simulator_market_advance(simulator);
}

ac_ns ac_simulator_deadline(const struct ac_simulator *simulator)
{
	ac_ns deadline = simulator_market_deadline(simulator);
	for (uint32_t i = 0; i < simulator->account_count; i++) {
		ac_ns account = simulator_account_deadline(simulator->accounts[i]);
		if (account < deadline)
			deadline = account;
	}
	return deadline == INT64_MAX ? deadline : deadline - simulator->skew_ms * AC_NS_PER_MS;
}
