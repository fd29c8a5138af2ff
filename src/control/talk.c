/* The words of the control socket (docs/control.md): a line of JSON in, a line of JSON out. */
#include <jansson.h>
#include <stdio.h>

#include "control/state.h"
#include "sys/clock.h"
#include "sys/loop.h"
#include "view/view_json.h"

/* What a command may be told, apart from its name. */
enum { SYMBOL = 1, GUARD = 2, APPLY = 4, PATTERN = 8 };

static const struct {
	const char *name;
	unsigned members, needed;
} verbs[] = {
	[AC_VERB_PAUSE] = { "pause", SYMBOL, 0 },
	[AC_VERB_RESUME] = { "resume", SYMBOL, 0 },
	[AC_VERB_REDUCE] = { "reduce", SYMBOL, 0 },
	[AC_VERB_HALT] = { "halt", SYMBOL, 0 },
	[AC_VERB_UNHALT] = { "unhalt", SYMBOL | GUARD, GUARD },
	[AC_VERB_FLATTEN] = { "flatten", SYMBOL, 0 },
	[AC_VERB_CANCEL] = { "cancel", SYMBOL, 0 },
	[AC_VERB_RELOAD_SHOW] = { "reload", 0, 0 },
	[AC_VERB_RELOAD_APPLY] = { "reload", APPLY, APPLY },
};

const char *ac_control_verb_text(enum ac_control_verb verb)
{
	ac_assert((size_t)verb < AC_COUNT(verbs) && verbs[verb].name != NULL);
	return verbs[verb].name;
}

bool control_may_speak(const struct control_client *client)
{
	return client->pending_id == 0 && client->ending_until == 0 &&
	       client->out_end - client->out_begin <= CONTROL_OUT_MAX / 2;
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

static void answer(struct control_client *client, bool is_done, const char *text, const char *help,
		   const char *checksum)
{
	/* Each byte may become six: \u001b. */
	char line[6 * AC_CONTROL_TEXT_SIZE + 1024];
	struct ac_json json;
	ac_json_init(&json, line, sizeof(line));
	ac_json_open(&json, NULL, '{');
	ac_json_bool(&json, "ok", is_done);
	ac_json_text(&json, "text", ac_str_from(text));
	if (help[0] != '\0')
		ac_json_text(&json, "help", ac_str_from(help));
	if (checksum[0] != '\0')
		ac_json_text(&json, "checksum", ac_str_from(checksum));
	ac_json_close(&json, '}');
	ac_assert(!json.is_full);
	if (!put_line(client, json.data, json.size)) {
		/* Only a reader of facts that never reads gets so far. */
		client->ending_until =
			ac_steady_ns(&ac_machine_clock) + CONTROL_ENDING_MS * AC_NS_PER_MS;
	}
}

void control_refuse(struct control_client *client, const char *text, const char *help)
{
	answer(client, false, text, help, "");
}

void control_refuse_and_end(struct control_client *client, const char *text, const char *help)
{
	control_refuse(client, text, help);
	client->ending_until = ac_steady_ns(&ac_machine_clock) + CONTROL_ENDING_MS * AC_NS_PER_MS;
}

void control_on_answer(struct control_client *client, const struct ac_control_answer *from)
{
	answer(client, from->is_done, from->text, "", from->checksum);
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
			ac_json_init(&json, server->text, CONTROL_STATE_MAX);
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
		control_refuse(client, "the run is just starting and has no state yet",
			       "ask again in a second");
		return;
	}
	struct ac_json json;
	ac_json_init(&json, server->text, CONTROL_STATE_MAX);
	ac_json_open(&json, NULL, '{');
	ac_view_json_status(&json, "status", server->view, names);
	ac_view_json_positions(&json, "positions", server->view, names);
	ac_view_json_orders(&json, "orders", server->view, names);
	ac_view_json_risk(&json, "risk", server->view, names);
	ac_view_json_system(&json, "system", server->view);
	ac_json_close(&json, '}');
	if (json.is_full || !put_line(client, json.data, json.size))
		control_refuse(client, "the state is too large for one answer",
			       "look at the dashboard, or at status/heartbeat.json");
}

/* What a line says. `given` has the bits of the members that were there. */
struct said {
	char command[32];
	struct ac_control_request request;
	char pattern[CONTROL_PATTERN_SIZE];
	unsigned given;
};

/* Reads all members into `said`. Whoever misspells one must hear of it: a flatten without its
 * symbol closes everything, and so would one whose symbol is an empty text. */
static bool take_members(json_t *object, struct said *said, char *why, size_t why_size)
{
	const struct {
		const char *key;
		char *text;
		size_t size;
		unsigned bit;
	} members[] = {
		{ "command", said->command, sizeof(said->command), 0 },
		{ "symbol", said->request.symbol, sizeof(said->request.symbol), SYMBOL },
		{ "guard", said->request.guard, sizeof(said->request.guard), GUARD },
		{ "apply", said->request.text, sizeof(said->request.text), APPLY },
		{ "pattern", said->pattern, sizeof(said->pattern), PATTERN },
	};
	const char *key;
	json_t *value;
	json_object_foreach(object, key, value)
	{
		size_t i = 0;
		while (i < AC_COUNT(members) && strcmp(members[i].key, key) != 0)
			i++;
		const char *text = json_string_value(value);
		if (i == AC_COUNT(members)) {
			snprintf(why, why_size, "there is no member \"%.40s\"", key);
			return false;
		}
		if (text == NULL || text[0] == '\0' || strlen(text) >= members[i].size) {
			snprintf(why, why_size, "\"%s\" must be a text of 1 to %zu bytes", key,
				 members[i].size - 1);
			return false;
		}
		memcpy(members[i].text, text, strlen(text) + 1);
		said->given |= members[i].bit;
	}
	return true;
}

static void hand_over(struct ac_control_server *server, struct control_client *client,
		      struct ac_control_request *request)
{
	request->id = server->last_id + 1;
	memcpy(request->who, client->who, sizeof(request->who));
	if (server->outstanding == CONTROL_PENDING_MAX ||
	    !ac_ring_push(&server->requests, request)) {
		control_refuse(client,
			       "the engine has not answered the commands before; nothing was done",
			       "look with `autocoin status` how old its state is");
		return;
	}
	server->last_id++;
	server->outstanding++;
	client->pending_id = request->id;
	client->pending_until =
		ac_steady_ns(&ac_machine_clock) + AC_CONTROL_ANSWER_MS * AC_NS_PER_MS;
	if (server->config.wake_engine != NULL)
		server->config.wake_engine(server->config.self);
}

static void begin_tail(struct control_client *client, struct said *said)
{
	if ((said->given & PATTERN) == 0)
		memcpy(said->pattern, "*", 2);
	client->is_tailing = true;
	memcpy(client->pattern, said->pattern, sizeof(client->pattern));
	answer(client, true, "facts follow, one a line", "", "");
}

/* The verb of a name; 0 none. `reload` is two. */
static enum ac_control_verb verb_of(const struct said *said)
{
	for (size_t i = 1; i < AC_COUNT(verbs); i++) {
		if (strcmp(said->command, verbs[i].name) != 0)
			continue;
		bool is_apply = i == AC_VERB_RELOAD_SHOW && (said->given & APPLY) != 0;
		return is_apply ? AC_VERB_RELOAD_APPLY : (enum ac_control_verb)i;
	}
	return 0;
}

static void on_command(struct ac_control_server *server, struct control_client *client,
		       struct said *said)
{
	bool is_status = strcmp(said->command, "status") == 0;
	bool is_tail = strcmp(said->command, "tail") == 0;
	enum ac_control_verb verb = verb_of(said);
	if (!is_status && !is_tail && verb == 0) {
		control_refuse(client, "there is no such command; nothing was done",
			       "these are: status, tail, pause, resume, reduce, halt, unhalt, "
			       "flatten, cancel, reload");
		return;
	}
	unsigned members = is_tail ? PATTERN : is_status ? 0 : verbs[verb].members;
	if ((said->given & ~members) != 0) {
		control_refuse(client,
			       "this command does not take one of these members; nothing was done",
			       "docs/control.md has the members of each command");
		return;
	}
	if (verb != 0 && (said->given & verbs[verb].needed) != verbs[verb].needed) {
		control_refuse(client, "unhalt wants the guard; nothing was done",
			       "\"guard\":\"drawdown\", or \"all\" for every one");
		return;
	}
	said->request.verb = verb;
	if (is_status)
		give_status(server, client);
	else if (is_tail)
		begin_tail(client, said);
	else
		hand_over(server, client, &said->request);
}

void control_on_line(struct ac_control_server *server, struct control_client *client,
		     struct ac_str line)
{
	json_error_t error;
	struct said said = { 0 };
	char why[128];
	json_t *object = json_loadb(line.data, line.size, JSON_REJECT_DUPLICATES, &error);
	if (!json_is_object(object))
		control_refuse(client, "that is no command; nothing was done",
			       "a command is one JSON object in one line, no member twice: "
			       "{\"command\":\"status\"}");
	else if (!take_members(object, &said, why, sizeof(why)))
		control_refuse(client, why,
			       "nothing was done; command, symbol, guard, apply and pattern are "
			       "known, leave out what is not meant");
	else
		on_command(server, client, &said);
	json_decref(object);
}
