/* harness.h - a risk object with everything around it that a test of a guard wants: two symbols,
 * three books, quiet defaults under which every request passes, and the facts that were published.
 * Limits are all off until a test sets one. */
#ifndef AC_TESTS_RISK_HARNESS_H
#define AC_TESTS_RISK_HARNESS_H

#include "arena_block.h"
#include "check.h"
#include "core/prng.h"
#include "risk/risk.h"

#define NOW_MS   1790000040000LL /* 2026-09-21 14:14:00 UTC: far from midnight and from funding */
#define DAY_MS   1789948800000LL /* 00:00 UTC of it */
#define SYMBOLS  2
#define BOOKS    3 /* 0 and 1 on symbol 0, 2 on symbol 1 */
#define FACT_MAX 20000

struct harness {
	struct ac_instrument items[SYMBOLS];
	struct ac_instruments instruments;
	struct ac_book books[BOOKS];
	struct ac_symbol_limits symbol_limits[SYMBOLS];
	struct ac_risk_config config;
	struct ac_risk_limits *limits; /* of config */
	struct ac_fact_sink sink;
	void *block;
	struct ac_risk *risk;
	struct ac_event *facts; /* published, oldest first */
	uint32_t fact_count;
	/* What the next question will say; tests change what they are about. */
	struct ac_risk_request request;
	struct ac_risk_facts known;
	struct ac_verdict verdict;
};

static inline struct ac_dec dec(const char *text)
{
	struct ac_dec value = AC_DEC_ZERO;
	assert_int_equal(ac_dec_parse(ac_str_from(text), &value), AC_OK);
	return value;
}

static inline void harness_publish(void *self, const struct ac_event *fact)
{
	struct harness *h = self;
	assert_int_equal(fact->kind, AC_EVENT_RISK);
	assert_true(h->fact_count < FACT_MAX);
	h->facts[h->fact_count++] = *fact;
}

static inline struct ac_instrument harness_instrument(const char *symbol)
{
	struct ac_instrument item = {
		.state = AC_SYMBOL_TRADING,
		.price_precision = 2,
		.quantity_precision = 3,
		.price_minimum = dec("0.1"),
		.price_maximum = dec("1000000"),
		.tick = dec("0.1"),
		.lot = { dec("0.001"), dec("1000"), dec("0.001") },
		.market_lot = { dec("0.001"), dec("1000"), dec("0.001") },
		.notional_minimum = dec("5"),
		.multiplier_up = dec("1.5"),
		.multiplier_down = dec("0.5"),
		.market_take_bound = dec("0.5"),
		.orders_max = 200,
		.fee_maker = dec("0.0002"),
		.fee_taker = dec("0.0005"),
		.funding_interval_hours = 8,
		.bracket_count = 2,
		.brackets = {
			{ AC_DEC_ZERO, dec("50000"), 100, dec("0.004"), AC_DEC_ZERO },
			{ dec("50000"), dec("1000000"), 20, dec("0.01"), dec("300") },
		},
	};
	snprintf(item.symbol, sizeof(item.symbol), "%s", symbol);
	return item;
}

/* Creates the risk object anew, with no memory of the one before. */
static inline void harness_start(struct harness *h)
{
	struct ac_arena arena = { 0 };
	assert_int_equal(ac_risk_create(&arena, &h->config, &h->sink, &h->risk), AC_OK);
	free(h->block);
	h->block = arena_block(&arena);
	h->risk = NULL;
	assert_int_equal(ac_risk_create(&arena, &h->config, &h->sink, &h->risk), AC_OK);
}

static inline void harness_init(struct harness *h)
{
	memset(h, 0, sizeof(*h));
	h->items[0] = harness_instrument("AAAUSDT");
	h->items[1] = harness_instrument("BBBUSDT");
	h->instruments = (struct ac_instruments){ h->items, SYMBOLS, SYMBOLS };
	h->books[0] = (struct ac_book){ "one", 0 };
	h->books[1] = (struct ac_book){ "two", 0 };
	h->books[2] = (struct ac_book){ "one", 1 };
	for (int i = 0; i < SYMBOLS; i++)
		h->symbol_limits[i].leverage = 10;
	h->config = (struct ac_risk_config){
		.instruments = &h->instruments,
		.books = h->books,
		.book_count = BOOKS,
		.limits = { .is_guarded = true, .drawdown_readings = 1 },
		.symbol_limits = h->symbol_limits,
	};
	h->limits = &h->config.limits;
	h->sink = (struct ac_fact_sink){ harness_publish, h };
	h->facts = calloc(FACT_MAX, sizeof(*h->facts));
	assert_non_null(h->facts);
	h->request = (struct ac_risk_request){
		.direction = 1,
		.type = AC_ORDER_MARKET,
		.quantity = dec("1"),
		.price = dec("100"),
		.stop_price = dec("99"),
		.signal_time_ms = NOW_MS,
	};
	h->known = (struct ac_risk_facts){
		.now_ms = NOW_MS,
		.mark = dec("100"),
		.market_age_ms = 0,
		.is_market_stream_up = true,
		.is_user_stream_up = true,
		.is_account_known = true,
		.wallet = dec("10000"),
		.equity = dec("10000"),
		.margin_available = dec("10000"),
		.leverage = 10,
		.margin_other = dec("10000"),
	};
}

static inline void harness_deinit(struct harness *h)
{
	free(h->block);
	free(h->facts);
}

/* For book `book` with what request and known say; every verdict agrees with itself. */
static inline enum ac_reason ask(struct harness *h, uint16_t book)
{
	h->request.book = book;
	h->request.symbol = h->books[book].symbol;
	ac_risk_check(h->risk, &h->request, &h->known, &h->verdict);
	assert_int_equal(h->verdict.is_allowed, h->verdict.reason == AC_REASON_OK);
	return h->verdict.reason;
}

static inline enum ac_reason ask_at(struct harness *h, uint16_t book, ac_ms now_ms)
{
	h->known.now_ms = now_ms;
	return ask(h, book);
}

#define ASSERT_REASON(actual, expected)                                                            \
	assert_string_equal(ac_reason_text(actual), ac_reason_text(expected))
#define ASSERT_DEC(actual, text) assert_int_equal((actual).units, dec(text).units)

static inline void harness_restore(struct harness *h, const struct ac_event *fact)
{
	struct ac_event event = *fact;
	event.kind = AC_EVENT_RESTORE_RISK;
	ac_risk_on_restore(h->risk, &event);
}

static inline bool harness_is_newest(const struct harness *h, uint32_t index)
{
	const struct ac_event *fact = &h->facts[index];
	for (uint32_t i = index + 1; i < h->fact_count; i++) {
		const struct ac_event *later = &h->facts[i];
		if (later->risk_record.guard == fact->risk_record.guard &&
		    later->symbol == fact->symbol && later->book == fact->book)
			return false;
	}
	return true;
}

/* A new process that gets back what was published: all of it in order, or only the newest of each
 * guard and scope. Both must do. */
static inline void harness_restart(struct harness *h, bool is_newest_only)
{
	harness_start(h);
	uint32_t count = h->fact_count; /* restoring may publish */
	for (uint32_t i = 0; i < count; i++) {
		if (!is_newest_only || harness_is_newest(h, i))
			harness_restore(h, &h->facts[i]);
	}
}

static inline const struct ac_risk_record *last_record(const struct harness *h)
{
	assert_true(h->fact_count > 0);
	return &h->facts[h->fact_count - 1].risk_record;
}

/* Of all published facts, those of one guard. */
static inline uint32_t count_facts(const struct harness *h, enum ac_guard_id guard)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < h->fact_count; i++)
		count += h->facts[i].risk_record.guard == guard;
	return count;
}

/* A request that makes the position smaller passes, whatever the guards think of entries. */
static inline void assert_exit_allowed(struct harness *h, uint16_t book)
{
	struct ac_risk_request kept = h->request;
	for (int direction = -1; direction <= 1; direction += 2) {
		h->request = kept;
		h->request.direction = direction;
		h->request.quantity = dec("1");
		h->request.position_before = AC_DEC(-direction);
		ASSERT_REASON(ask(h, book), AC_REASON_OK);
		h->request.position_before = AC_DEC(-3 * direction);
		ASSERT_REASON(ask(h, book), AC_REASON_OK);
	}
	h->request = kept;
}

#endif
