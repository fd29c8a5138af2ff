#include "simulated/synthetic.h"

#include <math.h>

#define SECONDS_PER_HOUR 3600
#define FUNDING_MS       (480 * AC_MS_PER_MIN)

/* Magnitudes of one second, chosen so that one-minute ranges and daily swings look like bitcoin's:
 * the fast part returns to the slow one, which wanders. */
#define SIGMA_FAST     4.6e-5
#define SIGMA_SLOW     3.0e-5
#define PULL_TO_START  2.5e-7 /* over weeks, so that years of it keep sane prices */
#define JUMP_CHANCE    (1.0 / (6 * SECONDS_PER_HOUR))
#define JUMP_SIGMA     2.5e-3
#define GAP_CHANCE     (1.0 / 2880) /* a minute: one gap in two days */
#define GAP_MINUTES    3
#define OWN_SHARE      0.65 /* of a symbol's moves that the market does not explain */
#define VARIANCE_MAX   25.0
#define REGIME_MINUTES 90

/* Variance of the next second from this one's: GARCH(1,1) with mean 1 and a memory of minutes. */
#define GARCH_OMEGA 0.002
#define GARCH_ALPHA 0.02
#define GARCH_BETA  0.978

enum regime { REGIME_SIDEWAYS, REGIME_TREND, REGIME_WILD };

/* A wandering logarithm: slow level plus a fast part that reverts to it. */
struct process {
	double level, fast;
	double variance; /* relative to 1 */
	double drift;    /* a second */
	double reversion;
	double scale;
	int64_t regime_seconds; /* left */
	struct ac_prng prng;
};

/* One symbol. */
struct lane {
	struct process own;
	double start; /* logarithm of the first price */
	double beta;  /* how much of the market's move it makes */
	double volatility;
	double notional; /* traded a second, about */
	double absent;   /* share of seconds without a trade */
	double index, premium, funding;
	double move; /* of this second */
	struct ac_dec last;
	ac_ms gap_until_ms;
	ac_ms candle_ms_last; /* open of the last candle given */
	bool has_trade;
	struct ac_trade trade;
	struct ac_candle candle; /* being built; trades 0: empty */
};

enum step { STEP_MINUTE, STEP_CANDLE, STEP_SECOND, STEP_TRADE, STEP_MARK };

struct ac_synthetic {
	struct ac_synthetic_config config;
	struct process market;
	struct lane *lanes;
	double season; /* activity at this time of day, about 1 */
	ac_ms now_ms;
	uint32_t lane; /* whose turn it is */
	enum step step;
};

/* Prices, market sensitivity, volatility against bitcoin's, and traded money a second. */
static const struct {
	const char *symbol;
	double price, beta, volatility, notional;
} known[] = {
	{ "BTCUSDT", 61000.0, 1.00, 1.00, 170e3 },   { "ETHUSDT", 2400.0, 1.15, 1.20, 110e3 },
	{ "BNBUSDT", 580.0, 0.90, 1.15, 9e3 },       { "SOLUSDT", 145.0, 1.35, 1.50, 40e3 },
	{ "XRPUSDT", 0.55, 1.10, 1.45, 15e3 },       { "DOGEUSDT", 0.12, 1.40, 1.70, 14e3 },
	{ "ADAUSDT", 0.36, 1.25, 1.50, 6e3 },        { "AVAXUSDT", 27.0, 1.35, 1.60, 6e3 },
	{ "LINKUSDT", 11.5, 1.25, 1.50, 5e3 },       { "LTCUSDT", 67.0, 1.00, 1.25, 4e3 },
	{ "DOTUSDT", 4.2, 1.25, 1.50, 4e3 },         { "TRXUSDT", 0.155, 0.60, 0.90, 3e3 },
	{ "BCHUSDT", 340.0, 1.10, 1.40, 4e3 },       { "MATICUSDT", 0.40, 1.30, 1.60, 4e3 },
	{ "1000PEPEUSDT", 0.0095, 1.60, 2.0, 12e3 }, { "SUIUSDT", 1.80, 1.40, 1.80, 9e3 },
};

static void regime_draw(struct process *process)
{
	double choice = ac_prng_unit(&process->prng);
	enum regime regime = choice < 0.72   ? REGIME_SIDEWAYS
			     : choice < 0.92 ? REGIME_TREND
					     : REGIME_WILD;
	double minutes = REGIME_MINUTES * (0.3 + 1.4 * ac_prng_unit(&process->prng));
	double sign = ac_prng_unit(&process->prng) < 0.5 ? -1.0 : 1.0;
	double strength = 0.5 + ac_prng_unit(&process->prng);
	process->drift = 0.0;
	process->reversion = log(2.0) / (12 * 60);
	process->scale = 1.0;
	if (regime == REGIME_TREND) {
		/* About half a percent an hour. */
		process->drift = sign * strength * 0.005 / SECONDS_PER_HOUR;
		process->reversion = log(2.0) / (25 * 60);
		process->scale = 1.15;
		minutes *= 0.6;
	} else if (regime == REGIME_WILD) {
		process->reversion = log(2.0) / (20 * 60);
		process->scale = 2.2;
		minutes *= 0.3;
	}
	process->regime_seconds = (int64_t)(minutes * 60.0);
}

static void process_init(struct process *process, uint64_t seed)
{
	*process = (struct process){ .variance = 1.0 };
	ac_prng_init(&process->prng, seed);
	regime_draw(process);
}

/* One second on; `season` scales its activity. */
static void process_step(struct process *process, double season)
{
	if (process->regime_seconds-- <= 0)
		regime_draw(process);
	double shock = ac_prng_normal(&process->prng);
	double sigma = sqrt(process->variance) * process->scale * season;
	process->fast += -process->reversion * process->fast + SIGMA_FAST * sigma * shock;
	process->level += process->drift - PULL_TO_START * process->level +
			  SIGMA_SLOW * season * ac_prng_normal(&process->prng);
	process->variance = GARCH_OMEGA + GARCH_ALPHA * process->variance * shock * shock +
			    GARCH_BETA * process->variance;
	if (ac_prng_unit(&process->prng) < JUMP_CHANCE) {
		process->level += JUMP_SIGMA * ac_prng_normal(&process->prng);
		process->variance += 6.0; /* a jump is followed by unrest */
	}
	if (process->variance > VARIANCE_MAX)
		process->variance = VARIANCE_MAX;
}

static double process_value(const struct process *process)
{
	return process->level + process->fast;
}

static void lane_init(struct lane *lane, const struct ac_instrument *instrument, uint64_t seed)
{
	/* A stranger gets a price of some thousands of ticks. */
	double price = ac_dec_to_double(instrument->tick) * 20000.0;
	lane->beta = 1.2;
	lane->volatility = 1.5;
	lane->notional = 4e3;
	for (size_t i = 0; i < AC_COUNT(known); i++) {
		if (strcmp(known[i].symbol, instrument->symbol) != 0)
			continue;
		price = known[i].price;
		lane->beta = known[i].beta;
		lane->volatility = known[i].volatility;
		lane->notional = known[i].notional;
	}
	for (const char *c = instrument->symbol; *c != '\0'; c++)
		seed = seed * 31 + (unsigned char)*c;
	process_init(&lane->own, seed);
	lane->start = log(price);
	lane->index = price;
	lane->funding = 1e-4;
	lane->absent = lane->notional > 50e3 ? 0.02 : 0.10;
}

enum ac_status ac_synthetic_create(struct ac_arena *arena, const struct ac_synthetic_config *config,
				   struct ac_synthetic **ret_synthetic)
{
	ac_assert(config->instruments != NULL);
	if (config->symbol_count == 0 || config->start_ms < 0 ||
	    config->start_ms % AC_MS_PER_MIN != 0)
		return AC_ERR_RANGE;
	struct ac_synthetic *synthetic = ac_arena_take(arena, 1, sizeof(*synthetic));
	struct lane *lanes = ac_arena_take(arena, config->symbol_count, sizeof(*lanes));
	if (!ac_arena_has_given(arena))
		return ac_arena_status(arena);
	synthetic->config = *config;
	synthetic->lanes = lanes;
	synthetic->now_ms = config->start_ms;
	process_init(&synthetic->market, config->seed);
	for (uint32_t i = 0; i < config->symbol_count; i++) {
		ac_assert(config->symbols[i] < config->instruments->count);
		lane_init(&lanes[i], &config->instruments->items[config->symbols[i]],
			  config->seed + 1);
	}
	*ret_synthetic = synthetic;
	return AC_OK;
}

static const struct ac_instrument *instrument_of(const struct ac_synthetic *synthetic,
						 uint32_t lane)
{
	return &synthetic->config.instruments->items[synthetic->config.symbols[lane]];
}

/* Busiest when America opens, quiet before Asia does. */
static double season_at(ac_ms now_ms)
{
	double day = (double)(now_ms % AC_MS_PER_DAY) / (double)AC_MS_PER_DAY;
	double turn = 2.0 * 3.14159265358979323846;
	return 1.0 + 0.25 * cos(turn * (day - 15.0 / 24)) +
	       0.10 * cos(2 * turn * (day - 14.5 / 24));
}

static void minute_begin(struct ac_synthetic *synthetic)
{
	synthetic->season = season_at(synthetic->now_ms);
	for (uint32_t i = 0; i < synthetic->config.symbol_count; i++) {
		struct lane *lane = &synthetic->lanes[i];
		if (synthetic->now_ms < lane->gap_until_ms ||
		    synthetic->now_ms == synthetic->config.start_ms)
			continue;
		if (ac_prng_unit(&lane->own.prng) >= GAP_CHANCE)
			continue;
		uint64_t minutes = 1 + ac_prng_below(&lane->own.prng, GAP_MINUTES);
		lane->gap_until_ms = synthetic->now_ms + (ac_ms)minutes * AC_MS_PER_MIN;
	}
}

static struct ac_dec to_steps(double value, struct ac_dec step)
{
	struct ac_dec exact, rounded;
	if (ac_dec_from_double(value, AC_ROUND_HALF_EVEN, &exact) != AC_OK ||
	    ac_dec_round_to(exact, step, AC_ROUND_HALF_EVEN, &rounded) != AC_OK ||
	    rounded.units < step.units)
		return step;
	return rounded;
}

static void candle_add(struct lane *lane, ac_ms now_ms)
{
	struct ac_candle *candle = &lane->candle;
	int64_t price = lane->trade.price.units;
	if (candle->trades == 0) {
		memset(candle, 0, sizeof(*candle));
		candle->open_time_ms = now_ms - now_ms % AC_MS_PER_MIN;
		candle->open = candle->high = candle->low = price;
	}
	candle->high = price > candle->high ? price : candle->high;
	candle->low = price < candle->low ? price : candle->low;
	candle->close = price;
	candle->volume += lane->trade.quantity.units;
	candle->trades++;
}

static void lane_trade(struct ac_synthetic *synthetic, uint32_t index, double price)
{
	struct lane *lane = &synthetic->lanes[index];
	const struct ac_instrument *instrument = instrument_of(synthetic, index);
	struct ac_prng *prng = &lane->own.prng;
	/* Much is traded when prices move. */
	double unrest = fabs(lane->move) / (SIGMA_FAST * lane->volatility);
	double money = lane->notional * synthetic->season * (0.4 + 0.6 * unrest) *
		       exp(0.7 * ac_prng_normal(prng) - 0.245);
	lane->has_trade =
		synthetic->now_ms >= lane->gap_until_ms && ac_prng_unit(prng) >= lane->absent;
	if (!lane->has_trade)
		return;
	lane->trade.price = to_steps(price, instrument->tick);
	lane->trade.quantity = to_steps(money / price, instrument->lot.step);
	lane->last = lane->trade.price;
	candle_add(lane, synthetic->now_ms);
}

static void second_begin(struct ac_synthetic *synthetic)
{
	process_step(&synthetic->market, synthetic->season);
	double market = process_value(&synthetic->market);
	for (uint32_t i = 0; i < synthetic->config.symbol_count; i++) {
		struct lane *lane = &synthetic->lanes[i];
		double before = lane->index;
		process_step(&lane->own, synthetic->season);
		double price = exp(lane->start + lane->beta * 0.8 * market +
				   lane->volatility * OWN_SHARE * process_value(&lane->own));
		/* The index follows smoothly, the premium is what the last price is ahead of it. */
		lane->index += 0.2 * (price - lane->index);
		lane->move = 5.0 * (lane->index - before) / before;
		lane->premium += 0.02 * ((price - lane->index) / lane->index - lane->premium);
		lane->funding +=
			-2e-5 * (lane->funding - 1e-4) + 4e-7 * ac_prng_normal(&lane->own.prng);
		lane_trade(synthetic, i, price);
	}
}

static void event_init(const struct ac_synthetic *synthetic, struct ac_event *event, uint16_t kind)
{
	ac_event_init(event, kind, synthetic->config.symbols[synthetic->lane], AC_BOOK_NONE,
		      synthetic->now_ms * AC_NS_PER_MS);
}

static void candle_give(const struct ac_synthetic *synthetic, struct lane *lane,
			struct ac_event *ret_event)
{
	event_init(synthetic, ret_event, AC_EVENT_CANDLE);
	struct ac_candle *candle = &ret_event->candle;
	*candle = lane->candle;
	if (lane->candle_ms_last != 0)
		candle->missing_before =
			(uint32_t)((candle->open_time_ms - lane->candle_ms_last) / AC_MS_PER_MIN) -
			1;
	lane->candle_ms_last = candle->open_time_ms;
	lane->candle.trades = 0;
}

static struct ac_dec to_dec(double value)
{
	struct ac_dec dec = AC_DEC_ZERO;
	enum ac_status status = ac_dec_from_double(value, AC_ROUND_HALF_EVEN, &dec);
	ac_assert(status == AC_OK);
	return dec;
}

static void mark_give(const struct ac_synthetic *synthetic, const struct lane *lane,
		      struct ac_event *ret_event)
{
	event_init(synthetic, ret_event, AC_EVENT_MARK);
	struct ac_mark *mark = &ret_event->mark;
	double rate = lane->funding + lane->premium;
	rate = rate > 3e-3 ? 3e-3 : rate < -3e-3 ? -3e-3 : rate;
	mark->index = to_dec(lane->index);
	mark->mark = to_dec(lane->index * (1.0 + lane->premium));
	mark->funding_rate = to_dec(rate);
	mark->funding_time_ms = (synthetic->now_ms / FUNDING_MS + 1) * FUNDING_MS;
}

/* Steps to the next lane; past the last one, to `then` with the first. */
static void turn(struct ac_synthetic *synthetic, enum step each, enum step then)
{
	synthetic->step = each;
	if (++synthetic->lane == synthetic->config.symbol_count) {
		synthetic->lane = 0;
		synthetic->step = then;
	}
}

void ac_synthetic_next(struct ac_synthetic *synthetic, struct ac_event *ret_event)
{
	for (;;) {
		struct lane *lane = &synthetic->lanes[synthetic->lane];
		switch (synthetic->step) {
		case STEP_MINUTE:
			synthetic->step = STEP_SECOND;
			if (synthetic->now_ms % AC_MS_PER_MIN == 0) {
				minute_begin(synthetic);
				synthetic->step = STEP_CANDLE;
			}
			break;
		case STEP_CANDLE: {
			bool has_candle = lane->candle.trades > 0;
			if (has_candle)
				candle_give(synthetic, lane, ret_event);
			turn(synthetic, STEP_CANDLE, STEP_SECOND);
			if (has_candle)
				return;
			break;
		}
		case STEP_SECOND:
			second_begin(synthetic);
			synthetic->step = STEP_TRADE;
			break;
		case STEP_TRADE:
			synthetic->step = STEP_MARK;
			if (!lane->has_trade)
				break;
			event_init(synthetic, ret_event, AC_EVENT_TRADE);
			ret_event->trade = lane->trade;
			return;
		case STEP_MARK:
			mark_give(synthetic, lane, ret_event);
			turn(synthetic, STEP_TRADE, STEP_MINUTE);
			if (synthetic->step == STEP_MINUTE)
				synthetic->now_ms += AC_MS_PER_SEC;
			return;
		}
	}
}
