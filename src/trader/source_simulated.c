/* The exchange's side of a source whose orders are filled in this process. */
#include "trader/outlet.h"
#include "trader/source.h"

void source_simulated_settle(struct source *source, ac_ns limit)
{
	ac_session_advance(source->session, source->session->now_ns + limit);
}

void source_simulated_money(const struct source *source, struct ac_source_money *ret_money)
{
	struct ac_simulated_account account;
	ac_simulated_account_get(source->world->simulated, &account);
	*ret_money = (struct ac_source_money){
		.wallet = account.wallet,
		.realized = account.realized,
		.fees = account.fees,
		.funding = account.funding,
		.has_ledger = true,
		.wallet_start = account.wallet_start,
	};
	ac_agreement_check(source->world, &ret_money->agreement);
}
