#include "sys/file_sync.h"

#include <stdlib.h>
#include <uv.h>

struct ac_file_sync {
	struct ac_loop *loop;
	uv_fs_t request;
	bool is_busy;
	uint64_t failures;
};

enum ac_status ac_file_sync_create(struct ac_loop *loop, struct ac_file_sync **ret_sync)
{
	struct ac_file_sync *sync = calloc(1, sizeof(*sync));
	if (sync == NULL)
		return AC_ERR_NOMEM;
	sync->loop = loop;
	*ret_sync = sync;
	return AC_OK;
}

void ac_file_sync_destroy(struct ac_file_sync *sync)
{
	if (sync == NULL)
		return;
	while (sync->is_busy)
		ac_loop_run(sync->loop, 100 * AC_NS_PER_MS);
	free(sync);
}

static void on_done(uv_fs_t *request)
{
	struct ac_file_sync *sync = request->data;
	/* A file on a file system without such a thing is as safe as it gets. */
	if (request->result < 0 && request->result != UV_EINVAL && request->result != UV_EROFS)
		sync->failures++;
	uv_fs_req_cleanup(request);
	sync->is_busy = false;
}

void ac_file_sync_begin(struct ac_file_sync *sync, int file)
{
	if (sync->is_busy || file < 0)
		return;
	sync->request.data = sync;
	sync->is_busy = uv_fs_fdatasync(ac_loop_uv(sync->loop), &sync->request, file, on_done) == 0;
	sync->failures += !sync->is_busy;
}

uint64_t ac_file_sync_failures(struct ac_file_sync *sync)
{
	uint64_t failures = sync->failures;
	sync->failures = 0;
	return failures;
}
