#include "site.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static void write_gzip(struct peer_line *line, const char *text)
{
	unsigned char packed[512];
	char head[256];
	z_stream stream = { .next_in = (unsigned char *)(uintptr_t)text,
			    .avail_in = (unsigned)strlen(text),
			    .next_out = packed,
			    .avail_out = sizeof(packed) };
	if (deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	(void)deflate(&stream, Z_FINISH);
	snprintf(head, sizeof(head),
		 "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %lu\r\n\r\n",
		 stream.total_out);
	(void)(peer_write_text(line, head) && peer_write(line, packed, stream.total_out));
	(void)deflateEnd(&stream);
}

/* False: the connection is over. */
static bool react(struct peer_line *line, const struct site *site, unsigned number)
{
	char text[512];
	switch (site->reactions[number]) {
	case ANSWER:
	case ANSWER_AND_CLOSE:
		snprintf(text, sizeof(text),
			 "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nanswer %05u", number);
		return peer_write_text(line, text) && site->reactions[number] == ANSWER;
	case RAW:
		(void)peer_write_text(line, site->raw);
		return false;
	case GZIP:
		write_gzip(line, "{\"packed\":true,\"packed again\":true}");
		return true;
	case SILENCE:
		peer_read_rest(line);
		return false;
	case RESET:
		peer_reset(line);
		return false;
	case CLOSE:
		break;
	}
	return false;
}

static void serve(struct peer_line *line, void *self)
{
	struct site *site = self;
	char head[PEER_HEAD_MAX], body[256];
	while (peer_read_head(line, head)) {
		const char *length = strstr(head, "Content-Length: ");
		size_t size = length != NULL ? strtoul(length + 16, NULL, 10) : 0;
		body[0] = '\0';
		if (size >= sizeof(body) || (size > 0 && !peer_read_all(line, body, size)))
			return;
		body[size] = '\0';
		pthread_mutex_lock(&site->mutex);
		unsigned number = site->requests++;
		if (number >= SITE_REQUESTS_MAX)
			abort();
		memcpy(site->heads[number], head, sizeof(head));
		memcpy(site->bodies[number], body, sizeof(body));
		site->lines[number] = line->index;
		pthread_mutex_unlock(&site->mutex);
		if (!react(line, site, number))
			return;
	}
}

struct site *site_open(SSL_CTX *tls)
{
	struct site *site = calloc(1, sizeof(*site));
	if (site == NULL)
		return NULL;
	pthread_mutex_init(&site->mutex, NULL);
	if (!peer_open(&site->peer, AF_INET, tls, serve, site)) {
		free(site);
		return NULL;
	}
	return site;
}

void site_close(struct site *site)
{
	peer_close(&site->peer);
	pthread_mutex_destroy(&site->mutex);
	free(site);
}
