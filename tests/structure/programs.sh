#!/bin/sh
# The program that holds keys injects no faults: nothing of the served exchange is linked into it. Prints TAP.
set -u
: "${AC_SOURCE_ROOT:?}" "${AC_BUILD_ROOT:?}"
trader="$AC_BUILD_ROOT/src/cli/autocoin"
exchange="$AC_BUILD_ROOT/src/cli/autocoin-exchange"

simulator_symbols() { # program
	nm "$1" | awk '$2 ~ /[TtDdRrBb]/ && $3 ~ /^(ac_)?simulator_/ { print $3 }'
}

echo 1..3
failed=0
# Only a search that finds them where they are says something where it finds none.
if [ "$(simulator_symbols "$exchange" | wc -l)" -gt 100 ]; then
	echo "ok 1 - autocoin-exchange is the simulator"
else
	echo "not ok 1 - autocoin-exchange is the simulator"
	failed=1
fi
found=$(simulator_symbols "$trader")
if [ -z "$found" ]; then
	echo "ok 2 - autocoin holds nothing of it"
else
	echo "not ok 2 - autocoin holds nothing of it"
	printf '%s\n' "$found" | head -10 | sed 's/^/# /'
	failed=1
fi
# What it would say of a file that fault rules are read from is nowhere in it either.
if grep -q 'hang_executed' "$exchange" && ! grep -q 'hang_executed' "$trader"; then
	echo "ok 3 - no name of a fault is in autocoin"
else
	echo "not ok 3 - no name of a fault is in autocoin"
	failed=1
fi
exit $failed
