#!/bin/sh
# go - everything a person does with this project, in one word: ./go help
# POSIX sh; runs from any folder; installs what it misses on Debian.
set -eu

root=$(cd "$(dirname "$(readlink -f "$0")")" && pwd -P)
build=$root/build
commands='demo test check build bench lint format fuzz screenshots clean help'

packages_build='gcc libc6-dev meson ninja-build pkg-config libjansson-dev libyaml-dev libsqlite3-dev zlib1g-dev
	libzip-dev libuv1-dev libcurl4-openssl-dev libssl-dev libwslay-dev libwebsockets-dev libncurses-dev'
packages_test="$packages_build curl libcmocka-dev libgmp-dev clang libclang-rt-14-dev g++ sqlite3 zip
	openssl ca-certificates prometheus chromium fonts-dejavu-core"
packages_lint="$packages_test clang-format clang-tidy"
packages_fuzz="$packages_test"
packages_screenshots="$packages_test pngquant"

die() {
	printf './go: %s\n' "$*" >&2
	exit 1
}

usage() {
	cat <<-'EOF'
	usage: ./go COMMAND

	  demo [OPTION…]     build, then trade several symbols on the synthetic feed; ./go demo --for 20s
	  test [NAME…]       everything under sanitizers, or the tests whose names contain NAME
	  check NAME…        one debug tree, and only the tests whose names contain NAME: seconds after a change
	  build              the release binary: build/release/src/cli/autocoin
	  bench [OPTION…]    speed and memory of the release build
	  lint               formatting, clang-tidy, names of files, leftovers, scripts
	  format             put all sources into the project's format
	  fuzz [SECONDS]     each fuzz target for SECONDS (60)
	  screenshots        docs/images/ anew, from a running demo
	  clean              remove build/
	  help               this text

	A property test prints its seed; AC_SEED=SEED ./go test NAME repeats it.
	EOF
}

# Installs those of the named packages that are absent. Other systems are left to their owner: the
# build then says what it misses.
need() {
	command -v dpkg-query >/dev/null 2>&1 || return 0
	missing=
	for package in "$@"; do
		state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) || state=
		[ "$state" = installed ] || missing="$missing $package"
	done
	[ -n "$missing" ] || return 0
	as_root=
	if [ "$(id -u)" -ne 0 ]; then
		command -v sudo >/dev/null 2>&1 ||
			die "these packages are missing and only root can install them:$missing"
		as_root=sudo
	fi
	echo "installing:$missing"
	# shellcheck disable=SC2086  # a list of words
	quietly install $as_root sh -c 'export DEBIAN_FRONTEND=noninteractive
		apt-get -o DPkg::Lock::Timeout=300 update &&
		exec apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"' apt $missing
}

# The page of the dashboard is built by node, and other people's clients run on it; who has it from elsewhere
# than Debian keeps it.
need_node() {
	command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 && return 0
	need nodejs npm
}

# Runs a command without a word unless it fails; then shows the end of what it said.
quietly() {
	label=$1
	shift
	mkdir -p "$build/log"
	if ! "$@" >"$build/log/$label.log" 2>&1; then
		# What went well before the first complaint is noise; without a complaint the end must do.
		grep -qE 'FAILED:|ERROR|error:|^E: ' "$build/log/$label.log" ||
			tail -n 20 "$build/log/$label.log" >&2
		awk '/FAILED:|ERROR|error:|^E: /{ bad = 1 } bad && !/^\[[0-9\/]+\] /' "$build/log/$label.log" |
			head -n 60 >&2
		die "$label failed; all of it is in build/log/$label.log"
	fi
}

# Editors and clangd look for the compiler's flags in the root.
link_flags() { # name
	[ -e "$root/compile_commands.json" ] || ln -sfn "build/$1/compile_commands.json" "$root/compile_commands.json"
}

# Configures build/NAME once, and again when this script asks for other options or the checkout was moved: meson
# has written down where the sources were.
configure() { # name, compiler, options...
	need_node
	folder=$build/$1 compiler=$2
	link_flags "$1"
	shift 2
	wanted="$root $compiler $*"
	if [ -f "$folder/build.ninja" ] && [ "$(cat "$folder/options" 2>/dev/null)" = "$wanted" ]; then
		return 0
	fi
	rm -rf "$folder"
	quietly configure env CC="$compiler" meson setup "$folder" "$root" "$@"
	printf '%s\n' "$wanted" >"$folder/options"
}

compile() { # name, what, targets...
	folder=$build/$1 what=$2
	shift 2
	need_node
	start=$(date +%s)
	printf 'compiling %s … ' "$what"
	quietly compile ninja -C "$folder" "$@"
	printf '%s s\n' "$(($(date +%s) - start))"
}

configure_release() {
	configure release gcc -Dbuildtype=release -Db_lto=true
}

configure_clang() {
	configure clang clang -Dbuildtype=debugoptimized
}

build_release() {
	# shellcheck disable=SC2086
	need $packages_build
	configure_release
	compile release 'the release' src/cli/autocoin src/cli/autocoin-exchange
}

run_build() {
	build_release
	echo "build/release/src/cli/autocoin and autocoin-exchange are ready"
}

# The shipped configuration with narrower bands, so that there is something to see within seconds.
prepare_demo() {
	demo=$build/demo
	rm -rf "$demo"
	mkdir -p "$demo"
	cp -r "$root/config" "$root/strategies" "$demo/"
	sed -i 's/band_k: .*/band_k: 1.2/; s/adx_max: .*/adx_max: 40/' "$demo"/strategies/vwap_reversion/*.yaml
}

run_demo() {
	build_release
	prepare_demo
	cd "$root"
	exec "$build/release/src/cli/autocoin" run --root "$demo" --mode sim --feed synthetic --speed 600 \
		--account demo --new-account --for 120s "$@"
}

run_bench() {
	# shellcheck disable=SC2086
	need $packages_test
	configure_release
	compile release 'the release' src/cli/autocoin src/cli/autocoin-exchange tests/bench/autocoin_bench
	"$build/release/tests/bench/autocoin_bench" "$@"
	AC_SOURCE_ROOT=$root AC_BUILD_ROOT=$build/release sh "$root/tests/bench/wire.sh"
	AC_SOURCE_ROOT=$root AC_BUILD_ROOT=$build/release sh "$root/tests/bench/dashboard.sh"
}

# Names of the tests of a tree that contain one of the arguments, one a line.
matching_tests() { # tree, names…
	tree=$1
	shift
	mkdir -p "$build/log"
	meson test -C "$build/$tree" --no-rebuild --list 2>/dev/null | sed 's/.* \/ //' >"$build/log/tests"
	[ $# -gt 0 ] || set -- ''
	for name in "$@"; do
		grep -iF -e "$name" "$build/log/tests" || true
	done | sort -u
}

# Of meson's lines, those of failing programs; on a terminal also which one is running.
show_progress() {
	if [ -t 1 ]; then
		awk '/^ *[0-9]+\/[0-9]+ / {
			bad = !/ (OK|SKIP) +[0-9.]+s/
			sub(/ +(OK|SKIP) .*/, "")
			printf "\r\033[K  %s%s", substr($0, 1, 90), bad ? "\n" : ""
			fflush()
		} END { printf "\r\033[K" }'
	else
		awk '/^ *[0-9]+\/[0-9]+ / && !/ (OK|SKIP) +[0-9.]+s/ { print "  " $0; fflush() }'
	fi
}

run_test() {
	# shellcheck disable=SC2086
	need $packages_test
	configure test gcc -Dbuildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false
	configure_clang
	configure_release
	compile test 'with gcc and sanitizers'
	compile clang 'with clang'
	compile release 'the release' src/cli/autocoin src/cli/autocoin-exchange
	tests=$(matching_tests test "$@")
	if [ -z "$tests" ]; then
		echo "no test has such a name: $*"
		echo "0 passed, 0 failed, 0 skipped"
		exit 1
	fi
	echo "running $(printf '%s\n' "$tests" | wc -l) test programs"
	log=$build/test/meson-logs/testlog.json
	rm -f "$log"
	printf '%s\n' "$tests" | tr '\n' '\0' |
		PYTHONUNBUFFERED=1 xargs -0 meson test -C "$build/test" --no-rebuild 2>&1 | show_progress
	[ -f "$log" ] || die "meson did not run the tests"
	awk -f "$root/tests/tally.awk" "$log"
}

# What a person runs between two lines of code: meson builds what the chosen tests need, and nothing else.
run_check() {
	[ $# -gt 0 ] || die "check wants a part of a test's name, as in './go check bracket'"
	# shellcheck disable=SC2086
	need $packages_test
	configure check gcc -Dbuildtype=debug -Db_sanitize=address,undefined -Db_lundef=false
	tests=$(matching_tests check "$@")
	[ -n "$tests" ] || die "no test has such a name: $*"
	printf '%s\n' "$tests" | tr '\n' '\0' | xargs -0 meson test -C "$build/check" --print-errorlogs
}

# All C sources and headers, NUL-terminated.
sources() {
	find "$root/src" "$root/include" "$root/strategies" "$root/tests" -name '*.[ch]' -print0
}

lint_failed=0
check() { # description, complaints
	if [ -z "$2" ]; then
		echo "ok    $1"
	else
		echo "FAIL  $1"
		printf '%s\n' "$2" | head -n 60 | sed 's/^/      /'
		lint_failed=1
	fi
}

# The product only: cmocka's failures look like returns to the analyzer, and tests run under sanitizers.
# One source a process: in company, clang-tidy 14 takes every va_list for uninitialized.
tidy() {
	find "$root/src" "$root/strategies" -name '*.c' -print0 |
		xargs -0 -P 2 -n 1 clang-tidy --quiet -p "$build/clang" 2>/dev/null |
		grep -E '(error|warning):' | sed 's/^[^:]*\.\.\/\.\.\///' | sort -u
}

run_lint() {
	# shellcheck disable=SC2086
	need $packages_lint
	configure_clang
	check 'formatting (./go format repairs it)' \
		"$(sources | xargs -0 clang-format --dry-run -Werror 2>&1 | grep error: || true)"
	check 'names of files say what is in them' "$(find "$root/src" "$root/strategies" "$root/tests" |
		grep -E '/(utils?|misc|common|helpers?)(\.[a-z]+)?$' || true)"
	# The words are split here, or this line would find itself.
	leftovers="\\b(TO""DO|FIX""ME)\\b|\\bXX""X:?( |$)"
	check 'nothing left for later' "$(cd "$root" && find . \( -name .git -o -path ./build \) -prune \
		-o -type f -exec grep -InE "$leftovers" {} + || true)"
	check 'scripts parse' "$(cd "$root" && find . \( -name .git -o -path ./build \) -prune -o -type f \
		-exec grep -lI '^#!/bin/sh' {} + | while read -r script; do
		sh -n "$script" 2>&1 || true
	done)"
	compile clang 'with clang'
	check 'clang-tidy' "$(tidy || true)"
	[ $lint_failed -eq 0 ] || exit 1
}

run_format() {
	# shellcheck disable=SC2086
	need $packages_lint
	sources | xargs -0 clang-format -i
}

run_fuzz() {
	seconds=${1:-60}
	case $seconds in
	'' | *[!0-9]*) die "fuzz wants a number of seconds, not '$seconds'" ;;
	esac
	# shellcheck disable=SC2086
	need $packages_fuzz
	configure fuzz clang -Dbuildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false \
		-Dc_args=-fsanitize=fuzzer-no-link
	# Targets are found when meson looks: a new one needs a second look.
	quietly configure meson setup --reconfigure "$build/fuzz" "$root"
	fuzz_failed=0
	for source in "$root"/tests/fuzz/fuzz_*.c; do
		target=$(basename "$source" .c)
		compile fuzz "$target" "tests/fuzz/$target"
		corpus=$build/fuzz-corpus/${target#fuzz_}
		mkdir -p "$corpus"
		cp "$root/tests/fuzz/corpus/${target#fuzz_}/"* "$corpus/" 2>/dev/null || true
		printf '%s for %s s … ' "$target" "$seconds"
		if (cd "$build/fuzz" && "tests/fuzz/$target" -max_total_time="$seconds" -max_len=65536 \
			-timeout=10 -artifact_prefix="$build/fuzz/$target-" "$corpus") \
			>"$build/log/$target.log" 2>&1; then
			sed -n 's/^Done \([0-9]* runs\).*/\1, nothing found/p' "$build/log/$target.log"
		else
			echo "FAILED"
			tail -n 40 "$build/log/$target.log"
			fuzz_failed=1
		fi
	done
	[ $fuzz_failed -eq 0 ] || exit 1
}

run_screenshots() {
	# shellcheck disable=SC2086
	need $packages_screenshots
	need_node
	build_release
	prepare_demo
	AC_SOURCE_ROOT=$root AC_BUILD_ROOT=$build/release \
		sh "$root/tests/browser/screenshots.sh" "$demo" "$root/docs/images"
}

run_clean() {
	rm -rf "$build"
}

# The command with the fewest edits from $1.
nearest() {
	printf '%s\n' $commands | awk -v typed="$1" '
	function least(a, b) {
		return a < b ? a : b
	}
	function distance(a, b,    i, j, row, before, diagonal) {
		for (j = 0; j <= length(b); j++)
			row[j] = j
		for (i = 1; i <= length(a); i++) {
			diagonal = row[0]
			row[0] = i
			for (j = 1; j <= length(b); j++) {
				before = row[j]
				row[j] = least(least(row[j], row[j - 1]) + 1,
					       diagonal + (substr(a, i, 1) != substr(b, j, 1)))
				diagonal = before
			}
		}
		return row[length(b)]
	}
	{
		edits = distance(typed, $0)
		if (NR == 1 || edits < fewest) {
			fewest = edits
			best = $0
		}
	}
	END { print best }'
}

command=${1:-help}
[ $# -eq 0 ] || shift
case $command in
demo | test | check | build | bench | lint | format | fuzz | screenshots | clean) "run_$command" "$@" ;;
help | --help | -h) usage ;;
*)
	echo "./go: there is no '$command'; did you mean '$(nearest "$command")'? ./go help lists all" >&2
	exit 2
	;;
esac
