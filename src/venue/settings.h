/* settings.h - what an account's owner sets: leverage, margin type, position mode. */
#ifndef AC_VENUE_SETTINGS_H
#define AC_VENUE_SETTINGS_H

#include "venue/call.h"

void venue_set_leverage(struct ac_venue *venue, struct venue_call *call);
void venue_set_margin_type(struct ac_venue *venue, struct venue_call *call);
void venue_get_mode(struct ac_venue *venue, struct venue_call *call);
void venue_set_mode(struct ac_venue *venue, struct venue_call *call);
void venue_get_assets(struct ac_venue *venue, struct venue_call *call);
void venue_set_assets(struct ac_venue *venue, struct venue_call *call);
void venue_set_margin(struct ac_venue *venue, struct venue_call *call);

#endif
