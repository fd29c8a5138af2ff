/* fault_rules.h - the rules of a fault file as they are kept: written by fault_file.c, drawn by
 * faults.c. */
#ifndef AC_VENUE_FAULT_RULES_H
#define AC_VENUE_FAULT_RULES_H

#include "core/prng.h"
#include "venue/faults.h"

#define VENUE_FAULT_RULES_MAX 256u
#define VENUE_FAULT_NEVER     INT64_MAX

#define VENUE_FAULT_PATTERN_SIZE 64

/* What a fault may be given, and where it strikes. */
enum venue_fault_trait {
	VENUE_FAULT_AT_REQUEST = 1,
	VENUE_FAULT_AT_ANSWER = 2,
	VENUE_FAULT_AT_STREAM = 4, /* a user event or a market frame */
	VENUE_FAULT_AT_CONNECT = 8,
	VENUE_FAULT_BY_TIME = 16,
	VENUE_FAULT_NEEDS_MS = 32,
	VENUE_FAULT_TAKES_MS = 64,
	VENUE_FAULT_NEEDS_SYMBOL = 128,
	VENUE_FAULT_OF_ACCOUNT = 256, /* of one account: the first where none is named */
	VENUE_FAULT_OF_NOBODY = 512,  /* names no account at all */
};
uint32_t venue_fault_traits(enum ac_venue_fault fault);

struct venue_fault_rule {
	enum ac_venue_fault fault;
	char method[8];                         /* "" any */
	char pattern[VENUE_FAULT_PATTERN_SIZE]; /* "" any */
	struct ac_dec chance;                   /* 1: each */
	int64_t every;                          /* the n-th of each n; 0: by chance */
	ac_ns after, until;
	ac_ns at, again; /* at NEVER: not by time; again 0: once */
	int64_t count;   /* at most; 0 without end */
	ac_ns delay, delay_max;
	int32_t code;
	uint16_t symbol;
	uint32_t account; /* UINT32_MAX any */
	int64_t value;
	/* What has happened so far. */
	struct ac_prng prng;
	uint64_t seen, struck;
};

struct ac_venue_faults {
	struct venue_fault_rule *rules;
	uint32_t count;
	uint64_t struck[AC_VENUE_FAULT_COUNT];
};

#endif
