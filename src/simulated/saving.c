/* The state as one piece of bytes: the tables' used parts one after the other. The caller guards
 * the bytes by a checksum; here only what would lead outside a table is looked at. */
#include "simulated/state.h"

#define LAYOUT_VERSION 1u

struct saved_header {
	uint64_t fingerprint;
	uint64_t size; /* of everything, this included */
};

struct section {
	void *data;
	size_t size;
};
#define SECTIONS 8u /* before the two queues */

static uint64_t mix(uint64_t hash, const void *data, size_t size)
{
	const unsigned char *at = data;
	for (size_t i = 0; i < size; i++)
		hash = (hash ^ at[i]) * 0x100000001b3u;
	return hash;
}

/* FNV-1a over everything that gives the saved numbers their meaning. */
static uint64_t fingerprint_of(const struct ac_simulated *sim)
{
	const struct ac_simulated_config *config = &sim->config;
	const uint64_t layout[] = {
		LAYOUT_VERSION,
		sizeof(struct sim_state),
		sizeof(struct sim_symbol),
		sizeof(struct sim_order),
		sizeof(struct sim_algo),
		sizeof(struct sim_trade),
		sizeof(struct sim_event_item),
		sizeof(struct sim_command_item),
		config->mode,
		config->orders_max,
		config->trades_kept,
		config->instruments->count,
	};
	uint64_t hash = mix(0xcbf29ce484222325u, layout, sizeof(layout));
	for (uint16_t i = 0; i < config->instruments->count; i++) {
		const struct ac_instrument *instrument = sim_instrument(sim, i);
		hash = mix(hash, instrument->symbol, strlen(instrument->symbol) + 1);
		hash = mix(hash, &instrument->tick, sizeof(instrument->tick));
		hash = mix(hash, &instrument->lot.step, sizeof(instrument->lot.step));
	}
	return hash;
}

static size_t ring_used(uint64_t ever, size_t capacity)
{
	return ever < capacity ? (size_t)ever : capacity;
}

/* The used parts by the counts in `state`, which may be one that is about to be loaded. */
static void sections_of(const struct ac_simulated *sim, const struct sim_state *state,
			struct section sections[SECTIONS])
{
	size_t symbols = sim->config.instruments->count;
	size_t i = 0;
	sections[i++] = (struct section){ sim->busy, symbols * sizeof(*sim->busy) };
	sections[i++] = (struct section){ sim->symbols, symbols * sizeof(*sim->symbols) };
	sections[i++] = (struct section){ sim->held, symbols * sizeof(*sim->held) };
	sections[i++] = (struct section){ sim->orders, state->order_slots * sizeof(*sim->orders) };
	sections[i++] =
		(struct section){ sim->closed_orders,
				  ring_used(state->orders_closed, sim->closed_orders_capacity) *
					  sizeof(*sim->closed_orders) };
	sections[i++] = (struct section){ sim->algos, state->algo_slots * sizeof(*sim->algos) };
	sections[i++] = (struct section){ sim->closed_algos,
					  ring_used(state->algos_closed, SIM_ALGOS_REMEMBERED) *
						  sizeof(*sim->closed_algos) };
	sections[i++] =
		(struct section){ sim->trades, ring_used(state->trades, sim->config.trades_kept) *
						       sizeof(*sim->trades) };
	ac_assert(i == SECTIONS);
}

static size_t size_for(const struct ac_simulated *sim, const struct sim_state *state)
{
	struct section sections[SECTIONS];
	sections_of(sim, state, sections);
	size_t size = sizeof(struct saved_header) + sizeof(*state);
	for (size_t i = 0; i < SECTIONS; i++)
		size += sections[i].size;
	size += (size_t)state->events.count * sizeof(struct sim_event_item);
	size += (size_t)state->commands.count * sizeof(struct sim_command_item);
	return size;
}

size_t ac_simulated_state_size(const struct ac_simulated *simulated)
{
	return size_for(simulated, simulated->state);
}

static unsigned char *save_queue(const struct sim_queue *queue, const unsigned char *items,
				 unsigned char *at)
{
	for (uint32_t i = 0; i < queue->count; i++) {
		memcpy(at, sim_queue_at(queue, items, i), queue->item_size);
		at += queue->item_size;
	}
	return at;
}

void ac_simulated_state_save(const struct ac_simulated *simulated, void *ret_state)
{
	const struct saved_header header = {
		.fingerprint = fingerprint_of(simulated),
		.size = ac_simulated_state_size(simulated),
	};
	unsigned char *at = ret_state;
	memcpy(at, &header, sizeof(header));
	at += sizeof(header);
	/* Where a ring happens to begin is not part of what it holds. */
	struct sim_state state;
	memcpy(&state, simulated->state, sizeof(state));
	state.events.head = 0;
	state.commands.head = 0;
	memcpy(at, &state, sizeof(state));
	at += sizeof(state);
	struct section sections[SECTIONS];
	sections_of(simulated, simulated->state, sections);
	for (size_t i = 0; i < SECTIONS; i++) {
		memcpy(at, sections[i].data, sections[i].size);
		at += sections[i].size;
	}
	at = save_queue(&simulated->state->events, simulated->events, at);
	at = save_queue(&simulated->state->commands, simulated->commands, at);
	ac_assert((size_t)(at - (unsigned char *)ret_state) == header.size);
}

static bool fits(const struct ac_simulated *sim, const struct sim_state *state)
{
	const struct sim_state *own = sim->state;
	return state->order_slots <= sim->config.orders_max && state->algo_slots <= SIM_ALGOS_MAX &&
	       state->symbols_held <= sim->config.instruments->count &&
	       state->fault_count <= SIM_FAULTS_MAX && state->events.head == 0 &&
	       state->commands.head == 0 && state->events.count <= own->events.capacity &&
	       state->commands.count <= own->commands.capacity &&
	       state->events.capacity == own->events.capacity &&
	       state->commands.capacity == own->commands.capacity &&
	       state->events.item_size == own->events.item_size &&
	       state->commands.item_size == own->commands.item_size;
}

enum ac_status ac_simulated_state_load(struct ac_simulated *simulated, const void *state,
				       size_t size)
{
	struct saved_header header;
	struct sim_state loaded;
	const unsigned char *at = state;
	if (size < sizeof(header) + sizeof(loaded))
		return AC_ERR_VERSION;
	memcpy(&header, at, sizeof(header));
	at += sizeof(header);
	memcpy(&loaded, at, sizeof(loaded));
	at += sizeof(loaded);
	if (header.size != size || header.fingerprint != fingerprint_of(simulated) ||
	    !fits(simulated, &loaded) || size_for(simulated, &loaded) != size)
		return AC_ERR_VERSION;
	memcpy(simulated->state, &loaded, sizeof(loaded));
	struct section sections[SECTIONS];
	sections_of(simulated, &loaded, sections);
	for (size_t i = 0; i < SECTIONS; i++) {
		memcpy(sections[i].data, at, sections[i].size);
		at += sections[i].size;
	}
	size_t events_size = (size_t)loaded.events.count * sizeof(struct sim_event_item);
	memcpy(simulated->events, at, events_size);
	at += events_size;
	memcpy(simulated->commands, at, size - (size_t)(at - (const unsigned char *)state));
	return AC_OK;
}
