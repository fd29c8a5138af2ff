# books.sh - compares a trader's database with the ledger that the exchange wrote at its end. Sourced after
# exchange.sh.
DB=database/trader.db
sql() { sqlite3 -cmd '.timeout 3000' "$DB" "$1"; }
ledger_count() { sqlite3 :memory: "select json_array_length(readfile('ledger.json'), '\$.$1')"; }
ledger() { sqlite3 :memory: "select json_extract(readfile('ledger.json'), '$1')"; }

# Nothing is on its way: no order is in doubt and no position bare.
books_are_at_rest() {
	[ "$(sql "select count(*) from orders where status in ('INTENT', 'SENT', 'UNKNOWN', 'TRIGGERED')")" = 0 ] &&
		heartbeat_is '$.orders.unknown' 0
}

# Nothing is left for the trader to take: its loop has turned, as a further heartbeat says, and its journal has
# not grown meanwhile.
is_quiet() {
	beat=$(heartbeat '$.time_ms') size=$(cat database/journal/*.journal | wc -c)
	if [ "$size" != "$quiet_size" ]; then
		quiet_size=$size quiet_since=$beat
		return 1
	fi
	[ "$beat" != "$quiet_since" ]
}
is_at_rest() { is_quiet && books_are_at_rest; }
wait_for_rest() { # description of the run
	quiet_size=
	wait_for 60 is_at_rest || not_ok "$1: the books come to rest" "$(sql "select client_order_id, status from orders
		where status in ('INTENT', 'SENT', 'UNKNOWN', 'TRIGGERED')"; tail -n 3 trader.txt)"
}

compare_with_ledger() { # description of the run
	check_equal "$1: the ledger has executions" "$(ledger_count fills | awk '{print ($1 > 4)}')" 1
	check_equal "$1: fills equal the ledger's, id by id" "$(sql "
		select count(*) from fills f full outer join (
			select json_extract(value, '\$.symbol') symbol, json_extract(value, '\$.id') trade_id,
				json_extract(value, '\$.price') price, json_extract(value, '\$.quantity') quantity,
				json_extract(value, '\$.commission') commission,
				json_extract(value, '\$.realized') realized_pnl
			from json_each(readfile('ledger.json'), '\$.fills')) l
		on f.symbol = l.symbol and f.trade_id = l.trade_id
		where f.price is not l.price or f.quantity is not l.quantity or
			f.commission is not l.commission or f.realized_pnl is not l.realized_pnl")" 0
	check_equal "$1: positions equal the ledger's" "$(sql "
		select count(*) from (select symbol, position_side, quantity from positions where quantity <> '0') p
		full outer join (
			select json_extract(value, '\$.symbol') symbol,
				json_extract(value, '\$.position_side') position_side,
				json_extract(value, '\$.amount') quantity
			from json_each(readfile('ledger.json'), '\$.positions')) l
		on p.symbol = l.symbol and p.position_side = l.position_side where p.quantity is not l.quantity")" 0
	check_equal "$1: wallet equals the ledger's" \
		"$(sql 'select wallet from account_stats order by run_id desc, seq desc limit 1')" "$(ledger '$.wallet')"
	# Names that only one of the two has; none is wanted.
	check_equal "$1: protective orders equal the ledger's, by their names" "$(sql "
		select group_concat(coalesce('ours ' || o.id, 'theirs ' || l.id)) from (select client_order_id id from orders
			where status = 'NEW' and type in ('STOP_MARKET', 'TAKE_PROFIT_MARKET')) o
		full outer join (select json_extract(value, '\$.clientAlgoId') id
			from json_each(readfile('ledger.json'), '\$.open_algos')) l on o.id = l.id
		where o.id is null or l.id is null")" ""
	check_equal "$1: no order is open or unknown" \
		"$(sql "select count(*) from orders where status in ('INTENT', 'SENT', 'UNKNOWN', 'TRIGGERED')")" 0
	check_equal "$1: no client id twice" \
		"$(sql 'select count(*) - count(distinct client_order_id) from orders')" 0
	# Or is being closed, and waits for a price when the prices have ended.
	check_equal "$1: every position had its stop confirmed" "$(sql "select count(*)
		from json_each(readfile('status/heartbeat.json'), '\$.positions') p
		where json_extract(p.value, '\$.is_protected') = 0 and not exists (select 1 from orders o
			where o.symbol = json_extract(p.value, '\$.symbol') and o.purpose = 'exit' and
				o.status in ('NEW', 'PARTIALLY_FILLED'))")" 0
}

