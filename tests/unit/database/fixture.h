/* fixture.h - a store in a folder of its own, with two symbols, three books and one run; facts to
 * write, and single values read back through a second connection as anybody else would. */
#ifndef AC_TESTS_DATABASE_FIXTURE_H
#define AC_TESTS_DATABASE_FIXTURE_H

#include "folder.h"

#include <sqlite3.h>

#include "database/store.h"
#include "market/instrument.h"
#include "risk/risk.h"

enum { BTC, ETH, SYMBOLS };

static struct ac_instrument fixture_instruments[SYMBOLS] = {
	{ .symbol = "BTCUSDT" },
	{ .symbol = "ETHUSDT" },
};
static const struct ac_instruments fixture_list = { fixture_instruments, SYMBOLS, SYMBOLS };
static const struct ac_book fixture_books[] = {
	{ "vwap_reversion", BTC },
	{ "vwap_reversion", ETH },
	{ "other", ETH },
};
static const struct ac_store_names fixture_names = { &fixture_list, fixture_books, 3 };
static struct ac_store_run fixture_run = {
	.run_id = 1,
	.account = "sim",
	.mode = "sim",
	.version = "0.1.0",
	.feed = "synthetic",
	.started_ms = 1767225600000,
	.journal = "run-1.journal",
};

static char fixture_path[160];
static struct ac_store *fixture_store;
static char fixture_error[256];

static inline const char *fixture_url(void)
{
	static char url[200];
	snprintf(url, sizeof(url), "sqlite:///%s", fixture_path);
	return url;
}

/* A new database for each test. */
static inline int store_setup(void **state)
{
	static int number;
	(void)state;
	snprintf(fixture_path, sizeof(fixture_path), "%s/%d/trader.db", folder, ++number);
	if (ac_store_open(fixture_url(), &fixture_store, fixture_error, sizeof(fixture_error)) !=
	    AC_OK) {
		print_error("# %s\n", fixture_error);
		return 1;
	}
	return ac_store_run_begin(fixture_store, &fixture_run) != AC_OK;
}

static inline int store_teardown(void **state)
{
	(void)state;
	ac_store_close(fixture_store);
	fixture_store = NULL;
	return 0;
}

static inline struct ac_event fact_of(enum ac_event_kind kind, uint64_t seq, uint16_t symbol,
				      uint16_t book)
{
	struct ac_event fact;
	memset(&fact, 0, sizeof(fact));
	fact.kind = (uint16_t)kind;
	fact.seq = seq;
	fact.symbol = symbol;
	fact.book = book;
	fact.time_ns = (1767225600000 + (ac_ms)seq) * AC_NS_PER_MS;
	return fact;
}

static inline enum ac_status store_one(const struct ac_event *fact)
{
	assert_int_equal(ac_store_begin(fixture_store), AC_OK);
	enum ac_status status = ac_store_write(fixture_store, &fixture_run, &fixture_names, fact);
	assert_int_equal(ac_store_commit(fixture_store, &fixture_run, fact->seq), AC_OK);
	return status;
}

static inline void write_ok(const struct ac_event *fact)
{
	enum ac_status status = store_one(fact);
	if (status != AC_OK)
		fail_msg("kind %u: %s: %s", fact->kind, ac_status_text(status),
			 ac_store_error(fixture_store));
}

/* The first column of the first row as text, by a connection that knows nothing of the store. */
static inline const char *read_text(const char *sql)
{
	static char text[4][512];
	static unsigned turn;
	char *place = text[turn++ % 4];
	sqlite3 *database;
	sqlite3_stmt *row;
	assert_int_equal(sqlite3_open_v2(fixture_path, &database, SQLITE_OPEN_READONLY, NULL),
			 SQLITE_OK);
	if (sqlite3_prepare_v2(database, sql, -1, &row, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(database));
	snprintf(place, sizeof(text[0]), "(no row)");
	if (sqlite3_step(row) == SQLITE_ROW) {
		const unsigned char *value = sqlite3_column_text(row, 0);
		snprintf(place, sizeof(text[0]), "%s", value == NULL ? "(null)" : (char *)value);
	}
	sqlite3_finalize(row);
	sqlite3_close(database);
	return place;
}

/* Runs SQL as a person in the shell would; SQLite's result. */
static inline int run_sql(const char *sql)
{
	sqlite3 *database;
	assert_int_equal(sqlite3_open(fixture_path, &database), SQLITE_OK);
	int result = sqlite3_exec(database, sql, NULL, NULL, NULL);
	sqlite3_close(database);
	return result;
}

#define CHECK_SQL(sql, expected)                                                                   \
	do {                                                                                       \
		const char *check_text = read_text(sql);                                           \
		if (strcmp(check_text, (expected)) != 0)                                           \
			fail_msg("%s: %s, not %s", (sql), check_text, (expected));                 \
	} while (0)

static inline struct ac_dec dec(const char *text)
{
	struct ac_dec value;
	assert_int_equal(ac_dec_parse(ac_str_from(text), &value), AC_OK);
	return value;
}

static inline struct ac_event order_fact(uint64_t seq, enum ac_life life, ac_ms updated_ms)
{
	struct ac_event fact = fact_of(AC_EVENT_ORDER_STATE, seq, BTC, 0);
	struct ac_order_record *order = &fact.order_record;
	snprintf(order->client_id, sizeof(order->client_id), "ac-1-1-e");
	order->life = (uint8_t)life;
	order->purpose = AC_PURPOSE_ENTRY;
	order->side = AC_SIDE_SELL;
	order->position_side = AC_POSITION_SHORT;
	order->type = AC_ORDER_LIMIT;
	order->tif = AC_TIF_GTX;
	order->attempts = 2;
	order->code = -1001;
	order->quantity = dec("0.015");
	order->price = dec("64000.1");
	order->executed = dec("0.005");
	order->executed_quote = dec("320.0005");
	order->average_price = dec("64000.1");
	order->commission = dec("0.0640001");
	order->created_ms = 1000;
	order->updated_ms = updated_ms;
	order->signal_id = 7;
	return fact;
}

static inline struct ac_event trip_fact(uint64_t seq, const char *net, ac_ms exit_ms)
{
	struct ac_event fact = fact_of(AC_EVENT_ROUND_TRIP, seq, ETH, 1);
	struct ac_round_trip *trip = &fact.round_trip;
	trip->direction = -1;
	trip->exit_reason = AC_EXIT_TAKE_PROFIT;
	trip->quantity = dec("2");
	trip->entry_price = dec("3000");
	trip->exit_price = dec("2990");
	trip->fees = dec("0.1");
	trip->funding = dec("-0.02");
	trip->net_profit = dec(net);
	trip->gross_profit = dec("1");
	trip->entry_time_ms = exit_ms - 60000;
	trip->exit_time_ms = exit_ms;
	return fact;
}

#endif
