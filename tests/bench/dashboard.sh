#!/bin/sh
# What the dashboard costs: an engine step without a dashboard, with one that nobody looks at, with 1 and with 50
# browsers on its live socket; bytes a second for each browser; weight of the page; time to first paint.
set -u
. "$AC_SOURCE_ROOT/tests/integration/tap.sh"
. "$AC_SOURCE_ROOT/tests/integration/exchange.sh"
use_eager_configuration

figure() { # name, value, unit, how
	printf '%-34s %14.3f %-12s %s\n' "$1" "$2" "$3" "$4"
}

# 50 symbols at ten times the speed of life, over the wire.
start_exchange --feed synthetic:seed=7 --symbols BTCUSDT
node "$AC_SOURCE_ROOT/tests/bench/wire/many_symbols.mjs" "$port" 50 || exit 1
stop_exchange
SYMBOLS=$(seq -f 'S%03gUSDT' -s, 0 49)
SECONDS_EACH=15
export DASHBOARD_PORT=0

dashboard_port() { sed -n 's/^Dashboard: .*:\([0-9]*\)\/$/\1/p' trader.txt; }

# The summary says "step p50 1.0 us, p99 2.0 us, p99.9 3.0 us, of 100".
step_figures() { # label
	line=$(grep '^  step ' trader.txt) || {
		echo "bench: no engine step was measured ($1)" >&2
		tail -n 3 trader.txt >&2
		return
	}
	for part in p50 p99; do
		figure "engine step, $1, $part" "$(echo "$line" | sed "s/.* $part \([0-9.]*\) us.*/\1/")" us \
			"50 symbols over the wire, $(echo "$line" | sed 's/.*of //') steps"
	done
}

measure() { # label, browsers, options of the trader...
	label=$1 browsers=$2
	shift 2
	rm -rf database logs status
	start_exchange --feed synthetic:seed=7 --exchange-info many.json --speed 10
	start_trader "$@"
	wait_for 60 heartbeat_is '$.state' running || tail -n 3 trader.txt >&2
	if [ "$browsers" -gt 0 ]; then
		rate=$(node "$AC_SOURCE_ROOT/tests/bench/dashboard/browsers.mjs" "$(dashboard_port)" "$browsers" $SECONDS_EACH)
	else
		rate=
		sleep $SECONDS_EACH
	fi
	stop_trader
	stop_exchange
	step_figures "$label"
	[ -z "$rate" ] || figure "live socket, $label" "$rate" 'bytes/s' 'for each browser, 50 symbols at ten times the speed of life'
}

# On a trader that has nothing else to do, as the page is opened in life.
measure_page() {
	rm -rf database logs status config strategies
	use_shipped_configuration
	"$AUTOCOIN" run --mode sim --feed synthetic:seed=7 --quiet >trader.txt 2>&1 &
	trader_pid=$!
	wait_for 60 has_port || {
		tail -n 3 trader.txt >&2
		return
	}
	url=http://127.0.0.1:$(dashboard_port)
	weight=0
	for asset in / $(curl -s "$url/" | grep -oE '(src|href|data-app)="/[^"]+"' | cut -d'"' -f2); do
		weight=$((weight + $(curl -s -H 'Accept-Encoding: gzip' -o /dev/null -w '%{size_download}' "$url$asset")))
	done
	figure 'page weight' "$(awk "BEGIN { print $weight / 1000 }")" kB 'all assets as they are sent, gzip'
	figure 'first contentful paint' "$(node "$AC_SOURCE_ROOT/tests/bench/dashboard/first_paint.mjs" "$modules" "$url/" 7)" ms \
		'median of 7 loads in fresh profiles, phone, loopback'
	stop_trader
}
has_port() { [ -n "$(dashboard_port)" ]; }

measure 'no dashboard' 0 --no-dashboard
measure '0 browsers' 0
measure '1 browser' 1
measure '50 browsers' 50
# Last: without a browser to drive, it ends here with the reason.
. "$AC_SOURCE_ROOT/tests/browser/browser.sh"
measure_page
