/* book.h - the name of a sub-ledger: one strategy on one symbol. Read-only after start. */
#ifndef AC_MARKET_BOOK_H
#define AC_MARKET_BOOK_H

#include "core/base.h"

#define AC_STRATEGY_NAME_SIZE 32
#define AC_BOOKS_MAX          2048

/* Positions, orders and statistics are kept by book; its index is `book` in events and commands. */
struct ac_book {
	char strategy[AC_STRATEGY_NAME_SIZE];
	uint16_t symbol; /* instrument index */
};

#endif
