#include "alerts/repeats.h"

static bool is_same(const struct repeat *repeat, const struct alert_message *message)
{
	return repeat->kind == message->kind && strcmp(repeat->symbol, message->symbol) == 0 &&
	       strcmp(repeat->strategy, message->strategy) == 0 &&
	       strcmp(repeat->key, message->key) == 0;
}

static struct repeat *make(struct repeats *repeats, const struct alert_message *message)
{
	struct repeat *place = &repeats->items[0];
	if (repeats->count < REPEATS_MAX) {
		place = &repeats->items[repeats->count++];
	} else {
		for (uint32_t i = 1; i < REPEATS_MAX; i++) {
			if (repeats->items[i].told_ms < place->told_ms)
				place = &repeats->items[i];
		}
	}
	*place = (struct repeat){ .kind = message->kind };
	memcpy(place->symbol, message->symbol, sizeof(place->symbol));
	memcpy(place->strategy, message->strategy, sizeof(place->strategy));
	memcpy(place->key, message->key, sizeof(place->key));
	return place;
}

bool repeats_take(struct repeats *repeats, struct alert_message *message, ac_ms after_ms,
		  bool is_retry)
{
	if (after_ms == 0)
		return true;
	struct repeat *repeat = NULL;
	for (uint32_t i = 0; i < repeats->count && repeat == NULL; i++) {
		if (is_same(&repeats->items[i], message))
			repeat = &repeats->items[i];
	}
	/* A clock that was set back must not silence anybody for long. */
	ac_ms age = repeat != NULL ? message->time_ms - repeat->told_ms : 0;
	if (repeat != NULL && age >= 0 && age < after_ms) {
		if (!is_retry && repeat->count++ == 0)
			repeat->since_ms = message->time_ms;
		return false;
	}
	if (repeat == NULL)
		repeat = make(repeats, message);
	/* A retry is one of those that were counted. */
	uint32_t others = repeat->count - (is_retry && repeat->count > 0 ? 1 : 0);
	message->repeats = others;
	message->repeats_since_ms = others > 0 ? repeat->since_ms : 0;
	repeat->told_ms = message->time_ms;
	repeat->count = 0;
	return true;
}
