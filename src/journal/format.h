/* format.h - how a journal lies in its file (docs/journal.md); shared by writer and reader only.
 * All numbers are little-endian and unaligned. */
#ifndef AC_JOURNAL_FORMAT_H
#define AC_JOURNAL_FORMAT_H

#include "journal/crc32c.h"
#include "journal/journal.h"

static const unsigned char journal_magic[8] = { 'a', 'c', 'j', 'o', 'u', 'r', 'n', 'l' };

#define JOURNAL_VERSION        2u
#define JOURNAL_VERSION_OLDEST 1u /* that is still read */
#define JOURNAL_HEADER_SIZE    24u /* magic, version, run id, CRC of these, zero */
#define JOURNAL_HEADER_CHECKED 16u
#define JOURNAL_RECORD_HEADER  20u /* size, CRC, seq, type */
#define JOURNAL_RECORD_CHECKED 8u  /* where the bytes under the CRC begin */

static inline void journal_put_u32(unsigned char *at, uint32_t value)
{
	memcpy(at, &value, sizeof(value));
}
static inline void journal_put_u64(unsigned char *at, uint64_t value)
{
	memcpy(at, &value, sizeof(value));
}
static inline uint32_t journal_get_u32(const unsigned char *at)
{
	uint32_t value;
	memcpy(&value, at, sizeof(value));
	return value;
}
static inline uint64_t journal_get_u64(const unsigned char *at)
{
	uint64_t value;
	memcpy(&value, at, sizeof(value));
	return value;
}

/* The CRC of a whole record whose header and payload lie together at `record`. */
static inline uint32_t journal_record_crc(const unsigned char *record, uint32_t payload_size)
{
	return ac_crc32c(0, record + JOURNAL_RECORD_CHECKED,
			 JOURNAL_RECORD_HEADER - JOURNAL_RECORD_CHECKED + (size_t)payload_size);
}

#endif
