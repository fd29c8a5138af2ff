/* refusal.h - why an exchange refused, in words that belong to no exchange.
 * Each exchange has numbers of its own. Events, journals and the database carry those numbers, so that
 * nothing is lost; whoever decides by a refusal asks for the word through the table that the exchange
 * gives. The words themselves are never on disk. Read-only; any thread. */
#ifndef AC_MARKET_REFUSAL_H
#define AC_MARKET_REFUSAL_H

#include "market/event.h"

/* X(word, text, reaction): how a refusal is met unless the answer around it says more. A filter whose
 * rule we looked at ourselves and that the exchange breaks with all the same (precision, tick, step,
 * smallest and largest) has changed there since we read it. */
#define AC_REFUSAL_LIST(X)                                                                         \
	/* No number came with the answer. */                                                      \
	X(AC_REFUSAL_NONE, "none", AC_REACTION_QUERY)                                              \
	/* A number without a word: nobody knows what was done, so the exchange is asked. */       \
	X(AC_REFUSAL_OTHER, "other", AC_REACTION_QUERY)                                            \
	/* The exchange says that it does not know itself whether it was done. */                  \
	X(AC_REFUSAL_UNKNOWN_OUTCOME, "unknown-outcome", AC_REACTION_QUERY)                        \
	X(AC_REFUSAL_RATE_LIMITED, "rate-limited", AC_REACTION_RETRY)                              \
	X(AC_REFUSAL_OVERLOADED, "overloaded", AC_REACTION_RETRY)                                  \
	X(AC_REFUSAL_TRY_AGAIN, "try-again", AC_REACTION_RETRY)                                    \
	X(AC_REFUSAL_CLOCK_SKEW, "clock-skew", AC_REACTION_RESYNC)                                 \
	X(AC_REFUSAL_NOT_PERMITTED, "not-permitted", AC_REACTION_HALT)                             \
	X(AC_REFUSAL_ACCOUNT_RESTRICTED, "account-restricted", AC_REACTION_HALT)                   \
	X(AC_REFUSAL_UNKNOWN_ORDER, "unknown-order", AC_REACTION_QUERY)                            \
	X(AC_REFUSAL_CANCEL_REFUSED, "cancel-refused", AC_REACTION_QUERY)                          \
	X(AC_REFUSAL_DUPLICATE_ID, "duplicate-id", AC_REACTION_QUERY)                              \
	/* Nothing to reduce: somebody closed the position, or other orders hold its quantity. */  \
	X(AC_REFUSAL_REDUCE_ONLY, "reduce-only-refused", AC_REACTION_QUERY)                        \
	X(AC_REFUSAL_POSITION_TOO_SMALL, "position-too-small", AC_REACTION_QUERY)                  \
	/* The price has already reached the trigger. */                                           \
	X(AC_REFUSAL_WOULD_TRIGGER, "would-trigger-at-once", AC_REACTION_CLOSE)                    \
	X(AC_REFUSAL_NOTHING_TO_CHANGE, "nothing-to-change", AC_REACTION_SUCCESS)                  \
	X(AC_REFUSAL_MARGIN, "insufficient-margin", AC_REACTION_SKIP)                              \
	X(AC_REFUSAL_LEVERAGE_LIMIT, "leverage-limit", AC_REACTION_SKIP)                           \
	X(AC_REFUSAL_ORDERS_MAX, "too-many-orders", AC_REACTION_SKIP)                              \
	X(AC_REFUSAL_CONDITIONAL_MAX, "too-many-conditional-orders", AC_REACTION_SKIP)             \
	X(AC_REFUSAL_POST_ONLY, "post-only-would-take", AC_REACTION_SKIP)                          \
	X(AC_REFUSAL_FILL_OR_KILL, "not-fillable-at-once", AC_REACTION_SKIP)                       \
	X(AC_REFUSAL_SLIPPAGE_BOUND, "beyond-slippage-bound", AC_REACTION_SKIP)                    \
	X(AC_REFUSAL_NOT_NOW, "not-now", AC_REACTION_SKIP)                                         \
	X(AC_REFUSAL_SYMBOL_CLOSED, "symbol-closed", AC_REACTION_SKIP)                             \
	X(AC_REFUSAL_SIDE_CLOSED, "side-closed", AC_REACTION_SKIP)                                 \
	X(AC_REFUSAL_PRECISION, "filter-precision", AC_REACTION_REFUSE)                            \
	X(AC_REFUSAL_PRICE_LOW, "filter-price-low", AC_REACTION_REFUSE)                            \
	X(AC_REFUSAL_PRICE_HIGH, "filter-price-high", AC_REACTION_SKIP)                            \
	X(AC_REFUSAL_TICK, "filter-tick", AC_REACTION_REFUSE)                                      \
	X(AC_REFUSAL_QUANTITY_LOW, "filter-quantity-low", AC_REACTION_SKIP)                        \
	X(AC_REFUSAL_QUANTITY_HIGH, "filter-quantity-high", AC_REACTION_SKIP)                      \
	X(AC_REFUSAL_STEP, "filter-step", AC_REACTION_REFUSE)                                      \
	X(AC_REFUSAL_NOTIONAL, "filter-notional", AC_REACTION_SKIP)                                \
	X(AC_REFUSAL_PRICE_FAR_ABOVE, "price-far-above-mark", AC_REACTION_SKIP)                    \
	X(AC_REFUSAL_PRICE_FAR_BELOW, "price-far-below-mark", AC_REACTION_SKIP)                    \
	/* From here on: the request itself is wrong. */                                           \
	X(AC_REFUSAL_MALFORMED, "malformed", AC_REACTION_REFUSE)                                   \
	X(AC_REFUSAL_MISSING, "parameter-missing", AC_REACTION_REFUSE)                             \
	X(AC_REFUSAL_UNWANTED, "parameter-unwanted", AC_REACTION_REFUSE)                           \
	X(AC_REFUSAL_BAD_VALUE, "bad-value", AC_REACTION_REFUSE)                                   \
	X(AC_REFUSAL_BAD_COMBINATION, "bad-combination", AC_REACTION_REFUSE)                       \
	X(AC_REFUSAL_BAD_SYMBOL, "bad-symbol", AC_REACTION_REFUSE)                                 \
	X(AC_REFUSAL_BAD_SIDE, "bad-side", AC_REACTION_REFUSE)                                     \
	X(AC_REFUSAL_BAD_TYPE, "bad-type", AC_REACTION_REFUSE)                                     \
	X(AC_REFUSAL_BAD_TIF, "bad-time-in-force", AC_REACTION_REFUSE)                             \
	X(AC_REFUSAL_BAD_CLIENT_ID, "bad-client-id", AC_REACTION_REFUSE)                           \
	X(AC_REFUSAL_BAD_WORKING_TYPE, "bad-working-type", AC_REACTION_REFUSE)                     \
	X(AC_REFUSAL_BAD_POSITION_SIDE, "bad-position-side", AC_REACTION_REFUSE)                   \
	X(AC_REFUSAL_POSITION_MODE, "wrong-position-mode", AC_REACTION_REFUSE)                     \
	X(AC_REFUSAL_WRONG_SERVICE, "wrong-service", AC_REACTION_REFUSE)                           \
	X(AC_REFUSAL_PRICE_NEGATIVE, "price-negative", AC_REACTION_REFUSE)                         \
	X(AC_REFUSAL_QUANTITY_NEGATIVE, "quantity-negative", AC_REACTION_REFUSE)                   \
	X(AC_REFUSAL_TRIGGER_LOW, "trigger-low", AC_REACTION_REFUSE)                               \
	X(AC_REFUSAL_TRIGGER_HIGH, "trigger-high", AC_REACTION_REFUSE)                             \
	X(AC_REFUSAL_CLOSE_QUANTITY, "close-with-quantity", AC_REACTION_REFUSE)                    \
	X(AC_REFUSAL_CLOSE_REDUCE_ONLY, "close-with-reduce-only", AC_REACTION_REFUSE)              \
	X(AC_REFUSAL_MODIFY_CLOSED, "modify-symbol-closed", AC_REACTION_REFUSE)                    \
	X(AC_REFUSAL_MODIFY_TYPE, "modify-wrong-type", AC_REACTION_REFUSE)                         \
	X(AC_REFUSAL_MODIFY_NOTIONAL, "modify-notional", AC_REACTION_REFUSE)

enum ac_refusal {
#define AC_REFUSAL_ENUM(word, text, reaction) word,
	AC_REFUSAL_LIST(AC_REFUSAL_ENUM)
#undef AC_REFUSAL_ENUM
		AC_REFUSAL_COUNT
};

/* Static. */
const char *ac_refusal_text(enum ac_refusal word);
enum ac_reaction ac_refusal_reaction(enum ac_refusal word);

/* What an exchange's numbers mean. A number is below 0; 0 stands for none. */
struct ac_refusal_codes {
	/* OTHER for a number that the exchange's table does not have, NONE for 0. */
	enum ac_refusal (*word_of)(int32_t code);
	/* The number by which this exchange says the word; 0 where it has none. */
	int32_t (*code_of)(enum ac_refusal word);
	/* The exchange's own name for the number, for people; static, never NULL. */
	const char *(*name_of)(int32_t code);
};

#endif
