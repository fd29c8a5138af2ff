#include "database/listing.h"

struct drawing {
	bool (*take)(void *self, const struct ac_history_equity *point);
	void *self;
	ac_ms first_ms, width_ms;
	int64_t stretch; /* under way; -1 none */
	struct ac_history_equity deepest, last;
	bool is_last_deepest;
};

/* False where the reader wants no more. */
static bool end_stretch(struct drawing *drawing)
{
	if (drawing->stretch < 0)
		return true;
	return (drawing->is_last_deepest || drawing->take(drawing->self, &drawing->deepest)) &&
	       drawing->take(drawing->self, &drawing->last);
}

/* A fall is measured from the peak of its own moment: after a new peak, a higher reading can be the
 * deeper fall. Where falls are alike, as on a curve that only rises, the lower reading counts. */
static bool is_deeper(const struct ac_history_equity *point, const struct ac_history_equity *other)
{
	int order = ac_dec_compare(point->drawdown_pct, other->drawdown_pct);
	return order > 0 || (order == 0 && ac_dec_compare(point->equity, other->equity) <= 0);
}

static bool draw(struct drawing *drawing, const struct ac_history_equity *point)
{
	int64_t stretch = (point->time_ms - drawing->first_ms) / drawing->width_ms;
	bool is_new = stretch != drawing->stretch;
	if (is_new && !end_stretch(drawing))
		return false;
	drawing->stretch = stretch;
	drawing->is_last_deepest = is_new || is_deeper(point, &drawing->deepest);
	if (drawing->is_last_deepest)
		drawing->deepest = *point;
	drawing->last = *point;
	return true;
}

/* The times that the filter leaves, from the table's own ends. */
static enum ac_status find_span(struct ac_store *store, const struct ac_history_filter *filter,
				ac_ms *ret_first, ac_ms *ret_last)
{
	struct statement rows = listing_start(store, AC_QUERY_ACCOUNT_TIMES, filter);
	enum ac_status status = statement_next(&rows);
	if (status == AC_OK) {
		*ret_first = column_int(&rows);
		*ret_last = column_int(&rows);
	}
	return listing_end(&rows, status);
}

enum ac_status ac_history_equity(struct ac_store *store, const struct ac_history_filter *filter,
				 uint32_t points_max,
				 bool (*take)(void *self, const struct ac_history_equity *point),
				 void *self)
{
	ac_ms first_ms = 0, last_ms = 0;
	ac_assert(points_max >= 2);
	enum ac_status status = find_span(store, filter, &first_ms, &last_ms);
	if (status != AC_OK)
		return status;
	int64_t stretches = points_max / 2;
	struct drawing drawing = { .take = take,
				   .self = self,
				   .first_ms = first_ms,
				   .width_ms = (last_ms - first_ms) / stretches + 1,
				   .stretch = -1 };
	struct statement rows = listing_start(store, AC_QUERY_ACCOUNT_READINGS, filter);
	bool is_wanted = true;
	while (is_wanted && (status = statement_next(&rows)) == AC_OK) {
		struct ac_history_equity point;
		point.time_ms = column_int(&rows);
		point.wallet = column_dec(&rows);
		point.equity = column_dec(&rows);
		point.equity_peak = column_dec(&rows);
		point.drawdown_pct = column_dec(&rows);
		is_wanted = !rows.is_refused && draw(&drawing, &point);
	}
	if (is_wanted && status == AC_END)
		(void)end_stretch(&drawing);
	return listing_end(&rows, status);
}
