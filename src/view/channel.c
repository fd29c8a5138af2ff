#include "view/view_json.h"

void ac_fact_channel(const struct ac_event *fact, const struct ac_view_names *names,
		     char channel[AC_CHANNEL_SIZE])
{
	const struct ac_bus_config config = { names->instruments, names->books, names->book_count };
	ac_bus_channel(&config, fact, channel);
}

bool ac_channel_matches(const char *pattern, const char *channel)
{
	return ac_bus_pattern_matches(pattern, channel);
}
