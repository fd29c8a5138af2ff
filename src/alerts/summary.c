#include "alerts/summary.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "alerts/queue_file.h"
#include "database/history.h"
#include "sys/error.h"

enum summary_state summary_state_get(int32_t minute, int64_t last_day, ac_ms now_ms)
{
	int64_t day = ac_calendar_day(now_ms);
	ac_ms late_ms = now_ms - ac_calendar_day_start(now_ms) - minute * AC_MS_PER_MIN;
	/* Also where the clock was set back. */
	if (minute < 0 || late_ms < 0 || (last_day != SUMMARY_DAY_NONE && last_day >= day))
		return SUMMARY_NOT_YET;
	if (last_day == SUMMARY_DAY_NONE && late_ms > AC_MS_PER_MIN)
		return SUMMARY_MISSED;
	return late_ms > SUMMARY_LATE_MAX_MS ? SUMMARY_MISSED : SUMMARY_DUE;
}

struct summary_sparks summary_sparks_make(const struct ac_dec *values, uint32_t count)
{
	static const char *const bars[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
	struct summary_sparks sparks = { "" };
	if (count > SUMMARY_SPARKS_MAX)
		count = SUMMARY_SPARKS_MAX;
	if (count == 0)
		return sparks;
	struct ac_dec low = values[0], high = values[0];
	for (uint32_t i = 1; i < count; i++) {
		low = ac_dec_min(low, values[i]);
		high = ac_dec_max(high, values[i]);
	}
	__int128 span = (__int128)high.units - low.units;
	for (uint32_t i = 0; i < count; i++) {
		__int128 above = (__int128)values[i].units - low.units;
		size_t bar = span == 0 ? 3 : (size_t)(above * 7 / span);
		memcpy(sparks.text + (size_t)i * 3, bars[bar], 4);
	}
	return sparks;
}

struct table {
	struct alert_message *message;
	char rows[MESSAGE_TEXT_SIZE / 2];
	size_t size;
	uint32_t left_out;
	struct ac_history_performance total;
	struct ac_dec curve[SUMMARY_SPARKS_MAX];
	uint32_t curve_count;
};

static bool take_row(void *self, const struct ac_history_performance *row, bool is_total)
{
	struct table *table = self;
	char net[AC_DEC_TEXT_SIZE], line[160];
	if (is_total) {
		table->total = *row;
		return true;
	}
	message_decimal_text(row->net, 2, net);
	int size = snprintf(line, sizeof(line), "%-16s %-14s %4" PRIu64 " %4.0f %% %s%s\n",
			    row->strategy, row->symbol, row->trades,
			    isnan(row->win_rate) ? 0.0 : row->win_rate * 100,
			    row->net.units > 0 ? "+" : "", net);
	if (size < 0 || table->size + (size_t)size >= sizeof(table->rows)) {
		table->left_out++;
		return true;
	}
	memcpy(table->rows + table->size, line, (size_t)size + 1);
	table->size += (size_t)size;
	return true;
}

static bool take_point(void *self, const struct ac_history_equity *point)
{
	struct table *table = self;
	if (table->curve_count < SUMMARY_SPARKS_MAX)
		table->curve[table->curve_count++] = point->equity;
	return true;
}

static void write_numbers(const struct table *table, const struct ac_history_account *account)
{
	const struct ac_history_performance *total = &table->total;
	struct alert_message *message = table->message;
	message_gain(message, "PnL", total->net, "");
	message_number(message, "Trades", "%" PRIu64 " (%" PRIu64 " won, %" PRIu64 " lost)",
		       total->trades, total->wins, total->losses);
	if (total->trades > 0) {
		message_number(message, "Win rate", "%.0f %%",
			       isnan(total->win_rate) ? 0.0 : total->win_rate * 100);
		message_gain(message, "Best", total->best, "");
		message_gain(message, "Worst", total->worst, "");
	}
	message_decimal(message, "Fees", total->fees, 2, "");
	message_gain(message, "Funding", total->funding, "");
	message_decimal(message, "Drawdown", account->drawdown_pct_max, 2, "%");
}

static void write_words(struct table *table, const struct ac_history_account *account,
			ac_ms day_start_ms)
{
	char day[AC_CALENDAR_TEXT_SIZE], first[AC_DEC_TEXT_SIZE], last[AC_DEC_TEXT_SIZE];
	char net[AC_DEC_TEXT_SIZE], left_out[48] = "";
	struct alert_message *message = table->message;
	const struct ac_history_performance *total = &table->total;
	struct summary_sparks sparks = summary_sparks_make(table->curve, table->curve_count);
	ac_calendar_format(day_start_ms, day);
	day[10] = '\0';
	message_decimal_text(account->equity_first, 2, first);
	message_decimal_text(account->equity_last, 2, last);
	message_decimal_text(total->net, 2, net);
	MESSAGE_WRITE(message->key, "%s", day);
	MESSAGE_WRITE(message->title, "Summary of %s: %s%s, %" PRIu64 " trade%s", day,
		      total->net.units > 0 ? "+" : "", net, total->trades,
		      total->trades == 1 ? "" : "s");
	if (table->left_out > 0)
		snprintf(left_out, sizeof(left_out), "and %" PRIu32 " more\n", table->left_out);
	if (table->curve_count == 0)
		MESSAGE_WRITE(message->text, "%sNo reading of the equity that day.", table->rows);
	else
		MESSAGE_WRITE(message->text, "%s%sEquity %s -> %s\n%s", table->rows, left_out,
			      first, last, sparks.text);
}

enum ac_status summary_fill(const char *db_url, const char *account, ac_ms day_start_ms,
			    struct alert_message *message, struct ac_error *error)
{
	struct ac_store *store = NULL;
	struct table table = { .message = message };
	struct ac_history_account day = { .drawdown_pct = AC_DEC_ZERO };
	const struct ac_history_filter filter = {
		.account = account,
		.from_ms = day_start_ms,
		.to_ms = day_start_ms + AC_MS_PER_DAY,
		.is_ascending = true,
	};
	enum ac_status status =
		ac_store_open_readonly(db_url, &store, error->text, sizeof(error->text));
	if (status != AC_OK)
		return status;
	status = ac_history_performance(store, &filter, filter.to_ms, take_row, &table);
	if (status == AC_OK)
		status = ac_history_account(store, account, filter.from_ms, filter.to_ms, &day);
	if (status == AC_ERR_NOT_FOUND)
		status = AC_OK; /* a day before the first reading */
	if (status == AC_OK)
		status = ac_history_equity(store, &filter, SUMMARY_SPARKS_MAX, take_point, &table);
	if (status == AC_OK) {
		write_numbers(&table, &day);
		write_words(&table, &day, day_start_ms);
	} else {
		ac_error_set(error, "%s", ac_store_error(store));
	}
	ac_store_close(store);
	return status;
}
