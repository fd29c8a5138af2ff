#!/bin/sh
# Holds each database's library in its own folder, SQL in .sql files, and what only SQLite understands out
# of the texts that every database gets. Prints TAP.
set -u
root=${AC_SOURCE_ROOT:-.}

# Prints the lines of the sources in $1 that name SQLite's library outside of its folder.
library_outside() {
	find "$1" -name '*.[ch]' ! -path '*/database/sqlite/*' -exec grep -HnE 'sqlite3[_.]|<sqlite3|\bsqlite3 \*|SQLITE_[A-Z]' {} +
}

# Prints the lines of C in $1 that are SQL.
sql_in_c() {
	find "$1" -name '*.[ch]' ! -path '*/database/sqlite/*' -exec grep -HnE \
		'"[^"]*(SELECT [a-z*(]|INSERT INTO |UPDATE [a-z_]+ SET|DELETE FROM |ORDER BY |ON CONFLICT)' {} +
}

# Prints the lines of the texts in $1 that have what is one database's own, or a parameter without a name.
dialect() {
	find "$1" -name '*.sql' -exec grep -HnEi \
		'ac_units|ac_text|pragma|sqlite|iif\(|strftime|datetime\(|GLOB|\?|max\([^()]*,|LIMIT -1' {} + | grep -v ':--'
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
	mkdir -p "$house/database/sqlite" "$house/queries"
	cat >"$house/a.c" <<-'EOC'
	#include <sqlite3.h>
	static sqlite3 *database;
	const char *text = "SELECT a FROM b";
	int other = SQLITE_OK;
	const char *url = "sqlite:///./database/trader.db";
	const char *advice = "For everything else: sqlite3 database/trader.db";
	EOC
	cp "$house/a.c" "$house/database/sqlite/"
	cat >"$house/queries/a.sql" <<-'EOC'
	-- iif() and datetime() are for SQLite only.
	SELECT iif(a, 1, 2)
	FROM b
	WHERE c = ?
	ORDER BY ac_units(d)
	EOC
	seen=$({
		library_outside "$house"
		sql_in_c "$house"
		dialect "$house/queries"
	} | sed 's/^\([^:]*:[0-9]*\):.*/\1/; s/.*\///' | tr '\n' ' ')
	rm -rf "$house"
	wanted='a.c:1 a.c:2 a.c:4 a.c:3 a.sql:2 a.sql:4 a.sql:5 '
	[ "$seen" = "$wanted" ] || echo "seen: $seen, wanted: $wanted"
}

echo 1..4
report "violations in a made-up house are seen" "$(self_test)"
report "SQLite's library is used in src/database/sqlite only" "$(library_outside "$root/src")"
report "SQL stands in .sql files" "$(sql_in_c "$root/src")"
report "texts for every database hold nothing of one" "$(dialect "$root/src/database/queries")"
exit $failed
