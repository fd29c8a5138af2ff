#!/bin/sh
# Writes a file as C. usage: openapi_embed.sh OUT.c openapi.json
set -eu
{
	printf '/* Made from src/dashboard/openapi.json by openapi_embed.sh. */\n'
	printf '#include "dashboard/openapi.h"\n\nconst char ac_openapi_text[] = {'
	od -An -v -tu1 "$2" | sed 's/\([0-9]\{1,\}\)/\1,/g'
	printf '0 };\nconst size_t ac_openapi_size = sizeof(ac_openapi_text) - 1;\n'
} >"$1.new"
mv "$1.new" "$1"
