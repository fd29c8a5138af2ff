#include "folder.h"

#include <errno.h>
#include <sys/stat.h>

#include "sys/whole_file.h"

static void test_file_replace_makes_folders_and_sets_the_mode(void **state)
{
	(void)state;
	const char *path = folder_path("a/b/c.json");
	mode_t mask = umask(0077);
	assert_int_equal(ac_file_replace(path, "first", 5, 0644), AC_OK);
	assert_int_equal(ac_file_replace(path, "2nd", 3, 0644), AC_OK);
	umask(mask);
	struct stat about;
	assert_int_equal(stat(path, &about), 0);
	CHECK_EQ("mode", about.st_mode & 0777, 0644);
	CHECK_EQ("size", about.st_size, 3);
	assert_int_equal(stat(folder_path("a/b/c.json.new"), &about), -1);
}

static void test_file_replace_keeps_the_old_content_when_it_fails(void **state)
{
	(void)state;
	const char *path = folder_path("kept");
	assert_int_equal(ac_file_replace(path, "old", 3, 0600), AC_OK);
	/* The place for the file beside is taken by a folder. */
	assert_int_equal(mkdir(folder_path("kept.new"), 0700), 0);
	errno = 0;
	assert_int_equal(ac_file_replace(path, "new", 3, 0600), AC_ERR_IO);
	CHECK_EQ("errno", errno, EISDIR);
	struct stat about;
	assert_int_equal(stat(path, &about), 0);
	CHECK_EQ("size", about.st_size, 3);
	assert_int_equal(ac_file_replace("/proc/nothing/here", "x", 1, 0600), AC_ERR_IO);
	char endless[8192];
	memset(endless, 'a', sizeof(endless));
	endless[sizeof(endless) - 1] = '\0';
	assert_int_equal(ac_file_replace(endless, "x", 1, 0600), AC_ERR_IO);
	CHECK_EQ("errno", errno, ENAMETOOLONG);
	assert_int_equal(ac_file_folders_make(endless), AC_ERR_IO);
}

static void test_file_folders_that_exist_are_fine_and_files_in_the_way_are_not(void **state)
{
	(void)state;
	assert_int_equal(ac_file_folders_make(folder_path("x/y/z")), AC_OK);
	assert_int_equal(ac_file_folders_make(folder_path("x/y/z")), AC_OK);
	assert_int_equal(ac_file_folders_make("no-folder-needed"), AC_OK);
	struct stat about;
	assert_int_equal(stat(folder_path("x/y"), &about), 0);
	assert_int_equal(stat(folder_path("x/y/z"), &about), -1);
	assert_int_equal(ac_file_replace(folder_path("plain"), "x", 1, 0600), AC_OK);
	assert_int_equal(ac_file_replace(folder_path("plain/below"), "x", 1, 0600), AC_ERR_IO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_file_replace_makes_folders_and_sets_the_mode),
		cmocka_unit_test(test_file_replace_keeps_the_old_content_when_it_fails),
		cmocka_unit_test(
			test_file_folders_that_exist_are_fine_and_files_in_the_way_are_not),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
