/* crc32c.h - the Castagnoli checksum of journal records.
 * Not a defence against people, only against disks and torn writes. Any thread. */
#ifndef AC_JOURNAL_CRC32C_H
#define AC_JOURNAL_CRC32C_H

#include "core/base.h"

/* Continues `crc` (0 at the start) over `size` bytes; pieces give the same as the whole. Uses the
 * processor's instruction where there is one. */
uint32_t ac_crc32c(uint32_t crc, const void *data, size_t size);

/* The same by table, for every processor. */
uint32_t ac_crc32c_table(uint32_t crc, const void *data, size_t size);

#endif
