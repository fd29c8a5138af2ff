#!/bin/sh
# Writes the queries of one driver as C: a table of texts by enum ac_query.
# usage: embed.sh OUT.c TABLE queries.h FILE.sql…
#
# In a file, `--query name` begins a text, which ends with the next such line or the end of the file.
# `--define WORD` begins a piece that stands in for every @WORD behind it, in later files too. Both end
# at an empty line. Of two texts with one name the later stays, so that a driver can have its own. A text
# for no name of AC_QUERY_LIST, and a name without a text, end the build.
set -eu
out=$1 table=$2 list=$3
shift 3
awk -v table="$table" -v list="$list" '
function fail(what) { print FILENAME ": " what >"/dev/stderr"; exit_code = 1; exit 1 }
function filled(line,    word) {
	while (match(line, /@[A-Z_]+/)) {
		word = substr(line, RSTART + 1, RLENGTH - 1)
		if (!(word in pieces))
			fail("@" word " is not defined")
		line = substr(line, 1, RSTART - 1) pieces[word] substr(line, RSTART + RLENGTH)
	}
	return line
}
BEGIN {
	while ((getline line <list) > 0) {
		if (line ~ /^#define/)
			is_query = line ~ / AC_QUERY_LIST\(/
		if (is_query && match(line, /X\([A-Z_]+, "[a-z_]+"\)/)) {
			split(substr(line, RSTART + 2, RLENGTH - 3), pair, /, /)
			gsub(/"/, "", pair[2])
			constants[pair[2]] = pair[1]
			order[++count] = pair[2]
		}
	}
}
$1 == "--query" {
	if (!($2 in constants))
		fail($2 " is not in AC_QUERY_LIST")
	name = $2; piece = ""; texts[name] = ""
	next
}
$1 == "--define" { piece = $2; name = ""; pieces[piece] = ""; next }
/^--/ { next }
/^$/ { name = ""; piece = ""; next }
name != "" { texts[name] = texts[name] (texts[name] == "" ? "" : "\n") filled($0); next }
piece != "" { pieces[piece] = pieces[piece] (pieces[piece] == "" ? "" : "\n") filled($0); next }
{ fail("a line outside of any text: " $0) }
END {
	if (exit_code)
		exit exit_code
	print "/* Made by src/database/queries/embed.sh. */\n#include \"database/queries.h\"\n"
	print "extern const char *const " table "[AC_QUERY_COUNT];\n"
	print "const char *const " table "[AC_QUERY_COUNT] = {"
	for (i = 1; i <= count; i++) {
		text = texts[order[i]]
		if (text == "") {
			print order[i] " has no text in the files of " table >"/dev/stderr"
			exit 1
		}
		gsub(/"/, "\\\"", text)
		gsub(/\n/, "\\n\"\n\t\t\"", text)
		print "\t[AC_QUERY_" constants[order[i]] "] =\n\t\t\"" text "\","
	}
	print "};"
}' "$@" >"$out.new"
mv "$out.new" "$out"
