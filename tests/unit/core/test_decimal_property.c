/* Every operation of the decimal against GMP's exact integers, which share no line with it. */
#include <gmp.h>
#include <math.h>

#include "check.h"
#include "core/decimal.h"
#include "property.h"

#define ROUNDINGS 6
#define UNTOUCHED INT64_C(-271828182845904523)

/* Registers of the oracle, made once: a million cases should not allocate. */
static mpz_t n, d, q, r, twice;

static int setup(void **state)
{
	(void)state;
	mpz_inits(n, d, q, r, twice, NULL);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	mpz_clears(n, d, q, r, twice, NULL);
	return 0;
}

/* q = n / d, rounded, for d != 0. Written from the definitions, not from the implementation. */
static void oracle_divide(enum ac_round round)
{
	if (mpz_sgn(d) < 0) {
		mpz_neg(n, n);
		mpz_neg(d, d);
	}
	switch (round) {
	case AC_ROUND_FLOOR:
		mpz_fdiv_q(q, n, d);
		return;
	case AC_ROUND_CEIL:
		mpz_cdiv_q(q, n, d);
		return;
	case AC_ROUND_DOWN:
		mpz_tdiv_q(q, n, d);
		return;
	case AC_ROUND_UP:
		if (mpz_sgn(n) < 0)
			mpz_fdiv_q(q, n, d);
		else
			mpz_cdiv_q(q, n, d);
		return;
	case AC_ROUND_HALF_EVEN:
		mpz_fdiv_qr(q, r, n, d);
		mpz_mul_2exp(twice, r, 1);
		if (mpz_cmp(twice, d) > 0 || (mpz_cmp(twice, d) == 0 && mpz_odd_p(q)))
			mpz_add_ui(q, q, 1);
		return;
	case AC_ROUND_HALF_UP:
		mpz_abs(r, n);
		mpz_mul_2exp(r, r, 1);
		mpz_add(r, r, d);
		mpz_mul_2exp(twice, d, 1);
		mpz_fdiv_q(q, r, twice);
		if (mpz_sgn(n) < 0)
			mpz_neg(q, q);
		return;
	}
}

/* Whether status and value are what the exact result in q calls for. */
static bool agrees(enum ac_status status, struct ac_dec value, char *why)
{
	enum ac_status wanted = mpz_fits_slong_p(q) ? AC_OK : AC_ERR_RANGE;
	int64_t units = wanted == AC_OK ? mpz_get_si(q) : UNTOUCHED;
	if (status == wanted && value.units == units)
		return true;
	gmp_snprintf(why, PROPERTY_WHY_SIZE, "status %d, units %lld; exact units %Zd", (int)status,
		     (long long)value.units, q);
	return false;
}

static bool add_holds(const int64_t *w, char *why)
{
	struct ac_dec value = { UNTOUCHED };
	enum ac_status status =
		ac_dec_add((struct ac_dec){ w[0] }, (struct ac_dec){ w[1] }, &value);
	mpz_set_si(n, w[0]);
	mpz_set_si(d, w[1]);
	mpz_add(q, n, d);
	return agrees(status, value, why);
}

static bool sub_holds(const int64_t *w, char *why)
{
	struct ac_dec value = { UNTOUCHED };
	enum ac_status status =
		ac_dec_sub((struct ac_dec){ w[0] }, (struct ac_dec){ w[1] }, &value);
	mpz_set_si(n, w[0]);
	mpz_set_si(d, w[1]);
	mpz_sub(q, n, d);
	return agrees(status, value, why);
}

static bool mul_holds(const int64_t *w, char *why)
{
	struct ac_dec value = { UNTOUCHED };
	enum ac_round round = (enum ac_round)w[2];
	enum ac_status status =
		ac_dec_mul((struct ac_dec){ w[0] }, (struct ac_dec){ w[1] }, round, &value);
	mpz_set_si(n, w[0]);
	mpz_set_si(d, w[1]);
	mpz_mul(n, n, d);
	mpz_set_si(d, AC_DEC_SCALE);
	oracle_divide(round);
	return agrees(status, value, why);
}

static bool refused(enum ac_status status, struct ac_dec value, char *why)
{
	snprintf(why, PROPERTY_WHY_SIZE, "division by zero gave status %d", (int)status);
	return status == AC_ERR_DIVIDE && value.units == UNTOUCHED;
}

static bool div_holds(const int64_t *w, char *why)
{
	struct ac_dec value = { UNTOUCHED };
	enum ac_round round = (enum ac_round)w[2];
	enum ac_status status =
		ac_dec_div((struct ac_dec){ w[0] }, (struct ac_dec){ w[1] }, round, &value);
	if (w[1] == 0)
		return refused(status, value, why);
	mpz_set_si(n, w[0]);
	mpz_mul_si(n, n, AC_DEC_SCALE);
	mpz_set_si(d, w[1]);
	oracle_divide(round);
	return agrees(status, value, why);
}

static bool mul_div_holds(const int64_t *w, char *why)
{
	struct ac_dec value = { UNTOUCHED };
	enum ac_round round = (enum ac_round)w[3];
	enum ac_status status = ac_dec_mul_div((struct ac_dec){ w[0] }, (struct ac_dec){ w[1] },
					       (struct ac_dec){ w[2] }, round, &value);
	if (w[2] == 0)
		return refused(status, value, why);
	mpz_set_si(n, w[0]);
	mpz_mul_si(n, n, w[1]);
	mpz_set_si(d, w[2]);
	oracle_divide(round);
	return agrees(status, value, why);
}

static bool round_to_holds(const int64_t *w, char *why)
{
	struct ac_dec value = { UNTOUCHED }, step = { w[1] };
	enum ac_round round = (enum ac_round)w[2];
	enum ac_status status = ac_dec_round_to((struct ac_dec){ w[0] }, step, round, &value);
	mpz_set_si(n, w[0]);
	mpz_set_si(d, w[1]);
	bool divides = mpz_divisible_p(n, d) != 0;
	oracle_divide(round);
	mpz_mul_si(q, q, w[1]);
	snprintf(why, PROPERTY_WHY_SIZE, "is_multiple is wrong");
	if (ac_dec_is_multiple((struct ac_dec){ w[0] }, step) != divides)
		return false;
	if (status == AC_OK && !ac_dec_is_multiple(value, step))
		return false;
	return agrees(status, value, why);
}

static bool from_double_holds(const int64_t *w, char *why)
{
	struct ac_dec value = { UNTOUCHED };
	double x = property_double(w[0]);
	enum ac_round round = (enum ac_round)w[1];
	enum ac_status status = ac_dec_from_double(x, round, &value);
	if (!isfinite(x)) {
		snprintf(why, PROPERTY_WHY_SIZE, "status %d for %a", (int)status, x);
		return status == AC_ERR_RANGE && value.units == UNTOUCHED;
	}
	int exponent;
	double mantissa = frexp(x, &exponent);
	mpz_set_si(n, (long)ldexp(mantissa, 53));
	mpz_mul_si(n, n, AC_DEC_SCALE);
	mpz_set_si(d, 1);
	if (exponent > 53)
		mpz_mul_2exp(n, n, (unsigned long)(exponent - 53));
	else
		mpz_mul_2exp(d, d, (unsigned long)(53 - exponent));
	oracle_divide(round);
	return agrees(status, value, why);
}

/* Below 2^53 units the double is the one that the C library reads from the text; below 2^26, where
 * doubles are closer to each other than decimals, the decimal comes back from it. */
static bool to_double_holds(const int64_t *w, char *why)
{
	struct ac_dec value = { w[0] / 1024 }, back = { UNTOUCHED };
	char text[AC_DEC_TEXT_SIZE];
	ac_dec_format(value, text);
	double x = ac_dec_to_double(value);
	enum ac_status status = ac_dec_from_double(x, AC_ROUND_HALF_EVEN, &back);
	bool comes_back = status == AC_OK && back.units == value.units;
	snprintf(why, PROPERTY_WHY_SIZE, "%s is %a, back %lld", text, x, (long long)back.units);
	return strtod(text, NULL) == x && (comes_back || fabs(x) >= 0x1p26);
}

static void set_wide(mpz_t number, __int128 value)
{
	unsigned __int128 size =
		value < 0 ? 0 - (unsigned __int128)value : (unsigned __int128)value;
	uint64_t halves[2] = { (uint64_t)(size >> 64), (uint64_t)size };
	mpz_import(number, 2, 1, sizeof(halves[0]), 0, 0, halves);
	if (value < 0)
		mpz_neg(number, number);
}

static bool divide_wide_holds(const int64_t *w, char *why)
{
	/* A product by a power of two reaches every length up to 127 bits. */
	__int128 numerator = (__int128)w[0] * w[1];
	__int128 denominator = (__int128)w[2] * (INT64_C(1) << w[3]);
	enum ac_round round = (enum ac_round)w[4];
	if (w[5] == 0)
		numerator = (__int128)((unsigned __int128)1 << 127);
	if (denominator == 0 || (w[5] == 0 && denominator == -1))
		return true;
	__int128 quotient = ac_dec_divide_wide(numerator, denominator, round);
	set_wide(n, numerator);
	set_wide(d, denominator);
	oracle_divide(round);
	set_wide(r, quotient);
	gmp_snprintf(why, PROPERTY_WHY_SIZE, "quotient %Zd, exact %Zd", r, q);
	return mpz_cmp(q, r) == 0;
}

/* The grammar of the header, character by character; the value by GMP's own reader of text. */
static enum ac_status oracle_parse(const char *text)
{
	char digits[80];
	const char *at = text + (text[0] == '-' ? 1 : 0);
	size_t whole = strspn(at, "0123456789");
	if (whole == 0)
		return AC_ERR_PARSE;
	size_t fraction = at[whole] == '.' ? strspn(at + whole + 1, "0123456789") : 0;
	size_t length = whole + (at[whole] == '.' ? 1 + fraction : 0);
	if (at[length] != '\0' || (at[whole] == '.' && fraction == 0))
		return AC_ERR_PARSE;
	if (fraction > 8 && strspn(at + whole + 9, "0") != fraction - 8)
		return AC_ERR_PARSE;
	size_t kept = fraction < 8 ? fraction : 8;
	snprintf(digits, sizeof(digits), "%.*s%.*s%.*s", (int)whole, at, (int)kept, at + whole + 1,
		 (int)(8 - kept), "00000000");
	mpz_set_str(q, digits, 10);
	if (text[0] == '-')
		mpz_neg(q, q);
	return AC_OK;
}

static bool parse_agrees(const char *text, char *why)
{
	struct ac_dec value = { UNTOUCHED };
	/* A copy of the exact size lets the address sanitizer see a read past the end. */
	size_t size = strlen(text);
	char *copy = malloc(size + 1);
	memcpy(copy, text, size);
	enum ac_status status = ac_dec_parse((struct ac_str){ copy, size }, &value);
	free(copy);
	if (oracle_parse(text) == AC_OK)
		return agrees(status, value, why);
	snprintf(why, PROPERTY_WHY_SIZE, "status %d for \"%s\"", (int)status, text);
	return status == AC_ERR_PARSE && value.units == UNTOUCHED;
}

static bool parse_any_text_holds(const int64_t *w, char *why)
{
	char text[64];
	size_t length = 0;
	for (size_t i = 0; i < 3; i++)
		length = property_text(w[i], text, length);
	return parse_agrees(text, why);
}

static bool parse_number_holds(const int64_t *w, char *why)
{
	char text[80];
	snprintf(text, sizeof(text), "%s%.*s%llu.%0*llu%.*s", w[0] != 0 ? "-" : "", (int)w[1],
		 "000", (unsigned long long)w[2], (int)w[4], (unsigned long long)w[3] % 1000000000,
		 (int)w[5], "00000");
	return parse_agrees(text, why);
}

static bool format_holds(const int64_t *w, char *why)
{
	struct ac_dec value = { w[0] }, back = { UNTOUCHED };
	int decimals = (int)w[1];
	char text[AC_DEC_TEXT_SIZE], fixed[AC_DEC_TEXT_SIZE], wanted[64];
	size_t size = ac_dec_format(value, text);
	size_t fixed_size = ac_dec_format_fixed(value, decimals, fixed);
	mpz_set_si(n, w[0]);
	mpz_abs(n, n);
	mpz_tdiv_qr_ui(q, r, n, AC_DEC_SCALE);
	gmp_snprintf(wanted, sizeof(wanted), "%s%Zd.%08Zd", w[0] < 0 ? "-" : "", q, r);
	snprintf(why, PROPERTY_WHY_SIZE, "\"%s\", fixed \"%s\" of %s", text, fixed, wanted);
	size_t length = strlen(wanted);
	size_t cut = decimals == 0 ? length - 9 : length - (size_t)(8 - decimals);
	if (fixed_size != cut || fixed[cut] != '\0' || memcmp(fixed, wanted, cut) != 0)
		return false;
	while (wanted[length - 1] == '0')
		wanted[--length] = '\0';
	if (wanted[length - 1] == '.')
		wanted[--length] = '\0';
	if (size != length || strcmp(text, wanted) != 0)
		return false;
	return ac_dec_parse(ac_str_from(text), &back) == AC_OK && back.units == w[0];
}

#define PROPERTY(claim, check, cases, ...)                                                         \
	static void claim(void **state)                                                            \
	{                                                                                          \
		(void)state;                                                                       \
		static const struct property property = { #check, check, { __VA_ARGS__ } };        \
		property_run(&property, cases);                                                    \
	}

/* clang-format off */
#define SIGNED(name)       { name, PROPERTY_SIGNED, 0 }
#define STEP(name)         { name, PROPERTY_POSITIVE, 0 }
#define BELOW(name, bound) { name, PROPERTY_BELOW, bound }
#define TEXT(name)         { name, PROPERTY_TEXT, 0 }
#define DOUBLE(name)       { name, PROPERTY_DOUBLE, 0 }
#define ROUND              BELOW("round", ROUNDINGS)
/* clang-format on */

PROPERTY(test_add_is_exact_or_refused, add_holds, 50000, SIGNED("a"), SIGNED("b"))
PROPERTY(test_sub_is_exact_or_refused, sub_holds, 50000, SIGNED("a"), SIGNED("b"))
PROPERTY(test_mul_rounds_the_exact_product_once, mul_holds, 200000, SIGNED("a"), SIGNED("b"), ROUND)
PROPERTY(test_div_rounds_the_exact_quotient_once, div_holds, 150000, SIGNED("a"), SIGNED("b"),
	 ROUND)
PROPERTY(test_mul_div_rounds_once, mul_div_holds, 150000, SIGNED("a"), SIGNED("numerator"),
	 SIGNED("denominator"), ROUND)
PROPERTY(test_round_to_gives_the_named_multiple, round_to_holds, 150000, SIGNED("value"),
	 STEP("step"), ROUND)
PROPERTY(test_from_double_rounds_the_exact_value, from_double_holds, 100000, DOUBLE("value"), ROUND)
PROPERTY(test_to_double_reads_as_the_text_does, to_double_holds, 50000, SIGNED("units * 1024"))
PROPERTY(test_divide_wide_rounds_128_bits, divide_wide_holds, 100000, SIGNED("a"), SIGNED("b"),
	 SIGNED("denominator"), BELOW("shift", 63), ROUND, BELOW("not the lowest", 100))
PROPERTY(test_parse_accepts_the_grammar_and_nothing_else, parse_any_text_holds, 100000, TEXT("a"),
	 TEXT("b"), TEXT("c"))
PROPERTY(test_parse_reads_every_digit, parse_number_holds, 100000, BELOW("negative", 2),
	 BELOW("zeros before", 4), STEP("whole"), STEP("fraction"), BELOW("width", 10),
	 BELOW("zeros behind", 6))
PROPERTY(test_format_is_shortest_and_parses_back, format_holds, 100000, SIGNED("units"),
	 BELOW("decimals", 9))

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_add_is_exact_or_refused),
		cmocka_unit_test(test_sub_is_exact_or_refused),
		cmocka_unit_test(test_mul_rounds_the_exact_product_once),
		cmocka_unit_test(test_div_rounds_the_exact_quotient_once),
		cmocka_unit_test(test_mul_div_rounds_once),
		cmocka_unit_test(test_round_to_gives_the_named_multiple),
		cmocka_unit_test(test_from_double_rounds_the_exact_value),
		cmocka_unit_test(test_to_double_reads_as_the_text_does),
		cmocka_unit_test(test_divide_wide_rounds_128_bits),
		cmocka_unit_test(test_parse_accepts_the_grammar_and_nothing_else),
		cmocka_unit_test(test_parse_reads_every_digit),
		cmocka_unit_test(test_format_is_shortest_and_parses_back),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
