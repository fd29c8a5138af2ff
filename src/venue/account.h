/* account.h - one account: its simulated exchange, its orders as clients named them, its history,
 * its listenKey. Requests come decoded; what happened goes out as user events. */
#ifndef AC_VENUE_ACCOUNT_H
#define AC_VENUE_ACCOUNT_H

#include "exchange/simulated/simulated.h"
#include "venue/state.h"

struct venue_account *venue_account_create(struct ac_venue *venue, uint32_t index,
					   const struct ac_venue_config *config,
					   const struct ac_venue_account_spec *spec, char *error,
					   size_t error_size);
void venue_account_destroy(struct venue_account *account);

/* A price reaches the account's simulated exchange; what it causes is pushed. */
void venue_account_price(struct ac_venue *venue, struct venue_account *account,
			 const struct ac_event *item);
void venue_account_advance(struct ac_venue *venue, struct venue_account *account);
ac_ns venue_account_deadline(const struct venue_account *account);

#endif
