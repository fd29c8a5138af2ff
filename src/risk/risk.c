#include "risk/guard.h"

/* Asked in the order of enum ac_guard_id. A new guard is one line here and one in AC_GUARD_LIST. */
const struct ac_guard *const ac_guards[AC_GUARD_COUNT] = {
	[AC_GUARD_STATE] = &ac_guard_state,
	[AC_GUARD_DATA] = &ac_guard_data,
	[AC_GUARD_FILTERS] = &ac_guard_filters,
	[AC_GUARD_VOLATILITY] = &ac_guard_volatility,
	[AC_GUARD_FUNDING_WINDOW] = &ac_guard_funding_window,
	[AC_GUARD_COOLDOWN] = &ac_guard_cooldown,
	[AC_GUARD_CONSECUTIVE_LOSSES] = &ac_guard_consecutive_losses,
	[AC_GUARD_STRATEGY_DAILY_LOSS] = &ac_guard_strategy_daily_loss,
	[AC_GUARD_ACCOUNT_DAILY_LOSS] = &ac_guard_account_daily_loss,
	[AC_GUARD_DRAWDOWN] = &ac_guard_drawdown,
	[AC_GUARD_POSITIONS] = &ac_guard_positions,
	[AC_GUARD_DAILY_QUANTITY] = &ac_guard_daily_quantity,
	[AC_GUARD_SYMBOL_EXPOSURE] = &ac_guard_symbol_exposure,
	[AC_GUARD_PRICE_COLLAR] = &ac_guard_price_collar,
	[AC_GUARD_MARGIN] = &ac_guard_margin,
	[AC_GUARD_LIQUIDATION] = &ac_guard_liquidation,
};

/* Stored moments outside of 1970 to 9999 are damage, and would overflow in sums. */
#define MOMENT_MAX 253402300799999LL

const char *ac_reason_text(enum ac_reason reason)
{
	static const char *const texts[] = {
#define REASON_TEXT(name, text) [name] = (text),
		AC_REASON_LIST(REASON_TEXT)
#undef REASON_TEXT
	};
	return (size_t)reason < AC_COUNT(texts) ? texts[reason] : "?";
}

const char *ac_guard_text(enum ac_guard_id guard)
{
	static const char *const texts[] = {
#define GUARD_TEXT(name, text) [name] = (text),
		AC_GUARD_LIST(GUARD_TEXT)
#undef GUARD_TEXT
	};
	return (size_t)guard < AC_COUNT(texts) ? texts[guard] : "?";
}

const char *ac_risk_state_text(enum ac_risk_state state)
{
	switch (state) {
	case AC_RISK_ACTIVE:
		return "ACTIVE";
	case AC_RISK_REDUCING:
		return "REDUCING";
	case AC_RISK_HALTED:
		return "HALTED";
	}
	return "?";
}

/* ---- creation ---- */

bool ac_guard_is_on(const struct ac_guard *guard, const struct ac_risk_config *config)
{
	if (guard->is_always_asked)
		return true;
	return config->limits.is_guarded && (guard->is_on == NULL || guard->is_on(config));
}

size_t ac_guard_state_size(const struct ac_guard *guard, const struct ac_risk_config *config)
{
	bool is_used = ac_guard_is_on(guard, config) || guard->is_always_observing;
	return is_used && guard->state_size != NULL ? guard->state_size(config) : 0;
}

static uint32_t halts_capacity(const struct ac_risk_config *config)
{
	uint32_t capacity = 0;
	for (uint32_t i = 0; i < AC_GUARD_COUNT; i++) {
		if (ac_guards[i]->scopes & GUARD_SCOPE_ACCOUNT)
			capacity += 1;
		if (ac_guards[i]->scopes & GUARD_SCOPE_SYMBOL)
			capacity += config->instruments->count;
		if (ac_guards[i]->scopes & GUARD_SCOPE_BOOK)
			capacity += config->book_count;
	}
	return capacity;
}

static void list_if(struct guard_list *list, const struct ac_guard *guard, bool does_listen)
{
	if (does_listen)
		list->items[list->count++] = guard;
}

static void list_listener(struct ac_risk *risk, const struct ac_guard *guard)
{
	list_if(&risk->on_price, guard, guard->on_price != NULL);
	list_if(&risk->on_equity, guard, guard->on_equity != NULL);
	list_if(&risk->on_booking, guard, guard->on_booking != NULL);
	list_if(&risk->on_unrealized, guard, guard->on_unrealized != NULL);
	list_if(&risk->on_entry_fill, guard, guard->on_entry_fill != NULL);
	list_if(&risk->on_close, guard, guard->on_close != NULL);
	list_if(&risk->on_funding_time, guard, guard->on_funding_time != NULL);
	list_if(&risk->wants_exit, guard, guard->wants_exit != NULL);
}

void ac_guards_listen(struct ac_risk *risk)
{
	struct guard_list *const lists[] = { &risk->on_price,        &risk->on_equity,
					     &risk->on_booking,      &risk->on_unrealized,
					     &risk->on_entry_fill,   &risk->on_close,
					     &risk->on_funding_time, &risk->wants_exit };
	for (size_t i = 0; i < AC_COUNT(lists); i++)
		lists[i]->count = 0;
	for (uint32_t i = 0; i < AC_GUARD_COUNT; i++) {
		risk->is_on[i] = ac_guard_is_on(ac_guards[i], &risk->config);
		if (risk->is_on[i] || ac_guards[i]->is_always_observing)
			list_listener(risk, ac_guards[i]);
	}
}

enum ac_status ac_risk_create(struct ac_arena *arena, const struct ac_risk_config *config,
			      const struct ac_fact_sink *sink, struct ac_risk **ret_risk)
{
	ac_assert(config->instruments != NULL);
	ac_assert(config->book_count <= AC_BOOKS_MAX);
	for (uint32_t i = 0; i < config->book_count; i++)
		ac_assert(config->books[i].symbol < config->instruments->count);

	struct ac_risk *risk = ac_arena_take(arena, 1, sizeof(*risk));
	struct ac_risk made = { .config = *config, .sink = *sink };
	made.day_ms = GUARD_TIME_UNKNOWN;
	made.wake_ms = 1; /* the first moment told is the first day */
	made.halts.capacity = halts_capacity(config);
	made.halts.items = ac_arena_take(arena, made.halts.capacity, sizeof(*made.halts.items));
	for (uint32_t i = 0; i < AC_GUARD_COUNT; i++) {
		const struct ac_guard *guard = ac_guards[i];
		ac_assert(guard->id == (enum ac_guard_id)i);
		size_t size = ac_guard_state_size(guard, config);
		if (size > 0)
			made.states[i] = ac_arena_take(arena, 1, size);
	}
	if (!ac_arena_has_given(arena))
		return ac_arena_status(arena);
	*risk = made;
	ac_guards_listen(risk);
	*ret_risk = risk;
	return AC_OK;
}

/* ---- halts and facts ---- */

static void fill_record(const struct ac_risk *risk, enum ac_guard_id id, uint16_t symbol,
			uint16_t book, struct ac_event *ret_fact)
{
	const struct ac_guard *guard = ac_guards[id];
	ac_event_init(ret_fact, AC_EVENT_RISK, symbol, book, risk->now_ms * AC_NS_PER_MS);
	struct ac_risk_record *record = &ret_fact->risk_record;
	record->guard = (uint16_t)id;
	record->state = (uint8_t)risk->state;
	struct guard_stored stored = { .since_ms = risk->now_ms };
	if (guard->stored != NULL && risk->states[id] != NULL)
		guard->stored(risk, book, &stored);
	record->reason = AC_REASON_OK;
	record->since_ms = stored.since_ms;
	record->until_ms = stored.until_ms;
	record->value = stored.value;
	record->counter = stored.counter;
	const struct ac_halt *halt = ac_halts_find(&risk->halts, id, symbol, book);
	if (halt == NULL)
		return;
	record->is_active = true;
	record->reason = (int32_t)halt->reason;
	record->since_ms = halt->since_ms;
	record->until_ms = halt->until_ms;
	record->value = halt->value;
	record->limit = halt->limit;
}

void ac_guard_publish(struct ac_risk *risk, enum ac_guard_id guard, uint16_t symbol, uint16_t book)
{
	struct ac_event fact;
	fill_record(risk, guard, symbol, book, &fact);
	risk->sink.publish(risk->sink.self, &fact);
}

void ac_guard_wake_refresh(struct ac_risk *risk)
{
	ac_ms wake = ac_halts_end_first(&risk->halts);
	ac_ms day_end = risk->day_ms == GUARD_TIME_UNKNOWN ? 1 : risk->day_ms + AC_MS_PER_DAY;
	if (day_end < wake)
		wake = day_end;
	for (uint32_t i = 0; i < AC_GUARD_COUNT; i++) {
		if (ac_guards[i]->due_ms == NULL || risk->states[i] == NULL)
			continue;
		ac_ms due = ac_guards[i]->due_ms(risk);
		if (due < wake)
			wake = due;
	}
	risk->wake_ms = wake;
	risk->state = ac_halts_state(&risk->halts);
}

void ac_guard_halt(struct ac_risk *risk, const struct ac_halt *halt)
{
	ac_assert(halt->reason != AC_REASON_OK);
	struct ac_halt set = *halt;
	const struct ac_halt *standing =
		ac_halts_find(&risk->halts, halt->guard, halt->symbol, halt->book);
	set.since_ms = standing != NULL ? standing->since_ms : risk->now_ms;
	ac_halts_set(&risk->halts, &set);
	ac_guard_wake_refresh(risk);
	ac_guard_publish(risk, halt->guard, halt->symbol, halt->book);
}

void ac_guard_lift(struct ac_risk *risk, uint32_t index, bool is_by_person)
{
	struct ac_halt halt = risk->halts.items[index];
	ac_halts_remove(&risk->halts, index);
	const struct ac_guard *guard = ac_guards[halt.guard];
	if (is_by_person && guard->on_lifted != NULL && risk->states[halt.guard] != NULL)
		guard->on_lifted(risk, &halt);
	ac_guard_wake_refresh(risk);
	ac_guard_publish(risk, halt.guard, halt.symbol, halt.book);
}

static void lift_ended(struct ac_risk *risk)
{
	for (uint32_t i = 0; i < risk->halts.count;) {
		ac_ms until = risk->halts.items[i].until_ms;
		if (until != 0 && until <= risk->now_ms)
			ac_guard_lift(risk, i, false);
		else
			i++;
	}
}

/* Halts that a person may mean: of a guard or every one, of a symbol or all. */
struct lifting {
	int guard; /* -1: every one */
	uint16_t symbol;
	bool is_halt_kept; /* resume lifts a pause and a reduce, never a person's halt */
};

static bool is_meant(const struct lifting *lifting, const struct ac_halt *halt)
{
	if (lifting->guard >= 0 && (int)halt->guard != lifting->guard)
		return false;
	if (lifting->is_halt_kept && halt->reason == AC_REASON_STATE_HALTED)
		return false;
	return lifting->symbol == AC_SYMBOL_NONE || halt->symbol == lifting->symbol;
}

static void lift_by_person(struct ac_risk *risk, const struct lifting *lifting)
{
	for (uint32_t i = 0; i < risk->halts.count;) {
		if (is_meant(lifting, &risk->halts.items[i]))
			ac_guard_lift(risk, i, true);
		else
			i++;
	}
}

/* ---- time ---- */

void ac_risk_on_time(struct ac_risk *risk, ac_ms now_ms)
{
	if (now_ms > risk->now_ms)
		risk->now_ms = now_ms;
	if (risk->now_ms <= 0)
		return; /* the epoch itself means that nobody knows the time yet */
	lift_ended(risk);
	ac_ms day_ms = ac_calendar_day_start(risk->now_ms);
	bool is_new_day = day_ms != risk->day_ms;
	risk->day_ms = day_ms;
	for (uint32_t i = 0; i < AC_GUARD_COUNT; i++) {
		if (risk->states[i] == NULL)
			continue;
		if (is_new_day && ac_guards[i]->on_day != NULL)
			ac_guards[i]->on_day(risk);
		if (ac_guards[i]->on_time != NULL)
			ac_guards[i]->on_time(risk);
	}
	ac_guard_wake_refresh(risk);
	ac_assert(risk->wake_ms > risk->now_ms);
}

/* Every observation tells the time first, so that no halt outlives its end by waiting for a timer.
 */
static inline void advance(struct ac_risk *risk, ac_ms now_ms)
{
	if (now_ms > risk->now_ms)
		risk->now_ms = now_ms;
	if (risk->now_ms >= risk->wake_ms)
		ac_risk_on_time(risk, risk->now_ms);
}

ac_ms ac_risk_deadline_ms(const struct ac_risk *risk)
{
	/* Before the first moment is known there is no midnight to wait for. */
	return risk->day_ms == GUARD_TIME_UNKNOWN ? INT64_MAX : risk->wake_ms;
}

/* ---- observations ---- */

void ac_risk_on_price(struct ac_risk *risk, uint16_t symbol, struct ac_dec price, ac_ms now_ms)
{
	ac_assert(symbol < risk->config.instruments->count);
	advance(risk, now_ms);
	for (uint32_t i = 0; i < risk->on_price.count; i++)
		risk->on_price.items[i]->on_price(risk, symbol, price);
}

void ac_risk_on_equity(struct ac_risk *risk, struct ac_dec equity, struct ac_dec transfer,
		       ac_ms now_ms)
{
	advance(risk, now_ms);
	for (uint32_t i = 0; i < risk->on_equity.count; i++)
		risk->on_equity.items[i]->on_equity(risk, equity, transfer);
}

void ac_risk_on_booking(struct ac_risk *risk, uint16_t book, struct ac_dec net, ac_ms now_ms)
{
	ac_assert(book < risk->config.book_count);
	advance(risk, now_ms);
	for (uint32_t i = 0; i < risk->on_booking.count; i++)
		risk->on_booking.items[i]->on_booking(risk, book, net);
}

void ac_risk_on_unrealized(struct ac_risk *risk, uint16_t book, struct ac_dec unrealized,
			   ac_ms now_ms)
{
	ac_assert(book < risk->config.book_count);
	advance(risk, now_ms);
	for (uint32_t i = 0; i < risk->on_unrealized.count; i++)
		risk->on_unrealized.items[i]->on_unrealized(risk, book, unrealized);
}

void ac_risk_on_entry_fill(struct ac_risk *risk, uint16_t book, struct ac_dec quantity,
			   ac_ms now_ms)
{
	ac_assert(book < risk->config.book_count);
	advance(risk, now_ms);
	for (uint32_t i = 0; i < risk->on_entry_fill.count; i++)
		risk->on_entry_fill.items[i]->on_entry_fill(risk, book, quantity);
}

void ac_risk_on_close(struct ac_risk *risk, uint16_t book, struct ac_dec net, ac_ms now_ms)
{
	ac_assert(book < risk->config.book_count);
	advance(risk, now_ms);
	for (uint32_t i = 0; i < risk->on_close.count; i++)
		risk->on_close.items[i]->on_close(risk, book, net);
}

void ac_risk_on_funding_time(struct ac_risk *risk, uint16_t symbol, ac_ms funding_time_ms)
{
	ac_assert(symbol < risk->config.instruments->count);
	for (uint32_t i = 0; i < risk->on_funding_time.count; i++)
		risk->on_funding_time.items[i]->on_funding_time(risk, symbol, funding_time_ms);
}

void ac_risk_unhalt(struct ac_risk *risk, enum ac_guard_id guard, uint16_t symbol, ac_ms now_ms)
{
	advance(risk, now_ms);
	if (symbol != AC_SYMBOL_NONE && symbol >= risk->config.instruments->count)
		return; /* a person's word comes from outside */
	lift_by_person(risk, &(struct lifting){ (int)guard, symbol, false });
}

bool ac_risk_is_paused(const struct ac_risk *risk)
{
	const struct ac_halt *halt =
		ac_halts_find(&risk->halts, AC_GUARD_STATE, AC_SYMBOL_NONE, AC_BOOK_NONE);
	return halt != NULL && halt->reason == AC_REASON_ENTRIES_OFF;
}

void ac_risk_on_control(struct ac_risk *risk, enum ac_control control, uint16_t symbol,
			ac_ms now_ms)
{
	advance(risk, now_ms);
	if (symbol != AC_SYMBOL_NONE && symbol >= risk->config.instruments->count)
		return; /* a person's word comes from outside */
	if (control == AC_CONTROL_UNHALT)
		lift_by_person(risk, &(struct lifting){ -1, symbol, false });
	if (control == AC_CONTROL_RESUME)
		lift_by_person(risk, &(struct lifting){ AC_GUARD_STATE, symbol, true });
	for (uint32_t i = 0; i < AC_GUARD_COUNT; i++) {
		if (risk->is_on[i] && ac_guards[i]->on_control != NULL)
			ac_guards[i]->on_control(risk, control, symbol);
	}
}

/* ---- restart ---- */

static bool is_moment(ac_ms moment)
{
	return moment >= 0 && moment <= MOMENT_MAX;
}

/* Does the record name something that this guard may halt or count in this configuration? */
static bool is_in_scope(const struct ac_risk *risk, const struct ac_event *event)
{
	const struct ac_guard *guard = ac_guards[event->risk_record.guard];
	if (event->book != AC_BOOK_NONE)
		return (guard->scopes & GUARD_SCOPE_BOOK) &&
		       event->book < risk->config.book_count &&
		       event->symbol == guard_book_symbol(risk, event->book);
	if (event->symbol != AC_SYMBOL_NONE)
		return (guard->scopes & GUARD_SCOPE_SYMBOL) &&
		       event->symbol < risk->config.instruments->count;
	return (guard->scopes & GUARD_SCOPE_ACCOUNT) != 0;
}

static void restore_halt(struct ac_risk *risk, const struct ac_event *event)
{
	const struct ac_risk_record *record = &event->risk_record;
	enum ac_guard_id id = (enum ac_guard_id)record->guard;
	struct ac_halt halt = {
		.guard = id,
		.reason = (enum ac_reason)record->reason,
		.symbol = event->symbol,
		.book = event->book,
		.since_ms = record->since_ms,
		.until_ms = record->until_ms,
		.value = record->value,
		.limit = record->limit,
	};
	ac_halts_set(&risk->halts, &halt);
	/* A guard that was switched off since then does not halt: said once, so that its row ends.
	 */
	if (!risk->is_on[id])
		ac_guard_lift(risk, risk->halts.count - 1, false);
}

void ac_risk_on_restore(struct ac_risk *risk, const struct ac_event *event)
{
	const struct ac_risk_record *record = &event->risk_record;
	if (record->guard >= AC_GUARD_COUNT || !is_in_scope(risk, event))
		return;
	if (!is_moment(record->since_ms) || !is_moment(record->until_ms))
		return;
	const struct ac_guard *guard = ac_guards[record->guard];
	bool is_halt = record->is_active && record->reason > AC_REASON_OK &&
		       record->reason < AC_REASON_COUNT;
	if (guard->restore != NULL && risk->states[record->guard] != NULL) {
		struct guard_stored stored = {
			.since_ms = record->since_ms,
			.until_ms = record->until_ms,
			.value = record->value,
			.counter = record->counter,
		};
		guard->restore(risk, event->book, &stored);
	}
	for (uint32_t i = 0; i < risk->halts.count; i++) {
		const struct ac_halt *halt = &risk->halts.items[i];
		if (halt->guard == guard->id && halt->symbol == event->symbol &&
		    halt->book == event->book) {
			ac_halts_remove(&risk->halts, i);
			break;
		}
	}
	if (is_halt)
		restore_halt(risk, event);
	ac_guard_wake_refresh(risk);
}

/* ---- the questions ---- */

/* |after| <= |before| and no flip: such a request can only make the exposure smaller. */
static bool is_reducing(const struct ac_risk_request *request)
{
	__int128 before = request->position_before.units;
	__int128 after = before + (__int128)request->direction * request->quantity.units;
	if (request->quantity.units <= 0 || before == 0)
		return false;
	return before > 0 ? after >= 0 && after <= before : after <= 0 && after >= before;
}

void ac_risk_check(struct ac_risk *risk, const struct ac_risk_request *request,
		   const struct ac_risk_facts *facts, struct ac_verdict *ret_verdict)
{
	ac_assert(request->direction == 1 || request->direction == -1);
	ac_assert(request->book < risk->config.book_count);
	ac_assert(request->symbol == risk->config.books[request->book].symbol);
	advance(risk, facts->now_ms);
	*ret_verdict = (struct ac_verdict){ .is_allowed = true, .reason = AC_REASON_OK };
	if (is_reducing(request))
		return;
	for (uint32_t i = 0; i < AC_GUARD_COUNT; i++) {
		if (!risk->is_on[i] || ac_guards[i]->check(risk, request, facts, ret_verdict))
			continue;
		ac_assert(ret_verdict->reason != AC_REASON_OK);
		ret_verdict->is_allowed = false;
		ret_verdict->guard = (enum ac_guard_id)i;
		return;
	}
}

enum ac_exit_reason ac_risk_wants_exit(struct ac_risk *risk, uint16_t book, struct ac_dec mark,
				       struct ac_dec liquidation_price, int direction)
{
	ac_assert(book < risk->config.book_count);
	ac_assert(direction == 1 || direction == -1);
	for (uint32_t i = 0; i < risk->wants_exit.count; i++) {
		if (risk->wants_exit.items[i]->wants_exit(risk, book, mark, liquidation_price,
							  direction))
			return AC_EXIT_HALT;
	}
	return AC_EXIT_NONE;
}

enum ac_risk_state ac_risk_state(const struct ac_risk *risk)
{
	return risk->state;
}

const struct ac_risk_limits *ac_risk_limits(const struct ac_risk *risk)
{
	return &risk->config.limits;
}

const struct ac_symbol_limits *ac_risk_symbol_limits(const struct ac_risk *risk, uint16_t symbol)
{
	ac_assert(symbol < risk->config.instruments->count);
	return &risk->config.symbol_limits[symbol];
}

void ac_risk_halts_visit(const struct ac_risk *risk,
			 bool (*visit)(void *self, const struct ac_event *halt), void *self)
{
	for (uint32_t i = 0; i < risk->halts.count; i++) {
		const struct ac_halt *halt = &risk->halts.items[i];
		struct ac_event fact;
		fill_record(risk, halt->guard, halt->symbol, halt->book, &fact);
		if (!visit(self, &fact))
			return;
	}
}
