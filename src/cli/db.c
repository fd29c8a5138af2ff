/* autocoin db - looks into the database. */
#include "cli/command.h"

#include <stdio.h>

#include "database/query.h"

struct options {
	const char *root;
	const char *url;
	const char *what;
};

/* What a person may ask, in one SELECT each. Empty rows mean that all is well for the checks. */
static const struct {
	const char *name, *sql;
	bool is_check; /* every row is a fault */
} questions[] = {
	{ "status",
	  "SELECT (SELECT count(*) FROM runs) AS runs, (SELECT count(*) FROM orders) AS orders, "
	  "(SELECT count(*) FROM fills) AS fills, (SELECT count(*) FROM signals) AS signals, "
	  "(SELECT count(*) FROM round_trips) AS trades, "
	  "(SELECT count(*) FROM candles_1m) AS candles, "
	  "(SELECT count(*) FROM positions WHERE quantity <> '0') AS open_positions",
	  false },
	{ "runs",
	  "SELECT run_id, account, mode, datetime(started_at / 1000, 'unixepoch') AS started, "
	  "coalesce(datetime(ended_at / 1000, 'unixepoch'), 'cut off or running') AS ended, "
	  "end_reason, feed FROM runs ORDER BY run_id DESC LIMIT 50",
	  false },
	{ "positions",
	  "SELECT account, strategy, symbol, position_side, quantity, entry_price, stop_price, "
	  "take_profit_price, is_protected FROM positions WHERE quantity <> '0' "
	  "ORDER BY account, symbol, strategy",
	  false },
	{ "orders",
	  "SELECT account, symbol, strategy, client_order_id, purpose, type, side, quantity, "
	  "stop_price, status FROM orders WHERE is_terminal = 0 ORDER BY account, symbol, "
	  "created_at",
	  false },
	{ "trades",
	  "SELECT datetime(exit_time / 1000, 'unixepoch') AS closed, account, symbol, strategy, "
	  "side, "
	  "quantity, entry_price, exit_price, exit_reason, net_pnl FROM round_trips "
	  "ORDER BY exit_time DESC LIMIT 50",
	  false },
	{ "performance",
	  "SELECT account, strategy, symbol, count(*) AS trades, "
	  "sum(CAST(net_pnl AS REAL) > 0) AS wins, round(sum(CAST(net_pnl AS REAL)), 2) AS net, "
	  "round(sum(CAST(fees AS REAL)), 2) AS fees FROM round_trips "
	  "GROUP BY account, strategy, symbol ORDER BY account, strategy, symbol",
	  false },
	{ "signals",
	  "SELECT datetime(time / 1000, 'unixepoch') AS at, symbol, strategy, side, price, "
	  "quantity, "
	  "verdict FROM signals ORDER BY time DESC LIMIT 50",
	  false },
	{ "halts",
	  "SELECT datetime(since / 1000, 'unixepoch') AS since, guard, symbol, strategy, reason, "
	  "is_active FROM halts ORDER BY since DESC LIMIT 50",
	  false },
	{ "verify",
	  "SELECT integrity_check AS fault FROM pragma_integrity_check "
	  "WHERE integrity_check <> 'ok' UNION ALL "
	  "SELECT 'fill ' || trade_id || ' of ' || symbol || ' has no order' FROM fills f "
	  "WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.client_order_id = f.client_order_id) "
	  "AND purpose <> 'foreign' UNION ALL "
	  "SELECT 'position ' || symbol || ' of ' || strategy || ' stands without a stop' "
	  "FROM positions WHERE quantity <> '0' AND is_protected = 0",
	  true },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct options *options = state->input;
	if (key == 'r')
		options->root = argument;
	else if (key == 'd')
		options->url = argument;
	else if (key == ARGP_KEY_ARG && options->what == NULL)
		options->what = argument;
	else
		return ARGP_ERR_UNKNOWN;
	return 0;
}

struct table {
	uint64_t rows;
};

static bool put_row(void *self, int count, const char *const *names, const char *const *values)
{
	struct table *table = self;
	for (int i = 0; table->rows == 0 && i < count; i++)
		printf("%s%s", names[i], i + 1 < count ? "\t" : "\n");
	for (int i = 0; i < count; i++)
		printf("%s%s", values[i], i + 1 < count ? "\t" : "\n");
	table->rows++;
	return true;
}

static int answer(struct ac_store *store, size_t question)
{
	struct table table = { 0 };
	if (ac_store_query(store, questions[question].sql, put_row, &table) != AC_OK)
		return ac_command_failure("the database could not be read: %s",
					  ac_store_error(store));
	if (questions[question].is_check) {
		if (table.rows > 0)
			return ac_command_failure("%llu fault(s) found",
						  (unsigned long long)table.rows);
		puts("no fault found");
	} else if (table.rows == 0) {
		puts("nothing");
	}
	return AC_EXIT_SUCCESS;
}

/* The configuration's URL, unless one is given. */
static bool find_url(struct options *options, char *url, size_t size)
{
	if (options->url != NULL)
		return true;
	static struct ac_strategy_registry registry;
	static struct ac_config config;
	if (!ac_cli_config_load(options->root, &registry, &config))
		return false;
	snprintf(url, size, "%s", config.settings.db_url);
	options->url = url;
	ac_config_deinit(&config);
	return true;
}

int ac_cli_db(int argc, char **argv)
{
	static const struct argp_option table[] = {
		{ "url", 'd', "URL", 0, "in place of DB_URL: sqlite:///./database/trader.db", 0 },
		{ "root", 'r', "DIR", 0,
		  "folder that holds .env, config/ and strategies/ (default: .)", 0 },
		{ 0 },
	};
	static const struct argp argp = {
		table,
		parse,
		"[QUESTION]",
		"Answers a question from the database, read-only. Questions: status (default), "
		"runs, "
		"positions, orders, trades, performance, signals, halts, verify."
		"\vExample:\n  autocoin db trades\n"
		"For everything else: sqlite3 database/trader.db; the views begin with v_.",
		NULL,
		NULL,
		NULL
	};
	struct options options = { .root = ".", .what = NULL };
	int code;
	if (!ac_command_parse(&argp, argc, argv, &options, &code))
		return code;
	const char *what = options.what != NULL ? options.what : "status";
	const char *names[AC_COUNT(questions)];
	size_t question = AC_COUNT(questions);
	for (size_t i = 0; i < AC_COUNT(questions); i++) {
		names[i] = questions[i].name;
		if (strcmp(what, questions[i].name) == 0)
			question = i;
	}
	if (question == AC_COUNT(questions)) {
		const char *nearest = ac_config_nearest(what, names, AC_COUNT(names));
		return ac_command_usage_error("unknown question '%s'%s%s%s", what,
					      nearest != NULL ? "; did you mean '" : "",
					      nearest != NULL ? nearest : "",
					      nearest != NULL ? "'?" : "; see autocoin db --help");
	}
	char url[AC_PATH_SIZE], error[1024];
	if (!find_url(&options, url, sizeof(url)))
		return AC_EXIT_USAGE;
	struct ac_store *store;
	if (ac_store_open_readonly(options.url, &store, error, sizeof(error)) != AC_OK)
		return ac_command_failure("%s", error);
	code = answer(store, question);
	ac_store_close(store);
	return code;
}
