#include "io/plugin.h"

#include <dlfcn.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>

#include "sys/error.h"

enum ac_status ac_plugin_load(const char *path, const struct ac_strategy **ret_strategy,
			      struct ac_error *error)
{
	char local[PATH_MAX];
	/* Without a slash the loader would search the system's folders instead. */
	int size =
		snprintf(local, sizeof(local), "%s%s", strchr(path, '/') == NULL ? "./" : "", path);
	if (size < 0 || (size_t)size >= sizeof(local)) {
		ac_error_set(error, "%s: is too long for a path", path);
		return AC_ERR_IO;
	}
	void *object = dlopen(local, RTLD_NOW | RTLD_LOCAL);
	if (object == NULL) {
		ac_error_set(error, "%s: cannot be loaded as a strategy: %s", path, dlerror());
		return AC_ERR_IO;
	}
	const struct ac_strategy *strategy = dlsym(object, AC_STRATEGY_PLUGIN_SYMBOL);
	if (strategy == NULL) {
		ac_error_set(error,
			     "%s: is no strategy: it exports no '" AC_STRATEGY_PLUGIN_SYMBOL "'",
			     path);
		(void)dlclose(object);
		return AC_ERR_NOT_FOUND;
	}
	*ret_strategy = strategy;
	return AC_OK;
}

/* The folder's own name is no pattern, whatever characters it has. */
static bool make_pattern(const char *folder, char *pattern, size_t size)
{
	static const char tail[] = "/*/*.so";
	size_t used = 0;
	for (; *folder != '\0'; folder++) {
		if (used + 2 + sizeof(tail) > size)
			return false;
		if (strchr("*?[\\", *folder) != NULL)
			pattern[used++] = '\\';
		pattern[used++] = *folder;
	}
	memcpy(pattern + used, tail, sizeof(tail));
	return true;
}

enum ac_status ac_plugin_folder_load(const char *folder, struct ac_strategy_registry *registry,
				     struct ac_error *error)
{
	char pattern[2 * PATH_MAX];
	glob_t found;
	int result = make_pattern(folder, pattern, sizeof(pattern)) ? glob(pattern, 0, NULL, &found)
								    : GLOB_NOSPACE;
	if (result == GLOB_NOMATCH)
		return AC_OK;
	if (result != 0) {
		ac_error_set(error, "%s: cannot be searched for strategies", folder);
		return AC_ERR_IO;
	}
	enum ac_status status = AC_OK;
	for (size_t i = 0; i < found.gl_pathc && status == AC_OK; i++) {
		const struct ac_strategy *strategy;
		const char *why;
		status = ac_plugin_load(found.gl_pathv[i], &strategy, error);
		if (status != AC_OK)
			break;
		status = ac_strategy_register(registry, strategy, &why);
		if (status != AC_OK)
			ac_error_set(error, "%s: is refused: %s", found.gl_pathv[i], why);
	}
	globfree(&found);
	return status;
}
