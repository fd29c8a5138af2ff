/* wire.h - what both sources that speak with the real exchange have in common: the loop, REST, the
 * gateway, and the journal's way to the disk, which prices do not wait for. Only for the files of a
 * run; engine thread. */
#ifndef AC_TRADER_WIRE_H
#define AC_TRADER_WIRE_H

#include "binance/gateway/gateway.h"
#include "binance/gateway/setup.h"
#include "database/store.h"
#include "journal/journal.h"
#include "session/rules.h"
#include "sys/error.h"
#include "sys/file_sync.h"
#include "view/view.h"

struct source;
struct source_beginning;
struct ac_engine;

struct wire {
	struct ac_loop *loop;
	struct ac_rest *rest;
	struct ac_gateway *gateway;
	struct ac_exchange port;
	struct ac_instruments instruments; /* every one that the exchange has; owned */
	bool is_complete;                  /* history and snapshot have been taken */
	bool takes_orders;                 /* there is an account of ours behind it */
	bool is_api_entry;                 /* orders go over the WebSocket API while it stands */
	uint64_t snapshots_told;
	bool was_on_rest;
	struct ac_file_sync *sync;
	ac_ns synced_ns;  /* steady: when the journal was last forced to the disk */
	ac_ns down_ns[3]; /* steady; since when market, user and API are down; 0 up */
};

/* The exchange is reached, its clock compared, its rules read. With `has_key` the configuration's
 * key signs, and this process leaves no core. False with `error`. */
bool wire_open(struct wire *wire, const struct ac_settings *settings, bool has_key,
	       struct ac_rules *ret_rules, struct ac_error *error);
/* The gateway stands. `on_events` is its listener where orders go over it; NULL: prices only.
 * False with `error`. */
bool wire_prepare(struct wire *wire, const struct ac_config *config,
		  const struct ac_instruments *instruments, void (*on_events)(void *self),
		  void *self, struct ac_error *error);
void wire_name(const struct ac_settings *settings, char ret_name[AC_STORE_TEXT_SIZE]);
void wire_close(struct wire *wire);

/* Now, as the engine is told it. */
ac_ns wire_now(const struct wire *wire);
/* Waits for the exchange, at most `limit` and not beyond the engine's next deadline. */
void wire_wait(struct wire *wire, const struct ac_engine *engine, ac_ns limit);
/* Forces the journal to the disk once a second, on another thread. */
void wire_sync(struct wire *wire, struct ac_journal *journal);
/* Says in the log what changed about the wire. */
void wire_note(struct wire *wire);

/* Functions of a source's kind. */
enum ac_status wire_symbols(const struct source *source,
			    void (*take)(void *self, const char *symbol), void *self,
			    struct ac_error *error);
ac_ns wire_start_ns(const struct source *source, ac_ns earlier_ns);
void wire_start(struct source *source, const struct source_beginning *beginning);
void wire_show(struct source *source, struct ac_view *view);

#endif
