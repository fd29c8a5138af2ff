#include "trader/source.h"

const struct source_kind *source_kind_of(const struct ac_config *config, const char *feed)
{
	if (config->settings.mode != AC_RUN_SIM)
		return &source_wire;
	return strcmp(feed, "live") == 0 ? &source_live : &source_feed;
}
