/* Client ids: read of a request, or made where it has none. */
#include "simulator/account/account.h"
#include "simulator/call/call.h"

#define NAME_SIZE 22

void simulator_account_name(struct simulator_account *account, const char *prefix,
			    char ret_client_id[AC_CLIENT_ID_SIZE])
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	size_t size = strlen(prefix);
	ac_assert(size + NAME_SIZE < AC_CLIENT_ID_SIZE);
	memset(ret_client_id, 0, AC_CLIENT_ID_SIZE);
	for (size_t i = 0; i < size; i++)
		ret_client_id[i] = prefix[i];
	for (size_t i = 0; i < NAME_SIZE; i++)
		ret_client_id[size + i] =
			letters[ac_prng_below(&account->simulator->prng, sizeof(letters) - 1)];
}

static bool is_client_id(struct ac_str text)
{
	for (size_t i = 0; i < text.size; i++) {
		char c = text.data[i];
		bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		bool is_digit = c >= '0' && c <= '9';
		if (!is_letter && !is_digit && (c == '\0' || strchr(".:/_-", c) == NULL))
			return false;
	}
	return text.size > 0 && text.size < AC_CLIENT_ID_SIZE;
}

bool simulator_read_client_id(struct simulator_call *call, const char *name,
			      char ret_client_id[AC_CLIENT_ID_SIZE])
{
	struct ac_str text = simulator_parameter(call, name);
	if (text.data == NULL) {
		simulator_account_name(call->account, "", ret_client_id);
		return true;
	}
	if (!is_client_id(text)) {
		simulator_refuse_code(call, -4015);
		return false;
	}
	memset(ret_client_id, 0, AC_CLIENT_ID_SIZE);
	memcpy(ret_client_id, text.data, text.size);
	return true;
}
