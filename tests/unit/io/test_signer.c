#include "check.h"
#include "property.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

#include "io/signer.h"

/* RFC 8410, 10.3, and its seed's public key. */
static const char ed25519_private[] =
	"-----BEGIN PRIVATE KEY-----\n"
	"MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
	"-----END PRIVATE KEY-----\n";
static const char ed25519_public[] =
	"-----BEGIN PUBLIC KEY-----\n"
	"MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
	"-----END PUBLIC KEY-----\n";

static struct ac_signer *make(const char *secret)
{
	struct ac_signer *signer = NULL;
	assert_int_equal(ac_signer_create(secret, &signer), AC_OK);
	return signer;
}

static void test_signer_hmac_gives_the_signatures_of_the_reference(void **state)
{
	static const struct {
		const char *secret, *payload, *signature;
	} cases[] = {
		{ "2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9",
		  "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC"
		  "&recvWindow=5000&timestamp=1591702613943",
		  "3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9" },
		{ "test-secret-not-real",
		  "symbol=ETHUSDT&side=SELL&type=MARKET&quantity=0.250&reduceOnly=true"
		  "&newClientOrderId=c1-000042&newOrderRespType=RESULT&recvWindow=3000"
		  "&timestamp=1795000000123",
		  "4ae8816d87d4a20d9852450b9c12f2f956139d762aeb460bc89f3e4155b9b454" },
		{ "test-secret-not-real",
		  "symbol=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT&timestamp=1795000000123",
		  "ac240e29fcabb71f35f4c1cfc1061fdfec759e3ff92ad433aa82bb949c18b147" },
		{ "test-secret-not-real",
		  "apiKey=K1&price=61000.5&quantity=0.010&side=BUY&symbol=BTCUSDT&timeInForce=GTC"
		  "&timestamp=1795000000123&type=LIMIT",
		  "76bb7d2ca4a951a7e9dc6c6b7b7d463343121ed524a5777a8bffa0db04146f06" },
	};
	(void)state;
	for (size_t i = 0; i < AC_COUNT(cases); i++) {
		char signature[AC_SIGNATURE_SIZE];
		struct ac_signer *signer = make(cases[i].secret);
		struct ac_str payload = ac_str_from(cases[i].payload);
		assert_int_equal(ac_signer_kind(signer), AC_KEY_HMAC);
		/* The kept state of the key must survive its use. */
		for (int turn = 0; turn < 3; turn++) {
			CHECK_EQ("length", ac_signer_sign(signer, payload, signature), 64);
			assert_string_equal(signature, cases[i].signature);
		}
		assert_true(ac_signer_verify(signer, payload, ac_str_from(signature)));
		for (char *c = signature; *c != '\0'; c++)
			*c = (char)(*c >= 'a' ? *c - 32 : *c);
		assert_true(ac_signer_verify(signer, payload, ac_str_from(signature)));
		ac_signer_destroy(signer);
	}
}

/* Any key and payload, against the library's own HMAC in one call. */
static bool hmac_equals_the_library(const int64_t words[PROPERTY_WORDS_MAX],
				    char why[PROPERTY_WHY_SIZE])
{
	char key[300] = "", payload[700], wanted[65], signature[AC_SIGNATURE_SIZE];
	unsigned char digest[32];
	size_t key_size = (size_t)words[0] + 1, size = (size_t)words[1];
	uint64_t noise = (uint64_t)words[2];
	for (size_t i = 0; i < key_size + size; i++) {
		noise = noise * 6364136223846793005u + 1442695040888963407u;
		if (i < key_size)
			key[i] = (char)(noise >> 56 | 1); /* never the end of the text */
		else
			payload[i - key_size] = (char)(noise >> 56);
	}
	unsigned length = sizeof(digest);
	HMAC(EVP_sha256(), key, (int)key_size, (const unsigned char *)payload, size, digest,
	     &length);
	for (size_t i = 0; i < sizeof(digest); i++)
		snprintf(wanted + 2 * i, 3, "%02x", digest[i]);
	struct ac_signer *signer = make(key);
	(void)ac_signer_sign(signer, (struct ac_str){ payload, size }, signature);
	ac_signer_destroy(signer);
	snprintf(why, PROPERTY_WHY_SIZE, "%.64s, not %s", signature, wanted);
	return strcmp(signature, wanted) == 0;
}

static void test_signer_hmac_agrees_with_the_library_on_anything(void **state)
{
	static const struct property property = {
		.name = "signer_hmac_agrees_with_the_library",
		.holds = hmac_equals_the_library,
		.words = { { "key_size_less_one", PROPERTY_BELOW, 298 },
			   { "size", PROPERTY_BELOW, 700 },
			   { "noise", PROPERTY_SIGNED, 0 } },
	};
	(void)state;
	property_run(&property, 2000);
}

/* What the signer wrote, judged by the library: raw bytes of base64 text. */
static bool library_verifies(EVP_PKEY *key, const EVP_MD *digest, struct ac_str payload,
			     const char *signature)
{
	unsigned char raw[1024];
	size_t length = strlen(signature);
	int size = EVP_DecodeBlock(raw, (const unsigned char *)signature, (int)length);
	while (length > 0 && signature[--length] == '=')
		size--;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool is_good = EVP_DigestVerifyInit(context, NULL, digest, NULL, key) == 1 &&
		       EVP_DigestVerify(context, raw, (size_t)size,
					(const unsigned char *)payload.data, payload.size) == 1;
	EVP_MD_CTX_free(context);
	return is_good;
}

static char *pem_of(EVP_PKEY *key, bool is_private)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text;
	assert_int_equal(
		is_private ? PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL)
			   : PEM_write_bio_PUBKEY(bio, key),
		1);
	long size = BIO_get_mem_data(bio, &text);
	char *copy = calloc(1, (size_t)size + 1);
	assert_non_null(copy);
	memcpy(copy, text, (size_t)size);
	BIO_free(bio);
	return copy;
}

/* As an environment variable holds it. */
static char *in_one_line(const char *pem)
{
	char *line = calloc(2, strlen(pem) + 1), *to = line;
	assert_non_null(line);
	for (; *pem != '\0'; pem++) {
		if (*pem == '\n')
			*to++ = '\\';
		*to++ = *pem == '\n' ? 'n' : *pem;
	}
	return line;
}

static void check_pair(EVP_PKEY *key, const char *private_pem, const char *public_pem,
		       enum ac_key_kind kind)
{
	struct ac_str payload = AC_STR("symbol=BTCUSDT&timestamp=1795000000123");
	struct ac_signer *public = NULL;
	char signature[AC_SIGNATURE_SIZE];
	char *line = in_one_line(private_pem);
	const char *forms[] = { private_pem, line };
	assert_int_equal(ac_signer_create_public(public_pem, &public), AC_OK);
	assert_int_equal(ac_signer_kind(public), kind);
	CHECK_EQ("a public key cannot sign", ac_signer_sign(public, payload, signature), 0);
	for (size_t i = 0; i < AC_COUNT(forms); i++) {
		struct ac_signer *signer = make(forms[i]);
		assert_int_equal(ac_signer_kind(signer), kind);
		for (int turn = 0; turn < 2; turn++) {
			size_t size = ac_signer_sign(signer, payload, signature);
			CHECK_EQ("length", size, strlen(signature));
			assert_true(library_verifies(key, kind == AC_KEY_RSA ? EVP_sha256() : NULL,
						     payload, signature));
			assert_true(ac_signer_verify(public, payload, ac_str_from(signature)));
			assert_true(ac_signer_verify(signer, payload, ac_str_from(signature)));
		}
		ac_signer_destroy(signer);
	}
	/* Another payload, another signature, another text. */
	assert_false(ac_signer_verify(public, AC_STR("symbol=BTCUSDT&timestamp=1795000000124"),
				      ac_str_from(signature)));
	signature[5] = signature[5] == 'A' ? 'B' : 'A';
	assert_false(ac_signer_verify(public, payload, ac_str_from(signature)));
	signature[5] = '-';
	assert_false(ac_signer_verify(public, payload, ac_str_from(signature)));
	ac_signer_destroy(public);
	free(line);
}

static void test_signer_ed25519_signs_as_the_library_verifies(void **state)
{
	(void)state;
	BIO *bio = BIO_new_mem_buf(ed25519_public, -1);
	EVP_PKEY *key = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
	BIO_free(bio);
	assert_non_null(key);
	check_pair(key, ed25519_private, ed25519_public, AC_KEY_ED25519);
	EVP_PKEY_free(key);
}

static void test_signer_rsa_signs_as_the_library_verifies(void **state)
{
	static const unsigned bits[] = { 2048, 4096 };
	(void)state;
	for (size_t i = 0; i < AC_COUNT(bits); i++) {
		EVP_PKEY *key = EVP_RSA_gen(bits[i]);
		assert_non_null(key);
		char *private_pem = pem_of(key, true), *public_pem = pem_of(key, false);
		check_pair(key, private_pem, public_pem, AC_KEY_RSA);
		free(private_pem);
		free(public_pem);
		EVP_PKEY_free(key);
	}
}

static void test_signer_refuses_what_is_no_key_for_the_exchange(void **state)
{
	(void)state;
	EVP_PKEY *curve = EVP_EC_gen("P-256");
	char *curve_private = pem_of(curve, true), *curve_public = pem_of(curve, false);
	BIO *bio = BIO_new(BIO_s_mem());
	char *text, locked[4096] = "";
	assert_int_equal(
		PEM_write_bio_PKCS8PrivateKey(bio, curve, EVP_aes_256_cbc(), "pass", 4, NULL, NULL),
		1);
	long size = BIO_get_mem_data(bio, &text);
	memcpy(locked, text, (size_t)size);
	BIO_free(bio);
	char *endless = calloc(1, 20001);
	assert_non_null(endless);
	memset(endless, 'A', 20000);
	memcpy(endless, "-----BEGIN PRIVATE KEY-----\n", 28);
	const char *secrets[] = {
		"",           "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
		"-----BEGIN", curve_private,
		locked,       ed25519_public,
		endless
	};
	for (size_t i = 0; i < AC_COUNT(secrets); i++) {
		struct ac_signer *signer = NULL;
		if (ac_signer_create(secrets[i], &signer) != AC_ERR_PARSE)
			fail_msg("secret %zu is taken", i);
		assert_null(signer);
	}
	const char *publics[] = { "", "a secret", curve_public, ed25519_private };
	for (size_t i = 0; i < AC_COUNT(publics); i++) {
		struct ac_signer *signer = NULL;
		if (ac_signer_create_public(publics[i], &signer) != AC_ERR_PARSE)
			fail_msg("public key %zu is taken", i);
		assert_null(signer);
	}
	free(endless);
	free(curve_private);
	free(curve_public);
	EVP_PKEY_free(curve);
}

static void test_signer_verifies_nothing_but_whole_signatures(void **state)
{
	static const char good[] =
		"4ae8816d87d4a20d9852450b9c12f2f956139d762aeb460bc89f3e4155b9b454";
	(void)state;
	struct ac_signer *hmac = make("test-secret-not-real"), *curve = make(ed25519_private);
	char signature[AC_SIGNATURE_SIZE];
	struct ac_str payload = AC_STR("a=1");
	size_t size = ac_signer_sign(hmac, payload, signature);
	for (size_t cut = 0; cut < size; cut++)
		assert_false(ac_signer_verify(hmac, payload, (struct ac_str){ signature, cut }));
	assert_false(ac_signer_verify(hmac, payload, AC_STR(good)));
	size = ac_signer_sign(curve, payload, signature);
	for (size_t cut = 0; cut < size; cut++)
		assert_false(ac_signer_verify(curve, payload, (struct ac_str){ signature, cut }));
	assert_false(ac_signer_verify(curve, payload, AC_STR("====")));
	char endless[2000];
	memset(endless, 'A', sizeof(endless));
	assert_false(ac_signer_verify(curve, payload, (struct ac_str){ endless, sizeof(endless) }));
	ac_signer_destroy(hmac);
	ac_signer_destroy(curve);
	ac_signer_destroy(NULL);
}

/* How often `needle`, each byte of it turned, lies in parts of our memory that a core dump leaves
 * out. */
__attribute__((no_sanitize("address"))) static size_t count_kept_out(const unsigned char *needle,
								     size_t size)
{
	FILE *maps = fopen("/proc/self/smaps", "r");
	size_t count = 0;
	uintptr_t from = 0, to = 0;
	bool is_readable = false;
	char line[512], access[8];
	assert_non_null(maps);
	while (fgets(line, sizeof(line), maps) != NULL) {
		unsigned long first, last;
		if (sscanf(line, "%lx-%lx %7s", &first, &last, access) == 3) {
			from = first;
			to = last;
			/* The kernel's own pages are left out too, and some cannot be read. */
			is_readable = access[0] == 'r' && strstr(line, "[v") == NULL;
		}
		if (strncmp(line, "VmFlags:", 8) != 0 || strstr(line, " dd") == NULL ||
		    !is_readable || to - from > 1u << 20)
			continue;
		for (uintptr_t at = from; at + size <= to; at++) {
			const volatile unsigned char *byte = (const unsigned char *)at;
			size_t i = 0;
			while (i < size && (byte[i] ^ 0x55) == needle[i])
				i++;
			count += i == size;
		}
	}
	fclose(maps);
	return count;
}

static void test_signer_keeps_the_private_key_out_of_core_dumps(void **state)
{
	(void)state;
	unsigned char turned[36];
	/* The last 32 bytes of the key's 48 are the seed. */
	assert_int_equal(EVP_DecodeBlock(turned,
					 (const unsigned char *)"1O5y2/kTWErVttjx92n4rTr+"
								"fCjL8dT74Jeoj0R1WEI=",
					 44),
			 33);
	for (size_t i = 0; i < sizeof(turned); i++)
		turned[i] ^= 0x55;
	CHECK_EQ("before", count_kept_out(turned, 16), 0);
	struct ac_signer *signer = make(ed25519_private);
	char signature[AC_SIGNATURE_SIZE];
	assert_true(ac_signer_sign(signer, AC_STR("a=1"), signature) > 0);
	CHECK_EQ("in use", count_kept_out(turned, 16), 1);
	ac_signer_destroy(signer);
	CHECK_EQ("after the end", count_kept_out(turned, 16), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signer_hmac_gives_the_signatures_of_the_reference),
		cmocka_unit_test(test_signer_hmac_agrees_with_the_library_on_anything),
		cmocka_unit_test(test_signer_ed25519_signs_as_the_library_verifies),
		cmocka_unit_test(test_signer_rsa_signs_as_the_library_verifies),
		cmocka_unit_test(test_signer_refuses_what_is_no_key_for_the_exchange),
		cmocka_unit_test(test_signer_verifies_nothing_but_whole_signatures),
		cmocka_unit_test(test_signer_keeps_the_private_key_out_of_core_dumps),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
