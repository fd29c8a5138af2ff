/* host.h - the registry of strategies and the running instances of them.
 * Loads descriptors (built in, or handed over by the shell from a .so), checks them, binds checked
 * parameters, and feeds instances closed candles. dlopen itself is the shell's (io/plugin.h).
 * Engine thread only after start. */
#ifndef AC_STRATEGY_HOST_H
#define AC_STRATEGY_HOST_H

#include "autocoin/strategy.h"
#include "core/arena.h"
#include "core/decimal.h"

#define AC_STRATEGIES_MAX 64
#define AC_PARAMS_MAX     32

struct ac_strategy_registry {
	const struct ac_strategy *items[AC_STRATEGIES_MAX]; /* borrowed, static or from a .so */
	uint32_t count;
};

/* Fills the registry with the built-in strategies. */
void ac_strategy_registry_init(struct ac_strategy_registry *registry);
/* AC_ERR_VERSION: another ABI; AC_ERR_CONFIG: a broken descriptor; AC_ERR_EXISTS: name taken;
 * AC_ERR_FULL. `ret_why` points to a static sentence on failure. */
AC_MUST_USE enum ac_status ac_strategy_register(struct ac_strategy_registry *registry,
						const struct ac_strategy *strategy,
						const char **ret_why);
/* NULL where absent. */
const struct ac_strategy *ac_strategy_find(const struct ac_strategy_registry *registry,
					   struct ac_str name);

/* Index in the parameter table, -1 where absent. */
int32_t ac_strategy_param_find(const struct ac_strategy *strategy, struct ac_str name);
/* Defaults of every parameter into values[param_count]. Descriptors are checked when registered, so
 * this cannot fail. */
void ac_strategy_params_default(const struct ac_strategy *strategy, struct ac_param_value *values);
/* Parses and checks one value by the table row. AC_ERR_PARSE: not of that type; AC_ERR_RANGE:
 * outside [minimum, maximum] or not one of the choices. Never accepts trailing characters. */
AC_MUST_USE enum ac_status ac_strategy_param_parse(const struct ac_param *param, struct ac_str text,
						   struct ac_param_value *ret_value);

/* One strategy on one symbol. */
struct ac_strategy_instance {
	const struct ac_strategy *strategy;
	const struct ac_param_value *params; /* from the arena */
	void *state;                         /* from the arena */
	size_t state_size;
};

/* Copies `values` (param_count of them) and prepares the state. `ret_why` as above, and where the
 * arena is too small; the strategy is not asked while the arena measures. */
AC_MUST_USE enum ac_status ac_strategy_instance_create(struct ac_arena *arena,
						       const struct ac_strategy *strategy,
						       const struct ac_param_value *values,
						       struct ac_strategy_instance *ret_instance,
						       const char **ret_why);

/* Makes AC_ACTION_NONE of a decision that makes no sense: an unknown action, an entry with a
 * bracket that is not positive or reaches a price of zero. An unknown reason to exit becomes
 * AC_EXIT_SIGNAL; values that are no finite numbers become 0. */
void ac_strategy_decision_check(struct ac_decision *decision);

/* Shows the instance a closed candle; the decision is zeroed first and checked after. */
static inline void ac_strategy_instance_on_candle(struct ac_strategy_instance *instance,
						  const struct ac_candle *candle,
						  const struct ac_strategy_view *view,
						  struct ac_decision *ret_decision)
{
	*ret_decision = (struct ac_decision){ 0 };
	instance->strategy->on_candle(instance->state, candle, view, ret_decision);
	if (ret_decision->action != AC_ACTION_NONE)
		ac_strategy_decision_check(ret_decision);
}

#endif
