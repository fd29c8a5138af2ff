/* /metrics: well-formed, exact, and all that the Grafana dashboard and the alert rules ask for. */
#include "exposition.h"
#include "rig.h"

static struct exposition *told;

static char *fetch(size_t *ret_size)
{
	struct ac_api_answer answer;
	assert_int_equal(rig_request("/metrics", "", &answer), 200);
	assert_string_equal(answer.content_type, "text/plain; version=0.0.4; charset=utf-8");
	if (!exposition_read(told, answer.body, answer.size))
		fail_msg("%s", told->fault);
	*ret_size = answer.size;
	return answer.body;
}

static void fetch_and_read(void)
{
	size_t size;
	free(fetch(&size));
}

static void check_sample(const char *name, const char *labels, const char *wanted)
{
	const char *text = exposition_find(told, name, labels);
	if (text == NULL || strcmp(text, wanted) != 0)
		fail_msg("%s{%s} is %s, not %s", name, labels, text == NULL ? "absent" : text,
			 wanted);
}

static void go_busy(void)
{
	struct ac_view *view = rig_go_live();
	rig_view_empty(view);
	rig_view_fill(view);
	assert_true(ac_view_box_show(rig_box));
}

static void test_metrics_tell_money_exactly(void **state)
{
	(void)state;
	rig_fill();
	go_busy();
	fetch_and_read();
	check_sample("autocoin_equity", "", "9999.81850001");
	check_sample("autocoin_wallet", "", "10000.00000001");
	check_sample("autocoin_unrealized_profit", "", "-0.1815");
	check_sample("autocoin_drawdown_ratio", "", "0.009918");
	check_sample("autocoin_drawdown_limit_ratio", "", "0.05");
	check_sample("autocoin_data_age_seconds", "symbol=\"BTCUSDT\"", "0.250");
	check_sample("autocoin_strategy_net_profit",
		     "strategy=\"vwap_reversion\",symbol=\"ETHUSDT\"", "3.43000002");
	check_sample("autocoin_strategy_trades_total",
		     "strategy=\"vwap_reversion\",symbol=\"ETHUSDT\"", "3");
	check_sample("autocoin_guard_used_ratio", "guard=\"drawdown\",symbol=\"\",strategy=\"\"",
		     "0.25");
	check_sample("autocoin_guard_halted",
		     "guard=\"volatility\",symbol=\"BTCUSDT\",strategy=\"\"", "1");
	check_sample("autocoin_stream_up", "stream=\"user\"", "1");
	check_sample("autocoin_signals_total", "answer=\"refused\"", "2");
	check_sample("autocoin_rate_limit", "budget=\"weight_1m\"", "2400");
	check_sample("autocoin_memory_resident_bytes", "", "12345678");
	check_sample("autocoin_trader_up", "", "1");
	check_sample("autocoin_ready", "", "1");
	check_sample("autocoin_dashboard_sent_bytes_total", "", "4000");
	/* No age is told for a symbol that has none. */
	assert_null(exposition_find(told, "autocoin_data_age_seconds", "symbol=\"ETHUSDT\""));
}

static void test_metrics_count_latencies_up_to_each_bound(void **state)
{
	(void)state;
	go_busy();
	fetch_and_read();
	/* 1000 steps of 977 ns, 1954 ns, … 977 us. */
	check_sample("autocoin_engine_step_seconds_bucket", "le=\"+Inf\"", "1000");
	check_sample("autocoin_engine_step_seconds_bucket", "le=\"0.001\"", "1000");
	check_sample("autocoin_engine_step_seconds_count", "", "1000");
	const char *half =
		exposition_find(told, "autocoin_engine_step_seconds_bucket", "le=\"0.0005\"");
	assert_non_null(half);
	assert_in_range(atoi(half), 460, 512); /* a bucket of the histogram is a 16th wide */
	check_sample("autocoin_order_to_answer_seconds_count", "", "0");
}

static void test_metrics_without_a_trader_say_that_there_is_none(void **state)
{
	(void)state;
	rig_fill();
	fetch_and_read();
	check_sample("autocoin_trader_up", "", "0");
	check_sample("autocoin_ready", "", "0");
	assert_null(exposition_find(told, "autocoin_equity", ""));
	check_sample("autocoin_strategy_trades_total",
		     "strategy=\"vwap_reversion\",symbol=\"ETHUSDT\"", "3");
}

static void test_metrics_of_a_trader_that_fell_silent_say_it(void **state)
{
	(void)state;
	struct ac_view *view = rig_go_live();
	rig_view_empty(view);
	view->wall_ms -= 7000;
	assert_true(ac_view_box_show(rig_box));
	fetch_and_read();
	check_sample("autocoin_trader_up", "", "0");
	assert_true(atof(exposition_find(told, "autocoin_view_age_seconds", "")) >= 7.0);
}

static void test_metrics_read_the_results_once_a_minute(void **state)
{
	(void)state;
	rig_fill();
	fetch_and_read();
	rig_write_trip("100", RIG_START_MS + 999000);
	fetch_and_read();
	check_sample("autocoin_strategy_trades_total",
		     "strategy=\"vwap_reversion\",symbol=\"ETHUSDT\"", "3");
	/* A database that cannot be read takes nothing else away. */
	assert_int_equal(run_sql("ALTER TABLE round_trips RENAME TO gone"), 0);
	ac_api_destroy(rig_api);
	rig_open(NULL);
	fetch_and_read();
	check_sample("autocoin_trader_up", "", "0");
	assert_null(exposition_find(told, "autocoin_results_read_time_seconds", ""));
}

static void test_metrics_escape_what_labels_may_not_hold(void **state)
{
	(void)state;
	rig_fill();
	assert_int_equal(run_sql("INSERT INTO round_trips SELECT run_id, 900001, account, "
				 "strategy, 'a\"b\\c' || char(10) || 'd', side, quantity, "
				 "entry_price, exit_price, entry_time, exit_time, exit_reason, 0, "
				 "gross_pnl, fees, funding, net_pnl FROM round_trips LIMIT 1"),
			 0);
	fetch_and_read();
	check_sample("autocoin_strategy_trades_total",
		     "strategy=\"vwap_reversion\",symbol=\"a\\\"b\\\\c\\nd\"", "1");
}

/* Every autocoin_ word of a file must be a metric, or one of a histogram's series. */
static void check_names_in(const char *name)
{
	char path[1024];
	const char *root = getenv("AC_SOURCE_ROOT");
	snprintf(path, sizeof(path), "%s/%s", root != NULL ? root : ".", name);
	FILE *file = fopen(path, "r");
	if (file == NULL)
		fail_msg("%s cannot be read", path);
	char *text = calloc(1, 1 << 20);
	assert_non_null(text);
	(void)!fread(text, 1, (1 << 20) - 1, file);
	fclose(file);
	int found = 0;
	for (const char *c = text; (c = strstr(c, "autocoin_")) != NULL; found++) {
		char word[96];
		size_t size = exposition_name(c, false);
		snprintf(word, sizeof(word), "%.*s", (int)size, c);
		bool is_known = false;
		for (size_t i = 0; i < told->count; i++)
			is_known = is_known || strcmp(told->samples[i].name, word) == 0;
		if (!is_known)
			fail_msg("%s asks for %s, which /metrics does not tell", name, word);
		c += size;
	}
	assert_true(found > 10);
	free(text);
}

static void test_metrics_have_what_grafana_and_the_rules_ask_for(void **state)
{
	(void)state;
	rig_fill();
	go_busy();
	fetch_and_read();
	check_names_in("deploy/grafana/autocoin.json");
	check_names_in("deploy/prometheus/autocoin.rules.yml");
}

static bool has_promtool(void)
{
	return system("command -v promtool >/dev/null 2>&1") == 0;
}

static void test_metrics_pass_promtool(void **state)
{
	(void)state;
	if (!has_promtool()) {
		print_message("# skipped: promtool is not here (Debian: prometheus)\n");
		skip();
	}
	size_t size;
	char command[256];
	rig_fill();
	for (int round = 0; round < 2; round++) {
		if (round == 1)
			go_busy();
		char *text = fetch(&size);
		snprintf(command, sizeof(command), "promtool check metrics >%s 2>&1",
			 folder_path("promtool.txt"));
		FILE *tool = popen(command, "w");
		assert_non_null(tool);
		assert_int_equal(fwrite(text, 1, size, tool), size);
		free(text);
		int result = pclose(tool);
		if (result != 0) {
			snprintf(command, sizeof(command), "sed 's/^/# /' %s >&2",
				 folder_path("promtool.txt"));
			(void)!system(command);
			fail_msg("promtool check metrics: %d", result);
		}
	}
}

static void test_alert_rules_pass_promtool(void **state)
{
	(void)state;
	if (!has_promtool()) {
		print_message("# skipped: promtool is not here (Debian: prometheus)\n");
		skip();
	}
	char command[1200];
	const char *root = getenv("AC_SOURCE_ROOT");
	snprintf(command, sizeof(command),
		 "promtool check config %s/deploy/prometheus/prometheus.yml >&2",
		 root != NULL ? root : ".");
	assert_int_equal(system(command), 0);
}

static void test_exposition_reader_can_fail(void **state)
{
	(void)state;
#define HEAD "# HELP autocoin_a A.\n# TYPE autocoin_a gauge\n"
#define HIST "# HELP autocoin_h H.\n# TYPE autocoin_h histogram\n"
	static const char *const bad[] = {
		"",
		HEAD "autocoin_a 1",
		HEAD "autocoin_a  1\n",
		HEAD "autocoin_a one\n",
		HEAD "autocoin_a NaN\n",
		HEAD "autocoin_b 1\n",
		HEAD "autocoin_a 1\nautocoin_a 2\n",
		HEAD "autocoin_a{x=1} 1\n",
		HEAD "autocoin_a{x=\"1} 1\n",
		HEAD "autocoin_a{x=\"\\d\"} 1\n",
		HEAD "autocoin_a{1x=\"\"} 1\n",
		HEAD "\nautocoin_a 1\n",
		HEAD HEAD "autocoin_a 1\n",
		"autocoin_a 1\n",
		"# TYPE autocoin_a gauge\nautocoin_a 1\n",
		"# HELP a A.\n# TYPE a gauge\na 1\n",
		"# HELP autocoin_a A.\n# TYPE autocoin_a counter\nautocoin_a 1\n",
		"# HELP autocoin_a_total A.\n# TYPE autocoin_a_total gauge\nautocoin_a_total 1\n",
		"# HELP autocoin_a_total A.\n# TYPE autocoin_a_total counter\nautocoin_a_total "
		"-1\n",
		HIST "autocoin_h_bucket{le=\"1\"} 2\nautocoin_h_bucket{le=\"+Inf\"} 1\n"
		     "autocoin_h_count 1\n",
		HIST "autocoin_h_bucket{le=\"2\"} 1\nautocoin_h_bucket{le=\"1\"} 1\n"
		     "autocoin_h_bucket{le=\"+Inf\"} 1\nautocoin_h_count 1\n",
		HIST "autocoin_h_bucket{le=\"+Inf\"} 1\nautocoin_h_count 2\n",
		HIST "autocoin_h_bucket{le=\"1\"} 1\nautocoin_h_count 1\n",
		HIST "autocoin_h_bucket{le=\"+Inf\"} 1\n",
	};
	for (size_t i = 0; i < AC_COUNT(bad); i++) {
		if (exposition_read(told, bad[i], strlen(bad[i])))
			fail_msg("taken: %s", bad[i]);
	}
	static const char good[] =
		HEAD "autocoin_a{x=\"\\\"\\\\\\n\",y=\"\"} -1.5\n" HIST
		     "autocoin_h_bucket{le=\"1\"} 1\nautocoin_h_bucket{le=\"+Inf\"} 1\n"
		     "autocoin_h_count 1\n";
	if (!exposition_read(told, good, strlen(good)))
		fail_msg("%s", told->fault);
}

static int group_setup(void **state)
{
	told = calloc(1, sizeof(*told));
	return told == NULL || folder_make(state) != 0;
}

static int group_teardown(void **state)
{
	free(told);
	return folder_remove(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define OVER(test) cmocka_unit_test_setup_teardown(test, rig_setup, rig_teardown)
		OVER(test_metrics_tell_money_exactly),
		OVER(test_metrics_count_latencies_up_to_each_bound),
		OVER(test_metrics_without_a_trader_say_that_there_is_none),
		OVER(test_metrics_of_a_trader_that_fell_silent_say_it),
		OVER(test_metrics_read_the_results_once_a_minute),
		OVER(test_metrics_escape_what_labels_may_not_hold),
		OVER(test_metrics_have_what_grafana_and_the_rules_ask_for),
		OVER(test_metrics_pass_promtool),
		OVER(test_alert_rules_pass_promtool),
		cmocka_unit_test(test_exposition_reader_can_fail),
	};
	return cmocka_run_group_tests_name("dashboard metrics", tests, group_setup, group_teardown);
}
