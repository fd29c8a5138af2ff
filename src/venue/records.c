#include "venue/records.h"

#include <stdlib.h>

#define RECORDS_FIRST 256u

#define TEXT_ITEM(name, text) [name] = (text),
const char *venue_tif_text(uint8_t tif)
{
	if (tif == VENUE_TIF_GTD)
		return "GTD";
	if (tif == VENUE_TIF_GTE_GTC)
		return "GTE_GTC";
	return ac_tif_text((enum ac_tif)tif);
}

const char *venue_price_match_text(uint8_t match)
{
	static const char *const texts[] = { VENUE_PRICE_MATCH_LIST(TEXT_ITEM) };
	return match < AC_COUNT(texts) ? texts[match] : "";
}

const char *venue_stp_text(uint8_t stp)
{
	static const char *const texts[] = { VENUE_STP_LIST(TEXT_ITEM) };
	return stp < AC_COUNT(texts) ? texts[stp] : "";
}

const char *venue_income_text(uint8_t kind)
{
	static const char *const texts[] = { VENUE_INCOME_LIST(TEXT_ITEM) };
	return kind < AC_COUNT(texts) ? texts[kind] : "";
}

void venue_table_init(struct venue_table *table, size_t item_size)
{
	*table = (struct venue_table){ .item_size = item_size };
}

void venue_table_deinit(struct venue_table *table)
{
	free(table->items);
	*table = (struct venue_table){ .item_size = table->item_size };
}

void *venue_table_add(struct venue_table *table)
{
	if (table->count == table->capacity) {
		uint32_t capacity = table->capacity == 0 ? RECORDS_FIRST : 2 * table->capacity;
		void *items = realloc(table->items, (size_t)capacity * table->item_size);
		ac_assert(items != NULL);
		table->items = items;
		table->capacity = capacity;
	}
	table->count++;
	void *item = venue_table_at(table, table->count - 1);
	memset(item, 0, table->item_size);
	return item;
}

/* Every record begins with the id that ascends. */
static void *find_id(const struct venue_table *table, int64_t id)
{
	uint32_t low = 0, high = table->count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int64_t found;
		memcpy(&found, venue_table_at(table, middle), sizeof(found));
		if (found == id)
			return venue_table_at(table, middle);
		if (found < id)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

struct venue_order *venue_order_by_id(const struct venue_table *orders, int64_t order_id)
{
	static_assert(offsetof(struct venue_order, order_id) == 0, "the id comes first");
	return find_id(orders, order_id);
}

struct venue_algo *venue_algo_by_id(const struct venue_table *algos, int64_t algo_id)
{
	static_assert(offsetof(struct venue_algo, algo_id) == 0, "the id comes first");
	return find_id(algos, algo_id);
}

struct venue_order *venue_order_by_name(const struct venue_table *orders, uint16_t symbol,
					struct ac_str client_id)
{
	for (uint32_t i = orders->count; i-- > 0;) {
		struct venue_order *order = venue_table_at(orders, i);
		if ((symbol == AC_SYMBOL_NONE || order->symbol == symbol) &&
		    ac_str_equal(ac_str_from(order->client_id), client_id))
			return order;
	}
	return NULL;
}

struct venue_algo *venue_algo_by_name(const struct venue_table *algos, struct ac_str client_id)
{
	for (uint32_t i = algos->count; i-- > 0;) {
		struct venue_algo *algo = venue_table_at(algos, i);
		if (ac_str_equal(ac_str_from(algo->client_id), client_id))
			return algo;
	}
	return NULL;
}
