#include <unistd.h>

#include "account_room.h"
#include "core/prng.h"

static struct room room;
static char path[64];

static int open_room(void **state)
{
	(void)state;
	room_open(&room);
	snprintf(path, sizeof(path), "/tmp/ac-simulator-%d.state", (int)getpid());
	return 0;
}

static int close_room(void **state)
{
	(void)state;
	room_close(&room);
	unlink(path);
	return 0;
}

static char *ledger_text(uint32_t account)
{
	struct ac_str text = ac_simulator_ledger(room.simulator, account);
	return strndup(text.data, text.size);
}

static void restart(void)
{
	assert_int_equal(ac_simulator_save(room.simulator, path), AC_OK);
	ac_simulator_destroy(room.simulator);
	room_make(&room);
	assert_int_equal(ac_simulator_load(room.simulator, path), AC_OK);
}

static void trade_something(void)
{
	room_ok(&room, "POST", ORDER,
		"symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010&newClientOrderId=in");
	room_ok(&room, "POST", ORDER,
		"symbol=ETHUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.1&price=2900"
		"&newClientOrderId=rest");
	room_ok(&room, "POST", ALGO,
		"algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&triggerPrice=59000"
		"&closePosition=true&clientAlgoId=sl");
	room_ok(&room, "POST", "/fapi/v1/leverage", "symbol=BTCUSDT&leverage=25");
	room_ok(&room, "POST", "/fapi/v1/countdownCancelAll", "symbol=ETHUSDT&countdownTime=60000");
}

static void test_saved_simulator_goes_on_where_it_was(void **state)
{
	(void)state;
	trade_something();
	assert_int_equal(room_send(&room, "POST", "/fapi/v1/listenKey", "", ""), 200);
	char key[65];
	snprintf(key, sizeof(key), "%s", room_text(room.body, "listenKey"));
	ac_simulator_symbol_status(room.simulator, ROOM_ETH, "SETTLING",
				   room.now_ms * AC_NS_PER_MS);
	ac_simulator_symbol_coarsen(room.simulator, ROOM_ETH, 10, room.now_ms * AC_NS_PER_MS);
	char *before = ledger_text(0);
	restart();
	char *after = ledger_text(0);
	assert_string_equal(before, after);
	free(before);
	free(after);
	assert_int_equal(ac_simulator_instruments(room.simulator)->items[ROOM_ETH].state,
			 AC_SYMBOL_NOT_TRADING);
	assert_int_equal(ac_simulator_instruments(room.simulator)->items[ROOM_ETH].tick.units,
			 10 * room.instruments.items[ROOM_ETH].tick.units);
	assert_string_equal(ac_simulator_listen_key(room.simulator, 0), key);
	assert_int_equal(
		ac_simulator_listen_key_find(room.simulator, ac_str_from(key), room.now_ms), 0);
	room_ok(&room, "GET", "/fapi/v1/symbolConfig", "symbol=BTCUSDT");
	CHECK_FIELD(json_array_get(room.body, 0), "leverage", "25");
	/* The stop still works, in its own name, and the countdown still runs. */
	room_clear(&room);
	room_mark(&room, ROOM_BTC, "58900");
	room_price(&room, ROOM_BTC, "58900");
	const json_t *o = json_object_get(room_event(&room, "ORDER_TRADE_UPDATE", 0), "o");
	CHECK_FIELD(o, "c", "sl");
	CHECK_FIELD(o, "ot", "STOP_MARKET");
	room.now_ms += 60000;
	ac_simulator_advance(room.simulator, room.now_ms * AC_NS_PER_MS);
	room_ok(&room, "GET", "/fapi/v1/openOrders", "");
	assert_int_equal(json_array_size(room.body), 0);
}

static void test_saved_hedge_mode_comes_back(void **state)
{
	(void)state;
	room_ok(&room, "POST", "/fapi/v1/positionSide/dual", "dualSidePosition=true");
	room_ok(&room, "POST", ORDER,
		"symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01&positionSide=LONG");
	room_ok(&room, "POST", ORDER,
		"symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.02&positionSide=SHORT");
	restart();
	room_ok(&room, "GET", "/fapi/v3/positionRisk", "");
	assert_int_equal(json_array_size(room.body), 2);
	CHECK_FIELD(json_array_get(room.body, 1), "positionAmt", "-0.020");
}

static void test_saved_file_of_others_or_damaged_is_refused(void **state)
{
	(void)state;
	trade_something();
	assert_int_equal(ac_simulator_load(room.simulator, "/tmp/ac-simulator-there-is-none"),
			 AC_ERR_NOT_FOUND);
	assert_int_equal(ac_simulator_save(room.simulator, path), AC_OK);
	ac_simulator_destroy(room.simulator);
	room.instruments.count = 1;
	room_make(&room);
	assert_int_equal(ac_simulator_load(room.simulator, path), AC_ERR_VERSION);
	ac_simulator_destroy(room.simulator);
	room.instruments.count = 2;
	room_make(&room);
	FILE *file = fopen(path, "r+b");
	assert_non_null(file);
	assert_int_equal(fseek(file, 5000, SEEK_SET), 0);
	assert_int_equal(fputc('x', file) == EOF, 0);
	fclose(file);
	assert_int_equal(ac_simulator_load(room.simulator, path), AC_ERR_CORRUPT);
	assert_int_equal(truncate(path, 100), 0);
	assert_int_equal(ac_simulator_load(room.simulator, path), AC_ERR_CORRUPT);
	assert_int_equal(truncate(path, 3), 0);
	assert_int_equal(ac_simulator_load(room.simulator, path), AC_ERR_CORRUPT);
}

static struct ac_dec dec_of(const json_t *object, const char *name)
{
	struct ac_dec value;
	assert_int_equal(ac_dec_parse(ac_str_from(room_text(object, name)), &value), AC_OK);
	return value;
}

/* The ledger against what the streams and the fills say, after a random day with restarts. */
static void test_ledger_adds_up_to_the_last_digit(void **state)
{
	(void)state;
	struct ac_prng prng;
	ac_prng_init(&prng, 20261123);
	int64_t price = 600000; /* tenths */
	for (int i = 0; i < 400; i++) {
		char text[64], order[256];
		price += (int64_t)ac_prng_below(&prng, 2001) - 1000;
		snprintf(text, sizeof(text), "%lld.%lld", (long long)(price / 10),
			 (long long)(price % 10));
		room.now_ms += 1000;
		room_mark(&room, ROOM_BTC, text);
		room_price(&room, ROOM_BTC, text);
		snprintf(order, sizeof(order),
			 "symbol=BTCUSDT&side=%s&type=MARKET&quantity=0.0%02d",
			 ac_prng_below(&prng, 2) == 0 ? "BUY" : "SELL",
			 (int)ac_prng_below(&prng, 40) + 10);
		(void)room_call(&room, "POST", ORDER, order);
		room_clear(&room);
		if (i % 150 == 149)
			restart();
	}
	char *text = ledger_text(0);
	json_t *ledger = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(ledger);
	int64_t fees = 0, realized = 0, amount = 0;
	size_t i;
	json_t *fill;
	assert_true(json_array_size(json_object_get(ledger, "fills")) > 200);
	json_array_foreach(json_object_get(ledger, "fills"), i, fill)
	{
		fees += dec_of(fill, "commission").units;
		realized += dec_of(fill, "realized").units;
		int sign = strcmp(room_text(fill, "side"), "BUY") == 0 ? 1 : -1;
		amount += sign * dec_of(fill, "quantity").units;
	}
	assert_int_equal(dec_of(ledger, "fees").units, fees);
	assert_int_equal(dec_of(ledger, "realized").units, realized);
	assert_int_equal(dec_of(ledger, "wallet").units, dec_of(ledger, "wallet_start").units +
								 realized - fees +
								 dec_of(ledger, "funding").units);
	const json_t *positions = json_object_get(ledger, "positions");
	int64_t held = json_array_size(positions) == 0
			       ? 0
			       : dec_of(json_array_get(positions, 0), "amount").units;
	assert_int_equal(held, amount);
	json_decref(ledger);
	free(text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_room, close_room)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_saved_simulator_goes_on_where_it_was),
		TEST(test_saved_hedge_mode_comes_back),
		TEST(test_saved_file_of_others_or_damaged_is_refused),
		TEST(test_ledger_adds_up_to_the_last_digit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
