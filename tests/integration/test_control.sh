#!/bin/sh
# A person's word to a running trader: every command over the real socket, what it leaves in the journal
# and over restarts, refusals, a trader that was killed, and the live view in a terminal.
. "$(dirname "$0")/tap.sh"
use_shipped_configuration
DB=database/trader.db
field() { # file, JSON path
	sqlite3 :memory: "select json_extract(readfile('$1'), '$2')"
}
state() { # JSON path: of the running trader
	"$AUTOCOIN" status --json >state.json 2>state.err && field state.json "$1"
}
# Waits until the state has the value, a minute at most.
await() { # JSON path, value
	for _ in $(seq 300); do
		[ "$(state "$1")" = "$2" ] && return 0
		sleep 0.2
	done
	echo "# $1 did not become $2: $(cat state.json state.err)"
	return 1
}
pid=
start() { # option…
	"$AUTOCOIN" run --mode sim --feed synthetic:seed=3 --speed 600 --quiet "$@" >run.txt 2>&1 &
	pid=$!
	await '$.status.run.state' running
}
stop() {
	kill -TERM "$pid"
	wait "$pid"
}
trap 'kill -9 $pid 2>/dev/null; rm -rf "$WORK"' EXIT

# Nobody there.
"$AUTOCOIN" status >out.txt 2>err.txt
check_equal "status without a trader fails" $? 1
check_contains "and says that there is none" "$(cat err.txt)" "no trader runs in this folder"
check_contains "and that there never was one" "$(cat err.txt)" "no sign that one ever ran"
"$AUTOCOIN" pause >out.txt 2>err.txt
check_equal "so does pause" $? 1

start
check_equal "the socket is its owner's alone" "$(stat -c %a status/control.sock)" 600
check_equal "status shows the run" "$(state '$.status.run.mode')" sim
"$AUTOCOIN" status >out.txt 2>&1
check_equal "status for people succeeds" $? 0
check_contains "its first line is the lamp" "$(head -n 1 out.txt)" "OK"
"$AUTOCOIN" run --mode sim --feed synthetic --speed 60 --quiet --for 1s >out.txt 2>&1
check_equal "a second trader in the folder is refused" $? 2

# Pause, and over a restart.
check_contains "pause says what holds now" "$("$AUTOCOIN" pause 2>&1)" "entries are refused"
before=$(state '$.status.counts.signals_allowed')
sleep 2
check_equal "no signal is allowed during a pause" "$(state '$.status.counts.signals_allowed')" "$before"
stop
start
check_equal "the pause has survived the restart" \
	"$(state "\$.risk.guards[0].is_halted")" 1
check_contains "resume lifts it" "$("$AUTOCOIN" resume 2>&1)" "entries are allowed"
"$AUTOCOIN" reduce >out.txt 2>&1
check_equal "reduce is done" $? 0
# An order is answered by the engine, the state comes from a view that is up to a tenth of a second older.
await '$.status.risk_state' REDUCING
check_equal "the account reduces" $? 0
"$AUTOCOIN" resume >out.txt 2>&1
await '$.status.risk_state' ACTIVE
check_equal "and resume ends it" $? 0

# Halt, and only unhalt lifts it.
"$AUTOCOIN" halt >out.txt 2>&1
check_equal "halt is done" $? 0
"$AUTOCOIN" resume >out.txt 2>&1
await '$.status.risk_state' HALTED
check_equal "resume does not lift a halt" $? 0
check_equal "status shows an alarm" "$(state '$.status.lamp.level')" alarm
"$AUTOCOIN" unhalt state >out.txt 2>&1
check_equal "unhalt lifts it" $? 0
await '$.status.risk_state' ACTIVE
check_equal "the account is active again" $? 0

# Refusals change nothing and say what to do.
"$AUTOCOIN" unhalt drawdwn >out.txt 2>&1
check_equal "a guard that is none is refused" $? 1
check_contains "the nearest is named" "$(cat out.txt)" "did you mean drawdown"
"$AUTOCOIN" cancel BTCUSD >out.txt 2>&1
check_equal "a symbol that is none is refused" $? 1
check_contains "its nearest is named" "$(cat out.txt)" "did you mean BTCUSDT"
"$AUTOCOIN" unhalt >out.txt 2>&1
check_equal "unhalt without a guard is wrong usage" $? 2
"$AUTOCOIN" flatten </dev/null >out.txt 2>&1
check_equal "flatten without a terminal and without --yes is refused" $? 2
check_contains "and did nothing" "$(cat out.txt)" "Nothing was done"
"$AUTOCOIN" flatten '' --yes >out.txt 2>&1
check_equal "an empty symbol does not mean every symbol" $? 2
"$AUTOCOIN" pause --yes >out.txt 2>&1
check_equal "an option without a meaning is refused" $? 2

# Flatten.
for _ in $(seq 300); do
	[ "$(state '$.status.counts.positions')" -gt 0 ] 2>/dev/null && break
	sleep 0.2
done
check_equal "a position is open" "$([ "$(state '$.status.counts.positions')" -gt 0 ] && echo yes)" yes
"$AUTOCOIN" pause >out.txt 2>&1
printf 'n\n' | script -qec "'$AUTOCOIN' flatten" /dev/null >out.txt 2>&1
check_contains "at a terminal flatten asks" "$(cat out.txt)" "Close them at market now? [y/N]"
check_contains "and a no is a no" "$(cat out.txt)" "Nothing was done."
"$AUTOCOIN" flatten --yes >out.txt 2>&1
check_equal "flatten --yes is done" $? 0
await '$.status.counts.positions' 0
check_equal "no position is left" $? 0
"$AUTOCOIN" cancel >out.txt 2>&1
check_equal "cancel is done" $? 0
"$AUTOCOIN" resume >out.txt 2>&1

# Tail.
timeout -s INT 5 "$AUTOCOIN" tail --json 'market.candle.BTC*' >tail.txt 2>tail.err
check_equal "tail gives lines of JSON of the pattern alone" \
	"$(grep -vc '^{"channel":"market.candle.BTCUSDT".*}$' tail.txt)" 0
check_equal "several came" "$([ "$(wc -l <tail.txt)" -gt 3 ] && echo yes)" yes
check_equal "an interrupt ends it quietly" "$(cat tail.err)" ""
timeout -s INT 3 "$AUTOCOIN" tail 'market.*' >tail.txt 2>&1
check_contains "for people it is sentences" "$(head -n 1 tail.txt)" "candle closed at"
check_equal "without colours in a file" "$(grep -c "$(printf '\033')" tail.txt)" 0

# The live view: a pause by keys, and a question that is answered with no.
(
	sleep 2
	printf '?'
	sleep 1
	printf ' p'
	sleep 1
	printf 'n'
	sleep 1
	printf 'p'
	sleep 1
	printf 'y'
	sleep 2
	printf 'q'
) | TERM=vt100 timeout 60 script -qec "stty rows 24 cols 80; '$AUTOCOIN' top" /dev/null >top.txt 2>&1
check_equal "top ends with q" $? 0
check_contains "top has shown the keys" "$(cat top.txt)" "flatten all close every position"
check_contains "top has asked" "$(cat top.txt)" "no new entries until resumed? [y/n]"
check_contains "a no did nothing" "$(cat top.txt)" "nothing was done"
check_contains "a yes was done" "$(cat top.txt)" "entries are refused"
"$AUTOCOIN" resume >out.txt 2>&1
for terminal in xterm screen linux; do
	(sleep 1 && printf 'q') | TERM=$terminal timeout 60 \
		script -qec "stty rows 20 cols 60; '$AUTOCOIN' top" /dev/null >top.txt 2>&1
	check_contains "top draws on $terminal" "$(cat top.txt)" "equity"
done
"$AUTOCOIN" top </dev/null >out.txt 2>&1
check_equal "top without a terminal is refused" $? 2

# Reload: all or nothing, and only what was shown.
"$AUTOCOIN" reload --yes >out.txt 2>&1
check_equal "reload with nothing changed succeeds" $? 0
sed -i 's/^\( *stop_loss_pct:\).*/\1 0.41/' strategies/vwap_reversion/BTCUSDT.yaml
"$AUTOCOIN" reload </dev/null >out.txt 2>&1
check_equal "reload without a terminal shows and refuses" $? 2
check_contains "it shows the difference" "$(cat out.txt)" "stop_loss_pct"
printf 'n\n' | script -qec "'$AUTOCOIN' reload" /dev/null >out.txt 2>&1
check_contains "a no changes nothing" "$(cat out.txt)" "Nothing was changed."
"$AUTOCOIN" reload --yes >out.txt 2>&1
check_equal "a yes takes it over" $? 0
"$AUTOCOIN" reload </dev/null >out.txt 2>&1
check_equal "then nothing is left to change" $? 0
cp strategies/vwap_reversion/ETHUSDT.yaml kept.yaml
echo 'nonsense: [' >>strategies/vwap_reversion/ETHUSDT.yaml
"$AUTOCOIN" reload --yes >out.txt 2>&1
check_equal "a file that cannot be read is refused" $? 1
check_contains "with its name" "$(cat out.txt)" "ETHUSDT.yaml"
cp kept.yaml strategies/vwap_reversion/ETHUSDT.yaml

# kill -9 leaves the socket; the next start takes its place.
"$AUTOCOIN" tail >tail.txt 2>tail.err &
tail_pid=$!
sleep 1
kill -9 "$pid"
wait "$pid" 2>/dev/null
wait "$tail_pid"
check_contains "tail says that the trader has gone" "$(cat tail.err)" "the trader has stopped"
check_equal "the socket is still there" "$([ -S status/control.sock ] && echo yes)" yes
"$AUTOCOIN" status >out.txt 2>err.txt
check_equal "status says that nobody is there" $? 1
check_contains "and how old the last sign of life is" "$(cat err.txt)" "last sign of life is"
check_contains "and that it was cut off" "$(cat err.txt)" "cut off"
start
check_equal "the next start takes the socket over" "$(state '$.status.run.has_crashed_last')" 1
stop
check_equal "an end in order takes the socket away" "$([ -e status/control.sock ] || echo gone)" gone
"$AUTOCOIN" status >out.txt 2>err.txt
check_contains "status knows that it was stopped" "$(cat err.txt)" "says 'stopped'"

check_equal "who commanded what is in the log" \
	"$([ "$(grep -c '"event":"control".*"who":"uid ' logs/autocoin.jsonl)" -gt 10 ] && echo yes)" yes
for journal in database/journal/*.journal; do
	"$AUTOCOIN" replay "$journal" >replay.txt 2>&1 || not_ok "replay of $journal" "$(cat replay.txt)"
done
ok "every journal replays bit for bit, commands and all"
done_testing
