/* reply_rows.h - the lists that answer QUERY_TRADES and QUERY_POSITION, as events. Not the
 * account's snapshot: documents.h. A part of reply.c. */
#ifndef AC_BINANCE_CODEC_REPLY_ROWS_H
#define AC_BINANCE_CODEC_REPLY_ROWS_H

#include "binance/codec/reply.h"

/* Gives nothing unless all of the list can be read: a part of it would be taken for all. */
bool ac_reply_rows_read(const struct ac_command *command, struct ac_str body, ac_ns recv_ns,
			const struct ac_frame_sink *rows, struct ac_reply_rows *ret_rows);

#endif
