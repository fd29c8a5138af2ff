#include "executor/order.h"

static uint32_t hash(const char *text)
{
	uint32_t h = 2166136261u;
	for (; *text != '\0'; text++)
		h = (h ^ (uint8_t)*text) * 16777619u;
	return h ^ (h >> 15);
}

static uint32_t index_size(uint32_t capacity)
{
	uint32_t size = 16;
	while (size < capacity * 2)
		size *= 2;
	return size;
}

enum ac_status ac_order_table_init(struct ac_order_table *table, struct ac_arena *arena,
				   uint32_t live_max, uint32_t remembered)
{
	ac_assert(live_max > 0 && remembered > 0);
	uint32_t capacity = live_max + remembered;
	uint32_t places = index_size(capacity);
	memset(table, 0, sizeof(*table));
	table->items = ac_arena_take(arena, capacity, sizeof(*table->items));
	table->index = ac_arena_take(arena, places, sizeof(*table->index));
	table->live = ac_arena_take(arena, capacity, sizeof(*table->live));
	table->free = ac_arena_take(arena, capacity, sizeof(*table->free));
	table->ring = ac_arena_take(arena, remembered, sizeof(*table->ring));
	if (!ac_arena_has_given(arena))
		return ac_arena_status(arena);
	table->capacity = capacity;
	table->index_mask = places - 1;
	table->ring_capacity = remembered;
	/* Handed out from the low end, so that pages nobody needs are never touched. */
	for (uint32_t i = 0; i < capacity; i++)
		table->free[i] = capacity - 1 - i;
	table->free_count = capacity;
	return AC_OK;
}

static uint32_t probe(const struct ac_order_table *table, const char *client_id)
{
	uint32_t place = hash(client_id) & table->index_mask;
	while (table->index[place] != 0) {
		const struct ac_order *order = &table->items[table->index[place] - 1];
		if (strncmp(order->record.client_id, client_id, AC_CLIENT_ID_SIZE) == 0)
			break;
		place = (place + 1) & table->index_mask;
	}
	return place;
}

/* Deletion without tombstones: what would no longer be found through the hole moves into it. */
static void index_remove(struct ac_order_table *table, const char *client_id)
{
	uint32_t hole = probe(table, client_id);
	ac_assert(table->index[hole] != 0);
	uint32_t place = hole;
	for (;;) {
		place = (place + 1) & table->index_mask;
		if (table->index[place] == 0)
			break;
		const char *id = table->items[table->index[place] - 1].record.client_id;
		uint32_t home = hash(id) & table->index_mask;
		if (((place - home) & table->index_mask) >= ((place - hole) & table->index_mask)) {
			table->index[hole] = table->index[place];
			hole = place;
		}
	}
	table->index[hole] = 0;
}

static void ring_remove(struct ac_order_table *table, uint32_t offset)
{
	ac_assert(offset < table->ring_count);
	for (uint32_t i = offset; i + 1 < table->ring_count; i++) {
		uint32_t to = (table->ring_first + i) % table->ring_capacity;
		uint32_t from = (table->ring_first + i + 1) % table->ring_capacity;
		table->ring[to] = table->ring[from];
	}
	table->ring_count--;
}

static void forget_oldest(struct ac_order_table *table)
{
	ac_assert(table->items != NULL);
	uint32_t place = table->ring[table->ring_first];
	struct ac_order *order = &table->items[place];
	ac_assert(order->place == AC_PLACE_REMEMBERED);
	index_remove(table, order->record.client_id);
	order->place = AC_PLACE_FREE;
	table->ring_first = (table->ring_first + 1) % table->ring_capacity;
	table->ring_count--;
	table->free[table->free_count++] = place;
}

static void live_append(struct ac_order_table *table, struct ac_order *order)
{
	ac_assert(table->live_count < table->capacity);
	order->place = AC_PLACE_LIVE;
	order->list_index = table->live_count;
	table->live[table->live_count++] = ac_order_table_place(table, order);
}

struct ac_order *ac_order_table_add(struct ac_order_table *table, const char *client_id)
{
	ac_assert(client_id[0] != '\0');
	ac_assert(table->items != NULL);
	if (ac_order_table_find(table, client_id) != NULL)
		return NULL;
	if (table->free_count == 0 && table->ring_count > 0)
		forget_oldest(table);
	if (table->free_count == 0)
		return NULL;
	uint32_t where = probe(table, client_id);
	uint32_t place = table->free[--table->free_count];
	struct ac_order *order = &table->items[place];
	memset(order, 0, sizeof(*order));
	for (size_t i = 0; i < AC_TIMER_COUNT; i++)
		order->timers[i] = AC_NEVER;
	order->evidence_ns = AC_NEVER;
	/* The rest of the field stays zero: records are checksummed as bytes. */
	for (size_t i = 0; i + 1 < AC_CLIENT_ID_SIZE && client_id[i] != '\0'; i++)
		order->record.client_id[i] = client_id[i];
	table->index[where] = place + 1;
	ac_assert(ac_order_table_find(table, order->record.client_id) == order);
	live_append(table, order);
	return order;
}

struct ac_order *ac_order_table_find(const struct ac_order_table *table, const char *client_id)
{
	uint32_t place = table->index[probe(table, client_id)];
	return place == 0 ? NULL : &table->items[place - 1];
}

struct ac_order *ac_order_table_find_exchange(const struct ac_order_table *table, uint16_t symbol,
					      int64_t order_id)
{
	if (order_id == 0)
		return NULL;
	for (uint32_t i = 0; i < table->live_count; i++) {
		struct ac_order *order = &table->items[table->live[i]];
		if (order->record.order_id == order_id && order->symbol == symbol)
			return order;
	}
	for (uint32_t i = 0; i < table->ring_count; i++) {
		uint32_t offset = (table->ring_first + i) % table->ring_capacity;
		struct ac_order *order = &table->items[table->ring[offset]];
		if (order->record.order_id == order_id && order->symbol == symbol)
			return order;
	}
	return NULL;
}

void ac_order_table_retire(struct ac_order_table *table, struct ac_order *order)
{
	ac_assert(order->list_index < table->live_count);
	ac_assert(table->live[order->list_index] == ac_order_table_place(table, order));
	ac_assert(order->place == AC_PLACE_LIVE);
	ac_assert(ac_order_is_terminal(order));
	uint32_t last = table->live[--table->live_count];
	table->live[order->list_index] = last;
	table->items[last].list_index = order->list_index;
	if (table->ring_count == table->ring_capacity)
		forget_oldest(table);
	uint32_t end = (table->ring_first + table->ring_count) % table->ring_capacity;
	table->ring[end] = ac_order_table_place(table, order);
	table->ring_count++;
	order->place = AC_PLACE_REMEMBERED;
	ac_assert(table->ring_count <= table->ring_capacity);
}

bool ac_order_table_revive(struct ac_order_table *table, struct ac_order *order)
{
	ac_assert(order->place == AC_PLACE_REMEMBERED);
	uint32_t place = ac_order_table_place(table, order);
	for (uint32_t i = 0; i < table->ring_count; i++) {
		if (table->ring[(table->ring_first + i) % table->ring_capacity] != place)
			continue;
		ring_remove(table, i);
		live_append(table, order);
		return true;
	}
	return false;
}
