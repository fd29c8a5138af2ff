/* doctor.h - the doctor's checks as a table on stdout, for the command and for a start with real
 * money. Start-up thread only. */
#ifndef AC_CLI_DOCTOR_H
#define AC_CLI_DOCTOR_H

#include "binance/doctor/doctor.h"

/* True where nothing failed. */
bool ac_cli_doctor_table(const struct ac_config *config, bool is_order_placed);

#endif
