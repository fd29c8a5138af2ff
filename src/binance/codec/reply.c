#include "binance/codec/reply.h"

#include "binance/codec/json_fields.h"
#include "binance/codec/refusal.h"
#include "binance/codec/reply_rows.h"
#include "core/text.h"

/* What an answer's status line says by itself (reference 7.1). */
enum {
	STATUS_NONE = 0,
	STATUS_OK = 200,
	STATUS_REFUSED = 400,
	STATUS_UNAUTHORIZED = 401,
	STATUS_FIREWALL = 403,
	STATUS_NO_PATH = 404,
	STATUS_TIMEOUT = 408,
	STATUS_BANNED = 418,
	STATUS_TOO_MANY = 429,
	STATUS_LOCATION = 451,
	STATUS_SERVER = 500,
	STATUS_UNAVAILABLE = 503,
};

#define CODE_TOO_MANY  (-1003)
#define CODE_TIMEOUT   (-1007)
#define CODE_THROTTLED (-1008)
#define CODE_SUCCESS   200
#define MESSAGE_SIZE   128
#define TIME_MS_MAX    7258118400000LL /* the year 2200 */
#define BAN_MS_MIN     1000000000000LL /* 2001: a shorter number is no time of a ban */

static bool is_question(const struct ac_command *command)
{
	switch ((enum ac_command_kind)command->kind) {
	case AC_COMMAND_QUERY:
	case AC_COMMAND_QUERY_ALGO:
	case AC_COMMAND_QUERY_TRADES:
	case AC_COMMAND_QUERY_POSITION:
		return true;
	case AC_COMMAND_PLACE:
	case AC_COMMAND_CANCEL:
	case AC_COMMAND_PLACE_ALGO:
	case AC_COMMAND_CANCEL_ALGO:
	case AC_COMMAND_MODIFY:
		break;
	}
	return false;
}

static void set_unknown(struct ac_reply *reply, int32_t code)
{
	reply->outcome = AC_OUTCOME_UNKNOWN;
	reply->reaction = AC_REACTION_QUERY;
	reply->code = code != 0 ? code : CODE_TIMEOUT;
}

static void set_refused(struct ac_reply *reply, int32_t code, enum ac_reaction reaction)
{
	reply->outcome = AC_OUTCOME_REFUSED;
	reply->reaction = (uint8_t)reaction;
	reply->code = code;
}

/* The two messages of 503 by which the exchange says that it has done nothing. Whatever else comes
 * with a status of that kind leaves the fate of an order open. */
static bool is_definite(int status, const char *message)
{
	return status == STATUS_UNAVAILABLE &&
	       (ac_str_begins(ac_str_from(message), AC_STR("Service Unavailable")) ||
		ac_str_begins(ac_str_from(message),
			      AC_STR("Internal error; unable to process your request")));
}

/* A refusal by its code. -1000 and its like say that the exchange itself does not know, and a code
 * that we do not know says nothing; a question is then just asked again. */
static void decide_by_code(const struct ac_command *command, int32_t code, struct ac_reply *reply)
{
	enum ac_refusal refusal = ac_binance_refusal(code);
	bool is_open = refusal == AC_REFUSAL_UNKNOWN_OUTCOME;
	bool is_listed = ac_binance_code_is_known(code);
	if (is_open && is_question(command)) {
		set_refused(reply, code, AC_REACTION_RETRY);
	} else if (is_open || (!is_listed && !is_question(command))) {
		set_unknown(reply, code);
	} else if (refusal == AC_REFUSAL_UNKNOWN_ORDER &&
		   (command->kind == AC_COMMAND_QUERY || command->kind == AC_COMMAND_QUERY_ALGO)) {
		set_refused(reply, code, AC_REACTION_QUERY);
		reply->outcome = AC_OUTCOME_NOT_FOUND;
	} else {
		set_refused(reply, code, ac_refusal_reaction(refusal));
	}
}

/* Not the answer that was hoped for. */
static void decide_failure(const struct ac_command *command, int status, struct ac_str body,
			   struct ac_reply *reply)
{
	char message[MESSAGE_SIZE];
	int32_t code = ac_reply_error(body, message, sizeof(message));
	bool is_throttled = code == CODE_THROTTLED;
	if (status == STATUS_TOO_MANY || status == STATUS_BANNED)
		/* Stopped at the door, whatever the code: nothing was done. */
		set_refused(reply, code != 0 ? code : CODE_TOO_MANY, AC_REACTION_RETRY);
	else if (is_throttled || is_definite(status, message))
		set_refused(reply, code, AC_REACTION_RETRY);
	else if (status == STATUS_TIMEOUT || status >= STATUS_SERVER || status < STATUS_REFUSED)
		set_unknown(reply, code);
	else if (code != 0)
		decide_by_code(command, code, reply);
	else if (status == STATUS_UNAUTHORIZED || status == STATUS_FIREWALL ||
		 status == STATUS_LOCATION)
		set_refused(reply, 0, AC_REACTION_HALT);
	else if (status == STATUS_NO_PATH)
		set_refused(reply, 0, AC_REACTION_REFUSE);
	else
		set_unknown(reply, 0);
}

enum {
	ORDER_ID,
	ORDER_STATUS,
	ORDER_EXECUTED,
	ORDER_AVERAGE,
	ORDER_CLIENT_ID,
	ORDER_TIME,
	ORDER_CODE,
	ORDER_FIELDS,
};

static const char *const regular_names[ORDER_FIELDS] = {
	"orderId", "status", "executedQty", "avgPrice", "clientOrderId", "updateTime", "code",
};
static const char *const algo_names[ORDER_FIELDS] = {
	"algoId", "algoStatus", "actualQty", "actualPrice", "clientAlgoId", "updateTime", "code",
};

static bool is_algo(const struct ac_command *command)
{
	return command->kind == AC_COMMAND_PLACE_ALGO || command->kind == AC_COMMAND_CANCEL_ALGO ||
	       command->kind == AC_COMMAND_QUERY_ALGO;
}

/* An answer about somebody else's order is no answer. */
static bool is_about(const struct ac_command *command, const struct ac_json_value *client_id)
{
	return client_id->kind == AC_JSON_NONE || command->client_id[0] == '\0' ||
	       ac_json_value_is(client_id, ac_str_from(command->client_id));
}

static void read_average(const struct ac_json_value *value, struct ac_dec *ret_average)
{
	struct ac_dec read;
	if (value->kind != AC_JSON_NONE &&
	    ac_json_value_decimal_rounded(value, AC_ROUND_HALF_EVEN, &read) == AC_OK &&
	    read.units > 0)
		*ret_average = read;
}

/* Absent in an algo order that did not execute; a status that is not known is not final. */
static bool read_order(const struct ac_command *command, const struct ac_json_value *values,
		       struct ac_reply *reply)
{
#define WORD(name, text) text,
	static const char *const words[] = { AC_ORDER_STATUS_LIST(WORD) };
#undef WORD
	int64_t id, time;
	struct ac_dec executed = AC_DEC_ZERO;
	if (!ac_json_field_int(&values[ORDER_ID], &id) || id <= 0 ||
	    !is_about(command, &values[ORDER_CLIENT_ID]) ||
	    !ac_json_field_amount(&values[ORDER_EXECUTED], !is_algo(command), &executed))
		return false;
	int word = ac_json_field_word(&values[ORDER_STATUS], words, AC_COUNT(words));
	if (values[ORDER_STATUS].kind != AC_JSON_STRING)
		return false;
	reply->status = word < 0 ? AC_STATUS_NEW : (uint8_t)word;
	reply->exchange_id = id;
	reply->executed = executed;
	read_average(&values[ORDER_AVERAGE], &reply->average_price);
	if (ac_json_field_int(&values[ORDER_TIME], &time) && time > 0 && time < TIME_MS_MAX)
		reply->update_time_ms = time;
	return true;
}

/* The algo service answers a cancel with its ids and "success"; an order object is as good. */
static bool read_algo_cancel(const struct ac_command *command, struct ac_json_value *values,
			     struct ac_reply *reply)
{
	int64_t code, id;
	if (values[ORDER_STATUS].kind != AC_JSON_NONE)
		return read_order(command, values, reply);
	if (!ac_json_field_int(&values[ORDER_CODE], &code) || code != CODE_SUCCESS ||
	    !is_about(command, &values[ORDER_CLIENT_ID]))
		return false;
	(void)ac_json_field_int(&values[ORDER_ID], &id);
	reply->exchange_id = id > 0 ? id : 0;
	reply->status = AC_STATUS_CANCELED;
	return true;
}

static void decide_order(const struct ac_command *command, struct ac_str body,
			 struct ac_reply *reply)
{
	struct ac_json_value values[ORDER_FIELDS];
	const char *const *names = is_algo(command) ? algo_names : regular_names;
	bool is_read = ac_json_fields_of(body, names, ORDER_FIELDS, values);
	if (is_read && command->kind == AC_COMMAND_CANCEL_ALGO)
		is_read = read_algo_cancel(command, values, reply);
	else if (is_read)
		is_read = read_order(command, values, reply);
	if (is_read)
		reply->outcome = is_question(command) ? AC_OUTCOME_FOUND : AC_OUTCOME_ACCEPTED;
	else
		set_unknown(reply, 0);
}

static void decide_success(const struct ac_command *command, struct ac_str body, ac_ns recv_ns,
			   const struct ac_frame_sink *rows, struct ac_reply_rows *ret_rows,
			   struct ac_reply *reply)
{
	if (command->kind != AC_COMMAND_QUERY_TRADES &&
	    command->kind != AC_COMMAND_QUERY_POSITION) {
		decide_order(command, body, reply);
		return;
	}
	if (ac_reply_rows_read(command, body, recv_ns, rows, ret_rows))
		reply->outcome = AC_OUTCOME_DONE;
	else
		set_unknown(reply, 0);
}

void ac_reply_decode(const struct ac_command *command, int status, struct ac_str body,
		     ac_ns recv_ns, const struct ac_frame_sink *rows,
		     struct ac_reply_rows *ret_rows, struct ac_event *ret_event)
{
	memset(ret_rows, 0, sizeof(*ret_rows));
	ac_event_init(ret_event, AC_EVENT_REPLY, command->symbol, command->book, recv_ns);
	struct ac_reply *reply = &ret_event->reply;
	reply->command_kind = command->kind;
	reply->update_time_ms = recv_ns / AC_NS_PER_MS;
	memcpy(reply->client_id, command->client_id, sizeof(reply->client_id));
	char message[MESSAGE_SIZE];
	int32_t code = status == STATUS_OK ? ac_reply_error(body, message, sizeof(message)) : 0;
	if (status == STATUS_NONE)
		set_unknown(reply, 0);
	else if (code != 0)
		/* An error that says 200: what an element of a batch looks like. */
		decide_failure(command, STATUS_REFUSED, body, reply);
	else if (status == STATUS_OK)
		decide_success(command, body, recv_ns, rows, ret_rows, reply);
	else
		decide_failure(command, status, body, reply);
	ret_event->time_ns = reply->update_time_ms * AC_NS_PER_MS;
}

int32_t ac_reply_error(struct ac_str body, char *ret_message, size_t message_size)
{
	static const char *const names[] = { "code", "msg" };
	struct ac_json_value values[AC_COUNT(names)];
	int64_t code = 0;
	if (message_size > 0)
		ret_message[0] = '\0';
	if (!ac_json_fields_of(body, names, AC_COUNT(names), values))
		return 0;
	/* Some refusals have words alone. */
	ac_json_field_text(&values[1], ret_message, message_size);
	bool is_code = ac_json_field_int(&values[0], &code) && code < 0 && code >= INT32_MIN;
	return is_code ? (int32_t)code : 0;
}

ac_ms ac_reply_ban_end(const char *message)
{
	static const char words[] = "banned until ";
	const char *at = strstr(message, words);
	if (at == NULL)
		return 0;
	ac_ms end = 0;
	for (at += sizeof(words) - 1; *at >= '0' && *at <= '9' && end < TIME_MS_MAX; at++)
		end = end * 10 + (*at - '0');
	return end >= BAN_MS_MIN && end < TIME_MS_MAX ? end : 0;
}
