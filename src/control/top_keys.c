#include "control/top_keys.h"

#include <stdio.h>

#include "control/top_table.h"

#define PAGE 10

void ac_top_say(struct ac_top_keys *keys, const char *text)
{
	snprintf(keys->message, sizeof(keys->message), "%s", text);
	keys->choice.message = keys->message;
}

static void ask(struct ac_top_keys *keys, enum ac_control_verb verb, const char *symbol,
		const char *guard, const json_t *state, const char *what)
{
	const json_t *run = json_object_get(json_object_get(state, "status"), "run");
	bool is_real = strcmp(top_text(run, "mode"), "mainnet") == 0;
	keys->request = (struct ac_control_request){ .verb = verb };
	if (strlen(symbol) >= sizeof(keys->request.symbol) ||
	    strlen(guard) >= sizeof(keys->request.guard)) {
		ac_top_say(keys, "that name is too long; nothing was done");
		return;
	}
	memcpy(keys->request.symbol, symbol, strlen(symbol) + 1);
	memcpy(keys->request.guard, guard, strlen(guard) + 1);
	snprintf(keys->question, sizeof(keys->question), "%s%s [y/n]",
		 is_real ? "REAL MONEY: " : "", what);
	keys->choice.question = keys->question;
	keys->choice.message = NULL;
}

static void ask_of_symbol(struct ac_top_keys *keys, enum ac_control_verb verb, const json_t *state,
			  const char *format, const char *otherwise)
{
	char what[128];
	const char *symbol = ac_top_selected(state, &keys->choice, "symbol");
	if (symbol[0] == '\0') {
		ac_top_say(keys, otherwise);
		return;
	}
	snprintf(what, sizeof(what), "%s %.40s?", format, symbol);
	ask(keys, verb, symbol, "", state, what);
}

static void ask_flatten_all(struct ac_top_keys *keys, const json_t *state)
{
	char what[128];
	uint32_t count = ac_top_count(state, NULL, AC_TOP_POSITIONS);
	snprintf(what, sizeof(what),
		 count == 1 ? "Close the one open position at market now?"
			    : "Close ALL %u open positions at market now?",
		 count);
	ask(keys, AC_VERB_FLATTEN, "", "", state, what);
}

static void ask_unhalt(struct ac_top_keys *keys, const json_t *state)
{
	char what[160];
	const char *guard = ac_top_selected(state, &keys->choice, "guard");
	const char *symbol = ac_top_selected(state, &keys->choice, "symbol");
	const json_t *list = json_object_get(json_object_get(state, "risk"), "guards");
	const json_t *item = json_array_get(list, keys->choice.selected[AC_TOP_GUARDS]);
	if (keys->choice.panel != AC_TOP_GUARDS) {
		ac_top_say(keys, "select the halted guard in the list of guards first (press 3)");
		return;
	}
	if (guard[0] == '\0' || !top_is(item, "is_halted")) {
		ac_top_say(keys, "the selected guard has not halted anything");
		return;
	}
	snprintf(what, sizeof(what), "Lift the halt of %.32s on %.40s?", guard,
		 symbol[0] != '\0' ? symbol : "the account");
	ask(keys, AC_VERB_UNHALT, symbol, guard, state, what);
}

static void move(struct ac_top_keys *keys, int steps, const json_t *state,
		 const struct ac_top_facts *facts)
{
	uint32_t *selected = &keys->choice.selected[keys->choice.panel];
	int64_t count = ac_top_count(state, facts, keys->choice.panel);
	/* Facts stand newest at the bottom: up is back in time. */
	int64_t at =
		(int64_t)*selected + (keys->choice.panel == AC_TOP_FACTS_PANEL ? -steps : steps);
	at = at >= count ? count - 1 : at;
	*selected = at < 0 ? 0 : (uint32_t)at;
}

static void turn(struct ac_top_keys *keys, int steps)
{
	int panel = (int)keys->choice.panel + steps + AC_TOP_PANEL_COUNT;
	keys->choice.panel = (enum ac_top_panel)(panel % AC_TOP_PANEL_COUNT);
}

/* True where the key only looks around. */
static bool look_around(struct ac_top_keys *keys, int key, const json_t *state,
			const struct ac_top_facts *facts)
{
	if (key == AC_TOP_KEY_UP || key == 'k')
		move(keys, -1, state, facts);
	else if (key == AC_TOP_KEY_DOWN || key == 'j')
		move(keys, 1, state, facts);
	else if (key == AC_TOP_KEY_PAGE_UP)
		move(keys, -PAGE, state, facts);
	else if (key == AC_TOP_KEY_PAGE_DOWN)
		move(keys, PAGE, state, facts);
	else if (key == '\t' || key == AC_TOP_KEY_RIGHT)
		turn(keys, 1);
	else if (key == AC_TOP_KEY_LEFT)
		turn(keys, -1);
	else if (key >= '1' && key < '1' + AC_TOP_PANEL_COUNT)
		keys->choice.panel = (enum ac_top_panel)(key - '1');
	else if (key == '?')
		keys->choice.is_help = true;
	else
		return false;
	return true;
}

static void begin_command(struct ac_top_keys *keys, int key, const json_t *state)
{
	if (key == 'p')
		ask(keys, AC_VERB_PAUSE, "", "", state, "Pause: no new entries until resumed?");
	else if (key == 'r')
		ask(keys, AC_VERB_RESUME, "", "", state, "Resume: allow entries again?");
	else if (key == 'd')
		ask(keys, AC_VERB_REDUCE, "", "", state,
		    "Reduce: only what makes positions smaller?");
	else if (key == 'h')
		ask(keys, AC_VERB_HALT, "", "", state, "HALT: no entries until a person lifts it?");
	else if (key == 'f')
		ask_of_symbol(keys, AC_VERB_FLATTEN, state, "Close at market now:",
			      "select a position first, or press F to close all of them");
	else if (key == 'F')
		ask_flatten_all(keys, state);
	else if (key == 'c')
		ask_of_symbol(keys, AC_VERB_CANCEL, state, "Cancel the working entries of",
			      "select a position or an order first, or press C for all symbols");
	else if (key == 'C')
		ask(keys, AC_VERB_CANCEL, "", "", state,
		    "Cancel the working entries of every symbol?");
	else if (key == 'u')
		ask_unhalt(keys, state);
}

enum ac_top_act ac_top_on_key(struct ac_top_keys *keys, int key, const json_t *state,
			      const struct ac_top_facts *facts)
{
	struct ac_top_choice *choice = &keys->choice;
	if (choice->question != NULL) {
		choice->question = NULL;
		choice->overlay = NULL;
		if (key == 'y' || key == 'Y')
			return AC_TOP_ASK;
		ac_top_say(keys, "nothing was done");
		return AC_TOP_STAY;
	}
	if (choice->is_help || choice->overlay != NULL) {
		choice->is_help = false;
		choice->overlay = NULL;
		choice->message = NULL;
		return AC_TOP_STAY;
	}
	choice->message = NULL;
	if (key == 'q' || key == 'Q')
		return AC_TOP_QUIT;
	if (look_around(keys, key, state, facts))
		return AC_TOP_STAY;
	if (choice->absence != NULL || state == NULL) {
		ac_top_say(keys, "there is no trader to ask; stops stay on the exchange");
		return AC_TOP_STAY;
	}
	if (key == 'l') {
		keys->request = (struct ac_control_request){ .verb = AC_VERB_RELOAD_SHOW };
		return AC_TOP_ASK; /* only looks at the files */
	}
	begin_command(keys, key, state);
	return AC_TOP_STAY;
}

void ac_top_on_answer(struct ac_top_keys *keys, const struct ac_control_answer *answer)
{
	bool is_shown = answer->is_done && keys->request.verb == AC_VERB_RELOAD_SHOW &&
			answer->checksum[0] != '\0';
	const char *head = answer->is_done ? "" : "REFUSED: ";
	keys->choice.message = NULL;
	if (is_shown || strchr(answer->text, '\n') != NULL) {
		snprintf(keys->overlay, sizeof(keys->overlay), "%s%.*s", head,
			 (int)sizeof(keys->overlay) - 16, answer->text);
		keys->choice.overlay = keys->overlay;
	} else {
		snprintf(keys->message, sizeof(keys->message), "%s%.*s", head,
			 (int)sizeof(keys->message) - 16, answer->text);
		keys->choice.message = keys->message;
	}
	if (!is_shown)
		return;
	keys->request.verb = AC_VERB_RELOAD_APPLY;
	snprintf(keys->request.text, sizeof(keys->request.text), "%s", answer->checksum);
	snprintf(keys->question, sizeof(keys->question), "Take this over now? [y/n]");
	keys->choice.question = keys->question;
}
