/* config.h - .env, environment and YAML files into checked structures.
 * Nothing starts on a bad configuration: every fault of every file is reported at once, each as
 * file:line:column, what is wrong, and what to do. Start-up thread only. */
#ifndef AC_CONFIG_CONFIG_H
#define AC_CONFIG_CONFIG_H

#include "binance/codec/endpoints.h"
#include "core/decimal.h"
#include "executor/executor.h"
#include "risk/risk.h"
#include "strategy/host.h"

#define AC_PATH_SIZE   512
#define AC_SECRET_SIZE 4096 /* a PEM of an RSA key of 4096 bits fits */
#define AC_TOKEN_SIZE  256

enum ac_run_mode { AC_RUN_SIM, AC_RUN_TESTNET, AC_RUN_MAINNET };
const char *ac_run_mode_text(enum ac_run_mode mode);

/* How orders leave: over the WebSocket API, REST where that is down; or by REST only. */
enum ac_order_entry { AC_ORDER_ENTRY_WS, AC_ORDER_ENTRY_REST };

enum ac_answer { AC_ANSWER_NO, AC_ANSWER_YES };

/* The faults found so far. Printed in order, one a line. */
struct ac_faults {
	uint32_t count;
	char *text; /* lines joined by \n; owned */
	size_t size, capacity;
};
void ac_faults_init(struct ac_faults *faults);
void ac_faults_deinit(struct ac_faults *faults);
/* line and column 0: not known (then left out). */
void ac_faults_add(struct ac_faults *faults, const char *file, size_t line, size_t column,
		   const char *format, ...) __attribute__((format(printf, 5, 6)));

/* .env and process environment; the environment wins. */
struct ac_settings {
	enum ac_run_mode mode;
	char api_key[AC_TOKEN_SIZE];
	char api_secret[AC_SECRET_SIZE]; /* HMAC, or a PEM; read from api_key_file where that is */
	char api_key_file[AC_PATH_SIZE]; /* "" none */
	enum ac_answer is_real_money_understood;
	struct ac_endpoints endpoints; /* of the mode, overrides applied */
	char ca_file[AC_PATH_SIZE];    /* "": the system's authorities only */
	enum ac_order_entry order_entry;
	char slack_webhook_url[AC_TOKEN_SIZE];
	int32_t recv_window_ms;     /* [1, 60000], 5000 */
	int32_t ws_max_backoff_sec; /* [1, 3600], 60 */
	char db_url[AC_PATH_SIZE];  /* sqlite:///./database/trader.db */
	char log_level[8];          /* DEBUG INFO WARN ERROR */
	enum ac_position_mode position_mode;
	char dashboard_host[256]; /* "127.0.0.1" */
	int32_t dashboard_port;   /* [0, 65535], 8501; 0: any free one */
};

/* One strategies/<name>/<SYMBOL>.yaml. */
struct ac_book_config {
	char strategy[AC_STRATEGY_NAME_SIZE];
	char symbol[AC_SYMBOL_SIZE];
	bool is_enabled;
	struct ac_dec notional; /* quote asset per entry; 0 when risk_pct is used */
	struct ac_dec
		risk_pct; /* of equity lost at the stop, 1e-8 percent; 0 when notional is used */
	enum ac_order_type entry_type; /* MARKET, or LIMIT at the reference price */
	struct ac_param_value params[AC_PARAMS_MAX];
	char file[AC_PATH_SIZE];
};

/* One entry of config/symbols.yaml. */
struct ac_symbol_config {
	char symbol[AC_SYMBOL_SIZE];
	bool is_enabled;
	struct ac_symbol_limits limits;
};

struct ac_config {
	struct ac_settings settings;
	struct ac_risk_limits risk; /* config/risk.yaml */
	/* config/risk.yaml, section execution; the parts of ac_executor_config that people set */
	uint32_t retries_max;
	ac_ns retry_interval_ns, entry_valid_ns, order_ttl_ns, reply_timeout_ns, protect_bound_ns;
	enum ac_working_type stop_working_type;
	/* config/risk.yaml, section simulation: the simulated account */
	struct ac_dec sim_wallet, sim_slippage_bps, sim_volume_share_pct;
	ac_ns sim_latency_min_ns, sim_latency_max_ns;
	struct ac_symbol_config *symbols; /* owned */
	uint32_t symbol_count;
	struct ac_book_config *books; /* owned; enabled and disabled */
	uint32_t book_count;
};

/* Where the files are; all relative to `root` (the working folder by default). */
struct ac_config_paths {
	const char *root;       /* "." */
	const char *env_file;   /* ".env"; missing is allowed */
	const char *symbols;    /* "config/symbols.yaml" */
	const char *risk;       /* "config/risk.yaml" */
	const char *strategies; /* "strategies" */
};

/* `environment` is a NULL-terminated list of NAME=value (the process's environ). `registry` knows
 * the strategies whose parameters are checked. AC_ERR_CONFIG with faults filled. The pages of
 * *ret_config stay out of core dumps; copies of its secrets are the caller's to protect. */
AC_MUST_USE enum ac_status ac_config_load(const struct ac_config_paths *paths,
					  char *const *environment,
					  const struct ac_strategy_registry *registry,
					  struct ac_config *ret_config, struct ac_faults *faults);
/* Zeroes secrets, frees lists; twice is fine. */
void ac_config_deinit(struct ac_config *config);
/* Defaults of everything, no symbols and no books: for backtests without any file. */
void ac_config_default(struct ac_config *ret_config);

/* The effective configuration as YAML-like text, secrets masked, into a malloc'd string that the
 * caller frees. It parses back with ac_config_parse_effective (journal, replay). */
AC_MUST_USE enum ac_status ac_config_format(const struct ac_config *config,
					    const struct ac_strategy_registry *registry,
					    char **ret_text);
AC_MUST_USE enum ac_status ac_config_parse_effective(struct ac_str text,
						     const struct ac_strategy_registry *registry,
						     struct ac_config *ret_config,
						     struct ac_faults *faults);

/* The candidate nearest to `word` by edit distance, NULL when none is near. */
const char *ac_config_nearest(const char *word, const char *const *candidates, size_t count);

#endif
