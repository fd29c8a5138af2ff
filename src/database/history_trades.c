#include "database/selection.h"
#include "database/words.h"

#define TRADE_COLUMNS                                                                              \
	"SELECT run_id, seq, symbol, strategy, side, quantity, entry_price, exit_price, "          \
	"entry_time, exit_time, exit_reason, is_ambiguous, gross_pnl, fees, funding, net_pnl "     \
	"FROM round_trips"

static void read_trade(struct statement *rows, struct ac_history_trade *trade)
{
	struct ac_round_trip *trip = &trade->trip;
	memset(trade, 0, sizeof(*trade));
	trade->run_id = (uint32_t)column_int(rows);
	trade->seq = (uint64_t)column_int(rows);
	column_copy(rows, trade->symbol, sizeof(trade->symbol));
	column_copy(rows, trade->strategy, sizeof(trade->strategy));
	trip->direction = strcmp(column_text(rows), "LONG") == 0 ? 1 : -1;
	trip->quantity = column_dec(rows);
	trip->entry_price = column_dec(rows);
	trip->exit_price = column_dec(rows);
	trip->entry_time_ms = column_int(rows);
	trip->exit_time_ms = column_int(rows);
	int32_t reason = ac_words_value(AC_WORDS_EXIT_REASON, column_text(rows));
	trip->exit_reason = (uint8_t)(reason < 0 ? 0 : reason);
	trip->is_ambiguous = column_int(rows) != 0;
	trip->gross_profit = column_dec(rows);
	trip->fees = column_dec(rows);
	trip->funding = column_dec(rows);
	trip->net_profit = column_dec(rows);
}

/* The sign of a canonical decimal is its first character. */
static void add_trade_filter(struct selection *selection, const struct ac_history_filter *filter)
{
	selection_filter(selection, filter, "exit_time");
	if (filter->direction != 0)
		selection_text(selection, " AND side = ?",
			       filter->direction > 0 ? "LONG" : "SHORT");
	if (filter->result == AC_HISTORY_LOST)
		selection_add(selection, " AND net_pnl LIKE '-%'");
	if (filter->result == AC_HISTORY_WON)
		selection_add(selection, " AND net_pnl <> '0' AND net_pnl NOT LIKE '-%'");
}

/* Ties are broken by the key, so that pages neither repeat nor leave out a row. */
static void add_order(struct selection *selection, const struct ac_history_filter *filter)
{
	static const char *const orders[][2] = {
		[AC_HISTORY_BY_EXIT_TIME] = { " ORDER BY exit_time DESC, run_id DESC, seq DESC",
					      " ORDER BY exit_time, run_id, seq" },
		[AC_HISTORY_BY_NET] = { " ORDER BY ac_units(net_pnl) DESC, run_id DESC, seq "
					"DESC",
					" ORDER BY ac_units(net_pnl), run_id, seq" },
		[AC_HISTORY_BY_SYMBOL] = { " ORDER BY symbol DESC, exit_time DESC, run_id DESC, "
					   "seq DESC",
					   " ORDER BY symbol, exit_time, run_id, seq" },
		[AC_HISTORY_BY_STRATEGY] = { " ORDER BY strategy DESC, exit_time DESC, run_id "
					     "DESC, seq DESC",
					     " ORDER BY strategy, exit_time, run_id, seq" },
		[AC_HISTORY_BY_HOLD] = { " ORDER BY exit_time - entry_time DESC, run_id DESC, seq "
					 "DESC",
					 " ORDER BY exit_time - entry_time, run_id, seq" },
	};
	ac_assert((size_t)filter->sort < AC_COUNT(orders));
	selection_add(selection, orders[filter->sort][filter->is_ascending ? 1 : 0]);
}

static enum ac_status sum(struct ac_store *store, const struct ac_history_filter *filter,
			  uint64_t *ret_total, struct ac_dec *ret_net)
{
	struct selection selection;
	selection_init(&selection, "SELECT net_pnl FROM round_trips");
	add_trade_filter(&selection, filter);
	selection_run(&selection, store);
	uint64_t total = 0;
	struct ac_dec net = AC_DEC_ZERO;
	enum ac_status status;
	while ((status = statement_next(&selection.rows)) == AC_OK) {
		total++;
		if (ac_dec_add(net, column_dec(&selection.rows), &net) != AC_OK) {
			status = selection_overflow(&selection);
			break;
		}
	}
	status = selection_end(&selection, status);
	if (status != AC_OK)
		return status;
	*ret_total = total;
	*ret_net = net;
	return AC_OK;
}

enum ac_status ac_history_trades(struct ac_store *store, const struct ac_history_filter *filter,
				 bool (*take)(void *self, const struct ac_history_trade *trade),
				 void *self, uint64_t *ret_total, struct ac_dec *ret_net)
{
	struct selection selection;
	selection_init(&selection, TRADE_COLUMNS);
	add_trade_filter(&selection, filter);
	add_order(&selection, filter);
	selection_page(&selection, filter);
	selection_run(&selection, store);
	enum ac_status status;
	while ((status = statement_next(&selection.rows)) == AC_OK) {
		struct ac_history_trade trade;
		read_trade(&selection.rows, &trade);
		if (selection.rows.is_refused || !take(self, &trade))
			break;
	}
	status = selection_end(&selection, status);
	uint64_t total;
	struct ac_dec net;
	if (status != AC_OK || (ret_total == NULL && ret_net == NULL))
		return status;
	status = sum(store, filter, &total, &net);
	if (status == AC_OK && ret_total != NULL)
		*ret_total = total;
	if (status == AC_OK && ret_net != NULL)
		*ret_net = net;
	return status;
}
