/* The two things that everything about an account does: ask its time, and give it a command. */
#include "simulator/account/account.h"

ac_ns simulator_account_now(struct simulator_account *account)
{
	if (account->simulator->now_ns > account->now_ns)
		account->now_ns = account->simulator->now_ns;
	/* Its opening balance came when the simulator opened. */
	if (account->wallet_updated_ms == 0)
		account->wallet_updated_ms = account->now_ns / AC_NS_PER_MS;
	return account->now_ns;
}

void simulator_account_command(struct simulator_account *account, const struct ac_command *command)
{
	ac_ns now = simulator_account_now(account);
	memset(&account->reply, 0, sizeof(account->reply));
	ac_simulated_command(account->simulated, command, now);
	simulator_account_collect(account);
	ac_assert(account->reply.command_kind == command->kind);
}
