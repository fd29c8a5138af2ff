/* Requests: who may ask, the files of the page, and questions for the worker. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "dashboard/assets.h"
#include "dashboard/server.h"

#define HEAD_SIZE   2048u
#define QUERY_SIZE  4096u
#define PIECE_SIZE  (64u << 10)
#define HEADER_SIZE 512u
#define SEND_SECS   10

#define STRANGER         "this Host or Origin is not served"
#define STRANGER_HELP    "use the address of the machine, localhost, or set DASHBOARD_HOST"
#define READING          "GET, HEAD"
#define NOT_READING      "only GET and HEAD are answered"
#define NOT_READING_HELP "nothing can be changed over HTTP; see docs/control.md"

/* The name in a Host header or an origin, without its port. */
static void cut_port(char *host)
{
	char *end = host[0] == '[' ? strchr(host, ']') : strchr(host, ':');
	if (end != NULL && host[0] == '[')
		memmove(host, host + 1, (size_t)(end - host)), end[-1] = '\0';
	else if (end != NULL)
		*end = '\0';
}

/* A stranger's name that leads to this machine (DNS rebinding) is not one of these. */
static bool is_own_name(const struct ac_dashboard *dashboard, const char *host)
{
	struct in_addr v4;
	struct in6_addr v6;
	return inet_pton(AF_INET, host, &v4) == 1 || inet_pton(AF_INET6, host, &v6) == 1 ||
	       strcasecmp(host, "localhost") == 0 || strcasecmp(host, dashboard->host) == 0;
}

static bool header_of(struct lws *wsi, enum lws_token_indexes token, char text[HEADER_SIZE])
{
	return lws_hdr_copy(wsi, text, HEADER_SIZE, token) > 0;
}

bool server_is_for_us(const struct ac_dashboard *dashboard, struct lws *wsi)
{
	char host[HEADER_SIZE], origin[HEADER_SIZE], name[HEADER_SIZE];
	if (!header_of(wsi, WSI_TOKEN_HOST, host))
		return false;
	snprintf(name, sizeof(name), "%s", host);
	cut_port(name);
	if (!is_own_name(dashboard, name))
		return false;
	if (lws_hdr_total_length(wsi, WSI_TOKEN_ORIGIN) == 0)
		return true; /* not a browser's page, or the page itself */
	if (!header_of(wsi, WSI_TOKEN_ORIGIN, origin))
		return false;
	const char *authority = strstr(origin, "://");
	return authority != NULL && strcasecmp(authority + 3, host) == 0;
}

/* Behind an answer to a request that brings a body, or may, nothing is read: whoever trickles one
 * would keep the place for as long as they like. */
static bool has_body(struct lws *wsi)
{
	return (lws_hdr_total_length(wsi, WSI_TOKEN_GET_URI) == 0 &&
		lws_hdr_total_length(wsi, WSI_TOKEN_HEAD_URI) == 0) ||
	       lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH) > 0 ||
	       lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0;
}

/* Less than 0: the connection is to be closed. */
static int end_reply(struct ac_dashboard *dashboard, struct connection *connection)
{
	server_forget(dashboard, connection);
	if (connection->is_last || lws_http_transaction_completed(connection->wsi) != 0)
		return -1;
	return 0;
}

/* Starts an answer; the body follows when the socket takes it. `body` is taken over where
 * `is_owned`. */
struct reply {
	unsigned int status;
	const char *content_type, *encoding, *cache, *etag, *extra_name, *extra;
	unsigned char *body;
	size_t size;
	bool is_owned;
};

static bool put_header(struct lws *wsi, const char *name, const char *value, unsigned char **at,
		       unsigned char *end)
{
	return value == NULL || lws_add_http_header_by_name(wsi, (const unsigned char *)name,
							    (const unsigned char *)value,
							    (int)strlen(value), at, end) == 0;
}

static int start_reply(struct ac_dashboard *dashboard, struct connection *connection,
		       const struct reply *reply)
{
	unsigned char buffer[LWS_PRE + HEAD_SIZE];
	unsigned char *start = buffer + LWS_PRE, *at = start, *end = buffer + sizeof(buffer) - 1;
	struct lws *wsi = connection->wsi;
	connection->body = reply->body;
	connection->body_size = reply->size;
	connection->body_sent = 0;
	connection->is_body_owned = reply->is_owned;
	if (lws_add_http_header_status(wsi, reply->status, &at, end) != 0 ||
	    !put_header(wsi, "content-type:", reply->content_type, &at, end) ||
	    !put_header(wsi, "content-encoding:", reply->encoding, &at, end) ||
	    !put_header(wsi, "vary:", "accept-encoding", &at, end) ||
	    !put_header(wsi, "cache-control:", reply->cache, &at, end) ||
	    !put_header(wsi, "etag:", reply->etag, &at, end) ||
	    !put_header(wsi, reply->extra_name, reply->extra, &at, end) ||
	    !put_header(wsi, "connection:", connection->is_last ? "close" : NULL, &at, end) ||
	    (reply->status != 304 &&
	     lws_add_http_header_content_length(wsi, reply->size, &at, end) != 0) ||
	    lws_finalize_write_http_header(wsi, start, &at, end) != 0)
		return -1;
	atomic_fetch_add(&dashboard->bytes, (uint64_t)(at - start));
	/* From here on it is the reader who may be slow. */
	lws_set_timeout(wsi, PENDING_TIMEOUT_HTTP_CONTENT, SEND_SECS);
	if (connection->is_head || reply->size == 0)
		return end_reply(dashboard, connection);
	lws_callback_on_writable(wsi);
	return 0;
}

static size_t write_error(char *body, unsigned int status, const char *what, const char *help)
{
	return (size_t)snprintf(body, HEADER_SIZE,
				"{\"error\":{\"status\":%u,\"what\":\"%s\",\"help\":\"%s\"}}",
				status, what, help);
}

static int refuse(struct ac_dashboard *dashboard, struct connection *connection,
		  unsigned int status, const char *what, const char *help)
{
	char *body = malloc(HEADER_SIZE);
	if (body == NULL)
		return -1;
	size_t size = write_error(body, status, what, help);
	struct reply reply = { .status = status,
			       .content_type = "application/json",
			       .cache = "no-store",
			       .extra_name = "allow:",
			       .extra = status == 405 ? READING : NULL,
			       .body = (unsigned char *)body,
			       .size = size,
			       .is_owned = true };
	if (status == 503) {
		reply.extra_name = "retry-after:";
		reply.extra = "1";
	}
	return start_reply(dashboard, connection, &reply);
}

/* A connection that is not let into another protocol has no answer under way yet, and nothing comes
 * behind it: header and body leave in one piece. */
int server_refuse_protocol(struct lws *wsi, unsigned int status)
{
	static const struct {
		unsigned int status;
		const char *what, *help;
	} refusals[] = {
		{ 403, STRANGER, STRANGER_HELP },
		{ 404, "no live socket is there", "it is at /live" },
		{ 405, NOT_READING, NOT_READING_HELP },
		{ 503, "no room for another browser, or no trader runs",
		  "close one; /api/v1 answers all the same" },
		{ 400, "the only upgrade is to a WebSocket of version 13, without a subprotocol",
		  "ask without one, or see the live socket in docs/api.md" },
	};
	unsigned char buffer[LWS_PRE + HEAD_SIZE + HEADER_SIZE];
	unsigned char *start = buffer + LWS_PRE, *at = start, *end = start + HEAD_SIZE;
	char body[HEADER_SIZE];
	size_t i = 0;
	while (i + 1 < AC_COUNT(refusals) && refusals[i].status != status)
		i++;
	size_t size = write_error(body, status, refusals[i].what, refusals[i].help);
	if (lws_add_http_header_status(wsi, status, &at, end) != 0 ||
	    !put_header(wsi, "content-type:", "application/json", &at, end) ||
	    !put_header(wsi, "cache-control:", "no-store", &at, end) ||
	    !put_header(wsi, "allow:", status == 405 ? READING : NULL, &at, end) ||
	    !put_header(wsi, "connection:", "close", &at, end) ||
	    lws_add_http_header_content_length(wsi, size, &at, end) != 0 ||
	    lws_finalize_http_header(wsi, &at, end) != 0)
		return -1;
	memcpy(at, body, size);
	(void)lws_write(wsi, start, (size_t)(at - start) + size, LWS_WRITE_HTTP_HEADERS);
	return -1;
}

static bool accepts_gzip(struct lws *wsi)
{
	char text[HEADER_SIZE];
	return header_of(wsi, WSI_TOKEN_HTTP_ACCEPT_ENCODING, text) && strstr(text, "gzip") != NULL;
}

static int give_asset(struct ac_dashboard *dashboard, struct connection *connection,
		      const struct ac_asset *asset)
{
	char known[HEADER_SIZE];
	struct lws *wsi = connection->wsi;
	bool is_gzip = accepts_gzip(wsi);
	struct reply reply = {
		.status = 200,
		.content_type = asset->content_type,
		.encoding = is_gzip ? "gzip" : NULL,
		.cache = asset->is_immutable ? "public, max-age=31536000, immutable" : "no-cache",
		.etag = asset->etag,
		/* Constant bytes of the program, which nothing writes to. */
		.body = (unsigned char *)(is_gzip ? asset->gzip : asset->plain),
		.size = is_gzip ? asset->gzip_size : asset->plain_size,
	};
	if (header_of(wsi, WSI_TOKEN_HTTP_IF_NONE_MATCH, known) &&
	    strcmp(known, asset->etag) == 0) {
		reply.status = 304;
		reply.encoding = NULL;
		reply.size = 0;
	}
	return start_reply(dashboard, connection, &reply);
}

static bool is_plain(char byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
	       (byte >= 'A' && byte <= 'Z') || strchr("-._~", byte) != NULL;
}

/* lws hands over the arguments decoded and apart; they are put together again, so that the
 * interface has one reader of queries. */
static bool join_query(struct lws *wsi, char *query, size_t size)
{
	char part[HEADER_SIZE];
	size_t used = 0;
	for (int i = 0;; i++) {
		int length =
			lws_hdr_copy_fragment(wsi, part, sizeof(part), WSI_TOKEN_HTTP_URI_ARGS, i);
		if (length < 0)
			break;
		bool is_value = false;
		if (used + 3 * (size_t)length + 2 > size)
			return false;
		if (i > 0)
			query[used++] = '&';
		for (int k = 0; k < length; k++) {
			bool is_equals = part[k] == '=' && !is_value;
			is_value |= is_equals;
			if (is_equals || (part[k] != '\0' && is_plain(part[k])))
				query[used++] = part[k];
			else
				used += (size_t)snprintf(query + used, size - used, "%%%02X",
							 (unsigned char)part[k]);
		}
	}
	query[used] = '\0';
	/* An argument that did not fit is missing from the list, not cut. */
	return lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_URI_ARGS) < (int)sizeof(part);
}

int server_on_http(struct ac_dashboard *dashboard, struct connection *connection, const char *path)
{
	struct lws *wsi = connection->wsi;
	char query[QUERY_SIZE];
	atomic_fetch_add(&dashboard->requests, 1);
	connection->is_head = lws_hdr_total_length(wsi, WSI_TOKEN_HEAD_URI) > 0;
	connection->is_last = has_body(wsi);
	if (!connection->is_head && lws_hdr_total_length(wsi, WSI_TOKEN_GET_URI) == 0)
		return refuse(dashboard, connection, 405, NOT_READING, NOT_READING_HELP);
	if (!server_is_for_us(dashboard, wsi))
		return refuse(dashboard, connection, 403, STRANGER, STRANGER_HELP);
	const struct ac_asset *asset = ac_asset_find(ac_str_from(path));
	if (asset != NULL)
		return give_asset(dashboard, connection, asset);
	if (strcmp(path, "/live") == 0)
		return refuse(dashboard, connection, dashboard->view == NULL ? 503 : 404,
			      "the live socket is a WebSocket", "docs/api.md");
	if (!join_query(wsi, query, sizeof(query)))
		return refuse(dashboard, connection, 400, "the query is too long", "shorten it");
	connection->job = worker_ask(dashboard->worker, ac_str_from(path), ac_str_from(query),
				     accepts_gzip(wsi), connection);
	if (connection->job == NULL)
		return refuse(dashboard, connection, 503, "too many questions wait",
			      "ask again in a second");
	/* The worker may take longer than an idle connection is left open. */
	lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);
	/* Nothing is read meanwhile: lws would look at what came, or at an end, over and over. */
	(void)lws_rx_flow_control(wsi, 0);
	return 0;
}

int server_on_http_writable(struct ac_dashboard *dashboard, struct connection *connection)
{
	static unsigned char piece[LWS_PRE + PIECE_SIZE];
	struct lws *wsi = connection->wsi;
	size_t left = connection->body_size - connection->body_sent;
	if (connection->body == NULL || left == 0)
		return 0;
	size_t size = left < PIECE_SIZE ? left : PIECE_SIZE;
	memcpy(piece + LWS_PRE, connection->body + connection->body_sent, size);
	enum lws_write_protocol kind = size == left ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP;
	if (lws_write(wsi, piece + LWS_PRE, size, kind) < (int)size)
		return -1;
	atomic_fetch_add(&dashboard->bytes, size);
	connection->body_sent += size;
	lws_set_timeout(wsi, PENDING_TIMEOUT_HTTP_CONTENT, SEND_SECS);
	if (connection->body_sent < connection->body_size) {
		lws_callback_on_writable(wsi);
		return 0;
	}
	return end_reply(dashboard, connection);
}

static void give_answer(struct ac_dashboard *dashboard, struct worker_job *job)
{
	struct connection *connection = job->owner;
	char disposition[HEADER_SIZE];
	struct reply reply = { .status = (unsigned int)job->answer.status,
			       .content_type = job->answer.content_type,
			       .encoding = job->is_gzip ? "gzip" : NULL,
			       .cache = "no-store",
			       .extra_name = "content-disposition:",
			       .body = (unsigned char *)job->answer.body,
			       .size = job->answer.size,
			       .is_owned = true };
	if (job->answer.file_name != NULL) {
		snprintf(disposition, sizeof(disposition), "attachment; filename=\"%s\"",
			 job->answer.file_name);
		reply.extra = disposition;
	}
	job->answer.body = NULL;
	connection->job = NULL;
	(void)lws_rx_flow_control(connection->wsi, 1);
	if (start_reply(dashboard, connection, &reply) != 0)
		lws_set_timeout(connection->wsi, PENDING_TIMEOUT_HTTP_CONTENT, LWS_TO_KILL_ASYNC);
}

void server_take_answers(struct ac_dashboard *dashboard)
{
	struct worker_job *job;
	while ((job = worker_take(dashboard->worker)) != NULL) {
		if (job->owner != NULL)
			give_answer(dashboard, job);
		worker_job_free(job);
	}
}

void server_forget(struct ac_dashboard *dashboard, struct connection *connection)
{
	(void)dashboard;
	if (connection->job != NULL)
		connection->job->owner = NULL;
	connection->job = NULL;
	if (connection->is_body_owned)
		free(connection->body);
	connection->body = NULL;
	connection->body_size = 0;
	connection->is_body_owned = false;
}
