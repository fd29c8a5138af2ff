/* alerts_address.h - addresses of channels: found in the environment or .env, held to what may be
 * one. They are secrets: nothing here shows them. For the files of this room; start-up thread. */
#ifndef AC_ALERTS_ALERTS_ADDRESS_H
#define AC_ALERTS_ALERTS_ADDRESS_H

#include "alerts/alerts_config.h"
#include "config/faults.h"

/* NULL where an address may be used; otherwise why not, without showing it. https://, or http://
 * of this machine. */
const char *alerts_address_fault(struct ac_str url);
/* Whether a variable may hold one: SLACK_WEBHOOK_URL, or ALERT_ and more, in upper case. */
bool alerts_variable_is_known(struct ac_str name);
/* Fills each channel's address. */
void alerts_addresses_read(const char *root, char *const *environment,
			   struct ac_alerts_config *config, struct ac_faults *faults);

#endif
