/* What a world is built of, and what it refuses before anything starts. */
#include "check.h"

#include <stdlib.h>

#include "binance/codec/refusal.h"
#include "session/world.h"

static struct ac_config config;
static struct ac_strategy_registry registry;
static struct ac_instrument instrument;

static int set_up(void **state)
{
	(void)state;
	uint32_t known;
	instrument = ac_instruments_default(&known)[0];
	ac_strategy_registry_init(&registry);
	ac_config_default(&config);
	config.symbols = calloc(1, sizeof(*config.symbols));
	config.symbol_count = 1;
	snprintf(config.symbols[0].symbol, sizeof(config.symbols[0].symbol), "%s",
		 instrument.symbol);
	config.symbols[0].is_enabled = true;
	config.symbols[0].limits.leverage = 10;
	return config.symbols == NULL;
}

static int tear_down(void **state)
{
	(void)state;
	ac_config_deinit(&config);
	return 0;
}

static enum ac_status build(bool is_wire, struct ac_world *ret_world, struct ac_error *error)
{
	struct ac_world_spec spec = {
		.config = &config,
		.registry = &registry,
		.instruments = &instrument,
		.instrument_count = 1,
		.codes = &ac_binance_codes,
		.run_id = 1,
		.seed = 1,
		.is_wire = is_wire,
		.fee_maker = { -1 },
		.fee_taker = { -1 },
	};
	*error = (struct ac_error){ 0 };
	return ac_world_create(&spec, ret_world, error);
}

static void test_world_on_the_wire_simulates_no_exchange(void **state)
{
	(void)state;
	struct ac_world simulated, wire;
	struct ac_error error;
	assert_int_equal(build(false, &simulated, &error), AC_OK);
	assert_int_equal(build(true, &wire, &error), AC_OK);
	assert_non_null(simulated.simulated);
	assert_null(wire.simulated);
	assert_non_null(wire.engine);
	assert_true(wire.block.size < simulated.block.size);
	ac_world_destroy(&simulated);
	ac_world_destroy(&wire);
}

static void test_world_refuses_a_leverage_that_no_bracket_allows(void **state)
{
	(void)state;
	instrument.bracket_count = 2;
	instrument.brackets[0].leverage_max = 20;
	instrument.brackets[1].leverage_max = 10;
	for (int is_wire = 0; is_wire < 2; is_wire++) {
		struct ac_world world;
		struct ac_error error;
		config.symbols[0].limits.leverage = 21;
		assert_int_equal(build(is_wire, &world, &error), AC_ERR_RANGE);
		assert_non_null(strstr(error.text, "leverage 21"));
		assert_non_null(strstr(error.text, instrument.symbol));
		config.symbols[0].limits.leverage = 20;
		assert_int_equal(build(is_wire, &world, &error), AC_OK);
		ac_world_destroy(&world);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_world_on_the_wire_simulates_no_exchange,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_world_refuses_a_leverage_that_no_bracket_allows, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
