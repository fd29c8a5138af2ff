#include "trader/ledger.h"

#include <inttypes.h>
#include <stdio.h>

static void differ(struct ac_agreement *agreement, const char *what, struct ac_dec ours,
		   struct ac_dec theirs)
{
	if (ours.units == theirs.units)
		return;
	char a[AC_DEC_TEXT_SIZE], b[AC_DEC_TEXT_SIZE];
	ac_dec_format(ours, a);
	ac_dec_format(theirs, b);
	if (agreement->differences++ == 0)
		snprintf(agreement->text, sizeof(agreement->text), "%s: ours %s, the exchange's %s",
			 what, a, b);
}

static struct ac_dec sum_books(const struct ac_world *world, uint16_t symbol, int direction)
{
	struct ac_dec sum = AC_DEC_ZERO;
	for (uint16_t i = 0; i < world->book_count; i++) {
		const struct ac_position_record *position = ac_engine_position(world->engine, i);
		if (world->books[i].symbol != symbol || position->direction == 0 ||
		    (direction != 0 && position->direction != direction))
			continue;
		sum.units += position->direction * position->quantity.units;
	}
	return sum;
}

static const struct {
	enum ac_position_side side;
	int direction; /* of the books that stand behind it; 0 both */
} sides[] = { { AC_POSITION_BOTH, 0 }, { AC_POSITION_LONG, 1 }, { AC_POSITION_SHORT, -1 } };

static bool is_side_used(enum ac_position_mode mode, enum ac_position_side side)
{
	return (side == AC_POSITION_BOTH) == (mode == AC_MODE_ONEWAY);
}

void ac_agreement_check(const struct ac_world *world, struct ac_agreement *ret_agreement)
{
	*ret_agreement = (struct ac_agreement){ 0 };
	struct ac_simulated_account account;
	ac_simulated_account_get(world->simulated, &account);
	struct ac_engine_view view;
	ac_engine_view_get(world->engine, &view);
	differ(ret_agreement, "wallet", view.account.wallet, account.wallet);
	for (uint16_t symbol = 0; symbol < world->instruments.count; symbol++) {
		for (size_t i = 0; i < AC_COUNT(sides); i++) {
			if (!is_side_used(world->mode, sides[i].side))
				continue;
			struct ac_position_update theirs;
			ac_simulated_position_get(world->simulated, symbol, sides[i].side, &theirs);
			differ(ret_agreement, world->instruments.items[symbol].symbol,
			       sum_books(world, symbol, sides[i].direction), theirs.amount);
		}
	}
}

struct listing {
	FILE *out;
	const struct ac_world *world;
	const char *separator;
};

static void put_dec(FILE *out, const char *key, struct ac_dec value)
{
	char text[AC_DEC_TEXT_SIZE];
	ac_dec_format(value, text);
	fprintf(out, "\"%s\": \"%s\"", key, text);
}

static bool put_fill(void *self, const struct ac_event *fill)
{
	struct listing *listing = self;
	FILE *out = listing->out;
	fprintf(out,
		"%s\n    {\"symbol\": \"%s\", \"trade_id\": %" PRId64 ", \"order_id\": %" PRId64
		", \"client_order_id\": \"%s\", \"side\": \"%s\", \"position_side\": \"%s\", ",
		listing->separator, listing->world->instruments.items[fill->symbol].symbol,
		fill->order.trade_id, fill->order.exchange_id, fill->order.client_id,
		ac_side_text((enum ac_side)fill->order.side),
		ac_position_side_text((enum ac_position_side)fill->order.position_side));
	put_dec(out, "price", fill->order.fill_price);
	fputs(", ", out);
	put_dec(out, "quantity", fill->order.fill_quantity);
	fputs(", ", out);
	put_dec(out, "commission", fill->order.commission);
	fputs(", ", out);
	put_dec(out, "realized_pnl", fill->order.realized_profit);
	fprintf(out, ", \"time\": %" PRId64 "}", fill->order.time_ms);
	listing->separator = ",";
	return true;
}

static void put_positions(FILE *out, const struct ac_world *world)
{
	const char *separator = "";
	for (uint16_t symbol = 0; symbol < world->instruments.count; symbol++) {
		for (size_t i = 0; i < AC_COUNT(sides); i++) {
			if (!is_side_used(world->mode, sides[i].side))
				continue;
			struct ac_position_update position;
			ac_simulated_position_get(world->simulated, symbol, sides[i].side,
						  &position);
			if (position.amount.units == 0)
				continue;
			fprintf(out, "%s\n    {\"symbol\": \"%s\", \"position_side\": \"%s\", ",
				separator, world->instruments.items[symbol].symbol,
				ac_position_side_text(sides[i].side));
			put_dec(out, "quantity", position.amount);
			fputs(", ", out);
			put_dec(out, "entry_price", position.entry_price);
			fputs("}", out);
			separator = ",";
		}
	}
}

enum ac_status ac_ledger_write(const char *path, const struct ac_world *world)
{
	FILE *out = fopen(path, "w");
	if (out == NULL)
		return AC_ERR_IO;
	struct ac_simulated_account account;
	ac_simulated_account_get(world->simulated, &account);
	const struct {
		const char *key;
		struct ac_dec value;
	} sums[] = { { "wallet_start", account.wallet_start },
		     { "wallet", account.wallet },
		     { "realized_pnl", account.realized },
		     { "commission", account.fees },
		     { "funding", account.funding },
		     { "liquidation_fees", account.liquidation_fees },
		     { "unrealized_pnl", account.unrealized } };
	fputs("{\n  ", out);
	for (size_t i = 0; i < AC_COUNT(sums); i++) {
		put_dec(out, sums[i].key, sums[i].value);
		fputs(",\n  ", out);
	}
	fprintf(out,
		"\"orders\": %" PRIu64 ",\n  \"trades\": %" PRIu64
		",\n  \"open_orders\": %u,\n  \"open_algo_orders\": %u,\n  \"positions\": [",
		account.orders, account.trades, account.orders_open, account.algos_open);
	put_positions(out, world);
	fputs("],\n  \"fills\": [", out);
	struct listing listing = { out, world, "" };
	ac_simulated_trades_visit(world->simulated, put_fill, &listing);
	fputs("]\n}\n", out);
	bool is_written = fflush(out) == 0 && !ferror(out);
	return fclose(out) == 0 && is_written ? AC_OK : AC_ERR_IO;
}
