#include "config/config.h"

#include "config/risk_file.h"
#include "config/settings.h"
#include "config/shield.h"
#include "config/strategy_files.h"
#include "config/symbols_file.h"
#include "config/text_file.h"

#include <stdio.h>
#include <stdlib.h>

#define OTHERS_RIGHTS 066u /* group and others, reading and writing */

void ac_config_default(struct ac_config *ret_config)
{
	/* Zeroed whole, padding too, so that two equal configurations are equal bytes. */
	memset(ret_config, 0, sizeof(*ret_config));
	ret_config->risk.is_guarded = true;
	ac_schema_default(&ac_settings_schema, ret_config);
	/* The mode is sim, whose live prices are those of the real market. */
	ac_endpoints_mainnet(&ret_config->settings.endpoints);
	ac_schema_default(&ac_risk_file_schema, ret_config);
}

void ac_config_deinit(struct ac_config *config)
{
	free(config->symbols);
	free(config->books);
	explicit_bzero(config, sizeof(*config));
}

/* The path as it is opened and shown: faults should be paths that an editor can open. */
static bool join(const struct ac_config_paths *paths, const char *given, const char *otherwise,
		 char path[AC_PATH_SIZE], struct ac_faults *faults)
{
	const char *name = given != NULL ? given : otherwise;
	const char *root = paths->root != NULL ? paths->root : ".";
	bool is_bare = name[0] == '/' || strcmp(root, ".") == 0 || root[0] == '\0';
	int size = snprintf(path, AC_PATH_SIZE, "%s%s%s", is_bare ? "" : root, is_bare ? "" : "/",
			    name);
	if (size >= 0 && size < AC_PATH_SIZE)
		return true;
	ac_faults_add(faults, otherwise, 0, 0, "its path is longer than 511 bytes; shorten it");
	return false;
}

static void load_settings(const struct ac_config_paths *paths, char *const *environment,
			  struct ac_config *config, struct ac_faults *faults)
{
	char path[AC_PATH_SIZE];
	struct ac_text_file file = { 0 };
	if (!join(paths, paths->env_file, ".env", path, faults))
		return;
	enum ac_status status = ac_text_file_read(path, &file, faults);
	if (status != AC_OK && status != AC_ERR_NOT_FOUND)
		return;
	if ((file.mode & OTHERS_RIGHTS) != 0)
		ac_faults_add(faults, path, 0, 0,
			      "others may read or write it (mode %04o) and it holds secrets; run: "
			      "chmod 600 %s",
			      file.mode, path);
	struct ac_str text = { file.data != NULL ? file.data : "", file.size };
	ac_settings_parse(path, text, environment, config, faults);
	ac_text_file_deinit(&file);
}

typedef void yaml_parser(const char *file, struct ac_str text, struct ac_config *config,
			 struct ac_faults *faults);

static void load_yaml(const struct ac_config_paths *paths, const char *given, const char *otherwise,
		      yaml_parser *parse, struct ac_config *config, struct ac_faults *faults)
{
	char path[AC_PATH_SIZE];
	struct ac_text_file file;
	if (!join(paths, given, otherwise, path, faults))
		return;
	enum ac_status status = ac_text_file_read(path, &file, faults);
	if (status == AC_ERR_NOT_FOUND)
		ac_faults_add(faults, path, 0, 0,
			      "missing; copy the sample %s of the source tree there and adapt it",
			      otherwise);
	if (status != AC_OK)
		return;
	parse(path, (struct ac_str){ file.data, file.size }, config, faults);
	ac_text_file_deinit(&file);
}

static void load_all(const struct ac_config_paths *paths, char *const *environment,
		     const struct ac_strategy_registry *registry, struct ac_config *config,
		     struct ac_faults *faults)
{
	char strategies[AC_PATH_SIZE];
	load_settings(paths, environment, config, faults);
	load_yaml(paths, paths->risk, "config/risk.yaml", ac_risk_file_parse, config, faults);
	uint32_t faults_before = faults->count;
	load_yaml(paths, paths->symbols, "config/symbols.yaml", ac_symbols_file_parse, config,
		  faults);
	/* A list that could not be read is no reason to doubt every strategy's symbol. */
	bool are_symbols_known = config->symbol_count > 0 || faults->count == faults_before;
	if (join(paths, paths->strategies, "strategies", strategies, faults))
		ac_strategy_files_read(strategies, registry, are_symbols_known, config, faults);
}

enum ac_status ac_config_load(const struct ac_config_paths *paths, char *const *environment,
			      const struct ac_strategy_registry *registry,
			      struct ac_config *ret_config, struct ac_faults *faults)
{
	ac_assert(paths != NULL);
	ac_assert(registry != NULL);
	uint32_t faults_before = faults->count;
	struct ac_config *config = ac_shield_take(sizeof(*config));
	if (config == NULL)
		return AC_ERR_NOMEM;
	ac_config_default(config);
	load_all(paths, environment, registry, config, faults);
	enum ac_status status = AC_ERR_CONFIG;
	if (faults->count == faults_before) {
		ac_shield_set(ret_config, sizeof(*ret_config));
		memcpy(ret_config, config, sizeof(*config));
		config->symbols = NULL; /* the lists belong to ret_config now */
		config->books = NULL;
		status = AC_OK;
	}
	ac_config_deinit(config);
	ac_shield_give(config, sizeof(*config));
	return status;
}
