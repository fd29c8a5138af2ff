#!/bin/sh
# Over the wire either side may die. A trader that is killed is taken up by the next one: what happened while
# nobody looked is booked, every position has its stop, nothing is sent twice. An exchange that goes away and
# comes back finds its trader waiting.
. "$(dirname "$0")/tap.sh"
. "$(dirname "$0")/exchange.sh"
. "$(dirname "$0")/books.sh"
MAKE="$AC_BUILD_ROOT/tests/tools/make_candles"
use_eager_configuration
minutes=1500
"$MAKE" BTCUSDT 1 $minutes >BTCUSDT-1m.csv
"$MAKE" ETHUSDT 2 $minutes >ETHUSDT-1m.csv
FEED=replay:BTCUSDT-1m.csv,ETHUSDT-1m.csv

start_exchange --feed "$FEED" --speed 3600 --wait-for-client --until-end --linger 60s --end-file feed-ended \
	--ledger ledger.json
kills=0
for delay in 2.0 1.4 2.6 0.9 3.1; do
	start_trader
	# A slow machine takes its time to begin; what is killed here has begun.
	wait_for 30 [ -e "database/journal/run-00000$((kills + 1)).journal" ]
	sleep $delay
	kill -9 $trader_pid 2>/dev/null && kills=$((kills + 1))
	wait $trader_pid 2>/dev/null
	trader_pid=
	# The market goes on without it.
	sleep 0.5
	[ "$(sql 'pragma integrity_check' 2>/dev/null)" = ok ] || [ ! -e "$DB" ] ||
		not_ok "kill $kills leaves a sound database" "$(sql 'pragma integrity_check' 2>&1)"
done
check_equal "the trader was killed five times" $kills 5
start_trader
wait_for 60 heartbeat_is '$.run_id' 6
wait_for 120 feed_has_ended || not_ok "the feed is played to its end" "$(tail -n 3 exchange.txt)"
wait_for_rest "after five kills"
stop_trader
check_equal "the sixth trader stops in order" $? 0
[ "$code" = 0 ] || tail -n 20 trader.txt | sed 's/^/# /'
stop_exchange
compare_with_ledger "after five kills"
check_equal "every run is on record" "$(sql 'select count(*) from runs')" 6
for journal in database/journal/*.journal; do
	"$AUTOCOIN" replay "$journal" >replay.txt 2>&1
	check_contains "$journal replays bit for bit" "$(cat replay.txt)" "reproduced bit for bit"
done

# The exchange goes away for two seconds and comes back on the same port with the same books. What it sells
# has moved on meanwhile.
rm -rf database logs status ledger.json feed-ended
EXCHANGE_PORT=0
start_exchange --feed synthetic:seed=5 --speed 600 --state state.bin --ledger ledger.json
EXCHANGE_PORT=$port
start_trader
wait_for 30 heartbeat_is '$.websocket.user.state' up || not_ok "the trader comes up" "$(tail -n 3 trader.txt)"
sleep 6
stop_exchange
check_equal "the exchange stops in order" $? 0
wait_for 10 heartbeat_is '$.websocket.user.state' down
check_equal "the trader notices" "$(heartbeat '$.websocket.user.state')" down
sleep 2
start_exchange --feed synthetic:seed=5 --speed 600 --state state.bin --ledger ledger.json
wait_for 30 heartbeat_is '$.websocket.user.state' up
check_equal "the trader is back" "$(heartbeat '$.websocket.user.state')" up
sleep 6
wait_for 15 books_are_at_rest
# Entries end with the trader; what is on its way arrives.
stop_trader
check_equal "the trader stops in order" $? 0
stop_exchange
check_equal "no order is in doubt" \
	"$(sql "select count(*) from orders where status in ('INTENT', 'SENT', 'UNKNOWN', 'TRIGGERED')")" 0
check_equal "no client id twice" "$(sql 'select count(*) - count(distinct client_order_id) from orders')" 0
check_equal "every position had its stop confirmed" "$(sqlite3 :memory: "select count(*)
	from json_each(readfile('status/heartbeat.json'), '\$.positions')
	where json_extract(value, '\$.is_protected') = 0")" 0
done_testing
