/* delay.h - what leaves later: answers, user events and market frames that a fault holds back.
 * Ordered by due time, then by when they were put in. */
#ifndef AC_SIMULATOR_SERVE_DELAY_H
#define AC_SIMULATOR_SERVE_DELAY_H

#include "simulator/simulator.h"

enum simulator_delayed_kind {
	SIMULATOR_DELAYED_ANSWER, /* `data` is whole; to the connection `id` */
	SIMULATOR_DELAYED_USER,   /* `name` is the event's type */
	SIMULATOR_DELAYED_MARKET, /* `name` is the stream's */
};

struct simulator_delayed {
	ac_ns due_ns; /* steady */
	uint64_t sequence;
	enum simulator_delayed_kind kind;
	uint64_t id;      /* ANSWER: connection; USER: account; MARKET: route */
	bool is_cut;      /* garbled: half of it goes out */
	bool is_finished; /* ANSWER: the connection ends behind it */
	char name[96];
	size_t size;
	char data[];
};

struct simulator_delays;
struct simulator_delays *simulator_delays_create(void); /* NULL: out of memory */
void simulator_delays_destroy(struct simulator_delays *delays);
/* Copies `head`'s fields, then `data`. Sets its sequence. */
AC_MUST_USE enum ac_status simulator_delays_push(struct simulator_delays *delays,
						 const struct simulator_delayed *head,
						 struct ac_str data);
/* The first one if it is due; the caller frees it. NULL otherwise. */
struct simulator_delayed *simulator_delays_pop(struct simulator_delays *delays, ac_ns now);
ac_ns simulator_delays_deadline(const struct simulator_delays *delays); /* INT64_MAX: none */
/* When the last of these leaves: what follows it must not overtake it. 0: none waits. */
ac_ns simulator_delays_last(const struct simulator_delays *delays, enum simulator_delayed_kind kind,
			    uint64_t id, const char *name);

#endif
