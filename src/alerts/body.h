/* body.h - messages as the bodies of requests: Slack's Block Kit within its limits, and plain JSON.
 * One message, or several as a digest. For the files of this room. */
#ifndef AC_ALERTS_BODY_H
#define AC_ALERTS_BODY_H

#include "alerts/message.h"

#define BODY_DIGEST_MAX 40u /* messages; Slack takes 50 blocks */

/* Into a malloc'd text that the caller frees; NULL without memory. */
char *body_slack(const struct alert_message *const *messages, uint32_t count);
char *body_webhook(const struct alert_message *const *messages, uint32_t count);

/* The worst level of some messages. */
enum ac_alert_level body_level(const struct alert_message *const *messages, uint32_t count);
/* "MAINNET, REAL MONEY", "testnet", "sim": nobody shall take one for the other. */
const char *body_mode(const struct alert_message *message);
/* "And 14 more like this since 12:03 UTC."; "" where there are none. */
struct body_repeats {
	char text[80];
};
struct body_repeats body_repeats_make(const struct alert_message *message);

#endif
