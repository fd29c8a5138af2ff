#!/bin/sh
# The backtest gives the strategy page's trade list exactly: an independent implementation of the
# page must write the same bytes, on recorded candles and on synthetic ones.
. "$(dirname "$0")/tap.sh"
ORACLE="$AC_BUILD_ROOT/tests/oracle/vwap_reversion_oracle"
MAKE="$AC_BUILD_ROOT/tests/tools/make_candles"

extra="" # options of autocoin alone

compare() { # description, file, symbol, oracle's rules, then key=value for both
	description=$1 file=$2 symbol=$3 rules=$4
	shift 4
	sets=""
	for pair in "$@"; do sets="$sets --set $pair"; done
	# shellcheck disable=SC2086
	"$ORACLE" "$file" "$symbol" $rules "$@" >oracle.csv 2>oracle.err ||
		{ not_ok "$description" "oracle: $(cat oracle.err)"; return; }
	# shellcheck disable=SC2086
	"$AUTOCOIN" backtest --symbol "$symbol" --data "$file" --guards off --balance 1000000 $sets $extra \
		--trades ours.csv --json >ours.json 2>ours.err ||
		{ not_ok "$description" "autocoin: $(cat ours.err)"; return; }
	if [ "$(wc -l <oracle.csv)" -lt 3 ]; then
		not_ok "$description" "the oracle made no trades: the comparison would prove nothing"
		return
	fi
	check_same_file "$description ($(($(wc -l <oracle.csv) - 1)) trades)" ours.csv oracle.csv
}

BTC="tick=0.1 step=0.001 min_qty=0.001 min_notional=50"
ETH="tick=0.01 step=0.001 min_qty=0.001 min_notional=20"
"$MAKE" BTCUSDT 1 20000 >synthetic.csv
"$MAKE" ETHUSDT 2 20000 >synthetic-eth.csv
compare "synthetic candles, defaults" synthetic.csv BTCUSDT "$BTC"
compare "synthetic candles, rolling anchor" synthetic-eth.csv ETHUSDT "$ETH" anchor=rolling vwap_window=120
compare "synthetic candles, max_hold and vwap exits" synthetic.csv BTCUSDT "$BTC" \
	max_hold_minutes=7 exit_at_vwap=true band_k=1
compare "synthetic candles, brackets inside one candle" synthetic.csv BTCUSDT "$BTC" \
	take_profit_pct=0.02 stop_loss_pct=0.02 band_k=0.5 adx_max=100
compare "synthetic candles, bracket nearer than the slippage" synthetic.csv BTCUSDT "$BTC" \
	take_profit_pct=0.01 stop_loss_pct=0.01 slippage_bps=5 band_k=0.5 adx_max=100
compare "synthetic candles, long only, no slippage, no fee" synthetic-eth.csv ETHUSDT "$ETH" \
	allow_short=false slippage_bps=0 fee=0

if [ -f "$SHARED/README.md" ]; then
	compare "recorded BTCUSDT, defaults" "$SHARED/klines-futures/BTCUSDT-1m.csv.gz" BTCUSDT "$BTC"
	compare "recorded ETHUSDT, rolling" "$SHARED/klines-futures/ETHUSDT-1m.csv.gz" ETHUSDT "$ETH" \
		anchor=rolling band_k=2.5
	compare "recorded ALGOUSDT with minutes without volume" \
		"$SHARED/klines-futures/ALGOUSDT-1m-2024-09.csv.gz" ALGOUSDT \
		"min_qty=0.1" tick=0.0001 step=0.1 min_notional=5 adx_max=30
	rates=$SHARED/funding/BTCUSDT-8h-funding_rate.csv.gz marks=$SHARED/funding/BTCUSDT-8h-mark.csv.gz
	extra="--funding $rates --mark $marks"
	compare "recorded BTCUSDT with funding at the mark" "$SHARED/klines-futures/BTCUSDT-1m.csv.gz" BTCUSDT \
		"$BTC funding=$rates mark=$marks" take_profit_pct=3 stop_loss_pct=2
	extra="--funding $rates"
	compare "recorded BTCUSDT with funding at the open" "$SHARED/klines-futures/BTCUSDT-1m.csv.gz" BTCUSDT \
		"$BTC funding=$rates" take_profit_pct=3 stop_loss_pct=2
	extra=""
else
	skip "recorded candles" "../shared/data is not here"
fi

# Cutting the data after t changes no trade that closed before t.
"$AUTOCOIN" backtest --symbol BTCUSDT --data synthetic.csv --trades whole.csv >/dev/null
for keep in 3000 9999 15000; do
	head -n "$keep" synthetic.csv >cut.csv
	"$AUTOCOIN" backtest --symbol BTCUSDT --data cut.csv --trades cut.trades >/dev/null
	grep -v end_of_data cut.trades >cut.closed
	head -n "$(wc -l <cut.closed)" whole.csv >whole.closed
	check_same_file "cutting the data after $keep candles changes no earlier trade" cut.closed whole.closed
done

"$AUTOCOIN" backtest --symbol BTCUSDT --data synthetic.csv --trades again.csv >/dev/null
"$AUTOCOIN" backtest --symbol BTCUSDT --data synthetic.csv --guards off --trades bare.csv >/dev/null
check_same_file "without --risk the guards change no trade" bare.csv again.csv
printf 'limits:\n  cooldown_sec: 36000\n' >risk.yaml
"$AUTOCOIN" backtest --symbol BTCUSDT --data synthetic.csv --risk risk.yaml --trades paused.csv >/dev/null
check_equal "with --risk its limits bind" "$([ "$(wc -l <paused.csv)" -lt "$(wc -l <again.csv)" ] && echo yes)" yes
check_same_file "two runs give the same bytes" whole.csv again.csv

"$AUTOCOIN" backtest --symbol BTCUSDT --data synthetic.csv --json >report.json
for key in trades net fees funding win_rate profit_factor expectancy max_drawdown sharpe sortino \
	ambiguous_bars bars load_seconds seconds bars_per_second; do
	type=$(sqlite3 :memory: "select json_type(readfile('report.json'), '\$.$key')")
	case "$type" in
	integer | real) ok "--json has $key" ;;
	*) not_ok "--json has $key" "type '$type' in $(cat report.json)" ;;
	esac
done
done_testing
