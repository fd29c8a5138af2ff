/* Any bytes as text of a decimal: what is accepted must mean what GMP reads in it, must survive the
 * way back through text, and what is refused must leave no trace. */
#include <gmp.h>
#include <stdlib.h>
#include <string.h>

#include "core/decimal.h"
#include "fuzz.h"

/* The value that GMP sees in text of the form [-]digits[.digits], in 1e-8 units. */
static int64_t oracle_units(struct ac_str text)
{
	char *digits = malloc(text.size + AC_DEC_DIGITS + 1);
	ac_assert(digits != NULL);
	size_t size = 0, decimals = 0;
	bool behind_point = false;
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] == '.') {
			behind_point = true;
		} else if (!behind_point || decimals < AC_DEC_DIGITS) {
			decimals += behind_point ? 1 : 0;
			digits[size++] = text.data[i];
		} else {
			ac_assert(text.data[i] == '0');
		}
	}
	for (; decimals < AC_DEC_DIGITS; decimals++)
		digits[size++] = '0';
	digits[size] = '\0';
	mpz_t number;
	ac_assert(mpz_init_set_str(number, digits, 10) == 0);
	ac_assert(mpz_fits_slong_p(number));
	int64_t units = mpz_get_si(number);
	mpz_clear(number);
	free(digits);
	return units;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const int64_t untouched = 0x5a5a5a5a5a5a5a5a;
	struct ac_str text = { (const char *)data, size };
	struct ac_dec value = { untouched }, back = { 0 };
	enum ac_status status = ac_dec_parse(text, &value);
	if (status != AC_OK) {
		ac_assert(status == AC_ERR_PARSE || status == AC_ERR_RANGE);
		ac_assert(value.units == untouched);
		return 0;
	}
	ac_assert(value.units == oracle_units(text));
	char shortest[AC_DEC_TEXT_SIZE], fixed[AC_DEC_TEXT_SIZE];
	ac_assert(ac_dec_format(value, shortest) == strlen(shortest));
	ac_assert(ac_dec_parse(ac_str_from(shortest), &back) == AC_OK);
	ac_assert(back.units == value.units);
	ac_assert(ac_dec_format_fixed(value, AC_DEC_DIGITS, fixed) == strlen(fixed));
	ac_assert(ac_dec_parse(ac_str_from(fixed), &back) == AC_OK);
	ac_assert(back.units == value.units);
	return 0;
}
