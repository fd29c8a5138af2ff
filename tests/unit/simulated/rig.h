/* rig.h - a simulated exchange with two made-up symbols on a bench: commands in, events listed. */
#ifndef AC_TESTS_EXCHANGE_RIG_H
#define AC_TESTS_EXCHANGE_RIG_H

#include "arena_block.h"
#include "check.h"

#include "binance/codec/refusal.h"
#include "simulated/simulated.h"

#define RIG_EVENTS_MAX 4096
#define RIG_START_MS   1700000040000LL /* a whole minute */

struct rig {
	struct ac_simulated *sim;
	struct ac_instrument items[2];
	struct ac_instruments list;
	struct ac_simulated_config config;
	void *block;
	ac_ns now;
	uint32_t count;
	struct ac_event events[RIG_EVENTS_MAX];
};

static inline struct ac_dec D(const char *text) {
	struct ac_dec value = AC_DEC_ZERO;
	enum ac_status status = ac_dec_parse(ac_str_from(text), &value);
	if (status != AC_OK)
		fail_msg("not a decimal: %s", text);
	return value;
}

#define CHECK_DEC(name, actual, expected)                                                          \
	do {                                                                                       \
		char check_text[AC_DEC_TEXT_SIZE];                                                 \
		ac_dec_format((actual), check_text);                                               \
		if ((actual).units != D(expected).units)                                           \
			fail_msg("%s: " #actual " is %s, not %s", (name), check_text, (expected)); \
	} while (0)

static inline void
rig_instrument(struct ac_instrument *item, const char *symbol)
{
	memset(item, 0, sizeof(*item));
	memcpy(item->symbol, symbol, strlen(symbol) + 1);
	memcpy(item->margin_asset, "USDT", 5);
	item->price_precision = 2;
	item->quantity_precision = 3;
	item->price_minimum = D("1");
	item->price_maximum = D("10000");
	item->tick = D("0.1");
	item->lot = (struct ac_lot){ D("0.001"), D("10000"), D("0.001") };
	item->market_lot = (struct ac_lot){ D("0.001"), D("5000"), D("0.001") };
	item->notional_minimum = D("5");
	item->multiplier_up = D("1.05");
	item->multiplier_down = D("0.95");
	item->market_take_bound = D("0.05");
	item->liquidation_fee = D("0.0125");
	item->orders_max = 20;
	item->fee_maker = D("0.0002");
	item->fee_taker = D("0.0005");
	item->bracket_count = 2;
	item->brackets[0] = (struct ac_bracket){ D("0"), D("50000"), 100, D("0.005"), D("0") };
	item->brackets[1] =
		(struct ac_bracket){ D("50000"), D("1000000"), 20, D("0.025"), D("1000") };
}

/* Without slippage and latency; 1000 USDT at ten times leverage, cross margin, one-way. */
static inline struct ac_simulated_config rig_config(void)
{
	return (struct ac_simulated_config){
		.codes = &ac_binance_codes,
		.seed = 1,
		.mode = AC_MODE_ONEWAY,
		.margin_type = AC_MARGIN_CROSSED,
		.leverage = 10,
		.wallet = D("1000"),
		.fee_maker = D("-1"),
		.fee_taker = D("-1"),
		.orders_max = 64,
		.trades_kept = 4096,
		.has_large_ids = true,
	};
}

static inline void rig_open(struct rig *rig, const struct ac_simulated_config *config)
{
	memset(rig, 0, sizeof(*rig));
	rig_instrument(&rig->items[0], "AAAUSDT");
	rig_instrument(&rig->items[1], "BBBUSDT");
	rig->list = (struct ac_instruments){ rig->items, 2, 2 };
	rig->config = *config;
	rig->config.instruments = &rig->list;
	rig->now = RIG_START_MS * AC_NS_PER_MS;
	struct ac_arena arena = { 0 };
	assert_int_equal(ac_simulated_create(&arena, &rig->config, &rig->sim), AC_OK);
	rig->block = arena_block(&arena);
	assert_int_equal(ac_simulated_create(&arena, &rig->config, &rig->sim), AC_OK);
}

static inline void rig_close(struct rig *rig)
{
	ac_simulated_check(rig->sim);
	free(rig->block);
}

/* Lists what arrived by now, after what is listed already. */
static inline void rig_drain(struct rig *rig)
{
	struct ac_event event;
	while (ac_simulated_poll(rig->sim, rig->now, &event)) {
		assert_true(rig->count < RIG_EVENTS_MAX);
		rig->events[rig->count++] = event;
	}
}

static inline void rig_clear(struct rig *rig)
{
	rig_drain(rig);
	rig->count = 0;
}

/* Gives a command and lists only what it causes. */
static inline void rig_give(struct rig *rig, struct ac_command command)
{
	rig_clear(rig);
	ac_simulated_command(rig->sim, &command, rig->now);
	rig_drain(rig);
}

/* The n-th listed event of a kind; fails where there is none. */
static inline const struct ac_event *rig_event(const struct rig *rig, uint16_t kind, uint32_t n)
{
	for (uint32_t i = 0; i < rig->count; i++) {
		if (rig->events[i].kind == kind && n-- == 0)
			return &rig->events[i];
	}
	fail_msg("no such event of kind %u", kind);
	return NULL;
}

static inline uint32_t rig_count(const struct rig *rig, uint16_t kind)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < rig->count; i++)
		count += rig->events[i].kind == kind;
	return count;
}

/* The n-th listed fill. */
static inline const struct ac_order_update *rig_fill(const struct rig *rig, uint32_t n)
{
	for (uint32_t i = 0; i < rig->count; i++) {
		const struct ac_event *event = &rig->events[i];
		if (event->kind == AC_EVENT_ORDER && event->order.is_fill && n-- == 0)
			return &event->order;
	}
	fail_msg("no such fill");
	return NULL;
}

static inline uint32_t rig_fills(const struct rig *rig)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < rig->count; i++)
		count += rig->events[i].kind == AC_EVENT_ORDER && rig->events[i].order.is_fill;
	return count;
}

static inline const struct ac_reply *rig_reply(const struct rig *rig)
{
	return &rig_event(rig, AC_EVENT_REPLY, 0)->reply;
}

/* "events" in one line, for claims about their order: R reply, O order, F fill, A algo, B balance,
 * P position, $ funding. */
static inline const char *rig_story(const struct rig *rig)
{
	static char text[RIG_EVENTS_MAX + 1];
	uint32_t i = 0;
	for (; i < rig->count; i++) {
		const struct ac_event *event = &rig->events[i];
		text[i] = event->kind == AC_EVENT_REPLY      ? 'R'
			  : event->kind == AC_EVENT_ALGO     ? 'A'
			  : event->kind == AC_EVENT_BALANCE  ? 'B'
			  : event->kind == AC_EVENT_POSITION ? 'P'
			  : event->kind == AC_EVENT_FUNDING  ? '$'
			  : event->order.is_fill             ? 'F'
							     : 'O';
	}
	text[i] = '\0';
	return text;
}

static inline struct ac_command rig_command(enum ac_command_kind kind, const char *client_id)
{
	struct ac_command command;
	memset(&command, 0, sizeof(command));
	command.kind = (uint16_t)kind;
	size_t length = strlen(client_id);
	assert_true(length < AC_CLIENT_ID_SIZE);
	memcpy(command.client_id, client_id, length);
	return command;
}

static inline struct ac_command rig_market(const char *id, enum ac_side side, const char *quantity)
{
	struct ac_command command = rig_command(AC_COMMAND_PLACE, id);
	command.type = AC_ORDER_MARKET;
	command.side = (uint8_t)side;
	command.quantity = D(quantity);
	return command;
}

static inline struct ac_command rig_limit(const char *id, enum ac_side side, const char *quantity,
					  const char *price, enum ac_tif tif)
{
	struct ac_command command = rig_market(id, side, quantity);
	command.type = AC_ORDER_LIMIT;
	command.price = D(price);
	command.tif = (uint8_t)tif;
	return command;
}

/* A closing conditional order: quantity "0" closes the position, else it is reduce-only (one-way).
 */
static inline struct ac_command rig_algo(const char *id, enum ac_order_type type, enum ac_side side,
					 const char *quantity, const char *trigger)
{
	struct ac_command command = rig_command(AC_COMMAND_PLACE_ALGO, id);
	command.type = (uint8_t)type;
	command.side = (uint8_t)side;
	command.quantity = D(quantity);
	command.trigger_price = D(trigger);
	command.close_position = command.quantity.units == 0;
	command.reduce_only = !command.close_position;
	return command;
}

static inline void rig_trade(struct rig *rig, const char *price)
{
	rig_clear(rig);
	rig->now += AC_NS_PER_SEC;
	ac_simulated_trade(rig->sim, 0, D(price), AC_DEC_ZERO, rig->now);
	rig_drain(rig);
}

static inline void rig_mark(struct rig *rig, const char *price)
{
	rig_clear(rig);
	struct ac_mark mark = { .mark = D(price) };
	ac_simulated_mark(rig->sim, 0, &mark, rig->now);
	rig_drain(rig);
}

static inline struct ac_candle rig_candle(const char *open, const char *high, const char *low,
					  const char *close)
{
	return (struct ac_candle){ .open_time_ms = RIG_START_MS,
				   .open = D(open).units,
				   .high = D(high).units,
				   .low = D(low).units,
				   .close = D(close).units,
				   .volume = D("100").units,
				   .trades = 10 };
}

/* The phases, each listing only its own events. */
static inline void rig_candle_open(struct rig *rig, const struct ac_candle *candle)
{
	rig_clear(rig);
	rig->now += AC_NS_PER_MS;
	ac_simulated_candle_open(rig->sim, 0, candle, rig->now);
	rig_drain(rig);
}
static inline void rig_candle_path(struct rig *rig, const struct ac_candle *candle)
{
	rig_clear(rig);
	rig->now += AC_NS_PER_MS;
	ac_simulated_candle_path(rig->sim, 0, candle, rig->now);
	rig_drain(rig);
}
static inline void rig_candle_close(struct rig *rig, const struct ac_candle *candle)
{
	rig_clear(rig);
	rig->now += AC_NS_PER_MS;
	ac_simulated_candle_close(rig->sim, 0, candle, rig->now);
	rig_drain(rig);
}

static inline struct ac_simulated_account rig_account(const struct rig *rig)
{
	struct ac_simulated_account account;
	ac_simulated_account_get(rig->sim, &account);
	return account;
}

static inline struct ac_dec rig_amount(const struct rig *rig, enum ac_position_side side)
{
	struct ac_position_update position;
	ac_simulated_position_get(rig->sim, 0, side, &position);
	return position.amount;
}

#endif
