#include "venue/strike.h"

#include "sys/clock.h"
#include "venue/server_state.h"

#define COARSENING_DEFAULT 10

static bool is_meant(const struct venue_connection *connection, const char *part)
{
	if (part[0] == '\0')
		return true;
	return connection->path != NULL && strstr(connection->path, part) != NULL;
}

static void strike_one(struct venue_connection *connection,
		       const struct ac_venue_fault_action *action)
{
	if (action->fault == AC_VENUE_FAULT_SILENCE)
		venue_connection_silence(connection,
					 action->delay > 0
						 ? ac_steady_ns(&ac_machine_clock) + action->delay
						 : INT64_MAX);
	else
		venue_connection_end(connection, action->fault == AC_VENUE_FAULT_TLS_RESET
							 ? VENUE_END_RESET
							 : VENUE_END_CUT);
}

void venue_strike_connection(struct venue_connection *connection, const char *path)
{
	struct ac_venue_server *server = connection->server;
	struct ac_venue_fault_action action;
	const struct ac_venue_fault_subject subject = { .method = AC_STR("GET"),
							.what = ac_str_from(path),
							.account = UINT32_MAX };
	if (server->faults != NULL &&
	    ac_venue_faults_draw(server->faults, AC_VENUE_POINT_CONNECT, &subject,
				 venue_server_age(server), &action))
		strike_one(connection, &action);
}

static void strike_connections(struct ac_venue_server *server,
			       const struct ac_venue_fault_action *action)
{
	for (struct venue_connection *connection = server->connections; connection != NULL;
	     connection = connection->next) {
		if (is_meant(connection, action->what))
			strike_one(connection, action);
	}
}

/* Every handshake of a while fails, or else the next one. A handshake does not say yet what it is
 * for: where connections are named, those are cut, so that they come back and meet it. */
static void strike_handshakes(struct ac_venue_server *server,
			      const struct ac_venue_fault_action *action)
{
	if (action->delay > 0)
		server->tls_reset_until_ns = ac_steady_ns(&ac_machine_clock) + action->delay;
	else
		server->tls_resets_due++;
	if (action->what[0] != '\0')
		strike_connections(server, action);
}

static void strike_exchange(struct ac_venue_server *server,
			    const struct ac_venue_fault_action *action)
{
	struct ac_venue *venue = server->venue;
	ac_ns now = ac_wall_ns(&ac_machine_clock);
	static const struct {
		enum ac_venue_fault fault;
		enum ac_venue_intervention what;
	} interventions[] = { { AC_VENUE_FAULT_LIQUIDATION, AC_VENUE_LIQUIDATE },
			      { AC_VENUE_FAULT_ADL, AC_VENUE_ADL },
			      { AC_VENUE_FAULT_CLOSE_BY_HAND, AC_VENUE_CLOSE_BY_HAND },
			      { AC_VENUE_FAULT_CANCEL_BY_HAND, AC_VENUE_CANCEL_BY_HAND } };
	bool is_all = action->account == UINT32_MAX;
	for (uint32_t i = 0; i < ac_venue_account_count(venue); i++) {
		if (!is_all && i != action->account)
			continue;
		for (size_t k = 0; k < AC_COUNT(interventions); k++) {
			if (interventions[k].fault == action->fault)
				(void)ac_venue_intervene(venue, i, action->symbol,
							 interventions[k].what, now);
		}
		if (action->fault == AC_VENUE_FAULT_KEY_EXPIRES)
			ac_venue_listen_key_expire(venue, i, now);
		if (action->fault == AC_VENUE_FAULT_DELISTING)
			(void)ac_venue_intervene(venue, i, action->symbol, AC_VENUE_SETTLE, now);
	}
	if (action->fault == AC_VENUE_FAULT_DELISTING)
		ac_venue_symbol_status(venue, action->symbol, "SETTLING", now);
	if (action->fault == AC_VENUE_FAULT_FILTERS_CHANGE)
		ac_venue_symbol_coarsen(
			venue, action->symbol,
			action->value > 0 ? (int32_t)action->value : COARSENING_DEFAULT, now);
	if (action->fault == AC_VENUE_FAULT_CLOCK_JUMP)
		ac_venue_clock_skew(venue, action->value);
}

void venue_strike_due(struct ac_venue_server *server)
{
	struct ac_venue_fault_action action;
	while (server->faults != NULL &&
	       ac_venue_faults_due(server->faults, venue_server_age(server), &action)) {
		if (action.fault == AC_VENUE_FAULT_DROP || action.fault == AC_VENUE_FAULT_SILENCE) {
			strike_connections(server, &action);
		} else if (action.fault == AC_VENUE_FAULT_TLS_RESET) {
			strike_handshakes(server, &action);
		} else {
			strike_exchange(server, &action);
		}
	}
}
