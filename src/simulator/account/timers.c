#include "simulator/account/timers.h"

static bool is_open(uint8_t status)
{
	return status == AC_STATUS_NEW || status == AC_STATUS_PARTIALLY_FILLED;
}

static void cancel(struct simulator_account *account, enum ac_command_kind kind, uint16_t symbol,
		   int64_t id)
{
	const struct ac_command command = {
		.kind = (uint16_t)kind,
		.symbol = symbol,
		.book = AC_BOOK_NONE,
		.exchange_id = id,
	};
	simulator_account_command(account, &command);
}

uint32_t simulator_orders_cancel(struct simulator_account *account, uint16_t symbol)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < account->orders.count; i++) {
		const struct simulator_order *order = simulator_table_at(&account->orders, i);
		if (order->symbol != symbol || !is_open(order->status))
			continue;
		cancel(account, AC_COMMAND_CANCEL, symbol, order->order_id);
		count++;
	}
	return count;
}

uint32_t simulator_algos_cancel(struct simulator_account *account, uint16_t symbol)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < account->algos.count; i++) {
		const struct simulator_algo *algo = simulator_table_at(&account->algos, i);
		if (algo->symbol != symbol || algo->status != AC_STATUS_NEW)
			continue;
		cancel(account, AC_COMMAND_CANCEL_ALGO, symbol, algo->algo_id);
		count++;
	}
	return count;
}

static void expire_orders(struct simulator_account *account, ac_ms now)
{
	for (uint32_t i = 0; i < account->orders.count; i++) {
		struct simulator_order *order = simulator_table_at(&account->orders, i);
		if (order->good_till_ms == 0 || order->good_till_ms > now ||
		    !is_open(order->status))
			continue;
		order->is_expiring = true;
		cancel(account, AC_COMMAND_CANCEL, order->symbol, order->order_id);
	}
	for (uint32_t i = 0; i < account->algos.count; i++) {
		struct simulator_algo *algo = simulator_table_at(&account->algos, i);
		if (algo->good_till_ms == 0 || algo->good_till_ms > now ||
		    algo->status != AC_STATUS_NEW)
			continue;
		algo->is_expiring = true;
		cancel(account, AC_COMMAND_CANCEL_ALGO, algo->symbol, algo->algo_id);
	}
}

void simulator_timers_run(struct simulator_account *account)
{
	ac_ms now = account->now_ns / AC_NS_PER_MS;
	if (simulator_timers_deadline(account) > now)
		return;
	const uint16_t count = (uint16_t)account->simulator->instruments.count;
	for (uint16_t symbol = 0; symbol < count; symbol++) {
		ac_ms *countdown = &account->holdings[symbol].countdown_ms;
		if (*countdown == 0 || *countdown > now)
			continue;
		*countdown = 0;
		simulator_orders_cancel(account, symbol);
	}
	expire_orders(account, now);
	account->timer_ms = simulator_timers_next(account);
}

ac_ms simulator_timers_next(const struct simulator_account *account)
{
	ac_ms next = INT64_MAX;
	const uint16_t count = (uint16_t)account->simulator->instruments.count;
	for (uint16_t symbol = 0; symbol < count; symbol++) {
		ac_ms countdown = account->holdings[symbol].countdown_ms;
		if (countdown != 0 && countdown < next)
			next = countdown;
	}
	for (uint32_t i = 0; i < account->orders.count; i++) {
		const struct simulator_order *order = simulator_table_at(&account->orders, i);
		if (order->good_till_ms != 0 && is_open(order->status) &&
		    order->good_till_ms < next)
			next = order->good_till_ms;
	}
	for (uint32_t i = 0; i < account->algos.count; i++) {
		const struct simulator_algo *algo = simulator_table_at(&account->algos, i);
		if (algo->good_till_ms != 0 && algo->status == AC_STATUS_NEW &&
		    algo->good_till_ms < next)
			next = algo->good_till_ms;
	}
	return next;
}

void simulator_timers_arm(struct simulator_account *account, ac_ms moment)
{
	if (moment < account->timer_ms)
		account->timer_ms = moment;
}

ac_ms simulator_timers_deadline(const struct simulator_account *account)
{
	return account->timer_ms;
}
