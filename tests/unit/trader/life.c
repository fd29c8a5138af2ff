#include "life.h"

#include "check.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/prng.h"

#define START_MS 1735714800000LL
#define SYMBOL   "BTCUSDT"

static char root[128]; /* where the test program was begun: each life has its own folder */

/* ---- a strategy that enters and leaves by chance, always the same one ---- */

struct whims {
	struct ac_prng prng;
};

static size_t whims_size(const struct ac_param_value *params)
{
	(void)params;
	return sizeof(struct whims);
}

static const char *whims_init(void *state, const struct ac_param_value *params)
{
	struct whims *whims = state;
	ac_prng_init(&whims->prng, (uint64_t)params[0].integer);
	return NULL;
}

static void whims_on_candle(void *state, const struct ac_candle *candle,
			    const struct ac_strategy_view *view, struct ac_decision *decision)
{
	struct whims *whims = state;
	(void)candle;
	uint64_t draw = ac_prng_below(&whims->prng, 16);
	decision->take_profit_pct = 40000000;
	decision->stop_loss_pct = 40000000;
	if (view->direction == 0 && draw < 8)
		decision->action = draw < 4 ? AC_ACTION_ENTER_LONG : AC_ACTION_ENTER_SHORT;
}

static const struct ac_param whims_params[] = {
	{ "seed", AC_PARAM_INT, "1", "1", "1000000", NULL, "Seed of its whims." },
};

static const struct ac_strategy whims = {
	.abi = AC_STRATEGY_ABI,
	.size = sizeof(struct ac_strategy),
	.name = "whims",
	.version = "1",
	.summary = "Trades by whim.",
	.params = whims_params,
	.param_count = AC_COUNT(whims_params),
	.state_size = whims_size,
	.init = whims_init,
	.on_candle = whims_on_candle,
};

static void fill_config(struct ac_config *config)
{
	ac_config_default(config);
	config->symbols = calloc(1, sizeof(*config->symbols));
	config->books = calloc(1, sizeof(*config->books));
	assert_non_null(config->symbols);
	assert_non_null(config->books);
	config->symbol_count = 1;
	config->book_count = 1;
	config->risk.consecutive_losses = 0;
	config->risk.strategy_daily_loss = AC_DEC_ZERO;
	config->risk.account_daily_loss_pct = AC_DEC_ZERO;
	config->risk.volatility_max_move_pct = AC_DEC_ZERO;
	config->sim_wallet = AC_DEC(100000);
	snprintf(config->symbols[0].symbol, sizeof(config->symbols[0].symbol), SYMBOL);
	config->symbols[0].is_enabled = true;
	config->symbols[0].limits.leverage = 10;
	struct ac_book_config *book = &config->books[0];
	snprintf(book->strategy, sizeof(book->strategy), "whims");
	snprintf(book->symbol, sizeof(book->symbol), SYMBOL);
	snprintf(book->file, sizeof(book->file), "strategies/whims/" SYMBOL ".yaml");
	book->is_enabled = true;
	book->notional = AC_DEC(1000);
	book->entry_type = AC_ORDER_MARKET;
	ac_strategy_params_default(&whims, book->params);
}

static void say(void *self, const char *line)
{
	struct life *life = self;
	size_t size = strlen(life->said);
	snprintf(life->said + size, sizeof(life->said) - size, "%s\n", line);
}

void life_begin(struct life *life, const char *path)
{
	const char *why;
	if (root[0] == '\0')
		assert_non_null(getcwd(root, sizeof(root)));
	*life = (struct life){ 0 };
	assert_int_equal(mkdir(path, 0755), 0);
	assert_int_equal(chdir(path), 0);
	ac_strategy_registry_init(&life->registry);
	assert_int_equal(ac_strategy_register(&life->registry, &whims, &why), AC_OK);
	fill_config(&life->config);
	snprintf(life->config.settings.db_url, sizeof(life->config.settings.db_url),
		 "sqlite:///./database/trader.db");
	life->alerts.summary_minute = -1;
	life->alerts.queue_max = 16;
	life->options = (struct ac_trader_options){
		.version = "test",
		.root = ".",
		.account = "sim",
		.is_until_end = true,
		.is_quiet = true,
		.is_without_dashboard = true,
		.stop_signal = &life->stop_signal,
		.say = say,
		.self = life,
	};
}

void life_end(struct life *life)
{
	ac_config_deinit(&life->config);
	assert_int_equal(chdir(root), 0);
}

void life_candles(struct life *life, int first, int count)
{
	FILE *out = fopen(SYMBOL "-1m.csv", "w");
	assert_non_null(out);
	fputs("open_time,open,high,low,close,volume,close_time\n", out);
	int64_t price = 90000;
	struct ac_prng prng;
	ac_prng_init(&prng, 7);
	for (int i = 0; i < first + count; i++) {
		int64_t open = price, reach = i % 40 == 39 ? 900 : 40;
		price += (int64_t)ac_prng_below(&prng, 61) - 30;
		int64_t high = (open > price ? open : price) + reach;
		int64_t low = (open < price ? open : price) - reach;
		long long open_ms = START_MS + i * AC_MS_PER_MIN;
		if (i >= first)
			fprintf(out, "%lld,%lld,%lld,%lld,%lld,10,%lld\n", open_ms, (long long)open,
				(long long)high, (long long)low, (long long)price,
				open_ms + AC_MS_PER_MIN - 1);
	}
	fclose(out);
	snprintf(life->feed, sizeof(life->feed), "replay:" SYMBOL "-1m.csv");
	life->options.feed = life->feed;
}

enum ac_trader_end life_run(struct life *life)
{
	life->said[0] = '\0';
	return ac_trader_run(&life->options, &life->config, &life->alerts, &life->registry,
			     &life->report, &life->error);
}
