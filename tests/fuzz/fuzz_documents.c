/* Any bytes as each of the account's documents; the first byte chooses which. What is taken must be
 * what the rest may rely on, and what is refused must say why. */
#include <stdlib.h>
#include <string.h>

#include "binance/codec/documents.h"
#include "fuzz.h"

#define CAPACITY 8

static struct ac_instrument items[] = {
	{ .symbol = "BTCUSDT", .margin_asset = "USDT" },
	{ .symbol = "ETHUSDT", .margin_asset = "USDT" },
};
static const struct ac_instruments instruments = { items, 2, 2 };

static uint32_t taken;

static void check_order(const struct ac_order_update *order)
{
	ac_assert(order->status <= AC_STATUS_FINISHED && order->side <= AC_SIDE_SELL);
	ac_assert(order->position_side <= AC_POSITION_SHORT);
	ac_assert(order->type <= AC_ORDER_TRAILING_STOP_MARKET);
	ac_assert(order->is_fill == order->is_from_query);
	ac_assert(!order->is_fill ||
		  (order->fill_quantity.units > 0 && order->fill_price.units > 0));
	ac_assert(order->quantity.units >= 0 && order->executed.units >= 0);
	ac_assert(order->average_price.units >= 0);
	ac_assert(memchr(order->client_id, '\0', sizeof(order->client_id)) != NULL);
}

static void take(void *self, const struct ac_event *event)
{
	(void)self;
	taken++;
	ac_assert(event->symbol == AC_SYMBOL_NONE || event->symbol < instruments.count);
	ac_assert(event->book == AC_BOOK_NONE && event->time_ns > 0);
	if (event->kind == AC_EVENT_ORDER) {
		check_order(&event->order);
	} else if (event->kind == AC_EVENT_ALGO) {
		ac_assert(event->algo.status <= AC_STATUS_FINISHED);
		ac_assert(event->algo.type <= AC_ORDER_TRAILING_STOP_MARKET);
		ac_assert(memchr(event->algo.client_id, '\0', AC_CLIENT_ID_SIZE) != NULL);
	} else if (event->kind == AC_EVENT_POSITION) {
		ac_assert(event->position.is_snapshot && event->position.entry_price.units >= 0);
		ac_assert(event->position.position_side <= AC_POSITION_SHORT);
	} else {
		ac_assert(event->kind == AC_EVENT_BALANCE || event->kind == AC_EVENT_FUNDING);
	}
}

static enum ac_status read_candles(struct ac_str json, char *error, size_t error_size)
{
	struct ac_candle candles[CAPACITY];
	uint32_t count = 0;
	enum ac_status status = ac_document_candles(json, 1795000140000, candles, CAPACITY, &count,
						    error, error_size);
	ac_assert(count <= CAPACITY);
	for (uint32_t i = 0; i < count; i++) {
		ac_assert(ac_candle_check(&candles[i]) == AC_CANDLE_OK);
		ac_assert(candles[i].open_time_ms + AC_MS_PER_MIN <= 1795000140000);
		ac_assert(i == 0 || candles[i - 1].open_time_ms < candles[i].open_time_ms);
	}
	return status;
}

static enum ac_status read_symbols(struct ac_str json, char *error, size_t error_size)
{
	struct ac_symbol_account_config configs[CAPACITY];
	uint32_t count = 0;
	enum ac_status status =
		ac_document_symbol_config(json, configs, CAPACITY, &count, error, error_size);
	ac_assert(count <= CAPACITY);
	for (uint32_t i = 0; i < count; i++) {
		ac_assert(configs[i].leverage > 0 && configs[i].margin_type <= AC_MARGIN_ISOLATED);
		ac_assert(memchr(configs[i].symbol, '\0', AC_SYMBOL_SIZE) != NULL);
	}
	return status;
}

static enum ac_status read_object(int which, struct ac_str json, char *error, size_t error_size)
{
	ac_ms time = 1;
	char key[65] = "";
	struct ac_rate_limits limits = { 1, 1, 1 };
	struct ac_account_config config;
	struct ac_commission commission;
	struct ac_key_permissions permissions;
	enum ac_status status;
	switch (which) {
	case 0:
		status = ac_document_server_time(json, &time, error, error_size);
		break;
	case 1:
		status = ac_document_listen_key(json, key, sizeof(key), error, error_size);
		break;
	case 2:
		status = ac_document_rate_limits(json, &limits, error, error_size);
		break;
	case 3:
		status = ac_document_account_config(json, &config, error, error_size);
		break;
	case 4:
		status = ac_document_commission(json, &commission, error, error_size);
		break;
	default:
		status = ac_document_key_permissions(json, &permissions, error, error_size);
		break;
	}
	ac_assert(time > 0 && strpbrk(key, "/?#% .") == NULL);
	ac_assert(limits.weight_1m > 0 && limits.orders_1m > 0 && limits.orders_10s > 0);
	return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	typedef enum ac_status reader(struct ac_str, struct ac_document_rows *, char *, size_t);
	static reader *const readers[] = {
		ac_document_positions, ac_document_orders,         ac_document_algo_orders,
		ac_document_trades,    ac_document_funding_income,
	};
	if (size == 0)
		return 0;
	struct ac_str json = { (const char *)data + 1, size - 1 };
	struct ac_document_rows rows = { .instruments = &instruments,
					 .recv_ns = 1795000001000000000LL,
					 .sink = { take, NULL } };
	char error[64] = "";
	enum ac_status status;
	int which = data[0] % 14;
	taken = 0;
	if (which < 5)
		status = readers[which](json, &rows, error, sizeof(error));
	else if (which == 5)
		status = ac_document_balance(json, "USDT", &rows, error, sizeof(error));
	else if (which == 6)
		status = read_candles(json, error, sizeof(error));
	else if (which == 7)
		status = read_symbols(json, error, sizeof(error));
	else
		status = read_object(which - 8, json, error, sizeof(error));
	ac_assert(status == AC_OK || error[0] != '\0');
	ac_assert(status == AC_OK || taken == 0);
	ac_assert(memchr(error, '\0', sizeof(error)) != NULL);
	ac_assert(taken <= rows.count);
	return 0;
}
