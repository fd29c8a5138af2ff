#include "cli/observers.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/trading_control.h"
#include "cli/trading_state.h"
#include "io/log.h"
#include "io/loop.h"

#define VIEW_INTERVAL_NS (AC_NS_PER_SEC / 10)

static void wake_engine(void *self)
{
	struct ac_loop *loop = self;
	ac_loop_wake(loop);
}

/* Whoever cannot stop the trader in an emergency shall not have started it. */
static bool start_control(struct trading *trading)
{
	struct observers *observers = &trading->observers;
	struct ac_control_server_config config = {
		.path = AC_CONTROL_SOCKET,
		.names = &observers->names,
		.views = observers->box,
		.wake_engine = trading->wire.loop != NULL ? wake_engine : NULL,
		.self = trading->wire.loop,
	};
	if (mkdir("status", 0755) == 0 || errno == EEXIST) {
		if (ac_control_server_create(&config, &observers->control) == AC_OK)
			return true;
	}
	ac_cli_failure(
		"%s: the control socket cannot be made: %m; without it nobody could pause or "
		"halt this run, so nothing was traded",
		AC_CONTROL_SOCKET);
	return false;
}

bool observers_start(struct trading *trading)
{
	struct observers *observers = &trading->observers;
	observers->names =
		(struct ac_view_names){ &trading->world.instruments, trading->world.books,
					trading->world.book_count };
	watch_init(trading);
	if (ac_view_box_create(&observers->box) != AC_OK) {
		ac_cli_failure("out of memory");
		return false;
	}
	if (!start_control(trading))
		return false;
	ac_outlet_taker_add(&trading->outlet, ac_fact_ring_push,
			    ac_control_facts(observers->control));
	return true;
}

void observers_turn(struct trading *trading, enum ac_view_state state, bool is_forced)
{
	struct observers *observers = &trading->observers;
	trading_control_poll(trading);
	ac_ns now = ac_loop_steady_ns();
	if (!is_forced && now - observers->shown_ns < VIEW_INTERVAL_NS)
		return;
	observers->shown_ns = now;
	struct ac_view *view = ac_view_box_next(observers->box);
	view->state = state;
	ac_view_fill(view, trading->world.engine, &observers->names);
	watch_fill(trading, view);
	(void)ac_view_box_show(observers->box);
	observers->newest = view;
}

void observers_stop(struct trading *trading)
{
	struct observers *observers = &trading->observers;
	ac_control_server_destroy(observers->control);
	ac_view_box_destroy(observers->box);
	trading->outlet.taker_count = 0;
	observers->control = NULL;
	observers->box = NULL;
	observers->newest = NULL;
}
