/* Turns what orders and symbols want into commands, as far as the list has room. */
#include "executor/state.h"

/* Each round of book updates may end orders that were never sent, which marks books again; this
 * many rounds are far more than any chain of them needs. */
#define ROUNDS_MAX 16

static struct ac_command *command_add(struct ac_executor *x, struct ac_commands *commands,
				      enum ac_command_kind kind, uint16_t symbol, uint16_t book)
{
	ac_assert(commands->count <= AC_COMMANDS_MAX);
	ac_assert(symbol < x->config.instruments->count);
	if (commands->count == AC_COMMANDS_MAX) {
		x->is_stuck = true;
		return NULL;
	}
	struct ac_command *command = &commands->items[commands->count++];
	memset(command, 0, sizeof(*command));
	command->created_ns = x->now;
	command->kind = (uint16_t)kind;
	command->symbol = symbol;
	command->book = book;
	command->is_risk_reducing = true;
	return command;
}

static struct ac_command *order_command(struct ac_executor *x, struct ac_commands *commands,
					const struct ac_order *order, enum ac_command_kind kind)
{
	ac_assert(order->record.client_id[0] != '\0');
	ac_assert(order->book < x->config.book_count);
	struct ac_command *command = command_add(x, commands, kind, order->symbol, order->book);
	if (command == NULL)
		return NULL;
	const struct ac_order_record *record = &order->record;
	memcpy(command->client_id, record->client_id, sizeof(command->client_id));
	command->side = record->side;
	command->position_side = record->position_side;
	command->type = record->type;
	bool is_algo = kind == AC_COMMAND_CANCEL_ALGO || kind == AC_COMMAND_QUERY_ALGO;
	if (kind != AC_COMMAND_PLACE && kind != AC_COMMAND_PLACE_ALGO)
		command->exchange_id = is_algo ? record->algo_id : record->order_id;
	return command;
}

static bool is_entry(const struct ac_order *order)
{
	return order->record.purpose == AC_PURPOSE_ENTRY;
}

/* An order that is certainly not on the exchange and is no longer wanted, or no longer valid. */
static bool is_void(const struct ac_executor *x, const struct ac_order *order)
{
	ac_assert(!ac_order_is_terminal(order));
	bool is_absent = order->record.life == AC_LIFE_INTENT || ac_order_is_waiting_retry(order) ||
			 (order->record.life == AC_LIFE_SENT && order->wants_place);
	if (!is_absent)
		return false;
	if (order->wants_cancel)
		return true;
	return is_entry(order) && order->wants_place &&
	       x->now > order->created_ns + x->config.entry_valid_ns;
}

static bool send_place(struct ac_executor *x, struct ac_order *order, struct ac_commands *commands)
{
	bool is_conditional = ac_order_is_conditional(order);
	struct ac_command *command = order_command(
		x, commands, order, is_conditional ? AC_COMMAND_PLACE_ALGO : AC_COMMAND_PLACE);
	if (command == NULL)
		return false;
	struct ac_order_record *record = &order->record;
	ac_assert(record->quantity.units > 0 || record->close_position);
	ac_assert(!(record->reduce_only && record->close_position));
	ac_assert(is_conditional == (record->trigger_price.units > 0));
	command->tif = record->tif;
	command->working_type = (uint8_t)x->config.stop_working_type;
	command->reduce_only = record->reduce_only;
	command->close_position = record->close_position;
	command->is_risk_reducing = !is_entry(order);
	command->attempt = record->attempts;
	command->quantity = record->quantity;
	command->price = record->price;
	command->trigger_price = record->trigger_price;
	ac_assert(order->wants_place);
	order->wants_place = false;
	order->sent_ns = x->now;
	if (record->attempts < UINT8_MAX)
		record->attempts++;
	record->life = AC_LIFE_SENT;
	ac_executor_timer_set(x, &order->timers[AC_TIMER_PLACE_REPLY],
			      x->now + x->config.reply_timeout_ns);
	record->updated_ms = x->now / AC_NS_PER_MS;
	ac_executor_publish_order(x, order);
	return true;
}

static bool can_cancel(const struct ac_order *order)
{
	bool is_working =
		order->record.life == AC_LIFE_ACKED ||
		(order->record.life == AC_LIFE_PARTIAL && !ac_order_is_conditional(order));
	return order->wants_cancel && is_working && order->claim == AC_LIFE_INTENT &&
	       !order->is_resolving && order->timers[AC_TIMER_CANCEL_REPLY] == AC_NEVER &&
	       order->timers[AC_TIMER_RETRY] == AC_NEVER;
}

static bool send_query(struct ac_executor *x, struct ac_order *order, struct ac_commands *commands)
{
	ac_assert(order->wants_query);
	bool is_regular = order->is_query_regular || !ac_order_is_conditional(order);
	struct ac_command *command = order_command(
		x, commands, order, is_regular ? AC_COMMAND_QUERY : AC_COMMAND_QUERY_ALGO);
	if (command == NULL)
		return false;
	order->wants_query = false;
	ac_executor_timer_set(x, &order->timers[AC_TIMER_QUERY_REPLY],
			      x->now + x->config.reply_timeout_ns);
	return true;
}

static bool send_cancel(struct ac_executor *x, struct ac_order *order, struct ac_commands *commands)
{
	ac_assert(order->wants_cancel);
	enum ac_command_kind kind =
		ac_order_is_conditional(order) ? AC_COMMAND_CANCEL_ALGO : AC_COMMAND_CANCEL;
	if (order_command(x, commands, order, kind) == NULL)
		return false;
	ac_executor_timer_set(x, &order->timers[AC_TIMER_CANCEL_REPLY],
			      x->now + x->config.reply_timeout_ns);
	return true;
}

/* False when the list is full and the order has to come back. */
static bool send_order(struct ac_executor *x, struct ac_order *order, struct ac_commands *commands)
{
	if (ac_order_is_terminal(order))
		return true;
	if (is_void(x, order)) {
		ac_order_end(order, AC_LIFE_REJECTED);
		ac_executor_order_changed(x, order);
		return true;
	}
	if (order->wants_place && !send_place(x, order, commands))
		return false;
	if (order->wants_query && order->timers[AC_TIMER_QUERY_REPLY] == AC_NEVER &&
	    !send_query(x, order, commands))
		return false;
	return !can_cancel(order) || send_cancel(x, order, commands);
}

static bool is_held(const struct ac_executor *x, const struct ac_order *order)
{
	ac_assert(order->book < x->config.book_count);
	const struct ac_book_state *book = &x->books[order->book];
	uint32_t place = ac_order_table_place(&x->orders, order);
	bool is_held = book->entry == place || book->close.order == place;
	for (size_t i = 0; i < AC_SLOT_COUNT; i++)
		is_held |= book->slots[i].live == place || book->slots[i].next == place;
	return is_held;
}

/* Sends what is marked, in the order of marking, so that a stop leaves before its take-profit. */
static void send_orders(struct ac_executor *x, struct ac_commands *commands)
{
	ac_assert(x->dirty_order_count <= x->orders.capacity);
	uint32_t kept = 0;
	for (uint32_t i = 0; i < x->dirty_order_count; i++) {
		uint32_t place = x->dirty_orders[i];
		struct ac_order *order = ac_executor_order_at(x, place);
		bool is_done = send_order(x, order, commands);
		bool is_gone = ac_order_is_terminal(order);
		/* A terminal order goes when its book has seen what became of it. */
		if (is_gone && !is_held(x, order)) {
			if (order->place == AC_PLACE_LIVE)
				ac_order_table_retire(&x->orders, order);
			is_done = true;
		} else if (is_gone) {
			is_done = false;
		}
		order->is_dirty = !is_done;
		if (!is_done)
			x->dirty_orders[kept++] = place;
	}
	x->dirty_order_count = kept;
}

static void send_asks(struct ac_executor *x, struct ac_commands *commands)
{
	ac_assert(x->dirty_symbol_count <= x->config.instruments->count);
	uint32_t kept = 0;
	for (uint32_t i = 0; i < x->dirty_symbol_count; i++) {
		uint16_t symbol = x->dirty_symbols[i];
		struct ac_symbol_watch *watch = &x->symbols[symbol];
		bool is_done = true;
		for (size_t k = 0; k < AC_ASK_COUNT; k++) {
			struct ac_ask *ask = &watch->asks[k];
			if (!ask->is_wanted || ask->asked_ns != AC_NEVER)
				continue;
			struct ac_command *command =
				command_add(x, commands,
					    k == AC_ASK_TRADES ? AC_COMMAND_QUERY_TRADES
							       : AC_COMMAND_QUERY_POSITION,
					    symbol, AC_BOOK_NONE);
			if (command == NULL) {
				is_done = false;
				break;
			}
			if (k == AC_ASK_TRADES)
				command->since_ms = ac_executor_trades_since(x, symbol);
			else
				memset(watch->is_seen, 0, sizeof(watch->is_seen));
			ask->is_wanted = false;
			ask->asked_ns = x->now;
			ac_executor_timer_set(x, &ask->due_ns, x->now + x->config.reply_timeout_ns);
		}
		watch->is_dirty = !is_done;
		if (!is_done)
			x->dirty_symbols[kept++] = symbol;
	}
	x->dirty_symbol_count = kept;
}

static void books_update(struct ac_executor *x)
{
	ac_assert(x->dirty_book_count <= x->config.book_count);
	while (x->dirty_book_count > 0) {
		uint16_t book = x->dirty_books[--x->dirty_book_count];
		x->books[book].is_dirty = false;
		ac_executor_entry_update(x, book);
		ac_executor_close_update(x, book);
		ac_executor_protect_update(x, book);
		/* A protective order that failed may just have asked for the close. */
		ac_executor_close_update(x, book);
	}
}

void ac_executor_pump(struct ac_executor *x, struct ac_commands *commands)
{
	if (x->is_restoring)
		return;
	x->is_stuck = false;
	for (int round = 0; round < ROUNDS_MAX; round++) {
		books_update(x);
		send_orders(x, commands);
		if (x->dirty_book_count == 0)
			break;
	}
	send_asks(x, commands);
	ac_assert(commands->count <= AC_COMMANDS_MAX);
	ac_assert(!x->is_stuck || commands->count == AC_COMMANDS_MAX);
	if (x->is_stuck || x->dirty_book_count > 0)
		x->deadline_ns = x->now;
}
