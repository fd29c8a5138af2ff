/* bus.h - named channels that people and threads can subscribe to by pattern.
 * Dispatch is immediate, in sequence order, on the engine's thread. Subscribers copy what they want
 * into bounded places of their own; what they cannot take is counted here. Not a queue. */
#ifndef AC_ENGINE_BUS_H
#define AC_ENGINE_BUS_H

#include "core/arena.h"
#include "market/book.h"
#include "market/event.h"
#include "market/instrument.h"

#define AC_BUS_SUBSCRIBERS_MAX 16
#define AC_CHANNEL_SIZE        112

/* Returns false when the event could not be taken. May not call back into the engine. */
typedef bool ac_bus_take(void *self, const struct ac_event *event);

struct ac_bus_config {
	const struct ac_instruments *instruments; /* borrowed for the bus's life */
	const struct ac_book *books;              /* borrowed */
	uint32_t book_count;
};

struct ac_bus; /* opaque */
AC_MUST_USE enum ac_status ac_bus_create(struct ac_arena *arena, const struct ac_bus_config *config,
					 struct ac_bus **ret_bus);

/* Subscribes to every channel that matches `pattern`: `*` stands for any characters, dots included,
 * `?` for one. Patterns are resolved here, once, so that publishing costs one look-up. At start
 * only. AC_ERR_FULL; AC_ERR_NOT_FOUND when no channel can ever match. */
AC_MUST_USE enum ac_status ac_bus_subscribe(struct ac_bus *bus, const char *pattern,
					    ac_bus_take *take, void *self);

/* Events without a channel (answers of the exchange, timers) go nowhere. */
void ac_bus_publish(struct ac_bus *bus, const struct ac_event *event);

/* Deliveries that subscribers refused, since start. */
uint64_t ac_bus_refused(const struct ac_bus *bus);

/* The channel of an event, e.g. "signal.vwap_reversion.BTCUSDT"; "" where it has none. Any thread:
 * it needs the names only. */
void ac_bus_channel(const struct ac_bus_config *config, const struct ac_event *event,
		    char channel[AC_CHANNEL_SIZE]);
/* `*` stands for any characters, `?` for one. */
bool ac_bus_pattern_matches(const char *pattern, const char *text);

#endif
