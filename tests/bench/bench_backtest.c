#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backtest/runner.h"
#include "binance/codec/refusal.h"
#include "session/feed.h"

#define ROUNDS       5
#define MEMORY_BOOKS 50u
#define MEMORY_HOURS 6

/* A configuration of `count` symbols, each with one vwap_reversion of default parameters. */
static void make_config(struct ac_config *config, const struct ac_strategy *strategy,
			const struct ac_instrument *instruments, uint32_t count, bool is_guarded)
{
	ac_config_default(config);
	config->symbols = calloc(count, sizeof(*config->symbols));
	config->books = calloc(count, sizeof(*config->books));
	if (config->symbols == NULL || config->books == NULL)
		abort();
	config->symbol_count = count;
	config->book_count = count;
	config->risk.is_guarded = is_guarded;
	config->sim_wallet = AC_DEC(1000000);
	for (uint32_t i = 0; i < count; i++) {
		struct ac_symbol_config *symbol = &config->symbols[i];
		struct ac_book_config *book = &config->books[i];
		memcpy(symbol->symbol, instruments[i].symbol, sizeof(symbol->symbol));
		memcpy(book->symbol, instruments[i].symbol, sizeof(book->symbol));
		snprintf(book->strategy, sizeof(book->strategy), "%s", strategy->name);
		symbol->is_enabled = true;
		symbol->limits.leverage = 10;
		book->is_enabled = true;
		book->notional = AC_DEC(1000);
		book->entry_type = AC_ORDER_MARKET;
		ac_strategy_params_default(strategy, book->params);
	}
}

static void make_world(const struct ac_config *config, const struct ac_strategy_registry *registry,
		       const struct ac_instrument *instruments, struct ac_world *world)
{
	struct ac_world_spec spec = { .config = config,
				      .registry = registry,
				      .instruments = instruments,
				      .instrument_count = config->symbol_count,
				      .codes = &ac_binance_codes,
				      .run_id = 1,
				      .seed = 1,
				      .fee_maker = { -1 },
				      .fee_taker = { -1 } };
	struct ac_error error;
	if (ac_world_create(&spec, world, &error) != AC_OK) {
		fprintf(stderr, "bench: %s\n", error.text);
		abort();
	}
}

static double run_once(const struct ac_candle *candles, size_t count, bool is_guarded,
		       uint64_t *ret_trades)
{
	static struct ac_strategy_registry registry;
	static struct ac_config config;
	ac_strategy_registry_init(&registry);
	uint32_t known;
	const struct ac_instrument *instruments = ac_instruments_default(&known);
	make_config(&config, registry.items[0], instruments, 1, is_guarded);
	struct ac_world world;
	make_world(&config, &registry, instruments, &world);
	struct ac_backtest backtest = { .world = &world,
					.candles = candles,
					.candle_count = count };
	struct ac_backtest_result result;
	double start = bench_seconds();
	enum ac_status status = ac_backtest_run(&backtest, &result);
	double seconds = bench_seconds() - start;
	if (status != AC_OK || !result.is_consistent)
		abort();
	*ret_trades = result.trades.count;
	ac_trade_list_deinit(&result.trades);
	ac_world_destroy(&world);
	ac_config_deinit(&config);
	return seconds;
}

static double best_of(const struct ac_candle *candles, size_t count, bool is_guarded,
		      uint64_t *ret_trades)
{
	double best = 1e9;
	for (int round = 0; round < ROUNDS; round++) {
		double seconds = run_once(candles, count, is_guarded, ret_trades);
		best = seconds < best ? seconds : best;
	}
	return best;
}

void bench_backtest(const struct ac_candle *candles, size_t count)
{
	uint64_t trades = 0;
	double bare = bench_bare_loop_seconds(candles, count);
	double unguarded = best_of(candles, count, false, &trades);
	double guarded = best_of(candles, count, true, &trades);
	char how[160];
	bench_figure("bare_loop", (double)count / bare / 1e6, "Mbars/s",
		     "VWAP, sigma and ADX in a plain C loop");
	snprintf(how, sizeof(how), "full order life, filters only, %llu trades in %zu bars",
		 (unsigned long long)trades, count);
	bench_figure("backtest", (double)count / unguarded / 1e6, "Mbars/s", how);
	bench_figure("backtest_guarded", (double)count / guarded / 1e6, "Mbars/s",
		     "the same with every risk guard on");
	bench_figure("backtest_ratio", bare / unguarded, "of bare",
		     "backtest / bare_loop; 1 would be an engine that costs nothing");
	bench_figure("bare_loop_per_bar", bare * 1e9 / (double)count, "ns", "indicators alone");
	bench_figure("engine_step", unguarded * 1e9 / (double)count, "ns",
		     "one candle: step, strategy, exchange; filters only");
	bench_figure("engine_overhead", (unguarded - bare) * 1e9 / (double)count, "ns",
		     "engine_step less the indicators: event, dispatch, exchange, orders");
}

/* Fifty symbols on the synthetic feed, in a process of their own so that nothing else is counted.
 */
void bench_memory(void)
{
	pid_t child = fork();
	if (child == 0) {
		static struct ac_strategy_registry registry;
		static struct ac_config config;
		static struct ac_instrument instruments[MEMORY_BOOKS];
		static struct ac_session session;
		uint32_t known;
		const struct ac_instrument *rules = ac_instruments_default(&known);
		ac_strategy_registry_init(&registry);
		for (uint32_t i = 0; i < MEMORY_BOOKS; i++) {
			instruments[i] = rules[i % known];
			snprintf(instruments[i].symbol, sizeof(instruments[i].symbol), "S%02uUSDT",
				 i);
		}
		make_config(&config, registry.items[0], instruments, MEMORY_BOOKS, true);
		struct ac_world world;
		make_world(&config, &registry, instruments, &world);
		ac_session_init(&session, world.engine, world.simulated, NULL);
		struct ac_feed *feed;
		struct ac_feed_item item;
		struct ac_error error;
		if (ac_feed_create("synthetic:seed=1", &world.instruments, 1735689600000LL, &feed,
				   &error) != AC_OK)
			_exit(1);
		uint64_t events = 0;
		ac_ns end = (1735689600000LL + MEMORY_HOURS * 3600000LL) * AC_NS_PER_MS;
		double start = bench_seconds();
		while (ac_feed_next(feed, &item) && item.time_ns < end) {
			ac_session_tick(&session, item.tick);
			events++;
		}
		double seconds = bench_seconds() - start;
		struct rusage usage;
		getrusage(RUSAGE_SELF, &usage);
		bench_figure("rss_50_symbols", (double)usage.ru_maxrss / 1024.0, "MiB",
			     "peak of engine, exchange and synthetic feed, 6 hours of ticks");
		bench_figure("tick_session", seconds * 1e9 / (double)events, "ns",
			     "one synthetic tick through exchange and engine, 50 symbols");
		_exit(0);
	}
	int state = 1;
	if (child < 0 || waitpid(child, &state, 0) < 0 || state != 0)
		fprintf(stderr, "bench: the memory figure could not be taken\n");
}
