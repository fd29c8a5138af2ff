/* adx.h - the average directional index by Wilder's rule, streaming.
 *
 *     TR = max(h - l, |h - c1|, |l - c1|)
 *     +DM = h - h1 if > l1 - l and > 0, else 0        -DM = l1 - l if > h - h1 and > 0, else 0
 *     X = sum of the first n-1 differences, then X - X/n + x        for TR, +DM, -DM
 *     DX = 100 * |+DI - -DI| / (+DI + -DI),  DI = 100 * DM / TR
 *     ADX = mean of the first n DX, at candle index 2n-1; then (ADX * (n-1) + DX) / n
 *
 * Source: J. Welles Wilder, New Concepts in Technical Trading Systems (1978), with the sums and the
 * order of operations that TA-Lib publishes for no unstable period, so that both give the same
 * bits. Knows nothing of time: a candle that is missing does not exist, the next one present is the
 * next. Plain data, no allocation; init sets everything. One owner. */
#ifndef AC_INDICATOR_ADX_H
#define AC_INDICATOR_ADX_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

struct ac_adx {
	double period;           /* n, at least 2 */
	double tr, plus, minus;  /* smoothed sums of the true range and the directional movements */
	double high, low, close; /* of the previous candle */
	double value;            /* while not ready the sum of DX so far, then the ADX */
	uint32_t candles;        /* counted until ready */
	bool is_ready;           /* from candle index 2n-1 on */
};

static inline void ac_adx_init(struct ac_adx *adx, uint32_t period)
{
	*adx = (struct ac_adx){ .period = (double)period };
}

/* False where a denominator is zero: then there is no DX. */
static inline bool ac_adx_direction(const struct ac_adx *adx, double *ret_dx)
{
	if (adx->tr == 0.0)
		return false;
	double plus = 100.0 * (adx->plus / adx->tr);
	double minus = 100.0 * (adx->minus / adx->tr);
	double sum = plus + minus;
	if (sum == 0.0)
		return false;
	*ret_dx = 100.0 * (fabs(plus - minus) / sum);
	return true;
}

/* The first 2n candles. A DX that does not exist adds nothing to the sum, but is counted. */
static inline void ac_adx_begin(struct ac_adx *adx, double range, double plus, double minus)
{
	uint32_t index = adx->candles++;
	uint32_t n = (uint32_t)adx->period;
	if (index == 0)
		return;
	if (index < n) {
		adx->tr += range;
		adx->plus += plus;
		adx->minus += minus;
		return;
	}
	adx->tr = adx->tr - adx->tr / adx->period + range;
	adx->plus = adx->plus - adx->plus / adx->period + plus;
	adx->minus = adx->minus - adx->minus / adx->period + minus;
	double dx;
	if (ac_adx_direction(adx, &dx))
		adx->value += dx;
	if (index == 2 * n - 1) {
		adx->value /= adx->period;
		adx->is_ready = true;
	}
}

static inline void ac_adx_update(struct ac_adx *adx, double high, double low, double close)
{
	double up = high - adx->high, down = adx->low - low;
	double range = high - low;
	double above = fabs(high - adx->close), below = fabs(low - adx->close);
	range = above > range ? above : range;
	range = below > range ? below : range;
	/* Equal moves cancel: neither direction gets them. Two selections each instead of a
	 * condition, because no processor can guess these. */
	double plus = up > 0.0 ? up : 0.0, minus = down > 0.0 ? down : 0.0;
	plus = up > down ? plus : 0.0;
	minus = down > up ? minus : 0.0;
	adx->high = high;
	adx->low = low;
	adx->close = close;
	if (__builtin_expect(!adx->is_ready, 0)) {
		ac_adx_begin(adx, range, plus, minus);
		return;
	}
	double n = adx->period;
	adx->tr = adx->tr - adx->tr / n + range;
	adx->plus = adx->plus - adx->plus / n + plus;
	adx->minus = adx->minus - adx->minus / n + minus;
	double dx;
	if (ac_adx_direction(adx, &dx))
		adx->value = (adx->value * (n - 1.0) + dx) / n;
}

#endif
