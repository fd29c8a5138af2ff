/* client_id.h - the names that our orders carry on the exchange: purpose, run and sequence.
 * A retry or a restart recognises its own order by them. Not a lookup: that is order.h. Pure. */
#ifndef AC_EXECUTOR_CLIENT_ID_H
#define AC_EXECUTOR_CLIENT_ID_H

#include "market/event.h"

struct ac_client_id {
	enum ac_purpose purpose; /* ENTRY, STOP, TAKE_PROFIT or EXIT */
	uint32_t run;
	uint64_t sequence; /* counts from 1 within a run, over all purposes */
};

/* "<letter><run>-<sequence>" in base 36, e.g. "s1c-2n9": at most 22 of the 36 characters. */
void ac_client_id_make(const struct ac_client_id *id, char ret_text[AC_CLIENT_ID_SIZE]);

/* False for every text that make could not have written: those orders are foreign. */
bool ac_client_id_parse(const char *text, struct ac_client_id *ret_id);

#endif
