#include "executor/fill_memory.h"

/* The index has four times as many places as the ring, so that probes stay short. */
#define INDEX_FACTOR 4u

static uint32_t hash(uint32_t symbol, int64_t trade_id)
{
	uint64_t z = (uint64_t)trade_id * 0x9e3779b97f4a7c15u + symbol * 0xbf58476d1ce4e5b9u;
	z ^= z >> 29;
	z *= 0x94d049bb133111ebu;
	return (uint32_t)(z >> 32);
}

enum ac_status ac_fill_memory_init(struct ac_fill_memory *memory, struct ac_arena *arena,
				   uint32_t capacity)
{
	ac_assert(capacity > 0 && capacity <= UINT32_MAX / INDEX_FACTOR / 2);
	ac_assert((capacity & (capacity - 1)) == 0);
	memory->ring = ac_arena_take(arena, capacity, sizeof(*memory->ring));
	memory->index =
		ac_arena_take(arena, (size_t)capacity * INDEX_FACTOR, sizeof(*memory->index));
	if (!ac_arena_has_given(arena))
		return ac_arena_status(arena);
	memory->capacity = capacity;
	memory->index_mask = capacity * INDEX_FACTOR - 1;
	memory->next = 0;
	return AC_OK;
}

/* The place of the key in the index, or of the empty place where it would stand. */
static uint32_t probe(const struct ac_fill_memory *memory, uint32_t symbol, int64_t trade_id)
{
	uint32_t place = hash(symbol, trade_id) & memory->index_mask;
	while (memory->index[place] != 0) {
		const struct ac_fill_key *key = &memory->ring[memory->index[place] - 1];
		if (key->trade_id == trade_id && key->symbol == symbol)
			break;
		place = (place + 1) & memory->index_mask;
	}
	return place;
}

/* Deletion without tombstones: what stands behind the hole and would no longer be found through it
 * moves into it. */
static void index_remove(struct ac_fill_memory *memory, uint32_t hole)
{
	ac_assert(memory->index[hole] != 0);
	uint32_t place = hole;
	for (;;) {
		place = (place + 1) & memory->index_mask;
		if (memory->index[place] == 0)
			break;
		const struct ac_fill_key *key = &memory->ring[memory->index[place] - 1];
		uint32_t home = hash(key->symbol, key->trade_id) & memory->index_mask;
		if (((place - home) & memory->index_mask) >=
		    ((place - hole) & memory->index_mask)) {
			memory->index[hole] = memory->index[place];
			hole = place;
		}
	}
	memory->index[hole] = 0;
}

bool ac_fill_memory_has(const struct ac_fill_memory *memory, uint16_t symbol, int64_t trade_id)
{
	return memory->index[probe(memory, symbol, trade_id)] != 0;
}

bool ac_fill_memory_add(struct ac_fill_memory *memory, uint16_t symbol, int64_t trade_id)
{
	if (ac_fill_memory_has(memory, symbol, trade_id))
		return false;
	struct ac_fill_key *oldest = &memory->ring[memory->next];
	if (oldest->is_used)
		index_remove(memory, probe(memory, oldest->symbol, oldest->trade_id));
	*oldest = (struct ac_fill_key){ .trade_id = trade_id, .symbol = symbol, .is_used = 1 };
	memory->index[probe(memory, symbol, trade_id)] = memory->next + 1;
	memory->next = (memory->next + 1) & (memory->capacity - 1);
	ac_assert(ac_fill_memory_has(memory, symbol, trade_id));
	return true;
}
