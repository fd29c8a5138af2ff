/* top_keys.h - what the keys of `autocoin top` mean: from a key to a question, from a yes to a
 * request. It sends nothing itself; no terminal, no clock. */
#ifndef AC_CONTROL_TOP_KEYS_H
#define AC_CONTROL_TOP_KEYS_H

#include "control/control.h"
#include "control/top_layout.h"

/* Keys that are no characters; the others are their characters. */
enum {
	AC_TOP_KEY_UP = 0x1000,
	AC_TOP_KEY_DOWN,
	AC_TOP_KEY_LEFT,
	AC_TOP_KEY_RIGHT,
	AC_TOP_KEY_PAGE_UP,
	AC_TOP_KEY_PAGE_DOWN,
};

enum ac_top_act {
	AC_TOP_STAY,
	AC_TOP_QUIT,
	AC_TOP_ASK, /* send `request` and tell the answer with ac_top_on_answer */
};

/* Zero is the start. `choice` points into it: it stays where it is. */
struct ac_top_keys {
	struct ac_top_choice choice;
	struct ac_control_request request; /* of the question, or to be sent */
	char question[192];
	char message[512];
	char overlay[AC_CONTROL_TEXT_SIZE];
};

/* `state` is NULL where there is none. Nothing that changes anything is ever asked of the trader
 * without a y to a question that names it; any other key is a no. */
enum ac_top_act ac_top_on_key(struct ac_top_keys *keys, int key, const json_t *state,
			      const struct ac_top_facts *facts);
void ac_top_on_answer(struct ac_top_keys *keys, const struct ac_control_answer *answer);
/* Shows a sentence where the answer would be. */
void ac_top_say(struct ac_top_keys *keys, const char *text);

#endif
