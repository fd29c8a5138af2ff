/* What would be traded: symbols, the sizes of their entries, and the money for them. */
#include "binance/doctor/doctor_state.h"

#include <stdio.h>
#include <stdlib.h>

#include "binance/codec/documents.h"

#define PERPETUAL_MS 4133404800000LL /* the delivery time of what is never delivered */

static bool is_traded(const struct ac_config *config, const char *symbol)
{
	for (uint32_t i = 0; i < config->book_count; i++) {
		if (config->books[i].is_enabled && strcmp(config->books[i].symbol, symbol) == 0)
			return true;
	}
	return false;
}

/* True where the symbol can be traded at all. */
static bool check_symbol(struct doctor *doctor, const char *symbol, int32_t index)
{
	char check[48];
	snprintf(check, sizeof(check), "%.39s", symbol);
	if (index < 0) {
		doctor_say(doctor, check, AC_DOCTOR_FAILED,
			   "correct it in config/symbols.yaml, or disable it there",
			   "this exchange has no such symbol");
		return false;
	}
	const struct ac_instrument *instrument = &doctor->all.items[index];
	if (instrument->state != AC_SYMBOL_TRADING) {
		doctor_say(doctor, check, AC_DOCTOR_FAILED, "disable it in config/symbols.yaml",
			   "the exchange does not trade it now");
		return false;
	}
	if (instrument->bracket_count == 0) {
		doctor_say(doctor, check, AC_DOCTOR_FAILED,
			   "try again in a minute; otherwise disable it in config/symbols.yaml",
			   "the exchange tells no leverage brackets, without which nothing is "
			   "entered");
		return false;
	}
	if (instrument->is_reduce_only_long || instrument->is_reduce_only_short)
		doctor_say(doctor, check, AC_DOCTOR_WARNING,
			   "disable it in config/symbols.yaml, or wait",
			   "the exchange takes reducing orders only on one side or both");
	if (instrument->delivery_time_ms > 0 && instrument->delivery_time_ms < PERPETUAL_MS)
		doctor_say(
			doctor, check, AC_DOCTOR_WARNING,
			"disable it in config/symbols.yaml in time",
			"the exchange stops trading it in %lld hours",
			(long long)((instrument->delivery_time_ms - ac_rest_now_ms(doctor->rest)) /
				    (60 * AC_MS_PER_MIN)));
	return true;
}

bool doctor_choose_symbols(struct doctor *doctor)
{
	const struct ac_config *config = doctor->config;
	struct ac_instruments *instruments = &doctor->instruments;
	uint32_t wanted = 0;
	instruments->items = calloc(config->symbol_count + 1, sizeof(*instruments->items));
	doctor->marks = calloc(config->symbol_count + 1, sizeof(*doctor->marks));
	if (instruments->items == NULL || doctor->marks == NULL) {
		doctor_say(doctor, "symbols", AC_DOCTOR_FAILED, "free some memory and try again",
			   "out of memory");
		return false;
	}
	instruments->capacity = config->symbol_count + 1;
	for (uint32_t i = 0; i < config->symbol_count; i++) {
		const char *symbol = config->symbols[i].symbol;
		if (!config->symbols[i].is_enabled || !is_traded(config, symbol))
			continue;
		wanted++;
		int32_t index = ac_instruments_find(&doctor->all, ac_str_from(symbol));
		if (check_symbol(doctor, symbol, index))
			instruments->items[instruments->count++] = doctor->all.items[index];
	}
	if (wanted == 0)
		doctor_say(doctor, "symbols", AC_DOCTOR_FAILED,
			   "enable a symbol in config/symbols.yaml and a file "
			   "strategies/<name>/<SYMBOL>.yaml for it",
			   "nothing would be traded");
	else if (instruments->count == wanted)
		doctor_say(doctor, "symbols", AC_DOCTOR_OK, NULL, "all %u are traded", wanted);
	return instruments->count > 0;
}

/* The quantity that the configured size buys at the mark price. */
static bool quantity_of(const struct ac_book_config *book, const struct ac_instrument *instrument,
			struct ac_dec mark, struct ac_dec *ret_quantity)
{
	struct ac_dec quantity;
	return ac_dec_div(book->notional, mark, AC_ROUND_DOWN, &quantity) == AC_OK &&
	       ac_instrument_round_quantity(instrument, book->entry_type, quantity, ret_quantity) ==
		       AC_OK;
}

/* The smallest size that the exchange takes: whole steps, and worth the smallest notional. */
static struct ac_dec smallest_notional(const struct ac_instrument *instrument,
				       enum ac_order_type type, struct ac_dec mark)
{
	const struct ac_lot *lot =
		type == AC_ORDER_LIMIT ? &instrument->lot : &instrument->market_lot;
	struct ac_dec quantity = lot->minimum, steps, notional = AC_DEC_ZERO;
	if (ac_dec_div(instrument->notional_minimum, mark, AC_ROUND_UP, &steps) == AC_OK &&
	    ac_dec_round_to(steps, lot->step, AC_ROUND_CEIL, &steps) == AC_OK)
		quantity = ac_dec_max(quantity, steps);
	if (ac_dec_mul(quantity, mark, AC_ROUND_UP, &notional) != AC_OK)
		return instrument->notional_minimum;
	return notional;
}

static bool check_size(struct doctor *doctor, const struct ac_book_config *book, uint32_t index)
{
	const struct ac_instrument *instrument = &doctor->instruments.items[index];
	struct ac_dec mark = doctor->marks[index], quantity = AC_DEC_ZERO;
	char check[48], advice[320], size[AC_DEC_TEXT_SIZE], least[AC_DEC_TEXT_SIZE];
	bool is_fine = quantity_of(book, instrument, mark, &quantity);
	struct ac_filter_order order = {
		.side = AC_SIDE_BUY,
		.type = AC_ORDER_MARKET,
		.quantity = quantity,
		.mark = mark,
	};
	enum ac_filter filter = AC_FILTER_QUANTITY_LOW;
	if (is_fine && !ac_dec_is_zero(quantity))
		filter = ac_instrument_check(instrument, &order);
	if (filter == AC_FILTER_OK || filter == AC_FILTER_SIDE_CLOSED)
		return true;
	struct ac_dec smallest = smallest_notional(instrument, book->entry_type, mark);
	/* Room for a move of the price until the entry, and a number that people write. */
	if (ac_dec_mul(smallest, (struct ac_dec){ 110 * AC_DEC_SCALE / 100 }, AC_ROUND_UP,
		       &smallest) != AC_OK ||
	    ac_dec_round_to(smallest, AC_DEC(1), AC_ROUND_CEIL, &smallest) != AC_OK)
		smallest = instrument->notional_minimum;
	ac_dec_format(book->notional, size);
	ac_dec_format(smallest, least);
	snprintf(check, sizeof(check), "%.35s size", instrument->symbol);
	snprintf(advice, sizeof(advice), "set notional to %s or more in %.200s", least, book->file);
	doctor_say(doctor, check, AC_DOCTOR_FAILED, advice, "an entry of %s %s is refused: %s",
		   size, instrument->quote_asset, ac_filter_text(filter));
	return false;
}

void doctor_check_sizes(struct doctor *doctor)
{
	const struct ac_config *config = doctor->config;
	uint32_t checked = 0, refused = 0, unknown = 0;
	for (uint32_t i = 0; i < config->book_count; i++) {
		const struct ac_book_config *book = &config->books[i];
		int32_t index =
			ac_instruments_find(&doctor->instruments, ac_str_from(book->symbol));
		if (!book->is_enabled || index < 0)
			continue;
		if (ac_dec_is_zero(book->notional) || ac_dec_is_zero(doctor->marks[index])) {
			unknown++;
			continue;
		}
		checked++;
		refused += !check_size(doctor, book, (uint32_t)index);
	}
	if (checked > 0 && refused == 0)
		doctor_say(doctor, "sizes of entries", AC_DOCTOR_OK, NULL,
			   "%u fit the exchange's smallest order", checked);
	if (unknown > 0)
		doctor_say(doctor, "sizes of entries", AC_DOCTOR_SKIPPED, NULL,
			   "%u follow the equity (risk_pct) or have no price yet", unknown);
}

/* ---- money ---- */

struct purse {
	bool is_known;
	struct ac_dec wallet;
};

static void take_balance(void *self, const struct ac_event *event)
{
	struct purse *purse = self;
	if (event->kind != AC_EVENT_BALANCE)
		return;
	purse->is_known = true;
	purse->wallet = event->balance.wallet;
}

/* Margin that entries of this asset need: the largest one, and all at once. */
static void sum_margin(const struct doctor *doctor, const char *asset, struct ac_dec *ret_largest,
		       struct ac_dec *ret_sum)
{
	const struct ac_config *config = doctor->config;
	*ret_largest = *ret_sum = AC_DEC_ZERO;
	for (uint32_t i = 0; i < config->book_count; i++) {
		const struct ac_book_config *book = &config->books[i];
		int32_t index =
			ac_instruments_find(&doctor->instruments, ac_str_from(book->symbol));
		struct ac_dec margin, sum;
		if (!book->is_enabled || index < 0 ||
		    strcmp(doctor->instruments.items[index].margin_asset, asset) != 0)
			continue;
		int32_t leverage = 1;
		for (uint32_t k = 0; k < config->symbol_count; k++) {
			if (strcmp(config->symbols[k].symbol, book->symbol) == 0)
				leverage = config->symbols[k].limits.leverage;
		}
		if (ac_dec_div(book->notional, AC_DEC(leverage), AC_ROUND_UP, &margin) != AC_OK ||
		    ac_dec_add(*ret_sum, margin, &sum) != AC_OK)
			continue;
		*ret_largest = ac_dec_max(*ret_largest, margin);
		*ret_sum = sum;
	}
}

static void judge_balance(struct doctor *doctor, const char *asset, struct ac_dec wallet)
{
	char check[48], has[AC_DEC_TEXT_SIZE], needs[AC_DEC_TEXT_SIZE];
	struct ac_dec largest, sum;
	sum_margin(doctor, asset, &largest, &sum);
	snprintf(check, sizeof(check), "balance %.30s", asset);
	ac_dec_format(wallet, has);
	if (wallet.units <= 0 || ac_dec_compare(wallet, largest) < 0) {
		ac_dec_format(largest, needs);
		doctor_say(doctor, check, AC_DOCTOR_FAILED,
			   doctor->config->settings.mode == AC_RUN_TESTNET
				   ? "refill the demo account on its page, or configure smaller "
				     "entries"
				   : "transfer funds into the futures wallet, or configure smaller "
				     "entries",
			   "the wallet holds %s; one entry needs up to %s as margin", has, needs);
		return;
	}
	bool is_short = ac_dec_compare(wallet, sum) < 0;
	ac_dec_format(sum, needs);
	doctor_say(doctor, check, is_short ? AC_DOCTOR_WARNING : AC_DOCTOR_OK,
		   is_short ? "entries that find no margin are refused; transfer more, or "
			      "configure smaller ones"
			    : NULL,
		   "the wallet holds %s; all entries at once need %s as margin", has, needs);
}

void doctor_check_balance(struct doctor *doctor)
{
	struct ac_request request;
	struct ac_rest_answer answer;
	char error[200];
	ac_request_begin(&request, "GET", "/fapi/v3/balance", true);
	request.weight = 5;
	if (!doctor_ask(doctor, "balance", &request, &answer))
		return;
	for (uint32_t i = 0; i < doctor->instruments.count; i++) {
		const char *asset = doctor->instruments.items[i].margin_asset;
		bool is_new = true;
		for (uint32_t k = 0; k < i && is_new; k++)
			is_new = strcmp(doctor->instruments.items[k].margin_asset, asset) != 0;
		if (!is_new)
			continue;
		struct purse purse = { .is_known = false };
		struct ac_document_rows rows = {
			.instruments = &doctor->instruments,
			.recv_ns = answer.recv_ns,
			.sink = { take_balance, &purse },
		};
		if (ac_document_balance(answer.body, asset, &rows, error, sizeof(error)) == AC_OK)
			judge_balance(doctor, asset, purse.is_known ? purse.wallet : AC_DEC_ZERO);
		else
			doctor_say(doctor, "balance", AC_DOCTOR_FAILED,
				   "try again in a minute; if it stays, report it", "%s", error);
	}
}
