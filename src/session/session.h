/* session.h - joins one engine and one exchange: prices go to a simulated exchange, the exchange's
 * events to the engine, the engine's commands back to the exchange, in one fixed order. Backtests,
 * simulated runs, their replays and runs over the wire all drive this; there is no second loop.
 * Owns no clock: time comes with the prices. Engine thread only. */
#ifndef AC_SESSION_SESSION_H
#define AC_SESSION_SESSION_H

#include "engine/engine.h"
#include "journal/journal.h"
#include "simulated/simulated.h"

/* What happens to a price on its way to the simulated exchange; in `flags` of a recorded feed item,
 * beside AC_EVENT_FLAG_HISTORY. */
enum ac_feed_phase {
	AC_FEED_TICK = 0, /* TRADE, MARK, FUNDING; TIMER: time alone */
	AC_FEED_CANDLE_OPEN = 2,
	AC_FEED_CANDLE_PATH = 4,
	AC_FEED_CANDLE_CLOSE = 8,
};

/* Takes every feed item, input and command before it has an effect. AC_OK, or the reason why it is
 * not on file; the session then lets no entry out. NULL in backtests. */
struct ac_session_recorder {
	enum ac_status (*record)(void *self, enum ac_journal_type type, const void *payload,
				 uint32_t size);
	/* Called before commands leave: what was recorded must survive the process. */
	enum ac_status (*flush)(void *self);
	void *self;
};

/* Times each engine step, for who owns a clock: this file has none. */
struct ac_session_meter {
	void (*begin)(void *self);
	void (*end)(void *self);
	void *self;
};

struct ac_session {
	struct ac_engine *engine;       /* borrowed */
	struct ac_simulated *simulated; /* borrowed; where prices go; NULL over the wire */
	struct ac_exchange exchange;    /* the same, as any exchange: commands and events */
	const struct ac_session_recorder *recorder;
	const struct ac_session_meter *meter; /* NULL: nobody measures; set after init */
	uint64_t inputs; /* events given to the engine: the seq of the last one */
	uint64_t commands_sent;
	uint64_t commands_withheld; /* entries held back because the journal could not be written */
	ac_ns now_ns;
	struct ac_commands commands;
	/* Per symbol: the settlement that the mark stream announced. */
	struct ac_mark marks[AC_INSTRUMENTS_MAX];
};

void ac_session_init(struct ac_session *session, struct ac_engine *engine,
		     struct ac_simulated *simulated, const struct ac_session_recorder *recorder);

/* The same over the wire: prices come with the exchange's other events. */
void ac_session_init_wire(struct ac_session *session, struct ac_engine *engine,
			  const struct ac_exchange *exchange,
			  const struct ac_session_recorder *recorder);
/* Hands over what the exchange has said by `now`. */
void ac_session_arrive(struct ac_session *session, ac_ns now);

/* One input for the engine that does not come from the simulated exchange (control, restore). */
void ac_session_input(struct ac_session *session, struct ac_event *event);
struct ac_world;
struct ac_world_change;

/* Another configuration between two inputs. */
struct ac_session_reload {
	struct ac_str text; /* the whole effective configuration, for the journal */
	struct ac_world *world;
	struct ac_world_change *change; /* the world takes it on success only */
	/* Warm up the books that begin anew: HISTORY and ONE_BOOK, each book's in ascending order.
	 */
	struct ac_event *candles;
	size_t candle_count;
};
/* Puts the text on file, lets the engine take the change, shows the candles and lets what follows
 * leave; nothing comes in between. Any other status than AC_OK: the journal cannot be written, and
 * nothing was changed. */
AC_MUST_USE enum ac_status ac_session_reload(struct ac_session *session,
					     const struct ac_session_reload *reload);

/* Lets time pass up to `now`: messages in flight and what the engine wants done in between. */
void ac_session_advance(struct ac_session *session, ac_ns now);

/* Candles of one minute, one a symbol, in ascending order of symbol. */
struct ac_session_candle {
	uint16_t symbol;
	const struct ac_candle *candle;
};
void ac_session_candles(struct ac_session *session, const struct ac_session_candle *candles,
			size_t count);
/* The same for one symbol of a backtest: skips the phases that can change nothing. */
void ac_session_candle_fast(struct ac_session *session, uint16_t symbol,
			    const struct ac_candle *candle, uint16_t flags);
/* A TRADE, MARK or CANDLE of a tick feed; candles only inform the engine. */
void ac_session_tick(struct ac_session *session, const struct ac_event *event);
/* A funding settlement; `mark` 0: the last price. */
void ac_session_funding(struct ac_session *session, uint16_t symbol, struct ac_dec rate,
			struct ac_dec mark, ac_ms time_ms);

/* Applies a recorded feed item to a simulated exchange: the one way in which prices reach it, live
 * and when it is rebuilt from the journal. True where it was a candle's path that reached both exits
 * of a position: the engine is told so by an AC_EVENT_AMBIGUOUS, before the exchange is heard. */
bool ac_session_apply_feed(struct ac_simulated *simulated, const struct ac_event *item);

#endif
