/* trading_control.h - what people ask for over the control socket, done on the engine's thread.
 * Every command becomes an input event in the journal. Only for the files of a run. */
#ifndef AC_CLI_TRADING_CONTROL_H
#define AC_CLI_TRADING_CONTROL_H

struct trading;

/* Does what waits, and answers with what it did. Never waits. */
void trading_control_poll(struct trading *trading);

#endif
