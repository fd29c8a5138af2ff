/* doctor_state.h - what the files of the doctor share. Not for others: they have doctor.h. */
#ifndef AC_BINANCE_DOCTOR_DOCTOR_STATE_H
#define AC_BINANCE_DOCTOR_DOCTOR_STATE_H

#include "binance/doctor/doctor.h"
#include "binance/gateway/rest.h"

struct doctor {
	const struct ac_doctor_options *options;
	const struct ac_config *config;
	ac_doctor_say *say;
	void *self;
	bool has_failed;
	bool is_trading; /* on an account: the mode has one */
	struct ac_loop *loop;
	struct ac_rest *rest;
	struct ac_instruments all;         /* what the exchange trades */
	struct ac_instruments instruments; /* what would be traded here */
	struct ac_dec *marks;              /* per instrument, 0 unknown */
	char listen_key[128];
	bool is_hedge; /* the account as it is, whatever is configured */
};

__attribute__((format(printf, 5, 6))) void doctor_say(struct doctor *doctor, const char *check,
						      enum ac_doctor_result result,
						      const char *advice, const char *format, ...);
/* What to do about an answer that is none, or a refusal. */
const char *doctor_advise(const struct ac_rest_answer *answer);
/* The same for a connection that ended, by the words of its end. */
const char *doctor_advise_network(const char *error);
/* A signed question; its failure becomes a line. False then. */
bool doctor_ask(struct doctor *doctor, const char *check, const struct ac_request *request,
		struct ac_rest_answer *ret_answer);

/* doctor_local.c */
void doctor_check_local(struct doctor *doctor);

/* doctor_account.c */
bool doctor_check_key(struct doctor *doctor);
void doctor_check_permissions(struct doctor *doctor);
void doctor_check_settings(struct doctor *doctor);

/* doctor_streams.c */
void doctor_check_streams(struct doctor *doctor);

/* doctor_symbols.c */
bool doctor_choose_symbols(struct doctor *doctor);
void doctor_check_sizes(struct doctor *doctor);
void doctor_check_balance(struct doctor *doctor);

/* doctor_order.c */
void doctor_check_order(struct doctor *doctor);

#endif
