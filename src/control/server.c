#include <errno.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "control/state.h"

#define FACTS_CAPACITY 8192u

static void wake(void *self)
{
	struct ac_control_server *server = self;
	uint64_t one = 1;
	ssize_t written = write(server->wake, &one, sizeof(one));
	(void)written; /* a full counter wakes as well */
}

/* AC_OK: nobody listens there any more, or nothing is there. A trader that hangs counts as one
 * that listens: its queue of callers may be full, so nothing here may wait for it. */
static enum ac_status check_place(const struct sockaddr_un *address)
{
	struct stat about;
	if (lstat(address->sun_path, &about) != 0)
		return errno == ENOENT ? AC_OK : AC_ERR_IO;
	if (!S_ISSOCK(about.st_mode)) {
		errno = ENOTSOCK; /* somebody's file: it is not ours to remove */
		return AC_ERR_IO;
	}
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return AC_ERR_IO;
	int failed = connect(fd, (const struct sockaddr *)address, sizeof(*address));
	int error = errno;
	close(fd);
	if (failed != 0 && (error == ECONNREFUSED || error == ENOENT))
		return AC_OK;
	errno = failed == 0 || error == EAGAIN ? EADDRINUSE : error;
	return errno == EADDRINUSE ? AC_ERR_EXISTS : AC_ERR_IO;
}

/* The mode that a socket has before it is bound is the one that its file is made with, so that the
 * file is never anybody else's, not for a moment, and the process's own mask stays as it is. */
static enum ac_status bind_alone(struct ac_control_server *server,
				 const struct sockaddr_un *address)
{
	struct stat about;
	server->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (server->listener < 0 || fchmod(server->listener, 0600) != 0 ||
	    bind(server->listener, (const struct sockaddr *)address, sizeof(*address)) != 0)
		return AC_ERR_IO;
	if (lstat(server->path, &about) != 0)
		return AC_ERR_IO;
	server->socket_device = about.st_dev;
	server->socket_inode = about.st_ino;
	if ((about.st_mode & 0177) != 0) {
		errno = EPERM; /* a file system that keeps no modes */
		return AC_ERR_IO;
	}
	/* A mask may have taken more than it should. */
	if (chmod(server->path, 0600) != 0)
		return AC_ERR_IO;
	return listen(server->listener, CONTROL_CLIENTS_MAX) == 0 ? AC_OK : AC_ERR_IO;
}

static enum ac_status listen_on(struct ac_control_server *server)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t size = strlen(server->config.path);
	if (size >= sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		return AC_ERR_IO;
	}
	memcpy(address.sun_path, server->config.path, size + 1);
	memcpy(server->path, server->config.path, size + 1);
	enum ac_status status = check_place(&address);
	if (status != AC_OK)
		return status;
	if (unlink(server->path) != 0 && errno != ENOENT)
		return AC_ERR_IO;
	return bind_alone(server, &address);
}

static enum ac_status make_rings(struct ac_control_server *server)
{
	size_t request_size = sizeof(struct ac_control_request);
	size_t answer_size = sizeof(struct ac_control_answer);
	server->requests_memory = malloc(ac_ring_memory_size(request_size, CONTROL_PENDING_MAX));
	server->answers_memory = malloc(ac_ring_memory_size(answer_size, CONTROL_PENDING_MAX));
	server->view = calloc(1, sizeof(*server->view));
	server->text = malloc(CONTROL_STATE_MAX);
	if (server->requests_memory == NULL || server->answers_memory == NULL ||
	    server->view == NULL || server->text == NULL)
		return AC_ERR_NOMEM;
	enum ac_status status = ac_fact_ring_init(&server->facts, FACTS_CAPACITY);
	server->facts.wake = wake;
	server->facts.self = server;
	if (status == AC_OK)
		status = ac_ring_init(&server->requests, server->requests_memory, request_size,
				      CONTROL_PENDING_MAX);
	if (status == AC_OK)
		status = ac_ring_init(&server->answers, server->answers_memory, answer_size,
				      CONTROL_PENDING_MAX);
	return status;
}

enum ac_status ac_control_server_create(const struct ac_control_server_config *config,
					struct ac_control_server **ret_server)
{
	struct ac_control_server *server = calloc(1, sizeof(*server));
	if (server == NULL)
		return AC_ERR_NOMEM;
	server->config = *config;
	server->listener = -1;
	for (uint32_t i = 0; i < CONTROL_CLIENTS_MAX; i++)
		server->clients[i].fd = -1;
	server->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	enum ac_status status = server->wake < 0 ? AC_ERR_IO : make_rings(server);
	if (status == AC_OK)
		status = listen_on(server);
	if (status == AC_OK) {
		int error = pthread_create(&server->thread, NULL, control_serve, server);
		server->has_thread = error == 0;
		errno = error;
		status = error == 0 ? AC_OK : AC_ERR_IO;
	}
	if (status != AC_OK) {
		int error = errno;
		ac_control_server_destroy(server);
		errno = error;
		return status;
	}
	*ret_server = server;
	return AC_OK;
}

/* Somebody may have put another socket in its place meanwhile: that stays. */
static void take_away(struct ac_control_server *server)
{
	struct stat about;
	if (server->socket_inode != 0 && lstat(server->path, &about) == 0 &&
	    about.st_dev == server->socket_device && about.st_ino == server->socket_inode)
		unlink(server->path);
	if (server->listener >= 0)
		close(server->listener);
}

void ac_control_server_destroy(struct ac_control_server *server)
{
	if (server == NULL)
		return;
	atomic_store(&server->is_ending, true);
	if (server->has_thread) {
		wake(server);
		pthread_join(server->thread, NULL);
	}
	for (uint32_t i = 0; i < CONTROL_CLIENTS_MAX; i++) {
		if (server->clients[i].fd >= 0)
			close(server->clients[i].fd);
		free(server->clients[i].out);
	}
	take_away(server);
	if (server->wake >= 0)
		close(server->wake);
	ac_fact_ring_deinit(&server->facts);
	free(server->requests_memory);
	free(server->answers_memory);
	free(server->view);
	free(server->text);
	free(server);
}

struct ac_fact_ring *ac_control_facts(struct ac_control_server *server)
{
	return &server->facts;
}

bool ac_control_take(struct ac_control_server *server, struct ac_control_request *ret_request)
{
	return ac_ring_pop(&server->requests, ret_request);
}

void ac_control_answer(struct ac_control_server *server, const struct ac_control_answer *answer)
{
	/* Room is certain: no more requests are outstanding than the ring holds. */
	bool is_pushed = ac_ring_push(&server->answers, answer);
	ac_assert(is_pushed);
	wake(server);
}
