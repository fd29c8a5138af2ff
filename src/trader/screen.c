#include "trader/screen.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "core/calendar.h"

#define TERMINAL_INTERVAL_NS (AC_NS_PER_SEC / 4)
#define LINE_INTERVAL_NS     (2 * AC_NS_PER_SEC)
#define POSITIONS_SHOWN      12

void ac_screen_init(struct ac_screen *screen, const struct ac_world *world)
{
	*screen = (struct ac_screen){ .world = world, .is_terminal = isatty(STDOUT_FILENO) == 1 };
}

static char *next_event(struct ac_screen *screen)
{
	return screen->events[screen->event_count++ % AC_COUNT(screen->events)];
}

static bool on_event(void *self, const struct ac_event *event)
{
	struct ac_screen *screen = self;
	const char *symbol = screen->world->instruments.items[event->symbol].symbol;
	char time[AC_CALENDAR_TEXT_SIZE], price[AC_DEC_TEXT_SIZE], amount[AC_DEC_TEXT_SIZE];
	ac_calendar_format(event->time_ns / AC_NS_PER_MS, time);
	if (event->kind == AC_EVENT_ROUND_TRIP) {
		const struct ac_round_trip *trip = &event->round_trip;
		screen->trips++;
		screen->wins += trip->net_profit.units > 0;
		ac_dec_format(trip->exit_price, price);
		ac_dec_format_fixed(trip->net_profit, 2, amount);
		snprintf(next_event(screen), sizeof(screen->events[0]),
			 "%.19s  %-10s %-5s closed at %s, %s: %s USDT", time, symbol,
			 trip->direction > 0 ? "LONG" : "SHORT", price,
			 ac_exit_reason_text((enum ac_exit_reason)trip->exit_reason), amount);
	} else if (event->fill.purpose == AC_PURPOSE_ENTRY) {
		ac_dec_format(event->fill.price, price);
		ac_dec_format(event->fill.quantity, amount);
		snprintf(next_event(screen), sizeof(screen->events[0]),
			 "%.19s  %-10s %-5s %s at %s", time, symbol,
			 ac_side_text((enum ac_side)event->fill.side), amount, price);
	}
	return true;
}

enum ac_status ac_screen_connect(struct ac_screen *screen)
{
	struct ac_bus *bus = ac_engine_bus(screen->world->engine);
	enum ac_status status = ac_bus_subscribe(bus, "position.closed", on_event, screen);
	return status == AC_OK ? ac_bus_subscribe(bus, "order.fill", on_event, screen) : status;
}

static void put_positions(struct ac_screen *screen, const struct ac_view *shown)
{
	const struct ac_instruments *instruments = &screen->world->instruments;
	for (uint32_t i = 0; i < shown->position_count && i < POSITIONS_SHOWN; i++) {
		const struct ac_view_position *position = &shown->positions[i];
		const struct ac_position_record *record = &position->record;
		char quantity[AC_DEC_TEXT_SIZE], entry[AC_DEC_TEXT_SIZE], mark[AC_DEC_TEXT_SIZE];
		char stop[AC_DEC_TEXT_SIZE];
		ac_dec_format(record->quantity, quantity);
		ac_dec_format(record->entry_price, entry);
		ac_dec_format(position->mark, mark);
		ac_dec_format(record->stop_price, stop);
		printf("  %-10s %-5s %12s  entry %-14s mark %-14s stop %-14s %s\x1b[K\n",
		       instruments->items[position->symbol].symbol,
		       record->direction > 0 ? "LONG" : "SHORT", quantity, entry, mark, stop,
		       record->is_protected ? "confirmed" : "NOT CONFIRMED");
		screen->lines++;
	}
}

static void put_screen(struct ac_screen *screen, const struct ac_view *shown, const char *head)
{
	const struct ac_engine_view *engine = &shown->engine;
	if (screen->lines > 0)
		printf("\x1b[%uA", screen->lines);
	printf("%s\x1b[K\n", head);
	printf("  positions %u (bare %u)  orders %u  unknown %u  protective %u  signals %" PRIu64
	       " (%" PRIu64 " allowed)\x1b[K\n",
	       engine->counts.positions, engine->counts.positions_bare, engine->counts.orders_open,
	       engine->counts.orders_unknown, engine->counts.protective, engine->signals,
	       engine->signals_allowed);
	screen->lines = 2;
	put_positions(screen, shown);
	uint32_t kept = (uint32_t)AC_COUNT(screen->events);
	uint32_t first = screen->event_count > kept ? screen->event_count - kept : 0;
	for (uint32_t i = first; i < screen->event_count; i++, screen->lines++)
		printf("  %s\x1b[K\n", screen->events[i % kept]);
	fputs("\x1b[J", stdout);
}

void ac_screen_draw(struct ac_screen *screen, ac_ns wall_ns, bool is_forced,
		    const struct ac_view *shown)
{
	ac_ns interval = screen->is_terminal ? TERMINAL_INTERVAL_NS : LINE_INTERVAL_NS;
	if (!is_forced && wall_ns - screen->shown_ns < interval)
		return;
	screen->shown_ns = wall_ns;
	const struct ac_account *account = &shown->engine.account;
	char time[AC_CALENDAR_TEXT_SIZE], equity[AC_DEC_TEXT_SIZE], today[AC_DEC_TEXT_SIZE];
	ac_calendar_format(shown->run_ms, time);
	ac_dec_format_fixed(account->equity, 2, equity);
	struct ac_dec change = { account->equity.units - account->day_start_equity.units };
	ac_dec_format_fixed(change, 2, today);
	char head[256];
	snprintf(head, sizeof(head),
		 "%.19s  %s  equity %s  today %s  trades %" PRIu64 " (%" PRIu64
		 " won)  database %s, %u waiting",
		 time, ac_risk_state_text(shown->engine.risk_state), equity, today, screen->trips,
		 screen->wins, shown->system.database_state == 0 ? "ok" : "FAILING",
		 shown->system.database_queue);
	if (screen->is_terminal)
		put_screen(screen, shown, head);
	else
		printf("%s  positions %u  bare %u\n", head, shown->engine.counts.positions,
		       shown->engine.counts.positions_bare);
	fflush(stdout);
}
