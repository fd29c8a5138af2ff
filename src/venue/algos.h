/* algos.h - the endpoints of conditional orders (reference 4): an id space of their own, not
 * visible as orders before their trigger. */
#ifndef AC_VENUE_ALGOS_H
#define AC_VENUE_ALGOS_H

#include "venue/call.h"

void venue_algo_place(struct ac_venue *venue, struct venue_call *call);
void venue_algo_cancel(struct ac_venue *venue, struct venue_call *call);
void venue_algo_cancel_all(struct ac_venue *venue, struct venue_call *call);
void venue_algo_query(struct ac_venue *venue, struct venue_call *call);
void venue_algos_open(struct ac_venue *venue, struct venue_call *call);
void venue_algos_all(struct ac_venue *venue, struct venue_call *call);

void venue_algo_write(struct ac_json *json, const struct ac_venue *venue,
		      const struct venue_algo *algo, bool is_list);

#endif
