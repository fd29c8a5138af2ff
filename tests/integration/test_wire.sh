#!/bin/sh
# Two processes: an exchange that replays candles on Binance's protocol, and the trader on its wire. When
# both have come to rest their books are equal to the last 1e-8, whichever way the orders went.
. "$(dirname "$0")/tap.sh"
. "$(dirname "$0")/exchange.sh"
. "$(dirname "$0")/books.sh"
MAKE="$AC_BUILD_ROOT/tests/tools/make_candles"
if ! make_certificate; then
	skip "two processes over the wire" "the openssl command cannot make a certificate"
	done_testing
	exit
fi
use_eager_configuration

# $1 description, $2 candles feed, $3 speed; the environment says TLS and ORDER_ENTRY.
trade_over_the_wire() {
	rm -rf database logs status ledger.json feed-ended
	start_exchange --feed "$2" --speed "$3" --wait-for-client --until-end --linger 60s --end-file feed-ended --ledger ledger.json
	if [ -z "$port" ]; then
		not_ok "$1: the exchange listens" "$(cat exchange.txt)"
		return
	fi
	start_trader
	if ! wait_for 120 feed_has_ended; then
		not_ok "$1: the feed is played to its end" "$(tail -n 5 exchange.txt; tail -n 5 trader.txt)"
	fi
	wait_for_rest "$1"
	stop_trader
	check_equal "$1: the trader stops in order" $? 0
	[ $code = 0 ] || sed 's/^/# /' trader.txt
	stop_exchange
	check_equal "$1: the exchange stops in order" $? 0
	[ $code = 0 ] || sed 's/^/# /' exchange.txt
	compare_with_ledger "$1"
	"$AUTOCOIN" replay database/journal/run-000001.journal >replay.txt 2>&1
	check_equal "$1: the trader's journal replays" $? 0
	check_contains "$1: bit for bit" "$(cat replay.txt)" "reproduced bit for bit"
}

minutes=900
"$MAKE" BTCUSDT 1 $minutes >BTCUSDT-1m.csv
"$MAKE" ETHUSDT 2 $minutes >ETHUSDT-1m.csv
FEED=replay:BTCUSDT-1m.csv,ETHUSDT-1m.csv

TLS=yes ORDER_ENTRY=ws
export ORDER_ENTRY
trade_over_the_wire "TLS, WebSocket API" "$FEED" 3600
TLS=no ORDER_ENTRY=rest
trade_over_the_wire "plain, REST only" "$FEED" 3600
POSITION_MODE=HEDGE ORDER_ENTRY=ws
export POSITION_MODE
trade_over_the_wire "plain, hedge mode" "$FEED" 3600
POSITION_MODE=ONEWAY
if [ -d "$SHARED/klines-futures" ]; then
	TLS=yes
	# The first day of two recorded symbols.
	for symbol in BTCUSDT ETHUSDT; do
		zcat "$SHARED/klines-futures/$symbol-1m.csv.gz" | head -1441 >$symbol-1m.csv
	done
	trade_over_the_wire "recorded candles over TLS" "$FEED" 7200
else
	skip "recorded candles over TLS" "there are no recorded candles beside the project"
fi

# The simulated exchange in process, on prices that come over the wire: no key, nothing is ordered over there.
rm -rf database logs status
TLS=no
start_exchange --feed synthetic:seed=7 --symbols BTCUSDT,ETHUSDT --speed 60 --rebase --ledger ledger.json
unset BINANCE_API_KEY BINANCE_API_SECRET
POSITION_MODE=ONEWAY "$AUTOCOIN" run --mode sim --feed live --symbols BTCUSDT,ETHUSDT --for 12s --quiet >trader.txt 2>&1
check_equal "sim on live prices: the run ends in order" $? 0
check_contains "sim on live prices: books agree with the simulated exchange" "$(cat trader.txt)" \
	"agree with the exchange's ledger"
check_equal "sim on live prices: candles came" "$(sql 'select count(*) > 10 from candles_1m')" 1
"$AUTOCOIN" replay database/journal/run-000001.journal >replay.txt 2>&1
check_contains "sim on live prices: the journal replays bit for bit" "$(cat replay.txt)" "reproduced bit for bit"
stop_exchange
check_equal "sim on live prices: nothing was ordered" "$(ledger_count fills)" 0
done_testing
