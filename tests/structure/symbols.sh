#!/bin/sh
# Looks at what the static libraries of layers 0 to 3 ask of the outside: no clock, no input or output,
# no allocation, no threads. What nm sees cannot hide behind a macro. Prints TAP, one line a room.
#
# It lists what is allowed, so that a function nobody thought of is refused, one of a higher layer too. A
# call may be excused on its line with a comment: tidy-ok: reason.
set -u
root=${AC_SOURCE_ROOT:-.}
rooms='core market indicator strategy risk executor recovery exchange simulated binance/codec engine strategies'

# Sanitizers bring symbols of their own and link-time optimisation hides ours, so this wants a plain build.
plain_build() {
	for build in "${AC_BUILD_ROOT:-}" "$root/build/clang"; do
		library=$build/src/core/libac_core.a
		if [ -e "$library" ] && nm "$library" 2>/dev/null | grep -q ' T ac_dec_mul$' &&
			! nm -u "$library" | grep -q '__asan\|__ubsan\|__tsan'; then
			echo "$build"
			return
		fi
	done
}

# Prints the forbidden symbols of the library $1 (room $2, sources in $3), each with its object. The file
# $4 names what the layers below and beside define.
violations() {
	nm -A -u "$1" 2>&1 | awk -v room="$2" -v ours="$4" '
	BEGIN {
		arithmetic = "sqrt|cbrt|log|log1p|log2|log10|exp|exp2|expm1|pow|hypot|fabs|fmod|fmin|fmax|" \
			"floor|ceil|trunc|round|rint|nearbyint|lround|llround|lrint|llrint|frexp|ldexp|" \
			"scalbn|modf|sin|cos|tan|atan|atan2|tanh|nextafter|copysign|fma"
		compiler = "_GLOBAL_OFFSET_TABLE_|__stack_chk_fail|__u?(div|mod|divmod|mul)ti[34]|" \
			"__(fix|float|fixuns|floatun)[a-z]*"
		while ((getline name <ours) > 0)
			defined[name] = 1
		allowed = "^(mem[a-z]*|str[a-z]*|bcmp|bsearch|" arithmetic "|" compiler ")$"
		denied = "^(str[n]?dup[a]?|strto.*|str[fp]time|strerror.*|strsignal|strtok.*|memalign|memfd.*)$"
	}
	$(NF - 1) == "U" {
		symbol = $NF
		object = $1
		sub(/:$/, "", object)
		sub(/.*[:\/]/, "", object)
		if (symbol in defined || (symbol ~ allowed && symbol !~ denied))
			next
		if (room == "core" && symbol == "abort")
			next
		if (room == "binance/codec" && symbol ~ /^json_/)
			next
		print symbol, object
		next
	}
	NF > 0 && !/:$/ { print "unreadable", $0 }' | while read -r symbol object; do
		grep -rqE "(^|[^A-Za-z0-9_])${symbol}[^A-Za-z0-9_].*tidy-ok: [^ *]" "$3" || echo "$object: $symbol"
	done
}

number=0
failed=0
report() { # description, violations
	number=$((number + 1))
	if [ -z "$2" ]; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
		echo "$2" | sed 's/^/# /'
		failed=1
	fi
}

self_test() {
	house=$(mktemp -d)
	cat >"$house/bad.c" <<-'EOF'
	#include <jansson.h>
	#include <math.h>
	#include <stdio.h>
	#include <stdlib.h>
	#include <string.h>
	#include <time.h>
	void ours(void);
	void theirs(void);
	long bad(char *text, double x);
	long bad(char *text, double x)
	{
		snprintf(text, 9, "%f", sqrt(x));
		if (strlen(text) > 3 || json_loads(text, 0, NULL) == NULL)
			free(malloc(strlen(text)));
		ours();
		theirs();
		srand(1); /* tidy-ok: a test of the excuse */
		return time(NULL) + strtol(text, NULL, 10);
	}
	EOF
	cp "$house/bad.c" "$house/binance_bad.c"
	for name in bad binance_bad; do
		${CC:-cc} -O0 -c -o "$house/$name.o" "$house/$name.c" 2>&1 &&
			ar rcs "$house/lib$name.a" "$house/$name.o"
	done
	echo ours >"$house/defined"
	seen=$({
		violations "$house/libbad.a" core "$house" "$house/defined"
		violations "$house/libbinance_bad.a" binance/codec "$house" "$house/defined"
	} | sed 's/__\(.*\)_chk/\1/' | sort | tr '\n' ' ')
	rm -rf "$house"
	wanted=
	for object in bad.o binance_bad.o; do
		for symbol in free json_loads malloc snprintf strtol theirs time; do
			[ "$object $symbol" = "binance_bad.o json_loads" ] ||
				wanted="$wanted$object: $symbol "
		done
	done
	[ "$seen" = "$wanted" ] || echo "seen: $seen, wanted: $wanted"
}

build=$(plain_build)
if [ -z "$build" ]; then
	echo "1..0 # SKIP no build without sanitizers here; ./go test makes one"
	exit 0
fi
folder_of() {
	[ "$1" = strategies ] && echo strategies || echo "src/$1"
}

defined=$(mktemp)
for room in $rooms; do
	find "$build/$(folder_of "$room")" -name '*.a' -exec nm -g --defined-only {} + 2>/dev/null
done | awk 'NF == 3 { print $3 }' | sort -u >"$defined"

echo "1..$(($(echo $rooms | wc -w) + 1))"
report "forbidden symbols in a made-up library are seen" "$(self_test)"
for room in $rooms; do
	folder=$(folder_of "$room")
	libraries=$(find "$build/$folder" -name '*.a' 2>/dev/null)
	found=
	# A room of headers alone has no library; its code is seen in the rooms that include it.
	[ -n "$libraries" ] || [ -z "$(find "$root/$folder" -name '*.c')" ] ||
		found="no library in $build/$folder"
	for library in $libraries; do
		found=$found$(violations "$library" "$room" "$root/$folder" "$defined")
	done
	report "symbols of $folder" "$found"
done
rm -f "$defined"
exit $failed
