#include "dashboard/assets.h"

#include <string.h>

const struct ac_asset *ac_asset_find(struct ac_str path)
{
	for (size_t i = 0; i < ac_asset_count; i++) {
		const struct ac_asset *asset = &ac_assets[i];
		if (strlen(asset->path) == path.size &&
		    memcmp(asset->path, path.data, path.size) == 0)
			return asset;
	}
	return NULL;
}
