#!/bin/sh
# Feeds the counter of ./go test made-up results: a crash, a timeout, a missing plan or test must never
# count as success. Prints TAP.
set -u
root=${AC_SOURCE_ROOT:-.}

number=0
failed=0
expect() { # description, wanted last line, wanted exit code, log
	number=$((number + 1))
	output=$(printf '%s' "$4" | awk -f "$root/tests/tally.awk")
	code=$?
	last=$(printf '%s\n' "$output" | tail -n 1)
	if [ "$last" = "$2" ] && [ "$code" -eq "$3" ]; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
		printf '%s\n' "wanted '$2' and code $3, got code $code and:" "$output" | sed 's/^/# /'
		failed=1
	fi
}

program() { # result, return code, output as JSON
	printf '{"name": "room name", "stdout": "%s", "result": "%s", "starttime": 1.5, ' "$3" "$1"
	printf '"duration": 0.25, "returncode": %s, "env": {"stdout": "1..1\\nok 1\\n"}, "command": []}\n' "$2"
}

echo 1..13
expect 'passes count' '2 passed, 0 failed, 0 skipped' 0 \
	"$(program OK 0 '1..2\nok 1 - a\nok 2 - b\n# ok - tests\n')"
expect 'a failed line counts once' '1 passed, 1 failed, 0 skipped' 1 \
	"$(program FAIL 1 '1..2\nok 1 - a\nnot ok 2 - b\n')"
expect 'skips in both spellings' '1 passed, 0 failed, 2 skipped' 0 \
	"$(program OK 0 '1..3\nok 1 - a\nnot ok 2 # SKIP b\nok 3 - c # SKIP why\n')"
expect 'a crash is a failure' '1 passed, 1 failed, 0 skipped' 1 \
	"$(program FAIL -11 '1..2\nok 1 - a\n')"
expect 'a bad return code is one too' '1 passed, 1 failed, 0 skipped' 1 \
	"$(program FAIL 66 '1..1\nok 1 - a\n')"
expect 'a timeout too' '1 passed, 1 failed, 0 skipped' 1 \
	"$(program TIMEOUT -15 '1..2\nok 1 - a\n')"
expect 'no plan too' '0 passed, 1 failed, 0 skipped' 1 \
	"$(program OK 0 'all is well\n')"
expect 'a shortened run too' '1 passed, 1 failed, 0 skipped' 1 \
	"$(program OK 0 '1..3\nok 1 - a\n')"
expect 'only skips prove nothing' '0 passed, 0 failed, 1 skipped' 1 \
	"$(program OK 0 '1..0 # SKIP no data here\n')"
expect 'quotes and two plans' '2 passed, 0 failed, 0 skipped' 0 \
	"$(program OK 0 '1..1\nsaid \"ok 7\" and \\nok 8\\n\nok 1 - quotes\n1..1\nok 1 - second plan\n')"
expect 'no program at all' '0 passed, 0 failed, 0 skipped' 1 ''
expect 'programs add up' '1 passed, 1 failed, 0 skipped' 1 \
	"$(program OK 0 '1..1\nok 1 - a\n' && program FAIL 1 '1..1\nnot ok 1 - b\n')"
# A line that failed far above the end of a long output is what a person looks for.
long='1..601\nnot ok 1 - early\n# because\n'
for i in $(seq 2 601); do long="${long}# said $i\nok $i - x\n"; done
shown=$(program FAIL 1 "$long" | awk -f "$root/tests/tally.awk" | grep -cE '^ +(not ok 1 - early|# because)$')
number=$((number + 1))
if [ "$shown" = 2 ]; then
	echo "ok $number - what failed is shown, however long the output"
else
	echo "not ok $number - what failed is shown, however long the output"
	failed=1
fi
exit $failed
