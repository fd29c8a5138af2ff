# tally.awk - counts the TAP lines in meson's testlog.json (one JSON object a test program a line) and
# prints what a person wants: the output of failing programs, a line a room, and the sum as last line.
#
# A line with "# SKIP" is a skip, also where cmocka says "not ok" before it. A program that ended badly
# without a failed line, printed no plan, or kept another plan than its own counts as one failure more.

# Reads the JSON string that starts at the front of `rest` (behind its quote) and cuts it off.
function take_string(    text, end) {
	end = index(rest, "\"")
	text = substr(rest, 1, end - 1)
	rest = substr(rest, end + 1)
	gsub(/\\n/, "\n", text)
	gsub(/\\t/, "\t", text)
	gsub(/\002/, "\"", text)
	gsub(/\001/, "\\", text)
	return text
}

# Fills field[] with the leading scalar fields of the object; stops at the first nested value.
function read_fields(    key, value) {
	split("", field)
	rest = $0
	gsub(/\\\\/, "\001", rest)
	gsub(/\\"/, "\002", rest)
	sub(/^\{/, "", rest)
	while (sub(/^ *"/, "", rest)) {
		key = take_string()
		sub(/^ *: */, "", rest)
		if (sub(/^"/, "", rest))
			field[key] = take_string()
		else if (match(rest, /^[^,{\[}]+/)) {
			field[key] = substr(rest, 1, RLENGTH)
			rest = substr(rest, RLENGTH + 1)
		} else
			return
		sub(/^ *, */, "", rest)
	}
}

{
	read_fields()
	ok = bad = skip = planned = plans = 0
	all_skipped = 0
	count = split(field["stdout"], lines, "\n")
	for (i = 1; i <= count; i++) {
		line = lines[i]
		if (line ~ /^1\.\.[0-9]+/) {
			plans++
			planned += substr(line, 4) + 0
			if (line ~ /^1\.\.0 *# *[Ss][Kk][Ii][Pp]/)
				all_skipped = 1
		} else if (line ~ /^(not )?ok [0-9]+/) {
			if (line ~ /# *[Ss][Kk][Ii][Pp]/)
				skip++
			else if (line ~ /^ok/)
				ok++
			else
				bad++
		}
	}
	why = ""
	if (field["result"] != "OK" && field["result"] != "SKIP" && bad == 0)
		why = "ended with " field["result"] ", return code " field["returncode"]
	else if (plans == 0)
		why = "printed no plan"
	else if (bad == 0 && planned != ok + skip)
		why = "planned " planned " tests and ran " ok + skip
	if (why != "")
		bad++
	else if (all_skipped && planned == 0)
		skip++
	if (bad > 0) {
		printf "\n--- %s%s\n", field["name"], why == "" ? "" : ": " why
		output = field["stdout"] field["stderr"]
		count = split(output, lines, "\n")
		# What failed and why first, wherever it stands; then the end of everything else.
		shown = 0
		for (i = 1; i <= count && shown < 200; i++) {
			is_why = lines[i] ~ /^not ok / || (is_why && lines[i] ~ /^#/)
			if (is_why) {
				print "    " lines[i]
				lines[i] = ""
				shown++
			}
		}
		is_why = 0
		for (i = count > 200 ? count - 199 : 1; i <= count; i++)
			if (lines[i] != "" && lines[i] !~ /^ok /)
				print "    " lines[i]
	}
	room = field["name"]
	sub(/ .*/, "", room)
	if (!(room in seen)) {
		seen[room] = 1
		rooms[++room_count] = room
	}
	passed[room] += ok
	failed[room] += bad
	skipped[room] += skip
	seconds[room] += field["duration"]
}

END {
	print ""
	for (i = 1; i <= room_count; i++) {
		room = rooms[i]
		printf "  %-12s %5d passed", room, passed[room]
		if (failed[room] > 0)
			printf ", %d failed", failed[room]
		if (skipped[room] > 0)
			printf ", %d skipped", skipped[room]
		printf "  (%.1f s)\n", seconds[room]
		sum_passed += passed[room]
		sum_failed += failed[room]
		sum_skipped += skipped[room]
	}
	printf "\n%d passed, %d failed, %d skipped\n", sum_passed, sum_failed, sum_skipped
	exit sum_failed > 0 || sum_passed == 0 ? 1 : 0
}
