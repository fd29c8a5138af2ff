/* The settings that say where the exchange is, with which key, and whether it may be real money. */
#include "sandbox.h"

#include "config/settings.h"

#define KEYS "MODE=testnet\nBINANCE_API_KEY=k\nBINANCE_API_SECRET=s\n"
#define PEM  "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n"

static void parse(const char *text, const char *const *environment, struct ac_config *config,
		  struct ac_faults *faults)
{
	ac_config_default(config);
	ac_faults_init(faults);
	ac_settings_parse(".env", ac_str_from(text), (char *const *)(uintptr_t)environment, config,
			  faults);
}

static void check_endpoints(const char *text, const struct ac_endpoints *wanted)
{
	struct ac_config config;
	struct ac_faults faults;
	parse(text, NULL, &config, &faults);
	check_faults(text, &faults, NULL);
	const struct ac_endpoints *found = &config.settings.endpoints;
	assert_string_equal(found->rest, wanted->rest);
	assert_string_equal(found->stream, wanted->stream);
	assert_string_equal(found->api, wanted->api);
	assert_string_equal(found->sapi, wanted->sapi);
	ac_faults_deinit(&faults);
}

static void test_wire_settings_take_the_endpoints_of_the_mode(void **state)
{
	(void)state;
	struct ac_endpoints mainnet, testnet;
	ac_endpoints_mainnet(&mainnet);
	ac_endpoints_testnet(&testnet);
	check_endpoints("", &mainnet);
	check_endpoints("MODE=sim\n", &mainnet);
	check_endpoints("MODE=mainnet\nBINANCE_API_KEY=k\nBINANCE_API_SECRET=s\n", &mainnet);
	check_endpoints(KEYS, &testnet);
}

static void test_wire_settings_override_endpoints_one_by_one(void **state)
{
	(void)state;
	struct ac_endpoints wanted;
	ac_endpoints_testnet(&wanted);
	snprintf(wanted.stream, sizeof(wanted.stream), "wss://example.org:8443");
	/* A slash at the end would be doubled before the route. */
	check_endpoints(KEYS "BINANCE_WS_URL=wss://example.org:8443/\n", &wanted);
	ac_endpoints_mainnet(&wanted);
	snprintf(wanted.rest, sizeof(wanted.rest), "https://fapi1.binance.com");
	check_endpoints("BINANCE_REST_URL=https://fapi1.binance.com\n", &wanted);
	static const struct ac_endpoints local = {
		"http://127.0.0.1:9090",
		"ws://[::1]:9090",
		"ws://localhost:9090/ws-fapi/v1",
		"http://127.0.0.1:9090",
	};
	check_endpoints(KEYS "BINANCE_REST_URL=http://127.0.0.1:9090\n"
			     "BINANCE_WS_URL=ws://[::1]:9090\n"
			     "BINANCE_WS_API_URL=ws://localhost:9090/ws-fapi/v1/\n"
			     "BINANCE_SAPI_URL=http://127.0.0.1:9090\n",
			&local);
}

static void test_wire_settings_send_no_key_of_a_local_exchange_to_the_wallet_of_mainnet(
	void **state)
{
	(void)state;
	struct ac_endpoints wanted;
	ac_endpoints_mainnet(&wanted);
	snprintf(wanted.rest, sizeof(wanted.rest), "http://localhost:1");
	wanted.sapi[0] = '\0';
	check_endpoints("BINANCE_REST_URL=http://localhost:1\n", &wanted);
	snprintf(wanted.sapi, sizeof(wanted.sapi), "https://api.binance.com");
	check_endpoints("BINANCE_REST_URL=http://localhost:1\n"
			"BINANCE_SAPI_URL=https://api.binance.com\n",
			&wanted);
}

static void test_wire_settings_let_the_environment_override_the_file(void **state)
{
	(void)state;
	static const char *const environment[] = { "BINANCE_REST_URL=http://127.0.0.1:2",
						   "ORDER_ENTRY=rest",
						   "I_UNDERSTAND_REAL_MONEY=yes", NULL };
	struct ac_config config;
	struct ac_faults faults;
	parse("BINANCE_REST_URL=http://127.0.0.1:1\nORDER_ENTRY=ws\nI_UNDERSTAND_REAL_MONEY=no\n",
	      environment, &config, &faults);
	check_faults("environment", &faults, NULL);
	assert_string_equal(config.settings.endpoints.rest, "http://127.0.0.1:2");
	assert_int_equal(config.settings.order_entry, AC_ORDER_ENTRY_REST);
	assert_int_equal(config.settings.is_real_money_understood, AC_ANSWER_YES);
	ac_faults_deinit(&faults);
	parse("", NULL, &config, &faults);
	assert_int_equal(config.settings.order_entry, AC_ORDER_ENTRY_WS);
	assert_int_equal(config.settings.is_real_money_understood, AC_ANSWER_NO);
	ac_faults_deinit(&faults);
}

static void test_wire_settings_refuse_each_bad_value_with_its_place(void **state)
{
	(void)state;
	static const struct {
		const char *text, *faults;
	} cases[] = {
		{ "BINANCE_REST_URL=http://fapi.binance.com\n",
		  ".env:1:18: BINANCE_REST_URL: plain http:// is allowed to this machine only "
		  "(127.0.0.0/8, [::1], localhost); write one such as https://fapi.binance.com, "
		  "or leave it out" },
		{ "\nBINANCE_WS_URL='https://fstream.binance.com'\n",
		  ".env:2:17: BINANCE_WS_URL: the address must begin with wss:// (or ws:// to "
		  "this machine); write one such as wss://fstream.binance.com, or leave it out" },
		{ "BINANCE_WS_API_URL=ws://127.0.0.1.example.com\n",
		  ".env:1:20: BINANCE_WS_API_URL: plain ws:// is allowed to this machine only "
		  "(127.0.0.0/8, [::1], localhost); write one such as wss://fstream.binance.com, "
		  "or leave it out" },
		{ "BINANCE_SAPI_URL=https://me:word@api.binance.com\n", NULL },
		{ "ORDER_ENTRY=websocket\n",
		  ".env:1:13: ORDER_ENTRY: 'websocket' is not known; write ws or rest" },
		{ "ORDER_ENTRY=REST\n", ".env:1:13: ORDER_ENTRY: 'REST' is not ws or rest; did "
					"you mean 'rest'?" },
		{ "I_UNDERSTAND_REAL_MONEY=true\n",
		  ".env:1:25: I_UNDERSTAND_REAL_MONEY: 'true' is not known; write no or yes" },
		{ "BINANCE_API_SECRET=s\nBINANCE_API_KEY_FILE=k.pem\n",
		  ".env:2:22: BINANCE_API_KEY_FILE: BINANCE_API_SECRET is set too; keep one of "
		  "them" },
		{ "BINANCE_CA_FILE=/nowhere/ca.pem\n",
		  ".env:1:17: BINANCE_CA_FILE: '/nowhere/ca.pem' is not there; write the path "
		  "from the folder that autocoin is started in, or an absolute one" },
	};
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_config config;
		struct ac_faults faults;
		parse(cases[i].text, NULL, &config, &faults);
		if (cases[i].faults != NULL)
			check_faults(cases[i].text, &faults, cases[i].faults);
		CHECK_EQ(cases[i].text, faults.count, 1);
		assert_true(faults.text == NULL || strstr(faults.text, "me:word") == NULL);
		ac_faults_deinit(&faults);
	}
}

static void test_wire_settings_refuse_an_address_too_long_to_keep(void **state)
{
	(void)state;
	for (int size = AC_ENDPOINT_SIZE - 2; size <= AC_ENDPOINT_SIZE + 1; size++) {
		struct ac_config config;
		struct ac_faults faults;
		char text[512] = "BINANCE_REST_URL=https://";
		size_t used = strlen(text), first = strlen("BINANCE_REST_URL=");
		memset(text + used, 'a', (size_t)size + first - used);
		parse(text, NULL, &config, &faults);
		CHECK_EQ("faults", faults.count, size >= AC_ENDPOINT_SIZE ? 1 : 0);
		ac_faults_deinit(&faults);
	}
}

static void test_wire_settings_take_a_private_key_on_one_line_or_many(void **state)
{
	(void)state;
	static const char one_line[] = "-----BEGIN PRIVATE KEY-----\\nMC4C\\n-----END PRIVATE "
				       "KEY-----\\n";
	struct ac_config config;
	struct ac_faults faults;
	char text[512];
	snprintf(text, sizeof(text), "BINANCE_API_SECRET=\"%s\"\n", one_line);
	parse(text, NULL, &config, &faults);
	check_faults("quoted", &faults, NULL);
	assert_string_equal(config.settings.api_secret, one_line);
	snprintf(text, sizeof(text), "BINANCE_API_SECRET=%s\n", one_line);
	parse(text, NULL, &config, &faults);
	check_faults("bare", &faults, NULL);
	assert_string_equal(config.settings.api_secret, one_line);
	char variable[256];
	snprintf(variable, sizeof(variable), "BINANCE_API_SECRET=%s", PEM);
	const char *environment[] = { variable, NULL };
	parse("", environment, &config, &faults);
	check_faults("environment", &faults, NULL);
	assert_string_equal(config.settings.api_secret, PEM);
	/* Blanks and line ends belong to a PEM only. */
	parse("BINANCE_API_SECRET='-----BEGIN'\nBINANCE_API_KEY='qq zz'\n", NULL, &config, &faults);
	assert_int_equal(faults.count, 1);
	assert_null(strstr(faults.text, "qq zz"));
	ac_faults_deinit(&faults);
}

/* Parses with BINANCE_API_KEY_FILE pointing at a file of this content and mode. */
static void parse_key_file(struct sandbox *sandbox, const char *content, mode_t mode,
			   const char *run_mode, struct ac_config *config, struct ac_faults *faults)
{
	char text[1024];
	if (content != NULL)
		sandbox_write(sandbox, "key.pem", content, mode);
	snprintf(text, sizeof(text),
		 "MODE=%s\nBINANCE_API_KEY=k\nBINANCE_API_KEY_FILE=%s/key.pem\n", run_mode,
		 sandbox->root);
	parse(text, NULL, config, faults);
}

static void test_wire_settings_read_the_private_key_from_its_file(void **state)
{
	(void)state;
	struct sandbox sandbox;
	struct ac_config config;
	struct ac_faults faults;
	sandbox_init(&sandbox);
	parse_key_file(&sandbox, PEM, 0600, "testnet", &config, &faults);
	check_faults("key file", &faults, NULL);
	assert_string_equal(config.settings.api_secret, PEM);
	parse_key_file(&sandbox, PEM, 0400, "mainnet", &config, &faults);
	check_faults("read only", &faults, NULL);
	/* Nothing asks for a key in a simulation, so none is held in memory. */
	parse_key_file(&sandbox, PEM, 0600, "sim", &config, &faults);
	check_faults("sim", &faults, NULL);
	assert_string_equal(config.settings.api_secret, "");
	sandbox_deinit(&sandbox);
}

static void test_wire_settings_refuse_a_key_file_that_cannot_be_one(void **state)
{
	(void)state;
	static const struct {
		const char *content;
		mode_t mode;
		const char *says;
	} cases[] = {
		{ PEM, 0640, "others may read or write" },
		{ PEM, 0604, "(mode 0604)" },
		{ PEM, 0601, "chmod 600" },
		{ "-----BEGIN PUBLIC KEY-----\nQUJD\n-----END PUBLIC KEY-----\n", 0600,
		  "is the public key" },
		{ "-----BEGIN ENCRYPTED PRIVATE KEY-----\nQUJD\n", 0600, "wants a password" },
		{ "QUJDsecret", 0600, "is no private key in PEM" },
		{ "", 0600, "is no private key in PEM" },
	};
	struct sandbox sandbox;
	sandbox_init(&sandbox);
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		struct ac_config config;
		struct ac_faults faults;
		parse_key_file(&sandbox, cases[i].content, cases[i].mode, "testnet", &config,
			       &faults);
		CHECK_EQ(cases[i].says, faults.count, 1);
		if (strncmp(faults.text, ".env:3:22: BINANCE_API_KEY_FILE: ", 33) != 0)
			fail_msg("no place: %s", faults.text);
		if (strstr(faults.text, cases[i].says) == NULL)
			fail_msg("'%s' is not in: %s", cases[i].says, faults.text);
		assert_null(strstr(faults.text, "QUJD"));
		assert_string_equal(config.settings.api_secret, "");
		ac_faults_deinit(&faults);
		char path[512];
		snprintf(path, sizeof(path), "%s/key.pem", sandbox.root);
		assert_int_equal(unlink(path), 0);
	}
	sandbox_deinit(&sandbox);
}

static void test_wire_settings_refuse_a_key_file_that_is_too_long_or_absent(void **state)
{
	(void)state;
	static char content[AC_SECRET_SIZE + 2];
	struct sandbox sandbox;
	struct ac_config config;
	struct ac_faults faults;
	sandbox_init(&sandbox);
	parse_key_file(&sandbox, NULL, 0, "testnet", &config, &faults);
	assert_int_equal(faults.count, 1);
	assert_non_null(strstr(faults.text, "is not there"));
	ac_faults_deinit(&faults);
	snprintf(content, sizeof(content), "-----BEGIN PRIVATE KEY-----");
	for (size_t size = AC_SECRET_SIZE - 1; size <= AC_SECRET_SIZE; size++) {
		memset(content + 27, 'A', size - 27);
		content[size] = '\0';
		parse_key_file(&sandbox, content, 0600, "testnet", &config, &faults);
		CHECK_EQ("faults", faults.count, size == AC_SECRET_SIZE ? 1 : 0);
		ac_faults_deinit(&faults);
	}
	sandbox_deinit(&sandbox);
}

static void test_wire_settings_want_a_certificate_in_the_file_of_authorities(void **state)
{
	(void)state;
	struct sandbox sandbox;
	struct ac_config config;
	struct ac_faults faults;
	char text[512];
	sandbox_init(&sandbox);
	sandbox_write(&sandbox, "ca.pem", "-----BEGIN CERTIFICATE-----\nQUJD\n", 0644);
	sandbox_write(&sandbox, "key.pem", PEM, 0600);
	snprintf(text, sizeof(text), "BINANCE_CA_FILE=%s/ca.pem\n", sandbox.root);
	parse(text, NULL, &config, &faults);
	check_faults("certificate", &faults, NULL);
	assert_non_null(strstr(config.settings.ca_file, "/ca.pem"));
	snprintf(text, sizeof(text), "BINANCE_CA_FILE=%s/key.pem\n", sandbox.root);
	parse(text, NULL, &config, &faults);
	assert_int_equal(faults.count, 1);
	assert_non_null(strstr(faults.text, "holds no certificate"));
	ac_faults_deinit(&faults);
	sandbox_deinit(&sandbox);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wire_settings_take_the_endpoints_of_the_mode),
		cmocka_unit_test(test_wire_settings_override_endpoints_one_by_one),
		cmocka_unit_test(
			test_wire_settings_send_no_key_of_a_local_exchange_to_the_wallet_of_mainnet),
		cmocka_unit_test(test_wire_settings_let_the_environment_override_the_file),
		cmocka_unit_test(test_wire_settings_refuse_each_bad_value_with_its_place),
		cmocka_unit_test(test_wire_settings_refuse_an_address_too_long_to_keep),
		cmocka_unit_test(test_wire_settings_take_a_private_key_on_one_line_or_many),
		cmocka_unit_test(test_wire_settings_read_the_private_key_from_its_file),
		cmocka_unit_test(test_wire_settings_refuse_a_key_file_that_cannot_be_one),
		cmocka_unit_test(test_wire_settings_refuse_a_key_file_that_is_too_long_or_absent),
		cmocka_unit_test(test_wire_settings_want_a_certificate_in_the_file_of_authorities),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
