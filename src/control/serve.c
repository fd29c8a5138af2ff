/* The control server's thread: waits on its sockets, and moves bytes. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control/state.h"
#include "io/loop.h"

/* How long the thread waits where nothing happens: pending requests have a deadline. */
#define POLL_MS 250

static void close_client(struct control_client *client)
{
	close(client->fd);
	char *out = client->out;
	*client = (struct control_client){ .fd = -1, .out = out };
}

/* The kernel says who is at the other end; the socket's mode has asked already, and this asks again
 * where a folder was copied with other rights. */
static bool is_welcome(int fd, char who[64])
{
	struct ucred peer;
	socklen_t size = sizeof(peer);
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
		return false;
	snprintf(who, 64, "uid %u, pid %d", peer.uid, peer.pid);
	return peer.uid == geteuid() || peer.uid == 0;
}

static struct control_client *free_client(struct ac_control_server *server)
{
	for (uint32_t i = 0; i < CONTROL_CLIENTS_MAX; i++) {
		if (server->clients[i].fd < 0)
			return &server->clients[i];
	}
	return NULL;
}

static void accept_one(struct ac_control_server *server)
{
	static const char full[] =
		"{\"ok\":false,\"text\":\"too many programs are connected; close "
		"some and try again\"}\n";
	char who[64];
	int fd = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0)
		return;
	struct control_client *client = free_client(server);
	bool is_usable = client != NULL && is_welcome(fd, who);
	if (is_usable && client->out == NULL) {
		client->out = malloc(CONTROL_OUT_MAX);
		is_usable = client->out != NULL;
	}
	if (!is_usable) {
		if (client == NULL)
			(void)send(fd, full, sizeof(full) - 1, MSG_NOSIGNAL);
		close(fd);
		return;
	}
	client->fd = fd;
	memcpy(client->who, who, sizeof(client->who));
}

static void take_lines(struct ac_control_server *server, struct control_client *client)
{
	size_t begin = 0;
	while (!client->is_ending) {
		char *end = memchr(client->in + begin, '\n', client->in_size - begin);
		if (end == NULL)
			break;
		struct ac_str line = { client->in + begin, (size_t)(end - client->in) - begin };
		control_on_line(server, client, line);
		begin = (size_t)(end - client->in) + 1;
	}
	client->in_size -= begin;
	memmove(client->in, client->in + begin, client->in_size);
	if (client->in_size == sizeof(client->in)) {
		control_refuse(client, "a command may have 4095 bytes at most");
		client->is_ending = true;
	}
}

/* False where the other end has gone. */
static bool read_client(struct ac_control_server *server, struct control_client *client)
{
	ssize_t size = recv(client->fd, client->in + client->in_size,
			    sizeof(client->in) - client->in_size, 0);
	if (size < 0)
		return errno == EAGAIN || errno == EINTR;
	if (size == 0)
		return false;
	client->in_size += (size_t)size;
	take_lines(server, client);
	return true;
}

static bool write_client(struct control_client *client)
{
	control_tell_lost(client);
	while (client->out_begin < client->out_end) {
		ssize_t size = send(client->fd, client->out + client->out_begin,
				    client->out_end - client->out_begin, MSG_NOSIGNAL);
		if (size < 0)
			return errno == EAGAIN || errno == EINTR;
		client->out_begin += (size_t)size;
	}
	client->out_begin = 0;
	client->out_end = 0;
	return !client->is_ending;
}

static struct control_client *find_pending(struct ac_control_server *server, uint64_t id)
{
	for (uint32_t i = 0; i < CONTROL_CLIENTS_MAX; i++) {
		if (server->clients[i].fd >= 0 && server->clients[i].pending_id == id)
			return &server->clients[i];
	}
	return NULL;
}

static void take_from_engine(struct ac_control_server *server)
{
	struct ac_control_answer answer;
	struct ac_event fact;
	uint64_t count;
	ssize_t size = read(server->wake, &count, sizeof(count));
	(void)size; /* nothing to read is as well */
	while (ac_ring_pop(&server->answers, &answer)) {
		server->outstanding--;
		struct control_client *client = find_pending(server, answer.id);
		if (client == NULL)
			continue; /* it has gone, or was told to wait no longer */
		client->pending_id = 0;
		control_on_answer(client, &answer);
	}
	while (ac_fact_ring_pop(&server->facts, &fact))
		control_on_fact(server, &fact);
}

static void expire(struct control_client *client)
{
	if (client->pending_id == 0 || ac_loop_steady_ns() < client->pending_until)
		return;
	client->pending_id = 0;
	control_refuse(client, "the engine did not answer in time; it may still be done, look with "
			       "`autocoin status`");
}

static void serve_clients(struct ac_control_server *server, const struct pollfd *polls)
{
	for (uint32_t i = 0; i < CONTROL_CLIENTS_MAX; i++) {
		struct control_client *client = &server->clients[i];
		if (client->fd < 0)
			continue;
		bool is_alive = true;
		/* The poll may be of an earlier client in this place: then there is nothing yet. */
		if (polls[i].fd == client->fd && (polls[i].revents & (POLLIN | POLLHUP)) != 0)
			is_alive = read_client(server, client);
		if (is_alive)
			expire(client);
		if (!is_alive || !write_client(client))
			close_client(client);
	}
}

void *control_serve(void *self)
{
	struct ac_control_server *server = self;
	struct pollfd polls[CONTROL_CLIENTS_MAX + 2];
	while (!atomic_load(&server->is_ending)) {
		for (uint32_t i = 0; i < CONTROL_CLIENTS_MAX; i++) {
			const struct control_client *client = &server->clients[i];
			short events = POLLIN;
			if (client->out_begin < client->out_end)
				events |= POLLOUT;
			polls[i] = (struct pollfd){ client->fd, events, 0 };
		}
		polls[CONTROL_CLIENTS_MAX] = (struct pollfd){ server->listener, POLLIN, 0 };
		polls[CONTROL_CLIENTS_MAX + 1] = (struct pollfd){ server->wake, POLLIN, 0 };
		if (poll(polls, AC_COUNT(polls), POLL_MS) < 0 && errno != EINTR)
			break;
		take_from_engine(server);
		serve_clients(server, polls);
		if ((polls[CONTROL_CLIENTS_MAX].revents & POLLIN) != 0)
			accept_one(server);
	}
	return NULL;
}
