/* The life cycle of a trader, as trader.h tells it: start, turns, stop, and the next start. */
#include "folder.h"
#include "life.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "journal/journal.h"
#include "session/replay.h"
#include "trader/lock.h"
#include "trader/source.h"

static struct life life;

static int begin(void **state)
{
	static int number;
	char name[16];
	(void)state;
	snprintf(name, sizeof(name), "life-%d", number++);
	life_begin(&life, folder_path(name));
	return 0;
}

static int end(void **state)
{
	(void)state;
	life_end(&life);
	return 0;
}

static bool exists(const char *path)
{
	return access(path, F_OK) == 0;
}

static struct ac_replay_report replay(const char *path)
{
	struct ac_replay *replay;
	struct ac_replay_report report;
	struct ac_error error;
	if (ac_replay_create(path, &life.registry, &replay, &error) != AC_OK)
		fail_msg("%s", error.text);
	enum ac_status status = ac_replay_run(replay, NULL, NULL, &report);
	if (status != AC_OK)
		print_error("%s\n", report.mismatch);
	assert_int_equal(status, AC_OK);
	ac_replay_destroy(replay);
	return report;
}

static void test_trader_runs_to_the_feeds_end_and_its_books_agree(void **state)
{
	(void)state;
	life_candles(&life, 0, 600);
	if (life_run(&life) != AC_TRADER_STOPPED)
		fail_msg("%s", life.error.text);
	assert_true(life.report.has_run);
	assert_string_equal(life.report.reason, "the feed ended");
	assert_true(life.report.trips > 10);
	assert_true(life.report.money.has_ledger);
	CHECK_EQ("differences", life.report.money.agreement.differences, 0);
	CHECK_EQ("bare", life.report.positions_bare, 0);
	CHECK_EQ("run", life.report.run.run_id, 1);
	assert_false(life.report.has_wire);
	struct ac_replay_report report = replay(life.report.run.journal);
	assert_true(report.is_ended);
	CHECK_EQ("records", report.records + 4, life.report.journal_records);
}

static void test_trader_goes_on_where_the_run_before_stopped(void **state)
{
	(void)state;
	life_candles(&life, 0, 600);
	assert_int_equal(life_run(&life), AC_TRADER_STOPPED);
	struct ac_dec wallet = life.report.money.wallet;
	uint64_t trips = life.report.trips;
	/* The same candles again: there is nothing newer. */
	assert_int_equal(life_run(&life), AC_TRADER_STOPPED);
	assert_non_null(strstr(life.said, "nothing newer than what account sim has seen"));
	CHECK_EQ("run", life.report.run.run_id, 2);
	CHECK_EQ("wallet", life.report.money.wallet.units, wallet.units);
	/* All candles, of which the second half is new. */
	life_candles(&life, 0, 1200);
	assert_int_equal(life_run(&life), AC_TRADER_STOPPED);
	assert_string_equal(life.said, "");
	CHECK_EQ("run", life.report.run.run_id, 3);
	assert_true(life.report.trips > 10 && life.report.trips < 2 * trips + 40);
	CHECK_EQ("differences", life.report.money.agreement.differences, 0);
	(void)replay(life.report.run.journal);
}

static void test_trader_begins_a_new_account_beside_the_old_one(void **state)
{
	(void)state;
	life_candles(&life, 0, 200);
	assert_int_equal(life_run(&life), AC_TRADER_STOPPED);
	uint64_t signals = life.report.signals;
	life.options.is_account_new = true;
	assert_int_equal(life_run(&life), AC_TRADER_STOPPED);
	assert_string_equal(life.report.run.account, "sim-2");
	CHECK_EQ("signals", life.report.signals, signals);
}

static void test_trader_stops_in_order_when_it_is_told_to(void **state)
{
	(void)state;
	life_candles(&life, 0, 600);
	life.stop_signal = SIGTERM;
	assert_int_equal(life_run(&life), AC_TRADER_STOPPED);
	assert_string_equal(life.report.reason, "stopped by a signal");
	CHECK_EQ("signals", life.report.signals, 0);
	assert_true(replay(life.report.run.journal).is_ended);
}

static void test_trader_refuses_before_anything_is_made(void **state)
{
	(void)state;
	life_candles(&life, 0, 10);
	life.options.symbols = "ETHUSDT";
	assert_int_equal(life_run(&life), AC_TRADER_REFUSED);
	assert_non_null(strstr(life.error.text, "ETHUSDT is not an enabled symbol"));
	assert_false(life.report.has_run);
	assert_false(exists("database"));
	life.options.symbols = NULL;
	life.options.feed = "replay:ETHUSDT-1m.csv";
	assert_int_equal(life_run(&life), AC_TRADER_REFUSED);
	assert_false(exists("database"));
}

static void test_trader_has_its_folder_for_itself(void **state)
{
	(void)state;
	long pid;
	life_candles(&life, 0, 10);
	assert_int_equal(mkdir("database", 0755), 0);
	int lock = ac_lock_take("database/autocoin.lock", &pid);
	assert_true(lock >= 0);
	assert_int_equal(life_run(&life), AC_TRADER_REFUSED);
	char number[32];
	snprintf(number, sizeof(number), "(process %ld)", (long)getpid());
	assert_non_null(strstr(life.error.text, number));
	ac_lock_release(lock);
	assert_int_equal(life_run(&life), AC_TRADER_STOPPED);
	lock = ac_lock_take("database/autocoin.lock", &pid);
	assert_true(lock >= 0); /* a trader that has stopped holds it no more */
	ac_lock_release(lock);
}

static void test_trader_that_nobody_could_stop_does_not_start(void **state)
{
	(void)state;
	life_candles(&life, 0, 10);
	close(open("status", O_CREAT | O_WRONLY, 0600)); /* where the folder belongs */
	assert_int_equal(life_run(&life), AC_TRADER_FAILED);
	assert_non_null(strstr(life.error.text, "the control socket cannot be made"));
	assert_false(life.report.has_run);
}

static void test_trader_says_which_exchange_cannot_be_reached(void **state)
{
	(void)state;
	life.options.feed = "live";
	snprintf(life.config.settings.endpoints.rest, sizeof(life.config.settings.endpoints.rest),
		 "http://127.0.0.1:1");
	assert_int_equal(life_run(&life), AC_TRADER_REFUSED);
	assert_non_null(strstr(life.error.text, "http://127.0.0.1:1 cannot be reached"));
	assert_false(exists("database/journal"));
}

static void test_source_is_chosen_by_mode_and_feed(void **state)
{
	(void)state;
	life.config.settings.mode = AC_RUN_SIM;
	assert_ptr_equal(source_kind_of(&life.config, "synthetic"), &source_feed);
	assert_ptr_equal(source_kind_of(&life.config, "replay:a.csv"), &source_feed);
	assert_ptr_equal(source_kind_of(&life.config, "live"), &source_live);
	life.config.settings.mode = AC_RUN_TESTNET;
	assert_ptr_equal(source_kind_of(&life.config, "live"), &source_wire);
	life.config.settings.mode = AC_RUN_MAINNET;
	assert_ptr_equal(source_kind_of(&life.config, "live"), &source_wire);
	/* The real exchange's account is never simulated beside it. */
	assert_false(source_wire.is_simulated);
}

/* ---- ambiguous candles are inputs, on file ---- */

struct copy {
	uint64_t ambiguous;
	bool is_one_left_out;
};

/* Copies a journal, without the first record on an ambiguous candle, or without all of them. */
static struct copy copy_journal(const char *from, const char *to, bool is_all)
{
	struct ac_journal_reader *reader;
	struct ac_journal *journal;
	struct ac_journal_record record;
	struct copy copy = { 0 };
	assert_int_equal(ac_journal_reader_create(from, &reader), AC_OK);
	assert_int_equal(ac_journal_create(to, 1, &journal), AC_OK);
	while (ac_journal_reader_next(reader, &record) == AC_OK) {
		struct ac_event event = { 0 };
		if (record.type == AC_JOURNAL_INPUT)
			memcpy(&event, record.payload, record.size);
		bool is_ambiguous = event.kind == AC_EVENT_AMBIGUOUS;
		copy.ambiguous += is_ambiguous;
		if (is_ambiguous && (is_all || copy.ambiguous == 1))
			continue;
		assert_int_equal(
			ac_journal_append(journal, record.type, record.payload, record.size, NULL),
			AC_OK);
	}
	assert_int_equal(ac_journal_sync(journal), AC_OK);
	ac_journal_destroy(journal);
	ac_journal_reader_destroy(reader);
	return copy;
}

/* What a program of format 1 would have written above its records. */
static void age_journal(const char *path)
{
	unsigned char header[24];
	FILE *file = fopen(path, "r+");
	assert_non_null(file);
	assert_int_equal(fread(header, sizeof(header), 1, file), 1);
	header[8] = 1;
	uint32_t crc = 0xffffffffu;
	for (int i = 0; i < 16; i++) {
		crc ^= header[i];
		for (int bit = 0; bit < 8; bit++)
			crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82f63b78u : 0);
	}
	crc = ~crc;
	memcpy(header + 16, &crc, 4);
	rewind(file);
	assert_int_equal(fwrite(header, sizeof(header), 1, file), 1);
	fclose(file);
}

static void test_ambiguous_candle_is_an_input_that_a_replay_wants(void **state)
{
	(void)state;
	life_candles(&life, 0, 1200);
	assert_int_equal(life_run(&life), AC_TRADER_STOPPED);
	struct copy copy = copy_journal(life.report.run.journal, "without.journal", false);
	assert_true(copy.ambiguous > 0);
	struct ac_replay *replay;
	struct ac_replay_report report;
	struct ac_error error;
	assert_int_equal(ac_replay_create("without.journal", &life.registry, &replay, &error),
			 AC_OK);
	assert_int_equal(ac_replay_run(replay, NULL, NULL, &report), AC_ERR_MISMATCH);
	assert_non_null(strstr(report.mismatch, "both exits"));
	ac_replay_destroy(replay);
}

static void test_journal_of_the_older_format_replays(void **state)
{
	(void)state;
	life_candles(&life, 0, 1200);
	assert_int_equal(life_run(&life), AC_TRADER_STOPPED);
	struct copy copy = copy_journal(life.report.run.journal, "old.journal", true);
	age_journal("old.journal");
	struct ac_replay_report new = replay(life.report.run.journal);
	struct ac_replay_report old = replay("old.journal");
	CHECK_EQ("commands", old.commands, new.commands);
	CHECK_EQ("inputs", old.inputs + copy.ambiguous, new.inputs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_trader_runs_to_the_feeds_end_and_its_books_agree, begin, end),
		cmocka_unit_test_setup_teardown(test_trader_goes_on_where_the_run_before_stopped,
						begin, end),
		cmocka_unit_test_setup_teardown(test_trader_begins_a_new_account_beside_the_old_one,
						begin, end),
		cmocka_unit_test_setup_teardown(test_trader_stops_in_order_when_it_is_told_to,
						begin, end),
		cmocka_unit_test_setup_teardown(test_trader_refuses_before_anything_is_made, begin,
						end),
		cmocka_unit_test_setup_teardown(test_trader_has_its_folder_for_itself, begin, end),
		cmocka_unit_test_setup_teardown(test_trader_that_nobody_could_stop_does_not_start,
						begin, end),
		cmocka_unit_test_setup_teardown(test_trader_says_which_exchange_cannot_be_reached,
						begin, end),
		cmocka_unit_test_setup_teardown(test_source_is_chosen_by_mode_and_feed, begin, end),
		cmocka_unit_test_setup_teardown(
			test_ambiguous_candle_is_an_input_that_a_replay_wants, begin, end),
		cmocka_unit_test_setup_teardown(test_journal_of_the_older_format_replays, begin,
						end),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
