#include "dashboard/metrics_text.h"

#include <inttypes.h>

void metrics_head(struct ac_json *out, const char *name, const char *type, const char *help)
{
	api_put_format(out, "# HELP autocoin_%s %s\n# TYPE autocoin_%s %s\n", name, help, name,
		       type);
}

static void put_label_value(struct ac_json *out, const char *value)
{
	for (const char *c = value; *c != '\0'; c++) {
		if (*c == '\\' || *c == '"')
			api_put(out, AC_STR("\\"));
		if (*c == '\n')
			api_put(out, AC_STR("\\n"));
		else
			api_put(out, (struct ac_str){ c, 1 });
	}
}

static void begin_sample(struct ac_json *out, const char *name, const struct metrics_labels *labels)
{
	api_put_format(out, "autocoin_%s", name);
	for (size_t i = 0; i < labels->count; i++) {
		api_put_format(out, "%s%s=\"", i == 0 ? "{" : ",", labels->items[i].name);
		put_label_value(out, labels->items[i].value);
		api_put(out, AC_STR("\""));
	}
	api_put(out, labels->count > 0 ? AC_STR("} ") : AC_STR(" "));
}

void metrics_dec(struct ac_json *out, const char *name, const struct metrics_labels *labels,
		 struct ac_dec value)
{
	char text[AC_DEC_TEXT_SIZE];
	(void)ac_dec_format(value, text);
	begin_sample(out, name, labels);
	api_put_format(out, "%s\n", text);
}

void metrics_whole(struct ac_json *out, const char *name, const struct metrics_labels *labels,
		   uint64_t value)
{
	begin_sample(out, name, labels);
	api_put_format(out, "%" PRIu64 "\n", value);
}

void metrics_real(struct ac_json *out, const char *name, const struct metrics_labels *labels,
		  double value)
{
	begin_sample(out, name, labels);
	api_put_format(out, "%.12g\n", value);
}

void metrics_seconds(struct ac_json *out, const char *name, const struct metrics_labels *labels,
		     int64_t value_ms)
{
	uint64_t size = value_ms < 0 ? 0 - (uint64_t)value_ms : (uint64_t)value_ms;
	begin_sample(out, name, labels);
	api_put_format(out, "%s%" PRIu64 ".%03" PRIu64 "\n", value_ms < 0 ? "-" : "", size / 1000,
		       size % 1000);
}

void metrics_gauge(struct ac_json *out, const char *name, const char *help, uint64_t value)
{
	metrics_head(out, name, "gauge", help);
	metrics_whole(out, name, &METRICS_NO_LABELS, value);
}

void metrics_gauge_dec(struct ac_json *out, const char *name, const char *help, struct ac_dec value)
{
	metrics_head(out, name, "gauge", help);
	metrics_dec(out, name, &METRICS_NO_LABELS, value);
}

void metrics_gauge_ratio(struct ac_json *out, const char *name, const char *help,
			 struct ac_dec percent)
{
	metrics_head(out, name, "gauge", help);
	metrics_real(out, name, &METRICS_NO_LABELS, ac_dec_to_double(percent) / 100.0);
}

void metrics_gauge_seconds(struct ac_json *out, const char *name, const char *help,
			   int64_t value_ms)
{
	metrics_head(out, name, "gauge", help);
	metrics_seconds(out, name, &METRICS_NO_LABELS, value_ms);
}

void metrics_counter(struct ac_json *out, const char *name, const char *help, uint64_t value)
{
	metrics_head(out, name, "counter", help);
	metrics_whole(out, name, &METRICS_NO_LABELS, value);
}
