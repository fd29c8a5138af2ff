#include "simulator/serve/rest.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "simulator/faults/fault_answer.h"
#include "simulator/serve/channel.h"
#include "simulator/serve/server_state.h"

/* A question under way. `frame` is the WebSocket API's; NULL data for REST. */
struct question {
	struct simulator_connection *connection;
	struct ac_simulator_request request;
	struct ac_str frame;
	bool is_kept_alive;
	struct ac_simulator_fault_subject subject;
};

static bool has_text(struct ac_str text, const char *part)
{
	return memmem(text.data, text.size, part, strlen(part)) != NULL;
}

/* Whether an order so asked for can only reduce: the exchange spares those when it throttles. */
static bool is_reducing(const struct question *question)
{
	if (question->frame.data != NULL) {
		struct ac_str frame = question->frame;
		return has_text(frame, "\"reduceOnly\":true") ||
		       has_text(frame, "\"reduceOnly\":\"true\"") ||
		       has_text(frame, "\"closePosition\":true") ||
		       has_text(frame, "\"closePosition\":\"true\"") ||
		       has_text(frame, ".cancel\"") ||
		       (has_text(frame, "\"LONG\"") && has_text(frame, "\"SELL\"")) ||
		       (has_text(frame, "\"SHORT\"") && has_text(frame, "\"BUY\""));
	}
	const struct ac_str parts[] = { question->request.query, question->request.body };
	bool is_reducing = ac_str_equal(question->request.method, AC_STR("DELETE"));
	for (size_t i = 0; i < AC_COUNT(parts) && !is_reducing; i++)
		is_reducing = has_text(parts[i], "reduceOnly=true") ||
			      has_text(parts[i], "closePosition=true") ||
			      (has_text(parts[i], "positionSide=LONG") &&
			       has_text(parts[i], "side=SELL")) ||
			      (has_text(parts[i], "positionSide=SHORT") &&
			       has_text(parts[i], "side=BUY"));
	return is_reducing;
}

static uint32_t account_of(const struct ac_simulator_server *server, struct ac_str key)
{
	for (uint32_t i = 0; i < server->config.account_count; i++) {
		if (key.size > 0 && ac_str_equal(ac_str_from(server->config.accounts[i].key), key))
			return i;
	}
	return UINT32_MAX;
}

/* ---- answers ---- */

static void send_now(struct question *question, const char *data, size_t size)
{
	struct simulator_connection *connection = question->connection;
	simulator_connection_write(connection, data, size);
	if (!question->is_kept_alive)
		simulator_connection_end(connection, SIMULATOR_END_FINISH);
	connection->is_answering = false;
}

/* Sends head and body now or after `delay`. Truncated: half of the body, and then the end. */
static void send_bytes(struct question *question, struct ac_str head, struct ac_str body,
		       ac_ns delay, bool is_truncated)
{
	struct simulator_connection *connection = question->connection;
	struct ac_simulator_server *server = connection->server;
	struct simulator_bytes whole = { 0 };
	if (is_truncated) {
		simulator_connection_write(connection, head.data, head.size);
		simulator_connection_write(connection, body.data, body.size / 2);
		simulator_connection_end(connection, SIMULATOR_END_FINISH);
		return;
	}
	if (delay <= 0) {
		simulator_connection_write(connection, head.data, head.size);
		send_now(question, body.data, body.size);
		return;
	}
	const struct simulator_delayed item = {
		.due_ns = ac_steady_ns(server->config.clock) + delay,
		.kind = SIMULATOR_DELAYED_ANSWER,
		.id = connection->id,
		.is_finished = !question->is_kept_alive,
	};
	if (!simulator_bytes_append(&whole, head.data, head.size) ||
	    !simulator_bytes_append(&whole, body.data, body.size) ||
	    simulator_delays_push(server->delays, &item, simulator_bytes_view(&whole)) != AC_OK)
		simulator_connection_end(connection, SIMULATOR_END_CUT);
	simulator_bytes_deinit(&whole);
}

static void send_response(struct question *question, const struct ac_simulator_response *response,
			  ac_ns delay, bool is_truncated, const char *fate)
{
	char head[SIMULATOR_HTTP_ANSWER_HEAD_SIZE];
	size_t size = simulator_http_head_write(head, response, question->is_kept_alive);
	struct simulator_connection *connection = question->connection;
	simulator_recorder_request(connection->server->recorder, connection->id, &question->request,
				   response, fate);
	send_bytes(question, (struct ac_str){ head, size }, response->body, delay, is_truncated);
}

static void send_frame(struct question *question, struct ac_str text, ac_ns delay,
		       bool is_truncated)
{
	char head[SIMULATOR_FRAME_HEAD_MAX];
	size_t size = simulator_frame_head_write(head, text.size);
	struct simulator_connection *connection = question->connection;
	connection->server->stats.frames_sent++;
	simulator_recorder_frame(connection->server->recorder, connection->id, false, text);
	send_bytes(question, (struct ac_str){ head, size }, text, delay, is_truncated);
}

/* The answer of a fault on a WebSocket: {"id":…,"status":…,"error":{…}}. A page of HTML cannot come
 * there; the text stands alone in its place. */
static void send_fault_frame(struct question *question, const struct simulator_fault_answer *answer)
{
	if (answer->code == 0) {
		send_frame(question, ac_str_from(answer->body), 0, false);
		return;
	}
	json_t *asked = json_loadb(question->frame.data, question->frame.size, 0, NULL);
	json_t *id = json_object_get(asked, "id");
	json_t *document = json_pack("{s:O?,s:i,s:{s:i,s:s}}", "id", id, "status", answer->status,
				     "error", "code", answer->code, "msg", answer->message);
	char *text = document != NULL ? json_dumps(document, JSON_COMPACT) : NULL;
	if (text != NULL)
		send_frame(question, ac_str_from(text), 0, false);
	free(text);
	json_decref(document);
	json_decref(asked);
}

/* ---- faults ---- */

static bool draw(struct question *question, enum ac_simulator_fault_point point,
		 struct ac_simulator_fault_action *ret_action)
{
	struct ac_simulator_server *server = question->connection->server;
	return server->faults != NULL &&
	       ac_simulator_faults_draw(server->faults, point, &question->subject,
					simulator_server_age(server), ret_action);
}

/* What a fault makes of the question or of its answer; false where it leaves it alone. */
static bool strike(struct question *question, const struct ac_simulator_fault_action *action)
{
	struct simulator_connection *connection = question->connection;
	struct simulator_fault_answer answer;
	const char *fate = ac_simulator_fault_text(action->fault);
	struct ac_simulator_response response = { .used_weight = -1,
						  .orders_10s = -1,
						  .orders_1m = -1,
						  .retry_after_s = -1,
						  .body = AC_STR("") };
	if (simulator_fault_answer(action, connection->address,
				   ac_wall_ms(connection->server->config.clock), &answer)) {
		response.status = answer.status;
		response.body = ac_str_from(answer.body);
		response.retry_after_s = answer.retry_after_s;
		response.is_html = answer.code == 0;
		if (question->frame.data != NULL)
			send_fault_frame(question, &answer);
		else
			send_response(question, &response, 0, false, fate);
		return true;
	}
	bool is_reset = action->fault == AC_SIMULATOR_FAULT_RESET_DROPPED ||
			action->fault == AC_SIMULATOR_FAULT_RESET_EXECUTED;
	bool is_hang = action->fault == AC_SIMULATOR_FAULT_HANG_DROPPED ||
		       action->fault == AC_SIMULATOR_FAULT_HANG_EXECUTED;
	if (is_reset)
		simulator_connection_end(connection, SIMULATOR_END_RESET);
	if (is_reset || is_hang)
		simulator_recorder_request(connection->server->recorder, connection->id,
					   &question->request, &response, fate);
	return is_reset || is_hang;
}

/* True where the question never reaches the simulator. */
static bool strike_question(struct question *question)
{
	struct ac_simulator_fault_action action;
	return draw(question, AC_SIMULATOR_POINT_REQUEST, &action) && strike(question, &action);
}

/* ---- questions ---- */

void simulator_rest_request(struct simulator_connection *connection,
			    const struct simulator_http_request *request)
{
	struct ac_simulator_server *server = connection->server;
	server->stats.requests++;
	struct question question = {
		.connection = connection,
		.request = { .method = request->method,
			     .path = request->path,
			     .query = request->query,
			     .body = request->body,
			     .api_key = request->api_key,
			     .address = connection->address,
			     .now_ns = ac_wall_ns(server->config.clock) },
		.is_kept_alive = request->is_kept_alive,
	};
	question.subject = (struct ac_simulator_fault_subject){
		.method = request->method,
		.what = request->path,
		.is_reducing = is_reducing(&question),
		.account = account_of(server, request->api_key),
	};
	connection->is_answering = true;
	if (strike_question(&question))
		return;
	struct ac_simulator_response response = { 0 };
	ac_simulator_handle(server->simulator, &question.request, &response);
	struct ac_simulator_fault_action action = { 0 };
	bool is_struck = draw(&question, AC_SIMULATOR_POINT_ANSWER, &action);
	if (is_struck && strike(&question, &action))
		return;
	bool is_slow = is_struck && action.fault == AC_SIMULATOR_FAULT_SLOW;
	bool is_truncated = is_struck && action.fault == AC_SIMULATOR_FAULT_TRUNCATED;
	send_response(&question, &response, is_slow ? action.delay : 0, is_truncated,
		      is_struck ? ac_simulator_fault_text(action.fault) : "");
}

/* The method that the message names, for the faults; a view into `text`. */
static struct ac_str method_of(struct ac_str text)
{
	const char *key = memmem(text.data, text.size, "\"method\"", 8);
	const char *end = text.data + text.size;
	const char *start = key != NULL ? memchr(key + 8, '"', (size_t)(end - key - 8)) : NULL;
	const char *stop = start != NULL ? memchr(start + 1, '"', (size_t)(end - start - 1)) : NULL;
	if (stop == NULL)
		return AC_STR("");
	return (struct ac_str){ start + 1, (size_t)(stop - start - 1) };
}

static struct ac_str key_of(struct ac_str text)
{
	static const char mark[] = "\"apiKey\":\"";
	const char *key = memmem(text.data, text.size, mark, sizeof(mark) - 1);
	if (key == NULL)
		return AC_STR("");
	key += sizeof(mark) - 1;
	const char *stop = memchr(key, '"', (size_t)(text.data + text.size - key));
	return (struct ac_str){ key, stop != NULL ? (size_t)(stop - key) : 0 };
}

void simulator_rest_message(struct simulator_connection *connection, struct ac_str text)
{
	struct ac_simulator_server *server = connection->server;
	server->stats.requests++;
	struct question question = {
		.connection = connection,
		.request = { .method = AC_STR("WS"),
			     .path = method_of(text),
			     .query = AC_STR(""),
			     .body = AC_STR("") },
		.frame = text,
		.is_kept_alive = true,
	};
	question.subject = (struct ac_simulator_fault_subject){
		.method = question.request.method,
		.what = question.request.path,
		.is_reducing = is_reducing(&question),
		.account = connection->session.account >= 0 ? (uint32_t)connection->session.account
							    : account_of(server, key_of(text)),
	};
	if (strike_question(&question))
		return;
	struct ac_str answer = ac_simulator_api_handle(server->simulator, &connection->session,
						       text, ac_wall_ns(server->config.clock));
	struct ac_simulator_fault_action action = { 0 };
	bool is_struck = draw(&question, AC_SIMULATOR_POINT_ANSWER, &action);
	if (is_struck && strike(&question, &action))
		return;
	bool is_slow = is_struck && action.fault == AC_SIMULATOR_FAULT_SLOW;
	send_frame(&question, answer, is_slow ? action.delay : 0,
		   is_struck && action.fault == AC_SIMULATOR_FAULT_TRUNCATED);
}

void simulator_rest_refuse(struct simulator_connection *connection, int status)
{
	char head[SIMULATOR_HTTP_ANSWER_HEAD_SIZE];
	const struct ac_simulator_response response = { .status = status,
							.body = AC_STR(""),
							.used_weight = -1,
							.orders_10s = -1,
							.orders_1m = -1,
							.retry_after_s = -1,
							.is_html = true };
	size_t size = simulator_http_head_write(head, &response, false);
	simulator_connection_write(connection, head, size);
	simulator_connection_end(connection, SIMULATOR_END_FINISH);
}
