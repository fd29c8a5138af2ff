#include "control/top_layout.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "control/top_table.h"
#include "core/calendar.h"

#define STALE_MS 3000 /* a state comes each second */

void ac_top_facts_add(struct ac_top_facts *facts, const json_t *fact)
{
	char time[AC_CALENDAR_TEXT_SIZE];
	const char *sentence = top_text(fact, "sentence");
	const json_t *lost = json_object_get(fact, "lost");
	if (sentence[0] == '\0' && lost == NULL)
		return;
	char *text = facts->items[facts->count % AC_TOP_FACTS].text;
	enum ac_top_style *style = &facts->items[facts->count % AC_TOP_FACTS].style;
	facts->count++;
	if (lost != NULL) {
		snprintf(text, AC_TOP_FACT_SIZE, "%" PRId64 " lines did not fit and are not shown",
			 (int64_t)json_integer_value(lost));
		*style = AC_TOP_WARN;
		return;
	}
	ac_calendar_format(top_number(fact, "time"), time);
	snprintf(text, AC_TOP_FACT_SIZE, "%.8s %s", time + 11, sentence);
	*style = strcmp(top_text(fact, "kind"), "risk") == 0 ? AC_TOP_WARN : AC_TOP_PLAIN;
}

static const json_t *list_of(const json_t *state, enum ac_top_panel panel)
{
	if (panel == AC_TOP_POSITIONS)
		return json_object_get(json_object_get(state, "positions"), "positions");
	if (panel == AC_TOP_ORDERS)
		return json_object_get(json_object_get(state, "orders"), "orders");
	if (panel == AC_TOP_GUARDS)
		return json_object_get(json_object_get(state, "risk"), "guards");
	return NULL;
}

uint32_t ac_top_count(const json_t *state, const struct ac_top_facts *facts,
		      enum ac_top_panel panel)
{
	if (panel == AC_TOP_FACTS_PANEL)
		return facts->count < AC_TOP_FACTS ? (uint32_t)facts->count : AC_TOP_FACTS;
	return (uint32_t)json_array_size(list_of(state, panel));
}

const char *ac_top_selected(const json_t *state, const struct ac_top_choice *choice,
			    const char *key)
{
	const json_t *list = list_of(state, choice->panel);
	return top_text(json_array_get(list, choice->selected[choice->panel]), key);
}

/* Text over as many rows as it takes, at most `rows`, broken at blanks. Returns the rows used. */
static int put_wrapped(struct ac_top_screen *screen, int row, int col, int rows,
		       enum ac_top_style style, const char *text)
{
	char line[AC_TOP_COLS_MAX * 4 + 1];
	int used = 0, width = screen->cols - col;
	while (*text != '\0' && used < rows) {
		size_t size = strcspn(text, "\n"), fits = 0;
		for (size_t i = 0; i <= size && i < sizeof(line) && used + 1 < rows; i++) {
			if (i < size && text[i] != ' ')
				continue;
			memcpy(line, text, i);
			line[i] = '\0';
			if (ac_top_text_width(line) > width)
				break;
			fits = i;
		}
		if (fits == 0)
			fits = size; /* the last row, or a word wider than the screen: cut */
		if (fits >= sizeof(line))
			fits = sizeof(line) - 1;
		memcpy(line, text, fits);
		line[fits] = '\0';
		ac_top_screen_put(screen, row + used++, col, width, style, line);
		text += fits;
		text += *text == ' ' || *text == '\n';
	}
	return used;
}

static int draw_lamp(const json_t *status, const struct ac_top_choice *choice,
		     struct ac_top_screen *screen)
{
	const json_t *lamp = json_object_get(status, "lamp");
	const char *level = top_text(lamp, "level");
	enum ac_top_style style = strcmp(level, "ok") == 0     ? AC_TOP_OK
				  : strcmp(level, "warn") == 0 ? AC_TOP_WARN
							       : AC_TOP_ALARM;
	if (choice->absence != NULL) {
		ac_top_screen_put(screen, 0, 0, 10, AC_TOP_ALARM, "NO TRADER");
		return put_wrapped(screen, 0, 10, 3, AC_TOP_ALARM, choice->absence);
	}
	if (status == NULL) {
		ac_top_screen_put(screen, 0, 0, screen->cols, AC_TOP_WARN,
				  "WAITING for the first state");
		return 1;
	}
	ac_top_screen_put(screen, 0, 0, 6, style,
			  style == AC_TOP_OK     ? "OK"
			  : style == AC_TOP_WARN ? "WARN"
						 : "ALARM");
	return put_wrapped(screen, 0, 7, screen->rows > 30 ? 3 : 2, style,
			   top_text(lamp, "reason"));
}

/* Pieces of a row, one after the other; what does not fit goes to the next row. */
struct pen {
	struct ac_top_screen *screen;
	int row, col, last_row;
};

static void write_piece(struct pen *pen, enum ac_top_style style, const char *text)
{
	int width = ac_top_text_width(text);
	if (pen->col > 0 && pen->col + width > pen->screen->cols && pen->row < pen->last_row) {
		pen->row++;
		pen->col = 0;
	}
	pen->col += ac_top_screen_put(pen->screen, pen->row, pen->col, width, style, text) + 2;
}

static void draw_run(const json_t *status, const struct ac_top_choice *choice, struct pen *pen)
{
	char text[TOP_TEXT_SIZE], span[TOP_TEXT_SIZE];
	const json_t *run = json_object_get(status, "run");
	const char *mode = top_text(run, "mode");
	bool is_real = strcmp(mode, "mainnet") == 0;
	const char *risk = top_text(status, "risk_state");
	snprintf(text, sizeof(text), is_real ? "*** MAINNET, REAL MONEY ***" : "%.16s", mode);
	write_piece(pen, is_real ? AC_TOP_ALARM : AC_TOP_STRONG, text);
	snprintf(text, sizeof(text), "account %.40s", top_text(run, "account"));
	write_piece(pen, AC_TOP_PLAIN, text);
	write_piece(pen, AC_TOP_PLAIN, top_text(run, "state"));
	snprintf(text, sizeof(text), "risk %.16s%s", risk,
		 top_is(status, "is_entries_on") ? "" : ", entries off");
	write_piece(pen, strcmp(risk, "ACTIVE") == 0 ? AC_TOP_OK : AC_TOP_ALARM, text);
	if (choice->state_age_ms >= STALE_MS) {
		top_span(choice->state_age_ms, span);
		snprintf(text, sizeof(text), "THIS IS %.32s OLD", span);
		write_piece(pen, AC_TOP_ALARM, text);
	}
}

static void write_age(struct pen *pen, const char *name, const json_t *stream)
{
	char text[TOP_TEXT_SIZE], span[TOP_TEXT_SIZE];
	if (!top_is(stream, "is_used"))
		return;
	bool is_up = top_is(stream, "is_up");
	top_span(is_up ? top_number(stream, "age_ms") : top_number(stream, "down_ms"), span);
	snprintf(text, sizeof(text), "%s %s %.32s", name, is_up ? "up," : "DOWN for", span);
	write_piece(pen, is_up ? AC_TOP_OK : AC_TOP_ALARM, text);
}

static void draw_ages(const json_t *status, struct pen *pen)
{
	char text[TOP_TEXT_SIZE], span[TOP_TEXT_SIZE];
	const json_t *streams = json_object_get(status, "streams");
	const json_t *age = json_object_get(status, "data_age_ms");
	top_span(json_is_integer(age) ? json_integer_value(age) : -1, span);
	snprintf(text, sizeof(text), "data %.32s old", span);
	write_piece(pen, AC_TOP_PLAIN, text);
	write_age(pen, "market", json_object_get(streams, "market"));
	write_age(pen, "user", json_object_get(streams, "user"));
	write_age(pen, "orders", json_object_get(streams, "api"));
	snprintf(text, sizeof(text), "orders by %.16s", top_text(status, "order_entry"));
	write_piece(pen, AC_TOP_PLAIN, text);
	snprintf(text, sizeof(text), "clock %+" PRId64 "ms",
		 top_number(json_object_get(status, "clock"), "offset_ms"));
	write_piece(pen, AC_TOP_PLAIN, text);
}

/* "drawdown 0.40 of 5 % [##....]" */
static void write_limit(struct pen *pen, const char *name, const json_t *account, const char *used,
			const char *limit)
{
	char text[TOP_TEXT_SIZE], part[TOP_TEXT_SIZE], whole[TOP_TEXT_SIZE], bar[TOP_TEXT_SIZE];
	top_decimal(account, used, 2, part);
	top_decimal(account, limit, 2, whole);
	if (strcmp(whole, "-") == 0) {
		snprintf(text, sizeof(text), "%s %.24s %%, no limit", name, part);
		write_piece(pen, AC_TOP_PLAIN, text);
		return;
	}
	double share = strtod(part, NULL) / strtod(whole, NULL);
	top_bar(share, 12, bar);
	snprintf(text, sizeof(text), "%s %.24s of %.24s %% %.16s", name, part, whole, bar);
	write_piece(pen,
		    share >= 1     ? AC_TOP_ALARM
		    : share >= 0.8 ? AC_TOP_WARN
				   : AC_TOP_PLAIN,
		    text);
}

static void draw_money(const json_t *status, struct pen *pen)
{
	char text[TOP_TEXT_SIZE], part[TOP_TEXT_SIZE], share[TOP_TEXT_SIZE];
	const json_t *account = json_object_get(status, "account");
	top_decimal(account, "equity", 2, part);
	snprintf(text, sizeof(text), "equity %.32s", part);
	write_piece(pen, AC_TOP_STRONG, text);
	top_decimal(account, "today_pnl", 2, part);
	top_decimal(account, "today_pnl_pct", 2, share);
	snprintf(text, sizeof(text), "today %.32s (%.24s %%)", part, share);
	write_piece(pen, AC_TOP_STRONG, text);
	write_limit(pen, "drawdown", account, "drawdown_pct", "drawdown_limit_pct");
	write_limit(pen, "day's loss", account, "daily_loss_pct", "daily_loss_limit_pct");
}

static void draw_unknown(const json_t *state, struct pen *pen)
{
	char text[TOP_TEXT_SIZE];
	const json_t *list = list_of(state, AC_TOP_ORDERS);
	int64_t count = top_number(json_object_get(json_object_get(state, "status"), "counts"),
				   "orders_unknown");
	if (count == 0)
		return;
	const json_t *first = json_array_get(list, 0);
	snprintf(text, sizeof(text), "%" PRId64 " UNKNOWN ORDER%s: %.24s %.16s %.8s %.24s", count,
		 count == 1 ? "" : "S, first", top_text(first, "symbol"),
		 top_text(first, "purpose"), top_text(first, "side"), top_text(first, "quantity"));
	write_piece(pen, AC_TOP_ALARM, text);
}

static uint32_t halted(const json_t *state)
{
	size_t index;
	json_t *guard;
	uint32_t count = 0;
	json_array_foreach(list_of(state, AC_TOP_GUARDS), index, guard) count +=
		top_is(guard, "is_halted");
	return count;
}

static void draw_tabs(const json_t *state, const struct ac_top_facts *facts,
		      const struct ac_top_choice *choice, struct ac_top_screen *screen, int row)
{
	static const char *const names[] = { "positions", "orders", "guards", "facts" };
	char text[TOP_TEXT_SIZE];
	int col = 0;
	ac_top_screen_paint(screen, row, AC_TOP_FAINT);
	for (int i = 0; i < AC_TOP_PANEL_COUNT; i++) {
		uint32_t stopped = i == AC_TOP_GUARDS ? halted(state) : 0;
		bool is_chosen = choice->panel == (enum ac_top_panel)i;
		int size = snprintf(text, sizeof(text), is_chosen ? "[%s %u" : " %s %u", names[i],
				    ac_top_count(state, facts, (enum ac_top_panel)i));
		if (stopped > 0)
			size += snprintf(text + size, sizeof(text) - (size_t)size, ", %u HALTED",
					 stopped);
		snprintf(text + size, sizeof(text) - (size_t)size, is_chosen ? "]" : " ");
		col += ac_top_screen_put(screen, row, col, screen->cols - col,
					 stopped > 0 ? AC_TOP_ALARM
					 : is_chosen ? AC_TOP_STRONG
						     : AC_TOP_FAINT,
					 text);
	}
}

/* Newest at the bottom; `back` of the newest are left out. */
static void draw_facts(const struct ac_top_facts *facts, uint32_t back,
		       struct ac_top_screen *screen, int row, int rows)
{
	uint32_t kept = ac_top_count(NULL, facts, AC_TOP_FACTS_PANEL);
	for (int i = 0; i < rows; i++) {
		uint32_t before = back + (uint32_t)(rows - 1 - i);
		if (before >= kept)
			continue;
		size_t at = (size_t)((facts->count - 1 - before) % AC_TOP_FACTS);
		ac_top_screen_put(screen, row + i, 0, screen->cols, facts->items[at].style,
				  facts->items[at].text);
	}
	if (kept == 0 && rows > 0)
		ac_top_screen_put(screen, row, 0, screen->cols, AC_TOP_FAINT,
				  "nothing has happened since this view was opened");
}

static const char help[] =
	"p pause       no new entries; working ones are cancelled; lasts over restarts\n"
	"r resume      entries again; lifts pause and reduce, not halts of guards\n"
	"d reduce      only what makes positions smaller\n"
	"h halt        no entries until a person lifts it with u or `autocoin unhalt`\n"
	"f flatten     close the selected symbol's positions at market\n"
	"F flatten all close every position at market\n"
	"c cancel      cancel working entries of the selected symbol; stops stay\n"
	"u unhalt      lift the halt of the selected guard\n"
	"l reload      show what the files of configuration would change, then ask\n"
	"tab, 1-4      another list; arrows or j and k select a row\n"
	"? this page   q leaves; the trader goes on\n"
	"\n"
	"Every key that changes something asks y or n in the last line first. Stops and\n"
	"take-profits stay on the exchange whatever is pressed here.";

static void draw_panel(const json_t *state, const struct ac_top_facts *facts,
		       const struct ac_top_choice *choice, struct ac_top_screen *screen, int row,
		       int rows)
{
	static const struct top_table *const tables[] = { &TOP_POSITIONS, &TOP_ORDERS,
							  &TOP_GUARDS };
	const json_t *run = json_object_get(json_object_get(state, "status"), "run");
	int64_t run_ms = top_number(run, "run_time");
	const char *text = choice->is_help ? help : choice->overlay;
	uint32_t selected = choice->selected[choice->panel];
	if (text != NULL) {
		put_wrapped(screen, row, 0, rows, AC_TOP_PLAIN, text);
		return;
	}
	if (choice->panel == AC_TOP_FACTS_PANEL)
		draw_facts(facts, selected, screen, row, rows);
	else
		top_table_draw(tables[choice->panel], list_of(state, choice->panel), run_ms,
			       selected, screen, row, rows);
}

/* The lower part: the guards that matter most, and the newest facts. Returns its first row. */
static int draw_lower(const json_t *state, const struct ac_top_facts *facts,
		      const struct ac_top_choice *choice, struct ac_top_screen *screen, int top)
{
	int end = screen->rows - 1, room = end - top;
	bool is_alone = choice->is_help || choice->overlay != NULL;
	int fact_rows = is_alone || choice->panel == AC_TOP_FACTS_PANEL ? 0
			: room >= 30                                    ? room / 4
			: room >= 9                                     ? 3
									: 0;
	int guard_rows = is_alone || choice->panel == AC_TOP_GUARDS || room < 14 ? 0
			 : room >= 30                                            ? room / 4
										 : 4;
	const json_t *run = json_object_get(json_object_get(state, "status"), "run");
	if (fact_rows > 0)
		draw_facts(facts, 0, screen, end - fact_rows, fact_rows);
	if (guard_rows > 0)
		top_table_draw(&TOP_GUARDS, list_of(state, AC_TOP_GUARDS),
			       top_number(run, "run_time"), UINT32_MAX, screen,
			       end - fact_rows - guard_rows, guard_rows);
	return end - fact_rows - guard_rows;
}

/* What is asked or was answered may take some rows more than the last one. */
static void draw_last(const struct ac_top_choice *choice, struct ac_top_screen *screen)
{
	const char *line = "? help  q quit  tab list  p pause  h halt  f flatten  c cancel  "
			   "u unhalt  l reload";
	if (choice->question != NULL)
		line = choice->question;
	else if (choice->message != NULL)
		line = choice->message;
	else if (choice->is_help || choice->overlay != NULL)
		line = "any key goes back";
	bool is_whole = choice->question != NULL || choice->message != NULL;
	int rows = is_whole ? ac_top_text_width(line) / screen->cols + 1 : 1;
	if (rows > 1)
		rows = rows < 4 ? rows + 1 : 5; /* words are not broken */
	int row = screen->rows > rows ? screen->rows - rows : 0;
	for (int i = row; i < screen->rows; i++) {
		for (int col = 0; col < screen->cols; col++)
			screen->cells[i][col] = (struct ac_top_cell){ ' ', AC_TOP_BAR };
	}
	put_wrapped(screen, row, 0, screen->rows - row, AC_TOP_BAR, line);
}

void ac_top_layout(const json_t *state, const struct ac_top_facts *facts,
		   const struct ac_top_choice *choice, struct ac_top_screen *screen)
{
	const json_t *status = json_object_get(state, "status");
	struct pen pen = { .screen = screen };
	ac_top_screen_clear(screen, screen->rows, screen->cols);
	pen.row = draw_lamp(status, choice, screen);
	if (status != NULL) {
		/* Narrow screens give each kind a second row where there are enough of them. */
		int extra = screen->rows >= 20 ? 1 : 0;
		void (*const parts[])(const json_t *, struct pen *) = { draw_money, draw_ages };
		pen.last_row = pen.row + extra;
		draw_run(status, choice, &pen);
		for (size_t i = 0; i < AC_COUNT(parts); i++) {
			pen.row++;
			pen.col = 0;
			pen.last_row = pen.row + extra;
			parts[i](status, &pen);
		}
		pen.row++;
		pen.col = 0;
		pen.last_row = pen.row;
		draw_unknown(state, &pen);
		pen.row += pen.col > 0;
	}
	draw_tabs(state, facts, choice, screen, pen.row);
	int end = draw_lower(state, facts, choice, screen, pen.row + 1);
	draw_panel(state, facts, choice, screen, pen.row + 1, end - pen.row - 1);
	draw_last(choice, screen);
}
