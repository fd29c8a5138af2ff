#!/bin/sh
# One file of the product reads the machine's clocks; shells are given theirs, and name the machine's nowhere
# but where a program begins. Prints TAP. A line may be excused with a comment: tidy-ok: reason.
set -u
root=${AC_SOURCE_ROOT:-.}

# Rooms that a simulation never runs, or that begin a program. Everybody else is handed a struct ac_clock.
outermost='^(cli|trader|simulator/program|sys/(clock|log)|database|dashboard|alerts|control|session/pace)'

# Lines of $1 that read a clock past sys/clock.c.
readings() {
	grep -rnE '\b(clock_gettime|gettimeofday|ftime|timespec_get|uv_now|uv_hrtime|uv_clock_gettime|time) *\(' "$1" \
		--include='*.[ch]' | sed 's/"[^"]*"/""/g' | grep -E 'time *\(|uv_now *\(|timespec_get *\(' | grep -vE '/sys/clock\.c:|tidy-ok: [^ *]|^[^:]*:[0-9]+:\s*(/?\*|//)' |
		grep -vE '\.time *\(|->time *\(|_time *\('
}

# Lines of $1 that name the machine's clock in a room that should be given one.
namings() {
	(cd "$1" && grep -rn 'ac_machine_clock' . --include='*.[ch]') | sed 's|^\./||' | grep -vE "$outermost"
}

number=0
failed=0
report() { # description, complaints
	number=$((number + 1))
	if [ -z "$2" ]; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
		printf '%s\n' "$2" | sed 's/^/# /'
		failed=1
	fi
}

self_test() {
	house=$(mktemp -d)
	mkdir -p "$house/sys" "$house/cli" "$house/gateway"
	echo 'x = clock_gettime(CLOCK_REALTIME, &now);' >"$house/sys/clock.c"
	printf '%s\n' 'x = ac_wall_ns(&ac_machine_clock);' 'y = time(NULL);' >"$house/cli/a.c"
	printf '%s\n' 'x = ac_wall_ns(&ac_machine_clock);' 'y = uv_now(loop);' 'z = time (NULL); /* tidy-ok: a test */' \
		'/* the time (of day) */' 'w = row->time (a);' 'say("for this time (default)");' >"$house/gateway/b.c"
	seen=$({
		readings "$house" | sed "s|^$house/||"
		namings "$house"
	} | cut -d: -f1,2 | sort | tr '\n' ' ')
	rm -rf "$house"
	wanted='cli/a.c:2 gateway/b.c:1 gateway/b.c:2 '
	[ "$seen" = "$wanted" ] || echo "seen: $seen, wanted: $wanted"
}

echo 1..3
report "what reads a clock is seen in a made-up house" "$(self_test)"
report "only sys/clock.c reads the machine's clocks" "$(readings "$root/src"; readings "$root/strategies")"
report "shells are given their clocks" "$(namings "$root/src")"
exit $failed
