/* questions.h - what an account asks about itself: balances, positions, limits, permissions. */
#ifndef AC_SIMULATOR_ACCOUNT_QUESTIONS_H
#define AC_SIMULATOR_ACCOUNT_QUESTIONS_H

#include "simulator/account/account.h"
#include "simulator/call/call.h"

void simulator_question_account(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_question_account_old(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_question_balance(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_question_positions(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_question_positions_old(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_question_symbols(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_question_config(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_question_brackets(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_question_fees(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_question_fee_burn(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_question_adl(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_question_trading(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_question_limits(struct ac_simulator *simulator, struct simulator_call *call);
void simulator_question_permissions(struct ac_simulator *simulator, struct simulator_call *call);

/* A position as the questions show it. */
struct simulator_position {
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
void simulator_positions_visit(const struct simulator_account *account, int32_t symbol,
			       bool is_every,
			       void (*visit)(void *self, const struct simulator_position *position),
			       void *self);
struct ac_dec simulator_liquidation_price(const struct simulator_account *account,
					  const struct simulator_position *position);
/* The largest notional at the leverage, as a whole number in a text. */
void simulator_json_notional_max(struct ac_json *json, const struct ac_instrument *instrument,
				 int32_t leverage);

#endif
