#include "binance/codec/market_stream.h"

static_assert(AC_SYMBOL_TABLE_SLOTS >= 4 * AC_INSTRUMENTS_MAX, "searches stay short");
static_assert((AC_SYMBOL_TABLE_SLOTS & (AC_SYMBOL_TABLE_SLOTS - 1)) == 0, "a power of two");

/* FNV-1a, which is enough for names that are our own. */
static uint32_t hash_of(struct ac_str symbol)
{
	uint32_t hash = 2166136261u;
	for (size_t i = 0; i < symbol.size; i++)
		hash = (hash ^ (unsigned char)symbol.data[i]) * 16777619u;
	return (hash ^ hash >> 15) & (AC_SYMBOL_TABLE_SLOTS - 1);
}

static bool is_named(const struct ac_instrument *instrument, struct ac_str symbol)
{
	return symbol.size < sizeof(instrument->symbol) &&
	       memcmp(instrument->symbol, symbol.data, symbol.size) == 0 &&
	       instrument->symbol[symbol.size] == '\0';
}

/* The slot where `symbol` stands, or the free one where it would. */
static uint32_t slot_of(const struct ac_symbol_table *table, struct ac_str symbol)
{
	uint32_t slot = hash_of(symbol);
	while (table->slots[slot] != AC_SYMBOL_NONE &&
	       !is_named(&table->instruments->items[table->slots[slot]], symbol))
		slot = (slot + 1) & (AC_SYMBOL_TABLE_SLOTS - 1);
	return slot;
}

void ac_symbol_table_init(struct ac_symbol_table *table, const struct ac_instruments *instruments)
{
	ac_assert(instruments->count <= AC_INSTRUMENTS_MAX);
	table->instruments = instruments;
	for (size_t i = 0; i < AC_COUNT(table->slots); i++)
		table->slots[i] = AC_SYMBOL_NONE;
	for (uint32_t i = 0; i < instruments->count; i++) {
		uint32_t slot = slot_of(table, ac_str_from(instruments->items[i].symbol));
		if (table->slots[slot] == AC_SYMBOL_NONE)
			table->slots[slot] = (uint16_t)i;
	}
}

uint16_t ac_symbol_table_find(const struct ac_symbol_table *table, struct ac_str symbol)
{
	return table->slots[slot_of(table, symbol)];
}
