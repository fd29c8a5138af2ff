#include "simulator/serve/delivery.h"

#include <stdio.h>
#include <stdlib.h>

#include "simulator/serve/channel.h"
#include "simulator/serve/server_state.h"
#include "simulator/serve/subscription.h"

/* A frame under way. */
struct frame {
	struct ac_simulator_server *server;
	struct ac_str name; /* stream or listenKey */
	struct ac_str payload;
	bool is_cut;
};

static void append(struct simulator_bytes *bytes, struct ac_str text)
{
	memcpy(bytes->data + bytes->end, text.data, text.size);
	bytes->end += text.size;
}

/* Builds the frame in one form: head and text in one run of bytes. False: out of memory. */
static bool build(const struct frame *frame, bool is_enveloped, struct simulator_bytes *to)
{
	const struct ac_str opening = AC_STR("{\"stream\":\""), middle = AC_STR("\",\"data\":");
	to->start = to->end = 0;
	if (simulator_bytes_reserve(to, SIMULATOR_FRAME_HEAD_MAX + opening.size + frame->name.size +
						middle.size + frame->payload.size + 1) == NULL)
		return false;
	/* The text stands behind room for the longest head, whose size is known only then. */
	to->end = SIMULATOR_FRAME_HEAD_MAX;
	if (is_enveloped) {
		append(to, opening);
		append(to, frame->name);
		append(to, middle);
	}
	append(to, frame->payload);
	if (is_enveloped)
		append(to, AC_STR("}"));
	size_t size = to->end - SIMULATOR_FRAME_HEAD_MAX;
	if (frame->is_cut) {
		size /= 2;
		/* Half a character would be bad UTF-8, which is another fault than bad JSON. */
		while (size > 0 && (to->data[SIMULATOR_FRAME_HEAD_MAX + size] & 0xC0) == 0x80)
			size--;
		to->end = SIMULATOR_FRAME_HEAD_MAX + size;
	}
	char head[SIMULATOR_FRAME_HEAD_MAX];
	size_t head_size = simulator_frame_head_write(head, size);
	to->start = SIMULATOR_FRAME_HEAD_MAX - head_size;
	memcpy(to->data + to->start, head, head_size);
	return true;
}

static void send_built(struct simulator_connection *connection, const struct simulator_bytes *built)
{
	if (connection->silent_until_ns != 0 || connection->finish_by_ns != 0)
		return;
	struct ac_str bytes = simulator_bytes_view(built);
	simulator_connection_write(connection, bytes.data, bytes.size);
	connection->server->stats.frames_sent++;
	struct ac_str text = { built->data + SIMULATOR_FRAME_HEAD_MAX,
			       built->end - SIMULATOR_FRAME_HEAD_MAX };
	simulator_recorder_frame(connection->server->recorder, connection->id, false, text);
}

/* ---- market ---- */

static void deliver_market(const struct frame *frame, enum ac_simulator_route route)
{
	struct ac_simulator_server *server = frame->server;
	const struct simulator_topic *topic = simulator_hub_find(server->hub, route, frame->name);
	if (topic == NULL)
		return;
	bool has_raw = false, has_enveloped = false;
	for (uint32_t i = 0; i < topic->listener_count; i++) {
		struct simulator_connection *connection = topic->listeners[i];
		bool is_combined = connection->is_combined;
		struct simulator_bytes *form = is_combined ? &server->enveloped : &server->raw;
		bool *has_form = is_combined ? &has_enveloped : &has_raw;
		if (!*has_form && !build(frame, is_combined, form))
			return;
		*has_form = true;
		send_built(connection, form);
	}
}

/* ---- user ---- */

static void deliver_user(const struct frame *frame, uint32_t account, const char *type)
{
	struct ac_simulator_server *server = frame->server;
	const char *valid = ac_simulator_listen_key(server->simulator, account);
	bool is_expiry = strcmp(type, "listenKeyExpired") == 0;
	for (struct simulator_connection *connection = server->connections; connection != NULL;
	     connection = connection->next) {
		if (connection->route != AC_SIMULATOR_ROUTE_PRIVATE)
			continue;
		for (uint32_t i = 0; i < connection->subscription_count; i++) {
			struct simulator_subscription *item = &connection->subscriptions[i];
			if (item->account != (int32_t)account)
				continue;
			bool is_valid = ac_str_equal(item->name, ac_str_from(valid));
			/* A key's end is heard under that key; then it is none any more. */
			if (!is_valid && !is_expiry)
				continue;
			if (is_expiry && memmem(frame->payload.data, frame->payload.size,
						item->name.data, item->name.size) == NULL)
				continue;
			if (is_expiry)
				item->account = -1;
			if (!simulator_subscription_wants(item, type))
				continue;
			struct frame own = *frame;
			own.name = item->name;
			if (build(&own, connection->is_combined, &server->raw))
				send_built(connection, &server->raw);
		}
	}
}

/* ---- faults ---- */

/* With fields and words that nobody knows yet. The caller frees it; NULL: out of memory. */
static char *add_unknown(struct ac_str payload, size_t *ret_size)
{
	static const char fields[] = "\"zz\":{\"new\":[1,\"x\",null,9007199254740993]},"
				     "\"zy\":18014398509481985,";
	static const struct {
		const char *from, *to; /* of the same size */
	} words[] = { { "\"V\":\"NONE\"", "\"V\":\"NOVA\"" },
		      { "\"pm\":\"NONE\"", "\"pm\":\"NOVA\"" },
		      { "\"V\":\"EXPIRE_MAKER\"", "\"V\":\"EXPIRE_NOVEL\"" },
		      { "\"m\":\"ORDER\"", "\"m\":\"NOVEL\"" } };
	if (payload.size < 2 || payload.data[0] != '{' || payload.data[1] == '}')
		return NULL;
	char *text = malloc(payload.size + sizeof(fields));
	if (text == NULL)
		return NULL;
	text[0] = '{';
	memcpy(text + 1, fields, sizeof(fields) - 1);
	memcpy(text + sizeof(fields), payload.data + 1, payload.size - 1);
	*ret_size = payload.size + sizeof(fields) - 1;
	for (size_t i = 0; i < AC_COUNT(words); i++) {
		char *at = memmem(text, *ret_size, words[i].from, strlen(words[i].from));
		if (at != NULL)
			memcpy(at, words[i].to, strlen(words[i].to));
	}
	return text;
}

static void deliver(struct ac_simulator_server *server, const struct simulator_delayed *head,
		    struct ac_str payload)
{
	const struct frame frame = { .server = server,
				     .name = ac_str_from(head->name),
				     .payload = payload,
				     .is_cut = head->is_cut };
	if (head->kind == SIMULATOR_DELAYED_MARKET)
		deliver_market(&frame, (enum ac_simulator_route)head->id);
	else
		deliver_user(&frame, (uint32_t)head->id, head->name);
}

/* Draws at the frame's point, and does what is drawn. */
static void strike_and_deliver(struct ac_simulator_server *server, struct simulator_delayed *head,
			       struct ac_str payload)
{
	struct ac_simulator_fault_action action = { 0 };
	bool is_user = head->kind == SIMULATOR_DELAYED_USER;
	const struct ac_simulator_fault_subject subject = {
		.method = AC_STR(""),
		.what = ac_str_from(head->name),
		.account = is_user ? (uint32_t)head->id : UINT32_MAX,
	};
	bool is_struck = ac_simulator_faults_draw(
		server->faults, is_user ? AC_SIMULATOR_POINT_USER : AC_SIMULATOR_POINT_MARKET,
		&subject, simulator_server_age(server), &action);
	if (is_struck && action.fault == AC_SIMULATOR_FAULT_LOSE)
		return;
	head->is_cut = is_struck && action.fault == AC_SIMULATOR_FAULT_GARBLE;
	size_t size = 0;
	char *changed = is_struck && action.fault == AC_SIMULATOR_FAULT_UNKNOWN_FIELDS
				? add_unknown(payload, &size)
				: NULL;
	if (changed != NULL)
		payload = (struct ac_str){ changed, size };
	/* What is of the same type keeps its order: it waits behind what was held back. */
	ac_ns due = simulator_delays_last(server->delays, head->kind, head->id, head->name);
	if (is_struck && action.fault == AC_SIMULATOR_FAULT_DELAY) {
		ac_ns own = ac_steady_ns(server->config.clock) + action.delay;
		due = own > due ? own : due;
	}
	head->due_ns = due;
	bool is_twice = is_struck && action.fault == AC_SIMULATOR_FAULT_DUPLICATE;
	for (int i = 0; i < (is_twice ? 2 : 1); i++) {
		if (due == 0 || simulator_delays_push(server->delays, head, payload) != AC_OK)
			deliver(server, head, payload);
	}
	free(changed);
}

static void deliver_or_strike(struct ac_simulator_server *server, enum simulator_delayed_kind kind,
			      uint64_t id, const char *name, struct ac_str payload)
{
	struct simulator_delayed head = { .kind = kind, .id = id };
	if (snprintf(head.name, sizeof(head.name), "%s", name) >= (int)sizeof(head.name))
		return; /* longer than any stream's name */
	if (server->faults != NULL)
		strike_and_deliver(server, &head, payload);
	else
		deliver(server, &head, payload);
}

bool simulator_delivery_wants(void *self, enum ac_simulator_route route, const char *stream)
{
	struct ac_simulator_server *server = self;
	return server->simulator != NULL &&
	       simulator_hub_find(server->hub, route, ac_str_from(stream)) != NULL;
}

void simulator_delivery_market(void *self, enum ac_simulator_route route, const char *stream,
			       struct ac_str payload)
{
	struct ac_simulator_server *server = self;
	if (!simulator_delivery_wants(self, route, stream))
		return;
	deliver_or_strike(server, SIMULATOR_DELAYED_MARKET, (uint64_t)route, stream, payload);
}

void simulator_delivery_user(void *self, uint32_t account, const char *type, struct ac_str payload)
{
	struct ac_simulator_server *server = self;
	if (server->simulator != NULL)
		deliver_or_strike(server, SIMULATOR_DELAYED_USER, account, type, payload);
}

static void release_answer(struct ac_simulator_server *server, const struct simulator_delayed *item)
{
	struct simulator_connection *connection = server->connections;
	while (connection != NULL && connection->id != item->id)
		connection = connection->next;
	if (connection == NULL || connection->end != SIMULATOR_END_NONE)
		return;
	simulator_connection_write(connection, item->data, item->size);
	if (item->is_finished)
		simulator_connection_end(connection, SIMULATOR_END_FINISH);
	if (connection->kind != SIMULATOR_CONNECTION_HTTP)
		return;
	connection->is_answering = false;
	simulator_dispatch(connection);
}

void simulator_delivery_release(struct ac_simulator_server *server,
				const struct simulator_delayed *item)
{
	if (item->kind == SIMULATOR_DELAYED_ANSWER)
		release_answer(server, item);
	else
		deliver(server, item, (struct ac_str){ item->data, item->size });
}
