#!/bin/sh
# A simulated run on candles: journal, database, heartbeat and the exchange's ledger agree to the
# last 1e-8; the journal replays bit for bit; kill -9 loses and doubles nothing.
. "$(dirname "$0")/tap.sh"
MAKE="$AC_BUILD_ROOT/tests/tools/make_candles"
use_shipped_configuration
DB=database/trader.db
sql() { sqlite3 "$DB" "$1"; }
ledger() { sqlite3 :memory: "select json_extract(readfile('ledger.json'), '$1')"; }

minutes=6000
"$MAKE" BTCUSDT 1 $minutes >BTCUSDT-1m.csv
"$MAKE" ETHUSDT 2 $minutes >ETHUSDT-1m.csv
FEED=replay:BTCUSDT-1m.csv,ETHUSDT-1m.csv

compare_with_ledger() { # description of the run
	check_equal "$1: fills in the database equal the ledger's" "$(sql "
		select count(*) from fills f full outer join (
			select json_extract(value, '\$.symbol') symbol, json_extract(value, '\$.trade_id') trade_id,
				json_extract(value, '\$.price') price, json_extract(value, '\$.quantity') quantity,
				json_extract(value, '\$.commission') commission,
				json_extract(value, '\$.realized_pnl') realized_pnl
			from json_each(readfile('ledger.json'), '\$.fills')) l
		on f.symbol = l.symbol and f.trade_id = l.trade_id
		where f.price is not l.price or f.quantity is not l.quantity or
			f.commission is not l.commission or f.realized_pnl is not l.realized_pnl")" 0
	check_equal "$1: the ledger has fills" "$(ledger '$.trades' | awk '{print ($1 > 10)}')" 1
	check_equal "$1: no more fills than the ledger's" "$(sql 'select count(*) from fills')" "$(ledger '$.trades')"
	check_equal "$1: positions equal the ledger's" "$(sql "
		select count(*) from (select symbol, position_side, quantity from positions where quantity <> '0') p
		full outer join (
			select json_extract(value, '\$.symbol') symbol,
				json_extract(value, '\$.position_side') position_side,
				json_extract(value, '\$.quantity') quantity
			from json_each(readfile('ledger.json'), '\$.positions')) l
		on p.symbol = l.symbol where p.quantity is not l.quantity")" 0
	check_equal "$1: wallet equals the ledger's" \
		"$(sql 'select wallet from account_stats order by run_id desc, seq desc limit 1')" \
		"$(ledger '$.wallet')"
	check_equal "$1: open protective orders equal the ledger's" "$(sql "
		select count(*) from orders where status = 'NEW' and type in ('STOP_MARKET', 'TAKE_PROFIT_MARKET')")" \
		"$(ledger '$.open_algo_orders')"
	check_equal "$1: every candle once" "$(sql "
		select group_concat(n) from (select count(*) n from candles_1m group by symbol order by symbol)")" \
		"$minutes,$minutes"
	check_equal "$1: no client id twice" \
		"$(sql 'select count(*) - count(distinct client_order_id) from orders')" 0
}

"$AUTOCOIN" run --mode sim --feed "$FEED" --speed max --until-end --ledger ledger.json >out.txt 2>&1
check_equal "a run to the end of its feed succeeds" $? 0
check_contains "the summary says that the books agree" "$(cat out.txt)" "agree with the exchange's ledger"
compare_with_ledger "whole run"
cp ledger.json whole-ledger.json
check_equal "the run is recorded as ended" "$(sql 'select count(*) from runs where ended_at is not null')" 1
check_equal "the heartbeat is valid JSON and says stopped" \
	"$(sqlite3 :memory: "select json_extract(readfile('status/heartbeat.json'), '\$.state')")" stopped
check_equal "no log line lacks ts, level or event" \
	"$(grep -vc '"ts":.*"level":.*"event":' logs/autocoin.jsonl)" 0
"$AUTOCOIN" replay database/journal/run-000001.journal >replay.txt 2>&1
check_equal "the journal replays" $? 0
check_contains "bit for bit" "$(cat replay.txt)" "reproduced bit for bit"

# A changed byte in the middle must be found.
cp database/journal/run-000001.journal damaged.journal
size=$(wc -c <damaged.journal)
printf 'X' | dd of=damaged.journal bs=1 seek=$((size / 2)) conv=notrunc 2>/dev/null
"$AUTOCOIN" replay damaged.journal >/dev/null 2>&1
check_equal "a damaged journal is refused" $? 1

# kill -9 at several moments, then on to the end: the same as if nothing had happened.
rm -rf database logs status ledger.json
kills=0
journals() { find database/journal -name '*.journal' 2>/dev/null | wc -l; }
for delay in 0.4 0.7 0.5 0.9; do
	before=$(journals)
	"$AUTOCOIN" run --mode sim --feed "$FEED" --speed 36000 --until-end >/dev/null 2>&1 &
	pid=$!
	# A busy machine may need long to begin; before that there is nothing to be lost.
	for _ in $(seq 600); do
		[ "$(journals)" -gt "$before" ] && break
		sleep 0.05
	done
	sleep $delay
	kill -9 $pid 2>/dev/null && kills=$((kills + 1))
	wait $pid 2>/dev/null
	rows=$(sql 'pragma integrity_check')
	[ "$rows" = ok ] || not_ok "the database opens after kill -9" "$rows"
done
check_equal "the runs were killed" "$([ $kills -ge 2 ] && echo yes)" yes
"$AUTOCOIN" run --mode sim --feed "$FEED" --speed max --until-end --ledger ledger.json >out.txt 2>&1
check_equal "the run after them ends in order" $? 0
compare_with_ledger "after kill -9"
check_equal "no run is without a journal" \
	"$(sql 'select journal from runs' | while read -r f; do [ -f "$f" ] || echo missing; done)" ""
for journal in database/journal/*.journal; do
	"$AUTOCOIN" replay "$journal" >replay.txt 2>&1 || not_ok "replay of $journal" "$(cat replay.txt)"
done
ok "every journal replays, those of killed runs too"
check_equal "no position is without a confirmed stop" \
	"$(sql "select count(*) from positions where quantity <> '0' and is_protected = 0")" 0
check_equal "wallet = start + realised - commission + funding, from the rows alone" "$(sql "
	with units as (select
		cast(round(sum(cast(realized_pnl as real)) * 1e8) as integer) realised,
		cast(round(sum(cast(commission as real)) * 1e8) as integer) fees from fills)
	select abs(10000 * 100000000 + realised - fees - round($(ledger '$.wallet') * 1e8)) <= 50 from units")" 1

# A run that was killed between its journal and its row in the database has left a file of the next name.
next=$(sql 'select max(run_id) + 1 from runs')
echo stale >"database/journal/run-$(printf %06d "$next").journal"
"$AUTOCOIN" run --mode sim --feed "$FEED" --speed max --until-end >out.txt 2>&1
check_equal "a journal left by a start that was killed is stepped over" $? 0

# SIGTERM stops in order.
"$AUTOCOIN" run --mode sim --feed synthetic:seed=3 --speed 60 --account term --quiet >out.txt 2>&1 &
pid=$!
sleep 1
kill -TERM $pid
wait $pid
check_equal "SIGTERM stops with exit code 0" $? 0
check_contains "and says why" "$(cat out.txt)" "stopped by a signal"
done_testing
