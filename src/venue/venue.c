/* The venue: made of markets, accounts and limits; requests, prices and time come in here. */
#include "venue/venue.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "venue/account.h"
#include "venue/authenticate.h"
#include "venue/limits.h"
#include "venue/market.h"
#include "venue/routes.h"

static enum ac_status make_parts(struct ac_venue *venue, const struct ac_venue_config *config)
{
	uint32_t count = config->instruments->count;
	venue->instruments.items = calloc(count, sizeof(*venue->instruments.items));
	venue->status = calloc(count, sizeof(*venue->status));
	venue->accounts = calloc(config->account_count, sizeof(struct venue_account *));
	venue->factors = calloc(count, sizeof(*venue->factors));
	venue->scratch = malloc(VENUE_SCRATCH_SIZE);
	venue->frame = malloc(VENUE_FRAME_SIZE);
	venue->decoded = malloc(VENUE_DECODED_SIZE);
	if (venue->factors == NULL || venue->instruments.items == NULL || venue->status == NULL ||
	    venue->accounts == NULL || venue->scratch == NULL || venue->frame == NULL ||
	    venue->decoded == NULL)
		return AC_ERR_NOMEM;
	venue->instruments.count = venue->instruments.capacity = count;
	memcpy(venue->instruments.items, config->instruments->items,
	       count * sizeof(*venue->instruments.items));
	for (uint32_t i = 0; i < count; i++) {
		venue->factors[i] = 1;
		bool is_trading = venue->instruments.items[i].state == AC_SYMBOL_TRADING;
		snprintf(venue->status[i], sizeof(venue->status[i]), "%s",
			 is_trading ? "TRADING" : "SETTLING");
	}
	venue->limits = venue_limits_create(config->is_demo);
	venue->market = venue_market_create(venue);
	return venue->limits == NULL || venue->market == NULL ? AC_ERR_NOMEM : AC_OK;
}

static enum ac_status make_accounts(struct ac_venue *venue, const struct ac_venue_config *config,
				    char *error, size_t error_size)
{
	for (uint32_t i = 0; i < config->account_count; i++) {
		venue->accounts[i] = venue_account_create(venue, i, config, &config->accounts[i],
							  error, error_size);
		if (venue->accounts[i] == NULL)
			return AC_ERR_CONFIG;
		venue->account_count++;
	}
	return AC_OK;
}

enum ac_status ac_venue_create(const struct ac_venue_config *config,
			       const struct ac_venue_sink *sink, struct ac_venue **ret_venue,
			       char *error, size_t error_size)
{
	if (config->instruments->count == 0 || config->account_count == 0 ||
	    config->account_count > AC_VENUE_ACCOUNTS_MAX) {
		snprintf(error, error_size, "between 1 and %u accounts and at least one symbol",
			 AC_VENUE_ACCOUNTS_MAX);
		return AC_ERR_CONFIG;
	}
	struct ac_venue *venue = calloc(1, sizeof(*venue));
	if (venue == NULL)
		return AC_ERR_NOMEM;
	venue->sink = *sink;
	venue->is_demo = config->is_demo;
	ac_prng_init(&venue->prng, config->seed);
	snprintf(error, error_size, "out of memory");
	enum ac_status status = make_parts(venue, config);
	if (status == AC_OK)
		status = make_accounts(venue, config, error, error_size);
	if (status != AC_OK) {
		ac_venue_destroy(venue);
		return status;
	}
	*ret_venue = venue;
	return AC_OK;
}

void ac_venue_destroy(struct ac_venue *venue)
{
	if (venue == NULL)
		return;
	for (uint32_t i = 0; i < venue->account_count; i++)
		venue_account_destroy(venue->accounts[i]);
	venue_market_destroy(venue->market);
	venue_limits_destroy(venue->limits);
	free(venue->accounts);
	free(venue->status);
	free(venue->instruments.items);
	free(venue->scratch);
	free(venue->frame);
	free(venue->decoded);
	free(venue->ledger);
	free(venue->factors);
	free(venue);
}

const struct ac_instruments *ac_venue_instruments(const struct ac_venue *venue)
{
	return &venue->instruments;
}

uint32_t ac_venue_account_count(const struct ac_venue *venue)
{
	return venue->account_count;
}

static void set_now(struct ac_venue *venue, ac_ns now_ns)
{
	venue->now_ns = now_ns + venue->skew_ms * AC_NS_PER_MS;
}

void ac_venue_clock_skew(struct ac_venue *venue, int64_t skew_ms)
{
	venue->skew_ms = skew_ms;
}

/* ---- REST ---- */

void venue_refuse_limit(struct venue_call *call, const struct venue_limit *limit)
{
	call->status = limit->status;
	if (limit->status == 418)
		venue_refuse(call, -1003,
			     "Way too many requests; IP banned until %" PRId64
			     ". Please use the websocket for live updates to avoid bans.",
			     limit->banned_until_ms);
	else
		venue_refuse_code(call, -1003);
}

bool venue_serve(struct ac_venue *venue, struct venue_call *call, const struct venue_route *route)
{
	bool is_order = route->orders_10s + route->orders_1m > 0;
	if (route->is_checked_by_engine && !venue_authenticate_engine(venue, call))
		return false;
	if (is_order && !venue_window_charge(&call->account->window, venue_now_ms(venue),
					     route->orders_10s, route->orders_1m)) {
		call->status = 429;
		venue_refuse(call, -1015, "Too many new orders; current limit is %d orders per %s.",
			     VENUE_ORDERS_10S, "TEN_SECONDS");
		return false;
	}
	route->serve(venue, call);
	return is_order && call->status == 200;
}

static void serve_signed(struct ac_venue *venue, struct venue_call *call,
			 const struct venue_route *route, struct ac_venue_response *response)
{
	bool is_allowed = route->security == VENUE_SECURITY_SIGNED
				  ? venue_authenticate_request(venue, call)
				  : venue_authenticate_key(venue, call, call->request->api_key);
	if (!is_allowed || !venue_serve(venue, call, route))
		return;
	response->orders_10s = call->account->window.used_10s;
	response->orders_1m = call->account->window.used_1m;
}

int32_t venue_route_weight(const struct venue_route *route, const struct venue_call *call)
{
	bool is_all = route->weight_all != 0 && !venue_has(call, "symbol");
	return is_all ? route->weight_all : route->weight;
}

static void serve(struct ac_venue *venue, struct venue_call *call,
		  struct ac_venue_response *response)
{
	const struct ac_venue_request *request = call->request;
	int32_t weight = venue_public_weight(venue, call);
	const struct venue_route *route =
		weight >= 0 ? NULL : venue_route_find(request->method, request->path);
	if (weight < 0 && route == NULL) {
		static const char page[] = "<html><body>404 Not found</body></html>";
		response->is_html = true;
		call->status = 404;
		call->json->size = 0;
		memcpy(call->json->data, page, sizeof(page) - 1);
		call->json->size = sizeof(page) - 1;
		return;
	}
	struct venue_limit limit;
	venue_limits_charge(venue->limits, request->address,
			    weight >= 0 ? weight : venue_route_weight(route, call),
			    venue_now_ms(venue), &limit);
	response->used_weight = limit.used_weight;
	if (limit.status != 0) {
		response->retry_after_s = limit.retry_after_s;
		venue_refuse_limit(call, &limit);
	} else if (call->status == 200 && route != NULL) {
		serve_signed(venue, call, route, response);
	} else if (call->status == 200) {
		(void)venue_public_handle(venue, call);
	}
}

void ac_venue_handle(struct ac_venue *venue, const struct ac_venue_request *request,
		     struct ac_venue_response *ret_response)
{
	struct ac_json json;
	struct venue_call call = { .json = &json, .instruments = &venue->instruments };
	set_now(venue, request->now_ns);
	*ret_response = (struct ac_venue_response){
		.used_weight = -1,
		.orders_10s = -1,
		.orders_1m = -1,
		.retry_after_s = -1,
	};
	/* A refusal stays in the call and is given out once the weight is counted. */
	(void)venue_call_begin(venue, &call, request, venue->scratch, VENUE_SCRATCH_SIZE);
	serve(venue, &call, ret_response);
	ac_assert(!json.is_full);
	ret_response->status = call.status;
	ret_response->body = (struct ac_str){ json.data, json.size };
}

/* ---- prices and time ---- */

/* Fills go out before the frame that tells the candle's close: then nobody hears a close first and
 * acts on a position that is gone. */
void ac_venue_price(struct ac_venue *venue, const struct ac_event *item, ac_ns now_ns)
{
	set_now(venue, now_ns);
	for (uint32_t i = 0; i < venue->account_count; i++)
		venue_account_price(venue, venue->accounts[i], item);
	venue_market_price(venue, item);
}

void ac_venue_advance(struct ac_venue *venue, ac_ns now_ns)
{
	set_now(venue, now_ns);
	for (uint32_t i = 0; i < venue->account_count; i++)
		venue_account_advance(venue, venue->accounts[i]);
	venue_market_advance(venue);
}

ac_ns ac_venue_deadline(const struct ac_venue *venue)
{
	ac_ns deadline = venue_market_deadline(venue);
	for (uint32_t i = 0; i < venue->account_count; i++) {
		ac_ns account = venue_account_deadline(venue->accounts[i]);
		if (account < deadline)
			deadline = account;
	}
	return deadline == INT64_MAX ? deadline : deadline - venue->skew_ms * AC_NS_PER_MS;
}
