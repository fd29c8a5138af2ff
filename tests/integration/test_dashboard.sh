#!/bin/sh
# The dashboard of a running trader, asked from outside: who may ask, what is refused, that its answers equal the
# database, and the same over the database alone.
. "$(dirname "$0")/tap.sh"
. "$(dirname "$0")/exchange.sh"
use_eager_configuration
sql() { sqlite3 database/trader.db "$1"; }
dashboard_url() { sed -n 's/^Dashboard: \(.*\)\/$/\1/p' "$1"; }
has_url() { [ -n "$(dashboard_url "$1")" ]; }
code_of() { curl -s -o body -w '%{http_code}' "$@"; }
value() { sqlite3 :memory: "select json_extract(readfile('body'), '$1')"; }

"$AUTOCOIN" run --mode sim --feed synthetic:seed=7 --speed 600 --quiet >trader.txt 2>trader.err &
trader_pid=$!
wait_for 60 has_url trader.txt || not_ok "the dashboard opens" "$(cat trader.txt)"
url=$(dashboard_url trader.txt)
has_trades() { [ "$(sql 'select count(*) from round_trips' 2>/dev/null)" -gt 2 ]; }
wait_for 90 has_trades

check_equal "the page is served" "$(code_of "$url/")" 200
check_contains "with a policy that lets nothing else in" "$(curl -sI "$url/")" "default-src 'none'; script-src 'self'"
check_equal "its head alone as well" "$(curl -sI "$url/" | sed -n 's/^content-length: \([0-9]*\).*/\1/p')" "$(curl -s "$url/" | wc -c)"
tag=$(curl -sI "$url/" | sed -n 's/^etag: \([^\r]*\).*/\1/p' | tr -d '\r')
check_equal "what the browser has is not sent again" "$(code_of -H "If-None-Match: $tag" "$url/")" 304
script=$(curl -s "$url/" | sed -n 's/.*src="\([^"]*\.js\)".*/\1/p' | head -n 1)
check_contains "the script keeps for ever" "$(curl -sI "$url$script")" immutable
weight=0
for asset in / $(curl -s "$url/" | grep -oE '(src|href|data-app)="/[^"]+"' | cut -d'"' -f2); do
	weight=$((weight + $(curl -s -H 'Accept-Encoding: gzip' -o /dev/null -w '%{size_download}' "$url$asset")))
done
check_equal "the whole page weighs less than 150 kB ($weight bytes)" $((weight < 150000)) 1

for method in POST PUT DELETE PATCH; do
	check_equal "$method is refused" "$(code_of -X $method "$url/api/v1/status")" 405
done
check_equal "a stranger's name is refused" "$(code_of -H 'Host: evil.example' "$url/api/v1/status")" 403
check_equal "a stranger's page is refused" "$(code_of -H 'Origin: http://evil.example' "$url/api/v1/status")" 403
check_equal "a page without an origin is refused" "$(code_of -H 'Origin: null' "$url/api/v1/status")" 403
check_equal "localhost is this machine" "$(code_of -H "Host: localhost:8501" "$url/api/v1/status")" 200
check_equal "nothing is there" "$(code_of "$url/nothing")" 404
check_equal "nor above" "$(code_of --path-as-is "$url/../../etc/passwd")" 404
check_equal "a wrong parameter is refused" "$(code_of "$url/api/v1/trades?limit=abc")" 400
upgrade() { # headers...
	curl -s -o /dev/null -m 3 -w '%{http_code}' -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' \
		-H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' "$@" "$url/live"
}
check_equal "the live socket opens" "$(upgrade)" 101
check_equal "not for a stranger's page" "$(upgrade -H 'Origin: http://evil.example')" 403
curl -s -N -m 3 -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' \
	-H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' "$url/live" | tr -cd '[:print:]' >frames.txt
for type in status positions orders risk system symbols facts; do
	check_contains "the live socket tells $type" "$(cat frames.txt)" "{\"type\":\"$type\""
done

for path in status positions orders signals trades performance?window=24h equity?window=all risk events log system symbols \
	'candles?symbol=BTCUSDT' openapi.json; do
	check_equal "/api/v1/$path answers" "$(code_of "$url/api/v1/$path")" 200
done
check_equal "/healthz" "$(code_of "$url/healthz")" 200
check_equal "/readyz" "$(code_of "$url/readyz")" 200
"$AUTOCOIN" pause >/dev/null
sleep 1
check_equal "/readyz while paused" "$(code_of "$url/readyz")" 503
check_equal "/metrics" "$(code_of "$url/metrics")" 200
if command -v promtool >/dev/null 2>&1; then
	promtool check metrics <body >promtool.txt 2>&1
	check_equal "promtool finds nothing to say" $? 0
else
	skip "promtool finds nothing to say" "promtool (package prometheus) is not installed"
fi

"$AUTOCOIN" flatten --yes >/dev/null
sleep 3
curl -s "$url/api/v1/trades?limit=1000" -o body
check_equal "all trades are listed" "$(value '$.total')" "$(sql 'select count(*) from round_trips')"
check_equal "with the database's numbers" "$(sqlite3 :memory: "
	select group_concat(json_extract(value, '\$.net_pnl') || json_extract(value, '\$.exit_time')) from json_each(readfile('body'), '\$.trades')")" \
	"$(sql "select group_concat(net_pnl || exit_time) from (select * from round_trips order by exit_time desc, run_id desc, seq desc)")"
curl -s "$url/api/v1/positions" -o body
check_equal "nothing is open" "$(value '$.positions')" "[]"

stop_trader
check_equal "the trader stops in order with the dashboard open" $? 0
"$AUTOCOIN" dashboard --port 0 >history.txt 2>&1 &
trader_pid=$!
wait_for 30 has_url history.txt || not_ok "the history opens" "$(cat history.txt)"
url=$(dashboard_url history.txt)
check_equal "history without a trader" "$(code_of "$url/api/v1/trades?limit=1000")" 200
check_equal "lists every trade" "$(value '$.total')" "$(sql 'select count(*) from round_trips')"
code_of "$url/api/v1/status" >/dev/null
check_equal "and says that nothing is live" "$(value '$.is_live')" 0
check_equal "the live socket is closed" "$(upgrade)" 503
stop_trader
check_equal "it ends in order" $? 0
"$AUTOCOIN" dashboard --db sqlite:///./nothing.db --port 0 >out.txt 2>&1
check_equal "a database that is not there is refused" $? 2
done_testing
