#include "core/calendar.h"

#define EPOCH_MS_LEAST 100000000000LL /* 1973: before it, nobody traded what we trade */

/* The Gregorian calendar repeats every 400 years. Counting years from March puts the leap day at
 * the end of a year, where it shifts nothing behind it (Howard Hinnant, "chrono-compatible
 * low-level date algorithms"). */
#define DAYS_PER_ERA    146097
#define DAYS_FROM_MARCH 719468 /* 0000-03-01 to 1970-01-01 */

static int64_t divide_floor(int64_t value, int64_t divisor)
{
	int64_t quotient = value / divisor;
	return value % divisor < 0 ? quotient - 1 : quotient;
}

static int64_t day_from_date(int64_t year, int32_t month, int32_t day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = divide_floor(y, 400);
	int64_t year_of_era = y - era * 400;
	int64_t month_from_march = month > 2 ? month - 3 : month + 9;
	int64_t day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * DAYS_PER_ERA + day_of_era - DAYS_FROM_MARCH;
}

static void date_from_day(int64_t day, struct ac_calendar *ret_date)
{
	int64_t shifted = day + DAYS_FROM_MARCH;
	int64_t era = divide_floor(shifted, DAYS_PER_ERA);
	int64_t day_of_era = shifted - era * DAYS_PER_ERA;
	int64_t year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year =
		day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month_from_march = (5 * day_of_year + 2) / 153;
	ret_date->day = (int32_t)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
	ret_date->month =
		(int32_t)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
	ret_date->year = (int32_t)(year_of_era + era * 400 + (ret_date->month <= 2 ? 1 : 0));
}

int64_t ac_calendar_day(ac_ms moment)
{
	return divide_floor(moment, AC_MS_PER_DAY);
}

ac_ms ac_calendar_day_start(ac_ms moment)
{
	return ac_calendar_day(moment) * AC_MS_PER_DAY;
}

struct ac_calendar ac_calendar_from_ms(ac_ms moment)
{
	struct ac_calendar date = { 0 };
	date_from_day(ac_calendar_day(moment), &date);
	int32_t rest = (int32_t)(moment % AC_MS_PER_DAY);
	if (rest < 0)
		rest += (int32_t)AC_MS_PER_DAY;
	date.millisecond = rest % 1000;
	date.second = rest / 1000 % 60;
	date.minute = rest / 60000 % 60;
	date.hour = rest / 3600000;
	ac_assert(date.month >= 1 && date.month <= 12);
	ac_assert(date.day >= 1 && date.day <= 31);
	return date;
}

/* At least `width` digits, most significant first. */
static size_t put_number(char *text, uint32_t value, size_t width)
{
	size_t count = 1;
	for (uint32_t rest = value; rest >= 10; rest /= 10)
		count++;
	if (count < width)
		count = width;
	for (size_t i = count; i > 0; i--, value /= 10)
		text[i - 1] = (char)('0' + value % 10);
	return count;
}

size_t ac_calendar_format(ac_ms moment, char text[AC_CALENDAR_TEXT_SIZE])
{
	struct ac_calendar date = ac_calendar_from_ms(moment);
	const struct {
		int32_t value;
		uint16_t width;
		char behind;
	} fields[] = {
		{ date.month, 2, '-' },  { date.day, 2, 'T' },    { date.hour, 2, ':' },
		{ date.minute, 2, ':' }, { date.second, 2, '.' }, { date.millisecond, 3, 'Z' },
	};
	size_t size = 0;
	if (date.year < 0)
		text[size++] = '-';
	size += put_number(text + size, (uint32_t)(date.year < 0 ? -date.year : date.year), 4);
	text[size++] = '-';
	for (size_t i = 0; i < AC_COUNT(fields); i++) {
		size += put_number(text + size, (uint32_t)fields[i].value, fields[i].width);
		text[size++] = fields[i].behind;
	}
	ac_assert(size < AC_CALENDAR_TEXT_SIZE);
	text[size] = '\0';
	return size;
}

/* Takes exactly `width` digits from the front of `text`. */
static bool take_number(struct ac_str *text, size_t width, int32_t *ret_value)
{
	if (text->size < width)
		return false;
	int32_t value = 0;
	for (size_t i = 0; i < width; i++) {
		char c = text->data[i];
		if (c < '0' || c > '9')
			return false;
		value = value * 10 + (c - '0');
	}
	text->data += width;
	text->size -= width;
	*ret_value = value;
	return true;
}

static bool take_char(struct ac_str *text, char c)
{
	if (text->size == 0 || text->data[0] != c)
		return false;
	text->data++;
	text->size--;
	return true;
}

/* THH:MM[:SS[.mmm]][Z] or nothing. */
static bool take_time(struct ac_str *text, struct ac_calendar *time)
{
	if (text->size == 0)
		return true;
	if (!take_char(text, 'T') || !take_number(text, 2, &time->hour) || !take_char(text, ':') ||
	    !take_number(text, 2, &time->minute))
		return false;
	if (take_char(text, ':')) {
		if (!take_number(text, 2, &time->second))
			return false;
		if (take_char(text, '.') && !take_number(text, 3, &time->millisecond))
			return false;
	}
	(void)take_char(text, 'Z');
	return text->size == 0;
}

static enum ac_status parse_epoch(struct ac_str text, ac_ms *ret_moment)
{
	int64_t value = 0;
	bool too_large = false;
	if (text.size == 0)
		return AC_ERR_PARSE;
	for (size_t i = 0; i < text.size; i++) {
		char c = text.data[i];
		if (c < '0' || c > '9')
			return AC_ERR_PARSE;
		too_large |= __builtin_mul_overflow(value, 10, &value);
		too_large |= __builtin_add_overflow(value, c - '0', &value);
	}
	if (too_large || (value != 0 && value < EPOCH_MS_LEAST))
		return AC_ERR_RANGE;
	*ret_moment = value;
	return AC_OK;
}

enum ac_status ac_calendar_parse(struct ac_str text, ac_ms *ret_moment)
{
	struct ac_str rest = text;
	struct ac_calendar date = { 0 };
	if (!take_number(&rest, 4, &date.year) || !take_char(&rest, '-'))
		return parse_epoch(text, ret_moment);
	if (!take_number(&rest, 2, &date.month) || !take_char(&rest, '-') ||
	    !take_number(&rest, 2, &date.day) || !take_time(&rest, &date))
		return AC_ERR_PARSE;
	if (date.month < 1 || date.month > 12 || date.day < 1 || date.hour > 23 ||
	    date.minute > 59 || date.second > 59)
		return AC_ERR_RANGE;
	int64_t day = day_from_date(date.year, date.month, date.day);
	/* A day that the month does not have comes back as a day of the next month. */
	struct ac_calendar back = { 0 };
	date_from_day(day, &back);
	if (back.day != date.day)
		return AC_ERR_RANGE;
	*ret_moment = day * AC_MS_PER_DAY + date.hour * 3600000LL + date.minute * AC_MS_PER_MIN +
		      date.second * AC_MS_PER_SEC + date.millisecond;
	return AC_OK;
}
