/* choice.h - a closed set of words, written as one comma-separated text ("MARKET,LIMIT"), as the
 * strategies' parameter tables write it. Start-up thread only. */
#ifndef AC_CONFIG_CHOICE_H
#define AC_CONFIG_CHOICE_H

#include "core/base.h"

/* The index of exactly this word, -1 where absent. */
int32_t ac_choice_find(const char *choices, struct ac_str word);
/* The word at `index`; empty past the end. */
struct ac_str ac_choice_at(const char *choices, uint32_t index);
/* The word nearest to `word` by ac_config_nearest; empty when none is near. */
struct ac_str ac_choice_nearest(const char *choices, struct ac_str word);

#endif
