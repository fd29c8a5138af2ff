/* dial.h - the way from a host's name to a connected socket: the look-up off the loop, then each
 * address in turn until one answers. Not TLS, and no deadline for the whole. Loop thread only. */
#ifndef AC_IO_DIAL_H
#define AC_IO_DIAL_H

#include "io/url.h"
#include "sys/loop.h"

struct uv_tcp_s;
struct ac_dial; /* opaque */

/* Once, never from inside ac_dial_create; the dial is gone then. `tcp` is connected and the
 * receiver's to close and free; NULL: `error` says why, for a person. */
typedef void ac_dial_done(void *self, struct uv_tcp_s *tcp, const char *error);

AC_MUST_USE enum ac_status ac_dial_create(struct ac_loop *loop, const struct ac_url *url,
					  ac_dial_done *on_done, void *self,
					  struct ac_dial **ret_dial);
/* Gives up; on_done does not come. NULL is fine. */
void ac_dial_destroy(struct ac_dial *dial);

/* The name has become addresses, which are being tried. */
bool ac_dial_is_resolved(const struct ac_dial *dial);

#endif
