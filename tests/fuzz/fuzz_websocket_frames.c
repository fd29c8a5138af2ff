/* Any bytes as frames of a peer: cut in two places or one by one, they give the same messages in
 * the same order, the same end and the same answers; and no message is longer than it may be. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "io/frames.h"

#define MESSAGE_MAX 512u
#define INPUT_MAX   8192u /* of an input: longer ones find nothing more */

struct taken {
	uint64_t digest; /* of kinds, lengths and bytes */
	uint64_t count;
	uint64_t answers; /* bytes for the peer; their masks are random */
	enum ac_status status;
	int close_code;
	bool is_text_refused; /* for not being UTF-8 */
};

static void add(struct taken *taken, const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		taken->digest = (taken->digest ^ (unsigned char)bytes[i]) * 1099511628211u;
}

static void on_taken(void *self, enum ac_frame_kind kind, struct ac_str data)
{
	struct taken *taken = self;
	ac_assert(data.size <= (kind == AC_FRAME_MESSAGE ? MESSAGE_MAX : 125));
	const uint64_t head[] = { (uint64_t)kind, data.size };
	add(taken, (const char *)head, sizeof(head));
	add(taken, data.data, data.size);
	taken->count++;
}

/* In pieces of `piece` bytes, the first one of `first`. */
static struct taken feed(const uint8_t *data, size_t size, size_t first, size_t piece)
{
	struct taken taken = { .digest = 14695981039346656037u };
	struct ac_frames *frames = NULL;
	struct ac_str out = { NULL, 0 };
	ac_assert(ac_frames_create(MESSAGE_MAX, on_taken, &taken, &frames) == AC_OK);
	for (size_t at = 0; at < size && taken.status == AC_OK;) {
		size_t count = at == 0 && first > 0 ? first : piece;
		count = count < size - at ? count : size - at;
		/* A block of the exact size: the sanitizer sees the first byte read beyond it. */
		char *exact = malloc(count);
		ac_assert(exact != NULL);
		memcpy(exact, data + at, count);
		taken.status = ac_frames_feed(frames, (struct ac_str){ exact, count });
		free(exact);
		at += count;
	}
	ac_assert(ac_frames_drain(frames, &out) == AC_OK);
	taken.answers = out.size;
	taken.close_code = ac_frames_close_code(frames);
	taken.is_text_refused =
		taken.status == AC_ERR_PARSE && strstr(ac_frames_why(frames), "UTF-8") != NULL;
	ac_assert(taken.status == AC_OK || ac_frames_is_closing(frames));
	ac_assert(taken.status == AC_OK || ac_frames_why(frames)[0] != '\0' ||
		  taken.status == AC_END);
	ac_assert(taken.status != AC_ERR_PARSE || taken.close_code == 0);
	/* Nothing is left. */
	ac_assert(ac_frames_drain(frames, &out) == AC_OK && out.size == 0);
	ac_frames_destroy(frames);
	return taken;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0 || size > INPUT_MAX)
		return 0;
	const struct taken whole = feed(data, size, 0, size);
	const size_t cuts[][2] = { { 0, 1 }, { data[0] % size + 1, size }, { 1, 7 } };
	for (size_t i = 0; i < AC_COUNT(cuts); i++) {
		const struct taken other = feed(data, size, cuts[i][0], cuts[i][1]);
		ac_assert(other.digest == whole.digest && other.count == whole.count);
		/* wslay passes over two bytes of each piece of a close frame's reason, so whether
		 * that one is refused depends on the cuts. The end it is, either way. */
		if (other.is_text_refused != whole.is_text_refused)
			continue;
		ac_assert(other.status == whole.status && other.close_code == whole.close_code);
		ac_assert(other.answers == whole.answers);
	}
	return 0;
}
