# exchange.sh - what the tests over the wire share: an exchange of their own on a free port, a trader
# that is pointed at it, and the comparison of their books. Sourced after tap.sh.
exchange_pid=
trader_pid=
SYMBOLS=BTCUSDT,ETHUSDT

# The shipped configuration with bands so narrow that minutes are enough to see trades, and without the guards
# that count wall time: played at a thousand times its speed every market looks wild.
use_eager_configuration() {
	use_shipped_configuration
	sed -i 's/band_k: .*/band_k: 1.0/; s/adx_max: .*/adx_max: 60/' strategies/vwap_reversion/*.yaml
	sed -i 's/\(volatility_max_move_pct\|account_daily_loss_pct\|account_drawdown_pct\|strategy_daily_loss\): .*/\1: 0/
		s/\(consecutive_losses\|funding_minutes_before\|funding_minutes_after\): .*/\1: 0/' config/risk.yaml
}

# A certificate for 127.0.0.1 that signs itself; whoever trusts it gives it as BINANCE_CA_FILE.
make_certificate() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
		-addext 'subjectAltName=IP:127.0.0.1,DNS:localhost' -keyout server.key -out server.crt 2>/dev/null
}

# Starts the exchange and waits until it listens. TLS=yes: with the certificate.
start_exchange() { # options...
	rm -f port
	scheme=
	if [ "${TLS:-no}" = yes ]; then
		set -- --tls-cert server.crt --tls-key server.key "$@"
		scheme=s
	fi
	"$AUTOCOIN" exchange --listen "127.0.0.1:${EXCHANGE_PORT:-0}" --port-file port --account key:secret \
		--quiet "$@" >exchange.txt 2>&1 &
	exchange_pid=$!
	for _ in $(seq 600); do
		[ -s port ] && break
		kill -0 $exchange_pid 2>/dev/null || break
		sleep 0.1
	done
	port=$(cat port 2>/dev/null)
	export BINANCE_REST_URL="http$scheme://127.0.0.1:$port" BINANCE_WS_URL="ws$scheme://127.0.0.1:$port"
	export BINANCE_WS_API_URL="ws$scheme://127.0.0.1:$port/ws-fapi/v1" BINANCE_SAPI_URL="http$scheme://127.0.0.1:$port"
	export BINANCE_API_KEY=key BINANCE_API_SECRET=secret
	if [ -n "$scheme" ]; then export BINANCE_CA_FILE="$WORK/server.crt"; else unset BINANCE_CA_FILE; fi
}

# Ends a process that was started here, in order; its exit code.
stop() { # pid
	kill -TERM "$1" 2>/dev/null
	wait "$1"
}

stop_exchange() {
	stop $exchange_pid
	code=$?
	exchange_pid=
	return $code
}

start_trader() { # options...
	"$AUTOCOIN" run --mode testnet --symbols "$SYMBOLS" --quiet "$@" >trader.txt 2>&1 &
	trader_pid=$!
}

stop_trader() {
	stop $trader_pid
	code=$?
	trader_pid=
	return $code
}

# Waits until a condition of the shell holds; 1 after so many seconds.
wait_for() { # seconds, command...
	limit=$(($1 * 5))
	shift
	for _ in $(seq $limit); do
		"$@" >/dev/null 2>&1 && return 0
		sleep 0.2
	done
	return 1
}

# The exchange's --end-file is there.
feed_has_ended() { [ -e feed-ended ]; }

heartbeat() { sqlite3 :memory: "select json_extract(readfile('status/heartbeat.json'), '$1')"; }
heartbeat_is() { [ "$(heartbeat "$1")" = "$2" ]; }

cleanup() {
	[ -z "$trader_pid" ] || kill -9 $trader_pid 2>/dev/null
	[ -z "$exchange_pid" ] || kill -9 $exchange_pid 2>/dev/null
	rm -rf "$WORK"
}
trap cleanup EXIT
