/* Parameter values: accepted whole and inside their range, or not at all. */
#include "check.h"

#include "strategy/host.h"

static const struct ac_param whole = { "w", AC_PARAM_INT, "14", "2", "200", NULL, "Whole." };
static const struct ac_param any = { "a", AC_PARAM_INT, "0", "-5", "92233720368", NULL, "Any." };
static const struct ac_param real = { "r", AC_PARAM_REAL, "2.0", "0.1", "10", NULL, "Real." };
static const struct ac_param flag = { "f", AC_PARAM_BOOL, "true", NULL, NULL, NULL, "Flag." };
static const struct ac_param choice = { "c",  AC_PARAM_CHOICE,    "session", NULL,
					NULL, "session,rolling,", "Choice." };

static void test_value_is_accepted_whole_or_left_untouched(void **state)
{
	(void)state;
	static const struct {
		const struct ac_param *param;
		const char *text;
		enum ac_status status;
		int64_t integer, decimal;
	} cases[] = {
		{ &whole, "14", AC_OK, 14, 1400000000 },
		{ &whole, "2", AC_OK, 2, 200000000 },
		{ &whole, "200", AC_OK, 200, 20000000000 },
		{ &whole, "1", AC_ERR_RANGE, 7, 7 },
		{ &whole, "201", AC_ERR_RANGE, 7, 7 },
		{ &whole, "14.0", AC_ERR_PARSE, 7, 7 },
		{ &whole, "14.5", AC_ERR_PARSE, 7, 7 },
		{ &whole, "", AC_ERR_PARSE, 7, 7 },
		{ &whole, " 14", AC_ERR_PARSE, 7, 7 },
		{ &whole, "14 ", AC_ERR_PARSE, 7, 7 },
		{ &whole, "14x", AC_ERR_PARSE, 7, 7 },
		{ &whole, "+14", AC_ERR_PARSE, 7, 7 },
		{ &whole, "0x14", AC_ERR_PARSE, 7, 7 },
		{ &whole, "1e1", AC_ERR_PARSE, 7, 7 },
		{ &whole, "99999999999999999999", AC_ERR_RANGE, 7, 7 },
		{ &any, "-5", AC_OK, -5, -500000000 },
		{ &any, "92233720368", AC_OK, 92233720368, 9223372036800000000 },
		{ &real, "0.1", AC_OK, 0, 10000000 },
		{ &real, "10", AC_OK, 10, 1000000000 },
		{ &real, "2.5", AC_OK, 2, 250000000 },
		{ &real, "0.10000001", AC_OK, 0, 10000001 },
		{ &real, "0.09999999", AC_ERR_RANGE, 7, 7 },
		{ &real, "10.00000001", AC_ERR_RANGE, 7, 7 },
		{ &real, "-1", AC_ERR_RANGE, 7, 7 },
		{ &real, "0.15abc", AC_ERR_PARSE, 7, 7 },
		{ &real, "0.123456789", AC_ERR_PARSE, 7, 7 },
		{ &real, "nan", AC_ERR_PARSE, 7, 7 },
		{ &real, "inf", AC_ERR_PARSE, 7, 7 },
		{ &real, ".5", AC_ERR_PARSE, 7, 7 },
		{ &flag, "true", AC_OK, 1, 100000000 },
		{ &flag, "false", AC_OK, 0, 0 },
		{ &flag, "True", AC_ERR_PARSE, 7, 7 },
		{ &flag, "1", AC_ERR_PARSE, 7, 7 },
		{ &flag, "falsely", AC_ERR_PARSE, 7, 7 },
		{ &flag, "", AC_ERR_PARSE, 7, 7 },
		{ &choice, "session", AC_OK, 0, 0 },
		{ &choice, "rolling", AC_OK, 1, 100000000 },
		{ &choice, "roll", AC_ERR_RANGE, 7, 7 },
		{ &choice, "rolling,", AC_ERR_RANGE, 7, 7 },
		{ &choice, "session,rolling", AC_ERR_RANGE, 7, 7 },
		{ &choice, "", AC_ERR_RANGE, 7, 7 },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_param_value value = { .integer = 7, .decimal = 7, .real = 7.0 };
		char name[64];
		snprintf(name, sizeof(name), "%s = '%s'", cases[i].param->name, cases[i].text);
		CHECK_EQ(
			name,
			ac_strategy_param_parse(cases[i].param, ac_str_from(cases[i].text), &value),
			cases[i].status);
		CHECK_EQ(name, value.integer, cases[i].integer);
		CHECK_EQ(name, value.decimal, cases[i].decimal);
		bool is_untouched = cases[i].status != AC_OK;
		if (value.real != (is_untouched ? 7.0 : ac_candle_value(cases[i].decimal)))
			fail_msg("%s: real is %.17g", name, value.real);
	}
}

/* A value is often a view into a longer text. */
static void test_value_ends_where_its_view_ends(void **state)
{
	(void)state;
	struct ac_param_value value;
	assert_int_equal(ac_strategy_param_parse(&whole, (struct ac_str){ "199", 2 }, &value),
			 AC_OK);
	assert_int_equal(value.integer, 19);
	assert_int_equal(ac_strategy_param_parse(&whole, (struct ac_str){ NULL, 0 }, &value),
			 AC_ERR_PARSE);
}

static void test_defaults_are_those_of_the_strategy_page(void **state)
{
	(void)state;
	struct ac_strategy_registry registry;
	ac_strategy_registry_init(&registry);
	const struct ac_strategy *strategy = ac_strategy_find(&registry, AC_STR("vwap_reversion"));
	assert_non_null(strategy);
	struct ac_param_value values[AC_PARAMS_MAX];
	ac_strategy_params_default(strategy, values);
	static const struct {
		const char *name, *minimum, *maximum, *choices;
		enum ac_param_type type;
		int64_t decimal;
	} wanted[] = {
		{ "anchor", NULL, NULL, "session,rolling", AC_PARAM_CHOICE, 0 },
		{ "vwap_window", "10", "10080", NULL, AC_PARAM_INT, 24000000000 },
		{ "min_candles", "2", "1440", NULL, AC_PARAM_INT, 3000000000 },
		{ "band_k", "0.1", "10", NULL, AC_PARAM_REAL, 200000000 },
		{ "adx_period", "2", "200", NULL, AC_PARAM_INT, 1400000000 },
		{ "adx_max", "1", "100", NULL, AC_PARAM_REAL, 2000000000 },
		{ "take_profit_pct", "0.01", "50", NULL, AC_PARAM_REAL, 60000000 },
		{ "stop_loss_pct", "0.01", "50", NULL, AC_PARAM_REAL, 30000000 },
		{ "allow_short", NULL, NULL, NULL, AC_PARAM_BOOL, 100000000 },
		{ "max_hold_minutes", "0", "10080", NULL, AC_PARAM_INT, 0 },
		{ "exit_at_vwap", NULL, NULL, NULL, AC_PARAM_BOOL, 0 },
	};
	assert_int_equal(strategy->param_count, AC_COUNT(wanted));
	for (size_t i = 0; i < AC_COUNT(wanted); i++) {
		int32_t index = ac_strategy_param_find(strategy, ac_str_from(wanted[i].name));
		CHECK_EQ(wanted[i].name, index, i);
		const struct ac_param *param = &strategy->params[index];
		CHECK_EQ(wanted[i].name, param->type, wanted[i].type);
		CHECK_EQ(wanted[i].name, values[index].decimal, wanted[i].decimal);
		const char *const texts[][2] = { { param->minimum, wanted[i].minimum },
						 { param->maximum, wanted[i].maximum },
						 { param->choices, wanted[i].choices } };
		for (size_t k = 0; k < AC_COUNT(texts); k++) {
			CHECK_EQ(wanted[i].name, texts[k][0] != NULL, texts[k][1] != NULL);
			if (texts[k][0] != NULL)
				assert_string_equal(texts[k][0], texts[k][1]);
		}
	}
	assert_int_equal(ac_strategy_param_find(strategy, AC_STR("band")), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_value_is_accepted_whole_or_left_untouched),
		cmocka_unit_test(test_value_ends_where_its_view_ends),
		cmocka_unit_test(test_defaults_are_those_of_the_strategy_page),
	};
	return cmocka_run_group_tests_name("strategy params", tests, NULL, NULL);
}
