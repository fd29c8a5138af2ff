#include "trader/reload.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "config/difference.h"

#define WARM_UP_CANDLES 1440u
/* The database is written a little later than the engine sees. */
#define WRITER_TRIES   60
#define WRITER_STEP_MS 50

static const char memory_text[] = "out of memory; nothing was changed";

enum ac_status ac_reload_remember(const struct ac_config *config,
				  const struct ac_strategy_registry *registry,
				  struct ac_config *ret_config)
{
	char *text = NULL;
	enum ac_status status = ac_config_format(config, registry, &text);
	if (status != AC_OK)
		return status;
	struct ac_faults faults;
	ac_faults_init(&faults);
	status = ac_config_parse_effective(ac_str_from(text), registry, ret_config, &faults);
	ac_faults_deinit(&faults);
	free(text);
	return status;
}

static void give_text(struct ac_reload *reload, const char *text)
{
	free(reload->text);
	reload->text = strdup(text);
}

/* The files as they are now, without secrets. */
static bool read_files(const struct ac_reload_order *order, struct ac_reload *reload)
{
	struct ac_config_paths paths = { order->root, ".env", "config/symbols.yaml",
					 "config/risk.yaml", "strategies" };
	struct ac_config read;
	struct ac_faults faults;
	ac_faults_init(&faults);
	enum ac_status status = ac_config_load(&paths, environ, order->registry, &read, &faults);
	if (status == AC_OK) {
		status = ac_reload_remember(&read, order->registry, &reload->files);
		ac_config_deinit(&read);
	}
	if (status != AC_OK)
		give_text(reload, faults.text != NULL ? faults.text : memory_text);
	ac_faults_deinit(&faults);
	return status == AC_OK;
}

static void sum_up(struct ac_reload *reload)
{
	unsigned char digest[SHA256_DIGEST_LENGTH];
	SHA256((const unsigned char *)reload->effective, strlen(reload->effective), digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		snprintf(reload->checksum + 2 * i, 3, "%02x", digest[i]);
}

/* What the run would trade by; read back from the text that the journal would get, so that a replay
 * has the same. */
static bool build_effective(const struct ac_reload_order *order, struct ac_reload *reload)
{
	struct ac_config next;
	bool is_done = false;
	if (ac_reload_remember(order->in_force, order->registry, &next) != AC_OK) {
		give_text(reload, memory_text);
		return false;
	}
	ac_config_take_over(&next, &reload->files);
	struct ac_faults faults;
	ac_faults_init(&faults);
	if (ac_config_format(&next, order->registry, &reload->effective) == AC_OK)
		is_done = ac_config_parse_effective(ac_str_from(reload->effective), order->registry,
						    &reload->in_force, &faults) == AC_OK;
	if (is_done)
		sum_up(reload);
	else
		give_text(reload, faults.text != NULL ? faults.text : memory_text);
	ac_faults_deinit(&faults);
	ac_config_deinit(&next);
	return is_done;
}

/* True where there is something to take over, and nothing that needs a restart. */
static bool compare(const struct ac_reload_order *order, struct ac_reload *reload)
{
	struct ac_faults changes, refusals;
	ac_faults_init(&changes);
	ac_faults_init(&refusals);
	ac_config_compare(order->files, &reload->files, order->registry, &changes, &refusals);
	reload->is_changed = changes.count > 0;
	if (refusals.count > 0)
		give_text(reload, refusals.text != NULL ? refusals.text : memory_text);
	else if (changes.count > 0)
		give_text(reload, changes.text != NULL ? changes.text : memory_text);
	else
		give_text(reload, "the files say what is in force; nothing would change");
	bool is_possible = refusals.count == 0;
	ac_faults_deinit(&changes);
	ac_faults_deinit(&refusals);
	return is_possible;
}

/* Candles of one symbol, waiting for the database's writer to catch up with the engine. */
static bool load_candles(const struct ac_reload_order *order, struct ac_store *store,
			 uint16_t symbol, struct ac_candle *candles, uint32_t *ret_count)
{
	const char *name = order->world->instruments.items[symbol].symbol;
	for (int i = 0; i < WRITER_TRIES; i++) {
		if (ac_store_candles_load(store, order->account, name, WARM_UP_CANDLES, candles,
					  ret_count) != AC_OK)
			return false;
		ac_ms newest = *ret_count > 0 ? candles[*ret_count - 1].open_time_ms : 0;
		if (newest >= order->candle_open_ms[symbol])
			return true;
		const struct timespec step = { .tv_nsec = WRITER_STEP_MS * AC_NS_PER_MS };
		(void)nanosleep(&step, NULL);
	}
	return true; /* whoever takes it over compares once more */
}

static void add_candles(struct ac_reload *reload, uint16_t book, uint16_t symbol,
			const struct ac_candle *candles, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		struct ac_event *event = &reload->candles[reload->candle_count++];
		event->kind = AC_EVENT_CANDLE;
		event->flags = AC_EVENT_FLAG_HISTORY | AC_EVENT_FLAG_ONE_BOOK | AC_EVENT_FLAG_OWN;
		event->symbol = symbol;
		event->book = book;
		event->candle = candles[i];
	}
}

static bool warm_up(const struct ac_reload_order *order, struct ac_store *store,
		    struct ac_reload *reload)
{
	static struct ac_candle candles[WARM_UP_CANDLES];
	const struct ac_world *world = order->world;
	size_t books = 0;
	for (uint16_t i = 0; i < world->book_count; i++)
		books += ac_world_change_is_anew(reload->change, i);
	reload->candles = calloc(books * WARM_UP_CANDLES + 1, sizeof(*reload->candles));
	if (reload->candles == NULL)
		return false;
	uint32_t count = 0;
	uint16_t loaded = AC_SYMBOL_NONE; /* books of one symbol are neighbours */
	for (uint16_t i = 0; i < world->book_count; i++) {
		uint16_t symbol = world->books[i].symbol;
		if (!ac_world_change_is_anew(reload->change, i))
			continue;
		if (symbol != loaded && !load_candles(order, store, symbol, candles, &count))
			return false;
		loaded = symbol;
		add_candles(reload, i, symbol, candles, count);
	}
	return true;
}

static bool load_history(const struct ac_reload_order *order, struct ac_reload *reload)
{
	struct ac_store *store;
	char error[512], text[640];
	const char *url = order->in_force->settings.db_url;
	if (ac_store_open_readonly(url, &store, error, sizeof(error)) != AC_OK) {
		snprintf(text, sizeof(text), "%s; nothing was changed", error);
		give_text(reload, text);
		return false;
	}
	bool is_done = warm_up(order, store, reload);
	if (!is_done) {
		snprintf(text, sizeof(text),
			 "candles to warm up the changed strategies cannot be read (%s); nothing "
			 "was changed",
			 ac_store_error(store));
		give_text(reload, text);
	}
	ac_store_close(store);
	return is_done;
}

void ac_reload_make(const struct ac_reload_order *order, struct ac_reload *ret_reload)
{
	struct ac_reload *reload = ret_reload;
	char text[AC_ERROR_SIZE + 64];
	struct ac_error error;
	*reload = (struct ac_reload){ 0 };
	if (!read_files(order, reload) || !compare(order, reload) ||
	    !build_effective(order, reload))
		return;
	if (ac_world_change_create(order->world, &reload->in_force, order->registry,
				   &reload->change, &error) != AC_OK) {
		snprintf(text, sizeof(text), "%s: this needs a restart; nothing was changed",
			 error.text);
		give_text(reload, text);
		return;
	}
	if (!order->is_for_show && reload->is_changed && !load_history(order, reload))
		return;
	reload->is_possible = true;
}

void ac_reload_deinit(struct ac_reload *reload)
{
	free(reload->text);
	free(reload->effective);
	free(reload->candles);
	ac_world_change_destroy(reload->change);
	ac_config_deinit(&reload->files);
	ac_config_deinit(&reload->in_force);
	*reload = (struct ac_reload){ 0 };
}

bool ac_reload_is_current(const struct ac_reload *reload, const struct ac_world *world)
{
	for (uint16_t i = 0; i < world->book_count; i++) {
		uint16_t symbol = world->books[i].symbol;
		ac_ms newest = 0;
		if (!ac_world_change_is_anew(reload->change, i))
			continue;
		for (size_t k = 0; k < reload->candle_count; k++) {
			if (reload->candles[k].book == i)
				newest = reload->candles[k].candle.open_time_ms;
		}
		if (newest != ac_engine_symbol_get(world->engine, symbol).candle_open_ms)
			return false;
	}
	return true;
}
