#include "io/dial.h"

#include <stdio.h>
#include <stdlib.h>

#include <uv.h>

#define ADDRESS_WAIT_MS 2000u /* for an address that others follow */

struct ac_dial {
	uv_loop_t *uv;
	ac_dial_done *on_done;
	void *self;
	char host[AC_URL_HOST_SIZE];
	char port[6];
	uint32_t holds; /* handles and requests that libuv still has */
	bool is_over;
	uv_getaddrinfo_t resolve;
	bool is_resolved;
	struct addrinfo *addresses, *next_address;
	uv_tcp_t *tcp; /* of the attempt under way */
	uv_timer_t timer;
};

static void try_address(struct ac_dial *dial);

/* Something that libuv had is back; with the last of it a dial that is over goes. */
static void release(struct ac_dial *dial)
{
	ac_assert(dial->holds > 0);
	if (--dial->holds > 0 || !dial->is_over)
		return;
	if (dial->addresses != NULL)
		uv_freeaddrinfo(dial->addresses);
	free(dial);
}

static void on_timer_closed(uv_handle_t *handle)
{
	release(handle->data);
}

static void on_tcp_closed(uv_handle_t *handle)
{
	struct ac_dial *dial = handle->data;
	free(handle);
	release(dial);
}

static void drop_tcp(struct ac_dial *dial)
{
	if (dial->tcp == NULL)
		return;
	uv_close((uv_handle_t *)dial->tcp, on_tcp_closed);
	dial->tcp = NULL;
}

/* The timer is closed later, so the dial lives at least until the caller is done with it. */
static void be_over(struct ac_dial *dial)
{
	dial->is_over = true;
	drop_tcp(dial);
	uv_close((uv_handle_t *)&dial->timer, on_timer_closed);
}

static void fail(struct ac_dial *dial, const char *error)
{
	be_over(dial);
	dial->on_done(dial->self, NULL, error);
}

static void miss(struct ac_dial *dial, int status)
{
	drop_tcp(dial);
	if (dial->next_address != NULL) {
		try_address(dial);
		return;
	}
	char text[AC_URL_HOST_SIZE + 128];
	snprintf(text, sizeof(text), "%s port %s cannot be reached: %s", dial->host, dial->port,
		 uv_strerror(status));
	fail(dial, text);
}

static void on_connect(uv_connect_t *connect, int status)
{
	struct ac_dial *dial = connect->data;
	uv_tcp_t *tcp = (uv_tcp_t *)connect->handle;
	free(connect);
	/* An attempt that was given up ends here too, when another one is under way. */
	if (!dial->is_over && tcp == dial->tcp) {
		if (status < 0) {
			miss(dial, status);
		} else {
			dial->tcp = NULL;
			dial->holds--; /* the socket's: it changes hands */
			be_over(dial);
			dial->on_done(dial->self, tcp, NULL);
		}
	}
	release(dial);
}

static void on_timer(uv_timer_t *timer)
{
	miss(timer->data, UV_ETIMEDOUT);
}

static void try_address(struct ac_dial *dial)
{
	const struct addrinfo *address = dial->next_address;
	dial->next_address = address->ai_next;
	uv_connect_t *connect = calloc(1, sizeof(*connect));
	dial->tcp = calloc(1, sizeof(*dial->tcp));
	if (dial->tcp == NULL || connect == NULL || uv_tcp_init(dial->uv, dial->tcp) != 0) {
		free(dial->tcp);
		free(connect);
		dial->tcp = NULL;
		fail(dial, "out of memory");
		return;
	}
	dial->tcp->data = dial;
	connect->data = dial;
	dial->holds++; /* the socket, until it is closed */
	(void)uv_timer_stop(&dial->timer);
	if (dial->next_address != NULL)
		(void)uv_timer_start(&dial->timer, on_timer, ADDRESS_WAIT_MS, 0);
	int status = uv_tcp_connect(connect, dial->tcp, address->ai_addr, on_connect);
	if (status != 0) {
		free(connect);
		miss(dial, status);
		return;
	}
	dial->holds++; /* the attempt */
}

static void on_resolved(uv_getaddrinfo_t *resolve, int status, struct addrinfo *addresses)
{
	struct ac_dial *dial = resolve->data;
	dial->is_resolved = true;
	dial->addresses = dial->next_address = addresses;
	if (!dial->is_over) {
		char text[AC_URL_HOST_SIZE + 128];
		snprintf(text, sizeof(text), "the name %s cannot be resolved: %s", dial->host,
			 uv_strerror(status < 0 ? status : UV_EAI_NODATA));
		if (status < 0 || addresses == NULL)
			fail(dial, text);
		else
			try_address(dial);
	}
	release(dial);
}

enum ac_status ac_dial_create(struct ac_loop *loop, const struct ac_url *url, ac_dial_done *on_done,
			      void *self, struct ac_dial **ret_dial)
{
	struct ac_dial *dial = calloc(1, sizeof(*dial));
	if (dial == NULL)
		return AC_ERR_NOMEM;
	dial->uv = ac_loop_uv(loop);
	dial->on_done = on_done;
	dial->self = self;
	memcpy(dial->host, url->host, sizeof(dial->host));
	memcpy(dial->port, url->port, sizeof(dial->port));
	dial->resolve.data = dial;
	/* Literal addresses are known without asking, also where no network is configured. */
	const struct addrinfo hints = {
		.ai_socktype = SOCK_STREAM,
		.ai_flags = url->is_address ? AI_NUMERICHOST | AI_NUMERICSERV : AI_ADDRCONFIG,
	};
	if (uv_getaddrinfo(dial->uv, &dial->resolve, on_resolved, dial->host, dial->port, &hints) !=
	    0) {
		free(dial);
		return AC_ERR_NOMEM;
	}
	(void)uv_timer_init(dial->uv, &dial->timer);
	dial->timer.data = dial;
	dial->holds = 2; /* the question for the name, and the timer */
	*ret_dial = dial;
	return AC_OK;
}

void ac_dial_destroy(struct ac_dial *dial)
{
	if (dial == NULL)
		return;
	/* Where the answer is there already, this does nothing. */
	if (!dial->is_resolved)
		(void)uv_cancel((uv_req_t *)&dial->resolve);
	be_over(dial);
}

bool ac_dial_is_resolved(const struct ac_dial *dial)
{
	return dial->is_resolved;
}
