#include "session/session.h"

#include "session/world.h"

#define PATH_OFFSET_NS  (AC_MS_PER_MIN * AC_NS_PER_MS - AC_NS_PER_MS) /* fills inside a candle */
#define CLOSE_OFFSET_NS (AC_MS_PER_MIN * AC_NS_PER_MS)

void ac_session_init(struct ac_session *session, struct ac_engine *engine,
		     struct ac_simulated *simulated, const struct ac_session_recorder *recorder)
{
	ac_assert(engine != NULL);
	ac_assert(simulated != NULL);
	ac_assert(recorder == NULL || (recorder->record != NULL && recorder->flush != NULL));
	*session = (struct ac_session){
		.engine = engine,
		.simulated = simulated,
		.exchange = ac_simulated_port(simulated),
		.recorder = recorder,
	};
}

void ac_session_init_wire(struct ac_session *session, struct ac_engine *engine,
			  const struct ac_exchange *exchange,
			  const struct ac_session_recorder *recorder)
{
	ac_assert(engine != NULL);
	ac_assert(exchange->command != NULL && exchange->poll != NULL);
	ac_assert(exchange->deadline != NULL);
	ac_assert(recorder == NULL || (recorder->record != NULL && recorder->flush != NULL));
	*session = (struct ac_session){
		.engine = engine,
		.exchange = *exchange,
		.recorder = recorder,
	};
}

static bool apply_path(struct ac_simulated *simulated, uint16_t symbol,
		       const struct ac_candle *candle, ac_ns now)
{
	ac_assert(simulated != NULL);
	ac_assert(candle->high >= candle->low);
	uint64_t before = ac_simulated_ambiguous_candles(simulated);
	ac_simulated_candle_path(simulated, symbol, candle, now);
	return ac_simulated_ambiguous_candles(simulated) != before;
}

bool ac_session_apply_feed(struct ac_simulated *simulated, const struct ac_event *item)
{
	ac_assert(simulated != NULL);
	switch (item->kind) {
	case AC_EVENT_CANDLE:
		if (item->flags & AC_FEED_CANDLE_OPEN)
			ac_simulated_candle_open(simulated, item->symbol, &item->candle,
						 item->recv_ns);
		else if (item->flags & AC_FEED_CANDLE_PATH)
			return apply_path(simulated, item->symbol, &item->candle, item->recv_ns);
		else
			ac_simulated_candle_close(simulated, item->symbol, &item->candle,
						  item->recv_ns);
		break;
	case AC_EVENT_TRADE:
		ac_simulated_trade(simulated, item->symbol, item->trade.price, item->trade.quantity,
				   item->recv_ns);
		break;
	case AC_EVENT_MARK:
		ac_simulated_mark(simulated, item->symbol, &item->mark, item->recv_ns);
		break;
	case AC_EVENT_FUNDING:
		/* `payment` carries the mark price here: the payment is the exchange's to work out.
		 */
		ac_simulated_funding(simulated, item->symbol, item->funding.rate,
				     item->funding.payment, item->recv_ns);
		break;
	default:
		ac_simulated_advance(simulated, item->recv_ns);
		break;
	}
	return false;
}

static enum ac_status record(struct ac_session *session, enum ac_journal_type type,
			     const void *payload, size_t size)
{
	ac_assert(payload != NULL && size > 0);
	ac_assert(size <= AC_JOURNAL_PAYLOAD_MAX);
	if (session->recorder == NULL)
		return AC_OK;
	return session->recorder->record(session->recorder->self, type, payload, (uint32_t)size);
}

static void step(struct ac_session *session, struct ac_event *event);

/* An entry whose intent is not on file may not leave: the engine hears that it was refused. A
 * replay knows by this answer that the command was not sent. */
static void withhold(struct ac_session *session, const struct ac_command *command)
{
	ac_assert(!command->is_risk_reducing); /* exits go, on file or not */
	ac_assert(command->kind == AC_COMMAND_PLACE);
	session->commands_withheld++;
	struct ac_event refusal;
	ac_event_init(&refusal, AC_EVENT_REPLY, command->symbol, command->book, session->now_ns);
	refusal.flags = AC_EVENT_FLAG_OWN;
	refusal.reply.command_kind = command->kind;
	refusal.reply.outcome = AC_OUTCOME_REFUSED;
	refusal.reply.reaction = AC_REACTION_REFUSE;
	memcpy(refusal.reply.client_id, command->client_id, sizeof(refusal.reply.client_id));
	step(session, &refusal);
}

static void send_commands(struct ac_session *session)
{
	ac_assert(session->commands.count <= AC_COMMANDS_MAX);
	bool is_on_file = true;
	uint32_t count = session->commands.count, withheld = 0;
	for (uint32_t i = 0; i < count; i++)
		is_on_file &= record(session, AC_JOURNAL_COMMAND, &session->commands.items[i],
				     sizeof(session->commands.items[i])) == AC_OK;
	if (session->recorder != NULL)
		is_on_file &= session->recorder->flush(session->recorder->self) == AC_OK;
	/* The list is used again by each refusal, so what is withheld moves out of it first. */
	struct ac_command entries[AC_COMMANDS_MAX];
	for (uint32_t i = 0; i < count; i++) {
		const struct ac_command *command = &session->commands.items[i];
		if (!is_on_file && !command->is_risk_reducing) {
			entries[withheld++] = *command;
			continue;
		}
		/* Nothing enters before its intent is on file, and none goes twice or out of turn. */
		ac_assert(is_on_file || command->is_risk_reducing);
		ac_assert(command->kind != 0);
		ac_assert(i == 0 || command->seq == session->commands.items[i - 1].seq + 1);
		session->commands_sent++;
		session->exchange.command(session->exchange.self, command, session->now_ns);
	}
	ac_assert(withheld == 0 || !is_on_file);
	for (uint32_t i = 0; i < withheld; i++)
		withhold(session, &entries[i]);
}

static void step(struct ac_session *session, struct ac_event *event)
{
	ac_assert(event->kind > 0 && event->kind < AC_EVENT_SIGNAL); /* an input */
	ac_assert(ac_event_size(event) <= sizeof(*event));
	event->seq = ++session->inputs;
	(void)record(session, AC_JOURNAL_INPUT, event, ac_event_size(event));
	if (session->meter != NULL)
		session->meter->begin(session->meter->self);
	ac_engine_step(session->engine, event, &session->commands);
	if (session->meter != NULL)
		session->meter->end(session->meter->self);
	ac_assert(session->commands.count <= AC_COMMANDS_MAX);
	ac_assert(event->seq == session->inputs); /* a step is never begun inside another */
	if (session->commands.count > 0)
		send_commands(session);
}

/* Hands over everything that the exchange has to say by now, and what that causes in turn. */
static void drain(struct ac_session *session)
{
	struct ac_event event;
	while (session->exchange.poll(session->exchange.self, session->now_ns, &event))
		step(session, &event);
}

/* Before the fills of that candle: they may end the position. */
static void tell_ambiguous(struct ac_session *session, uint16_t symbol)
{
	ac_assert(session->simulated != NULL);
	struct ac_event event;
	ac_event_init(&event, AC_EVENT_AMBIGUOUS, symbol, AC_BOOK_NONE, session->now_ns);
	step(session, &event);
}

static void feed(struct ac_session *session, struct ac_event *item)
{
	ac_assert(session->simulated != NULL);
	ac_assert(item->symbol == AC_SYMBOL_NONE || item->symbol < AC_INSTRUMENTS_MAX);
	item->recv_ns = session->now_ns;
	(void)record(session, AC_JOURNAL_FEED, item, ac_event_size(item));
	if (ac_session_apply_feed(session->simulated, item))
		tell_ambiguous(session, item->symbol);
	drain(session);
}

void ac_session_arrive(struct ac_session *session, ac_ns now)
{
	if (now > session->now_ns)
		session->now_ns = now;
	ac_assert(session->now_ns >= now);
	drain(session);
}

void ac_session_input(struct ac_session *session, struct ac_event *event)
{
	if (event->recv_ns < session->now_ns)
		event->recv_ns = session->now_ns;
	ac_assert(event->recv_ns >= session->now_ns); /* time never runs back */
	session->now_ns = event->recv_ns;
	step(session, event);
	drain(session);
}

static void fill_timer(const struct ac_session *session, struct ac_event *timer)
{
	ac_event_init(timer, AC_EVENT_TIMER, AC_SYMBOL_NONE, AC_BOOK_NONE, session->now_ns);
}

enum ac_status ac_session_reload(struct ac_session *session, const struct ac_session_reload *reload)
{
	ac_assert(reload->text.size > 0);
	ac_assert(reload->world != NULL && reload->change != NULL);
	enum ac_status status = AC_OK;
	if (session->recorder != NULL)
		status = session->recorder->flush(session->recorder->self);
	if (status == AC_OK)
		status = record(session, AC_JOURNAL_CONFIG, reload->text.data, reload->text.size);
	if (status != AC_OK)
		return status;
	ac_world_change_apply(reload->world, reload->change);
	for (size_t i = 0; i < reload->candle_count; i++) {
		ac_assert(reload->candles[i].kind == AC_EVENT_CANDLE);
		ac_assert(reload->candles[i].flags & AC_EVENT_FLAG_ONE_BOOK);
		reload->candles[i].time_ns = session->now_ns;
		reload->candles[i].recv_ns = session->now_ns;
		step(session, &reload->candles[i]);
	}
	/* A guard may halt by its new limit: working entries are cancelled now, not with whatever
	 * comes next. */
	struct ac_event timer;
	fill_timer(session, &timer);
	step(session, &timer);
	drain(session);
	return AC_OK;
}

void ac_session_advance(struct ac_session *session, ac_ns now)
{
	for (;;) {
		ac_ns simulated = session->exchange.deadline(session->exchange.self);
		ac_ns engine = ac_engine_deadline(session->engine);
		ac_ns next = simulated < engine ? simulated : engine;
		if (next > now)
			break;
		ac_assert(next != INT64_MAX);
		if (next > session->now_ns)
			session->now_ns = next;
		struct ac_event timer;
		fill_timer(session, &timer);
		if (simulated <= session->now_ns && session->simulated != NULL)
			feed(session, &timer);
		if (ac_engine_deadline(session->engine) <= session->now_ns) {
			step(session, &timer);
			drain(session);
		}
	}
	if (now > session->now_ns)
		session->now_ns = now;
}

/* Once for each price of each candle of a backtest: only what a candle uses is zeroed. */
static void fill_candle(struct ac_event *item, uint16_t symbol, const struct ac_candle *candle,
			ac_ns now, uint16_t flags)
{
	ac_assert(symbol < AC_INSTRUMENTS_MAX);
	memset(item, 0, offsetof(struct ac_event, candle));
	item->kind = AC_EVENT_CANDLE;
	item->symbol = symbol;
	item->book = AC_BOOK_NONE;
	item->flags = flags;
	item->time_ns = now;
	item->recv_ns = now;
	item->candle = *candle;
}

static void feed_phase(struct ac_session *session, const struct ac_session_candle *candles,
		       size_t count, enum ac_feed_phase phase)
{
	ac_assert(phase != AC_FEED_TICK);
	for (size_t i = 0; i < count; i++) {
		struct ac_event item;
		fill_candle(&item, candles[i].symbol, candles[i].candle, session->now_ns,
			    (uint16_t)phase);
		feed(session, &item);
	}
}

void ac_session_candles(struct ac_session *session, const struct ac_session_candle *candles,
			size_t count)
{
	ac_assert(session->simulated != NULL);
	ac_assert(count > 0);
	ac_ns open_ns = candles[0].candle->open_time_ms * AC_NS_PER_MS;
	ac_session_advance(session, open_ns);
	feed_phase(session, candles, count, AC_FEED_CANDLE_OPEN);
	ac_session_advance(session, open_ns + PATH_OFFSET_NS);
	feed_phase(session, candles, count, AC_FEED_CANDLE_PATH);
	ac_session_advance(session, open_ns + CLOSE_OFFSET_NS);
	for (size_t i = 0; i < count; i++) {
		feed_phase(session, &candles[i], 1, AC_FEED_CANDLE_CLOSE);
		struct ac_event event;
		fill_candle(&event, candles[i].symbol, candles[i].candle, session->now_ns, 0);
		step(session, &event);
		drain(session);
	}
}

void ac_session_candle_fast(struct ac_session *session, uint16_t symbol,
			    const struct ac_candle *candle, uint16_t flags)
{
	ac_assert(session->simulated != NULL);
	ac_assert(session->recorder == NULL); /* nothing of it goes on file */
	ac_ns open_ns = candle->open_time_ms * AC_NS_PER_MS;
	struct ac_event event;
	fill_candle(&event, symbol, candle, open_ns, 0);
	if (!ac_simulated_is_idle(session->simulated, symbol)) {
		ac_session_advance(session, open_ns);
		ac_simulated_candle_open(session->simulated, symbol, candle, session->now_ns);
		drain(session);
		ac_session_advance(session, open_ns + PATH_OFFSET_NS);
		if (apply_path(session->simulated, symbol, candle, session->now_ns))
			tell_ambiguous(session, symbol);
		drain(session);
		ac_session_advance(session, open_ns + CLOSE_OFFSET_NS);
		ac_simulated_candle_close(session->simulated, symbol, candle, session->now_ns);
		drain(session);
	} else {
		ac_simulated_price_set(session->simulated, symbol,
				       (struct ac_dec){ candle->close });
		session->now_ns = open_ns + CLOSE_OFFSET_NS;
	}
	event.flags = flags;
	event.time_ns = session->now_ns;
	event.recv_ns = session->now_ns;
	event.seq = ++session->inputs;
	ac_engine_step(session->engine, &event, &session->commands);
	if (session->commands.count > 0) {
		send_commands(session);
		drain(session);
	}
}

void ac_session_funding(struct ac_session *session, uint16_t symbol, struct ac_dec rate,
			struct ac_dec mark, ac_ms time_ms)
{
	ac_assert(symbol < AC_INSTRUMENTS_MAX);
	ac_assert(time_ms > 0);
	ac_session_advance(session, time_ms * AC_NS_PER_MS);
	struct ac_event item;
	ac_event_init(&item, AC_EVENT_FUNDING, symbol, AC_BOOK_NONE, time_ms * AC_NS_PER_MS);
	item.funding.rate = rate;
	item.funding.payment = mark;
	item.funding.time_ms = time_ms;
	feed(session, &item);
}

void ac_session_tick(struct ac_session *session, const struct ac_event *event)
{
	ac_assert(event->kind == AC_EVENT_CANDLE || event->kind == AC_EVENT_MARK ||
		  event->kind == AC_EVENT_TRADE);
	ac_assert(event->symbol < AC_INSTRUMENTS_MAX);
	ac_session_advance(session, event->time_ns);
	struct ac_event copy = *event;
	if (event->kind == AC_EVENT_MARK) {
		/* A settlement that the last mark announced is due before this price counts. */
		struct ac_mark *last = &session->marks[event->symbol];
		if (last->funding_time_ms > 0 &&
		    event->time_ns >= last->funding_time_ms * AC_NS_PER_MS)
			ac_session_funding(session, event->symbol, last->funding_rate, last->mark,
					   last->funding_time_ms);
		*last = event->mark;
	}
	if (event->kind != AC_EVENT_CANDLE)
		feed(session, &copy);
	copy.recv_ns = session->now_ns;
	step(session, &copy);
	drain(session);
}
