#include "database/listing.h"
#include "database/words.h"

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

static enum ac_query listing_query(const struct ac_history_filter *filter)
{
	static const enum ac_query queries[][2] = {
		[AC_HISTORY_BY_EXIT_TIME] = { AC_QUERY_TRADES_BY_EXIT_TIME,
					      AC_QUERY_TRADES_BY_EXIT_TIME_ASCENDING },
		[AC_HISTORY_BY_NET] = { AC_QUERY_TRADES_BY_NET, AC_QUERY_TRADES_BY_NET_ASCENDING },
		[AC_HISTORY_BY_SYMBOL] = { AC_QUERY_TRADES_BY_SYMBOL,
					   AC_QUERY_TRADES_BY_SYMBOL_ASCENDING },
		[AC_HISTORY_BY_STRATEGY] = { AC_QUERY_TRADES_BY_STRATEGY,
					     AC_QUERY_TRADES_BY_STRATEGY_ASCENDING },
		[AC_HISTORY_BY_HOLD] = { AC_QUERY_TRADES_BY_HOLD,
					 AC_QUERY_TRADES_BY_HOLD_ASCENDING },
	};
	ac_assert((size_t)filter->sort < AC_COUNT(queries));
	return queries[filter->sort][filter->is_ascending ? 1 : 0];
}

static struct statement trades_start(struct ac_store *store, enum ac_query query,
				     const struct ac_history_filter *filter)
{
	static const char *const results[] = {
		[AC_HISTORY_ANY] = "", [AC_HISTORY_WON] = "won", [AC_HISTORY_LOST] = "lost"
	};
	ac_assert((size_t)filter->result < AC_COUNT(results));
	struct statement rows = listing_start(store, query, filter);
	listing_scope(&rows, filter);
	const char *direction = filter->direction > 0 ? "LONG" : "SHORT";
	bind_text(&rows, AC_PARAMETER_SIDE, filter->direction == 0 ? "" : direction);
	bind_text(&rows, AC_PARAMETER_RESULT, results[filter->result]);
	return rows;
}

static enum ac_status sum(struct ac_store *store, const struct ac_history_filter *filter,
			  uint64_t *ret_total, struct ac_dec *ret_net)
{
	struct statement rows = trades_start(store, AC_QUERY_TRADES_NET, filter);
	uint64_t total = 0;
	struct ac_dec net = AC_DEC_ZERO;
	enum ac_status status;
	while ((status = statement_next(&rows)) == AC_OK) {
		total++;
		if (ac_dec_add(net, column_dec(&rows), &net) != AC_OK) {
			status = listing_overflow(&rows);
			break;
		}
	}
	status = listing_end(&rows, status);
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
	struct statement rows = trades_start(store, listing_query(filter), filter);
	listing_page(&rows, filter);
	enum ac_status status;
	while ((status = statement_next(&rows)) == AC_OK) {
		struct ac_history_trade trade;
		read_trade(&rows, &trade);
		if (rows.is_refused || !take(self, &trade))
			break;
	}
	status = listing_end(&rows, status);
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
