/* api_stopped.h - what the database last knew, in the shape of what a trader would say now: for
 * pages that are looked at while none runs. Nothing here is live. For the interface's files only.
 */
#ifndef AC_DASHBOARD_API_STOPPED_H
#define AC_DASHBOARD_API_STOPPED_H

#include "dashboard/api_state.h"

void api_stopped_status(struct ac_api *api, struct api_reply *reply);
void api_stopped_positions(struct ac_api *api, struct api_reply *reply);
/* Halts that stand; how much of a limit is used is not known without a trader. */
void api_stopped_risk(struct ac_api *api, struct api_reply *reply);
void api_stopped_symbols(struct ac_api *api, struct api_reply *reply);

#endif
