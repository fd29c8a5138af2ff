#include "alerts/state.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/clock.h"
#include "sys/error.h"
#include "sys/log.h"
#include "sys/loop.h"

#define FACTS_CAPACITY 8192u
#define TIMEOUT_MS     (10 * AC_MS_PER_SEC)
#define LOOK_MS        500
#define SAVE_MS        100

static ac_ms wall_clock_ms(void *self)
{
	(void)self;
	return ac_wall_ns(&ac_machine_clock) / AC_NS_PER_MS;
}

struct alerts_tuning alerts_tuning_default(void)
{
	return (struct alerts_tuning){
		.patience = channel_patience_default,
		.timeout_ms = TIMEOUT_MS,
		.look_ms = LOOK_MS,
		.save_ms = SAVE_MS,
		.settle_ms = AC_MS_PER_SEC,
		.seed = (uint64_t)ac_wall_ns(&ac_machine_clock),
		.wall_ms = wall_clock_ms,
	};
}

static void wake(void *self)
{
	struct ac_alerts *alerts = self;
	delivery_wake(alerts->delivery);
}

static void *live(void *self)
{
	struct ac_alerts *alerts = self;
	while (alerts_turn(alerts))
		;
	return NULL;
}

static void say_channels(const struct ac_alerts_config *config)
{
	for (uint32_t i = 0; i < config->channel_count; i++) {
		const struct ac_alert_channel *channel = &config->channels[i];
		bool is_off = channel->url[0] == '\0';
		ac_log(AC_LOG_INFO, is_off ? "alerts.channel_off" : "alerts.channel",
		       is_off ? "no alerts go there: its variable is empty" : NULL,
		       AC_LOG_TEXT("channel", channel->name),
		       AC_LOG_TEXT("variable", channel->url_variable));
	}
}

/* Messages of the run before; what cannot be read is kept for a person, and trading starts anyway.
 */
static struct alert_memory take_up(struct ac_alerts *alerts)
{
	struct alert_memory memory;
	const char *path = alerts->run.queue_file;
	char aside[4096];
	enum ac_status status = queue_file_read(path, alerts->run.account, alerts->run.config,
						&alerts->post.queue, &memory);
	if (status == AC_OK)
		return memory;
	int error = errno;
	snprintf(aside, sizeof(aside), "%s.corrupt", path);
	if (status == AC_ERR_CORRUPT && rename(path, aside) == 0)
		ac_log(AC_LOG_WARN, "alerts.file",
		       "alerts of the run before cannot be read and are not sent; the file was set "
		       "aside",
		       AC_LOG_TEXT("file", aside));
	else
		ac_log(AC_LOG_WARN, "alerts.file",
		       "alerts of the run before cannot be read and are not sent",
		       AC_LOG_TEXT("file", path), AC_LOG_TEXT("reason", strerror(error)));
	return memory;
}

static enum ac_status build(struct ac_alerts *alerts)
{
	const struct ac_alerts_run *run = &alerts->run;
	const struct ac_alerts_config *config = run->config;
	const struct alert_sink sink = { alert_post_tell, &alerts->post };
	alerts->post.config = config;
	alerts->view = calloc(1, sizeof(*alerts->view));
	if (alerts->view == NULL)
		return AC_ERR_NOMEM;
	enum ac_status status = alert_queue_init(&alerts->post.queue, (uint32_t)config->queue_max);
	if (status == AC_OK)
		status = ac_fact_ring_init(&alerts->facts, FACTS_CAPACITY);
	if (status == AC_OK)
		status = delivery_create(run->ca_file, alerts->tuning.timeout_ms, alerts_on_done,
					 alerts, &alerts->delivery);
	if (status != AC_OK)
		return status;
	alerts->facts.wake = wake;
	alerts->facts.self = alerts;
	say_init(&alerts->says);
	struct alert_memory memory = take_up(alerts);
	alerts->summary_day = memory.summary_day;
	for (uint32_t i = 0; i < config->channel_count; i++)
		channel_init(&alerts->channels[i], &config->channels[i], i, alerts->tuning.seed,
			     &alerts->tuning.patience);
	return alert_rules_create(config, run->names, run->codes, run->mode, run->account, &sink,
				  &memory.rules, &alerts->rules);
}

static void release(struct ac_alerts *alerts)
{
	delivery_destroy(alerts->delivery);
	alert_rules_destroy(alerts->rules);
	alert_queue_deinit(&alerts->post.queue);
	ac_fact_ring_deinit(&alerts->facts);
	pthread_mutex_destroy(&alerts->error_mutex);
	free(alerts->view);
	free(alerts);
}

/* Signals are the engine's business; one of a broken connection is nobody's. */
static int start_thread(struct ac_alerts *alerts)
{
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int error = pthread_create(&alerts->thread, NULL, live, alerts);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	alerts->has_thread = error == 0;
	return error;
}

enum ac_status alerts_create_tuned(const struct ac_alerts_run *run,
				   const struct alerts_tuning *tuning,
				   struct ac_alerts **ret_alerts, struct ac_error *error)
{
	struct ac_alerts *alerts = calloc(1, sizeof(*alerts));
	if (alerts == NULL) {
		ac_error_set(error, "out of memory");
		return AC_ERR_NOMEM;
	}
	alerts->run = *run;
	alerts->tuning = *tuning;
	pthread_mutex_init(&alerts->error_mutex, NULL);
	enum ac_status status = build(alerts);
	if (status != AC_OK) {
		ac_error_set(error, "out of memory");
		release(alerts);
		return status;
	}
	say_channels(run->config);
	int failed = start_thread(alerts);
	if (failed != 0) {
		ac_error_set(error, "no thread for alerts: %s", strerror(failed));
		release(alerts);
		return AC_ERR_IO;
	}
	*ret_alerts = alerts;
	return AC_OK;
}

enum ac_status ac_alerts_create(const struct ac_alerts_run *run, struct ac_alerts **ret_alerts,
				struct ac_error *error)
{
	const struct alerts_tuning tuning = alerts_tuning_default();
	return alerts_create_tuned(run, &tuning, ret_alerts, error);
}

void ac_alerts_destroy(struct ac_alerts *alerts, ac_ns wait)
{
	if (alerts == NULL)
		return;
	alerts->stop_wait_ms = wait / AC_NS_PER_MS;
	alerts->is_stopping = true;
	delivery_wake(alerts->delivery);
	(void)pthread_join(alerts->thread, NULL);
	release(alerts);
}

struct ac_fact_ring *ac_alerts_facts(struct ac_alerts *alerts)
{
	return &alerts->facts;
}

bool ac_alerts_say(struct ac_alerts *alerts, enum ac_alert_kind kind, const char *text)
{
	if (!say_push(&alerts->says, kind, text))
		return false;
	delivery_wake(alerts->delivery);
	return true;
}

void ac_alerts_stats_get(struct ac_alerts *alerts, struct ac_alerts_stats *ret_stats)
{
	*ret_stats = (struct ac_alerts_stats){
		.queue = alerts->queue_count,
		.sent = alerts->sent,
		.suppressed = alerts->suppressed,
		.dropped = alerts->dropped,
		.failed_attempts = alerts->failed_attempts,
		.is_failing = alerts->is_failing,
	};
	/* Nobody waits for a text. */
	if (pthread_mutex_trylock(&alerts->error_mutex) != 0)
		return;
	memcpy(ret_stats->error, alerts->error, sizeof(ret_stats->error));
	pthread_mutex_unlock(&alerts->error_mutex);
}
