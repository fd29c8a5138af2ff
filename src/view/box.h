/* box.h - the newest view, from the engine's thread to any number of readers. The engine never
 * waits: where a reader is copying just then, this view is left out and the next one comes. */
#ifndef AC_VIEW_BOX_H
#define AC_VIEW_BOX_H

#include "view/view.h"

struct ac_view_box; /* opaque */

/* AC_ERR_NOMEM. */
AC_MUST_USE enum ac_status ac_view_box_create(struct ac_view_box **ret_box);
void ac_view_box_destroy(struct ac_view_box *box); /* NULL is fine */

/* Engine thread only: the view to be filled; keeps what the last one held. */
struct ac_view *ac_view_box_next(struct ac_view_box *box);
/* Engine thread only: numbers what ac_view_box_next gave and shows it. False: a reader was in the
 * way; nothing changed for readers. */
bool ac_view_box_show(struct ac_view_box *box);

/* Any other thread: copies the newest view. False where there is none newer than number `seen`;
 * *ret_view is then untouched. `ret_view` is large: not on a stack. */
bool ac_view_box_read(struct ac_view_box *box, uint64_t seen, struct ac_view *ret_view);

#endif
