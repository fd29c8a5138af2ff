/* What other people recorded or documented: every file of frames gives the event, or the refusal,
 * that stands in these tables. */
#include "stream_rig.h"

#include <dirent.h>
#include <zlib.h>

struct expectation {
	const char *file;
	bool is_user; /* which decoder it belongs to */
	enum ac_frame_kind kind;
	uint32_t events;
	uint16_t first;   /* kind of the first event */
	const char *text; /* of the frame */
};

/* clang-format off */
static const struct expectation expectations[] = {
	{ "user-stream/account_update.json", true, AC_FRAME_EVENTS, 4, AC_EVENT_BALANCE, "ACCOUNT_UPDATE" },
	{ "user-stream/account_update_bnfcr.json", true, AC_FRAME_NOTHING, 0, 0, "ACCOUNT_UPDATE" },
	{ "user-stream/algo_update_canceled.json", true, AC_FRAME_EVENTS, 1, AC_EVENT_ALGO, "ALGO_UPDATE" },
	{ "user-stream/algo_update_new.json", true, AC_FRAME_EVENTS, 1, AC_EVENT_ALGO, "ALGO_UPDATE" },
	{ "user-stream/order_update_adl.json", true, AC_FRAME_EVENTS, 1, AC_EVENT_ORDER, "ORDER_TRADE_UPDATE" },
	{ "user-stream/order_update_calculated.json", true, AC_FRAME_EVENTS, 1, AC_EVENT_ORDER, "ORDER_TRADE_UPDATE" },
	{ "user-stream/order_update_calculated_pending.json", true, AC_FRAME_EVENTS, 1, AC_EVENT_ORDER, "ORDER_TRADE_UPDATE" },
	{ "user-stream/order_update_delivery.json", true, AC_FRAME_EVENTS, 1, AC_EVENT_ORDER, "ORDER_TRADE_UPDATE" },
	{ "user-stream/order_update_insurance.json", true, AC_FRAME_EVENTS, 1, AC_EVENT_ORDER, "ORDER_TRADE_UPDATE" },
	{ "user-stream/order_update_new.json", true, AC_FRAME_EVENTS, 1, AC_EVENT_ORDER, "ORDER_TRADE_UPDATE" },
	{ "user-stream/order_update_settlement.json", true, AC_FRAME_EVENTS, 1, AC_EVENT_ORDER, "ORDER_TRADE_UPDATE" },
	{ "user-stream/order_update_trade.json", true, AC_FRAME_EVENTS, 1, AC_EVENT_ORDER, "ORDER_TRADE_UPDATE" },
	{ "user-stream/order_update_trade_partial.json", true, AC_FRAME_EVENTS, 1, AC_EVENT_ORDER, "ORDER_TRADE_UPDATE" },
	{ "user-stream/trade_lite.json", true, AC_FRAME_TRADE_LITE, 0, 0, "TRADE_LITE" },
	{ "user-stream/ws_futures_algo_update_finished.json", true, AC_FRAME_EVENTS, 1, AC_EVENT_ALGO, "ALGO_UPDATE" },
	{ "user-stream/ws_futures_algo_update_finished_canceled.json", true, AC_FRAME_EVENTS, 1, AC_EVENT_ALGO, "ALGO_UPDATE" },
	{ "user-stream/ws_futures_algo_update_triggered.json", true, AC_FRAME_EVENTS, 1, AC_EVENT_ALGO, "ALGO_UPDATE" },
	{ "user-stream/ws_futures_book_ticker.json", false, AC_FRAME_NOTHING, 0, 0, "bookTicker" },
	{ "user-stream/ws_futures_depth_diff_update.json", false, AC_FRAME_NOTHING, 0, 0, "depthUpdate" },
	{ "user-stream/ws_futures_depth_update.json", false, AC_FRAME_NOTHING, 0, 0, "depthUpdate" },
	{ "user-stream/ws_futures_order_update_new_limit_if_touched_price_match.json", true, AC_FRAME_EVENTS, 1, AC_EVENT_ORDER, "ORDER_TRADE_UPDATE" },
	{ "user-stream/ws_futures_order_update_new_price_match.json", true, AC_FRAME_EVENTS, 1, AC_EVENT_ORDER, "ORDER_TRADE_UPDATE" },
	{ "user-stream/ws_futures_order_update_new_reduce_only_qty.json", true, AC_FRAME_EVENTS, 1, AC_EVENT_ORDER, "ORDER_TRADE_UPDATE" },
	{ "user-stream/ws_futures_order_update_new_stop_limit_price_match.json", true, AC_FRAME_EVENTS, 1, AC_EVENT_ORDER, "ORDER_TRADE_UPDATE" },
	{ "user-stream/ws_futures_order_update_trade_reduce_only_qty.json", true, AC_FRAME_EVENTS, 1, AC_EVENT_ORDER, "ORDER_TRADE_UPDATE" },
	{ "user-stream/ws_futures_ticker_24hr.json", false, AC_FRAME_NOTHING, 0, 0, "24hrTicker" },
	{ "user-stream/ws_futures_trade_lite.json", true, AC_FRAME_TRADE_LITE, 0, 0, "TRADE_LITE" },
	{ "market-stream/agg_trade_stream.json", false, AC_FRAME_EVENTS, 1, AC_EVENT_TRADE, "aggTrade" },
	{ "market-stream/book_ticker_stream.json", false, AC_FRAME_NOTHING, 0, 0, "bookTicker" },
	{ "market-stream/depth_update_stream.json", false, AC_FRAME_NOTHING, 0, 0, "depthUpdate" },
	{ "market-stream/kline_stream_closed.json", false, AC_FRAME_EVENTS, 1, AC_EVENT_CANDLE, "kline" },
	{ "market-stream/kline_stream_open.json", false, AC_FRAME_NOTHING, 0, 0, "kline" },
	{ "market-stream/liquidation_stream.json", false, AC_FRAME_NOTHING, 0, 0, "forceOrder" },
	{ "market-stream/mark_price_stream.json", false, AC_FRAME_EVENTS, 1, AC_EVENT_MARK, "markPriceUpdate" },
	{ "market-stream/ticker_stream.json", false, AC_FRAME_NOTHING, 0, 0, "24hrTicker" },
	{ "market-stream/trade_stream.json", false, AC_FRAME_NOTHING, 0, 0, "trade" },
	{ "subscriptions/AccountUpdate.txt", true, AC_FRAME_EVENTS, 4, AC_EVENT_BALANCE, "ACCOUNT_UPDATE" },
	{ "subscriptions/AggTrades.txt", false, AC_FRAME_EVENTS, 1, AC_EVENT_TRADE, "aggTrade" },
	{ "subscriptions/AlgoOrderUpdate.txt", true, AC_FRAME_EVENTS, 1, AC_EVENT_ALGO, "ALGO_UPDATE" },
	{ "subscriptions/AssetIndex.txt", false, AC_FRAME_NOTHING, 0, 0, "assetIndexUpdate" },
	{ "subscriptions/Book.txt", false, AC_FRAME_NOTHING, 0, 0, "depthUpdate" },
	{ "subscriptions/BookTicker.txt", false, AC_FRAME_NOTHING, 0, 0, "bookTicker" },
	{ "subscriptions/CompositIndex.txt", false, AC_FRAME_NOTHING, 0, 0, "compositeIndex" },
	{ "subscriptions/Concurrent.txt", false, AC_FRAME_MALFORMED, 0, 0, "kline: k.i is missing" },
	{ "subscriptions/ConditionalTrigger.txt", true, AC_FRAME_NOTHING, 0, 0, "CONDITIONAL_ORDER_TRIGGER_REJECT" },
	{ "subscriptions/ContKlines.txt", false, AC_FRAME_NOTHING, 0, 0, "continuous_kline" },
	{ "subscriptions/GridUpdate.txt", true, AC_FRAME_NOTHING, 0, 0, "GRID_UPDATE" },
	{ "subscriptions/Klines.txt", false, AC_FRAME_NOTHING, 0, 0, "kline" },
	{ "subscriptions/Leverage.txt", true, AC_FRAME_LEVERAGE, 0, 0, "ACCOUNT_CONFIG_UPDATE" },
	{ "subscriptions/Liquidations.txt", false, AC_FRAME_NOTHING, 0, 0, "forceOrder" },
	{ "subscriptions/MarginUpdate.txt", true, AC_FRAME_MARGIN_CALL, 0, 0, "MARGIN_CALL" },
	{ "subscriptions/MarkPrice.txt", false, AC_FRAME_EVENTS, 1, AC_EVENT_MARK, "markPriceUpdate" },
	{ "subscriptions/MiniTicker.txt", false, AC_FRAME_NOTHING, 0, 0, "24hrMiniTicker" },
	{ "subscriptions/MultiAssetMode.txt", true, AC_FRAME_ASSET_MODE, 0, 0, "ACCOUNT_CONFIG_UPDATE" },
	{ "subscriptions/OrderUpdate.txt", true, AC_FRAME_EVENTS, 1, AC_EVENT_ORDER, "ORDER_TRADE_UPDATE" },
	{ "subscriptions/PartialBook.txt", false, AC_FRAME_NOTHING, 0, 0, "depthUpdate" },
	{ "subscriptions/StrategyUpdate.txt", true, AC_FRAME_NOTHING, 0, 0, "STRATEGY_UPDATE" },
	{ "subscriptions/SymbolUpdates.txt", false, AC_FRAME_NOTHING, 0, 0, "contractInfo" },
	{ "subscriptions/Ticker.txt", false, AC_FRAME_NOTHING, 0, 0, "24hrTicker" },
	{ "subscriptions/TradeUpdate.txt", true, AC_FRAME_TRADE_LITE, 0, 0, "TRADE_LITE" },
};
/* clang-format on */

static char *load(const char *root, const char *file, size_t *ret_size)
{
	char path[2048];
	snprintf(path, sizeof(path), "%s/fixtures/%s", root, file);
	FILE *stream = fopen(path, "rb");
	if (stream == NULL)
		fail_msg("%s cannot be read", file);
	char *text = malloc(1u << 16);
	assert_non_null(text);
	*ret_size = fread(text, 1, 1u << 16, stream);
	fclose(stream);
	return text;
}

/* Transcripts of a subscription say what was sent (>), what came back (<), and the frame (=). */
static struct ac_str frame_of(const char *text, size_t size)
{
	struct ac_str frame = { text, size };
	if (size == 0 || text[0] != '>')
		return frame;
	for (size_t i = 0; i + 1 < size; i++) {
		if (text[i] == '\n' && text[i + 1] == '=') {
			size_t at = i + 2;
			while (at < size && text[at] != '{' && text[at] != '[')
				at++;
			frame = (struct ac_str){ text + at, size - at };
			break;
		}
	}
	/* One with several frames has one a line. */
	for (size_t i = 0; i + 1 < frame.size; i++)
		if (frame.data[i] == '\n' && frame.data[i + 1] == '=')
			frame.size = i;
	return frame;
}

static void check(struct rig *rig, const char *root, const struct expectation *expected)
{
	size_t size;
	char *text = load(root, expected->file, &size);
	struct ac_str frame = frame_of(text, size);
	enum ac_frame_kind kind = rig_decode_with(rig, frame, expected->is_user);
	if (kind != expected->kind || strcmp(rig->frame.text, expected->text) != 0)
		fail_msg("%s: %s (%s)", expected->file, rig_kind_text(kind), rig->frame.text);
	rig_equal(expected->file, rig->count, expected->events);
	if (expected->events > 0)
		rig_equal(expected->file, rig->events[0].kind, expected->first);
	/* The other decoder must not take it for its own. */
	kind = rig_decode_with(rig, frame, !expected->is_user);
	rig_equal(expected->file, kind, AC_FRAME_REFUSED);
	bool is_list = strstr(expected->file, "AssetIndex") != NULL;
	const char *name = is_list ? "a list, where one event was expected" : expected->text;
	if (strncmp(rig->frame.text, name, strlen(rig->frame.text)) != 0)
		fail_msg("%s: refused as %s", expected->file, rig->frame.text);
	free(text);
}

static void test_every_recorded_frame_gives_its_event_or_a_named_refusal(void **state)
{
	(void)state;
	SKIP_WITHOUT_SHARED_DATA(root)
	struct rig *rig = rig_create();
	for (size_t i = 0; i < AC_COUNT(expectations); i++)
		check(rig, root, &expectations[i]);
	free(rig);
}

static void test_no_file_of_frames_is_without_an_expectation(void **state)
{
	(void)state;
	SKIP_WITHOUT_SHARED_DATA(root)
	static const char *const folders[] = { "user-stream", "market-stream", "subscriptions" };
	size_t files = 0;
	for (size_t f = 0; f < AC_COUNT(folders); f++) {
		char path[2048];
		snprintf(path, sizeof(path), "%s/fixtures/%s", root, folders[f]);
		DIR *folder = opendir(path);
		assert_non_null(folder);
		const struct dirent *entry;
		while ((entry = readdir(folder)) != NULL) {
			char name[600];
			bool is_expected = false;
			if (entry->d_name[0] == '.')
				continue;
			snprintf(name, sizeof(name), "%s/%s", folders[f], entry->d_name);
			for (size_t i = 0; i < AC_COUNT(expectations); i++)
				is_expected |= strcmp(name, expectations[i].file) == 0;
			if (!is_expected)
				fail_msg("%s is in no table", name);
			files++;
		}
		closedir(folder);
	}
	CHECK_EQ("files", files, AC_COUNT(expectations));
}

static void test_recorded_fills_are_read_to_the_last_digit(void **state)
{
	(void)state;
	SKIP_WITHOUT_SHARED_DATA(root)
	/* clang-format off */
	static const struct {
		const char *file;
		uint16_t symbol;
		enum ac_order_status status;
		bool is_fill, is_maker;
		int32_t expiry;
		const char *quantity, *price, *commission, *realized, *client_id;
		int64_t exchange_id, trade_id;
	} rows[] = {
		{ "user-stream/order_update_trade.json", RIG_BTC, AC_STATUS_PARTIALLY_FILLED, true, true, 0, "0.001", "7100.50", "0.01", "12.34", "TEST", 8886774, 12345678 },
		{ "user-stream/order_update_adl.json", RIG_BTC, AC_STATUS_FILLED, true, false, 0, "0.005", "42000", "0.105", "-2.5", "adl_autoclose_12345", 8887001, 12346001 },
		{ "user-stream/order_update_insurance.json", RIG_BTC, AC_STATUS_FILLED, true, false, 5, "0.020", "45000", "0.45", "-8", "autoclose-insurance-5678", 8887003, 12346003 },
		{ "user-stream/order_update_calculated.json", RIG_BTC, AC_STATUS_FILLED, true, false, 5, "0.014", "9910.12", "0.06937084", "-5.67", "autoclose-1234567890", 8886999, 12345999 },
		{ "user-stream/order_update_calculated_pending.json", RIG_BTC, AC_STATUS_NEW, false, false, 5, "0", "0", "0", "0", "autoclose-pending-0000", 8887004, 0 },
		{ "user-stream/order_update_delivery.json", AC_SYMBOL_NONE, AC_STATUS_FILLED, true, false, 0, "1", "70000", "0", "0", "delivery_autoclose-12345", 8887003, 12346003 },
		{ "user-stream/ws_futures_order_update_trade_reduce_only_qty.json", RIG_ETH, AC_STATUS_FILLED, true, false, 0, "1", "2500", "0.5", "0", "O-12345-test-reduce-only-trade", 8765432300, 9988776655 },
		{ "user-stream/ws_futures_order_update_new_limit_if_touched_price_match.json", RIG_ETH, AC_STATUS_NEW, false, false, 0, "0", "0", "0", "0", "O-12345-test-limit-if-touched-price-", 8765432102, 0 },
	};
	/* clang-format on */
	struct rig *rig = rig_create();
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		size_t size;
		char *text = load(root, rows[i].file, &size);
		rig_equal(rows[i].file, rig_user(rig, (struct ac_str){ text, size }),
			  AC_FRAME_EVENTS);
		const struct ac_order_update *update = &rig->events[0].order;
		rig_equal(rows[i].file, rig->events[0].symbol, rows[i].symbol);
		rig_equal(rows[i].file, update->status, rows[i].status);
		rig_equal(rows[i].file, update->is_fill, rows[i].is_fill);
		rig_equal(rows[i].file, update->is_maker, rows[i].is_maker);
		rig_equal(rows[i].file, update->expiry_reason, rows[i].expiry);
		rig_equal(rows[i].file, update->fill_quantity.units, rig_units(rows[i].quantity));
		rig_equal(rows[i].file, update->fill_price.units, rig_units(rows[i].price));
		rig_equal(rows[i].file, update->commission.units, rig_units(rows[i].commission));
		rig_equal(rows[i].file, update->realized_profit.units, rig_units(rows[i].realized));
		rig_equal(rows[i].file, update->exchange_id, rows[i].exchange_id);
		rig_equal(rows[i].file, update->trade_id, rows[i].trade_id);
		assert_string_equal(update->client_id, rows[i].client_id);
		free(text);
	}
	free(rig);
}

/* One a line: the time of reception, a blank, the frame. */
static void test_recorded_minutes_of_public_frames_are_understood_and_pass_by(void **state)
{
	(void)state;
	SKIP_WITHOUT_SHARED_DATA(root)
	char path[2048];
	snprintf(path, sizeof(path), "%s/frames/btcusdt-2024-08-08.jsonl.gz", root);
	gzFile file = gzopen(path, "rb");
	if (file == NULL) {
		print_message("# skipped: no recorded frames\n");
		skip();
	}
	static char line[1 << 20];
	struct rig *rig = rig_create();
	unsigned snapshots = 0;
	struct {
		const char *type;
		unsigned count, expected;
	} types[] = { { "bookTicker", 0, 66089 },
		      { "trade", 0, 21313 },
		      { "depthUpdate", 0, 6551 } };
	while (gzgets(file, line, sizeof(line)) != NULL) {
		const char *frame = strchr(line, ' ');
		bool is_counted = false;
		assert_non_null(frame);
		enum ac_frame_kind kind = rig_market(rig, ac_str_from(frame));
		if (strncmp(frame, " {\"lastUpdateId\":", 17) == 0) {
			/* The recorder wrote its snapshots of the book among the frames. */
			rig_equal("a snapshot", kind, AC_FRAME_REFUSED);
			snapshots++;
			continue;
		}
		if (kind != AC_FRAME_NOTHING)
			fail_msg("%s: %.200s", rig->frame.text, frame);
		assert_true(rig->frame.event_time_ms > 1723161255000);
		for (size_t i = 0; i < AC_COUNT(types); i++) {
			if (strcmp(rig->frame.text, types[i].type) == 0) {
				types[i].count++;
				is_counted = true;
			}
		}
		if (!is_counted)
			fail_msg("%s is of type %s", frame, rig->frame.text);
	}
	gzclose(file);
	rig_equal("snapshots", snapshots, 1);
	for (size_t i = 0; i < AC_COUNT(types); i++)
		rig_equal(types[i].type, types[i].count, types[i].expected);
	free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_recorded_frame_gives_its_event_or_a_named_refusal),
		cmocka_unit_test(test_no_file_of_frames_is_without_an_expectation),
		cmocka_unit_test(test_recorded_fills_are_read_to_the_last_digit),
		cmocka_unit_test(test_recorded_minutes_of_public_frames_are_understood_and_pass_by),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
