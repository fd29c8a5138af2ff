#include "venue/listen_key.h"

#include "venue/call.h"
#include "venue/user_events.h"

static bool is_valid(const struct venue_account *account, ac_ms now_ms)
{
	return account->listen_key[0] != '\0' && now_ms < account->listen_key_until_ms;
}

static void answer(struct venue_call *call)
{
	ac_json_open(call->json, NULL, '{');
	venue_json_word(call->json, "listenKey", call->account->listen_key);
	ac_json_close(call->json, '}');
}

void venue_listen_key_start(struct ac_venue *venue, struct venue_call *call)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	struct venue_account *account = call->account;
	ac_ms now = venue_now_ms(venue);
	if (!is_valid(account, now)) {
		for (size_t i = 0; i + 1 < VENUE_LISTEN_KEY_SIZE; i++)
			account->listen_key[i] =
				letters[ac_prng_below(&venue->prng, sizeof(letters) - 1)];
		account->listen_key[VENUE_LISTEN_KEY_SIZE - 1] = '\0';
	}
	account->listen_key_until_ms = now + VENUE_LISTEN_KEY_LIFE_MS;
	answer(call);
}

void venue_listen_key_keep(struct ac_venue *venue, struct venue_call *call)
{
	ac_ms now = venue_now_ms(venue);
	if (!is_valid(call->account, now)) {
		venue_refuse_code(call, -1125);
		return;
	}
	call->account->listen_key_until_ms = now + VENUE_LISTEN_KEY_LIFE_MS;
	answer(call);
}

static void forget(struct venue_account *account)
{
	memset(account->listen_key, 0, sizeof(account->listen_key));
	account->listen_key_until_ms = 0;
}

void venue_listen_key_end(struct ac_venue *venue, struct venue_call *call)
{
	(void)venue;
	forget(call->account);
	ac_json_open(call->json, NULL, '{');
	ac_json_close(call->json, '}');
}

void venue_listen_key_advance(struct venue_account *account, ac_ms now_ms)
{
	if (account->listen_key[0] == '\0' || now_ms < account->listen_key_until_ms)
		return;
	venue_push_key_expired(account);
	venue_push_flush(account);
	forget(account);
}

int32_t ac_venue_listen_key_find(const struct ac_venue *venue, struct ac_str key, ac_ms now_ms)
{
	for (uint32_t i = 0; i < venue->account_count; i++) {
		const struct venue_account *account = venue->accounts[i];
		if (is_valid(account, now_ms + venue->skew_ms) &&
		    ac_str_equal(ac_str_from(account->listen_key), key))
			return (int32_t)i;
	}
	return -1;
}

const char *ac_venue_listen_key(const struct ac_venue *venue, uint32_t account)
{
	ac_assert(account < venue->account_count);
	const struct venue_account *found = venue->accounts[account];
	return is_valid(found, venue_now_ms(venue)) ? found->listen_key : "";
}

void ac_venue_listen_key_expire(struct ac_venue *venue, uint32_t account, ac_ns now_ns)
{
	ac_assert(account < venue->account_count);
	venue->now_ns = now_ns + venue->skew_ms * AC_NS_PER_MS;
	struct venue_account *found = venue->accounts[account];
	(void)venue_account_now(found);
	if (found->listen_key[0] == '\0')
		return;
	found->listen_key_until_ms = venue_now_ms(venue);
	venue_listen_key_advance(found, venue_now_ms(venue));
}
