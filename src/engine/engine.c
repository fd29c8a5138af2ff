#include "engine/engine.h"

#include "engine/state.h"

static void sink_publish(void *self, const struct ac_event *fact)
{
	struct ac_event copy = *fact;
	engine_publish(self, &copy);
}

static struct ac_executor_config executor_config(const struct ac_engine_config *config)
{
	struct ac_executor_config executor = config->executor;
	executor.instruments = config->instruments;
	executor.books = config->books;
	executor.book_count = config->book_count;
	return executor;
}

static struct ac_risk_config risk_config(const struct ac_engine_config *config)
{
	return (struct ac_risk_config){
		.instruments = config->instruments,
		.books = config->books,
		.book_count = config->book_count,
		.limits = config->limits,
		.symbol_limits = config->symbol_limits,
	};
}

static struct ac_bus_config bus_config(const struct ac_engine_config *config)
{
	return (struct ac_bus_config){ config->instruments, config->books, config->book_count };
}

/* The strategies' memory, in the order of their books. */
static enum ac_status create_instances(struct ac_arena *arena,
				       const struct ac_engine_config *config,
				       struct book_state *books, const char **ret_why)
{
	enum ac_status status = AC_OK;
	for (uint32_t i = 0; i < config->book_count && status == AC_OK; i++) {
		const struct ac_engine_book *from = &config->engine_books[i];
		struct ac_strategy_instance measured;
		struct ac_strategy_instance *instance =
			books != NULL ? &books[i].instance : &measured;
		status = ac_strategy_instance_create(arena, from->strategy, from->params, instance,
						     ret_why);
	}
	return status;
}

static void books_init(struct ac_engine *engine)
{
	const struct ac_engine_config *config = &engine->config;
	for (uint32_t i = 0; i < config->book_count; i++) {
		const struct ac_engine_book *from = &config->engine_books[i];
		struct book_state *book = &engine->books[i];
		uint16_t symbol = config->books[i].symbol;
		ac_assert(symbol < config->instruments->count);
		struct symbol_state *state = &engine->symbols[symbol];
		if (state->book_count == 0)
			state->book_first = i;
		ac_assert(state->book_first + state->book_count == i);
		state->book_count++;
		book->notional = from->notional;
		book->risk_pct = from->risk_pct;
		book->entry_type = from->entry_type;
		engine->is_valued |= from->risk_pct.units > 0;
	}
}

enum ac_status ac_engine_create(struct ac_arena *arena, const struct ac_engine_config *config,
				struct ac_engine **ret_engine, const char **ret_why)
{
	struct ac_engine *engine = ac_arena_take(arena, 1, sizeof(*engine));
	struct ac_engine made = { .config = *config, .is_entries_on = true };
	made.symbols = ac_arena_take(arena, config->instruments->count, sizeof(*made.symbols));
	made.books = ac_arena_take(arena, config->book_count, sizeof(*made.books));
	made.is_valued = config->limits.is_guarded || config->publishes_account;
	made.is_up[AC_STREAM_MARKET] = true;
	made.is_up[AC_STREAM_USER] = true;
	struct ac_fact_sink sink = { sink_publish, engine };

	struct ac_executor_config executor = executor_config(config);
	struct ac_risk_config risk = risk_config(config);
	struct ac_bus_config bus = bus_config(config);
	*ret_why = "the engine's memory is too small";
	enum ac_status status = ac_bus_create(arena, &bus, &made.bus);
	if (status == AC_OK)
		status = ac_executor_create(arena, &executor, &sink, &made.executor);
	if (status == AC_OK)
		status = ac_risk_create(arena, &risk, &sink, &made.risk);
	if (status == AC_OK)
		status = create_instances(arena, config, made.books, ret_why);
	if (status != AC_OK || !ac_arena_has_given(arena))
		return status;
	*engine = made;
	books_init(engine);
	*ret_engine = engine;
	return AC_OK;
}

static void book_on_position(struct ac_engine *engine, const struct ac_event *fact)
{
	const struct ac_position_record *position = &fact->position_record;
	struct book_state *book = &engine->books[fact->book];
	struct symbol_state *symbol = &engine->symbols[fact->symbol];
	/* Funding reaches the sub-ledger here, split by the executor; its day's loss counts it. */
	struct ac_dec paid = { position->funding.units - book->funding.units };
	if (position->direction != 0 && paid.units != 0)
		ac_risk_on_booking(engine->risk, fact->book, paid, engine_now_ms(engine));
	book->funding = position->direction != 0 ? position->funding : AC_DEC_ZERO;
	bool was_open = book->view.direction != 0;
	bool is_open = position->direction != 0;
	if (was_open != is_open) {
		uint32_t change = is_open ? 1u : UINT32_MAX;
		symbol->positions += change;
		engine->positions += change;
	}
	book->view.direction = position->direction;
	book->view.quantity = position->quantity.units;
	book->view.entry_price = position->entry_price.units;
	book->view.entry_time_ms = position->opened_ms;
	book->liquidation_ms = 0;
	if (!is_open) {
		book->unrealized = AC_DEC_ZERO;
		ac_risk_on_unrealized(engine->risk, fact->book, AC_DEC_ZERO, engine_now_ms(engine));
	}
}

/* The engine's parts learn from each other's facts, so that there is one account of what happened.
 */
static void observe(struct ac_engine *engine, const struct ac_event *fact)
{
	ac_ms now_ms = engine_now_ms(engine);
	switch (fact->kind) {
	case AC_EVENT_FILL: {
		account_on_fill(engine, fact);
		if (fact->book == AC_BOOK_NONE)
			break;
		struct ac_dec net;
		if (ac_dec_sub(fact->fill.realized_profit, fact->fill.commission, &net) == AC_OK)
			ac_risk_on_booking(engine->risk, fact->book, net, now_ms);
		if (fact->fill.purpose == AC_PURPOSE_ENTRY)
			ac_risk_on_entry_fill(engine->risk, fact->book, fact->fill.quantity,
					      now_ms);
		break;
	}
	case AC_EVENT_POSITION_STATE:
		if (fact->book != AC_BOOK_NONE)
			book_on_position(engine, fact);
		break;
	case AC_EVENT_ROUND_TRIP:
		engine->is_account_changed = true;
		ac_risk_on_close(engine->risk, fact->book, fact->round_trip.net_profit, now_ms);
		break;
	case AC_EVENT_RISK:
		if (fact->risk_record.is_active) {
			bool is_first = !engine->wants_entries_cancelled;
			engine->cancel_symbol = is_first ? fact->symbol : AC_SYMBOL_NONE;
			engine->wants_entries_cancelled = true;
		}
		break;
	default:
		break;
	}
}

void engine_publish(struct ac_engine *engine, struct ac_event *fact)
{
	ac_assert(fact->kind >= AC_EVENT_SIGNAL); /* what is below is fed, never published */
	ac_assert(fact->book == AC_BOOK_NONE || fact->book < engine->config.book_count);
	if (fact->kind == AC_EVENT_ROUND_TRIP)
		fact->round_trip.is_ambiguous = engine->symbols[fact->symbol].is_ambiguous;
	fact->seq = ++engine->fact_seq;
	fact->time_ns = engine->now_ns;
	fact->recv_ns = engine->now_ns;
	/* Subscribers first: what a fact causes must come behind it. */
	ac_bus_publish(engine->bus, fact);
	observe(engine, fact);
}

void engine_publish_system(struct ac_engine *engine, uint16_t symbol, enum ac_system what,
			   int64_t value, const char *text)
{
	struct ac_event fact;
	ac_event_init(&fact, AC_EVENT_SYSTEM, symbol, AC_BOOK_NONE, engine->now_ns);
	fact.system.what = (uint16_t)what;
	fact.system.value = value;
	size_t size = strlen(text);
	ac_assert(size < sizeof(fact.system.text));
	memcpy(fact.system.text, text, size);
	engine_publish(engine, &fact);
}

static void note_data(struct ac_engine *engine, struct symbol_state *symbol)
{
	symbol->data_ms = engine_now_ms(engine);
	engine->data_ms = symbol->data_ms;
}

static void on_price(struct ac_engine *engine, uint16_t symbol, struct ac_dec price)
{
	if (!engine->is_valued)
		return;
	ac_risk_on_price(engine->risk, symbol, price, engine_now_ms(engine));
	account_mark_to_market(engine, symbol);
}

static void on_candle(struct ac_engine *engine, const struct ac_event *event)
{
	const struct ac_candle *candle = &event->candle;
	struct symbol_state *symbol = &engine->symbols[event->symbol];
	if (candle->open_time_ms <= symbol->candle_open_ms)
		return; /* a repeated candle must not count twice in an indicator */
	symbol->candle_open_ms = candle->open_time_ms;
	symbol->is_ambiguous = false;
	symbol->last.units = candle->close;
	if (!symbol->has_mark_feed)
		symbol->mark.units = candle->close;
	bool is_history = (event->flags & AC_EVENT_FLAG_HISTORY) != 0;
	/* History too: whoever draws or stores candles wants the ones before the start as well. */
	ac_bus_publish(engine->bus, event);
	if (!is_history) {
		note_data(engine, symbol);
		if (candle->missing_before > 0)
			engine_publish_system(engine, event->symbol, AC_SYSTEM_GAP,
					      candle->missing_before,
					      "minutes are missing before this candle");
		if (!symbol->has_mark_feed)
			on_price(engine, event->symbol, symbol->mark);
	}
	signal_on_candle(engine, event->symbol, candle, is_history);
}

/* What everybody else has seen long ago; not what the symbol has yet to see. */
static void on_book_candle(struct ac_engine *engine, const struct ac_event *event)
{
	const struct ac_candle *candle = &event->candle;
	if (event->book >= engine->config.book_count ||
	    engine->config.books[event->book].symbol != event->symbol)
		return;
	struct book_state *book = &engine->books[event->book];
	if (candle->open_time_ms <= book->warmed_ms ||
	    candle->open_time_ms > engine->symbols[event->symbol].candle_open_ms)
		return;
	book->warmed_ms = candle->open_time_ms;
	signal_warm_up(engine, event->book, candle);
}

static void on_mark(struct ac_engine *engine, const struct ac_event *event)
{
	struct symbol_state *symbol = &engine->symbols[event->symbol];
	symbol->has_mark_feed = true;
	symbol->mark = event->mark.mark;
	symbol->funding_rate = event->mark.funding_rate;
	symbol->funding_time_ms = event->mark.funding_time_ms;
	note_data(engine, symbol);
	ac_bus_publish(engine->bus, event);
	if (event->mark.funding_time_ms > 0)
		ac_risk_on_funding_time(engine->risk, event->symbol, event->mark.funding_time_ms);
	on_price(engine, event->symbol, symbol->mark);
}

static void on_trade(struct ac_engine *engine, const struct ac_event *event)
{
	struct symbol_state *symbol = &engine->symbols[event->symbol];
	symbol->last = event->trade.price;
	note_data(engine, symbol);
	ac_bus_publish(engine->bus, event);
	ac_risk_on_price(engine->risk, event->symbol, symbol->last, engine_now_ms(engine));
}

static void on_stream(struct ac_engine *engine, const struct ac_stream_update *stream)
{
	uint8_t index = stream->stream == AC_STREAM_MARKET ? AC_STREAM_MARKET : AC_STREAM_USER;
	engine->is_up[index] = stream->state == AC_STREAM_UP;
	engine->has_gap[index] = stream->has_gap;
	engine_publish_system(engine, AC_SYMBOL_NONE, AC_SYSTEM_STREAM, stream->state,
			      stream->stream == AC_STREAM_MARKET
				      ? "the market stream changed its state"
				      : "the user stream changed its state");
}

static void flatten(struct ac_engine *engine, uint16_t symbol, enum ac_exit_reason reason)
{
	for (uint32_t i = 0; i < engine->config.book_count; i++) {
		if (symbol == AC_SYMBOL_NONE || engine->config.books[i].symbol == symbol)
			ac_executor_exit(engine->executor, (uint16_t)i, reason, 0, engine->now_ns,
					 engine->commands);
	}
}

/* What a person asked for is a fact of its own, also where it changes nothing. */
static void publish_control(struct ac_engine *engine, const struct ac_event *event)
{
	static const char *const sentences[] = {
		[AC_CONTROL_REDUCE] = "a person ordered: reduce only",
		[AC_CONTROL_HALT] = "a person ordered: halt",
		[AC_CONTROL_UNHALT] = "a person ordered: lift halts",
		[AC_CONTROL_FLATTEN] = "a person ordered: close positions at market",
		[AC_CONTROL_CANCEL] = "a person ordered: cancel working entries",
		[AC_CONTROL_PAUSE] = "a person ordered: pause entries",
		[AC_CONTROL_RESUME] = "a person ordered: resume entries",
	};
	uint8_t control = event->control.control;
	if (control < AC_COUNT(sentences) && sentences[control] != NULL)
		engine_publish_system(engine, event->symbol, AC_SYSTEM_CONTROL, control,
				      sentences[control]);
}

static void on_control(struct ac_engine *engine, const struct ac_event *event)
{
	enum ac_control control = (enum ac_control)event->control.control;
	switch (control) {
	case AC_CONTROL_ENTRIES_OFF:
		engine->is_entries_on = false;
		ac_executor_cancel_entries(engine->executor, event->symbol, engine->now_ns,
					   engine->commands);
		break;
	case AC_CONTROL_ENTRIES_ON:
		engine->is_entries_on = true;
		break;
	case AC_CONTROL_FLATTEN:
		flatten(engine, event->symbol, AC_EXIT_MANUAL);
		break;
	case AC_CONTROL_END_OF_DATA:
		flatten(engine, event->symbol, AC_EXIT_END_OF_DATA);
		break;
	case AC_CONTROL_CANCEL:
		ac_executor_cancel_entries(engine->executor, event->symbol, engine->now_ns,
					   engine->commands);
		break;
	case AC_CONTROL_REDUCE:
	case AC_CONTROL_HALT:
	case AC_CONTROL_UNHALT:
	case AC_CONTROL_PAUSE:
	case AC_CONTROL_RESUME:
		break;
	}
	publish_control(engine, event);
	uint8_t guard = event->control.guard;
	if (control == AC_CONTROL_UNHALT && guard != 0 && guard <= AC_GUARD_COUNT)
		ac_risk_unhalt(engine->risk, (enum ac_guard_id)(guard - 1), event->symbol,
			       engine_now_ms(engine));
	else
		ac_risk_on_control(engine->risk, control, event->symbol, engine_now_ms(engine));
}

static void dispatch(struct ac_engine *engine, const struct ac_event *event)
{
	switch (event->kind) {
	case AC_EVENT_CANDLE:
		if (event->flags & AC_EVENT_FLAG_ONE_BOOK)
			on_book_candle(engine, event);
		else
			on_candle(engine, event);
		break;
	case AC_EVENT_MARK:
		on_mark(engine, event);
		break;
	case AC_EVENT_TRADE:
		on_trade(engine, event);
		break;
	case AC_EVENT_BALANCE:
		account_on_balance(engine, event);
		break;
	case AC_EVENT_STREAM:
		on_stream(engine, &event->stream);
		ac_executor_on_event(engine->executor, event, engine->commands);
		break;
	case AC_EVENT_CONTROL:
		on_control(engine, event);
		break;
	case AC_EVENT_RESTORE_RISK:
		ac_risk_on_restore(engine->risk, event);
		break;
	case AC_EVENT_FUNDING:
		if (!account_on_funding(engine, event))
			break;
		ac_bus_publish(engine->bus, event);
		ac_executor_on_event(engine->executor, event, engine->commands);
		break;
	case AC_EVENT_AMBIGUOUS:
		/* Round trips that end before the symbol's next candle closes are marked by it. */
		engine->symbols[event->symbol].is_ambiguous = true;
		break;
	case AC_EVENT_TIMER:
		break;
	default:
		ac_executor_on_event(engine->executor, event, engine->commands);
		break;
	}
}

static void run_due(struct ac_engine *engine)
{
	if (engine->now_ns >= ac_executor_deadline(engine->executor))
		ac_executor_on_time(engine->executor, engine->now_ns, engine->commands);
	ac_ms now_ms = engine_now_ms(engine);
	if (now_ms >= ac_risk_deadline_ms(engine->risk))
		ac_risk_on_time(engine->risk, now_ms);
}

/* Every command leaves as a fact of its own, so that order.request can be watched. */
static void publish_commands(struct ac_engine *engine)
{
	for (uint32_t i = 0; i < engine->commands->count; i++) {
		struct ac_command *command = &engine->commands->items[i];
		ac_assert(command->kind != 0);
		ac_assert(command->symbol < engine->config.instruments->count);
		command->seq = ++engine->command_seq;
		struct ac_event fact;
		ac_event_init(&fact, AC_EVENT_COMMAND, command->symbol, command->book,
			      engine->now_ns);
		fact.command = *command;
		engine_publish(engine, &fact);
	}
}

void ac_engine_step(struct ac_engine *engine, const struct ac_event *event,
		    struct ac_commands *ret_commands)
{
	ac_assert(engine->commands == NULL); /* no step begins inside another */
	ret_commands->count = 0;
	engine->commands = ret_commands;
	if (event->recv_ns > engine->now_ns)
		engine->now_ns = event->recv_ns;
	engine->input_seq = event->seq;
	run_due(engine);
	dispatch(engine, event);
	if (engine->wants_entries_cancelled) {
		engine->wants_entries_cancelled = false;
		ac_executor_cancel_entries(engine->executor, engine->cancel_symbol, engine->now_ns,
					   ret_commands);
	}
	if (engine->is_account_changed)
		account_publish(engine);
	if (ret_commands->count > 0)
		publish_commands(engine);
	ac_assert(ret_commands->count <= AC_COMMANDS_MAX);
	engine->commands = NULL;
}

ac_ns ac_engine_deadline(const struct ac_engine *engine)
{
	ac_ns executor = ac_executor_deadline(engine->executor);
	ac_ms risk_ms = ac_risk_deadline_ms(engine->risk);
	ac_ns risk = risk_ms > INT64_MAX / AC_NS_PER_MS ? INT64_MAX : risk_ms * AC_NS_PER_MS;
	return executor < risk ? executor : risk;
}

struct ac_bus *ac_engine_bus(struct ac_engine *engine)
{
	return engine->bus;
}

void ac_engine_view_get(struct ac_engine *engine, struct ac_engine_view *ret_view)
{
	*ret_view = (struct ac_engine_view){
		.now_ns = engine->now_ns,
		.risk_state = ac_risk_state(engine->risk),
		.is_entries_on = engine->is_entries_on && !ac_risk_is_paused(engine->risk),
		.account = engine->account,
		.is_market_up = engine->is_up[AC_STREAM_MARKET],
		.is_user_up = engine->is_up[AC_STREAM_USER],
		.data_ms = engine->data_ms,
		.facts = engine->fact_seq,
		.signals = engine->signals,
		.signals_allowed = engine->signals_allowed,
		.refused = ac_bus_refused(engine->bus),
	};
	ac_executor_count(engine->executor, engine->now_ns, &ret_view->counts);
	account_refresh_copy(engine, &ret_view->account);
}

const struct ac_position_record *ac_engine_position(const struct ac_engine *engine, uint16_t book)
{
	return ac_executor_position(engine->executor, book);
}

struct ac_dec ac_engine_unrealized(const struct ac_engine *engine, uint16_t book)
{
	return engine->books[book].unrealized;
}

struct ac_dec ac_engine_mark(const struct ac_engine *engine, uint16_t symbol)
{
	return engine->symbols[symbol].mark;
}

bool ac_engine_liquidation(const struct ac_engine *engine, uint16_t book, struct ac_dec *ret_price)
{
	const struct ac_position_record *position = ac_executor_position(engine->executor, book);
	uint16_t symbol = engine->config.books[book].symbol;
	struct ac_dec price;
	if (position->direction == 0 ||
	    ac_instrument_liquidation_price(
		    &engine->config.instruments->items[symbol], position->direction,
		    position->quantity, position->entry_price, account_margin_other(engine, symbol),
		    &price) != AC_OK ||
	    price.units <= 0)
		return false;
	*ret_price = price;
	return true;
}

struct ac_engine_symbol ac_engine_symbol_get(const struct ac_engine *engine, uint16_t symbol)
{
	const struct symbol_state *state = &engine->symbols[symbol];
	return (struct ac_engine_symbol){ state->data_ms, state->funding_rate,
					  state->funding_time_ms, state->candle_open_ms };
}

const struct ac_executor *ac_engine_executor(const struct ac_engine *engine)
{
	return engine->executor;
}

const struct ac_risk *ac_engine_risk(const struct ac_engine *engine)
{
	return engine->risk;
}

void ac_engine_check(const struct ac_engine *engine)
{
	ac_executor_check(engine->executor, engine->now_ns);
	uint32_t positions = 0;
	for (uint16_t i = 0; i < engine->config.book_count; i++) {
		const struct ac_position_record *position =
			ac_executor_position(engine->executor, i);
		ac_assert(position->direction == engine->books[i].view.direction);
		positions += position->direction != 0;
	}
	ac_assert(positions == engine->positions);
}
