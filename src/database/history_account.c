#include "database/listing.h"

static void read_newest(struct statement *rows, struct ac_history_account *account)
{
	struct ac_account *newest = &account->newest;
	newest->time_ms = column_int(rows);
	newest->wallet = column_dec(rows);
	newest->unrealized = column_dec(rows);
	newest->equity = column_dec(rows);
	newest->equity_peak = column_dec(rows);
	newest->day_start_equity = column_dec(rows);
	account->drawdown_pct = column_dec(rows);
	newest->realized_today = column_dec(rows);
	newest->fees_today = column_dec(rows);
	newest->funding_today = column_dec(rows);
	newest->realized_total = column_dec(rows);
	newest->fees_total = column_dec(rows);
	newest->funding_total = column_dec(rows);
	newest->margin_used = column_dec(rows);
}

static enum ac_status find_newest(struct ac_store *store, const char *account,
				  struct ac_history_account *ret_account)
{
	struct statement rows = statement_start(store, AC_QUERY_ACCOUNT_NEWEST);
	bind_text(&rows, AC_PARAMETER_ACCOUNT, account);
	enum ac_status status = statement_next(&rows);
	bool is_found = status == AC_OK;
	if (is_found)
		read_newest(&rows, ret_account);
	status = listing_end(&rows, status);
	return status == AC_OK && !is_found ? AC_ERR_NOT_FOUND : status;
}

static enum ac_status measure(struct ac_store *store, const struct ac_history_filter *filter,
			      struct ac_history_account *account)
{
	struct statement rows = listing_start(store, AC_QUERY_ACCOUNT_FALLS, filter);
	bool is_first = true;
	enum ac_status status;
	while ((status = statement_next(&rows)) == AC_OK) {
		account->equity_last = column_dec(&rows);
		if (is_first)
			account->equity_first = account->equity_last;
		is_first = false;
		account->drawdown_pct_max =
			ac_dec_max(account->drawdown_pct_max, column_dec(&rows));
		if (rows.is_refused)
			break;
	}
	return listing_end(&rows, status);
}

enum ac_status ac_history_account(struct ac_store *store, const char *account, ac_ms from_ms,
				  ac_ms to_ms, struct ac_history_account *ret_account)
{
	struct ac_history_account found = { 0 };
	enum ac_status status = find_newest(store, account, &found);
	if (status != AC_OK)
		return status;
	struct ac_history_filter filter = { .account = account,
					    .from_ms = from_ms,
					    .to_ms = to_ms };
	status = measure(store, &filter, &found);
	if (status == AC_OK)
		*ret_account = found;
	return status;
}

enum ac_status ac_history_accounts(struct ac_store *store,
				   bool (*take)(void *self, const char *account,
						const struct ac_store_run *newest, bool is_ended),
				   void *self)
{
	struct statement rows = statement_start(store, AC_QUERY_RUNS_NEWEST);
	enum ac_status status;
	while ((status = statement_next(&rows)) == AC_OK) {
		struct ac_store_run run = { .run_id = (uint32_t)column_int(&rows) };
		column_copy(&rows, run.account, sizeof(run.account));
		column_copy(&rows, run.mode, sizeof(run.mode));
		column_copy(&rows, run.version, sizeof(run.version));
		column_copy(&rows, run.feed, sizeof(run.feed));
		run.started_ms = column_int(&rows);
		column_copy(&rows, run.journal, sizeof(run.journal));
		if (!take(self, run.account, &run, column_int(&rows) != 0))
			break;
	}
	return listing_end(&rows, status);
}
