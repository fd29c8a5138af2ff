/* adx.h - the average directional index by Wilder's rule, streaming.
 * Source: J. Welles Wilder, New Concepts in Technical Trading Systems (1978), in the form that TA-Lib
 * publishes with no unstable period: the first smoothed values are sums over the first n-1
 * differences, the first ADX is the mean of the first n DX values. A candle that is missing does not
 * exist here: the next one present is the next one. Plain data, no allocation, one owner. */
#ifndef AC_INDICATOR_ADX_H
#define AC_INDICATOR_ADX_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

struct ac_adx {
	double period;     /* n >= 2 */
	double tr, plus, minus; /* smoothed sums of true range and directional movement */
	double high, low, close; /* of the previous candle */
	double dx_sum;
	double value;      /* the ADX, valid while is_ready */
	uint32_t candles;
	bool is_ready;     /* from candle index 2n-1 on */
};

static inline void ac_adx_init(struct ac_adx *adx, uint32_t period)
{
	*adx = (struct ac_adx){ .period = (double)period };
}

/* DX = 100 * |+DI - -DI| / (+DI + -DI); false where a denominator is zero. */
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

static inline void ac_adx_update(struct ac_adx *adx, double high, double low, double close)
{
	uint32_t index = adx->candles++;
	double up = high - adx->high;
	double down = adx->low - low;
	double range = high - low;
	range = fmax(range, fabs(high - adx->close));
	range = fmax(range, fabs(low - adx->close));
	adx->high = high;
	adx->low = low;
	adx->close = close;
	if (index == 0)
		return;
	/* Equal moves cancel: neither direction gets them. */
	double plus = up > down && up > 0.0 ? up : 0.0;
	double minus = down > up && down > 0.0 ? down : 0.0;
	double n = adx->period;
	if (!adx->is_ready && (double)index < n) {
		adx->tr += range;
		adx->plus += plus;
		adx->minus += minus;
		return;
	}
	adx->tr = adx->tr - adx->tr / n + range;
	adx->plus = adx->plus - adx->plus / n + plus;
	adx->minus = adx->minus - adx->minus / n + minus;
	double dx;
	bool has_dx = ac_adx_direction(adx, &dx);
	if (adx->is_ready) {
		if (has_dx)
			adx->value = (adx->value * (n - 1.0) + dx) / n;
		return;
	}
	if (has_dx)
		adx->dx_sum += dx;
	if ((double)index == 2.0 * n - 1.0) {
		adx->value = adx->dx_sum / n;
		adx->is_ready = true;
	}
}

#endif
