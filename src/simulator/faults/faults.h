/* faults.h - what goes wrong, as data: a YAML file names faults, when they strike, how often. Drawn
 * from a seed, so that a run with faults can be repeated. The server asks at each point and does
 * what it is told; faults of the exchange itself strike by time. */
#ifndef AC_SIMULATOR_FAULTS_FAULTS_H
#define AC_SIMULATOR_FAULTS_FAULTS_H

#include "simulator/simulator.h"

struct ac_simulator_faults; /* opaque */

/* Where a fault strikes. */
enum ac_simulator_fault_point {
	AC_SIMULATOR_POINT_REQUEST, /* a REST request or a message of the WebSocket API has arrived */
	AC_SIMULATOR_POINT_ANSWER,  /* its answer is about to leave */
	AC_SIMULATOR_POINT_USER,    /* a user event is about to leave */
	AC_SIMULATOR_POINT_MARKET,  /* a market frame is about to leave */
	AC_SIMULATOR_POINT_CONNECT, /* a WebSocket connection was made */
};

#define AC_SIMULATOR_FAULT_LIST(X)                                                                 \
	/* at REQUEST */                                                                           \
	X(AC_SIMULATOR_FAULT_UNKNOWN_DROPPED, "unknown_dropped") /* 503 unknown, not executed */   \
	X(AC_SIMULATOR_FAULT_UNAVAILABLE, "unavailable")         /* 503 Service Unavailable. */    \
	X(AC_SIMULATOR_FAULT_INTERNAL, "internal")               /* 503 Internal error… */       \
	X(AC_SIMULATOR_FAULT_THROTTLED, "throttled")             /* 503 -1008, not for reducing */ \
	X(AC_SIMULATOR_FAULT_REFUSED, "refused")                 /* 400 with `code` */             \
	X(AC_SIMULATOR_FAULT_TOO_MANY, "too_many")               /* 429 with Retry-After */        \
	X(AC_SIMULATOR_FAULT_BANNED, "banned")                   /* 418 -1003 banned until */      \
	X(AC_SIMULATOR_FAULT_TIMESTAMP, "timestamp")             /* -1021 */                       \
	X(AC_SIMULATOR_FAULT_ENGINE_TIMESTAMP, "engine_timestamp") /* -5028 */                     \
	X(AC_SIMULATOR_FAULT_WAF, "waf")                           /* 403 HTML page */             \
	X(AC_SIMULATOR_FAULT_HANG_DROPPED, "hang_dropped")   /* never answered, not executed */    \
	X(AC_SIMULATOR_FAULT_RESET_DROPPED, "reset_dropped") /* connection reset, not executed */  \
	/* at ANSWER: it was executed */                                                           \
	X(AC_SIMULATOR_FAULT_UNKNOWN_EXECUTED, "unknown_executed") /* 503 unknown */               \
	X(AC_SIMULATOR_FAULT_TIMEOUT, "timeout")                   /* 408 -1007 */                 \
	X(AC_SIMULATOR_FAULT_HANG_EXECUTED, "hang_executed")                                       \
	X(AC_SIMULATOR_FAULT_RESET_EXECUTED, "reset_executed")                                     \
	X(AC_SIMULATOR_FAULT_TRUNCATED, "truncated") /* half of the body, then closed */           \
	X(AC_SIMULATOR_FAULT_NOT_JSON, "not_json")   /* 502 with a page of HTML */                 \
	X(AC_SIMULATOR_FAULT_SLOW, "slow")           /* after `ms` (to `ms_max`) */                \
	/* at USER and MARKET */                                                                   \
	X(AC_SIMULATOR_FAULT_DELAY,                                                                \
	  "delay") /* after `ms` (to `ms_max`): events of                    \
					  * other types overtake it */                     \
	X(AC_SIMULATOR_FAULT_DUPLICATE, "duplicate")                                               \
	X(AC_SIMULATOR_FAULT_LOSE, "lose")     /* never delivered */                               \
	X(AC_SIMULATOR_FAULT_GARBLE, "garble") /* cut in the middle of the JSON */                 \
	X(AC_SIMULATOR_FAULT_UNKNOWN_FIELDS,                                                       \
	  "unknown_fields") /* extra fields, unknown enum texts */                                 \
	/* of the connections, by time */                                                          \
	X(AC_SIMULATOR_FAULT_DROP, "drop")           /* close the matching sockets */              \
	X(AC_SIMULATOR_FAULT_SILENCE, "silence")     /* open, and nothing for `ms` */              \
	X(AC_SIMULATOR_FAULT_TLS_RESET, "tls_reset") /* cut in the TLS handshake */                \
	X(AC_SIMULATOR_FAULT_KEY_EXPIRES, "listen_key_expires")                                    \
	/* of the exchange, by time */                                                             \
	X(AC_SIMULATOR_FAULT_LIQUIDATION, "liquidation")                                           \
	X(AC_SIMULATOR_FAULT_ADL, "adl")                                                           \
	X(AC_SIMULATOR_FAULT_CLOSE_BY_HAND, "close_by_hand")                                       \
	X(AC_SIMULATOR_FAULT_CANCEL_BY_HAND, "cancel_by_hand")                                     \
	X(AC_SIMULATOR_FAULT_DELISTING, "delisting")                                               \
	X(AC_SIMULATOR_FAULT_FILTERS_CHANGE, "filters_change")                                     \
	X(AC_SIMULATOR_FAULT_CLOCK_JUMP, "clock_jump") /* by `ms`, signed */
enum ac_simulator_fault {
#define AC_SIMULATOR_FAULT_ENUM(name, text) name,
	AC_SIMULATOR_FAULT_LIST(AC_SIMULATOR_FAULT_ENUM)
#undef AC_SIMULATOR_FAULT_ENUM
		AC_SIMULATOR_FAULT_COUNT
};
const char *ac_simulator_fault_text(enum ac_simulator_fault fault);

/* What stands at the point: a rule strikes where all that it names agrees. */
struct ac_simulator_fault_subject {
	struct ac_str method; /* "POST"; "" at other points */
	struct ac_str what;   /* path, "e" of a user event, stream name, path of a connection */
	bool is_reducing;     /* of an order: it can only reduce, or cancels */
	uint32_t account;     /* UINT32_MAX unknown */
};
struct ac_simulator_fault_action {
	enum ac_simulator_fault fault;
	int32_t code; /* -2019 */
	ac_ns delay;
	uint16_t symbol; /* of a fault of the exchange */
	uint32_t account;
	int64_t value; /* ms of a clock jump, factor of a filter change */
	char what[64]; /* which connections or streams: a part of their path, "" all */
};

/* The file:
 *   seed: 7
 *   faults:
 *     - fault: unknown_executed      # a name of the list above
 *       when: POST /fapi/v1/order    # method and path, event, stream or connection; * is any text
 *       chance: 0.02                 # of each; or `every: 50`; neither: each one
 *       after: 10s                   # not before; of the server's run (default 0)
 *       until: 5m                    # not later
 *       at: 30s                      # once, at this time (faults by time); with `every: 60s` again
 *       count: 3                     # at most
 *       ms: 200                      # and ms_max: uniform between
 *       code: -2019
 *       symbol: BTCUSDT
 *       account: 0                   # default of faults by time that have one: the first
 *       factor: 10                   # how much coarser the filters become
 * The connection's faults (drop, silence, tls_reset) strike by time with `at`, and else each
 * connection as it is made. The first rule in the file that strikes is the one that counts; those
 * behind it have then not seen the subject. Each rule draws from numbers of its own.
 * Every fault of the file is reported as file:line:column, one a line. AC_ERR_CONFIG. */
AC_MUST_USE enum ac_status ac_simulator_faults_load(const char *path,
						    const struct ac_instruments *instruments,
						    struct ac_simulator_faults **ret_faults,
						    char *error, size_t error_size);
/* The same for text in memory; `file` is its name in the reports. */
struct ac_faults; /* of the configuration: what is wrong with a file */
AC_MUST_USE enum ac_status ac_simulator_faults_parse(const char *file, struct ac_str text,
						     const struct ac_instruments *instruments,
						     struct ac_simulator_faults **ret_faults,
						     struct ac_faults *reports);
void ac_simulator_faults_destroy(struct ac_simulator_faults *faults);

/* At a point: whether something goes wrong. `now` is since the server's start. */
bool ac_simulator_faults_draw(struct ac_simulator_faults *faults,
			      enum ac_simulator_fault_point point,
			      const struct ac_simulator_fault_subject *subject, ac_ns now,
			      struct ac_simulator_fault_action *ret_action);
/* The next fault by time that is due by `now`; false when there is none. */
bool ac_simulator_faults_due(struct ac_simulator_faults *faults, ac_ns now,
			     struct ac_simulator_fault_action *ret_action);
ac_ns ac_simulator_faults_deadline(
	const struct ac_simulator_faults *faults); /* INT64_MAX for none */
/* How often each fault struck, for the end's summary. */
uint64_t ac_simulator_faults_count(const struct ac_simulator_faults *faults,
				   enum ac_simulator_fault fault);

#endif
