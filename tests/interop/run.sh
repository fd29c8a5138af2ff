#!/bin/sh
# Other people's clients against the served simulated exchange, plain and over TLS: the exchange's
# own SDK, ccxt and "binance" find nothing that the real one would not have said. Loopback only.
for tool in node npm openssl; do
	command -v $tool >/dev/null 2>&1 || {
		echo "1..0 # skip $tool is not installed"
		exit 0
	}
done
. "$(dirname "$0")/../integration/tap.sh"
interop="$AC_SOURCE_ROOT/tests/interop"
modules="$AC_BUILD_ROOT/interop"

# Copies what the libraries are, by the lock, into the build folder; they stay there between runs.
install_libraries() {
	mkdir -p "$modules"
	cmp -s "$interop/package-lock.json" "$modules/installed" && return 0
	rm -f "$modules/installed"
	cp "$interop/package.json" "$interop/package-lock.json" "$interop/.npmrc" "$modules/"
	(cd "$modules" && npm ci --ignore-scripts --no-audit --no-fund >npm.log 2>&1) || return 1
	cp "$interop/package-lock.json" "$modules/installed"
}
if ! install_libraries; then
	echo "1..0 # skip npm ci did not work: $(grep -im1 error "$modules/npm.log" | cut -c1-120)"
	exit 0
fi
cp "$interop"/*.mjs "$modules/"

unset HTTP_PROXY HTTPS_PROXY ALL_PROXY http_proxy https_proxy all_proxy
NO_PROXY='*' no_proxy='*'
export NO_PROXY no_proxy

# An authority of our own, and what it signs for 127.0.0.1.
make_certificates() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=interop-authority \
		-keyout authority.key -out authority.pem &&
		openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost \
			-keyout server.key -out server.csr &&
		printf 'subjectAltName=IP:127.0.0.1,DNS:localhost\n' >server.ext &&
		openssl x509 -req -in server.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days 2 \
			-extfile server.ext -out server.pem &&
		openssl genpkey -algorithm ed25519 -out ed25519.key && openssl pkey -in ed25519.key -pubout -out ed25519.pub
} 2>openssl.log
make_certificates || not_ok "certificates are made" "$(cat openssl.log)"

start_exchange() { # plain or tls
	mkdir "$1"
	set -- "$1" --listen 127.0.0.1:0 --port-file "$1/port" --feed synthetic:seed=11 --speed 60 --symbols BTCUSDT,ETHUSDT \
		--account official-key:official-secret --account ccxt-key:ccxt-secret --account binance-key:binance-secret \
		--ed25519 ed25519-key:ed25519.pub --quiet
	[ "$1" = plain ] || set -- "$@" --tls server.pem server.key
	transport=$1
	shift
	"$AUTOCOIN" exchange "$@" >"$transport/log" 2>&1 &
	echo $! >"$transport/pid"
}

# Runs the libraries one after the other against one exchange.
drive() { # plain or tls
	export PORT TLS TRANSPORT="$1" NODE_EXTRA_CA_CERTS="$WORK/authority.pem"
	PORT=$(cat "$1/port") TLS=$([ "$1" = tls ] && echo 1)
	export ED25519_KEY=ed25519-key ED25519_FILE="$WORK/ed25519.key"
	for library in official binance ccxt; do
		KEY=$library-key SECRET=$library-secret timeout 120 node --import "$modules/loopback.mjs" "$modules/$library.mjs" \
			>"$1/$library.tap" 2>"$1/$library.err"
		echo $? >"$1/$library.status"
	done
}

# Numbers the lines of one program, and adds one where it ended badly without a failed line.
tell() { # transport, library
	failed=0
	while IFS= read -r line; do
		case "$line" in
		'ok - '*) ok "${line#ok - }" ;;
		'not ok - '*)
			tap_count=$((tap_count + 1))
			failed=1
			echo "not ok $tap_count - ${line#not ok - }"
			;;
		*) printf '%s\n' "$line" ;;
		esac
	done <"$1/$2.tap"
	status=$(cat "$1/$2.status")
	if [ "$failed" = 0 ] && [ "$status" != 0 ]; then
		not_ok "$2 $1 ends in order" "status $status: $(tail -20 "$1/$2.err")"
	elif [ "$failed" = 1 ]; then
		tap_failed=1
		tail -20 "$1/$2.err" | sed 's/^/# /'
	fi
}

stop_exchange() { # plain or tls
	pid=$(cat "$1/pid")
	if kill -TERM "$pid" 2>/dev/null; then
		wait "$pid"
		check_equal "the $1 exchange ends in order" "$? $(grep -ciE 'error|sanitizer' "$1/log")" "0 0"
	else
		wait "$pid"
		not_ok "the $1 exchange lives to the end" "status $?: $(tail -40 "$1/log")"
	fi
}

start_exchange plain
start_exchange tls
trap 'kill $(cat "$WORK"/*/pid) 2>/dev/null; rm -rf "$WORK"' EXIT
for transport in plain tls; do
	tries=0
	until [ -s $transport/port ] || [ $((tries += 1)) -gt 100 ]; do sleep 0.1; done
	[ -s $transport/port ] || not_ok "the $transport exchange starts" "$(tail -20 $transport/log)"
done
[ "$tap_failed" = 0 ] || {
	done_testing
	exit 1
}
for transport in plain tls; do
	(drive $transport) &
	echo $! >$transport.driver
done
for transport in plain tls; do
	wait "$(cat $transport.driver)"
	for library in official binance ccxt; do
		tell $transport $library
	done
done
for transport in plain tls; do
	stop_exchange $transport
done

# Recorded frames of the real exchange, through the routes where their streams live now.
recorded=$SHARED/frames/btcusdt-2024-08-08.jsonl.gz
if [ -e "$recorded" ]; then
	mkdir frames
	"$AUTOCOIN" exchange --listen 127.0.0.1:0 --port-file frames/port --frames "$recorded" --symbols ETHUSDT --speed max --wait-for-client \
		--quiet >frames/log 2>&1 &
	echo $! >frames/pid
	tries=0
	until [ -s frames/port ] || [ $((tries += 1)) -gt 100 ]; do sleep 0.1; done
	timeout 60 node --import "$modules/loopback.mjs" "$modules/frames.mjs" "$(cat frames/port)" "$recorded" \
		>frames/recorded.tap 2>frames/recorded.err
	echo $? >frames/recorded.status
	tell frames recorded
	stop_exchange frames
else
	skip "recorded frames" "there are none beside the project"
fi
done_testing
