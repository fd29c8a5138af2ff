#include "dashboard/api_query.h"

#include <inttypes.h>
#include <stdio.h>

#include "config/config.h"
#include "core/text.h"
#include "core/utf8.h"

#define TIME_LAST  253402300799999 /* 9999-12-31 */
#define WORD_SIZE  80u             /* of a name or a value, decoded */
#define SHOWN_SIZE 48              /* of it in an error */

enum kind { KIND_TEXT, KIND_NUMBER, KIND_CHOICE };

struct param {
	const char *name;
	enum kind kind;
	int64_t minimum, maximum, standard;
	const char *choices[6];
	const char *example;
};

static const struct param params[API_PARAM_COUNT] = {
	[API_SYMBOL] = { .name = "symbol", .example = "BTCUSDT" },
	[API_STRATEGY] = { .name = "strategy", .example = "vwap_reversion" },
	[API_FROM] = { "from", KIND_NUMBER, 0, TIME_LAST, 0, { NULL }, "1767225600000" },
	[API_TO] = { "to", KIND_NUMBER, 1, TIME_LAST, 0, { NULL }, "1767312000000" },
	[API_LIMIT] = { "limit", KIND_NUMBER, 1, 1000, 100, { NULL }, "100" },
	[API_CANDLES] = { "limit", KIND_NUMBER, 1, 1440, 240, { NULL }, "240" },
	[API_OFFSET] = { "offset", KIND_NUMBER, 0, 1000000000, 0, { NULL }, "100" },
	[API_WINDOW] = { "window",
			 KIND_CHOICE,
			 0,
			 0,
			 API_WINDOW_24H,
			 { "24h", "7d", "30d", "all" },
			 "7d" },
	[API_POINTS] = { "points", KIND_NUMBER, 2, 2000, 600, { NULL }, "600" },
	[API_STATE] = { "state", KIND_CHOICE, 0, 0, API_STATE_OPEN, { "open", "all" }, "all" },
	[API_ALLOWED] = { "allowed", KIND_CHOICE, 0, 0, 0, { "0", "1" }, "1" },
	[API_SIDE] = { "side", KIND_CHOICE, 0, 0, 0, { "LONG", "SHORT" }, "LONG" },
	[API_RESULT] = { "result", KIND_CHOICE, 0, 0, 0, { "won", "lost" }, "lost" },
	[API_SORT] = { "sort",
		       KIND_CHOICE,
		       0,
		       0,
		       0,
		       { "exit_time", "net", "symbol", "strategy", "hold" },
		       "net" },
	[API_ORDER] = { "order", KIND_CHOICE, 0, 0, API_ORDER_DESC, { "desc", "asc" }, "asc" },
};

const char *api_param_name(enum api_param param)
{
	return params[param].name;
}

const char *api_param_choice(enum api_param param, int64_t place)
{
	ac_assert(place >= 0 && place < (int64_t)AC_COUNT(params[param].choices));
	return params[param].kind == KIND_CHOICE ? params[param].choices[place] : NULL;
}

/* Undoes the percent-encoding. Returns NULL, or what is wrong. */
static const char *decode(struct ac_str raw, char word[WORD_SIZE])
{
	size_t size = 0;
	for (size_t i = 0; i < raw.size; i++) {
		char c = raw.data[i] == '+' ? ' ' : raw.data[i];
		if (c == '%') {
			bool has_two = raw.size - i > 2;
			int high = has_two ? ac_hex_digit(raw.data[i + 1]) : -1;
			int low = has_two ? ac_hex_digit(raw.data[i + 2]) : -1;
			if (high < 0 || low < 0)
				return "a % is not followed by two hexadecimal digits";
			c = (char)(high * 16 + low);
			i += 2;
		}
		if (size + 1 >= WORD_SIZE)
			return "it is too long";
		if ((unsigned char)c < 0x20 || c == 0x7f)
			return "it holds a control character";
		word[size++] = c;
	}
	word[size] = '\0';
	for (size_t i = 0; i < size;) {
		size_t character = ac_utf8_size((struct ac_str){ word + i, size - i });
		if (character == 0)
			return "it is not UTF-8";
		i += character;
	}
	return NULL;
}

/* Returns NULL, or what is wrong. */
static const char *read_number(const struct param *param, const char *word, int64_t *ret_value)
{
	int64_t value = 0;
	if (word[0] == '\0')
		return "not a whole number";
	for (const char *c = word; *c != '\0'; c++) {
		if (*c < '0' || *c > '9')
			return "not a whole number";
		value = value * 10 + (*c - '0');
		if (value > param->maximum)
			return "too large";
	}
	if (value < param->minimum)
		return "too small";
	*ret_value = value;
	return NULL;
}

static bool read_choice(const struct param *param, const char *word, int64_t *ret_value)
{
	for (size_t i = 0; i < AC_COUNT(param->choices) && param->choices[i] != NULL; i++) {
		if (strcmp(param->choices[i], word) == 0) {
			*ret_value = (int64_t)i;
			return true;
		}
	}
	return false;
}

static void list_choices(const struct param *param, char *text, size_t size)
{
	size_t used = (size_t)snprintf(text, size, "write one of");
	for (size_t i = 0; i < AC_COUNT(param->choices) && param->choices[i] != NULL; i++)
		used += (size_t)snprintf(text + used, size - used, "%s %s=%s", i == 0 ? "" : ",",
					 param->name, param->choices[i]);
}

static bool read_value(const struct param *param, enum api_param place, const char *word,
		       struct api_query *query, struct api_query_fault *fault)
{
	const char *why = NULL;
	if (param->kind == KIND_NUMBER) {
		why = read_number(param, word, &query->value[place]);
		snprintf(fault->help, sizeof(fault->help),
			 "write %s=%s; from %" PRId64 " to %" PRId64 " is allowed", param->name,
			 param->example, param->minimum, param->maximum);
	} else if (param->kind == KIND_CHOICE) {
		if (!read_choice(param, word, &query->value[place]))
			why = "not one of its words";
		list_choices(param, fault->help, sizeof(fault->help));
	} else {
		char *text = place == API_SYMBOL ? query->symbol : query->strategy;
		size_t size = place == API_SYMBOL ? sizeof(query->symbol) : sizeof(query->strategy);
		if (strlen(word) >= size)
			why = "too long";
		else if (word[0] == '\0')
			why = "empty";
		else
			memcpy(text, word, strlen(word) + 1);
		snprintf(fault->help, sizeof(fault->help), "write %s=%s, or leave it out",
			 param->name, param->example);
	}
	if (why == NULL)
		return true;
	snprintf(fault->what, sizeof(fault->what), "%s=%.*s: %s", param->name, SHOWN_SIZE, word,
		 why);
	return false;
}

/* Says what the endpoint takes instead, the nearest name first. */
static bool refuse_name(const char *name, uint32_t taken, struct api_query_fault *fault)
{
	const char *names[API_PARAM_COUNT];
	size_t count = 0;
	for (unsigned i = 0; i < API_PARAM_COUNT; i++) {
		if ((taken & API_BIT(i)) != 0)
			names[count++] = params[i].name;
	}
	snprintf(fault->what, sizeof(fault->what), "%.*s: there is no such parameter here",
		 SHOWN_SIZE, name);
	const char *nearest = ac_config_nearest(name, names, count);
	if (nearest != NULL) {
		snprintf(fault->help, sizeof(fault->help), "did you mean %s?", nearest);
		return false;
	}
	size_t used = (size_t)snprintf(fault->help, sizeof(fault->help),
				       count == 0 ? "this address takes none" : "it takes");
	for (size_t i = 0; i < count; i++)
		used += (size_t)snprintf(fault->help + used, sizeof(fault->help) - used, "%s %s",
					 i == 0 ? "" : ",", names[i]);
	return false;
}

static bool read_pair(struct ac_str pair, uint32_t taken, struct api_query *query,
		      struct api_query_fault *fault)
{
	const char *equals = memchr(pair.data, '=', pair.size);
	struct ac_str raw_name = { pair.data,
				   equals == NULL ? pair.size : (size_t)(equals - pair.data) };
	struct ac_str raw_value = { "", 0 };
	if (equals != NULL)
		raw_value = (struct ac_str){ equals + 1, pair.size - raw_name.size - 1 };
	char name[WORD_SIZE], value[WORD_SIZE];
	const char *why = decode(raw_name, name);
	if (why == NULL)
		why = decode(raw_value, value);
	if (why != NULL) {
		int shown = raw_name.size > SHOWN_SIZE ? SHOWN_SIZE : (int)raw_name.size;
		snprintf(fault->what, sizeof(fault->what), "%.*s: %s", shown, raw_name.data, why);
		snprintf(fault->help, sizeof(fault->help), "write name=value, percent-encoded");
		return false;
	}
	for (unsigned i = 0; i < API_PARAM_COUNT; i++) {
		if ((taken & API_BIT(i)) == 0 || strcmp(params[i].name, name) != 0)
			continue;
		if ((query->given & API_BIT(i)) != 0) {
			snprintf(fault->what, sizeof(fault->what), "%s: it stands twice", name);
			snprintf(fault->help, sizeof(fault->help), "write %s once", name);
			return false;
		}
		query->given |= API_BIT(i);
		return read_value(&params[i], i, value, query, fault);
	}
	return refuse_name(name, taken, fault);
}

static bool check_whole(uint32_t required, const struct api_query *query,
			struct api_query_fault *fault)
{
	for (unsigned i = 0; i < API_PARAM_COUNT; i++) {
		if ((required & ~query->given & API_BIT(i)) == 0)
			continue;
		snprintf(fault->what, sizeof(fault->what), "%s is missing", params[i].name);
		snprintf(fault->help, sizeof(fault->help), "add %s=%s", params[i].name,
			 params[i].example);
		return false;
	}
	if ((query->given & API_BIT(API_TO)) != 0 &&
	    query->value[API_FROM] >= query->value[API_TO]) {
		snprintf(fault->what, sizeof(fault->what),
			 "from=%" PRId64 ": not before to=%" PRId64, query->value[API_FROM],
			 query->value[API_TO]);
		snprintf(fault->help, sizeof(fault->help), "write a from that is smaller than to");
		return false;
	}
	return true;
}

bool api_query_read(struct ac_str query, uint32_t taken, uint32_t required,
		    struct api_query *ret_query, struct api_query_fault *ret_fault)
{
	ac_assert((required & ~taken) == 0);
	*ret_query = (struct api_query){ 0 };
	*ret_fault = (struct api_query_fault){ 0 };
	for (unsigned i = 0; i < API_PARAM_COUNT; i++)
		ret_query->value[i] = params[i].standard;
	while (query.size > 0) {
		const char *end = memchr(query.data, '&', query.size);
		size_t size = end == NULL ? query.size : (size_t)(end - query.data);
		if (size > 0 &&
		    !read_pair((struct ac_str){ query.data, size }, taken, ret_query, ret_fault))
			return false;
		size += end != NULL;
		query.data += size;
		query.size -= size;
	}
	return check_whole(required, ret_query, ret_fault);
}
