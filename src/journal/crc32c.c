/* The reflected polynomial is 0x82f63b78. Both ways read eight bytes at a time, little-endian, as
 * the file format is. */
#include "journal/crc32c.h"

#include <pthread.h>

#define POLYNOMIAL 0x82f63b78u

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
	      "journals are written as memory holds them");

static uint32_t tables[8][256];
static pthread_once_t tables_once = PTHREAD_ONCE_INIT;

static void tables_fill(void)
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t crc = i;
		for (int bit = 0; bit < 8; bit++)
			crc = (crc >> 1) ^ ((crc & 1) != 0 ? POLYNOMIAL : 0);
		tables[0][i] = crc;
	}
	for (uint32_t i = 0; i < 256; i++) {
		for (int t = 1; t < 8; t++)
			tables[t][i] = (tables[t - 1][i] >> 8) ^ tables[0][tables[t - 1][i] & 0xff];
	}
}

uint32_t ac_crc32c_table(uint32_t crc, const void *data, size_t size)
{
	ac_assert(data != NULL || size == 0);
	pthread_once(&tables_once, tables_fill);
	const unsigned char *byte = data;
	crc = ~crc;
	for (; size >= 8; size -= 8, byte += 8) {
		uint64_t word;
		memcpy(&word, byte, sizeof(word));
		word ^= crc;
		crc = 0;
		for (int t = 0; t < 8; t++)
			crc ^= tables[7 - t][(word >> (8 * t)) & 0xff];
	}
	for (; size > 0; size--, byte++)
		crc = (crc >> 8) ^ tables[0][(crc ^ *byte) & 0xff];
	return ~crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static uint32_t crc32c_instruction(uint32_t crc, const void *data,
								     size_t size)
{
	const unsigned char *byte = data;
	uint64_t wide = (uint32_t)~crc;
	for (; size >= 8; size -= 8, byte += 8) {
		uint64_t word;
		memcpy(&word, byte, sizeof(word));
		wide = __builtin_ia32_crc32di(wide, word);
	}
	uint32_t narrow = (uint32_t)wide;
	for (; size > 0; size--, byte++)
		narrow = __builtin_ia32_crc32qi(narrow, *byte);
	return ~narrow;
}
#endif

uint32_t ac_crc32c(uint32_t crc, const void *data, size_t size)
{
	ac_assert(data != NULL || size == 0);
#if defined(__x86_64__)
	if (__builtin_cpu_supports("sse4.2") != 0)
		return crc32c_instruction(crc, data, size);
#endif
	return ac_crc32c_table(crc, data, size);
}
