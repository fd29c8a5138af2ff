/* driver.h - what the room asks of a database: connect, prepare, bind, step, transactions, errors. Not
 * SQL: a driver brings a table of texts, most of them from queries/. A driver is a folder of this
 * room, and no other file knows its library. One thread at a time per connection. */
#ifndef AC_DATABASE_DRIVER_H
#define AC_DATABASE_DRIVER_H

#include "core/base.h"
#include "database/queries.h"

struct ac_connection; /* the driver's own */
struct ac_prepared;   /* the driver's own; belongs to its connection */

struct ac_migration {
	int32_t version; /* 1, 2, 3 … */
	const char *name;
	const char *checksum; /* SHA-256 of the text, hexadecimal */
	const char *text;     /* any number of statements */
};

/* Statuses of failures: AC_ERR_EXISTS a key that is taken, AC_ERR_RANGE the row or the text is refused
 * and will be again, AC_ERR_CORRUPT, AC_ERR_NOMEM, AC_ERR_IO what may pass. `error` then has a
 * sentence. Texts that are given out live until the next call for the same object. */
struct ac_driver {
	const char *url_form;                  /* how an address is written, for a person */
	const char *const *texts;              /* by enum ac_query */
	const struct ac_migration *migrations; /* ascending, without a gap */
	const int32_t *migration_count;

	/* Connects, and makes what is missing unless `is_readonly`. AC_ERR_CONFIG: the address is none.
	 * `error` receives a sentence that never repeats the address: it may hold a password. */
	enum ac_status (*open)(const char *url, bool is_readonly,
			       struct ac_connection **ret_connection, char *error,
			       size_t error_size);
	/* Once the schema is known to be ours: settings that stay in the database. */
	enum ac_status (*settle)(struct ac_connection *connection);
	void (*close)(
		struct ac_connection *connection); /* all that was prepared is discarded before */
	const char *(*place)(const struct ac_connection *connection); /* for a person, no secrets */
	const char *(*error)(const struct ac_connection *connection); /* of the last failure */

	enum ac_status (*begin)(struct ac_connection *connection); /* with the right to write */
	enum ac_status (*commit)(struct ac_connection *connection);
	enum ac_status (*rollback)(struct ac_connection *connection);
	/* False also after a failure by which the database took everything back on its own. */
	bool (*is_in_transaction)(const struct ac_connection *connection);
	/* Statements without parameters and rows. */
	enum ac_status (*execute)(struct ac_connection *connection, const char *statements);

	enum ac_status (*prepare)(struct ac_connection *connection, const char *text,
				  struct ac_prepared **ret_prepared);
	void (*discard)(struct ac_prepared *prepared); /* NULL is a no-op */
	/* Parameters are :name in the text; each name is one parameter, however often it stands there. */
	uint32_t (*parameter_count)(const struct ac_prepared *prepared);
	const char *(*parameter_name)(const struct ac_prepared *prepared, uint32_t index); /* 0 … */

	enum ac_status (*bind_null)(struct ac_prepared *prepared, uint32_t index);
	enum ac_status (*bind_int)(struct ac_prepared *prepared, uint32_t index, int64_t value);
	/* What is not a number becomes NULL. */
	enum ac_status (*bind_real)(struct ac_prepared *prepared, uint32_t index, double value);
	/* Borrowed until the reset. */
	enum ac_status (*bind_text)(struct ac_prepared *prepared, uint32_t index, const char *text,
				    size_t size);

	/* AC_OK with a row, AC_END without. */
	enum ac_status (*step)(struct ac_prepared *prepared);
	/* Ends the execution and forgets what is bound. */
	void (*reset)(struct ac_prepared *prepared);
	/* Rows that the last execution changed. */
	int64_t (*affected)(const struct ac_connection *connection);

	uint32_t (*column_count)(const struct ac_prepared *prepared);
	const char *(*column_name)(struct ac_prepared *prepared, uint32_t index);
	bool (*column_is_null)(struct ac_prepared *prepared, uint32_t index);
	int64_t (*column_int)(struct ac_prepared *prepared, uint32_t index); /* truth is 1 */
	double (*column_real)(struct ac_prepared *prepared, uint32_t index);
	const char *(*column_text)(struct ac_prepared *prepared,
				   uint32_t index); /* NULL for NULL */
};

#endif
