/* One test message, sent at once and by hand. */
#include <signal.h>
#include <stdio.h>

#include "alerts/alerts.h"
#include "alerts/delivery.h"
#include "sys/clock.h"
#include "sys/loop.h"

#define TRY_TIMEOUT_MS (10 * AC_MS_PER_SEC)

struct attempt {
	bool is_done;
	struct delivery_result result;
};

static void on_done(void *self, uint32_t channel, const struct delivery_result *result)
{
	struct attempt *attempt = self;
	(void)channel;
	attempt->is_done = true;
	attempt->result = *result;
}

bool ac_alerts_try(const struct ac_alerts_config *config, uint32_t channel, const char *mode,
		   const char *ca_file, char *ret_why, size_t why_size)
{
	ac_assert(channel < config->channel_count);
	const struct ac_alert_channel *to = &config->channels[channel];
	struct attempt attempt = { .is_done = false };
	struct delivery *delivery = NULL;
	struct alert_message message;
	const struct alert_message *messages = &message;
	snprintf(attempt.result.why, sizeof(attempt.result.why), "out of memory");
	message_init(&message, AC_ALERT_TEST, ac_wall_ns(&ac_machine_clock) / AC_NS_PER_MS, mode,
		     "none");
	MESSAGE_WRITE(message.title, "Test: alerts of autocoin arrive here");
	MESSAGE_WRITE(message.text,
		      "A person ran `autocoin alert test`. Channel %s tells of %s and above.",
		      to->name, ac_alert_level_text(to->level));
	MESSAGE_WRITE(message.todo, "Nothing.");
	char *body = to->format == AC_ALERT_SLACK ? body_slack(&messages, 1)
						  : body_webhook(&messages, 1);
	sigset_t broken, before; /* a connection that breaks shall be an answer, not an end */
	sigemptyset(&broken);
	sigaddset(&broken, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &broken, &before);
	if (body != NULL &&
	    delivery_create(ca_file, TRY_TIMEOUT_MS, on_done, &attempt, &delivery) == AC_OK) {
		bool is_sent = delivery_send(delivery, 0, to->url, body) == AC_OK;
		while (is_sent && !attempt.is_done)
			delivery_wait(delivery, AC_MS_PER_SEC);
	}
	delivery_destroy(delivery);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	bool is_taken = attempt.is_done && attempt.result.outcome == DELIVERY_DONE;
	snprintf(ret_why, why_size, "%s", is_taken ? "" : attempt.result.why);
	return is_taken;
}
