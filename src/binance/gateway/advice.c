#include "binance/gateway/advice.h"

struct row {
	int32_t code;
	const char *text;
};

static const struct row codes[] = {
	{ -1002, "the key is not allowed to do this; look at its permissions on the exchange's "
		 "page of API keys" },
	{ -1003, "too much was asked in a short time; wait some minutes, and stop other programs "
		 "that use the same address" },
	{ -1015, "too many orders in a short time; wait a minute, and stop other programs on this "
		 "account" },
	{ -1016, "the exchange is under maintenance; try again later" },
	{ -1021, "the clock of this machine is off; let it follow a time server (timedatectl "
		 "set-ntp true)" },
	{ -1022, "the secret does not belong to the key; copy both anew, or make a new key" },
	{ -1109, "the account cannot be used; open its futures account on the exchange's page" },
	{ -2014, "BINANCE_API_KEY is not a key; copy it anew, without blanks and whole" },
	{ -2015, "the key is unknown here, may not be used from this address, or may not trade "
		 "futures; compare it with the exchange's page of API keys (testnet and mainnet "
		 "have keys of their own), its list of addresses and its permissions" },
	{ -2017, "the exchange has locked the key; make a new one" },
	{ -2027, "a position is larger than this leverage allows; reduce it, or set a smaller "
		 "leverage in config/symbols.yaml" },
	{ -2028, "the wallet is too small for this leverage with the positions that are open; "
		 "close some first" },
	{ -4028, "the exchange does not allow this leverage for the symbol; set a smaller one in "
		 "config/symbols.yaml" },
	{ -4045, "the account has as many conditional orders as it may; cancel those that nobody "
		 "needs" },
	{ -4047, "orders of the symbol are open; cancel them, then start again" },
	{ -4048, "a position of the symbol is open; close it, then start again" },
	{ -4067, "orders are open, in USD-M or COIN-M futures; cancel them, or set POSITION_MODE "
		 "to what the account has" },
	{ -4068, "a position is open, in USD-M or COIN-M futures; close it, or set POSITION_MODE "
		 "to what the account has" },
	{ -4087, "the exchange lets this account reduce positions only; ask its support why" },
	{ -4088, "the exchange lets this account place no orders; ask its support why" },
	{ -4109, "the futures account is not active; transfer some funds into it first" },
	{ -4161, "leverage cannot be lowered while an isolated position is open; close it, or set "
		 "the leverage that the account has in config/symbols.yaml" },
	{ -4167, "a symbol has isolated margin, which does not go together with multi-assets "
		 "mode" },
	{ -4168, "isolated margin does not go together with multi-assets mode; turn that mode off "
		 "on the exchange's page first" },
	{ -4169, "the margin would not suffice in the other asset mode; close positions first" },
	{ -4170, "open orders stand in the way of the other asset mode; cancel them first" },
	{ -4172, "the wallet of one asset is below zero; transfer some of it in first" },
	{ -4192, "the account is in a cooling-off period; wait until it is over" },
	{ -4202, "a leverage above 20 wants a verified account; verify it, or set 20 or less in "
		 "config/symbols.yaml" },
	{ -4203, "the account is too young for a leverage above 20; set 20 or less in "
		 "config/symbols.yaml" },
	{ -4205, "the futures account is too young for a leverage above 20; set 20 or less in "
		 "config/symbols.yaml" },
	{ -4206, "the account's country allows a smaller leverage only; set a smaller one in "
		 "config/symbols.yaml" },
	{ -4208, "the account's raised position limits allow a leverage of 20 at most; set 20 or "
		 "less in config/symbols.yaml" },
	{ -4209, "the exchange allows a smaller leverage only for the symbol; set a smaller one "
		 "in config/symbols.yaml" },
	{ -4400, "the exchange lets this account reduce positions only, after its rules of "
		 "quantitative trading; wait until the lock ends" },
	{ -4401, "the exchange lets this account reduce positions only, as they are large; reduce "
		 "them" },
	{ -4402, "the account's region may not trade this symbol; disable it in "
		 "config/symbols.yaml" },
	{ -4403, "the account's region allows a smaller leverage only; set a smaller one in "
		 "config/symbols.yaml" },
	{ -4531, "the account cannot change its position mode just now; set POSITION_MODE to what "
		 "it has, or change it on the exchange's page" },
};

static const struct row statuses[] = {
	{ 401, "the key was refused; compare it with the exchange's page of API keys" },
	{ 403, "the exchange's firewall refused the question, or this host has no such page; wait "
	       "some minutes, and look at the address" },
	{ 404, "this host does not have that page; look at BINANCE_REST_URL" },
	{ 418, "this address is banned for a while, as too much was asked; wait, and stop other "
	       "programs that use it" },
	{ 429, "too much was asked in a short time; wait a minute, and stop other programs that "
	       "use the same address" },
	{ 451, "the exchange does not serve the place that this machine is in" },
};

static const char *find(const struct row *rows, size_t count, int32_t code)
{
	for (size_t i = 0; i < count; i++) {
		if (rows[i].code == code)
			return rows[i].text;
	}
	return NULL;
}

const char *ac_advice_of_code(int32_t code)
{
	return find(codes, AC_COUNT(codes), code);
}

const char *ac_advice_of_status(int status)
{
	return status >= 500 ? "the exchange has a problem of its own; try again in a minute"
			     : find(statuses, AC_COUNT(statuses), status);
}
