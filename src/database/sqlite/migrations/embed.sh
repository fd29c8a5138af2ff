#!/bin/sh
# Writes the migrations as C: one row per file with number, name, SHA-256 and text.
# usage: embed.sh OUT.c 0001_name.sql [0002_name.sql …]
#
# `--define WORD text` lines give a word for a kind of column; where a column is declared as
# `name WORD`, the text takes the word's place, with every @ replaced by the column's name.
set -eu
out=$1
shift
expand() {
	awk '
	/^--define / { word = $2; sub(/^--define [^ ]+ /, ""); text[word] = $0; next }
	{
		line = $0
		last = $2
		sub(/,$/, "", last)
		if (last in text && /^    [a-z]/) {
			body = text[last]
			gsub(/@/, $1, body)
			line = "    " $1 " " body substr($0, index($0, last) + length(last))
		}
		print line
	}' "$1"
}
{
	printf '/* Made from the files in src/database/sqlite/migrations by embed.sh. */\n'
	printf '#include "database/sqlite/connection.h"\n\n'
	for file; do
		name=$(basename "$file" .sql)
		printf 'static const char text_%s[] = {' "${name%%_*}"
		expand "$file" | od -An -v -tu1 | sed 's/\([0-9]\{1,\}\)/\1,/g'
		printf '0 };\n'
	done
	printf '\nconst struct ac_migration ac_sqlite_migrations[] = {\n'
	count=0
	for file; do
		name=$(basename "$file" .sql)
		sum=$(expand "$file" | sha256sum | cut -d' ' -f1)
		number=$(printf '%s' "${name%%_*}" | sed 's/^0*//')
		printf '\t{ %s, "%s", "%s", text_%s },\n' "$number" "${name#*_}" "$sum" "${name%%_*}"
		count=$((count + 1))
	done
	printf '};\nconst int32_t ac_sqlite_migration_count = %s;\n' "$count"
} >"$out.new"
mv "$out.new" "$out"
