#include "trader/records.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "trader/trader.h"

#define WRITER_CAPACITY  65536u
#define JOURNAL_ATTEMPTS 100u

enum ac_status records_append(struct trader_records *records, enum ac_journal_type type,
			      const void *payload, size_t size)
{
	uint64_t seq;
	return ac_journal_append(records->journal, type, payload, (uint32_t)size, &seq);
}

/* A run that was cut off before it was in the database has left a file of the same number. */
enum ac_status records_journal_create(struct trader_records *records)
{
	struct ac_store_run *run = &records->run;
	if (mkdir(AC_JOURNAL_FOLDER, 0755) != 0 && errno != EEXIST)
		return AC_ERR_IO;
	for (uint32_t attempt = 0; attempt < JOURNAL_ATTEMPTS; attempt++) {
		int size = snprintf(run->journal, sizeof(run->journal), "%s/run-%06u",
				    AC_JOURNAL_FOLDER, run->run_id);
		char *end = run->journal + size;
		size_t left = sizeof(run->journal) - (size_t)size;
		if (attempt == 0)
			snprintf(end, left, ".journal");
		else
			snprintf(end, left, "-%u.journal", attempt);
		enum ac_status status =
			ac_journal_create(run->journal, run->run_id, &records->journal);
		if (status != AC_ERR_EXISTS)
			return status;
	}
	return AC_ERR_EXISTS;
}

enum ac_status records_connect(struct trader_records *records, const struct ac_world *world)
{
	enum ac_status status = ac_writer_create(records->store, &records->run, &records->names,
						 WRITER_CAPACITY, &records->writer);
	if (status == AC_OK)
		status = ac_outlet_init(&records->outlet, records->journal, records->writer,
					&world->instruments, world->books);
	if (status == AC_OK)
		status = ac_outlet_connect(&records->outlet, world->engine);
	return status;
}

void records_close(struct trader_records *records)
{
	ac_writer_destroy(records->writer);
	ac_outlet_deinit(&records->outlet);
	ac_journal_destroy(records->journal);
	ac_store_close(records->store);
	records->writer = NULL;
	records->journal = NULL;
	records->store = NULL;
}
