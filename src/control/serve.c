/* The control server's thread: waits on its sockets, and moves bytes. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control/state.h"
#include "sys/clock.h"
#include "sys/loop.h"

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

static void turn_away(int fd, const char *line)
{
	ssize_t size = send(fd, line, strlen(line), MSG_NOSIGNAL);
	(void)size; /* whoever does not read it is turned away all the same */
	close(fd);
}

/* False where the process has no descriptors left: asking again at once would be in vain. */
static bool accept_one(struct ac_control_server *server)
{
	char who[64];
	int fd = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0)
		return errno == EAGAIN || errno == EINTR || errno == ECONNABORTED;
	if (!is_welcome(fd, who)) {
		turn_away(fd, "{\"ok\":false,\"text\":\"this trader belongs to another user; only "
			      "its owner may speak with it\"}\n");
		return true;
	}
	struct control_client *client = free_client(server);
	if (client != NULL && client->out == NULL)
		client->out = malloc(CONTROL_OUT_MAX);
	if (client == NULL || client->out == NULL) {
		turn_away(fd, "{\"ok\":false,\"text\":\"16 programs speak with this trader "
			      "already; nothing was done\",\"help\":\"end some of them, such as "
			      "`autocoin tail` and `autocoin top`, and try again\"}\n");
		return true;
	}
	client->fd = fd;
	memcpy(client->who, who, sizeof(client->who));
	return true;
}

/* The lines that are there, one after the other: the next one waits for the answer to the one
 * before, and for a reader that reads. */
static void take_lines(struct ac_control_server *server, struct control_client *client)
{
	size_t begin = 0;
	while (control_may_speak(client)) {
		char *end = memchr(client->in + begin, '\n', client->in_size - begin);
		if (end == NULL)
			break;
		struct ac_str line = { client->in + begin, (size_t)(end - client->in) - begin };
		begin = (size_t)(end - client->in) + 1;
		control_on_line(server, client, line);
	}
	client->in_size -= begin;
	memmove(client->in, client->in + begin, client->in_size);
	if (client->in_size == sizeof(client->in) && control_may_speak(client))
		control_refuse_and_end(client,
				       "a command may have 4095 bytes at most; nothing was done",
				       "each command is one line and ends with a line end");
}

/* False where the other end has gone. */
static bool read_client(struct control_client *client)
{
	if (client->in_size == sizeof(client->in))
		return true;
	ssize_t size = recv(client->fd, client->in + client->in_size,
			    sizeof(client->in) - client->in_size, 0);
	if (size < 0)
		return errno == EAGAIN || errno == EINTR;
	client->has_said_all |= size == 0;
	client->in_size += (size_t)size;
	return true;
}

/* False where the other end has gone. */
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
	return true;
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
	if (client->pending_id == 0 || ac_steady_ns(&ac_machine_clock) < client->pending_until)
		return;
	client->pending_id = 0;
	control_refuse(client,
		       "the engine did not answer in time; what was asked may still be done",
		       "look with `autocoin status` before it is asked again");
}

/* True where nothing more will come of it. */
static bool is_over(const struct control_client *client)
{
	bool has_all = client->out_begin == client->out_end;
	if (client->ending_until != 0)
		return has_all || ac_steady_ns(&ac_machine_clock) >= client->ending_until;
	return client->has_said_all && has_all && client->pending_id == 0;
}

static void serve_client(struct ac_control_server *server, struct control_client *client,
			 short happened)
{
	bool is_alive = true;
	if ((happened & POLLIN) != 0)
		is_alive = read_client(client);
	else if ((happened & (POLLHUP | POLLERR)) != 0)
		is_alive = false;
	if (is_alive) {
		expire(client);
		take_lines(server, client);
		is_alive = write_client(client);
	}
	if (!is_alive || is_over(client))
		close_client(client);
}

static struct pollfd poll_of(const struct control_client *client)
{
	struct pollfd wait = { client->fd, 0, 0 };
	if (control_may_speak(client) && !client->has_said_all)
		wait.events |= POLLIN;
	if (client->out_begin < client->out_end)
		wait.events |= POLLOUT;
	return wait;
}

void *control_serve(void *self)
{
	struct ac_control_server *server = self;
	struct pollfd polls[CONTROL_CLIENTS_MAX + 2];
	bool may_accept = true;
	while (!atomic_load(&server->is_ending)) {
		for (uint32_t i = 0; i < CONTROL_CLIENTS_MAX; i++)
			polls[i] = poll_of(&server->clients[i]);
		polls[CONTROL_CLIENTS_MAX] =
			(struct pollfd){ may_accept ? server->listener : -1, POLLIN, 0 };
		polls[CONTROL_CLIENTS_MAX + 1] = (struct pollfd){ server->wake, POLLIN, 0 };
		if (poll(polls, AC_COUNT(polls), POLL_MS) < 0 && errno != EINTR)
			break;
		take_from_engine(server);
		for (uint32_t i = 0; i < CONTROL_CLIENTS_MAX; i++) {
			if (server->clients[i].fd >= 0)
				serve_client(server, &server->clients[i], polls[i].revents);
		}
		may_accept =
			(polls[CONTROL_CLIENTS_MAX].revents & POLLIN) == 0 || accept_one(server);
	}
	return NULL;
}
