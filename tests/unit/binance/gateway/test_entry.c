/* Order entry: each command leaves once and is answered once, whatever becomes of the wire. */
#include "fake_wire.h"
#include "sys/clock.h"

#include <stdio.h>
#include <stdlib.h>

static struct ac_command command_of(enum ac_command_kind kind, const char *client_id)
{
	struct ac_command command;
	memset(&command, 0, sizeof(command));
	command.kind = (uint16_t)kind;
	command.book = AC_BOOK_NONE;
	command.side = AC_SIDE_BUY;
	command.type = AC_ORDER_MARKET;
	command.quantity = AC_DEC(1);
	command.is_risk_reducing = kind != AC_COMMAND_PLACE;
	snprintf(command.client_id, sizeof(command.client_id), "%s", client_id);
	return command;
}

static void give(const struct ac_command *command)
{
	fake.port.command(fake.port.self, command, ac_wall_ns(&ac_machine_clock));
}

static int64_t id_of(const char *frame)
{
	const char *at = strstr(frame, "\"id\":");
	assert_non_null(at);
	at += 5;
	return atoll(*at == '"' ? at + 1 : at);
}

static const char *last_frame(void)
{
	const struct ac_link *link = fake_api_link();
	assert_true(link->frame_count > 0);
	return link->frames[link->frame_count - 1];
}

static void answer_api(int status, const char *body)
{
	char text[2048];
	snprintf(text, sizeof(text), "{\"id\":\"%lld\",\"status\":%d,\"%s\":%s}",
		 (long long)id_of(last_frame()), status, status == 200 ? "result" : "error", body);
	fake_say(fake_api_link(), text);
}

static struct ac_reply check_reply(const char *client_id, enum ac_outcome outcome)
{
	struct ac_event event = fake_next();
	assert_int_equal(event.kind, AC_EVENT_REPLY);
	assert_string_equal(event.reply.client_id, client_id);
	assert_int_equal(event.reply.outcome, outcome);
	return event.reply;
}

#define PLACED_2                                                                                   \
	"{\"orderId\":88412007732,\"symbol\":\"AAAUSDT\",\"status\":\"NEW\",\"clientOrderId\":"    \
	"\"e1-2\",\"price\":\"0\",\"origQty\":\"1\",\"executedQty\":\"0\",\"updateTime\":"         \
	"1795000000181}"
#define PLACED                                                                                     \
	"{\"orderId\":88412007731,\"symbol\":\"AAAUSDT\",\"status\":\"NEW\",\"clientOrderId\":"    \
	"\"e1-1\",\"price\":\"0\",\"origQty\":\"1\",\"executedQty\":\"0\",\"updateTime\":"         \
	"1795000000181}"

static void open_with_api(void)
{
	fake.is_ed25519 = false;
	fake_open(true);
	fake_bring_up();
}

static void test_an_order_leaves_over_the_api_and_is_answered_once(void **state)
{
	(void)state;
	open_with_api();
	struct ac_command command = command_of(AC_COMMAND_PLACE, "e1-1");
	give(&command);
	assert_non_null(strstr(last_frame(), "order.place"));
	assert_non_null(strstr(last_frame(), "e1-1"));
	assert_int_equal(ac_gateway_pending(fake.gateway), 1);
	answer_api(200, PLACED);
	assert_int_equal(check_reply("e1-1", AC_OUTCOME_ACCEPTED).exchange_id, 88412007731);
	answer_api(200, PLACED);
	assert_true(fake_is_empty());
	assert_int_equal(ac_gateway_pending(fake.gateway), 0);
	fake_close();
}

static void test_what_left_and_was_not_answered_is_unknown(void **state)
{
	(void)state;
	open_with_api();
	struct ac_command command = command_of(AC_COMMAND_PLACE, "e1-1");
	give(&command);
	fake_pass(9 * AC_NS_PER_SEC);
	assert_true(fake_is_empty());
	fake_pass(2 * AC_NS_PER_SEC);
	check_reply("e1-1", AC_OUTCOME_UNKNOWN);
	answer_api(200, PLACED);
	assert_true(fake_is_empty());
	fake_close();
}

static void test_a_lost_connection_makes_its_orders_unknown_and_the_next_goes_by_rest(void **state)
{
	(void)state;
	open_with_api();
	struct ac_command command = command_of(AC_COMMAND_PLACE, "e1-1");
	give(&command);
	uint32_t frames = fake_api_link()->frame_count;
	fake_api_link()->is_ready = false;
	fake_api_link()->handlers.on_down(fake.gateway, fake_api_link(), "cut");
	check_reply("e1-1", AC_OUTCOME_UNKNOWN);
	assert_true(ac_gateway_is_on_rest(fake.gateway));
	command = command_of(AC_COMMAND_PLACE, "e1-2");
	give(&command);
	assert_int_equal(fake_api_link()->frame_count, frames);
	fake_answer(fake_find("/order", "newClientOrderId=e1-2"), 200, PLACED_2);
	check_reply("e1-2", AC_OUTCOME_ACCEPTED);
	assert_false(fake_has("/order", "e1-1"));
	fake_close();
}

static void test_a_clock_that_is_off_sends_the_order_once_more_by_rest(void **state)
{
	(void)state;
	open_with_api();
	struct ac_command command = command_of(AC_COMMAND_PLACE, "e1-1");
	give(&command);
	answer_api(400, "{\"code\":-1021,\"msg\":\"Timestamp for this request is outside of the "
			"recvWindow.\"}");
	assert_true(fake_is_empty());
	fake_answer(fake_find("/order", "newClientOrderId=e1-1"), 200, PLACED);
	check_reply("e1-1", AC_OUTCOME_ACCEPTED);
	fake_close();
}

static void test_rest_says_what_became_of_an_order(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum ac_http_fate fate;
		enum ac_outcome outcome;
	} rows[] = {
		{ "not sent", AC_HTTP_NOT_SENT, AC_OUTCOME_REFUSED },
		{ "unknown", AC_HTTP_UNKNOWN, AC_OUTCOME_UNKNOWN },
	};
	fake_open(false);
	fake_bring_up();
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		struct ac_command command = command_of(AC_COMMAND_PLACE, "e1-1");
		give(&command);
		fake_fail(fake_find("/order", ""), rows[i].fate);
		struct ac_reply reply = check_reply("e1-1", rows[i].outcome);
		if (rows[i].outcome == AC_OUTCOME_REFUSED)
			assert_int_equal(reply.reaction, AC_REACTION_RETRY);
	}
	fake_close();
}

static void test_without_budget_nothing_leaves(void **state)
{
	(void)state;
	open_with_api();
	fake.budget.banned_until_ms = FAKE_WALL_MS * 2;
	uint32_t frames = fake_api_link()->frame_count;
	struct ac_command command = command_of(AC_COMMAND_PLACE, "e1-1");
	give(&command);
	assert_int_equal(fake_api_link()->frame_count, frames);
	struct ac_reply reply = check_reply("e1-1", AC_OUTCOME_REFUSED);
	assert_int_equal(reply.reaction, AC_REACTION_RETRY);
	fake_close();
}

static void test_entries_leave_a_reserve_for_exits(void **state)
{
	(void)state;
	open_with_api();
	fake.budget.minute = FAKE_WALL_MS - FAKE_WALL_MS % AC_MS_PER_MIN;
	uint32_t placed = 0;
	for (int i = 0; i < 240; i++) {
		struct ac_command command = command_of(AC_COMMAND_PLACE, "e1-1");
		give(&command);
		struct ac_event event;
		if (fake.port.poll(fake.port.self, 0, &event))
			break;
		placed++;
		answer_api(200, PLACED);
		(void)fake_next();
		fake_api_link()->frame_count = 0;
	}
	/* 300 in ten seconds, a fifth of them kept. */
	assert_int_equal(placed, 240);
	struct ac_command refused = command_of(AC_COMMAND_PLACE, "e1-2");
	give(&refused);
	check_reply("e1-2", AC_OUTCOME_REFUSED);
	struct ac_command exit = command_of(AC_COMMAND_PLACE, "x1-1");
	exit.is_risk_reducing = true;
	give(&exit);
	assert_non_null(strstr(last_frame(), "x1-1"));
	fake_close();
}

static void test_cancels_of_one_turn_leave_together_by_rest(void **state)
{
	(void)state;
	fake_open(false);
	fake_bring_up();
	char name[16];
	for (int i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "e1-%d", i);
		struct ac_command command = command_of(AC_COMMAND_CANCEL, name);
		command.type = AC_ORDER_LIMIT;
		give(&command);
	}
	assert_int_equal(fake.question_count, 0);
	ac_gateway_flush(fake.gateway);
	assert_int_equal(fake.question_count, 1);
	fake_answer(
		fake_find("/batchOrders", "e1-0"), 200,
		"[{\"orderId\":1,\"status\":\"CANCELED\",\"clientOrderId\":\"e1-0\","
		"\"executedQty\":"
		"\"0\",\"updateTime\":1},{\"code\":-2011,\"msg\":\"Unknown order sent.\"},{"
		"\"orderId\":3,\"status\":\"CANCELED\",\"clientOrderId\":\"e1-2\",\"executedQty\":"
		"\"0\",\"updateTime\":1}]");
	check_reply("e1-0", AC_OUTCOME_ACCEPTED);
	assert_int_equal(check_reply("e1-1", AC_OUTCOME_REFUSED).code, -2011);
	check_reply("e1-2", AC_OUTCOME_ACCEPTED);
	assert_int_equal(ac_gateway_pending(fake.gateway), 0);
	fake_close();
}

static void test_a_session_that_is_logged_on_signs_no_order(void **state)
{
	(void)state;
	fake.is_ed25519 = true;
	fake_open(true);
	ac_gateway_start(fake.gateway);
	fake_api_link()->handlers.on_open(fake.gateway, fake_api_link());
	assert_non_null(strstr(last_frame(), "session.logon"));
	assert_true(ac_gateway_is_on_rest(fake.gateway));
	answer_api(200, "{\"apiKey\":\"key\",\"authorizedSince\":1}");
	assert_false(ac_gateway_is_on_rest(fake.gateway));
	struct ac_command command = command_of(AC_COMMAND_PLACE, "e1-1");
	give(&command);
	assert_null(strstr(last_frame(), "signature"));
	assert_non_null(strstr(last_frame(), "timestamp"));
	/* The key is revoked: the exchange says so without being asked. */
	fake_say(fake_api_link(), "{\"id\":null,\"status\":401,\"error\":{\"code\":-2015,\"msg\":"
				  "\"Invalid API-key, IP, or permissions for action.\"}}");
	assert_true(fake_api_link()->is_restarted);
	while (fake.gateway->tail - fake.gateway->head > 1)
		(void)fake_next();
	check_reply("e1-1", AC_OUTCOME_UNKNOWN);
	fake.is_ed25519 = false;
	fake_close();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_an_order_leaves_over_the_api_and_is_answered_once),
		cmocka_unit_test(test_what_left_and_was_not_answered_is_unknown),
		cmocka_unit_test(
			test_a_lost_connection_makes_its_orders_unknown_and_the_next_goes_by_rest),
		cmocka_unit_test(test_a_clock_that_is_off_sends_the_order_once_more_by_rest),
		cmocka_unit_test(test_rest_says_what_became_of_an_order),
		cmocka_unit_test(test_without_budget_nothing_leaves),
		cmocka_unit_test(test_entries_leave_a_reserve_for_exits),
		cmocka_unit_test(test_cancels_of_one_turn_leave_together_by_rest),
		cmocka_unit_test(test_a_session_that_is_logged_on_signs_no_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
