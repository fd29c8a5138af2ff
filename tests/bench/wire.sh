#!/bin/sh
# The wire's figures, one a line: from a price to an order, without and with TLS; the same of other people's
# clients against the same exchange; how many frames a second reach the engine; memory and processor time at
# 50 and 300 symbols. Everything runs on this machine and disturbs itself a little.
set -u
. "$AC_SOURCE_ROOT/tests/integration/tap.sh"
. "$AC_SOURCE_ROOT/tests/integration/exchange.sh"
use_eager_configuration
# An entry at almost every candle, and out again at the next.
sed -i 's/band_k: .*/band_k: 0.2/; s/adx_max: .*/adx_max: 100/; s/take_profit_pct: .*/take_profit_pct: 0.02/
	s/stop_loss_pct: .*/stop_loss_pct: 0.02/' strategies/vwap_reversion/*.yaml

figure() { # name, value, unit, how
	printf '%-34s %14.3f %-12s %s\n' "$1" "$2" "$3" "$4"
}

# The summary says "tick->order p50 1.0 us, p99 2.0 us, p99.9 3.0 us, of 100".
tick_to_order() { # label, how
	line=$(grep 'tick->order' trader.txt) || {
		echo "bench: no order was measured ($1)" >&2
		tail -n 5 trader.txt >&2
		return
	}
	for part in p50 p99 p99.9; do
		figure "tick to order, $1, $part" \
			"$(echo "$line" | sed "s/.* $part \([0-9.]*\) us.*/\1/")" us "$2, $(echo "$line" | sed 's/.*of //') orders"
	done
}

trade_for() { # seconds, options of the exchange...
	rm -rf database logs status
	seconds=$1
	shift
	start_exchange "$@"
	[ -n "$port" ] || {
		cat exchange.txt >&2
		return 1
	}
	start_trader
	sleep "$seconds"
	stop_trader
	stop_exchange
}

SYMBOLS=BTCUSDT
export ORDER_ENTRY=ws
TLS=no trade_for 20 --feed synthetic:seed=7 --symbols BTCUSDT --speed 2400 &&
	tick_to_order autocoin 'kline in, signed order out, WebSocket API'
if make_certificate; then
	TLS=yes
	trade_for 20 --feed synthetic:seed=7 --symbols BTCUSDT --speed 2400 && tick_to_order 'autocoin TLS' 'the same over TLS'
	TLS=no
fi

# Other people's clients do the same work against the same exchange.
modules=$AC_BUILD_ROOT/interop
if command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1; then
	mkdir -p "$modules"
	cp "$AC_SOURCE_ROOT"/tests/interop/package*.json "$AC_SOURCE_ROOT"/tests/interop/.npmrc "$modules"
	[ -d "$modules/node_modules" ] || (cd "$modules" && npm ci --ignore-scripts) >npm.txt 2>&1 || tail -n 3 npm.txt >&2
	cp "$AC_SOURCE_ROOT"/tests/bench/wire/*.mjs "$modules"
	for client in official ccxt; do
		start_exchange --feed synthetic:seed=7 --symbols BTCUSDT --speed 2400
		NO_PROXY='*' node "$modules/bench_$client.mjs" "$port" 150 >client.txt || echo "bench: $client did not finish" >&2
		grep "^tick to order" client.txt
		stop_exchange
	done
else
	echo "bench: node or npm is missing, so other clients were not measured" >&2
fi

# Many symbols at the speed of life: four candles and one mark price a second each.
cpu_seconds() { awk '{ print ($14 + $15) / 100 }' "/proc/$1/stat"; }
rss_mib() { awk '/^VmRSS/ { print $2 / 1024 }' "/proc/$1/status"; }

many_symbols() { # count, speed, seconds
	cp -r "$WORK/shipped" "$WORK/many-$1-$2" && cd "$WORK/many-$1-$2" || return
	start_exchange --feed synthetic:seed=7 --symbols BTCUSDT
	node "$AC_SOURCE_ROOT/tests/bench/wire/many_symbols.mjs" "$port" "$1" || return
	stop_exchange
	start_exchange --feed synthetic:seed=7 --exchange-info many.json --speed "$2"
	SYMBOLS=$(seq -f 'S%03gUSDT' -s, 0 $(($1 - 1)))
	start_trader
	wait_for 60 heartbeat_is '$.state' running || tail -n 3 trader.txt >&2
	before=$(cpu_seconds $trader_pid)
	sleep "$3"
	cpu=$(echo "$before $(cpu_seconds $trader_pid)" | awk '{ print $2 - $1 }')
	rss=$(rss_mib $trader_pid)
	oldest=$(sqlite3 :memory: "select max(value) from json_each(readfile('status/heartbeat.json'), '$.data_age_ms')")
	stop_trader
	stop_exchange
	messages=$(sed -n 's/.*wire  *\([0-9]*\) market messages.*/\1/p' trader.txt)
}

if command -v node >/dev/null 2>&1; then
	mkdir -p "$WORK/shipped"
	(cd "$WORK/shipped" && use_eager_configuration)
	for count in 50 300; do
		many_symbols $count 1 15 || continue
		figure "memory, $count symbols" "$rss" MiB 'resident size of the trader over the wire'
		figure "processor, $count symbols" "$(echo "$cpu" | awk '{ print $1 / 15 * 100 }')" '% of a core' "$messages market messages in all"
		figure "oldest data, $count symbols" "$oldest" ms 'the symbol that was heard of least recently'
	done
	if many_symbols 50 max 10; then
		figure 'socket to engine' "$(echo "$messages $cpu" | awk '{ print $1 / $2 }')" 'frames/s' \
			'market messages a second of processor time, decoded, journaled and stepped'
	fi
fi
