#include "dashboard/worker.h"

#include <pthread.h>
#include <stdlib.h>
#include <zlib.h>

#define QUEUE_MAX  32u
#define GZIP_ABOVE 1024u
#define GZIP_LEVEL 5

struct worker {
	struct worker_config config;
	struct ac_api *api;
	pthread_t thread;
	bool has_thread;
	pthread_mutex_t mutex;
	pthread_cond_t condition;
	bool is_ending;
	struct worker_job *asked, **asked_end;
	struct worker_job *answered, **answered_end;
	uint32_t count; /* asked and not yet answered */
};

void worker_job_free(struct worker_job *job)
{
	if (job == NULL)
		return;
	free(job->path);
	free(job->query);
	free(job->answer.body);
	free(job);
}

/* Leaves the body as it is where it cannot be made smaller. */
static void compress_body(struct worker_job *job)
{
	struct ac_api_answer *answer = &job->answer;
	z_stream stream = { 0 };
	if (!job->wants_gzip || answer->size < GZIP_ABOVE)
		return;
	/* 16 above the window's size asks for gzip's own frame. */
	if (deflateInit2(&stream, GZIP_LEVEL, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return;
	uLong bound = deflateBound(&stream, (uLong)answer->size);
	unsigned char *packed = malloc(bound);
	stream.next_in = (Bytef *)answer->body;
	stream.avail_in = (uInt)answer->size;
	stream.next_out = packed;
	stream.avail_out = (uInt)bound;
	bool is_packed = packed != NULL && deflate(&stream, Z_FINISH) == Z_STREAM_END;
	size_t size = stream.total_out;
	deflateEnd(&stream);
	if (!is_packed) {
		free(packed);
		return;
	}
	free(answer->body);
	answer->body = (char *)packed;
	answer->size = size;
	job->is_gzip = true;
}

static struct worker_job *wait_for_job(struct worker *worker)
{
	pthread_mutex_lock(&worker->mutex);
	while (worker->asked == NULL && !worker->is_ending)
		pthread_cond_wait(&worker->condition, &worker->mutex);
	struct worker_job *job = worker->is_ending ? NULL : worker->asked;
	if (job != NULL) {
		worker->asked = job->next;
		if (worker->asked == NULL)
			worker->asked_end = &worker->asked;
		job->next = NULL;
	}
	pthread_mutex_unlock(&worker->mutex);
	return job;
}

static void *work(void *self)
{
	struct worker *worker = self;
	struct worker_job *job;
	while ((job = wait_for_job(worker)) != NULL) {
		worker->config.prepare(worker->config.self);
		ac_api_answer(worker->api, ac_str_from(job->path), ac_str_from(job->query),
			      &job->answer);
		if (job->answer.body != NULL)
			compress_body(job);
		pthread_mutex_lock(&worker->mutex);
		*worker->answered_end = job;
		worker->answered_end = &job->next;
		worker->count--;
		pthread_mutex_unlock(&worker->mutex);
		worker->config.wake(worker->config.self);
	}
	return NULL;
}

enum ac_status worker_create(const struct worker_config *config, struct worker **ret_worker,
			     char *error, size_t error_size)
{
	struct worker *worker = calloc(1, sizeof(*worker));
	if (worker == NULL)
		return AC_ERR_NOMEM;
	worker->config = *config;
	worker->asked_end = &worker->asked;
	worker->answered_end = &worker->answered;
	pthread_mutex_init(&worker->mutex, NULL);
	pthread_cond_init(&worker->condition, NULL);
	enum ac_status status = ac_api_create(&config->api, &worker->api, error, error_size);
	if (status == AC_OK) {
		worker->has_thread = pthread_create(&worker->thread, NULL, work, worker) == 0;
		status = worker->has_thread ? AC_OK : AC_ERR_NOMEM;
	}
	if (status != AC_OK) {
		worker_destroy(worker);
		return status;
	}
	*ret_worker = worker;
	return AC_OK;
}

static void free_list(struct worker_job *job)
{
	while (job != NULL) {
		struct worker_job *next = job->next;
		worker_job_free(job);
		job = next;
	}
}

void worker_stop(struct worker *worker)
{
	pthread_mutex_lock(&worker->mutex);
	worker->is_ending = true;
	pthread_cond_signal(&worker->condition);
	pthread_mutex_unlock(&worker->mutex);
	if (worker->has_thread)
		pthread_join(worker->thread, NULL);
	worker->has_thread = false;
}

void worker_destroy(struct worker *worker)
{
	if (worker == NULL)
		return;
	worker_stop(worker);
	free_list(worker->asked);
	free_list(worker->answered);
	ac_api_destroy(worker->api);
	pthread_cond_destroy(&worker->condition);
	pthread_mutex_destroy(&worker->mutex);
	free(worker);
}

struct worker_job *worker_ask(struct worker *worker, struct ac_str path, struct ac_str query,
			      bool wants_gzip, void *owner)
{
	struct worker_job *job = calloc(1, sizeof(*job));
	if (job == NULL)
		return NULL;
	job->path = strndup(path.data, path.size);
	job->query = strndup(query.data, query.size);
	job->wants_gzip = wants_gzip;
	job->owner = owner;
	pthread_mutex_lock(&worker->mutex);
	bool is_taken = job->path != NULL && job->query != NULL && worker->count < QUEUE_MAX;
	if (is_taken) {
		*worker->asked_end = job;
		worker->asked_end = &job->next;
		worker->count++;
		pthread_cond_signal(&worker->condition);
	}
	pthread_mutex_unlock(&worker->mutex);
	if (is_taken)
		return job;
	worker_job_free(job);
	return NULL;
}

struct worker_job *worker_take(struct worker *worker)
{
	pthread_mutex_lock(&worker->mutex);
	struct worker_job *job = worker->answered;
	if (job != NULL) {
		worker->answered = job->next;
		if (worker->answered == NULL)
			worker->answered_end = &worker->answered;
		job->next = NULL;
	}
	pthread_mutex_unlock(&worker->mutex);
	return job;
}
