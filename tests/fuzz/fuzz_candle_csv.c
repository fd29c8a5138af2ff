/* Any bytes as a candle file: what is accepted must be what the plain decimal parser reads in each
 * column, must not depend on how the text is cut into pieces, and what is refused must say where.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "market/candle_csv.h"

/* The number in column `index` of the line that ends at `end`, read the slow way. */
static int64_t oracle_units(const char *line, const char *end, int index)
{
	const char *at = line;
	for (; index > 0; index--)
		at = (const char *)memchr(at, ',', (size_t)(end - at)) + 1;
	const char *comma = memchr(at, ',', (size_t)(end - at));
	const char *stop = comma != NULL ? comma : end;
	while (comma == NULL && stop > at && (stop[-1] == '\n' || stop[-1] == '\r'))
		stop--;
	struct ac_dec value = { 0 };
	ac_assert(ac_dec_parse((struct ac_str){ at, (size_t)(stop - at) }, &value) == AC_OK);
	return value.units;
}

static void check_candle(const struct ac_candle_csv *csv, const struct ac_candle *candle)
{
	const int64_t units[] = { candle->open, candle->high, candle->low, candle->close,
				  candle->volume };
	for (int i = 0; i < (int)AC_COUNT(units); i++)
		ac_assert(oracle_units(csv->line_begin, csv->at, i + 1) == units[i]);
	ac_assert(candle->open_time_ms >= 0);
	ac_assert(candle->missing_before == 0);
	/* A candle that is read is not yet one that is believed. */
	struct ac_series series = { 0 };
	struct ac_candle copy = *candle;
	if (ac_series_append(&series, &copy) == AC_CANDLE_OK)
		ac_assert(ac_candle_check(candle) == AC_CANDLE_OK);
}

struct outcome {
	enum ac_status status;
	uint64_t candles, line, sum;
	uint32_t column;
};

static void take(struct ac_candle_csv *csv, struct outcome *outcome)
{
	struct ac_candle candle;
	while ((outcome->status = ac_candle_csv_next(csv, &candle)) == AC_OK) {
		check_candle(csv, &candle);
		outcome->candles++;
		outcome->sum = outcome->sum * 31 + (uint64_t)candle.close + candle.trades;
	}
	outcome->line = csv->line;
	outcome->column = csv->column;
	ac_assert(outcome->status == AC_END || csv->reason != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct ac_candle_csv csv;
	struct outcome whole = { 0 }, pieces = { 0 };
	ac_candle_csv_init(&csv);
	ac_candle_csv_feed(&csv, (struct ac_str){ text, size });
	take(&csv, &whole);

	/* The same text line by line, each in a block of its own size. */
	ac_candle_csv_init(&csv);
	pieces.status = AC_END;
	for (size_t at = 0; at < size && pieces.status == AC_END;) {
		const char *newline = memchr(text + at, '\n', size - at);
		size_t length = newline != NULL ? (size_t)(newline + 1 - text) - at : size - at;
		char *line = malloc(length);
		ac_assert(line != NULL);
		memcpy(line, text + at, length);
		ac_candle_csv_feed(&csv, (struct ac_str){ line, length });
		take(&csv, &pieces);
		free(line);
		at += length;
	}
	ac_assert(whole.status == pieces.status);
	ac_assert(whole.candles == pieces.candles);
	ac_assert(whole.sum == pieces.sum);
	ac_assert(whole.line == pieces.line);
	ac_assert(whole.status == AC_END || whole.column == pieces.column);

	ac_ms time_ms;
	struct ac_dec rate;
	ac_candle_csv_init(&csv);
	ac_candle_csv_feed(&csv, (struct ac_str){ text, size });
	while (ac_candle_csv_next_rate(&csv, &time_ms, &rate) == AC_OK)
		ac_assert(time_ms >= 0);
	return 0;
}
