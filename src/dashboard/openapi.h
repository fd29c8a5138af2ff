/* openapi.h - the file openapi.json of this folder, built into the program by openapi_embed.sh. */
#ifndef AC_DASHBOARD_OPENAPI_H
#define AC_DASHBOARD_OPENAPI_H

#include "core/base.h"

extern const char ac_openapi_text[];
extern const size_t ac_openapi_size;

#endif
