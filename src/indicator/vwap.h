/* vwap.h - the volume-weighted average price and its weighted standard deviation, streaming.
 * vwap = S1/S0 and sigma = sqrt(S2/S0) with S0 = sum v, S1 = sum v*tp, S2 = sum v*(tp - vwap)^2, over the
 * candles since the anchor or over the last N. The variance is never a difference of large sums:
 * West (1979) for one more candle, Chan, Golub and LeVeque (1979) for joining two groups; what leaves
 * a window is not subtracted, so nothing drifts. Plain data, no allocation, one owner. */
#ifndef AC_INDICATOR_VWAP_H
#define AC_INDICATOR_VWAP_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Weight, mean and sum of squared deviations of a group of candles. */
struct ac_vwap {
	double volume;  /* S0 */
	double mean;    /* S1/S0, meaningless while volume is 0 */
	double squares; /* S2 */
};

static inline double ac_vwap_typical(double high, double low, double close)
{
	return (high + low + close) / 3.0;
}

static inline void ac_vwap_add(struct ac_vwap *vwap, double typical, double volume)
{
	if (volume <= 0.0)
		return;
	double total = vwap->volume + volume;
	double distance = typical - vwap->mean;
	vwap->mean += distance * (volume / total);
	vwap->squares += volume * distance * (typical - vwap->mean);
	vwap->volume = total;
}

static inline struct ac_vwap ac_vwap_join(struct ac_vwap a, struct ac_vwap b)
{
	if (a.volume == 0.0)
		return b;
	if (b.volume == 0.0)
		return a;
	double total = a.volume + b.volume;
	double distance = b.mean - a.mean;
	struct ac_vwap joined = {
		.volume = total,
		.mean = a.mean + distance * (b.volume / total),
		.squares = a.squares + b.squares + distance * distance * (a.volume * (b.volume / total)),
	};
	return joined;
}

static inline double ac_vwap_sigma(const struct ac_vwap *vwap)
{
	return sqrt(vwap->squares / vwap->volume);
}

/* The last `window` candles, as a queue of two stacks: the older ones are joined from each of them
 * to the youngest of the old, once, when the newer ones become the older; the newer ones are one
 * running group. Each candle is joined twice in its life, and nothing is ever taken out of a sum. */
struct ac_vwap_window {
	uint32_t window;    /* > 0 */
	uint32_t old_count; /* candles on the old stack, the oldest on top */
	uint32_t new_count;
	struct ac_vwap fresh; /* of the new stack */
};

/* One slot per candle of the window, in the caller's memory. */
struct ac_vwap_slot {
	double typical, volume;  /* of a candle on the new stack */
	struct ac_vwap suffix;   /* of this candle and all younger ones on the old stack */
};

static inline void ac_vwap_window_turn(struct ac_vwap_window *queue, struct ac_vwap_slot *slots)
{
	struct ac_vwap suffix = { 0.0, 0.0, 0.0 };
	for (uint32_t i = queue->new_count; i-- > 0;) {
		struct ac_vwap_slot *slot = &slots[i];
		struct ac_vwap one = { slot->volume, slot->typical, 0.0 };
		suffix = ac_vwap_join(one, suffix);
		slot->suffix = suffix;
	}
	queue->old_count = queue->new_count;
	queue->new_count = 0;
	queue->fresh = (struct ac_vwap){ 0.0, 0.0, 0.0 };
}

/* Takes one more candle, lets the oldest go when the window is full, and returns the whole. Slot i
 * belongs to the i-th candle of its turn: while a turn's old candles leave from slot 0 upwards, the
 * new ones take the slots that have become free. */
static inline struct ac_vwap ac_vwap_window_add(struct ac_vwap_window *queue,
						struct ac_vwap_slot *slots, double typical,
						double volume)
{
	if (queue->new_count == queue->window)
		ac_vwap_window_turn(queue, slots);
	struct ac_vwap old = { 0.0, 0.0, 0.0 };
	uint32_t old_first = queue->window - queue->old_count;
	if (queue->old_count > 0) {
		/* The turn happened with a full window, so each new candle pushes an old one out. */
		queue->old_count--;
		old_first++;
		if (queue->old_count > 0)
			old = slots[old_first].suffix;
	}
	slots[queue->new_count].typical = typical;
	slots[queue->new_count].volume = volume;
	queue->new_count++;
	ac_vwap_add(&queue->fresh, typical, volume);
	return ac_vwap_join(old, queue->fresh);
}

#endif
