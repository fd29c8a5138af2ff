/* confirm.h - a person's word before anything is traded with real money. Start-up thread only. */
#ifndef AC_CLI_CONFIRM_H
#define AC_CLI_CONFIRM_H

#include "config/config.h"

/* The doctor's checks, then I_UNDERSTAND_REAL_MONEY=yes or the words typed at the terminal. False
 * after a message. */
bool ac_confirm_real_money(const struct ac_config *config);

#endif
