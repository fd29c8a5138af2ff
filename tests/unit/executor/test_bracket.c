#include "check.h"

#include "executor/bracket.h"

static struct ac_dec dec(const char *text)
{
	struct ac_dec value = { 0 };
	assert_int_equal(ac_dec_parse(ac_str_from(text), &value), AC_OK);
	return value;
}

static void test_bracket_prices_follow_the_strategy_page(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int direction;
		const char *entry, *tick, *stop_pct, *take_pct, *stop, *take;
	} cases[] = {
		{ "long, exact", 1, "100", "0.1", "0.3", "0.6", "99.7", "100.6" },
		{ "short, exact", -1, "100", "0.1", "0.3", "0.6", "100.3", "99.4" },
		{ "long, both up", 1, "100.05", "0.1", "0.3", "0.6", "99.8", "100.7" },
		{ "short, both down", -1, "100.05", "0.1", "0.3", "0.6", "100.3", "99.4" },
		{ "long, a hair above the tick", 1, "100.00000001", "0.1", "0.3", "0.6", "99.8",
		  "100.7" },
		{ "odd tick", 1, "100", "0.25", "0.3", "0.6", "99.75", "100.75" },
		{ "odd tick, short", -1, "100", "0.25", "0.3", "0.6", "100.25", "99.25" },
		{ "large", 1, "64123.4", "0.1", "0.35", "1.25", "63899", "64925" },
		{ "largest distance of a short", -1, "100", "0.1", "50", "50", "150", "50" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		static struct ac_instrument instrument;
		instrument.tick = dec(cases[i].tick);
		struct ac_protected_position position = {
			.direction = cases[i].direction,
			.quantity = dec("2"),
			.entry = dec(cases[i].entry),
			.pct = dec(cases[i].stop_pct),
			.is_only_owner = i % 2 == 0,
		};
		struct ac_protection stop = ac_bracket_stop(&instrument, &position);
		position.pct = dec(cases[i].take_pct);
		struct ac_protection take = ac_bracket_take_profit(&instrument, &position);
		assert_true(stop.is_possible && take.is_possible);
		CHECK_EQ(cases[i].name, stop.trigger.units, dec(cases[i].stop).units);
		CHECK_EQ(cases[i].name, take.trigger.units, dec(cases[i].take).units);
		CHECK_EQ(cases[i].name, stop.close_position, i % 2 == 0);
		CHECK_EQ(cases[i].name, stop.quantity.units, i % 2 == 0 ? 0 : dec("2").units);
	}
}

static void test_bracket_that_has_no_price_is_impossible(void **state)
{
	(void)state;
	static const struct {
		const char *name, *entry, *pct;
		int direction;
	} cases[] = {
		{ "no percentage", "100", "0", 1 },
		{ "no entry", "0", "0.3", 1 },
		{ "stop at zero", "100", "100", 1 },
		{ "stop below zero", "100", "250", 1 },
		{ "short stop beyond the largest number", "90000000000", "5", -1 },
		{ "percentage beyond the largest number", "100", "92233720368", -1 },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		static struct ac_instrument instrument;
		instrument.tick = dec("0.1");
		struct ac_protected_position position = {
			.direction = cases[i].direction,
			.quantity = dec("2"),
			.entry = dec(cases[i].entry),
			.pct = dec(cases[i].pct),
		};
		struct ac_protection stop = ac_bracket_stop(&instrument, &position);
		CHECK_EQ(cases[i].name, stop.is_possible, false);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bracket_prices_follow_the_strategy_page),
		cmocka_unit_test(test_bracket_that_has_no_price_is_impossible),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
