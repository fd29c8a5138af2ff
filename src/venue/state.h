/* state.h - what the files of this room share. Not for others: they have venue.h. */
#ifndef AC_VENUE_STATE_H
#define AC_VENUE_STATE_H

#include "core/prng.h"
#include "venue/venue.h"

#define VENUE_SCRATCH_SIZE (8u << 20)

struct venue_account; /* account.h */
struct venue_market;  /* market.h */
struct venue_limits;  /* limits.h */

struct ac_venue {
	struct ac_instruments instruments; /* own copy */
	char (*status)[24];                /* per instrument: "TRADING" */
	struct venue_account **accounts;
	uint32_t account_count;
	struct venue_market *market;
	struct venue_limits *limits;
	struct ac_venue_sink sink;
	struct ac_prng prng;
	bool is_demo;
	int64_t skew_ms;
	ac_ns now_ns; /* of the call under way, skew included */
	/* Answers and ledgers are written here; VENUE_SCRATCH_SIZE bytes. */
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

#define VENUE_DECODED_SIZE (1u << 18)

#define VENUE_FRAME_SIZE (1u << 20)

/* A request whose path, method and parameters were taken apart. */
#define VENUE_PARAMETERS_MAX 40u
struct venue_parameter {
	struct ac_str name;
	struct ac_str value; /* decoded */
};
struct venue_call {
	const struct ac_venue_request *request;
	struct venue_parameter parameters[VENUE_PARAMETERS_MAX];
	uint32_t parameter_count;
	struct venue_account *account; /* who signed it; NULL for public questions */
	const struct ac_instruments *instruments;
	struct ac_json *json; /* the answer's body */
	int status;           /* HTTP; 200 at first */
};
/* NULL data where absent. */
struct ac_str venue_parameter(const struct venue_call *call, const char *name);
/* Writes {"code":…,"msg":…} over what was written so far, and the HTTP status (400). */
void venue_refuse(struct venue_call *call, int32_t code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The index that `symbol` names; -1 after a refusal with -1102 or -1121. */
int32_t venue_symbol(struct venue_call *call);

/* public.c: the unsigned market questions. True where `path` was one of them. */
bool venue_public_handle(struct ac_venue *venue, struct venue_call *call);
/* How much such a question weighs; -1 where `path` is not public. */
int32_t venue_public_weight(const struct ac_venue *venue, const struct venue_call *call);

#endif
