#include "strategy/host.h"

#include <math.h>

/* What a descriptor must at least hold. A member that is added later lies beyond this, and the host
 * looks at `size` before it looks there. */
#define SIZE_OF_ABI_1                                                                              \
	(offsetof(struct ac_strategy, on_candle) + sizeof(((struct ac_strategy *)0)->on_candle))

/* A bracket beyond this is a mistake, and far below where prices would overflow. */
#define BRACKET_MAX (10000 * AC_DEC_SCALE)

extern const struct ac_strategy ac_strategy_vwap_reversion;

/* One line per built-in strategy. */
static const struct ac_strategy *const built_in[] = {
	&ac_strategy_vwap_reversion,
};

void ac_strategy_registry_init(struct ac_strategy_registry *registry)
{
	*registry = (struct ac_strategy_registry){ 0 };
	for (size_t i = 0; i < AC_COUNT(built_in); i++) {
		const char *why;
		enum ac_status status = ac_strategy_register(registry, built_in[i], &why);
		ac_assert(status == AC_OK);
	}
}

static bool is_name(const char *name)
{
	if (name == NULL || name[0] == '\0')
		return false;
	size_t size = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
	return name[size] == '\0';
}

static const char *check_param(const struct ac_param *param)
{
	if (!is_name(param->name))
		return "a parameter's name is not [a-z0-9_]+";
	if (param->default_value == NULL || param->help == NULL)
		return "a parameter lacks its default or its help";
	if (param->type < AC_PARAM_INT || param->type > AC_PARAM_CHOICE)
		return "a parameter is of an unknown type";
	bool has_range = param->minimum != NULL && param->maximum != NULL;
	if ((param->type == AC_PARAM_INT || param->type == AC_PARAM_REAL) && !has_range)
		return "a number lacks its range";
	if (param->type == AC_PARAM_CHOICE && param->choices == NULL)
		return "a choice lacks its choices";
	struct ac_param_value value;
	if (ac_strategy_param_parse(param, ac_str_from(param->default_value), &value) != AC_OK)
		return "a parameter's default is not one of its own values";
	return NULL;
}

/* A plug-in comes from outside: what it says about itself is not believed. */
static const char *check_descriptor(const struct ac_strategy *strategy)
{
	if (!is_name(strategy->name) || strlen(strategy->name) >= 32)
		return "the strategy's name is not [a-z0-9_]+ of at most 31 characters";
	if (strategy->version == NULL || strategy->summary == NULL)
		return "the strategy lacks its version or its summary";
	if (strategy->state_size == NULL || strategy->init == NULL || strategy->on_candle == NULL)
		return "the strategy lacks one of its functions";
	if (strategy->param_count > AC_PARAMS_MAX ||
	    (strategy->param_count > 0 && strategy->params == NULL))
		return "the strategy has no parameter table, or more than 32 parameters";
	for (uint32_t i = 0; i < strategy->param_count; i++) {
		const char *why = check_param(&strategy->params[i]);
		if (why != NULL)
			return why;
		if (ac_strategy_param_find(strategy, ac_str_from(strategy->params[i].name)) !=
		    (int32_t)i)
			return "two parameters have the same name";
	}
	return NULL;
}

enum ac_status ac_strategy_register(struct ac_strategy_registry *registry,
				    const struct ac_strategy *strategy, const char **ret_why)
{
	if (strategy->abi != AC_STRATEGY_ABI) {
		*ret_why = "it was built for another version of the plug-in interface; build it "
			   "again with this program's autocoin/strategy.h";
		return AC_ERR_VERSION;
	}
	if (strategy->size < SIZE_OF_ABI_1) {
		*ret_why = "its descriptor is smaller than the interface asks for";
		return AC_ERR_VERSION;
	}
	const char *why = check_descriptor(strategy);
	if (why != NULL) {
		*ret_why = why;
		return AC_ERR_CONFIG;
	}
	if (ac_strategy_find(registry, ac_str_from(strategy->name)) != NULL) {
		*ret_why = "a strategy of this name is there already";
		return AC_ERR_EXISTS;
	}
	if (registry->count == AC_STRATEGIES_MAX) {
		*ret_why = "there are too many strategies";
		return AC_ERR_FULL;
	}
	registry->items[registry->count++] = strategy;
	return AC_OK;
}

const struct ac_strategy *ac_strategy_find(const struct ac_strategy_registry *registry,
					   struct ac_str name)
{
	for (uint32_t i = 0; i < registry->count; i++) {
		if (ac_str_equal(ac_str_from(registry->items[i]->name), name))
			return registry->items[i];
	}
	return NULL;
}

enum ac_status ac_strategy_instance_create(struct ac_arena *arena,
					   const struct ac_strategy *strategy,
					   const struct ac_param_value *values,
					   struct ac_strategy_instance *ret_instance,
					   const char **ret_why)
{
	size_t state_size = strategy->state_size(values);
	struct ac_param_value *params =
		ac_arena_take(arena, strategy->param_count + 1u, sizeof(*params));
	void *state = ac_arena_take(arena, 1, state_size);
	if (!ac_arena_has_given(arena)) {
		*ret_why = "the memory for its state is too small";
		return ac_arena_status(arena);
	}
	memcpy(params, values, strategy->param_count * sizeof(*params));
	const char *why = strategy->init(state, params);
	if (why != NULL) {
		*ret_why = why;
		return AC_ERR_CONFIG;
	}
	*ret_instance = (struct ac_strategy_instance){
		.strategy = strategy,
		.params = params,
		.state = state,
		.state_size = state_size,
	};
	return AC_OK;
}

static bool is_bracket_sane(const struct ac_decision *decision)
{
	/* A price of zero or less is no trigger: what lies below the entry is nearer than 100 %. */
	int64_t below = decision->stop_loss_pct, above = decision->take_profit_pct;
	if (decision->action == AC_ACTION_ENTER_SHORT) {
		below = decision->take_profit_pct;
		above = decision->stop_loss_pct;
	}
	return below > 0 && below < 100 * AC_DEC_SCALE && above > 0 && above <= BRACKET_MAX;
}

void ac_strategy_decision_check(struct ac_decision *decision)
{
	for (size_t i = 0; i < AC_DECISION_VALUES_MAX; i++) {
		if (!isfinite(decision->values[i]))
			decision->values[i] = 0.0;
	}
	switch (decision->action) {
	case AC_ACTION_ENTER_LONG:
	case AC_ACTION_ENTER_SHORT:
		if (!is_bracket_sane(decision))
			decision->action = AC_ACTION_NONE;
		return;
	case AC_ACTION_EXIT:
		if (decision->exit_reason <= AC_EXIT_NONE || decision->exit_reason > AC_EXIT_SIGNAL)
			decision->exit_reason = AC_EXIT_SIGNAL;
		return;
	default:
		decision->action = AC_ACTION_NONE;
	}
}
