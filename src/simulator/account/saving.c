/* The simulator's state as a file, so that a restarted exchange knows its accounts again. Raw
 * tables of this very program: another layout is another version, never read. Candles, prices of
 * the streams and rate limits are not in it. */
#include <stdio.h>
#include <stdlib.h>

#include "journal/crc32c.h"
#include "simulator/account/timers.h"
#include "simulator/account/account.h"
#include "simulator/call/call.h"
#include "sys/whole_file.h"

#define MAGIC   0x65756e6576634131ULL
#define VERSION 1u

struct saved_header {
	uint64_t magic;
	uint32_t version, checksum; /* of all that follows the header */
	uint64_t size;              /* of all that follows the header */
	uint64_t fingerprint;
};

/* What an account has beside its tables. */
struct saved_account {
	uint8_t mode; /* enum ac_position_mode */
	ac_ns now_ns;
	struct simulator_order_window window;
	char listen_key[SIMULATOR_LISTEN_KEY_SIZE];
	ac_ms listen_key_until_ms, wallet_updated_ms, event_newest_ms;
	int64_t transfer_id, amendment_id;
	uint64_t simulated_size;
};

/* One piece of memory that grows while writing, or is walked through while reading. */
struct stretch {
	unsigned char *data;
	size_t size, capacity;
	size_t at;
	bool is_short; /* more was wanted than there is */
};

static uint64_t mix(uint64_t hash, const void *data, size_t size)
{
	const unsigned char *at = data;
	for (size_t i = 0; i < size; i++)
		hash = (hash ^ at[i]) * 0x100000001b3u;
	return hash;
}

/* FNV-1a over what gives the saved bytes their meaning: layouts, symbols, accounts. */
static uint64_t fingerprint_of(const struct ac_simulator *simulator)
{
	const uint64_t layout[] = {
		sizeof(struct simulator_order),     sizeof(struct simulator_algo),
		sizeof(struct simulator_trade),     sizeof(struct simulator_income),
		sizeof(struct simulator_amendment), sizeof(struct simulator_holding),
		sizeof(struct saved_account),       simulator->account_count,
		simulator->instruments.count,
	};
	uint64_t hash = mix(0xcbf29ce484222325u, layout, sizeof(layout));
	for (uint16_t i = 0; i < simulator->instruments.count; i++) {
		const char *symbol = simulator_instrument(simulator, i)->symbol;
		hash = mix(hash, symbol, strlen(symbol) + 1);
	}
	for (uint32_t i = 0; i < simulator->account_count; i++)
		hash = mix(hash, simulator->accounts[i]->key,
			   strlen(simulator->accounts[i]->key) + 1);
	return hash;
}

/* ---- writing ---- */

static void *reserve(struct stretch *stretch, size_t size)
{
	if (stretch->capacity - stretch->size < size) {
		size_t capacity = 2 * stretch->capacity + size;
		unsigned char *data = realloc(stretch->data, capacity);
		ac_assert(data != NULL);
		stretch->data = data;
		stretch->capacity = capacity;
	}
	void *at = stretch->data + stretch->size;
	stretch->size += size;
	return at;
}

static void put(struct stretch *stretch, const void *data, size_t size)
{
	if (size > 0)
		memcpy(reserve(stretch, size), data, size);
}

static void put_table(struct stretch *stretch, const struct simulator_table *table)
{
	put(stretch, &table->count, sizeof(table->count));
	put(stretch, table->items, (size_t)table->count * table->item_size);
}

static void put_account(struct stretch *stretch, const struct simulator_account *account)
{
	struct saved_account saved;
	memset(&saved, 0, sizeof(saved));
	saved.mode = (uint8_t)ac_simulated_mode(account->simulated);
	saved.now_ns = account->now_ns;
	saved.window = account->window;
	memcpy(saved.listen_key, account->listen_key, sizeof(saved.listen_key));
	saved.listen_key_until_ms = account->listen_key_until_ms;
	saved.wallet_updated_ms = account->wallet_updated_ms;
	saved.event_newest_ms = account->event_newest_ms;
	saved.transfer_id = account->transfer_id;
	saved.amendment_id = account->amendment_id;
	saved.simulated_size = ac_simulated_state_size(account->simulated);
	put(stretch, &saved, sizeof(saved));
	put(stretch, account->holdings,
	    account->simulator->instruments.count * sizeof(*account->holdings));
	put_table(stretch, &account->orders);
	put_table(stretch, &account->algos);
	put_table(stretch, &account->trades);
	put_table(stretch, &account->incomes);
	put_table(stretch, &account->amendments);
	ac_simulated_state_save(account->simulated, reserve(stretch, (size_t)saved.simulated_size));
}

enum ac_status ac_simulator_save(const struct ac_simulator *simulator, const char *path)
{
	struct stretch stretch = { 0 };
	uint32_t count = simulator->instruments.count;
	(void)reserve(&stretch, sizeof(struct saved_header));
	put(&stretch, &simulator->prng, sizeof(simulator->prng));
	put(&stretch, simulator->factors, count * sizeof(*simulator->factors));
	put(&stretch, simulator->status, count * sizeof(*simulator->status));
	for (uint32_t i = 0; i < simulator->account_count; i++)
		put_account(&stretch, simulator->accounts[i]);
	struct saved_header header;
	memset(&header, 0, sizeof(header));
	header.magic = MAGIC;
	header.version = VERSION;
	header.size = stretch.size - sizeof(header);
	header.fingerprint = fingerprint_of(simulator);
	header.checksum = ac_crc32c(0, stretch.data + sizeof(header), (size_t)header.size);
	memcpy(stretch.data, &header, sizeof(header));
	enum ac_status status = ac_file_replace(path, stretch.data, stretch.size, 0600);
	free(stretch.data);
	return status;
}

/* ---- reading ---- */

static const void *take(struct stretch *stretch, size_t size)
{
	if (stretch->is_short || size > stretch->size - stretch->at) {
		stretch->is_short = true;
		return NULL;
	}
	const void *at = stretch->data + stretch->at;
	stretch->at += size;
	return at;
}

static void get(struct stretch *stretch, void *ret_data, size_t size)
{
	const void *at = take(stretch, size);
	if (at != NULL && size > 0)
		memcpy(ret_data, at, size);
}

static void get_table(struct stretch *stretch, struct simulator_table *table)
{
	uint32_t count = 0;
	get(stretch, &count, sizeof(count));
	const unsigned char *items = take(stretch, (size_t)count * table->item_size);
	simulator_table_deinit(table);
	for (uint32_t i = 0; i < count && items != NULL; i++)
		memcpy(simulator_table_add(table), items + (size_t)i * table->item_size,
		       table->item_size);
}

static enum ac_status get_account(struct stretch *stretch, struct simulator_account *account)
{
	struct saved_account saved = { 0 };
	get(stretch, &saved, sizeof(saved));
	get(stretch, account->holdings,
	    account->simulator->instruments.count * sizeof(*account->holdings));
	get_table(stretch, &account->orders);
	get_table(stretch, &account->algos);
	get_table(stretch, &account->trades);
	get_table(stretch, &account->incomes);
	get_table(stretch, &account->amendments);
	const void *simulated = take(stretch, (size_t)saved.simulated_size);
	if (simulated == NULL)
		return AC_ERR_CORRUPT;
	enum ac_status status =
		ac_simulated_mode_set(account->simulated, (enum ac_position_mode)saved.mode);
	if (status == AC_OK)
		status = ac_simulated_state_load(account->simulated, simulated,
						 (size_t)saved.simulated_size);
	account->now_ns = saved.now_ns;
	account->window = saved.window;
	memcpy(account->listen_key, saved.listen_key, sizeof(account->listen_key));
	account->listen_key[SIMULATOR_LISTEN_KEY_SIZE - 1] = '\0';
	account->listen_key_until_ms = saved.listen_key_until_ms;
	account->wallet_updated_ms = saved.wallet_updated_ms;
	account->event_newest_ms = saved.event_newest_ms;
	account->transfer_id = saved.transfer_id;
	account->amendment_id = saved.amendment_id;
	account->timer_ms = simulator_timers_next(account);
	return status;
}

static void get_symbols(struct stretch *stretch, struct ac_simulator *simulator)
{
	uint32_t count = simulator->instruments.count;
	const void *factors = take(stretch, count * sizeof(*simulator->factors));
	get(stretch, simulator->status, count * sizeof(*simulator->status));
	for (uint16_t i = 0; i < count && !stretch->is_short; i++) {
		int32_t factor;
		memcpy(&factor, (const unsigned char *)factors + i * sizeof(factor),
		       sizeof(factor));
		if (factor > 1)
			simulator_symbol_coarsen(simulator, i, factor);
		simulator->status[i][sizeof(simulator->status[i]) - 1] = '\0';
		simulator->instruments.items[i].state = strcmp(simulator->status[i], "TRADING") == 0
								? AC_SYMBOL_TRADING
								: AC_SYMBOL_NOT_TRADING;
	}
}

static enum ac_status read_whole(const char *path, struct stretch *stretch)
{
	unsigned char piece[65536];
	size_t size;
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		return AC_ERR_NOT_FOUND;
	while ((size = fread(piece, 1, sizeof(piece), file)) > 0)
		put(stretch, piece, size);
	bool is_good = ferror(file) == 0;
	fclose(file);
	return is_good ? AC_OK : AC_ERR_IO;
}

static enum ac_status check_header(const struct ac_simulator *simulator, struct stretch *stretch)
{
	struct saved_header header = { 0 };
	get(stretch, &header, sizeof(header));
	if (stretch->is_short || header.magic != MAGIC)
		return AC_ERR_CORRUPT;
	if (header.version != VERSION || header.fingerprint != fingerprint_of(simulator))
		return AC_ERR_VERSION;
	if (header.size != stretch->size - stretch->at ||
	    header.checksum !=
		    ac_crc32c(0, stretch->data + stretch->at, stretch->size - stretch->at))
		return AC_ERR_CORRUPT;
	return AC_OK;
}

enum ac_status ac_simulator_load(struct ac_simulator *simulator, const char *path)
{
	struct stretch stretch = { 0 };
	enum ac_status status = read_whole(path, &stretch);
	if (status == AC_OK)
		status = check_header(simulator, &stretch);
	if (status == AC_OK) {
		get(&stretch, &simulator->prng, sizeof(simulator->prng));
		get_symbols(&stretch, simulator);
		for (uint32_t i = 0; i < simulator->account_count && status == AC_OK; i++)
			status = get_account(&stretch, simulator->accounts[i]);
	}
	if (status == AC_OK && stretch.is_short)
		status = AC_ERR_CORRUPT;
	free(stretch.data);
	return status;
}
