#include "property.h"

#include <math.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "core/prng.h"

#define SHRINK_CHECKS_MAX 100000

static const int64_t edges[] = {
	0, 1, -1, 2, -2, INT64_MAX, INT64_MIN, INT64_MAX - 1, INT64_MIN + 1
};

/* 0.25, 0.05, 3e-8, 0.1, 0.5, 2.5, 5, 1000, 1e-8 and others: not powers of ten only. */
static const int64_t steps[] = { 25000000,  5000000,      3,     10000000,    50000000, 250000000,
				 500000000, 100000000000, 1,     10,          1000,     100000,
				 7,         123456789,    33333, 30000000000, 99999999, 100000001 };

static int64_t pick(struct ac_prng *prng, const int64_t *list, size_t count)
{
	return list[ac_prng_below(prng, count)];
}

static int64_t power_of_ten(struct ac_prng *prng)
{
	int64_t power = 1;
	for (uint64_t left = ac_prng_below(prng, 19); left > 0; left--)
		power *= 10;
	return power;
}

/* Wraps instead of overflowing: every result is a legal word. */
static int64_t nudge(struct ac_prng *prng, int64_t value)
{
	return (int64_t)((uint64_t)value + ac_prng_below(prng, 3) - 1);
}

static int64_t random_signed(struct ac_prng *prng)
{
	int64_t value = 0;
	switch (ac_prng_below(prng, 6)) {
	case 0:
		return pick(prng, edges, AC_COUNT(edges));
	case 1:
		value = nudge(prng, power_of_ten(prng));
		break;
	case 2:
		value = nudge(prng, (int64_t)(UINT64_C(1) << ac_prng_below(prng, 63)));
		break;
	case 3:
		value = pick(prng, steps, AC_COUNT(steps)) * (int64_t)ac_prng_below(prng, 1000000);
		break;
	case 4: /* every magnitude equally often */
		value = (int64_t)(ac_prng_next(prng) >> (1 + ac_prng_below(prng, 63)));
		break;
	default:
		return (int64_t)ac_prng_next(prng);
	}
	return ac_prng_below(prng, 2) == 0 ? value : (int64_t)(0 - (uint64_t)value);
}

static int64_t random_positive(struct ac_prng *prng)
{
	if (ac_prng_below(prng, 2) == 0)
		return pick(prng, steps, AC_COUNT(steps));
	int64_t value = random_signed(prng) & INT64_MAX;
	return value == 0 ? 1 : value;
}

static int64_t bits_of(double value)
{
	int64_t bits;
	memcpy(&bits, &value, sizeof(bits));
	return bits;
}

static int64_t random_double(struct ac_prng *prng)
{
	static const double special[] = { 0.0,    -0.0,      INFINITY, -INFINITY,
					  NAN,    0x1p-1074, 0x1p1023, 92233720368.0,
					  0x1p37, -0x1p37,   0.29,     -92233720368.54775,
					  1e-8,   0.5e-8,    0x1p-9,   92233720368.54776 };
	double decimal = (double)random_signed(prng) / 1e8;
	switch (ac_prng_below(prng, 6)) {
	case 0:
		return bits_of(special[ac_prng_below(prng, AC_COUNT(special))]);
	case 1:
		return bits_of(decimal);
	case 2:
		return bits_of(nextafter(decimal, INFINITY));
	case 3:
		return bits_of(nextafter(decimal, -INFINITY));
	case 4: /* odd multiples of 2^-9 lie exactly between two units of 1e-8 */
		return bits_of(ldexp((double)(random_signed(prng) >> 20 | 1), -9));
	default:
		return bits_of(
			ldexp(2.0 * ac_prng_unit(prng) - 1.0, (int)ac_prng_below(prng, 160) - 110));
	}
}

static int64_t random_text(struct ac_prng *prng)
{
	static const char likely[] = "00123456789999990000";
	static const char unlikely[] = "-.-.+ eE,x_\n";
	uint64_t word = 0;
	for (uint64_t left = ac_prng_below(prng, 9); left > 0; left--) {
		char c = ac_prng_below(prng, 10) > 0
				 ? likely[ac_prng_below(prng, sizeof(likely) - 1)]
				 : unlikely[ac_prng_below(prng, sizeof(unlikely) - 1)];
		word = word << 8 | (unsigned char)c;
	}
	return (int64_t)word;
}

static int64_t random_word(struct ac_prng *prng, const struct property_word *word)
{
	switch (word->kind) {
	case PROPERTY_NONE:
		return 0;
	case PROPERTY_SIGNED:
		return random_signed(prng);
	case PROPERTY_POSITIVE:
		return random_positive(prng);
	case PROPERTY_BELOW:
		return (int64_t)ac_prng_below(prng, (uint64_t)word->bound);
	case PROPERTY_DOUBLE:
		return random_double(prng);
	case PROPERTY_TEXT:
		return random_text(prng);
	}
	return 0;
}

double property_double(int64_t word)
{
	double value;
	memcpy(&value, &word, sizeof(value));
	return value;
}

size_t property_text(int64_t word, char *text, size_t length)
{
	for (int shift = 56; shift >= 0; shift -= 8) {
		char c = (char)((uint64_t)word >> shift & 0xff);
		if (c != '\0')
			text[length++] = c;
	}
	text[length] = '\0';
	return length;
}

/* Smaller magnitude is simpler, and of a pair +v, -v the positive one: no chain can go in a ring.
 */
static bool simpler(const struct property_word *word, int64_t value, int64_t than)
{
	if (word->kind == PROPERTY_POSITIVE && value < 1)
		return false;
	if (word->kind == PROPERTY_BELOW && value < 0)
		return false;
	if (word->kind == PROPERTY_TEXT)
		return (uint64_t)value < (uint64_t)than;
	uint64_t a = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	uint64_t b = than < 0 ? 0 - (uint64_t)than : (uint64_t)than;
	return a < b || (a == b && value > than);
}

/* The n-th attempt to make a value simpler. Attempts go from bold to timid; the last is by one. */
static bool candidate(const struct property_word *word, int64_t value, int n, int64_t *ret_value)
{
	uint64_t bits = (uint64_t)value;
	if (word->kind == PROPERTY_TEXT) {
		/* Drops one of eight characters, then turns one of them into a zero. */
		if (n >= 16)
			return false;
		int shift = n % 8 * 8;
		uint64_t below = bits & ((UINT64_C(1) << shift) - 1);
		uint64_t above = shift == 56 ? 0 : bits >> (shift + 8);
		if (n < 8)
			*ret_value = (int64_t)(above << shift | below);
		else
			*ret_value =
				(int64_t)(above << 8 << shift | (uint64_t)'0' << shift | below);
		return true;
	}
	if (n == 0)
		*ret_value = word->kind == PROPERTY_POSITIVE ? 1 : 0;
	else if (n == 1)
		*ret_value = (int64_t)(0 - bits);
	else if (n == 2)
		*ret_value = value / 10;
	else if (n < 3 + 63)
		*ret_value = (int64_t)(value < 0 ? bits + (UINT64_C(1) << (62 - (n - 3)))
						 : bits - (UINT64_C(1) << (62 - (n - 3))));
	else
		return false;
	return true;
}

static bool shrink_word(const struct property *property, int64_t words[PROPERTY_WORDS_MAX],
			size_t at, int *checks_left)
{
	char why[PROPERTY_WHY_SIZE];
	int64_t value = words[at];
	for (int n = 0; candidate(&property->words[at], value, n, &words[at]); n++) {
		if (!simpler(&property->words[at], words[at], value) || (*checks_left)-- <= 0)
			continue;
		if (!property->holds(words, why))
			return true;
	}
	words[at] = value;
	return false;
}

static void shrink(const struct property *property, int64_t words[PROPERTY_WORDS_MAX])
{
	int checks_left = SHRINK_CHECKS_MAX;
	bool progress = true;
	while (progress && checks_left > 0) {
		progress = false;
		for (size_t i = 0; i < PROPERTY_WORDS_MAX; i++) {
			if (property->words[i].kind != PROPERTY_NONE)
				progress |= shrink_word(property, words, i, &checks_left);
		}
	}
}

uint64_t property_seed(void)
{
	const char *text = getenv("AC_SEED");
	if (text != NULL && *text != '\0')
		return strtoull(text, NULL, 0);
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return ((uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec) ^ (uint64_t)getpid();
}

bool property_find(const struct property *property, uint64_t cases, uint64_t seed,
		   int64_t ret_words[PROPERTY_WORDS_MAX])
{
	struct ac_prng prng;
	ac_prng_init(&prng, seed);
	char why[PROPERTY_WHY_SIZE];
	for (uint64_t n = 0; n < cases; n++) {
		int64_t words[PROPERTY_WORDS_MAX] = { 0 };
		for (size_t i = 0; i < PROPERTY_WORDS_MAX; i++)
			words[i] = random_word(&prng, &property->words[i]);
		if (property->holds(words, why))
			continue;
		shrink(property, words);
		memcpy(ret_words, words, sizeof(words));
		return true;
	}
	return false;
}

void property_run(const struct property *property, uint64_t cases)
{
	uint64_t seed = property_seed();
	print_message("# %s: %" PRIu64 " cases, AC_SEED=%" PRIu64 "\n", property->name, cases,
		      seed);
	int64_t words[PROPERTY_WORDS_MAX];
	if (!property_find(property, cases, seed, words))
		return;
	char why[PROPERTY_WHY_SIZE] = "";
	property->holds(words, why);
	for (size_t i = 0; i < PROPERTY_WORDS_MAX; i++) {
		const struct property_word *word = &property->words[i];
		char text[9];
		property_text(word->kind == PROPERTY_TEXT ? words[i] : 0, text, 0);
		if (word->kind == PROPERTY_DOUBLE)
			print_message("#   %s = %a\n", word->name, property_double(words[i]));
		else if (word->kind == PROPERTY_TEXT)
			print_message("#   %s = \"%s\"\n", word->name, text);
		else if (word->kind != PROPERTY_NONE)
			print_message("#   %s = %" PRId64 "\n", word->name, words[i]);
	}
	fail_msg("%s: %s (smallest case above, AC_SEED=%" PRIu64 ")", property->name, why, seed);
}
