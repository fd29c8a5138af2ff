/* wire.h - the part of a run that speaks with the exchange: the loop, signed REST, the gateway.
 * With an account every order goes there; without one only prices come from it, and the simulated
 * exchange fills the orders. Only for the files of a run. */
#ifndef AC_CLI_WIRE_H
#define AC_CLI_WIRE_H

#include "gateway/gateway.h"
#include "gateway/setup.h"
#include "sys/file_sync.h"

struct trading;

struct wire {
	struct ac_loop *loop;
	struct ac_rest *rest;
	struct ac_gateway *gateway;
	struct ac_exchange port;
	struct ac_instruments instruments; /* every one that the exchange has */
	bool has_account;
	bool is_complete; /* history and snapshot have been taken */
	uint64_t snapshots_told;
	bool was_on_rest;
	struct ac_file_sync *sync;
	ac_ns synced_ns; /* steady: when the journal was last forced to the disk */
};

/* True where this run's prices come over the wire. */
bool wire_is_wanted(const struct trading *trading);
/* The exchange is reached, its clock compared, its rules read. False after a message. */
bool wire_open(struct trading *trading);
/* The account is as the configuration wants it, the gateway stands; after the world was built. */
bool wire_prepare(struct trading *trading);
/* Begins to listen; after the books of the run before were taken up. */
void wire_start(struct trading *trading);
/* Waits for the exchange, at most `limit`, and gives on what it said. */
void wire_turn(struct trading *trading, ac_ns limit);
/* Answers that are on their way arrive, at most `limit`. */
void wire_settle(struct trading *trading, ac_ns limit);
void wire_close(struct wire *wire);

#endif
