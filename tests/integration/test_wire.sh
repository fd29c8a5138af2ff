#!/bin/sh
# Two processes: an exchange that replays candles on Binance's protocol, and the trader on its wire. When
# both have come to rest their books are equal to the last 1e-8, whichever way the orders went.
. "$(dirname "$0")/tap.sh"
. "$(dirname "$0")/exchange.sh"
MAKE="$AC_BUILD_ROOT/tests/tools/make_candles"
DB=database/trader.db
sql() { sqlite3 "$DB" "$1"; }
ledger() { sqlite3 :memory: "select json_extract(readfile('ledger.json'), '$1')"; }

if ! make_certificate; then
	skip "two processes over the wire" "the openssl command cannot make a certificate"
	done_testing
	exit
fi
use_shipped_configuration
# Narrow bands, so that minutes are enough to see trades.
sed -i 's/band_k: .*/band_k: 1.0/; s/adx_max: .*/adx_max: 60/' strategies/vwap_reversion/*.yaml

compare_with_ledger() { # description of the run
	check_equal "$1: the ledger has executions" "$(ledger '$.trades' | awk '{print ($1 > 4)}')" 1
	check_equal "$1: fills equal the ledger's, id by id" "$(sql "
		select count(*) from fills f full outer join (
			select json_extract(value, '\$.symbol') symbol, json_extract(value, '\$.trade_id') trade_id,
				json_extract(value, '\$.price') price, json_extract(value, '\$.quantity') quantity,
				json_extract(value, '\$.commission') commission,
				json_extract(value, '\$.realized_pnl') realized_pnl
			from json_each(readfile('ledger.json'), '\$.fills')) l
		on f.symbol = l.symbol and f.trade_id = l.trade_id
		where f.price is not l.price or f.quantity is not l.quantity or
			f.commission is not l.commission or f.realized_pnl is not l.realized_pnl")" 0
	check_equal "$1: positions equal the ledger's" "$(sql "
		select count(*) from (select symbol, position_side, quantity from positions where quantity <> '0') p
		full outer join (
			select json_extract(value, '\$.symbol') symbol,
				json_extract(value, '\$.position_side') position_side,
				json_extract(value, '\$.quantity') quantity
			from json_each(readfile('ledger.json'), '\$.positions')) l
		on p.symbol = l.symbol and p.position_side = l.position_side where p.quantity is not l.quantity")" 0
	check_equal "$1: wallet equals the ledger's" \
		"$(sql 'select wallet from account_stats order by run_id desc, seq desc limit 1')" "$(ledger '$.wallet')"
	check_equal "$1: protective orders equal the ledger's, by their names" "$(sql "
		select count(*) from (select client_order_id id from orders
			where status = 'NEW' and type in ('STOP_MARKET', 'TAKE_PROFIT_MARKET')) o
		full outer join (select json_extract(value, '\$.client_id') id
			from json_each(readfile('ledger.json'), '\$.algo_orders')) l on o.id = l.id
		where o.id is null or l.id is null")" 0
	check_equal "$1: no order is open or unknown" \
		"$(sql "select count(*) from orders where status in ('INTENT', 'SENT', 'UNKNOWN', 'TRIGGERED')")" 0
	check_equal "$1: no client id twice" \
		"$(sql 'select count(*) - count(distinct client_order_id) from orders')" 0
	check_equal "$1: every stop is confirmed" \
		"$(heartbeat '$.positions' | sqlite3 :memory: "select count(*) from json_each(readfile('/dev/stdin'))
			where json_extract(value, '\$.protected') = 0" 2>/dev/null || echo 0)" 0
}

feed_has_ended() { [ -e feed-ended ]; }

# $1 description, $2 candles feed, $3 speed; the environment says TLS and ORDER_ENTRY.
trade_over_the_wire() {
	rm -rf database logs status ledger.json feed-ended
	start_exchange --feed "$2" --speed "$3" --until-end --linger 60s --end-file feed-ended --ledger ledger.json
	if [ -z "$port" ]; then
		not_ok "$1: the exchange listens" "$(cat exchange.txt)"
		return
	fi
	start_trader
	if ! wait_for 120 feed_has_ended; then
		not_ok "$1: the feed is played to its end" "$(tail -5 exchange.txt trader.txt)"
	fi
	sleep 4
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
	# The first day of two recorded months.
	for symbol in LINKUSDT LTCUSDT; do
		file=$(ls "$SHARED"/klines-futures/$symbol-1m-*.csv.gz | head -1)
		zcat "$file" | head -1441 >$symbol-1m.csv
	done
	trade_over_the_wire "recorded candles over TLS" replay:LINKUSDT-1m.csv,LTCUSDT-1m.csv 7200
else
	skip "recorded candles over TLS" "there are no recorded candles beside the project"
fi
done_testing
