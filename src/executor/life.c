#include "executor/order.h"

#include "market/pnl.h"

/* How far a life has come. Reports may only raise it; UNKNOWN stands beside SENT, because anything
 * that the exchange says is more than we know. */
static int rank(enum ac_life life)
{
	switch (life) {
	case AC_LIFE_INTENT:
		return 0;
	case AC_LIFE_SENT:
	case AC_LIFE_UNKNOWN:
		return 1;
	case AC_LIFE_ACKED:
		return 2;
	case AC_LIFE_TRIGGERED:
		return 3;
	case AC_LIFE_PARTIAL:
		return 4;
	case AC_LIFE_FILLED:
	case AC_LIFE_CANCELED:
	case AC_LIFE_EXPIRED:
	case AC_LIFE_REJECTED:
	case AC_LIFE_LIQUIDATED:
		return 5;
	}
	return 0;
}

bool ac_order_is_terminal(const struct ac_order *order)
{
	return ac_life_is_terminal((enum ac_life)order->record.life);
}

bool ac_order_is_conditional(const struct ac_order *order)
{
	return ac_order_type_is_conditional((enum ac_order_type)order->record.type);
}

bool ac_order_is_confirmed(const struct ac_order *order)
{
	return order->record.life == AC_LIFE_ACKED || order->record.life == AC_LIFE_TRIGGERED ||
	       order->record.life == AC_LIFE_PARTIAL;
}

bool ac_order_is_waiting_retry(const struct ac_order *order)
{
	return order->record.life == AC_LIFE_SENT && order->timers[AC_TIMER_RETRY] != AC_NEVER;
}

static bool advance(struct ac_order *order, enum ac_life life)
{
	ac_assert(life <= AC_LIFE_TRIGGERED);
	if (rank(life) <= rank((enum ac_life)order->record.life))
		return false;
	order->record.life = (uint8_t)life;
	return true;
}

/* The terminal life that a status claims; INTENT when it claims none. */
static enum ac_life claim_of(const struct ac_order *order, const struct ac_order_report *report)
{
	switch (report->status) {
	case AC_STATUS_FILLED:
		return AC_LIFE_FILLED;
	case AC_STATUS_CANCELED:
		return AC_LIFE_CANCELED;
	case AC_STATUS_EXPIRED:
	case AC_STATUS_EXPIRED_IN_MATCH:
		return report->is_liquidation ? AC_LIFE_LIQUIDATED : AC_LIFE_EXPIRED;
	case AC_STATUS_REJECTED:
		return AC_LIFE_REJECTED;
	case AC_STATUS_FINISHED:
		/* Filled and cancelled look alike; what was executed tells them apart. */
		if (report->executed.units == 0 && order->reported.units == 0)
			return AC_LIFE_EXPIRED;
		if (order->record.quantity.units > report->executed.units)
			return AC_LIFE_EXPIRED;
		return AC_LIFE_FILLED;
	case AC_STATUS_NEW:
	case AC_STATUS_PARTIALLY_FILLED:
	case AC_STATUS_TRIGGERING:
	case AC_STATUS_TRIGGERED:
		break;
	}
	return AC_LIFE_INTENT;
}

/* The working life that a status shows. */
static enum ac_life working_of(const struct ac_order *order, const struct ac_order_report *report)
{
	bool is_triggered = report->status == AC_STATUS_TRIGGERING ||
			    report->status == AC_STATUS_TRIGGERED ||
			    (ac_order_is_conditional(order) && !report->is_conditional);
	if (order->record.executed.units > 0)
		return AC_LIFE_PARTIAL;
	if (is_triggered)
		return AC_LIFE_TRIGGERED;
	return report->status == AC_STATUS_PARTIALLY_FILLED ? AC_LIFE_PARTIAL : AC_LIFE_ACKED;
}

/* A terminal claim becomes the life only when every execution it speaks of is booked. */
static bool settle(struct ac_order *order)
{
	ac_assert(order->claim == AC_LIFE_INTENT ||
		  ac_life_is_terminal((enum ac_life)order->claim));
	if (order->claim == AC_LIFE_INTENT || order->record.executed.units < order->reported.units)
		return false;
	return advance(order, (enum ac_life)order->claim);
}

static bool id_take(struct ac_order *order, const struct ac_order_report *report)
{
	int64_t *id = report->is_conditional ? &order->record.algo_id : &order->record.order_id;
	if (report->exchange_id == 0 || *id == report->exchange_id)
		return false;
	*id = report->exchange_id;
	return true;
}

bool ac_order_report(struct ac_order *order, const struct ac_order_report *report)
{
	if (ac_order_is_terminal(order))
		return false;
	bool is_changed = id_take(order, report);
	enum ac_life claim = claim_of(order, report);
	if (report->executed.units > order->reported.units)
		order->reported = report->executed;
	if (claim == AC_LIFE_INTENT)
		is_changed |= advance(order, working_of(order, report));
	else if (order->claim == AC_LIFE_INTENT)
		order->claim = (uint8_t)claim;
	else if (order->claim == AC_LIFE_EXPIRED && claim == AC_LIFE_FILLED)
		order->claim = AC_LIFE_FILLED; /* FINISHED came first and could not know better */
	/* What a conditional order executed, the order executed that it became. */
	if (order->record.life == AC_LIFE_TRIGGERED ||
	    (ac_order_is_conditional(order) &&
	     (!report->is_conditional || report->executed.units > 0)))
		order->was_triggered = true;
	if (claim != AC_LIFE_INTENT) {
		/* It exists, or existed: that alone ends SENT and UNKNOWN. */
		if (!settle(order))
			is_changed |= advance(order, working_of(order, report));
		else
			is_changed = true;
	}
	if (ac_order_is_confirmed(order))
		order->was_confirmed = true;
	ac_assert(order->reported.units >= report->executed.units);
	ac_assert(order->record.executed.units <= order->reported.units);
	order->is_unproven = false;
	return is_changed;
}

enum ac_status ac_order_fill(struct ac_order *order, const struct ac_order_update *fill)
{
	ac_assert(fill->fill_quantity.units > 0 && fill->fill_price.units > 0);
	struct ac_order_record next = order->record;
	struct ac_dec quote;
	enum ac_status status = ac_pnl_notional(fill->fill_price, fill->fill_quantity, &quote);
	if (status == AC_OK)
		status = ac_dec_add(next.executed, fill->fill_quantity, &next.executed);
	if (status == AC_OK)
		status = ac_dec_add(next.executed_quote, quote, &next.executed_quote);
	if (status == AC_OK)
		status = ac_dec_add(next.commission, fill->commission, &next.commission);
	if (status != AC_OK)
		return status;
	order->executed_wide += (__int128)fill->fill_price.units * fill->fill_quantity.units;
	next.average_price = (struct ac_dec){ (int64_t)ac_dec_divide_wide(
		order->executed_wide, next.executed.units, AC_ROUND_HALF_EVEN) };
	order->record = next;
	/* That it was refused or not found was our conclusion; an execution disproves it. */
	if (next.life == AC_LIFE_REJECTED && order->claim == AC_LIFE_INTENT)
		order->record.life = AC_LIFE_PARTIAL;
	if (ac_order_is_conditional(order))
		order->was_triggered = true;
	(void)advance(order, AC_LIFE_PARTIAL);
	order->was_confirmed = true;
	if (order->record.executed.units > order->reported.units)
		order->reported = order->record.executed;
	if (order->claim == AC_LIFE_INTENT && next.quantity.units > 0 &&
	    next.executed.units >= next.quantity.units)
		order->claim = AC_LIFE_FILLED;
	ac_assert(order->record.executed.units <= order->reported.units);
	(void)settle(order);
	return AC_OK;
}

bool ac_order_doubt(struct ac_order *order)
{
	if (order->record.life != AC_LIFE_SENT)
		return false;
	order->record.life = AC_LIFE_UNKNOWN;
	return true;
}

void ac_order_end(struct ac_order *order, enum ac_life life)
{
	ac_assert(ac_life_is_terminal(life));
	ac_assert(!ac_order_is_terminal(order));
	order->record.life = (uint8_t)life;
}
