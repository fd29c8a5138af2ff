#include "io/packed_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>
#include <zlib.h>

#include "sys/error.h"

#define INPUT_SIZE (64u << 10)

/* CSV packs about five times; a header that claims far more than this is lying. */
#define UNPACK_RATIO_MAX 32u

/* gzip and zlib's own header detection (15 bits of window, 32 for automatic). */
#define INFLATE_GZIP 31

struct ac_packed_file {
	enum { PACKED_PLAIN, PACKED_GZIP, PACKED_ZIP } kind;
	const char *path; /* borrowed until close */
	int fd;
	uint64_t size_guess;
	/* PACKED_GZIP */
	z_stream stream;
	bool is_stream_open;
	bool is_member_done; /* the stream stands between two members */
	unsigned char *input;
	/* PACKED_ZIP */
	zip_t *archive;
	zip_file_t *entry;
};

static enum ac_status refuse(const struct ac_packed_file *file, const char *reason,
			     struct ac_error *error)
{
	ac_error_set(error, "%s: %s", file->path, reason);
	return AC_ERR_IO;
}

static bool is_csv_name(const char *name)
{
	size_t size = strlen(name);
	return size > 4 && strcasecmp(name + size - 4, ".csv") == 0;
}

/* Says what the archive holds instead of exactly one CSV file. */
static enum ac_status refuse_list(const struct ac_packed_file *file, int64_t count,
				  struct ac_error *error)
{
	ac_error_set(error, "%s: must hold exactly one .csv file, it holds", file->path);
	if (count == 0)
		ac_error_append(error, " nothing");
	for (int64_t i = 0; i < count; i++) {
		const char *name = zip_get_name(file->archive, (zip_uint64_t)i, 0);
		ac_error_append(error, "%s %s", i > 0 ? "," : "", name != NULL ? name : "?");
	}
	return AC_ERR_IO;
}

static enum ac_status open_zip(struct ac_packed_file *file, uint64_t bytes, struct ac_error *error)
{
	int code = 0;
	/* libzip closes the descriptor that it is given, so it gets one of its own. */
	int fd = dup(file->fd);
	file->archive = fd >= 0 ? zip_fdopen(fd, 0, &code) : NULL;
	if (file->archive == NULL) {
		if (fd >= 0)
			close(fd);
		return refuse(file, "not a readable zip archive", error);
	}
	int64_t count = zip_get_num_entries(file->archive, 0);
	int64_t chosen = -1;
	for (int64_t i = 0; i < count; i++) {
		const char *name = zip_get_name(file->archive, (zip_uint64_t)i, 0);
		if (name == NULL || !is_csv_name(name))
			continue;
		if (chosen >= 0)
			return refuse_list(file, count, error);
		chosen = i;
	}
	if (chosen < 0)
		return refuse_list(file, count, error);
	zip_stat_t stat;
	if (zip_stat_index(file->archive, (zip_uint64_t)chosen, 0, &stat) == 0 &&
	    (stat.valid & ZIP_STAT_SIZE) != 0)
		file->size_guess = stat.size < bytes * UNPACK_RATIO_MAX ? stat.size : 0;
	file->entry = zip_fopen_index(file->archive, (zip_uint64_t)chosen, 0);
	if (file->entry == NULL)
		return refuse(file, zip_strerror(file->archive), error);
	return AC_OK;
}

static enum ac_status open_gzip(struct ac_packed_file *file, uint64_t bytes, struct ac_error *error)
{
	/* The last four bytes are the unpacked size of the last member, modulo 2^32. */
	unsigned char tail[4];
	if (bytes >= 18 && pread(file->fd, tail, 4, (off_t)(bytes - 4)) == 4) {
		uint64_t size = (uint64_t)tail[0] | (uint64_t)tail[1] << 8 |
				(uint64_t)tail[2] << 16 | (uint64_t)tail[3] << 24;
		file->size_guess = size < bytes * UNPACK_RATIO_MAX ? size : 0;
	}
	file->input = malloc(INPUT_SIZE);
	if (file->input == NULL || inflateInit2(&file->stream, INFLATE_GZIP) != Z_OK)
		return refuse(file, "out of memory", error);
	file->is_stream_open = true;
	return AC_OK;
}

enum ac_status ac_packed_file_open(const char *path, struct ac_packed_file **ret_file,
				   struct ac_error *error)
{
	struct ac_packed_file *file = calloc(1, sizeof(*file));
	if (file == NULL) {
		ac_error_set(error, "%s: out of memory", path);
		return AC_ERR_NOMEM;
	}
	enum ac_status status = AC_OK;
	struct stat info;
	unsigned char magic[4] = { 0 };
	file->path = path;
	file->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (file->fd < 0 || fstat(file->fd, &info) != 0) {
		status = refuse(file, strerror(errno), error);
		goto fail;
	}
	if (!S_ISREG(info.st_mode)) {
		status = refuse(file, "not a regular file", error);
		goto fail;
	}
	ssize_t seen = pread(file->fd, magic, sizeof(magic), 0);
	if (seen < 0) {
		status = refuse(file, strerror(errno), error);
		goto fail;
	}
	uint64_t bytes = (uint64_t)info.st_size;
	file->size_guess = bytes;
	if (magic[0] == 0x1f && magic[1] == 0x8b) {
		file->kind = PACKED_GZIP;
		status = open_gzip(file, bytes, error);
	} else if (magic[0] == 'P' && magic[1] == 'K' && magic[2] < 9 && magic[3] < 9) {
		file->kind = PACKED_ZIP;
		status = open_zip(file, bytes, error);
	}
	if (status != AC_OK)
		goto fail;
	*ret_file = file;
	return AC_OK;
fail:
	ac_packed_file_close(file);
	return status;
}

void ac_packed_file_close(struct ac_packed_file *file)
{
	if (file == NULL)
		return;
	if (file->entry != NULL)
		zip_fclose(file->entry);
	if (file->archive != NULL)
		zip_discard(file->archive);
	if (file->is_stream_open)
		inflateEnd(&file->stream);
	if (file->fd >= 0)
		close(file->fd);
	free(file->input);
	free(file);
}

static enum ac_status read_plain(struct ac_packed_file *file, void *buffer, size_t size,
				 size_t *ret_size, struct ac_error *error)
{
	size_t used = 0;
	while (used < size) {
		ssize_t got = read(file->fd, (char *)buffer + used, size - used);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return refuse(file, strerror(errno), error);
		if (got == 0)
			break;
		used += (size_t)got;
	}
	*ret_size = used;
	return AC_OK;
}

static bool is_zeros(const unsigned char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (bytes[i] != 0)
			return false;
	}
	return true;
}

/* Fills the input and, between members, begins the next one. Zeros behind the last member are
 * padding, as tapes leave it. */
static enum ac_status refill(struct ac_packed_file *file, bool *ret_end, struct ac_error *error)
{
	z_stream *stream = &file->stream;
	if (stream->avail_in == 0) {
		size_t got = 0;
		enum ac_status status = read_plain(file, file->input, INPUT_SIZE, &got, error);
		if (status != AC_OK)
			return status;
		if (got == 0 && !file->is_member_done)
			return refuse(file, "the compressed data ends too early", error);
		stream->next_in = file->input;
		stream->avail_in = (uInt)got;
	}
	*ret_end = false;
	if (!file->is_member_done)
		return AC_OK;
	if (is_zeros(stream->next_in, stream->avail_in)) {
		*ret_end = true;
		return AC_OK;
	}
	file->is_member_done = false;
	if (inflateReset(stream) != Z_OK)
		return refuse(file, "the compressed data is corrupt", error);
	return AC_OK;
}

static enum ac_status read_gzip(struct ac_packed_file *file, char *buffer, size_t size,
				size_t *ret_size, struct ac_error *error)
{
	z_stream *stream = &file->stream;
	stream->next_out = (unsigned char *)buffer;
	stream->avail_out = (uInt)size;
	while (stream->avail_out > 0) {
		bool is_end = false;
		enum ac_status status = refill(file, &is_end, error);
		if (status != AC_OK)
			return status;
		if (is_end)
			break;
		int code = inflate(stream, Z_NO_FLUSH);
		if (code == Z_STREAM_END)
			file->is_member_done = true;
		else if (code != Z_OK)
			return refuse(file, "the compressed data is corrupt", error);
	}
	*ret_size = size - stream->avail_out;
	return AC_OK;
}

static enum ac_status read_zip(struct ac_packed_file *file, char *buffer, size_t size,
			       size_t *ret_size, struct ac_error *error)
{
	size_t used = 0;
	while (used < size) {
		zip_int64_t got = zip_fread(file->entry, buffer + used, size - used);
		if (got < 0)
			return refuse(file, zip_file_strerror(file->entry), error);
		if (got == 0)
			break;
		used += (size_t)got;
	}
	*ret_size = used;
	return AC_OK;
}

enum ac_status ac_packed_file_read(struct ac_packed_file *file, char *buffer, size_t size,
				   size_t *ret_size, struct ac_error *error)
{
	ac_assert(size > 0);
	ac_assert(size <= UINT32_MAX);
	switch (file->kind) {
	case PACKED_PLAIN:
		return read_plain(file, buffer, size, ret_size, error);
	case PACKED_GZIP:
		return read_gzip(file, buffer, size, ret_size, error);
	case PACKED_ZIP:
		return read_zip(file, buffer, size, ret_size, error);
	}
	ac_assert(false);
}

uint64_t ac_packed_file_size_guess(const struct ac_packed_file *file)
{
	return file->size_guess;
}
