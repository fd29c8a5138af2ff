#!/bin/sh
# The served exchange as a person meets it: options, curl, a restart with its state, recorded frames' files.
. "$(dirname "$0")/tap.sh"
. "$(dirname "$0")/exchange.sh"
MAKE="$AC_BUILD_ROOT/tests/tools/make_candles"

for wrong in "--listen nowhere" "--listen 127.0.0.1:99999" "--account key" "--account key:secret:lots" \
	"--tls cert.pem" "--speed 0" "--faults missing.yaml" "--feed replay:missing.csv" "--symbols NOPEUSDT"; do
	# shellcheck disable=SC2086 # two words each
	output=$("$AUTOCOIN" exchange --listen 127.0.0.1:0 --for 1s $wrong 2>&1)
	check_equal "exchange $wrong is refused" $? 2
done
if ! command -v curl >/dev/null || ! command -v openssl >/dev/null; then
	skip "the served exchange by curl" "curl or openssl is missing"
	done_testing
	exit
fi

ask() { # method, path, query; signed
	query="$3${3:+&}timestamp=$(date +%s%3N)"
	signature=$(printf %s "$query" | openssl dgst -sha256 -hmac secret | sed 's/.* //')
	curl -sk -X "$1" -H 'X-MBX-APIKEY: key' "$BINANCE_REST_URL$2?$query&signature=$signature"
}
# SQLite reads no pipe.
field() { # path; the document comes in
	cat >field.json
	sqlite3 :memory: "select json_extract(readfile('field.json'), '$1')"
}

start_exchange --feed synthetic:seed=3 --speed 60 --state state.db --record record --ledger ledger.json
check_contains "it says where it listens" "$(cat exchange.txt)" "listening on http://127.0.0.1:$port"
check_contains "headers are the exchange's" \
	"$(curl -si "$BINANCE_REST_URL/fapi/v1/ping" | tr -d '\r')" "x-mbx-used-weight-1m: "
sleep 2
order=$(ask POST /fapi/v1/order 'symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010&newClientOrderId=it-1')
check_equal "a market order is taken" "$(printf %s "$order" | field '$.clientOrderId')" it-1
sleep 0.5
check_equal "and fills" "$(ask GET /fapi/v1/order 'symbol=BTCUSDT&origClientOrderId=it-1' | field '$.status')" FILLED
stop_exchange
check_equal "SIGTERM stops it in order" $? 0
check_equal "the ledger knows the execution" "$(field '$.fills[0].client_id' <ledger.json)" it-1
check_equal "no key and no signature was recorded" \
	"$(grep -c -e '"key":"key"' -e 'signature=[0-9a-f]' record/requests.jsonl)" 0
wallet=$(field '$.wallet' <ledger.json)
start_exchange --feed synthetic:seed=3 --speed 60 --state state.db --ledger ledger.json
check_equal "a restart keeps the position" \
	"$(ask GET /fapi/v3/positionRisk symbol=BTCUSDT | field '$[0].positionAmt')" 0.010
stop_exchange
check_equal "and the wallet" "$(field '$.wallet' <ledger.json)" "$wallet"

"$MAKE" BTCUSDT 1 30 >BTCUSDT-1m.csv
if make_certificate; then
	"$AUTOCOIN" exchange --listen 127.0.0.1:0 --port-file port --tls server.crt server.key --quiet \
		--feed replay:BTCUSDT-1m.csv --speed max --until-end --linger 2s --end-file ended >exchange.txt 2>&1 &
	exchange_pid=$!
	wait_for 10 test -s ended
	check_equal "--end-file tells when the feed is over" $? 0
	check_contains "TLS by --tls CERT KEY" \
		"$(curl -s --cacert server.crt "https://127.0.0.1:$(cat port)/fapi/v1/time")" serverTime
	wait $exchange_pid
	check_equal "--until-end ends it after --linger" $? 0
	exchange_pid=
else
	skip "TLS" "the openssl command cannot make a certificate"
fi
done_testing
