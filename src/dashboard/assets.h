/* assets.h - the files of the page, built into the program by web/build.sh: plain and gzip. */
#ifndef AC_DASHBOARD_ASSETS_H
#define AC_DASHBOARD_ASSETS_H

#include "core/base.h"

struct ac_asset {
	const char *path; /* "/", "/app-1a2b3c4d.js" … */
	const char *content_type;
	const char *etag;  /* with its quotes */
	bool is_immutable; /* its name changes with its content */
	const unsigned char *plain, *gzip;
	size_t plain_size, gzip_size;
};
extern const struct ac_asset ac_assets[];
extern const size_t ac_asset_count;

/* NULL where there is none. */
const struct ac_asset *ac_asset_find(struct ac_str path);

#endif
