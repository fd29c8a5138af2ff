#include "config/config.h"

#define WORD_SIZE_MAX 64

static char fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Damerau and Levenshtein: insertions, deletions, replacements and swaps of neighbours, no piece
 * edited twice. The case of ASCII letters costs nothing, since "market" surely means MARKET. */
static size_t distance(const char *a, size_t a_size, const char *b, size_t b_size)
{
	size_t rows[3][WORD_SIZE_MAX + 1];
	size_t *before = rows[0], *above = rows[1], *here = rows[2];
	ac_assert(b_size <= WORD_SIZE_MAX);
	for (size_t j = 0; j <= b_size; j++) {
		before[j] = 0;
		above[j] = j;
	}
	for (size_t i = 1; i <= a_size; i++) {
		here[0] = i;
		for (size_t j = 1; j <= b_size; j++) {
			char x = fold(a[i - 1]), y = fold(b[j - 1]);
			size_t best = smaller(above[j], here[j - 1]) + 1;
			best = smaller(best, above[j - 1] + (x != y));
			if (i > 1 && j > 1 && x == fold(b[j - 2]) && y == fold(a[i - 2]))
				best = smaller(best, before[j - 2] + 1);
			here[j] = best;
		}
		size_t *oldest = before;
		before = above;
		above = here;
		here = oldest;
	}
	return above[b_size];
}

const char *ac_config_nearest(const char *word, const char *const *candidates, size_t count)
{
	ac_assert(word != NULL);
	size_t word_size = strlen(word);
	const char *nearest = NULL;
	size_t nearest_distance = SIZE_MAX;
	if (word_size > WORD_SIZE_MAX)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		size_t size = strlen(candidates[i]);
		if (size > WORD_SIZE_MAX)
			continue;
		size_t longer = size > word_size ? size : word_size;
		size_t edits = distance(word, word_size, candidates[i], size);
		/* Two letters in five may be wrong: more than that is another word. */
		if (edits * 5 <= longer * 2 && edits < nearest_distance) {
			nearest = candidates[i];
			nearest_distance = edits;
		}
	}
	return nearest;
}
