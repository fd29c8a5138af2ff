/* run_report.h - what a run was, printed for the person who started it. */
#ifndef AC_CLI_RUN_REPORT_H
#define AC_CLI_RUN_REPORT_H

#include "trader/trader.h"

/* To stdout; nothing where the run did not begin. */
void ac_cli_run_report_print(const struct ac_trader_report *report, const char *db_url);

#endif
