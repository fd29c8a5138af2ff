#include "database/listing.h"

#include <stdio.h>

struct statement listing_start(struct ac_store *store, enum ac_query query,
			       const struct ac_history_filter *filter)
{
	struct statement rows = statement_start(store, query);
	bind_text(&rows, AC_PARAMETER_ACCOUNT, filter->account);
	bind_int(&rows, AC_PARAMETER_FROM_MS, filter->from_ms == 0 ? INT64_MIN : filter->from_ms);
	bind_int(&rows, AC_PARAMETER_TO_MS, filter->to_ms == 0 ? INT64_MAX : filter->to_ms);
	return rows;
}

void listing_scope(struct statement *rows, const struct ac_history_filter *filter)
{
	bind_text(rows, AC_PARAMETER_SYMBOL, filter->symbol == NULL ? "" : filter->symbol);
	bind_text(rows, AC_PARAMETER_STRATEGY, filter->strategy == NULL ? "" : filter->strategy);
}

void listing_limit(struct statement *rows, const struct ac_history_filter *filter)
{
	bind_int(rows, AC_PARAMETER_LIMIT, filter->limit == 0 ? INT64_MAX : filter->limit);
}

void listing_page(struct statement *rows, const struct ac_history_filter *filter)
{
	listing_limit(rows, filter);
	bind_int(rows, AC_PARAMETER_OFFSET, filter->offset);
}

enum ac_status listing_end(struct statement *rows, enum ac_status status)
{
	statement_stop(rows);
	if (rows->is_refused) {
		snprintf(rows->store->error, sizeof(rows->store->error),
			 "a row holds a value that this program cannot read");
		return AC_ERR_CORRUPT;
	}
	return status == AC_END ? AC_OK : status;
}

enum ac_status listing_overflow(struct statement *rows)
{
	snprintf(rows->store->error, sizeof(rows->store->error),
		 "a sum of money is beyond what this program can count");
	return AC_ERR_RANGE;
}
