#!/bin/sh
# The doctor against an exchange on this machine: everything is well; then one thing after the other is
# broken, and the right row must say so, with what to do.
. "$(dirname "$0")/tap.sh"
. "$(dirname "$0")/exchange.sh"
use_shipped_configuration
chmod 700 .
export MODE=testnet

# Runs the doctor; its table is in doctor.txt, its exit code in $code.
doctor() { # options...
	"$AUTOCOIN" doctor "$@" >doctor.txt 2>doctor.err
	code=$?
}

# What the row of this check says: result, what was found, and the advice below it.
row() { # check
	awk -v check="$1" 'index($0, check) == 1 { on = 1; print; next } /^ / && on { print; next } { on = 0 }' doctor.txt
}

check_row() { # description, check, result, part of the row, part of the advice
	found=$(row "$2")
	case "$found" in
	"$2"*" $3 "*"$4"*"$5"*) ok "$1" ;;
	*) not_ok "$1" "$(cat doctor.txt doctor.err)" ;;
	esac
}

start_exchange --feed synthetic:seed=3 --rebase
if [ -z "$port" ]; then
	not_ok "the exchange listens" "$(cat exchange.txt)"
	done_testing
	exit
fi

doctor
check_equal "an exchange that is well: exit code" $code 0
check_equal "an exchange that is well: nothing failed" "$(grep -c FAILED doctor.txt)" 0
for check in configuration database journal disk REST clock key 'key permissions' symbols 'account settings' \
	'stream /market' 'stream /public' 'stream /private' 'WebSocket API' 'sizes of entries' 'balance USDT' \
	'protective orders' 'rate limits'; do
	check_row "an exchange that is well: $check" "$check" ok "" ""
done
check_row "a key for any address is worth a warning" 'key permissions' warning "any address" "restrict it"
check_row "what a start would change is shown" 'BTCUSDT leverage' warning "20, wanted is 10" "sets it to 10"
check_contains "the order is placed, seen and gone" "$(row 'protective orders')" "placed, seen, cancelled and gone"
doctor
check_equal "a second time it is the same" $code 0

doctor --json
check_equal "as JSON: exit code" $code 0
if command -v sqlite3 >/dev/null; then
	passed=$(sqlite3 :memory: "select json_extract(readfile('doctor.txt'), '\$.passed')")
	rows=$(sqlite3 :memory: "select count(*) from json_each(readfile('doctor.txt'), '\$.checks')")
	check_equal "as JSON: passed" "$passed" 1
	check_equal "as JSON: every row" "$([ "$rows" -ge 18 ] && echo many)" many
else
	skip "as JSON: passed" "there is no sqlite3 to read JSON with"
fi

BINANCE_API_SECRET=wrong-secret-42 doctor
check_equal "a wrong secret: exit code" $code 1
check_row "a wrong secret" key FAILED "(-1022)" "does not belong to the key"
check_equal "a wrong secret is not shown" "$(grep -c wrong-secret-42 doctor.txt doctor.err | grep -vc ':0$')" 0

BINANCE_API_KEY=unknown-key-77 doctor
check_row "a key that nobody knows" key FAILED "" "page of API keys"
check_equal "a key is not shown" "$(grep -c unknown-key-77 doctor.txt)" 0

BINANCE_REST_URL=http://127.0.0.1:1 doctor
check_equal "a wrong port: exit code" $code 1
check_row "a wrong port" REST FAILED "127.0.0.1:1" "address, its port"

BINANCE_WS_URL=ws://127.0.0.1:1 doctor
check_row "streams at a wrong port" 'stream /market' FAILED "127.0.0.1:1" "its port"
check_row "no price, no test order" 'protective orders' skipped "no symbol with a price" ""

BINANCE_WS_API_URL="ws://127.0.0.1:$port/nowhere" doctor
check_equal "no WebSocket API: orders leave by REST all the same" $code 0
check_row "no WebSocket API" 'WebSocket API' warning "/nowhere" "ORDER_ENTRY=rest"
ORDER_ENTRY=rest BINANCE_WS_API_URL="ws://127.0.0.1:$port/nowhere" doctor
check_row "a WebSocket API that is not wanted" 'WebSocket API' skipped "ORDER_ENTRY=rest" ""

BINANCE_REST_URL="https://127.0.0.1:$port" doctor
check_row "TLS to a plain port" REST FAILED "https://" "speaks TLS"

env -u BINANCE_SAPI_URL "$AUTOCOIN" doctor >doctor.txt 2>doctor.err
check_row "no page of permissions" 'key permissions' skipped "no page" ""

POSITION_MODE=HEDGE doctor
check_row "another position mode" 'position mode' warning "one-way, wanted is hedge" "sets it to hedge"
check_row "the test order goes by the mode that the account has" 'protective orders' ok "gone" ""

cp config/symbols.yaml symbols.keep
printf 'symbols:\n  BTCUSDT:\n    leverage: 125\n  NOSUCHUSDT:\n' >config/symbols.yaml
mkdir strategies.keep && mv strategies/vwap_reversion/*.yaml strategies.keep/
printf 'notional: 3\n' >strategies/vwap_reversion/BTCUSDT.yaml
printf 'notional: 100\n' >strategies/vwap_reversion/NOSUCHUSDT.yaml
doctor
check_equal "wrong symbols and sizes: exit code" $code 1
check_row "a symbol that is not there" NOSUCHUSDT FAILED "no such symbol" "config/symbols.yaml"
check_row "an entry that is too small" 'BTCUSDT size' FAILED "an entry of 3 USDT" "strategies/vwap_reversion/BTCUSDT.yaml"
printf 'symbols: [BTCUSDT]\ndefaults:\n  leverage: 1\n' >config/symbols.yaml
rm strategies/vwap_reversion/NOSUCHUSDT.yaml
printf 'notional: 10001\n' >strategies/vwap_reversion/BTCUSDT.yaml
doctor
check_row "an entry that the wallet cannot pay" 'balance USDT' FAILED "holds 10000; one entry needs up to 10001" "smaller"
cp symbols.keep config/symbols.yaml
rm strategies/vwap_reversion/*.yaml
mv strategies.keep/*.yaml strategies/vwap_reversion/

printf 'limits:\n  orders_max: many\n' >bad.yaml
cp config/risk.yaml risk.keep
cp bad.yaml config/risk.yaml
doctor
check_equal "a fault of the configuration: exit code" $code 1
check_row "a fault of the configuration" configuration FAILED "1 faults" "docs/configuration.md"
check_contains "a fault of the configuration has its place" "$(cat doctor.txt)" "config/risk.yaml:2:15: orders_max"
cp risk.keep config/risk.yaml

: >blocked
DB_URL=sqlite:///blocked/trader.db doctor
check_row "a database that cannot be" database FAILED "blocked" "DB_URL"

# Real money, as far as this machine has any: the exchange above stands in for mainnet.
MODE=mainnet doctor
check_equal "mainnet on this machine passes" $code 0
check_row "its exchange is one's own, so that the order may be tried" 'protective orders' ok "gone" ""
"$AUTOCOIN" run --mode mainnet --for 1s --quiet </dev/null >run.txt 2>&1
check_equal "mainnet without a person's word does not start" $? 2
check_contains "mainnet says what it wants" "$(cat run.txt)" "I_UNDERSTAND_REAL_MONEY=yes"
check_contains "mainnet was checked first" "$(cat run.txt)" "rate limits"
I_UNDERSTAND_REAL_MONEY=yes BINANCE_API_SECRET=wrong-secret-42 \
	"$AUTOCOIN" run --mode mainnet --for 1s --quiet </dev/null >run.txt 2>&1
check_equal "mainnet does not start while a check fails" $? 2
check_contains "mainnet says that nothing was started" "$(cat run.txt)" "nothing was started"
# The words, typed at a terminal.
if command -v script >/dev/null; then
	at_terminal() { # what is typed
		printf '%s\n' "$1" | script -qec "$AUTOCOIN run --mode mainnet --for 1s --quiet" /dev/null >run.txt 2>&1
	}
	at_terminal "trade real mone"
	check_contains "other words do not start it" "$(cat run.txt)" "the words were not typed; nothing was started"
	check_equal "other words leave no run behind" "$("$AUTOCOIN" db status 2>&1 | grep -c 'mainnet')" 0
	at_terminal " trade real money "
	check_contains "the words are asked for" "$(cat run.txt)" "REAL MONEY"
	check_contains "the words start it" "$(cat run.txt)" "The account, as found:"
else
	skip "the words, typed at a terminal" "there is no script command to make a terminal"
fi
stop_exchange

# A key that logs on, TLS, and an authority that has to be trusted first.
if make_certificate && openssl genpkey -algorithm ed25519 -out key.pem 2>/dev/null &&
	openssl pkey -in key.pem -pubout -out public.pem 2>/dev/null; then
	chmod 600 key.pem
	TLS=yes
	start_exchange --feed synthetic:seed=3 --rebase --ed25519 logon:public.pem:10000
	unset BINANCE_API_SECRET
	export BINANCE_API_KEY=logon BINANCE_API_KEY_FILE=key.pem
	doctor
	check_equal "Ed25519 over TLS: exit code" $code 0
	check_row "Ed25519 over TLS: the key" key ok Ed25519 ""
	check_row "Ed25519 over TLS: the session is logged on" 'WebSocket API' ok "logged on" ""
	BINANCE_API_SECRET=$(awk '{ printf "%s\\n", $0 }' key.pem) BINANCE_API_KEY_FILE='' doctor
	check_row "the same key on one line" 'WebSocket API' ok "logged on" ""
	env -u BINANCE_CA_FILE "$AUTOCOIN" doctor >doctor.txt 2>doctor.err
	check_row "a certificate that nobody trusts" REST FAILED "https://" "certificate is not trusted"
	chmod 644 key.pem
	doctor
	check_row "a key that others can read" configuration FAILED "1 faults" ""
	check_contains "a key that others can read: what to do" "$(cat doctor.txt)" "chmod 600"
	stop_exchange
	unset BINANCE_API_KEY_FILE
	TLS=no
else
	skip "Ed25519 over TLS" "the openssl command cannot make keys"
fi

# The exchange's clock runs before ours by more than a request may be old.
printf 'faults:\n  - fault: clock_jump\n    at: 0s\n    ms: 9000\n' >faults.yaml
start_exchange --feed synthetic:seed=3 --rebase --faults faults.yaml
sleep 1
doctor
check_equal "a clock that is off: exit code" $code 1
check_row "a clock that is off" clock FAILED "ms behind the exchange (RECV_WINDOW_MS 5000)" "timedatectl"
check_row "a clock that is off: questions are signed by the exchange's" key ok "" ""
RECV_WINDOW_MS=20000 doctor
check_row "a clock that is off within the window" clock warning "ms behind" "timedatectl"
stop_exchange
done_testing
