#include "io/upgrade.h"

#include <stdio.h>
#include <strings.h>

#include <openssl/evp.h>
#include <openssl/sha.h>

#define MAGIC "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

void ac_upgrade_key(const unsigned char nonce[16], char ret_key[AC_UPGRADE_KEY_SIZE])
{
	(void)EVP_EncodeBlock((unsigned char *)ret_key, nonce, 16);
}

enum ac_status ac_upgrade_request(const char *path, const char *host, const char *key,
				  char *ret_text, size_t size, size_t *ret_size)
{
	int written = snprintf(ret_text, size,
			       "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\n"
			       "Connection: Upgrade\r\nSec-WebSocket-Key: %s\r\n"
			       "Sec-WebSocket-Version: 13\r\nUser-Agent: autocoin/0.1\r\n\r\n",
			       path, host, key);
	if (written < 0 || (size_t)written >= size)
		return AC_ERR_RANGE;
	*ret_size = (size_t)written;
	return AC_OK;
}

static void accept_of(const char *key, char ret_accept[32])
{
	unsigned char digest[SHA_DIGEST_LENGTH];
	char text[AC_UPGRADE_KEY_SIZE + sizeof(MAGIC)];
	int size = snprintf(text, sizeof(text), "%s" MAGIC, key);
	(void)EVP_Digest(text, (size_t)size, digest, NULL, EVP_sha1(), NULL);
	(void)EVP_EncodeBlock((unsigned char *)ret_accept, digest, sizeof(digest));
}

/* The next line without its end; false behind the last. */
static bool next_line(struct ac_str *rest, struct ac_str *ret_line)
{
	const char *end = memmem(rest->data, rest->size, "\r\n", 2);
	if (end == NULL)
		return false;
	*ret_line = (struct ac_str){ rest->data, (size_t)(end - rest->data) };
	rest->data += ret_line->size + 2;
	rest->size -= ret_line->size + 2;
	return true;
}

/* The value of a header line of that name, without blanks around it. */
static bool header_value(struct ac_str line, const char *name, struct ac_str *ret_value)
{
	size_t length = strlen(name);
	if (line.size <= length || line.data[length] != ':' ||
	    strncasecmp(line.data, name, length) != 0)
		return false;
	struct ac_str value = { line.data + length + 1, line.size - length - 1 };
	while (value.size > 0 && (value.data[0] == ' ' || value.data[0] == '\t')) {
		value.data++;
		value.size--;
	}
	while (value.size > 0 &&
	       (value.data[value.size - 1] == ' ' || value.data[value.size - 1] == '\t'))
		value.size--;
	*ret_value = value;
	return true;
}

static bool is_word(struct ac_str value, const char *word)
{
	return value.size == strlen(word) && strncasecmp(value.data, word, value.size) == 0;
}

/* "keep-alive, Upgrade" has the token too. */
static bool has_token(struct ac_str value, const char *token)
{
	while (value.size > 0) {
		const char *comma = memchr(value.data, ',', value.size);
		size_t size = comma == NULL ? value.size : (size_t)(comma - value.data);
		struct ac_str item = { value.data, size };
		while (item.size > 0 && item.data[0] == ' ') {
			item.data++;
			item.size--;
		}
		while (item.size > 0 && item.data[item.size - 1] == ' ')
			item.size--;
		if (is_word(item, token))
			return true;
		size += comma != NULL;
		value.data += size;
		value.size -= size;
	}
	return false;
}

static enum ac_upgrade_verdict refuse(char *ret_why, size_t why_size, const char *text,
				      struct ac_str shown)
{
	int size = (int)(shown.size < 80 ? shown.size : 80);
	snprintf(ret_why, why_size, "%s%.*s", text, size, shown.size > 0 ? shown.data : "");
	/* It goes into logs and onto terminals. */
	for (char *byte = ret_why; *byte != '\0'; byte++) {
		if ((unsigned char)*byte < ' ' || *byte == '\x7f')
			*byte = '?';
	}
	return AC_UPGRADE_REFUSED;
}

enum ac_upgrade_verdict ac_upgrade_check(struct ac_str answer, const char *key, size_t *ret_size,
					 char *ret_why, size_t why_size)
{
	const struct ac_str nothing = { NULL, 0 };
	if (answer.size > AC_UPGRADE_ANSWER_MAX)
		answer.size = AC_UPGRADE_ANSWER_MAX;
	const char *end = answer.size == 0 ? NULL : memmem(answer.data, answer.size, "\r\n\r\n", 4);
	if (end == NULL) {
		if (answer.size >= AC_UPGRADE_ANSWER_MAX)
			return refuse(ret_why, why_size, "the header of the answer has no end",
				      nothing);
		return AC_UPGRADE_MORE;
	}
	*ret_size = (size_t)(end - answer.data) + 4;
	struct ac_str rest = { answer.data, *ret_size - 2 }, line = nothing, value;
	if (!next_line(&rest, &line) || line.size < 12 ||
	    memcmp(line.data, "HTTP/1.1 101", 12) != 0 || (line.size > 12 && line.data[12] != ' '))
		return refuse(ret_why, why_size, "the answer was: ", line);
	char wanted[32];
	bool is_upgrade = false, is_connection = false, is_accepted = false;
	accept_of(key, wanted);
	while (next_line(&rest, &line)) {
		if (header_value(line, "Upgrade", &value))
			is_upgrade = is_word(value, "websocket");
		else if (header_value(line, "Connection", &value))
			is_connection = has_token(value, "upgrade");
		else if (header_value(line, "Sec-WebSocket-Accept", &value))
			is_accepted = ac_str_equal(value, ac_str_from(wanted));
		else if (header_value(line, "Sec-WebSocket-Extensions", &value) ||
			 header_value(line, "Sec-WebSocket-Protocol", &value))
			return refuse(ret_why, why_size,
				      "it wants an extension that was not offered: ", value);
	}
	if (!is_upgrade || !is_connection)
		return refuse(ret_why, why_size, "the answer does not upgrade to a WebSocket",
			      nothing);
	if (!is_accepted)
		return refuse(ret_why, why_size,
			      "the answer is not to our request (Sec-WebSocket-Accept differs)",
			      nothing);
	return AC_UPGRADE_DONE;
}
