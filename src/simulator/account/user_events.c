#include "simulator/account/user_events.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "simulator/account/account.h"
#include "simulator/call/call.h"

#define EVENT_SIZE    4096u
#define OVERTAKEN_MAX 4u /* how many older events of other types one may overtake, and itself */
#define JITTER_MS     3u

struct outbox_entry {
	const char *type; /* static */
	size_t offset, size;
	ac_ms time_ms;
	bool is_out;
};

struct event_text {
	struct ac_json json;
	char buffer[EVENT_SIZE];
};

/* The event's name and E are written when it leaves. */
static struct ac_json *begin(struct event_text *text)
{
	ac_json_init(&text->json, text->buffer, sizeof(text->buffer));
	ac_json_open(&text->json, NULL, '{');
	return &text->json;
}

static void end(struct simulator_account *account, const char *type, struct event_text *text)
{
	struct simulator_outbox *outbox = &account->outbox;
	ac_json_close(&text->json, '}');
	ac_assert(!text->json.is_full);
	size_t size = text->json.size;
	if (outbox->capacity - outbox->size < size) {
		size_t capacity = 2 * outbox->capacity + EVENT_SIZE;
		outbox->text = realloc(outbox->text, capacity);
		ac_assert(outbox->text != NULL);
		outbox->capacity = capacity;
	}
	memcpy(outbox->text + outbox->size, text->json.data, size);
	struct outbox_entry *entry = simulator_table_add(&outbox->entries);
	*entry = (struct outbox_entry){
		.type = type,
		.offset = outbox->size,
		.size = size,
		.time_ms = account->now_ns / AC_NS_PER_MS,
	};
	outbox->size += size;
}

static void put_trade(struct ac_json *json, const struct ac_simulator *simulator,
		      const struct simulator_order *order, const struct simulator_trade *trade)
{
	struct ac_dec none = AC_DEC_ZERO;
	simulator_json_quantity(json, "l", simulator, order->symbol,
				trade == NULL ? none : trade->quantity);
	simulator_json_quantity(json, "z", simulator, order->symbol, order->executed);
	simulator_json_price(json, "L", simulator, order->symbol,
			     trade == NULL ? none : trade->price);
	if (trade != NULL) {
		simulator_json_word(json, "N",
				    simulator_instrument(simulator, order->symbol)->margin_asset);
		simulator_json_dec(json, "n", trade->commission, 8);
	}
	ac_json_int(json, "T", trade == NULL ? order->updated_ms : trade->time_ms);
	ac_json_int(json, "t", trade == NULL ? 0 : trade->trade_id);
	simulator_json_word(json, "b", "0");
	simulator_json_word(json, "a", "0");
	ac_json_bool(json, "m", trade != NULL && trade->is_maker);
	ac_json_dec(json, "rp", trade == NULL ? none : trade->realized);
}

static void put_order(struct ac_json *json, const struct ac_simulator *simulator,
		      const struct simulator_order *order, const char *execution,
		      const struct simulator_trade *trade)
{
	char reason[16];
	snprintf(reason, sizeof(reason), "%" PRId32, order->expiry_reason);
	simulator_json_word(json, "s", simulator_instrument(simulator, order->symbol)->symbol);
	simulator_json_word(json, "c", order->client_id);
	simulator_json_word(json, "S", ac_side_text((enum ac_side)order->side));
	simulator_json_word(json, "o", ac_order_type_text((enum ac_order_type)order->type));
	simulator_json_word(json, "f", simulator_tif_text(order->tif));
	simulator_json_quantity(json, "q", simulator, order->symbol, order->quantity);
	simulator_json_price(json, "p", simulator, order->symbol, order->price);
	simulator_json_dec(json, "ap", order->average, 5);
	simulator_json_price(json, "sp", simulator, order->symbol, order->stop_price);
	simulator_json_word(json, "x", execution);
	simulator_json_word(json, "X", ac_order_status_text((enum ac_order_status)order->status));
	ac_json_int(json, "i", order->order_id);
	if (order->has_modify_id && strcmp(execution, "AMENDMENT") == 0)
		ac_json_int(json, "M", order->modify_id);
	put_trade(json, simulator, order, trade);
	ac_json_bool(json, "R", order->reduce_only);
	simulator_json_word(json, "wt",
			    ac_working_type_text((enum ac_working_type)order->working_type));
	simulator_json_word(json, "ot", ac_order_type_text((enum ac_order_type)order->origin_type));
	simulator_json_word(json, "ps",
			    ac_position_side_text((enum ac_position_side)order->position_side));
	ac_json_bool(json, "cp", order->close_position);
	ac_json_bool(json, "pP", order->price_protect);
	ac_json_int(json, "si", 0);
	ac_json_int(json, "ss", 0);
	simulator_json_word(json, "V", simulator_stp_text(order->stp));
	simulator_json_word(json, "pm", simulator_price_match_text(order->match));
	ac_json_int(json, "gtd", order->good_till_ms);
	simulator_json_word(json, "er", reason);
}

static void push_trade_lite(struct simulator_account *account, const struct simulator_order *order,
			    const struct simulator_trade *trade)
{
	const struct ac_simulator *simulator = account->simulator;
	struct event_text text;
	struct ac_json *json = begin(&text);
	ac_json_int(json, "T", trade->time_ms);
	simulator_json_word(json, "s", simulator_instrument(simulator, order->symbol)->symbol);
	simulator_json_quantity(json, "q", simulator, order->symbol, order->quantity);
	simulator_json_price(json, "p", simulator, order->symbol, order->price);
	ac_json_bool(json, "m", trade->is_maker);
	simulator_json_word(json, "c", order->client_id);
	simulator_json_word(json, "S", ac_side_text((enum ac_side)order->side));
	simulator_json_price(json, "L", simulator, order->symbol, trade->price);
	simulator_json_quantity(json, "l", simulator, order->symbol, trade->quantity);
	ac_json_int(json, "t", trade->trade_id);
	ac_json_int(json, "i", order->order_id);
	end(account, "TRADE_LITE", &text);
}

void simulator_push_order(struct simulator_account *account, const struct simulator_order *order,
			  const char *execution, const struct simulator_trade *trade)
{
	struct event_text text;
	struct ac_json *json = begin(&text);
	ac_json_int(json, "T", order->updated_ms);
	ac_json_open(json, "o", '{');
	put_order(json, account->simulator, order, execution, trade);
	ac_json_close(json, '}');
	end(account, "ORDER_TRADE_UPDATE", &text);
	if (trade != NULL)
		push_trade_lite(account, order, trade);
}

static void put_algo(struct ac_json *json, const struct ac_simulator *simulator,
		     const struct simulator_algo *algo)
{
	char order_id[24] = "";
	if (algo->order_id != 0)
		snprintf(order_id, sizeof(order_id), "%" PRId64, algo->order_id);
	bool is_limit = algo->type == AC_ORDER_STOP || algo->type == AC_ORDER_TAKE_PROFIT;
	simulator_json_word(json, "caid", algo->client_id);
	ac_json_int(json, "aid", algo->algo_id);
	simulator_json_word(json, "at", "CONDITIONAL");
	simulator_json_word(json, "o", ac_order_type_text((enum ac_order_type)algo->type));
	simulator_json_word(json, "s", simulator_instrument(simulator, algo->symbol)->symbol);
	simulator_json_word(json, "S", ac_side_text((enum ac_side)algo->side));
	simulator_json_word(json, "ps",
			    ac_position_side_text((enum ac_position_side)algo->position_side));
	simulator_json_word(json, "f", simulator_tif_text(algo->tif));
	simulator_json_quantity(json, "q", simulator, algo->symbol, algo->quantity);
	simulator_json_word(json, "X", ac_order_status_text((enum ac_order_status)algo->status));
	simulator_json_word(json, "ai", order_id);
	if (algo->order_id != 0) {
		simulator_json_dec(json, "ap", algo->actual_price, 0);
		simulator_json_dec(json, "aq", algo->actual_quantity, 0);
		simulator_json_word(json, "act", is_limit ? "LIMIT" : "MARKET");
	}
	simulator_json_price(json, "tp", simulator, algo->symbol, algo->trigger_price);
	simulator_json_price(json, "p", simulator, algo->symbol, algo->price);
	simulator_json_word(json, "V", simulator_stp_text(algo->stp));
	simulator_json_word(json, "wt",
			    ac_working_type_text((enum ac_working_type)algo->working_type));
	simulator_json_word(json, "pm", simulator_price_match_text(algo->match));
	ac_json_bool(json, "cp", algo->close_position);
	ac_json_bool(json, "pP", algo->price_protect);
	ac_json_bool(json, "R", algo->reduce_only);
	ac_json_int(json, "tt", algo->triggered_ms);
	ac_json_int(json, "gtd", algo->good_till_ms);
	simulator_json_word(json, "rm", algo->code == 0 ? "" : simulator_error_text(algo->code));
	ac_json_bool(json, "ia", algo->is_active);
}

void simulator_push_algo(struct simulator_account *account, const struct simulator_algo *algo)
{
	struct event_text text;
	struct ac_json *json = begin(&text);
	ac_json_int(json, "T", algo->updated_ms);
	ac_json_open(json, "o", '{');
	put_algo(json, account->simulator, algo);
	ac_json_close(json, '}');
	end(account, "ALGO_UPDATE", &text);
}

/* Break-even includes the fee paid to open, as a taker; nobody is to rely on it. */
static struct ac_dec break_even(const struct ac_instrument *instrument,
				const struct simulator_side *side)
{
	struct ac_dec fee = AC_DEC_ZERO;
	if (ac_dec_mul(side->entry, instrument->fee_taker, AC_ROUND_UP, &fee) != AC_OK)
		return side->entry;
	int64_t sign = side->amount.units < 0 ? -1 : 1;
	return (struct ac_dec){ side->entry.units + sign * fee.units };
}

static void put_position(struct ac_json *json, const struct simulator_account *account,
			 uint16_t symbol, uint8_t position_side)
{
	const struct simulator_side *side = &account->holdings[symbol].sides[position_side];
	const struct ac_instrument *instrument = simulator_instrument(account->simulator, symbol);
	struct ac_simulated_symbol state;
	ac_simulated_symbol_get(account->simulated, symbol, &state);
	struct ac_dec unrealized = AC_DEC_ZERO;
	if (side->amount.units != 0)
		unrealized = state.unrealized[position_side];
	bool is_isolated = state.margin_type == AC_MARGIN_ISOLATED;
	ac_json_open(json, NULL, '{');
	simulator_json_word(json, "s", instrument->symbol);
	simulator_json_dec(json, "pa", side->amount, instrument->quantity_precision);
	ac_json_dec(json, "ep", side->entry);
	ac_json_dec(json, "bep", break_even(instrument, side));
	ac_json_dec(json, "cr", side->realized);
	ac_json_dec(json, "up", unrealized);
	simulator_json_word(json, "mt", is_isolated ? "isolated" : "cross");
	ac_json_dec(json, "iw", side->isolated_wallet);
	simulator_json_word(json, "ps",
			    ac_position_side_text((enum ac_position_side)position_side));
	ac_json_close(json, '}');
}

static void put_positions(struct ac_json *json, const struct simulator_account *account,
			  uint16_t symbol)
{
	bool is_hedge = ac_simulated_mode(account->simulated) == AC_MODE_HEDGE;
	uint8_t first = is_hedge ? AC_POSITION_LONG : AC_POSITION_BOTH;
	uint8_t last = is_hedge ? AC_POSITION_SHORT : AC_POSITION_BOTH;
	for (uint8_t side = first; side <= last; side++)
		put_position(json, account, symbol, side);
}

void simulator_push_account(struct simulator_account *account, bool has_position)
{
	const struct simulator_balance_group *group = &account->group;
	struct event_text text;
	struct ac_json *json = begin(&text);
	ac_json_int(json, "T", account->now_ns / AC_NS_PER_MS);
	ac_json_open(json, "a", '{');
	simulator_json_word(json, "m", group->reason);
	ac_json_open(json, "B", '[');
	ac_json_open(json, NULL, '{');
	simulator_json_word(json, "a", group->balance.asset);
	simulator_json_dec(json, "wb", group->balance.wallet, 8);
	simulator_json_dec(json, "cw", group->balance.cross_wallet, 8);
	ac_json_dec(json, "bc", group->balance.change);
	ac_json_close(json, '}');
	ac_json_close(json, ']');
	if (strcmp(group->reason, "FUNDING_FEE") == 0)
		simulator_json_word(
			json, "S", simulator_instrument(account->simulator, group->symbol)->symbol);
	if (has_position) {
		ac_json_open(json, "P", '[');
		put_positions(json, account, group->symbol);
		ac_json_close(json, ']');
	}
	ac_json_close(json, '}');
	end(account, "ACCOUNT_UPDATE", &text);
}

void simulator_push_leverage(struct simulator_account *account, uint16_t symbol, int32_t leverage)
{
	struct event_text text;
	struct ac_json *json = begin(&text);
	ac_json_int(json, "T", account->now_ns / AC_NS_PER_MS);
	ac_json_open(json, "ac", '{');
	simulator_json_word(json, "s", simulator_instrument(account->simulator, symbol)->symbol);
	ac_json_int(json, "l", leverage);
	ac_json_close(json, '}');
	end(account, "ACCOUNT_CONFIG_UPDATE", &text);
}

void simulator_push_margin_type(struct simulator_account *account, uint16_t symbol)
{
	struct event_text text;
	struct ac_json *json = begin(&text);
	ac_json_int(json, "T", account->now_ns / AC_NS_PER_MS);
	ac_json_open(json, "a", '{');
	simulator_json_word(json, "m", "MARGIN_TYPE_CHANGE");
	ac_json_open(json, "B", '[');
	ac_json_close(json, ']');
	ac_json_open(json, "P", '[');
	put_positions(json, account, symbol);
	ac_json_close(json, ']');
	ac_json_close(json, '}');
	end(account, "ACCOUNT_UPDATE", &text);
}

static void put_called(struct ac_json *json, const struct simulator_account *account,
		       uint16_t symbol, uint8_t side)
{
	const struct simulator_side *held = &account->holdings[symbol].sides[side];
	struct ac_simulated_symbol state;
	ac_simulated_symbol_get(account->simulated, symbol, &state);
	ac_json_open(json, NULL, '{');
	simulator_json_word(json, "s", simulator_instrument(account->simulator, symbol)->symbol);
	simulator_json_word(json, "ps", ac_position_side_text((enum ac_position_side)side));
	ac_json_dec(json, "pa", held->amount);
	simulator_json_word(json, "mt", ac_margin_type_text(state.margin_type));
	ac_json_dec(json, "iw", held->isolated_wallet);
	ac_json_dec(json, "mp", state.mark);
	ac_json_dec(json, "up", state.unrealized[side]);
	ac_json_dec(json, "mm", state.maintenance[side]);
	ac_json_close(json, '}');
}

void simulator_push_margin_call(struct simulator_account *account, uint16_t symbol)
{
	struct event_text text;
	struct ac_json *json = begin(&text);
	struct ac_simulated_symbol state;
	struct ac_simulated_account wallet;
	ac_simulated_symbol_get(account->simulated, symbol, &state);
	ac_simulated_account_get(account->simulated, &wallet);
	if (state.margin_type == AC_MARGIN_CROSSED)
		ac_json_dec(json, "cw", wallet.wallet);
	ac_json_open(json, "p", '[');
	for (uint8_t side = 0; side < SIMULATOR_SIDES; side++) {
		if (account->holdings[symbol].sides[side].amount.units != 0)
			put_called(json, account, symbol, side);
	}
	ac_json_close(json, ']');
	end(account, "MARGIN_CALL", &text);
}

void simulator_push_key_expired(struct simulator_account *account)
{
	struct event_text text;
	struct ac_json *json = begin(&text);
	simulator_json_word(json, "listenKey", account->listen_key);
	end(account, "listenKeyExpired", &text);
}

/* ---- letting them out ---- */

static bool is_free(const struct simulator_table *entries, uint32_t first, uint32_t index)
{
	const struct outbox_entry *entry = simulator_table_at(entries, index);
	if (entry->is_out)
		return false;
	for (uint32_t i = first; i < index; i++) {
		const struct outbox_entry *earlier = simulator_table_at(entries, i);
		if (!earlier->is_out && earlier->type == entry->type)
			return false;
	}
	return true;
}

static struct outbox_entry *draw(struct simulator_account *account, uint32_t first)
{
	const struct simulator_table *entries = &account->outbox.entries;
	struct outbox_entry *free[OVERTAKEN_MAX];
	uint32_t count = 0;
	for (uint32_t i = first; i < entries->count && i < first + OVERTAKEN_MAX; i++) {
		if (is_free(entries, first, i))
			free[count++] = simulator_table_at(entries, i);
	}
	ac_assert(count > 0);
	return free[ac_prng_below(&account->simulator->prng, count)];
}

static void let_out(struct simulator_account *account, const struct outbox_entry *entry)
{
	struct ac_simulator *simulator = account->simulator;
	ac_ms moment = entry->time_ms + (ac_ms)ac_prng_below(&simulator->prng, JITTER_MS);
	if (moment < account->event_newest_ms)
		moment = account->event_newest_ms;
	account->event_newest_ms = moment;
	int head = snprintf(simulator->frame, SIMULATOR_FRAME_SIZE,
			    "{\"e\":\"%s\",\"E\":%" PRId64 ",", entry->type, moment);
	ac_assert(head > 0 && (size_t)head + entry->size < SIMULATOR_FRAME_SIZE);
	memcpy(simulator->frame + head, account->outbox.text + entry->offset + 1, entry->size - 1);
	const struct ac_str payload = { simulator->frame, (size_t)head + entry->size - 1 };
	if (simulator->sink.user != NULL)
		simulator->sink.user(simulator->sink.self, account->index, entry->type, payload);
}

void simulator_push_flush(struct simulator_account *account)
{
	struct simulator_outbox *outbox = &account->outbox;
	uint32_t first = 0;
	while (first < outbox->entries.count) {
		struct outbox_entry *entry = draw(account, first);
		let_out(account, entry);
		entry->is_out = true;
		while (first < outbox->entries.count) {
			const struct outbox_entry *next =
				simulator_table_at(&outbox->entries, first);
			if (!next->is_out)
				break;
			first++;
		}
	}
	outbox->entries.count = 0;
	outbox->size = 0;
}

void simulator_outbox_deinit(struct simulator_outbox *outbox)
{
	simulator_table_deinit(&outbox->entries);
	free(outbox->text);
	*outbox = (struct simulator_outbox){ 0 };
}

void simulator_outbox_init(struct simulator_outbox *outbox)
{
	*outbox = (struct simulator_outbox){ 0 };
	simulator_table_init(&outbox->entries, sizeof(struct outbox_entry));
}
