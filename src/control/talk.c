/* The words of the control socket (docs/control.md): a line of JSON in, a line of JSON out. */
#include <jansson.h>
#include <stdio.h>

#include "control/state.h"
#include "io/loop.h"
#include "view/view_json.h"

static const char *const verbs[] = {
	[AC_VERB_PAUSE] = "pause",         [AC_VERB_RESUME] = "resume",
	[AC_VERB_REDUCE] = "reduce",       [AC_VERB_HALT] = "halt",
	[AC_VERB_UNHALT] = "unhalt",       [AC_VERB_FLATTEN] = "flatten",
	[AC_VERB_CANCEL] = "cancel",       [AC_VERB_RELOAD_SHOW] = "reload",
	[AC_VERB_RELOAD_APPLY] = "reload",
};

const char *ac_control_verb_text(enum ac_control_verb verb)
{
	ac_assert((size_t)verb < AC_COUNT(verbs) && verbs[verb] != NULL);
	return verbs[verb];
}

/* Room for `size` more bytes and a line end; what was written already makes way. */
static bool make_room(struct control_client *client, size_t size)
{
	if (CONTROL_OUT_MAX - client->out_end > size)
		return true;
	memmove(client->out, client->out + client->out_begin, client->out_end - client->out_begin);
	client->out_end -= client->out_begin;
	client->out_begin = 0;
	return CONTROL_OUT_MAX - client->out_end > size;
}

static bool put_line(struct control_client *client, const char *text, size_t size)
{
	if (!make_room(client, size))
		return false;
	memcpy(client->out + client->out_end, text, size);
	client->out_end += size;
	client->out[client->out_end++] = '\n';
	return true;
}

static void answer(struct control_client *client, bool is_done, const char *text,
		   const char *checksum)
{
	char line[2 * AC_CONTROL_TEXT_SIZE];
	struct ac_json json;
	ac_json_init(&json, line, sizeof(line));
	ac_json_open(&json, NULL, '{');
	ac_json_bool(&json, "ok", is_done);
	ac_json_text(&json, "text", ac_str_from(text));
	if (checksum[0] != '\0')
		ac_json_text(&json, "checksum", ac_str_from(checksum));
	ac_json_close(&json, '}');
	ac_assert(!json.is_full);
	if (!put_line(client, json.data, json.size))
		client->is_ending = true; /* it asks and asks and never reads */
}

void control_refuse(struct control_client *client, const char *text)
{
	answer(client, false, text, "");
}

void control_on_answer(struct control_client *client, const struct ac_control_answer *from)
{
	answer(client, from->is_done, from->text, from->checksum);
}

void control_tell_lost(struct control_client *client)
{
	char line[96];
	if (client->lost == 0)
		return;
	int size =
		snprintf(line, sizeof(line), "{\"lost\":%llu}", (unsigned long long)client->lost);
	/* Only with room for more behind it: else the next line is lost at once. */
	if (CONTROL_OUT_MAX - (client->out_end - client->out_begin) > CONTROL_OUT_MAX / 2 &&
	    put_line(client, line, (size_t)size))
		client->lost = 0;
}

void control_on_fact(struct ac_control_server *server, const struct ac_event *fact)
{
	char channel[AC_CHANNEL_SIZE];
	bool is_written = false;
	struct ac_json json;
	ac_fact_channel(fact, server->config.names, channel);
	for (uint32_t i = 0; i < CONTROL_CLIENTS_MAX; i++) {
		struct control_client *client = &server->clients[i];
		if (client->fd < 0 || !client->is_tailing ||
		    !ac_channel_matches(client->pattern, channel))
			continue;
		if (!is_written) {
			ac_json_init(&json, server->text, CONTROL_OUT_MAX);
			ac_fact_json(&json, NULL, fact, server->config.names);
			is_written = true;
		}
		if (client->lost > 0 || !put_line(client, json.data, json.size))
			client->lost++;
	}
}

static void give_status(struct ac_control_server *server, struct control_client *client)
{
	const struct ac_view_names *names = server->config.names;
	(void)ac_view_box_read(server->config.views, server->view->number, server->view);
	if (server->view->number == 0) {
		control_refuse(client, "the run is just starting; ask again in a second");
		return;
	}
	struct ac_json json;
	ac_json_init(&json, server->text, CONTROL_OUT_MAX);
	ac_json_open(&json, NULL, '{');
	ac_view_json_status(&json, "status", server->view, names);
	ac_view_json_positions(&json, "positions", server->view, names);
	ac_view_json_orders(&json, "orders", server->view, names);
	ac_view_json_risk(&json, "risk", server->view, names);
	ac_view_json_system(&json, "system", server->view);
	ac_json_close(&json, '}');
	if (json.is_full || !put_line(client, json.data, json.size))
		control_refuse(client, "the state is too large for one answer");
}

/* A member's text; "" absent. False where it is there and is no text that fits. */
static bool text_of(const json_t *object, const char *key, char *text, size_t size)
{
	const json_t *value = json_object_get(object, key);
	text[0] = '\0';
	if (value == NULL)
		return true;
	const char *found = json_string_value(value);
	if (found == NULL || strlen(found) >= size)
		return false;
	memcpy(text, found, strlen(found) + 1);
	return true;
}

/* Whoever misspells a member must hear of it: a flatten without its symbol closes everything. */
static const char *unknown_member(json_t *object)
{
	static const char *const members[] = { "command", "symbol", "guard", "apply", "pattern" };
	const char *key;
	json_t *value;
	json_object_foreach(object, key, value)
	{
		bool is_known = false;
		for (size_t i = 0; i < AC_COUNT(members); i++)
			is_known |= strcmp(key, members[i]) == 0;
		if (!is_known)
			return key;
	}
	return NULL;
}

static void hand_over(struct ac_control_server *server, struct control_client *client,
		      struct ac_control_request *request)
{
	if (client->pending_id != 0 || server->outstanding == CONTROL_PENDING_MAX) {
		control_refuse(client, "wait for the answer to the command before");
		return;
	}
	request->id = ++server->last_id;
	memcpy(request->who, client->who, sizeof(request->who));
	if (!ac_ring_push(&server->requests, request)) {
		control_refuse(client, "the engine is busy with other commands; nothing was done");
		return;
	}
	server->outstanding++;
	client->pending_id = request->id;
	client->pending_until = ac_loop_steady_ns() + AC_CONTROL_ANSWER_MS * AC_NS_PER_MS;
	if (server->config.wake_engine != NULL)
		server->config.wake_engine(server->config.self);
}

static void on_command(struct ac_control_server *server, struct control_client *client,
		       const json_t *object)
{
	struct ac_control_request request = { 0 };
	char command[32], pattern[CONTROL_PATTERN_SIZE];
	if (!text_of(object, "command", command, sizeof(command)) ||
	    !text_of(object, "symbol", request.symbol, sizeof(request.symbol)) ||
	    !text_of(object, "guard", request.guard, sizeof(request.guard)) ||
	    !text_of(object, "apply", request.text, sizeof(request.text)) ||
	    !text_of(object, "pattern", pattern, sizeof(pattern))) {
		control_refuse(client, "every member is a text, and none is that long");
		return;
	}
	if (strcmp(command, "status") == 0) {
		give_status(server, client);
		return;
	}
	if (strcmp(command, "tail") == 0) {
		client->is_tailing = true;
		memcpy(client->pattern, pattern[0] != '\0' ? pattern : "*",
		       pattern[0] != '\0' ? sizeof(client->pattern) : 2);
		return;
	}
	for (size_t i = 1; i < AC_COUNT(verbs); i++) {
		if (strcmp(command, verbs[i]) != 0)
			continue;
		request.verb = (enum ac_control_verb)i;
		if (request.verb == AC_VERB_RELOAD_SHOW && request.text[0] != '\0')
			request.verb = AC_VERB_RELOAD_APPLY;
		hand_over(server, client, &request);
		return;
	}
	control_refuse(client, "there is no such command; these are: status, tail, pause, resume, "
			       "reduce, halt, unhalt, flatten, cancel, reload");
}

void control_on_line(struct ac_control_server *server, struct control_client *client,
		     struct ac_str line)
{
	json_error_t error;
	json_t *object = json_loadb(line.data, line.size, JSON_REJECT_DUPLICATES, &error);
	const char *unknown = json_is_object(object) ? unknown_member(object) : NULL;
	if (!json_is_object(object)) {
		control_refuse(client, "a command is one JSON object in one line, such as "
				       "{\"command\":\"status\"}");
	} else if (unknown != NULL) {
		char text[128];
		snprintf(text, sizeof(text),
			 "there is no member \"%.40s\"; command, symbol, guard, apply and pattern "
			 "are known",
			 unknown);
		control_refuse(client, text);
	} else {
		on_command(server, client, object);
	}
	json_decref(object);
}
