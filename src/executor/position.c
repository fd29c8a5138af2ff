#include "executor/position.h"

#include "market/pnl.h"

static __int128 product(struct ac_dec price, struct ac_dec quantity)
{
	return (__int128)price.units * quantity.units;
}

static struct ac_dec average(__int128 sum, struct ac_dec quantity)
{
	if (quantity.units <= 0)
		return AC_DEC_ZERO;
	/* An average of prices lies between them, so it fits. */
	return (struct ac_dec){ (int64_t)ac_dec_divide_wide(sum, quantity.units,
							    AC_ROUND_HALF_EVEN) };
}

static void touch(struct ac_ledger *ledger, ac_ms time_ms)
{
	if (time_ms > ledger->record.updated_ms)
		ledger->record.updated_ms = time_ms;
}

enum ac_status ac_ledger_add(struct ac_ledger *ledger, int direction, enum ac_position_side side,
			     const struct ac_ledger_fill *fill)
{
	ac_assert(direction == 1 || direction == -1);
	ac_assert(fill->quantity.units > 0 && fill->price.units > 0);
	struct ac_ledger next = *ledger;
	struct ac_position_record *record = &next.record;
	if (record->direction == 0) {
		struct ac_dec stop_loss_pct = record->stop_loss_pct;
		struct ac_dec take_profit_pct = record->take_profit_pct;
		memset(&next, 0, sizeof(next));
		record->direction = (int8_t)direction;
		record->position_side = (uint8_t)side;
		record->stop_loss_pct = stop_loss_pct;
		record->take_profit_pct = take_profit_pct;
		record->opened_ms = fill->time_ms;
	}
	ac_assert(record->direction == direction);
	enum ac_status status =
		ac_pnl_entry_after_add(record->quantity, record->entry_price, fill->quantity,
				       fill->price, &record->entry_price);
	if (status == AC_OK)
		status = ac_dec_add(record->quantity, fill->quantity, &record->quantity);
	if (status == AC_OK)
		status = ac_dec_add(next.entered, fill->quantity, &next.entered);
	if (status == AC_OK)
		status = ac_dec_add(record->fees, fill->fee, &record->fees);
	if (status != AC_OK)
		return status;
	ac_assert(record->quantity.units > 0 && record->entry_price.units > 0);
	next.entered_wide += product(fill->price, fill->quantity);
	touch(&next, fill->time_ms);
	*ledger = next;
	return AC_OK;
}

enum ac_status ac_ledger_reduce(struct ac_ledger *ledger, const struct ac_ledger_fill *fill)
{
	ac_assert(ledger->record.direction != 0);
	ac_assert(fill->quantity.units > 0);
	ac_assert(fill->quantity.units <= ledger->record.quantity.units);
	struct ac_ledger next = *ledger;
	struct ac_position_record *record = &next.record;
	struct ac_dec profit;
	enum ac_status status = ac_pnl_profit(record->direction, fill->quantity,
					      record->entry_price, fill->price, &profit);
	if (status == AC_OK)
		status = ac_dec_add(record->realized_profit, profit, &record->realized_profit);
	if (status == AC_OK)
		status = ac_dec_add(record->fees, fill->fee, &record->fees);
	if (status == AC_OK)
		status = ac_dec_add(next.exited, fill->quantity, &next.exited);
	if (status != AC_OK)
		return status;
	record->quantity.units -= fill->quantity.units;
	ac_assert(record->quantity.units >= 0);
	ac_assert(next.entered.units - next.exited.units == record->quantity.units);
	next.exited_wide += product(fill->price, fill->quantity);
	if (fill->time_ms > next.exit_time_ms)
		next.exit_time_ms = fill->time_ms;
	if (record->quantity.units == 0)
		record->direction = 0;
	touch(&next, fill->time_ms);
	*ledger = next;
	return AC_OK;
}

enum ac_status ac_ledger_fund(struct ac_ledger *ledger, struct ac_dec payment, ac_ms time_ms)
{
	enum ac_status status =
		ac_dec_add(ledger->record.funding, payment, &ledger->record.funding);
	if (status == AC_OK)
		touch(ledger, time_ms);
	return status;
}

enum ac_status ac_ledger_round_trip(const struct ac_ledger *ledger, int direction,
				    enum ac_exit_reason reason, struct ac_round_trip *ret_trip)
{
	ac_assert(direction == 1 || direction == -1);
	ac_assert(ledger->entered.units == ledger->exited.units);
	const struct ac_position_record *record = &ledger->record;
	ac_assert(record->direction == 0);
	struct ac_round_trip trip;
	memset(&trip, 0, sizeof(trip));
	trip.direction = (int8_t)direction;
	trip.exit_reason = (uint8_t)reason;
	trip.quantity = ledger->exited;
	trip.entry_price = average(ledger->entered_wide, ledger->entered);
	trip.exit_price = average(ledger->exited_wide, ledger->exited);
	trip.gross_profit = record->realized_profit;
	trip.fees = record->fees;
	trip.funding = record->funding;
	trip.entry_time_ms = record->opened_ms;
	trip.exit_time_ms = ledger->exit_time_ms;
	enum ac_status status = ac_dec_sub(trip.gross_profit, trip.fees, &trip.net_profit);
	if (status == AC_OK)
		status = ac_dec_add(trip.net_profit, trip.funding, &trip.net_profit);
	if (status != AC_OK)
		return status;
	*ret_trip = trip;
	return AC_OK;
}

void ac_ledger_restore(struct ac_ledger *ledger, const struct ac_position_record *record)
{
	ac_assert(record->direction != 0);
	ac_assert(record->quantity.units > 0);
	memset(ledger, 0, sizeof(*ledger));
	ledger->record = *record;
	/* Confirmed anew by the exchange's snapshot. */
	ledger->record.is_protected = false;
	ledger->record.has_take_profit = false;
	ledger->entered = record->quantity;
	ledger->entered_wide = product(record->entry_price, record->quantity);
}
