#include "authority.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

static void must(bool is_ok, const char *what)
{
	if (is_ok)
		return;
	fprintf(stderr, "certificates of the test: %s failed\n", what);
	abort();
}

static void add_extension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509V3_set_ctx_nodb(&context);
	X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	must(extension != NULL && X509_add_ext(certificate, extension, -1) == 1, value);
	X509_EXTENSION_free(extension);
}

static X509 *make_certificate(EVP_PKEY *key, const char *name, X509 *issuer, EVP_PKEY *signing_key,
			      long valid_s)
{
	static long serial = 1;
	X509 *certificate = X509_new();
	must(certificate != NULL && X509_set_version(certificate, 2) == 1, "a certificate");
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
	X509_gmtime_adj(X509_getm_notAfter(certificate), valid_s);
	X509_NAME *subject = X509_get_subject_name(certificate);
	X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1,
				   0);
	X509 *by = issuer != NULL ? issuer : certificate;
	X509_set_issuer_name(certificate, X509_get_subject_name(by));
	X509_set_pubkey(certificate, key);
	if (issuer == NULL) {
		add_extension(certificate, by, NID_basic_constraints, "critical,CA:TRUE");
		add_extension(certificate, by, NID_key_usage, "critical,keyCertSign");
	} else {
		add_extension(certificate, by, NID_subject_alt_name, name);
	}
	must(X509_sign(certificate, signing_key, EVP_sha256()) > 0, "X509_sign");
	return certificate;
}

void authority_make(struct authority *authority, const char *path)
{
	authority->key = EVP_EC_gen("P-256");
	must(authority->key != NULL, "a key");
	authority->certificate =
		make_certificate(authority->key, path, NULL, authority->key, 86400);
	FILE *file = fopen(path, "w");
	must(file != NULL && PEM_write_X509(file, authority->certificate) == 1, path);
	fclose(file);
}

void authority_free(struct authority *authority)
{
	EVP_PKEY_free(authority->key);
	X509_free(authority->certificate);
}

SSL_CTX *authority_server(const struct authority *authority, const char *name, long valid_s)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	EVP_PKEY *key = EVP_EC_gen("P-256");
	must(context != NULL && key != NULL, "a server");
	X509 *certificate =
		make_certificate(key, name, authority->certificate, authority->key, valid_s);
	must(SSL_CTX_use_certificate(context, certificate) == 1 &&
		     SSL_CTX_use_PrivateKey(context, key) == 1,
	     "a server's certificate");
	X509_free(certificate);
	EVP_PKEY_free(key);
	return context;
}
