/* One channel's manners: order, rate, digests, patience. */
#include "check.h"

#include "alerts/channel.h"

static struct ac_alert_channel config;
static struct channel channel;
static struct alert_queue queue;
static const struct alert_message *chosen[BODY_DIGEST_MAX];

static int begin(void **state)
{
	(void)state;
	config = (struct ac_alert_channel){ .name = "one" };
	channel_init(&channel, &config, 0, 1, &channel_patience_default);
	return alert_queue_init(&queue, 200) != AC_OK;
}

static int end(void **state)
{
	(void)state;
	alert_queue_deinit(&queue);
	return 0;
}

static void push(enum ac_alert_level level, unsigned number)
{
	struct alert_message message;
	message_init(&message, AC_ALERT_ERROR, 0, "sim", "main");
	message.level = level;
	message.channels = 1;
	MESSAGE_WRITE(message.title, "%u", number);
	assert_true(alert_queue_push(&queue, &message));
}

/* What it chooses at a moment: titles, or "" and when it wants to be asked again. */
static void check_choice(ac_ms now_ms, const char *expected, ac_ms expected_wake_ms)
{
	char titles[512] = "";
	ac_ms wake_ms;
	uint32_t count = channel_choose(&channel, &queue, now_ms, chosen, &wake_ms);
	for (uint32_t i = 0; i < count; i++) {
		strcat(titles, i > 0 ? " " : "");
		strcat(titles, chosen[i]->title);
	}
	assert_string_equal(titles, expected);
	CHECK_EQ(expected, wake_ms, expected_wake_ms);
}

static void settle(enum delivery_outcome outcome, int64_t retry_after_s, ac_ms now_ms)
{
	struct delivery_result result = { .outcome = outcome, .retry_after_s = retry_after_s };
	(void)channel_settle(&channel, &queue, &result, 0, now_ms);
}

static void test_one_at_a_time_in_order(void **state)
{
	(void)state;
	check_choice(0, "", CHANNEL_NEVER);
	push(AC_ALERT_INFO, 1);
	push(AC_ALERT_CRITICAL, 2);
	check_choice(0, "1", CHANNEL_NEVER);
	check_choice(0, "", CHANNEL_NEVER);
	settle(DELIVERY_DONE, 0, 5);
	check_choice(5, "2", CHANNEL_NEVER);
	settle(DELIVERY_DONE, 0, 6);
	assert_int_equal(queue.count, 0);
}

static void test_pauses_double_up_to_five_minutes_with_a_bounded_jitter(void **state)
{
	(void)state;
	static const ac_ms longest[] = { 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300 };
	bool is_jittered = false;
	ac_ms now = 0;
	push(AC_ALERT_INFO, 1);
	for (size_t i = 0; i < AC_COUNT(longest); i++) {
		check_choice(now, "1", CHANNEL_NEVER);
		settle(DELIVERY_AGAIN, 0, now);
		ac_ms pause = channel.pause_until_ms - now;
		assert_true(pause <= longest[i] * 1000);
		assert_true(pause >= longest[i] * 750);
		is_jittered |= pause != longest[i] * 1000;
		check_choice(now + pause - 1, "", now + pause);
		now += pause;
	}
	assert_true(is_jittered);
	check_choice(now, "1", CHANNEL_NEVER);
	settle(DELIVERY_DONE, 0, now);
	push(AC_ALERT_INFO, 2);
	check_choice(now, "2", CHANNEL_NEVER);
	settle(DELIVERY_AGAIN, 0, now);
	assert_true(channel.pause_until_ms - now <= 1000); /* it began anew */
}

static void test_advice_is_followed_up_to_an_hour(void **state)
{
	(void)state;
	static const struct {
		int64_t advised_s;
		ac_ms pause_ms;
	} cases[] = { { 1, 1000 },
		      { 90, 90000 },
		      { 3600, 3600000 },
		      { 1000000000, 3600000 },
		      { INT64_MAX, 3600000 } };
	push(AC_ALERT_INFO, 1);
	ac_ms now = 0;
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		check_choice(now, "1", CHANNEL_NEVER);
		settle(DELIVERY_AGAIN, cases[i].advised_s, now);
		assert_int_equal(channel.pause_until_ms, now + cases[i].pause_ms);
		now = channel.pause_until_ms;
	}
}

static void test_refused_message_goes_and_the_next_waits_a_minute(void **state)
{
	(void)state;
	push(AC_ALERT_INFO, 1);
	push(AC_ALERT_INFO, 2);
	check_choice(0, "1", CHANNEL_NEVER);
	settle(DELIVERY_REFUSED, 0, 0);
	assert_int_equal(queue.count, 1);
	assert_int_equal(queue.dropped, 1);
	assert_true(channel.is_failing);
	check_choice(59999, "", 60000);
	check_choice(60000, "2", CHANNEL_NEVER);
	settle(DELIVERY_DONE, 0, 60001);
	assert_false(channel.is_failing);
}

static void test_attempts_have_a_bound_where_one_is_set(void **state)
{
	(void)state;
	const struct delivery_result again = { .outcome = DELIVERY_AGAIN };
	push(AC_ALERT_INFO, 1);
	for (unsigned i = 1; i <= 3; i++) {
		check_choice(channel.pause_until_ms, "1", CHANNEL_NEVER);
		(void)channel_settle(&channel, &queue, &again, 3, channel.pause_until_ms);
		assert_int_equal(queue.count, i < 3 ? 1 : 0);
	}
	assert_int_equal(queue.dropped, 1);
}

static void test_what_is_over_the_rate_comes_as_one_the_worst_first(void **state)
{
	(void)state;
	config.per_minute = 4; /* one of them for what is critical */
	for (unsigned i = 1; i <= 3; i++) {
		push(AC_ALERT_INFO, i);
		check_choice(i, ((const char *[]){ "", "1", "2", "3" })[i], CHANNEL_NEVER);
		settle(DELIVERY_DONE, 0, i);
	}
	push(AC_ALERT_INFO, 4);
	push(AC_ALERT_WARNING, 5);
	check_choice(10, "", 60001);
	push(AC_ALERT_CRITICAL, 6);
	check_choice(20, "6", CHANNEL_NEVER);
	settle(DELIVERY_DONE, 0, 21);
	push(AC_ALERT_INFO, 7);
	push(AC_ALERT_CRITICAL, 8);
	check_choice(30, "", 60001);
	check_choice(60000, "", 60001);
	/* The first that is critical, alone; then the others in their order. */
	check_choice(60001, "8", CHANNEL_NEVER);
	settle(DELIVERY_DONE, 0, 60001);
	push(AC_ALERT_CRITICAL, 11);
	check_choice(60002, "11", CHANNEL_NEVER);
	settle(DELIVERY_DONE, 0, 60002);
	check_choice(60003, "", 60020);
	push(AC_ALERT_CRITICAL, 12);
	check_choice(60020, "12 5 4 7", CHANNEL_NEVER);
	settle(DELIVERY_DONE, 0, 60020);
	assert_int_equal(queue.count, 0);
	push(AC_ALERT_INFO, 9);
	push(AC_ALERT_INFO, 10);
	check_choice(120010, "9", CHANNEL_NEVER);
}

static void test_digest_has_a_bound_and_the_rest_follows(void **state)
{
	(void)state;
	config.per_minute = 1;
	for (unsigned i = 0; i < 1 + BODY_DIGEST_MAX + 5; i++)
		push(AC_ALERT_INFO, i);
	check_choice(0, "0", CHANNEL_NEVER);
	settle(DELIVERY_DONE, 0, 0);
	check_choice(1, "", 60000);
	ac_ms wake_ms;
	assert_int_equal(channel_choose(&channel, &queue, 60000, chosen, &wake_ms),
			 BODY_DIGEST_MAX);
	settle(DELIVERY_DONE, 0, 60000);
	assert_int_equal(channel_choose(&channel, &queue, 120000, chosen, &wake_ms), 5);
	settle(DELIVERY_DONE, 0, 120000);
	assert_int_equal(queue.count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_one_at_a_time_in_order),
		TEST(test_pauses_double_up_to_five_minutes_with_a_bounded_jitter),
		TEST(test_advice_is_followed_up_to_an_hour),
		TEST(test_refused_message_goes_and_the_next_waits_a_minute),
		TEST(test_attempts_have_a_bound_where_one_is_set),
		TEST(test_what_is_over_the_rate_comes_as_one_the_worst_first),
		TEST(test_digest_has_a_bound_and_the_rest_follows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
