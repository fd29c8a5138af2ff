/* The way of protective orders, tried out: a conditional order far from the price, so small and so
 * far that it cannot matter, is placed, seen, taken back and seen no more. */
#include "binance/doctor/doctor_state.h"

#include <stdio.h>

#include "binance/codec/documents.h"
#include "sys/clock.h"

#define CHECK         "protective orders"
#define LOOKS         6u
#define PAUSE         (500 * AC_NS_PER_MS)
#define FAR_SHARE_PCT 80 /* of the way to the exchange's own bound on triggers */

#define CODE_REDUCE_ONLY (-2022)

struct look {
	const char *client_id;
	bool is_there;
};

static void take_row(void *self, const struct ac_event *event)
{
	struct look *look = self;
	if (event->kind == AC_EVENT_ALGO && strcmp(event->algo.client_id, look->client_id) == 0)
		look->is_there = true;
}

/* Asks until the order is there (or gone), since lists follow after a moment. */
static bool look_for(struct doctor *doctor, const struct ac_command *command, bool is_wanted)
{
	const struct ac_instruments *instruments = &doctor->instruments;
	for (uint32_t i = 0; i < LOOKS; i++) {
		struct look look = { command->client_id, false };
		struct ac_request request;
		struct ac_rest_answer answer;
		char error[200];
		ac_request_begin(&request, "GET", "/fapi/v1/openAlgoOrders", true);
		ac_request_text(&request, "symbol", instruments->items[command->symbol].symbol);
		ac_rest_ask(doctor->rest, &request, AC_LANE_ENTRY, &answer);
		struct ac_document_rows rows = {
			.instruments = instruments,
			.recv_ns = answer.recv_ns,
			.sink = { take_row, &look },
		};
		if (ac_rest_is_ok(&answer) &&
		    ac_document_algo_orders(answer.body, &rows, error, sizeof(error)) == AC_OK &&
		    look.is_there == is_wanted)
			return true;
		ac_ns until = ac_steady_ns(&ac_machine_clock) + PAUSE;
		while (ac_steady_ns(&ac_machine_clock) < until)
			ac_loop_run(doctor->loop, until - ac_steady_ns(&ac_machine_clock));
	}
	return false;
}

static bool choose(const struct doctor *doctor, uint16_t *ret_symbol)
{
	for (uint32_t i = 0; i < doctor->instruments.count; i++) {
		if (!ac_dec_is_zero(doctor->marks[i])) {
			*ret_symbol = (uint16_t)i;
			return true;
		}
	}
	return false;
}

/* Above the mark by most of what PERCENT_PRICE leaves, or by half where there is no bound. */
static bool far_price(const struct ac_instrument *instrument, struct ac_dec mark,
		      struct ac_dec *ret_price)
{
	struct ac_dec share = { AC_DEC_SCALE / 2 }, distance, price;
	if (instrument->multiplier_up.units > AC_DEC_SCALE) {
		share.units =
			(instrument->multiplier_up.units - AC_DEC_SCALE) / 100 * FAR_SHARE_PCT;
		share = ac_dec_min(share, (struct ac_dec){ AC_DEC_SCALE / 2 });
	}
	return ac_dec_mul(mark, share, AC_ROUND_DOWN, &distance) == AC_OK &&
	       ac_dec_add(mark, distance, &price) == AC_OK &&
	       ac_instrument_round_price(instrument, price, AC_ROUND_FLOOR, ret_price) == AC_OK;
}

static bool small_quantity(const struct ac_instrument *instrument, struct ac_dec mark,
			   struct ac_dec *ret_quantity)
{
	struct ac_dec notional, quantity;
	/* A tenth more than the smallest, as the price moves meanwhile. */
	if (ac_dec_mul(instrument->notional_minimum,
		       (struct ac_dec){ AC_DEC_SCALE + AC_DEC_SCALE / 10 }, AC_ROUND_UP,
		       &notional) != AC_OK ||
	    ac_dec_div(notional, mark, AC_ROUND_UP, &quantity) != AC_OK ||
	    ac_dec_round_to(quantity, instrument->market_lot.step, AC_ROUND_CEIL, &quantity) !=
		    AC_OK)
		return false;
	*ret_quantity = ac_dec_max(quantity, instrument->market_lot.minimum);
	return true;
}

/* It may only reduce: were it triggered all the same, it would open nothing. */
static bool make_order(const struct doctor *doctor, uint16_t symbol, struct ac_command *command)
{
	const struct ac_instrument *instrument = &doctor->instruments.items[symbol];
	struct ac_order_route route = ac_order_route_derive(
		doctor->is_hedge ? AC_MODE_HEDGE : AC_MODE_ONEWAY, -1, AC_EFFECT_CLOSE);
	memset(command, 0, sizeof(*command));
	command->kind = AC_COMMAND_PLACE_ALGO;
	command->symbol = symbol;
	command->book = AC_BOOK_NONE;
	command->side = (uint8_t)route.side;
	command->position_side = (uint8_t)route.position_side;
	command->reduce_only = route.reduce_only;
	command->type = AC_ORDER_STOP_MARKET;
	command->working_type = (uint8_t)doctor->config->stop_working_type;
	snprintf(command->client_id, sizeof(command->client_id), "doctor-%lld",
		 (long long)ac_rest_now_ms(doctor->rest));
	return far_price(instrument, doctor->marks[symbol], &command->trigger_price) &&
	       small_quantity(instrument, doctor->marks[symbol], &command->quantity);
}

static void ask(struct doctor *doctor, const struct ac_command *command,
		struct ac_rest_answer *ret_answer)
{
	struct ac_request request;
	ac_request_command(&request, &doctor->instruments, command);
	ac_rest_ask(doctor->rest, &request, AC_LANE_EXIT, ret_answer);
}

/* Also after a placing that failed: what the exchange answered with an error may have been done. */
static bool take_back(struct doctor *doctor, const struct ac_command *placed)
{
	struct ac_command command = *placed;
	struct ac_rest_answer answer;
	command.kind = AC_COMMAND_CANCEL_ALGO;
	for (uint32_t i = 0; i < LOOKS; i++) {
		ask(doctor, &command, &answer);
		if (ac_rest_is_ok(&answer) || look_for(doctor, placed, false))
			break;
	}
	return look_for(doctor, placed, false);
}

static void try_order(struct doctor *doctor, struct ac_command *command)
{
	const char *symbol = doctor->instruments.items[command->symbol].symbol;
	struct ac_rest_answer answer;
	char price[AC_DEC_TEXT_SIZE];
	ask(doctor, command, &answer);
	if (answer.code == CODE_REDUCE_ONLY && command->reduce_only) {
		/* Where reducing orders need a position; it is far enough away without. */
		command->reduce_only = false;
		ask(doctor, command, &answer);
	}
	bool is_placed = ac_rest_is_ok(&answer);
	bool is_seen = is_placed && look_for(doctor, command, true);
	bool is_gone = answer.fate == AC_HTTP_NOT_SENT || take_back(doctor, command);
	ac_dec_format(command->trigger_price, price);
	if (!is_gone)
		doctor_say(doctor, CHECK, AC_DOCTOR_FAILED,
			   "cancel it on the exchange's page (conditional orders)",
			   "the test order %s on %s may still be open", command->client_id, symbol);
	else if (!is_placed)
		doctor_say(doctor, CHECK, AC_DOCTOR_FAILED, doctor_advise(&answer),
			   "a far-away stop on %s was not taken: %s", symbol, answer.error);
	else if (!is_seen)
		doctor_say(doctor, CHECK, AC_DOCTOR_FAILED,
			   "try again in a minute; if it stays, report it",
			   "a far-away stop on %s was taken and then not among the open ones",
			   symbol);
	else
		doctor_say(doctor, CHECK, AC_DOCTOR_OK, NULL,
			   "a stop at %s on %s was placed, seen, cancelled and gone", price,
			   symbol);
}

void doctor_check_order(struct doctor *doctor)
{
	const struct ac_settings *settings = &doctor->config->settings;
	struct ac_command command;
	uint16_t symbol;
	bool is_allowed = settings->mode == AC_RUN_TESTNET || doctor->options->is_order_placed ||
			  ac_endpoints_are_local(&settings->endpoints);
	if (!is_allowed)
		doctor_say(doctor, CHECK, AC_DOCTOR_SKIPPED,
			   "to try them out with a small far-away order: autocoin doctor "
			   "--place-test-order",
			   "no order is placed on the real market without being asked to");
	else if (!choose(doctor, &symbol) || !make_order(doctor, symbol, &command))
		doctor_say(doctor, CHECK, AC_DOCTOR_SKIPPED, NULL,
			   "there is no symbol with a price");
	else
		try_order(doctor, &command);
}
