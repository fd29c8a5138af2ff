#include "market/instrument.h"

/* These are tables: */
/* clang-format off */

/* Constants in the units of a decimal: whole numbers, and counts of 1e-8 and 1e-6. */
#define WHOLE(n) { (n) * AC_DEC_SCALE }
#define E8(n)    { (n) }
#define PPM(n)   { (n) * 100LL }

/* Four shapes of leverage tiers, of our own making after what the exchange publishes. Each cum is
 * floor * (rate - rate before) + cum before, so that maintenance has no jump at a border. */
#define TIER(floor, cap, leverage, ppm, cum)                                                       \
	{ WHOLE(floor), WHOLE(cap), leverage, PPM(ppm), WHOLE(cum) }

/* Bitcoin: deep markets, high leverage far up. */
#define TIERS_MAJOR                                                                                \
	.bracket_count = 12, .brackets = {                                                         \
		TIER(0, 300000, 150, 4000, 0),                                                     \
		TIER(300000, 800000, 100, 5000, 300),                                              \
		TIER(800000, 3000000, 75, 6500, 1500),                                             \
		TIER(3000000, 12000000, 50, 10000, 12000),                                         \
		TIER(12000000, 70000000, 25, 20000, 132000),                                       \
		TIER(70000000, 100000000, 20, 25000, 482000),                                      \
		TIER(100000000, 230000000, 10, 50000, 2982000),                                    \
		TIER(230000000, 480000000, 5, 100000, 14482000),                                   \
		TIER(480000000, 600000000, 4, 125000, 26482000),                                   \
		TIER(600000000, 800000000, 3, 150000, 41482000),                                   \
		TIER(800000000, 1200000000, 2, 250000, 121482000),                                 \
		TIER(1200000000, 1800000000, 1, 500000, 421482000),                                \
	}

/* Ether. */
#define TIERS_LARGE                                                                                \
	.bracket_count = 12, .brackets = {                                                         \
		TIER(0, 300000, 150, 4000, 0),                                                     \
		TIER(300000, 800000, 100, 5000, 300),                                              \
		TIER(800000, 3000000, 75, 6500, 1500),                                             \
		TIER(3000000, 12000000, 50, 10000, 12000),                                         \
		TIER(12000000, 50000000, 25, 20000, 132000),                                       \
		TIER(50000000, 65000000, 20, 25000, 382000),                                       \
		TIER(65000000, 150000000, 10, 50000, 2007000),                                     \
		TIER(150000000, 320000000, 5, 100000, 9507000),                                    \
		TIER(320000000, 400000000, 4, 125000, 17507000),                                   \
		TIER(400000000, 530000000, 3, 150000, 27507000),                                   \
		TIER(530000000, 800000000, 2, 250000, 80507000),                                   \
		TIER(800000000, 1200000000, 1, 500000, 280507000),                                 \
	}

/* The other large coins. */
#define TIERS_MIDDLE                                                                               \
	.bracket_count = 10, .brackets = {                                                         \
		TIER(0, 10000, 100, 5000, 0),                                                      \
		TIER(10000, 80000, 75, 6500, 15),                                                  \
		TIER(80000, 500000, 50, 10000, 295),                                               \
		TIER(500000, 2000000, 25, 20000, 5295),                                            \
		TIER(2000000, 5000000, 20, 25000, 15295),                                          \
		TIER(5000000, 10000000, 10, 50000, 140295),                                        \
		TIER(10000000, 20000000, 5, 100000, 640295),                                       \
		TIER(20000000, 40000000, 4, 125000, 1140295),                                      \
		TIER(40000000, 60000000, 2, 250000, 6140295),                                      \
		TIER(60000000, 80000000, 1, 500000, 21140295),                                     \
	}

/* Thin coins, and what is assumed of unknown ones. */
#define TIERS_SMALL                                                                                \
	.bracket_count = 9, .brackets = {                                                          \
		TIER(0, 5000, 75, 10000, 0),                                                       \
		TIER(5000, 25000, 50, 15000, 25),                                                  \
		TIER(25000, 100000, 25, 25000, 275),                                               \
		TIER(100000, 400000, 20, 30000, 775),                                              \
		TIER(400000, 1000000, 10, 55000, 10775),                                           \
		TIER(1000000, 4000000, 5, 105000, 60775),                                          \
		TIER(4000000, 8000000, 4, 130000, 160775),                                         \
		TIER(8000000, 12000000, 2, 255000, 1160775),                                       \
		TIER(12000000, 16000000, 1, 505000, 4160775),                                      \
	}

/* What all have in common: a perpetual of the regular fee tier with eight-hour funding. */
#define COMMON(base, price_decimals, quantity_decimals)                                            \
	.symbol = base "USDT", .base_asset = "" base, .quote_asset = "USDT",                       \
	.margin_asset = "USDT", .state = AC_SYMBOL_TRADING, .price_precision = (price_decimals),   \
	.quantity_precision = (quantity_decimals), .liquidation_fee = PPM(12500),                  \
	.orders_max = 200, .delivery_time_ms = 4133404800000, .fee_maker = PPM(200),               \
	.fee_taker = PPM(500), .funding_interval_hours = 8
#define PRICES(minimum_e8, maximum, tick_e8)                                                       \
	.price_minimum = E8(minimum_e8), .price_maximum = WHOLE(maximum), .tick = E8(tick_e8)
#define LOTS(unit_e8, limit_max, market_max)                                                       \
	.lot = { E8(unit_e8), WHOLE(limit_max), E8(unit_e8) },                                     \
	.market_lot = { E8(unit_e8), WHOLE(market_max), E8(unit_e8) }
/* How far from the mark a limit price, a market fill and a trigger price may be. */
#define BAND(ppm)                                                                                  \
	.multiplier_up = PPM(1000000 + (ppm)), .multiplier_down = PPM(1000000 - (ppm)),            \
	.market_take_bound = PPM(ppm), .trigger_protect = PPM(ppm)
/* clang-format on */

static const struct ac_instrument defaults[] = {
	{
		COMMON("BTC", 2, 3),
		PRICES(55680000000, 4529764, 10000000),
		LOTS(100000, 1000, 120),
		BAND(50000),
		.notional_minimum = WHOLE(50),
		TIERS_MAJOR,
	},
	{
		COMMON("ETH", 2, 3),
		PRICES(3986000000, 306177, 1000000),
		LOTS(100000, 10000, 2000),
		BAND(50000),
		.notional_minimum = WHOLE(20),
		TIERS_LARGE,
	},
	{
		COMMON("BNB", 3, 2),
		PRICES(660000000, 100000, 1000000),
		LOTS(1000000, 100000, 2000),
		BAND(50000),
		.notional_minimum = WHOLE(5),
		TIERS_MIDDLE,
	},
	{
		COMMON("SOL", 4, 2),
		PRICES(42000000, 6857, 1000000),
		LOTS(1000000, 1000000, 5000),
		BAND(50000),
		.notional_minimum = WHOLE(5),
		TIERS_MIDDLE,
	},
	{
		COMMON("XRP", 4, 1),
		PRICES(1430000, 100000, 10000),
		LOTS(10000000, 10000000, 2000000),
		BAND(50000),
		.notional_minimum = WHOLE(5),
		TIERS_MIDDLE,
	},
	{
		COMMON("ADA", 5, 0),
		PRICES(1740000, 20000, 10000),
		LOTS(100000000, 6000000, 1300000),
		BAND(50000),
		.notional_minimum = WHOLE(5),
		TIERS_MIDDLE,
	},
	{
		COMMON("DOGE", 6, 0),
		PRICES(244000, 30, 1000),
		LOTS(100000000, 50000000, 30000000),
		BAND(50000),
		.notional_minimum = WHOLE(5),
		TIERS_MIDDLE,
	},
	{
		COMMON("AVAX", 4, 0),
		PRICES(23100000, 10000, 100000),
		LOTS(100000000, 1000000, 25000),
		BAND(50000),
		.notional_minimum = WHOLE(5),
		TIERS_SMALL,
	},
	{
		COMMON("LINK", 3, 2),
		PRICES(46400000, 100000, 100000),
		LOTS(1000000, 200000, 20000),
		BAND(50000),
		.notional_minimum = WHOLE(5),
		TIERS_SMALL,
	},
	{
		COMMON("LTC", 2, 3),
		PRICES(361000000, 100000, 1000000),
		LOTS(100000, 10000, 5000),
		BAND(50000),
		.notional_minimum = WHOLE(5),
		TIERS_SMALL,
	},
	{
		COMMON("DOT", 3, 1),
		PRICES(28600000, 100000, 100000),
		LOTS(10000000, 1000000, 50000),
		BAND(50000),
		.notional_minimum = WHOLE(5),
		TIERS_SMALL,
	},
	{
		COMMON("TRX", 5, 0),
		PRICES(132000, 20000, 1000),
		LOTS(100000000, 10000000, 5000000),
		BAND(50000),
		.notional_minimum = WHOLE(5),
		TIERS_SMALL,
	},
};

const struct ac_instrument *ac_instruments_default(uint32_t *ret_count)
{
	static_assert(AC_COUNT(defaults) <= AC_INSTRUMENTS_MAX,
		      "the set fits a list of instruments");
	*ret_count = (uint32_t)AC_COUNT(defaults);
	return defaults;
}

/* The decimals that multiples of `step` need. */
static int32_t decimals_of(struct ac_dec step)
{
	int32_t decimals = AC_DEC_DIGITS;
	for (int64_t rest = step.units; decimals > 0 && rest % 10 == 0; rest /= 10)
		decimals--;
	return decimals;
}

static void copy_text(char *target, size_t size, struct ac_str text)
{
	ac_assert(text.size < size);
	memcpy(target, text.data, text.size);
	target[text.size] = '\0';
}

void ac_instrument_generic(struct ac_str symbol, struct ac_dec tick, struct ac_dec step,
			   struct ac_dec notional_minimum, struct ac_instrument *ret_instrument)
{
	ac_assert(symbol.size > 0);
	ac_assert(tick.units > 0);
	ac_assert(step.units > 0);
	ac_assert(notional_minimum.units >= 0);
	static const struct ac_instrument cautious = {
		COMMON("?", 0, 0),
		.market_take_bound = PPM(50000),
		.trigger_protect = PPM(50000),
		TIERS_SMALL,
	};
	struct ac_instrument instrument = cautious;
	copy_text(instrument.symbol, sizeof(instrument.symbol), symbol);
	/* Profit is counted in USDT whatever the symbol; the base asset is only shown. */
	struct ac_str base = symbol;
	if (base.size > 4 && memcmp(base.data + base.size - 4, "USDT", 4) == 0)
		base.size -= 4;
	if (base.size >= sizeof(instrument.base_asset))
		base.size = sizeof(instrument.base_asset) - 1;
	copy_text(instrument.base_asset, sizeof(instrument.base_asset), base);
	instrument.price_precision = decimals_of(tick);
	instrument.quantity_precision = decimals_of(step);
	instrument.price_minimum = tick;
	instrument.tick = tick;
	instrument.lot = (struct ac_lot){ .minimum = step, .maximum = AC_DEC_ZERO, .step = step };
	instrument.market_lot = instrument.lot;
	instrument.notional_minimum = notional_minimum;
	*ret_instrument = instrument;
}
