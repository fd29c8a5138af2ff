/* The key, what it may do, and how the account is set up. */
#include "binance/doctor/doctor_state.h"

#include <stdio.h>

#include "binance/gateway/advice.h"
#include "binance/gateway/setup.h"

#define BALANCE_WEIGHT 5
#define ROWS_MAX       3u
#define EXPIRY_NEAR_MS (14 * AC_MS_PER_DAY)

bool doctor_check_key(struct doctor *doctor)
{
	struct ac_request request;
	struct ac_rest_answer answer;
	char error[200];
	const char *kind = ac_key_kind_text(ac_signer_kind(ac_rest_signer(doctor->rest)));
	ac_request_begin(&request, "GET", "/fapi/v3/balance", true);
	request.weight = BALANCE_WEIGHT;
	if (!doctor_ask(doctor, "key", &request, &answer))
		return false;
	doctor_say(doctor, "key", AC_DOCTOR_OK, NULL, "accepted; its kind is %s", kind);
	/* Only a key that may read the account has a stream of its own. */
	ac_request_begin(&request, "POST", "/fapi/v1/listenKey", false);
	if (!doctor_ask(doctor, "user stream key", &request, &answer))
		return true;
	if (ac_document_listen_key(answer.body, doctor->listen_key, sizeof(doctor->listen_key),
				   error, sizeof(error)) != AC_OK)
		doctor_say(doctor, "user stream key", AC_DOCTOR_FAILED,
			   "try again in a minute; if it stays, report it", "%s", error);
	return true;
}

/* Each right that is wrong is a row of its own: each is put right in a place of its own. */
static void judge_permissions(struct doctor *doctor, const struct ac_key_permissions *permissions)
{
	static const char check[] = "key permissions";
	static const char page[] = "on the exchange's page of API keys, edit this key: ";
	char advice[256];
	bool is_fine = true;
	if (permissions->can_withdraw) {
		snprintf(advice, sizeof(advice),
			 "%sswitch off 'Enable Withdrawals', or make a new key without it", page);
		doctor_say(doctor, check, AC_DOCTOR_FAILED, advice,
			   "the key may withdraw money, which no trading program needs");
		is_fine = false;
	}
	if (!permissions->can_trade_futures || !permissions->can_read) {
		snprintf(advice, sizeof(advice),
			 "%sswitch on '%s'; a key made before the futures account was opened must "
			 "be made anew",
			 page, permissions->can_read ? "Enable Futures" : "Enable Reading");
		doctor_say(doctor, check, AC_DOCTOR_FAILED, advice, "the key may not %s",
			   permissions->can_read ? "trade futures" : "read the account");
		is_fine = false;
	}
	if (!permissions->is_ip_restricted) {
		snprintf(advice, sizeof(advice),
			 "%srestrict it to the address of this machine; a stolen key is of no use "
			 "elsewhere then",
			 page);
		doctor_say(doctor, check, AC_DOCTOR_WARNING, advice,
			   "the key may be used from any address");
	}
	if (permissions->can_transfer) {
		snprintf(advice, sizeof(advice), "%sswitch off transfers", page);
		doctor_say(doctor, check, AC_DOCTOR_WARNING, advice,
			   "the key may transfer funds between accounts");
	}
	ac_ms left_ms = permissions->expires_ms - ac_rest_now_ms(doctor->rest);
	if (permissions->expires_ms > 0 && left_ms < EXPIRY_NEAR_MS) {
		snprintf(advice, sizeof(advice), "%sextend it, or restrict it to an address", page);
		doctor_say(doctor, check, left_ms <= 0 ? AC_DOCTOR_FAILED : AC_DOCTOR_WARNING,
			   advice, "the right to trade ends in %lld days",
			   left_ms <= 0 ? 0 : left_ms / AC_MS_PER_DAY);
		is_fine = is_fine && left_ms > 0;
	}
	if (is_fine)
		doctor_say(doctor, check, AC_DOCTOR_OK, NULL,
			   "futures may be traded, withdrawals may not be made%s",
			   permissions->is_ip_restricted ? ", from listed addresses only" : "");
}

void doctor_check_permissions(struct doctor *doctor)
{
	static const char check[] = "key permissions";
	const struct ac_settings *settings = &doctor->config->settings;
	struct ac_request request;
	struct ac_rest_answer answer;
	struct ac_key_permissions permissions;
	char error[200];
	if (settings->endpoints.sapi[0] == '\0') {
		bool is_real = settings->mode == AC_RUN_MAINNET &&
			       !ac_endpoints_are_local(&settings->endpoints);
		doctor_say(doctor, check, is_real ? AC_DOCTOR_FAILED : AC_DOCTOR_SKIPPED,
			   is_real ? "set BINANCE_SAPI_URL to https://api.binance.com" : NULL,
			   is_real ? "there is no address to ask what the key may do"
				   : "this exchange has no page that tells them");
		return;
	}
	ac_request_begin(&request, "GET", "/sapi/v1/account/apiRestrictions", true);
	ac_rest_ask_at(doctor->rest, settings->endpoints.sapi, &request, &answer);
	if (!ac_rest_is_ok(&answer))
		doctor_say(doctor, check, AC_DOCTOR_FAILED, doctor_advise(&answer), "%s: %s",
			   settings->endpoints.sapi, answer.error);
	else if (ac_document_key_permissions(answer.body, &permissions, error, sizeof(error)) !=
		 AC_OK)
		doctor_say(doctor, check, AC_DOCTOR_FAILED,
			   "look at the key's rights on the exchange's page, and report this", "%s",
			   error);
	else
		judge_permissions(doctor, &permissions);
}

struct settings_rows {
	struct doctor *doctor;
	uint32_t same, differing, refused;
	char modes[80]; /* the account's own two settings, as found */
};

static void take_line(void *self, const struct ac_setup_line *line)
{
	struct settings_rows *rows = self;
	char advice[320];
	if (strstr(line->what, " mode") != NULL) {
		size_t used = strlen(rows->modes);
		snprintf(rows->modes + used, sizeof(rows->modes) - used, "%s%s",
			 used > 0 ? ", " : "", line->found);
		rows->doctor->is_hedge |= strcmp(line->found, "hedge") == 0;
	}
	if (line->is_refused) {
		rows->refused++;
		doctor_say(rows->doctor, line->what, AC_DOCTOR_FAILED, line->text,
			   "%s, wanted is %s", line->found, line->wanted);
		return;
	}
	if (strcmp(line->found, line->wanted) == 0) {
		rows->same++;
		return;
	}
	if (++rows->differing > ROWS_MAX)
		return;
	snprintf(advice, sizeof(advice),
		 "nothing, if that is what you want: `autocoin run` sets it to %s", line->wanted);
	doctor_say(rows->doctor, line->what, AC_DOCTOR_WARNING, advice, "%s, wanted is %s",
		   line->found, line->wanted);
}

void doctor_check_settings(struct doctor *doctor)
{
	static const char check[] = "account settings";
	struct settings_rows rows = { .doctor = doctor };
	char error[512] = "";
	bool is_fine = ac_setup_account(doctor->rest, doctor->config, &doctor->instruments, true,
					take_line, &rows, error, sizeof(error));
	if (!is_fine && rows.refused == 0) {
		doctor_say(doctor, check, AC_DOCTOR_FAILED,
			   "try again in a minute; if it stays, report it", "%s", error);
		return;
	}
	if (rows.differing > ROWS_MAX)
		doctor_say(doctor, check, AC_DOCTOR_WARNING,
			   "nothing, if that is what you want: `autocoin run` sets them",
			   "%u more differ from what is wanted", rows.differing - ROWS_MAX);
	if (rows.refused == 0)
		doctor_say(doctor, check, AC_DOCTOR_OK, NULL,
			   "%s; %u of %u settings are as configured", rows.modes, rows.same,
			   rows.same + rows.differing);
}
