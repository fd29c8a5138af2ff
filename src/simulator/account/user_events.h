/* user_events.h - writes what happened to an account as user stream events (reference 5.1) and
 * lets them out: events of one type in order, the types interleaved by the simulator's seed,
 * because clients may rely on no more than that. */
#ifndef AC_SIMULATOR_ACCOUNT_USER_EVENTS_H
#define AC_SIMULATOR_ACCOUNT_USER_EVENTS_H

#include "simulator/account/account.h"

/* What ORDER_TRADE_UPDATE and TRADE_LITE say; `trade` NULL without a fill. */
void simulator_push_order(struct simulator_account *account, const struct simulator_order *order,
			  const char *execution, const struct simulator_trade *trade);
void simulator_push_algo(struct simulator_account *account, const struct simulator_algo *algo);
/* ACCOUNT_UPDATE of the open balance group; `has_position`: with the rows of its symbol. */
void simulator_push_account(struct simulator_account *account, bool has_position);
void simulator_push_leverage(struct simulator_account *account, uint16_t symbol, int32_t leverage);
void simulator_push_margin_type(struct simulator_account *account, uint16_t symbol);
void simulator_push_margin_call(struct simulator_account *account, uint16_t symbol);
void simulator_push_key_expired(struct simulator_account *account);
/* Lets everything out that was written since. */
void simulator_push_flush(struct simulator_account *account);
void simulator_outbox_init(struct simulator_outbox *outbox);
void simulator_outbox_deinit(struct simulator_outbox *outbox);

#endif
