#include "alerts/channel.h"

#include <stdio.h>

#include "sys/log.h"

const struct channel_patience channel_patience_default = {
	.first_ms = AC_MS_PER_SEC,
	.longest_ms = 300 * AC_MS_PER_SEC,
	.refused_ms = AC_MS_PER_MIN,
	.advised_ms = 60 * AC_MS_PER_MIN,
	.minute_ms = AC_MS_PER_MIN,
};

void channel_init(struct channel *channel, const struct ac_alert_channel *config, uint32_t index,
		  uint64_t seed, const struct channel_patience *patience)
{
	*channel = (struct channel){ .config = config, .index = index, .patience = *patience };
	ac_prng_init(&channel->prng, seed + index);
}

static bool is_for(const struct channel *channel, const struct alert_message *message)
{
	return (message->channels & (1u << channel->index)) != 0;
}

/* When there is room for one more this minute; `now_ms` or earlier: now. A share of the minute is
 * kept for what is critical, so that a busy day cannot hold it up. */
static ac_ms room_ms(const struct channel *channel, bool is_critical, ac_ms now_ms)
{
	uint32_t limit = (uint32_t)channel->config->per_minute;
	if (limit == 0)
		return now_ms;
	if (limit > CHANNEL_RATE_MAX)
		limit = CHANNEL_RATE_MAX;
	if (!is_critical && limit > 1)
		limit -= (limit + 3) / 4;
	if (channel->sent_count < limit)
		return now_ms;
	/* The sending that must be a minute old, counted back from the newest. */
	uint32_t back = (channel->sent_at + CHANNEL_RATE_MAX - limit) % CHANNEL_RATE_MAX;
	return channel->sent_ms[back] + channel->patience.minute_ms;
}

static void note_sending(struct channel *channel, ac_ms now_ms)
{
	channel->sent_ms[channel->sent_at] = now_ms;
	channel->sent_at = (channel->sent_at + 1) % CHANNEL_RATE_MAX;
	if (channel->sent_count < CHANNEL_RATE_MAX)
		channel->sent_count++;
}

static void take(struct channel *channel, struct alert_message *message,
		 const struct alert_message **ret_messages, uint32_t *count)
{
	message->flights |= 1u << channel->index;
	channel->flight[channel->flight_count++] = message->id;
	ret_messages[(*count)++] = message;
}

/* The oldest one of at least a level; NULL none. */
static struct alert_message *find_oldest(const struct channel *channel,
					 const struct alert_queue *queue, enum ac_alert_level level)
{
	for (uint32_t i = 0; i < queue->count; i++) {
		if (is_for(channel, queue->items[i]) && queue->items[i]->level >= level)
			return queue->items[i];
	}
	return NULL;
}

/* Everything that was held back, the worst first, each level in its order. */
static uint32_t take_held(struct channel *channel, struct alert_queue *queue,
			  const struct alert_message **ret_messages)
{
	uint32_t count = 0, left = 0;
	for (int level = AC_ALERT_CRITICAL; level >= AC_ALERT_INFO; level--) {
		for (uint32_t i = 0; i < queue->count; i++) {
			struct alert_message *message = queue->items[i];
			if (!is_for(channel, message) || (int)message->level != level)
				continue;
			if (count < BODY_DIGEST_MAX)
				take(channel, message, ret_messages, &count);
			else
				left++;
		}
	}
	channel->is_held = left > 0;
	return count;
}

uint32_t channel_choose(struct channel *channel, struct alert_queue *queue, ac_ms now_ms,
			const struct alert_message *ret_messages[BODY_DIGEST_MAX],
			ac_ms *ret_wake_ms)
{
	uint32_t count = 0;
	*ret_wake_ms = CHANNEL_NEVER;
	struct alert_message *oldest = find_oldest(channel, queue, AC_ALERT_INFO);
	if (channel->is_busy || oldest == NULL)
		return 0;
	if (now_ms < channel->pause_until_ms) {
		*ret_wake_ms = channel->pause_until_ms;
		return 0;
	}
	struct alert_message *critical = find_oldest(channel, queue, AC_ALERT_CRITICAL);
	ac_ms room = room_ms(channel, oldest->level == AC_ALERT_CRITICAL, now_ms);
	channel->flight_count = 0;
	if (room <= now_ms && channel->is_held) {
		count = take_held(channel, queue, ret_messages);
	} else if (room <= now_ms) {
		take(channel, oldest, ret_messages, &count);
	} else {
		ac_ms room_critical = room_ms(channel, true, now_ms);
		channel->is_held = true;
		if (critical == NULL || room_critical > now_ms) {
			*ret_wake_ms =
				critical != NULL && room_critical < room ? room_critical : room;
			return 0;
		}
		take(channel, critical, ret_messages, &count);
	}
	channel->is_busy = true;
	note_sending(channel, now_ms);
	return count;
}

void channel_hurry(struct channel *channel)
{
	channel->sent_count = 0;
}

static ac_ms next_pause(struct channel *channel, const struct delivery_result *result)
{
	const struct channel_patience *patience = &channel->patience;
	if (result->outcome == DELIVERY_REFUSED)
		return patience->refused_ms;
	if (result->retry_after_s > 0) {
		ac_ms longest_s = patience->advised_ms / AC_MS_PER_SEC;
		return result->retry_after_s < longest_s ? result->retry_after_s * AC_MS_PER_SEC
							 : patience->advised_ms;
	}
	ac_ms pause = patience->first_ms;
	for (uint32_t i = 1; i < channel->failures && pause < patience->longest_ms; i++)
		pause *= 2;
	if (pause > patience->longest_ms)
		pause = patience->longest_ms;
	/* Up to a quarter less, so that many traders do not come back at one moment. */
	return pause - (ac_ms)ac_prng_below(&channel->prng, (uint64_t)pause / 4 + 1);
}

static void give_up(const struct channel *channel, struct alert_queue *queue,
		    const struct alert_message *message, const char *why)
{
	ac_log(AC_LOG_WARN, "alerts.given_up", message->title,
	       AC_LOG_TEXT("channel", channel->config->name),
	       AC_LOG_TEXT("kind", ac_alert_kind_text(message->kind)),
	       AC_LOG_TEXT("symbol", message->symbol), AC_LOG_TEXT("reason", why));
	queue->dropped++;
	alert_queue_settle(queue, message->id, channel->index);
}

static void settle_failure(struct channel *channel, struct alert_queue *queue,
			   const struct delivery_result *result, uint32_t attempts_max,
			   ac_ms now_ms)
{
	channel->failures++;
	channel->pause_until_ms = now_ms + next_pause(channel, result);
	/* A long trouble is said once a change, not once an attempt. */
	if (!channel->is_failing || strcmp(channel->why, result->why) != 0)
		ac_log(AC_LOG_WARN, "alerts.failing", "a channel does not take alerts",
		       AC_LOG_TEXT("channel", channel->config->name),
		       AC_LOG_TEXT("reason", result->why));
	channel->is_failing = true;
	snprintf(channel->why, sizeof(channel->why), "%s", result->why);
	for (uint32_t i = 0; i < channel->flight_count; i++) {
		struct alert_message *message = alert_queue_find(queue, channel->flight[i]);
		ac_assert(message != NULL);
		message->flights &= ~(1u << channel->index);
		if (message->attempts[channel->index] < UINT16_MAX)
			message->attempts[channel->index]++;
		bool is_spent =
			attempts_max != 0 && message->attempts[channel->index] >= attempts_max;
		if (result->outcome == DELIVERY_REFUSED || is_spent)
			give_up(channel, queue, message, result->why);
	}
}

uint32_t channel_settle(struct channel *channel, struct alert_queue *queue,
			const struct delivery_result *result, uint32_t attempts_max, ac_ms now_ms)
{
	ac_assert(channel->is_busy);
	uint32_t count = channel->flight_count;
	channel->is_busy = false;
	if (result->outcome != DELIVERY_DONE) {
		settle_failure(channel, queue, result, attempts_max, now_ms);
		channel->flight_count = 0;
		return 0;
	}
	for (uint32_t i = 0; i < count; i++)
		alert_queue_settle(queue, channel->flight[i], channel->index);
	if (channel->is_failing)
		ac_log(AC_LOG_INFO, "alerts.delivering", "a channel takes alerts again",
		       AC_LOG_TEXT("channel", channel->config->name));
	channel->flight_count = 0;
	channel->failures = 0;
	channel->is_failing = false;
	channel->pause_until_ms = now_ms;
	return count;
}
