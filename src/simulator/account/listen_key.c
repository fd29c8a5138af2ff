#include "simulator/account/listen_key.h"

#include "simulator/account/user_events.h"
#include "simulator/account/account.h"
#include "simulator/call/call.h"

static bool is_valid(const struct simulator_account *account, ac_ms now_ms)
{
	return account->listen_key[0] != '\0' && now_ms < account->listen_key_until_ms;
}

static void answer(struct simulator_call *call)
{
	ac_json_open(call->json, NULL, '{');
	simulator_json_word(call->json, "listenKey", call->account->listen_key);
	ac_json_close(call->json, '}');
}

void simulator_listen_key_start(struct ac_simulator *simulator, struct simulator_call *call)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	struct simulator_account *account = call->account;
	ac_ms now = simulator_now_ms(simulator);
	if (!is_valid(account, now)) {
		for (size_t i = 0; i + 1 < SIMULATOR_LISTEN_KEY_SIZE; i++)
			account->listen_key[i] =
				letters[ac_prng_below(&simulator->prng, sizeof(letters) - 1)];
		account->listen_key[SIMULATOR_LISTEN_KEY_SIZE - 1] = '\0';
	}
	account->listen_key_until_ms = now + SIMULATOR_LISTEN_KEY_LIFE_MS;
	answer(call);
}

void simulator_listen_key_keep(struct ac_simulator *simulator, struct simulator_call *call)
{
	ac_ms now = simulator_now_ms(simulator);
	if (!is_valid(call->account, now)) {
		simulator_refuse_code(call, -1125);
		return;
	}
	call->account->listen_key_until_ms = now + SIMULATOR_LISTEN_KEY_LIFE_MS;
	answer(call);
}

static void forget(struct simulator_account *account)
{
	memset(account->listen_key, 0, sizeof(account->listen_key));
	account->listen_key_until_ms = 0;
}

void simulator_listen_key_end(struct ac_simulator *simulator, struct simulator_call *call)
{
	(void)simulator;
	forget(call->account);
	ac_json_open(call->json, NULL, '{');
	ac_json_close(call->json, '}');
}

void simulator_listen_key_advance(struct simulator_account *account, ac_ms now_ms)
{
	if (account->listen_key[0] == '\0' || now_ms < account->listen_key_until_ms)
		return;
	simulator_push_key_expired(account);
	simulator_push_flush(account);
	forget(account);
}

int32_t ac_simulator_listen_key_find(const struct ac_simulator *simulator, struct ac_str key,
				     ac_ms now_ms)
{
	for (uint32_t i = 0; i < simulator->account_count; i++) {
		const struct simulator_account *account = simulator->accounts[i];
		if (is_valid(account, now_ms + simulator->skew_ms) &&
		    ac_str_equal(ac_str_from(account->listen_key), key))
			return (int32_t)i;
	}
	return -1;
}

const char *ac_simulator_listen_key(const struct ac_simulator *simulator, uint32_t account)
{
	ac_assert(account < simulator->account_count);
	const struct simulator_account *found = simulator->accounts[account];
	return is_valid(found, simulator_now_ms(simulator)) ? found->listen_key : "";
}

void ac_simulator_listen_key_expire(struct ac_simulator *simulator, uint32_t account, ac_ns now_ns)
{
	ac_assert(account < simulator->account_count);
	simulator->now_ns = now_ns + simulator->skew_ms * AC_NS_PER_MS;
	struct simulator_account *found = simulator->accounts[account];
	(void)simulator_account_now(found);
	if (found->listen_key[0] == '\0')
		return;
	found->listen_key_until_ms = simulator_now_ms(simulator);
	simulator_listen_key_advance(found, simulator_now_ms(simulator));
}
