/* What waits: bounds, order, repetitions, the file, and sentences of other threads. */
#include "folder.h"

#include <pthread.h>

#include "alerts/post.h"
#include "alerts/queue_file.h"
#include "alerts/say.h"
#include "core/prng.h"

#define NOW 1790000040000

static struct ac_alerts_config config;

static int begin(void **state)
{
	(void)state;
	memset(&config, 0, sizeof(config));
	config.channel_count = 3;
	for (uint32_t i = 0; i < 3; i++) {
		snprintf(config.channels[i].name, sizeof(config.channels[i].name), "c%u", i);
		snprintf(config.channels[i].url, sizeof(config.channels[i].url),
			 "https://example.com/CANARY%u", i);
	}
	return 0;
}

static struct alert_message message_of(enum ac_alert_level level, uint32_t channels,
				       unsigned number)
{
	struct alert_message message;
	message_init(&message, AC_ALERT_ERROR, NOW + number, "sim", "main");
	message.level = level;
	message.channels = channels;
	MESSAGE_WRITE(message.title, "%u", number);
	return message;
}

static void push(struct alert_queue *queue, enum ac_alert_level level, unsigned number)
{
	struct alert_message message = message_of(level, 1, number);
	(void)alert_queue_push(queue, &message);
}

static void check_titles(const struct alert_queue *queue, const char *expected)
{
	char titles[256] = "";
	for (uint32_t i = 0; i < queue->count; i++) {
		strcat(titles, i > 0 ? " " : "");
		strcat(titles, queue->items[i]->title);
	}
	assert_string_equal(titles, expected);
}

static void test_full_queue_loses_the_oldest_of_the_lowest_level(void **state)
{
	(void)state;
	struct alert_queue queue;
	assert_int_equal(alert_queue_init(&queue, 4), AC_OK);
	push(&queue, AC_ALERT_CRITICAL, 1);
	push(&queue, AC_ALERT_INFO, 2);
	push(&queue, AC_ALERT_WARNING, 3);
	push(&queue, AC_ALERT_INFO, 4);
	push(&queue, AC_ALERT_INFO, 5);
	check_titles(&queue, "1 3 4 5");
	push(&queue, AC_ALERT_CRITICAL, 6);
	check_titles(&queue, "1 3 5 6");
	push(&queue, AC_ALERT_CRITICAL, 7);
	push(&queue, AC_ALERT_CRITICAL, 8);
	check_titles(&queue, "1 6 7 8");
	/* What is lower than everything there does not come in. */
	push(&queue, AC_ALERT_WARNING, 9);
	check_titles(&queue, "1 6 7 8");
	push(&queue, AC_ALERT_CRITICAL, 10);
	check_titles(&queue, "6 7 8 10");
	assert_int_equal(queue.dropped, 6);
	assert_int_equal(queue.pushed_out, 6);
	/* What is under way stays. */
	queue.items[0]->flights = 1;
	push(&queue, AC_ALERT_CRITICAL, 11);
	check_titles(&queue, "6 8 10 11");
	alert_queue_deinit(&queue);
}

static void test_message_stays_until_every_channel_has_it(void **state)
{
	(void)state;
	struct alert_queue queue;
	assert_int_equal(alert_queue_init(&queue, 4), AC_OK);
	struct alert_message message = message_of(AC_ALERT_INFO, 5, 1);
	assert_true(alert_queue_push(&queue, &message));
	alert_queue_settle(&queue, 1, 0);
	assert_int_equal(queue.count, 1);
	assert_int_equal(queue.items[0]->channels, 4);
	alert_queue_settle(&queue, 1, 2);
	assert_int_equal(queue.count, 0);
	assert_null(alert_queue_find(&queue, 1));
	alert_queue_settle(&queue, 1, 2); /* it was pushed out meanwhile: nothing */
	alert_queue_deinit(&queue);
}

static void test_losses_are_told_once_there_is_room(void **state)
{
	(void)state;
	struct alert_post post = { .config = &config };
	config.rules[AC_ALERT_ERROR] =
		(struct ac_alert_rule){ .is_on = true, .level = AC_ALERT_WARNING };
	assert_int_equal(alert_queue_init(&post.queue, 4), AC_OK);
	for (unsigned i = 0; i < 7; i++)
		push(&post.queue, AC_ALERT_INFO, i);
	alert_post_tell_losses(&post, NOW, "sim", "main");
	assert_int_equal(post.queue.count, 4);
	alert_queue_settle(&post.queue, post.queue.items[0]->id, 0);
	alert_queue_settle(&post.queue, post.queue.items[0]->id, 0);
	alert_post_tell_losses(&post, NOW, "sim", "main");
	check_titles(&post.queue, "5 6 Alerts were left out: 3");
	alert_post_tell_losses(&post, NOW, "sim", "main");
	assert_int_equal(post.queue.count, 3);
	alert_queue_deinit(&post.queue);
}

static bool tell(struct alert_post *post, const char *symbol, const char *key, ac_ms now_ms,
		 bool is_retry)
{
	struct alert_message message;
	message_init(&message, AC_ALERT_ERROR, now_ms, "sim", "main");
	MESSAGE_WRITE(message.symbol, "%s", symbol);
	MESSAGE_WRITE(message.key, "%s", key);
	return alert_post_tell(post, &message, is_retry);
}

static void test_repetitions_are_counted_and_said_by_the_next(void **state)
{
	(void)state;
	struct alert_post post = { .config = &config };
	config.rules[AC_ALERT_ERROR] = (struct ac_alert_rule){ .is_on = true,
							       .level = AC_ALERT_WARNING,
							       .repeat_after_sec = 300 };
	assert_int_equal(alert_queue_init(&post.queue, 100), AC_OK);
	assert_true(tell(&post, "A", "k", NOW, false));
	for (int i = 1; i <= 14; i++)
		assert_false(tell(&post, "A", "k", NOW + i * 20000, false));
	assert_true(tell(&post, "B", "k", NOW + 1, false));
	assert_true(tell(&post, "A", "other", NOW + 2, false));
	assert_false(tell(&post, "A", "k", NOW + 299999, true)); /* one of the 14 asks again */
	assert_true(tell(&post, "A", "k", NOW + 300000, false));
	assert_int_equal(post.suppressed, 14);
	assert_int_equal(post.queue.count, 4);
	assert_int_equal(post.queue.items[3]->repeats, 14);
	assert_int_equal(post.queue.items[3]->repeats_since_ms, NOW + 20000);
	/* A new count begins; and a clock that was set back silences nobody. */
	assert_false(tell(&post, "A", "k", NOW + 300001, false));
	assert_true(tell(&post, "A", "k", NOW - 1, false));
	/* The one that stood and asks again when the time is over is not its own repetition. */
	assert_false(tell(&post, "B", "k", NOW + 1000, false));
	assert_true(tell(&post, "B", "k", NOW + 300001, true));
	assert_int_equal(post.queue.items[post.queue.count - 1]->repeats, 0);
	alert_queue_deinit(&post.queue);
}

static void test_rules_say_who_gets_it(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		struct ac_alert_rule rule;
		uint32_t channels;
	} cases[] = {
		{ "off", { .is_on = false, .level = AC_ALERT_CRITICAL }, 0 },
		{ "info", { .is_on = true, .level = AC_ALERT_INFO }, 1 },
		{ "warning", { .is_on = true, .level = AC_ALERT_WARNING }, 3 },
		{ "critical", { .is_on = true, .level = AC_ALERT_CRITICAL }, 3 },
		{ "named", { .is_on = true, .level = AC_ALERT_INFO, .channels = 2 }, 2 },
		{ "named, off", { .is_on = true, .level = AC_ALERT_INFO, .channels = 4 }, 0 },
	};
	config.channels[1].level = AC_ALERT_WARNING;
	config.channels[2].url[0] = '\0';
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct alert_post post = { .config = &config };
		config.rules[AC_ALERT_ERROR] = cases[i].rule;
		assert_int_equal(alert_queue_init(&post.queue, 4), AC_OK);
		assert_true(tell(&post, "", "", NOW, false));
		CHECK_EQ(cases[i].name, post.queue.count, cases[i].channels != 0);
		if (post.queue.count == 1) {
			CHECK_EQ(cases[i].name, post.queue.items[0]->channels, cases[i].channels);
			CHECK_EQ(cases[i].name, post.queue.items[0]->level, cases[i].rule.level);
		}
		alert_queue_deinit(&post.queue);
	}
}

static void test_file_gives_back_what_was_written(void **state)
{
	(void)state;
	struct alert_queue queue, again;
	const char *path = folder_path("queue.json");
	struct alert_memory memory = { 20700, { 41, AC_DEC(10500) } }, read_back;
	assert_int_equal(alert_queue_init(&queue, 10), AC_OK);
	assert_int_equal(alert_queue_init(&again, 10), AC_OK);
	struct alert_message message = message_of(AC_ALERT_CRITICAL, 5, 1);
	message.kind = AC_ALERT_EXIT;
	message.is_resolved = true;
	message.repeats = 3;
	message.repeats_since_ms = NOW - 5;
	MESSAGE_WRITE(message.symbol, "%s", "币安人生USDT");
	MESSAGE_WRITE(message.strategy, "vwap");
	MESSAGE_WRITE(message.key, "k");
	MESSAGE_WRITE(message.text, "a \"quote\" \\ and\nlines");
	MESSAGE_WRITE(message.done, "done");
	MESSAGE_WRITE(message.todo, "todo");
	message_number(&message, "Net", "+5 %s", "USDT");
	assert_true(alert_queue_push(&queue, &message));
	push(&queue, AC_ALERT_INFO, 2);
	queue.pushed_out = 9;
	assert_int_equal(queue_file_write(path, "main", &config, &queue, &memory), AC_OK);
	assert_int_equal(queue_file_read(path, "main", &config, &again, &read_back), AC_OK);
	assert_memory_equal(&memory, &read_back, sizeof(memory));
	assert_int_equal(again.count, 2);
	assert_int_equal(again.pushed_out, 9);
	for (uint32_t i = 0; i < 2; i++)
		assert_memory_equal(again.items[i], queue.items[i], sizeof(message));
	/* Counts of another account are not ours; its messages still are to be delivered. */
	alert_queue_deinit(&again);
	assert_int_equal(alert_queue_init(&again, 10), AC_OK);
	config.channels[0].url[0] = '\0'; /* off now */
	assert_int_equal(queue_file_read(path, "other", &config, &again, &read_back), AC_OK);
	assert_int_equal(read_back.rules.trades, 0);
	assert_int_equal(read_back.summary_day, SUMMARY_DAY_NONE);
	assert_int_equal(again.count, 1);
	assert_int_equal(again.items[0]->channels, 4);
	alert_queue_deinit(&queue);
	alert_queue_deinit(&again);
}

/* Cut anywhere, or with a byte changed: refused whole, or read whole. */
static void test_damaged_file_is_refused_and_nothing_of_it_taken(void **state)
{
	(void)state;
	static char text[16384], damaged[16384];
	struct alert_queue queue;
	struct alert_memory memory = { SUMMARY_DAY_NONE, { 0, AC_DEC_ZERO } };
	struct ac_prng prng;
	const char *path = folder_path("damaged.json");
	assert_int_equal(alert_queue_init(&queue, 10), AC_OK);
	push(&queue, AC_ALERT_INFO, 1);
	push(&queue, AC_ALERT_INFO, 2);
	assert_int_equal(queue_file_write(path, "main", &config, &queue, &memory), AC_OK);
	alert_queue_deinit(&queue);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	size_t size = fread(text, 1, sizeof(text), file);
	fclose(file);
	assert_null(strstr(text, "CANARY"));
	ac_prng_init(&prng, 7);
	for (unsigned i = 0; i < 2000; i++) {
		size_t kept = size;
		memcpy(damaged, text, size);
		if (i % 2 == 0)
			kept = ac_prng_below(&prng, size);
		else
			damaged[ac_prng_below(&prng, size)] = (char)ac_prng_next(&prng);
		file = fopen(path, "w");
		assert_non_null(file);
		assert_int_equal(fwrite(damaged, 1, kept, file), kept);
		fclose(file);
		assert_int_equal(alert_queue_init(&queue, 10), AC_OK);
		enum ac_status status = queue_file_read(path, "main", &config, &queue, &memory);
		if (status == AC_OK)
			assert_true(queue.count <= 2);
		else
			assert_int_equal(status, AC_ERR_CORRUPT);
		assert_true(status == AC_OK || queue.count == 0);
		assert_true(i % 2 != 0 || kept + 1 >= size || status == AC_ERR_CORRUPT);
		alert_queue_deinit(&queue);
	}
	assert_int_equal(alert_queue_init(&queue, 10), AC_OK);
	assert_int_equal(
		queue_file_read(folder_path("none.json"), "main", &config, &queue, &memory), AC_OK);
	assert_int_equal(queue_file_read(folder, "main", &config, &queue, &memory), AC_ERR_CORRUPT);
	alert_queue_deinit(&queue);
}

#define SAYERS    4u
#define SENTENCES 5000u

static struct say_queue says;

static void *say_much(void *self)
{
	char text[32];
	unsigned number = *(const unsigned *)self;
	for (unsigned i = 0; i < SENTENCES; i++) {
		snprintf(text, sizeof(text), "%u %u", number, i);
		while (!say_push(&says, AC_ALERT_ERROR, text))
			;
	}
	return NULL;
}

static void test_sentences_of_many_threads_come_whole_and_in_each_ones_order(void **state)
{
	(void)state;
	pthread_t threads[SAYERS];
	unsigned numbers[SAYERS], next[SAYERS] = { 0 };
	say_init(&says);
	for (unsigned i = 0; i < SAYERS; i++) {
		numbers[i] = i;
		assert_int_equal(pthread_create(&threads[i], NULL, say_much, &numbers[i]), 0);
	}
	for (unsigned count = 0; count < SAYERS * SENTENCES;) {
		struct saying saying;
		unsigned number, index;
		if (!say_pop(&says, &saying))
			continue;
		assert_int_equal(sscanf(saying.text, "%u %u", &number, &index), 2);
		assert_true(number < SAYERS);
		assert_int_equal(index, next[number]);
		next[number]++;
		count++;
	}
	for (unsigned i = 0; i < SAYERS; i++)
		pthread_join(threads[i], NULL);
	struct saying none;
	assert_false(say_pop(&says, &none));
}

static void test_full_ear_refuses_and_counts(void **state)
{
	(void)state;
	struct saying saying;
	say_init(&says);
	for (unsigned i = 0; i < SAY_CAPACITY; i++)
		assert_true(say_push(&says, AC_ALERT_ERROR, "x"));
	assert_false(say_push(&says, AC_ALERT_ERROR, "y"));
	assert_int_equal(says.lost, 1);
	assert_true(say_pop(&says, &saying));
	assert_true(say_push(&says, AC_ALERT_ERROR, "z"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_full_queue_loses_the_oldest_of_the_lowest_level, begin),
		cmocka_unit_test_setup(test_message_stays_until_every_channel_has_it, begin),
		cmocka_unit_test_setup(test_losses_are_told_once_there_is_room, begin),
		cmocka_unit_test_setup(test_repetitions_are_counted_and_said_by_the_next, begin),
		cmocka_unit_test_setup(test_rules_say_who_gets_it, begin),
		cmocka_unit_test_setup(test_file_gives_back_what_was_written, begin),
		cmocka_unit_test_setup(test_damaged_file_is_refused_and_nothing_of_it_taken, begin),
		cmocka_unit_test(test_sentences_of_many_threads_come_whole_and_in_each_ones_order),
		cmocka_unit_test(test_full_ear_refuses_and_counts),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
