#include "cli/top_terminal.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#define NCURSES_WIDECHAR 1
#include <curses.h>

#include "cli/command.h"
#include "control/top_keys.h"

static SCREEN *terminal;
static bool has_wide;
static chtype looks[AC_TOP_STYLE_COUNT];

/* Colours only add to the words; a terminal without them shows the same by weight. */
static void choose_looks(void)
{
	static const short colours[AC_TOP_STYLE_COUNT] = {
		[AC_TOP_OK] = COLOR_GREEN,
		[AC_TOP_WARN] = COLOR_YELLOW,
		[AC_TOP_ALARM] = COLOR_RED,
	};
	bool has_colours = has_colors() && start_color() == OK;
	looks[AC_TOP_STRONG] = A_BOLD;
	looks[AC_TOP_FAINT] = A_UNDERLINE;
	looks[AC_TOP_WARN] = A_BOLD;
	looks[AC_TOP_ALARM] = A_BOLD | A_REVERSE;
	looks[AC_TOP_BAR] = A_REVERSE;
	if (!has_colours)
		return;
	short background = use_default_colors() == OK ? -1 : COLOR_BLACK;
	for (int i = 0; i < AC_TOP_STYLE_COUNT; i++) {
		if (colours[i] != 0 && init_pair((short)i, colours[i], background) == OK)
			looks[i] |= (chtype)COLOR_PAIR(i);
	}
}

bool ac_top_terminal_open(void)
{
	if (isatty(STDIN_FILENO) != 1 || isatty(STDOUT_FILENO) != 1) {
		ac_command_usage_error("top needs a terminal; `autocoin status` works without one");
		return false;
	}
	/* Characters only: a decimal comma would change how numbers are read. */
	(void)setlocale(LC_CTYPE, "");
	has_wide = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	(void)setenv("ESCDELAY", "50", 0);
	terminal = newterm(NULL, stdout, stdin);
	if (terminal == NULL) {
		const char *name = getenv("TERM");
		ac_command_usage_error("the terminal '%s' is not known here; try TERM=xterm or "
				       "TERM=vt100 before the command",
				       name != NULL ? name : "");
		return false;
	}
	(void)cbreak();
	(void)noecho();
	(void)nonl();
	(void)keypad(stdscr, TRUE);
	(void)nodelay(stdscr, TRUE);
	(void)curs_set(0);
	choose_looks();
	return true;
}

void ac_top_terminal_close(void)
{
	if (terminal == NULL)
		return;
	(void)endwin();
	delscreen(terminal);
	terminal = NULL;
}

void ac_top_terminal_size(struct ac_top_screen *screen)
{
	screen->rows = LINES;
	screen->cols = COLS;
}

void ac_top_terminal_draw(const struct ac_top_screen *screen)
{
	(void)erase();
	for (int row = 0; row < screen->rows; row++) {
		for (int col = 0; col < screen->cols; col++) {
			const struct ac_top_cell *cell = &screen->cells[row][col];
			wchar_t glyph = (wchar_t)cell->glyph;
			/* The last corner scrolls some terminals. */
			if (glyph == 0 || (row == screen->rows - 1 && col == screen->cols - 1))
				continue;
			if (glyph > 0x7e && !has_wide)
				glyph = '?';
			(void)attrset((int)looks[cell->style]);
			(void)mvaddnwstr(row, col, &glyph, 1);
		}
	}
	(void)refresh();
}

int ac_top_terminal_key(void)
{
	static const struct {
		int curses, key;
	} keys[] = {
		{ KEY_UP, AC_TOP_KEY_UP },         { KEY_DOWN, AC_TOP_KEY_DOWN },
		{ KEY_LEFT, AC_TOP_KEY_LEFT },     { KEY_RIGHT, AC_TOP_KEY_RIGHT },
		{ KEY_PPAGE, AC_TOP_KEY_PAGE_UP }, { KEY_NPAGE, AC_TOP_KEY_PAGE_DOWN },
		{ KEY_BTAB, AC_TOP_KEY_LEFT },
	};
	struct pollfd wait = { STDIN_FILENO, POLLIN, 0 };
	int key = getch();
	while (key == KEY_RESIZE) /* the next drawing asks for the size */
		key = getch();
	/* Readable, and yet nothing to read: the other end of the line has gone. */
	if (key == ERR)
		return poll(&wait, 1, 0) == 1 && (wait.revents & (POLLHUP | POLLERR)) != 0 ? -1 : 0;
	for (size_t i = 0; i < AC_COUNT(keys); i++) {
		if (keys[i].curses == key)
			return keys[i].key;
	}
	return key;
}
