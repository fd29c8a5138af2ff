/* state.h - states as the control socket gives them, made up of as much as a test wants. */
#ifndef AC_TESTS_CONTROL_STATE_H
#define AC_TESTS_CONTROL_STATE_H

#include "check.h"

#include <jansson.h>
#include <stdbool.h>

struct made {
	const char *mode, *lamp, *reason, *risk_state;
	int positions, bare, orders, unknown, guards, halted;
	bool is_wire_up;
};

static inline json_t *made_positions(const struct made *made)
{
	json_t *list = json_array();
	for (int i = 0; i < made->positions; i++) {
		char symbol[32];
		snprintf(symbol, sizeof(symbol), i == 1 ? "\xe5\xb8\x81USDT" : "COIN%dUSDT", i);
		json_t *position = json_pack(
			"{ss ss ss ss ss ss ss ss ss sb sI sb ss sI sI}", "symbol", symbol,
			"strategy", "vwap_reversion", "side", i % 2 == 0 ? "LONG" : "SHORT",
			"quantity", "0.015", "entry_price", "64012.1", "mark_price", "64100.05",
			"unrealized_pnl", "-12.3456789", "r_multiple", "-0.4142", "stop_price",
			"63820.06", "is_protected", i >= made->bare, "bare_ms",
			(json_int_t)(i < made->bare ? 12345 : 0), "is_closing", 0,
			"liquidation_distance_pct", "45.678", "next_funding_at",
			(json_int_t)7200000, "opened_at", (json_int_t)1);
		assert_non_null(position);
		json_array_append_new(list, position);
	}
	return list;
}

static inline json_t *made_orders(const struct made *made)
{
	json_t *list = json_array();
	for (int i = 0; i < made->orders; i++) {
		char symbol[32];
		snprintf(symbol, sizeof(symbol), "COIN%dUSDT", i);
		json_t *order = json_pack(
			"{ss ss ss ss ss sb ss ss ss ss ss sI}", "symbol", symbol, "status",
			i < made->unknown ? "UNKNOWN" : "NEW", "purpose",
			i < made->unknown ? "entry" : "stop_loss", "side", "BUY", "type",
			"STOP_MARKET", "is_unknown", i < made->unknown, "quantity", "0.015",
			"executed_quantity", "0", "price", "0", "stop_price", "63820.06",
			"client_order_id", "ac-1-17-e", "created_at", (json_int_t)1000);
		assert_non_null(order);
		json_array_append_new(list, order);
	}
	return list;
}

static inline json_t *made_guards(const struct made *made)
{
	json_t *list = json_array();
	for (int i = 0; i < made->guards; i++) {
		bool is_halted = i < made->halted;
		json_t *guard = json_pack("{ss ss ss sb ss so ss ss sf ss}", "guard",
					  i == 0 ? "drawdown" : "volatility", "symbol",
					  i == 0 ? "" : "COIN1USDT", "strategy", "", "is_halted",
					  is_halted, "reason", is_halted ? "drawdown" : "", "until",
					  i == 0 ? json_null() : json_integer(90000), "used", "4.1",
					  "limit", "5", "used_pct", 82.0, "unit", "%");
		assert_non_null(guard);
		json_array_append_new(list, guard);
	}
	return list;
}

static inline json_t *made_stream(const struct made *made)
{
	return json_pack("{sb sb si si si ss}", "is_used", 1, "is_up", made->is_wire_up, "age_ms",
			 210, "down_ms", made->is_wire_up ? 0 : 75000, "reconnects", 3, "why", "");
}

static inline json_t *made_state(const struct made *made)
{
	json_t *status = json_pack(
		"{s{ss ss} s{ss ss ss si} ss sb s{ss ss ss ss ss ss so} s{si} s{so so so} si ss "
		"s{si}}",
		"lamp", "level", made->lamp, "reason", made->reason, "run", "mode", made->mode,
		"account", "main", "state", "running", "run_time", 60000, "risk_state",
		made->risk_state, "is_entries_on", 1, "account", "equity", "10023.129", "today_pnl",
		"-12.305", "today_pnl_pct", "-0.1229", "drawdown_pct", "4.1", "drawdown_limit_pct",
		"5", "daily_loss_pct", "0.12", "daily_loss_limit_pct", json_null(), "counts",
		"orders_unknown", made->unknown, "streams", "market", made_stream(made), "user",
		made_stream(made), "api", made_stream(made), "data_age_ms", 210, "order_entry",
		"ws", "clock", "offset_ms", 3);
	assert_non_null(status);
	json_t *state = json_pack("{so s{so} s{so} s{so}}", "status", status, "positions",
				  "positions", made_positions(made), "orders", "orders",
				  made_orders(made), "risk", "guards", made_guards(made));
	assert_non_null(state);
	return state;
}

static const struct made MADE_CALM = {
	.mode = "testnet",
	.lamp = "ok",
	.reason = "all is well: 3 positions, each with a confirmed stop",
	.risk_state = "ACTIVE",
	.positions = 3,
	.orders = 6,
	.guards = 6,
	.is_wire_up = true,
};
static const struct made MADE_TROUBLE = {
	.mode = "mainnet",
	.lamp = "alarm",
	.reason =
		"2 position(s) without a confirmed stop for up to 12 s: they are closed at market "
		"unless the stop is confirmed first; watch them",
	.risk_state = "HALTED",
	.positions = 120,
	.bare = 2,
	.orders = 300,
	.unknown = 2,
	.guards = 150,
	.halted = 2,
};

#endif
