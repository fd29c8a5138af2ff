/* state.h - the engine's own memory, shared by the files of this room and by nobody else. */
#ifndef AC_ENGINE_STATE_H
#define AC_ENGINE_STATE_H

#include "engine/engine.h"

struct symbol_state {
	struct ac_dec mark;   /* newest mark; the last price where no mark is fed */
	struct ac_dec last;   /* newest traded price */
	ac_ms data_ms;        /* when the newest market data came; 0 never */
	ac_ms candle_open_ms; /* of the newest candle */
	/* The settlement that the mark stream announced, to be shown; 0 unknown. */
	struct ac_dec funding_rate;
	ac_ms funding_time_ms;
	uint32_t book_first, book_count;
	uint32_t positions; /* books of this symbol that are not flat */
	bool is_ambiguous;  /* the candle under way holds both exits of a position */
	bool has_mark_feed;
	/* The newest settlement booked: of funding received and of funding paid, because in hedge
	 * mode each side of a symbol settles for itself. 0 none. */
	ac_ms funding_ms[2];
};

struct book_state {
	struct ac_strategy_instance instance;
	struct ac_strategy_view view; /* kept current from position facts */
	struct ac_dec unrealized;
	struct ac_dec funding;     /* of the position under way, as far as risk was told */
	struct ac_dec liquidation; /* price; refreshed once a minute and on change */
	ac_ms liquidation_ms;
	struct ac_dec notional, risk_pct;
	enum ac_order_type entry_type;
	ac_ms warmed_ms; /* open time of the newest candle that only this book was shown */
};

struct ac_engine {
	struct ac_engine_config config;
	struct ac_bus *bus;
	struct ac_executor *executor;
	struct ac_risk *risk;
	struct symbol_state *symbols;
	struct book_state *books;
	struct ac_commands *commands; /* of the step under way */
	ac_ns now_ns;
	uint64_t fact_seq;
	uint64_t command_seq;
	uint64_t input_seq; /* of the event under way */
	uint64_t signals, signals_allowed;
	bool is_entries_on;
	bool is_up[AC_STREAM_COUNT];   /* by stream */
	bool has_gap[AC_STREAM_COUNT]; /* what was missed is not yet merged */
	ac_ms data_ms;                 /* of the newest market data of any symbol */
	bool wants_entries_cancelled;  /* a halt began in this step */
	uint16_t cancel_symbol;        /* whose entries, or AC_SYMBOL_NONE for all */
	/* account */
	bool is_valued; /* somebody wants equity at every price: guards, facts, sizing by risk */
	bool is_account_known;
	bool is_account_changed;
	struct ac_dec balance_wallet; /* the exchange's newest word */
	ac_ms snapshot_ms;            /* of the balance that our count began with, by its clock */
	ac_ns balance_time_ns;        /* when it said so, by its own clock */
	ac_ns money_ns;               /* when a balance, fill or funding last came, by ours */
	struct ac_account account;
	ac_ms account_day; /* UTC day number of the *_today sums */
	ac_ms account_fact_ms;
	uint32_t positions;
};

static inline ac_ms engine_now_ms(const struct ac_engine *engine)
{
	return engine->now_ns / AC_NS_PER_MS;
}

/* Numbers a fact, lets the engine's own parts see it, and publishes it. */
void engine_publish(struct ac_engine *engine, struct ac_event *fact);

/* `text` is a short sentence for a person. */
void engine_publish_system(struct ac_engine *engine, uint16_t symbol, enum ac_system what,
			   int64_t value, const char *text);

/* account.c */
void account_on_balance(struct ac_engine *engine, const struct ac_event *event);
void account_on_fill(struct ac_engine *engine, const struct ac_event *fact);
/* False when this settlement is booked already: streams may say it twice. */
bool account_on_funding(struct ac_engine *engine, const struct ac_event *event);
/* Values the symbol's positions at its mark and tells risk; called on each price of the symbol. */
void account_mark_to_market(struct ac_engine *engine, uint16_t symbol);
void account_publish(struct ac_engine *engine);
/* Initial margin of positions and working entries at current marks. */
struct ac_dec account_margin_used(const struct ac_engine *engine);
/* Brings a copy of the account up to now in what is otherwise worked out only when it is published:
 * peak, start of the day, margin, and sums of a day that is over. */
void account_refresh_copy(const struct ac_engine *engine, struct ac_account *copy);
/* WB - TMM + UPNL of everything but `symbol` (exchange reference 8.7). */
struct ac_dec account_margin_other(const struct ac_engine *engine, uint16_t symbol);

/* signal.c */
/* Shows one book a candle that lies behind it; its decision counts for nothing. */
void signal_warm_up(struct ac_engine *engine, uint16_t book, const struct ac_candle *candle);
void signal_on_candle(struct ac_engine *engine, uint16_t symbol, const struct ac_candle *candle,
		      bool is_history);

#endif
