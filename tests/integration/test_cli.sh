#!/bin/sh
# What a person meets first: help, wrong words, wrong files, exit codes.
. "$(dirname "$0")/tap.sh"

expect() { # description, exit code, part of the output, command…
	description=$1 wanted=$2 part=$3
	shift 3
	output=$("$@" 2>&1)
	code=$?
	if [ "$code" != "$wanted" ]; then
		not_ok "$description" "exit $code, wanted $wanted: $output"
	else
		check_contains "$description" "$output" "$part"
	fi
}

expect "help lists the commands" 0 "backtest" "$AUTOCOIN" help
expect "version" 0 "autocoin 0." "$AUTOCOIN" version
expect "no command is wrong usage" 2 "usage:" "$AUTOCOIN"
expect "an unknown command gets the nearest one" 2 "did you mean 'backtest'" "$AUTOCOIN" bakctest
for command in run backtest replay check strategies db; do
	expect "$command --help has an example" 0 "Example" "$AUTOCOIN" $command --help
done
expect "an unknown option gets the nearest one" 2 "did you mean '--speed'" "$AUTOCOIN" run --spede 1
expect "an unknown parameter gets the nearest one" 2 "did you mean 'band_k'" \
	"$AUTOCOIN" backtest --data x.csv --symbol BTCUSDT --set bandk=2
expect "a parameter out of range is refused with its range" 2 "[0.1, 10]" \
	"$AUTOCOIN" backtest --data x.csv --symbol BTCUSDT --set band_k=11
expect "a missing file is a failure that names it" 1 "x.csv" \
	"$AUTOCOIN" backtest --data x.csv --symbol BTCUSDT
printf 'open_time,open,high,low,close,volume\n1746372780000,1,2,0.5,oops,1\n' >bad.csv
expect "a malformed line is refused with its place" 1 "bad.csv:2:" \
	"$AUTOCOIN" backtest --data bad.csv --symbol BTCUSDT
expect "a symbol without rules says what to do" 2 "--exchange-info" \
	"$AUTOCOIN" backtest --data bad.csv --symbol NOSUCHUSDT
expect "run without configuration names the missing file" 2 "config/symbols.yaml" \
	"$AUTOCOIN" run --for 1s

use_shipped_configuration
expect "the shipped configuration is in order" 0 "RECV_WINDOW_MS" "$AUTOCOIN" check
printf 'BINANCE_API_SECRET=abcdefghijklmnop\nBINANCE_API_KEY=key-key-key-key\n' >.env
chmod 600 .env
output=$("$AUTOCOIN" check 2>&1)
case "$output" in
*abcdefghijklmnop* | *key-key-key-key*) not_ok "check masks secrets" "$output" ;;
*) ok "check masks secrets" ;;
esac
chmod 644 .env
expect "a .env that others can read is refused" 2 "chmod 600" "$AUTOCOIN" check
rm .env
expect "mainnet is refused, nothing starts" 2 "mainnet" \
	env BINANCE_API_KEY=k BINANCE_API_SECRET=s "$AUTOCOIN" run --mode mainnet
expect "PostgreSQL is refused with a clear message" 2 "PostgreSQL" \
	env DB_URL=postgresql://localhost/x "$AUTOCOIN" check
printf 'limits:\n  account_drawdwn_pct: 0.15abc\n' >config/risk.yaml
expect "an unknown key is refused with its place" 2 "config/risk.yaml:2:3" "$AUTOCOIN" check
expect "strategies explains parameters" 0 "band_k" "$AUTOCOIN" strategies vwap_reversion
expect "replay of something else says so" 1 "not a journal" "$AUTOCOIN" replay bad.csv
done_testing
