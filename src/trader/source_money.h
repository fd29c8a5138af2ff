/* source_money.h - what the exchange's side of a run says of the money at its end. */
#ifndef AC_TRADER_SOURCE_MONEY_H
#define AC_TRADER_SOURCE_MONEY_H

#include "trader/ledger.h"

struct ac_source_money {
	struct ac_dec wallet, realized, fees, funding;
	/* The exchange is simulated in this process, so that its ledger can be held against our
	 * books: the next two are filled. */
	bool has_ledger;
	struct ac_dec wallet_start;
	struct ac_agreement agreement;
};

#endif
