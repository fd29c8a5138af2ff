/* account.h - one account: its simulated exchange, its orders as clients named them, its history,
 * its listenKey. Requests come decoded; what happened goes out as user events. */
#ifndef AC_VENUE_ACCOUNT_H
#define AC_VENUE_ACCOUNT_H

#include "exchange/simulated/simulated.h"
#include "io/signer.h"
#include "sys/block.h"
#include "venue/records.h"
#include "venue/state.h"

#define VENUE_LISTEN_KEY_SIZE 65
#define VENUE_SIDES           3u /* by enum ac_position_side */

/* Fixed windows of the UTC clock. */
struct venue_order_window {
	ac_ms start_10s, start_1m;
	int32_t used_10s, used_1m;
};

/* A position as the user stream told it last. */
struct venue_side {
	struct ac_dec amount, entry, isolated_wallet;
	struct ac_dec realized; /* since the account began */
	ac_ms updated_ms;
};
struct venue_holding {
	struct venue_side sides[VENUE_SIDES];
	ac_ms countdown_ms; /* cancels the symbol's orders at this time; 0 off */
	bool is_margin_called;
};

/* User events on their way out; which type comes next is drawn (user_events.c). */
struct venue_outbox {
	struct venue_table entries;
	char *text;
	size_t size, capacity;
};

/* What the simulated exchange said about a wallet and whose position is still to come. */
struct venue_balance_group {
	struct ac_balance balance;
	const char *reason; /* "ORDER"; NULL: nothing is open */
	uint16_t symbol;
};

struct venue_account {
	struct ac_venue *venue;
	uint32_t index;
	char key[AC_VENUE_KEY_SIZE];
	struct ac_signer *signer;
	bool can_withdraw, is_ip_restricted;
	struct ac_simulated *simulated;
	struct ac_block memory; /* the simulated exchange's */
	ac_ns now_ns; /* never runs back, also where the venue's clock was set back */
	struct venue_table orders, algos, trades, incomes, amendments;
	struct venue_holding *holdings; /* by symbol */
	struct venue_order_window window;
	char listen_key[VENUE_LISTEN_KEY_SIZE];
	ac_ms listen_key_until_ms;
	ac_ms wallet_updated_ms;
	ac_ms timer_ms; /* when timers.c next has something to do; INT64_MAX for nothing */
	int64_t transfer_id, amendment_id;
	/* the command under way */
	const struct venue_order *order_draft; /* what its request said beyond the command */
	const struct venue_algo *algo_draft;
	struct ac_reply reply;
	/* the events under way */
	struct venue_outbox outbox;
	struct venue_balance_group group;
	ac_ms event_newest_ms;
};

struct venue_account *venue_account_create(struct ac_venue *venue, uint32_t index,
					   const struct ac_venue_config *config,
					   const struct ac_venue_account_spec *spec, char *error,
					   size_t error_size);
void venue_account_destroy(struct venue_account *account);

/* A price reaches the account's simulated exchange; what it causes is pushed. */
void venue_account_price(struct ac_venue *venue, struct venue_account *account,
			 const struct ac_event *item);
void venue_account_advance(struct ac_venue *venue, struct venue_account *account);
ac_ns venue_account_deadline(const struct venue_account *account);

/* The venue's time, kept from running back. */
ac_ns venue_account_now(struct venue_account *account);
static inline ac_ms venue_now_ms(const struct ac_venue *venue)
{
	return venue->now_ns / AC_NS_PER_MS;
}
/* Gives the command; its reply stands in account->reply, what it caused is pushed. */
void venue_account_command(struct venue_account *account, const struct ac_command *command);
/* Takes what the simulated exchange says, remembers it and pushes it. */
void venue_account_collect(struct venue_account *account);
/* A client id of our own making: `prefix` and random characters. */
void venue_account_name(struct venue_account *account, const char *prefix,
			char ret_client_id[AC_CLIENT_ID_SIZE]);
struct venue_account *venue_account_by_key(const struct ac_venue *venue, struct ac_str key);

#endif
