/* questions.h - what an account asks about itself: balances, positions, limits, permissions. */
#ifndef AC_VENUE_QUESTIONS_H
#define AC_VENUE_QUESTIONS_H

#include "venue/call.h"

void venue_question_account(struct ac_venue *venue, struct venue_call *call);
void venue_question_account_old(struct ac_venue *venue, struct venue_call *call);
void venue_question_balance(struct ac_venue *venue, struct venue_call *call);
void venue_question_positions(struct ac_venue *venue, struct venue_call *call);
void venue_question_positions_old(struct ac_venue *venue, struct venue_call *call);
void venue_question_symbols(struct ac_venue *venue, struct venue_call *call);
void venue_question_config(struct ac_venue *venue, struct venue_call *call);
void venue_question_brackets(struct ac_venue *venue, struct venue_call *call);
void venue_question_fees(struct ac_venue *venue, struct venue_call *call);
void venue_question_fee_burn(struct ac_venue *venue, struct venue_call *call);
void venue_question_adl(struct ac_venue *venue, struct venue_call *call);
void venue_question_trading(struct ac_venue *venue, struct venue_call *call);
void venue_question_limits(struct ac_venue *venue, struct venue_call *call);
void venue_question_permissions(struct ac_venue *venue, struct venue_call *call);

/* A position as the questions show it. */
struct venue_position {
	uint16_t symbol;
	uint8_t side;
	bool is_isolated;
	int32_t leverage;
	struct ac_dec amount, entry, isolated_wallet, notional /* signed */, mark;
	struct ac_dec unrealized, maintenance;
	struct ac_dec margin_initial, margin_orders; /* of the position; of open orders */
	ac_ms updated_ms;
};
/* Visits the account's positions; `is_every`: flat ones too. `symbol` -1: of all. */
void venue_positions_visit(const struct venue_account *account, int32_t symbol, bool is_every,
			   void (*visit)(void *self, const struct venue_position *position),
			   void *self);
struct ac_dec venue_liquidation_price(const struct venue_account *account,
				      const struct venue_position *position);
/* The largest notional at the leverage, as a whole number in a text. */
void venue_json_notional_max(struct ac_json *json, const struct ac_instrument *instrument,
			     int32_t leverage);

#endif
