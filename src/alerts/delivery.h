/* delivery.h - requests to the channels' receivers: one at a time each, all beside each other, by
 * libcurl. No retry, no redirect, a connection of its own for every request. What it says of a
 * failure is in its own words: libcurl's texts may hold addresses, and addresses are secrets. For
 * the files of this room; one thread, but delivery_wake. */
#ifndef AC_ALERTS_DELIVERY_H
#define AC_ALERTS_DELIVERY_H

#include "alerts/channel.h"

struct delivery; /* opaque */

/* `ca_file`: PEM of further authorities, or NULL; copied. `on_done` is called in delivery_wait. */
AC_MUST_USE enum ac_status delivery_create(const char *ca_file, ac_ms timeout_ms,
					   void (*on_done)(void *self, uint32_t channel,
							   const struct delivery_result *result),
					   void *self, struct delivery **ret_delivery);
/* Requests under way end without on_done. NULL is fine. */
void delivery_destroy(struct delivery *delivery);

/* One at a time a channel. Takes `body` (malloc'd) in any case; `url` is copied. AC_ERR_NOMEM. */
AC_MUST_USE enum ac_status delivery_send(struct delivery *delivery, uint32_t channel,
					 const char *url, char *body);
/* Works on what is under way; returns when something was, after `wait_ms`, or when it is woken. */
void delivery_wait(struct delivery *delivery, ac_ms wait_ms);
/* Ends the wait under way, or the next; any thread, never waits. */
void delivery_wake(struct delivery *delivery);

#endif
