/* top_terminal.h - the terminal of `autocoin top`: draws cells, reads keys. One at a time; the
 * thread that opened it. */
#ifndef AC_CLI_TOP_TERMINAL_H
#define AC_CLI_TOP_TERMINAL_H

#include "control/top_screen.h"

/* False after a message: this is no terminal, or one that nobody knows. */
bool ac_top_terminal_open(void);
/* Gives the terminal back as it was; twice is fine. */
void ac_top_terminal_close(void);
/* Sets rows and cols of the screen to those of the terminal. */
void ac_top_terminal_size(struct ac_top_screen *screen);
void ac_top_terminal_draw(const struct ac_top_screen *screen);
/* The next key, an AC_TOP_KEY_… or a character; 0 for none, -1 where the terminal has gone. Never
 * waits: poll on standard input first. */
int ac_top_terminal_key(void);

#endif
