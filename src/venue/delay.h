/* delay.h - what leaves later: answers, user events and market frames that a fault holds back.
 * Ordered by due time, then by when they were put in. */
#ifndef AC_VENUE_DELAY_H
#define AC_VENUE_DELAY_H

#include "venue/venue.h"

enum venue_delayed_kind {
	VENUE_DELAYED_ANSWER, /* `data` is whole; to the connection `id` */
	VENUE_DELAYED_USER,   /* `name` is the event's type */
	VENUE_DELAYED_MARKET, /* `name` is the stream's */
};

struct venue_delayed {
	ac_ns due_ns; /* steady */
	uint64_t sequence;
	enum venue_delayed_kind kind;
	uint64_t id;      /* ANSWER: connection; USER: account; MARKET: route */
	bool is_cut;      /* garbled: half of it goes out */
	bool is_finished; /* ANSWER: the connection ends behind it */
	char name[96];
	size_t size;
	char data[];
};

struct venue_delays;
struct venue_delays *venue_delays_create(void); /* NULL: out of memory */
void venue_delays_destroy(struct venue_delays *delays);
/* Copies `head`'s fields, then `data`. Sets its sequence. */
AC_MUST_USE enum ac_status venue_delays_push(struct venue_delays *delays,
					     const struct venue_delayed *head, struct ac_str data);
/* The first one if it is due; the caller frees it. NULL otherwise. */
struct venue_delayed *venue_delays_pop(struct venue_delays *delays, ac_ns now);
ac_ns venue_delays_deadline(const struct venue_delays *delays); /* INT64_MAX: none */
/* When the last of these leaves: what follows it must not overtake it. 0: none waits. */
ac_ns venue_delays_last(const struct venue_delays *delays, enum venue_delayed_kind kind,
			uint64_t id, const char *name);

#endif
