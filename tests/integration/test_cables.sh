#!/bin/sh
# What goes wrong between the trader and the exchange, one fault after the other: each strikes, the trader
# does what it must, and in the end the books of both are equal and every position has its stop.
# usage: test_cables.sh [FAULT], which plays the scenarios of one fault alone
. "$(dirname "$0")/tap.sh"
. "$(dirname "$0")/exchange.sh"
. "$(dirname "$0")/books.sh"
. "$(dirname "$0")/lanes.sh"
MAKE="$AC_BUILD_ROOT/tests/tools/make_candles"
minutes=420
FEED=replay:BTCUSDT-1m.csv,ETHUSDT-1m.csv
MODES=${1:-all}

prepare_lane() {
	use_eager_configuration
	"$MAKE" BTCUSDT 1 $minutes >BTCUSDT-1m.csv
	"$MAKE" ETHUSDT 2 $minutes >ETHUSDT-1m.csv
}

log_has() { grep -q "$1" logs/autocoin.jsonl; }

# $1 name of the fault, $2 the rule's other lines, $3 what the trader's log must hold (an expression of grep;
# empty: nothing special), $4 another label. EXTRA: further options of the exchange; CHECK: what else is to
# be looked at, a command.
cable() {
	case "$MODES" in all | "$1") ;; *) return ;; esac
	take_scenario || return 0
	play_cable "$@" >lines
	tell_scenario
}

play_cable() {
	label=${4:-$1}
	rm -rf database logs status ledger.json feed-ended
	{
		echo 'seed: 5'
		echo 'faults:'
		echo "  - fault: $1"
		printf '%s\n' "$2" | sed 's/^/    /'
	} >faults.yaml
	# shellcheck disable=SC2086  # a list of options
	start_exchange --feed "$FEED" --speed 4800 --wait-for-client --until-end --linger 60s --end-file feed-ended \
		--faults faults.yaml --ledger ledger.json $EXTRA
	if [ -z "$port" ]; then
		not_ok "$label: the exchange listens" "$(cat exchange.txt)"
		return
	fi
	start_trader
	wait_for 120 feed_has_ended || not_ok "$label: the feed is played to its end" "$(tail -3 exchange.txt)"
	wait_for_rest "$label"
	stop_trader
	check_equal "$label: the trader goes on to the end and stops in order" $? 0
	[ "$code" = 0 ] || tail -n 15 trader.txt | sed 's/^/# /'
	stop_exchange
	check_contains "$label: it struck" "$(grep "$1" exchange.txt)" "$1"
	[ -z "$3" ] || if log_has "$3"; then ok "$label: the log says what was done"; else
		not_ok "$label: the log says what was done" "no line with '$3'; $(tail -n 5 logs/autocoin.jsonl)"
	fi
	compare_with_ledger "$label"
	$CHECK
	"$AUTOCOIN" replay database/journal/run-000001.journal >replay.txt 2>&1
	check_contains "$label: the journal replays bit for bit" "$(cat replay.txt)" "reproduced bit for bit"
}

some_came_in_pieces() {
	check_equal "$label: some orders were" "$(sql 'select count(*) > 0 from (
		select client_order_id from fills group by client_order_id having count(*) > 1)')" 1
}

scenarios() {
	EXTRA= CHECK=
	# Orders of both kinds, but not what a start sets up before them: of that the log says nothing.
	ORDERS='when: POST /fapi/v1/*rder
every: 5'
	ORDER_ENTRY=rest
	export ORDER_ENTRY
	cable unknown_dropped "$ORDERS" 'UNKNOWN'
	cable unknown_executed "$ORDERS" 'UNKNOWN'
	cable unavailable "$ORDERS" ''
	cable internal "$ORDERS" ''
	cable throttled "$ORDERS" '"error_code":-1008'
	cable refused "$ORDERS
code: -2019" '"error_code":-2019'
	cable timeout "$ORDERS" 'UNKNOWN'
	cable timestamp "$ORDERS" ''
	cable engine_timestamp "$ORDERS" ''
	cable too_many 'when: POST /fapi/v1/order
after: 2s
ms: 1000
count: 1' ''
	cable hang_dropped "$ORDERS
count: 3" 'UNKNOWN'
	# The stream tells what the answer did not.
	cable hang_executed "$ORDERS
count: 3" ''
	cable reset_dropped "$ORDERS" 'UNKNOWN'
	cable reset_executed "$ORDERS" 'UNKNOWN'
	cable truncated "$ORDERS" 'UNKNOWN'
	cable not_json "$ORDERS" 'UNKNOWN'
	cable waf 'when: GET /fapi/v1/openOrders
count: 1' ''
	cable slow 'when: POST /fapi/v1/*
chance: 0.5
ms: 50
ms_max: 400' ''
	cable banned 'when: POST /fapi/v1/order
after: 3s
count: 1
ms: 3000' ''

	ORDER_ENTRY=ws
	cable hang_executed 'when: algoOrder.place
every: 5
count: 2' ''
	cable delay 'when: ORDER_TRADE_UPDATE
chance: 0.5
ms: 20
ms_max: 300' ''
	cable duplicate 'when: "*"
chance: 0.5' ''
	EXTRA='--volume-share-pct 0.005' CHECK=some_came_in_pieces
	sed -i 's/entry_type: .*/entry_type: LIMIT/' strategies/vwap_reversion/*.yaml
	cable duplicate 'when: "*"
chance: 0.5' '' 'filled in pieces'
	EXTRA= CHECK=
	sed -i 's/entry_type: .*/entry_type: MARKET/' strategies/vwap_reversion/*.yaml
	cable lose 'when: ORDER_TRADE_UPDATE
every: 6' ''
	cable garble 'when: ORDER_TRADE_UPDATE
every: 9' 'user stream changed its state'
	cable unknown_fields 'when: "*"
chance: 0.5' ''
	cable drop 'when: /private/*
at: 2s
every: 2s
count: 2' 'user stream changed its state'
	cable drop 'when: /market/*
at: 2s
every: 2s
count: 2' 'market stream changed its state'
	cable drop 'when: /ws-fapi/*
at: 2s
every: 1s
count: 3' 'orders leave by REST'
	cable silence 'when: /market/*
at: 2s
ms: 60000
count: 1' 'market stream changed its state'
	cable listen_key_expires 'at: 2s
count: 1' 'user stream changed its state'
	cable cancel_by_hand 'at: 2s
every: 1s
symbol: BTCUSDT
count: 3' ''
	cable close_by_hand 'at: 2s
every: 1s
symbol: BTCUSDT
count: 3' ''
	cable adl 'at: 2s
every: 1s
symbol: ETHUSDT
count: 3' ''
	cable liquidation 'at: 2s
every: 1s
symbol: ETHUSDT
count: 3' ''
	cable clock_jump 'at: 2s
ms: 7000
count: 1' ''
	cable filters_change 'at: 2s
symbol: BTCUSDT
count: 1' ''
	cable delisting 'at: 2s
symbol: ETHUSDT
count: 1' ''
	TLS=yes
	if make_certificate; then
		cable tls_reset 'when: /private/*
at: 1s
count: 2' ''
	else
		take_scenario && skip "tls_reset" "the openssl command cannot make a certificate"
	fi
}

play_scenarios
