#!/bin/sh
# An exchange's error numbers stand in that exchange's room and in the simulator, which speaks its protocol.
# Everybody else asks for the word (market/refusal.h). Prints TAP.
set -u
root=${AC_SOURCE_ROOT:-.}

# Prints each line below $1 that has a bare number of that kind outside those rooms.
violations() {
	find "$1" -name '*.[ch]' | grep -v -e "^$1/binance/" -e "^$1/simulator/" | sort |
		xargs grep -nE -e '(^|[^0-9A-Za-z_])-[1-5][0-9]{3}([^0-9A-Za-z_-]|$)' /dev/null
}

# The check is worth something only if it sees a violation.
house=$(mktemp -d)
mkdir -p "$house/executor" "$house/binance" "$house/simulator"
echo '#define CODE (-2021)' | tee "$house/binance/a.c" "$house/simulator/a.c" >"$house/executor/a.c"
echo '/* a day: 2026-1000-02, a price: -20210 */' >>"$house/executor/a.c"
seen=$(violations "$house")
rm -r "$house"

echo 1..2
failed=0
if [ "$seen" = "$house/executor/a.c:1:#define CODE (-2021)" ]; then
	echo "ok 1 - a number outside its room is seen, and only that"
else
	echo "not ok 1 - a number outside its room is seen, and only that"
	echo "$seen" | sed 's/^/# /'
	failed=1
fi
found=$(violations "$root/src")
if [ -z "$found" ]; then
	echo "ok 2 - error numbers stand in the exchange's room alone"
else
	echo "not ok 2 - error numbers stand in the exchange's room alone"
	echo "$found" | sed 's/^/# /'
	failed=1
fi
exit $failed
