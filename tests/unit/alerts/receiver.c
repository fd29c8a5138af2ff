#include "receiver.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

struct line {
	struct receiver *receiver;
	int socket;
	SSL *ssl;
};

static void must(bool is_ok, const char *what)
{
	if (is_ok)
		return;
	perror(what);
	abort();
}

/* False: it ended, or the test does. */
static bool wait_readable(const struct line *line)
{
	struct pollfd one = { .fd = line->socket, .events = POLLIN };
	if (line->ssl != NULL && SSL_pending(line->ssl) > 0)
		return true;
	while (!line->receiver->is_closing) {
		if (poll(&one, 1, 20) > 0)
			return true;
	}
	return false;
}

static size_t read_some(const struct line *line, char *bytes, size_t size)
{
	if (!wait_readable(line))
		return 0;
	ssize_t count = line->ssl != NULL ? SSL_read(line->ssl, bytes, (int)size)
					  : recv(line->socket, bytes, size, 0);
	return count > 0 ? (size_t)count : 0;
}

static void write_all(const struct line *line, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t count = line->ssl != NULL ? SSL_write(line->ssl, bytes, (int)size)
						  : send(line->socket, bytes, size, MSG_NOSIGNAL);
		if (count <= 0)
			return;
		bytes += count;
		size -= (size_t)count;
	}
}

static void write_text(const struct line *line, const char *text)
{
	write_all(line, text, strlen(text));
}

/* The body, terminated; NULL: no whole request came. */
static char *read_request(const struct line *line)
{
	char *text = calloc(1, RECEIVER_BODY_MAX);
	must(text != NULL, "memory");
	size_t size = 0, got;
	while ((got = read_some(line, text + size, RECEIVER_BODY_MAX - 1 - size)) > 0) {
		size += got;
		const char *end = strstr(text, "\r\n\r\n");
		const char *length = strcasestr(text, "Content-Length: ");
		if (end == NULL || length == NULL)
			continue;
		size_t wanted = strtoul(length + 16, NULL, 10);
		size_t head = (size_t)(end - text) + 4;
		if (size < head + wanted)
			continue;
		snprintf(line->receiver->head, sizeof(line->receiver->head), "%.*s", (int)head,
			 text);
		memmove(text, text + head, wanted);
		text[wanted] = '\0';
		return text;
	}
	free(text);
	return NULL;
}

static void answer_slowly(const struct line *line)
{
	static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
	for (size_t i = 0; i < sizeof(answer) - 1; i++) {
		write_all(line, answer + i, 1);
		usleep(1000);
	}
}

static void talk(const struct line *line)
{
	static char words[4096];
	memset(words, 'x', sizeof(words));
	write_text(line, "HTTP/1.1 200 OK\r\nContent-Length: 8388608\r\n\r\n");
	for (int i = 0; i < 2048 && !line->receiver->is_closing; i++)
		write_all(line, words, sizeof(words));
}

static void answer_later(const struct line *line)
{
	char text[160], date[64];
	time_t later = time(NULL) + 1;
	struct tm at;
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&later, &at));
	snprintf(text, sizeof(text),
		 "HTTP/1.1 429 Too Many Requests\r\nRetry-After: %s\r\nContent-Length: 0\r\n\r\n",
		 date);
	write_text(line, text);
}

static bool is_taken(enum reaction reaction)
{
	return reaction == TAKE || reaction == SLOWLY || reaction == TAKE_AND_TALK ||
	       reaction == TAKE_AND_CUT;
}

static void react(const struct line *line, enum reaction reaction)
{
	char text[256], byte;
	switch (reaction) {
	case TAKE:
		write_text(line, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
		break;
	case NEVER_ANSWER:
		while (read_some(line, &byte, 1) > 0)
			;
		break;
	case HANG_UP:
		break;
	case CUT_HEADER:
		write_text(line, "HTTP/1.1 200 OK\r\nContent-Le");
		break;
	case FAIL_500:
		write_text(line, "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n");
		break;
	case WAIT_429:
		write_text(line, "HTTP/1.1 429 Slow\r\nRetry-After: 1\r\nContent-Length: "
				 "0\r\n\r\n");
		break;
	case WAIT_429_DATE:
		answer_later(line);
		break;
	case GONE_404:
		write_text(line, "HTTP/1.1 404 No\r\nContent-Length: 3\r\n\r\nNo!");
		break;
	case NO_SERVICE:
		write_text(line, "HTTP/1.1 403 No\r\nContent-Length: 10\r\n\r\nno_service");
		break;
	case GARBAGE:
		write_text(line, "\x16\x03\x01 garbage, and no end of it\r\n\r\n");
		break;
	case SLOWLY:
		answer_slowly(line);
		break;
	case REDIRECT:
		snprintf(text, sizeof(text),
			 "HTTP/1.1 302 There\r\nLocation: http://127.0.0.1:%u/there\r\n"
			 "Content-Length: 0\r\n\r\n",
			 line->receiver->port);
		write_text(line, text);
		break;
	case TAKE_AND_TALK:
		talk(line);
		break;
	case TAKE_AND_CUT:
		write_text(line, "HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\nok");
		break;
	}
}

static void serve(struct line *line)
{
	struct receiver *receiver = line->receiver;
	char *body = NULL;
	if (receiver->tls != NULL) {
		line->ssl = SSL_new(receiver->tls);
		SSL_set_fd(line->ssl, line->socket);
		if (!wait_readable(line) || SSL_accept(line->ssl) != 1)
			return;
	}
	unsigned number = receiver->requests;
	must(number < RECEIVER_REQUESTS_MAX, "too many requests");
	enum reaction reaction = receiver->reactions[number];
	if (reaction != HANG_UP) {
		body = read_request(line);
		if (body == NULL)
			return;
	}
	receiver->requests++;
	if (is_taken(reaction)) {
		receiver->bodies[receiver->taken] = body;
		receiver->taken++;
		body = NULL;
	}
	free(body);
	react(line, reaction);
}

static void *receive(void *self)
{
	struct receiver *receiver = self;
	struct pollfd one = { .fd = receiver->listener, .events = POLLIN };
	while (!receiver->is_closing) {
		if (poll(&one, 1, 20) <= 0)
			continue;
		struct line line = { .receiver = receiver };
		line.socket = accept4(receiver->listener, NULL, NULL, SOCK_CLOEXEC);
		if (line.socket < 0)
			continue;
		serve(&line);
		SSL_free(line.ssl);
		shutdown(line.socket, SHUT_RDWR);
		close(line.socket);
	}
	return NULL;
}

struct receiver *receiver_make(SSL_CTX *tls)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address);
	struct receiver *receiver = calloc(1, sizeof(*receiver));
	must(receiver != NULL, "memory");
	receiver->tls = tls;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	receiver->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	must(receiver->listener >= 0 &&
		     bind(receiver->listener, (struct sockaddr *)&address, size) == 0 &&
		     getsockname(receiver->listener, (struct sockaddr *)&address, &size) == 0,
	     "a port on loopback");
	receiver->port = ntohs(address.sin_port);
	return receiver;
}

void receiver_open(struct receiver *receiver)
{
	must(listen(receiver->listener, 64) == 0, "listen");
	must(pthread_create(&receiver->thread, NULL, receive, receiver) == 0, "a thread");
}

void receiver_close(struct receiver *receiver)
{
	if (receiver == NULL)
		return;
	receiver->is_closing = true;
	if (receiver->thread != 0)
		pthread_join(receiver->thread, NULL);
	close(receiver->listener);
	for (unsigned i = 0; i < receiver->taken; i++)
		free(receiver->bodies[i]);
	free(receiver);
}
