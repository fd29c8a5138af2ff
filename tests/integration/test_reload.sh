#!/bin/sh
# Changed limits and strategies into a running trader: what is shown, what is refused, what is taken
# over, and that the journal replays and the next start goes on with it.
. "$(dirname "$0")/tap.sh"
use_shipped_configuration
DB=database/trader.db
RISK=config/risk.yaml
BOOK=strategies/vwap_reversion/BTCUSDT.yaml
pid=
running() {
	"$AUTOCOIN" status --json >state.json 2>state.err &&
		[ "$(sqlite3 :memory: "select json_extract(readfile('state.json'), '$.status.run.state')")" = running ]
}
start() {
	"$AUTOCOIN" run --mode sim --feed synthetic:seed=3 --speed 20 --quiet >run.txt 2>&1 &
	pid=$!
	for _ in $(seq 300); do
		running && return 0
		sleep 0.2
	done
	cat run.txt state.err
}
stop() {
	kill -TERM "$pid"
	wait "$pid"
}
trap 'kill -9 $pid 2>/dev/null; rm -rf "$WORK"' EXIT
set_key() { # file, key, value
	sed -i "s|^\( *$2:\) .*|\1 $3|" "$1"
}
# A candle may close while the files are read: then it is asked again.
reload() {
	for _ in $(seq 50); do
		"$AUTOCOIN" reload --yes >out.txt 2>err.txt && return 0
		grep -q "a candle closed meanwhile" err.txt || return 1
	done
	return 1
}

start
check_contains "unchanged files change nothing" "$("$AUTOCOIN" reload 2>&1)" "nothing would change"

set_key $RISK positions_max 7
"$AUTOCOIN" reload --dry-run >out.txt 2>&1
check_equal "a dry run succeeds" $? 0
check_equal "and shows file, key and both values" "$(cat out.txt)" "config/risk.yaml: limits.positions_max 20 -> 7"
"$AUTOCOIN" reload >out.txt 2>err.txt </dev/null
check_equal "without a terminal it does not act" $? 2
check_contains "and says how to" "$(cat err.txt)" "--yes"

set_key $RISK positions_max seven
set_key $BOOK band_k 1.5
"$AUTOCOIN" reload --yes >out.txt 2>err.txt
check_equal "a faulty file is refused" $? 1
check_contains "with the place of the fault" "$(cat err.txt)" "config/risk.yaml:37:18: "
check_contains "and nothing else is taken over" "$(cat err.txt)" "nothing was changed"

set_key $RISK positions_max 7
cp config/symbols.yaml symbols.keep
set_key config/symbols.yaml leverage 3
mv strategies/vwap_reversion/ETHUSDT.yaml .
set_key $RISK wallet 5
"$AUTOCOIN" reload --yes >out.txt 2>err.txt
check_equal "what needs a restart is refused" $? 1
check_contains "another leverage" "$(cat err.txt)" "config/symbols.yaml: BTCUSDT.leverage 10 -> 3"
check_contains "a strategy that is gone" "$(cat err.txt)" "strategies/vwap_reversion/ETHUSDT.yaml: is gone"
check_contains "as a whole" "$(cat err.txt)" "nothing was changed"
mv ETHUSDT.yaml strategies/vwap_reversion/
cp symbols.keep config/symbols.yaml
set_key $RISK wallet 10000

reload
check_equal "the rest is taken over" $? 0
check_contains "a limit" "$(cat out.txt)" "config/risk.yaml: limits.positions_max 20 -> 7"
check_contains "a strategy's parameter" "$(cat out.txt)" "$BOOK: band_k 2 -> 1.5"
check_contains "whose strategy was warmed up" "$(cat out.txt)" "warmed up with"
check_contains "now the files say what is in force" "$("$AUTOCOIN" reload 2>&1)" "nothing would change"
set_key $RISK positions_max 8
reload
check_contains "a second one starts from the first" "$(cat out.txt)" "limits.positions_max 7 -> 8"
stop
check_equal "the trader ends well" $? 0
check_equal "the database has that settings were changed" "$(sqlite3 $DB "
	select count(*) from system_events where event = 'control' and text like '%configuration%'")" 2
"$AUTOCOIN" replay database/journal/run-000001.journal >replay.txt 2>&1
check_equal "the journal replays bit for bit" $? 0
start
check_contains "the next start goes on from there" "$("$AUTOCOIN" reload 2>&1)" "nothing would change"
kill -9 "$pid"
wait "$pid" 2>/dev/null
done_testing
