/* Any bytes as the answer to a request for a WebSocket: the verdict does not depend on how they
 * were cut, an accepted header lies inside them, and a reason is text for a terminal. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "io/upgrade.h"

#define KEY "dGhlIHNhbXBsZSBub25jZQ=="

static void check_text(const char *why, size_t size)
{
	ac_assert(memchr(why, '\0', size) != NULL);
	for (; *why != '\0'; why++)
		ac_assert((unsigned char)*why >= ' ' && *why != '\x7f');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ac_str answer = { (const char *)data, size };
	char why[200] = "", other_why[200] = "";
	size_t header = 0, other = 0;
	enum ac_upgrade_verdict verdict = ac_upgrade_check(answer, KEY, &header, why, sizeof(why));
	check_text(why, sizeof(why));
	if (verdict == AC_UPGRADE_MORE) {
		ac_assert(size < AC_UPGRADE_ANSWER_MAX);
		return 0;
	}
	if (verdict == AC_UPGRADE_REFUSED) {
		ac_assert(why[0] != '\0');
		return 0;
	}
	ac_assert(header >= 4 && header <= size);
	ac_assert(memcmp(data + header - 4, "\r\n\r\n", 4) == 0);
	ac_assert(why[0] == '\0');
	/* What follows the header does not matter, and a byte less is not enough. */
	answer.size = header;
	ac_assert(ac_upgrade_check(answer, KEY, &other, other_why, sizeof(other_why)) == verdict);
	ac_assert(other == header);
	answer.size--;
	ac_assert(ac_upgrade_check(answer, KEY, &other, other_why, sizeof(other_why)) ==
		  AC_UPGRADE_MORE);
	/* Nor is another key. */
	answer.size = header;
	ac_assert(ac_upgrade_check(answer, "AAAAAAAAAAAAAAAAAAAAAA==", &other, other_why,
				   sizeof(other_why)) == AC_UPGRADE_REFUSED);
	return 0;
}
