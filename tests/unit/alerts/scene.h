/* scene.h - alerts with one or more webhooks on loopback, impatient enough for a test, in a folder
 * of its own; every address has the same canary in it. */
#ifndef AC_TESTS_ALERTS_SCENE_H
#define AC_TESTS_ALERTS_SCENE_H

#include "binance/codec/refusal.h"
#include "folder.h"
#include "unit/view/rig.h"

#include <time.h>

#include "alerts/state.h"
#include "receiver.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/loop.h"

#define CANARY       "T0CANARY/xoxb-very-secret"
#define PATIENCE_SEC 60 /* far more than anything here takes */

static struct ac_alerts_config scene_config;
static struct ac_view_box *scene_box;
static ac_ms scene_wall_ms; /* 0: the machine's clock */

static inline ac_ms scene_clock(void *self)
{
	(void)self;
	return scene_wall_ms != 0 ? scene_wall_ms : ac_wall_ns(&ac_machine_clock) / AC_NS_PER_MS;
}

/* Everything is told to everybody at once, but for what `kinds_on` (bits) leaves out. */
static inline void scene_configure(uint64_t kinds_on)
{
	memset(&scene_config, 0, sizeof(scene_config));
	for (int i = 0; i < AC_ALERT_KIND_COUNT; i++)
		scene_config.rules[i] =
			(struct ac_alert_rule){ .is_on = (kinds_on & (1ull << i)) != 0,
						.level = AC_ALERT_WARNING };
	scene_config.summary_minute = -1;
	scene_config.queue_max = 1000;
	scene_config.connection_lost_sec = 10;
	scene_config.user_stream_stale_sec = 60;
	scene_config.equity_high_step_pct = AC_DEC(1);
}

static inline struct ac_alert_channel *scene_channel(const char *name,
						     const struct receiver *receiver)
{
	struct ac_alert_channel *channel = &scene_config.channels[scene_config.channel_count++];
	snprintf(channel->name, sizeof(channel->name), "%s", name);
	snprintf(channel->url, sizeof(channel->url), "%s://localhost:%u/services/" CANARY,
		 receiver->tls != NULL ? "https" : "http", receiver->port);
	snprintf(channel->url_variable, sizeof(channel->url_variable), "ALERT_URL");
	channel->format = AC_ALERT_WEBHOOK;
	return channel;
}

static inline struct ac_alerts *scene_start(const char *ca_file, ac_ms timeout_ms)
{
	static char file[160];
	struct ac_error error = { 0 };
	struct ac_alerts *alerts = NULL;
	const struct alerts_tuning tuning = {
		.patience = { 10, 40, 60, 3600000, 60000 },
		.timeout_ms = timeout_ms,
		.look_ms = 10,
		.save_ms = 2,
		.settle_ms = 20,
		.seed = 42,
		.wall_ms = scene_clock,
	};
	if (scene_box == NULL)
		assert_int_equal(ac_view_box_create(&scene_box), AC_OK);
	snprintf(file, sizeof(file), "%s/alerts.json", folder);
	const struct ac_alerts_run run = {
		.config = &scene_config,
		.names = &rig_names,
		.codes = &ac_binance_codes,
		.views = scene_box,
		.mode = "testnet",
		.account = "main",
		.queue_file = file,
		.ca_file = ca_file,
	};
	assert_int_equal(alerts_create_tuned(&run, &tuning, &alerts, &error), AC_OK);
	return alerts;
}

static inline void scene_pause(void)
{
	const struct timespec moment = { 0, 2000000 };
	nanosleep(&moment, NULL);
}

/* The condition is asked more than once. */
#define WAIT_UNTIL(condition)                                                                      \
	do {                                                                                       \
		ac_ns wait_end = ac_steady_ns(&ac_machine_clock) + PATIENCE_SEC * AC_NS_PER_SEC;   \
		while (!(condition) && ac_steady_ns(&ac_machine_clock) < wait_end)                 \
			scene_pause();                                                             \
		if (!(condition))                                                                  \
			fail_msg("waited in vain for %s", #condition);                             \
	} while (0)

static inline struct ac_alerts_stats scene_stats(struct ac_alerts *alerts)
{
	struct ac_alerts_stats stats;
	ac_alerts_stats_get(alerts, &stats);
	return stats;
}

static inline void scene_say(struct ac_alerts *alerts, unsigned first, unsigned count)
{
	char text[64];
	for (unsigned i = first; i < first + count; i++) {
		snprintf(text, sizeof(text), "sentence %u", i);
		while (!ac_alerts_say(alerts, AC_ALERT_ERROR, text))
			scene_pause();
	}
}

/* The receiver took exactly the sentences first … first + count - 1, each once, in their order. */
static inline void scene_check(const struct receiver *receiver, unsigned first, unsigned count)
{
	assert_int_equal(receiver->taken, count);
	for (unsigned i = 0; i < count; i++) {
		char text[64];
		json_error_t error;
		json_t *root = json_loads(receiver->bodies[i], JSON_REJECT_DUPLICATES, &error);
		assert_non_null(root);
		snprintf(text, sizeof(text), "sentence %u", first + i);
		check_text(root, "text", text);
		json_decref(root);
	}
}

static inline int scene_end(void **state)
{
	ac_view_box_destroy(scene_box);
	scene_box = NULL;
	return folder_remove(state);
}

/* The whole file, "" where there is none; the caller frees it. */
static inline char *scene_read(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = calloc(1, 1 << 20);
	assert_non_null(text);
	if (file == NULL)
		return text;
	size_t size = fread(text, 1, (1 << 20) - 1, file);
	text[size] = '\0';
	fclose(file);
	return text;
}

#endif
