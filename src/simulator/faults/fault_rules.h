/* fault_rules.h - the rules of a fault file as they are kept: written by fault_file.c, drawn by
 * faults.c. */
#ifndef AC_SIMULATOR_FAULTS_FAULT_RULES_H
#define AC_SIMULATOR_FAULTS_FAULT_RULES_H

#include "core/prng.h"
#include "simulator/faults/faults.h"

#define SIMULATOR_FAULT_RULES_MAX 256u
#define SIMULATOR_FAULT_NEVER     INT64_MAX

#define SIMULATOR_FAULT_PATTERN_SIZE 64

/* What a fault may be given, and where it strikes. */
enum simulator_fault_trait {
	SIMULATOR_FAULT_AT_REQUEST = 1,
	SIMULATOR_FAULT_AT_ANSWER = 2,
	SIMULATOR_FAULT_AT_STREAM = 4, /* a user event or a market frame */
	SIMULATOR_FAULT_AT_CONNECT = 8,
	SIMULATOR_FAULT_BY_TIME = 16,
	SIMULATOR_FAULT_NEEDS_MS = 32,
	SIMULATOR_FAULT_TAKES_MS = 64,
	SIMULATOR_FAULT_NEEDS_SYMBOL = 128,
	SIMULATOR_FAULT_OF_ACCOUNT = 256, /* of one account: the first where none is named */
	SIMULATOR_FAULT_OF_NOBODY = 512,  /* names no account at all */
};
uint32_t simulator_fault_traits(enum ac_simulator_fault fault);

struct simulator_fault_rule {
	enum ac_simulator_fault fault;
	char method[8];                             /* "" any */
	char pattern[SIMULATOR_FAULT_PATTERN_SIZE]; /* "" any */
	struct ac_dec chance;                       /* 1: each */
	int64_t every;                              /* the n-th of each n; 0: by chance */
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

struct ac_simulator_faults {
	struct simulator_fault_rule *rules;
	uint32_t count;
	uint64_t struck[AC_SIMULATOR_FAULT_COUNT];
};

#endif
