/* The account as it is, asked for by REST: at start, after every reconnect, and whenever something
 * was lost. The parts are gathered whole, put in the order in which the books can take them, and
 * given at once, so that nothing is decided on half of it. Executions are asked before the balance:
 * the balance then contains every one of them. */
#include "binance/gateway/state.h"
#include "sys/clock.h"

#define RETRY_AFTER   (1 * AC_NS_PER_SEC)
#define AT_ONCE       8u /* questions under way */
#define OVERLAP_MS    (60 * AC_MS_PER_SEC)
#define FIRST_BACK_MS (AC_MS_PER_DAY)
#define BACK_MAX_MS   (7 * AC_MS_PER_DAY - 60 * AC_MS_PER_MIN)
#define TRADES_PAGE   1000u

static void take_row(void *self, const struct ac_event *event)
{
	struct ac_gateway *gateway = self;
	struct gateway_user *user = &gateway->user;
	if (event->symbol == AC_SYMBOL_NONE && event->kind != AC_EVENT_BALANCE)
		return; /* of a symbol that is not ours */
	if (event->kind == AC_EVENT_POSITION)
		user->has_position[event->symbol * 3u + event->position.position_side] = true;
	if (event->kind != AC_EVENT_FUNDING)
		ac_reconcile_add(&user->reconcile, event);
	else if (user->funding_count < GATEWAY_FUNDING_MAX)
		user->funding[user->funding_count++] = *event;
	else
		user->reconcile.is_full = true;
}

void gateway_snapshot_begin(struct ac_gateway *gateway)
{
	struct gateway_user *user = &gateway->user;
	ac_ms now_ms = ac_rest_now_ms(gateway->config.rest);
	if (user->seen_ms > 0)
		user->since_ms = user->seen_ms;
	if (user->since_ms == 0)
		user->since_ms = now_ms - FIRST_BACK_MS;
	if (user->since_ms < now_ms - BACK_MAX_MS)
		user->since_ms = now_ms - BACK_MAX_MS;
	if (user->state == USER_UP)
		user->waiting_count = 0;
	user->state = USER_SNAPSHOT;
	user->generation++;
	user->step = STEP_ORDERS;
	user->next_symbol = 0;
	user->outstanding = 0;
	user->funding_count = 0;
	user->has_failed = false;
	user->retry_ns = 0;
	memset(user->has_position, 0, (size_t)gateway->config.instruments->count * 3);
	ac_reconcile_init(&user->reconcile, user->items, GATEWAY_SNAPSHOT_MAX);
}

static enum ac_status decode(struct ac_gateway *gateway, const struct gateway_part *part,
			     struct ac_str body, struct ac_document_rows *ret_rows)
{
	char error[160];
	struct ac_document_rows rows = {
		.instruments = gateway->config.instruments,
		.recv_ns = ac_wall_ns(&ac_machine_clock),
		.sink = { take_row, gateway },
	};
	enum ac_status status = AC_ERR_UNSUPPORTED;
	switch (part->step) {
	case STEP_ORDERS:
		status = ac_document_orders(body, &rows, error, sizeof(error));
		break;
	case STEP_ALGOS:
		status = ac_document_algo_orders(body, &rows, error, sizeof(error));
		break;
	case STEP_POSITIONS:
		status = ac_document_positions(body, &rows, error, sizeof(error));
		break;
	case STEP_TRADES:
		status = ac_document_trades(body, &rows, error, sizeof(error));
		break;
	case STEP_FUNDING:
		status = ac_document_funding_income(body, &rows, error, sizeof(error));
		break;
	case STEP_BALANCE:
		status = ac_document_balance(body, gateway->user_stream.margin_asset, &rows, error,
					     sizeof(error));
		break;
	case STEP_COUNT:
		break;
	}
	*ret_rows = rows;
	return status;
}

static bool ask(struct ac_gateway *gateway, enum gateway_step step, uint16_t symbol,
		int64_t from_id);

static void on_part(void *self, const struct ac_rest_answer *answer)
{
	struct gateway_part *part = self;
	struct ac_gateway *gateway = part->gateway;
	struct gateway_user *user = &gateway->user;
	struct ac_document_rows rows = { 0 };
	part->is_used = false;
	if (part->generation != user->generation || user->state != USER_SNAPSHOT)
		return;
	user->outstanding--;
	bool is_whole =
		ac_rest_is_ok(answer) && decode(gateway, part, answer->body, &rows) == AC_OK;
	/* A full page of executions may not be all of them; one of settlements is never expected.
	 */
	if (is_whole && rows.count >= TRADES_PAGE && part->step == STEP_TRADES)
		is_whole = ask(gateway, STEP_TRADES, part->symbol, rows.last_trade_id + 1);
	else if (rows.count >= TRADES_PAGE)
		is_whole &= part->step != STEP_FUNDING;
	user->has_failed |= !is_whole;
}

static void fill_request(struct ac_gateway *gateway, enum gateway_step step, uint16_t symbol,
			 int64_t from_id, struct ac_request *ret_request)
{
	static const struct {
		const char *path;
		int32_t weight;
	} questions[] = {
		[STEP_ORDERS] = { "/fapi/v1/openOrders", 40 },
		[STEP_ALGOS] = { "/fapi/v1/openAlgoOrders", 40 },
		[STEP_POSITIONS] = { "/fapi/v3/positionRisk", 5 },
		[STEP_TRADES] = { "/fapi/v1/userTrades", 5 },
		[STEP_FUNDING] = { "/fapi/v1/income", 30 },
		[STEP_BALANCE] = { "/fapi/v3/account", 5 },
	};
	ac_request_begin(ret_request, "GET", questions[step].path, true);
	ret_request->weight = questions[step].weight;
	if (step == STEP_TRADES) {
		ac_request_text(ret_request, "symbol",
				gateway->config.instruments->items[symbol].symbol);
		if (from_id != 0)
			ac_request_int(ret_request, "fromId", from_id);
		else
			ac_request_int(ret_request, "startTime",
				       gateway->user.since_ms - OVERLAP_MS);
		ac_request_int(ret_request, "limit", TRADES_PAGE);
	} else if (step == STEP_FUNDING) {
		/* What was booked before that moment has no name that a repetition could be known
		 * by, so that nothing overlaps here. */
		ac_request_text(ret_request, "incomeType", "FUNDING_FEE");
		ac_request_int(ret_request, "startTime", gateway->user.since_ms + 1);
		ac_request_int(ret_request, "limit", TRADES_PAGE);
	}
}

/* False when it could not be asked now. */
static bool ask(struct ac_gateway *gateway, enum gateway_step step, uint16_t symbol,
		int64_t from_id)
{
	struct gateway_part *part = NULL;
	for (size_t i = 0; part == NULL && i < GATEWAY_PARTS_MAX; i++) {
		if (!gateway->user.parts[i].is_used)
			part = &gateway->user.parts[i];
	}
	if (part == NULL)
		return false;
	*part = (struct gateway_part){ gateway, true,   gateway->user.generation,
				       step,    symbol, from_id };
	struct ac_request request;
	fill_request(gateway, step, symbol, from_id, &request);
	if (ac_rest_send(gateway->config.rest, &request, AC_LANE_EXIT, on_part, part, NULL) !=
	    AC_OK) {
		part->is_used = false;
		return false;
	}
	if (step == STEP_BALANCE)
		gateway->user.balance_asked_ms = ac_rest_now_ms(gateway->config.rest);
	gateway->user.outstanding++;
	return true;
}

/* What the snapshot does not name is flat; the exchange leaves flat positions out. */
static void add_flat_positions(struct ac_gateway *gateway)
{
	struct ac_event event;
	ac_event_init(&event, AC_EVENT_POSITION, AC_SYMBOL_NONE, AC_BOOK_NONE, 0);
	event.position.is_snapshot = true;
	for (uint32_t i = 0; i < gateway->config.instruments->count * 3; i++) {
		if (gateway->user.has_position[i])
			continue;
		event.symbol = (uint16_t)(i / 3);
		event.position.position_side = (uint8_t)(i % 3);
		ac_reconcile_add(&gateway->user.reconcile, &event);
	}
}

static void give_one(struct ac_gateway *gateway, const struct ac_event *event, ac_ns now)
{
	struct ac_event copy = *event;
	copy.flags |= AC_EVENT_FLAG_OWN;
	copy.recv_ns = now;
	if (copy.kind == AC_EVENT_BALANCE)
		copy.time_ns = gateway->user.balance_asked_ms * AC_NS_PER_MS;
	gateway_push(gateway, &copy);
}

static void give(struct ac_gateway *gateway)
{
	struct gateway_user *user = &gateway->user;
	ac_ns now = ac_wall_ns(&ac_machine_clock);
	add_flat_positions(gateway);
	if (user->reconcile.is_full) {
		user->has_failed = true;
		return;
	}
	ac_reconcile_sort(&user->reconcile);
	gateway_push_stream(gateway, AC_STREAM_USER, AC_STREAM_UP, true);
	for (uint32_t i = 0; i < user->funding_count; i++)
		give_one(gateway, &user->funding[i], now);
	for (uint32_t i = 0; i < user->reconcile.count; i++)
		give_one(gateway, &user->reconcile.items[i], now);
	struct ac_event done;
	ac_event_init(&done, AC_EVENT_RESTORE_DONE, AC_SYMBOL_NONE, AC_BOOK_NONE, now);
	done.flags = AC_EVENT_FLAG_OWN;
	gateway_push(gateway, &done);
	gateway_push_stream(gateway, AC_STREAM_USER, AC_STREAM_UP, false);
	for (uint32_t i = 0; i < user->waiting_count; i++)
		gateway_push(gateway, &user->waiting[i]);
	user->waiting_count = 0;
	user->is_known_down = false;
	user->state = USER_UP;
	gateway->snapshots++;
}

void gateway_snapshot_run(struct ac_gateway *gateway)
{
	struct gateway_user *user = &gateway->user;
	if (user->state != USER_SNAPSHOT)
		return;
	if (user->has_failed && user->retry_ns == 0)
		user->retry_ns = ac_steady_ns(&ac_machine_clock) + RETRY_AFTER;
	if (user->has_failed) {
		if (ac_steady_ns(&ac_machine_clock) >= user->retry_ns)
			gateway_snapshot_begin(gateway);
		return;
	}
	while (user->step < STEP_COUNT && user->outstanding < AT_ONCE) {
		/* The balance is asked when everything before it is known. */
		if (user->step == STEP_BALANCE && user->outstanding > 0)
			return;
		if (!ask(gateway, user->step, (uint16_t)user->next_symbol, 0))
			return; /* no budget: the next look asks again */
		if (user->step != STEP_TRADES ||
		    ++user->next_symbol >= gateway->config.instruments->count)
			user->step++;
	}
	if (user->step == STEP_COUNT && user->outstanding == 0 && !user->has_failed)
		give(gateway);
}
