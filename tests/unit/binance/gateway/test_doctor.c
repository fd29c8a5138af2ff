/* The doctor's judgement, with an exchange that is written here; sockets and this machine's disk
 * are left out (tests/integration/test_doctor.sh has them). */
#include "doctor_wire.h"

/* ---- a run of the doctor ---- */

static struct {
	struct ac_config config;
	struct ac_symbol_config symbol;
	struct ac_book_config book;
	bool is_order_placed;
	char rows[16384];
	bool has_failed_row;
} rig;

static void rig_init(enum ac_run_mode mode)
{
	memset(&wire, 0, sizeof(wire));
	memset(&rig, 0, sizeof(rig));
	wire.is_futures = wire.is_reading = wire.is_restricted = true;
	wire.wallet = "1000";
	wire.status = "TRADING";
	ac_config_default(&rig.config);
	rig.config.settings.mode = mode;
	snprintf(rig.config.settings.api_secret, AC_SECRET_SIZE, SECRET);
	if (mode == AC_RUN_TESTNET)
		ac_endpoints_testnet(&rig.config.settings.endpoints);
	rig.config.symbols = &rig.symbol;
	rig.config.symbol_count = 1;
	rig.config.books = &rig.book;
	rig.config.book_count = 1;
	snprintf(rig.symbol.symbol, AC_SYMBOL_SIZE, "NEWUSDT");
	rig.symbol.is_enabled = true;
	rig.symbol.limits.leverage = 10;
	snprintf(rig.book.symbol, AC_SYMBOL_SIZE, "NEWUSDT");
	snprintf(rig.book.file, AC_PATH_SIZE, "strategies/x/NEWUSDT.yaml");
	rig.book.is_enabled = true;
	rig.book.notional = AC_DEC(100);
	rig.book.entry_type = AC_ORDER_MARKET;
}

static void take_row(void *self, const struct ac_doctor_line *line)
{
	(void)self;
	size_t used = strlen(rig.rows);
	int size = snprintf(rig.rows + used, sizeof(rig.rows) - used, "[%s] %s: %s -> %s\n",
			    line->check, ac_doctor_result_text(line->result), line->found,
			    line->advice);
	assert_true(size > 0 && (size_t)size < sizeof(rig.rows) - used);
	rig.has_failed_row |= line->result == AC_DOCTOR_FAILED;
	/* Advice is there wherever something is to be done. */
	if (line->result == AC_DOCTOR_FAILED || line->result == AC_DOCTOR_WARNING)
		assert_true(line->advice[0] != '\0');
}

static bool run(void)
{
	const struct ac_doctor_options options = { &rig.config, "journal", rig.is_order_placed };
	rig.rows[0] = '\0';
	rig.has_failed_row = false;
	bool is_fine = ac_doctor_run(&options, take_row, NULL);
	assert_int_equal(is_fine, !rig.has_failed_row);
	if (strstr(rig.rows, SECRET) != NULL || strstr(rig.rows, USER_KEY) != NULL)
		fail_msg("a secret is shown: %s", rig.rows);
	return is_fine;
}

static void check_row(const char *part)
{
	if (strstr(rig.rows, part) == NULL)
		fail_msg("'%s' is not in:\n%s", part, rig.rows);
}

static void test_doctor_passes_an_account_that_is_well(void **state)
{
	(void)state;
	rig_init(AC_RUN_TESTNET);
	if (!run())
		fail_msg("%s", rig.rows);
	check_row("[key] ok: accepted; its kind is Ed25519");
	check_row("[key permissions] skipped: this exchange has no page that tells them");
	check_row("[symbols] ok: all 1 are traded");
	check_row("[account settings] ok: one-way, single-asset; 4 of 4 settings");
	check_row("[sizes of entries] ok: 1 fit");
	check_row("[balance USDT] ok: the wallet holds 1000; all entries at once need 10 as");
	check_row("[protective orders] ok: a stop at 1040 on NEWUSDT was placed, seen, cancelled");
	assert_int_equal(wire.placed, 1);
	assert_false(wire.is_open);
	assert_string_equal(wire.placing,
			    "algoType=CONDITIONAL&symbol=NEWUSDT&side=BUY&type=STOP_MARKET"
			    "&quantity=0.055&triggerPrice=1040&workingType=CONTRACT_PRICE"
			    "&reduceOnly=true&clientAlgoId=doctor-1795000000000");
}

static void test_doctor_places_nothing_on_the_real_market_unasked(void **state)
{
	(void)state;
	rig_init(AC_RUN_MAINNET);
	assert_true(run());
	check_row("[protective orders] skipped: no order is placed on the real market");
	check_row("--place-test-order");
	assert_int_equal(wire.placed, 0);
	rig.is_order_placed = true;
	assert_true(run());
	assert_int_equal(wire.placed, 1);
	assert_false(wire.is_open);
}

static void test_doctor_tries_the_order_by_the_mode_that_the_account_has(void **state)
{
	(void)state;
	rig_init(AC_RUN_TESTNET);
	wire.is_hedge = true;
	assert_true(run());
	check_row("[position mode] warning: hedge, wanted is one-way");
	assert_non_null(strstr(wire.placing, "side=BUY&positionSide=SHORT&"));
	assert_null(strstr(wire.placing, "reduceOnly"));
}

static void test_doctor_tries_an_order_that_may_open_only_where_none_else_is_taken(void **state)
{
	(void)state;
	rig_init(AC_RUN_TESTNET);
	wire.refuses_reduce_only = true;
	assert_true(run());
	assert_int_equal(wire.placed, 2);
	assert_null(strstr(wire.placing, "reduceOnly"));
	assert_false(wire.is_open);
}

static void test_doctor_says_what_became_of_its_order(void **state)
{
	(void)state;
	rig_init(AC_RUN_TESTNET);
	wire.loses_order = true;
	assert_false(run());
	check_row("[protective orders] FAILED: a far-away stop on NEWUSDT was taken and then not");
	assert_false(wire.is_open);
	rig_init(AC_RUN_TESTNET);
	wire.keeps_order = true;
	assert_false(run());
	check_row("[protective orders] FAILED: the test order doctor-1795000000000 on NEWUSDT may "
		  "still be open -> cancel it");
}

/* Whichever question fails, and however: either the order is gone, or a person is told. */
static void test_doctor_leaves_no_order_behind_in_silence(void **state)
{
	(void)state;
	rig_init(AC_RUN_TESTNET);
	assert_true(run());
	uint32_t questions = wire.questions;
	assert_true(questions > 10);
	for (uint32_t n = 1; n <= questions; n++) {
		for (int failing = 0; failing < FAIL_COUNT; failing++) {
			rig_init(AC_RUN_TESTNET);
			wire.fail_at = n;
			wire.failing = (enum failing)failing;
			bool is_fine = run();
			if (wire.is_open && strstr(rig.rows, "may still be open") == NULL)
				fail_msg("question %u failing by %d leaves an order:\n%s", n,
					 failing, rig.rows);
			if (wire.is_open && is_fine)
				fail_msg("question %u failing by %d passes", n, failing);
		}
	}
}

static void test_doctor_wants_a_key_that_cannot_withdraw(void **state)
{
	(void)state;
	rig_init(AC_RUN_MAINNET);
	assert_true(run());
	assert_string_equal(wire.asked_at, "https://api.binance.com");
	check_row("[key permissions] ok: futures may be traded, withdrawals may not be made, from "
		  "listed addresses only");
	static const struct {
		size_t offset;
		bool value, is_failed;
		const char *row;
	} cases[] = {
		{ offsetof(struct ac_rest, is_withdrawing), true, true,
		  "FAILED: the key may withdraw money, which no trading program needs -> on the "
		  "exchange's page of API keys, edit this key: switch off 'Enable Withdrawals'" },
		{ offsetof(struct ac_rest, is_futures), false, true,
		  "FAILED: the key may not trade futures -> on the exchange's page of API keys, "
		  "edit this key: switch on 'Enable Futures'" },
		{ offsetof(struct ac_rest, is_reading), false, true,
		  "FAILED: the key may not read the account" },
		{ offsetof(struct ac_rest, is_restricted), false, false,
		  "warning: the key may be used from any address" },
		{ offsetof(struct ac_rest, is_transferring), true, false,
		  "warning: the key may transfer funds" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		rig_init(AC_RUN_MAINNET);
		*(bool *)((char *)&wire + cases[i].offset) = cases[i].value;
		CHECK_EQ(cases[i].row, run(), !cases[i].is_failed);
		check_row(cases[i].row);
		bool is_well = strstr(rig.rows, "[key permissions] ok") != NULL;
		CHECK_EQ(cases[i].row, is_well, !cases[i].is_failed);
	}
}

static void test_doctor_sees_the_end_of_the_right_to_trade_coming(void **state)
{
	(void)state;
	static const struct {
		ac_ms days;
		bool is_fine, is_told;
	} cases[] = { { 15, true, false }, { 13, true, true }, { -1, false, true } };
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		rig_init(AC_RUN_MAINNET);
		wire.expires_ms = NOW_MS + cases[i].days * AC_MS_PER_DAY;
		CHECK_EQ("fine", run(), cases[i].is_fine);
		CHECK_EQ("told", strstr(rig.rows, "the right to trade ends in") != NULL,
			 cases[i].is_told);
	}
}

static void test_doctor_fails_on_mainnet_when_permissions_cannot_be_asked(void **state)
{
	(void)state;
	rig_init(AC_RUN_MAINNET);
	rig.config.settings.endpoints.sapi[0] = '\0';
	assert_false(run());
	check_row("[key permissions] FAILED: there is no address to ask what the key may do");
	rig_init(AC_RUN_MAINNET);
	wire.fail_at = 3; /* balance, listenKey, permissions */
	wire.failing = FAIL_LOST;
	assert_false(run());
	check_row("[key permissions] FAILED: https://api.binance.com: it failed");
}

static void test_doctor_asks_nothing_further_with_a_key_that_is_refused(void **state)
{
	(void)state;
	static const struct {
		int32_t code;
		const char *advice;
	} cases[] = {
		{ -2015, "testnet and mainnet have keys of their own" },
		{ -2014, "copy it anew" },
		{ -1022, "the secret does not belong to the key" },
		{ -1021, "timedatectl" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		rig_init(AC_RUN_TESTNET);
		wire.key_code = cases[i].code;
		assert_false(run());
		check_row("[key] FAILED: /fapi/v3/balance: Refused.");
		check_row(cases[i].advice);
		CHECK_EQ(cases[i].advice, wire.questions, 1);
	}
}

static void test_doctor_holds_the_clock_against_the_window(void **state)
{
	(void)state;
	static const struct {
		int64_t offset;
		const char *row;
	} cases[] = {
		{ 0, "[clock] ok: agrees with the exchange" },
		{ 500, "[clock] ok: 500 ms behind the exchange" },
		{ -501, "[clock] warning: 501 ms before the exchange" },
		{ 5000, "[clock] warning: 5000 ms behind" },
		{ -5001, "[clock] FAILED: 5001 ms before the exchange (RECV_WINDOW_MS 5000) -> let "
			 "this machine follow a time server" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		rig_init(AC_RUN_TESTNET);
		wire.clock.offset_ms = cases[i].offset;
		CHECK_EQ(cases[i].row, run(), strstr(cases[i].row, "FAILED") == NULL);
		check_row(cases[i].row);
	}
}

static void test_doctor_names_the_size_that_an_entry_needs(void **state)
{
	(void)state;
	static const struct {
		const char *notional;
		bool is_fine;
	} cases[] = { { "50", true }, { "49.99", false }, { "0.5", false }, { "50.9", true } };
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		rig_init(AC_RUN_TESTNET);
		assert_int_equal(ac_dec_parse(ac_str_from(cases[i].notional), &rig.book.notional),
				 AC_OK);
		CHECK_EQ(cases[i].notional, run(), cases[i].is_fine);
		if (!cases[i].is_fine) {
			check_row("[NEWUSDT size] FAILED: an entry of ");
			/* 50 and a tenth. */
			check_row("set notional to 55 or more in strategies/x/NEWUSDT.yaml");
		}
	}
	rig_init(AC_RUN_TESTNET);
	rig.book.notional = AC_DEC_ZERO;
	rig.book.risk_pct = AC_DEC(1);
	assert_true(run());
	check_row("[sizes of entries] skipped: 1 follow the equity");
}

static void test_doctor_counts_the_money_for_entries(void **state)
{
	(void)state;
	static const struct {
		const char *wallet, *row;
	} cases[] = {
		{ "0", "[balance USDT] FAILED: the wallet holds 0; one entry needs up to 10" },
		{ "9.99999999", "[balance USDT] FAILED: the wallet holds 9.99999999" },
		{ "10", "[balance USDT] ok: the wallet holds 10" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		rig_init(AC_RUN_TESTNET);
		wire.wallet = cases[i].wallet;
		CHECK_EQ(cases[i].row, run(), strstr(cases[i].row, "FAILED") == NULL);
		check_row(cases[i].row);
	}
	/* Two entries, and money for one of them. */
	rig_init(AC_RUN_TESTNET);
	struct ac_book_config books[] = { rig.book, rig.book };
	rig.config.books = books;
	rig.config.book_count = 2;
	wire.wallet = "15";
	assert_true(run());
	check_row("[balance USDT] warning: the wallet holds 15; all entries at once need 20");
}

static void test_doctor_refuses_symbols_that_are_not_traded(void **state)
{
	(void)state;
	rig_init(AC_RUN_TESTNET);
	wire.status = "SETTLING";
	assert_false(run());
	check_row("[NEWUSDT] FAILED: the exchange does not trade it now");
	assert_int_equal(wire.placed, 0);
	rig_init(AC_RUN_TESTNET);
	snprintf(rig.symbol.symbol, AC_SYMBOL_SIZE, "NEWUSD");
	snprintf(rig.book.symbol, AC_SYMBOL_SIZE, "NEWUSD");
	assert_false(run());
	check_row("[NEWUSD] FAILED: this exchange has no such symbol");
	rig_init(AC_RUN_TESTNET);
	rig.book.is_enabled = false;
	assert_false(run());
	check_row("[symbols] FAILED: nothing would be traded");
}

static void test_doctor_warns_of_addresses_half_on_this_machine(void **state)
{
	(void)state;
	rig_init(AC_RUN_TESTNET);
	snprintf(rig.config.settings.endpoints.rest, AC_ENDPOINT_SIZE, "http://127.0.0.1:9090");
	assert_true(run());
	check_row("[addresses] warning: REST is http://127.0.0.1:9090 and the streams are wss://");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_doctor_passes_an_account_that_is_well),
		cmocka_unit_test(test_doctor_places_nothing_on_the_real_market_unasked),
		cmocka_unit_test(test_doctor_tries_the_order_by_the_mode_that_the_account_has),
		cmocka_unit_test(
			test_doctor_tries_an_order_that_may_open_only_where_none_else_is_taken),
		cmocka_unit_test(test_doctor_says_what_became_of_its_order),
		cmocka_unit_test(test_doctor_leaves_no_order_behind_in_silence),
		cmocka_unit_test(test_doctor_wants_a_key_that_cannot_withdraw),
		cmocka_unit_test(test_doctor_sees_the_end_of_the_right_to_trade_coming),
		cmocka_unit_test(test_doctor_fails_on_mainnet_when_permissions_cannot_be_asked),
		cmocka_unit_test(test_doctor_asks_nothing_further_with_a_key_that_is_refused),
		cmocka_unit_test(test_doctor_holds_the_clock_against_the_window),
		cmocka_unit_test(test_doctor_names_the_size_that_an_entry_needs),
		cmocka_unit_test(test_doctor_counts_the_money_for_entries),
		cmocka_unit_test(test_doctor_refuses_symbols_that_are_not_traded),
		cmocka_unit_test(test_doctor_warns_of_addresses_half_on_this_machine),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
