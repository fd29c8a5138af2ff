/* confirm.h - a person's word at the terminal before what cannot be taken back. Start-up thread
 * only. */
#ifndef AC_CLI_CONFIRM_H
#define AC_CLI_CONFIRM_H

#include "config/config.h"

/* The doctor's checks, then I_UNDERSTAND_REAL_MONEY=yes or the words typed at the terminal. False
 * after a message. */
bool ac_confirm_real_money(const struct ac_config *config);

/* Asks `question` on standard output. True: the answer was y or yes, in any case, and nothing else.
 */
bool ac_confirm_asked(const char *question);

#endif
