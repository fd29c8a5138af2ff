#!/bin/sh
# Compiles each header alone, twice in a row: it must bring what it needs and guard itself. The public
# header must be clean for plug-ins in C17 and in C++17. Prints TAP, one line a header.
set -u
root=${AC_SOURCE_ROOT:-.}
flags='-Wall -Wextra -Werror -fsyntax-only'

number=0
failed=0
report() { # description, complaint
	number=$((number + 1))
	if [ -z "$2" ]; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
		echo "$2" | sed 's/^/# /'
		failed=1
	fi
}

compile() { # folder, header, language, flags...
	folder=$1 header=$2 language=$3
	shift 3
	printf '#include "%s"\n#include "%s"\n' "$header" "$header" |
		${CC:-cc} "$@" $flags -x "$language" -I "$folder" -I "$root/include" - 2>&1 ||
		echo "does not compile"
}

self_test() {
	house=$(mktemp -d)
	echo 'struct holder { int64_t missing_include; };' >"$house/a.h"
	echo 'struct twice { int value; };' >"$house/b.h"
	for header in a.h b.h; do
		[ -n "$(compile "$house" $header c -std=c17)" ] || echo "$header passed"
	done
	rm -rf "$house"
}

# src/ is on the include path, which also answers <sys/…>: a header of ours with a name of the system's hides it.
hidden() { # folder
	(cd "$1" && find . -name '*.h') | sed 's/^\.\/\(.*\)/#if __has_include(<\1>)\n"\1 hides a header of the system"\n#endif/' |
		${CC:-cc} -E -P -x c - | tr -d '"'
}


hidden_test() {
	house=$(mktemp -d)
	mkdir "$house/sys"
	touch "$house/sys/file.h" "$house/sys/whole_file.h"
	seen=$(hidden "$house")
	rm -rf "$house"
	[ "$seen" = "sys/file.h hides a header of the system" ] || echo "seen: $seen"
}

headers=$(cd "$root/src" && find . -name '*.h' | sed 's/^\.\///' | sort)
echo "1..$(($(echo "$headers" | wc -l) + 6))"
report "faults of made-up headers are seen" "$(self_test)"
report "a hidden header of the system is seen" "$(hidden_test)"
report "no header hides one of the system" "$(hidden "$root/src")"
for header in $headers; do
	report "$header alone" "$(compile "$root/src" "$header" c -std=c17 -D_GNU_SOURCE)"
done
public=autocoin/strategy.h
report "$public alone" "$(compile "$root/include" $public c -std=c17 -Wpedantic)"
CC=${CXX:-c++}
report "$public in C++17" "$(compile "$root/include" $public c++ -std=c++17 -Wpedantic)"
includes=$(grep -h '^#include' "$root/include/$public" | grep -v '<std[a-z]*\.h>')
report "$public includes nothing of the project" "$includes"
exit $failed
