/* top_screen.h - what `autocoin top` shows, as cells of characters and what they mean, before any
 * terminal draws them. Nothing that is put here can leave the screen. Not thread-safe. */
#ifndef AC_CONTROL_TOP_SCREEN_H
#define AC_CONTROL_TOP_SCREEN_H

#include "core/base.h"

#define AC_TOP_ROWS_MAX 200
#define AC_TOP_COLS_MAX 400

/* What a cell means; the text says it too, for terminals without colours. */
enum ac_top_style {
	AC_TOP_PLAIN,
	AC_TOP_STRONG,
	AC_TOP_FAINT,
	AC_TOP_OK,
	AC_TOP_WARN,
	AC_TOP_ALARM,
	AC_TOP_BAR, /* a line of its own: headings, the selected row */
	AC_TOP_STYLE_COUNT,
};

struct ac_top_cell {
	uint32_t glyph; /* Unicode; 0: the right half of a wide one */
	enum ac_top_style style;
};

struct ac_top_screen {
	int rows, cols;
	struct ac_top_cell cells[AC_TOP_ROWS_MAX][AC_TOP_COLS_MAX];
};

/* All blank. Sizes beyond the largest are cut to it, below 1 raised to it. */
void ac_top_screen_clear(struct ac_top_screen *screen, int rows, int cols);
/* Puts UTF-8 text from `col` on, at most `width` columns of it, cut with '~' where it is longer.
 * What lies outside is left out; control characters and broken UTF-8 become '?'. Returns the
 * columns that were used. */
int ac_top_screen_put(struct ac_top_screen *screen, int row, int col, int width,
		      enum ac_top_style style, const char *text);
/* The whole row in one style, its characters kept. */
void ac_top_screen_paint(struct ac_top_screen *screen, int row, enum ac_top_style style);
/* Columns that the text takes. */
int ac_top_text_width(const char *text);
/* A row as UTF-8 without the blanks at its end; AC_TOP_COLS_MAX * 4 + 1 bytes always suffice. */
void ac_top_screen_row(const struct ac_top_screen *screen, int row, char *text, size_t size);

#endif
