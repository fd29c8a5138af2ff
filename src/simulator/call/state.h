/* state.h - what the files of this room share. Not for others: they have simulator.h. */
#ifndef AC_SIMULATOR_CALL_STATE_H
#define AC_SIMULATOR_CALL_STATE_H

#include "core/prng.h"
#include "simulator/simulator.h"

#define SIMULATOR_SCRATCH_SIZE (8u << 20)

struct simulator_account; /* account.h */
struct simulator_market;  /* market.h */
struct simulator_limits;  /* limits.h */

struct ac_simulator {
	struct ac_instruments instruments; /* own copy */
	char (*status)[24];                /* per instrument: "TRADING" */
	struct simulator_account **accounts;
	uint32_t account_count;
	struct simulator_market *market;
	struct simulator_limits *limits;
	struct ac_simulator_sink sink;
	struct ac_prng prng;
	bool is_demo;
	int64_t skew_ms;
	ac_ns now_ns; /* of the call under way, skew included */
	/* Answers and ledgers are written here; SIMULATOR_SCRATCH_SIZE bytes. */
	char *scratch;
	/* Frames on their way out, apart from the answer that is being written. */
	char *frame;
	/* Decoded values of the parameters of the call under way. */
	char *decoded;
	size_t decoded_size;
	/* The ledger told last; grows with the history. */
	char *ledger;
	int32_t *factors; /* per instrument: how much coarser its filters were made */
};

#define SIMULATOR_DECODED_SIZE (1u << 18)

#define SIMULATOR_FRAME_SIZE (1u << 20)

/* A request whose path, method and parameters were taken apart. */
#define SIMULATOR_PARAMETERS_MAX 40u
struct simulator_parameter {
	struct ac_str name;
	struct ac_str value; /* decoded */
};
struct simulator_call {
	const struct ac_simulator_request *request;
	struct simulator_parameter parameters[SIMULATOR_PARAMETERS_MAX];
	uint32_t parameter_count;
	struct simulator_account *account; /* who signed it; NULL for public questions */
	const struct ac_instruments *instruments;
	struct ac_json *json; /* the answer's body */
	int status;           /* HTTP; 200 at first */
};
/* NULL data where absent. */
struct ac_str simulator_parameter(const struct simulator_call *call, const char *name);
/* The index that `symbol` names; -1 after a refusal with -1102 or -1121. */
int32_t simulator_symbol(struct simulator_call *call);

#endif
