/* listen_key.h - the key of an account's user stream: one at a time, valid for an hour. */
#ifndef AC_VENUE_LISTEN_KEY_H
#define AC_VENUE_LISTEN_KEY_H

#include "venue/account.h"

#define VENUE_LISTEN_KEY_LIFE_MS (60 * AC_MS_PER_MIN)

void venue_listen_key_start(struct ac_venue *venue, struct venue_call *call);
void venue_listen_key_keep(struct ac_venue *venue, struct venue_call *call);
void venue_listen_key_end(struct ac_venue *venue, struct venue_call *call);
void venue_listen_key_advance(struct venue_account *account, ac_ms now_ms);

#endif
