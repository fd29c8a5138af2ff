#include "engine/bus.h"

#include "risk/risk.h"

/* One group of channels: the same kind of event, told apart by a number. */
enum group {
	GROUP_CANDLE, /* by symbol */
	GROUP_MARK,   /* by symbol */
	GROUP_TRADE,  /* by symbol */
	GROUP_SIGNAL, /* by book */
	GROUP_RISK,   /* by guard */
	GROUP_SYSTEM, /* by what */
	GROUP_SINGLE, /* by kind */
	GROUP_COUNT
};

#define SYSTEM_COUNT ((uint32_t)AC_SYSTEM_COUNT)
#define SINGLE_COUNT 6u

struct subscriber {
	ac_bus_take *take;
	void *self;
};

struct ac_bus {
	struct ac_bus_config config;
	uint32_t first[GROUP_COUNT + 1]; /* where each group begins in `masks` */
	uint16_t *masks;                 /* per channel, a bit per subscriber */
	struct subscriber subscribers[AC_BUS_SUBSCRIBERS_MAX];
	uint32_t subscriber_count;
	uint64_t refused;
};

static_assert(AC_BUS_SUBSCRIBERS_MAX <= 16, "a channel's mask has 16 bits");

static const char *system_text(uint32_t what)
{
	static const char *const texts[SYSTEM_COUNT] = {
#define SYSTEM_TEXT(name, text) [name] = (text),
		AC_SYSTEM_LIST(SYSTEM_TEXT)
#undef SYSTEM_TEXT
	};
	return what < SYSTEM_COUNT && texts[what] != NULL ? texts[what] : "other";
}

static const struct {
	enum ac_event_kind kind;
	const char *name;
} singles[SINGLE_COUNT] = {
	{ AC_EVENT_COMMAND, "order.request" },
	{ AC_EVENT_ORDER_STATE, "order.update" },
	{ AC_EVENT_FILL, "order.fill" },
	{ AC_EVENT_POSITION_STATE, "position.update" },
	{ AC_EVENT_ROUND_TRIP, "position.closed" },
	{ AC_EVENT_ACCOUNT, "account.update" },
};

static uint32_t group_size(const struct ac_bus_config *config, enum group group)
{
	switch (group) {
	case GROUP_CANDLE:
	case GROUP_MARK:
	case GROUP_TRADE:
		return config->instruments->count;
	case GROUP_SIGNAL:
		return config->book_count;
	case GROUP_RISK:
		return AC_GUARD_COUNT;
	case GROUP_SYSTEM:
		return SYSTEM_COUNT;
	case GROUP_SINGLE:
		return SINGLE_COUNT;
	case GROUP_COUNT:
		break;
	}
	return 0;
}

static uint32_t channel_count(const struct ac_bus_config *config)
{
	uint32_t count = 0;
	for (enum group group = 0; group < GROUP_COUNT; group++)
		count += group_size(config, group);
	return count;
}

enum ac_status ac_bus_create(struct ac_arena *arena, const struct ac_bus_config *config,
			     struct ac_bus **ret_bus)
{
	struct ac_bus *bus = ac_arena_take(arena, 1, sizeof(*bus));
	uint16_t *masks = ac_arena_take(arena, channel_count(config), sizeof(*masks));
	if (!ac_arena_has_given(arena))
		return ac_arena_status(arena);
	bus->config = *config;
	bus->masks = masks;
	for (enum group group = 0; group < GROUP_COUNT; group++)
		bus->first[group + 1] = bus->first[group] + group_size(config, group);
	*ret_bus = bus;
	return AC_OK;
}

/* Matches iteratively: on a mismatch only the last star has to give way. */
bool ac_bus_pattern_matches(const char *pattern, const char *text)
{
	const char *star = NULL, *resume = NULL;
	while (*text != '\0') {
		if (*pattern == '*') {
			star = pattern++;
			resume = text;
		} else if (*pattern == '?' || *pattern == *text) {
			pattern++;
			text++;
		} else if (star != NULL) {
			pattern = star + 1;
			text = ++resume;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

static size_t append(char *channel, size_t size, const char *text)
{
	while (*text != '\0' && size + 1 < AC_CHANNEL_SIZE)
		channel[size++] = *text++;
	channel[size] = '\0';
	return size;
}

static void channel_name(const struct ac_bus_config *config, enum group group, uint32_t index,
			 char channel[AC_CHANNEL_SIZE])
{
	static const char *const prefixes[GROUP_COUNT] = {
		[GROUP_CANDLE] = "market.candle.",
		[GROUP_MARK] = "market.mark.",
		[GROUP_TRADE] = "market.trade.",
		[GROUP_SIGNAL] = "signal.",
		[GROUP_RISK] = "risk.",
		[GROUP_SYSTEM] = "system.",
		[GROUP_SINGLE] = "",
	};
	size_t size = append(channel, 0, prefixes[group]);
	switch (group) {
	case GROUP_CANDLE:
	case GROUP_MARK:
	case GROUP_TRADE:
		append(channel, size, config->instruments->items[index].symbol);
		break;
	case GROUP_SIGNAL:
		size = append(channel, size, config->books[index].strategy);
		size = append(channel, size, ".");
		append(channel, size,
		       config->instruments->items[config->books[index].symbol].symbol);
		break;
	case GROUP_RISK:
		append(channel, size, ac_guard_text((enum ac_guard_id)index));
		break;
	case GROUP_SYSTEM:
		append(channel, size, system_text(index));
		break;
	case GROUP_SINGLE:
		append(channel, size, singles[index].name);
		break;
	case GROUP_COUNT:
		break;
	}
}

/* False where the event has no channel. */
static bool channel_find(const struct ac_bus_config *config, const struct ac_event *event,
			 enum group *ret_group, uint32_t *ret_index)
{
	enum group group = GROUP_COUNT;
	uint32_t index = event->symbol;
	if (event->kind == AC_EVENT_CANDLE) {
		group = GROUP_CANDLE;
	} else if (event->kind == AC_EVENT_MARK) {
		group = GROUP_MARK;
	} else if (event->kind == AC_EVENT_TRADE) {
		group = GROUP_TRADE;
	} else if (event->kind == AC_EVENT_SIGNAL) {
		group = GROUP_SIGNAL;
		index = event->book;
	} else if (event->kind == AC_EVENT_RISK) {
		group = GROUP_RISK;
		index = event->risk_record.guard;
	} else if (event->kind == AC_EVENT_SYSTEM) {
		group = GROUP_SYSTEM;
		index = event->system.what;
	} else {
		for (uint32_t i = 0; i < SINGLE_COUNT; i++) {
			if (singles[i].kind == event->kind) {
				group = GROUP_SINGLE;
				index = i;
			}
		}
	}
	if (group == GROUP_COUNT || index >= group_size(config, group))
		return false;
	*ret_group = group;
	*ret_index = index;
	return true;
}

enum ac_status ac_bus_subscribe(struct ac_bus *bus, const char *pattern, ac_bus_take *take,
				void *self)
{
	ac_assert(take != NULL);
	if (bus->subscriber_count == AC_BUS_SUBSCRIBERS_MAX)
		return AC_ERR_FULL;
	uint16_t bit = (uint16_t)(1u << bus->subscriber_count);
	bool is_matched = false;
	for (enum group group = 0; group < GROUP_COUNT; group++) {
		uint32_t size = bus->first[group + 1] - bus->first[group];
		for (uint32_t i = 0; i < size; i++) {
			char channel[AC_CHANNEL_SIZE];
			channel_name(&bus->config, group, i, channel);
			if (!ac_bus_pattern_matches(pattern, channel))
				continue;
			bus->masks[bus->first[group] + i] |= bit;
			is_matched = true;
		}
	}
	if (!is_matched)
		return AC_ERR_NOT_FOUND;
	bus->subscribers[bus->subscriber_count++] = (struct subscriber){ take, self };
	return AC_OK;
}

void ac_bus_publish(struct ac_bus *bus, const struct ac_event *event)
{
	if (bus->subscriber_count == 0)
		return;
	enum group group;
	uint32_t index;
	if (!channel_find(&bus->config, event, &group, &index))
		return;
	for (uint32_t mask = bus->masks[bus->first[group] + index]; mask != 0; mask &= mask - 1) {
		const struct subscriber *to = &bus->subscribers[__builtin_ctz(mask)];
		if (!to->take(to->self, event))
			bus->refused++;
	}
}

uint64_t ac_bus_refused(const struct ac_bus *bus)
{
	return bus->refused;
}

void ac_bus_channel(const struct ac_bus_config *config, const struct ac_event *event,
		    char channel[AC_CHANNEL_SIZE])
{
	enum group group;
	uint32_t index;
	channel[0] = '\0';
	if (channel_find(config, event, &group, &index))
		channel_name(config, group, index, channel);
}
