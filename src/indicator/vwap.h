/* vwap.h - the volume-weighted average price and its standard deviation, streaming.
 *
 *     S0 = sum v    S1 = sum v*tp    vwap = S1/S0
 *     S2 = sum v*(tp - vwap)^2       sigma = sqrt(S2/S0)
 *
 * over the candles since an anchor (ac_vwap_add) or over the last N (ac_vwap_window_add), with
 * tp = (high + low + close) / 3. S2 is never a difference of large sums, which would cancel at the
 * prices of BTC: a candle is joined to a group by the update of D. H. D. West, Updating Mean and
 * Variance Estimates (1979), and two groups by that of T. F. Chan, G. H. Golub and R. J. LeVeque
 * (1979). Both only add what is not negative, so neither can S2 be. Nothing is ever taken out of a
 * sum again, so a window that has run for a year is as exact as a new one.
 *
 * Knows nothing of time: the caller decides when a session begins. Plain data; zeroed memory is the
 * empty group. One owner. */
#ifndef AC_INDICATOR_VWAP_H
#define AC_INDICATOR_VWAP_H

#include <math.h>
#include <stdint.h>

/* A group of candles. */
struct ac_vwap {
	double volume;  /* S0; 0: no average */
	double mean;    /* S1/S0, 0 while there is no volume */
	double squares; /* S2 */
};

static inline double ac_vwap_typical(double high, double low, double close)
{
	return (high + low + close) / 3.0;
}

/* One more candle; one without volume weighs nothing. */
static inline void ac_vwap_add(struct ac_vwap *vwap, double typical, double volume)
{
	if (__builtin_expect(!(volume > 0.0), 0))
		return;
	double total = vwap->volume + volume;
	double share = volume / total;
	double distance = typical - vwap->mean;
	vwap->squares += distance * distance * (vwap->volume * share);
	vwap->mean += distance * share;
	vwap->volume = total;
}

/* Two groups that share no candle. */
static inline struct ac_vwap ac_vwap_join(struct ac_vwap a, struct ac_vwap b)
{
	if (a.volume == 0.0)
		return b;
	double total = a.volume + b.volume;
	double share = b.volume / total;
	double distance = b.mean - a.mean;
	return (struct ac_vwap){
		.volume = total,
		.mean = a.mean + distance * share,
		.squares = a.squares + b.squares + distance * distance * (a.volume * share),
	};
}

/* Only where there is volume. */
static inline double ac_vwap_sigma(const struct ac_vwap *vwap)
{
	return sqrt(vwap->squares / vwap->volume);
}

/* The last `size` candles: a queue made of two stacks. The newer candles are one running group.
 * When they fill the window they become the older ones: each slot, which held its own candle, then
 * holds that candle and all younger ones, so that the oldest can leave by being forgotten. The
 * window is what is left of the older ones joined with the newer ones. Each candle is joined twice
 * in its life. */
struct ac_vwap_window {
	uint32_t size;        /* candles, at least 1; that many slots belong to the window */
	uint32_t count;       /* candles in the window */
	uint32_t newer;       /* candles since the last turn, in the slots before this index */
	struct ac_vwap group; /* of the newer ones */
};

static inline void ac_vwap_window_init(struct ac_vwap_window *window, uint32_t size)
{
	*window = (struct ac_vwap_window){ .size = size };
}

/* Takes one more candle, lets the oldest go when there are more than `size`, returns the whole.
 * `slots` is the caller's memory for `size` groups, always the same; its content is the window's.
 */
static inline struct ac_vwap ac_vwap_window_add(struct ac_vwap_window *window,
						struct ac_vwap *slots, double typical,
						double volume)
{
	if (window->newer == window->size) {
		for (uint32_t i = window->size - 1; i-- > 0;)
			slots[i] = ac_vwap_join(slots[i], slots[i + 1]);
		window->newer = 0;
		window->group = (struct ac_vwap){ 0.0, 0.0, 0.0 };
	}
	/* The candle takes the slot of the one that leaves. */
	slots[window->newer++] = (struct ac_vwap){ volume, typical, 0.0 };
	ac_vwap_add(&window->group, typical, volume);
	if (window->count < window->size)
		window->count++;
	else if (window->newer < window->size)
		return ac_vwap_join(slots[window->newer], window->group);
	return window->group;
}

#endif
