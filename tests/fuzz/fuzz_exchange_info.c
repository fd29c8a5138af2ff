/* Any bytes as a rule document: what is taken from it must be rules that the rest can rely on. The
 * first byte chooses between the two documents, so that both are reached. */
#include <stdlib.h>
#include <string.h>

#include "binance/codec/exchange_info.h"
#include "fuzz.h"

#define CAPACITY 8

static const char known[] =
	"{\"symbols\":[{\"symbol\":\"BTCUSDT\",\"status\":\"TRADING\",\"baseAsset\":\"BTC\","
	"\"quoteAsset\":\"USDT\",\"marginAsset\":\"USDT\",\"pricePrecision\":2,"
	"\"quantityPrecision\":3,\"filters\":[{\"filterType\":\"PRICE_FILTER\",\"tickSize\":"
	"\"0.10\"},{\"filterType\":\"LOT_SIZE\",\"stepSize\":\"0.001\"}]}]}";

static void check_orders(const struct ac_instrument *instrument)
{
	for (int type = AC_ORDER_LIMIT; type <= AC_ORDER_TRAILING_STOP_MARKET; type++) {
		struct ac_filter_order order = { .type = (enum ac_order_type)type,
						 .reduce_only = true };
		enum ac_status status = ac_instrument_round_price(
			instrument,
			(struct ac_dec){ instrument->price_minimum.units / 2 + 123456789 },
			AC_ROUND_FLOOR, &order.price);
		ac_assert(status == AC_OK);
		status = ac_instrument_round_quantity(
			instrument, order.type, (struct ac_dec){ 987654321987 }, &order.quantity);
		ac_assert(status == AC_OK);
		if (order.quantity.units == 0)
			continue;
		enum ac_filter filter = ac_instrument_check(instrument, &order);
		ac_assert(filter == AC_FILTER_OK || filter == AC_FILTER_SYMBOL_STATE ||
			  filter == AC_FILTER_PRICE_LOW || filter == AC_FILTER_PRICE_HIGH);
	}
}

static void check_brackets(const struct ac_instrument *instrument)
{
	ac_assert(instrument->bracket_count <= AC_BRACKETS_MAX);
	for (int direction = -1; direction <= 1; direction += 2) {
		struct ac_dec price = { -1 }, margin = { -1 };
		enum ac_status status = ac_instrument_liquidation_price(
			instrument, direction, AC_DEC(3), AC_DEC(50000), AC_DEC(1000), &price);
		ac_assert((status == AC_ERR_NOT_FOUND) == (instrument->bracket_count == 0));
		ac_assert(status != AC_OK || price.units >= 0);
		status = ac_instrument_maintenance(instrument, AC_DEC(150000), &margin);
		ac_assert(status != AC_OK || margin.units >= 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	struct ac_instrument items[CAPACITY];
	struct ac_instruments list = { items, 0, CAPACITY };
	struct ac_str json = { (const char *)data + 1, size - 1 };
	char error[64] = "";
	uint32_t count = 0;
	enum ac_status status;
	if (data[0] % 2 == 0) {
		status = ac_exchange_info_decode(json, &list, &count, error, sizeof(error));
	} else {
		status = ac_exchange_info_decode(ac_str_from(known), &list, &count, error,
						 sizeof(error));
		ac_assert(status == AC_OK);
		status = ac_leverage_brackets_decode(json, &list, &count, error, sizeof(error));
	}
	ac_assert(status == AC_OK || error[0] != '\0');
	ac_assert(memchr(error, '\0', sizeof(error)) != NULL);
	ac_assert(list.count <= list.capacity);
	for (uint32_t i = 0; i < list.count; i++) {
		ac_assert(memchr(items[i].symbol, '\0', sizeof(items[i].symbol)) != NULL);
		ac_assert(ac_instruments_find(&list, ac_str_from(items[i].symbol)) == (int32_t)i);
		check_orders(&items[i]);
		check_brackets(&items[i]);
	}
	return 0;
}
