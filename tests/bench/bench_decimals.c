#include "bench.h"

#include <stdio.h>

#include "core/prng.h"

#define VALUES 4096
#define ROUNDS 4000

void bench_decimals(void)
{
	static struct ac_dec prices[VALUES], quantities[VALUES];
	static char texts[VALUES][AC_DEC_TEXT_SIZE];
	struct ac_prng prng;
	ac_prng_init(&prng, 1);
	for (size_t i = 0; i < VALUES; i++) {
		prices[i].units = (int64_t)ac_prng_below(&prng, 12000000) * 1000000;
		quantities[i].units = (int64_t)ac_prng_below(&prng, 10000) * 100000;
		ac_dec_format(prices[i], texts[i]);
	}
	volatile int64_t sink = 0;
	double start = bench_seconds();
	for (int round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < VALUES; i++) {
			struct ac_dec product = AC_DEC_ZERO;
			if (ac_dec_mul(prices[i], quantities[i], AC_ROUND_HALF_EVEN, &product) ==
			    AC_OK)
				sink += product.units;
		}
	}
	double nanoseconds = (bench_seconds() - start) * 1e9 / ((double)ROUNDS * VALUES);
	bench_figure("decimal_multiply", nanoseconds, "ns", "price * quantity, half to even");
	start = bench_seconds();
	for (int round = 0; round < ROUNDS / 4; round++) {
		for (size_t i = 0; i < VALUES; i++) {
			struct ac_dec value = AC_DEC_ZERO;
			if (ac_dec_parse(ac_str_from(texts[i]), &value) == AC_OK)
				sink += value.units;
		}
	}
	nanoseconds = (bench_seconds() - start) * 1e9 / ((double)(ROUNDS / 4) * VALUES);
	bench_figure("decimal_parse", nanoseconds, "ns", "prices such as 104235.1");
}
