#include "check.h"

#include "core/prng.h"
#include "journal/crc32c.h"

static void test_crc32c_gives_the_published_values(void **state)
{
	(void)state;
	/* RFC 3720 B.4, and the check value of the usual catalogues. */
	static const struct {
		const char *name;
		unsigned char first, step;
		size_t size;
		uint32_t crc;
	} cases[] = {
		{ "32 zeros", 0x00, 0, 32, 0x8a9136aau },
		{ "32 ones", 0xff, 0, 32, 0x62a8ab43u },
		{ "ascending", 0x00, 1, 32, 0x46dd794eu },
		{ "descending", 0x1f, 0xff, 32, 0x113fdb5cu },
		{ "123456789", '1', 1, 9, 0xe3069283u },
		{ "nothing", 0, 0, 0, 0 },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		unsigned char bytes[32];
		for (size_t b = 0; b < cases[i].size; b++)
			bytes[b] = (unsigned char)(cases[i].first + b * cases[i].step);
		CHECK_EQ(cases[i].name, ac_crc32c(0, bytes, cases[i].size), cases[i].crc);
		CHECK_EQ(cases[i].name, ac_crc32c_table(0, bytes, cases[i].size), cases[i].crc);
	}
}

static void test_crc32c_instruction_table_and_pieces_agree(void **state)
{
	(void)state;
	enum { SIZE = 300, ROUNDS = 20000 };
	const uint64_t seed = 20261123;
	print_message("# seed %" PRIu64 "\n", seed);
	struct ac_prng prng;
	ac_prng_init(&prng, seed);
	unsigned char bytes[SIZE];
	for (int round = 0; round < ROUNDS; round++) {
		size_t start = ac_prng_below(&prng, 9), size = ac_prng_below(&prng, SIZE - 9);
		for (size_t b = 0; b < SIZE; b++)
			bytes[b] = (unsigned char)ac_prng_next(&prng);
		uint32_t whole = ac_crc32c(0, bytes + start, size);
		CHECK_EQ("table", ac_crc32c_table(0, bytes + start, size), whole);
		size_t split = ac_prng_below(&prng, size + 1);
		uint32_t pieces = ac_crc32c(0, bytes + start, split);
		pieces = ac_crc32c(pieces, bytes + start + split, size - split);
		CHECK_EQ("pieces", pieces, whole);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_crc32c_gives_the_published_values),
		cmocka_unit_test(test_crc32c_instruction_table_and_pieces_agree),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
