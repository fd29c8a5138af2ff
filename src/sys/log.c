/* Callers render their line and copy it into the filling half of a double buffer; the thread swaps
 * the halves and writes. The lock is held for a copy or a swap, never for a write. */
#include "sys/log.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "sys/clock.h"
#include "sys/log_file.h"
#include "sys/log_line.h"

#define HALF_SIZE        ((size_t)512 * 1024)
#define TELL_INTERVAL_MS 1000 /* a disk that refuses the news of lost lines loses that line too */
#define ERROR_SIZE       256u
#define CONSOLE_WAIT_MS  200 /* a console that takes nothing for so long loses lines */

enum channel { CHANNEL_FILE, CHANNEL_CONSOLE, CHANNEL_COUNT };

struct half {
	char *bytes; /* whole lines */
	size_t size;
};

static struct {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_t thread;
	_Atomic bool is_open;
	bool is_closing;
	struct half filling[CHANNEL_COUNT];
	struct half writing[CHANNEL_COUNT]; /* the thread's */
	struct log_file file;
	bool has_channel[CHANNEL_COUNT];
	bool is_human;
	bool is_coloured;
	void (*take_error)(void *self, const char *event, const char *message);
	void *take_self;
	_Atomic int level;
	_Atomic uint64_t dropped;
	uint64_t dropped_told; /* the thread's, as is the next */
	ac_ms told_ms;
} logger = {
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.wake = PTHREAD_COND_INITIALIZER,
	.level = AC_LOG_WARN,
};

static ac_ms now_ms(void)
{
	return ac_wall_ms(&ac_machine_clock);
}

/* no-color.org: any value but an empty one. */
static bool wants_colour(void)
{
	const char *no_colour = getenv("NO_COLOR");
	return isatty(STDERR_FILENO) == 1 && (no_colour == NULL || no_colour[0] == '\0');
}

static uint64_t lines_in(const char *lines, size_t size)
{
	uint64_t count = 0;
	for (size_t i = 0; i < size; i++)
		count += lines[i] == '\n';
	return count;
}

/* ---- the thread ---- */

/* Line by line: after poll a pipe takes at least that much without blocking. */
static size_t console_write(const char *lines, size_t size)
{
	size_t done = 0;
	while (done < size) {
		struct pollfd console = { .fd = STDERR_FILENO, .events = POLLOUT };
		const char *end = memchr(lines + done, '\n', size - done);
		size_t length = (size_t)(end - (lines + done)) + 1;
		if (poll(&console, 1, CONSOLE_WAIT_MS) != 1 || (console.revents & POLLOUT) == 0)
			break;
		if (write(STDERR_FILENO, lines + done, length) < 0)
			break;
		done += length;
	}
	return done;
}

static void write_out(void)
{
	for (int i = 0; i < CHANNEL_COUNT; i++) {
		struct half *half = &logger.writing[i];
		if (half->size == 0)
			continue;
		size_t done = i == CHANNEL_FILE
				      ? log_file_write(&logger.file, half->bytes, half->size)
				      : console_write(half->bytes, half->size);
		if (done < half->size)
			atomic_fetch_add(&logger.dropped,
					 lines_in(half->bytes + done, half->size - done));
		half->size = 0;
	}
}

static void queue_line(const struct log_entry *entry);

static void tell_dropped(bool is_last)
{
	uint64_t dropped = atomic_load(&logger.dropped);
	ac_ms now = now_ms();
	if (dropped == logger.dropped_told || (!is_last && now < logger.told_ms + TELL_INTERVAL_MS))
		return;
	logger.told_ms = now;
	const struct ac_log_field fields[] = {
		AC_LOG_INT("lines", dropped - logger.dropped_told),
		AC_LOG_INT("total", dropped),
	};
	logger.dropped_told = dropped;
	queue_line(&(struct log_entry){
		.time_ms = now,
		.level = AC_LOG_WARN,
		.event = "log.dropped",
		.message = "lines were lost: the queue was full or the output refused them",
		.fields = fields,
		.field_count = AC_COUNT(fields),
	});
}

static bool is_anything_queued(void)
{
	return logger.filling[CHANNEL_FILE].size > 0 || logger.filling[CHANNEL_CONSOLE].size > 0;
}

static void halves_swap(void)
{
	for (int i = 0; i < CHANNEL_COUNT; i++) {
		struct half half = logger.filling[i];
		logger.filling[i] = logger.writing[i];
		logger.writing[i] = half;
	}
}

static void *run_thread(void *argument)
{
	(void)argument;
	bool is_last = false;
	while (!is_last) {
		pthread_mutex_lock(&logger.lock);
		while (!is_anything_queued() && !logger.is_closing)
			pthread_cond_wait(&logger.wake, &logger.lock);
		is_last = logger.is_closing;
		halves_swap();
		pthread_mutex_unlock(&logger.lock);
		write_out();
		tell_dropped(is_last);
	}
	/* What came in meanwhile, and the news of lost lines. */
	pthread_mutex_lock(&logger.lock);
	halves_swap();
	pthread_mutex_unlock(&logger.lock);
	write_out();
	return NULL;
}

/* ---- callers ---- */

static bool append(struct half *half, const char *line, size_t size)
{
	if (size > HALF_SIZE - half->size)
		return false;
	memcpy(half->bytes + half->size, line, size);
	half->size += size;
	return true;
}

static void queue_line(const struct log_entry *entry)
{
	char json[LOG_LINE_SIZE], human[LOG_LINE_SIZE];
	bool wants_human = logger.is_human;
	size_t json_size = log_line_json(entry, json);
	size_t human_size = wants_human ? log_line_human(entry, logger.is_coloured, human) : 0;
	bool is_taken = true;
	pthread_mutex_lock(&logger.lock);
	bool was_empty = !is_anything_queued();
	if (logger.has_channel[CHANNEL_FILE])
		is_taken = append(&logger.filling[CHANNEL_FILE], json, json_size);
	if (logger.has_channel[CHANNEL_CONSOLE])
		is_taken &= append(&logger.filling[CHANNEL_CONSOLE], wants_human ? human : json,
				   wants_human ? human_size : json_size);
	if (was_empty)
		pthread_cond_signal(&logger.wake);
	pthread_mutex_unlock(&logger.lock);
	if (!is_taken)
		atomic_fetch_add(&logger.dropped, 1);
}

/* Under the lock, so that nobody is called who has left. */
static void tell_error(const struct log_entry *entry)
{
	char message[ERROR_SIZE];
	log_masked(entry->message, message, sizeof(message));
	pthread_mutex_lock(&logger.lock);
	if (logger.take_error != NULL)
		logger.take_error(logger.take_self, entry->event, message);
	pthread_mutex_unlock(&logger.lock);
}

void ac_log_errors_take(void (*take)(void *self, const char *event, const char *message),
			void *self)
{
	pthread_mutex_lock(&logger.lock);
	logger.take_error = take;
	logger.take_self = self;
	pthread_mutex_unlock(&logger.lock);
}

/* Before the log is open, and after: at once, in the caller. */
static void write_directly(const struct log_entry *entry)
{
	char line[LOG_LINE_SIZE];
	size_t size = isatty(STDERR_FILENO) == 1 ? log_line_human(entry, wants_colour(), line)
						 : log_line_json(entry, line);
	if (write(STDERR_FILENO, line, size) < 0)
		atomic_fetch_add(&logger.dropped, 1);
}

void ac_log_write(enum ac_log_level level, const char *event, const char *message,
		  const struct ac_log_field *fields, size_t field_count)
{
	ac_assert(event != NULL && event[0] != '\0');
	ac_assert(level >= AC_LOG_DEBUG && level <= AC_LOG_ERROR);
	if ((int)level < atomic_load_explicit(&logger.level, memory_order_relaxed))
		return;
	struct log_entry entry = { now_ms(), level, event, message, fields, field_count };
	if (atomic_load(&logger.is_open))
		queue_line(&entry);
	else
		write_directly(&entry);
	if (level == AC_LOG_ERROR)
		tell_error(&entry);
}

static void halves_free(void)
{
	for (int i = 0; i < CHANNEL_COUNT; i++) {
		free(logger.filling[i].bytes);
		free(logger.writing[i].bytes);
		logger.filling[i] = (struct half){ 0 };
		logger.writing[i] = (struct half){ 0 };
		logger.has_channel[i] = false;
	}
}

static bool halves_take(void)
{
	for (int i = 0; i < CHANNEL_COUNT; i++) {
		if (!logger.has_channel[i])
			continue;
		logger.filling[i].bytes = malloc(HALF_SIZE);
		logger.writing[i].bytes = malloc(HALF_SIZE);
		if (logger.filling[i].bytes == NULL || logger.writing[i].bytes == NULL)
			return false;
	}
	return true;
}

enum ac_status ac_log_open(const struct ac_log_config *config)
{
	ac_assert(config != NULL);
	if (atomic_load(&logger.is_open))
		return AC_ERR_EXISTS;
	enum ac_status status = AC_OK;
	logger.file.file = -1;
	logger.has_channel[CHANNEL_FILE] = config->folder != NULL;
	logger.has_channel[CHANNEL_CONSOLE] = config->is_console;
	logger.is_human = config->is_console && isatty(STDERR_FILENO) == 1;
	logger.is_coloured = wants_colour();
	logger.is_closing = false;
	logger.dropped_told = 0;
	logger.told_ms = 0;
	atomic_store(&logger.dropped, 0);
	if (config->folder != NULL)
		status = log_file_open(&logger.file, config->folder, config->file_bytes_max,
				       config->files_kept);
	if (status == AC_OK && !halves_take())
		status = AC_ERR_NOMEM;
	if (status == AC_OK && pthread_create(&logger.thread, NULL, run_thread, NULL) != 0)
		status = AC_ERR_IO;
	if (status != AC_OK) {
		log_file_close(&logger.file);
		halves_free();
		return status;
	}
	atomic_store(&logger.level, (int)config->level);
	atomic_store(&logger.is_open, true);
	return AC_OK;
}

void ac_log_close(void)
{
	if (!atomic_load(&logger.is_open))
		return;
	pthread_mutex_lock(&logger.lock);
	logger.is_closing = true;
	pthread_cond_signal(&logger.wake);
	pthread_mutex_unlock(&logger.lock);
	pthread_join(logger.thread, NULL);
	atomic_store(&logger.is_open, false);
	atomic_store(&logger.level, AC_LOG_WARN);
	log_file_close(&logger.file);
	/* A caller that still saw the log open finds no channel. */
	pthread_mutex_lock(&logger.lock);
	halves_free();
	pthread_mutex_unlock(&logger.lock);
	log_secrets_clear();
}

uint64_t ac_log_dropped(void)
{
	return atomic_load(&logger.dropped);
}

void ac_log_secret_add(const char *secret)
{
	log_secret_add(secret);
}
