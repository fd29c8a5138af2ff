/* observers.h - everything beside the engine's thread that shows a run to people, tells them of it
 * or hears them: views, dashboard, alerts, control socket. Only for the files of a run; engine
 * thread. */
#ifndef AC_CLI_OBSERVERS_H
#define AC_CLI_OBSERVERS_H

#include "alerts/alerts.h"
#include "cli/watch.h"
#include "control/control.h"
#include "dashboard/dashboard.h"

struct trading;

struct observers {
	struct ac_view_names names;
	struct ac_view_box *box;
	const struct ac_view *newest; /* of the box; NULL before the first */
	ac_ns shown_ns;               /* steady */
	struct watch watch;
	struct ac_alerts_config alerts_config;
	struct ac_alerts *alerts;
	struct ac_dashboard *dashboard; /* NULL: off, or its address was taken */
	struct ac_control_server *control;
};

/* Reads config/alerts.yaml; before anything is started. False after a message. */
bool observers_configure(struct trading *trading);
/* Starts all threads; after the run's first record. False after a message. */
bool observers_start(struct trading *trading);
/* Shows the state as it is now, where the last view is old enough or `is_forced`, and does what
 * people ask for. */
void observers_turn(struct trading *trading, enum ac_view_state state, bool is_forced);
/* Ends all threads, twice is fine. */
void observers_stop(struct trading *trading);

#endif
