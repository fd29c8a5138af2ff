/* settings.h - what people may set about the handling of orders, whichever strategy asks for them.
 * Not about one run: books, instruments and limits of memory are in struct ac_executor_config. Plain
 * data; config/risk.yaml, section execution, fills it. */
#ifndef AC_EXECUTOR_SETTINGS_H
#define AC_EXECUTOR_SETTINGS_H

#include "market/event.h"

struct ac_executor_settings {
	enum ac_working_type stop_working_type;
	uint32_t retries_max;    /* definite failures: 5 */
	ac_ns retry_interval_ns; /* 5 s */
	ac_ns entry_valid_ns;    /* an entry is retried only this long after its signal; 30 s */
	ac_ns order_ttl_ns;      /* a resting LIMIT entry is cancelled after this; 0 never */
	ac_ns reply_timeout_ns;  /* no answer to a command: UNKNOWN; 5 s; above 0 */
	ac_ns protect_bound_ns;  /* first fill to confirmed stop; then market close; 3 s; above 0 */
};

#endif
