#include "executor/state.h"

/* Facts are checksummed as bytes, so each starts from zeroed memory, padding included. */
static void fact_init(const struct ac_executor *x, struct ac_event *fact, enum ac_event_kind kind,
		      uint16_t symbol, uint16_t book)
{
	ac_assert(kind >= AC_EVENT_SIGNAL); /* below are inputs, which nobody publishes */
	ac_assert(book == AC_BOOK_NONE || book < x->config.book_count);
	ac_event_init(fact, kind, symbol, book, x->now);
}

static void publish(struct ac_executor *x, const struct ac_event *fact)
{
	x->sink.publish(x->sink.self, fact);
}

void ac_executor_order_event(const struct ac_executor *x, const struct ac_order *order,
			     struct ac_event *ret_event)
{
	ac_assert(order->record.client_id[0] != '\0');
	fact_init(x, ret_event, AC_EVENT_ORDER_STATE, order->symbol, order->book);
	ret_event->order_record = order->record;
}

void ac_executor_publish_order(struct ac_executor *x, const struct ac_order *order)
{
	ac_assert(order->place != AC_PLACE_FREE);
	struct ac_event fact;
	ac_executor_order_event(x, order, &fact);
	publish(x, &fact);
}

void ac_executor_publish_position(struct ac_executor *x, uint16_t book)
{
	ac_assert(book < x->config.book_count);
	struct ac_event fact;
	fact_init(x, &fact, AC_EVENT_POSITION_STATE, x->books[book].symbol, book);
	fact.position_record = x->books[book].ledger.record;
	publish(x, &fact);
}

void ac_executor_publish_fill(struct ac_executor *x, uint16_t symbol, uint16_t book,
			      enum ac_purpose purpose, const struct ac_order_update *update)
{
	ac_assert(update->fill_quantity.units > 0);
	ac_assert(update->fill_price.units > 0);
	struct ac_event fact;
	fact_init(x, &fact, AC_EVENT_FILL, symbol, book);
	struct ac_fill *fill = &fact.fill;
	memcpy(fill->client_id, update->client_id, sizeof(fill->client_id));
	fill->side = update->side;
	fill->position_side = update->position_side;
	fill->purpose = (uint8_t)purpose;
	fill->is_maker = update->is_maker;
	fill->trade_id = update->trade_id;
	fill->order_id = update->exchange_id;
	fill->price = update->fill_price;
	fill->quantity = update->fill_quantity;
	fill->commission = update->commission;
	fill->realized_profit = update->realized_profit;
	fill->time_ms = update->time_ms;
	publish(x, &fact);
}

void ac_executor_publish_round_trip(struct ac_executor *x, uint16_t book,
				    const struct ac_round_trip *trip)
{
	ac_assert(book < x->config.book_count);
	ac_assert(trip->direction == 1 || trip->direction == -1);
	struct ac_event fact;
	fact_init(x, &fact, AC_EVENT_ROUND_TRIP, x->books[book].symbol, book);
	fact.round_trip = *trip;
	publish(x, &fact);
}

void ac_executor_publish_system(struct ac_executor *x, enum ac_system what, uint16_t symbol,
				uint16_t book, int64_t value, const char *text)
{
	ac_assert(what > AC_SYSTEM_NONE && what < AC_SYSTEM_COUNT);
	ac_assert(text != NULL);
	struct ac_event fact;
	fact_init(x, &fact, AC_EVENT_SYSTEM, symbol, book);
	fact.system.what = (uint16_t)what;
	fact.system.value = value;
	for (size_t i = 0; i + 1 < sizeof(fact.system.text) && text[i] != '\0'; i++)
		fact.system.text[i] = text[i];
	publish(x, &fact);
}

/* An order of somebody else, known by what it executed: the fills in the database then have their
 * order beside them. */
void ac_executor_publish_foreign(struct ac_executor *x, const struct ac_event *event,
				 enum ac_life life)
{
	ac_assert(ac_life_is_terminal(life));
	const struct ac_order_update *update = &event->order;
	struct ac_event fact;
	fact_init(x, &fact, AC_EVENT_ORDER_STATE, event->symbol, AC_BOOK_NONE);
	struct ac_order_record *record = &fact.order_record;
	memcpy(record->client_id, update->client_id, sizeof(record->client_id));
	record->life = (uint8_t)life;
	record->purpose = AC_PURPOSE_FOREIGN;
	record->side = update->side;
	record->position_side = update->position_side;
	record->type = update->type;
	record->reduce_only = update->reduce_only;
	record->order_id = update->exchange_id;
	record->quantity = update->quantity;
	record->price = update->price;
	record->executed = update->executed;
	record->average_price = update->average_price;
	record->created_ms = update->time_ms;
	record->updated_ms = update->time_ms;
	publish(x, &fact);
}
