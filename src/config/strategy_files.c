#include "config/strategy_files.h"

#include "config/symbols_file.h"
#include "config/text_file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define SUFFIX ".yaml"

/* The names in one folder, sorted, so that books have the same order on every machine. */
struct listing {
	struct dirent **items; /* owned */
	int count;
};

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool list(const char *folder, struct listing *ret_listing)
{
	ret_listing->items = NULL;
	ret_listing->count = scandir(folder, &ret_listing->items, is_visible, by_bytes);
	return ret_listing->count >= 0;
}

static void list_deinit(struct listing *listing)
{
	for (int i = 0; i < listing->count; i++)
		free(listing->items[i]);
	free(listing->items);
}

static bool is_folder(const char *path)
{
	struct stat facts;
	return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

/* folder/name; false, with a fault, where that is too long. */
static bool join(const char *folder, const char *name, char path[AC_PATH_SIZE],
		 struct ac_faults *faults)
{
	size_t folder_size = strlen(folder), name_size = strlen(name);
	if (folder_size + 1 + name_size >= AC_PATH_SIZE) {
		ac_faults_add(faults, folder, 0, 0,
			      "holds a path of more than 511 bytes; shorten it");
		return false;
	}
	memcpy(path, folder, folder_size);
	path[folder_size] = '/';
	memcpy(path + folder_size + 1, name, name_size);
	path[folder_size + 1 + name_size] = '\0';
	return true;
}

/* "BTCUSDT" of "BTCUSDT.yaml"; empty for other files. */
static struct ac_str symbol_of(const char *name)
{
	size_t size = strlen(name), tail = sizeof(SUFFIX) - 1;
	if (size <= tail || strcmp(name + size - tail, SUFFIX) != 0)
		return AC_STR("");
	return (struct ac_str){ name, size - tail };
}

struct ac_book_config *ac_strategy_files_add(struct ac_config *config, const char *file,
					     struct ac_faults *faults)
{
	if (config->book_count == AC_BOOKS_MAX) {
		ac_faults_add(faults, file, 0, 0, "one strategy file too many; at most %d are read",
			      AC_BOOKS_MAX);
		return NULL;
	}
	/* Grown at powers of two: the count itself tells when the room is used up. */
	if ((config->book_count & (config->book_count - 1)) == 0) {
		size_t room = config->book_count == 0 ? 1 : (size_t)config->book_count * 2;
		struct ac_book_config *books = realloc(config->books, room * sizeof(*books));
		if (books == NULL) {
			ac_faults_add(faults, file, 0, 0, "no memory is left to read it");
			return NULL;
		}
		config->books = books;
	}
	struct ac_book_config *book = &config->books[config->book_count++];
	memset(book, 0, sizeof(*book));
	return book;
}

void ac_strategy_files_unknown(const struct ac_strategy_registry *registry, struct ac_place place,
			       struct ac_str name, struct ac_faults *faults)
{
	const char *names[AC_STRATEGIES_MAX];
	for (uint32_t i = 0; i < registry->count; i++)
		names[i] = registry->items[i]->name;
	struct ac_shown shown = ac_shown_make(name);
	const char *nearest = ac_config_nearest(shown.text, names, registry->count);
	if (nearest != NULL)
		ac_faults_add(faults, place.file, place.line, place.column,
			      "no strategy is named '%s'; did you mean '%s'?", shown.text, nearest);
	else
		ac_faults_add(faults, place.file, place.line, place.column,
			      "no strategy is named '%s'; `autocoin strategies` lists them",
			      shown.text);
}

void ac_strategy_files_unlisted(const struct ac_config *config, struct ac_place place,
				struct ac_str symbol, struct ac_faults *faults)
{
	const char *names[AC_INSTRUMENTS_MAX];
	for (uint32_t i = 0; i < config->symbol_count; i++)
		names[i] = config->symbols[i].symbol;
	struct ac_shown shown = ac_shown_make(symbol);
	const char *nearest = ac_config_nearest(shown.text, names, config->symbol_count);
	if (nearest != NULL)
		ac_faults_add(faults, place.file, place.line, place.column,
			      "symbol '%s' is not among the configured symbols; add it there, or "
			      "did you mean '%s'?",
			      shown.text, nearest);
	else
		ac_faults_add(faults, place.file, place.line, place.column,
			      "symbol '%s' is not among the configured symbols; add it there, or "
			      "rename this file",
			      shown.text);
}

/* What the walk through the folders carries along. */
struct walk {
	const struct ac_strategy_registry *registry;
	bool are_symbols_known;
	struct ac_config *config;
	struct ac_faults *faults;
};

static void read_file(const struct walk *walk, const struct ac_strategy *strategy, const char *path,
		      struct ac_str symbol)
{
	struct ac_place place = { path, 0, 0 };
	bool is_listed = ac_symbols_file_find(walk->config, symbol) != NULL;
	if (walk->are_symbols_known && !is_listed)
		ac_strategy_files_unlisted(walk->config, place, symbol, walk->faults);
	struct ac_text_file file;
	enum ac_status status = ac_text_file_read(path, &file, walk->faults);
	if (status == AC_ERR_NOT_FOUND)
		ac_faults_add(walk->faults, path, 0, 0,
			      "is a link to nothing; remove it or put the file there");
	if (status != AC_OK)
		return;
	struct ac_book_config *book = ac_strategy_files_add(walk->config, path, walk->faults);
	if (book != NULL) {
		snprintf(book->strategy, sizeof(book->strategy), "%s", strategy->name);
		snprintf(book->symbol, sizeof(book->symbol), "%.*s", (int)symbol.size, symbol.data);
		snprintf(book->file, sizeof(book->file), "%s", path);
		ac_strategy_file_parse((struct ac_str){ file.data, file.size }, strategy, book,
				       walk->faults);
	}
	ac_text_file_deinit(&file);
}

static void read_folder(const struct walk *walk, const char *name, const char *path)
{
	struct listing listing;
	if (!list(path, &listing)) {
		ac_faults_add(walk->faults, path, 0, 0,
			      "cannot be listed (%s); check its owner and mode", strerror(errno));
		return;
	}
	const struct ac_strategy *strategy = ac_strategy_find(walk->registry, ac_str_from(name));
	for (int i = 0; i < listing.count; i++) {
		struct ac_str symbol = symbol_of(listing.items[i]->d_name);
		char file[AC_PATH_SIZE];
		if (symbol.size == 0 || !join(path, listing.items[i]->d_name, file, walk->faults))
			continue;
		if (is_folder(file))
			continue;
		if (strategy == NULL) {
			/* Once for the folder: its files are all wrong in the same way. */
			ac_strategy_files_unknown(walk->registry, (struct ac_place){ path, 0, 0 },
						  ac_str_from(name), walk->faults);
			break;
		}
		read_file(walk, strategy, file, symbol);
	}
	list_deinit(&listing);
}

void ac_strategy_files_read(const char *folder, const struct ac_strategy_registry *registry,
			    bool are_symbols_known, struct ac_config *config,
			    struct ac_faults *faults)
{
	struct walk walk = { .registry = registry,
			     .are_symbols_known = are_symbols_known,
			     .config = config,
			     .faults = faults };
	struct listing listing;
	if (!list(folder, &listing)) {
		ac_faults_add(faults, folder, 0, 0,
			      "cannot be listed (%s); make it, with a folder for each strategy and "
			      "a <SYMBOL>.yaml in it for each symbol",
			      strerror(errno));
		return;
	}
	for (int i = 0; i < listing.count; i++) {
		const char *name = listing.items[i]->d_name;
		char path[AC_PATH_SIZE];
		if (join(folder, name, path, faults) && is_folder(path))
			read_folder(&walk, name, path);
	}
	list_deinit(&listing);
}
