#include "check.h"

#include "binance/codec/refusal.h"

#include <string.h>

/* Copied by hand from the exchange reference, section 7.2, one letter a class: R retry, Q query,
 * T resync, O success, F refuse, H halt, S skip, C close at market. */
static const struct {
	char reaction;
	int32_t codes[40];
} classes[] = {
	{ 'Q', { -1000, -1001, -1006, -1007, -2011, -2012, -2013, -2022, -2024, -4083, -4116 } },
	{ 'H',
	  { -1002, -1022, -1109, -2014, -2015, -2017, -2023, -4087, -4088, -4109, -4189, -4192,
	    -4400, -4401 } },
	{ 'R', { -1003, -1008, -1015, -1016, -1125, -4117, -5041, -5043 } },
	{ 'T', { -1021, -5028 } },
	{ 'O', { -4046, -4052, -4059, -4171, -5027 } },
	{ 'C', { -2021, -4142 } },
	{ 'F', { -1013, -1014, -1020, -1023, -1100, -1101, -1102, -1103, -1104, -1105,
		 -1106, -1111, -1114, -1115, -1116, -1117, -1120, -1121, -1122, -1127,
		 -1128, -1130, -1136, -2026, -4001, -4003, -4006, -4007, -4013, -4014,
		 -4015, -4021, -4023, -4028, -4031, -4060, -4061, -4062, -4082 } },
	{ 'F', { -4120, -4135, -4137, -4138, -4165, -4166, -4167, -4168, -4169, -4170, -4172,
		 -4402, -5024, -5025, -5026, -5029, -5037, -5038, -5039, -5040, -5047 } },
	{ 'S', { -2010, -2016, -2018, -2019, -2020, -2025, -2027, -2028, -4002, -4004,
		 -4005, -4016, -4024, -4045, -4047, -4048, -4067, -4068, -4105, -4106,
		 -4107, -4118, -4131, -4140, -4141, -4161, -4164, -4183, -4184, -4202,
		 -4203, -4204, -4205, -4206, -4207, -4208, -4209, -4210, -4211, -4403 } },
	{ 'S', { -4531, -5021, -5022 } },
};

static enum ac_reaction reaction_of(char letter)
{
	switch (letter) {
	case 'R':
		return AC_REACTION_RETRY;
	case 'Q':
		return AC_REACTION_QUERY;
	case 'T':
		return AC_REACTION_RESYNC;
	case 'O':
		return AC_REACTION_SUCCESS;
	case 'F':
		return AC_REACTION_REFUSE;
	case 'H':
		return AC_REACTION_HALT;
	case 'S':
		return AC_REACTION_SKIP;
	default:
		return AC_REACTION_CLOSE;
	}
}

static bool is_listed(int32_t code)
{
	for (size_t i = 0; i < AC_COUNT(classes); i++) {
		for (size_t j = 0; j < AC_COUNT(classes[i].codes); j++) {
			if (classes[i].codes[j] == code)
				return true;
		}
	}
	return false;
}

static void test_refusal_every_code_of_the_reference_has_its_reaction_and_a_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < AC_COUNT(classes); i++) {
		for (size_t j = 0; j < AC_COUNT(classes[i].codes); j++) {
			int32_t code = classes[i].codes[j];
			if (code == 0)
				continue;
			char name[16];
			snprintf(name, sizeof(name), "%d", code);
			CHECK_EQ(name, ac_refusal_reaction(ac_binance_refusal(code)),
				 reaction_of(classes[i].reaction));
			assert_string_not_equal(ac_binance_codes.name_of(code), "UNKNOWN_CODE");
		}
	}
}

static void test_refusal_a_code_outside_the_table_is_met_by_asking(void **state)
{
	(void)state;
	for (int32_t code = -6000; code <= 0; code++) {
		if (is_listed(code) && code != 0)
			continue;
		char name[16];
		snprintf(name, sizeof(name), "%d", code);
		CHECK_EQ(name, ac_refusal_reaction(ac_binance_refusal(code)), AC_REACTION_QUERY);
		assert_string_equal(ac_binance_codes.name_of(code), "UNKNOWN_CODE");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_refusal_every_code_of_the_reference_has_its_reaction_and_a_name),
		cmocka_unit_test(test_refusal_a_code_outside_the_table_is_met_by_asking),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
