/* vwap_reversion - mean reversion to the volume-weighted average price in sideways markets.
 * The rules stand in docs/strategy-vwap-reversion.md; two implementations that follow that page must
 * agree trade by trade. */
#include "autocoin/strategy.h"

#include "indicator/adx.h"
#include "indicator/vwap.h"

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
	int64_t day;            /* UTC day of the session */
	uint32_t anchor_candles; /* candles since the anchor, at most the window */
	uint32_t min_candles;
	enum anchor anchor;
	double band_k, adx_max;
	int64_t take_profit_pct, stop_loss_pct; /* 1e-8 percent */
	int64_t max_hold_ms;
	int32_t allows_short, exits_at_vwap;
	struct ac_vwap_window window;
	struct ac_vwap_slot slots[]; /* of the rolling window */
};

static size_t state_size(const struct ac_param_value *values)
{
	size_t slots = values[PARAM_ANCHOR].integer == ANCHOR_ROLLING
			       ? (size_t)values[PARAM_VWAP_WINDOW].integer
			       : 0;
	return sizeof(struct state) + slots * sizeof(struct ac_vwap_slot);
}

static const char *init(void *memory, const struct ac_param_value *values)
{
	struct state *s = memory;
	ac_adx_init(&s->adx, (uint32_t)values[PARAM_ADX_PERIOD].integer);
	s->anchor = (enum anchor)values[PARAM_ANCHOR].integer;
	s->window.window = (uint32_t)values[PARAM_VWAP_WINDOW].integer;
	s->min_candles = (uint32_t)values[PARAM_MIN_CANDLES].integer;
	if (s->anchor == ANCHOR_ROLLING && s->min_candles > s->window.window)
		s->min_candles = s->window.window;
	s->band_k = values[PARAM_BAND_K].real;
	s->adx_max = values[PARAM_ADX_MAX].real;
	s->take_profit_pct = values[PARAM_TAKE_PROFIT_PCT].decimal;
	s->stop_loss_pct = values[PARAM_STOP_LOSS_PCT].decimal;
	s->max_hold_ms = values[PARAM_MAX_HOLD_MINUTES].integer * 60000;
	s->allows_short = (int32_t)values[PARAM_ALLOW_SHORT].integer;
	s->exits_at_vwap = (int32_t)values[PARAM_EXIT_AT_VWAP].integer;
	s->day = -1;
	return NULL;
}

static void update_vwap(struct state *s, const struct ac_candle *candle, double typical,
			double volume)
{
	if (s->anchor == ANCHOR_ROLLING) {
		s->vwap = ac_vwap_window_add(&s->window, s->slots, typical, volume);
		if (s->anchor_candles < s->window.window)
			s->anchor_candles++;
		return;
	}
	int64_t day = candle->open_time_ms / 86400000;
	if (day != s->day) {
		s->day = day;
		s->vwap = (struct ac_vwap){ 0.0, 0.0, 0.0 };
		s->anchor_candles = 0;
	}
	s->anchor_candles++;
	ac_vwap_add(&s->vwap, typical, volume);
}

static void explain(const struct state *s, double sigma, struct ac_decision *decision)
{
	decision->values[0] = s->vwap.mean;
	decision->values[1] = sigma;
	decision->values[2] = s->adx.value;
}

/* max_hold is looked at first and needs no average. */
static void decide_exit(const struct state *s, const struct ac_candle *candle, double close,
			int has_vwap, const struct ac_strategy_view *view,
			struct ac_decision *decision)
{
	int64_t close_time_ms = candle->open_time_ms + 60000;
	if (s->max_hold_ms > 0 && close_time_ms >= view->entry_time_ms + s->max_hold_ms)
		decision->exit_reason = AC_EXIT_MAX_HOLD;
	else if (s->exits_at_vwap && has_vwap &&
		 (view->direction > 0 ? close > s->vwap.mean : close < s->vwap.mean))
		decision->exit_reason = AC_EXIT_VWAP;
	else
		return;
	decision->action = AC_ACTION_EXIT;
	explain(s, has_vwap ? ac_vwap_sigma(&s->vwap) : 0.0, decision);
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
	explain(s, sigma, decision);
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
	int has_vwap = s->vwap.volume > 0.0 && s->anchor_candles >= s->min_candles;
	if (view->direction != 0)
		decide_exit(s, candle, close, has_vwap, view, decision);
	else if (!view->entry_working && has_vwap && s->adx.is_ready && s->adx.value < s->adx_max)
		decide_entry(s, close, decision);
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
