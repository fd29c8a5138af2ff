#include "trader/trader_reload.h"

#include <stdio.h>

enum ac_status trader_reload_init(struct trader_reload *state, const struct trader_reload_of *of)
{
	state->of = *of;
	enum ac_status status = ac_reload_remember(of->config, of->registry, &state->files);
	state->is_ready = status == AC_OK;
	return status;
}

void trader_reload_deinit(struct trader_reload *state)
{
	if (state->is_under_way) {
		(void)pthread_join(state->thread, NULL);
		ac_reload_deinit(&state->reload);
		state->is_under_way = false;
	}
	if (state->is_ready)
		ac_config_deinit(&state->files);
	if (state->has_in_force)
		ac_config_deinit(&state->in_force);
	state->is_ready = false;
	state->has_in_force = false;
}

static void *make(void *self)
{
	struct trader_reload *state = self;
	ac_reload_make(&state->order, &state->reload);
	atomic_store_explicit(&state->is_made, true, memory_order_release);
	return NULL;
}

static void answer_with(struct ac_control_answer *answer, bool is_done, const char *text)
{
	answer->is_done = is_done;
	snprintf(answer->text, sizeof(answer->text), "%s", text);
}

/* What the journal began with: the configuration after the command line's choices. */
static bool know_in_force(struct trader_reload *state)
{
	if (!state->has_in_force)
		state->has_in_force = ac_reload_remember(state->of.config, state->of.registry,
							 &state->in_force) == AC_OK;
	return state->has_in_force;
}

bool trader_reload_begin(struct trader_reload *state, const struct ac_control_request *request,
			 struct ac_control_answer *answer)
{
	if (state->is_under_way) {
		answer_with(answer, false,
			    "the files are being read for somebody else; ask again in a moment");
		return false;
	}
	if (!state->is_ready || !know_in_force(state)) {
		answer_with(answer, false, "out of memory; nothing was changed");
		return false;
	}
	state->request = *request;
	state->order = (struct ac_reload_order){
		.root = state->of.root,
		.registry = state->of.registry,
		.files = &state->files,
		.in_force = &state->in_force,
		.world = state->of.world,
		.account = state->of.account,
		.is_for_show = request->verb == AC_VERB_RELOAD_SHOW,
	};
	for (uint32_t i = 0; i < state->of.world->instruments.count; i++)
		state->order.candle_open_ms[i] =
			ac_engine_symbol_get(state->of.world->engine, (uint16_t)i).candle_open_ms;
	atomic_store_explicit(&state->is_made, false, memory_order_relaxed);
	if (pthread_create(&state->thread, NULL, make, state) != 0) {
		answer_with(answer, false,
			    "no thread is left to read the files; nothing was changed");
		return false;
	}
	state->is_under_way = true;
	return true;
}

static bool take_over(struct trader_reload *state, struct ac_control_answer *answer)
{
	struct ac_reload *reload = &state->reload;
	if (!ac_reload_is_current(reload, state->of.world)) {
		answer_with(answer, false,
			    "a candle closed meanwhile; nothing was changed, ask again");
		return false;
	}
	struct ac_session_reload taken = {
		.text = ac_str_from(reload->effective),
		.world = state->of.world,
		.change = reload->change,
		.candles = reload->candles,
		.candle_count = reload->candle_count,
	};
	if (ac_session_reload(state->of.session, &taken) != AC_OK) {
		answer_with(answer, false,
			    "the journal cannot be written, so nothing was changed; free disk "
			    "space");
		return false;
	}
	reload->change = NULL; /* the world has it */
	ac_config_deinit(&state->files);
	ac_config_deinit(&state->in_force);
	state->files = reload->files;
	state->in_force = reload->in_force;
	memset(&reload->files, 0, sizeof(reload->files));
	memset(&reload->in_force, 0, sizeof(reload->in_force));
	return true;
}

static void finish(struct trader_reload *state, struct ac_control_answer *answer)
{
	struct ac_reload *reload = &state->reload;
	const char *text = reload->text != NULL ? reload->text : "out of memory";
	if (!reload->is_possible) {
		answer->is_done = false;
		snprintf(answer->text, sizeof(answer->text), "%s\nnothing was changed", text);
		return;
	}
	if (!reload->is_changed) {
		answer_with(answer, true, text);
		return;
	}
	if (state->request.verb == AC_VERB_RELOAD_SHOW) {
		answer_with(answer, true, text);
		snprintf(answer->checksum, sizeof(answer->checksum), "%s", reload->checksum);
		return;
	}
	if (strcmp(state->request.text, reload->checksum) != 0) {
		answer_with(answer, false,
			    "the files are not what was shown any more; nothing was changed, look "
			    "at the difference again");
		return;
	}
	size_t candles = reload->candle_count;
	if (!take_over(state, answer))
		return;
	answer->is_done = true;
	snprintf(answer->text, sizeof(answer->text),
		 "taken over; open positions keep their stops, guards their counts:\n%s", text);
	if (candles > 0) {
		size_t size = strlen(answer->text);
		snprintf(answer->text + size, sizeof(answer->text) - size,
			 "\nchanged strategies were warmed up with %zu candles", candles);
	}
}

bool trader_reload_turn(struct trader_reload *state, struct ac_control_request *ret_request,
			struct ac_control_answer *ret_answer)
{
	if (!state->is_under_way || !atomic_load_explicit(&state->is_made, memory_order_acquire))
		return false;
	(void)pthread_join(state->thread, NULL);
	state->is_under_way = false;
	*ret_request = state->request;
	*ret_answer = (struct ac_control_answer){ .id = state->request.id };
	finish(state, ret_answer);
	ac_reload_deinit(&state->reload);
	return true;
}
