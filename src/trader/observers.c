#include "trader/observers.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "binance/codec/refusal.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/loop.h"
#include "trader/trader.h"

#define VIEW_INTERVAL_NS (AC_NS_PER_SEC / 10)
#define ALERTS_WAIT_NS   (3 * AC_NS_PER_SEC)
#define ALERTS_QUEUE     "status/alerts.json"

enum ac_status observers_init(struct observers *observers, const struct observed *observed)
{
	const struct trader_reload_of reload = {
		.root = observed->options->root,
		.config = observed->config,
		.registry = observed->registry,
		.account = observed->records->run.account,
		.world = observed->world,
		.session = observed->session,
	};
	return trader_reload_init(&observers->reload, &reload);
}

static void wake_engine(void *self)
{
	struct ac_loop *loop = self;
	ac_loop_wake(loop);
}

/* A trader that nobody could stop in an emergency does not start. */
static bool start_control(struct observers *observers, const struct observed *observed,
			  struct ac_error *error)
{
	struct ac_loop *loop = observed->source->wire.loop;
	struct ac_control_server_config config = {
		.path = AC_CONTROL_SOCKET,
		.names = &observers->names,
		.views = observers->box,
		.wake_engine = loop != NULL ? wake_engine : NULL,
		.self = loop,
	};
	if (mkdir("status", 0755) == 0 || errno == EEXIST) {
		if (ac_control_server_create(&config, &observers->control.server) == AC_OK)
			return true;
	}
	ac_error_set(error,
		     "%s: the control socket cannot be made: %m; without it nobody could pause or "
		     "halt this run, so nothing was traded",
		     AC_CONTROL_SOCKET);
	return false;
}

/* Trading does not depend on being looked at. */
static void start_dashboard(struct observers *observers, const struct observed *observed)
{
	const struct ac_trader_options *options = observed->options;
	const struct ac_settings *settings = &observed->config->settings;
	char error[512], line[320];
	struct ac_dashboard_config config = {
		.host = settings->dashboard_host,
		.port = settings->dashboard_port,
		.db_url = settings->db_url,
		.account = observed->records->run.account,
		.names = &observers->names,
		.views = observers->box,
		.registry = observed->registry,
		.config = observed->config,
	};
	if (options->is_without_dashboard)
		return;
	if (ac_dashboard_create(&config, &observers->dashboard, error, sizeof(error)) == AC_OK) {
		bool is_v6 = strchr(settings->dashboard_host, ':') != NULL;
		snprintf(line, sizeof(line), "Dashboard: http://%s%s%s:%d/", is_v6 ? "[" : "",
			 settings->dashboard_host, is_v6 ? "]" : "",
			 ac_dashboard_port(observers->dashboard));
		options->say(options->self, line);
		ac_log(AC_LOG_INFO, "dashboard.started", NULL,
		       AC_LOG_TEXT("host", settings->dashboard_host),
		       AC_LOG_INT("port", ac_dashboard_port(observers->dashboard)));
		return;
	}
	observers->dashboard = NULL;
	ac_log(AC_LOG_WARN, "dashboard.failed", "there is no dashboard; trading goes on without it",
	       AC_LOG_TEXT("reason", error));
	fprintf(stderr, "autocoin: no dashboard: %s; trading goes on without it\n", error);
}

/* Failures of the journal are told by the view, with when they began and ended. */
static void take_error(void *self, const char *event, const char *message)
{
	char text[320];
	if (strcmp(event, "journal.failed") == 0 || strcmp(event, "journal.closed") == 0)
		return;
	snprintf(text, sizeof(text), "%s: %s", event, message);
	(void)ac_alerts_say(self, AC_ALERT_ERROR, text);
}

static bool start_alerts(struct observers *observers, const struct observed *observed,
			 struct ac_error *error)
{
	const struct ac_settings *settings = &observed->config->settings;
	struct ac_error why;
	struct ac_alerts_run run = {
		.config = observed->alerts,
		.names = &observers->names,
		.codes = &ac_binance_codes,
		.views = observers->box,
		.db_url = settings->db_url,
		.mode = observed->records->run.mode,
		.account = observed->records->run.account,
		.queue_file = ALERTS_QUEUE,
		.ca_file = settings->ca_file[0] != '\0' ? settings->ca_file : NULL,
	};
	if (ac_alerts_create(&run, &observers->alerts, &why) == AC_OK) {
		ac_log_errors_take(take_error, observers->alerts);
		return true;
	}
	ac_error_set(error, "alerts cannot be sent: %s; nothing was traded", why.text);
	return false;
}

/* Each gets a copy of every fact, once the journal has what caused it. */
static void copy_facts(struct observers *observers)
{
	struct ac_fact_ring *rings[] = {
		ac_control_facts(observers->control.server),
		ac_alerts_facts(observers->alerts),
		observers->dashboard != NULL ? ac_dashboard_facts(observers->dashboard) : NULL,
	};
	for (size_t i = 0; i < AC_COUNT(rings); i++) {
		if (rings[i] != NULL)
			ac_outlet_taker_add(observers->outlet, ac_fact_ring_push, rings[i]);
	}
}

static void start_watch(struct observers *observers, const struct observed *observed)
{
	const struct watch_of of = {
		.world = observed->world,
		.session = observed->session,
		.records = observed->records,
		.source = observed->source,
		.has_crashed_last = observed->has_crashed_last,
		.control = observers->control.server,
		.alerts = observers->alerts,
		.dashboard = observers->dashboard,
	};
	watch_init(&observers->watch, &of);
	/* At full speed the clock would cost more than what it measures. */
	if (observed->options->speed != 0)
		observed->session->meter = &observers->watch.meter;
}

bool observers_start(struct observers *observers, const struct observed *observed,
		     struct ac_error *error)
{
	const struct ac_world *world = observed->world;
	observers->names =
		(struct ac_view_names){ &world->instruments, world->books, world->book_count };
	observers->outlet = &observed->records->outlet;
	observers->has_screen = !observed->options->is_quiet;
	observers->control = (struct trader_control){
		.world = observed->world,
		.session = observed->session,
		.outlet = observers->outlet,
		.reload = &observers->reload,
	};
	ac_pulse_init(&observers->pulse, &observers->names);
	ac_screen_init(&observers->screen, world);
	if (ac_screen_connect(&observers->screen) != AC_OK ||
	    ac_view_box_create(&observers->box) != AC_OK) {
		ac_error_set(error, "out of memory; nothing was traded");
		return false;
	}
	if (!start_control(observers, observed, error) || !start_alerts(observers, observed, error))
		return false;
	start_dashboard(observers, observed);
	start_watch(observers, observed);
	copy_facts(observers);
	return true;
}

void observers_turn(struct observers *observers, enum ac_view_state state, bool is_forced)
{
	trader_control_poll(&observers->control);
	ac_ns now = ac_steady_ns(&ac_machine_clock);
	if (is_forced || observers->newest == NULL ||
	    now - observers->shown_ns >= VIEW_INTERVAL_NS) {
		observers->shown_ns = now;
		struct ac_view *view = ac_view_box_next(observers->box);
		view->state = state;
		ac_view_fill(view, observers->control.world->engine, &observers->names);
		watch_fill(&observers->watch, view);
		(void)ac_view_box_show(observers->box);
		observers->newest = view;
	}
	if (is_forced || ac_pulse_is_due(&observers->pulse, now))
		ac_pulse_write(&observers->pulse, now, observers->newest);
	if (observers->has_screen)
		ac_screen_draw(&observers->screen, now, is_forced, observers->newest);
}

void observers_stop(struct observers *observers)
{
	trader_reload_deinit(&observers->reload);
	ac_control_server_destroy(observers->control.server);
	ac_log_errors_take(NULL, NULL);
	ac_alerts_destroy(observers->alerts, ALERTS_WAIT_NS);
	ac_dashboard_destroy(observers->dashboard);
	ac_view_box_destroy(observers->box);
	if (observers->outlet != NULL)
		observers->outlet->taker_count = 0;
	observers->control.server = NULL;
	observers->alerts = NULL;
	observers->dashboard = NULL;
	observers->box = NULL;
	observers->newest = NULL;
}
