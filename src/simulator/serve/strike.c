#include "simulator/serve/strike.h"

#include "simulator/serve/server_state.h"

#define COARSENING_DEFAULT 10

static bool is_meant(const struct simulator_connection *connection, const char *part)
{
	if (part[0] == '\0')
		return true;
	return connection->path != NULL && strstr(connection->path, part) != NULL;
}

static void strike_one(struct simulator_connection *connection,
		       const struct ac_simulator_fault_action *action)
{
	if (action->fault == AC_SIMULATOR_FAULT_SILENCE)
		simulator_connection_silence(
			connection,
			action->delay > 0
				? ac_steady_ns(connection->server->config.clock) + action->delay
				: INT64_MAX);
	else
		simulator_connection_end(connection, action->fault == AC_SIMULATOR_FAULT_TLS_RESET
							     ? SIMULATOR_END_RESET
							     : SIMULATOR_END_CUT);
}

void simulator_strike_connection(struct simulator_connection *connection, const char *path)
{
	struct ac_simulator_server *server = connection->server;
	struct ac_simulator_fault_action action;
	const struct ac_simulator_fault_subject subject = { .method = AC_STR("GET"),
							    .what = ac_str_from(path),
							    .account = UINT32_MAX };
	if (server->faults != NULL &&
	    ac_simulator_faults_draw(server->faults, AC_SIMULATOR_POINT_CONNECT, &subject,
				     simulator_server_age(server), &action))
		strike_one(connection, &action);
}

static void strike_connections(struct ac_simulator_server *server,
			       const struct ac_simulator_fault_action *action)
{
	for (struct simulator_connection *connection = server->connections; connection != NULL;
	     connection = connection->next) {
		if (is_meant(connection, action->what))
			strike_one(connection, action);
	}
}

/* Every handshake of a while fails, or else the next one. A handshake does not say yet what it is
 * for: where connections are named, those are cut, so that they come back and meet it. */
static void strike_handshakes(struct ac_simulator_server *server,
			      const struct ac_simulator_fault_action *action)
{
	if (action->delay > 0)
		server->tls_reset_until_ns = ac_steady_ns(server->config.clock) + action->delay;
	else
		server->tls_resets_due++;
	if (action->what[0] != '\0')
		strike_connections(server, action);
}

static void strike_exchange(struct ac_simulator_server *server,
			    const struct ac_simulator_fault_action *action)
{
	struct ac_simulator *simulator = server->simulator;
	ac_ns now = ac_wall_ns(server->config.clock);
	static const struct {
		enum ac_simulator_fault fault;
		enum ac_simulator_intervention what;
	} interventions[] = { { AC_SIMULATOR_FAULT_LIQUIDATION, AC_SIMULATOR_LIQUIDATE },
			      { AC_SIMULATOR_FAULT_ADL, AC_SIMULATOR_ADL },
			      { AC_SIMULATOR_FAULT_CLOSE_BY_HAND, AC_SIMULATOR_CLOSE_BY_HAND },
			      { AC_SIMULATOR_FAULT_CANCEL_BY_HAND, AC_SIMULATOR_CANCEL_BY_HAND } };
	bool is_all = action->account == UINT32_MAX;
	for (uint32_t i = 0; i < ac_simulator_account_count(simulator); i++) {
		if (!is_all && i != action->account)
			continue;
		for (size_t k = 0; k < AC_COUNT(interventions); k++) {
			if (interventions[k].fault == action->fault)
				(void)ac_simulator_intervene(simulator, i, action->symbol,
							     interventions[k].what, now);
		}
		if (action->fault == AC_SIMULATOR_FAULT_KEY_EXPIRES)
			ac_simulator_listen_key_expire(simulator, i, now);
		if (action->fault == AC_SIMULATOR_FAULT_DELISTING)
			(void)ac_simulator_intervene(simulator, i, action->symbol,
						     AC_SIMULATOR_SETTLE, now);
	}
	if (action->fault == AC_SIMULATOR_FAULT_DELISTING)
		ac_simulator_symbol_status(simulator, action->symbol, "SETTLING", now);
	if (action->fault == AC_SIMULATOR_FAULT_FILTERS_CHANGE)
		ac_simulator_symbol_coarsen(
			simulator, action->symbol,
			action->value > 0 ? (int32_t)action->value : COARSENING_DEFAULT, now);
	if (action->fault == AC_SIMULATOR_FAULT_CLOCK_JUMP)
		ac_simulator_clock_skew(simulator, action->value);
}

void simulator_strike_due(struct ac_simulator_server *server)
{
	struct ac_simulator_fault_action action;
	while (server->faults != NULL &&
	       ac_simulator_faults_due(server->faults, simulator_server_age(server), &action)) {
		if (action.fault == AC_SIMULATOR_FAULT_DROP ||
		    action.fault == AC_SIMULATOR_FAULT_SILENCE) {
			strike_connections(server, &action);
		} else if (action.fault == AC_SIMULATOR_FAULT_TLS_RESET) {
			strike_handshakes(server, &action);
		} else {
			strike_exchange(server, &action);
		}
	}
}
