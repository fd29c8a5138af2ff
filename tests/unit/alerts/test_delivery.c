/* The whole of alerts against a receiver that fails in every way. */
#include "scene.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "sys/clock.h"
#include "unit/io/authority.h"

#define ERRORS_ONLY (1ull << AC_ALERT_ERROR)

static int clean(void **state)
{
	(void)state;
	(void)remove(folder_path("alerts.json"));
	(void)remove(folder_path("alerts.json.corrupt"));
	scene_wall_ms = 0;
	scene_configure(ERRORS_ONLY);
	return 0;
}

static void test_every_message_arrives_once_and_in_order(void **state)
{
	(void)state;
	struct receiver *receiver = receiver_make(NULL);
	scene_channel("one", receiver);
	receiver_open(receiver);
	struct ac_alerts *alerts = scene_start(NULL, 20000);
	scene_say(alerts, 0, 40);
	WAIT_UNTIL(scene_stats(alerts).sent == 40);
	scene_check(receiver, 0, 40);
	assert_non_null(strstr(receiver->head, "POST /services/" CANARY " HTTP/1.1"));
	assert_non_null(strstr(receiver->head, "Content-Type: application/json"));
	ac_alerts_destroy(alerts, 0);
	receiver_close(receiver);
}

static void test_every_failure_is_tried_again_until_the_receiver_takes_it(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		enum reaction reaction;
		const char *why; /* in the words of the program */
	} cases[] = {
		{ "hangs up", HANG_UP, "one: the connection" },
		{ "cuts the header", CUT_HEADER, "one: the connection was closed before" },
		{ "fails", FAIL_500, "one: answer 500: it does not work just now" },
		{ "wants a pause", WAIT_429, "one: answer 429: it wants fewer messages" },
		{ "wants a pause until", WAIT_429_DATE, "one: answer 429: it wants fewer" },
		{ "answers garbage", GARBAGE, "one: what it answers is not HTTP" },
		{ "never answers", NEVER_ANSWER, "one: no answer in time" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		clean(NULL);
		struct receiver *receiver = receiver_make(NULL);
		scene_channel("one", receiver);
		receiver->reactions[1] = receiver->reactions[2] = cases[i].reaction;
		receiver_open(receiver);
		struct ac_alerts *alerts =
			scene_start(NULL, cases[i].reaction == NEVER_ANSWER ? 200 : 20000);
		scene_say(alerts, 0, 5);
		WAIT_UNTIL(scene_stats(alerts).sent == 5);
		struct ac_alerts_stats stats = scene_stats(alerts);
		scene_check(receiver, 0, 5);
		CHECK_EQ(cases[i].name, stats.failed_attempts, 2);
		CHECK_EQ(cases[i].name, stats.dropped, 0);
		WAIT_UNTIL(!scene_stats(alerts).is_failing);
		if (strncmp(stats.error, cases[i].why, strlen(cases[i].why)) != 0)
			fail_msg("%s: '%s'", cases[i].name, stats.error);
		ac_alerts_destroy(alerts, 0);
		receiver_close(receiver);
	}
}

static void test_retry_after_is_waited_for(void **state)
{
	(void)state;
	struct receiver *receiver = receiver_make(NULL);
	scene_channel("one", receiver);
	receiver->reactions[0] = WAIT_429;
	receiver_open(receiver);
	struct ac_alerts *alerts = scene_start(NULL, 20000);
	ac_ns began = ac_steady_ns(&ac_machine_clock);
	scene_say(alerts, 0, 1);
	WAIT_UNTIL(scene_stats(alerts).sent == 1);
	/* The pauses of its own would be over after some tens of milliseconds. */
	assert_true(ac_steady_ns(&ac_machine_clock) - began >= AC_NS_PER_SEC);
	ac_alerts_destroy(alerts, 0);
	receiver_close(receiver);
}

static void test_refused_connections_are_tried_until_somebody_listens(void **state)
{
	(void)state;
	struct receiver *receiver = receiver_make(NULL);
	scene_channel("one", receiver);
	struct ac_alerts *alerts = scene_start(NULL, 20000);
	scene_say(alerts, 0, 7);
	WAIT_UNTIL(scene_stats(alerts).failed_attempts >= 3);
	assert_true(scene_stats(alerts).is_failing);
	assert_string_equal(scene_stats(alerts).error,
			    "one: no connection: refused, or nobody is there");
	assert_int_equal(scene_stats(alerts).queue, 7);
	receiver_open(receiver);
	WAIT_UNTIL(scene_stats(alerts).sent == 7);
	scene_check(receiver, 0, 7);
	ac_alerts_destroy(alerts, 0);
	receiver_close(receiver);
}

static void test_answers_that_are_slow_long_or_cut_after_200_count_as_delivered(void **state)
{
	(void)state;
	struct receiver *receiver = receiver_make(NULL);
	scene_channel("one", receiver);
	receiver->reactions[0] = SLOWLY;
	receiver->reactions[1] = TAKE_AND_TALK;
	receiver->reactions[2] = TAKE_AND_CUT;
	receiver_open(receiver);
	struct ac_alerts *alerts = scene_start(NULL, 20000);
	scene_say(alerts, 0, 4);
	WAIT_UNTIL(scene_stats(alerts).sent == 4);
	scene_check(receiver, 0, 4);
	assert_int_equal(scene_stats(alerts).failed_attempts, 0);
	ac_alerts_destroy(alerts, 0);
	receiver_close(receiver);
}

static void test_a_definite_refusal_gives_one_message_up_and_not_the_next(void **state)
{
	(void)state;
	static const struct {
		enum reaction reaction;
		const char *why;
	} cases[] = {
		{ GONE_404, "one: answer 404: the address is not (or no longer) valid" },
		{ NO_SERVICE, "one: answer 403: the address is not (or no longer) valid "
			      "(no_service)" },
		{ REDIRECT, "one: answer 302: a redirect, which is not followed; correct the "
			    "address" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		clean(NULL);
		struct receiver *receiver = receiver_make(NULL);
		scene_channel("one", receiver);
		receiver->reactions[0] = cases[i].reaction;
		receiver_open(receiver);
		struct ac_alerts *alerts = scene_start(NULL, 20000);
		scene_say(alerts, 0, 4);
		WAIT_UNTIL(scene_stats(alerts).sent == 3);
		scene_check(receiver, 1, 3);
		assert_int_equal(receiver->requests, 4); /* nothing followed */
		assert_int_equal(scene_stats(alerts).dropped, 1);
		assert_string_equal(scene_stats(alerts).error, cases[i].why);
		ac_alerts_destroy(alerts, 0);
		receiver_close(receiver);
	}
}

static void test_a_channel_that_hangs_holds_up_neither_the_others_nor_the_trader(void **state)
{
	(void)state;
	struct receiver *hanging = receiver_make(NULL), *fine = receiver_make(NULL);
	struct ac_event fact = { .kind = AC_EVENT_FILL };
	scene_channel("one", hanging);
	scene_channel("two", fine);
	for (unsigned i = 0; i < RECEIVER_REQUESTS_MAX; i++)
		hanging->reactions[i] = NEVER_ANSWER;
	receiver_open(hanging);
	receiver_open(fine);
	/* Whoever waited for the first answer would wait for an hour. */
	struct ac_alerts *alerts = scene_start(NULL, 3600000);
	scene_say(alerts, 0, 20);
	WAIT_UNTIL(fine->taken == 20 && hanging->requests == 1);
	scene_check(fine, 0, 20);
	for (unsigned i = 0; i < 100000; i++) {
		(void)ac_fact_ring_push(ac_alerts_facts(alerts), &fact);
		if (i % 10 == 0)
			(void)ac_alerts_say(alerts, AC_ALERT_CONTROL, "again");
	}
	assert_int_equal(hanging->requests, 1);
	assert_int_equal(hanging->taken, 0);
	/* Nor does the end wait: what was not taken is stored. */
	ac_alerts_destroy(alerts, 0);
	receiver_close(hanging);
	receiver_close(fine);
	char *stored = scene_read(folder_path("alerts.json"));
	assert_non_null(strstr(stored, "sentence 19"));
	free(stored);
}

static void test_certificates_must_be_trusted_and_of_that_name(void **state)
{
	(void)state;
	struct authority ours, others;
	char path[160], others_path[160];
	snprintf(path, sizeof(path), "%s", folder_path("authority.pem"));
	snprintf(others_path, sizeof(others_path), "%s", folder_path("others.pem"));
	authority_make(&ours, path);
	authority_make(&others, others_path);
	SSL_CTX *wrong = authority_server(&others, "DNS:localhost", 3600);
	SSL_CTX *stranger = authority_server(&ours, "DNS:example.com", 3600);
	SSL_CTX *right = authority_server(&ours, "DNS:localhost", 3600);
	SSL_CTX *const contexts[] = { wrong, stranger, right };
	for (size_t i = 0; i < AC_COUNT(contexts); i++) {
		clean(NULL);
		struct receiver *receiver = receiver_make(contexts[i]);
		scene_channel("one", receiver);
		receiver_open(receiver);
		struct ac_alerts *alerts = scene_start(path, 20000);
		scene_say(alerts, 0, 3);
		bool is_right = contexts[i] == right;
		WAIT_UNTIL(is_right ? scene_stats(alerts).sent == 3
				    : scene_stats(alerts).failed_attempts >= 2);
		if (is_right) {
			scene_check(receiver, 0, 3);
		} else {
			assert_int_equal(receiver->requests, 0);
			assert_int_equal(scene_stats(alerts).queue, 3);
			assert_string_equal(
				scene_stats(alerts).error,
				"one: its certificate is not to be trusted; nothing was sent");
		}
		ac_alerts_destroy(alerts, 0);
		receiver_close(receiver);
		SSL_CTX_free(contexts[i]);
	}
	authority_free(&ours);
	authority_free(&others);
}

static void test_what_waits_survives_a_restart_and_comes_once(void **state)
{
	(void)state;
	struct stat about;
	struct receiver *receiver = receiver_make(NULL);
	scene_channel("one", receiver);
	struct ac_alerts *alerts = scene_start(NULL, 20000);
	scene_say(alerts, 0, 5);
	WAIT_UNTIL(scene_stats(alerts).queue == 5);
	ac_alerts_destroy(alerts, 0);
	assert_int_equal(stat(folder_path("alerts.json"), &about), 0);
	assert_int_equal(about.st_mode & 0777, 0600);
	receiver_open(receiver);
	alerts = scene_start(NULL, 20000);
	WAIT_UNTIL(scene_stats(alerts).sent == 5);
	ac_alerts_destroy(alerts, 0);
	alerts = scene_start(NULL, 20000);
	scene_say(alerts, 5, 1);
	WAIT_UNTIL(scene_stats(alerts).sent == 1);
	scene_check(receiver, 0, 6);
	ac_alerts_destroy(alerts, 0);
	receiver_close(receiver);
}

static void test_what_waits_survives_a_kill(void **state)
{
	(void)state;
	struct receiver *receiver = receiver_make(NULL);
	scene_channel("one", receiver);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct ac_alerts *alerts = scene_start(NULL, 20000);
		scene_say(alerts, 0, 5);
		for (;;) {
			char *stored = scene_read(folder_path("alerts.json"));
			if (strstr(stored, "sentence 4") != NULL)
				(void)kill(getpid(), SIGKILL);
			free(stored);
			scene_pause();
		}
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	receiver_open(receiver);
	struct ac_alerts *alerts = scene_start(NULL, 20000);
	WAIT_UNTIL(scene_stats(alerts).sent == 5);
	scene_check(receiver, 0, 5);
	ac_alerts_destroy(alerts, 0);
	receiver_close(receiver);
}

static void test_a_file_that_is_not_ours_is_set_aside(void **state)
{
	(void)state;
	FILE *file = fopen(folder_path("alerts.json"), "w");
	assert_non_null(file);
	fputs("{\"version\": 1, \"messages\": [", file);
	fclose(file);
	struct receiver *receiver = receiver_make(NULL);
	scene_channel("one", receiver);
	receiver_open(receiver);
	struct ac_alerts *alerts = scene_start(NULL, 20000);
	scene_say(alerts, 0, 1);
	WAIT_UNTIL(scene_stats(alerts).sent == 1);
	ac_alerts_destroy(alerts, 0);
	receiver_close(receiver);
	char *aside = scene_read(folder_path("alerts.json.corrupt"));
	assert_string_equal(aside, "{\"version\": 1, \"messages\": [");
	free(aside);
}

static void test_the_end_is_said_and_waited_for(void **state)
{
	(void)state;
	struct receiver *receiver = receiver_make(NULL);
	scene_configure(1ull << AC_ALERT_STOPPED);
	scene_channel("one", receiver);
	receiver_open(receiver);
	struct ac_alerts *alerts = scene_start(NULL, 20000);
	ac_alerts_destroy(alerts, PATIENCE_SEC * AC_NS_PER_SEC);
	assert_int_equal(receiver->taken, 1);
	assert_non_null(strstr(receiver->bodies[0], "\"kind\":\"stopped\""));
	assert_non_null(strstr(receiver->bodies[0], "\"mode\":\"testnet\""));
	receiver_close(receiver);
}

static void test_messages_over_the_rate_come_together_the_worst_first(void **state)
{
	(void)state;
	struct receiver *receiver = receiver_make(NULL);
	scene_channel("one", receiver)->per_minute = 4;
	scene_config.rules[AC_ALERT_CONTROL] =
		(struct ac_alert_rule){ .is_on = true, .level = AC_ALERT_CRITICAL };
	receiver_open(receiver);
	struct ac_alerts *alerts = scene_start(NULL, 20000);
	scene_say(alerts, 0, 6);
	WAIT_UNTIL(scene_stats(alerts).sent == 3);
	assert_true(ac_alerts_say(alerts, AC_ALERT_CONTROL, "now!"));
	WAIT_UNTIL(scene_stats(alerts).sent == 4);
	assert_non_null(strstr(receiver->bodies[3], "now!"));
	assert_int_equal(scene_stats(alerts).queue, 3);
	/* The end does not wait for a minute that this program will not see. */
	ac_alerts_destroy(alerts, PATIENCE_SEC * AC_NS_PER_SEC);
	assert_int_equal(receiver->taken, 5);
	assert_non_null(strstr(receiver->bodies[4], "\"kind\":\"digest\""));
	assert_non_null(strstr(receiver->bodies[4], "sentence 5"));
	receiver_close(receiver);
}

static void test_the_test_message_says_what_came_of_it(void **state)
{
	(void)state;
	char why[160] = "";
	struct receiver *receiver = receiver_make(NULL);
	scene_channel("one", receiver)->format = AC_ALERT_SLACK;
	assert_false(ac_alerts_try(&scene_config, 0, "mainnet", NULL, why, sizeof(why)));
	assert_string_equal(why, "no connection: refused, or nobody is there");
	receiver->reactions[0] = NO_SERVICE;
	receiver_open(receiver);
	assert_false(ac_alerts_try(&scene_config, 0, "mainnet", NULL, why, sizeof(why)));
	assert_non_null(strstr(why, "no_service"));
	assert_true(ac_alerts_try(&scene_config, 0, "mainnet", NULL, why, sizeof(why)));
	assert_string_equal(why, "");
	assert_non_null(strstr(receiver->bodies[0], "MAINNET, REAL MONEY"));
	receiver_close(receiver);
}

/* Last: everything before has written to the log, to the file and to stderr. */
static void test_addresses_are_nowhere_but_on_the_wire(void **state)
{
	(void)state;
	struct receiver *receiver = receiver_make(NULL);
	scene_channel("one", receiver);
	struct ac_alerts *alerts = scene_start(NULL, 20000);
	scene_say(alerts, 0, 3);
	WAIT_UNTIL(scene_stats(alerts).failed_attempts >= 2);
	assert_null(strstr(scene_stats(alerts).error, "CANARY"));
	ac_alerts_destroy(alerts, 0);
	receiver_close(receiver);
	ac_log_close();
	fflush(stderr);
	static const char *const names[] = { "alerts.json", "autocoin.jsonl", "stderr" };
	for (size_t i = 0; i < AC_COUNT(names); i++) {
		char *text = scene_read(folder_path(names[i]));
		if (strstr(text, "CANARY") != NULL || strstr(text, "very-secret") != NULL ||
		    strstr(text, "localhost") != NULL)
			fail_msg("%s holds the address", names[i]);
		free(text);
	}
	char *log = scene_read(folder_path("autocoin.jsonl"));
	assert_non_null(strstr(log, "alerts.failing"));
	assert_non_null(strstr(log, "alerts.given_up"));
	free(log);
}

static int begin(void **state)
{
	(void)signal(SIGPIPE, SIG_IGN); /* of the receivers' TLS, in this process */
	if (folder_make(state) != 0)
		return 1;
	const struct ac_log_config log = {
		.level = AC_LOG_DEBUG, .folder = folder, .file_bytes_max = 1 << 24, .files_kept = 1
	};
	if (freopen(folder_path("stderr"), "w", stderr) == NULL)
		return 1;
	return ac_log_open(&log) != AC_OK;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_every_message_arrives_once_and_in_order, clean),
		cmocka_unit_test_setup(
			test_every_failure_is_tried_again_until_the_receiver_takes_it, clean),
		cmocka_unit_test_setup(test_retry_after_is_waited_for, clean),
		cmocka_unit_test_setup(test_refused_connections_are_tried_until_somebody_listens,
				       clean),
		cmocka_unit_test_setup(
			test_answers_that_are_slow_long_or_cut_after_200_count_as_delivered, clean),
		cmocka_unit_test_setup(
			test_a_definite_refusal_gives_one_message_up_and_not_the_next, clean),
		cmocka_unit_test_setup(
			test_a_channel_that_hangs_holds_up_neither_the_others_nor_the_trader,
			clean),
		cmocka_unit_test_setup(test_certificates_must_be_trusted_and_of_that_name, clean),
		cmocka_unit_test_setup(test_what_waits_survives_a_restart_and_comes_once, clean),
		cmocka_unit_test_setup(test_what_waits_survives_a_kill, clean),
		cmocka_unit_test_setup(test_a_file_that_is_not_ours_is_set_aside, clean),
		cmocka_unit_test_setup(test_the_end_is_said_and_waited_for, clean),
		cmocka_unit_test_setup(test_messages_over_the_rate_come_together_the_worst_first,
				       clean),
		cmocka_unit_test_setup(test_the_test_message_says_what_came_of_it, clean),
		cmocka_unit_test_setup(test_addresses_are_nowhere_but_on_the_wire, clean),
	};
	return cmocka_run_group_tests(tests, begin, scene_end);
}
