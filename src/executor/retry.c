/* Definite refusals: what is tried again, when, and what is given up. */
#include "executor/state.h"

#define ALARM_EVERY 5u

ac_ns ac_executor_quick_ns(const struct ac_executor *x)
{
	ac_ns quick = x->config.settings.retry_interval_ns / 10;
	if (quick > x->config.settings.protect_bound_ns / 6)
		quick = x->config.settings.protect_bound_ns / 6;
	return quick < AC_NS_PER_MS ? AC_NS_PER_MS : quick;
}

enum ac_refusal ac_executor_refusal(const struct ac_executor *x, int32_t code)
{
	return x->config.codes->word_of(code);
}

static void give_up(struct ac_executor *x, struct ac_order *order, enum ac_reaction reaction)
{
	ac_assert(!ac_order_is_terminal(order));
	order->refusal = (uint8_t)reaction;
	ac_order_end(order, AC_LIFE_REJECTED);
	ac_executor_order_changed(x, order);
}

/* The pause before the next attempt; 0 when there is none. */
static ac_ns pause(const struct ac_executor *x, const struct ac_order *order)
{
	ac_assert(order->book < x->config.book_count);
	const struct ac_executor_settings *settings = &x->config.settings;
	ac_ns interval = settings->retry_interval_ns;
	const struct ac_book_state *book = &x->books[order->book];
	bool is_exhausted = order->retries >= settings->retries_max;
	switch ((enum ac_purpose)order->record.purpose) {
	case AC_PURPOSE_EXIT:
		return is_exhausted ? interval : ac_executor_quick_ns(x);
	case AC_PURPOSE_STOP:
		if (book->close.is_wanted)
			return 0;
		/* The only stop is tried again until the bound closes the position instead. */
		if (ac_executor_order_at(x, book->slots[AC_SLOT_STOP].live) == order)
			return ac_executor_quick_ns(x);
		break;
	case AC_PURPOSE_TAKE_PROFIT:
		if (book->close.is_wanted)
			return 0;
		break;
	case AC_PURPOSE_ENTRY:
		if (x->now + interval > order->created_ns + settings->entry_valid_ns)
			return 0;
		break;
	case AC_PURPOSE_FOREIGN:
		return 0;
	}
	return is_exhausted ? 0 : interval;
}

static void retry(struct ac_executor *x, struct ac_order *order, enum ac_reaction reaction)
{
	ac_assert(order->record.life == AC_LIFE_SENT || order->record.life == AC_LIFE_UNKNOWN);
	ac_ns wait = pause(x, order);
	if (wait == 0 || order->wants_cancel) {
		give_up(x, order, reaction);
		return;
	}
	order->retries++;
	if (order->record.purpose == AC_PURPOSE_EXIT && order->retries % ALARM_EVERY == 0)
		ac_executor_publish_system(x, AC_SYSTEM_UNKNOWN_ORDER, order->symbol, order->book,
					   order->record.code,
					   "a position could not be closed yet");
	/* Certainly not there: whatever doubt stood before is over. */
	order->record.life = AC_LIFE_SENT;
	ac_executor_timer_set(x, &order->timers[AC_TIMER_RETRY], x->now + wait);
	ac_executor_order_changed(x, order);
}

void ac_executor_place_refused(struct ac_executor *x, struct ac_order *order,
			       const struct ac_reply *reply)
{
	ac_assert(reply->outcome == AC_OUTCOME_REFUSED);
	ac_assert(!ac_order_is_terminal(order));
	/* Evidence that it exists outweighs an answer that says it does not. */
	if (order->record.life != AC_LIFE_SENT && order->record.life != AC_LIFE_UNKNOWN)
		return;
	order->record.code = reply->code;
	enum ac_reaction reaction = (enum ac_reaction)reply->reaction;
	/* What is to be asked after a refused close is the position, and the close does so. */
	bool is_doubtful = reaction == AC_REACTION_QUERY || reaction == AC_REACTION_SUCCESS;
	enum ac_refusal refusal = ac_executor_refusal(x, reply->code);
	if (refusal == AC_REFUSAL_DUPLICATE_ID ||
	    (is_doubtful && refusal != AC_REFUSAL_REDUCE_ONLY)) {
		ac_executor_doubt(x, order, true);
		return;
	}
	order->is_resolving = false;
	order->wants_query = false;
	order->evidence_ns = AC_NEVER;
	order->timers[AC_TIMER_QUERY] = AC_NEVER;
	if (reaction == AC_REACTION_RESYNC && !order->has_resynced) {
		order->has_resynced = true;
		order->record.life = AC_LIFE_SENT;
		order->wants_place = true;
		ac_executor_order_changed(x, order);
	} else if (reaction == AC_REACTION_RETRY || reaction == AC_REACTION_RESYNC) {
		retry(x, order, reaction);
	} else {
		give_up(x, order, reaction);
	}
}

void ac_executor_cancel_refused(struct ac_executor *x, struct ac_order *order,
				const struct ac_reply *reply)
{
	ac_assert(reply->outcome == AC_OUTCOME_REFUSED);
	ac_assert(!ac_order_is_terminal(order));
	order->record.code = reply->code;
	enum ac_reaction reaction = (enum ac_reaction)reply->reaction;
	if (reaction == AC_REACTION_RETRY || reaction == AC_REACTION_RESYNC)
		ac_executor_timer_set(x, &order->timers[AC_TIMER_RETRY],
				      x->now + ac_executor_quick_ns(x));
	else
		/* "Unknown order" may mean filled, triggered or cancelled: ask which. */
		ac_executor_doubt(x, order, true);
}

void ac_executor_retry_due(struct ac_executor *x, struct ac_order *order)
{
	ac_assert(order->place == AC_PLACE_LIVE);
	order->timers[AC_TIMER_RETRY] = AC_NEVER;
	if (order->record.life == AC_LIFE_SENT)
		order->wants_place = true;
	ac_executor_order_mark(x, order);
}
