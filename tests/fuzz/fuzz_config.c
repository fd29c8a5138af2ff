/* fuzz_config.c - every text that the configuration reads, with libFuzzer. The first byte chooses
 * the kind. Beyond memory errors it checks that a fault is always reported, and that an effective
 * configuration which is accepted prints and reads back to the same text. */
#include "config/risk_file.h"
#include "config/settings.h"
#include "config/strategy_files.h"
#include "config/symbols_file.h"
#include "fuzz.h"

#include <stdlib.h>

static size_t state_size(const struct ac_param_value *params)
{
	(void)params;
	return 8;
}
static const char *init_state(void *state, const struct ac_param_value *params)
{
	(void)state;
	return params[0].integer > 5 && params[2].integer != 0 ? "not together" : NULL;
}
static void on_candle(void *state, const struct ac_candle *candle,
		      const struct ac_strategy_view *view, struct ac_decision *decision)
{
	(void)state, (void)candle, (void)view, (void)decision;
}

static const struct ac_param params[] = {
	{ "n", AC_PARAM_INT, "2", "1", "9", NULL, "A number." },
	{ "k", AC_PARAM_REAL, "2", "0.1", "10", NULL, "A decimal." },
	{ "b", AC_PARAM_BOOL, "false", NULL, NULL, NULL, "A truth value." },
	{ "c", AC_PARAM_CHOICE, "x", NULL, NULL, "x,yy", "A choice." },
};
static const struct ac_strategy strategy = {
	.abi = AC_STRATEGY_ABI,
	.size = sizeof(struct ac_strategy),
	.name = "s",
	.version = "1",
	.summary = "Made up.",
	.params = params,
	.param_count = 4,
	.state_size = state_size,
	.init = init_state,
	.on_candle = on_candle,
};
static const struct ac_strategy_registry registry = { .items = { &strategy }, .count = 1 };

static void read_effective(struct ac_str text, struct ac_faults *faults)
{
	struct ac_config config, again;
	char *first = NULL, *second = NULL;
	enum ac_status status = ac_config_parse_effective(text, &registry, &config, faults);
	ac_assert((status == AC_OK) == (faults->count == 0));
	if (status != AC_OK)
		return;
	status = ac_config_format(&config, &registry, &first);
	ac_assert(status == AC_OK);
	status = ac_config_parse_effective(ac_str_from(first), &registry, &again, faults);
	ac_assert(status == AC_OK);
	status = ac_config_format(&again, &registry, &second);
	ac_assert(status == AC_OK);
	ac_assert(strcmp(first, second) == 0);
	free(first);
	free(second);
	ac_config_deinit(&config);
	ac_config_deinit(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	struct ac_str text = { (const char *)data + 1, size - 1 };
	struct ac_faults faults;
	struct ac_config config;
	struct ac_book_config book = { .strategy = "s", .symbol = "BTCUSDT", .file = "book" };
	ac_faults_init(&faults);
	ac_config_default(&config);
	switch (data[0] % 5) {
	case 0:
		ac_settings_parse("env", text, NULL, &config, &faults);
		break;
	case 1:
		ac_risk_file_parse("risk", text, &config, &faults);
		break;
	case 2:
		ac_symbols_file_parse("symbols", text, &config, &faults);
		ac_assert((config.symbol_count == 0) <= (faults.count > 0));
		break;
	case 3:
		ac_strategy_file_parse(text, &strategy, &book, &faults);
		ac_assert(faults.count > 0 ||
			  ac_dec_is_zero(book.notional) != ac_dec_is_zero(book.risk_pct));
		break;
	default:
		read_effective(text, &faults);
		break;
	}
	ac_assert(faults.count == 0 || faults.size > 0);
	ac_config_deinit(&config);
	ac_faults_deinit(&faults);
	return 0;
}
