#!/bin/sh
# Builds the page and writes it as C. usage: build.sh BUILD_FOLDER OUT.c
# The source tree stays clean: libraries and bundles live in the build folder. The registry is asked
# only when package-lock.json is not yet what is installed there.
set -eu
source=$(cd "$(dirname "$0")" && pwd -P)
folder=$1
case $2 in
/*) out=$2 ;;
*) out=$(pwd -P)/$2 ;;
esac

die() {
	printf 'dashboard page: ERROR: %s\n' "$*" >&2
	exit 1
}
for tool in node npm; do
	command -v $tool >/dev/null 2>&1 ||
		die "$tool is not installed, and the page is built with it; ./go build installs it, or: apt install nodejs npm"
done

mkdir -p "$folder"
cd "$folder"
rm -rf page
cp -r "$source/page" page
cp "$source/build.mjs" "$source/tsconfig.json" .
if ! cmp -s "$source/package-lock.json" installed; then
	rm -f installed
	cp "$source/package.json" "$source/package-lock.json" "$source/.npmrc" .
	npm ci --ignore-scripts >npm.log 2>&1 ||
		die "npm ci did not work; its libraries come from the registry once: $(grep -im1 error npm.log | cut -c1-160)"
	cp "$source/package-lock.json" installed
fi
node node_modules/typescript/bin/tsc --noEmit --project tsconfig.json ||
	die "the types of src/dashboard/web/page do not hold"
node build.mjs "$out"
