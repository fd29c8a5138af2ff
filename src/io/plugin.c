#include "io/plugin.h"

#include <dlfcn.h>
#include <glob.h>
#include <stdio.h>

enum ac_status ac_plugin_load(const char *path, const struct ac_strategy **ret_strategy, char *error,
			      size_t error_size)
{
	char local[1024];
	/* Without a slash the loader would search the system's folders instead. */
	snprintf(local, sizeof(local), "%s%s", strchr(path, '/') == NULL ? "./" : "", path);
	void *object = dlopen(local, RTLD_NOW | RTLD_LOCAL);
	if (object == NULL) {
		snprintf(error, error_size, "%s: cannot be loaded as a strategy: %s", path,
			 dlerror());
		return AC_ERR_IO;
	}
	const struct ac_strategy *strategy = dlsym(object, AC_STRATEGY_PLUGIN_SYMBOL);
	if (strategy == NULL) {
		snprintf(error, error_size,
			 "%s: is no strategy: it exports no '" AC_STRATEGY_PLUGIN_SYMBOL "'", path);
		(void)dlclose(object);
		return AC_ERR_NOT_FOUND;
	}
	*ret_strategy = strategy;
	return AC_OK;
}

enum ac_status ac_plugin_folder_load(const char *folder, struct ac_strategy_registry *registry,
				     char *error, size_t error_size)
{
	char pattern[1024];
	glob_t found;
	snprintf(pattern, sizeof(pattern), "%s/*/*.so", folder);
	int result = glob(pattern, 0, NULL, &found);
	if (result == GLOB_NOMATCH)
		return AC_OK;
	if (result != 0) {
		snprintf(error, error_size, "%s: cannot be searched for strategies", folder);
		return AC_ERR_IO;
	}
	enum ac_status status = AC_OK;
	for (size_t i = 0; i < found.gl_pathc && status == AC_OK; i++) {
		const struct ac_strategy *strategy;
		const char *why;
		status = ac_plugin_load(found.gl_pathv[i], &strategy, error, error_size);
		if (status != AC_OK)
			break;
		status = ac_strategy_register(registry, strategy, &why);
		if (status != AC_OK)
			snprintf(error, error_size, "%s: is refused: %s", found.gl_pathv[i], why);
	}
	globfree(&found);
	return status;
}
