/* The registry believes no descriptor, and the host no decision. */
#include "check.h"

#include "strategy/host.h"

#include <math.h>

struct counter {
	const struct ac_param_value *params;
	int64_t candles;
};

static struct ac_decision next_decision; /* what the strategy under test answers */

static size_t counter_size(const struct ac_param_value *values)
{
	return (size_t)values[0].integer;
}

static const char *counter_init(void *state, const struct ac_param_value *values)
{
	struct counter *counter = state;
	assert_null(counter->params);
	assert_int_equal(counter->candles, 0);
	counter->params = values;
	return values[0].integer == 99 ? "99 is refused" : NULL;
}

static void counter_on_candle(void *state, const struct ac_candle *candle,
			      const struct ac_strategy_view *view, struct ac_decision *decision)
{
	(void)candle, (void)view;
	struct counter *counter = state;
	counter->candles++;
	static const struct ac_decision zeroed;
	assert_memory_equal(decision, &zeroed, sizeof(zeroed));
	*decision = next_decision;
}

static const struct ac_param counter_params[] = {
	{ "bytes", AC_PARAM_INT, "64", "16", "1000000", NULL, "Size of the state." },
	{ "word", AC_PARAM_CHOICE, "b", NULL, NULL, "a,b", "A word." },
};

static struct ac_strategy sound(void)
{
	return (struct ac_strategy){
		.abi = AC_STRATEGY_ABI,
		.size = sizeof(struct ac_strategy),
		.name = "counter_2",
		.version = "1",
		.summary = "Counts candles.",
		.params = counter_params,
		.param_count = 2,
		.state_size = counter_size,
		.init = counter_init,
		.on_candle = counter_on_candle,
	};
}

static struct ac_strategy_registry registry;

/* Registers it and checks the outcome; a refused one leaves the registry as it was. */
static void check_register(const char *name, const struct ac_strategy *strategy,
			   enum ac_status wanted, const char *part)
{
	const char *why = "";
	uint32_t count = registry.count;
	CHECK_EQ(name, ac_strategy_register(&registry, strategy, &why), wanted);
	CHECK_EQ(name, registry.count, count + (wanted == AC_OK));
	if (strstr(why, part) == NULL)
		fail_msg("%s: '%s' lacks '%s'", name, why, part);
}

static void test_built_in_strategies_are_registered(void **state)
{
	(void)state;
	ac_strategy_registry_init(&registry);
	assert_int_equal(registry.count, 1);
	assert_string_equal(registry.items[0]->name, "vwap_reversion");
	assert_null(ac_strategy_find(&registry, AC_STR("vwap")));
	assert_null(ac_strategy_find(&registry, AC_STR("")));
	assert_ptr_equal(ac_strategy_find(&registry, AC_STR("vwap_reversion")), registry.items[0]);
}

static void test_broken_descriptor_is_refused_with_its_reason(void **state)
{
	(void)state;
	ac_strategy_registry_init(&registry);
	struct ac_strategy s = sound();
#define REFUSED(change, status, part)                                                              \
	do {                                                                                       \
		s = sound();                                                                       \
		change;                                                                            \
		check_register(#change, &s, status, part);                                         \
	} while (0)
	REFUSED(s.abi = 0, AC_ERR_VERSION, "another version");
	REFUSED(s.abi++, AC_ERR_VERSION, "another version");
	REFUSED(s.size--, AC_ERR_VERSION, "smaller");
	REFUSED(s.size = 0, AC_ERR_VERSION, "smaller");
	REFUSED(s.name = NULL, AC_ERR_CONFIG, "name");
	REFUSED(s.name = "", AC_ERR_CONFIG, "name");
	REFUSED(s.name = "Upper", AC_ERR_CONFIG, "name");
	REFUSED(s.name = "with-dash", AC_ERR_CONFIG, "name");
	REFUSED(s.name = "../up", AC_ERR_CONFIG, "name");
	REFUSED(s.name = "a23456789012345678901234567890_32", AC_ERR_CONFIG, "31 characters");
	REFUSED(s.version = NULL, AC_ERR_CONFIG, "version");
	REFUSED(s.summary = NULL, AC_ERR_CONFIG, "summary");
	REFUSED(s.state_size = NULL, AC_ERR_CONFIG, "functions");
	REFUSED(s.init = NULL, AC_ERR_CONFIG, "functions");
	REFUSED(s.on_candle = NULL, AC_ERR_CONFIG, "functions");
	REFUSED(s.params = NULL, AC_ERR_CONFIG, "parameter table");
	REFUSED(s.param_count = AC_PARAMS_MAX + 1, AC_ERR_CONFIG, "32");
	REFUSED(s.name = "vwap_reversion", AC_ERR_EXISTS, "there already");
#undef REFUSED
}

static void test_broken_parameter_table_is_refused_with_its_reason(void **state)
{
	(void)state;
	ac_strategy_registry_init(&registry);
	static const struct {
		const char *name;
		struct ac_param param;
		const char *part;
	} cases[] = {
		{ "no name", { NULL, AC_PARAM_INT, "1", "0", "2", NULL, "H." }, "name" },
		{ "name", { "Name", AC_PARAM_INT, "1", "0", "2", NULL, "H." }, "name" },
		{ "twice", { "bytes", AC_PARAM_INT, "1", "0", "2", NULL, "H." }, "same name" },
		{ "no default", { "x", AC_PARAM_INT, NULL, "0", "2", NULL, "H." }, "default" },
		{ "no help", { "x", AC_PARAM_INT, "1", "0", "2", NULL, NULL }, "help" },
		{ "type 0", { "x", 0, "1", "0", "2", NULL, "H." }, "unknown type" },
		{ "type 5", { "x", 5, "1", "0", "2", NULL, "H." }, "unknown type" },
		{ "no minimum", { "x", AC_PARAM_INT, "1", NULL, "2", NULL, "H." }, "range" },
		{ "no maximum", { "x", AC_PARAM_REAL, "1", "0", NULL, NULL, "H." }, "range" },
		{ "below", { "x", AC_PARAM_INT, "-1", "0", "2", NULL, "H." }, "own values" },
		{ "above", { "x", AC_PARAM_REAL, "2.1", "0", "2", NULL, "H." }, "own values" },
		{ "empty range", { "x", AC_PARAM_INT, "1", "2", "0", NULL, "H." }, "own values" },
		{ "odd range", { "x", AC_PARAM_INT, "1", "0", "2x", NULL, "H." }, "own values" },
		{ "not whole", { "x", AC_PARAM_INT, "1.5", "0", "2", NULL, "H." }, "own values" },
		{ "not bool", { "x", AC_PARAM_BOOL, "yes", NULL, NULL, NULL, "H." }, "own values" },
		{ "no choices", { "x", AC_PARAM_CHOICE, "a", NULL, NULL, NULL, "H." }, "choices" },
		{ "not chosen",
		  { "x", AC_PARAM_CHOICE, "c", NULL, NULL, "a,b", "H." },
		  "own values" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_param params[2] = { counter_params[0], cases[i].param };
		struct ac_strategy s = sound();
		s.params = params;
		check_register(cases[i].name, &s, AC_ERR_CONFIG, cases[i].part);
	}
}

static void test_full_registry_refuses_one_more(void **state)
{
	(void)state;
	ac_strategy_registry_init(&registry);
	static struct ac_strategy many[AC_STRATEGIES_MAX];
	static char names[AC_STRATEGIES_MAX][16];
	size_t room = AC_STRATEGIES_MAX - registry.count;
	for (size_t i = 0; i <= room; i++) {
		many[i] = sound();
		snprintf(names[i], sizeof(names[i]), "s%zu", i);
		many[i].name = names[i];
		check_register(names[i], &many[i], i < room ? AC_OK : AC_ERR_FULL,
			       i < room ? "" : "too many");
	}
	assert_ptr_equal(ac_strategy_find(&registry, AC_STR("s7")), &many[7]);
}

static struct ac_param_value values[2];

static void test_instance_takes_what_it_measured_and_keeps_its_own_parameters(void **state)
{
	(void)state;
	static _Alignas(64) unsigned char block[8192];
	struct ac_strategy s = sound();
	ac_strategy_params_default(&s, values);
	assert_int_equal(values[1].integer, 1);
	static const int64_t sizes[] = { 16, 63, 64, 65, 1000 };
	for (size_t i = 0; i < AC_COUNT(sizes); i++) {
		values[0].integer = sizes[i];
		struct ac_strategy_instance instance = { 0 };
		const char *why = "";
		struct ac_arena arena = { 0 };
		assert_int_equal(ac_strategy_instance_create(&arena, &s, values, &instance, &why),
				 AC_OK);
		assert_null(instance.state);
		size_t measured = arena.used;
		memset(block, 0, sizeof(block));
		ac_arena_init(&arena, block, measured);
		assert_int_equal(ac_strategy_instance_create(&arena, &s, values, &instance, &why),
				 AC_OK);
		assert_int_equal(arena.used, measured);
		assert_int_equal(instance.state_size, sizes[i]);
		assert_ptr_not_equal(instance.params, values);
		assert_memory_equal(instance.params, values, sizeof(values));
		assert_ptr_equal(((struct counter *)instance.state)->params, instance.params);

		ac_arena_init(&arena, block, measured - 64);
		memset(block, 0, sizeof(block));
		assert_int_equal(ac_strategy_instance_create(&arena, &s, values, &instance, &why),
				 AC_ERR_NOMEM);
		assert_non_null(strstr(why, "too small"));
	}
}

static void test_instance_refuses_what_the_strategy_refuses(void **state)
{
	(void)state;
	static _Alignas(64) unsigned char block[8192];
	struct ac_strategy s = sound();
	ac_strategy_params_default(&s, values);
	values[0].integer = 99;
	struct ac_arena arena;
	ac_arena_init(&arena, block, sizeof(block));
	struct ac_strategy_instance instance = { 0 };
	const char *why = "";
	assert_int_equal(ac_strategy_instance_create(&arena, &s, values, &instance, &why),
			 AC_ERR_CONFIG);
	assert_string_equal(why, "99 is refused");
	assert_null(instance.strategy);
}

static void test_decision_that_makes_no_sense_is_none(void **state)
{
	(void)state;
	static _Alignas(64) unsigned char block[8192];
	struct ac_strategy s = sound();
	ac_strategy_params_default(&s, values);
	struct ac_arena arena;
	ac_arena_init(&arena, block, sizeof(block));
	struct ac_strategy_instance instance;
	const char *why;
	assert_int_equal(ac_strategy_instance_create(&arena, &s, values, &instance, &why), AC_OK);
	const int64_t pct = AC_DEC_SCALE;
	const struct {
		const char *name;
		int32_t action, reason;
		int64_t take_profit, stop;
		int32_t wanted, wanted_reason;
	} cases[] = {
		{ "none", AC_ACTION_NONE, 0, 0, 0, AC_ACTION_NONE, 0 },
		{ "long", AC_ACTION_ENTER_LONG, 0, pct, pct, AC_ACTION_ENTER_LONG, 0 },
		{ "short", AC_ACTION_ENTER_SHORT, 0, 1, 1, AC_ACTION_ENTER_SHORT, 0 },
		{ "no stop", AC_ACTION_ENTER_LONG, 0, pct, 0, AC_ACTION_NONE, 0 },
		{ "no target", AC_ACTION_ENTER_SHORT, 0, 0, pct, AC_ACTION_NONE, 0 },
		{ "stop < 0", AC_ACTION_ENTER_LONG, 0, pct, -1, AC_ACTION_NONE, 0 },
		{ "target < 0", AC_ACTION_ENTER_LONG, 0, -1, pct, AC_ACTION_NONE, 0 },
		{ "long, far target", AC_ACTION_ENTER_LONG, 0, 500 * pct, pct, AC_ACTION_ENTER_LONG,
		  0 },
		{ "long, stop at 0", AC_ACTION_ENTER_LONG, 0, pct, 100 * pct, AC_ACTION_NONE, 0 },
		{ "long, stop near 0", AC_ACTION_ENTER_LONG, 0, pct, 100 * pct - 1,
		  AC_ACTION_ENTER_LONG, 0 },
		{ "short, target at 0", AC_ACTION_ENTER_SHORT, 0, 100 * pct, pct, AC_ACTION_NONE,
		  0 },
		{ "short, far stop", AC_ACTION_ENTER_SHORT, 0, pct, 500 * pct,
		  AC_ACTION_ENTER_SHORT, 0 },
		{ "mad target", AC_ACTION_ENTER_LONG, 0, INT64_MAX, pct, AC_ACTION_NONE, 0 },
		{ "mad stop", AC_ACTION_ENTER_SHORT, 0, pct, INT64_MAX, AC_ACTION_NONE, 0 },
		{ "exit", AC_ACTION_EXIT, AC_EXIT_VWAP, 0, 0, AC_ACTION_EXIT, AC_EXIT_VWAP },
		{ "exit, no reason", AC_ACTION_EXIT, 0, 0, 0, AC_ACTION_EXIT, AC_EXIT_SIGNAL },
		{ "exit, bad reason", AC_ACTION_EXIT, 10, 0, 0, AC_ACTION_EXIT, AC_EXIT_SIGNAL },
		{ "exit, reason < 0", AC_ACTION_EXIT, -1, 0, 0, AC_ACTION_EXIT, AC_EXIT_SIGNAL },
		{ "unknown action", 4, 0, pct, pct, AC_ACTION_NONE, 0 },
		{ "action < 0", -1, 0, pct, pct, AC_ACTION_NONE, 0 },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		next_decision = (struct ac_decision){
			.action = cases[i].action,
			.exit_reason = cases[i].reason,
			.take_profit_pct = cases[i].take_profit,
			.stop_loss_pct = cases[i].stop,
			.values = { 1.5, (double)NAN, -(double)INFINITY, -2.5 },
		};
		struct ac_decision decision;
		memset(&decision, 0xff, sizeof(decision));
		ac_strategy_instance_on_candle(&instance, &(struct ac_candle){ 0 },
					       &(struct ac_strategy_view){ 0 }, &decision);
		CHECK_EQ(cases[i].name, decision.action, cases[i].wanted);
		CHECK_EQ(cases[i].name, decision.exit_reason, cases[i].wanted_reason);
		if (cases[i].action != AC_ACTION_NONE)
			assert_true(decision.values[0] == 1.5 && decision.values[1] == 0.0 &&
				    decision.values[2] == 0.0 && decision.values[3] == -2.5);
	}
	assert_int_equal(((struct counter *)instance.state)->candles, AC_COUNT(cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_built_in_strategies_are_registered),
		cmocka_unit_test(test_broken_descriptor_is_refused_with_its_reason),
		cmocka_unit_test(test_broken_parameter_table_is_refused_with_its_reason),
		cmocka_unit_test(test_full_registry_refuses_one_more),
		cmocka_unit_test(test_instance_takes_what_it_measured_and_keeps_its_own_parameters),
		cmocka_unit_test(test_instance_refuses_what_the_strategy_refuses),
		cmocka_unit_test(test_decision_that_makes_no_sense_is_none),
	};
	return cmocka_run_group_tests_name("strategy host", tests, NULL, NULL);
}
