/* readiness.h - could an entry be made now? One answer for /readyz and for the metrics. Looks at
 * the account as a whole: single symbols may be halted all the same. Any thread. */
#ifndef AC_DASHBOARD_READINESS_H
#define AC_DASHBOARD_READINESS_H

#include "view/view.h"

/* A trader that has shown nothing new for so long is not taken for alive. */
#define AC_READINESS_STALE_MS 5000

/* `view` NULL: no trader. */
bool ac_readiness_is_alive(const struct ac_view *view, ac_ms wall_ms);
/* NULL: ready; else a static sentence that says what is in the way. */
const char *ac_readiness_why_not(const struct ac_view *view, ac_ms wall_ms);

#endif
