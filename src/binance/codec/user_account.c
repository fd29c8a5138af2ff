/* ACCOUNT_UPDATE: balances before positions, and before both the funding that moved them. */
#include "binance/codec/user_event.h"

struct account_update {
	const struct ac_frame_fields *a;
	ac_ms time_ms;
	bool is_funding;
	bool is_transfer;
	uint16_t funding_symbol;
};

/* Money that came or went without trading. MARGIN_TRANSFER is not one: it moves between the cross
 * wallet and a position and leaves the whole as it was. */
static bool is_transfer(const struct ac_json_value *reason)
{
	static const struct ac_str words[] = {
		{ "DEPOSIT", 7 },        { "WITHDRAW", 8 },           { "WITHDRAW_REJECT", 15 },
		{ "ADMIN_DEPOSIT", 13 }, { "ADMIN_WITHDRAW", 14 },    { "ASSET_TRANSFER", 14 },
		{ "AUTO_EXCHANGE", 13 }, { "COIN_SWAP_DEPOSIT", 17 }, { "COIN_SWAP_WITHDRAW", 18 },
	};
	for (size_t i = 0; i < AC_COUNT(words); i++)
		if (ac_json_value_is(reason, words[i]))
			return true;
	return false;
}

/* One row; gives its events only if `is_giving`, so that a list can be looked through first. */
typedef bool row_take(struct user_decoding *d, const struct account_update *update,
		      const struct ac_frame_fields *row, bool is_giving);

static bool balance_take(struct user_decoding *d, const struct account_update *update,
			 const struct ac_frame_fields *row, bool is_giving)
{
	struct ac_event event;
	struct ac_frame *frame = d->frame;
	const struct ac_json_value *asset = ac_frame_field(row, 'a');
	if (asset == NULL)
		return ac_frame_malformed(frame, "B.a", "is missing");
	if (!ac_json_value_is(asset, ac_str_from(d->stream->margin_asset)))
		return true;
	user_event_begin(d, &event, AC_EVENT_BALANCE, update->funding_symbol, update->time_ms);
	struct ac_balance *balance = &event.balance;
	if (!ac_frame_decimal(frame, row, AC_SLOT_WB, "B.wb", &balance->wallet) ||
	    !ac_frame_decimal(frame, row, AC_SLOT_CW, "B.cw", &balance->cross_wallet) ||
	    !ac_frame_decimal_optional(frame, row, AC_SLOT_BC, "B.bc", &balance->change))
		return false;
	if (update->is_funding && ac_frame_field(row, AC_SLOT_BC) == NULL)
		return ac_frame_malformed(frame, "B.bc", "is missing");
	balance->is_transfer = update->is_transfer;
	static_assert(sizeof(balance->asset) >= AC_ASSET_SIZE, "an asset's name fits");
	memcpy(balance->asset, d->stream->margin_asset, AC_ASSET_SIZE);
	if (!is_giving)
		return true;
	if (update->is_funding) {
		struct ac_event funding;
		user_event_begin(d, &funding, AC_EVENT_FUNDING, update->funding_symbol,
				 update->time_ms);
		funding.funding.payment = balance->change;
		funding.funding.time_ms = update->time_ms;
		user_event_give(d, &funding);
	}
	user_event_give(d, &event);
	return true;
}

static bool position_take(struct user_decoding *d, const struct account_update *update,
			  const struct ac_frame_fields *row, bool is_giving)
{
	struct ac_event event;
	uint16_t symbol;
	struct ac_frame *frame = d->frame;
	if (!user_symbol_read(d, row, "P.s", &symbol))
		return false;
	user_event_begin(d, &event, AC_EVENT_POSITION, symbol, update->time_ms);
	struct ac_position_update *position = &event.position;
	if (!ac_frame_decimal(frame, row, AC_SLOT_PA, "P.pa", &position->amount) ||
	    !ac_frame_average(frame, row, AC_SLOT_EP, "P.ep", &position->entry_price) ||
	    !ac_frame_average(frame, row, AC_SLOT_IW, "P.iw", &position->isolated_wallet) ||
	    !user_position_side_read(d, row, "P.ps", &position->position_side))
		return false;
	position->time_ms = update->time_ms;
	if (is_giving)
		user_event_give(d, &event);
	return true;
}

/* An absent list is an empty one. */
static bool walk(struct user_decoding *d, const struct account_update *update, unsigned slot,
		 row_take *take, bool is_giving)
{
	struct ac_json_reader reader;
	struct ac_frame_object row;
	const struct ac_json_value *rows = ac_frame_field(update->a, slot);
	const char *name = slot == 'B' ? "B" : "P";
	if (rows == NULL)
		return true;
	if (rows->kind != AC_JSON_ARRAY)
		return ac_frame_malformed(d->frame, name, "is no list");
	ac_json_reader_init(&reader, rows->text);
	if (!ac_json_reader_enter(&reader, AC_JSON_ARRAY))
		return false;
	while (ac_json_reader_item(&reader)) {
		if (ac_json_reader_peek(&reader) != AC_JSON_OBJECT)
			return ac_frame_malformed(d->frame, name, "has a row that is no object");
		ac_frame_object_read(&reader, &row);
		if (!take(d, update, &row.fields, is_giving))
			return false;
	}
	return true;
}

/* The symbol that funding was paid for: named, or that of the isolated position in the message. */
static uint16_t funding_symbol_read(struct user_decoding *d, const struct ac_frame_fields *a)
{
	const struct ac_json_value *named = ac_frame_field(a, 'S'), *rows = ac_frame_field(a, 'P');
	struct ac_json_reader reader;
	struct ac_frame_object row;
	if (named != NULL)
		return user_symbol_find(d, named);
	if (rows == NULL || rows->kind != AC_JSON_ARRAY)
		return AC_SYMBOL_NONE;
	ac_json_reader_init(&reader, rows->text);
	if (!ac_json_reader_enter(&reader, AC_JSON_ARRAY) || !ac_json_reader_item(&reader) ||
	    ac_json_reader_peek(&reader) != AC_JSON_OBJECT)
		return AC_SYMBOL_NONE;
	ac_frame_object_read(&reader, &row);
	const struct ac_json_value *symbol = ac_frame_field(&row.fields, 's');
	return symbol != NULL ? user_symbol_find(d, symbol) : AC_SYMBOL_NONE;
}

void user_decode_account(struct user_decoding *d, struct ac_frame_object *object)
{
	struct ac_frame *frame = d->frame;
	struct account_update update = { .a = ac_frame_object_inner(object, 'a'),
					 .funding_symbol = AC_SYMBOL_NONE };
	if (update.a == NULL) {
		(void)ac_frame_malformed(frame, "a", "is missing");
		return;
	}
	if (!ac_frame_time(frame, &object->fields, 'T', "T", &update.time_ms))
		return;
	const struct ac_json_value *reason = ac_frame_field(update.a, 'm');
	if (reason == NULL) {
		(void)ac_frame_malformed(frame, "a.m", "is missing");
		return;
	}
	update.is_funding = ac_json_value_is(reason, AC_STR("FUNDING_FEE"));
	update.is_transfer = is_transfer(reason);
	if (update.is_funding)
		update.funding_symbol = funding_symbol_read(d, update.a);
	frame->symbol = update.funding_symbol;
	/* First all rows are looked at: a message is taken whole or not at all. */
	if (walk(d, &update, 'B', balance_take, false) &&
	    walk(d, &update, 'P', position_take, false)) {
		(void)walk(d, &update, 'B', balance_take, true);
		(void)walk(d, &update, 'P', position_take, true);
	}
}
