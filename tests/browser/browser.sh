# browser.sh - what the tests in a browser share: chromium, the library that drives it, the numbering of
# TAP lines. Sourced after tap.sh; ends the test with a reason where a browser cannot be driven.
browser_tests="$AC_SOURCE_ROOT/tests/browser"
modules="$AC_BUILD_ROOT/browser"
PAGE="$AC_BUILD_ROOT/src/dashboard/web/dist"

give_up() { # why
	echo "1..0 # skip $1"
	exit 0
}
for tool in node npm sqlite3; do
	command -v $tool >/dev/null 2>&1 || give_up "$tool is not installed"
done
[ -x /usr/bin/chromium ] || [ -x /usr/bin/chromium-browser ] || [ -x /usr/bin/google-chrome ] ||
	give_up "there is no chromium; apt install chromium"
[ -e "$PAGE/assets.json" ] || give_up "the page is not built"

# Copies what the library is, by the lock, into the build folder; it stays there between runs. Tests that
# begin together do it once.
install_libraries() {
	mkdir -p "$modules"
	cmp -s "$browser_tests/package-lock.json" "$modules/installed" && return 0
	rm -f "$modules/installed"
	cp "$browser_tests/package.json" "$browser_tests/package-lock.json" "$browser_tests/.npmrc" "$modules/"
	(cd "$modules" && npm ci --ignore-scripts >npm.log 2>&1) || return 1
	cp "$browser_tests/package-lock.json" "$modules/installed"
}
prepare_libraries() {
	mkdir -p "$modules"
	(
		flock 9
		install_libraries && cp "$browser_tests"/*.mjs "$modules/"
	) 9>"$modules/lock"
}
prepare_libraries || give_up "npm ci did not work: $(grep -im1 error "$modules/npm.log" | cut -c1-120)"

unset HTTP_PROXY HTTPS_PROXY ALL_PROXY http_proxy https_proxy all_proxy
# Pictures stay after the test, for whoever wants to look.
pictures="$AC_BUILD_ROOT/browser/pictures"
mkdir -p "$pictures"

# Runs one program for at most so many seconds and numbers its lines; one more where it ended badly
# without a failed line.
drive() { # seconds, program, arguments...
	limit=$1 program=$2
	shift 2
	timeout "$limit" node "$modules/$program.mjs" "$@" >"$program.tap" 2>"$program.err"
	status=$?
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
	done <"$program.tap"
	if [ "$failed" = 0 ] && [ "$status" != 0 ]; then
		not_ok "$program ends in order" "status $status: $(tail -n 20 "$program.err")"
	elif [ "$failed" = 1 ]; then
		tap_failed=1
		tail -n 20 "$program.err" | sed 's/^/# /'
	fi
}
