#include "executor/state.h"

#include "executor/client_id.h"

/* A book has at most an entry, an exit, and two protective orders of each kind; they have their
 * places even when entries have used up orders_max. */
#define PLACES_PER_BOOK 6u
#define REMEMBERED_MIN  64u
#define REMEMBERED_MAX  4096u

static uint32_t live_max(const struct ac_executor_config *config)
{
	return config->orders_max + config->book_count * PLACES_PER_BOOK;
}

static uint32_t remembered(const struct ac_executor_config *config)
{
	if (config->orders_max < REMEMBERED_MIN)
		return REMEMBERED_MIN;
	return config->orders_max > REMEMBERED_MAX ? REMEMBERED_MAX : config->orders_max;
}

static void books_init(struct ac_executor *x)
{
	for (uint32_t i = 0; i < x->config.instruments->count; i++) {
		struct ac_symbol_watch *watch = &x->symbols[i];
		watch->first_book = AC_BOOK_NONE;
		watch->mismatch_ns = AC_NEVER;
		watch->mismatch_since = AC_NEVER;
		for (size_t k = 0; k < AC_ASK_COUNT; k++) {
			watch->asks[k].asked_ns = AC_NEVER;
			watch->asks[k].known_ns = INT64_MIN;
			watch->asks[k].due_ns = AC_NEVER;
		}
	}
	/* From the last to the first, so that each symbol's list is in the order of books. */
	for (uint32_t i = x->config.book_count; i-- > 0;) {
		struct ac_book_state *book = &x->books[i];
		book->symbol = x->config.books[i].symbol;
		ac_assert(book->symbol < x->config.instruments->count);
		book->next_of_symbol = x->symbols[book->symbol].first_book;
		x->symbols[book->symbol].first_book = (uint16_t)i;
		book->entry = AC_ORDER_NONE;
		book->bare_since_ns = AC_NEVER;
		book->bare_due_ns = AC_NEVER;
		book->close.order = AC_ORDER_NONE;
		book->close.evidence_ns = AC_NEVER;
		book->close.wake_ns = AC_NEVER;
		for (size_t k = 0; k < AC_SLOT_COUNT; k++) {
			book->slots[k].live = AC_ORDER_NONE;
			book->slots[k].next = AC_ORDER_NONE;
		}
	}
}

enum ac_status ac_executor_create(struct ac_arena *arena, const struct ac_executor_config *config,
				  const struct ac_fact_sink *sink,
				  struct ac_executor **ret_executor)
{
	ac_assert(config->protect_bound_ns > 0 && config->reply_timeout_ns > 0);
	ac_assert(config->book_count <= AC_BOOKS_MAX);
	ac_assert(config->orders_max > 0);
	ac_assert(sink->publish != NULL);
	struct ac_executor *x = ac_arena_take(arena, 1, sizeof(*x));
	struct ac_executor made = {
		.config = *config, .sink = *sink, .deadline_ns = AC_NEVER, .sweep_ns = AC_NEVER
	};
	enum ac_status status =
		ac_order_table_init(&made.orders, arena, live_max(config), remembered(config));
	if (status == AC_OK)
		status = ac_fill_memory_init(&made.fills, arena, config->fills_remembered);
	uint32_t books = config->book_count, symbols = config->instruments->count;
	made.books = ac_arena_take(arena, books, sizeof(*made.books));
	made.symbols = ac_arena_take(arena, symbols, sizeof(*made.symbols));
	made.dirty_orders = ac_arena_take(arena, live_max(config) + remembered(config),
					  sizeof(*made.dirty_orders));
	made.dirty_books = ac_arena_take(arena, books, sizeof(*made.dirty_books));
	made.active_books = ac_arena_take(arena, books, sizeof(*made.active_books));
	made.dirty_symbols = ac_arena_take(arena, symbols, sizeof(*made.dirty_symbols));
	made.active_symbols = ac_arena_take(arena, symbols, sizeof(*made.active_symbols));
	if (status != AC_OK || !ac_arena_has_given(arena))
		return ac_arena_status(arena);
	*x = made;
	books_init(x);
	*ret_executor = x;
	return AC_OK;
}

void ac_executor_reload(struct ac_executor *x, const struct ac_executor_config *config)
{
	ac_assert(config->protect_bound_ns > 0);
	ac_assert(config->reply_timeout_ns > 0);
	x->config.stop_working_type = config->stop_working_type;
	x->config.retries_max = config->retries_max;
	x->config.retry_interval_ns = config->retry_interval_ns;
	x->config.entry_valid_ns = config->entry_valid_ns;
	x->config.order_ttl_ns = config->order_ttl_ns;
	x->config.reply_timeout_ns = config->reply_timeout_ns;
	x->config.protect_bound_ns = config->protect_bound_ns;
	for (uint32_t i = 0; i < x->config.book_count; i++) {
		struct ac_book_state *book = &x->books[i];
		if (book->bare_due_ns == AC_NEVER)
			continue;
		ac_ns due = book->bare_since_ns + config->protect_bound_ns;
		if (due < book->bare_due_ns)
			ac_executor_timer_set(x, &book->bare_due_ns, due);
	}
}

/* ---- marks ---- */

struct ac_order *ac_executor_order_at(const struct ac_executor *x, uint32_t place)
{
	ac_assert(place == AC_ORDER_NONE || place < x->orders.capacity);
	return place == AC_ORDER_NONE ? NULL : &x->orders.items[place];
}

void ac_executor_time_set(struct ac_executor *x, ac_ns now)
{
	if (now > x->now)
		x->now = now;
}

void ac_executor_timer_set(struct ac_executor *x, ac_ns *timer, ac_ns due)
{
	*timer = due;
	if (due < x->deadline_ns)
		x->deadline_ns = due;
	ac_assert(x->deadline_ns <= due); /* nothing that is due is slept over */
}

void ac_executor_order_mark(struct ac_executor *x, struct ac_order *order)
{
	if (order->is_dirty)
		return;
	ac_assert(order->place != AC_PLACE_FREE);
	ac_assert(x->dirty_order_count < x->orders.capacity);
	order->is_dirty = true;
	x->dirty_orders[x->dirty_order_count++] = ac_order_table_place(&x->orders, order);
}

void ac_executor_book_mark(struct ac_executor *x, uint16_t book)
{
	ac_assert(book < x->config.book_count);
	struct ac_book_state *state = &x->books[book];
	if (!state->is_dirty) {
		state->is_dirty = true;
		ac_assert(x->dirty_book_count < x->config.book_count);
		x->dirty_books[x->dirty_book_count++] = book;
	}
	if (!state->is_active) {
		state->is_active = true;
		ac_assert(x->active_book_count < x->config.book_count);
		x->active_books[x->active_book_count++] = book;
	}
}

void ac_executor_symbol_mark(struct ac_executor *x, uint16_t symbol)
{
	ac_assert(symbol < x->config.instruments->count);
	struct ac_symbol_watch *watch = &x->symbols[symbol];
	if (!watch->is_dirty) {
		watch->is_dirty = true;
		ac_assert(x->dirty_symbol_count < x->config.instruments->count);
		x->dirty_symbols[x->dirty_symbol_count++] = symbol;
	}
	if (!watch->is_active) {
		watch->is_active = true;
		ac_assert(x->active_symbol_count < x->config.instruments->count);
		x->active_symbols[x->active_symbol_count++] = symbol;
	}
}

void ac_executor_books_mark(struct ac_executor *x, uint16_t symbol)
{
	ac_assert(symbol < x->config.instruments->count);
	uint16_t book = x->symbols[symbol].first_book;
	for (; book != AC_BOOK_NONE; book = x->books[book].next_of_symbol)
		ac_executor_book_mark(x, book);
}

void ac_executor_order_changed(struct ac_executor *x, struct ac_order *order)
{
	ac_assert(order->place != AC_PLACE_FREE);
	ac_assert(order->book < x->config.book_count);
	order->record.updated_ms = x->now / AC_NS_PER_MS;
	ac_executor_publish_order(x, order);
	ac_executor_order_mark(x, order);
	ac_executor_books_mark(x, order->symbol);
}

struct ac_order *ac_executor_order_create(struct ac_executor *x, const struct ac_order_plan *plan)
{
	ac_assert(plan->book < x->config.book_count);
	ac_assert(plan->direction == 1 || plan->direction == -1);
	ac_assert(plan->quantity.units > 0 || plan->close_position);
	struct ac_client_id id = {
		.purpose = plan->purpose,
		.run = x->config.run_id,
		.sequence = ++x->sequence,
	};
	char client_id[AC_CLIENT_ID_SIZE];
	ac_client_id_make(&id, client_id);
	uint16_t symbol = x->books[plan->book].symbol;
	struct ac_order *order = ac_order_table_add(&x->orders, client_id);
	if (order == NULL) {
		ac_executor_publish_system(x, AC_SYSTEM_FULL, symbol, plan->book,
					   x->orders.live_count, "the order table is full");
		return NULL;
	}
	bool is_entry = plan->purpose == AC_PURPOSE_ENTRY;
	struct ac_order_route route = ac_order_route_derive(
		x->config.mode, plan->direction, is_entry ? AC_EFFECT_OPEN : AC_EFFECT_CLOSE);
	struct ac_order_record *record = &order->record;
	record->purpose = (uint8_t)plan->purpose;
	record->side = (uint8_t)route.side;
	record->position_side = (uint8_t)route.position_side;
	record->type = (uint8_t)plan->type;
	record->tif = AC_TIF_GTC;
	record->exit_reason = (uint8_t)plan->exit_reason;
	/* Both at once are refused: closing the whole position already means reducing. */
	record->reduce_only = route.reduce_only && !plan->close_position;
	record->close_position = plan->close_position;
	record->quantity = plan->quantity;
	record->price = plan->price;
	record->trigger_price = plan->trigger_price;
	record->created_ms = x->now / AC_NS_PER_MS;
	record->signal_id = plan->signal_id;
	ac_assert(!(record->reduce_only && record->close_position));
	ac_assert(is_entry || route.reduce_only || x->config.mode == AC_MODE_HEDGE);
	order->symbol = symbol;
	order->book = plan->book;
	order->direction = plan->direction;
	order->created_ns = x->now;
	order->sent_ns = x->now;
	order->wants_place = true;
	ac_executor_order_changed(x, order);
	return order;
}

/* ---- what the engine asks for ---- */

/* A protective order that is left over closes whatever position it meets: no entry before it is
 * gone. */
static bool has_leftovers(const struct ac_book_state *book)
{
	for (size_t i = 0; i < AC_SLOT_COUNT; i++)
		if (book->slots[i].live != AC_ORDER_NONE || book->slots[i].next != AC_ORDER_NONE)
			return true;
	return false;
}

enum ac_status ac_executor_enter(struct ac_executor *x, const struct ac_entry *entry, ac_ns now,
				 struct ac_commands *commands)
{
	ac_assert(entry->book < x->config.book_count);
	ac_assert(entry->direction == 1 || entry->direction == -1);
	ac_assert(entry->type == AC_ORDER_MARKET || entry->type == AC_ORDER_LIMIT);
	ac_assert(entry->quantity.units > 0);
	ac_assert(entry->stop_loss_pct.units > 0 && entry->take_profit_pct.units > 0);
	ac_executor_time_set(x, now);
	struct ac_book_state *book = &x->books[entry->book];
	if (book->ledger.record.direction != 0 || book->entry != AC_ORDER_NONE ||
	    book->close.is_wanted || book->close.order != AC_ORDER_NONE || has_leftovers(book))
		return AC_ERR_EXISTS;
	if (x->orders.live_count >= x->config.orders_max)
		return AC_ERR_FULL;
	book->ledger.record.stop_loss_pct = entry->stop_loss_pct;
	book->ledger.record.take_profit_pct = entry->take_profit_pct;
	bool is_limit = entry->type == AC_ORDER_LIMIT;
	struct ac_order *order =
		ac_executor_order_create(x, &(struct ac_order_plan){
						    .book = entry->book,
						    .purpose = AC_PURPOSE_ENTRY,
						    .type = entry->type,
						    .direction = entry->direction,
						    .quantity = entry->quantity,
						    .price = is_limit ? entry->price : AC_DEC_ZERO,
						    .signal_id = entry->signal_id,
					    });
	if (order == NULL)
		return AC_ERR_FULL;
	book->entry = ac_order_table_place(&x->orders, order);
	if (is_limit && x->config.order_ttl_ns > 0)
		ac_executor_timer_set(x, &order->timers[AC_TIMER_TTL],
				      x->now + x->config.order_ttl_ns);
	ac_executor_pump(x, commands);
	return AC_OK;
}

void ac_executor_exit(struct ac_executor *x, uint16_t book, enum ac_exit_reason reason,
		      uint64_t signal_id, ac_ns now, struct ac_commands *commands)
{
	ac_assert(commands->count <= AC_COMMANDS_MAX);
	ac_assert(book < x->config.book_count);
	ac_executor_time_set(x, now);
	ac_executor_close_want(x, book, reason, signal_id);
	ac_executor_pump(x, commands);
}

void ac_executor_cancel_entries(struct ac_executor *x, uint16_t symbol, ac_ns now,
				struct ac_commands *commands)
{
	ac_assert(symbol == AC_SYMBOL_NONE || symbol < x->config.instruments->count);
	ac_executor_time_set(x, now);
	for (uint32_t i = 0; i < x->orders.live_count; i++) {
		struct ac_order *order = ac_executor_order_at(x, x->orders.live[i]);
		if (order->record.purpose != AC_PURPOSE_ENTRY ||
		    (symbol != AC_SYMBOL_NONE && order->symbol != symbol))
			continue;
		order->wants_cancel = true;
		ac_executor_order_mark(x, order);
	}
	ac_executor_pump(x, commands);
}

/* ---- events ---- */

static void report_reply(struct ac_executor *x, struct ac_order *order,
			 const struct ac_reply *reply, bool is_conditional)
{
	ac_assert(!ac_order_is_terminal(order));
	struct ac_order_report report = {
		.status = (enum ac_order_status)reply->status,
		.is_conditional = is_conditional,
		.executed = reply->executed,
		.exchange_id = reply->exchange_id,
	};
	if (ac_order_report(order, &report))
		ac_executor_order_changed(x, order);
	ac_executor_resolved(x, order);
}

static void on_place_reply(struct ac_executor *x, struct ac_order *order,
			   const struct ac_reply *reply)
{
	ac_assert(!ac_order_is_terminal(order));
	/* A repeated answer belongs to an attempt that is already over. */
	if (order->timers[AC_TIMER_PLACE_REPLY] == AC_NEVER &&
	    order->record.life != AC_LIFE_UNKNOWN && reply->outcome != AC_OUTCOME_ACCEPTED)
		return;
	order->timers[AC_TIMER_PLACE_REPLY] = AC_NEVER;
	if (reply->outcome == AC_OUTCOME_ACCEPTED)
		report_reply(x, order, reply, ac_order_is_conditional(order));
	else if (reply->outcome == AC_OUTCOME_REFUSED)
		ac_executor_place_refused(x, order, reply);
	else
		ac_executor_doubt(x, order, false);
}

static void on_cancel_reply(struct ac_executor *x, struct ac_order *order, struct ac_reply reply)
{
	ac_assert(!ac_order_is_terminal(order));
	order->timers[AC_TIMER_CANCEL_REPLY] = AC_NEVER;
	if (reply.outcome == AC_OUTCOME_REFUSED) {
		ac_executor_cancel_refused(x, order, &reply);
	} else if (reply.outcome != AC_OUTCOME_ACCEPTED) {
		ac_executor_doubt(x, order, false);
	} else {
		/* The algo service answers "success" without a state. */
		if (!ac_order_status_is_terminal((enum ac_order_status)reply.status))
			reply.status = AC_STATUS_CANCELED;
		report_reply(x, order, &reply, ac_order_is_conditional(order));
	}
}

static void on_query_reply(struct ac_executor *x, struct ac_order *order,
			   const struct ac_reply *reply)
{
	ac_assert(!ac_order_is_terminal(order));
	order->timers[AC_TIMER_QUERY_REPLY] = AC_NEVER;
	if (reply->outcome == AC_OUTCOME_FOUND)
		report_reply(x, order, reply, reply->command_kind == AC_COMMAND_QUERY_ALGO);
	else if (reply->outcome == AC_OUTCOME_NOT_FOUND)
		ac_executor_not_found(x, order);
	else
		ac_executor_query_next(x, order);
}

static void on_reply(struct ac_executor *x, const struct ac_event *event)
{
	ac_assert(event->kind == AC_EVENT_REPLY);
	const struct ac_reply *reply = &event->reply;
	if (reply->command_kind == AC_COMMAND_QUERY_TRADES ||
	    reply->command_kind == AC_COMMAND_QUERY_POSITION) {
		if (event->symbol < x->config.instruments->count)
			ac_executor_ask_reply(x, event->symbol,
					      reply->command_kind == AC_COMMAND_QUERY_TRADES
						      ? AC_ASK_TRADES
						      : AC_ASK_POSITION,
					      (enum ac_outcome)reply->outcome);
		return;
	}
	struct ac_order *order = ac_order_table_find(&x->orders, reply->client_id);
	if (order == NULL || ac_order_is_terminal(order))
		return;
	switch ((enum ac_command_kind)reply->command_kind) {
	case AC_COMMAND_PLACE:
	case AC_COMMAND_PLACE_ALGO:
		on_place_reply(x, order, reply);
		break;
	case AC_COMMAND_CANCEL:
	case AC_COMMAND_CANCEL_ALGO:
		on_cancel_reply(x, order, *reply);
		break;
	case AC_COMMAND_QUERY:
	case AC_COMMAND_QUERY_ALGO:
		on_query_reply(x, order, reply);
		break;
	case AC_COMMAND_QUERY_TRADES:
	case AC_COMMAND_QUERY_POSITION:
	case AC_COMMAND_MODIFY: /* the executor replaces orders, it does not change them */
		break;
	}
}

static bool route(struct ac_executor *x, const struct ac_event *event)
{
	/* Everything but replies speaks of a symbol; what we do not trade cannot concern us. */
	if (event->kind != AC_EVENT_REPLY && event->kind != AC_EVENT_RESTORE_DONE &&
	    event->kind != AC_EVENT_STREAM && event->symbol >= x->config.instruments->count)
		return false;
	switch ((enum ac_event_kind)event->kind) {
	case AC_EVENT_REPLY:
		on_reply(x, event);
		return true;
	case AC_EVENT_ORDER:
		ac_executor_on_order(x, event);
		return true;
	case AC_EVENT_ALGO:
		ac_executor_on_algo(x, event);
		return true;
	case AC_EVENT_POSITION:
		ac_executor_on_position(x, event);
		return true;
	case AC_EVENT_FUNDING:
		ac_executor_on_funding(x, event);
		return true;
	case AC_EVENT_RESTORE_FILL:
		x->is_restoring = true;
		x->has_fill_ids = true;
		(void)ac_fill_memory_add(&x->fills, event->symbol, event->fill.trade_id);
		return true;
	case AC_EVENT_RESTORE_ORDER:
		ac_executor_restore_order(x, event);
		return true;
	case AC_EVENT_RESTORE_POSITION:
		ac_executor_restore_position(x, event);
		return true;
	case AC_EVENT_RESTORE_DONE:
		ac_executor_restore_done(x);
		return true;
	case AC_EVENT_STREAM:
		if (event->stream.stream == AC_STREAM_USER && event->stream.state == AC_STREAM_UP &&
		    event->stream.has_gap)
			ac_executor_restore_begin(x);
		return false;
	case AC_EVENT_TIMER:
	case AC_EVENT_CANDLE:
	case AC_EVENT_MARK:
	case AC_EVENT_TRADE:
	case AC_EVENT_BALANCE:
	case AC_EVENT_CONTROL:
	case AC_EVENT_RESTORE_RISK:
	case AC_EVENT_AMBIGUOUS:
	case AC_EVENT_SIGNAL:
	case AC_EVENT_COMMAND:
	case AC_EVENT_ORDER_STATE:
	case AC_EVENT_FILL:
	case AC_EVENT_POSITION_STATE:
	case AC_EVENT_ROUND_TRIP:
	case AC_EVENT_RISK:
	case AC_EVENT_ACCOUNT:
	case AC_EVENT_SYSTEM:
		break;
	}
	return false;
}

void ac_executor_on_event(struct ac_executor *x, const struct ac_event *event,
			  struct ac_commands *commands)
{
	ac_assert(commands->count <= AC_COMMANDS_MAX);
	ac_executor_time_set(x, event->recv_ns);
	if (route(x, event))
		ac_executor_pump(x, commands);
}

void ac_executor_on_time(struct ac_executor *x, ac_ns now, struct ac_commands *commands)
{
	ac_assert(commands->count <= AC_COMMANDS_MAX);
	ac_executor_time_set(x, now);
	if (x->now < x->deadline_ns || x->is_restoring)
		return;
	ac_executor_timers_run(x);
	ac_executor_pump(x, commands);
}

ac_ns ac_executor_deadline(const struct ac_executor *x)
{
	return x->deadline_ns;
}
