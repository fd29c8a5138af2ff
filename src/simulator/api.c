/* The WebSocket API (reference 6): JSON frames around the same endpoints as REST, with the same
 * limits. A session that logged on need not sign. */
#include <stdlib.h>

#include "simulator/account/authenticate.h"
#include "simulator/account/limits.h"
#include "simulator/account/listen_key.h"
#include "simulator/market/public.h"
#include "simulator/routes.h"

/* The result is written into the first half of the scratch memory, the frame into the second. */
#define ANSWER_SIZE (SIMULATOR_SCRATCH_SIZE / 2)

enum api_kind {
	API_SIGNED, /* served by a REST route that demands a signature */
	API_KEY,    /* served by a REST route that demands the key: `apiKey` */
	API_PUBLIC,
	API_LOGON,
	API_STATUS,
	API_LOGOUT,
};

static const struct api_method {
	const char *name;
	enum api_kind kind;
	const char *method, *path; /* of the REST endpoint */
} methods[] = {
	{ "order.place", API_SIGNED, "POST", "/fapi/v1/order" },
	{ "order.modify", API_SIGNED, "PUT", "/fapi/v1/order" },
	{ "order.cancel", API_SIGNED, "DELETE", "/fapi/v1/order" },
	{ "order.status", API_SIGNED, "GET", "/fapi/v1/order" },
	{ "algoOrder.place", API_SIGNED, "POST", "/fapi/v1/algoOrder" },
	{ "algoOrder.cancel", API_SIGNED, "DELETE", "/fapi/v1/algoOrder" },
	{ "account.position", API_SIGNED, "GET", "/fapi/v2/positionRisk" },
	{ "v2/account.position", API_SIGNED, "GET", "/fapi/v3/positionRisk" },
	{ "account.balance", API_SIGNED, "GET", "/fapi/v2/balance" },
	{ "v2/account.balance", API_SIGNED, "GET", "/fapi/v3/balance" },
	{ "account.status", API_SIGNED, "GET", "/fapi/v2/account" },
	{ "v2/account.status", API_SIGNED, "GET", "/fapi/v3/account" },
	{ "ticker.price", API_PUBLIC, "GET", "/fapi/v2/ticker/price" },
	{ "ticker.book", API_PUBLIC, "GET", "/fapi/v1/ticker/bookTicker" },
	{ "depth", API_PUBLIC, "GET", "/fapi/v1/depth" },
	{ "userDataStream.start", API_KEY, "POST", "/fapi/v1/listenKey" },
	{ "userDataStream.ping", API_KEY, "PUT", "/fapi/v1/listenKey" },
	{ "userDataStream.stop", API_KEY, "DELETE", "/fapi/v1/listenKey" },
	{ "session.logon", API_LOGON, "", "" },
	{ "session.status", API_STATUS, "", "" },
	{ "session.logout", API_LOGOUT, "", "" },
};
#define SESSION_WEIGHT 2

struct api {
	struct ac_simulator *simulator;
	struct ac_simulator_session *session;
	struct simulator_call call;
	struct ac_json json;
	struct ac_simulator_request request;
	const struct api_method *method;
	const struct simulator_route *route;
	int32_t used_weight;
	bool is_logged_on;
};

static const struct api_method *find_method(const char *name)
{
	for (size_t i = 0; i < AC_COUNT(methods) && name != NULL; i++) {
		if (strcmp(methods[i].name, name) == 0)
			return &methods[i];
	}
	return NULL;
}

/* ---- sessions ---- */

static void write_session(struct api *api)
{
	const struct ac_simulator_session *session = api->session;
	const struct ac_simulator *simulator = api->simulator;
	struct ac_json *json = api->call.json;
	ac_json_open(json, NULL, '{');
	if (session->account >= 0) {
		simulator_json_word(json, "apiKey", simulator->accounts[session->account]->key);
		ac_json_int(json, "authorizedSince", session->authorized_ms);
	} else {
		ac_json_null(json, "apiKey");
		ac_json_null(json, "authorizedSince");
	}
	ac_json_int(json, "connectedSince", session->connected_ms);
	ac_json_bool(json, "returnRateLimits", session->has_rate_limits);
	ac_json_int(json, "serverTime", simulator_now_ms(simulator));
	ac_json_bool(json, "userDataStream", false);
	ac_json_close(json, '}');
}

static void log_on(struct api *api)
{
	if (!simulator_authenticate_message(api->simulator, &api->call))
		return;
	if (ac_signer_kind(api->call.account->signer) != AC_KEY_ED25519) {
		api->call.status = 400;
		simulator_refuse(
			&api->call, -4056,
			"HMAC_SHA256 and RSA API keys are not supported for session.logon.");
		return;
	}
	api->session->account = (int32_t)api->call.account->index;
	api->session->authorized_ms = simulator_now_ms(api->simulator);
	write_session(api);
}

/* ---- serving ---- */

static bool authenticate(struct api *api)
{
	struct simulator_call *call = &api->call;
	if (api->session->account >= 0 && !simulator_has(call, "signature")) {
		call->account = api->simulator->accounts[api->session->account];
		return api->method->kind == API_KEY ||
		       simulator_authenticate_time(api->simulator, call);
	}
	if (api->method->kind == API_KEY)
		return simulator_authenticate_key(api->simulator, call,
						  simulator_parameter(call, "apiKey"));
	return simulator_authenticate_message(api->simulator, call);
}

static void serve_method(struct api *api)
{
	switch (api->method->kind) {
	case API_SIGNED:
	case API_KEY:
		if (authenticate(api))
			(void)simulator_serve(api->simulator, &api->call, api->route);
		return;
	case API_PUBLIC:
		(void)simulator_public_handle(api->simulator, &api->call);
		return;
	case API_LOGON:
		log_on(api);
		return;
	case API_STATUS:
		write_session(api);
		return;
	case API_LOGOUT:
		api->session->account = -1;
		api->session->authorized_ms = 0;
		write_session(api);
		return;
	}
}

static int32_t weigh(struct api *api)
{
	if (api->method == NULL)
		return 1;
	if (api->method->kind == API_PUBLIC)
		return simulator_public_weight(api->simulator, &api->call);
	return api->route == NULL ? SESSION_WEIGHT : simulator_route_weight(api->route, &api->call);
}

static void write_retry(struct ac_json *json, const struct ac_simulator *simulator,
			ac_ms retry_after_ms)
{
	ac_json_open(json, "data", '{');
	ac_json_int(json, "serverTime", simulator_now_ms(simulator));
	ac_json_int(json, "retryAfter", retry_after_ms);
	ac_json_close(json, '}');
}

/* The retry time stands inside the error, as spot has it. */
static void refuse_limit(struct api *api, const struct simulator_limit *limit)
{
	simulator_refuse_limit(&api->call, limit);
	api->json.size--; /* the closing bracket */
	write_retry(&api->json, api->simulator,
		    simulator_now_ms(api->simulator) + limit->retry_after_s * AC_MS_PER_SEC);
	ac_json_close(&api->json, '}');
}

static void serve(struct api *api, const json_t *message)
{
	const char *name = json_string_value(json_object_get(message, "method"));
	const json_t *params = json_object_get(message, "params");
	bool is_read = true;
	api->method = find_method(name);
	if (api->method != NULL) {
		api->request.method = ac_str_from(api->method->method);
		api->request.path = ac_str_from(api->method->path);
		api->route = simulator_route_find(api->request.method, api->request.path);
	}
	if (json_is_object(params))
		is_read = simulator_call_members(api->simulator, &api->call, params);
	struct simulator_limit limit;
	simulator_limits_charge(api->simulator->limits, api->session->address, weigh(api),
				simulator_now_ms(api->simulator), &limit);
	api->used_weight = limit.used_weight;
	if (limit.status != 0)
		refuse_limit(api, &limit);
	else if (api->method == NULL)
		simulator_refuse(&api->call, -1000, "Unknown method.");
	else if (is_read)
		serve_method(api);
}

/* ---- the frame around it ---- */

static void put_limit(struct ac_json *json, const char *type, const char *interval, int32_t count,
		      int32_t limit, int32_t used)
{
	ac_json_open(json, NULL, '{');
	simulator_json_word(json, "rateLimitType", type);
	simulator_json_word(json, "interval", interval);
	ac_json_int(json, "intervalNum", count);
	ac_json_int(json, "limit", limit);
	ac_json_int(json, "count", used);
	ac_json_close(json, '}');
}

static void put_limits(struct ac_json *json, struct api *api)
{
	struct simulator_account *account = api->call.account;
	ac_json_open(json, "rateLimits", '[');
	if (account != NULL && api->route != NULL && api->route->orders_1m > 0) {
		simulator_window_turn(&account->window, simulator_now_ms(api->simulator));
		put_limit(json, "ORDERS", "SECOND", 10, SIMULATOR_ORDERS_10S,
			  account->window.used_10s);
		put_limit(json, "ORDERS", "MINUTE", 1, SIMULATOR_ORDERS_1M,
			  account->window.used_1m);
	}
	put_limit(json, "REQUEST_WEIGHT", "MINUTE", 1,
		  simulator_limits_weight(api->simulator->limits), api->used_weight);
	ac_json_close(json, ']');
}

static void put_id(struct ac_json *json, const json_t *id)
{
	char *text = id == NULL ? NULL : json_dumps(id, JSON_ENCODE_ANY | JSON_COMPACT);
	if (text == NULL) {
		ac_json_null(json, "id");
		return;
	}
	simulator_json_raw(json, "id", ac_str_from(text));
	free(text);
}

static struct ac_str frame_of(struct api *api, const json_t *id)
{
	struct ac_json frame;
	ac_json_init(&frame, api->simulator->scratch + ANSWER_SIZE,
		     SIMULATOR_SCRATCH_SIZE - ANSWER_SIZE);
	ac_json_open(&frame, NULL, '{');
	put_id(&frame, id);
	ac_json_int(&frame, "status", api->call.status);
	simulator_json_raw(&frame, api->call.status == 200 ? "result" : "error",
			   (struct ac_str){ api->json.data, api->json.size });
	if (api->session->has_rate_limits)
		put_limits(&frame, api);
	ac_json_close(&frame, '}');
	ac_assert(!frame.is_full);
	return (struct ac_str){ frame.data, frame.size };
}

struct ac_str ac_simulator_api_handle(struct ac_simulator *simulator,
				      struct ac_simulator_session *session, struct ac_str frame,
				      ac_ns now_ns)
{
	struct api api = { .simulator = simulator, .session = session };
	simulator->now_ns = now_ns + simulator->skew_ms * AC_NS_PER_MS;
	api.request.address = session->address;
	api.request.now_ns = now_ns;
	api.call.json = &api.json;
	api.call.instruments = &simulator->instruments;
	/* Nothing to take apart: the parameters come out of the message. */
	(void)simulator_call_begin(simulator, &api.call, &api.request, simulator->scratch,
				   ANSWER_SIZE);
	json_t *message = json_loadb(frame.data, frame.size, JSON_REJECT_DUPLICATES, NULL);
	const json_t *id = json_object_get(message, "id");
	if (json_is_object(message))
		serve(&api, message);
	else
		simulator_refuse(&api.call, -1000, "Invalid JSON: the message is not an object.");
	struct ac_str answer = frame_of(&api, id);
	json_decref(message);
	return answer;
}
