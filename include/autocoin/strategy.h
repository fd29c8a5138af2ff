/* strategy.h - the plug-in interface: everything a strategy may know and say.
 *
 * This is the only public header of autocoin. It is clean C17 and C++17 and includes nothing else
 * of the project, so that a strategy builds out of tree:
 *
 *     cc -shared -fPIC -I include my_strategy.c -o my_strategy.so
 *
 * A strategy is a pure function of the closed candles it was shown: the host owns its memory
 * (zeroed at start), there is no clock, no input or output, no allocation, and no candle of the
 * future. It proposes; risk may refuse; the executor owns the orders, the stop and the take-profit.
 *
 * Compatibility: `abi` must equal AC_STRATEGY_ABI; structures only ever grow at their end and carry
 * their size, so that an older plug-in keeps loading. */
#ifndef AUTOCOIN_STRATEGY_H
#define AUTOCOIN_STRATEGY_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define AC_STRATEGY_ABI 1u

/* One closed one-minute candle. Prices and volume are exact decimals counted in 1e-8 units. */
struct ac_candle {
	int64_t open_time_ms; /* UTC, a multiple of 60000; the candle closes 60000 ms later */
	int64_t open, high, low, close; /* 1e-8 of the quote asset */
	int64_t volume;                 /* 1e-8 of the base asset */
	uint32_t missing_before;        /* minutes absent from the series just before this candle */
	uint32_t trades;                /* number of trades, 0 where unknown */
};

/* The double nearest to a decimal of 1e-8 units, for indicator arithmetic only, never for money. */
static inline double ac_candle_value(int64_t units)
{
	return (double)units / 1e8;
}

enum ac_param_type {
	AC_PARAM_INT = 1,    /* whole number, in `integer` */
	AC_PARAM_REAL = 2,   /* decimal, in `real` for indicators and `decimal` (1e-8) for money */
	AC_PARAM_BOOL = 3,   /* true or false, in `integer` as 1 or 0 */
	AC_PARAM_CHOICE = 4, /* one of `choices`, in `integer` as its index */
};

/* One row of the parameter table. It feeds validation, --help, the documentation and the optimiser.
 */
struct ac_param {
	const char *name;
	enum ac_param_type type;
	const char *default_value; /* as it would be written in YAML */
	const char *minimum;       /* inclusive, as text; NULL for BOOL and CHOICE */
	const char *maximum;
	const char *choices; /* "session,rolling" for CHOICE, else NULL */
	const char *help;    /* one sentence */
};

/* The checked value of one parameter, in the order of the table. */
struct ac_param_value {
	int64_t integer;
	int64_t decimal; /* 1e-8 units, exact */
	double real;
};

enum ac_action {
	AC_ACTION_NONE = 0,
	AC_ACTION_ENTER_LONG = 1,
	AC_ACTION_ENTER_SHORT = 2,
	AC_ACTION_EXIT = 3, /* close this strategy's position at market */
};

enum ac_exit_reason {
	AC_EXIT_NONE = 0,
	AC_EXIT_TAKE_PROFIT = 1,
	AC_EXIT_STOP_LOSS = 2,
	AC_EXIT_MAX_HOLD = 3,
	AC_EXIT_VWAP = 4,
	AC_EXIT_LIQUIDATION = 5,
	AC_EXIT_HALT = 6,
	AC_EXIT_MANUAL = 7,
	AC_EXIT_END_OF_DATA = 8,
	AC_EXIT_SIGNAL = 9, /* a strategy's own reason */
};

#define AC_DECISION_VALUES_MAX 4u

/* What the strategy knows of its own position: what was true at this candle's close. */
struct ac_strategy_view {
	int32_t direction;     /* +1 long, -1 short, 0 flat */
	int32_t entry_working; /* 1 while an entry order of ours may still fill */
	int64_t entry_time_ms; /* time of the first fill (candle feeds: its candle's open time) */
	int64_t entry_price;   /* average, 1e-8 */
	int64_t quantity;      /* absolute, 1e-8 of the base asset */
	/* 1 while a chart is drawn: nothing is traded on this candle, and the decision's values are
	 * wanted with or without a decision. */
	int32_t wants_values;
};

/* Filled in by the strategy, zeroed by the host before each call. */
struct ac_decision {
	int32_t action;      /* enum ac_action */
	int32_t exit_reason; /* enum ac_exit_reason, for AC_ACTION_EXIT */
	/* The protective bracket as a distance from the average entry price, in percent, 1e-8 units
	 * (0.3 % is 30000000). Both are required to be positive for an entry. */
	int64_t take_profit_pct;
	int64_t stop_loss_pct;
	/* Indicator values that explain the decision; stored with the signal under `value_names`.
	 * Where the view wants them without a decision, they are the lines of a chart; 0 draws
	 * nothing. */
	double values[AC_DECISION_VALUES_MAX];
};

/* The descriptor. A plug-in exports one under the name `ac_strategy_plugin`. Append-only. */
struct ac_strategy {
	uint32_t abi;     /* AC_STRATEGY_ABI */
	uint32_t size;    /* sizeof(struct ac_strategy) of the header the plug-in was built with */
	const char *name; /* [a-z0-9_]+, also the folder below strategies/ */
	const char *version;
	const char *summary; /* one sentence */
	const struct ac_param *params;
	uint32_t param_count;
	const char *value_names[AC_DECISION_VALUES_MAX]; /* NULL where unused */
	/* Bytes of state for these parameters; the host allocates and zeroes them once. */
	size_t (*state_size)(const struct ac_param_value *params);
	/* Prepares zeroed state. Returns NULL, or a static sentence that says why the combination
	 * of parameters is refused. `params` stays valid as long as the state. */
	const char *(*init)(void *state, const struct ac_param_value *params);
	/* Called once for every closed candle, in order. Must always update its indicators; the
	 * host ignores entries while the view is not flat or an entry is working. */
	void (*on_candle)(void *state, const struct ac_candle *candle,
			  const struct ac_strategy_view *view, struct ac_decision *decision);
};

#define AC_STRATEGY_PLUGIN_SYMBOL "ac_strategy_plugin"

/* The one object that a plug-in defines: `const struct ac_strategy ac_strategy_plugin = { ... };`.
 * The declaration gives it C linkage in C++ and keeps it visible under -fvisibility=hidden. A
 * strategy that is linked into the program bears a name of its own instead. */
#if defined(__GNUC__)
__attribute__((visibility("default")))
#endif
extern const struct ac_strategy ac_strategy_plugin;

#ifdef __cplusplus
}
#endif

#endif
