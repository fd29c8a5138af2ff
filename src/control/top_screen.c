#include "control/top_screen.h"

#include "core/utf8.h"

void ac_top_screen_clear(struct ac_top_screen *screen, int rows, int cols)
{
	screen->rows = rows < 1 ? 1 : rows > AC_TOP_ROWS_MAX ? AC_TOP_ROWS_MAX : rows;
	screen->cols = cols < 1 ? 1 : cols > AC_TOP_COLS_MAX ? AC_TOP_COLS_MAX : cols;
	for (int row = 0; row < screen->rows; row++) {
		for (int col = 0; col < screen->cols; col++)
			screen->cells[row][col] = (struct ac_top_cell){ ' ', AC_TOP_PLAIN };
	}
}

/* East Asian wide characters and what is drawn like them; the rest takes one column. */
static int glyph_width(uint32_t glyph)
{
	static const struct {
		uint32_t first, last;
	} wide[] = {
		{ 0x1100, 0x115f },   { 0x2e80, 0x303e },   { 0x3041, 0xa4cf }, { 0xac00, 0xd7a3 },
		{ 0xf900, 0xfaff },   { 0xfe30, 0xfe6f },   { 0xff00, 0xff60 }, { 0xffe0, 0xffe6 },
		{ 0x1f300, 0x1faff }, { 0x20000, 0x3fffd },
	};
	for (size_t i = 0; i < AC_COUNT(wide); i++) {
		if (glyph >= wide[i].first && glyph <= wide[i].last)
			return 2;
	}
	return 1;
}

/* The next character of a text that is not at its end. A text from outside may hold what would
 * move a terminal's cursor or change its colours: that becomes '?'. */
static uint32_t next_glyph(const char **text)
{
	const unsigned char *bytes = (const unsigned char *)*text;
	size_t size = ac_utf8_size(ac_str_from(*text));
	*text += size == 0 ? 1 : size;
	if (size == 1)
		return bytes[0] < 0x20 || bytes[0] == 0x7f ? '?' : bytes[0];
	if (size == 0)
		return '?';
	uint32_t glyph = bytes[0] & (0x7fu >> size);
	for (size_t i = 1; i < size; i++)
		glyph = glyph << 6 | (bytes[i] & 0x3fu);
	bool is_mark = (glyph >= 0x80 && glyph < 0xa0) || (glyph >= 0x300 && glyph < 0x370) ||
		       (glyph >= 0x200b && glyph <= 0x200f) ||
		       (glyph >= 0x2028 && glyph <= 0x202e) ||
		       (glyph >= 0x2066 && glyph <= 0x2069) || glyph == 0xfeff;
	return is_mark ? '?' : glyph;
}

int ac_top_text_width(const char *text)
{
	int width = 0;
	while (*text != '\0')
		width += glyph_width(next_glyph(&text));
	return width;
}

int ac_top_screen_put(struct ac_top_screen *screen, int row, int col, int width,
		      enum ac_top_style style, const char *text)
{
	if (row < 0 || row >= screen->rows || col < 0 || col >= screen->cols || width <= 0)
		return 0;
	if (width > screen->cols - col)
		width = screen->cols - col;
	int end = col + width, at = col;
	bool is_cut = ac_top_text_width(text) > width;
	while (*text != '\0') {
		uint32_t glyph = next_glyph(&text);
		int step = glyph_width(glyph);
		if (at + step > end - (is_cut ? 1 : 0))
			break;
		screen->cells[row][at] = (struct ac_top_cell){ glyph, style };
		if (step == 2)
			screen->cells[row][at + 1] = (struct ac_top_cell){ 0, style };
		at += step;
	}
	if (is_cut)
		screen->cells[row][at++] = (struct ac_top_cell){ '~', style };
	return at - col;
}

void ac_top_screen_paint(struct ac_top_screen *screen, int row, enum ac_top_style style)
{
	if (row < 0 || row >= screen->rows)
		return;
	for (int col = 0; col < screen->cols; col++)
		screen->cells[row][col].style = style;
}

static size_t encode(uint32_t glyph, char *out)
{
	if (glyph < 0x80) {
		out[0] = (char)glyph;
		return 1;
	}
	size_t size = glyph < 0x800 ? 2 : glyph < 0x10000 ? 3 : 4;
	for (size_t i = size - 1; i > 0; i--) {
		out[i] = (char)(0x80u | (glyph & 0x3fu));
		glyph >>= 6;
	}
	out[0] = (char)((0xf00u >> size & 0xf0u) | glyph);
	return size;
}

void ac_top_screen_row(const struct ac_top_screen *screen, int row, char *text, size_t size)
{
	size_t used = 0, last = 0;
	ac_assert(size > 0);
	for (int col = 0; row >= 0 && row < screen->rows && col < screen->cols; col++) {
		uint32_t glyph = screen->cells[row][col].glyph;
		if (glyph == 0)
			continue;
		if (used + 4 >= size)
			break;
		used += encode(glyph, text + used);
		if (glyph != ' ')
			last = used;
	}
	text[last] = '\0';
}
