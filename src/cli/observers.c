#include "cli/observers.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/trading_control.h"
#include "cli/trading_state.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/loop.h"

#define VIEW_INTERVAL_NS (AC_NS_PER_SEC / 10)
#define ALERTS_WAIT_NS   (3 * AC_NS_PER_SEC)
#define ALERTS_QUEUE     "status/alerts.json"

bool observers_configure(struct trading *trading)
{
	struct observers *observers = &trading->observers;
	struct ac_faults faults;
	ac_faults_init(&faults);
	enum ac_status status = ac_alerts_config_load(trading->options->root, environ,
						      &observers->alerts_config, &faults);
	if (status != AC_OK)
		ac_cli_usage_error("nothing was started:\n%s",
				   faults.text != NULL ? faults.text : ac_status_text(status));
	ac_faults_deinit(&faults);
	for (uint32_t i = 0; status == AC_OK && i < observers->alerts_config.channel_count; i++) {
		const struct ac_alert_channel *channel = &observers->alerts_config.channels[i];
		if (channel->url[0] != '\0')
			ac_log_secret_add(channel->url);
	}
	return status == AC_OK;
}

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

/* Trading does not depend on being looked at. */
static void start_dashboard(struct trading *trading)
{
	struct observers *observers = &trading->observers;
	const struct ac_settings *settings = &trading->config->settings;
	char error[512];
	struct ac_dashboard_config config = {
		.host = settings->dashboard_host,
		.port = settings->dashboard_port,
		.db_url = settings->db_url,
		.account = trading->run.account,
		.names = &observers->names,
		.views = observers->box,
		.registry = trading->registry,
		.config = trading->config,
	};
	if (trading->options->is_without_dashboard)
		return;
	if (ac_dashboard_create(&config, &observers->dashboard, error, sizeof(error)) == AC_OK) {
		bool is_v6 = strchr(settings->dashboard_host, ':') != NULL;
		printf("Dashboard: http://%s%s%s:%d/\n", is_v6 ? "[" : "", settings->dashboard_host,
		       is_v6 ? "]" : "", ac_dashboard_port(observers->dashboard));
		fflush(stdout);
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

static bool start_alerts(struct trading *trading)
{
	struct observers *observers = &trading->observers;
	const struct ac_settings *settings = &trading->config->settings;
	char error[512];
	struct ac_alerts_run run = {
		.config = &observers->alerts_config,
		.names = &observers->names,
		.views = observers->box,
		.db_url = settings->db_url,
		.mode = trading->run.mode,
		.account = trading->run.account,
		.queue_file = ALERTS_QUEUE,
		.ca_file = settings->ca_file[0] != '\0' ? settings->ca_file : NULL,
	};
	if (ac_alerts_create(&run, &observers->alerts, error, sizeof(error)) == AC_OK) {
		ac_log_errors_take(take_error, observers->alerts);
		return true;
	}
	ac_cli_failure("alerts cannot be sent: %s; nothing was traded", error);
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
	if (!start_control(trading) || !start_alerts(trading))
		return false;
	start_dashboard(trading);
	struct ac_fact_ring *rings[] = {
		ac_control_facts(observers->control),
		ac_alerts_facts(observers->alerts),
		observers->dashboard != NULL ? ac_dashboard_facts(observers->dashboard) : NULL,
	};
	for (size_t i = 0; i < AC_COUNT(rings); i++) {
		if (rings[i] != NULL)
			ac_outlet_taker_add(&trading->outlet, ac_fact_ring_push, rings[i]);
	}
	return true;
}

void observers_turn(struct trading *trading, enum ac_view_state state, bool is_forced)
{
	struct observers *observers = &trading->observers;
	trading_control_poll(trading);
	ac_ns now = ac_steady_ns(&ac_machine_clock);
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
	ac_log_errors_take(NULL, NULL);
	ac_alerts_destroy(observers->alerts, ALERTS_WAIT_NS);
	ac_dashboard_destroy(observers->dashboard);
	ac_view_box_destroy(observers->box);
	ac_alerts_config_deinit(&observers->alerts_config);
	trading->outlet.taker_count = 0;
	observers->control = NULL;
	observers->alerts = NULL;
	observers->dashboard = NULL;
	observers->box = NULL;
	observers->newest = NULL;
}
