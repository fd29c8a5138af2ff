/* One symbol's chart: candles, the strategy's lines over them, signals and fills in the same
 * stretch, and the position. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "dashboard/api_state.h"

#define CANDLE_MS AC_MS_PER_MIN

struct drawing {
	struct ac_api *api;
	struct api_reply *reply;
	const struct api_query *query;
	struct ac_chart *chart; /* NULL: no lines */
	const char *strategy;   /* "" none or any */
	/* The first `hidden` candles only warm the indicators up. */
	struct ac_candle *candles;
	struct ac_chart_values *values;
	uint32_t count, capacity, hidden;
};

static bool take_candle(void *self, const struct ac_candle *candle)
{
	struct drawing *drawing = self;
	if (drawing->count == drawing->capacity)
		return false;
	drawing->candles[drawing->count++] = *candle;
	return true;
}

/* Finds whose lines to draw; false where the address does not say which of several. */
static bool choose_chart(struct drawing *drawing)
{
	const struct api_query *query = drawing->query;
	uint32_t place = 0;
	drawing->strategy = query->strategy;
	drawing->chart =
		ac_charts_next(drawing->api->charts, query->symbol, query->strategy, &place);
	if (drawing->chart == NULL)
		return true;
	const struct ac_chart *other =
		ac_charts_next(drawing->api->charts, query->symbol, query->strategy, &place);
	drawing->strategy = ac_chart_strategy(drawing->chart);
	if (other == NULL)
		return true;
	char what[160], help[160];
	snprintf(what, sizeof(what), "strategy is missing: several trade %s", query->symbol);
	snprintf(help, sizeof(help), "add strategy=%s or strategy=%s", drawing->strategy,
		 ac_chart_strategy(other));
	api_reply_refuse(drawing->reply, 400, what, help);
	return false;
}

static bool load(struct drawing *drawing)
{
	const struct api_query *query = drawing->query;
	uint32_t shown = (uint32_t)query->value[API_CANDLES];
	struct ac_history_filter filter = {
		.account = drawing->api->dashboard->account,
		.symbol = query->symbol,
		.to_ms = query->value[API_TO],
	};
	filter.limit = shown + (drawing->chart == NULL ? 0 : ac_chart_warmup(drawing->chart));
	drawing->capacity = filter.limit;
	drawing->candles = calloc(filter.limit, sizeof(*drawing->candles));
	drawing->values = calloc(filter.limit, sizeof(*drawing->values));
	if (drawing->candles == NULL || drawing->values == NULL) {
		drawing->reply->is_lost = true;
		return false;
	}
	if (ac_history_candles(drawing->api->store, &filter, take_candle, drawing) != AC_OK) {
		api_reply_database_failed(drawing->reply, drawing->api);
		return false;
	}
	drawing->hidden = drawing->count > shown ? drawing->count - shown : 0;
	if (drawing->chart != NULL)
		ac_chart_run(drawing->chart, drawing->candles, drawing->count, drawing->values);
	return true;
}

static void write_head(struct ac_json *json, const void *subject)
{
	const struct drawing *drawing = subject;
	int32_t precision = api_price_precision(drawing->api, drawing->query->symbol);
	ac_json_text(json, "symbol", ac_str_from(drawing->query->symbol));
	ac_json_text(json, "strategy", ac_str_from(drawing->strategy));
	if (precision < 0)
		ac_json_null(json, "price_precision");
	else
		ac_json_int(json, "price_precision", precision);
}

static void write_candles(struct ac_json *json, const void *subject)
{
	const struct drawing *drawing = subject;
	ac_json_open(json, "candles", '[');
	for (uint32_t i = drawing->hidden; i < drawing->count; i++) {
		const struct ac_candle *candle = &drawing->candles[i];
		ac_json_open(json, NULL, '[');
		ac_json_int(json, NULL, candle->open_time_ms);
		api_json_number(json, NULL, (struct ac_dec){ candle->open });
		api_json_number(json, NULL, (struct ac_dec){ candle->high });
		api_json_number(json, NULL, (struct ac_dec){ candle->low });
		api_json_number(json, NULL, (struct ac_dec){ candle->close });
		api_json_number(json, NULL, (struct ac_dec){ candle->volume });
		ac_json_close(json, ']');
	}
	ac_json_close(json, ']');
}

/* Eight decimals are more than a screen can show, and half the bytes of all that a double has. */
static void write_value(struct ac_json *json, double value)
{
	struct ac_dec rounded;
	if (ac_dec_from_double(value, AC_ROUND_HALF_EVEN, &rounded) == AC_OK)
		api_json_number(json, NULL, rounded);
	else
		ac_json_null(json, NULL);
}

static void write_values(struct ac_json *json, const void *subject)
{
	const struct drawing *drawing = subject;
	const char *names[AC_CHART_VALUES_MAX];
	uint32_t lines = drawing->chart == NULL ? 0 : ac_chart_names(drawing->chart, names);
	ac_json_open(json, "value_names", '[');
	for (uint32_t k = 0; k < lines; k++)
		ac_json_text(json, NULL, ac_str_from(names[k]));
	ac_json_close(json, ']');
	ac_json_open(json, "values", '[');
	for (uint32_t i = drawing->hidden; i < drawing->count; i++) {
		bool is_known = false;
		for (uint32_t k = 0; k < lines; k++)
			is_known = is_known || !isnan(drawing->values[i].items[k]);
		if (!is_known) {
			ac_json_null(json, NULL);
			continue;
		}
		ac_json_open(json, NULL, '[');
		for (uint32_t k = 0; k < lines; k++)
			write_value(json, drawing->values[i].items[k]);
		ac_json_close(json, ']');
	}
	ac_json_close(json, ']');
}

static void write_signal(struct ac_json *json, const void *subject)
{
	const struct ac_history_signal *signal = subject;
	ac_json_open(json, NULL, '{');
	ac_json_int(json, "time", signal->time_ms);
	ac_json_text(json, "action", ac_str_from(signal->action));
	ac_json_bool(json, "is_allowed", signal->is_allowed);
	ac_json_text(json, "verdict", ac_str_from(signal->verdict));
	api_json_number(json, "price", signal->price);
	ac_json_close(json, '}');
}

static bool take_signal(void *self, const struct ac_history_signal *signal)
{
	const struct drawing *drawing = self;
	api_reply_add(drawing->reply, write_signal, signal);
	return !drawing->reply->is_lost;
}

static void write_fill(struct ac_json *json, const void *subject)
{
	const struct ac_history_fill *fill = subject;
	ac_json_open(json, NULL, '{');
	ac_json_int(json, "time", fill->time_ms);
	ac_json_text(json, "side", ac_str_from(fill->side));
	ac_json_text(json, "purpose", ac_str_from(fill->purpose));
	api_json_number(json, "price", fill->price);
	api_json_number(json, "quantity", fill->quantity);
	ac_json_close(json, '}');
}

static bool take_fill(void *self, const struct ac_history_fill *fill)
{
	const struct drawing *drawing = self;
	api_reply_add(drawing->reply, write_fill, fill);
	return !drawing->reply->is_lost;
}

/* Marks of the stretch that is drawn. A signal carries its candle's close, so the last candle's
 * come at the very end of it. */
static bool add_marks(struct drawing *drawing)
{
	struct ac_history_filter filter = {
		.account = drawing->api->dashboard->account,
		.symbol = drawing->query->symbol,
		.strategy = drawing->strategy,
		.is_ascending = true,
	};
	bool is_empty = drawing->count == 0;
	if (!is_empty) {
		filter.from_ms = drawing->candles[drawing->hidden].open_time_ms;
		/* Without an end that was asked for, what happened since belongs to it as well. */
		if (drawing->query->value[API_TO] != 0)
			filter.to_ms =
				drawing->candles[drawing->count - 1].open_time_ms + CANDLE_MS + 1;
	}
	struct ac_store *store = drawing->api->store;
	api_reply_list_begin(drawing->reply, "signals");
	if (!is_empty && ac_history_signals(store, &filter, take_signal, drawing) != AC_OK)
		return false;
	api_reply_list_end(drawing->reply);
	api_reply_list_begin(drawing->reply, "fills");
	if (!is_empty && ac_history_fills(store, &filter, take_fill, drawing) != AC_OK)
		return false;
	api_reply_list_end(drawing->reply);
	return true;
}

struct standing {
	const struct drawing *drawing;
	struct ac_position_record record; /* quantity 0: none */
};

static bool take_position(void *self, const struct ac_history_position *position)
{
	struct standing *standing = self;
	const char *strategy = standing->drawing->strategy;
	if (strcmp(position->symbol, standing->drawing->query->symbol) == 0 &&
	    (strategy[0] == '\0' || strcmp(position->strategy, strategy) == 0))
		standing->record = position->record;
	return true;
}

static bool find_position(struct standing *standing)
{
	const struct ac_api *api = standing->drawing->api;
	if (!api->is_live)
		return ac_history_positions(api->store, api->dashboard->account, take_position,
					    standing) == AC_OK;
	const struct ac_view_names *names = api->dashboard->names;
	for (uint32_t i = 0; i < api->view->position_count; i++) {
		const struct ac_view_position *from = &api->view->positions[i];
		struct ac_history_position position = { .record = from->record };
		snprintf(position.symbol, sizeof(position.symbol), "%s",
			 names->instruments->items[from->symbol].symbol);
		snprintf(position.strategy, sizeof(position.strategy), "%s",
			 names->books[from->book].strategy);
		(void)take_position(standing, &position);
	}
	return true;
}

static void write_line(struct ac_json *json, const char *key, struct ac_dec price)
{
	if (ac_dec_is_zero(price))
		ac_json_null(json, key);
	else
		api_json_number(json, key, price);
}

static void write_position(struct ac_json *json, const void *subject)
{
	const struct ac_position_record *record = subject;
	if (ac_dec_is_zero(record->quantity)) {
		ac_json_null(json, "position");
		return;
	}
	ac_json_open(json, "position", '{');
	ac_json_text(json, "side", record->direction < 0 ? AC_STR("SHORT") : AC_STR("LONG"));
	write_line(json, "entry_price", record->entry_price);
	write_line(json, "stop_price", record->stop_price);
	write_line(json, "take_profit_price", record->take_profit_price);
	ac_json_close(json, '}');
}

void api_candles(struct ac_api *api, const struct api_query *query, struct api_reply *reply)
{
	struct drawing drawing = { .api = api, .reply = reply, .query = query };
	struct standing standing = { .drawing = &drawing };
	if (choose_chart(&drawing) && load(&drawing)) {
		api_reply_begin(reply, api);
		api_reply_add(reply, write_head, &drawing);
		api_reply_add(reply, write_candles, &drawing);
		api_reply_add(reply, write_values, &drawing);
		if (add_marks(&drawing) && find_position(&standing)) {
			api_reply_add(reply, write_position, &standing.record);
			api_reply_end(reply);
		} else
			api_reply_database_failed(reply, api);
	}
	free(drawing.candles);
	free(drawing.values);
}
