/* rules_state.h - what the rules remember, and what their files share: conditions that stand, books
 * as facts last had them, the words of symbols and strategies. Only for rules*.c and conditions.c.
 */
#ifndef AC_ALERTS_RULES_STATE_H
#define AC_ALERTS_RULES_STATE_H

#include "alerts/rules.h"

#define CONDITIONS_MAX 2048u

/* Something that stands for a while. */
struct condition {
	enum ac_alert_kind kind;
	uint16_t symbol, book; /* AC_SYMBOL_NONE, AC_BOOK_NONE: wider */
	char key[64];
	ac_ms since_ms; /* wall */
	ac_ms run_ms;   /* no view of before this can say that it is over */
	bool is_seen;   /* by the view that is looked at */
	bool is_asked, is_told;
	char title[160]; /* as it was told */
};

struct rules_book {
	struct ac_position_record record; /* the newest that was not flat; direction 0: none */
	char entry_id[AC_CLIENT_ID_SIZE]; /* the entry that was told last */
};

struct alert_rules {
	const struct ac_alerts_config *config;
	const struct ac_view_names *names;
	const struct ac_refusal_codes *codes;
	struct alert_sink sink;
	struct alert_rules_memory memory;
	char mode[16], account[40];
	struct rules_book *books; /* one a book */
	struct condition *conditions;
	uint32_t condition_count;
	bool has_view;
	struct ac_account account_last;
	uint32_t positions_last;
	uint32_t run_id;
	ac_ms started_ms;
};

/* The condition of that name, made where it is new; marks it as seen. NULL: too many stand. */
struct condition *condition_stand(struct alert_rules *rules, enum ac_alert_kind kind,
				  uint16_t symbol, uint16_t book, const char *key, ac_ms since_ms);
/* Tells what `message` has of it, where that is still to be done. */
void condition_tell(struct alert_rules *rules, struct condition *condition,
		    struct alert_message *message);
/* Before a view is looked at: nothing is seen yet. */
void conditions_begin(struct alert_rules *rules);
/* After it: what was not seen is over, and told so. */
void conditions_end(struct alert_rules *rules, ac_ms run_ms, ac_ms now_ms);

/* A message of this run, with the words for symbol and strategy. */
void rules_message(const struct alert_rules *rules, struct alert_message *message,
		   enum ac_alert_kind kind, uint16_t symbol, uint16_t book, ac_ms now_ms);
void rules_tell(struct alert_rules *rules, struct alert_message *message);
/* "BTCUSDT", or "the account". */
const char *rules_scope(const struct alert_rules *rules, uint16_t symbol);
const char *rules_quote(const struct alert_rules *rules, uint16_t symbol);

#endif
