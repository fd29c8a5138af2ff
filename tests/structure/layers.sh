#!/bin/sh
# Holds every #include of the project against the layers of docs/architecture.md. Prints TAP, one line
# a room. A line may be excused with a comment: tidy-ok: reason.
set -u
root=${AC_SOURCE_ROOT:-.}

rooms='core:0 market:1 indicator:1 strategy:2 risk:2 executor:2 recovery:2 exchange:3 engine:3
sys:4 journal:5 io:5 database:5 config:5 view:6 command:6 session:6 gateway:6 backtest:7 control:7 alerts:7 dashboard:7 simulator:7
trader:8 cli:9'

# The simulator's own floors. program/ is the way in; the simulator shares no reader with the client that is
# tested on it: a common mistake would be seen by neither.
floors='call:1 market:2 account:3 top:4 faults:5 serve:6 program:7'

# Prints one line for each include of the simulator in $1 that goes up a floor, or to the client.
floor_violations() {
	find "$1" -name '*.[ch]' | sort | xargs awk -v root="$1/" -v table="$floors" '
	BEGIN {
		count = split(table, pairs, " ")
		for (i = 1; i <= count; i++) {
			split(pairs[i], pair, ":")
			floor[pair[1]] = pair[2]
		}
	}
	function floor_of(path) {
		return path ~ /\// ? substr(path, 1, index(path, "/") - 1) : "top"
	}
	function refuse(why) {
		printf "%s:%d: %s: %s\n", FILENAME, FNR, why, $0
	}
	/^[ \t]*#[ \t]*include[ \t]*"/ {
		name = $0
		sub(/^[^"]*"/, "", name)
		sub(/".*/, "", name)
		here = floor_of(substr(FILENAME, length(root) + 1))
		if (name ~ /^(exchange\/binance|binance|gateway)\//)
			refuse("the simulator has readers of its own")
		if (name !~ /^simulator\//)
			next
		sub(/^simulator\//, "", name)
		there = floor_of(name)
		# What everybody outside sees of the simulator, and its own memory, are declared in these.
		if (name == "simulator.h" || !(here in floor))
			next
		if (floor[there] > floor[here])
			refuse("floor " here " may not include floor " there)
	}' /dev/null
}

# Prints one line for each include in the folder $1 (of the room $2) that goes up, sideways or astray.
violations() {
	find "$1" -name '*.[ch]' | sort | xargs awk -v room="$2" -v table="$rooms" '
	BEGIN {
		count = split(table, pairs, /[ \n]+/)
		for (i = 1; i <= count; i++) {
			split(pairs[i], pair, ":")
			layer[pair[1]] = pair[2]
		}
	}
	function refuse(why) {
		printf "%s:%d: %s: %s\n", FILENAME, FNR, why, $0
	}
	/^[ \t]*#[ \t]*include[ \t]*"/ && !/tidy-ok: [^ *]/ {
		name = $0
		sub(/^[^"]*"/, "", name)
		sub(/".*/, "", name)
		if (name == "autocoin/strategy.h")
			next
		if (name ~ /\.\./) {
			refuse("a path that climbs")
			next
		}
		target = name ~ /\// ? substr(name, 1, index(name, "/") - 1) : room
		if (target == room || target == "core")
			next
		if (room == "strategies") {
			if (target != "indicator")
				refuse("a strategy sees strategy.h, indicators and core only")
		} else if (!(target in layer))
			refuse("no such room")
		else if (layer[target] >= layer[room])
			refuse("layer " layer[room] " may not include layer " layer[target])
	}' /dev/null
}

number=0
failed=0
report() { # description, violations
	number=$((number + 1))
	if [ -z "$2" ]; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
		echo "$2" | sed 's/^/# /'
		failed=1
	fi
}

# The check is worth something only if it sees a violation: a small house with known faults.
self_test() {
	house=$(mktemp -d)
	mkdir -p "$house/market" "$house/risk" "$house/strategies/x"
	cat >"$house/market/a.c" <<-'EOF'
	#include "core/base.h"
	#include "market/candle.h"
	#include "neighbour.h"
	#include "indicator/vwap.h"
	#include "engine/engine.h"
	#  include	"../engine/bus.h"
	#include "attic/box.h"
	#include "engine/state.h" /* tidy-ok: a test of the excuse */
	#include "engine/other.h" /* tidy-ok: */
	EOF
	cat >"$house/risk/a.h" <<-'EOF'
	#include "market/candle.h"
	#include "autocoin/strategy.h"
	#include "executor/order.h"
	EOF
	cat >"$house/strategies/x/x.c" <<-'EOF'
	#include "autocoin/strategy.h"
	#include "indicator/vwap.h"
	#include "market/candle.h"
	EOF
	seen=$({
		violations "$house/market" market
		violations "$house/risk" risk
		violations "$house/strategies" strategies
	} | sed 's/^\([^:]*:[0-9]*\):.*/\1/; s/.*\///' | tr '\n' ' ')
	rm -rf "$house"
	wanted='a.c:4 a.c:5 a.c:6 a.c:7 a.c:9 a.h:3 x.c:3 '
	[ "$seen" = "$wanted" ] || echo "seen: $seen, wanted: $wanted"
}

floor_self_test() {
	house=$(mktemp -d)
	mkdir -p "$house/market" "$house/serve"
	cat >"$house/market/a.c" <<-'EOF'
	#include "simulator/call/call.h"
	#include "simulator/simulator.h"
	#include "simulator/account/orders.h"
	#include "exchange/binance/json_reader.h"
	EOF
	cat >"$house/serve/b.c" <<-'EOF'
	#include "simulator/account/orders.h"
	#include "simulator/program/run.h"
	EOF
	seen=$(floor_violations "$house" | sed 's/^\([^:]*:[0-9]*\):.*/\1/; s/.*\///' | tr '\n' ' ')
	rm -rf "$house"
	wanted='a.c:3 a.c:4 b.c:2 '
	[ "$seen" = "$wanted" ] || echo "seen: $seen, wanted: $wanted"
}

folders=$(ls "$root/src")
echo "1..$(($(echo "$folders" | wc -l) + 4))"
report "a simulator built upside down is seen" "$(floor_self_test)"
report "floors of src/simulator" "$(floor_violations "$root/src/simulator")"
report "violations in a made-up house are seen" "$(self_test)"
for room in $folders; do
	case " $(echo $rooms) " in
	*" $room:"*) report "includes of src/$room" "$(violations "$root/src/$room" "$room")" ;;
	*) report "includes of src/$room" "src/$room is not a room of docs/architecture.md" ;;
	esac
done
report "includes of strategies" "$(violations "$root/strategies" strategies)"
exit $failed
