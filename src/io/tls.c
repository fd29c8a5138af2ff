#include "io/tls.h"

#include <stdio.h>
#include <stdlib.h>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

struct ac_tls {
	SSL *ssl;
	BIO *incoming, *outgoing; /* the session's */
	char host[AC_URL_HOST_SIZE];
	char why[320];
};

/* Reading the system's authorities takes ten milliseconds, so they are read once and shared by all
 * connections that trust the same file. */
static struct {
	SSL_CTX *context;
	char *ca_file;
} shared;

static bool is_shared(const char *ca_file)
{
	if (shared.context == NULL || (ca_file == NULL) != (shared.ca_file == NULL))
		return false;
	return ca_file == NULL || strcmp(ca_file, shared.ca_file) == 0;
}

static enum ac_status make_context(const char *ca_file, SSL_CTX **ret_context)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	char *copy = ca_file == NULL ? NULL : strdup(ca_file);
	if (context == NULL || (ca_file != NULL && copy == NULL)) {
		SSL_CTX_free(context);
		free(copy);
		return AC_ERR_NOMEM;
	}
	(void)SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
	(void)SSL_CTX_set_default_verify_paths(context);
	if (ca_file != NULL && SSL_CTX_load_verify_file(context, ca_file) != 1) {
		SSL_CTX_free(context);
		free(copy);
		return AC_ERR_IO;
	}
	SSL_CTX_free(shared.context);
	free(shared.ca_file);
	shared.context = context;
	shared.ca_file = copy;
	*ret_context = context;
	return AC_OK;
}

static bool set_name(SSL *ssl, const struct ac_url *url)
{
	X509_VERIFY_PARAM *param = SSL_get0_param(ssl);
	if (url->is_address)
		return X509_VERIFY_PARAM_set1_ip_asc(param, url->host) == 1;
	X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	return SSL_set_tlsext_host_name(ssl, url->host) == 1 && SSL_set1_host(ssl, url->host) == 1;
}

enum ac_status ac_tls_create(const struct ac_url *url, const char *ca_file, struct ac_tls **ret_tls)
{
	SSL_CTX *context = shared.context;
	if (!is_shared(ca_file)) {
		enum ac_status status = make_context(ca_file, &context);
		if (status != AC_OK)
			return status;
	}
	struct ac_tls *tls = calloc(1, sizeof(*tls));
	if (tls == NULL)
		return AC_ERR_NOMEM;
	memcpy(tls->host, url->host, sizeof(tls->host));
	tls->ssl = SSL_new(context);
	tls->incoming = BIO_new(BIO_s_mem());
	tls->outgoing = BIO_new(BIO_s_mem());
	if (tls->ssl == NULL || tls->incoming == NULL || tls->outgoing == NULL ||
	    !set_name(tls->ssl, url)) {
		BIO_free(tls->incoming);
		BIO_free(tls->outgoing);
		SSL_free(tls->ssl);
		free(tls);
		return AC_ERR_NOMEM;
	}
	/* The session owns both from here on. */
	SSL_set_bio(tls->ssl, tls->incoming, tls->outgoing);
	SSL_set_connect_state(tls->ssl);
	*ret_tls = tls;
	return AC_OK;
}

void ac_tls_destroy(struct ac_tls *tls)
{
	if (tls == NULL)
		return;
	SSL_free(tls->ssl);
	free(tls);
}

enum ac_status ac_tls_feed(struct ac_tls *tls, const char *bytes, size_t size)
{
	return BIO_write(tls->incoming, bytes, (int)size) == (int)size ? AC_OK : AC_ERR_NOMEM;
}

static enum ac_status fail(struct ac_tls *tls, const char *what)
{
	long verdict = SSL_get_verify_result(tls->ssl);
	unsigned long code = ERR_peek_last_error();
	const char *reason = code != 0 ? ERR_reason_error_string(code) : NULL;
	if (verdict != X509_V_OK)
		snprintf(tls->why, sizeof(tls->why), "the certificate of %s is not trusted: %s",
			 tls->host, X509_verify_cert_error_string(verdict));
	else
		snprintf(tls->why, sizeof(tls->why), "%s with %s: %s", what, tls->host,
			 reason != NULL ? reason : "the peer ended the connection");
	ERR_clear_error();
	return AC_ERR_IO;
}

enum ac_status ac_tls_shake(struct ac_tls *tls)
{
	ERR_clear_error();
	int result = SSL_do_handshake(tls->ssl);
	if (result == 1)
		return AC_OK;
	int error = SSL_get_error(tls->ssl, result);
	if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
		return AC_END;
	return fail(tls, "TLS could not be agreed");
}

enum ac_status ac_tls_read(struct ac_tls *tls, char *ret_bytes, size_t size, size_t *ret_size)
{
	ERR_clear_error();
	if (SSL_read_ex(tls->ssl, ret_bytes, size, ret_size) == 1)
		return AC_OK;
	int error = SSL_get_error(tls->ssl, 0);
	if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
		return AC_END;
	if (error != SSL_ERROR_ZERO_RETURN)
		return fail(tls, "TLS broke off");
	snprintf(tls->why, sizeof(tls->why), "%s closed the connection", tls->host);
	return AC_ERR_IO;
}

enum ac_status ac_tls_write(struct ac_tls *tls, const char *bytes, size_t size)
{
	size_t written = 0;
	ERR_clear_error();
	/* The memory behind it takes everything. */
	if (SSL_write_ex(tls->ssl, bytes, size, &written) == 1 && written == size)
		return AC_OK;
	return fail(tls, "TLS broke off");
}

size_t ac_tls_drain(struct ac_tls *tls, char *ret_bytes, size_t size)
{
	int count = BIO_read(tls->outgoing, ret_bytes, (int)size);
	return count > 0 ? (size_t)count : 0;
}

const char *ac_tls_why(const struct ac_tls *tls)
{
	return tls->why;
}
