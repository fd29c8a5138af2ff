/* account.h - one account: its simulated exchange, its orders as clients named them, its history,
 * its listenKey. Requests come decoded; what happened goes out as user events. */
#ifndef AC_SIMULATOR_ACCOUNT_ACCOUNT_H
#define AC_SIMULATOR_ACCOUNT_ACCOUNT_H

#include "exchange/simulated/simulated.h"
#include "io/signer.h"
#include "simulator/account/records.h"
#include "simulator/call/state.h"
#include "sys/block.h"

#define SIMULATOR_LISTEN_KEY_SIZE 65
#define SIMULATOR_SIDES           3u /* by enum ac_position_side */

/* Fixed windows of the UTC clock. */
struct simulator_order_window {
	ac_ms start_10s, start_1m;
	int32_t used_10s, used_1m;
};

/* A position as the user stream told it last. */
struct simulator_side {
	struct ac_dec amount, entry, isolated_wallet;
	struct ac_dec realized; /* since the account began */
	ac_ms updated_ms;
};
struct simulator_holding {
	struct simulator_side sides[SIMULATOR_SIDES];
	ac_ms countdown_ms; /* cancels the symbol's orders at this time; 0 off */
	bool is_margin_called;
};

/* User events on their way out; which type comes next is drawn (user_events.c). */
struct simulator_outbox {
	struct simulator_table entries;
	char *text;
	size_t size, capacity;
};

/* What the simulated exchange said about a wallet and whose position is still to come. */
struct simulator_balance_group {
	struct ac_balance balance;
	const char *reason; /* "ORDER"; NULL: nothing is open */
	uint16_t symbol;
};

struct simulator_account {
	struct ac_simulator *simulator;
	uint32_t index;
	char key[AC_SIMULATOR_KEY_SIZE];
	struct ac_signer *signer;
	bool can_withdraw, is_ip_restricted;
	struct ac_simulated *simulated;
	struct ac_block memory; /* the simulated exchange's */
	ac_ns now_ns;           /* never runs back, also where the simulator's clock was set back */
	struct simulator_table orders, algos, trades, incomes, amendments;
	struct simulator_holding *holdings; /* by symbol */
	struct simulator_order_window window;
	char listen_key[SIMULATOR_LISTEN_KEY_SIZE];
	ac_ms listen_key_until_ms;
	ac_ms wallet_updated_ms;
	ac_ms timer_ms; /* when timers.c next has something to do; INT64_MAX for nothing */
	int64_t transfer_id, amendment_id;
	/* the command under way */
	const struct simulator_order *order_draft; /* what its request said beyond the command */
	const struct simulator_algo *algo_draft;
	struct ac_reply reply;
	/* the events under way */
	struct simulator_outbox outbox;
	struct simulator_balance_group group;
	ac_ms event_newest_ms;
};

struct simulator_account *simulator_account_create(struct ac_simulator *simulator, uint32_t index,
						   const struct ac_simulator_config *config,
						   const struct ac_simulator_account_spec *spec,
						   char *error, size_t error_size);
void simulator_account_destroy(struct simulator_account *account);

/* A price reaches the account's simulated exchange; what it causes is pushed. */
void simulator_account_price(struct ac_simulator *simulator, struct simulator_account *account,
			     const struct ac_event *item);
void simulator_account_advance(struct ac_simulator *simulator, struct simulator_account *account);
ac_ns simulator_account_deadline(const struct simulator_account *account);

/* The simulator's time, kept from running back. */
ac_ns simulator_account_now(struct simulator_account *account);
static inline ac_ms simulator_now_ms(const struct ac_simulator *simulator)
{
	return simulator->now_ns / AC_NS_PER_MS;
}
/* Gives the command; its reply stands in account->reply, what it caused is pushed. */
void simulator_account_command(struct simulator_account *account, const struct ac_command *command);
/* Takes what the simulated exchange says, remembers it and pushes it. */
void simulator_account_collect(struct simulator_account *account);
/* A client id of our own making: `prefix` and random characters. */
void simulator_account_name(struct simulator_account *account, const char *prefix,
			    char ret_client_id[AC_CLIENT_ID_SIZE]);
/* A client id as the exchange allows it; made where absent. */
bool simulator_read_client_id(struct simulator_call *call, const char *name,
			      char ret_client_id[AC_CLIENT_ID_SIZE]);
struct simulator_account *simulator_account_by_key(const struct ac_simulator *simulator,
						   struct ac_str key);

#endif
