#!/bin/sh
# Takes the README's pictures from a trader on the synthetic feed. usage: screenshots.sh ROOT FOLDER, where
# ROOT holds config/ and strategies/ of the demo.
. "$AC_SOURCE_ROOT/tests/integration/tap.sh"
. "$AC_SOURCE_ROOT/tests/browser/browser.sh"
demo=$1 folder=$2
mkdir -p "$folder"
"$AUTOCOIN" run --root "$demo" --mode sim --feed synthetic --speed 600 --account demo --new-account --for 300s \
	--quiet >trader.txt 2>&1 &
trader_pid=$!
trap 'kill -TERM $trader_pid 2>/dev/null; wait $trader_pid; rm -rf "$WORK"' EXIT
address=
for _ in $(seq 150); do
	address=$(sed -n 's/^Dashboard: //p' trader.txt)
	[ -z "$address" ] || break
	sleep 0.2
done
[ -n "$address" ] || {
	tail -n 20 trader.txt >&2
	exit 1
}
# Long enough for curves and results that are worth a look.
sleep 30
timeout 200 node "$modules/screenshots.mjs" "$address" . || exit 1
# Flat colours need no more of them, in a third of the bytes.
for name in phone desktop; do
	pngquant --force --strip --output "$folder/$name.png" 128 "$name.png" || exit 1
	echo "docs/images/$name.png: $(wc -c <"$folder/$name.png") bytes"
done
