/* property.h - checks a claim on many random cases and shrinks the first one that breaks it.
 * Not tied to a module: a case is a handful of 64-bit words, each drawn from a kind that is biased
 * to the edges where arithmetic breaks. One thread. */
#ifndef AC_TESTS_PROPERTY_H
#define AC_TESTS_PROPERTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROPERTY_WORDS_MAX 6
#define PROPERTY_WHY_SIZE  256

enum property_kind {
	PROPERTY_NONE,     /* ends the list */
	PROPERTY_SIGNED,   /* any int64_t: 0, +-1, extremes, powers of 2 and 10, prices, noise */
	PROPERTY_POSITIVE, /* 1..INT64_MAX: ticks and steps as exchanges use them, and the above */
	PROPERTY_BELOW,    /* 0..bound-1, uniform */
	PROPERTY_DOUBLE, /* the bits of a double: decimals and their neighbours, ties, NaN, noise */
	PROPERTY_TEXT,   /* up to eight characters of numbers and of what is not one */
};

struct property_word {
	const char *name;
	enum property_kind kind;
	int64_t bound; /* PROPERTY_BELOW only */
};

/* Returns whether the claim holds; if not, says in `why` what was seen instead. */
typedef bool property_check(const int64_t words[PROPERTY_WORDS_MAX], char why[PROPERTY_WHY_SIZE]);

struct property {
	const char *name;
	property_check *holds;
	struct property_word words[PROPERTY_WORDS_MAX];
};

/* AC_SEED of the environment, else a fresh one each run. */
uint64_t property_seed(void);

/* Looks for a case that breaks the property; returns whether there is one, shrunk, in ret_words. */
bool property_find(const struct property *property, uint64_t cases, uint64_t seed,
		   int64_t ret_words[PROPERTY_WORDS_MAX]);

/* Prints name, number of cases and seed; fails the running test with the shrunk case. */
void property_run(const struct property *property, uint64_t cases);

double property_double(int64_t word);
/* Appends the characters of a PROPERTY_TEXT word and a terminator; returns the new length. */
size_t property_text(int64_t word, char *text, size_t length);

#endif
