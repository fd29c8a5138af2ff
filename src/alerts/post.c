#include "alerts/post.h"

#include <inttypes.h>

#include "sys/log.h"

static uint32_t route(const struct ac_alerts_config *config, const struct ac_alert_rule *rule)
{
	uint32_t channels = 0;
	for (uint32_t i = 0; i < config->channel_count; i++) {
		const struct ac_alert_channel *channel = &config->channels[i];
		bool is_wanted = rule->channels != 0 ? (rule->channels & (1u << i)) != 0
						     : rule->level >= channel->level;
		if (is_wanted && channel->url[0] != '\0')
			channels |= 1u << i;
	}
	return channels;
}

bool alert_post_tell(void *self, struct alert_message *message, bool is_retry)
{
	struct alert_post *post = self;
	const struct ac_alert_rule *rule = &post->config->rules[message->kind];
	if (!rule->is_on)
		return true;
	message->level = rule->level;
	if (!message->is_resolved &&
	    !repeats_take(&post->repeats, message, rule->repeat_after_sec * AC_MS_PER_SEC,
			  is_retry)) {
		post->suppressed += !is_retry;
		return false;
	}
	if (message->level > AC_ALERT_INFO)
		ac_log(AC_LOG_WARN, "alert", message->title,
		       AC_LOG_TEXT("kind", ac_alert_kind_text(message->kind)),
		       AC_LOG_TEXT("severity", ac_alert_level_text(message->level)),
		       AC_LOG_TEXT("symbol", message->symbol),
		       AC_LOG_TEXT("strategy", message->strategy),
		       AC_LOG_BOOL("is_resolved", message->is_resolved));
	message->channels = route(post->config, rule);
	if (message->channels != 0)
		(void)alert_queue_push(&post->queue, message);
	return true;
}

void alert_post_tell_losses(struct alert_post *post, ac_ms now_ms, const char *mode,
			    const char *account)
{
	struct alert_message message;
	struct alert_queue *queue = &post->queue;
	if (queue->pushed_out == 0 || queue->count > queue->capacity / 2)
		return;
	message_init(&message, AC_ALERT_ERROR, now_ms, mode, account);
	MESSAGE_WRITE(message.key, "alerts left out");
	MESSAGE_WRITE(message.title, "Alerts were left out: %" PRIu32, queue->pushed_out);
	MESSAGE_WRITE(message.text,
		      "%" PRIu32 " messages did not fit while channels did not answer; the oldest "
		      "of the lowest level went first. The log and the dashboard have what "
		      "happened.",
		      queue->pushed_out);
	message_number(&message, "Left out", "%" PRIu32, queue->pushed_out);
	queue->pushed_out = 0;
	(void)alert_post_tell(post, &message, false);
}
