/* api.h - one request of docs/api.md to one answer: a function of the newest view and the database.
 * No socket; may read the database and therefore be slow, so it runs on a worker's thread. One
 * thread at a time. */
#ifndef AC_DASHBOARD_API_H
#define AC_DASHBOARD_API_H

#include "dashboard/dashboard.h"
#include "database/store.h"

struct ac_api; /* opaque */

struct ac_api_config {
	const struct ac_dashboard_config *dashboard; /* borrowed for the life of the api */
	/* Filled in by the server before each answer about the system and the metrics. */
	const struct ac_dashboard_stats *stats;
	const char *log_folder; /* "logs"; NULL: no log is shown */
};
/* Opens the database for reading. `error` receives a sentence. */
AC_MUST_USE enum ac_status ac_api_create(const struct ac_api_config *config,
					 struct ac_api **ret_api, char *error, size_t error_size);
void ac_api_destroy(struct ac_api *api); /* NULL is fine */

struct ac_api_answer {
	int status;               /* HTTP */
	const char *content_type; /* static */
	const char *file_name;    /* of a download; NULL: none */
	char *body;               /* owned by the caller, who frees it */
	size_t size;
};
/* `path` begins with / and is not decoded; `query` is what follows the ?, or empty. Serves
 * /api/v1/…, /metrics, /healthz and /readyz; 404 for anything else. Always fills the answer; out of
 * memory gives status 503 and an empty body (NULL). */
void ac_api_answer(struct ac_api *api, struct ac_str path, struct ac_str query,
		   struct ac_api_answer *ret_answer);

#endif
