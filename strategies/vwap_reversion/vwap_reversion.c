/* vwap_reversion - mean reversion to the volume-weighted average price in sideways markets.
 * docs/strategy-vwap-reversion.md is the rule, and the test's oracle a second implementation of it:
 * the two must agree trade by trade. Quantities, brackets' prices and orders are the engine's. */
#include "autocoin/strategy.h"

#include "indicator/adx.h"
#include "indicator/vwap.h"

#define MINUTE_MS 60000
#define DAY_MS    86400000

enum param {
	PARAM_ANCHOR,
	PARAM_VWAP_WINDOW,
	PARAM_MIN_CANDLES,
	PARAM_BAND_K,
	PARAM_ADX_PERIOD,
	PARAM_ADX_MAX,
	PARAM_TAKE_PROFIT_PCT,
	PARAM_STOP_LOSS_PCT,
	PARAM_ALLOW_SHORT,
	PARAM_MAX_HOLD_MINUTES,
	PARAM_EXIT_AT_VWAP,
	PARAM_COUNT
};

/* Places in the list of choices. */
enum anchor { ANCHOR_SESSION = 0, ANCHOR_ROLLING = 1 };

static const struct ac_param params[PARAM_COUNT] = {
	[PARAM_ANCHOR] = { "anchor", AC_PARAM_CHOICE, "session", NULL, NULL, "session,rolling",
			   "Where the average begins: at 00:00 UTC, or vwap_window candles ago." },
	[PARAM_VWAP_WINDOW] = { "vwap_window", AC_PARAM_INT, "240", "10", "10080", NULL,
				"Candles in the average when anchor is rolling." },
	[PARAM_MIN_CANDLES] = { "min_candles", AC_PARAM_INT, "30", "2", "1440", NULL,
				"Candles that the average needs before it counts." },
	[PARAM_BAND_K] = { "band_k", AC_PARAM_REAL, "2.0", "0.1", "10", NULL,
			   "Distance of the bands from the average, in standard deviations." },
	[PARAM_ADX_PERIOD] = { "adx_period", AC_PARAM_INT, "14", "2", "200", NULL,
			       "Period of the ADX, Wilder's n." },
	[PARAM_ADX_MAX] = { "adx_max", AC_PARAM_REAL, "20", "1", "100", NULL,
			    "Entries only while the ADX is below this: no trend." },
	[PARAM_TAKE_PROFIT_PCT] = { "take_profit_pct", AC_PARAM_REAL, "0.6", "0.01", "50", NULL,
				    "Target, percent of the average entry price." },
	[PARAM_STOP_LOSS_PCT] = { "stop_loss_pct", AC_PARAM_REAL, "0.3", "0.01", "50", NULL,
				  "Stop, percent of the average entry price." },
	[PARAM_ALLOW_SHORT] = { "allow_short", AC_PARAM_BOOL, "true", NULL, NULL, NULL,
				"Whether the upper band opens short positions." },
	[PARAM_MAX_HOLD_MINUTES] = { "max_hold_minutes", AC_PARAM_INT, "0", "0", "10080", NULL,
				     "Longest life of a position in minutes; 0 is without limit." },
	[PARAM_EXIT_AT_VWAP] = { "exit_at_vwap", AC_PARAM_BOOL, "false", NULL, NULL, NULL,
				 "Whether a close on the other side of the average closes." },
};

struct state {
	struct ac_adx adx;
	struct ac_vwap vwap;
	int64_t day;             /* UTC day of the session */
	uint32_t anchor_candles; /* candles since the anchor, at most the window */
	uint32_t min_candles;
	bool is_rolling, allows_short, exits_at_vwap;
	double band_k, adx_max;
	int64_t take_profit_pct, stop_loss_pct; /* 1e-8 percent */
	int64_t max_hold_ms;                    /* 0: without limit */
	struct ac_vwap_window window;
	struct ac_vwap slots[]; /* of the window when rolling, else none */
};

static size_t state_size(const struct ac_param_value *values)
{
	bool is_rolling = values[PARAM_ANCHOR].integer == ANCHOR_ROLLING;
	size_t slots = is_rolling ? (size_t)values[PARAM_VWAP_WINDOW].integer : 0;
	return sizeof(struct state) + slots * sizeof(struct ac_vwap);
}

static const char *init(void *memory, const struct ac_param_value *values)
{
	struct state *s = memory;
	uint32_t window = (uint32_t)values[PARAM_VWAP_WINDOW].integer;
	s->is_rolling = values[PARAM_ANCHOR].integer == ANCHOR_ROLLING;
	s->min_candles = (uint32_t)values[PARAM_MIN_CANDLES].integer;
	/* A full window is all that there can be. */
	if (s->is_rolling && s->min_candles > window)
		s->min_candles = window;
	s->band_k = values[PARAM_BAND_K].real;
	s->adx_max = values[PARAM_ADX_MAX].real;
	s->take_profit_pct = values[PARAM_TAKE_PROFIT_PCT].decimal;
	s->stop_loss_pct = values[PARAM_STOP_LOSS_PCT].decimal;
	s->allows_short = values[PARAM_ALLOW_SHORT].integer != 0;
	s->max_hold_ms = values[PARAM_MAX_HOLD_MINUTES].integer * MINUTE_MS;
	s->exits_at_vwap = values[PARAM_EXIT_AT_VWAP].integer != 0;
	s->day = -1;
	ac_adx_init(&s->adx, (uint32_t)values[PARAM_ADX_PERIOD].integer);
	ac_vwap_window_init(&s->window, window);
	return NULL;
}

static void update_vwap(struct state *s, const struct ac_candle *candle, double typical,
			double volume)
{
	if (s->is_rolling) {
		s->vwap = ac_vwap_window_add(&s->window, s->slots, typical, volume);
		s->anchor_candles = s->window.count;
		return;
	}
	int64_t day = candle->open_time_ms / DAY_MS;
	if (day != s->day) {
		s->day = day;
		s->vwap = (struct ac_vwap){ 0.0, 0.0, 0.0 };
		s->anchor_candles = 0;
	}
	s->anchor_candles++;
	ac_vwap_add(&s->vwap, typical, volume);
}

static bool has_vwap(const struct state *s)
{
	return s->vwap.volume > 0.0 && s->anchor_candles >= s->min_candles;
}

/* What is undefined is told as 0. */
static void explain(const struct state *s, struct ac_decision *decision)
{
	decision->values[0] = has_vwap(s) ? s->vwap.mean : 0.0;
	decision->values[1] = has_vwap(s) ? ac_vwap_sigma(&s->vwap) : 0.0;
	decision->values[2] = s->adx.is_ready ? s->adx.value : 0.0;
}

/* The time limit is looked at first and needs no average. */
static void decide_exit(const struct state *s, const struct ac_candle *candle, double close,
			const struct ac_strategy_view *view, struct ac_decision *decision)
{
	int64_t close_time_ms = candle->open_time_ms + MINUTE_MS;
	double beyond = view->direction > 0 ? close - s->vwap.mean : s->vwap.mean - close;
	if (s->max_hold_ms > 0 && close_time_ms >= view->entry_time_ms + s->max_hold_ms)
		decision->exit_reason = AC_EXIT_MAX_HOLD;
	else if (s->exits_at_vwap && has_vwap(s) && beyond > 0.0)
		decision->exit_reason = AC_EXIT_VWAP;
	else
		return;
	decision->action = AC_ACTION_EXIT;
}

static void decide_entry(const struct state *s, double close, struct ac_decision *decision)
{
	double sigma = ac_vwap_sigma(&s->vwap);
	if (!(sigma > 0.0))
		return;
	if (close <= s->vwap.mean - s->band_k * sigma)
		decision->action = AC_ACTION_ENTER_LONG;
	else if (s->allows_short && close >= s->vwap.mean + s->band_k * sigma)
		decision->action = AC_ACTION_ENTER_SHORT;
	else
		return;
	decision->take_profit_pct = s->take_profit_pct;
	decision->stop_loss_pct = s->stop_loss_pct;
}

static void on_candle(void *memory, const struct ac_candle *candle,
		      const struct ac_strategy_view *view, struct ac_decision *decision)
{
	struct state *s = memory;
	double high = ac_candle_value(candle->high);
	double low = ac_candle_value(candle->low);
	double close = ac_candle_value(candle->close);
	update_vwap(s, candle, ac_vwap_typical(high, low, close), ac_candle_value(candle->volume));
	ac_adx_update(&s->adx, high, low, close);
	if (view->direction != 0)
		decide_exit(s, candle, close, view, decision);
	else if (view->entry_working == 0 && s->adx.is_ready && s->adx.value < s->adx_max &&
		 has_vwap(s))
		decide_entry(s, close, decision);
	if (decision->action != AC_ACTION_NONE || view->wants_values != 0)
		explain(s, decision);
}

extern const struct ac_strategy ac_strategy_vwap_reversion;

const struct ac_strategy ac_strategy_vwap_reversion = {
	.abi = AC_STRATEGY_ABI,
	.size = sizeof(struct ac_strategy),
	.name = "vwap_reversion",
	.version = "1.0",
	.summary = "Mean reversion to the VWAP in sideways markets, filtered by the ADX.",
	.params = params,
	.param_count = PARAM_COUNT,
	.value_names = { "vwap", "sigma", "adx" },
	.state_size = state_size,
	.init = init,
	.on_candle = on_candle,
};
