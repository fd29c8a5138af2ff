#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "core/base.h"

static void test_every_status_has_its_own_value_and_text(void **state)
{
	(void)state;
	static const struct {
		enum ac_status status;
		int value;
	} list[] = {
#define ROW(name, value, text) { name, value },
		AC_STATUS_LIST(ROW)
#undef ROW
	};
	for (size_t i = 0; i < AC_COUNT(list); i++) {
		const char *text = ac_status_text(list[i].status);
		CHECK_EQ(text, list[i].value, -(long long)i);
		assert_true(strlen(text) > 0);
		assert_string_not_equal(text, "unknown status");
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(text, ac_status_text(list[j].status));
	}
	assert_string_equal(ac_status_text((enum ac_status)1), "unknown status");
	assert_string_equal(ac_status_text((enum ac_status) - 1000), "unknown status");
}

static int hook_pipe[2];

static void tell_parent(const char *file, int line, const char *expression)
{
	char text[512];
	int size = snprintf(text, sizeof(text), "%s:%d:%s", file, line, expression);
	if (write(hook_pipe[1], text, (size_t)size) != size)
		_exit(3);
}

/* The death of an assertion is watched from outside, with and without a hook. */
static void check_death(bool with_hook, char *text, size_t size)
{
	assert_int_equal(pipe(hook_pipe), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		signal(SIGABRT, SIG_DFL);
		int always_two = 2;
		if (with_hook)
			ac_assert_hook_set(tell_parent);
		ac_assert(always_two == 2);
		ac_assert(always_two == 3);
		_exit(0);
	}
	close(hook_pipe[1]);
	ssize_t got = read(hook_pipe[0], text, size - 1);
	assert_true(got >= 0);
	text[got] = '\0';
	close(hook_pipe[0]);
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
}

static void test_failed_assertion_tells_the_hook_and_aborts(void **state)
{
	(void)state;
	char text[512];
	check_death(true, text, sizeof(text));
	assert_non_null(strstr(text, "test_base.c:"));
	assert_non_null(strstr(text, "always_two == 3"));
	check_death(false, text, sizeof(text));
	assert_string_equal(text, "");
}

static void test_text_views_compare_by_length_and_bytes(void **state)
{
	(void)state;
	struct ac_str a = ac_str_from("abc");
	CHECK_EQ("size", a.size, 3);
	CHECK_EQ("equal", ac_str_equal(a, AC_STR("abc")), 1);
	CHECK_EQ("other bytes", ac_str_equal(a, AC_STR("abd")), 0);
	CHECK_EQ("prefix", ac_str_equal(a, AC_STR("ab")), 0);
	CHECK_EQ("empty", ac_str_equal(AC_STR(""), (struct ac_str){ NULL, 0 }), 1);
	CHECK_EQ("empty and not", ac_str_equal(AC_STR(""), a), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_status_has_its_own_value_and_text),
		cmocka_unit_test(test_failed_assertion_tells_the_hook_and_aborts),
		cmocka_unit_test(test_text_views_compare_by_length_and_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
