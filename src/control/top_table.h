/* top_table.h - lists of `autocoin top`: columns that give way in the order of how much they tell,
 * and the words for numbers, ages and countdowns. For the files of this view. */
#ifndef AC_CONTROL_TOP_TABLE_H
#define AC_CONTROL_TOP_TABLE_H

#include <jansson.h>

#include "control/top_screen.h"

#define TOP_TEXT_SIZE 128

/* Text at `key`; "" where it is not there. */
const char *top_text(const json_t *object, const char *key);
int64_t top_number(const json_t *object, const char *key);
bool top_is(const json_t *object, const char *key);
/* A decimal with at most `places` behind the point, the rest cut off; "-" where it is null. */
void top_decimal(const json_t *object, const char *key, int places, char text[TOP_TEXT_SIZE]);
/* "0.2s", "45s", "12m05s", "3h02m", "4d07h"; "never" for what is negative. */
void top_span(int64_t span_ms, char text[TOP_TEXT_SIZE]);
/* "[####....]" of `width` columns. */
void top_bar(double share, int width, char text[TOP_TEXT_SIZE]);

enum top_kind {
	TOP_WORD,
	TOP_DECIMAL, /* with `places` behind the point */
	TOP_SINCE,   /* a moment of the run: how long ago */
	TOP_UNTIL,   /* a moment of the run: how long still */
	TOP_OWN,     /* `show` finds the words */
};

struct top_column {
	const char *heading;
	int width;
	int rank; /* the highest goes first where there is no room; 0 stays */
	enum top_kind kind;
	int places;
	const char *key;
	enum ac_top_style (*show)(const json_t *item, int64_t run_ms, char text[TOP_TEXT_SIZE]);
};

struct top_table {
	const struct top_column *columns;
	size_t count;
	const char *empty; /* said where the list has nothing */
};

/* Draws heading and rows, by the run's own time, from `row` on, `rows` in all,
 * scrolled so that `selected` is seen; UINT32_MAX: nothing is selected. */
void top_table_draw(const struct top_table *table, const json_t *list, int64_t run_ms,
		    uint32_t selected, struct ac_top_screen *screen, int row, int rows);

extern const struct top_table TOP_POSITIONS, TOP_ORDERS, TOP_GUARDS;

#endif
