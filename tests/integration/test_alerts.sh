#!/bin/sh
# Alerts of a real trader to a receiver on loopback: the test message, milestones and conditions, a receiver that fails in
# every way, restarts and kills in between, the daily summary against the database; and the address is nowhere.
. "$(dirname "$0")/tap.sh"
. "$(dirname "$0")/exchange.sh"
use_eager_configuration
SECRET=T0CANARY/B1/very-secret
DB=database/trader.db
sql() { sqlite3 "$DB" "$1"; }
of_got() { # JavaScript over what the receiver took; kinds("exit"): those messages
	node -e '
		const fs = require("fs");
		const got = fs.existsSync("got.jsonl") ? fs.readFileSync("got.jsonl", "utf8").trim().split("\n").filter(Boolean).map(JSON.parse) : [];
		const flat = got.filter((one) => one.code === "200").flatMap((one) => one.body.messages ?? [one.body]);
		const kinds = (kind) => flat.filter((one) => one.kind === kind);
		process.stdout.write(String(eval(process.argv[1])));' "$1"
}
has_kind() { [ "$(of_got "kinds('$1').length > 0")" = true ]; }
has_over() { [ "$(of_got "kinds('$1').some((one) => one.is_resolved)")" = true ]; }
mood() { echo "$1" >mood; }
pid=
receiver_pid=
trap 'kill -9 $pid $receiver_pid $exchange_pid $trader_pid 2>/dev/null; rm -rf "$WORK"' EXIT
receive() {
	rm -f got.jsonl.port
	node "$AC_SOURCE_ROOT/tests/integration/receiver.mjs" got.jsonl mood &
	receiver_pid=$!
	wait_for 30 test -s got.jsonl.port
	url="http://127.0.0.1:$(cat got.jsonl.port)/services/$SECRET"
	(umask 077 && echo "SLACK_WEBHOOK_URL=$url" >.env)
}
start() { # option…
	"$AUTOCOIN" run --mode sim --feed synthetic:seed=7 --speed 600 --quiet "$@" >run.txt 2>&1 &
	pid=$!
	wait_for 60 "$AUTOCOIN" status >/dev/null
}

# Nobody is told.
"$AUTOCOIN" alert test >out.txt 2>&1
check_equal "the test fails while no channel has an address" $? 1
check_contains "and says which variable is empty" "$(cat out.txt)" "SLACK_WEBHOOK_URL is empty"
check_equal "an unknown channel is wrong usage" "$("$AUTOCOIN" alert test --channel slakc >out.txt 2>&1; echo $?)" 2
check_contains "the nearest one is offered" "$(cat out.txt)" "did you mean 'slack'?"

# The test message.
mood 200
receive
"$AUTOCOIN" alert test >out.txt 2>&1
check_equal "the test succeeds" $? 0
check_contains "and says so" "$(cat out.txt)" "delivered"
check_equal "Slack gets blocks" "$(of_got "got[0].body.blocks[0].type")" header
check_equal "at its address" "$(of_got "got[0].path")" "/services/$SECRET"
mood 404
"$AUTOCOIN" alert test >out.txt 2>&1
check_equal "a refused test fails" $? 1
check_contains "and says why" "$(cat out.txt)" "answer 404"
sed -i s/SLACK_WEBHOOK_URL/ALERT_HOOK_URL/ .env
cat >config/alerts.yaml <<-'YAML'
	channels:
	  hook: {format: webhook, url_from: ALERT_HOOK_URL, per_minute: 0}
	general: {trade_count_every: 5, summary_at: never}
	kindes: {}
YAML
"$AUTOCOIN" check >out.txt 2>&1
check_equal "a fault in the file is refused by check" $? 2
check_contains "with its place" "$(cat out.txt)" "config/alerts.yaml:4:1: unknown key 'kindes'"
"$AUTOCOIN" run --mode sim --feed synthetic --quiet --for 1s >out.txt 2>&1
check_equal "and by run" $? 2
check_contains "which starts nothing" "$(cat out.txt)" "nothing was started"
sed -i /kindes/d config/alerts.yaml
check_contains "check says where alerts go" "$("$AUTOCOIN" check 2>&1)" "# alerts: channel hook, info and above, address from ALERT_HOOK_URL (set)"

# A run, its trades, a person's halt.
rm -f got.jsonl
mood 200
start
wait_for 60 has_kind started && ok "the start is told" || not_ok "the start is told" "$(cat run.txt)"
wait_for 120 has_kind trade_count && ok "five trades are a milestone" || not_ok "five trades are a milestone" "$(cat got.jsonl)"
"$AUTOCOIN" halt >/dev/null 2>&1
wait_for 30 has_kind halt && ok "a halt is told" || not_ok "a halt is told" "$(tail -n 3 got.jsonl)"
wait_for 30 has_kind control && ok "so is who asked for it" || not_ok "so is who asked for it" "$(tail -n 3 got.jsonl)"
"$AUTOCOIN" unhalt all >/dev/null 2>&1
wait_for 30 has_over halt && ok "and that it is over" || not_ok "and that it is over" "$(tail -n 3 got.jsonl)"
stop "$pid"
has_kind stopped && ok "the end is told before the program ends" || not_ok "the end is told before the program ends" "$(tail -n 3 got.jsonl)"
check_equal "each closed trade was told once with its net result" \
	"$(of_got "kinds('exit').map((one) => Number(one.numbers.Net.split(' ')[0]).toFixed(2)).join()")" \
	"$(sql "select group_concat(printf('%.2f', net), ',') from (select cast(net_pnl as real) net from round_trips order by seq)")"
check_equal "as many as entries, but for what is open" \
	"$(of_got "kinds('entry').length")" "$(sql "select (select count(*) from round_trips) + (select count(*) from positions where quantity <> '0')")"

# A receiver that is away: what was not delivered survives a kill, and comes when it is there again.
mood 500
rm -f got.jsonl
start
told() { grep -q '"kind":"started"' got.jsonl 2>/dev/null; }
wait_for 60 told
kept() { grep -q '"started"' status/alerts.json 2>/dev/null; }
wait_for 30 kept
check_equal "what waits is its owner's alone" "$(stat -c %a status/alerts.json)" 600
failing() { "$AUTOCOIN" status --json 2>/dev/null | grep -q '"is_failing":true'; }
wait_for 30 failing && ok "the status shows a channel that fails" || not_ok "the status shows a channel that fails" "$("$AUTOCOIN" status --json)"
kill -9 "$pid"
wait "$pid" 2>/dev/null
mood 200
rm -f got.jsonl
start
wait_for 60 has_kind crash && ok "the run that was killed is told as a crash" || not_ok "the run that was killed is told as a crash" "$(cat got.jsonl)"
check_equal "what waited came with it: two runs have started" "$(of_got "kinds('started').length")" 2

# Every other failure, in turn: trading goes on, and nothing is lost.
for bad in 429 cut hang; do
	mood "$bad"
	trips=$(sql 'select count(*) from round_trips')
	more() { [ "$(sql 'select count(*) from round_trips')" -gt "$trips" ]; }
	wait_for 120 more && ok "$bad: trading goes on" || not_ok "$bad: trading goes on" "$(tail -n 3 run.txt)"
done
mood 200
stop "$pid"
start --for 1s
wait "$pid"
check_equal "in the end each exit was told once" \
	"$(of_got "new Set(kinds('exit').map((one) => one.time + one.text + one.numbers.Net)).size >= kinds('exit').length")" true

# The daily summary, of the run's past day, against the database. Before it come as many days, untold, as it takes
# until the last full day and the day begun hold trades, whichever of them is past when the summary is due.
has_days_of_trades() {
	[ "$(sql "with last as (select max(exit_time) / 86400000 as day from round_trips)
		select count(*) filter (where exit_time / 86400000 = day - 1) > 3 and
			count(*) filter (where exit_time / 86400000 = day) > 3 from round_trips, last")" = 1 ]
}
mv .env env.aside
bursts=0
until has_days_of_trades || [ $bursts -ge 60 ]; do
	bursts=$((bursts + 1))
	"$AUTOCOIN" run --mode sim --feed synthetic:seed=7 --speed max --quiet --for 2s >run.txt 2>&1
done
mv env.aside .env
rm -f got.jsonl
[ "$(date -u +%S)" -lt 45 ] || sleep 16
sed -i "s/summary_at: never/summary_at: \"$(date -u +%H:%M)\"/" config/alerts.yaml
rm -f status/alerts.json
start
wait_for 30 has_kind daily_summary && ok "the summary comes at its time" || not_ok "the summary comes at its time" "$(tail -n 3 got.jsonl run.txt)"
stop "$pid"
day=$(of_got "kinds('daily_summary')[0].title.match(/[0-9]{4}-[0-9]{2}-[0-9]{2}/)[0]")
begin=$(($(date -u -d "$day" +%s) * 1000))
within="exit_time >= $begin and exit_time < $((begin + 86400000))"
check_equal "its trades are the database's" \
	"$(of_got "parseInt(kinds('daily_summary')[0].numbers.Trades)")" "$(sql "select count(*) from round_trips where $within")"
check_equal "its PnL is the database's" \
	"$(of_got "Number(kinds('daily_summary')[0].numbers.PnL).toFixed(2)")" \
	"$(sql "select printf('%.2f', sum(cast(net_pnl as real))) from round_trips where $within")"
check_equal "and there is something to compare" "$(sql "select count(*) > 3 from round_trips where $within")" 1
has_kind daily_summary
start
sleep 2
stop "$pid"
check_equal "it comes once a day" "$(of_got "kinds('daily_summary').length")" 1

# Over the wire: the exchange goes away and comes back.
sed -i '/^general/d' config/alerts.yaml
printf 'general: {connection_lost_sec: 1, user_stream_stale_sec: 1, summary_at: never}\n' >>config/alerts.yaml
rm -f got.jsonl
start_exchange --feed synthetic:seed=7 --speed 60
EXCHANGE_PORT=$port
start_trader
wait_for 60 has_kind started
wait_for 60 "$AUTOCOIN" status
kill -9 $exchange_pid
wait $exchange_pid 2>/dev/null
wait_for 60 has_kind connection_lost && ok "a lost connection is told" || not_ok "a lost connection is told" "$(tail -n 3 got.jsonl trader.txt)"
wait_for 60 has_kind user_stream_stale && ok "so is a user stream that is gone" || not_ok "so is a user stream that is gone" "$(tail -n 3 got.jsonl)"
start_exchange --feed synthetic:seed=7 --speed 60
wait_for 90 has_over connection_lost && ok "and that it is back" || not_ok "and that it is back" "$(tail -n 3 got.jsonl trader.txt)"
wait_for 90 has_over user_stream_stale && ok "as is the user stream" || not_ok "as is the user stream" "$(tail -n 3 got.jsonl trader.txt)"
stop_trader
stop_exchange

# The address is in .env and in what the receiver wrote, and nowhere else.
check_equal "the address is nowhere" "$(grep -rl --exclude=.env --exclude=got.jsonl CANARY . || true)" ""
done_testing
