#include "simulator/account/records.h"

#include <stdlib.h>

#define RECORDS_FIRST 256u

#define TEXT_ITEM(name, text) [name] = (text),
const char *simulator_tif_text(uint8_t tif)
{
	if (tif == SIMULATOR_TIF_GTD)
		return "GTD";
	if (tif == SIMULATOR_TIF_GTE_GTC)
		return "GTE_GTC";
	return ac_tif_text((enum ac_tif)tif);
}

const char *simulator_price_match_text(uint8_t match)
{
	static const char *const texts[] = { SIMULATOR_PRICE_MATCH_LIST(TEXT_ITEM) };
	return match < AC_COUNT(texts) ? texts[match] : "";
}

const char *simulator_stp_text(uint8_t stp)
{
	static const char *const texts[] = { SIMULATOR_STP_LIST(TEXT_ITEM) };
	return stp < AC_COUNT(texts) ? texts[stp] : "";
}

const char *simulator_income_text(uint8_t kind)
{
	static const char *const texts[] = { SIMULATOR_INCOME_LIST(TEXT_ITEM) };
	return kind < AC_COUNT(texts) ? texts[kind] : "";
}

void simulator_table_init(struct simulator_table *table, size_t item_size)
{
	*table = (struct simulator_table){ .item_size = item_size };
}

void simulator_table_deinit(struct simulator_table *table)
{
	free(table->items);
	*table = (struct simulator_table){ .item_size = table->item_size };
}

void *simulator_table_add(struct simulator_table *table)
{
	if (table->count == table->capacity) {
		uint32_t capacity = table->capacity == 0 ? RECORDS_FIRST : 2 * table->capacity;
		void *items = realloc(table->items, (size_t)capacity * table->item_size);
		ac_assert(items != NULL);
		table->items = items;
		table->capacity = capacity;
	}
	table->count++;
	void *item = simulator_table_at(table, table->count - 1);
	memset(item, 0, table->item_size);
	return item;
}

/* Every record begins with the id that ascends. */
static void *find_id(const struct simulator_table *table, int64_t id)
{
	uint32_t low = 0, high = table->count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int64_t found;
		memcpy(&found, simulator_table_at(table, middle), sizeof(found));
		if (found == id)
			return simulator_table_at(table, middle);
		if (found < id)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

struct simulator_order *simulator_order_by_id(const struct simulator_table *orders,
					      int64_t order_id)
{
	static_assert(offsetof(struct simulator_order, order_id) == 0, "the id comes first");
	return find_id(orders, order_id);
}

struct simulator_algo *simulator_algo_by_id(const struct simulator_table *algos, int64_t algo_id)
{
	static_assert(offsetof(struct simulator_algo, algo_id) == 0, "the id comes first");
	return find_id(algos, algo_id);
}

struct simulator_order *simulator_order_by_name(const struct simulator_table *orders,
						uint16_t symbol, struct ac_str client_id)
{
	for (uint32_t i = orders->count; i-- > 0;) {
		struct simulator_order *order = simulator_table_at(orders, i);
		if ((symbol == AC_SYMBOL_NONE || order->symbol == symbol) &&
		    ac_str_equal(ac_str_from(order->client_id), client_id))
			return order;
	}
	return NULL;
}

struct simulator_algo *simulator_algo_by_name(const struct simulator_table *algos,
					      struct ac_str client_id)
{
	for (uint32_t i = algos->count; i-- > 0;) {
		struct simulator_algo *algo = simulator_table_at(algos, i);
		if (ac_str_equal(ac_str_from(algo->client_id), client_id))
			return algo;
	}
	return NULL;
}
