/* guards.h - how much of each guard's limit is used, of those that keep numbers (risk/usage.c) and
 * of those that only compare what others know. For the files of this room. */
#ifndef AC_VIEW_GUARDS_H
#define AC_VIEW_GUARDS_H

#include "view/view.h"

/* Engine thread; after everything else of the view was filled. */
void view_guards_fill(struct ac_view *view, struct ac_engine *engine,
		      const struct ac_view_names *names);

#endif
