/* metrics_text.h - Prometheus' text format 0.0.4, written by hand: one heading a metric, then its
 * samples. Money is written exactly. Any thread. */
#ifndef AC_DASHBOARD_METRICS_TEXT_H
#define AC_DASHBOARD_METRICS_TEXT_H

#include "dashboard/api_reply.h"

/* `name` without the prefix autocoin_; `type` is gauge, counter or histogram. */
void metrics_head(struct ac_json *out, const char *name, const char *type, const char *help);

/* Pairs of name and value; names are our own words, values any text. */
struct metrics_label {
	const char *name, *value;
};
struct metrics_labels {
	size_t count;
	struct metrics_label items[4];
};
#define METRICS_NO_LABELS ((struct metrics_labels){ 0 })
#define METRICS_LABEL(n, v)                                                                        \
	((struct metrics_labels){ .count = 1, .items = { { .name = (n), .value = (v) } } })

void metrics_dec(struct ac_json *out, const char *name, const struct metrics_labels *labels,
		 struct ac_dec value);
void metrics_whole(struct ac_json *out, const char *name, const struct metrics_labels *labels,
		   uint64_t value);
void metrics_real(struct ac_json *out, const char *name, const struct metrics_labels *labels,
		  double value);
/* Milliseconds as seconds, exact. */
void metrics_seconds(struct ac_json *out, const char *name, const struct metrics_labels *labels,
		     int64_t value_ms);

/* A heading and the one sample under it. */
void metrics_gauge(struct ac_json *out, const char *name, const char *help, uint64_t value);
void metrics_gauge_dec(struct ac_json *out, const char *name, const char *help,
		       struct ac_dec value);
/* Percent, 1e-8, as a fraction of one. */
void metrics_gauge_ratio(struct ac_json *out, const char *name, const char *help,
			 struct ac_dec percent);
void metrics_gauge_seconds(struct ac_json *out, const char *name, const char *help,
			   int64_t value_ms);
void metrics_counter(struct ac_json *out, const char *name, const char *help, uint64_t value);

#endif
