#include "market/candle_csv.h"

#include <strings.h>

#define COLUMNS_MIN   6u
#define COLUMNS_MAX   12u
#define COLUMN_TRADES 9u

/* From here on a time counts microseconds: as milliseconds it would be the year 5138. */
#define MICROSECONDS_MIN 100000000000000LL

/* 10^(8 - decimals): what turns the digits of a number with that many decimals into units. */
static const uint64_t unit_scale[AC_DEC_DIGITS + 1] = { 100000000, 10000000, 1000000, 100000, 10000,
							1000,      100,      10,      1 };

void ac_candle_csv_init(struct ac_candle_csv *csv)
{
	*csv = (struct ac_candle_csv){ .at = "", .end = NULL };
	csv->end = csv->at;
	csv->line_begin = csv->at;
}

void ac_candle_csv_feed(struct ac_candle_csv *csv, struct ac_str text)
{
	ac_assert(csv->at == csv->end);
	csv->at = text.data;
	csv->end = text.data + text.size;
}

static const char *field_end(const char *at, const char *end)
{
	const char *comma = memchr(at, ',', (size_t)(end - at));
	return comma != NULL ? comma : end;
}

static enum ac_status refuse(struct ac_candle_csv *csv, const char *at, const char *end,
			     const char *reason)
{
	csv->reason = reason;
	csv->found = (struct ac_str){ at, (size_t)(field_end(at, end) - at) };
	csv->column = (uint32_t)(at - csv->line_begin) + 1;
	return AC_ERR_PARSE;
}

/* Numbers that the loop of read_decimal does not take: signs, very long ones and malformed ones. */
static enum ac_status read_unusual(struct ac_candle_csv *csv, const char **at, const char *end,
				   int64_t *ret_units)
{
	const char *stop = field_end(*at, end);
	struct ac_dec value;
	enum ac_status status = ac_dec_parse((struct ac_str){ *at, (size_t)(stop - *at) }, &value);
	if (status == AC_ERR_RANGE)
		return refuse(csv, *at, end, "the number is out of range");
	if (status != AC_OK)
		return refuse(csv, *at, end,
			      stop == *at ? "a number is missing"
					  : "not a decimal number of at most eight decimals");
	*at = stop;
	*ret_units = value.units;
	return AC_OK;
}

/* Reads the number at *at and leaves *at at the comma or line end behind it. Does what ac_dec_parse
 * does, but finds the end of the number on the way, which halves the time of a whole file. */
static enum ac_status read_decimal(struct ac_candle_csv *csv, const char **at, const char *end,
				   int64_t *ret_units)
{
	const char *p = *at;
	uint64_t units = 0;
	unsigned digit;
	for (; p < end && (digit = (unsigned)*p - '0') <= 9; p++)
		units = units * 10 + digit;
	size_t digits = (size_t)(p - *at);
	size_t decimals = 0;
	if (p < end && *p == '.' && digits > 0) {
		const char *first = ++p;
		for (; p < end && (digit = (unsigned)*p - '0') <= 9; p++)
			units = units * 10 + digit;
		decimals = (size_t)(p - first);
		digits += decimals;
		if (decimals == 0)
			return read_unusual(csv, at, end, ret_units);
	}
	/* Up to 19 digits cannot have overflowed 64 bits on the way. */
	if (digits == 0 || digits > 19 || decimals > AC_DEC_DIGITS || (p < end && *p != ','))
		return read_unusual(csv, at, end, ret_units);
	if (__builtin_mul_overflow(units, unit_scale[decimals], &units) || units > INT64_MAX)
		return refuse(csv, *at, end, "the number is out of range");
	*at = p;
	*ret_units = (int64_t)units;
	return AC_OK;
}

/* Small rates are found with an exponent ("9.3e-7"); they count only if no digit is lost. */
static enum ac_status read_rate(struct ac_candle_csv *csv, const char **at, const char *end,
				int64_t *ret_units)
{
	const char *stop = field_end(*at, end);
	const char *mark = memchr(*at, 'e', (size_t)(stop - *at));
	if (mark == NULL)
		return read_decimal(csv, at, end, ret_units);
	struct ac_dec value = AC_DEC_ZERO;
	bool is_exact = ac_dec_parse((struct ac_str){ *at, (size_t)(mark - *at) }, &value) == AC_OK;
	/* A minus and one or two digits. */
	is_exact &= stop - mark >= 3 && stop - mark <= 4 && mark[1] == '-';
	int64_t exponent = 0;
	for (const char *p = mark + 2; is_exact && p < stop; p++) {
		is_exact = (unsigned)*p - '0' <= 9;
		exponent = exponent * 10 + *p - '0';
	}
	for (; is_exact && exponent > 0 && value.units != 0; exponent--) {
		is_exact = value.units % 10 == 0;
		value.units /= 10;
	}
	if (!is_exact)
		return refuse(csv, *at, end, "not a decimal number of at most eight decimals");
	*at = stop;
	*ret_units = value.units;
	return AC_OK;
}

/* Digits alone, up to `limit`. */
static enum ac_status read_whole(struct ac_candle_csv *csv, const char **at, const char *end,
				 uint64_t limit, const char *reason, uint64_t *ret_value)
{
	const char *p = *at;
	uint64_t value = 0;
	unsigned digit;
	for (; p < end && (digit = (unsigned)*p - '0') <= 9 && p - *at < 19; p++)
		value = value * 10 + digit;
	if (p == *at || (p < end && *p != ',') || value > limit)
		return refuse(csv, *at, end, reason);
	*at = p;
	*ret_value = value;
	return AC_OK;
}

static enum ac_status read_time(struct ac_candle_csv *csv, const char **at, const char *end,
				ac_ms *ret_time_ms)
{
	const char *first = *at;
	uint64_t value;
	enum ac_status status = read_whole(csv, at, end, INT64_MAX,
					   "the time is not a whole number of ms or us", &value);
	if (status != AC_OK)
		return status;
	if (value >= MICROSECONDS_MIN) {
		if (value % 1000 != 0)
			return refuse(csv, first, end,
				      "the time in microseconds is not a whole millisecond");
		value /= 1000;
	}
	*ret_time_ms = (ac_ms)value;
	return AC_OK;
}

/* Steps over the comma between two columns. */
static enum ac_status read_comma(struct ac_candle_csv *csv, const char **at, const char *end)
{
	if (*at == end)
		return refuse(csv, *at, end, "the line ends too early");
	ac_assert(**at == ',');
	++*at;
	return AC_OK;
}

/* The columns behind the volume carry nothing we trade by: they only have to look like numbers or
 * be empty, the ninth must be a count. */
static enum ac_status read_rest(struct ac_candle_csv *csv, const char *at, const char *end,
				uint32_t column, uint32_t columns_max, uint32_t *ret_trades)
{
	while (at < end) {
		at++; /* the comma */
		if (++column > columns_max)
			return refuse(csv, at, end, "the line has too many columns");
		if (column == COLUMN_TRADES && at < end && *at != ',') {
			uint64_t trades;
			enum ac_status status =
				read_whole(csv, &at, end, UINT32_MAX,
					   "the number of trades is not a whole number", &trades);
			if (status != AC_OK)
				return status;
			*ret_trades = (uint32_t)trades;
			continue;
		}
		const char *first = at;
		for (; at < end && *at != ','; at++) {
			bool is_plain = (unsigned)*at - '0' <= 9 || *at == '.';
			if (!is_plain && (*at == '\0' || strchr("+-eE", *at) == NULL))
				return refuse(csv, first, end, "not a number");
		}
	}
	if (csv->columns == 0)
		csv->columns = column;
	if (column != csv->columns)
		return refuse(csv, end, end, "the line has fewer or more columns than the first");
	return AC_OK;
}

/* A header that names its columns in another order would make every candle wrong without a trace.
 */
static enum ac_status read_header(struct ac_candle_csv *csv, const char *at, const char *end,
				  bool is_candles)
{
	static const char *const names[] = { NULL, "open", "high", "low", "close" };
	uint32_t column = 0;
	for (;; at++) {
		const char *stop = field_end(at, end);
		if (is_candles && column < AC_COUNT(names) && names[column] != NULL &&
		    (strlen(names[column]) != (size_t)(stop - at) ||
		     strncasecmp(names[column], at, (size_t)(stop - at)) != 0))
			return refuse(csv, at, end,
				      "a header's second to fifth columns must be open, high, low "
				      "and close");
		column++;
		if (stop == end)
			break;
		at = stop;
	}
	if (is_candles && (column < COLUMNS_MIN || column > COLUMNS_MAX))
		return refuse(csv, end, end, "the header has not 6 to 12 columns");
	csv->columns = column;
	return AC_OK;
}

/* Finds the next line that holds data. */
static enum ac_status next_line(struct ac_candle_csv *csv, bool is_candles, const char **ret_end)
{
	while (csv->at < csv->end) {
		const char *begin = csv->at;
		const char *stop = memchr(begin, '\n', (size_t)(csv->end - begin));
		csv->at = stop != NULL ? stop + 1 : csv->end;
		stop = stop != NULL ? stop : csv->end;
		if (stop > begin && stop[-1] == '\r')
			stop--;
		csv->line_begin = begin;
		csv->line++;
		if (csv->line == 1 && stop - begin >= 3 && memcmp(begin, "\xef\xbb\xbf", 3) == 0)
			csv->line_begin = begin = begin + 3;
		if (stop == begin) {
			if (csv->line_blank == 0)
				csv->line_blank = csv->line;
			continue;
		}
		if (csv->line_blank != 0) {
			csv->line = csv->line_blank;
			return refuse(csv, begin, begin, "an empty line is not the last");
		}
		if (csv->line == 1 && (unsigned)*begin - '0' > 9) {
			enum ac_status status = read_header(csv, begin, stop, is_candles);
			if (status != AC_OK)
				return status;
			continue;
		}
		*ret_end = stop;
		return AC_OK;
	}
	return AC_END;
}

enum ac_status ac_candle_csv_next(struct ac_candle_csv *csv, struct ac_candle *ret_candle)
{
	const char *end = NULL;
	enum ac_status status = next_line(csv, true, &end);
	if (status != AC_OK)
		return status;
	const char *at = csv->line_begin;
	struct ac_candle candle = { 0 };
	status = read_time(csv, &at, end, &candle.open_time_ms);
	if (status != AC_OK)
		return status;
	int64_t *const numbers[] = { &candle.open, &candle.high, &candle.low, &candle.close,
				     &candle.volume };
	for (size_t i = 0; i < AC_COUNT(numbers); i++) {
		status = read_comma(csv, &at, end);
		if (status == AC_OK)
			status = read_decimal(csv, &at, end, numbers[i]);
		if (status != AC_OK)
			return status;
	}
	status = read_rest(csv, at, end, COLUMNS_MIN, COLUMNS_MAX, &candle.trades);
	if (status != AC_OK)
		return status;
	*ret_candle = candle;
	return AC_OK;
}

enum ac_status ac_candle_csv_next_rate(struct ac_candle_csv *csv, ac_ms *ret_time_ms,
				       struct ac_dec *ret_rate)
{
	const char *end = NULL;
	enum ac_status status = next_line(csv, false, &end);
	if (status != AC_OK)
		return status;
	const char *at = csv->line_begin;
	ac_ms time_ms;
	struct ac_dec rate;
	uint32_t unused;
	status = read_time(csv, &at, end, &time_ms);
	if (status == AC_OK)
		status = read_comma(csv, &at, end);
	if (status == AC_OK)
		status = read_rate(csv, &at, end, &rate.units);
	if (status == AC_OK)
		status = read_rest(csv, at, end, 2, COLUMNS_MAX, &unused);
	if (status != AC_OK)
		return status;
	*ret_time_ms = time_ms;
	*ret_rate = rate;
	return AC_OK;
}
