/* Builds strategies out of tree with nothing but the public header, and loads them. */
#include "folder.h"

#include "io/plugin.h"

#include <sys/stat.h>

static const char *source_root(void)
{
	const char *root = getenv("AC_SOURCE_ROOT");
	return root != NULL ? root : ".";
}

/* Compiles `source` (below the source root, or absolute) into `object`; false when it cannot. */
static bool build(const char *compiler, const char *options, const char *source, const char *object)
{
	char command[2048];
	const char *root = source[0] == '/' ? "" : source_root();
	snprintf(command, sizeof(command),
		 "%s %s -Wall -Wextra -Werror -Wpedantic -O2 -shared -fPIC -I '%s/include' "
		 "'%s%s%s' -o '%s'",
		 compiler, options, source_root(), root, root[0] == '\0' ? "" : "/", source,
		 object);
	return system(command) == 0;
}

static void build_c(const char *source, const char *object)
{
	if (!build("${CC:-cc}", "-std=c17", source, object))
		fail_msg("%s does not compile with the public header alone", source);
}

/* The momentum fixture with one piece of its text replaced. */
static void build_changed(const char *from, const char *to, const char *object)
{
	static char text[16384];
	char path[1024];
	snprintf(path, sizeof(path), "%s/tests/fixtures/plugin/momentum.c", source_root());
	FILE *in = fopen(path, "r");
	assert_non_null(in);
	size_t size = fread(text, 1, sizeof(text) - 1, in);
	fclose(in);
	text[size] = '\0';
	char *place = strstr(text, from);
	assert_non_null(place);
	const char *source = folder_path("changed.c");
	FILE *out = fopen(source, "w");
	assert_non_null(out);
	fprintf(out, "%.*s%s%s", (int)(place - text), text, to, place + strlen(from));
	fclose(out);
	build_c(source, object);
}

/* `bytes` into the file `name` of the folder. */
static const char *write_file(const char *name, const char *bytes)
{
	const char *path = folder_path(name);
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	fputs(bytes, out);
	fclose(out);
	return path;
}

static struct ac_candle candle_at(int64_t minute, int64_t price)
{
	int64_t units = price * AC_DEC_SCALE;
	return (struct ac_candle){ .open_time_ms = minute * AC_MS_PER_MIN,
				   .open = units,
				   .high = units,
				   .low = units,
				   .close = units,
				   .volume = AC_DEC_SCALE };
}

static struct ac_strategy_instance instance_of(const struct ac_strategy *strategy)
{
	static _Alignas(64) unsigned char block[65536];
	memset(block, 0, sizeof(block));
	struct ac_arena arena;
	ac_arena_init(&arena, block, sizeof(block));
	struct ac_param_value values[AC_PARAMS_MAX];
	ac_strategy_params_default(strategy, values);
	struct ac_strategy_instance instance;
	const char *why = "";
	if (ac_strategy_instance_create(&arena, strategy, values, &instance, &why) != AC_OK)
		fail_msg("instance of %s: %s", strategy->name, why);
	return instance;
}

static void test_c_strategy_built_out_of_tree_trades_candles(void **state)
{
	(void)state;
	const char *object = folder_path("momentum.so");
	build_c("tests/fixtures/plugin/momentum.c", object);
	struct ac_error error = { 0 };
	const struct ac_strategy *strategy = NULL;
	assert_int_equal(ac_plugin_load(object, &strategy, &error), AC_OK);
	struct ac_strategy_registry registry;
	ac_strategy_registry_init(&registry);
	const char *why = "";
	assert_int_equal(ac_strategy_register(&registry, strategy, &why), AC_OK);
	assert_ptr_equal(ac_strategy_find(&registry, AC_STR("momentum")), strategy);

	struct ac_strategy_instance instance = instance_of(strategy);
	static const struct {
		int64_t price;
		int32_t direction;
		int32_t action;
	} steps[] = {
		{ 1000, 0, AC_ACTION_NONE },       { 1000, 0, AC_ACTION_NONE },
		{ 1000, 0, AC_ACTION_NONE },       { 1000, 0, AC_ACTION_NONE },
		{ 1000, 0, AC_ACTION_NONE },       { 1004, 0, AC_ACTION_NONE },
		{ 1005, 0, AC_ACTION_ENTER_LONG }, { 1003, 1, AC_ACTION_NONE },
		{ 999, 1, AC_ACTION_EXIT },        { 990, 0, AC_ACTION_ENTER_SHORT },
	};
	for (size_t i = 0; i < AC_COUNT(steps); i++) {
		struct ac_candle candle = candle_at((int64_t)i, steps[i].price);
		struct ac_strategy_view view = { .direction = steps[i].direction };
		struct ac_decision decision;
		ac_strategy_instance_on_candle(&instance, &candle, &view, &decision);
		char name[32];
		snprintf(name, sizeof(name), "candle %zu", i);
		CHECK_EQ(name, decision.action, steps[i].action);
		if (steps[i].action == AC_ACTION_ENTER_LONG)
			CHECK_EQ(name, decision.take_profit_pct, 80000000);
	}
}

static void test_cpp_strategy_built_out_of_tree_trades_candles(void **state)
{
	(void)state;
	if (system("command -v ${CXX:-c++} >/dev/null") != 0) {
		print_message("# skipped: there is no C++ compiler\n");
		skip();
	}
	const char *object = folder_path("alternate.so");
	/* The descriptor stays visible where everything else is hidden. */
	assert_true(build("${CXX:-c++}", "-std=c++17 -fvisibility=hidden",
			  "tests/fixtures/plugin/alternate.cpp", object));
	struct ac_error error = { 0 };
	const struct ac_strategy *strategy = NULL;
	assert_int_equal(ac_plugin_load(object, &strategy, &error), AC_OK);
	struct ac_strategy_registry registry;
	ac_strategy_registry_init(&registry);
	const char *why = "";
	assert_int_equal(ac_strategy_register(&registry, strategy, &why), AC_OK);
	struct ac_strategy_instance instance = instance_of(strategy);
	for (int64_t i = 0; i < 4; i++) {
		struct ac_candle candle = candle_at(i, 100);
		struct ac_decision decision;
		ac_strategy_instance_on_candle(&instance, &candle, &(struct ac_strategy_view){ 0 },
					       &decision);
		assert_int_equal(decision.action,
				 i % 2 == 0 ? AC_ACTION_ENTER_LONG : AC_ACTION_ENTER_SHORT);
	}
}

static void test_file_that_is_no_strategy_is_refused_with_a_sentence(void **state)
{
	(void)state;
	char empty[128], lacking[128], text[128], absent[128];
	snprintf(empty, sizeof(empty), "%s", folder_path("empty.so"));
	snprintf(lacking, sizeof(lacking), "%s", folder_path("lacking.so"));
	snprintf(absent, sizeof(absent), "%s", folder_path("absent.so"));
	build_c(write_file("empty.c", "extern int nothing;\nint nothing = 0;\n"), empty);
	build_c(write_file("lacking.c", "extern int absent(void);\nextern int (*const f)(void);\n"
					"int (*const f)(void) = absent;\n"),
		lacking);
	snprintf(text, sizeof(text), "%s", write_file("text.so", "not an object\n"));
	static char endless[5000];
	memset(endless, 'x', sizeof(endless) - 1);
	const struct {
		const char *path, *part;
		enum ac_status status;
	} cases[] = {
		{ absent, "cannot be loaded as a strategy", AC_ERR_IO },
		{ text, "cannot be loaded as a strategy", AC_ERR_IO },
		{ lacking, "undefined symbol: absent", AC_ERR_IO },
		{ empty, "it exports no 'ac_strategy_plugin'", AC_ERR_NOT_FOUND },
		{ "absent.so", "./absent.so", AC_ERR_IO },
		{ endless, "xxx", AC_ERR_IO },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_error error = { 0 };
		const struct ac_strategy *strategy = NULL;
		CHECK_EQ(cases[i].path, ac_plugin_load(cases[i].path, &strategy, &error),
			 cases[i].status);
		assert_null(strategy);
		size_t begin = strnlen(cases[i].path, 20);
		if (strncmp(error.text, cases[i].path, begin) != 0 ||
		    strstr(error.text, cases[i].part) == NULL)
			fail_msg("'%s' does not begin with the path or lacks '%s'", error.text,
				 cases[i].part);
	}
}

/* A folder as strategies/ is, with the plug-ins in it. */
static void make_house(const char *name, char *house, size_t size)
{
	snprintf(house, size, "%s", folder_path(name));
	assert_int_equal(mkdir(house, 0700), 0);
}

static void add_to_house(const char *house, const char *name, const char *from, const char *to)
{
	char path[256];
	snprintf(path, sizeof(path), "%s/%s", house, name);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/%s/%s.so", house, name, name);
	build_changed(from, to, path);
}

static void test_folder_is_loaded_in_order_of_name(void **state)
{
	(void)state;
	char house[128];
	struct ac_error error = { 0 };
	make_house("odd [name]*", house, sizeof(house));
	add_to_house(house, "second", "\"momentum\"", "\"b_strategy\"");
	add_to_house(house, "first", "\"momentum\"", "\"a_strategy\"");
	struct ac_strategy_registry registry;
	ac_strategy_registry_init(&registry);
	uint32_t built_in = registry.count;
	assert_int_equal(ac_plugin_folder_load(house, &registry, &error), AC_OK);
	assert_int_equal(registry.count, built_in + 2);
	assert_string_equal(registry.items[built_in]->name, "a_strategy");
	assert_string_equal(registry.items[built_in + 1]->name, "b_strategy");
	assert_int_equal(ac_plugin_folder_load("/nonexistent", &registry, &error), AC_OK);
	assert_int_equal(registry.count, built_in + 2);
}

static void test_folder_with_a_refused_strategy_says_which_and_why(void **state)
{
	(void)state;
	static const struct {
		const char *house, *from, *to, *part;
		enum ac_status status;
	} cases[] = {
		{ "abi", "= AC_STRATEGY_ABI", "= AC_STRATEGY_ABI + 1",
		  "built for another version of the plug-in interface", AC_ERR_VERSION },
		{ "size", "sizeof(struct ac_strategy)", "sizeof(struct ac_strategy) - 8",
		  "smaller than the interface asks for", AC_ERR_VERSION },
		{ "taken", "\"momentum\"", "\"vwap_reversion\"", "of this name is there already",
		  AC_ERR_EXISTS },
		{ "range", "\"0.4\", \"0.01\", \"50\"", "\"51\", \"0.01\", \"50\"",
		  "default is not one of its own values", AC_ERR_CONFIG },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		char house[128], file[160];
		struct ac_error error = { 0 };
		make_house(cases[i].house, house, sizeof(house));
		add_to_house(house, "bad", cases[i].from, cases[i].to);
		struct ac_strategy_registry registry;
		ac_strategy_registry_init(&registry);
		uint32_t built_in = registry.count;
		CHECK_EQ(cases[i].house, ac_plugin_folder_load(house, &registry, &error),
			 cases[i].status);
		assert_int_equal(registry.count, built_in);
		snprintf(file, sizeof(file), "%s/bad/bad.so: ", house);
		if (strncmp(error.text, file, strlen(file)) != 0 ||
		    strstr(error.text, cases[i].part) == NULL)
			fail_msg("'%s' does not begin with the path or lacks '%s'", error.text,
				 cases[i].part);
	}
}

/* A descriptor of a later header is longer, and still of this interface. */
static void test_longer_descriptor_of_the_same_interface_is_accepted(void **state)
{
	(void)state;
	char house[128];
	struct ac_error error = { 0 };
	make_house("longer", house, sizeof(house));
	add_to_house(house, "longer", "sizeof(struct ac_strategy)",
		     "sizeof(struct ac_strategy) + 64");
	struct ac_strategy_registry registry;
	ac_strategy_registry_init(&registry);
	assert_int_equal(ac_plugin_folder_load(house, &registry, &error), AC_OK);
}

static char *read_whole(const char *name)
{
	char path[1024];
	snprintf(path, sizeof(path), "%s/%s", source_root(), name);
	FILE *in = fopen(path, "r");
	if (in == NULL)
		fail_msg("%s is not there", path);
	char *text = calloc(1, 65536);
	assert_non_null(text);
	(void)!fread(text, 1, 65535, in);
	fclose(in);
	return text;
}

static void test_documentation_shows_the_strategy_that_is_tested(void **state)
{
	(void)state;
	char *page = read_whole("docs/adding-a-strategy.md");
	char *source = read_whole("tests/fixtures/plugin/momentum.c");
	if (strstr(page, source) == NULL)
		fail_msg(
			"docs/adding-a-strategy.md does not hold tests/fixtures/plugin/momentum.c");
	free(page);
	free(source);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_c_strategy_built_out_of_tree_trades_candles),
		cmocka_unit_test(test_cpp_strategy_built_out_of_tree_trades_candles),
		cmocka_unit_test(test_file_that_is_no_strategy_is_refused_with_a_sentence),
		cmocka_unit_test(test_folder_is_loaded_in_order_of_name),
		cmocka_unit_test(test_folder_with_a_refused_strategy_says_which_and_why),
		cmocka_unit_test(test_longer_descriptor_of_the_same_interface_is_accepted),
		cmocka_unit_test(test_documentation_shows_the_strategy_that_is_tested),
	};
	return cmocka_run_group_tests_name("io plugin", tests, folder_make, folder_remove);
}
