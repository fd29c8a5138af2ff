#include "alerts/queue_file.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/whole_file.h"

#define VERSION      1
#define FILE_MAX     (64L * 1024 * 1024)
#define FILE_MODE    0600u
#define MESSAGES_MAX 10000u

/* ---- writing ---- */

static json_t *channel_names(const struct ac_alerts_config *config, uint32_t channels)
{
	json_t *names = json_array();
	for (uint32_t i = 0; i < config->channel_count; i++) {
		if ((channels & (1u << i)) != 0)
			(void)json_array_append_new(names, json_string(config->channels[i].name));
	}
	return names;
}

static json_t *message_make(const struct ac_alerts_config *config,
			    const struct alert_message *message)
{
	json_t *numbers = json_array();
	for (uint32_t i = 0; i < message->number_count; i++)
		(void)json_array_append_new(numbers, json_pack("[s, s]", message->numbers[i].name,
							       message->numbers[i].value));
	return json_pack(
		"{s:s, s:s, s:b, s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:o, "
		"s:o}",
		"kind", ac_alert_kind_text(message->kind), "level",
		ac_alert_level_text(message->level), "is_resolved", message->is_resolved, "time",
		(json_int_t)message->time_ms, "mode", message->mode, "account", message->account,
		"symbol", message->symbol, "strategy", message->strategy, "key", message->key,
		"title", message->title, "text", message->text, "done", message->done, "todo",
		message->todo, "repeats", (json_int_t)message->repeats, "repeats_since",
		(json_int_t)message->repeats_since_ms, "numbers", numbers, "channels",
		channel_names(config, message->channels));
}

enum ac_status queue_file_write(const char *path, const char *account,
				const struct ac_alerts_config *config,
				const struct alert_queue *queue, const struct alert_memory *memory)
{
	char high[AC_DEC_TEXT_SIZE];
	json_t *messages = json_array();
	for (uint32_t i = 0; i < queue->count; i++)
		(void)json_array_append_new(messages, message_make(config, queue->items[i]));
	ac_dec_format(memory->rules.equity_high, high);
	json_t *root = json_pack("{s:i, s:s, s:o, s:I, s:s, s:I, s:o}", "version", VERSION,
				 "account", account, "summary_day",
				 memory->summary_day == SUMMARY_DAY_NONE
					 ? json_null()
					 : json_integer(memory->summary_day),
				 "trades", (json_int_t)memory->rules.trades, "equity_high", high,
				 "pushed_out", (json_int_t)queue->pushed_out, "messages", messages);
	char *text = root != NULL ? json_dumps(root, JSON_INDENT(1)) : NULL;
	json_decref(root);
	if (text == NULL) {
		errno = ENOMEM;
		return AC_ERR_IO;
	}
	enum ac_status status = ac_file_replace(path, text, strlen(text), FILE_MODE);
	int error = errno;
	free(text);
	errno = error;
	return status;
}

/* ---- reading ---- */

/* The whole file, terminated; NULL with errno: 0 where it is too large to be one of ours. */
static char *read_whole(const char *path, size_t *ret_size)
{
	struct stat about;
	char *text = NULL;
	size_t size = 0;
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (file < 0)
		return NULL;
	bool is_ours =
		fstat(file, &about) == 0 && S_ISREG(about.st_mode) && about.st_size <= FILE_MAX;
	errno = 0;
	if (is_ours)
		text = malloc((size_t)about.st_size + 1);
	while (text != NULL && size < (size_t)about.st_size) {
		ssize_t got = read(file, text + size, (size_t)about.st_size - size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		size += (size_t)got;
	}
	int error = errno;
	close(file);
	errno = error;
	*ret_size = size;
	return text;
}

/* False where the value is no text, or does not fit. */
static bool take_text(const json_t *object, const char *key, char *field, size_t size)
{
	const json_t *value = json_object_get(object, key);
	if (!json_is_string(value) || json_string_length(value) >= size)
		return false;
	message_write(field, size, "%s", json_string_value(value));
	return true;
}
#define TAKE_TEXT(object, key, field) take_text((object), (key), (field), sizeof(field))

static bool take_whole(const json_t *object, const char *key, int64_t minimum, int64_t maximum,
		       int64_t *ret_value)
{
	const json_t *value = json_object_get(object, key);
	if (!json_is_integer(value) || json_integer_value(value) < minimum ||
	    json_integer_value(value) > maximum)
		return false;
	*ret_value = json_integer_value(value);
	return true;
}

static bool take_kind(const json_t *object, struct alert_message *message)
{
	char kind[32], level[16];
	int found = -1;
	if (!TAKE_TEXT(object, "kind", kind) || !TAKE_TEXT(object, "level", level))
		return false;
	for (int i = 0; i < AC_ALERT_KIND_COUNT && found < 0; i++) {
		if (strcmp(kind, ac_alert_kind_text((enum ac_alert_kind)i)) == 0)
			found = i;
	}
	message->kind = found < 0 ? AC_ALERT_ERROR : (enum ac_alert_kind)found;
	for (int i = AC_ALERT_INFO; i <= AC_ALERT_CRITICAL; i++) {
		if (strcmp(level, ac_alert_level_text((enum ac_alert_level)i)) == 0) {
			message->level = (enum ac_alert_level)i;
			return found >= 0;
		}
	}
	return false;
}

static bool take_numbers(const json_t *list, struct alert_message *message)
{
	if (!json_is_array(list) || json_array_size(list) > MESSAGE_NUMBERS_MAX)
		return false;
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *pair = json_array_get(list, i);
		const char *name = json_string_value(json_array_get(pair, 0));
		const char *value = json_string_value(json_array_get(pair, 1));
		if (json_array_size(pair) != 2 || name == NULL || value == NULL)
			return false;
		message_number(message, name, "%s", value);
	}
	return true;
}

static bool take_channels(const json_t *list, const struct ac_alerts_config *config,
			  struct alert_message *message)
{
	if (!json_is_array(list))
		return false;
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *name = json_string_value(json_array_get(list, i));
		if (name == NULL)
			return false;
		for (uint32_t k = 0; k < config->channel_count; k++) {
			if (strcmp(name, config->channels[k].name) == 0 &&
			    config->channels[k].url[0] != '\0')
				message->channels |= 1u << k;
		}
	}
	return true;
}

static bool take_message(const json_t *object, const struct ac_alerts_config *config,
			 struct alert_message *message)
{
	int64_t repeats;
	const json_t *is_resolved = json_object_get(object, "is_resolved");
	memset(message, 0, sizeof(*message));
	message->is_resolved = json_is_true(is_resolved);
	bool is_fine =
		json_is_boolean(is_resolved) && take_kind(object, message) &&
		take_whole(object, "time", 0, INT64_MAX / 2, &message->time_ms) &&
		take_whole(object, "repeats", 0, UINT32_MAX, &repeats) &&
		take_whole(object, "repeats_since", 0, INT64_MAX / 2, &message->repeats_since_ms) &&
		TAKE_TEXT(object, "mode", message->mode) &&
		TAKE_TEXT(object, "account", message->account) &&
		TAKE_TEXT(object, "symbol", message->symbol) &&
		TAKE_TEXT(object, "strategy", message->strategy) &&
		TAKE_TEXT(object, "key", message->key) &&
		TAKE_TEXT(object, "title", message->title) &&
		TAKE_TEXT(object, "text", message->text) &&
		TAKE_TEXT(object, "done", message->done) &&
		TAKE_TEXT(object, "todo", message->todo) &&
		take_numbers(json_object_get(object, "numbers"), message) &&
		take_channels(json_object_get(object, "channels"), config, message);
	if (is_fine)
		message->repeats = (uint32_t)repeats;
	return is_fine;
}

static bool take_memory(const json_t *root, struct alert_memory *memory, uint32_t *ret_pushed_out)
{
	char high[AC_DEC_TEXT_SIZE];
	int64_t trades, pushed_out;
	const json_t *day = json_object_get(root, "summary_day");
	memory->summary_day = SUMMARY_DAY_NONE;
	bool is_fine = (json_is_null(day) ||
			take_whole(root, "summary_day", 0, 1000000, &memory->summary_day)) &&
		       take_whole(root, "trades", 0, INT64_MAX, &trades) &&
		       take_whole(root, "pushed_out", 0, UINT32_MAX, &pushed_out) &&
		       TAKE_TEXT(root, "equity_high", high) &&
		       ac_dec_parse(ac_str_from(high), &memory->rules.equity_high) == AC_OK;
	if (is_fine) {
		memory->rules.trades = (uint64_t)trades;
		*ret_pushed_out = (uint32_t)pushed_out;
	}
	return is_fine;
}

/* All of it is read before any of it is taken. */
static enum ac_status take_root(const json_t *root, const char *account,
				const struct ac_alerts_config *config, struct alert_queue *queue,
				struct alert_memory *ret_memory)
{
	char owner[40];
	int64_t version;
	uint32_t pushed_out;
	struct alert_message message;
	struct alert_memory memory = { .summary_day = SUMMARY_DAY_NONE };
	const json_t *list = json_object_get(root, "messages");
	if (!take_whole(root, "version", VERSION, VERSION, &version) ||
	    !TAKE_TEXT(root, "account", owner) || !take_memory(root, &memory, &pushed_out) ||
	    !json_is_array(list) || json_array_size(list) > MESSAGES_MAX)
		return AC_ERR_CORRUPT;
	for (size_t i = 0; i < json_array_size(list); i++) {
		if (!take_message(json_array_get(list, i), config, &message))
			return AC_ERR_CORRUPT;
	}
	for (size_t i = 0; i < json_array_size(list); i++) {
		if (take_message(json_array_get(list, i), config, &message) &&
		    message.channels != 0)
			(void)alert_queue_push(queue, &message);
	}
	queue->pushed_out += pushed_out;
	if (strcmp(owner, account) == 0)
		*ret_memory = memory;
	return AC_OK;
}

enum ac_status queue_file_read(const char *path, const char *account,
			       const struct ac_alerts_config *config, struct alert_queue *queue,
			       struct alert_memory *ret_memory)
{
	size_t size = 0;
	*ret_memory = (struct alert_memory){ .summary_day = SUMMARY_DAY_NONE };
	char *text = read_whole(path, &size);
	if (text == NULL)
		return errno == ENOENT ? AC_OK : errno == 0 ? AC_ERR_CORRUPT : AC_ERR_IO;
	json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
	enum ac_status status = AC_ERR_CORRUPT;
	if (root != NULL)
		status = take_root(root, account, config, queue, ret_memory);
	json_decref(root);
	free(text);
	return status;
}
