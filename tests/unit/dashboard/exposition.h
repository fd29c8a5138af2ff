/* exposition.h - reads Prometheus' text format 0.0.4 strictly: every sample belongs to a metric
 * with HELP and TYPE before it, stands with its like, is named and valued as it must be, and comes
 * once; histograms are cumulative. */
#ifndef AC_TESTS_DASHBOARD_EXPOSITION_H
#define AC_TESTS_DASHBOARD_EXPOSITION_H

#include "check.h"

#include <math.h>
#include <string.h>

#include "core/base.h"

#define EXPOSITION_MAX 2048

struct exposition_sample {
	char name[96], labels[200]; /* labels as written, without braces */
	char text[40];              /* the value as written */
	double value;
};
struct exposition {
	char fault[300]; /* "" none */
	char metric[96], type[16], help_of[96];
	char metrics[300][96];
	size_t metric_count;
	struct exposition_sample samples[EXPOSITION_MAX];
	size_t count;
};

static inline bool exposition_fail(struct exposition *e, const char *line, const char *why)
{
	if (e->fault[0] == '\0')
		snprintf(e->fault, sizeof(e->fault), "%s: %.200s", why, line);
	return false;
}

static inline size_t exposition_name(const char *text, bool has_colon)
{
	size_t size =
		strspn(text, has_colon ? "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					 "0123456789_:"
				       : "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					 "0123456789_");
	return size > 0 && (text[0] < '0' || text[0] > '9') ? size : 0;
}

static inline bool exposition_comment(struct exposition *e, const char *line)
{
	char name[96], type[16], rest[300];
	if (sscanf(line, "# HELP %95s %299[^\n]", name, rest) == 2) {
		for (size_t i = 0; i < e->metric_count; i++) {
			if (strcmp(e->metrics[i], name) == 0)
				return exposition_fail(e, line, "a metric that stands twice");
		}
		snprintf(e->help_of, sizeof(e->help_of), "%s", name);
		return exposition_name(name, true) == strlen(name) ||
		       exposition_fail(e, line, "not a name");
	}
	if (sscanf(line, "# TYPE %95s %15s", name, type) != 2)
		return exposition_fail(e, line, "neither HELP nor TYPE");
	if (strcmp(name, e->help_of) != 0)
		return exposition_fail(e, line, "TYPE without HELP before it");
	size_t size = strlen(name);
	bool is_total = size > 6 && strcmp(name + size - 6, "_total") == 0;
	bool is_counter = strcmp(type, "counter") == 0;
	if (!is_counter && strcmp(type, "gauge") != 0 && strcmp(type, "histogram") != 0)
		return exposition_fail(e, line, "an unknown type");
	if (is_total != is_counter)
		return exposition_fail(e, line, "counters, and only they, end in _total");
	if (strncmp(name, "autocoin_", 9) != 0)
		return exposition_fail(e, line, "a name without our prefix");
	snprintf(e->metric, sizeof(e->metric), "%s", name);
	snprintf(e->type, sizeof(e->type), "%s", type);
	snprintf(e->metrics[e->metric_count++], sizeof(e->metrics[0]), "%s", name);
	return true;
}

/* {name="value",…}: `text` is behind the brace; returns what follows, or NULL. */
static inline const char *exposition_labels(const char *text)
{
	for (;;) {
		size_t size = exposition_name(text, false);
		if (size == 0 || text[size] != '=' || text[size + 1] != '"')
			return NULL;
		text += size + 2;
		while (*text != '"') {
			if (*text == '\0' || *text == '\n')
				return NULL;
			if (*text == '\\' && strchr("\\\"n", text[1]) == NULL)
				return NULL;
			text += *text == '\\' ? 2 : 1;
		}
		text++;
		if (*text == '}')
			return text + 1;
		if (*text++ != ',')
			return NULL;
	}
}

static inline bool exposition_sample(struct exposition *e, const char *line)
{
	struct exposition_sample *sample = &e->samples[e->count];
	size_t size = exposition_name(line, true);
	const char *rest = line + size;
	char *end;
	if (size == 0 || size >= sizeof(sample->name) || e->count == EXPOSITION_MAX)
		return exposition_fail(e, line, "not a sample");
	snprintf(sample->name, sizeof(sample->name), "%.*s", (int)size, line);
	sample->labels[0] = '\0';
	if (*rest == '{') {
		const char *after = exposition_labels(rest + 1);
		if (after == NULL)
			return exposition_fail(e, line, "broken labels");
		snprintf(sample->labels, sizeof(sample->labels), "%.*s", (int)(after - rest - 2),
			 rest + 1);
		rest = after;
	}
	if (*rest != ' ' || rest[1] == ' ' || rest[1] == '\0')
		return exposition_fail(e, line, "no value");
	sample->value = strtod(rest + 1, &end);
	if (*end != '\0' || isnan(sample->value))
		return exposition_fail(e, line, "not a number");
	snprintf(sample->text, sizeof(sample->text), "%s", rest + 1);
	size_t own = strlen(e->metric);
	const char *suffix = sample->name + own;
	bool is_own = own > 0 && strncmp(sample->name, e->metric, own) == 0;
	bool is_histogram = strcmp(e->type, "histogram") == 0;
	bool fits = is_histogram ? strcmp(suffix, "_bucket") == 0 || strcmp(suffix, "_count") == 0
				 : *suffix == '\0';
	if (!is_own || !fits)
		return exposition_fail(e, line, "not under its own heading");
	for (size_t i = 0; i < e->count; i++) {
		if (strcmp(e->samples[i].name, sample->name) == 0 &&
		    strcmp(e->samples[i].labels, sample->labels) == 0)
			return exposition_fail(e, line, "a sample that stands twice");
	}
	if (strcmp(e->type, "gauge") != 0 && sample->value < 0)
		return exposition_fail(e, line, "a count below zero");
	e->count++;
	return true;
}

/* Buckets rise in bound and count, and end with +Inf, which is the count. */
static inline bool exposition_histograms(struct exposition *e)
{
	const struct exposition_sample *before = NULL;
	double bound = 0;
	for (size_t i = 0; i < e->count; i++) {
		struct exposition_sample *sample = &e->samples[i];
		const char *le = strstr(sample->labels, "le=\"");
		size_t size = strlen(sample->name);
		if (le != NULL) {
			double here = strtod(le + 4, NULL);
			bool is_next = before != NULL && strcmp(before->name, sample->name) == 0;
			if (is_next && (here <= bound || sample->value < before->value))
				return exposition_fail(e, sample->labels, "buckets that fall");
			bound = here;
			before = sample;
		} else if (size > 8 && strcmp(sample->name + size - 6, "_count") == 0) {
			if (before == NULL || !isinf(bound) || before->value != sample->value)
				return exposition_fail(e, sample->name, "+Inf is not the count");
			before = NULL;
		}
	}
	return before == NULL || exposition_fail(e, before->name, "no count");
}

static inline bool exposition_read(struct exposition *e, const char *text, size_t size)
{
	*e = (struct exposition){ 0 };
	if (size == 0 || text[size - 1] != '\n')
		return exposition_fail(e, "", "it does not end with a line's end");
	while (size > 0) {
		char line[600];
		const char *end = memchr(text, '\n', size);
		size_t length = (size_t)(end - text);
		if (length == 0 || length >= sizeof(line))
			return exposition_fail(e, "", "an empty or endless line");
		snprintf(line, sizeof(line), "%.*s", (int)length, text);
		if (line[0] == '#' ? !exposition_comment(e, line) : !exposition_sample(e, line))
			return false;
		text += length + 1;
		size -= length + 1;
	}
	return exposition_histograms(e);
}

/* The value as written, or NULL. */
static inline const char *exposition_find(const struct exposition *e, const char *name,
					  const char *labels)
{
	for (size_t i = 0; i < e->count; i++) {
		if (strcmp(e->samples[i].name, name) == 0 &&
		    strcmp(e->samples[i].labels, labels) == 0)
			return e->samples[i].text;
	}
	return NULL;
}

#endif
