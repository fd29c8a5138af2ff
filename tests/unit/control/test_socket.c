#include "rig.h"

#include <sys/syscall.h>

static void test_socket_is_its_owners_alone_from_its_first_moment(void **state)
{
	struct stat about;
	(void)state;
	assert_int_equal(lstat(rig_path(), &about), 0);
	assert_true(S_ISSOCK(about.st_mode));
	assert_int_equal(about.st_mode & 0777, 0600);
}

/* Looks again and again while another thread makes and removes the socket: no moment is wider. */
static _Atomic bool is_looking;

static void *look(void *self)
{
	bool *is_wide = self;
	struct stat about;
	while (atomic_load(&is_looking)) {
		if (lstat(folder_path("moment.sock"), &about) == 0 && (about.st_mode & 0077) != 0)
			*is_wide = true;
	}
	return NULL;
}

static void test_socket_is_never_wider_even_where_the_mask_is_open(void **state)
{
	pthread_t looker;
	bool is_wide = false;
	char path[128];
	(void)state;
	snprintf(path, sizeof(path), "%s/moment.sock", folder);
	mode_t mask = umask(0);
	atomic_store(&is_looking, true);
	assert_int_equal(pthread_create(&looker, NULL, look, &is_wide), 0);
	for (int i = 0; i < 50; i++) {
		struct ac_control_server *server;
		assert_int_equal(rig_create(path, &server), AC_OK);
		ac_control_server_destroy(server);
	}
	atomic_store(&is_looking, false);
	pthread_join(looker, NULL);
	assert_int_equal(umask(mask), 0); /* the process's own mask was left alone */
	assert_false(is_wide);
}

static void test_socket_of_a_live_trader_is_left_alone(void **state)
{
	struct ac_control_server *second = NULL;
	(void)state;
	assert_int_equal(rig_create(rig_path(), &second), AC_ERR_EXISTS);
	assert_null(second);
	rig_expect("{\"command\":\"pause\"}", true, "pause");
}

/* A trader that hangs and whose queue of callers is full must not hang the next one. */
static void test_socket_of_a_hanging_trader_is_left_alone_without_waiting(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct ac_control_server *server;
	int callers[8];
	(void)state;
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/hang.sock", folder);
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(listener, 1), 0);
	for (size_t i = 0; i < AC_COUNT(callers); i++) {
		callers[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
		(void)!connect(callers[i], (struct sockaddr *)&address, sizeof(address));
	}
	assert_int_equal(rig_create(address.sun_path, &server), AC_ERR_EXISTS);
	for (size_t i = 0; i < AC_COUNT(callers); i++)
		close(callers[i]);
	close(listener);
}

static void test_socket_that_nobody_serves_is_replaced(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct ac_control_server *server;
	struct stat about;
	(void)state;
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/stale.sock", folder);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	close(fd); /* as kill -9 leaves it */
	assert_int_equal(rig_create(address.sun_path, &server), AC_OK);
	ac_control_server_destroy(server);
	assert_int_equal(lstat(address.sun_path, &about), -1);
}

static void test_file_that_is_no_socket_is_not_removed(void **state)
{
	struct ac_control_server *server;
	struct stat about;
	char path[128];
	(void)state;
	snprintf(path, sizeof(path), "%s/precious", folder);
	FILE *file = fopen(path, "w");
	fputs("somebody's", file);
	fclose(file);
	assert_int_equal(rig_create(path, &server), AC_ERR_IO);
	assert_int_equal(errno, ENOTSOCK);
	assert_int_equal(lstat(path, &about), 0);
	assert_int_equal(about.st_size, 10);
}

static void test_end_takes_the_socket_away_but_not_one_of_somebody_else(void **state)
{
	struct ac_control_server *first, *second;
	struct stat about;
	char path[128];
	(void)state;
	snprintf(path, sizeof(path), "%s/taken.sock", folder);
	assert_int_equal(rig_create(path, &first), AC_OK);
	unlink(path);
	assert_int_equal(rig_create(path, &second), AC_OK);
	ac_control_server_destroy(first);
	assert_int_equal(lstat(path, &about), 0);
	ac_control_server_destroy(second);
	assert_int_equal(lstat(path, &about), -1);
}

static void test_path_that_is_too_long_is_refused_on_both_ends(void **state)
{
	struct ac_control_server *server;
	struct ac_control_client *client;
	char path[300];
	struct ac_error error;
	(void)state;
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(rig_create(path, &server), AC_ERR_IO);
	assert_int_equal(errno, ENAMETOOLONG);
	assert_int_equal(ac_control_client_open(path, &client, &error), AC_ERR_RANGE);
	assert_non_null(strstr(error.text, "too long"));
}

static void test_folder_that_is_not_there_is_an_error_with_its_cause(void **state)
{
	struct ac_control_server *server;
	(void)state;
	assert_int_equal(rig_create("/nowhere/control.sock", &server), AC_ERR_IO);
	assert_int_equal(errno, ENOENT);
}

/* The credentials of a call are those of the calling thread: only this one becomes somebody else.
 */
static void become(uid_t uid)
{
	assert_int_equal(syscall(SYS_setresuid, -1, uid, -1), 0);
}

static void test_another_user_is_turned_away(void **state)
{
	struct ac_control_client *client;
	struct ac_error error;
	(void)state;
	if (geteuid() != 0) {
		print_message("# skipped: only root can become another user\n");
		skip();
	}
	assert_int_equal(chmod(folder, 0755), 0);
	become(65534);
	enum ac_status status = ac_control_client_open(rig_path(), &client, &error);
	become(0);
	assert_int_equal(status, AC_ERR_NOT_FOUND);
	assert_non_null(strstr(error.text, "another user's"));
	/* Somebody widened the file: the kernel's word about the caller still stands. */
	assert_int_equal(chmod(rig_path(), 0666), 0);
	become(65534);
	int fd = rig_connect();
	become(0);
	assert_true(fd >= 0);
	json_t *json = rig_json(fd);
	assert_true(json_is_false(json_object_get(json, "ok")));
	assert_non_null(strstr(json_string_value(json_object_get(json, "text")), "another user"));
	json_decref(json);
	(void)!send(fd, "{\"command\":\"pause\"}\n", 20, MSG_NOSIGNAL);
	assert_null(rig_line(fd));
	close(fd);
}

int main(void)
{
#define RUN(test) cmocka_unit_test_setup_teardown(test, rig_setup, rig_teardown)
	const struct CMUnitTest tests[] = {
		RUN(test_socket_is_its_owners_alone_from_its_first_moment),
		RUN(test_socket_is_never_wider_even_where_the_mask_is_open),
		RUN(test_socket_of_a_live_trader_is_left_alone),
		RUN(test_socket_of_a_hanging_trader_is_left_alone_without_waiting),
		RUN(test_socket_that_nobody_serves_is_replaced),
		RUN(test_file_that_is_no_socket_is_not_removed),
		RUN(test_end_takes_the_socket_away_but_not_one_of_somebody_else),
		RUN(test_path_that_is_too_long_is_refused_on_both_ends),
		RUN(test_folder_that_is_not_there_is_an_error_with_its_cause),
		RUN(test_another_user_is_turned_away),
	};
	return cmocka_run_group_tests_name("control socket", tests, folder_make, folder_remove);
}
