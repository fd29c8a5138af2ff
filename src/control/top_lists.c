/* The columns of the three lists of `autocoin top`. */
#include <stdio.h>

#include "control/top_table.h"

static enum ac_top_style show_stop(const json_t *item, int64_t run_ms, char *text)
{
	char span[TOP_TEXT_SIZE];
	(void)run_ms;
	if (top_is(item, "is_protected")) {
		snprintf(text, TOP_TEXT_SIZE, "%s",
			 top_is(item, "is_closing") ? "closing" : "confirmed");
		return AC_TOP_OK;
	}
	top_span(top_number(item, "bare_ms"), span);
	snprintf(text, TOP_TEXT_SIZE, "BARE %.32s", span);
	return AC_TOP_ALARM;
}

static enum ac_top_style show_liquidation(const json_t *item, int64_t run_ms, char *text)
{
	char distance[TOP_TEXT_SIZE];
	(void)run_ms;
	top_decimal(item, "liquidation_distance_pct", 1, distance);
	snprintf(text, TOP_TEXT_SIZE, "%.32s%s", distance, strcmp(distance, "-") == 0 ? "" : " %");
	return AC_TOP_PLAIN;
}

static const struct top_column position_columns[] = {
	{ "SYMBOL", 12, 0, TOP_WORD, 0, "symbol", NULL },
	{ "SIDE", 5, 0, TOP_WORD, 0, "side", NULL },
	{ "STRATEGY", 16, 12, TOP_WORD, 0, "strategy", NULL },
	{ "QUANTITY", 11, 4, TOP_DECIMAL, 8, "quantity", NULL },
	{ "ENTRY", 12, 9, TOP_DECIMAL, 8, "entry_price", NULL },
	{ "MARK", 12, 8, TOP_DECIMAL, 8, "mark_price", NULL },
	{ "PNL", 10, 1, TOP_DECIMAL, 2, "unrealized_pnl", NULL },
	{ "R", 6, 5, TOP_DECIMAL, 2, "r_multiple", NULL },
	{ "STOP", 11, 0, TOP_OWN, 0, "", show_stop },
	{ "STOP AT", 12, 10, TOP_DECIMAL, 8, "stop_price", NULL },
	{ "TO LIQ.", 8, 2, TOP_OWN, 0, "", show_liquidation },
	{ "FUNDING", 7, 3, TOP_UNTIL, 0, "next_funding_at", NULL },
	{ "OPEN FOR", 8, 11, TOP_SINCE, 0, "opened_at", NULL },
};
const struct top_table TOP_POSITIONS = { position_columns, AC_COUNT(position_columns),
					 "no position is open" };

static enum ac_top_style show_status(const json_t *item, int64_t run_ms, char *text)
{
	(void)run_ms;
	snprintf(text, TOP_TEXT_SIZE, "%s", top_text(item, "status"));
	return top_is(item, "is_unknown") ? AC_TOP_ALARM : AC_TOP_PLAIN;
}

/* The price that it waits for: of a conditional order its trigger. */
static enum ac_top_style show_price(const json_t *item, int64_t run_ms, char *text)
{
	bool is_conditional = top_text(item, "stop_price")[0] != '\0';
	(void)run_ms;
	top_decimal(item, is_conditional ? "stop_price" : "price", 8, text);
	return AC_TOP_PLAIN;
}

static const struct top_column order_columns[] = {
	{ "SYMBOL", 12, 0, TOP_WORD, 0, "symbol", NULL },
	{ "STATUS", 9, 0, TOP_OWN, 0, "", show_status },
	{ "PURPOSE", 11, 0, TOP_WORD, 0, "purpose", NULL },
	{ "SIDE", 4, 1, TOP_WORD, 0, "side", NULL },
	{ "TYPE", 18, 6, TOP_WORD, 0, "type", NULL },
	{ "QUANTITY", 11, 2, TOP_DECIMAL, 8, "quantity", NULL },
	{ "PRICE", 12, 3, TOP_OWN, 0, "", show_price },
	{ "DONE", 11, 5, TOP_DECIMAL, 8, "executed_quantity", NULL },
	{ "AGE", 7, 4, TOP_SINCE, 0, "created_at", NULL },
	{ "STRATEGY", 16, 8, TOP_WORD, 0, "strategy", NULL },
	{ "CLIENT ORDER ID", 36, 7, TOP_WORD, 0, "client_order_id", NULL },
};
const struct top_table TOP_ORDERS = { order_columns, AC_COUNT(order_columns), "no order is open" };

/* Halted is red, nearly used up is yellow. */
static enum ac_top_style guard_style(const json_t *item)
{
	double share = json_number_value(json_object_get(item, "used_pct"));
	if (top_is(item, "is_halted"))
		return AC_TOP_ALARM;
	return share >= 80 ? AC_TOP_WARN : AC_TOP_PLAIN;
}

static enum ac_top_style show_scope(const json_t *item, int64_t run_ms, char *text)
{
	const char *symbol = top_text(item, "symbol");
	(void)run_ms;
	snprintf(text, TOP_TEXT_SIZE, "%s", symbol[0] != '\0' ? symbol : "account");
	return AC_TOP_PLAIN;
}

static enum ac_top_style show_bar(const json_t *item, int64_t run_ms, char *text)
{
	const json_t *share = json_object_get(item, "used_pct");
	(void)run_ms;
	if (json_is_number(share))
		top_bar(json_number_value(share) / 100.0, 10, text);
	return guard_style(item);
}

static enum ac_top_style show_used(const json_t *item, int64_t run_ms, char *text)
{
	char used[TOP_TEXT_SIZE], limit[TOP_TEXT_SIZE];
	(void)run_ms;
	top_decimal(item, "used", 2, used);
	top_decimal(item, "limit", 2, limit);
	if (strcmp(limit, "-") != 0)
		snprintf(text, TOP_TEXT_SIZE, "%.40s / %.40s %.8s", used, limit,
			 top_text(item, "unit"));
	return AC_TOP_PLAIN;
}

static enum ac_top_style show_halt(const json_t *item, int64_t run_ms, char *text)
{
	char span[TOP_TEXT_SIZE];
	int64_t until_ms = top_number(item, "until");
	if (!top_is(item, "is_halted")) {
		snprintf(text, TOP_TEXT_SIZE, "ok");
		return guard_style(item) == AC_TOP_PLAIN ? AC_TOP_OK : guard_style(item);
	}
	top_span(until_ms > run_ms ? until_ms - run_ms : 0, span);
	if (until_ms == 0)
		snprintf(text, TOP_TEXT_SIZE, "HALT till lifted");
	else
		snprintf(text, TOP_TEXT_SIZE, "HALT for %.32s", span);
	return AC_TOP_ALARM;
}

static const struct top_column guard_columns[] = {
	{ "GUARD", 19, 0, TOP_WORD, 0, "guard", NULL },
	{ "OF", 12, 0, TOP_OWN, 0, "", show_scope },
	{ "STATE", 16, 0, TOP_OWN, 0, "", show_halt },
	{ "SHARE", 10, 2, TOP_OWN, 0, "", show_bar },
	{ "USED / LIMIT", 19, 3, TOP_OWN, 0, "", show_used },
	{ "REASON", 16, 4, TOP_WORD, 0, "reason", NULL },
	{ "STRATEGY", 16, 5, TOP_WORD, 0, "strategy", NULL },
};
const struct top_table TOP_GUARDS = { guard_columns, AC_COUNT(guard_columns),
				      "no guard has anything to say yet" };
