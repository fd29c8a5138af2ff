/* What the exchange says, on its way: two connections, the answers to commands and the user stream,
 * each with its own latency. */
#include "simulated/state.h"

ac_ns sim_latency(struct ac_simulated *sim)
{
	const struct ac_simulated_config *config = &sim->config;
	if (config->latency_max_ns == 0)
		return 0;
	uint64_t spread = (uint64_t)(config->latency_max_ns - config->latency_min_ns) + 1;
	return config->latency_min_ns + (ac_ns)ac_prng_below(&sim->state->prng, spread);
}

void sim_event_init(const struct ac_simulated *sim, struct ac_event *event, uint16_t kind,
		    uint16_t symbol)
{
	ac_event_init(event, kind, symbol, AC_BOOK_NONE, sim->state->now_ns);
}

/* A batch is what one price or one command causes: shuffling stays inside it. */
void sim_batch_begin(struct ac_simulated *sim)
{
	sim->state->batch++;
	if (sim->state->is_shuffling)
		sim_priorities_draw(sim);
}

static void push(struct ac_simulated *sim, const struct ac_event *event, ac_ns arrival,
		 uint16_t lane)
{
	struct sim_state *state = sim->state;
	struct sim_event_item item;
	static_assert(SIM_EVENT_KINDS <= 16, "a priority takes four bits of the rank");
	item.key.arrival_ns = arrival;
	item.key.rank = state->batch << 4 | state->priorities[lane];
	item.event = *event;
	item.event.recv_ns = arrival;
	for (int copies = state->is_duplicating ? 2 : 1; copies > 0; copies--) {
		item.key.seq = ++state->message_seq;
		if (!sim_queue_push(&state->events, sim->events, &item))
			state->events_dropped++;
	}
}

void sim_send(struct ac_simulated *sim, const struct ac_event *event)
{
	struct sim_state *state = sim->state;
	ac_assert(event->kind < SIM_EVENT_KINDS);
	ac_ns arrival = state->now_ns + sim_latency(sim);
	/* One connection keeps its order; with shuffling only each type of event does. */
	ac_ns *newest =
		state->is_shuffling ? &state->arrival_ns[event->kind] : &state->arrival_newest_ns;
	if (arrival < *newest)
		arrival = *newest;
	*newest = arrival;
	push(sim, event, arrival, event->kind);
}

void sim_reply_begin(struct ac_simulated *sim)
{
	sim->state->reply_arrival_ns = sim->state->now_ns + sim_latency(sim);
}

void sim_send_row(struct ac_simulated *sim, const struct ac_event *event)
{
	if (!sim->state->is_mute)
		push(sim, event, sim->state->reply_arrival_ns, AC_EVENT_REPLY);
}

static void reply_init(const struct ac_simulated *sim, struct ac_event *event,
		       const struct ac_command *command, enum ac_outcome outcome)
{
	sim_event_init(sim, event, AC_EVENT_REPLY, command->symbol);
	event->reply.command_kind = command->kind;
	event->reply.outcome = (uint8_t)outcome;
	event->reply.update_time_ms = sim_now_ms(sim);
	memcpy(event->reply.client_id, command->client_id, sizeof(event->reply.client_id));
	event->reply.client_id[AC_CLIENT_ID_SIZE - 1] = '\0';
}

void sim_reply_refused(struct ac_simulated *sim, const struct ac_command *command,
		       enum ac_refusal refusal)
{
	sim_reply_refused_code(sim, command, sim->config.codes->code_of(refusal));
}

void sim_reply_refused_code(struct ac_simulated *sim, const struct ac_command *command,
			    int32_t code)
{
	ac_assert(code < 0);
	struct ac_event event;
	reply_init(sim, &event, command, AC_OUTCOME_REFUSED);
	event.reply.code = code;
	event.reply.reaction = (uint8_t)ac_refusal_reaction(sim->config.codes->word_of(code));
	sim_send_row(sim, &event);
}

void sim_reply_unknown(struct ac_simulated *sim, const struct ac_command *command, int32_t code)
{
	struct ac_event event;
	reply_init(sim, &event, command, AC_OUTCOME_UNKNOWN);
	event.reply.code =
		code != 0 ? code : sim->config.codes->code_of(AC_REFUSAL_UNKNOWN_OUTCOME);
	event.reply.reaction = AC_REACTION_QUERY;
	sim_send_row(sim, &event);
}

void sim_reply_accepted(struct ac_simulated *sim, const struct ac_command *command, uint8_t status,
			int64_t exchange_id, struct ac_dec executed, struct ac_dec average)
{
	struct ac_event event;
	reply_init(sim, &event, command, AC_OUTCOME_ACCEPTED);
	event.reply.status = status;
	event.reply.exchange_id = exchange_id;
	event.reply.executed = executed;
	event.reply.average_price = average;
	sim_send_row(sim, &event);
}

void sim_reply_query(struct ac_simulated *sim, const struct ac_command *command,
		     enum ac_outcome outcome, const struct ac_reply *found)
{
	struct ac_event event;
	reply_init(sim, &event, command, outcome);
	if (found != NULL) {
		event.reply.status = found->status;
		event.reply.exchange_id = found->exchange_id;
		event.reply.executed = found->executed;
		event.reply.average_price = found->average_price;
		event.reply.update_time_ms = found->update_time_ms;
	}
	if (outcome == AC_OUTCOME_NOT_FOUND) {
		event.reply.code = sim->config.codes->code_of(AC_REFUSAL_UNKNOWN_ORDER);
		event.reply.reaction = AC_REACTION_QUERY;
	}
	sim_send_row(sim, &event);
}
