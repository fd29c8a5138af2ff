#include "session/feed.h"

#include "core/text.h"
#include "simulated/synthetic.h"
#include "sys/block.h"
#include "sys/error.h"

#include <stdio.h>
#include <stdlib.h>

#define SEED_DEFAULT 1

/* One symbol's candles, from one file or several in a row. */
struct track {
	struct ac_candle *candles;
	size_t count, next, capacity;
	struct ac_series series;
};

struct ac_feed {
	struct track *tracks; /* one per instrument */
	uint32_t symbol_count;
	struct ac_session_candle *batch;
	struct ac_synthetic *synthetic;
	struct ac_block synthetic_block;
	ac_ms synthetic_start_ms;
	uint16_t symbols[AC_INSTRUMENTS_MAX]; /* the synthetic market keeps a pointer to these */
	struct ac_event tick;
	ac_ms *done_ms; /* per symbol, of a synthetic feed that goes on after a restart */
	bool is_skipping;
};

static bool next_path(const char **at, char *path, size_t size)
{
	ac_assert(size > 0);
	if (**at == '\0')
		return false;
	size_t length = strcspn(*at, ",");
	snprintf(path, size, "%.*s", (int)length, *at);
	*at += length;
	if (**at == ',')
		(*at)++;
	return true;
}

static enum ac_status spec_fault(const char *spec, struct ac_error *error)
{
	ac_error_set(error, "--feed %s: not a feed; use replay:PATH[,PATH…] or synthetic[:seed=N]",
		     spec);
	return AC_ERR_PARSE;
}

enum ac_status ac_feed_symbols(const char *spec, void (*take)(void *self, const char *symbol),
			       void *self, struct ac_error *error)
{
	if (ac_str_begins(ac_str_from(spec), AC_STR("synthetic")))
		return AC_END;
	if (!ac_str_begins(ac_str_from(spec), AC_STR("replay:")) || spec[7] == '\0')
		return spec_fault(spec, error);
	const char *at = spec + 7;
	char path[1024];
	while (next_path(&at, path, sizeof(path))) {
		char symbol[AC_SYMBOL_SIZE];
		if (ac_candle_file_symbol(path, symbol, sizeof(symbol)) != AC_OK) {
			ac_error_set(error,
				     "%s: the file's name does not begin with a symbol, such as "
				     "BTCUSDT-1m.csv.gz",
				     path);
			return AC_ERR_PARSE;
		}
		take(self, symbol);
	}
	return AC_OK;
}

static enum ac_status track_append(struct track *track, struct ac_candle_file *file,
				   const char *path, struct ac_error *error)
{
	ac_assert(track->next <= track->count);
	struct ac_candle *grown =
		realloc(track->candles, (track->count + file->count) * sizeof(*grown));
	if (grown == NULL && file->count > 0) {
		ac_error_set(error, "%s: out of memory", path);
		return AC_ERR_NOMEM;
	}
	track->candles = grown;
	for (size_t i = 0; i < file->count; i++) {
		struct ac_candle candle = file->candles[i];
		candle.missing_before = 0;
		enum ac_candle_fault fault = ac_series_append(&track->series, &candle);
		if (fault != AC_CANDLE_OK) {
			ac_error_set(error, "%s: %s; give the files of a symbol in order of time",
				     path, ac_candle_fault_text(fault));
			return AC_ERR_PARSE;
		}
		track->candles[track->count++] = candle;
	}
	return AC_OK;
}

static enum ac_status load_replay(struct ac_feed *feed, const char *spec,
				  const struct ac_instruments *instruments, struct ac_error *error)
{
	ac_assert(feed->synthetic == NULL);
	const char *at = spec + 7;
	char path[1024], symbol[AC_SYMBOL_SIZE];
	while (next_path(&at, path, sizeof(path))) {
		if (ac_candle_file_symbol(path, symbol, sizeof(symbol)) != AC_OK)
			return spec_fault(spec, error);
		int32_t index = ac_instruments_find(instruments, ac_str_from(symbol));
		if (index < 0)
			continue; /* a symbol that is switched off is not traded */
		struct ac_candle_file file;
		enum ac_status status = ac_candle_file_load(path, &file, error);
		if (status != AC_OK)
			return status;
		status = track_append(&feed->tracks[index], &file, path, error);
		ac_candle_file_free(&file);
		if (status != AC_OK)
			return status;
	}
	return AC_OK;
}

static bool parse_number(const char **at, const char *name, uint64_t *ret_value)
{
	ac_assert(name[0] != '\0');
	size_t length = strlen(name);
	if (strncmp(*at, name, length) != 0 || (*at)[length] < '0' || (*at)[length] > '9')
		return false;
	char *end = NULL;
	*ret_value = strtoull(*at + length, &end, 10);
	*at = *end == ',' ? end + 1 : end;
	return true;
}

/* "synthetic", then ":seed=N" and, as a restart writes it, "start=MS". */
static bool parse_synthetic(const char *spec, uint64_t *ret_seed, ac_ms *ret_start_ms)
{
	const char *at = spec + strlen("synthetic");
	if (*at == '\0')
		return true;
	if (*at++ != ':' || *at == '\0')
		return false;
	uint64_t start = 0;
	if (ac_str_begins(ac_str_from(at), AC_STR("seed=")) &&
	    !parse_number(&at, "seed=", ret_seed))
		return false;
	if (ac_str_begins(ac_str_from(at), AC_STR("start="))) {
		if (!parse_number(&at, "start=", &start))
			return false;
		*ret_start_ms = (ac_ms)start;
	}
	return *at == '\0' && at[-1] != ',';
}

static enum ac_status create_synthetic(struct ac_feed *feed, const char *spec,
				       const struct ac_instruments *instruments, ac_ms start_ms,
				       struct ac_error *error)
{
	ac_assert(feed->synthetic == NULL);
	ac_assert(instruments->count <= AC_INSTRUMENTS_MAX);
	uint64_t seed = SEED_DEFAULT;
	if (!parse_synthetic(spec, &seed, &start_ms))
		return spec_fault(spec, error);
	for (uint32_t i = 0; i < instruments->count; i++)
		feed->symbols[i] = (uint16_t)i;
	feed->synthetic_start_ms = start_ms - start_ms % AC_MS_PER_MIN;
	struct ac_synthetic_config config = {
		.instruments = instruments,
		.symbols = feed->symbols,
		.symbol_count = instruments->count,
		.seed = seed,
		.start_ms = feed->synthetic_start_ms - AC_FEED_HISTORY_MINUTES * AC_MS_PER_MIN,
	};
	struct ac_arena arena = { 0 }; /* measures */
	enum ac_status status = ac_synthetic_create(&arena, &config, &feed->synthetic);
	if (status == AC_OK) {
		status = ac_block_take(&feed->synthetic_block, &arena);
		if (status != AC_OK) {
			ac_error_set(error, "out of memory");
			return status;
		}
		status = ac_synthetic_create(&arena, &config, &feed->synthetic);
	}
	if (status != AC_OK)
		ac_error_set(error, "--feed %s: no synthetic market can begin there (%s)", spec,
			     ac_status_text(status));
	return status;
}

enum ac_status ac_feed_create(const char *spec, const struct ac_instruments *instruments,
			      ac_ms start_ms, struct ac_feed **ret_feed, struct ac_error *error)
{
	ac_assert(spec != NULL);
	struct ac_feed *feed = calloc(1, sizeof(*feed));
	enum ac_status status = AC_ERR_NOMEM;
	ac_error_set(error, "out of memory");
	if (feed == NULL)
		return status;
	feed->symbol_count = instruments->count;
	feed->tracks = calloc(instruments->count + 1u, sizeof(*feed->tracks));
	feed->batch = calloc(instruments->count + 1u, sizeof(*feed->batch));
	feed->done_ms = calloc(instruments->count + 1u, sizeof(*feed->done_ms));
	if (feed->tracks == NULL || feed->batch == NULL || feed->done_ms == NULL)
		goto fail;
	if (ac_str_begins(ac_str_from(spec), AC_STR("replay:")))
		status = load_replay(feed, spec, instruments, error);
	else if (ac_str_begins(ac_str_from(spec), AC_STR("synthetic")))
		status = create_synthetic(feed, spec, instruments, start_ms, error);
	else
		status = spec_fault(spec, error);
	if (status != AC_OK)
		goto fail;
	*ret_feed = feed;
	return AC_OK;
fail:
	ac_feed_destroy(feed);
	return status;
}

void ac_feed_destroy(struct ac_feed *feed)
{
	if (feed == NULL)
		return;
	for (uint32_t i = 0; feed->tracks != NULL && i < feed->symbol_count; i++)
		free(feed->tracks[i].candles);
	free(feed->tracks);
	free(feed->batch);
	free(feed->done_ms);
	ac_block_release(&feed->synthetic_block);
	free(feed);
}

void ac_feed_skip(struct ac_feed *feed, const ac_ms *candle_open_ms_done)
{
	ac_assert(candle_open_ms_done != NULL);
	for (uint32_t i = 0; i < feed->symbol_count; i++) {
		struct track *track = &feed->tracks[i];
		while (track->next < track->count &&
		       track->candles[track->next].open_time_ms <= candle_open_ms_done[i])
			track->next++;
		feed->done_ms[i] = candle_open_ms_done[i];
		feed->is_skipping |= candle_open_ms_done[i] > 0;
	}
}

static bool next_replay(struct ac_feed *feed, struct ac_feed_item *ret_item)
{
	ac_assert(feed->synthetic == NULL);
	ac_ms earliest = INT64_MAX;
	for (uint32_t i = 0; i < feed->symbol_count; i++) {
		const struct track *track = &feed->tracks[i];
		if (track->next < track->count &&
		    track->candles[track->next].open_time_ms < earliest)
			earliest = track->candles[track->next].open_time_ms;
	}
	if (earliest == INT64_MAX)
		return false;
	size_t count = 0;
	for (uint32_t i = 0; i < feed->symbol_count; i++) {
		struct track *track = &feed->tracks[i];
		if (track->next < track->count &&
		    track->candles[track->next].open_time_ms == earliest)
			feed->batch[count++] =
				(struct ac_session_candle){ (uint16_t)i,
							    &track->candles[track->next++] };
	}
	ac_assert(count > 0 && count <= feed->symbol_count);
	*ret_item = (struct ac_feed_item){
		.time_ns = earliest * AC_NS_PER_MS,
		.candles = feed->batch,
		.candle_count = count,
	};
	return true;
}

/* After a restart the generator runs again from its beginning; what was seen then is passed over.
 */
static bool was_seen(const struct ac_feed *feed)
{
	ac_assert(feed->tick.symbol < feed->symbol_count);
	ac_ms done = feed->done_ms[feed->tick.symbol];
	if (feed->tick.kind == AC_EVENT_CANDLE)
		return feed->tick.candle.open_time_ms <= done;
	return done > 0 && feed->tick.time_ns < (done + AC_MS_PER_MIN) * AC_NS_PER_MS;
}

static bool next_synthetic(struct ac_feed *feed, struct ac_feed_item *ret_item)
{
	ac_assert(feed->synthetic != NULL);
	bool is_history;
	do {
		ac_synthetic_next(feed->synthetic, &feed->tick);
		is_history = feed->tick.time_ns <= feed->synthetic_start_ms * AC_NS_PER_MS;
	} while ((is_history && feed->tick.kind != AC_EVENT_CANDLE) ||
		 (feed->is_skipping && was_seen(feed)));
	if (is_history)
		feed->tick.flags |= AC_EVENT_FLAG_HISTORY;
	ac_assert(feed->tick.symbol < feed->symbol_count);
	*ret_item = (struct ac_feed_item){ .time_ns = feed->tick.time_ns, .tick = &feed->tick };
	return true;
}

bool ac_feed_next(struct ac_feed *feed, struct ac_feed_item *ret_item)
{
	ac_assert(ret_item != NULL);
	return feed->synthetic != NULL ? next_synthetic(feed, ret_item)
				       : next_replay(feed, ret_item);
}

void ac_feed_stats_get(const struct ac_feed *feed, struct ac_feed_stats *ret_stats)
{
	*ret_stats = (struct ac_feed_stats){ 0 };
	for (uint32_t i = 0; i < feed->symbol_count; i++) {
		const struct track *track = &feed->tracks[i];
		if (track->count == 0)
			continue;
		ac_ms first = track->candles[0].open_time_ms;
		ac_ms last = track->candles[track->count - 1].open_time_ms;
		ret_stats->candles += track->count;
		ret_stats->gaps += track->series.gaps;
		ret_stats->minutes_missing += track->series.minutes_missing;
		if (ret_stats->first_ms == 0 || first < ret_stats->first_ms)
			ret_stats->first_ms = first;
		if (last > ret_stats->last_ms)
			ret_stats->last_ms = last;
	}
}

bool ac_feed_is_synthetic(const struct ac_feed *feed)
{
	ac_assert(feed != NULL);
	return feed->synthetic != NULL;
}
