#include "simulator/serve/control.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "simulator/serve/channel.h"
#include "simulator/serve/subscription.h"

/* Codes of the stream hosts, not of REST. */
enum control_error {
	CONTROL_UNKNOWN_PROPERTY = 0,
	CONTROL_WRONG_TYPE = 1,
	CONTROL_INVALID_REQUEST = 2,
	CONTROL_INVALID_JSON = 3,
	CONTROL_TOO_MANY = 4,
};

/* A message under way: `id` NULL where it named none that can be repeated. */
struct control {
	struct simulator_connection *connection;
	const json_t *params;
	const json_t *id;
};

static void answer(const struct control *control, json_t *document)
{
	if (document != NULL && control->id != NULL &&
	    json_object_set(document, "id", (json_t *)(uintptr_t)control->id) == 0) {
		/* The id stands last, as clients are used to see it. */
	}
	char *text = document != NULL ? json_dumps(document, JSON_COMPACT) : NULL;
	json_decref(document);
	if (text == NULL) {
		simulator_connection_end(control->connection, SIMULATOR_END_CUT);
		return;
	}
	simulator_channel_send(control->connection, ac_str_from(text));
	free(text);
}

static void refuse(const struct control *control, enum control_error code, const char *message)
{
	answer(control, json_pack("{s:{s:i,s:s}}", "error", "code", (int)code, "msg", message));
}

void simulator_control_refuse_streams(struct simulator_connection *connection)
{
	const struct control control = { .connection = connection };
	refuse(&control, CONTROL_TOO_MANY, "Too many subscriptions");
	simulator_channel_goodbye(connection, 1008, "Invalid request");
}

static bool are_names(const json_t *params)
{
	if (!json_is_array(params))
		return false;
	for (size_t i = 0; i < json_array_size(params); i++) {
		if (!json_is_string(json_array_get(params, i)))
			return false;
	}
	return true;
}

static struct ac_str name_at(const json_t *params, size_t index)
{
	const json_t *name = json_array_get(params, index);
	return (struct ac_str){ json_string_value(name), json_string_length(name) };
}

static void subscribe(const struct control *control)
{
	if (!are_names(control->params)) {
		refuse(control, CONTROL_INVALID_REQUEST,
		       "Invalid request: params must be a list of stream names");
		return;
	}
	for (size_t i = 0; i < json_array_size(control->params); i++) {
		enum ac_status status =
			simulator_subscribe(control->connection, name_at(control->params, i), NULL);
		if (status == AC_ERR_FULL) {
			simulator_control_refuse_streams(control->connection);
			return;
		}
		if (status != AC_OK) {
			simulator_connection_end(control->connection, SIMULATOR_END_CUT);
			return;
		}
	}
	answer(control, json_pack("{s:n}", "result"));
}

static void unsubscribe(const struct control *control)
{
	if (!are_names(control->params)) {
		refuse(control, CONTROL_INVALID_REQUEST,
		       "Invalid request: params must be a list of stream names");
		return;
	}
	for (size_t i = 0; i < json_array_size(control->params); i++)
		simulator_unsubscribe(control->connection, name_at(control->params, i));
	answer(control, json_pack("{s:n}", "result"));
}

static void list(const struct control *control)
{
	const struct simulator_connection *connection = control->connection;
	json_t *names = json_array();
	for (uint32_t i = 0; i < connection->subscription_count; i++) {
		const struct ac_str *name = &connection->subscriptions[i].name;
		(void)json_array_append_new(names, json_stringn(name->data, name->size));
	}
	answer(control, json_pack("{s:o}", "result", names));
}

/* Whether params name the only property there is, in a list of `count`. */
static bool names_combined(const struct control *control, size_t count)
{
	if (!json_is_array(control->params) || json_array_size(control->params) == 0 ||
	    !json_is_string(json_array_get(control->params, 0))) {
		refuse(control, CONTROL_INVALID_REQUEST,
		       "Invalid request: params must name a property");
		return false;
	}
	if (strcmp(json_string_value(json_array_get(control->params, 0)), "combined") != 0) {
		refuse(control, CONTROL_UNKNOWN_PROPERTY, "Unknown property");
		return false;
	}
	if (json_array_size(control->params) != count) {
		refuse(control, CONTROL_INVALID_REQUEST,
		       json_array_size(control->params) > count
			       ? "Invalid request: too many parameters"
			       : "Invalid request: missing parameter");
		return false;
	}
	return true;
}

static void set_property(const struct control *control)
{
	if (!names_combined(control, 2))
		return;
	const json_t *value = json_array_get(control->params, 1);
	if (!json_is_boolean(value)) {
		refuse(control, CONTROL_WRONG_TYPE, "Invalid value type: expected Boolean");
		return;
	}
	control->connection->is_combined = json_is_true(value);
	answer(control, json_pack("{s:n}", "result"));
}

static void get_property(const struct control *control)
{
	if (names_combined(control, 1))
		answer(control, json_pack("{s:b}", "result", control->connection->is_combined));
}

static void perform(const struct control *control, const json_t *method)
{
	static const struct {
		const char *name;
		void (*perform)(const struct control *control);
	} methods[] = {
		{ "SUBSCRIBE", subscribe },       { "UNSUBSCRIBE", unsubscribe },
		{ "LIST_SUBSCRIPTIONS", list },   { "SET_PROPERTY", set_property },
		{ "GET_PROPERTY", get_property },
	};
	for (size_t i = 0; i < AC_COUNT(methods); i++) {
		if (strcmp(json_string_value(method), methods[i].name) == 0) {
			methods[i].perform(control);
			return;
		}
	}
	char text[512];
	snprintf(text, sizeof(text),
		 "Invalid request: unknown variant `%.40s`, expected one of `SUBSCRIBE`, "
		 "`UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`",
		 json_string_value(method));
	refuse(control, CONTROL_INVALID_REQUEST, text);
}

void simulator_control_message(struct simulator_connection *connection, struct ac_str text)
{
	struct control control = { .connection = connection };
	json_error_t why;
	json_t *document =
		json_loadb(text.data, text.size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &why);
	if (document == NULL) {
		char message[128];
		snprintf(message, sizeof(message), "Invalid JSON: line %d column %d", why.line,
			 why.column);
		refuse(&control, CONTROL_INVALID_JSON, message);
		return;
	}
	const json_t *id = json_object_get(document, "id");
	const json_t *method = json_object_get(document, "method");
	control.params = json_object_get(document, "params");
	/* The reference wants whole numbers; the official SDK sends texts, and is answered. */
	bool is_id = id == NULL || json_is_null(id) || json_is_string(id) ||
		     (json_is_integer(id) && json_integer_value(id) >= 0);
	if (is_id)
		control.id = id;
	if (!json_is_object(document))
		refuse(&control, CONTROL_INVALID_REQUEST, "Invalid request: not an object");
	else if (!is_id)
		refuse(&control, CONTROL_INVALID_REQUEST,
		       "Invalid request: request ID must be an unsigned integer");
	else if (method == NULL)
		refuse(&control, CONTROL_INVALID_REQUEST,
		       "Invalid request: missing field `method`");
	else if (!json_is_string(method))
		refuse(&control, CONTROL_INVALID_REQUEST,
		       "Invalid request: method must be a string");
	else
		perform(&control, method);
	json_decref(document);
}
