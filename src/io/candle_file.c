#include "io/candle_file.h"

#include <stdio.h>
#include <stdlib.h>

#include "io/packed_file.h"
#include "market/candle_csv.h"
#include "sys/error.h"

/* Text is unpacked and parsed in pieces that stay in the processor's cache. */
#define PIECE_SIZE (256u << 10)

/* 95 years of minutes; more is not a candle file, and the memory for it is not ours to take. */
#define CANDLES_MAX 50000000u

#define FOUND_SIZE 41 /* of a refused text, that much is shown */

/* Gives a file piece by piece, each ending at a line's end. */
struct pieces {
	struct ac_packed_file *file;
	char *buffer; /* PIECE_SIZE */
	size_t used;  /* bytes in the buffer */
	size_t given; /* of which the last piece took so many */
	bool is_end;
	uint64_t bytes; /* given so far */
};

static enum ac_status pieces_open(struct pieces *pieces, const char *path, struct ac_error *error)
{
	*pieces = (struct pieces){ .buffer = malloc(PIECE_SIZE) };
	if (pieces->buffer == NULL) {
		ac_error_set(error, "%s: out of memory", path);
		return AC_ERR_NOMEM;
	}
	return ac_packed_file_open(path, &pieces->file, error);
}

static void pieces_close(struct pieces *pieces)
{
	ac_packed_file_close(pieces->file);
	free(pieces->buffer);
	*pieces = (struct pieces){ 0 };
}

/* AC_END when all was given. */
static enum ac_status pieces_next(struct pieces *pieces, const char *path, struct ac_str *ret_text,
				  struct ac_error *error)
{
	size_t kept = pieces->used - pieces->given;
	memmove(pieces->buffer, pieces->buffer + pieces->given, kept);
	pieces->used = kept;
	pieces->given = 0;
	if (!pieces->is_end) {
		size_t got = 0;
		enum ac_status status = ac_packed_file_read(pieces->file, pieces->buffer + kept,
							    PIECE_SIZE - kept, &got, error);
		if (status != AC_OK)
			return status;
		pieces->is_end = got < PIECE_SIZE - kept;
		pieces->used += got;
	}
	if (pieces->used == 0)
		return AC_END;
	size_t size = pieces->used;
	if (!pieces->is_end) {
		const char *last = memrchr(pieces->buffer, '\n', size);
		if (last == NULL) {
			ac_error_set(error, "%s: a line is longer than %u bytes", path, PIECE_SIZE);
			return AC_ERR_PARSE;
		}
		size = (size_t)(last + 1 - pieces->buffer);
	}
	pieces->given = size;
	pieces->bytes += size;
	*ret_text = (struct ac_str){ pieces->buffer, size };
	return AC_OK;
}

/* "path:line:column: reason (found "text")". */
static enum ac_status refuse(const char *path, uint64_t line, uint32_t column, const char *reason,
			     struct ac_str found, struct ac_error *error)
{
	char text[FOUND_SIZE];
	size_t size = found.size < FOUND_SIZE ? found.size : FOUND_SIZE - 1;
	for (size_t i = 0; i < size; i++)
		text[i] =
			(char)(found.data[i] >= ' ' && found.data[i] <= '~' ? found.data[i] : '?');
	text[size] = '\0';
	ac_error_set_at(error, path, line, column, "%s (found \"%s%s\")", reason, text,
			size < found.size ? "..." : "");
	return AC_ERR_PARSE;
}

/* The whole of the line read last. */
static struct ac_str line_of(const struct ac_candle_csv *csv)
{
	size_t size = (size_t)(csv->at - csv->line_begin);
	while (size > 0 && (csv->line_begin[size - 1] == '\n' || csv->line_begin[size - 1] == '\r'))
		size--;
	return (struct ac_str){ csv->line_begin, size };
}

/* Makes room for at least one more candle: as many as the lines so far let expect for the whole
 * file, at least half as many again. */
static enum ac_status reserve(struct ac_candle_file *file, size_t *capacity, uint64_t bytes_done,
			      uint64_t bytes_guess)
{
	if (file->count < *capacity)
		return AC_OK;
	if (file->count >= CANDLES_MAX)
		return AC_ERR_FULL;
	uint64_t wanted = file->count + file->count / 2 + PIECE_SIZE / 64;
	if (bytes_done > 0) {
		uint64_t expected = file->count * (bytes_guess / bytes_done + 1);
		wanted = expected > wanted ? expected : wanted;
	}
	wanted = wanted < CANDLES_MAX ? wanted : CANDLES_MAX;
	struct ac_candle *grown = realloc(file->candles, wanted * sizeof(*grown));
	if (grown == NULL)
		return AC_ERR_NOMEM;
	file->candles = grown;
	*capacity = wanted;
	return AC_OK;
}

static enum ac_status load_candles(const char *path, struct pieces *pieces,
				   struct ac_candle_file *file, struct ac_error *error)
{
	struct ac_candle_csv csv;
	ac_candle_csv_init(&csv);
	size_t capacity = 0;
	uint64_t guess = ac_packed_file_size_guess(pieces->file);
	struct ac_str text;
	enum ac_status status;
	while ((status = pieces_next(pieces, path, &text, error)) == AC_OK) {
		uint64_t bytes_before = pieces->bytes - text.size;
		ac_candle_csv_feed(&csv, text);
		for (;;) {
			status = reserve(file, &capacity, bytes_before, guess);
			if (status != AC_OK) {
				ac_error_set_at(error, path, csv.line, 0, "%s",
						ac_status_text(status));
				return status;
			}
			struct ac_candle *candle = &file->candles[file->count];
			status = ac_candle_csv_next(&csv, candle);
			if (status == AC_END)
				break;
			if (status != AC_OK)
				return refuse(path, csv.line, csv.column, csv.reason, csv.found,
					      error);
			enum ac_candle_fault fault = ac_series_append(&file->series, candle);
			if (fault != AC_CANDLE_OK)
				return refuse(path, csv.line, 1, ac_candle_fault_text(fault),
					      line_of(&csv), error);
			file->count++;
		}
	}
	if (status != AC_END)
		return status;
	if (file->count == 0) {
		ac_error_set(error, "%s: holds no candle", path);
		return AC_ERR_PARSE;
	}
	file->bytes = pieces->bytes;
	/* Guesses are generous; what was not used goes back. */
	struct ac_candle *fitted = realloc(file->candles, file->count * sizeof(*fitted));
	if (fitted != NULL)
		file->candles = fitted;
	return AC_OK;
}

enum ac_status ac_candle_file_load(const char *path, struct ac_candle_file *ret_file,
				   struct ac_error *error)
{
	struct pieces pieces;
	struct ac_candle_file file = { 0 };
	enum ac_status status = pieces_open(&pieces, path, error);
	if (status == AC_OK)
		status = load_candles(path, &pieces, &file, error);
	pieces_close(&pieces);
	if (status != AC_OK) {
		ac_candle_file_free(&file);
		return status;
	}
	*ret_file = file;
	return AC_OK;
}

void ac_candle_file_free(struct ac_candle_file *file)
{
	free(file->candles);
	*file = (struct ac_candle_file){ 0 };
}

enum ac_status ac_candle_file_symbol(const char *path, char *symbol, size_t size)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	size_t length = strcspn(name, "-.");
	bool has_letter = false;
	for (size_t i = 0; i < length; i++) {
		char c = name[i];
		bool is_digit = (c >= '0' && c <= '9') || c == '_';
		/* Beyond ASCII there are symbols too; they have no case. */
		if (!is_digit && !(c >= 'A' && c <= 'Z') && (signed char)c >= 0)
			return AC_ERR_PARSE;
		has_letter |= !is_digit;
	}
	if (!has_letter || length >= size)
		return AC_ERR_PARSE;
	memcpy(symbol, name, length);
	symbol[length] = '\0';
	return AC_OK;
}

static enum ac_status append_rate(struct ac_funding_file *file, size_t *capacity,
				  const struct ac_funding_rate *rate)
{
	if (file->count == *capacity) {
		size_t wanted = *capacity * 2 + 1024;
		struct ac_funding_rate *grown = realloc(file->rates, wanted * sizeof(*grown));
		if (grown == NULL)
			return AC_ERR_NOMEM;
		file->rates = grown;
		*capacity = wanted;
	}
	file->rates[file->count++] = *rate;
	return AC_OK;
}

static enum ac_status load_rates(const char *path, struct pieces *pieces,
				 struct ac_funding_file *file, struct ac_error *error)
{
	struct ac_candle_csv csv;
	ac_candle_csv_init(&csv);
	size_t capacity = 0;
	struct ac_str text;
	enum ac_status status;
	while ((status = pieces_next(pieces, path, &text, error)) == AC_OK) {
		ac_candle_csv_feed(&csv, text);
		for (;;) {
			struct ac_funding_rate rate = { 0 };
			status = ac_candle_csv_next_rate(&csv, &rate.time_ms, &rate.rate);
			if (status == AC_END)
				break;
			if (status != AC_OK)
				return refuse(path, csv.line, csv.column, csv.reason, csv.found,
					      error);
			if (file->count > 0 && rate.time_ms <= file->rates[file->count - 1].time_ms)
				return refuse(path, csv.line, 1,
					      "the time is not after the line before",
					      line_of(&csv), error);
			status = append_rate(file, &capacity, &rate);
			if (status != AC_OK) {
				ac_error_set(error, "%s: out of memory", path);
				return status;
			}
		}
	}
	return status == AC_END ? AC_OK : status;
}

enum ac_status ac_funding_file_load(const char *path, struct ac_funding_file *ret_file,
				    struct ac_error *error)
{
	struct pieces pieces;
	struct ac_funding_file file = { 0 };
	enum ac_status status = pieces_open(&pieces, path, error);
	if (status == AC_OK)
		status = load_rates(path, &pieces, &file, error);
	pieces_close(&pieces);
	if (status != AC_OK) {
		ac_funding_file_free(&file);
		return status;
	}
	*ret_file = file;
	return AC_OK;
}

enum ac_status ac_funding_file_join(struct ac_funding_file *file, const char *mark_path,
				    struct ac_error *error)
{
	struct ac_candle_file marks;
	enum ac_status status = ac_candle_file_load(mark_path, &marks, error);
	if (status != AC_OK)
		return status;
	size_t m = 0;
	for (size_t i = 0; i < file->count; i++) {
		/* Settlements are stamped some milliseconds after their minute begins. */
		ac_ms minute = file->rates[i].time_ms - file->rates[i].time_ms % AC_MS_PER_MIN;
		while (m < marks.count && marks.candles[m].open_time_ms < minute)
			m++;
		if (m < marks.count && marks.candles[m].open_time_ms == minute)
			file->rates[i].mark.units = marks.candles[m].open;
	}
	ac_candle_file_free(&marks);
	return AC_OK;
}

void ac_funding_file_free(struct ac_funding_file *file)
{
	free(file->rates);
	*file = (struct ac_funding_file){ 0 };
}
