/* top_layout.h - what `autocoin top` shows, worked out from a state (docs/control.md), the newest
 * facts and what the person has chosen. It reads and draws, and decides nothing; no terminal, no
 * clock. */
#ifndef AC_CONTROL_TOP_LAYOUT_H
#define AC_CONTROL_TOP_LAYOUT_H

#include <jansson.h>

#include "control/top_screen.h"

#define AC_TOP_FACTS     256
#define AC_TOP_FACT_SIZE 240

enum ac_top_panel {
	AC_TOP_POSITIONS,
	AC_TOP_ORDERS,
	AC_TOP_GUARDS,
	AC_TOP_FACTS_PANEL,
	AC_TOP_PANEL_COUNT,
};

/* The newest facts, a sentence each with its time; the oldest makes way. */
struct ac_top_facts {
	uint64_t count; /* ever added */
	struct {
		char text[AC_TOP_FACT_SIZE];
		enum ac_top_style style;
	} items[AC_TOP_FACTS];
};

/* `fact` is one line of a tail: a fact, or {"lost":n}. Anything else is left out. */
void ac_top_facts_add(struct ac_top_facts *facts, const json_t *fact);

struct ac_top_choice {
	enum ac_top_panel panel;
	uint32_t selected[AC_TOP_PANEL_COUNT]; /* row of each panel's list, from 0; facts: scrolled
						  back */
	bool is_help;
	const char *overlay;  /* lines shown in place of the panel; NULL none */
	const char *question; /* waits for y or n; NULL none */
	const char *message;  /* the newest answer; NULL none */
	const char *absence;  /* why there is no trader; NULL: there is one */
	int64_t state_age_ms; /* since the state came; negative: none yet */
};

/* `state` is NULL before the first. Fills `screen`, whose size has been set. */
void ac_top_layout(const json_t *state, const struct ac_top_facts *facts,
		   const struct ac_top_choice *choice, struct ac_top_screen *screen);

/* Rows of a panel's list, for keeping `selected` inside. */
uint32_t ac_top_count(const json_t *state, const struct ac_top_facts *facts,
		      enum ac_top_panel panel);
/* The selected item's text `key`; "" none, and for facts. */
const char *ac_top_selected(const json_t *state, const struct ac_top_choice *choice,
			    const char *key);

#endif
