/* One turn of the thread: hear, think, write down, send, wait. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "alerts/state.h"
#include "alerts/summary.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/loop.h"

#define FACTS_A_TURN 4096u

static ac_ms steady_ms(void)
{
	return ac_steady_ns(&ac_machine_clock) / AC_NS_PER_MS;
}

static ac_ms wall_ms(const struct ac_alerts *alerts)
{
	return alerts->tuning.wall_ms(alerts->tuning.self);
}

static void note_error(struct ac_alerts *alerts, const char *channel, const char *why)
{
	pthread_mutex_lock(&alerts->error_mutex);
	snprintf(alerts->error, sizeof(alerts->error), "%s: %s", channel, why);
	pthread_mutex_unlock(&alerts->error_mutex);
}

void alerts_on_done(void *self, uint32_t channel, const struct delivery_result *result)
{
	struct ac_alerts *alerts = self;
	struct channel *at = &alerts->channels[channel];
	uint32_t done = channel_settle(at, &alerts->post.queue, result,
				       (uint32_t)alerts->run.config->attempts_max, steady_ms());
	alerts->sent += done;
	if (result->outcome != DELIVERY_DONE) {
		alerts->failed_attempts++;
		note_error(alerts, at->config->name, result->why);
	}
}

static void hear(struct ac_alerts *alerts)
{
	struct ac_event fact;
	struct saying saying;
	ac_ms now_ms = wall_ms(alerts);
	for (uint32_t i = 0; i < FACTS_A_TURN && ac_fact_ring_pop(&alerts->facts, &fact); i++)
		alert_rules_fact(alerts->rules, &fact, now_ms);
	while (say_pop(&alerts->says, &saying))
		alert_rules_say(alerts->rules, saying.kind, saying.text, now_ms);
	uint64_t facts_lost = ac_fact_ring_lost(&alerts->facts);
	uint64_t says_lost = atomic_load(&alerts->says.lost);
	if (facts_lost != alerts->facts_lost || says_lost != alerts->says_lost)
		alert_rules_say(
			alerts->rules, AC_ALERT_ERROR,
			"Events came faster than alerts could read them, and some were left "
			"out here; the log and the dashboard have them.",
			now_ms);
	alerts->facts_lost = facts_lost;
	alerts->says_lost = says_lost;
}

static void summarize(struct ac_alerts *alerts, ac_ms now_ms)
{
	struct alert_message message;
	struct ac_error error = { 0 };
	enum summary_state state =
		summary_state_get(alerts->run.config->summary_minute, alerts->summary_day, now_ms);
	if (state == SUMMARY_NOT_YET)
		return;
	alerts->summary_day = ac_calendar_day(now_ms);
	alerts->post.queue.is_changed = true;
	if (state == SUMMARY_MISSED || alerts->run.db_url == NULL)
		return;
	ac_ms day_start_ms = ac_calendar_day_start(alerts->view->run_ms) - AC_MS_PER_DAY;
	message_init(&message, AC_ALERT_DAILY_SUMMARY, now_ms, alerts->run.mode,
		     alerts->run.account);
	if (summary_fill(alerts->run.db_url, alerts->run.account, day_start_ms, &message, &error) ==
	    AC_OK)
		(void)alert_post_tell(&alerts->post, &message, false);
	else
		ac_log(AC_LOG_WARN, "alerts.summary", "there is no daily summary",
		       AC_LOG_TEXT("reason", error.text));
}

static void look(struct ac_alerts *alerts, ac_ms now_steady_ms)
{
	bool is_due = now_steady_ms - alerts->looked_ms >= alerts->tuning.look_ms;
	if (!is_due && !alerts->is_stopping)
		return;
	alerts->looked_ms = now_steady_ms;
	if (ac_view_box_read(alerts->run.views, alerts->view_seen, alerts->view)) {
		alerts->view_seen = alerts->view->number;
		alert_rules_view(alerts->rules, alerts->view, wall_ms(alerts));
	}
	if (alerts->view_seen != 0)
		summarize(alerts, wall_ms(alerts));
}

static void save(struct ac_alerts *alerts, ac_ms now_ms, bool is_forced)
{
	struct alert_queue *queue = &alerts->post.queue;
	struct alert_memory memory = { alerts->summary_day,
				       *alert_rules_memory_get(alerts->rules) };
	ac_ms wanted_ms =
		queue->changes_waiting > 0 ? alerts->tuning.save_ms : alerts->tuning.settle_ms;
	if (!is_forced && (!queue->is_changed || now_ms - alerts->saved_ms < wanted_ms))
		return;
	alerts->saved_ms = now_ms;
	queue->is_changed = false;
	queue->changes_waiting = 0;
	bool is_written = queue_file_write(alerts->run.queue_file, alerts->run.account,
					   alerts->run.config, queue, &memory) == AC_OK;
	if (!is_written && !alerts->is_file_failing)
		ac_log(AC_LOG_WARN, "alerts.file",
		       "alerts that wait cannot be stored: a restart would lose them",
		       AC_LOG_TEXT("file", alerts->run.queue_file),
		       AC_LOG_TEXT("reason", strerror(errno)));
	alerts->is_file_failing = !is_written;
}

/* Sends what is due; returns when the next is, in steady milliseconds. */
static ac_ms send_due(struct ac_alerts *alerts, ac_ms now_ms)
{
	const struct ac_alerts_config *config = alerts->run.config;
	const struct alert_message *messages[BODY_DIGEST_MAX];
	ac_ms next_ms = CHANNEL_NEVER;
	for (uint32_t i = 0; i < config->channel_count; i++) {
		ac_ms wake_ms;
		uint32_t count = channel_choose(&alerts->channels[i], &alerts->post.queue, now_ms,
						messages, &wake_ms);
		next_ms = wake_ms < next_ms ? wake_ms : next_ms;
		if (count == 0)
			continue;
		char *body = config->channels[i].format == AC_ALERT_SLACK
				     ? body_slack(messages, count)
				     : body_webhook(messages, count);
		if (body != NULL &&
		    delivery_send(alerts->delivery, i, config->channels[i].url, body) == AC_OK)
			continue;
		const struct delivery_result result = { .outcome = DELIVERY_AGAIN,
							.why = "out of memory" };
		alerts_on_done(alerts, i, &result);
	}
	return next_ms;
}

static bool is_any_busy(const struct ac_alerts *alerts)
{
	for (uint32_t i = 0; i < alerts->run.config->channel_count; i++) {
		if (alerts->channels[i].is_busy)
			return true;
	}
	return false;
}

static void show_stats(struct ac_alerts *alerts)
{
	bool is_failing = false;
	for (uint32_t i = 0; i < alerts->run.config->channel_count; i++)
		is_failing |= alerts->channels[i].is_failing;
	alerts->queue_count = alerts->post.queue.count;
	alerts->suppressed = alerts->post.suppressed;
	alerts->dropped = alerts->post.queue.dropped + alerts->facts_lost + alerts->says_lost;
	alerts->is_failing = is_failing;
}

static void begin_stop(struct ac_alerts *alerts, ac_ms now_ms)
{
	alert_rules_stop(alerts->rules, wall_ms(alerts));
	for (uint32_t i = 0; i < alerts->run.config->channel_count; i++)
		channel_hurry(&alerts->channels[i]);
	alerts->is_stop_said = true;
	alerts->stop_until_ms = now_ms + alerts->stop_wait_ms;
}

bool alerts_turn(struct ac_alerts *alerts)
{
	/* Asked first, so that everything which was said before the stop is heard. */
	bool is_stopping = alerts->is_stopping;
	ac_ms now_ms = steady_ms();
	hear(alerts);
	look(alerts, now_ms);
	if (is_stopping && !alerts->is_stop_said)
		begin_stop(alerts, now_ms);
	alert_post_tell_losses(&alerts->post, wall_ms(alerts), alerts->run.mode,
			       alerts->run.account);
	save(alerts, now_ms, false);
	ac_ms next_ms = send_due(alerts, now_ms);
	show_stats(alerts);
	if (is_stopping && (now_ms >= alerts->stop_until_ms ||
			    (!is_any_busy(alerts) && next_ms >= alerts->stop_until_ms))) {
		save(alerts, now_ms, true);
		return false;
	}
	ac_ms wait_ms = alerts->looked_ms + alerts->tuning.look_ms - now_ms;
	if (next_ms != CHANNEL_NEVER && next_ms - now_ms < wait_ms)
		wait_ms = next_ms - now_ms;
	if (is_stopping && alerts->stop_until_ms - now_ms < wait_ms)
		wait_ms = alerts->stop_until_ms - now_ms;
	if (alerts->post.queue.changes_waiting > 0 && wait_ms > alerts->tuning.save_ms)
		wait_ms = alerts->tuning.save_ms;
	delivery_wait(alerts->delivery, wait_ms > 0 ? wait_ms : 0);
	return true;
}
