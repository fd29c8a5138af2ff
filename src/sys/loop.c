#include "sys/loop.h"

#include <signal.h>
#include <stdlib.h>
#include <uv.h>

struct ac_loop {
	uv_loop_t uv;
	uv_async_t wake;
	uv_timer_t timer;
};

static void on_wake(uv_async_t *wake)
{
	(void)wake;
}

static void on_timer(uv_timer_t *timer)
{
	(void)timer;
}

enum ac_status ac_loop_create(struct ac_loop **ret_loop)
{
	struct ac_loop *loop = calloc(1, sizeof(*loop));
	if (loop == NULL)
		return AC_ERR_NOMEM;
	if (uv_loop_init(&loop->uv) != 0) {
		free(loop);
		return AC_ERR_NOMEM;
	}
	if (uv_async_init(&loop->uv, &loop->wake, on_wake) != 0 ||
	    uv_timer_init(&loop->uv, &loop->timer) != 0) {
		(void)uv_loop_close(&loop->uv);
		free(loop);
		return AC_ERR_NOMEM;
	}
	/* Writing to a socket that the peer has closed is an error to handle, not a reason to die.
	 */
	(void)signal(SIGPIPE, SIG_IGN);
	*ret_loop = loop;
	return AC_OK;
}

void ac_loop_destroy(struct ac_loop *loop)
{
	if (loop == NULL)
		return;
	uv_close((uv_handle_t *)&loop->wake, NULL);
	uv_close((uv_handle_t *)&loop->timer, NULL);
	(void)uv_run(&loop->uv, UV_RUN_DEFAULT);
	int status = uv_loop_close(&loop->uv);
	ac_assert(status == 0);
	free(loop);
}

void ac_loop_run(struct ac_loop *loop, ac_ns timeout)
{
	if (timeout <= 0) {
		(void)uv_run(&loop->uv, UV_RUN_NOWAIT);
		return;
	}
	/* libuv counts whole milliseconds: rounded up, or short waits would spin. */
	uint64_t wait_ms = (uint64_t)((timeout + AC_NS_PER_MS - 1) / AC_NS_PER_MS);
	uv_update_time(&loop->uv);
	(void)uv_timer_start(&loop->timer, on_timer, wait_ms, 0);
	(void)uv_run(&loop->uv, UV_RUN_ONCE);
	(void)uv_timer_stop(&loop->timer);
}

void ac_loop_wake(struct ac_loop *loop)
{
	(void)uv_async_send(&loop->wake);
}

void ac_loop_end_turn(struct ac_loop *loop)
{
	uv_stop(&loop->uv);
}

struct uv_loop_s *ac_loop_uv(struct ac_loop *loop)
{
	return &loop->uv;
}
