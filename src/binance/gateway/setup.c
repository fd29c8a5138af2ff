#include "binance/gateway/setup.h"

#include <stdio.h>
#include <stdlib.h>

#include "binance/gateway/advice.h"

#define SYMBOLS_MAX       2048u
#define WEIGHT_CONFIG     5
#define WEIGHT_COMMISSION 20
/* A question for each symbol's fees costs much of the budget; above this many symbols one of each
 * margin asset speaks for the others, which differ in promotions only. */
#define COMMISSIONS_MAX 60u

#define CODE_MARGIN_TYPE_SAME   (-4046)
#define CODE_POSITION_MODE_SAME (-4059)
#define CODE_ASSET_MODE_SAME    (-4171)

struct setup {
	struct ac_rest *rest;
	const struct ac_config *config;
	struct ac_instruments *instruments;
	bool is_dry;
	ac_setup_say *say;
	void *self;
	char *error;
	size_t error_size;
	struct ac_account_config account;
	struct ac_symbol_account_config *symbols; /* SYMBOLS_MAX */
	uint32_t symbol_count;
	bool is_verifying; /* the second look, after something was set */
	bool has_set, has_refused;
};

static bool fail_question(struct setup *setup, const char *path, const char *why)
{
	snprintf(setup->error, setup->error_size, "%s: %s", path, why);
	return false;
}

static bool ask_config(struct setup *setup, const char *path, struct ac_rest_answer *ret_answer)
{
	struct ac_request request;
	ac_request_begin(&request, "GET", path, true);
	request.weight = WEIGHT_CONFIG;
	ac_rest_ask(setup->rest, &request, AC_LANE_ENTRY, ret_answer);
	return ac_rest_is_ok(ret_answer) || fail_question(setup, path, ret_answer->error);
}

static bool read_account(struct setup *setup)
{
	static const char path[] = "/fapi/v1/accountConfig";
	struct ac_rest_answer answer;
	char why[200];
	if (!ask_config(setup, path, &answer))
		return false;
	if (ac_document_account_config(answer.body, &setup->account, why, sizeof(why)) != AC_OK)
		return fail_question(setup, path, why);
	return true;
}

static bool read_symbols(struct setup *setup)
{
	static const char path[] = "/fapi/v1/symbolConfig";
	struct ac_rest_answer answer;
	char why[200];
	if (!ask_config(setup, path, &answer))
		return false;
	if (ac_document_symbol_config(answer.body, setup->symbols, SYMBOLS_MAX,
				      &setup->symbol_count, why, sizeof(why)) != AC_OK)
		return fail_question(setup, path, why);
	return true;
}

static void say(struct setup *setup, const struct ac_setup_line *line)
{
	if (line->is_refused && !setup->has_refused) {
		setup->has_refused = true;
		snprintf(setup->error, setup->error_size, "%s is %s, not %s: %s", line->what,
			 line->found, line->wanted, line->text);
	}
	setup->say(setup->self, line);
}

static void refuse(struct setup *setup, struct ac_setup_line *line, const char *text)
{
	line->is_refused = true;
	snprintf(line->text, sizeof(line->text), "%s", text);
	say(setup, line);
}

/* Sends what sets the line's value. False where the fate of the question is not known. */
static bool set(struct setup *setup, struct ac_setup_line *line, const struct ac_request *request,
		int32_t code_same)
{
	struct ac_rest_answer answer;
	ac_rest_ask(setup->rest, request, AC_LANE_ENTRY, &answer);
	if (ac_rest_is_ok(&answer) || (answer.code != 0 && answer.code == code_same)) {
		line->was_set = true;
		setup->has_set = true;
		say(setup, line);
		return true;
	}
	if (answer.code == 0)
		return fail_question(setup, request->path, answer.error);
	const char *advice = ac_advice_of_code(answer.code);
	char text[sizeof(line->text)];
	if (advice != NULL)
		snprintf(text, sizeof(text), "%s (%d)", advice, answer.code);
	else
		snprintf(text, sizeof(text), "the exchange refused: %.200s", answer.error);
	refuse(setup, line, text);
	return true;
}

/* What needs no request: equal, a dry run, or the second look. True where the line is dealt with.
 */
static bool settle(struct setup *setup, struct ac_setup_line *line)
{
	bool is_same = strcmp(line->found, line->wanted) == 0;
	if (setup->is_verifying) {
		if (!is_same)
			refuse(setup, line,
			       "the exchange took the change and did not carry it out; set it on "
			       "its page, then start again");
		return true;
	}
	if (!is_same && !setup->is_dry)
		return false;
	say(setup, line);
	return true;
}

static bool set_position_mode(struct setup *setup)
{
	bool is_hedge = setup->config->settings.position_mode == AC_MODE_HEDGE;
	struct ac_setup_line line = { .what = "position mode" };
	struct ac_request request;
	snprintf(line.found, sizeof(line.found), "%s",
		 setup->account.is_hedge ? "hedge" : "one-way");
	snprintf(line.wanted, sizeof(line.wanted), "%s", is_hedge ? "hedge" : "one-way");
	if (settle(setup, &line))
		return true;
	ac_request_begin(&request, "POST", "/fapi/v1/positionSide/dual", true);
	ac_request_text(&request, "dualSidePosition", is_hedge ? "true" : "false");
	return set(setup, &line, &request, CODE_POSITION_MODE_SAME);
}

/* Wallet and margin are counted in one asset, so that the account has to do the same. */
static bool set_asset_mode(struct setup *setup)
{
	struct ac_setup_line line = { .what = "asset mode", .wanted = "single-asset" };
	struct ac_request request;
	snprintf(line.found, sizeof(line.found), "%s",
		 setup->account.is_multi_assets ? "multi-assets" : "single-asset");
	if (settle(setup, &line))
		return true;
	ac_request_begin(&request, "POST", "/fapi/v1/multiAssetsMargin", true);
	ac_request_text(&request, "multiAssetsMargin", "false");
	return set(setup, &line, &request, CODE_ASSET_MODE_SAME);
}

static const char *margin_text(enum ac_margin_type type)
{
	return type == AC_MARGIN_ISOLATED ? "ISOLATED" : "CROSSED";
}

static bool set_margin_type(struct setup *setup, const struct ac_symbol_config *wanted,
			    const struct ac_symbol_account_config *found)
{
	struct ac_setup_line line = { .what = "" };
	struct ac_request request;
	snprintf(line.what, sizeof(line.what), "%s margin type", wanted->symbol);
	snprintf(line.found, sizeof(line.found), "%s", margin_text(found->margin_type));
	snprintf(line.wanted, sizeof(line.wanted), "%s", margin_text(wanted->limits.margin_type));
	if (settle(setup, &line))
		return true;
	ac_request_begin(&request, "POST", "/fapi/v1/marginType", true);
	ac_request_text(&request, "symbol", wanted->symbol);
	ac_request_text(&request, "marginType", line.wanted);
	return set(setup, &line, &request, CODE_MARGIN_TYPE_SAME);
}

static bool set_leverage(struct setup *setup, const struct ac_symbol_config *wanted,
			 const struct ac_symbol_account_config *found,
			 const struct ac_instrument *instrument)
{
	struct ac_setup_line line = { .what = "" };
	struct ac_request request;
	snprintf(line.what, sizeof(line.what), "%s leverage", wanted->symbol);
	snprintf(line.found, sizeof(line.found), "%d", found->leverage);
	snprintf(line.wanted, sizeof(line.wanted), "%d", wanted->limits.leverage);
	int32_t most = instrument->bracket_count > 0 ? instrument->brackets[0].leverage_max : 0;
	if (most > 0 && wanted->limits.leverage > most && !setup->is_verifying) {
		char text[sizeof(line.text)];
		snprintf(text, sizeof(text),
			 "the exchange allows %d at most; set that or less in config/symbols.yaml",
			 most);
		refuse(setup, &line, text);
		return true;
	}
	if (settle(setup, &line))
		return true;
	ac_request_begin(&request, "POST", "/fapi/v1/leverage", true);
	ac_request_text(&request, "symbol", wanted->symbol);
	ac_request_int(&request, "leverage", wanted->limits.leverage);
	return set(setup, &line, &request, 0);
}

static const struct ac_symbol_config *wanted_of(const struct ac_config *config, const char *symbol)
{
	for (uint32_t i = 0; i < config->symbol_count; i++) {
		if (strcmp(config->symbols[i].symbol, symbol) == 0)
			return &config->symbols[i];
	}
	return NULL;
}

static const struct ac_symbol_account_config *found_of(const struct setup *setup,
						       const char *symbol)
{
	for (uint32_t i = 0; i < setup->symbol_count; i++) {
		if (strcmp(setup->symbols[i].symbol, symbol) == 0)
			return &setup->symbols[i];
	}
	return NULL;
}

static bool set_symbol(struct setup *setup, const struct ac_instrument *instrument)
{
	const struct ac_symbol_config *wanted = wanted_of(setup->config, instrument->symbol);
	const struct ac_symbol_account_config *found = found_of(setup, instrument->symbol);
	if (wanted == NULL)
		return true;
	if (found == NULL) {
		struct ac_setup_line line = { .found = "not told", .wanted = "known" };
		snprintf(line.what, sizeof(line.what), "%s settings", instrument->symbol);
		refuse(setup, &line,
		       "the exchange says nothing about this symbol for the account; disable it in "
		       "config/symbols.yaml");
		return true;
	}
	return set_margin_type(setup, wanted, found) &&
	       set_leverage(setup, wanted, found, instrument);
}

static bool set_all(struct setup *setup)
{
	if (!read_account(setup) || !read_symbols(setup))
		return false;
	if (!setup->account.can_trade && !setup->is_verifying) {
		struct ac_setup_line line = {
			"trading", "not allowed", "allowed", false, false, ""
		};
		refuse(setup, &line,
		       "the exchange lets this account not trade; look at its page, or ask its "
		       "support");
	}
	if (!set_position_mode(setup) || !set_asset_mode(setup))
		return false;
	for (uint32_t i = 0; i < setup->instruments->count; i++) {
		if (!set_symbol(setup, &setup->instruments->items[i]))
			return false;
	}
	return true;
}

static bool ask_commission(struct setup *setup, const char *symbol,
			   struct ac_commission *ret_commission)
{
	static const char path[] = "/fapi/v1/commissionRate";
	struct ac_request request;
	struct ac_rest_answer answer;
	char why[200];
	ac_request_begin(&request, "GET", path, true);
	ac_request_text(&request, "symbol", symbol);
	request.weight = WEIGHT_COMMISSION;
	ac_rest_ask(setup->rest, &request, AC_LANE_ENTRY, &answer);
	if (!ac_rest_is_ok(&answer))
		return fail_question(setup, path, answer.error);
	if (ac_document_commission(answer.body, ret_commission, why, sizeof(why)) != AC_OK)
		return fail_question(setup, path, why);
	return true;
}

/* The first instrument of the same margin asset that was asked about; itself where it is that. */
static uint32_t speaker_of(const struct ac_instruments *instruments, uint32_t index)
{
	if (instruments->count <= COMMISSIONS_MAX)
		return index;
	for (uint32_t i = 0; i < index; i++) {
		if (strcmp(instruments->items[i].margin_asset,
			   instruments->items[index].margin_asset) == 0)
			return i;
	}
	return index;
}

static bool take_commissions(struct setup *setup)
{
	for (uint32_t i = 0; i < setup->instruments->count; i++) {
		struct ac_instrument *instrument = &setup->instruments->items[i];
		uint32_t speaker = speaker_of(setup->instruments, i);
		if (speaker != i) {
			instrument->fee_maker = setup->instruments->items[speaker].fee_maker;
			instrument->fee_taker = setup->instruments->items[speaker].fee_taker;
			continue;
		}
		struct ac_commission commission;
		if (!ask_commission(setup, instrument->symbol, &commission))
			return false;
		instrument->fee_maker = commission.maker;
		instrument->fee_taker = commission.taker;
	}
	return true;
}

bool ac_setup_account(struct ac_rest *rest, const struct ac_config *config,
		      struct ac_instruments *instruments, bool is_dry, ac_setup_say *say_line,
		      void *self, char *error, size_t error_size)
{
	struct setup setup = {
		.rest = rest,
		.config = config,
		.instruments = instruments,
		.is_dry = is_dry,
		.say = say_line,
		.self = self,
		.error = error,
		.error_size = error_size,
		.symbols = calloc(SYMBOLS_MAX, sizeof(*setup.symbols)),
	};
	if (setup.symbols == NULL) {
		snprintf(error, error_size, "out of memory");
		return false;
	}
	bool is_fine = set_all(&setup);
	if (is_fine && setup.has_set && !setup.has_refused) {
		/* Trusted is what the exchange says afterwards, not that it took the request. */
		setup.is_verifying = true;
		is_fine = set_all(&setup);
	}
	if (is_fine && !setup.has_refused && !is_dry)
		is_fine = take_commissions(&setup);
	free(setup.symbols);
	return is_fine && !setup.has_refused;
}
