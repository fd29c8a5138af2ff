#include "control/top_table.h"

#include <inttypes.h>
#include <stdio.h>

#define COLUMNS_MAX 24

const char *top_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	return text != NULL ? text : "";
}

int64_t top_number(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

bool top_is(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

void top_decimal(const json_t *object, const char *key, int places, char text[TOP_TEXT_SIZE])
{
	const char *value = top_text(object, key);
	snprintf(text, TOP_TEXT_SIZE, "%s", value[0] != '\0' ? value : "-");
	char *point = strchr(text, '.');
	if (point != NULL && strlen(point) > (size_t)places + 1)
		point[places == 0 ? 0 : places + 1] = '\0';
}

void top_span(int64_t span_ms, char text[TOP_TEXT_SIZE])
{
	int64_t seconds = span_ms / AC_MS_PER_SEC;
	if (span_ms < 0)
		snprintf(text, TOP_TEXT_SIZE, "never");
	else if (seconds < 10)
		snprintf(text, TOP_TEXT_SIZE, "%" PRId64 ".%ds", seconds,
			 (int)(span_ms % AC_MS_PER_SEC / 100));
	else if (seconds < 60)
		snprintf(text, TOP_TEXT_SIZE, "%" PRId64 "s", seconds);
	else if (seconds < 3600)
		snprintf(text, TOP_TEXT_SIZE, "%" PRId64 "m%02" PRId64 "s", seconds / 60,
			 seconds % 60);
	else if (seconds < 86400)
		snprintf(text, TOP_TEXT_SIZE, "%" PRId64 "h%02" PRId64 "m", seconds / 3600,
			 seconds / 60 % 60);
	else
		snprintf(text, TOP_TEXT_SIZE, "%" PRId64 "d%02" PRId64 "h", seconds / 86400,
			 seconds / 3600 % 24);
}

void top_bar(double share, int width, char text[TOP_TEXT_SIZE])
{
	int inner = width < 3 ? 1 : width > TOP_TEXT_SIZE - 3 ? TOP_TEXT_SIZE - 3 : width - 2;
	int full = !(share > 0) ? 0 : share >= 1 ? inner : (int)(share * inner);
	/* A little of it is not nothing. */
	if (share > 0 && full == 0)
		full = 1;
	text[0] = '[';
	memset(text + 1, '.', (size_t)inner);
	memset(text + 1, '#', (size_t)full);
	text[inner + 1] = ']';
	text[inner + 2] = '\0';
}

static enum ac_top_style words_of(const struct top_column *column, const json_t *item,
				  int64_t run_ms, char text[TOP_TEXT_SIZE])
{
	int64_t moment_ms = top_number(item, column->key);
	switch (column->kind) {
	case TOP_WORD:
		snprintf(text, TOP_TEXT_SIZE, "%s", top_text(item, column->key));
		break;
	case TOP_DECIMAL:
		top_decimal(item, column->key, column->places, text);
		break;
	case TOP_SINCE:
	case TOP_UNTIL:
		if (moment_ms == 0)
			snprintf(text, TOP_TEXT_SIZE, "-");
		else if (column->kind == TOP_SINCE)
			top_span(moment_ms < run_ms ? run_ms - moment_ms : 0, text);
		else
			top_span(moment_ms > run_ms ? moment_ms - run_ms : 0, text);
		break;
	case TOP_OWN:
		return column->show(item, run_ms, text);
	}
	return AC_TOP_PLAIN;
}

/* Which columns fit; a blank stands between two. */
static void choose(const struct top_table *table, int cols, bool is_shown[COLUMNS_MAX])
{
	int width = -1;
	for (size_t i = 0; i < table->count; i++) {
		is_shown[i] = true;
		width += table->columns[i].width + 1;
	}
	while (width > cols) {
		size_t worst = table->count;
		for (size_t i = 0; i < table->count; i++) {
			if (is_shown[i] && (worst == table->count ||
					    table->columns[i].rank > table->columns[worst].rank))
				worst = i;
		}
		if (worst == table->count || table->columns[worst].rank == 0)
			return; /* what must be seen is seen as far as it fits */
		is_shown[worst] = false;
		width -= table->columns[worst].width + 1;
	}
}

static void put_cell(const struct top_column *column, struct ac_top_screen *screen, int row,
		     int col, enum ac_top_style style, const char *text)
{
	int width = ac_top_text_width(text);
	bool is_number = column->kind != TOP_WORD && column->kind != TOP_OWN;
	int shift = is_number && width < column->width ? column->width - width : 0;
	ac_top_screen_put(screen, row, col + shift, column->width - shift, style, text);
}

void top_table_draw(const struct top_table *table, const json_t *list, int64_t run_ms,
		    uint32_t selected, struct ac_top_screen *screen, int row, int rows)
{
	bool is_shown[COLUMNS_MAX];
	size_t count = json_array_size(list), begin = 0;
	ac_assert(table->count <= COLUMNS_MAX);
	if (rows < 1)
		return;
	size_t room = (size_t)rows - 1;
	if (selected != UINT32_MAX && room > 0 && selected >= room)
		begin = selected - room + 1;
	choose(table, screen->cols, is_shown);
	int col = 0;
	for (size_t i = 0; i < table->count; i++) {
		const struct top_column *column = &table->columns[i];
		if (!is_shown[i])
			continue;
		put_cell(column, screen, row, col, AC_TOP_FAINT, column->heading);
		for (size_t k = begin; k < count && k - begin < room; k++) {
			char text[TOP_TEXT_SIZE] = "";
			enum ac_top_style style =
				words_of(column, json_array_get(list, k), run_ms, text);
			put_cell(column, screen, row + 1 + (int)(k - begin), col, style, text);
		}
		col += column->width + 1;
	}
	if (count == 0 && room > 0)
		ac_top_screen_put(screen, row + 1, 0, screen->cols, AC_TOP_FAINT, table->empty);
	if (selected != UINT32_MAX && selected < count && room > 0)
		ac_top_screen_paint(screen, row + 1 + (int)(selected - begin), AC_TOP_BAR);
	char text[TOP_TEXT_SIZE];
	snprintf(text, sizeof(text), "%zu of %zu", room, count);
	int width = ac_top_text_width(text);
	if (count > room && col + width <= screen->cols)
		ac_top_screen_put(screen, row, screen->cols - width, width, AC_TOP_WARN, text);
}
