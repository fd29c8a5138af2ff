/* screen.h - what a person sees while a run goes on: a small screen on a terminal, one line now
 * and then elsewhere. Reads; never changes anything. Engine thread. */
#ifndef AC_TRADER_SCREEN_H
#define AC_TRADER_SCREEN_H

#include "session/world.h"
#include "view/view.h"

struct ac_screen {
	const struct ac_world *world;
	bool is_terminal;
	ac_ns shown_ns; /* wall */
	uint32_t lines; /* of the last screen, to go back over */
	uint64_t trips, wins;
	char events[6][160]; /* the newest things that happened */
	uint32_t event_count;
};

void ac_screen_init(struct ac_screen *screen, const struct ac_world *world);
/* Subscribes to closed positions and fills. */
AC_MUST_USE enum ac_status ac_screen_connect(struct ac_screen *screen);
/* Draws when the last drawing is old enough, or always where `is_forced`. */
void ac_screen_draw(struct ac_screen *screen, ac_ns wall_ns, bool is_forced,
		    const struct ac_view *shown);

#endif
