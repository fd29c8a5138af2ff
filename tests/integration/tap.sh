# tap.sh - what the integration tests share: TAP lines, a folder of their own, the binary.
# Sourced; expects AC_SOURCE_ROOT and AC_BUILD_ROOT as meson sets them.
: "${AC_SOURCE_ROOT:?}" "${AC_BUILD_ROOT:?}"
AUTOCOIN="$AC_BUILD_ROOT/src/cli/autocoin"
SHARED="$AC_SOURCE_ROOT/../shared/data"
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
# Traders of several tests run beside each other: each takes any free port for its dashboard.
export DASHBOARD_PORT=0
# What a person has set for their own trader is not for these.
unset SLACK_WEBHOOK_URL ALERT_WEBHOOK_URL
cd "$WORK" || exit 1
tap_count=0
tap_failed=0

# Copies the shipped configuration into the working folder.
use_shipped_configuration() {
	mkdir -p config strategies/vwap_reversion
	cp "$AC_SOURCE_ROOT"/config/symbols.yaml "$AC_SOURCE_ROOT"/config/risk.yaml config/
	cp "$AC_SOURCE_ROOT"/strategies/vwap_reversion/*.yaml strategies/vwap_reversion/
}

ok() { # description
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1"
}

not_ok() { # description, why
	tap_count=$((tap_count + 1))
	tap_failed=1
	echo "not ok $tap_count - $1"
	printf '%s\n' "$2" | sed 's/^/# /'
}

skip() { # description, why
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1 # SKIP $2"
}

check_equal() { # description, got, wanted
	if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "got '$2', wanted '$3'"; fi
}

check_contains() { # description, text, part
	case "$2" in
	*"$3"*) ok "$1" ;;
	*) not_ok "$1" "'$3' is not in: $2" ;;
	esac
}

check_same_file() { # description, a, b
	if cmp -s "$2" "$3"; then ok "$1"; else not_ok "$1" "$(diff "$2" "$3" 2>&1 | head -12)"; fi
}

done_testing() {
	echo "1..$tap_count"
	[ "$tap_failed" = 0 ]
}
