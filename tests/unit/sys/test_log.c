#include "folder.h"

#include <fcntl.h>
#include <jansson.h>
#include <math.h>
#include <pthread.h>
#include <pty.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "sys/log.h"

static char logs[100];

/* A folder for each test's log. */
static int logs_setup(void **state)
{
	static int number;
	(void)state;
	snprintf(logs, sizeof(logs), "%s/logs-%d", folder, ++number);
	return 0;
}

static struct ac_log_config file_config(enum ac_log_level level)
{
	return (struct ac_log_config){
		.level = level, .folder = logs, .file_bytes_max = 1 << 20, .files_kept = 3
	};
}

/* The whole of a file of the log; owned by the caller. */
static char *content(const char *name)
{
	char path[200];
	snprintf(path, sizeof(path), "%s/%s", logs, name);
	FILE *file = fopen(path, "r");
	if (file == NULL)
		return NULL;
	char *text = calloc(1, 4 << 20);
	size_t size = fread(text, 1, (4 << 20) - 1, file);
	fclose(file);
	text[size] = '\0';
	return text;
}

/* Parses every line; each has ts, level and event. Returns the last one, the caller's. */
static json_t *check_lines(const char *text, size_t *ret_count)
{
	json_t *last = NULL;
	*ret_count = 0;
	for (const char *at = text; *at != '\0';) {
		const char *end = strchr(at, '\n');
		assert_non_null(end);
		json_error_t error;
		json_decref(last);
		last = json_loadb(at, (size_t)(end - at), JSON_REJECT_DUPLICATES, &error);
		if (last == NULL)
			fail_msg("%.*s: %s", (int)(end - at), at, error.text);
		const char *ts = json_string_value(json_object_get(last, "ts"));
		assert_non_null(ts);
		CHECK_EQ("ts", strlen(ts), strlen("2026-01-01T00:00:00.000Z"));
		assert_non_null(json_string_value(json_object_get(last, "level")));
		assert_true(json_string_length(json_object_get(last, "event")) > 0);
		++*ret_count;
		at = end + 1;
	}
	return last;
}

static void check_text(const json_t *line, const char *key, const char *expected)
{
	const char *value = json_string_value(json_object_get(line, key));
	if (value == NULL || strcmp(value, expected) != 0)
		fail_msg("%s is %s, not %s", key, value, expected);
}

static void test_log_line_carries_every_kind_of_field(void **state)
{
	(void)state;
	struct ac_log_config config = file_config(AC_LOG_INFO);
	size_t count;
	assert_int_equal(ac_log_open(&config), AC_OK);
	assert_int_equal(ac_log_open(&config), AC_ERR_EXISTS);
	ac_log(AC_LOG_DEBUG, "below.level", NULL, AC_LOG_INT("x", 1));
	ac_log(AC_LOG_WARN, "order.update", "A \"quoted\" sentence.\n",
	       AC_LOG_TEXT("symbol", "BTCUSDT"), AC_LOG_INT("id", INT64_MIN),
	       AC_LOG_DEC("price", ((struct ac_dec){ 6400010000001 })), AC_LOG_REAL("real", 1.5),
	       AC_LOG_REAL("nan", NAN), AC_LOG_BOOL("flag", true), AC_LOG_TEXT("bad", "\xff\xfe"),
	       AC_LOG_TEXT("null", NULL), AC_LOG_INT("ts", 5));
	ac_log_close();
	ac_log_close();
	char *text = content("autocoin.jsonl");
	json_t *line = check_lines(text, &count);
	CHECK_EQ("lines", count, 1);
	check_text(line, "level", "WARN");
	check_text(line, "event", "order.update");
	check_text(line, "msg", "A \"quoted\" sentence.\n");
	check_text(line, "price", "64000.10000001");
	check_text(line, "bad", "\xef\xbf\xbd\xef\xbf\xbd");
	check_text(line, "null", "");
	CHECK_EQ("id", json_integer_value(json_object_get(line, "id")), INT64_MIN);
	CHECK_EQ("a reserved key", json_integer_value(json_object_get(line, "_ts")), 5);
	assert_true(json_is_null(json_object_get(line, "nan")));
	assert_true(json_is_true(json_object_get(line, "flag")));
	CHECK_EQ("dropped", ac_log_dropped(), 0);
	json_decref(line);
	free(text);
}

static void test_log_line_too_long_stays_valid_and_says_so(void **state)
{
	(void)state;
	struct ac_log_config config = file_config(AC_LOG_DEBUG);
	size_t count;
	char endless[6000];
	memset(endless, '\x01', sizeof(endless)); /* six bytes each when escaped */
	endless[sizeof(endless) - 1] = '\0';
	struct ac_log_field fields[40];
	for (size_t i = 0; i < AC_COUNT(fields); i++)
		fields[i] = AC_LOG_TEXT("key", i % 2 == 0 ? "short" : endless);
	for (size_t i = 0; i < AC_COUNT(fields); i++) {
		char *key = malloc(8);
		snprintf(key, 8, "key%zu", i);
		fields[i].key = key;
	}
	assert_int_equal(ac_log_open(&config), AC_OK);
	ac_log_write(AC_LOG_INFO, "long", endless, fields, AC_COUNT(fields));
	memset(endless, 'x', sizeof(endless) - 1);
	ac_log_write(AC_LOG_INFO, "long", endless, fields, AC_COUNT(fields));
	ac_log_write(AC_LOG_INFO, endless, NULL, NULL, 0);
	ac_log_close();
	char *text = content("autocoin.jsonl");
	json_decref(check_lines(text, &count));
	CHECK_EQ("lines", count, 3);
	char *second = strchr(text, '\n') + 1;
	*strchr(second, '\n') = '\0';
	assert_true(second - text <= 4096);
	assert_non_null(strstr(text, "\"truncated\":true"));
	assert_non_null(strstr(second, "\"truncated\":true"));
	assert_non_null(strstr(second, "\"msg\":\"xxxx"));
	for (size_t i = 0; i < AC_COUNT(fields); i++)
		free((char *)(uintptr_t)fields[i].key);
	free(text);
}

static void test_log_never_shows_a_secret(void **state)
{
	(void)state;
	struct ac_log_config config = file_config(AC_LOG_DEBUG);
	size_t count;
	char late[1100];
	/* It begins before the place where values are cut. */
	memset(late, 'x', sizeof(late));
	memcpy(late + 1020, "topsecretkey", 13);
	assert_int_equal(ac_log_open(&config), AC_OK);
	ac_log_secret_add("");
	ac_log_secret_add(NULL);
	ac_log_secret_add("topsecret");
	ac_log_secret_add("topsecretkey");
	ac_log_secret_add("longerone");
	ac_log_secret_add("longer");
	ac_log_secret_add("quo\"ted\\\n");
	ac_log_secret_add("123456789");
	ac_log(AC_LOG_INFO, "event.topsecret", "key=topsecretkey&x", AC_LOG_TEXT("a", "topsecret"),
	       AC_LOG_TEXT("b", "-quo\"ted\\\n-"), AC_LOG_INT("c", 1234567890),
	       AC_LOG_DEC("d", AC_DEC(123456789)), AC_LOG_TEXT("topsecret", "value"),
	       AC_LOG_TEXT("late", late), AC_LOG_TEXT("e", "longerone"));
	ac_log_close();
	char *text = content("autocoin.jsonl");
	json_t *line = check_lines(text, &count);
	assert_null(strstr(text, "topsec"));
	assert_null(strstr(text, "secretkey"));
	assert_null(strstr(text, "ted"));
	assert_null(strstr(text, "123456789"));
	check_text(line, "msg", "key=***&x");
	check_text(line, "a", "***");
	check_text(line, "b", "-***-");
	check_text(line, "c", "***");
	check_text(line, "d", "***");
	check_text(line, "***", "value");
	check_text(line, "e", "***");
	json_decref(line);
	free(text);
}

static void test_log_rotates_by_size_and_keeps_so_many(void **state)
{
	(void)state;
	struct ac_log_config config = file_config(AC_LOG_INFO);
	config.file_bytes_max = 2000;
	config.files_kept = 2;
	assert_int_equal(ac_log_open(&config), AC_OK);
	for (int i = 0; i < 200; i++)
		ac_log(AC_LOG_INFO, "tick", "one of many", AC_LOG_INT("i", i));
	ac_log_close();
	static const char *const names[] = { "autocoin.jsonl.2", "autocoin.jsonl.1",
					     "autocoin.jsonl" };
	json_int_t next = -1;
	for (size_t i = 0; i < AC_COUNT(names); i++) {
		size_t count;
		char *text = content(names[i]);
		assert_non_null(text);
		assert_true(strlen(text) <= 2000);
		json_t *first = json_loads(text, JSON_DISABLE_EOF_CHECK, NULL);
		json_int_t number = json_integer_value(json_object_get(first, "i"));
		assert_true(next == -1 || number == next);
		json_decref(first);
		json_t *last = check_lines(text, &count);
		next = json_integer_value(json_object_get(last, "i")) + 1;
		json_decref(last);
		free(text);
	}
	CHECK_EQ("the newest is the last", next, 200);
	assert_null(content("autocoin.jsonl.3"));
}

static void test_log_goes_on_behind_a_torn_line(void **state)
{
	(void)state;
	struct ac_log_config config = file_config(AC_LOG_INFO);
	assert_int_equal(mkdir(logs, 0700), 0);
	char path[200];
	snprintf(path, sizeof(path), "%s/autocoin.jsonl", logs);
	FILE *file = fopen(path, "w");
	fputs("{\"ts\":\"torn", file);
	fclose(file);
	assert_int_equal(ac_log_open(&config), AC_OK);
	ac_log_write(AC_LOG_INFO, "after", NULL, NULL, 0);
	ac_log_close();
	size_t count;
	char *text = content("autocoin.jsonl");
	char *second = strchr(text, '\n') + 1;
	json_decref(check_lines(second, &count));
	CHECK_EQ("lines", count, 1);
	free(text);
}

static void sleep_ms(long ms)
{
	const struct timespec time = { ms / 1000, ms % 1000 * 1000000 };
	nanosleep(&time, NULL);
}

static void test_log_full_disk_drops_whole_lines_and_tells_it(void **state)
{
	(void)state;
	struct rlimit limit;
	struct ac_log_config config = file_config(AC_LOG_INFO);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_equal(ac_log_open(&config), AC_OK);
	limit.rlim_cur = 1000;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	for (int i = 0; i < 100; i++)
		ac_log(AC_LOG_INFO, "lost", "may be lost", AC_LOG_INT("i", i));
	for (int i = 0; i < 500 && ac_log_dropped() < 50; i++)
		sleep_ms(10);
	limit.rlim_cur = RLIM_INFINITY;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	uint64_t dropped = ac_log_dropped();
	assert_in_range(dropped, 50, 101);
	ac_log_write(AC_LOG_INFO, "again", NULL, NULL, 0);
	ac_log_close();
	size_t count;
	char *text = content("autocoin.jsonl");
	json_decref(check_lines(text, &count));
	assert_non_null(strstr(text, "\"event\":\"again\""));
	const char *told = strstr(text, "\"event\":\"log.dropped\"");
	assert_non_null(told);
	char total[40];
	snprintf(total, sizeof(total), "\"total\":%" PRIu64, ac_log_dropped());
	assert_non_null(strstr(told, total));
	free(text);
}

static void *log_much(void *argument)
{
	for (int i = 0; i < 2000; i++)
		ac_log(AC_LOG_INFO, "thread", NULL, AC_LOG_INT("of", (intptr_t)argument),
		       AC_LOG_INT("i", i));
	return NULL;
}

static void test_log_of_several_threads_loses_nothing_silently(void **state)
{
	(void)state;
	pthread_t threads[4];
	struct ac_log_config config = file_config(AC_LOG_INFO);
	config.file_bytes_max = 0; /* never rotate */
	assert_int_equal(ac_log_open(&config), AC_OK);
	for (intptr_t i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, log_much, (void *)i), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	uint64_t dropped = ac_log_dropped();
	ac_log_close();
	size_t count;
	char *text = content("autocoin.jsonl");
	json_decref(check_lines(text, &count));
	size_t news = strstr(text, "log.dropped") != NULL;
	assert_true(count >= 8000 - dropped);
	assert_true(dropped == 0 || news > 0);
	free(text);
}

/* Standard error goes to `file` until it is put back. */
static int redirect(int file)
{
	int saved = dup(STDERR_FILENO);
	assert_true(dup2(file, STDERR_FILENO) >= 0);
	return saved;
}

static void put_back(int saved)
{
	dup2(saved, STDERR_FILENO);
	close(saved);
}

/* What the log prints on a terminal, or into a pipe. */
static const char *console_of(bool is_terminal, const char *no_color)
{
	static char shown[8192];
	int ends[2], saved;
	struct ac_log_config config = { .level = AC_LOG_INFO, .is_console = true };
	if (is_terminal)
		assert_int_equal(openpty(&ends[0], &ends[1], NULL, NULL, NULL), 0);
	else
		assert_int_equal(pipe(ends), 0);
	if (no_color == NULL)
		unsetenv("NO_COLOR");
	else
		setenv("NO_COLOR", no_color, 1);
	saved = redirect(ends[1]);
	enum ac_status status = ac_log_open(&config);
	ac_log_secret_add("geheim");
	ac_log(AC_LOG_ERROR, "order.update", "It was \033[2Jrejected geheim",
	       AC_LOG_TEXT("symbol", "BTCUSDT"), AC_LOG_TEXT("why", "two words"),
	       AC_LOG_DEC("price", AC_DEC(5)), AC_LOG_BOOL("ok", false));
	ac_log_close();
	put_back(saved);
	assert_int_equal(status, AC_OK);
	ssize_t size = read(ends[0], shown, sizeof(shown) - 1);
	assert_true(size > 0);
	shown[size] = '\0';
	close(ends[0]);
	close(ends[1]);
	return shown;
}

static void test_log_console_is_for_people_on_a_terminal_and_json_elsewhere(void **state)
{
	(void)state;
	int probe = posix_openpt(O_RDWR | O_NOCTTY);
	int ends[2];
	if (probe < 0 || openpty(&ends[0], &ends[1], NULL, NULL, NULL) != 0) {
		print_message("# skipped: this system has no pseudo-terminals\n");
		skip();
	}
	close(probe);
	close(ends[0]);
	close(ends[1]);
	const char *shown = console_of(true, NULL);
	assert_non_null(strstr(shown, " \033[31mERROR\033[0m order.update"));
	assert_non_null(strstr(shown, " It was \\x1b[2Jrejected *** symbol=BTCUSDT "
				      "why=\"two words\" price=5 ok=no"));
	CHECK_EQ("time", shown[2] == ':' && shown[5] == ':' && shown[8] == '.', 1);
	shown = console_of(true, "1");
	assert_null(strchr(shown, '\033'));
	assert_non_null(strstr(shown, " ERROR order.update"));
	shown = console_of(true, "");
	assert_non_null(strchr(shown, '\033'));
	shown = console_of(false, NULL);
	size_t count;
	json_decref(check_lines(shown, &count));
	CHECK_EQ("lines", count, 1);
}

static void test_log_console_that_nobody_reads_stops_nothing(void **state)
{
	(void)state;
	int ends[2];
	struct ac_log_config config = { .level = AC_LOG_INFO, .is_console = true };
	assert_int_equal(pipe(ends), 0);
	int saved = redirect(ends[1]);
	enum ac_status status = ac_log_open(&config);
	for (int i = 0; i < 20000; i++)
		ac_log(AC_LOG_INFO, "flood", "nobody reads this line", AC_LOG_INT("i", i));
	ac_log_close();
	put_back(saved);
	assert_int_equal(status, AC_OK);
	assert_true(ac_log_dropped() > 1000);
	close(ends[0]);
	close(ends[1]);
}

struct heard {
	int count;
	char event[64], message[300];
};

static void hear(void *self, const char *event, const char *message)
{
	struct heard *heard = self;
	heard->count++;
	snprintf(heard->event, sizeof(heard->event), "%s", event);
	snprintf(heard->message, sizeof(heard->message), "%s", message);
}

static void test_log_tells_of_errors_alone_and_masked(void **state)
{
	struct ac_log_config config = file_config(AC_LOG_INFO);
	struct heard heard = { 0 };
	char secret[] = "topsecret", long_text[2000];
	(void)state;
	assert_int_equal(ac_log_open(&config), AC_OK);
	ac_log_secret_add(secret);
	ac_log_errors_take(hear, &heard);
	ac_log(AC_LOG_WARN, "a.warning", "no matter");
	assert_int_equal(heard.count, 0);
	ac_log(AC_LOG_ERROR, "an.error", "the topsecret is out", AC_LOG_TEXT("x", "y"));
	assert_int_equal(heard.count, 1);
	assert_string_equal(heard.event, "an.error");
	assert_string_equal(heard.message, "the *** is out");
	ac_log(AC_LOG_ERROR, "an.error", NULL);
	assert_string_equal(heard.message, "");
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	ac_log(AC_LOG_ERROR, "an.error", long_text);
	assert_int_equal(strlen(heard.message), 255);
	ac_log_errors_take(NULL, NULL);
	ac_log(AC_LOG_ERROR, "an.error", "nobody hears");
	assert_int_equal(heard.count, 3);
	ac_log_close();
}

static void test_log_before_opening_shows_warnings_only(void **state)
{
	(void)state;
	int ends[2];
	char shown[2000];
	assert_int_equal(pipe(ends), 0);
	int saved = redirect(ends[1]);
	ac_log_write(AC_LOG_INFO, "not.shown", NULL, NULL, 0);
	ac_log_write(AC_LOG_WARN, "shown", NULL, NULL, 0);
	put_back(saved);
	close(ends[1]);
	ssize_t size = read(ends[0], shown, sizeof(shown) - 1);
	close(ends[0]);
	assert_true(size > 0);
	shown[size] = '\0';
	size_t count;
	json_t *line = check_lines(shown, &count);
	CHECK_EQ("lines", count, 1);
	check_text(line, "event", "shown");
	json_decref(line);
}

static void test_log_folder_that_cannot_be_made_is_an_error(void **state)
{
	(void)state;
	struct ac_log_config config = file_config(AC_LOG_INFO);
	config.folder = "/proc/no/such/folder";
	assert_int_equal(ac_log_open(&config), AC_ERR_IO);
	config = file_config(AC_LOG_INFO);
	assert_int_equal(ac_log_open(&config), AC_OK);
	ac_log_close();
}

#define WITH_LOGS(test) cmocka_unit_test_setup(test, logs_setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_LOGS(test_log_line_carries_every_kind_of_field),
		WITH_LOGS(test_log_line_too_long_stays_valid_and_says_so),
		WITH_LOGS(test_log_never_shows_a_secret),
		WITH_LOGS(test_log_rotates_by_size_and_keeps_so_many),
		WITH_LOGS(test_log_goes_on_behind_a_torn_line),
		WITH_LOGS(test_log_full_disk_drops_whole_lines_and_tells_it),
		WITH_LOGS(test_log_of_several_threads_loses_nothing_silently),
		WITH_LOGS(test_log_console_is_for_people_on_a_terminal_and_json_elsewhere),
		WITH_LOGS(test_log_console_that_nobody_reads_stops_nothing),
		WITH_LOGS(test_log_tells_of_errors_alone_and_masked),
		WITH_LOGS(test_log_before_opening_shows_warnings_only),
		WITH_LOGS(test_log_folder_that_cannot_be_made_is_an_error),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
