/* words.h - small values in the words of docs/api.md, for the JSON writers of this room. */
#ifndef AC_VIEW_WORDS_H
#define AC_VIEW_WORDS_H

#include "sys/json.h"
#include "view/view.h"

static inline const char *words_symbol(const struct ac_view_names *names, uint16_t symbol)
{
	return symbol < names->instruments->count ? names->instruments->items[symbol].symbol : "";
}

static inline const char *words_quote(const struct ac_view_names *names, uint16_t symbol)
{
	return symbol < names->instruments->count ? names->instruments->items[symbol].quote_asset
						  : "";
}

static inline const char *words_strategy(const struct ac_view_names *names, uint16_t book)
{
	return book < names->book_count ? names->books[book].strategy : "";
}

static inline void words_text(struct ac_json *json, const char *key, const char *text)
{
	ac_json_text(json, key, ac_str_from(text));
}

/* Times, ids and codes: 0 is "none" or "not known", and null. */
static inline void words_number(struct ac_json *json, const char *key, int64_t value)
{
	if (value != 0)
		ac_json_int(json, key, value);
	else
		ac_json_null(json, key);
}

static inline void words_age(struct ac_json *json, const char *key, ac_ms age_ms)
{
	if (age_ms >= 0)
		ac_json_int(json, key, age_ms);
	else
		ac_json_null(json, key);
}

static inline void words_dec_or_null(struct ac_json *json, const char *key, struct ac_dec value)
{
	if (value.units != 0)
		ac_json_dec(json, key, value);
	else
		ac_json_null(json, key);
}

/* Zero where it does not fit, which no account's sums reach. */
static inline struct ac_dec words_difference(struct ac_dec a, struct ac_dec b)
{
	struct ac_dec value;
	return ac_dec_sub(a, b, &value) == AC_OK ? value : AC_DEC_ZERO;
}

static inline const char *words_database_state(const struct ac_view_system *system)
{
	static const char *const states[] = { "ok", "retrying", "failed" };
	return states[system->database_state < 2 ? system->database_state : 2];
}

/* What every answer begins with. */
static inline void words_begin(struct ac_json *json, const char *key, const struct ac_view *view)
{
	ac_json_open(json, key, '{');
	ac_json_int(json, "time", view->wall_ms);
	ac_json_bool(json, "is_live", true);
}

#endif
