/* Every answer is held against openapi.json: with and without a trader, full and empty. And the
 * description, the routes and docs/api.md name the same addresses. */
#include "rig.h"
#include "schema.h"

#include "dashboard/api_state.h"

static json_t *openapi;

static char *read_source(const char *name, size_t *ret_size)
{
	char path[1024];
	const char *root = getenv("AC_SOURCE_ROOT");
	snprintf(path, sizeof(path), "%s/%s", root != NULL ? root : ".", name);
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		fail_msg("%s cannot be read", path);
	char *text = calloc(1, 1 << 20);
	assert_non_null(text);
	*ret_size = fread(text, 1, (1 << 20) - 1, file);
	fclose(file);
	return text;
}

static int group_setup(void **state)
{
	if (folder_make(state) != 0)
		return 1;
	size_t size;
	char *text = read_source("src/dashboard/openapi.json", &size);
	openapi = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
	free(text);
	return openapi == NULL;
}

static int group_teardown(void **state)
{
	json_decref(openapi);
	return folder_remove(state);
}

static json_t *schema_of(const char *path, int status)
{
	char number[8];
	snprintf(number, sizeof(number), "%d", status);
	json_t *get =
		json_object_get(json_object_get(json_object_get(openapi, "paths"), path), "get");
	json_t *content = json_object_get(
		json_object_get(json_object_get(get, "responses"), number), "content");
	return json_object_get(json_object_get(content, "application/json"), "schema");
}

static void hold(const char *path, const char *query, int status)
{
	json_t *json = rig_ask(path, query, status);
	struct schema_checker checker = { .document = openapi };
	if (!schema_check(&checker, schema_of(path, status), json, path)) {
		char *text = json_dumps(json, JSON_COMPACT);
		print_message("# %.2000s\n", text);
		free(text);
		fail_msg("%s?%s: %s", path, query, checker.fault);
	}
	json_decref(json);
}

static void hold_all(bool is_live)
{
	static const char *const plain[] = { "/api/v1/status",  "/api/v1/positions",
					     "/api/v1/risk",    "/api/v1/system",
					     "/api/v1/symbols", "/api/v1/log",
					     "/api/v1/events",  "/api/v1/trades",
					     "/api/v1/signals", "/api/v1/orders" };
	for (size_t i = 0; i < AC_COUNT(plain); i++)
		hold(plain[i], "", 200);
	hold("/api/v1/orders", "state=all", 200);
	hold("/api/v1/performance", "window=all", 200);
	hold("/api/v1/equity", "window=all", 200);
	hold("/api/v1/candles", "symbol=BTCUSDT", 200);
	hold("/api/v1/candles", "symbol=NONE", 200);
	hold("/healthz", "", 200);
	hold("/readyz", "", is_live ? 200 : 503);
	hold("/api/v1/candles", "", 400);
	hold("/api/v1/trades", "limit=0", 400);
	hold("/api/v1/status", "x=1", 400);
}

static void test_openapi_holds_for_an_empty_database(void **state)
{
	(void)state;
	hold_all(false);
}

static void test_openapi_holds_for_a_full_database_without_a_trader(void **state)
{
	(void)state;
	rig_fill();
	hold_all(false);
}

static void test_openapi_holds_for_a_trader_that_has_nothing_yet(void **state)
{
	(void)state;
	struct ac_view *view = rig_go_live();
	rig_view_empty(view);
	assert_true(ac_view_box_show(rig_box));
	hold_all(true);
}

static void test_openapi_holds_for_a_busy_trader(void **state)
{
	(void)state;
	rig_fill();
	struct ac_view *view = rig_go_live();
	rig_view_empty(view);
	rig_view_fill(view);
	assert_true(ac_view_box_show(rig_box));
	hold_all(true);
}

static void test_openapi_paths_are_routed_and_nothing_else_is(void **state)
{
	(void)state;
	const char *path;
	json_t *item;
	size_t size;
	char *document = read_source("docs/api.md", &size);
	json_object_foreach(json_object_get(openapi, "paths"), path, item)
	{
		struct ac_api_answer answer;
		int status = rig_request(path, strstr(path, "candles") ? "symbol=A" : "", &answer);
		if (status != 200 && strcmp(path, "/readyz") != 0)
			fail_msg("%s: %d", path, status);
		free(answer.body);
		if (strstr(document, path) == NULL)
			fail_msg("docs/api.md says nothing of %s", path);
	}
	free(document);
	for (size_t i = 0; i < api_route_count; i++) {
		if (json_object_get(json_object_get(openapi, "paths"), api_routes[i].path) == NULL)
			fail_msg("openapi.json says nothing of %s", api_routes[i].path);
	}
}

/* A parameter of the description is taken, and what is not described is refused. */
static void test_openapi_parameters_are_those_that_are_taken(void **state)
{
	(void)state;
	static const struct {
		const char *name, *value;
	} all[] = {
		{ "symbol", "BTCUSDT" }, { "strategy", "vwap_reversion" },
		{ "from", "1" },         { "to", "1767312000000" },
		{ "limit", "7" },        { "offset", "1" },
		{ "window", "7d" },      { "points", "50" },
		{ "state", "all" },      { "allowed", "1" },
		{ "side", "LONG" },      { "result", "won" },
		{ "sort", "net" },       { "order", "asc" },
	};
	const char *path;
	json_t *item;
	json_object_foreach(json_object_get(openapi, "paths"), path, item)
	{
		json_t *taken = json_object_get(json_object_get(item, "get"), "parameters");
		for (size_t i = 0; i < AC_COUNT(all); i++) {
			bool is_described = false;
			for (size_t k = 0; k < json_array_size(taken); k++) {
				struct schema_checker checker = { .document = openapi };
				json_t *parameter = schema_resolve(
					&checker, json_string_value(json_object_get(
							  json_array_get(taken, k), "$ref")));
				is_described = is_described ||
					       strcmp(json_string_value(
							      json_object_get(parameter, "name")),
						      all[i].name) == 0;
			}
			char query[128];
			struct ac_api_answer answer;
			bool is_extra = strstr(path, "candles") != NULL &&
					strcmp(all[i].name, "symbol") != 0;
			snprintf(query, sizeof(query), "%s%s=%s", is_extra ? "symbol=A&" : "",
				 all[i].name, all[i].value);
			bool is_taken = rig_request(path, query, &answer) != 400;
			free(answer.body);
			if (is_taken != is_described)
				fail_msg("%s: %s is %s", path, all[i].name,
					 is_taken ? "taken and not described"
						  : "described and not taken");
		}
	}
}

static void test_openapi_is_served_as_it_stands_in_the_file(void **state)
{
	(void)state;
	struct ac_api_answer answer;
	size_t size;
	char *text = read_source("src/dashboard/openapi.json", &size);
	assert_int_equal(rig_request("/api/v1/openapi.json", "", &answer), 200);
	assert_int_equal(answer.size, size);
	assert_memory_equal(answer.body, text, size);
	free(answer.body);
	free(text);
}

/* A checker that accepts everything would let every test above pass. */
static void test_openapi_checker_can_fail(void **state)
{
	(void)state;
	static const struct {
		const char *schema, *value;
	} bad[] = {
		{ "Decimal", "1.5" },
		{ "Decimal", "\"1.50\"" },
		{ "Decimal", "\"01\"" },
		{ "Decimal", "\"1e5\"" },
		{ "Decimal", "null" },
		{ "Decimal", "\"\"" },
		{ "Decimal", "\"1.\"" },
		{ "Decimal", "\"0.123456789\"" },
		{ "DecimalOrNull", "1" },
		{ "Time", "1.5" },
		{ "Time", "-1" },
		{ "Time", "null" },
		{ "Lamp", "{}" },
		{ "Lamp", "null" },
		{ "Lamp", "[]" },
		{ "Lamp", "{\"level\":\"ok\"}" },
		{ "Symbols", "{\"time\":1,\"is_live\":true,\"symbols\":[1]}" },
		{ "Lamp", "{\"level\":\"green\",\"reason\":\"\"}" },
		{ "Lamp", "{\"level\":\"ok\",\"reason\":\"\",\"more\":1}" },
		{ "Equity",
		  "{\"time\":1,\"is_live\":true,\"window\":\"7d\",\"points\":[[1,2,3]]}" },
		{ "Equity", "{\"time\":1,\"is_live\":1,\"window\":\"7d\",\"points\":[]}" },
	};
	static const struct {
		const char *schema, *value;
	} good[] = {
		{ "Decimal", "\"-0.00000001\"" },
		{ "Decimal", "\"64012.1\"" },
		{ "DecimalOrNull", "null" },
		{ "Lamp", "{\"level\":\"ok\",\"reason\":\"\"}" },
		{ "Equity",
		  "{\"time\":1,\"is_live\":true,\"window\":\"7d\",\"points\":[[1,2,3.5,0]]}" },
	};
	char reference[80];
	for (size_t i = 0; i < AC_COUNT(bad) + AC_COUNT(good); i++) {
		bool is_good = i >= AC_COUNT(bad);
		const char *name = is_good ? good[i - AC_COUNT(bad)].schema : bad[i].schema;
		const char *text = is_good ? good[i - AC_COUNT(bad)].value : bad[i].value;
		struct schema_checker checker = { .document = openapi };
		json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);
		snprintf(reference, sizeof(reference), "#/components/schemas/%s", name);
		bool is_held =
			schema_check(&checker, schema_resolve(&checker, reference), value, name);
		json_decref(value);
		if (is_held != is_good)
			fail_msg("%s: %s", name, text);
	}
	struct schema_checker checker = { .document = openapi };
	json_t *strange = json_loads("{\"type\":\"string\",\"format\":\"date\"}", 0, NULL);
	json_t *value = json_string("x");
	assert_false(schema_check(&checker, strange, value, "x"));
	json_decref(strange);
	json_decref(value);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define OVER(test) cmocka_unit_test_setup_teardown(test, rig_setup, rig_teardown)
		OVER(test_openapi_holds_for_an_empty_database),
		OVER(test_openapi_holds_for_a_full_database_without_a_trader),
		OVER(test_openapi_holds_for_a_trader_that_has_nothing_yet),
		OVER(test_openapi_holds_for_a_busy_trader),
		OVER(test_openapi_paths_are_routed_and_nothing_else_is),
		OVER(test_openapi_parameters_are_those_that_are_taken),
		OVER(test_openapi_is_served_as_it_stands_in_the_file),
		cmocka_unit_test(test_openapi_checker_can_fail),
	};
	return cmocka_run_group_tests_name("dashboard api_openapi", tests, group_setup,
					   group_teardown);
}
