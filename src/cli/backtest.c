/* autocoin backtest - runs recorded candles of one symbol through the whole order life. */
#include "binance/codec/refusal.h"
#include "cli/command.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "backtest/runner.h"
#include "config/risk_file.h"
#include "core/calendar.h"
#include "io/document.h"
#include "session/rules.h"
#include "sys/clock.h"
#include "sys/loop.h"

#define SETS_MAX 64

struct options {
	const char *strategy, *symbol, *data, *trades, *funding, *mark;
	const char *exchange_info, *brackets, *folder, *risk;
	const char *sets[SETS_MAX];
	uint32_t set_count;
	ac_ms from_ms, to_ms;
	struct ac_dec balance;
	bool is_json;
	bool is_unguarded;
};

/* What --set may change beside the strategy's own parameters. */
struct extras {
	struct ac_dec notional, slippage_bps, fee, tick, step, min_notional, leverage;
};

static const struct argp_option table[] = {
	{ "strategy", 's', "NAME", 0, "strategy (default: vwap_reversion)", 0 },
	{ "symbol", 'S', "SYMBOL", 0, "symbol (default: from the file's name)", 0 },
	{ "data", 'd', "FILE", 0, "1-minute candles: CSV, .gz or .zip", 0 },
	{ "set", 'x', "KEY=VALUE", 0,
	  "a parameter of the strategy, or notional (1000), slippage_bps (1), fee (taker fee as a "
	  "fraction: 0.0005 is 0.05 %), leverage (10), tick, step, min_notional; repeatable",
	  0 },
	{ "from", 'f', "TIME", 0, "first candle: 2025-05-04, 2025-05-04T12:00 or ms", 0 },
	{ "to", 't', "TIME", 0, "candles before this time", 0 },
	{ "balance", 'b', "AMOUNT", 0, "wallet at the start (default: 10000)", 0 },
	{ "trades", 'T', "FILE", 0, "write the trade list as CSV ('-' for the output)", 0 },
	{ "json", 'j', NULL, 0, "print the report as JSON", 0 },
	{ "guards", 'g', "on|off", 0, "risk guards (default: on); off leaves only the filters", 0 },
	{ "risk", 'r', "FILE", 0,
	  "take the guards' limits from a risk.yaml; without it those that are an account's choice "
	  "(losses, drawdown, pauses, counts) do not bind",
	  0 },
	{ "funding", 'F', "FILE", 0, "funding rates: CSV time,rate", 0 },
	{ "mark", 'm', "FILE", 0, "mark candles for the settlements of --funding", 0 },
	{ "exchange-info", 'e', "FILE", 0, "trading rules (default: a built-in set)", 0 },
	{ "brackets", 'B', "FILE", 0, "leverage brackets to go with --exchange-info", 0 },
	{ "folder", 'p', "DIR", 0, "where strategy plug-ins are (default: strategies)", 0 },
	{ 0 },
};

static error_t parse_time(struct argp_state *state, const char *name, const char *text,
			  ac_ms *ret_ms)
{
	if (ac_calendar_parse(ac_str_from(text), ret_ms) != AC_OK)
		argp_error(state, "--%s %s: not a time; write 2025-05-04 or 2025-05-04T12:00 (UTC)",
			   name, text);
	return 0;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct options *options = state->input;
	const struct {
		int key;
		const char **to;
	} texts[] = {
		{ 's', &options->strategy },      { 'S', &options->symbol },
		{ 'd', &options->data },          { 'T', &options->trades },
		{ 'F', &options->funding },       { 'm', &options->mark },
		{ 'e', &options->exchange_info }, { 'B', &options->brackets },
		{ 'p', &options->folder },        { 'r', &options->risk },
	};
	for (size_t i = 0; i < AC_COUNT(texts); i++) {
		if (texts[i].key == key) {
			*texts[i].to = argument;
			return 0;
		}
	}
	switch (key) {
	case 'x':
		if (options->set_count == SETS_MAX)
			argp_error(state, "more than %d times --set", SETS_MAX);
		options->sets[options->set_count++] = argument;
		return 0;
	case 'f':
		return parse_time(state, "from", argument, &options->from_ms);
	case 't':
		return parse_time(state, "to", argument, &options->to_ms);
	case 'b':
		if (ac_dec_parse(ac_str_from(argument), &options->balance) != AC_OK ||
		    options->balance.units <= 0)
			argp_error(state, "--balance %s: not a positive decimal", argument);
		return 0;
	case 'j':
		options->is_json = true;
		return 0;
	case 'g':
		options->is_unguarded = strcmp(argument, "off") == 0;
		if (!options->is_unguarded && strcmp(argument, "on") != 0)
			argp_error(state, "--guards %s: write on or off", argument);
		return 0;
	case ARGP_KEY_END:
		if (options->data == NULL)
			argp_error(state, "--data FILE is missing");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static bool set_extra(struct extras *extras, struct ac_str key, const char *value, bool *ret_is_ok)
{
	const struct {
		const char *name;
		struct ac_dec *to;
		struct ac_dec minimum, maximum;
	} rows[] = {
		{ "notional", &extras->notional, { 1 }, AC_DEC(1000000000) },
		{ "slippage_bps", &extras->slippage_bps, { 0 }, AC_DEC(1000) },
		{ "fee", &extras->fee, { 0 }, { AC_DEC_SCALE / 100 } },
		{ "tick", &extras->tick, { 1 }, AC_DEC(1000000) },
		{ "step", &extras->step, { 1 }, AC_DEC(1000000) },
		{ "min_notional", &extras->min_notional, { 0 }, AC_DEC(1000000) },
		{ "leverage", &extras->leverage, AC_DEC(1), AC_DEC(125) },
	};
	for (size_t i = 0; i < AC_COUNT(rows); i++) {
		if (!ac_str_equal(key, ac_str_from(rows[i].name)))
			continue;
		struct ac_dec parsed;
		*ret_is_ok = ac_dec_parse(ac_str_from(value), &parsed) == AC_OK &&
			     ac_dec_compare(parsed, rows[i].minimum) >= 0 &&
			     ac_dec_compare(parsed, rows[i].maximum) <= 0;
		if (*ret_is_ok) {
			*rows[i].to = parsed;
		} else {
			char low[AC_DEC_TEXT_SIZE], high[AC_DEC_TEXT_SIZE];
			ac_dec_format(rows[i].minimum, low);
			ac_dec_format(rows[i].maximum, high);
			ac_command_usage_error("--set %s=%s: not a decimal in [%s, %s]",
					       rows[i].name, value, low, high);
		}
		return true;
	}
	return false;
}

static bool set_param(const struct ac_strategy *strategy, struct ac_str key, const char *value,
		      struct ac_param_value *params)
{
	int32_t index = ac_strategy_param_find(strategy, key);
	if (index < 0) {
		const char *names[AC_PARAMS_MAX + 7] = { "notional", "slippage_bps", "fee",
							 "tick",     "step",         "min_notional",
							 "leverage" };
		char word[64];
		snprintf(word, sizeof(word), "%.*s", (int)key.size, key.data);
		for (uint32_t i = 0; i < strategy->param_count; i++)
			names[7 + i] = strategy->params[i].name;
		const char *nearest = ac_config_nearest(word, names, 7 + strategy->param_count);
		ac_command_usage_error("--set %s: strategy %s has no such parameter%s%s%s", word,
				       strategy->name, nearest != NULL ? "; did you mean '" : "",
				       nearest != NULL ? nearest : "", nearest != NULL ? "'?" : "");
		return false;
	}
	const struct ac_param *param = &strategy->params[index];
	if (ac_strategy_param_parse(param, ac_str_from(value), &params[index]) == AC_OK)
		return true;
	if (param->choices != NULL)
		ac_command_usage_error("--set %s=%s: not one of %s", param->name, value,
				       param->choices);
	else if (param->type == AC_PARAM_BOOL)
		ac_command_usage_error("--set %s=%s: write true or false", param->name, value);
	else
		ac_command_usage_error("--set %s=%s: not %s in [%s, %s]", param->name, value,
				       param->type == AC_PARAM_INT ? "a whole number" : "a decimal",
				       param->minimum, param->maximum);
	return false;
}

static bool apply_sets(const struct options *options, const struct ac_strategy *strategy,
		       struct ac_param_value *params, struct extras *extras)
{
	for (uint32_t i = 0; i < options->set_count; i++) {
		const char *set = options->sets[i];
		const char *equals = strchr(set, '=');
		if (equals == NULL) {
			ac_command_usage_error("--set %s: write KEY=VALUE", set);
			return false;
		}
		struct ac_str key = { set, (size_t)(equals - set) };
		bool is_ok = true;
		if (!set_extra(extras, key, equals + 1, &is_ok))
			is_ok = set_param(strategy, key, equals + 1, params);
		if (!is_ok)
			return false;
	}
	return true;
}

/* How much an account may lose and when it pauses is its owner's choice, not the strategy's:
 * without a file these limits are off, and the trade list is that of the strategy's rules. */
static bool set_limits(const struct options *options, struct ac_config *config)
{
	if (options->risk == NULL) {
		ac_risk_limits_waive_account(&config->risk);
		return true;
	}
	struct ac_error error;
	size_t size = 0;
	char *text = ac_document_read(options->risk, &size, &error);
	if (text == NULL) {
		ac_command_usage_error("%s", error.text);
		return false;
	}
	struct ac_faults faults;
	ac_faults_init(&faults);
	ac_risk_file_parse(options->risk, (struct ac_str){ text, size }, config, &faults);
	bool is_right = faults.count == 0;
	if (!is_right)
		fprintf(stderr, "%s", faults.text);
	ac_faults_deinit(&faults);
	free(text);
	return is_right;
}

/* A configuration of one symbol and one book, out of the options alone. */
static bool make_config(const struct options *options, const struct ac_strategy *strategy,
			const char *symbol, struct extras *extras, struct ac_config *config)
{
	ac_config_default(config);
	config->symbols = calloc(1, sizeof(*config->symbols));
	config->books = calloc(1, sizeof(*config->books));
	if (config->symbols == NULL || config->books == NULL)
		return false;
	config->symbol_count = 1;
	config->book_count = 1;
	struct ac_book_config *book = &config->books[0];
	book->is_enabled = true;
	book->entry_type = AC_ORDER_MARKET;
	snprintf(book->strategy, sizeof(book->strategy), "%s", strategy->name);
	snprintf(book->symbol, sizeof(book->symbol), "%s", symbol);
	ac_strategy_params_default(strategy, book->params);
	*extras = (struct extras){ .notional = AC_DEC(1000),
				   .slippage_bps = AC_DEC(1),
				   .fee = { -1 },
				   .min_notional = { -1 },
				   .leverage = AC_DEC(10) };
	if (!apply_sets(options, strategy, book->params, extras))
		return false;
	if (!set_limits(options, config))
		return false;
	book->notional = extras->notional;
	config->sim_wallet = options->balance;
	config->sim_slippage_bps = extras->slippage_bps;
	config->risk.is_guarded = !options->is_unguarded;
	struct ac_symbol_config *entry = &config->symbols[0];
	snprintf(entry->symbol, sizeof(entry->symbol), "%s", symbol);
	entry->is_enabled = true;
	entry->limits.leverage = (int32_t)(extras->leverage.units / AC_DEC_SCALE);
	entry->limits.margin_type = AC_MARGIN_CROSSED;
	return true;
}

static bool find_rules(const struct options *options, const char *symbol,
		       const struct extras *extras, struct ac_instrument *ret_instrument)
{
	struct ac_rules rules;
	struct ac_error error;
	if (!ac_rules_load(options->exchange_info, options->brackets, &rules, &error)) {
		ac_command_usage_error("%s", error.text);
		return false;
	}
	bool is_found = false;
	for (uint32_t i = 0; i < rules.count && !is_found; i++) {
		is_found = strcmp(rules.instruments[i].symbol, symbol) == 0;
		if (is_found)
			*ret_instrument = rules.instruments[i];
	}
	ac_rules_free(&rules);
	if (!is_found && extras->tick.units > 0 && extras->step.units > 0) {
		struct ac_dec minimum = ac_dec_max(extras->min_notional, AC_DEC_ZERO);
		ac_instrument_generic(ac_str_from(symbol), extras->tick, extras->step, minimum,
				      ret_instrument);
		return true;
	}
	if (!is_found) {
		ac_command_usage_error(
			"%s: no trading rules are known; give --exchange-info FILE, or "
			"--set tick=… --set step=… --set min_notional=…",
			symbol);
		return false;
	}
	ac_rules_override(ret_instrument, extras->tick, extras->step, extras->min_notional);
	return true;
}

static bool load_candles(const struct options *options, struct ac_candle_file *file,
			 size_t *ret_first, size_t *ret_count)
{
	struct ac_error error;
	if (ac_candle_file_load(options->data, file, &error) != AC_OK) {
		ac_command_failure("%s", error.text);
		return false;
	}
	size_t first = 0, end = file->count;
	while (first < end && file->candles[first].open_time_ms < options->from_ms)
		first++;
	while (end > first && options->to_ms > 0 &&
	       file->candles[end - 1].open_time_ms >= options->to_ms)
		end--;
	*ret_first = first;
	*ret_count = end - first;
	if (*ret_count > 0)
		return true;
	ac_command_failure("%s: holds no candle%s", options->data,
			   file->count > 0 ? " between --from and --to" : "");
	return false;
}

static bool load_funding(const struct options *options, struct ac_funding_file *file)
{
	struct ac_error error;
	*file = (struct ac_funding_file){ 0 };
	if (options->funding == NULL)
		return true;
	if (ac_funding_file_load(options->funding, file, &error) != AC_OK ||
	    (options->mark != NULL && ac_funding_file_join(file, options->mark, &error) != AC_OK)) {
		ac_command_failure("%s", error.text);
		return false;
	}
	return true;
}

static bool write_trades(const char *path, const char *symbol, const struct ac_trade_list *list)
{
	FILE *out = strcmp(path, "-") == 0 ? stdout : fopen(path, "w");
	if (out == NULL) {
		ac_command_failure("%s: cannot be written: %m", path);
		return false;
	}
	fputs("symbol,side,entry_time,entry_price,quantity,exit_time,exit_price,exit_reason,"
	      "gross_pnl,fees,funding,net_pnl\n",
	      out);
	for (size_t i = 0; i < list->count; i++) {
		const struct ac_trade_row *row = &list->rows[i];
		const struct ac_round_trip *trip = &row->trip;
		const struct ac_dec columns[] = { trip->entry_price, trip->quantity,
						  trip->exit_price,  trip->gross_profit,
						  trip->fees,        trip->funding,
						  trip->net_profit };
		char texts[AC_COUNT(columns)][AC_DEC_TEXT_SIZE];
		for (size_t k = 0; k < AC_COUNT(columns); k++)
			ac_dec_format(columns[k], texts[k]);
		fprintf(out, "%s,%s,%" PRId64 ",%s,%s,%" PRId64 ",%s,%s,%s,%s,%s,%s\n", symbol,
			trip->direction > 0 ? "LONG" : "SHORT", trip->entry_time_ms, texts[0],
			texts[1], row->exit_candle_ms, texts[2],
			ac_exit_reason_text((enum ac_exit_reason)trip->exit_reason), texts[3],
			texts[4], texts[5], texts[6]);
	}
	bool is_written = fflush(out) == 0 && !ferror(out);
	if (out != stdout && fclose(out) != 0)
		is_written = false;
	if (!is_written)
		ac_command_failure("%s: could not be written whole: %m", path);
	return is_written;
}

static void show_progress(void *self, size_t done, size_t total)
{
	(void)self;
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%zu of %zu candles (%zu %%)%s", done, total, done * 100 / total,
			done == total ? "\n" : "");
}

struct run {
	struct ac_backtest backtest;
	struct ac_backtest_result result;
	struct ac_report report;
	struct ac_candle_file candles;
	struct ac_funding_file funding;
	double load_seconds, seconds;
	const char *symbol;
	const struct options *options;
};

static void print_json(const struct run *run)
{
	const struct ac_report *report = &run->report;
	const struct {
		const char *key;
		struct ac_dec value;
	} money[] = { { "gross", report->gross },
		      { "net", report->net },
		      { "fees", report->fees },
		      { "funding", report->funding },
		      { "max_drawdown", report->max_drawdown },
		      { "best", report->best },
		      { "worst", report->worst },
		      { "balance", run->result.account.wallet } };
	const struct {
		const char *key;
		double value;
	} ratios[] = { { "win_rate", report->win_rate },
		       { "profit_factor", report->profit_factor },
		       { "expectancy", report->expectancy },
		       { "max_drawdown_pct", report->max_drawdown_pct },
		       { "sharpe", report->sharpe },
		       { "sortino", report->sortino },
		       { "average_hold_minutes", report->average_hold_minutes },
		       { "load_seconds", run->load_seconds },
		       { "seconds", run->seconds },
		       { "bars_per_second", (double)run->result.bars / run->seconds } };
	printf("{\n  \"symbol\": \"%s\",\n  \"strategy\": \"%s\",\n  \"trades\": %" PRIu64
	       ",\n  \"wins\": %" PRIu64 ",\n  \"losses\": %" PRIu64 ",\n",
	       run->symbol, run->options->strategy, report->trades, report->wins, report->losses);
	for (size_t i = 0; i < AC_COUNT(money); i++) {
		char text[AC_DEC_TEXT_SIZE];
		ac_dec_format(money[i].value, text);
		printf("  \"%s\": %s,\n", money[i].key, text);
	}
	for (size_t i = 0; i < AC_COUNT(ratios); i++) {
		if (isfinite(ratios[i].value))
			printf("  \"%s\": %.9g,\n", ratios[i].key, ratios[i].value);
		else
			printf("  \"%s\": null,\n", ratios[i].key);
	}
	printf("  \"signals\": %" PRIu64 ",\n  \"signals_allowed\": %" PRIu64
	       ",\n  \"ambiguous_bars\": %" PRIu64 ",\n  \"liquidations\": %" PRIu64
	       ",\n  \"gaps\": %" PRIu64 ",\n  \"minutes_missing\": %" PRIu64
	       ",\n  \"funding_series\": %s,\n  \"guards\": %s,\n  \"bars\": %" PRIu64 "\n}\n",
	       run->result.signals, run->result.signals_allowed, run->result.ambiguous,
	       run->result.account.liquidations, run->candles.series.gaps,
	       run->candles.series.minutes_missing,
	       run->options->funding != NULL ? "true" : "false",
	       run->options->is_unguarded ? "false" : "true", run->result.bars);
}

static void print_text(const struct run *run)
{
	const struct ac_report *report = &run->report;
	char net[AC_DEC_TEXT_SIZE], fees[AC_DEC_TEXT_SIZE], funding[AC_DEC_TEXT_SIZE];
	char drawdown[AC_DEC_TEXT_SIZE];
	ac_dec_format(report->net, net);
	ac_dec_format(report->fees, fees);
	ac_dec_format(report->funding, funding);
	ac_dec_format(report->max_drawdown, drawdown);
	printf("%s %s: %" PRIu64 " candles, %" PRIu64 " gaps (%" PRIu64 " minutes missing)\n",
	       run->symbol, run->options->strategy, run->result.bars, run->candles.series.gaps,
	       run->candles.series.minutes_missing);
	printf("  trades         %" PRIu64 " (%" PRIu64 " won, %" PRIu64 " lost, %.1f %%)\n",
	       report->trades, report->wins, report->losses, report->win_rate * 100.0);
	printf("  net            %s   fees %s   funding %s%s\n", net, fees, funding,
	       run->options->funding != NULL ? "" : " (no funding series was given)");
	printf("  profit factor  %.3f   expectancy %.4f a trade\n", report->profit_factor,
	       report->expectancy);
	printf("  max drawdown   %s (%.2f %%)   Sharpe %.2f   Sortino %.2f\n", drawdown,
	       report->max_drawdown_pct, report->sharpe, report->sortino);
	printf("  signals        %" PRIu64 ", %" PRIu64 " allowed   ambiguous candles %" PRIu64
	       "\n",
	       run->result.signals, run->result.signals_allowed, run->result.ambiguous);
	printf("  speed          %.3f s to load, %.4f s to run: %.1f million candles a second\n",
	       run->load_seconds, run->seconds, (double)run->result.bars / run->seconds / 1e6);
}

static int execute(struct run *run, size_t first, size_t count)
{
	const struct options *options = run->options;
	run->backtest.candles = run->candles.candles + first;
	run->backtest.candle_count = count;
	run->backtest.funding = run->funding.rates;
	run->backtest.funding_count = run->funding.count;
	run->backtest.progress = show_progress;
	ac_ns start = ac_steady_ns(&ac_machine_clock);
	enum ac_status status = ac_backtest_run(&run->backtest, &run->result);
	run->seconds = (double)(ac_steady_ns(&ac_machine_clock) - start) * 1e-9;
	if (status != AC_OK)
		return ac_command_failure("the backtest failed: %s", ac_status_text(status));
	ac_report_make(&run->result.trades, options->balance, run->backtest.candles[0].open_time_ms,
		       run->backtest.candles[count - 1].open_time_ms, &run->report);
	int code = AC_EXIT_SUCCESS;
	if (options->trades != NULL &&
	    !write_trades(options->trades, run->symbol, &run->result.trades))
		code = AC_EXIT_FAILURE;
	if (options->is_json)
		print_json(run);
	else
		print_text(run);
	if (!run->result.is_consistent)
		code = ac_command_failure(
			"internal error: the trade list and the simulated exchange's "
			"ledger differ; do not trust this result");
	ac_trade_list_deinit(&run->result.trades);
	return code;
}

static int run_with(const struct options *options, const struct ac_strategy_registry *registry,
		    const struct ac_strategy *strategy, const char *symbol)
{
	struct ac_config config = { 0 };
	struct extras extras;
	struct ac_world world = { 0 };
	static struct ac_instrument instrument;
	static struct run run;
	run = (struct run){ .symbol = symbol, .options = options };
	struct ac_error error;
	int code = AC_EXIT_USAGE;
	size_t first = 0, count = 0;
	if (!make_config(options, strategy, symbol, &extras, &config) ||
	    !find_rules(options, symbol, &extras, &instrument))
		goto done;
	struct ac_world_spec spec = {
		.config = &config,
		.registry = registry,
		.instruments = &instrument,
		.instrument_count = 1,
		.codes = &ac_binance_codes,
		.run_id = 1,
		.seed = 1,
		.fee_maker = extras.fee,
		.fee_taker = extras.fee,
	};
	if (ac_world_create(&spec, &world, &error) != AC_OK) {
		code = ac_command_usage_error("%s", error.text);
		goto done;
	}
	code = AC_EXIT_FAILURE;
	run.backtest.world = &world;
	ac_ns start = ac_steady_ns(&ac_machine_clock);
	if (load_candles(options, &run.candles, &first, &count) &&
	    load_funding(options, &run.funding)) {
		run.load_seconds = (double)(ac_steady_ns(&ac_machine_clock) - start) * 1e-9;
		code = execute(&run, first, count);
	}
done:
	ac_candle_file_free(&run.candles);
	ac_funding_file_free(&run.funding);
	ac_world_destroy(&world);
	ac_config_deinit(&config);
	return code;
}

int ac_cli_backtest(int argc, char **argv)
{
	static const struct argp argp = {
		table,
		parse,
		NULL,
		"Runs recorded candles of one symbol through strategy, risk, executor and "
		"simulated "
		"exchange, as fast as they go, and reports what came of it."
		"\vExample:\n  autocoin backtest --symbol BTCUSDT --data BTCUSDT-1m.csv.gz "
		"--set band_k=2.5 --trades out.csv --json",
		NULL,
		NULL,
		NULL
	};
	struct options options = { .strategy = "vwap_reversion",
				   .balance = AC_DEC(10000),
				   .folder = "strategies" };
	int code;
	if (!ac_command_parse(&argp, argc, argv, &options, &code))
		return code;
	static struct ac_strategy_registry registry;
	if (!ac_cli_registry_load(&registry, options.folder))
		return AC_EXIT_USAGE;
	const struct ac_strategy *strategy =
		ac_strategy_find(&registry, ac_str_from(options.strategy));
	if (strategy == NULL)
		return ac_command_usage_error(
			"there is no strategy '%s'; 'autocoin strategies' lists "
			"them",
			options.strategy);
	static char symbol[AC_SYMBOL_SIZE];
	if (options.symbol != NULL)
		snprintf(symbol, sizeof(symbol), "%s", options.symbol);
	else if (ac_candle_file_symbol(options.data, symbol, sizeof(symbol)) != AC_OK)
		return ac_command_usage_error(
			"%s: the file's name does not begin with a symbol; give "
			"--symbol",
			options.data);
	return run_with(&options, &registry, strategy, symbol);
}
