#!/bin/sh
# The page in a real browser against a real trader, which trades on a simulated exchange over the wire; then
# over the database that it left.
. "$AC_SOURCE_ROOT/tests/integration/tap.sh"
. "$AC_SOURCE_ROOT/tests/integration/exchange.sh"
. "$AC_SOURCE_ROOT/tests/browser/browser.sh"
use_eager_configuration
SYMBOLS=BTCUSDT,ETHUSDT,SOLUSDT
TLS=no
export DASHBOARD_PORT=0

# The address that a program printed at its start.
address_of() { # file
	sed -n 's/^.*\(http:\/\/[^ ]*\).*$/\1/p' "$1" | head -n 1
}
is_listening() { [ -n "$(address_of "$1")" ]; }
has_traded() { [ "$(sqlite3 -readonly database/trader.db 'select count(*) from round_trips' 2>/dev/null || echo 0)" -gt 12 ]; }

start_exchange --feed synthetic:seed=11 --symbols "$SYMBOLS" --speed 300 --rebase
[ -n "$port" ] || not_ok "the exchange listens" "$(tail -n 5 exchange.txt)"
start_trader
wait_for 60 is_listening trader.txt || not_ok "the dashboard is served" "$(tail -n 20 trader.txt)"
wait_for 180 has_traded || not_ok "trades are closed" "$(tail -n 20 trader.txt)"
if [ "$tap_failed" = 0 ]; then
	drive 300 trader "$(address_of trader.txt)" "$WORK/database/trader.db" $trader_pid $exchange_pid "$pictures"
	wait $exchange_pid
	exchange_pid=
	stop_trader
	check_equal "the trader stops in order" $code 0
	[ $code = 0 ] || tail -n 20 trader.txt | sed 's/^/# /'
	"$AUTOCOIN" dashboard --db "sqlite:///$WORK/database/trader.db" --port 0 >dashboard.txt 2>&1 &
	trader_pid=$!
	if wait_for 30 is_listening dashboard.txt; then
		drive 120 alone "$(address_of dashboard.txt)" "$WORK/database/trader.db" "$pictures"
	else
		not_ok "the database alone is served" "$(tail -n 20 dashboard.txt)"
	fi
	stop_trader
	check_equal "the dashboard alone stops in order" $code 0
fi
done_testing
