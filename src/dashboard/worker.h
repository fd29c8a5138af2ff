/* worker.h - the thread that asks the database: one question after the other, a bounded queue of
 * them, so that a slow answer delays nobody but who asked. */
#ifndef AC_DASHBOARD_WORKER_H
#define AC_DASHBOARD_WORKER_H

#include "dashboard/api.h"

struct worker; /* opaque */

struct worker_job {
	struct worker_job *next;
	void *owner; /* of the asker's side: NULL once it has gone; never read by the worker */
	char *path, *query; /* owned by the job */
	bool wants_gzip;
	bool is_gzip;                /* the body is compressed */
	struct ac_api_answer answer; /* its body is the job's until it is taken away */
};

struct worker_config {
	struct ac_api_config api;
	/* Called before and after each answer, from the worker's thread. */
	void (*prepare)(void *self);
	void (*wake)(void *self);
	void *self;
};
/* Opens the database at once, so that a wrong address is known before anybody asks. */
AC_MUST_USE enum ac_status worker_create(const struct worker_config *config,
					 struct worker **ret_worker, char *error,
					 size_t error_size);
/* Waits for the question under way; nothing is answered and nobody is woken after it. */
void worker_stop(struct worker *worker);
/* Stops, and frees every job: nobody may hold one any more. NULL is fine. */
void worker_destroy(struct worker *worker);

/* NULL: too many wait, or no memory. */
struct worker_job *worker_ask(struct worker *worker, struct ac_str path, struct ac_str query,
			      bool wants_gzip, void *owner);
/* The oldest answered job, to be freed by worker_job_free; NULL for none. */
struct worker_job *worker_take(struct worker *worker);
void worker_job_free(struct worker_job *job);

#endif
