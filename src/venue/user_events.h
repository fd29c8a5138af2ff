/* user_events.h - writes what happened to an account as user stream events (reference 5.1) and lets
 * them out: events of one type in order, the types interleaved by the venue's seed, because clients
 * may rely on no more than that. */
#ifndef AC_VENUE_USER_EVENTS_H
#define AC_VENUE_USER_EVENTS_H

#include "venue/account.h"

/* What ORDER_TRADE_UPDATE and TRADE_LITE say; `trade` NULL without a fill. */
void venue_push_order(struct venue_account *account, const struct venue_order *order,
		      const char *execution, const struct venue_trade *trade);
void venue_push_algo(struct venue_account *account, const struct venue_algo *algo);
/* ACCOUNT_UPDATE of the open balance group; `has_position`: with the rows of its symbol. */
void venue_push_account(struct venue_account *account, bool has_position);
void venue_push_leverage(struct venue_account *account, uint16_t symbol, int32_t leverage);
void venue_push_margin_type(struct venue_account *account, uint16_t symbol);
void venue_push_margin_call(struct venue_account *account, uint16_t symbol);
void venue_push_key_expired(struct venue_account *account);
/* Lets everything out that was written since. */
void venue_push_flush(struct venue_account *account);
void venue_outbox_init(struct venue_outbox *outbox);
void venue_outbox_deinit(struct venue_outbox *outbox);

#endif
