#include "config/key_file.h"

#include "config/text_file.h"

#define OTHERS_RIGHTS 077u /* group and others, anything */

static void refuse(struct ac_place place, const char *key, const char *path, const char *what,
		   struct ac_faults *faults)
{
	struct ac_shown shown = ac_shown_make(ac_str_from(path));
	ac_faults_add(faults, place.file, place.line, place.column, "%s: '%s' %s", key, shown.text,
		      what);
}

static bool open_file(const char *path, struct ac_place place, const char *key,
		      struct ac_text_file *ret_file, struct ac_faults *faults)
{
	enum ac_status status = ac_text_file_read(path, ret_file, faults);
	if (status == AC_ERR_NOT_FOUND)
		refuse(place, key, path,
		       "is not there; write the path from the folder that autocoin is started in, "
		       "or an absolute one",
		       faults);
	return status == AC_OK;
}

static bool holds(const struct ac_text_file *file, const char *text)
{
	return memmem(file->data, file->size, text, strlen(text)) != NULL;
}

/* What the PEM is not, with what to do; NULL where it may be a private key. */
static const char *key_fault(const struct ac_text_file *file, size_t key_size)
{
	if (holds(file, "-----BEGIN ENCRYPTED PRIVATE KEY-----") ||
	    holds(file, "Proc-Type: 4,ENCRYPTED"))
		return "wants a password, and nobody is there to type it; write it anew without "
		       "one: openssl pkey -in OLD -out NEW";
	if (holds(file, "-----BEGIN PUBLIC KEY-----"))
		return "is the public key, which belongs on Binance's page; name the file of the "
		       "private one";
	if (!holds(file, "-----BEGIN PRIVATE KEY-----"))
		return "is no private key in PEM (PKCS#8), which begins with "
		       "-----BEGIN PRIVATE KEY-----";
	if (memchr(file->data, '\0', file->size) != NULL)
		return "holds a zero byte; copy the key anew";
	if (file->size >= key_size)
		return "is longer than a key of 4096 bits; keep the private key alone in it";
	return NULL;
}

void ac_key_file_read(const char *path, struct ac_place place, char *ret_key, size_t key_size,
		      struct ac_faults *faults)
{
	static const char key[] = "BINANCE_API_KEY_FILE";
	struct ac_text_file file;
	if (!open_file(path, place, key, &file, faults))
		return;
	const char *fault = key_fault(&file, key_size);
	if ((file.mode & OTHERS_RIGHTS) != 0) {
		struct ac_shown shown = ac_shown_make(ac_str_from(path));
		ac_faults_add(faults, place.file, place.line, place.column,
			      "%s: others may read or write '%s' (mode %04o), and it is a secret; "
			      "run: chmod 600 on it",
			      key, shown.text, file.mode);
	} else if (fault != NULL) {
		refuse(place, key, path, fault, faults);
	} else {
		memset(ret_key, 0, key_size);
		memcpy(ret_key, file.data, file.size);
	}
	ac_text_file_deinit(&file);
}

void ac_key_file_check_authorities(const char *path, struct ac_place place,
				   struct ac_faults *faults)
{
	static const char key[] = "BINANCE_CA_FILE";
	struct ac_text_file file;
	if (!open_file(path, place, key, &file, faults))
		return;
	if (!holds(&file, "-----BEGIN CERTIFICATE-----") &&
	    !holds(&file, "-----BEGIN TRUSTED CERTIFICATE-----"))
		refuse(place, key, path,
		       "holds no certificate in PEM, which begins with -----BEGIN CERTIFICATE-----",
		       faults);
	ac_text_file_deinit(&file);
}
