/* This machine: the database, the journal's folder, room on the disk. */
#include "binance/doctor/doctor_state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "database/store.h"
#include "sys/whole_file.h"

#define MIB         (1024 * 1024LL)
#define FREE_NEEDED (200 * MIB)
#define FREE_WANTED (2048 * MIB)

static void check_database(struct doctor *doctor)
{
	const char *url = doctor->config->settings.db_url;
	struct ac_store *store = NULL;
	char error[512];
	if (ac_store_open(url, &store, error, sizeof(error)) != AC_OK) {
		doctor_say(doctor, "database", AC_DOCTOR_FAILED,
			   "check DB_URL, the folder's owner and its mode", "%s", error);
		return;
	}
	/* A write that is taken back: the lock of another program shows too. */
	bool is_writable = ac_store_begin(store) == AC_OK;
	if (is_writable) {
		ac_store_rollback(store);
		doctor_say(doctor, "database", AC_DOCTOR_OK, NULL, "%s, schema version %d",
			   ac_store_place(store), ac_store_schema_version(store));
	} else {
		doctor_say(doctor, "database", AC_DOCTOR_FAILED,
			   "stop other programs that use it, and check its mode",
			   "it cannot be written: %s", ac_store_error(store));
	}
	ac_store_close(store);
}

/* The file is forced to the disk, as a journal's end is. */
static bool try_file(const char *path)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (file < 0)
		return false;
	bool is_fine = write(file, "autocoin\n", 9) == 9 && fsync(file) == 0;
	int why = errno;
	is_fine = close(file) == 0 && is_fine;
	is_fine = unlink(path) == 0 && is_fine;
	if (!is_fine)
		errno = why;
	return is_fine;
}

static void check_journal(struct doctor *doctor)
{
	const char *folder = doctor->options->journal_folder;
	char path[AC_PATH_SIZE];
	snprintf(path, sizeof(path), "%s/.doctor", folder);
	if (ac_file_folders_make(path) == AC_OK && try_file(path))
		doctor_say(doctor, "journal", AC_DOCTOR_OK, NULL, "%s/ can be written", folder);
	else
		doctor_say(doctor, "journal", AC_DOCTOR_FAILED,
			   "check the folder's owner and mode, and room on the disk",
			   "%s/ cannot be written: %s", folder, strerror(errno));
}

static void check_disk(struct doctor *doctor)
{
	struct statvfs facts;
	if (statvfs(doctor->options->journal_folder, &facts) != 0) {
		doctor_say(doctor, "disk", AC_DOCTOR_WARNING, "check the folder",
			   "its room cannot be asked for: %s", strerror(errno));
		return;
	}
	int64_t room = (int64_t)(facts.f_bavail * facts.f_frsize);
	enum ac_doctor_result result = room < FREE_NEEDED   ? AC_DOCTOR_FAILED
				       : room < FREE_WANTED ? AC_DOCTOR_WARNING
							    : AC_DOCTOR_OK;
	doctor_say(doctor, "disk", result,
		   result == AC_DOCTOR_OK ? NULL
					  : "free some room: without it the journal cannot be "
					    "written, and entries stop",
		   "%lld MiB are free", (long long)room / MIB);
}

void doctor_check_local(struct doctor *doctor)
{
	check_database(doctor);
	check_journal(doctor);
	check_disk(doctor);
}
